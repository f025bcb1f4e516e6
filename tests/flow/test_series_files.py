"""Series out as workbook and CSV; a table for a facility out, filled in, and back as a draft."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sxsh_desktop.cli import main
from sxsh_desktop.output.read_table import read_table
from sxsh_desktop.output.write_csv import csv_text, write_csv
from sxsh_desktop.services import fill, register, series_export, series_template
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.series_template import NotATemplateError, TemplateEmptyError
from tests import fill_maker as maker


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = maker.make_desk(tmp_path)
    yield found
    found.close()


def inventory(desk: Desk, facility: str) -> None:
    """A record with electricity, which is complete."""
    draft = fill.start(desk, "c_tieu_thu", facility)
    draft.set("/data/g_per/src", "thamvan")
    draft.set("/data/g_per/p_from", "2025-01-01")
    draft.set("/data/g_per/p_to", "2025-12-31")
    maker.energy_row(draft, e_type="dien", e_unit="kwh", e_qty="140000.5", e_cost="290", e_q="hoadon")
    maker.energy_row(draft, e_type="do", e_unit="lit", e_qty="1200", e_cost="24", e_q="hoadon")
    maker.complete(draft)
    draft.finalise()


def test_series_out(desk: Desk, tmp_path: Path) -> None:
    facility = maker.facility(desk)
    inventory(desk, facility)
    book = tmp_path / "chuỗi số liệu.xlsx"
    series_export.export_series(desk, book)
    loaded = load_workbook(book)
    assert loaded.sheetnames[:2] == ["Chuỗi số liệu", "Năng lượng theo năm"]
    sheet = tmp_path / "chuỗi.csv"
    series_export.export_series(desk, sheet, [facility])
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(read_table(sheet).rows)
    power = next(row for row in rows if row["Mã"] == "dien")
    assert power["Chuỗi số liệu"] == "Điện lưới"
    assert (power["Lượng"], power["Đơn vị"], power["Từ ngày"]) == ("140000,5", "kWh", "01/01/2025")
    assert power["Mã dữ kiện"] and power["Mã phiếu"]


def test_a_formula_stays_text_in_csv(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write_csv(file, ["Tên", "Số"], [["=HYPERLINK(1)", Decimal("-1.5")], ["+84", None], ["Cơ sở; số 1", 3]])
    assert file.read_text(encoding="utf-8-sig") == "Tên;Số\n'=HYPERLINK(1);-1,5\n'+84;\n\"Cơ sở; số 1\";3\n"
    assert csv_text("@x") == "'@x"


def test_a_table_goes_out_and_comes_back(desk: Desk, tmp_path: Path) -> None:
    facility = maker.facility(desk)
    inventory(desk, facility)
    file = tmp_path / "số liệu 2026.xlsx"
    series_template.write_template(desk, facility, 2026, file)
    with pytest.raises(TemplateEmptyError):
        series_template.read_template(desk, file)
    book = load_workbook(file)
    page = book.worksheets[0]
    heads = {str(cell.value): int(cell.column or 0) for cell in page[3]}
    assert {"Tháng", "Điện lưới (kWh)", "Dầu DO (L)"} <= set(heads)
    money = next(column for name, column in heads.items() if name.startswith("Tiền Điện"))
    for month in (1, 2, 3):
        page.cell(3 + month, heads["Điện lưới (kWh)"]).value = 10_000 + month
        page.cell(3 + month, money).value = 21.5
    page.cell(5, heads["Dầu DO (L)"]).value = "một ít"
    page.cell(4, heads["Dầu DO (L)"]).value = 120
    book.save(file)

    found = series_template.read_template(desk, file)
    assert (found.rows, found.doubtful) == (5, 1)
    draft = fill.resume(desk, found.draft_id)
    assert (draft.value("/data/g_per/p_from"), draft.value("/data/g_per/p_to")) == (
        "2026-01-01",
        "2026-03-31",
    )
    assert draft.value("/data/has_en") == "thieu"
    rows = [row for row in draft.rows(maker.ENERGY) if draft.value(f"{row}/e_type") == "dien"]
    assert [draft.value(f"{row}/e_qty") for row in rows] == ["10001", "10002", "10003"]
    assert [draft.value(f"{row}/e_cost") for row in rows] == ["21.5"] * 3


def test_another_workbook_is_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "khác.csv"
    file.write_text("Tháng;Điện\n1/2025;12\n", encoding="utf-8")
    with pytest.raises(NotATemplateError):
        series_template.read_template(desk, file)


def test_on_the_command_line(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facility = maker.facility(desk)
    inventory(desk, facility)
    code = next(one.code for one in register.page(desk, register.search(desk, register.FacilityQuery())))
    store = str(desk.folder)
    desk.close()
    file = tmp_path / "bảng.xlsx"
    assert main(["template", "write", code, str(file), "--year", "2026", "--store", store]) == 0
    book = load_workbook(file)
    book.worksheets[0]["B4"] = 1234
    book.save(file)
    capsys.readouterr()
    assert main(["template", "read", str(file), "--store", store, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 1
    assert main(["report", "series", str(tmp_path / "a.csv"), "--facility", code, "--store", store]) == 0
    assert main(["template", "read", str(tmp_path / "a.csv"), "--store", store]) == 1


def test_the_command_line_prints_figures_publishes_and_reads_month_by_month(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facility = maker.facility(desk)
    inventory(desk, facility)
    code = next(one.code for one in register.page(desk, register.search(desk, register.FacilityQuery())))
    store = ["--store", str(desk.store.folder)]
    sheet, table, public = tmp_path / "sheet.docx", tmp_path / "table.xlsx", tmp_path / "public.csv"
    assert main(["report", "sheet", code, "-o", str(sheet), *store]) == 0
    assert sheet.exists()
    assert main(["report", "indicators", "--public", str(public), *store]) == 0
    assert public.read_bytes().startswith(b"\xef\xbb\xbf")
    assert main(["template", "write", code, str(table), "--year", "2025", *store]) == 0
    book = load_workbook(table)
    page = book.worksheets[0]
    first = next(at for at in range(1, 30) if str(page.cell(at, 1).value).startswith("01/2025"))
    for at in range(3):
        page.cell(first + at, 2).value = 1000 + at
    book.save(table)
    capsys.readouterr()
    assert main(["template", "read", str(table), "--by-month", "--json", *store]) == 0
    assert len(json.loads(capsys.readouterr().out)["drafts"]) == 3
