"""The status strip: last backup, drafts, what was not acknowledged, room on the disk; each opens its screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.theme import current, fonts, icons
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.text import Panel


@dataclass(frozen=True, slots=True)
class StripEntry:
    """One thing told in the strip; `target` is where a click leads ("screen/tab"), role its colour.

    `short`: the same in as few words as can be, for a narrow window.
    """

    key: str
    text: str
    icon: str
    target: str
    role: str = "dim"
    short: str = ""


_BEFORE, _BEHIND = 28, 10  # room of the icon before the words, and behind them


def _width_of(text: str) -> int:
    return QFontMetrics(fonts.font("small")).horizontalAdvance(text) + _BEFORE + _BEHIND


class StripButton(QAbstractButton):
    """Icon and small words, as flat as the strip."""

    def __init__(self, text: str, icon: str, role: str = "dim") -> None:
        super().__init__()
        self._icon, self._role = icon, role
        self._full = self._short = text
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(MEASURES.strip - 1)

    def put(self, text: str, icon: str, role: str, short: str = "") -> None:
        """Say something else."""
        self._icon, self._role = icon, role
        self._full, self._short = text, short or text
        self.setAccessibleName(text)
        self.shorten(self.text() != text and self.text() == self._short)

    def shorten(self, short: bool) -> None:
        """Few words, the whole in the tip; or all of them."""
        text = self._short if short else self._full
        self.setToolTip(self._full if text != self._full else "")
        if text != self.text():
            self.setText(text)
            self.updateGeometry()
        self.update()

    def full_width(self) -> int:
        """Width that all the words need."""
        return _width_of(self._full)

    def sizeHint(self) -> QSize:
        """Icon, words and a little room around."""
        return QSize(_width_of(self.text()), MEASURES.strip - 1)

    def minimumSizeHint(self) -> QSize:
        """The icon and a few letters: what is cut has its tip."""
        return QSize(min(60, _width_of(self.text())), MEASURES.strip - 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw icon and words."""
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), current.colour("hover"))
        icons.paint(painter, self._icon, self._role, 8, (self.height() - 14) // 2, 14)
        painter.setFont(fonts.font("small"))
        painter.setPen(current.colour(self._role))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        room = self.rect().adjusted(_BEFORE, 0, 0, 0)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, flags, text)
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
        self._help = help_button = StripButton("", "help")
        help_button.put(words(_("Help (F1)")), "help", "dim", "F1")
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
            button.put(entry.text, entry.icon, entry.role, entry.short)
            self._targets[entry.key] = entry.target
        self._fit()

    def note(self, text: str, icon: str = "check", role: str = "ok") -> None:
        """Say something at the right, until the next time; "" says nothing."""
        self._note.put(text, icon, role)
        self._note.setVisible(bool(text))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer words where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = [*self._buttons.values(), self._help, *((self._note,) if not self._note.isHidden() else ())]
        margins = self.body.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self.body.spacing() * len(shown)
        short = sum(one.full_width() for one in shown) > room
        for one in shown:
            one.shorten(short)

    def first(self) -> QWidget:
        """Where F6 goes."""
        return next(iter(self._buttons.values()), self)
