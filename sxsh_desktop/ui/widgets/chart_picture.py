"""A drawing given as SVG text: scaled to its room, sharp at every scale, told in words to those who cannot see it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from sxsh_desktop.ui.theme import current


class ChartPicture(QWidget):
    """Shows one drawing as large as its width allows. It can be reached by Tab, so that its words are read out."""

    def __init__(self) -> None:
        super().__init__()
        self._renderer = QSvgRenderer(self)
        self._size = (1.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def put(self, svg: str, width: float, height: float, title: str, alt: str) -> None:
        """Show another drawing (of `width` x `height` points): `title` names it, `alt` tells all of it."""
        self._size = (max(width, 1.0), height)
        self._renderer.load(QByteArray(svg.encode("utf-8")))
        self.setAccessibleName(title)
        self.setAccessibleDescription(alt)
        self.setToolTip(alt)
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The height follows the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as the drawing is at this width. (A grid does not ask for the height at a width.)"""
        wide, tall = self._size
        height = round(tall * self.width() / wide)
        if height != self.height():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        """The drawing at its own size."""
        wide, tall = self._size
        return QSize(round(wide), round(tall))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw it from the upper left corner, and the ring while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer.render(painter, QRectF(self.rect()))
        if self.hasFocus():
            painter.setPen(QPen(current.colour("accent"), 2))
            painter.drawRect(QRectF(1, 1, self.width() - 2, self.height() - 2))
