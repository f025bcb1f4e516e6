"""Tables of bills as people keep them are understood, and what is doubtful is marked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_desktop.domain import bill_table
from sxsh_desktop.domain.bill_reading import read_amounts, read_period, split_heading
from sxsh_desktop.domain.bill_table import GridCell, understand
from sxsh_desktop.domain.numbers import format_number
from sxsh_desktop.domain.periods import Period, month_period
from sxsh_desktop.output.read_grid import grid_of_text, read_grid
from sxsh_desktop.services.reference import load_units

D = Decimal
UNITS = load_units()
JANUARY = Period(date(2025, 1, 1), date(2025, 1, 31))


@pytest.mark.parametrize(
    "text",
    ["T1/2025", "Tháng 01 năm 2025", "tháng 1/2025", "Thg 1-25", "01/2025", "1-2025", "2025-01", "2025/1", "202501",
     "Jan-25", "January 2025", "31/01/2025", "5.1.2025", "2025-01-15", "2025-01-01 00:00:00",
     "01/01/2025 - 31/01/2025", "từ ngày 01/01/2025 đến ngày 31/01/2025", "THÁNG  1 / 2025"],
)  # fmt: skip
def test_a_month_in_any_usual_form(text: str) -> None:
    found = read_period(text)
    assert (found.period, found.doubtful) == (JANUARY, False)


@pytest.mark.parametrize(
    "text", ["", "Tổng", "13/2025", "T0/2025", "1.234.567", "12.5", "00/00/2025", "1/1/1", "٣/2025"]
)
def test_what_is_no_month(text: str) -> None:
    assert read_period(text, 2025).period is None


def test_what_is_guessed_is_marked() -> None:
    assert read_period("T1").period is None
    assert read_period("T1", 2025).doubtful and read_period("T1", 2025).period == JANUARY
    assert read_period("45658").doubtful and read_period("45658").period == JANUARY
    assert read_period("31/01/25").doubtful
    assert read_period("Quý I/2025").period == Period(date(2025, 1, 1), date(2025, 3, 31))
    assert read_period("Năm 2025").period == Period.year(2025)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_way_of_writing_a_day_gives_its_month(day: date) -> None:
    wanted = month_period(day.year, day.month)
    month, year = day.month, day.year
    for text in (
        f"{day:%d/%m/%Y}", day.isoformat(), f"{month}/{year}", f"T{month}/{year}", f"Tháng {month:02d} năm {year}",
        f"{year}-{month:02d}", f"{year}{month:02d}", f"tháng {month}-{year}",
    ):  # fmt: skip
        assert read_period(text).period == wanted, text


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text: str) -> None:
    read_period(text, 2025)
    read_amounts([text, "1.234,5", text])
    split_heading(text, UNITS)
    understand(grid_of_text(f"Tháng\tĐiện (kWh)\n1/2025\t{text}"), UNITS)


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=12), st.sampled_from(["vi", "en"]))
def test_a_column_written_in_one_manner_is_never_misread_unmarked(values: list[Decimal], manner: str) -> None:
    texts = [format_number(value, language=manner) for value in values]
    for value, one in zip(values, read_amounts(texts), strict=True):
        assert one.value == value or one.doubtful


def test_one_sure_cell_settles_the_others() -> None:
    assert [one.value for one in read_amounts(["1.234", "12.345", "1.234.567"])] == [
        D(1234),
        D(12345),
        D(1234567),
    ]
    assert [one.value for one in read_amounts(["1.234", "2.5"])] == [D("1.234"), D("2.5")]
    assert read_amounts(["1.234"])[0].doubtful
    assert all(one.doubtful for one in read_amounts(["1.234", "1.5", "1.234,5"])[:2])
    assert read_amounts(["1.234,5 kWh", "x"])[1].value is None


@pytest.mark.parametrize(
    ("text", "name", "code", "factor"),
    [
        ("Điện (kWh)", "Điện", "kwh", 1), ("Tiền điện, nghìn đồng", "Tiền điện", "vnd", 1000),
        ("Nước - m³", "Nước", "m3", 1), ("Sản lượng tấn", "Sản lượng", "tan", 1), ("Tiền (VNĐ)", "Tiền", "vnd", 1),
        ("Chi phí [triệu đồng]", "Chi phí", "trd", 1), ("Dầu DO (lít)", "Dầu DO", "lit", 1),
    ],
)  # fmt: skip
def test_the_unit_in_a_heading(text: str, name: str, code: str, factor: int) -> None:
    found, unit = split_heading(text, UNITS)
    assert unit is not None
    assert (found, unit.code, unit.factor) == (name, code, D(factor))


PASTED = """BẢNG THEO DÕI ĐIỆN NĂM 2025
STT\tTháng\tĐiện (kWh)\tTiền điện (nghìn đồng)
1\tT1\t10.250\t21.525
2\tT2\t9.870,5\t20.728
3\tT3\t11\t22.000
3\tT3\tkhông rõ\t22.000
Tổng cộng\t\t20.131,5\t64.253
"""


def test_a_pasted_table() -> None:
    table = understand(grid_of_text(PASTED), UNITS)
    assert [(one.name, one.unit.code if one.unit else "") for one in table.columns] == [
        ("Điện", "kwh"),
        ("Tiền điện", "vnd"),
    ]
    january = table.lines[0]
    assert (january.period, january.doubt) == (JANUARY, "")
    assert [cell.value for cell in january.cells] == [D(10250), D(21_525_000)]
    assert january.cells[0].doubt == ""  # "9.870,5" shows that a dot parts thousands
    assert january.cells[1].doubt == bill_table.TWO_WAYS  # nothing in its column does
    assert [line.doubt for line in table.lines[2:]] == [bill_table.MONTH_TWICE] * 2
    assert table.lines[2].cells[0].doubt == bill_table.FAR_OFF
    assert table.lines[3].cells[0] == bill_table.BillCell("không rõ", None, bill_table.NOT_A_NUMBER)
    assert table.left_out == ((7, "Tổng cộng"),)


def test_months_side_by_side() -> None:
    text = (
        "Chỉ tiêu\tĐVT\tT1/2025\tT2/2025\tT3/2025\nĐiện\tkWh\t10250\t9870\t10100\nNước\tm3\t120\t130\t125\n"
    )
    table = understand(grid_of_text(text), UNITS)
    assert [(one.name, one.unit.code if one.unit else "") for one in table.columns] == [
        ("Điện", "kwh"),
        ("Nước", "m3"),
    ]
    assert [[cell.value for cell in line.cells] for line in table.lines] == [
        [D(10250), D(120)], [D(9870), D(130)], [D(10100), D(125)],
    ]  # fmt: skip


def test_a_workbook_with_merged_cells(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["Theo dõi năng lượng"], [], ["Năm", "Tháng", "Điện", None, "Nước (m3)"], [None, None, "kWh", "Tiền (đồng)"],
        [2025, 1, 10250.5, 21_525_000, 120], [None, 2, 9870, 20_727_000, None], [None, 3, 10100, 21_000_000, 130],
    ):  # fmt: skip
        page.append(row)
    for area in ("A1:E1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "E5:E6"):
        page.merge_cells(area)
    for at in (6, 7):
        page.cell(at, 1).value = 2025
    page["B5"] = date(2025, 1, 1)
    file = tmp_path / "điện nước.xlsx"
    book.save(file)
    table = understand(read_grid(file), UNITS)
    assert [one.heading for one in table.columns] == ["Điện kWh", "Điện Tiền (đồng)", "Nước (m3)"]
    assert [line.period.first.month for line in table.lines if line.period] == [1, 2, 3]
    assert table.lines[0].cells[0].value == D("10250.5")
    assert table.lines[0].cells[2].doubt == bill_table.MERGED


def test_a_table_without_months_has_no_lines() -> None:
    assert not understand(grid_of_text("Loại\tSố lượng\nDầu\t10\nThan\t20"), UNITS).lines
    assert not understand((), UNITS).lines
    assert not understand(((GridCell("5", True),),), UNITS).lines
