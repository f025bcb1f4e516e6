"""Our line icons: SVG files tinted by replacing `currentColor`, cached per colour, size and pixel ratio."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sxsh_desktop.base import paths
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.theme.tokens import MEASURES


@lru_cache(maxsize=128)
def svg(name: str) -> str:
    """The text of an icon's file; raises OSError for a name that has none."""
    return (paths.resources() / "icons" / f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=1024)
def _drawn(name: str, colour: str, size: int, ratio: float, gap: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(svg(name).replace("currentColor", colour).encode("utf-8")))
    pixmap = QPixmap(QSize(round((size + gap) * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, role: str = "text", size: int = 18, ratio: float = 0.0, gap: int = 0) -> QPixmap:
    """An icon in the colour of a role. `ratio` 0 means the screen's; `gap`: clear pixels at its right."""
    if not ratio:
        screen = QGuiApplication.primaryScreen()
        ratio = screen.devicePixelRatio() if screen is not None else 1.0
    return _drawn(name, current.tokens().colour(role), size, ratio, gap)


def icon(name: str, role: str = "text", size: int = MEASURES.icon_button, gap: int = 0) -> QIcon:
    """The same as a QIcon, greyed where its widget is disabled."""
    made = QIcon(pixmap(name, role, size, gap=gap))
    grey = pixmap(name, "disabled", size, gap=gap)
    made.addPixmap(grey, QIcon.Mode.Disabled)
    return made


def paint(painter: QPainter, name: str, role: str, x: int, y: int, size: int) -> None:
    """Draw an icon with its left upper corner at x, y, at the painter's own pixel ratio."""
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    painter.drawPixmap(x, y, pixmap(name, role, size, ratio))
