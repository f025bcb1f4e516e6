"""Labels, icons, panels and the other plain parts of a page."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from sxsh_desktop.ui.theme import current, icons

Role = Literal["", "dim", "small", "h2", "title", "big", "strong"]
PanelKind = Literal[
    "panel", "rail", "strip", "head", "foot", "bar", "desk", "side", "side-right", "unit", "plain"
]


def label(text: str = "", role: Role = "", *, wrap: bool = False, select: bool = False) -> QLabel:
    """A label in one of the design's roles; never takes mark-up from data."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    if select:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class Elided(QLabel):
    """A label of one line that is cut with "…"; the whole stands in its tooltip."""

    def __init__(self, text: str = "", role: Role = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(text)
        super().setText(text)

    def setText(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        self._cut()

    def whole(self) -> str:
        """The text that was set, uncut."""
        return self._whole

    def sizeHint(self) -> QSize:
        """As wide as the whole text."""
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 8))
        super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class IconLabel(QWidget):
    """An icon in the colour of a role, drawn at the device's own pixel ratio."""

    def __init__(self, name: str, role: str = "text", size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)

    def show_icon(self, name: str, role: str) -> None:
        """Show another icon."""
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the icon."""
        if self._name:
            icons.paint(QPainter(self), self._name, self._role, 0, 0, self._size)


class Tinted(QLabel):
    """A label whose word takes the colour of a role."""

    def __init__(self, text: str = "", role: str = "text", *, bold: bool = False, wrap: bool = False) -> None:
        super().__init__(text)
        self._role, self._bold = role, bold
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        current.notice().changed.connect(self._tint)
        self._tint()

    def set_role(self, role: str) -> None:
        """Take the colour of another role."""
        self._role = role
        self._tint()

    def _tint(self) -> None:
        weight = " font-weight: bold;" if self._bold else ""
        self.setStyleSheet(f"color: {current.tokens().colour(self._role)};{weight}")


class Panel(QFrame):
    """A ground that groups facts. `body` is its layout; `add` puts widgets and layouts into it."""

    clicked = Signal()

    def __init__(
        self,
        kind: PanelKind = "panel",
        *,
        across: bool = False,
        margins: tuple[int, int, int, int] | None = None,
        spacing: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.body: QHBoxLayout | QVBoxLayout = QHBoxLayout(self) if across else QVBoxLayout(self)
        self.body.setContentsMargins(*(margins or ((14, 10, 14, 10) if kind == "panel" else (0, 0, 0, 0))))
        self.body.setSpacing(spacing)

    def add(self, *parts: QWidget | QLayout | int) -> Panel:
        """Add widgets, layouts and stretches (a number: 0 is a stretch, else that many pixels)."""
        fill(self.body, *parts)
        return self

    def set_chosen(self, chosen: bool) -> None:
        """Whether this panel is the chosen one of several: a 2 px accent border."""
        self.setProperty("chosen", "true" if chosen else "false")
        repolish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell who listens that the panel was clicked."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()


def fill(layout: QHBoxLayout | QVBoxLayout, *parts: QWidget | QLayout | int) -> None:
    """Add parts to a box layout: widgets, layouts, 0 for a stretch, a number for that many pixels."""
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        elif part == 0:
            layout.addStretch(1)
        else:
            layout.addSpacing(part)


def row(*parts: QWidget | QLayout | int, spacing: int = 8) -> QHBoxLayout:
    """A line of parts; see `fill`."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    fill(layout, *parts)
    return layout


def column(*parts: QWidget | QLayout | int, spacing: int = 8) -> QVBoxLayout:
    """A stack of parts; see `fill`."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    fill(layout, *parts)
    return layout


def hairline(*, upright: bool = False) -> QFrame:
    """A line of one pixel."""
    made = QFrame()
    made.setProperty("kind", "line")
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def repolish(widget: QWidget) -> None:
    """Let the style sheet look again at a property that changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def clear(layout: QLayout) -> None:
    """Take every part out of a layout and drop it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
