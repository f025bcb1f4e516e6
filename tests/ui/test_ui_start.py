"""The start: the window stands before its store is open, and nothing that is asked for meanwhile is lost."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from sxsh_desktop import app as composition
from sxsh_desktop.app import Program
from sxsh_desktop.base.words import set_language, words
from sxsh_desktop.services.profile import read_profile
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.ui import jobs, memory
from sxsh_desktop.ui.facilities.facilities_view import FacilitiesScreen
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.records.records_view import RecordsScreen
from sxsh_desktop.ui.shell.awaited import Awaited
from sxsh_desktop.ui.theme.apply import Theme
from sxsh_desktop.ui.widgets.dialogs import ErrorDialog
from tests.window_maker import meet, until


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("start") / "kho"
    set_up(made, Answers("officer", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "866")).close()
    return made


@pytest.fixture
def program(folder: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Program]:
    """A start whose window was made; nothing is open yet."""
    hook = sys.excepthook  # of pytest-qt, which fails the test
    (folder / "window.ini").unlink(missing_ok=True)
    made = Program(Theme(qapp), folder, read_profile(folder))
    qtbot.addWidget(made.window)
    yield made
    until(jobs.is_idle)
    made.close()
    sys.excepthook = hook
    memory.keep_in(None)
    set_language("vi")


def click(qtbot: QtBot, program: Program, text: str) -> None:
    found = [
        one for one in program.window.findChildren(QPushButton) if one.text() == text and one.isVisible()
    ]
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]


def opened(program: Program) -> Callable[[], bool]:
    return lambda: program.desk is not None and jobs.is_idle()


def said(program: Program) -> list[str]:
    return [one.text() for one in program.window.findChildren(QLabel) if one.isVisible()]


def test_the_window_stands_before_its_store(program: Program) -> None:
    program.open()
    assert program.window.isVisible() and program.desk is None
    assert "Nguyễn Thị Hồng Gấm" in program.window.windowTitle()
    assert program.window.screen_key() == "today"
    assert words("Reading what waits for you…") in said(program)
    until(opened(program))
    assert program.window.is_furnished
    until(lambda: words("Nothing waits for you") in said(program))
    assert words("Reading what waits for you…") not in said(program)


def test_a_click_on_a_button_of_today_is_kept(program: Program, qtbot: QtBot) -> None:
    program.open()
    click(qtbot, program, words("Find a facility"))
    assert program.window.screen_key() == "facilities"
    assert isinstance(program.window.stack.currentWidget(), Awaited)
    until(opened(program))
    shown = program.window.stack.currentWidget()
    assert isinstance(shown, FacilitiesScreen)
    assert program.window.focusWidget() is shown.list.search


def test_the_last_of_several_screens_comes(program: Program, qtbot: QtBot) -> None:
    program.open()
    for key in ("exchange", "settings", "records"):
        qtbot.mouseClick(program.window.rail.item(key), Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
        assert program.window.screen_key() == key and program.window.rail.item(key).isChecked()
    until(opened(program))
    assert isinstance(program.window.stack.currentWidget(), RecordsScreen)
    assert not program.window.findChildren(Awaited) or all(
        not one.isVisible() for one in program.window.findChildren(Awaited)
    )


def test_a_place_asked_for_is_shown_with_its_tab(program: Program) -> None:
    program.open()
    program.window.show_screen("records", tab="deleted")
    until(opened(program))
    shown = program.window.stack.currentWidget()
    assert isinstance(shown, RecordsScreen) and shown.tabs.key() == "deleted"


def test_a_new_record_asked_for_at_once_opens(program: Program) -> None:
    program.open()
    (navigator,) = program.window.findChildren(Navigator)
    navigator.fill(form_id="h_su_kien")
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, FillWindow)]
    until(opened(program))
    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, FillWindow)]
    assert window.isVisible()
    window.close()


def test_a_key_pressed_at_once_is_answered(program: Program) -> None:
    from sxsh_desktop.ui.shell.finder import Finder

    program.open()
    met: list[QDialog] = []

    def close(dialog: Finder) -> None:
        met.append(dialog)
        dialog.close()

    hand = meet(Finder, close)
    keys = (one for one in program.window.findChildren(QShortcut) if one.key() == QKeySequence("Ctrl+K"))
    try:
        next(keys).activated.emit()
        assert program.desk is None and not met
        until(lambda: bool(met))
    finally:
        hand.stop()


def test_a_window_closed_at_once_lets_go_of_its_store(program: Program) -> None:
    program.open()
    program.window.close()
    program.close()
    assert program.desk is None or program.desk.store is not None
    assert jobs.is_idle()


def test_a_store_that_does_not_open_is_told_in_its_window(program: Program, folder: Path) -> None:
    key = folder / "keys" / "device.key"
    kept = key.read_bytes()
    key.write_bytes(b"")
    told: list[str] = []

    def read(dialog: ErrorDialog) -> None:
        told.extend(one.text() for one in dialog.findChildren(QLabel))
        dialog.close()

    try:
        hand = meet_error(read)
        program.open()
        until(lambda: bool(told) and not program.window.isVisible())
        hand()
    finally:
        key.write_bytes(kept)
    assert any("DESK-02" in one for one in told)


def meet_error(act: Callable[[ErrorDialog], None]) -> Callable[[], None]:
    """Act in the next error dialog; gives back what stops looking for it."""
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ErrorDialog):
            timer.stop()
            act(dialog)

    timer.timeout.connect(look)
    timer.start(20)
    return timer.stop


def test_a_desk_that_is_open_already_needs_no_waiting(folder: Path, qtbot: QtBot, qapp: QApplication) -> None:
    from sxsh_desktop.services.desk import open_desk

    hook = sys.excepthook
    desk = open_desk(folder)
    window = composition.build(desk, Theme(qapp))
    qtbot.addWidget(window)
    assert window.is_furnished
    until(jobs.is_idle)
    sys.excepthook = hook
    memory.keep_in(None)
    desk.close()
