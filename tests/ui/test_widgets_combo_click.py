"""Combos: a click into a searching one chooses its line; the list under one cuts no line."""

from __future__ import annotations

import pytest
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


@pytest.mark.parametrize(("search", "typed"), [(False, ""), (True, ""), (True, "set")])
def test_the_list_is_as_wide_as_its_longest_line(qtbot: QtBot, typed: str, *, search: bool) -> None:
    page = QWidget()
    page.resize(900, 400)
    long = "Sản xuất vật liệu xây dựng từ đất sét nung, gốm sứ và các sản phẩm tương tự"
    combo = Combo([Option("a", "Xay xát"), Option("b", long)], "a", search=search, width=140)
    QVBoxLayout(page).addWidget(combo)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    if typed:
        line = combo.lineEdit()
        assert line is not None
        line.setFocus()
        line.clear()
        qtbot.keyClicks(line, typed)  # type: ignore[no-untyped-call]
        completer = combo.completer()
        assert completer is not None
        shown = completer.popup()
    else:
        combo.showPopup()
        shown = combo.view()
    assert shown is not None and shown.isVisible()
    needed = shown.fontMetrics().horizontalAdvance(long)
    assert 140 < needed <= shown.viewport().width()
    shown.window().hide()
