"""Workbooks that we write: text stays text, numbers stay numbers, nothing is lost."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.output.read_table import read_table
from sxsh_desktop.output.sheets import Column, Sheet, number_format, sheet_name, write_sheets

COLUMNS = (
    Column("Tên"),
    Column("Lượng", "kg", "number"),
    Column("Ngày", kind="date"),
    Column("Tỷ lệ", kind="percent"),
)


def written(tmp_path: Path, *rows: tuple[object, ...], title: str = "") -> Path:
    target = tmp_path / "bảng.xlsx"
    sheet = Sheet("Cơ sở", COLUMNS, rows)  # type: ignore[arg-type]
    write_sheets(target, [sheet], title=title, notes=["Nguồn: phiếu C"])
    return target


@pytest.mark.parametrize("text", ["=1+1", "+84", "-x", "@cmd", "=HYPERLINK('http://x')"])
def test_a_text_is_never_a_formula(tmp_path: Path, text: str) -> None:
    book = load_workbook(written(tmp_path, (text, None, None, None)))
    cell = book["Cơ sở"]["A2"]
    assert cell.value == text
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_numbers_and_dates_are_values_with_a_format(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path, ("x", Decimal("1234.5"), date(2026, 3, 14), 8.5)))
    row = book["Cơ sở"][2]
    assert [cell.value for cell in row][1] == 1234.5
    assert [cell.number_format for cell in row] == ["@", "#,##0.0", "dd/mm/yyyy", '0.0" %"']
    assert str(row[2].value)[:10] == "2026-03-14"


@pytest.mark.parametrize(("value", "shown"), [("5", "#,##0"), ("0.25", "#,##0.00"), ("1E+3", "#,##0")])
def test_a_number_shows_the_places_that_it_has(value: str, shown: str) -> None:
    assert number_format(Decimal(value)) == shown


def test_more_digits_than_excel_keeps_become_text(tmp_path: Path) -> None:
    long = Decimal("12345678901234567.25")
    table = read_table(written(tmp_path, ("x", long, None, None)))
    assert next(table.rows)["Lượng (kg)"] == str(long)


def test_control_characters_and_too_long_texts_do_not_break_the_file(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, ("a\x00b\x1f", None, None, None), ("x" * 40000, None, None, None)))
    first, second = list(table.rows)
    assert first["Tên"] == "ab"
    assert len(second["Tên"]) == 32767


def test_header_is_frozen_filtered_and_holds_the_unit(tmp_path: Path) -> None:
    page = load_workbook(written(tmp_path, ("x", 1, None, None), title="Báo cáo"))["Cơ sở"]
    assert page["A1"].value == "Báo cáo"
    assert page["B3"].value == "Lượng (kg)"
    assert page.freeze_panes == "A4"
    assert page.auto_filter.ref == "A3:D4"


def test_what_was_written_is_read_back_below_its_title(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, ("Đồng Tháp", Decimal("0.1"), date(2026, 1, 2), 1), title="Báo cáo"))
    (row,) = table.rows
    assert row.number == 4
    assert dict(row.cells) == {
        "Tên": "Đồng Tháp",
        "Lượng (kg)": "0.1",
        "Ngày": "2026-01-02",
        "Tỷ lệ": "1",
    }


def test_sheet_names_are_ones_that_excel_takes() -> None:
    taken: set[str] = set()
    assert sheet_name("Điện/nước [2026]: kỳ 1", taken) == "Điện nước  2026   kỳ 1"
    assert sheet_name("điện/nước [2026]: kỳ 1", taken) == "điện nước  2026   kỳ 1 (2)"
    assert len(sheet_name("x" * 60, taken)) == 31
    assert sheet_name("[]", taken) == "1"


def test_a_folder_that_takes_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotWritableError) as caught:
        write_sheets(tmp_path / "missing" / "x.xlsx", [Sheet("x", COLUMNS, [])])
    assert caught.value.code == "OUTPUT-08"


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    asked = threading.Event()
    progress = Progress(lambda _done, _total, _what: (asked.set(), progress.cancel())[0])  # type: ignore[func-returns-value]
    rows = (("x", number, None, None) for number in range(5000))
    with pytest.raises(CancelledError):
        write_sheets(tmp_path / "x.xlsx", [Sheet("x", COLUMNS, rows)], progress=progress)
    assert asked.is_set()
    assert list(tmp_path.iterdir()) == []
