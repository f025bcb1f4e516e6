"""Work given by bundle, and an officer's laptop set up from nothing by one bundle of the department."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.services import (
    assignments,
    exchange,
    fill,
    reference,
    reference_exchange,
    register,
    review,
    today,
)
from sxsh_desktop.services.assignments import Task, WorkState
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.register import FacilityQuery
from sxsh_desktop.services.sample.filling import settle
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.services.waiting import WaitingKind
from tests.exchange_maker import CARD, CLOCK, Desks, desks, fresh_desks, make_card, path_to

__all__ = ["desks", "fresh_desks"]
QUICK = "d_danh_gia_nhanh"


def card_in(desk: Desk, name: str, commune: str) -> str:
    """A card of a facility in a commune of 2025; its id."""
    draft = fill.start(desk, CARD)
    draft.set(path_to(draft, "name"), name)
    draft.set(path_to(draft, "commune"), commune)
    settle(draft)
    return draft.finalise().record_id


def names(desk: Desk) -> set[str]:
    numbers = register.search(desk, FacilityQuery())
    return {one.name for one in register.page(desk, numbers)}


def carry(source: Desk, target: Desk, desks: Desks) -> None:
    recipient = target.device_id if source.profile.is_department else ""
    sent = exchange.export_bundle(source, desks.mail, recipient)
    exchange.import_bundle(target, sent.file)


def test_work_travels_is_done_and_is_taken_back(desks: Desks) -> None:
    department, officer = desks.department, desks.first
    mill = make_card(department, "Nhà máy xay xát Tân Phú").record_id
    form = next(one.form_id for one in officer.forms.current() if one.letter == "C")
    given = assignments.give(
        department,
        "CB01",
        [
            Task(form, mill, due="2026-06-30", note="Gọi trước khi đến"),
            Task(CARD, place_code="866", due="2026-12-15"),
        ],
    )
    assert len(given) == 2
    assert assignments.give(department, "CB01", [Task(form, mill, due="2026-06-30")]) == ()  # not twice
    carry(department, officer, desks)
    assert names(officer) == {"Nhà máy xay xát Tân Phú"}  # what is needed for the work comes along

    work = assignments.work_list(officer)
    assert [(one.form_id, one.facility, one.due, one.state) for one in work] == [
        (form, "Nhà máy xay xát Tân Phú", "2026-06-30", WorkState.OPEN),
        (CARD, "", "2026-12-15", WorkState.OPEN),
    ]
    assert work[0].is_overdue(officer.today()) and not work[1].is_overdue(officer.today())
    waiting = [one for one in today.waiting(officer) if one.kind is WaitingKind.ASSIGNED]
    assert [(one.facility_id, one.overdue, one.day) for one in waiting] == [
        (mill, True, "2026-06-30"),
        ("", False, "2026-12-15"),
    ]

    draft = fill.start(officer, form, mill)
    assert assignments.work_list(officer)[0].draft_id == draft.draft_id
    settle(draft)
    draft.finalise()
    assert [one.state for one in assignments.work_list(officer)] == [WorkState.OPEN, WorkState.DONE]
    assert [one.facility_id for one in today.waiting(officer) if one.kind is WaitingKind.ASSIGNED] == [""]
    carry(officer, department, desks)
    done = [one for one in assignments.work_list(department, "CB01") if one.state is WorkState.DONE]
    assert [one.facility_id for one in done] == [mill]

    assert assignments.withdraw(department, [work[1].entry_id], "Đổi kế hoạch") == 1
    with pytest.raises(UserError) as again:
        assignments.withdraw(department, [work[1].entry_id])
    assert again.value.code == "WORK-03"
    carry(department, officer, desks)
    assert [one.facility_id for one in assignments.work_list(officer)] == [mill]


def test_a_returned_record_is_work_again(desks: Desks) -> None:
    department, officer = desks.department, desks.first
    assignments.give(department, "CB01", [Task(CARD)])
    carry(department, officer, desks)
    card = make_card(officer, "Lò gạch")
    assert [one.state for one in assignments.work_list(officer)] == [WorkState.DONE]
    carry(officer, department, desks)
    asked = review.first_answer(department, card.record_id)
    review.return_with_questions(department, card.revision_id, [(asked, "Đúng không?")], "Xem lại")
    carry(department, officer, desks)
    line = assignments.work_list(officer)[0]
    assert (line.state, line.record_id) == (WorkState.STARTED, card.record_id)
    waiting = [one for one in today.waiting(officer) if one.kind is WaitingKind.ASSIGNED]
    assert [one.record_id for one in waiting] == [card.record_id]


def test_only_the_department_gives_work_and_only_what_is_clear(desks: Desks) -> None:
    def code(desk: Desk, officer: str, *tasks: Task) -> str:
        with pytest.raises(UserError) as caught:
            assignments.give(desk, officer, tasks)
        assert all(caught.value.explain())
        return caught.value.code

    assert code(desks.first, "CB01", Task(CARD)) == "WORK-01"
    assert code(desks.department, " ", Task(CARD)) == "WORK-02"
    assert code(desks.department, "CB01") == "WORK-02"
    assert code(desks.department, "CB01", Task(CARD, "khong-co")) == "WORK-02"
    assert code(desks.department, "CB01", Task(CARD, place_code="9999")) == "WORK-02"
    assert code(desks.department, "CB01", Task(CARD, due="mai")) == "WORK-02"
    assert code(desks.department, "CB01", Task("khong_co")).startswith("FORM")


def test_a_laptop_is_set_up_from_nothing_by_one_bundle(desks: Desks, tmp_path: Path) -> None:
    department = desks.department
    places = reference.current(department).places
    here = next(one.code for one in places.communes_2025 if places.district_of(one.code, "2025") == "866")
    far = next(one.code for one in places.communes_2025 if places.district_of(one.code, "2025") == "868")
    card_in(department, "Xay xát ở huyện nhà", here)
    card_in(department, "Lò đường ở huyện khác", far)
    given_far = card_in(department, "Kho lạnh ở huyện khác", far)
    targets = _newer_targets(department, tmp_path)

    laptop = set_up(tmp_path / "moi", Answers("officer", "vi", "CB09", "Võ Thị Sáu", "866"), CLOCK)
    try:
        exchange.export_enrolment(laptop, tmp_path / "CB09.json")
        exchange.import_enrolment(department, tmp_path / "CB09.json", confirm=True)
        assignments.give(department, "CB09", [Task(QUICK, given_far)])
        sent = exchange.export_bundle(department, desks.mail, laptop.device_id, register=True)
        assert sent.sealed

        with pytest.raises(UserError) as unknown:  # the laptop has never heard of the department
            exchange.import_bundle(laptop, sent.file)
        assert unknown.value.code == "BUNDLE-05"
        shelved = exchange.shelf(laptop)[0]
        asking = next(one for one in exchange.devices(laptop) if one.state == "asks")
        assert asking.code == exchange.own_code(department)  # what is compared over the phone
        exchange.receive_shelved(laptop, shelved.shelf_id, confirm=True)

        assert names(laptop) == {"Xay xát ở huyện nhà", "Kho lạnh ở huyện khác"}
        assert [one.facility for one in assignments.work_list(laptop)] == ["Kho lạnh ở huyện khác"]
        here_now = {one.name: one.version for one in reference.tables_of(laptop)}
        assert here_now["plan_targets"] == targets
        assert {one.form_id for one in laptop.forms.current()} == {
            one.form_id for one in department.forms.current()
        }
        receipt = exchange.export_bundle(laptop, desks.mail)
        exchange.import_bundle(department, receipt.file)
        assert exchange.exports(department)[0].is_received
    finally:
        laptop.close()


def _newer_targets(desk: Desk, folder: Path) -> str:
    """The department sets another target; the version of the table."""
    shipped = reference.tables_of(desk)
    info = next(one for one in shipped if one.name == "plan_targets")
    source = Path(__file__).resolve().parents[2] / "resources" / "reference" / "plan_targets.csv"
    changed = folder / "plan_targets.csv"
    changed.write_text(source.read_text("utf-8").replace("0.90", "0.92"), "utf-8")
    version = f"{info.version}.9"
    reference_exchange.publish_table(desk, "plan_targets", changed, version=version)
    return version
