"""Why?: the chain behind a figure or behind one facility, as text that can be read, searched and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont, QGuiApplication, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.indicators_told import Told, plain
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.theme.fonts import font
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog, room_for

_WIDTH, _HEIGHT, _AROUND = 860, 420, 120
_STEP, _GAP = 18, 8


class WhyDialog(Dialog):
    """Shows lines, which say how deep in the chain they stand; ids are small, and there to be copied."""

    def __init__(self, title: str, lines: Sequence[Told | str], parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent, width=_WIDTH)
        self._lines = [Told(line) if isinstance(line, str) else line for line in lines]
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setMinimumHeight(room_for(_HEIGHT, _AROUND))
        self.text.setAccessibleName(title)
        self._write()
        self.add(self.text)
        self.set_buttons(
            primary(words(_("Close")), self.accept),
            left=(ordinary(words(_("Copy all")), self._copy, "copy"),),
        )

    def _write(self) -> None:
        cursor = QTextCursor(self.text.document())
        cursor.beginEditBlock()
        for number, line in enumerate(self._lines):
            block = QTextBlockFormat()
            block.setLeftMargin(line.depth * _STEP)
            block.setTopMargin(_GAP if number and line.role in ("head", "source") else 0)
            if number:
                cursor.insertBlock(block)
            else:
                cursor.setBlockFormat(block)
            cursor.insertText(line.text.replace("\n", "\u2028"), self._format(line))
        cursor.endEditBlock()
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _format(self, line: Told) -> QTextCharFormat:
        found = QTextCharFormat()
        if line.role == "head":
            found.setFontWeight(QFont.Weight.Bold)
        if line.role == "id":
            found.setFont(font("small"))
            found.setForeground(current.colour("dim"))
        return found

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(plain(self._lines)))
