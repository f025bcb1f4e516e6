"""Bills from a spreadsheet become rows of the form, as one act, with what was doubtful written at them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from sxsh_desktop.services import bills, fill, plausibility
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from tests import fill_maker as maker

TEXT = """Tháng\tĐiện (kWh)\tTiền điện (nghìn đồng)\tNước (m3)\tGhi chú
T1\t10.250,5\t21.525,0\t120\tbình thường
T2\t9.870,0\t20.728,5\t118,5\t
T13/2024\t\t\t\t
12/2024\t9.000,0\t18.900,0\t110\t
"""


@pytest.fixture
def draft(tmp_path: Path) -> Iterator[tuple[Desk, OpenDraft]]:
    desk = maker.make_desk(tmp_path)
    found = fill.start(desk, "c_tieu_thu", maker.facility(desk))
    found.set("/data/g_per/p_from", "2025-01-01")
    found.set("/data/g_per/p_to", "2025-12-31")
    for scope in ("has_en", "has_wa"):
        found.set(f"/data/{scope}", "du")
    yield desk, found
    desk.close()


def test_bills_become_rows(draft: tuple[Desk, OpenDraft]) -> None:
    desk, opened = draft
    proposal = bills.proposal_for(desk, opened, maker.ENERGY, bills.grid_of_text(TEXT))
    assert [bills.month_words(row.period) for row in proposal.rows] == ["01/2025", "02/2025", "12/2024"]
    assert [row.doubt for row in proposal.rows] == ["the year is not written here"] * 2 + [bills.OUTSIDE]
    before = len(opened.rows(maker.ENERGY))
    assert bills.put(opened, proposal).changes
    rows = opened.rows(maker.ENERGY)[before:]
    assert [opened.value(f"{row}/e_type") for row in rows] == ["dien"] * 3
    assert [opened.value(f"{row}/e_unit") for row in rows] == ["kwh"] * 3
    assert [Decimal(opened.value(f"{row}/e_qty")) for row in rows] == [Decimal("10250.5"), 9870, 9000]
    assert [Decimal(opened.value(f"{row}/e_cost")) for row in rows] == [
        Decimal("21.525"), Decimal("20.7285"), Decimal("18.9"),
    ]  # fmt: skip
    assert [opened.value(f"{row}/e_q") for row in rows] == ["hoadon"] * 3
    assert "01/2025" in opened.session.note(f"{rows[0]}/e_type")
    resumed = fill.resume(desk, opened.draft_id)
    assert resumed.rows(maker.ENERGY) == opened.rows(maker.ENERGY)
    opened.undo()
    assert len(opened.rows(maker.ENERGY)) == before


def test_water_is_in_cubic_metres(draft: tuple[Desk, OpenDraft]) -> None:
    desk, opened = draft
    proposal = bills.proposal_for(desk, opened, "/data/r_wa", bills.grid_of_text(TEXT))
    assert [[cell.stored for cell in row.cells] for row in proposal.rows] == [["120"], ["118.5"], ["110"]]
    assert not proposal.unplaced and not proposal.left_out[1:]


def test_bills_that_are_odd_are_still_found(draft: tuple[Desk, OpenDraft]) -> None:
    desk, opened = draft
    text = "Tháng\tĐiện (kWh)\tTiền điện (đồng)\n1/2025\t10000\t21500\n2/2025\t10000\t21500000\n"
    bills.put(opened, bills.proposal_for(desk, opened, maker.ENERGY, bills.grid_of_text(text)))
    xml = opened.session.to_xml(final=True)
    found = plausibility.of_answers(desk, opened.form, xml, opened.record_id, "vi")
    assert "PRICE-KWH" in {one.check for one in found if one.is_open}


def test_a_column_that_nobody_knows_is_named(draft: tuple[Desk, OpenDraft]) -> None:
    desk, opened = draft
    text = "Tháng\tĐiện (kWh)\tSố công nhân\n1/2025\t10000\t21\n"
    proposal = bills.proposal_for(desk, opened, maker.ENERGY, bills.grid_of_text(text))
    assert proposal.unplaced == ("Số công nhân",)
