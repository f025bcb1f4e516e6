"""The screen of the indicators: why a figure is what it is, and lists that are long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.base.progress import silent
from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.store import facts
from sxsh_desktop.ui.indicators.indicators_model import FEW, IndicatorsModel
from sxsh_desktop.ui.indicators.indicators_view import IndicatorsScreen
from sxsh_desktop.ui.indicators.why_view import WhyDialog
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.widgets.buttons import Button
from sxsh_desktop.ui.widgets.table_model import PagedModel, RowsModel
from tests.indicator_maker import by_record, fill
from tests.window_maker import idle, meet, until

CLOCK = fixed_clock(datetime(2026, 11, 23, 8, tzinfo=UTC))


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Desk]:
    desk = create_desk(tmp_path / "s", Profile("department", "vi", "S", "Người Thử", "SCT", "Sở"), CLOCK)
    fill(desk, range(1200))
    yield desk
    desk.close()


def test_long_lists_come_in_pages_and_short_ones_with_reasons(qtbot: QtBot, province: Desk) -> None:
    model = IndicatorsModel(province)
    model.on = date(2026, 6, 30)
    screen = IndicatorsScreen(model, Navigator())
    qtbot.addWidget(screen)
    screen.resize(1366, 700)
    screen.show()
    screen.refresh()
    until(lambda: screen.table is not None, 120_000)
    idle()
    board = model.board
    assert board is not None
    for id in ("I1", "I2", "I3"):
        tally = board.line(id).tally
        answers = (("yes", tally.yes), ("no", tally.no), ("unknown", tally.unknown), ("all", tally.total))
        for tab, number in answers:
            if not number:
                continue
            screen.choose(id, tab)
            idle()
            assert screen.rows is not None
            assert screen.rows.rowCount() == number
            assert isinstance(screen.rows, PagedModel if number > FEW else RowsModel)
            assert screen.rows.cells(0)[0].text
    screen.choose("I1", "yes")
    idle()


def test_why_tells_the_chain(qtbot: QtBot, province: Desk) -> None:
    model = IndicatorsModel(province)
    model.on = date(2026, 6, 30)
    board = model.compute(silent())
    units, lines = model.members(board, "I3", "unknown", "", "")
    assert units
    assert len(lines) in (0, len(units))
    told = model.why(board, "I1")
    assert "I1" in told[0].text
    unit = units[0]
    behind = model.why(board, "I2", unit)
    assert any(line.role == "source" for line in behind)
    dialog = WhyDialog("Vì sao?", behind)
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText().splitlines() == [
        part for line in behind for part in line.text.splitlines()
    ]
    assert dialog.text.isReadOnly()


def test_each_figure_of_a_panel_opens_as_many(qtbot: QtBot, province: Desk) -> None:
    model = IndicatorsModel(province)
    model.on = date(2026, 6, 30)
    screen = IndicatorsScreen(model, Navigator())
    qtbot.addWidget(screen)
    screen.show()
    screen.refresh()
    until(lambda: screen.table is not None, 120_000)
    idle()
    opened = 0
    for card in screen.cards.values():
        for figure in card.findChildren(Button)[:3]:  # met, in all, unknown; the fourth is a range
            figure.click()
            idle()
            wanted = int(figure.text().replace(".", ""))
            shown = screen.rows.rowCount() if screen.rows is not None else 0
            assert shown == wanted, (card.indicator, figure.text())
            opened += wanted > 0
    assert opened > 6


def officer_facts() -> list[FactRow]:
    """One officer in post, trained and graded."""
    said = (
        ("visit", "", {"officer": "CB01", "date": "2026-03-01"}),
        (
            "officer_post",
            "",
            {"officer": "CB01", "name": "Trần Thị Lan", "from": "2024-01-01", "level": "huyen"},
        ),
        ("training", "1", {"completed_on": "2025-05-05", "passed": "1", "hours": "24"}),
        ("competence", "", {"level": "2", "assessed_on": "2026-02-01"}),
    )
    return [
        FactRow(
            fact_id=f"f{at:031x}",
            kind=kind,
            item="",
            row_id=row,
            record_id="i0000000-0000-4000-8000-000000000000",
            revision_id="uuid:i0000000-0000-4000-8000-000000000000",
            facility_id="",
            form_id="i_can_bo",
            form_version="",
            state=ReviewCode.ACCEPTED,
            on_day="2026-03-01",
            values={name: FactValue(text=text) for name, text in values.items()},
        )
        for at, (kind, row, values) in enumerate(said)
    ]


def test_a_line_of_an_officer_opens_the_answers_behind_it(qtbot: QtBot, province: Desk) -> None:
    with province.write() as connection:
        facts.replace_for_records(connection, province.vocabulary, by_record(officer_facts()))
    model = IndicatorsModel(province)
    model.on = date(2026, 6, 30)
    screen = IndicatorsScreen(model, Navigator())
    qtbot.addWidget(screen)
    screen.resize(1366, 700)
    screen.show()
    screen.refresh()
    until(lambda: screen.table is not None, 120_000)
    idle()
    assert screen.card.isVisible()
    screen.choose("I4", "all")
    idle()
    assert screen.rows is not None and screen.rows.rowCount() and screen.table is not None
    assert not screen.card.isVisible()  # an officer has none
    shown: list[str] = []

    def read(dialog: WhyDialog) -> None:
        shown.append(dialog.text.toPlainText())
        dialog.accept()

    waits = meet(WhyDialog, read)
    name = screen.rows.cells(0)[1].text
    screen.table.opened.emit(screen.table.current_id())
    until(lambda: bool(shown))
    waits.stop()
    assert name in shown[0] and "\n" in shown[0]
