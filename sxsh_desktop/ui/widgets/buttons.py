"""Buttons: one primary a screen, ordinary ones, flat tools, links that lead somewhere, and danger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from sxsh_desktop.ui.theme import current, icons
from sxsh_desktop.ui.theme.tokens import MEASURES

Kind = Literal["ordinary", "primary", "flat", "link", "danger", "figure"]
_ICON_ROLE = {
    "ordinary": "text",
    "primary": "on_accent",
    "flat": "text",
    "link": "accent",
    "danger": "bad",
    "figure": "text",
}


class Button(QPushButton):
    """A push button of one kind, with an icon at the right distance from its word.

    `small` is 26 px high; a button without a word is square and must have a tooltip, which is also its
    accessible name.
    """

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        kind: Kind = "ordinary",
        *,
        small: bool = False,
        tip: str = "",
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon, self._kind, self._icon_role = icon, kind, _ICON_ROLE[kind]
        self.setProperty("kind", kind)
        if small:
            self.setProperty("scale", "small")
        elif not text:
            self.setProperty("scale", "icon")
        if tip:
            self.setToolTip(tip)
            self.setAccessibleName(text or tip)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if kind in ("link", "figure"):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())
        self._tint()

    def set_icon(self, icon: str, role: str = "") -> None:
        """Show another icon, in the colour of a role or of the button's kind."""
        self._icon = icon
        self._icon_role = role or _ICON_ROLE[self._kind]
        self._tint()

    def setText(self, text: str) -> None:
        """Another word; a button without a word is square."""
        had = bool(self.text())
        super().setText(text)
        if had != bool(text) and self.property("scale") in ("icon", None):
            self.setProperty("scale", None if text else "icon")
            style = self.style()
            style.unpolish(self)
            style.polish(self)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Also the inner focus ring of a primary button."""
        super().paintEvent(event)
        if self._kind == "primary" and self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(current.colour("on_accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 2, 2)

    def _tint(self) -> None:
        if not self._icon:
            return
        size = MEASURES.icon_cell if self.property("scale") == "small" else MEASURES.icon_button
        gap = MEASURES.icon_gap if self.text() else 0
        self.setIcon(icons.icon(self._icon, self._icon_role, size, gap))
        self.setIconSize(QSize(size + gap, size))


def primary(text: str, on_click: Callable[[], object] | None = None, icon: str = "") -> Button:
    """The one act of a screen or dialog."""
    return Button(text, icon, "primary", on_click=on_click)


def ordinary(text: str, on_click: Callable[[], object] | None = None, icon: str = "") -> Button:
    """Any other act."""
    return Button(text, icon, "ordinary", on_click=on_click)


def flat(text: str, on_click: Callable[[], object] | None = None, icon: str = "") -> Button:
    """A tool in a head."""
    return Button(text, icon, "flat", on_click=on_click)


def link(text: str, on_click: Callable[[], object] | None = None, icon: str = "") -> Button:
    """Leads somewhere, never acts."""
    return Button(text, icon, "link", on_click=on_click)


def danger(text: str, on_click: Callable[[], object] | None = None, icon: str = "") -> Button:
    """Reject, delete for good: never the default, apart from the primary."""
    return Button(text, icon, "danger", on_click=on_click)


def tool(icon: str, tip: str, on_click: Callable[[], object] | None = None) -> Button:
    """An icon alone, for the universal acts only."""
    return Button("", icon, "flat", tip=tip, on_click=on_click)
