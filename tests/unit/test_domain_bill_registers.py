"""Columns of meter readings in pasted bills: amounts where they can be had, never a reading taken for an amount."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sxsh_desktop.domain import bill_registers
from sxsh_desktop.domain.bill_registers import without_registers
from sxsh_desktop.domain.bill_table import BillTable, understand
from sxsh_desktop.output.read_grid import grid_of_text
from sxsh_desktop.services import bills
from sxsh_desktop.services.reference import load_units

D = Decimal
UNITS = load_units()


def _read(text: str) -> BillTable:
    return without_registers(understand(grid_of_text(text), UNITS))


def _values(table: BillTable) -> list[list[Decimal | None]]:
    return [[cell.value for cell in line.cells] for line in table.lines]


def test_readings_beside_the_amount_stand_aside() -> None:
    table = _read(
        "Tháng\tĐiện chỉ số cũ\tĐiện chỉ số mới\tĐiện tiêu thụ (kWh)\tTiền điện (đồng)\n"
        "01/2025\t1000\t1500\t500\t1000000\n02/2025\t1500\t2100\t600\t1200000\n03/2025\t2100\t2700\t600\t1200000\n"
    )
    assert [one.heading for one in table.columns] == ["Điện tiêu thụ (kWh)", "Tiền điện (đồng)"]
    assert _values(table)[0] == [D(500), D(1000000)]


def test_old_and_new_reading_of_a_line_give_its_amount_also_where_the_meter_was_replaced() -> None:
    table = _read(
        "Tháng\tĐiện chỉ số cũ (kWh)\tĐiện chỉ số mới (kWh)\tHệ số nhân\n"
        "01/2025\t1000\t1500\t40\n02/2025\t1500\t2100\t40\n03/2025\t5\t55\t40\n04/2025\t55\t40\t40\n"
    )
    assert _values(table) == [[D(20000)], [D(24000)], [D(2000)], [None]]
    assert [line.cells[0].doubt for line in table.lines] == ["", "", "", bill_registers.WENT_BACK]
    assert table.lines[0].cells[0].text == "1000 → 1500"


def test_readings_at_the_end_of_each_month() -> None:
    table = _read(
        "Tháng\tChỉ số công tơ điện (kWh)\tNước (m3)\n"
        "01/2025\t1000\t10\n02/2025\t1600\t11\n03/2025\t2100\t12\n05/2025\t3000\t13\n06/2025\t3300\t14\n"
    )
    assert _values(table) == [[None, D(10)], [D(600), D(11)], [D(500), D(12)], [None, D(13)], [D(300), D(14)]]
    doubts = [line.cells[0].doubt for line in table.lines]
    assert doubts == [bill_registers.FIRST_READING, "", "", bill_registers.FIRST_READING, ""]


@pytest.mark.parametrize("multiplier", ["", "0", "x"])
def test_an_unreadable_multiplier_leaves_the_amount_unknown(multiplier: str) -> None:
    table = _read(
        f"Tháng\tChỉ số cũ (kWh)\tChỉ số mới (kWh)\tHSN\n01/2025\t1\t2\t{multiplier}\n"
        "02/2025\t2\t3\t20\n03/2025\t3\t4\t20\n"
    )
    assert table.lines[0].cells[0].value is None
    assert table.lines[0].cells[0].doubt == bill_registers.MULTIPLIED
    assert table.lines[1].cells[0].value == D(20)


def test_two_meters_are_two_series() -> None:
    table = bills.read_bills(
        grid_of_text(
            "Tháng\tĐiện chỉ số cũ (kWh)\tĐiện chỉ số mới (kWh)\tNước chỉ số cũ (m3)\tNước chỉ số mới (m3)\n"
            "01/2025\t10\t30\t5\t6\n02/2025\t30\t60\t6\t8\n03/2025\t60\t70\t8\t9\n"
        ),
        UNITS,
    )
    assert _values(table) == [[D(20), D(1)], [D(30), D(2)], [D(10), D(1)]]
    assert [(one.kind, one.code) for one in bills.series_of(table, UNITS)] == [
        ("energy_use", "dien"), ("water_use", "capnuoc"),
    ]  # fmt: skip


def test_a_table_without_readings_is_left_as_it_is() -> None:
    table = understand(grid_of_text("Tháng\tĐiện (kWh)\n01/2025\t5\n02/2025\t6\n03/2025\t7\n"), UNITS)
    assert without_registers(table) is table
