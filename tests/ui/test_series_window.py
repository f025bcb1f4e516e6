"""The window's doors for figures: the table out and back with its preview, savings on the card, public tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.progress import silent
from sxsh_desktop.services import fill, indicators, indicators_frozen, indicators_public
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui.facilities.savings_view import SavingsView
from sxsh_desktop.ui.facilities.series_acts import SeriesActs
from sxsh_desktop.ui.facilities.series_dialogs import TableBackDialog
from sxsh_desktop.ui.facilities.series_model import SeriesModel
from sxsh_desktop.ui.indicators.indicators_model import IndicatorsModel
from sxsh_desktop.ui.indicators.indicators_view import IndicatorsScreen
from sxsh_desktop.ui.navigation import FillRequest, Navigator, Place
from sxsh_desktop.ui.reports.reports_model import ReportsModel
from tests import fill_maker as maker
from tests.window_maker import idle, meet


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = maker.make_desk(tmp_path)
    yield found
    found.close()


def filled_in(desk: Desk, facility: str, file: Path) -> Path:
    """The table of 2025 with three months, one of them doubtful."""
    SeriesModel(desk).write_template(facility, 2025, file, silent())
    book = load_workbook(file)
    sheet = book.worksheets[0]
    first = next(at for at in range(1, 30) if str(sheet.cell(at, 1).value).startswith("01/2025"))
    for at, text in enumerate(("12.000", "11.500", "khoảng 9000")):
        sheet.cell(first + at, 2).value = text
    book.save(file)
    return file


def test_a_table_comes_back_through_the_window(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    facility = maker.facility(desk)
    file = filled_in(desk, facility, tmp_path / "bảng 2025.xlsx")
    navigator = Navigator()
    asked: list[FillRequest] = []
    places: list[Place] = []
    navigator.fill_asked.connect(asked.append)
    navigator.place_asked.connect(places.append)
    view = SavingsView(SeriesModel(desk))
    qtbot.addWidget(view)
    acts = SeriesActs(SeriesModel(desk), navigator, view)
    seen: list[tuple[str, ...]] = []

    def whole(dialog: TableBackDialog) -> None:
        seen.extend(
            tuple(cell.text for cell in dialog.rows.cells(at)) for at in range(dialog.rows.rowCount())
        )
        dialog.act.click()

    answer = meet(TableBackDialog, whole)
    acts.read_back(file)
    idle()
    answer.stop()
    assert seen[0][0] == "01/2025" and seen[0][3] == "12.000 kWh"
    assert "9000" in seen[2][2] and seen[2][4] != "–"
    (request,) = asked
    assert isinstance(request, FillRequest) and request.draft_id

    def each(dialog: TableBackDialog) -> None:
        dialog.months.setChecked(True)
        dialog.act.click()

    answer = meet(TableBackDialog, each)
    acts.read_back(file)
    idle()
    answer.stop()
    assert places[-1].screen == "records" and places[-1].tab == "draft"
    drafts = [fill.resume(desk, one.draft_id) for one in fill.drafts(desk)]
    periods = {one.value("/data/g_per/p_from") for one in drafts if one.value("/data/g_per/ptype") == "thang"}
    assert periods == {"2025-01-01", "2025-02-01", "2025-03-01"}


def test_every_reading_of_the_saving_stands_on_the_card(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    facility = maker.facility(desk)
    model = SeriesModel(desk)
    view = SavingsView(model)
    qtbot.addWidget(view)
    view.resize(1100, 500)
    view.show()
    view.show_facility(facility)
    idle()
    titles = [view.rows.cells(at)[0].tip for at in range(view.rows.rowCount())]
    assert titles[:3] == ["Đồng hồ", "Hóa đơn", "Số cơ sở tự khai"]
    sheet = model.write_sheet(facility, tmp_path / "số liệu.pdf", silent())
    assert sheet.read_bytes().startswith(b"%PDF")


def test_years_and_supporting_figures(qtbot: QtBot, desk: Desk) -> None:
    maker.facility(desk)
    screen = IndicatorsScreen(IndicatorsModel(desk), Navigator())
    qtbot.addWidget(screen)
    screen.resize(1300, 700)
    screen.show()
    screen.refresh()
    idle()
    for id in ("I1", "I2", "I3", "I4"):
        for tab in ("by:year", "support"):
            screen.choose(id, tab)
            idle()
            assert screen.rows is not None and screen.rows.rowCount() > 0, (id, tab)


def test_what_is_published_names_nobody(desk: Desk, tmp_path: Path) -> None:
    facility = maker.facility(desk)
    board = indicators.compute(desk, desk.today())
    table = indicators_public.export_public(board, tmp_path / "công bố.csv")
    indicators_public.export_public(board, tmp_path / "công bố.xlsx")
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert all(facility not in cell for row in rows for cell in row)
    assert not any(cell in ("1", "2") for row in rows[1:] for cell in row)


def test_a_frozen_report_is_compared_in_the_window(desk: Desk, tmp_path: Path) -> None:
    board = indicators.compute(desk, desk.today())
    file = indicators_frozen.freeze(desk, board, tmp_path / "chốt.json")
    maker.facility(desk)
    lines = ReportsModel(desk).compare(file, silent())
    assert lines[0].startswith("Chốt đến ngày")
    assert any("Nội dung kho dữ liệu" in line for line in lines)
