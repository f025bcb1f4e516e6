"""The small parts that only the fill window has; everything else is of the common widgets."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from sxsh_desktop.ui.theme import current, icons
from sxsh_desktop.ui.widgets.buttons import Button
from sxsh_desktop.ui.widgets.text import label


class InsideButton(QAbstractButton):
    """An icon inside a field (arrow of a list, × of an absent answer); never a stop of the Tab key."""

    def __init__(self, icon: str, tip: str, parent: QWidget | None = None, size: int = 16) -> None:
        super().__init__(parent)
        self._icon, self._size = icon, size
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        return QSize(self._size + 10, self._size + 10)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """The icon in the middle, on a ground while the pointer is over it."""
        painter = QPainter(self)
        if self.underMouse() and self.isEnabled():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current.colour("hover"))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 3, 3)
        x, y = (self.width() - self._size) // 2, (self.height() - self._size) // 2
        icons.paint(painter, self._icon, "text" if self.isEnabled() else "disabled", x, y, self._size)


def tool_button(icon: str, tip: str, parent: QWidget | None = None) -> Button:
    """An icon alone with its tooltip."""
    return Button("", icon, "flat", tip=tip, parent=parent)


def plain_button(icon: str, text: str, parent: QWidget | None = None) -> Button:
    """An ordinary button."""
    return Button(text, icon, parent=parent)


def small_button(text: str, parent: QWidget | None = None, icon: str = "") -> Button:
    """A button of 26 px."""
    return Button(text, icon, small=True, parent=parent)


def chip(text: str, tip: str, parent: QWidget | None = None) -> Button:
    """Something chosen that a click takes out."""
    made = Button(text, "close", small=True, tip=tip, parent=parent)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return made


def hint_label(text: str, parent: QWidget | None = None) -> QLabel:
    """A line of small dim words that wraps."""
    made = label(text, "small", wrap=True)
    made.setParent(parent)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return made
