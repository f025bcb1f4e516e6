"""The checks over real records: in a draft, with a reason, at review, on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sxsh_desktop.cli import main
from sxsh_desktop.services import fill, plausibility, reference
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.services.plausibility_known import learn, learned_values
from sxsh_desktop.store import register
from tests import fill_maker as maker


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = maker.make_desk(tmp_path)
    yield found
    found.close()


def inventory(desk: Desk, facility: str, year: int, cost: str, kwh: str = "1000000") -> OpenDraft:
    """A draft of form C with one row of electricity."""
    draft = fill.start(desk, "c_tieu_thu", facility)
    draft.set("/data/g_per/p_from", f"{year}-01-01")
    draft.set("/data/g_per/p_to", f"{year}-12-31")
    draft.set("/data/g_per/src", "thamvan")
    maker.energy_row(draft, e_type="dien", e_unit="kwh", e_qty=kwh, e_cost=cost, e_q="hoadon")
    return draft


def looked(desk: Desk, draft: OpenDraft) -> dict[str, plausibility.Finding]:
    xml = draft.session.to_xml(final=True)
    found = plausibility.of_answers(desk, draft.form, xml, draft.record_id, "vi")
    return {one.check: one for one in found}


def test_a_bill_off_the_tariff_leads_to_its_answer_and_takes_a_reason(desk: Desk) -> None:
    draft = inventory(desk, maker.facility(desk), 2024, "3500")
    found = looked(desk, draft)["BILL-TARIFF"]
    row = draft.rows(maker.ENERGY)[0]
    assert found.refs == (f"{row}/e_cost", f"{row}/e_qty")
    assert "3.500 đồng/kWh" in found.sentence and found.is_open and not found.hard
    draft.accept_soft(found.refs[0], "giá đã gồm thuê trạm biến áp")
    again = looked(desk, draft)["BILL-TARIFF"]
    assert again.reason == "giá đã gồm thuê trạm biến áp" and not again.is_open


def test_the_reviewer_reads_finding_and_reason(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    draft = inventory(desk, maker.facility(desk), 2024, "3500")
    row = draft.rows(maker.ENERGY)[0]
    draft.accept_soft(f"{row}/e_cost", "đã xem hóa đơn")
    maker.complete(draft)
    revision = draft.finalise()
    seen = {one.check: one for one in plausibility.of_revision(desk, revision.revision_id)}
    assert seen["BILL-TARIFF"].reason == "đã xem hóa đơn"
    folder = desk.folder
    desk.close()
    capsys.readouterr()
    assert main(["record", "check", revision.record_id, "--store", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "BILL-TARIFF" in {one["check"] for one in told}


def test_an_earlier_year_is_compared(desk: Desk) -> None:
    facility = maker.facility(desk)
    first = inventory(desk, facility, 2024, "2100")
    maker.complete(first)
    first.finalise()
    assert "UNIT-SLIP" in looked(desk, inventory(desk, facility, 2025, "2.1", kwh="1000"))


def test_figures_of_another_facility_are_recognised(desk: Desk) -> None:
    def told(facility: str) -> OpenDraft:
        draft = inventory(desk, facility, 2024, "2593.1", kwh="1234567")
        maker.energy_row(draft, e_type="do", e_unit="lit", e_qty="10237", e_cost="205", e_q="hoadon")
        maker.energy_row(draft, e_type="trau", e_unit="kg", e_qty="77123", e_cost="40", e_q="hoadon")
        return draft

    first = told(maker.facility(desk))
    maker.complete(first)
    first.finalise()
    found = looked(desk, told(maker.facility(desk)))
    assert "COPIED-FACILITY" in found and "Tân Thạnh Phát" in found["COPIED-FACILITY"].sentence


def test_ranges_are_learned_from_accepted_records(sample_province: Path) -> None:
    with closing(open_desk(sample_province / "department")) as desk:
        tables = reference.current(desk)
        with desk.read() as connection:
            sector = next(one.sector for one in register.every_facility(connection) if one.sector == "xayxat")
            few = learn(connection, desk, tables, sector, ["kWh/tấn"])
            facts = learned_values(connection, desk, tables, sector, ["kWh/tấn"])
    assert len(facts["kWh/tấn"]) < 20 and not few
    assert all(5 < value < 500 for value in facts["kWh/tấn"])
