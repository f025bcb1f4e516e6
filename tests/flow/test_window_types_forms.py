"""Every question of the forms C to I is typed through the window's own fields and completed.

Forms A and B are typed in the same way, by the same hands, in `test_window_main_job`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.base.words import set_language
from sxsh_desktop.services import fill, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.services.sample.answers import register_card
from sxsh_desktop.services.sample.desks import write_record
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.store import ledger
from sxsh_desktop.xform import instance
from tests.fill_window_maker import show
from tests.main_job_maker import ice_plant
from tests.whole_forms import OFFICER, rest_of, whole_scripts
from tests.window_maker import (
    ANY,
    DRAWN,
    PASTED,
    FormHands,
    Typist,
    collector,
    complete,
    no_dialog_waits,
    type_into,
)

__all__ = ["collector", "no_dialog_waits", "type_into"]

FORMS = (
    "c_tieu_thu",
    "d_danh_gia_nhanh",
    "e_danh_gia_chi_tiet",
    "f_theo_doi",
    "g_kiem_tra",
    "h_su_kien",
    "i_can_bo",
)

CLOCK = fixed_clock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


@pytest.fixture
def officer(tmp_path: Path) -> Iterator[Desk]:
    """An officer in whose register one ice plant stands."""
    set_language("vi")
    desk = set_up(tmp_path / "officer", Answers("officer", "vi", OFFICER, "Trần Thị Lan", "866"), CLOCK)
    code = register.new_facility_code(desk)
    write_record(desk, register_card(ice_plant(), OFFICER, code, random.Random(3)), "")
    yield desk
    desk.close()


@pytest.mark.parametrize("form_id", FORMS)
def test_every_question_is_typed_and_the_form_completed(
    form_id: str, officer: Desk, qtbot: QtBot, type_into: Typist
) -> None:
    (facility,) = register.page(officer, register.search(officer, register.FacilityQuery()))
    form = officer.forms.get(form_id)
    asked = {path for path, one in form.questions.items() if one.control.is_answered}
    typed: set[str] = set()
    for script in whole_scripts(form_id, ice_plant(), facility.code):
        about = "" if form_id in ("h_su_kien", "i_can_bo") else facility.facility_id
        draft = fill.start(officer, form_id, about)
        window = show(qtbot, officer, draft, wide=True)
        hands = FormHands(qtbot, type_into, window, script, rest_of(form))
        there = instance.fields_of(form, draft.session.to_xml())
        hands.fill()
        assert not hands.open_questions() and not draft.problems()
        _holds_what_was_typed(draft, hands.typed)
        typed |= {_path(ref) for ref in (*hands.typed, *there)}
        by_hand = draft.session.to_xml()
        complete(window)
        with officer.read() as connection:
            (revision,) = ledger.revisions_of(connection, draft.record_id)
        kept = _answers(officer, form_id, revision.instance_xml)
        assert kept == _answers(officer, form_id, _filled_directly(officer, draft, by_hand, about))
    assert asked <= typed, sorted(asked - typed)


def _path(ref: str) -> str:
    """The path of a question in whichever row it stands."""
    return "/".join(part.partition("[")[0] for part in ref.split("/"))


def _holds_what_was_typed(draft: OpenDraft, typed: dict[str, str]) -> None:
    for ref, text in typed.items():
        held = draft.absent(ref) if text.startswith("?") else draft.value(ref)
        if text in (ANY, DRAWN, PASTED):
            assert held, ref
        elif draft.is_relevant(ref):
            assert held == text.lstrip("?") or _number(held) == _number(text), (
                f"{ref}: {text!r} is held as {held!r}"
            )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _filled_directly(desk: Desk, by_hand: OpenDraft, xml: bytes, facility_id: str) -> bytes:
    """The same answers and rows given to a second draft without a window."""
    form, wanted = by_hand.form, instance.fields_of(by_hand.form, xml)
    draft = fill.start(desk, form.form_id, facility_id)
    for path in form.repeats:
        for row in draft.rows(path):
            draft.remove_row(row)
    for ref, text in wanted.items():
        if text == instance.ROW:
            draft.add_row(ref[: ref.rindex("[")], row_id=ref[ref.rindex("[") + 1 : -1])
    for ref, text in wanted.items():
        if ref.endswith(instance.ACCEPTED):
            draft.accept_soft(ref.removesuffix(instance.ACCEPTED), text)
        elif text.startswith(instance.ABSENT):
            draft.set_absent(ref, text.removeprefix(instance.ABSENT))
        elif (
            text != instance.ROW
            and form.questions[_path(ref)].control.is_answered
            and not draft.is_readonly(ref)
        ):
            draft.set(ref, text)
    return draft.session.to_xml(final=True)


def _answers(desk: Desk, form_id: str, xml: bytes) -> dict[str, str]:
    """All that a record holds but its own identity."""
    fields = instance.fields_of(desk.forms.get(form_id), xml)
    return {ref: text for ref, text in fields.items() if "/meta" not in ref}
