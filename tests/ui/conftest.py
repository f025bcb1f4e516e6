"""What tests of the window may ask for."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.ui.garbage import Collector

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
