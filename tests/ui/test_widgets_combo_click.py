"""A click into a searching combo that holds a line: what is typed takes the line's place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.ui.widgets.fields import Combo, Option
from tests.window_maker import PATIENCE


def test_a_click_chooses_the_whole_line(qtbot: QtBot) -> None:
    page = QWidget()
    other, combo = (
        QLineEdit(),
        Combo([Option("a", "Sở Công Thương"), Option("b", "Huyện Lấp Vò")], "a", search=True),
    )
    layout = QVBoxLayout(page)
    layout.addWidget(other)
    layout.addWidget(combo)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow, timeout=PATIENCE)
    other.setFocus()
    line = combo.lineEdit()
    assert line is not None
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    qtbot.waitUntil(line.hasSelectedText, timeout=PATIENCE)
    assert line.selectedText() == "Sở Công Thương"
