"""Fills a form with plausible answers, the same ones every time: for prints that are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.services.code_length import code_length
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.xform.definition import Control, Form, Question
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.problems import Severity
from sxsh_desktop.xform.session import FillSession

MOMENT = datetime(2026, 10, 14, 10, 42, tzinfo=UTC)
_TEXTS = {
    "visit.facility": "CL-0041",
    "visit.officer": "CB012",
    "facility_profile.name": "Doanh nghiệp tư nhân Nước đá Tân Thạnh Phát",
    "facility_profile.tax_code": "1400123456",
    "contact[respondent].name": "Nguyễn Thị Hồng Gấm",
    "contact[respondent].title": "Kế toán trưởng",
}
_CODES = (
    ("^SP", "SP1"),
    ("^(SP", "SP1"),
    ("^GP", "GP01"),
    ("^(GP", "GP01"),
    ("^K", "K1"),
    ("^CH", "CH1"),
    ("^NV", "NV1"),
    ("^[0-9]{4}-", "2026-014"),
    ("^[0-9]{2} ?", "12 01 03"),
    ("@", "coso@example.vn"),
)
_LONG = (
    "Nước giếng bơm lên bể lắng, làm lạnh sơ bộ, rót vào khuôn, cấp đông bằng nước muối trong 18 giờ, nhả đá rồi "
    "xay hoặc bán nguyên cây. Máy nén NH3 chạy liên tục vào mùa khô, vì vậy tiền điện tháng 3 và tháng 4 cao nhất. "
    "Chủ cơ sở muốn lắp biến tần cho bơm nước giải nhiệt nhưng chưa thu xếp được vốn."
)


def filled_session(form: Form, rows: int = 2, set_values: Mapping[str, str] | None = None) -> FillSession:
    """A session with every relevant question answered (some with a reason instead), `rows` rows in each table.

    `set_values` gives answers by path before all others.
    """
    ids = (f"row{number:05d}" for number in count(1))
    environment = FillEnvironment(clock=fixed_clock(MOMENT), new_row_id=lambda: next(ids), language="vi")
    session = FillSession.new(form, environment)
    for path, value in (set_values or {}).items():
        session.set(path, value)
    for _round in range(3):  # what an answer brings up is answered in the next round
        _fill(session, "", rows, frozenset(set_values or {}))
    return session


def _fill(session: FillSession, ref: str, rows: int, given: frozenset[str]) -> None:
    for item in session.children(ref):
        if item.kind == "repeat":
            while len(session.rows(item.ref)) < rows and session.can_add_row(item.ref):
                session.add_row(item.ref)
            for row in session.rows(item.ref):
                _fill(session, row, rows, given)
        elif item.kind == "group":
            _fill(session, item.ref, rows, given)
        elif item.kind == "question" and item.path not in given:
            _answer(session, item.ref)


def _answer(session: FillSession, ref: str) -> None:
    question = session.question(ref)
    if not session.is_relevant(ref) or question.calculate or not question.control.is_answered:
        return
    if session.value(ref) or session.absent(ref):
        return
    place = list(session.form.questions).index(question.path)
    if question.is_number and place % 9 == 0:
        session.set_absent(ref, "unknown")
        return
    text = _text(session, ref, question, place)
    if text:
        session.set(ref, text)
        if place % 13 == 0:
            session.set_note(ref, "đọc trên hóa đơn điện tử, chưa có bản giấy")


def _text(session: FillSession, ref: str, question: Question, place: int) -> str:
    if question.fact in _TEXTS:
        return _TEXTS[question.fact]
    if question.control.is_select:
        values = [choice.value for choice in session.choices(ref)]
        if question.control is Control.SELECT_ONE:
            return values[0] if values and len(values) < 3 else values[place % len(values)] if values else ""
        return " ".join(values[:3])
    if question.control is Control.UPLOAD:
        return ""
    if question.datatype == "date":
        return f"2026-0{1 + place % 9}-1{place % 9}"
    if question.datatype == "geopoint":
        return "10.4567 105.6333 3 5"
    if question.is_number:
        if question.unit == "year":
            return "2025"
        return str(place + 3) if question.datatype == "int" else f"{place * 137}.5"
    if "multiline" in question.appearances:
        return _LONG
    for pattern, code in _CODES:
        if pattern in question.constraint:
            return code
    if code_length(question.constraint):
        return "0909123456"
    return f"Mục {place} của phiếu, ghi theo lời chủ cơ sở"


def finished(draft: OpenDraft, fill_tables: bool = True) -> str:
    """Answer a draft until it can be finalised, finalise it, and return the record id."""
    if fill_tables:
        for _round in range(2):
            _fill_draft(draft, "")
    for _round in range(12):
        problems = draft.problems()
        for problem in problems:
            if problem.severity is Severity.SOFT:
                draft.accept_soft(problem.ref, "đã xem lại hóa đơn")
            else:
                draft.set_absent(problem.ref, "unknown")
        if not problems:
            break
    return draft.finalise().record_id


def _fill_draft(draft: OpenDraft, ref: str) -> None:
    for item in draft.session.children(ref):
        if item.kind == "repeat" and draft.session.is_relevant(item.ref):
            if not draft.session.rows(item.ref) and draft.session.can_add_row(item.ref):
                draft.add_row(item.ref)
            for row in draft.session.rows(item.ref):
                _fill_draft(draft, row)
        elif item.kind == "group":
            _fill_draft(draft, item.ref)
        elif item.kind == "question":
            _answer_draft(draft, item.ref)


def _answer_draft(draft: OpenDraft, ref: str) -> None:
    session = draft.session
    question = session.question(ref)
    if not session.is_relevant(ref) or question.calculate or not question.control.is_answered:
        return
    if session.value(ref) or session.absent(ref) or session.is_readonly(ref):
        return
    text = _text(session, ref, question, list(session.form.questions).index(question.path))
    if text:
        draft.set(ref, text)
        if session.problems_at(ref):
            draft.undo()
