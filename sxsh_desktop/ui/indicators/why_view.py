"""Why?: the chain behind a figure or behind one facility, as text that can be read, searched and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog

_WIDTH, _HEIGHT = 860, 420


class WhyDialog(Dialog):
    """Shows lines; the indent of a line says how deep in the chain it stands."""

    def __init__(self, title: str, lines: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent, width=_WIDTH)
        self.text = QPlainTextEdit("\n".join(lines))
        self.text.setReadOnly(True)
        self.text.setMinimumHeight(_HEIGHT)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setAccessibleName(title)
        self.add(self.text)
        self.set_buttons(
            primary(words(_("Close")), self.accept),
            left=(ordinary(words(_("Copy all")), self._copy, "copy"),),
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
