"""The whole job, through the services: set up, register, fill, print, send, receive, accept, indicators, receipts."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from pypdf import PdfReader

from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.ledger.values import Revision
from sxsh_desktop.services import (
    exchange,
    fill,
    indicators,
    indicators_export,
    printing,
    register,
    review,
)
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.records import RecordFilter, Standing, records
from sxsh_desktop.services.sample import answers
from sxsh_desktop.services.sample.answers import Script
from sxsh_desktop.services.sample.filling import fill_in, settle
from sxsh_desktop.services.sample.plan import FacilityPlan, plan_facilities
from sxsh_desktop.services.sample.province import communes
from sxsh_desktop.services.verify import verify
from tests.exchange_maker import CLOCK
from tests.main_job_maker import NAME, ice_plant, pair

__all__ = ["pair"]

TODAY = date(2026, 7, 1)


def workshop() -> FacilityPlan:
    """It has never heard of it."""
    one = plan_facilities(2, communes(), 2)[1]
    first = date(2026, 4, 6)
    return replace(
        one, name="Xưởng mộc Út Hiền", status="hd", potential="1", aware=0, level=0, first_visit=first
    )


def write(desk: Desk, script: Script, facility_id: str = "") -> Revision:
    """Fill a form, leave it half-way, come back to it, make it final."""
    draft = fill.start(desk, script.form_id, facility_id)
    fill_in(draft, script)
    seen = draft.session.to_xml()
    again = fill.resume(desk, draft.draft_id)
    assert again.session.to_xml() == seen
    return again.finalise()


def visit(desk: Desk, about: FacilityPlan) -> list[Revision]:
    """Register a facility and fill in forms A, B and C about it."""
    rng = random.Random(7)
    code = register.new_facility_code(desk)
    card = write(desk, answers.register_card(about, "CB01", code, rng))
    found = write(desk, answers.survey(about, "CB01", code, rng), card.record_id)
    counted = write(desk, answers.inventory(about, "CB01", code, 2025, rng), card.record_id)
    assert found.facility_id == counted.facility_id == card.record_id
    return [card, found, counted]


def standings(desk: Desk) -> set[Standing]:
    return {one.standing for one in records(desk)}


def numbers(desk: Desk) -> dict[str, tuple[int, int, int]]:
    """(yes, no, unknown) of awareness and adoption."""
    board = indicators.compute(desk, TODAY)
    return {
        id: (tally.yes, tally.no, tally.unknown)
        for id, tally in ((id, board.line(id).tally) for id in ("I1", "I2"))
    }


def test_a_visit_becomes_a_number_and_its_receipt_comes_back(pair: tuple[Desk, Desk], tmp_path: Path) -> None:
    officer, office = pair
    made = visit(officer, ice_plant())
    assert standings(officer) == {Standing.NOT_SENT}
    assert len(records(officer)) == 3 and not fill.drafts(officer)
    assert numbers(office) == {"I1": (0, 0, 0), "I2": (0, 0, 0)}

    sent = exchange.export_bundle(officer, tmp_path)
    assert sent.sealed and standings(officer) == {Standing.NO_RECEIPT}
    seen = exchange.preview_bundle(office, sent.file)
    taken = exchange.import_bundle(office, sent.file)
    assert seen.lines == taken.lines and taken.records["new"] == 3
    before = verify(office)
    assert exchange.import_bundle(office, sent.file).already
    after = verify(office)
    assert after.ok and (after.ledger_hash, after.derived_hash) == (before.ledger_hash, before.derived_hash)

    # received, not reviewed: shown apart
    waiting = indicators.compute(office, TODAY)
    assert numbers(office) == {"I1": (0, 0, 0), "I2": (0, 0, 0)}
    assert waiting.unreviewed > 0 and waiting.line("I1").waiting.yes == waiting.line("I2").waiting.yes == 1
    assert {one.revision_id for one in review.inbox(office)} == {one.revision_id for one in made}

    review.accept_many(office, [one.revision_id for one in made])
    assert numbers(office) == {"I1": (1, 0, 0), "I2": (1, 0, 0)}
    board = indicators.compute(office, TODAY)
    assert board.facilities == 1 and board.unreviewed == 0
    (behind,) = indicators.members(office, board, "I1", "yes")
    assert (behind.unit_id, behind.name) == (made[0].record_id, NAME) and behind.reasons and behind.evidence

    back = exchange.export_bundle(office, tmp_path, officer.device_id)
    exchange.import_bundle(officer, back.file)
    assert standings(officer) == {Standing.ACCEPTED}
    assert [one.is_received for one in exchange.exports(officer)] == [True]
    states = {review.state_of(officer, one.revision_id).code for one in made}
    assert states == {ReviewCode.ACCEPTED}
    assert verify(officer).ok and verify(office).ok


def test_a_second_facility_moves_the_numbers_again(pair: tuple[Desk, Desk], tmp_path: Path) -> None:
    officer, office = pair
    for about, wanted in ((ice_plant(), (1, 0)), (workshop(), (1, 1))):
        made = visit(officer, about)
        exchange.import_bundle(office, exchange.export_bundle(officer, tmp_path).file)
        review.accept_many(office, [one.revision_id for one in made])
        exchange.import_bundle(officer, exchange.export_bundle(office, tmp_path, officer.device_id).file)
        assert numbers(office) == {"I1": (*wanted, 0), "I2": (*wanted, 0)}
    board = indicators.compute(office, TODAY)
    assert board.line("I1").headline == Decimal("0.5")
    districts = indicators.breakdown(board, "I1", "district")
    assert sum(one.tally.yes + one.tally.no for one in districts) == 2
    assert {one.standing for one in records(officer)} == {Standing.ACCEPTED}


def test_a_returned_record_is_answered(pair: tuple[Desk, Desk], tmp_path: Path) -> None:
    officer, office = pair
    made = visit(officer, ice_plant())
    exchange.import_bundle(office, exchange.export_bundle(officer, tmp_path).file)
    review.return_with_questions(office, made[1].revision_id, (("/data/remark", "Ai trả lời?"),))
    exchange.import_bundle(officer, exchange.export_bundle(office, tmp_path, officer.device_id).file)
    (returned,) = records(officer, RecordFilter(standings=(Standing.RETURNED,)))
    assert returned.questions == 1 and review.state_of(officer, made[1].revision_id).questions

    draft = fill.correct(officer, returned.record_id)
    remark = next(path for path, one in draft.form.questions.items() if one.name == "remark")
    draft.set(remark, "Chủ cơ sở trả lời.")
    settle(draft)
    corrected = draft.finalise()
    assert corrected.parents == (made[1].revision_id,)
    exchange.import_bundle(office, exchange.export_bundle(officer, tmp_path).file)
    (line,) = [one for one in review.inbox(office) if one.record_id == returned.record_id]
    assert line.corrected and line.revision_id == corrected.revision_id
    review.accept(office, corrected.revision_id)
    assert review.state_of(office, corrected.revision_id).code is ReviewCode.ACCEPTED


def test_paper_and_sheets_of_a_visit(pair: tuple[Desk, Desk], tmp_path: Path) -> None:
    officer, office = pair
    made = visit(officer, ice_plant())
    facility = made[0].record_id
    forms = [one.form_id for one in officer.forms.current()]
    blank = printing.print_blank(officer, forms, tmp_path / "trống.pdf")
    known = printing.print_prefilled(officer, ["c_tieu_thu"], [facility], tmp_path / "điền sẵn.pdf")
    filled = printing.print_filled(officer, [one.record_id for one in made], tmp_path / "đã điền.pdf")
    assert len(forms) == 9 and blank.pages > 9
    for printed in (known, filled):
        text = " ".join(page.extract_text() for page in PdfReader(printed.paths[0]).pages)
        assert "Tân Thạnh Phát" in " ".join(text.split())

    exchange.import_bundle(office, exchange.export_bundle(officer, tmp_path).file)
    review.accept_many(office, [one.revision_id for one in made])
    target = tmp_path / "chỉ tiêu.xlsx"
    indicators_export.export(office, indicators.compute(office, TODAY), target)
    cells = {
        cell for sheet in load_workbook(target) for row in sheet.iter_rows(values_only=True) for cell in row
    }
    assert NAME in cells


def test_a_second_window_sees_the_same(pair: tuple[Desk, Desk]) -> None:
    officer, _office = pair
    made = visit(officer, ice_plant())
    with closing(open_desk(officer.folder, CLOCK)) as again:
        assert len(records(again)) == 3
        card = register.facility_card(again, made[0].record_id)
        assert register.facility_of_code(again, card.facility.code) == card.facility
        assert len(card.timeline) == 3
