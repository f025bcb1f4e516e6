"""A searching combo that was given other lines can be typed into: the first start fills its units like this."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sxsh_desktop.ui.widgets.fields import Combo, Option


def test_typing_after_the_lines_were_changed_narrows_the_new_lines(qtbot: QtBot) -> None:
    combo = Combo((Option("old", "Cũ"),), search=True)
    qtbot.addWidget(combo)
    combo.show()
    combo.set_options((Option("a", "Phường Cao Lãnh"), Option("b", "Xã Tân Thuận Đông")))
    line = combo.lineEdit()
    assert line is not None
    line.setFocus()
    QTest.keyClicks(line, "tan", Qt.KeyboardModifier.NoModifier)
    completer = combo.completer()
    assert completer is not None
    model = completer.completionModel()
    assert model is not None
    assert [str(model.index(row, 0).data()) for row in range(model.rowCount())] == ["Xã Tân Thuận Đông"]
