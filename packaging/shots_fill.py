"""Pictures of the fill window: all nine forms, filled as an officer leaves them half done.

Each form is begun for a facility of the sample that has such a record already; the answers of that record are
taken over with a few turned odd, absent, noted or photographed, so that earlier answers, calculations, soft and
hard problems, reasons, notes and photos are seen.

Drawn are: every section in Vietnamese, light, from top to bottom, at 1366x768; every section in English, light,
likewise; every section in Vietnamese, dark, its top, after a check (missing answers are marked); at 150 % every
section's top in Vietnamese and those with a table in English too.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from sxsh_desktop.services.desk import Desk
    from sxsh_desktop.services.fill import OpenDraft
    from sxsh_desktop.services.fill_values import SectionState
    from sxsh_desktop.store.records import RecordNow
    from sxsh_desktop.ui.fill.fill_reads import FillReads
    from sxsh_desktop.ui.fill.fill_view import FillWindow
    from sxsh_desktop.ui.theme.apply import Theme

# name of the size: room that a maximised window has, then look, language, how much of a section is drawn
DESK = "officer-1"
ROOMS = {"1366x768": (1366, 698), "1920x1080_150": (1280, 650)}
Look = Literal["light", "dark"]
CHOSEN: dict[str, tuple[tuple[Look, str, str], ...]] = {
    "1366x768": (("light", "vi", "whole"), ("light", "en", "whole"), ("dark", "vi", "checked")),
    "1920x1080_150": (("light", "vi", "top"), ("light", "en", "tables")),
}
REASON, NOTE = "Đã hỏi lại chủ cơ sở, số đúng", "Chủ cơ sở đọc từ sổ tay, chưa xem hóa đơn"
_OVERLAP, _ODD, _LIKE = 60, Decimal("12.4"), Decimal("1.031")


def draw(app: QApplication, theme: Theme, sample: Path, target: Path, size: str) -> None:
    """The fill window over a copy of the sample's desk, so that the sample keeps no drafts of ours."""
    from sxsh_desktop.base.words import set_language
    from sxsh_desktop.services.desk import open_desk
    from sxsh_desktop.services.forms import LETTERS
    from sxsh_desktop.ui import memory

    with tempfile.TemporaryDirectory() as made:
        folder = Path(shutil.copytree(sample / DESK, Path(made) / DESK))
        desk = open_desk(folder)
        memory.keep_in(None)
        photo = _photo(Path(made) / "dong_ho_dien.png")
        set_language("vi")
        drafts = {form_id: filled_draft(desk, form_id, photo).draft_id for form_id in LETTERS}
        for look, language, how in CHOSEN[size]:
            set_language(language)
            theme.use(look)
            for form_id, draft_id in drafts.items():
                name = f"fill-{LETTERS[form_id]}-{{section}}-{size}-{language}-{look}.png"
                _draw_form(app, desk, draft_id, target, (size, how, name))
        desk.close()


def _draw_form(app: QApplication, desk: Desk, draft_id: str, target: Path, how: tuple[str, str, str]) -> None:
    """Every section of one form that is asked now."""
    from PySide6.QtCore import Qt

    from sxsh_desktop.services import fill
    from sxsh_desktop.ui.fill.fill_view import FillWindow

    size, extent, name = how
    draft = fill.resume(desk, draft_id)
    window = FillWindow(desk, draft, _about(desk, draft))
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*ROOMS[size])
    window.show()
    window.activateWindow()
    if extent == "checked":
        window.model.check()
    for place, section in enumerate(window.model.sections(), 1):
        if extent == "tables" and window.model.reads.kind(section.ref) != "repeat":
            continue
        _stand(app, window, section)
        for page in _pages(app, window, whole=extent == "whole"):
            label = f"{place:02}{'' if page == 1 else chr(ord('a') + page - 1)}"
            window.grab().save(str(target / name.format(section=label)))
    window.close()
    window.deleteLater()
    _settle(app)


def _about(desk: Desk, draft: OpenDraft) -> str:
    """What the head of the window says under the form's name, as the program says it."""
    from sxsh_desktop.services import register
    from sxsh_desktop.services.forms import REGISTER_FORM

    if not draft.facility_id or draft.form.form_id == REGISTER_FORM:
        return draft.head.title
    facility = register.facility_card(desk, draft.facility_id).facility
    return f"{facility.name} ({facility.code})"


def _stand(app: QApplication, window: FillWindow, section: SectionState) -> None:
    """Open a section wholly made, the keyboard at its first odd answer (else at its first question)."""
    window.go(section.ref)
    odd = [one.near or one.ref for one in window.model.problems()]
    here = {ref for item in section.items for ref in window.model.reads.questions(item)}
    window.go(next((ref for ref in odd if ref in here), section.ref))
    list(window.view.rows())
    _settle(app)


def _pages(app: QApplication, window: FillWindow, *, whole: bool) -> Iterator[int]:
    """The section as it opens; then, when the whole is wanted, from its top to its end."""
    bar = window.view.verticalScrollBar()
    bar.setValue(0)
    _settle(app)
    yield 1
    page = 1
    while whole and bar.value() < bar.maximum():
        bar.setValue(min(bar.maximum(), bar.value() + window.view.height() - _OVERLAP))
        _settle(app)
        page += 1
        yield page


def _settle(app: QApplication) -> None:
    """Let timers run out and everything be drawn."""
    from PySide6.QtCore import QElapsedTimer, QEventLoop

    clock = QElapsedTimer()
    clock.start()
    rounds = 0
    while clock.elapsed() < 160 or rounds < 12:  # a busy computer gets as many rounds as an idle one
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        rounds += 1


# -- what is filled in --------------------------------------------------------------------------------------


def filled_draft(desk: Desk, form_id: str, photo: Path) -> OpenDraft:
    """A draft with the answers of the fullest record of the form, some of them turned odd."""
    from sxsh_desktop.services import fill
    from sxsh_desktop.services.forms import REGISTER_FORM

    record, xml = _fullest(desk, form_id)
    draft = fill.start(desk, form_id, "" if form_id == REGISTER_FORM else record.facility_id)
    with draft.together():
        _take_over(draft, xml)
    _open_branches(desk, draft)
    for section in draft.section_states():
        _turn_odd(draft, section)
    _attach_photos(desk, draft, photo)
    soft = [one for one in draft.problems() if one.severity.value == "soft"]
    for problem in soft[1::3]:
        draft.accept_soft(problem.ref, REASON)
    return draft


def _fullest(desk: Desk, form_id: str) -> tuple[RecordNow, bytes]:
    from sxsh_desktop.store import ledger, records

    with desk.read() as connection:
        found = []
        for id in records.find_ids(connection, records.RecordQuery(form_ids=(form_id,))):
            record = records.get(connection, id)
            revision = ledger.revision(connection, record.head) if record is not None else None
            if record is not None and revision is not None:
                found.append((record, revision.instance_xml))
    return max(found, key=lambda pair: len(pair[1]))


def _take_over(draft: OpenDraft, xml: bytes) -> None:
    """Answer as the earlier record does; its rows become rows of ours."""
    from sxsh_desktop.xform.instance import ABSENT, ACCEPTED, NOTE, ROW, fields_of

    rows: dict[str, str] = {}
    given = {one for one in draft.form.questions if draft.session.has(one) and draft.value(one)}
    for field, value in fields_of(draft.form, xml).items():
        if field.endswith((NOTE, ACCEPTED)):
            continue
        if value == ROW and field.endswith("]"):
            table = _moved(field[: field.rindex("[")], rows)
            there = [one for one in draft.rows(table) if one not in rows.values()]
            rows[field] = there[0] if there else draft.add_row(table).changes[0].ref
            continue
        ref = _moved(field, rows)
        question = draft.question(ref)
        if ref in given or not draft.is_relevant(ref) or question.control.value == "upload":
            continue
        if value.startswith(ABSENT):
            draft.set_absent(ref, value.removeprefix(ABSENT))
        else:
            draft.set(ref, value)


def _moved(ref: str, rows: dict[str, str]) -> str:
    for old in sorted(rows, key=len, reverse=True):
        if ref.startswith(f"{old}/"):
            return rows[old] + ref[len(old) :]
    return ref


def _open_branches(desk: Desk, draft: OpenDraft) -> None:
    """Choose what makes the most questions be asked, wherever others hang on a choice."""
    from sxsh_desktop.ui.fill.fill_reads import FillReads

    reads, form = FillReads(desk, draft), draft.form
    nodes = [*form.questions.values(), *form.groups.values(), *form.repeats.values()]
    rules = " ".join(getattr(one, "relevant", "") for one in nodes)
    for ref in reads.all_questions():
        question = draft.question(ref)
        if not question.control.is_select or question.name not in rules or reads.is_readonly(ref):
            continue
        codes = [one.value for one in draft.choices(ref)][:12]
        if not draft.is_relevant(ref) or not codes:
            continue
        if question.control.value == "select_multiple":
            codes = [draft.value(ref), " ".join(codes)]
        best = max(codes, key=lambda code: _asked_with(draft, reads, ref, code))
        draft.set(ref, best)


def _asked_with(draft: OpenDraft, reads: FillReads, ref: str, code: str) -> tuple[int, bool]:
    """How many questions are asked with this choice; what was chosen wins among equals."""
    was = draft.value(ref)
    with draft.together():
        draft.set(ref, code)
        asked = len(reads.all_questions())
        draft.set(ref, was)
    return asked, code == was


def _turn_odd(draft: OpenDraft, section: SectionState) -> None:
    """In one section: numbers a little higher and one much, one not known, a note."""
    numbers = [ref for ref in _answered(draft, section) if _is_measured(draft, ref)]
    for place, ref in enumerate(numbers):
        _scale(draft, ref, _ODD if place == 1 else _LIKE)
    if len(numbers) > 2:
        draft.set_absent(numbers[2], "unknown")
    words = [ref for ref in _answered(draft, section) if draft.question(ref).datatype == "string"]
    for ref in words[1:2]:
        draft.set_note(ref, NOTE)


def _answered(draft: OpenDraft, section: SectionState) -> list[str]:
    from sxsh_desktop.xform.instance import fields_of

    refs = [ref for ref in fields_of(draft.form, draft.session.to_xml()) if "@" not in ref]
    tops = tuple(f"{item}{end}" for item in section.items for end in ("/", "["))
    return [ref for ref in refs if ref.startswith(tops) and not ref.endswith("]") and draft.value(ref)]


def _is_measured(draft: OpenDraft, ref: str) -> bool:
    question = draft.question(ref)
    return question.is_number and question.unit not in ("", "year")


def _scale(draft: OpenDraft, ref: str, by: Decimal) -> None:
    try:
        amount = Decimal(draft.value(ref)) * by
    except InvalidOperation:
        return
    whole = draft.question(ref).datatype == "int" or amount >= 1000
    draft.set(ref, f"{amount.quantize(Decimal(1) if whole else Decimal('0.01')):f}")


def _attach_photos(desk: Desk, draft: OpenDraft, photo: Path) -> None:
    from sxsh_desktop.ui.fill.fill_reads import FillReads

    for ref in FillReads(desk, draft).all_questions():
        question = draft.question(ref)
        if question.control.value == "upload" and "image" in question.mediatype:
            draft.attach(ref, photo)


def _photo(file: Path) -> Path:
    """Something like a meter on a wall."""
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QColor, QImage, QPainter

    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("#b9b2a4"))
    painter = QPainter(image)
    painter.fillRect(QRect(180, 60, 280, 360), QColor("#3c4a52"))
    painter.fillRect(QRect(220, 120, 200, 70), QColor("#e8e6da"))
    font = painter.font()
    font.setPixelSize(44)
    painter.setFont(font)
    painter.drawText(QRect(220, 120, 200, 70), int(Qt.AlignmentFlag.AlignCenter), "041528")
    painter.end()
    image.save(str(file))
    return file
