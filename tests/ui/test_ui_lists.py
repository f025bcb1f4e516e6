"""Lists in the window: Enter in a search opens what was found, cards begin with their overview, and what another
window changes in the same store is noticed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import fill, register
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.register import FacilityQuery
from sxsh_desktop.services.sample.answers import register_card
from sxsh_desktop.services.sample.desks import write_record
from sxsh_desktop.services.sample.plan import plan_facilities
from sxsh_desktop.services.sample.province import communes
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.ui.facilities.facilities_view import FacilitiesScreen
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.records.records_view import RecordsScreen
from sxsh_desktop.ui.shell.window import MainWindow
from tests.window_maker import compose, idle, until, window_of

_PLANS = plan_facilities(7, communes(), 4)


def _add(desk: Desk, number: int) -> None:
    code = register.new_facility_code(desk)
    write_record(desk, register_card(_PLANS[number], "CB01", code, random.Random(number)), "")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = set_up(tmp_path / "kho", Answers("officer", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "866"))
    for number in range(3):
        _add(made, number)
    yield made
    made.close()


@pytest.fixture
def window(desk: Desk, qapp: QApplication) -> Iterator[MainWindow]:
    with window_of(desk, qapp) as made:
        yield made


def _facilities(window: MainWindow) -> FacilitiesScreen:
    window.show_screen("facilities")
    idle()
    screen = window.screen_of("facilities")
    assert isinstance(screen, FacilitiesScreen)
    return screen


def _names(desk: Desk) -> dict[str, str]:
    numbers = register.search(desk, FacilityQuery())
    return {one.facility_id: one.name for one in register.page(desk, numbers)}


def test_enter_in_the_search_of_facilities_opens_the_only_one(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    screen = _facilities(window)
    wanted, name = sorted(_names(desk).items())[-1]
    compose(screen.list.search, name)
    qtbot.keyClick(screen.list.search, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    idle()
    assert screen.card.facility_id == wanted
    assert screen.card.isVisible()


def test_arrows_in_the_search_choose_the_line_that_enter_opens(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    screen = _facilities(window)
    screen.list.search.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(screen.list.search, key)  # type: ignore[no-untyped-call]
    assert screen.list.table.currentIndex().row() == 1
    second = register.ids_of(desk, [int(screen.list.table.current_id())])[0]
    qtbot.keyClick(screen.list.search, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    idle()
    assert screen.card.facility_id == second


def test_enter_in_the_search_of_records_waits_for_what_is_found(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    first, second = sorted(_names(desk))[:2]
    fill.start(desk, "b_khao_sat", first)
    wanted = fill.start(desk, "b_khao_sat", second)
    window.show_screen("records", tab="draft")
    idle()
    screen = window.screen_of("records")
    assert isinstance(screen, RecordsScreen)
    screen.refresh()
    idle()
    compose(screen.search, _names(desk)[second])
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    idle()
    opened = [
        one for one in QApplication.topLevelWidgets() if isinstance(one, FillWindow) and one.isVisible()
    ]
    assert [one.model.draft.record_id for one in opened] == [wanted.record_id]


def test_another_card_begins_with_its_overview(window: MainWindow, desk: Desk) -> None:
    screen = _facilities(window)
    first, second = sorted(_names(desk))[:2]
    screen.open_card(first)
    idle()
    screen.card.tabs.choose("facts")
    assert screen.card.stack.currentIndex() == 1
    screen.open_card(second)
    idle()
    assert screen.card.tabs.key() == "overview"
    assert screen.card.stack.currentIndex() == 0
    screen.card.tabs.choose("facts")
    screen.refresh()  # the same card read again stays where it was
    idle()
    assert screen.card.tabs.key() == "facts"


def test_what_another_window_adds_is_seen_when_this_one_comes_to_the_front(
    window: MainWindow, desk: Desk
) -> None:
    screen = _facilities(window)
    screen.list.table.choose_row(1)
    screen.list.table.selectAll()
    screen.list.table.choose_again(screen.list.rows.id_of(1), screen.list.rows.ids[:2], screen.list.rows.ids)
    chosen = screen.list.table.chosen_ids()
    current = screen.list.table.current_id()
    assert len(screen.list.rows.ids) == 3
    assert len(chosen) == 2
    other = open_desk(desk.folder)
    try:
        _add(other, 3)
    finally:
        other.close()
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    until(lambda: len(screen.list.rows.ids) == 4)
    idle()
    assert screen.list.table.current_id() == current
    assert sorted(screen.list.table.chosen_ids()) == sorted(chosen)


def test_own_answers_do_not_make_the_window_read_again(window: MainWindow, desk: Desk) -> None:
    facility = sorted(_names(desk))[0]
    draft = fill.start(desk, "b_khao_sat", facility)
    _facilities(window)
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    idle()
    seen: list[bool] = []
    navigator = window.findChild(Navigator)
    assert navigator is not None
    navigator.data_changed.connect(lambda: seen.append(True))
    draft.set_note(next(iter(draft.form.questions)), "hỏi lại kế toán")
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    idle()
    assert not seen


@pytest.mark.parametrize("key", [Qt.Key.Key_E, Qt.Key.Key_K])
def test_keys_of_the_window_work_in_a_search(window: MainWindow, key: Qt.Key) -> None:
    """On Linux a line of text would take them: to its end, or away with the rest of it."""
    search = _facilities(window).list.search
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(search, event)
    assert not event.isAccepted()
