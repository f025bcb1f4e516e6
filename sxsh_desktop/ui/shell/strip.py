"""The status strip: last backup, drafts, what was not acknowledged, room on the disk; each opens its screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.theme import current, fonts, icons
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.text import Panel


@dataclass(frozen=True, slots=True)
class StripEntry:
    """One thing told in the strip; `target` is where a click leads ("screen/tab"), role its colour."""

    key: str
    text: str
    icon: str
    target: str
    role: str = "dim"


class StripButton(QAbstractButton):
    """Icon and small words, as flat as the strip."""

    def __init__(self, text: str, icon: str, role: str = "dim") -> None:
        super().__init__()
        self._icon, self._role = icon, role
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(MEASURES.strip - 1)

    def put(self, text: str, icon: str, role: str) -> None:
        """Say something else."""
        self._icon, self._role = icon, role
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, words and a little room around."""
        from PySide6.QtGui import QFontMetrics

        wide = QFontMetrics(fonts.font("small")).horizontalAdvance(self.text())
        return QSize(wide + 16 + 6 + 16, MEASURES.strip - 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw icon and words."""
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), current.colour("hover"))
        icons.paint(painter, self._icon, self._role, 8, (self.height() - 14) // 2, 14)
        painter.setFont(fonts.font("small"))
        painter.setPen(current.colour(self._role))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(self.rect().adjusted(28, 0, 0, 0), flags, self.text())
        if self.hasFocus():
            painter.setPen(QPen(current.colour("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))


class Strip(Panel):
    """The strip; `picked` sends the target of what was clicked, `help_asked` the help."""

    picked = Signal(str)
    help_asked = Signal()

    def __init__(self) -> None:
        super().__init__("strip", across=True, margins=(8, 0, 12, 0), spacing=8)
        self.setFixedHeight(MEASURES.strip)
        self._buttons: dict[str, StripButton] = {}
        self._targets: dict[str, str] = {}
        help_button = StripButton(words(_("Help (F1)")), "help")
        help_button.clicked.connect(lambda _checked=False: self.help_asked.emit())
        self._note = StripButton("", "check", "ok")
        self._note.hide()
        self.add(0, self._note, help_button)

    def put(self, entries: Sequence[StripEntry]) -> None:
        """Show these."""
        for key in set(self._buttons) - {entry.key for entry in entries}:
            self._buttons.pop(key).deleteLater()
        for place, entry in enumerate(entries):
            button = self._buttons.get(entry.key)
            if button is None:
                button = StripButton(entry.text, entry.icon, entry.role)
                button.clicked.connect(
                    lambda _checked=False, key=entry.key: self.picked.emit(self._targets[key])
                )
                self._buttons[entry.key] = button
                self.body.insertWidget(place, button)
            button.put(entry.text, entry.icon, entry.role)
            self._targets[entry.key] = entry.target

    def note(self, text: str, icon: str = "check", role: str = "ok") -> None:
        """Say something at the right, until the next time; "" says nothing."""
        self._note.put(text, icon, role)
        self._note.setVisible(bool(text))

    def first(self) -> QWidget:
        """Where F6 goes."""
        return next(iter(self._buttons.values()), self)
