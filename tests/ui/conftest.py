"""What tests of the window may ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.garbage import Collector
from tests import fill_maker, fill_window_maker

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

Typist = Callable[[QWidget, str], None]


@pytest.fixture
def type_into(qtbot: QtBot) -> Typist:
    """Type as UniKey does and press Enter: QTest.keyClicks aborts the process on letters like đ."""

    def type_text(widget: QWidget, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)
        qtbot.keyClick(widget, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]

    return type_text


@pytest.fixture(scope="session", autouse=True)
def _collector(qapp_cls: type[QApplication]) -> None:
    """As in the program: cycles that hold widgets are never collected in a worker's thread."""
    app = QApplication.instance() or qapp_cls([])
    Collector(app)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The desk of a district officer, closed at the end."""
    opened = fill_maker.make_desk(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk) -> fill_window_maker.Opener:
    """Shows a fill window over a draft of the desk, with the keyboard in it."""

    def show(draft: OpenDraft, questions: dict[str, str] | None = None) -> FillWindow:
        return fill_window_maker.show(qtbot, desk, draft, questions)

    return show
