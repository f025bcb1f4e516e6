"""Signatures and sketches: drawn with mouse, pen or finger, or taken from a photo."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sxsh_desktop.base.words import words
from sxsh_desktop.ui.fill.fields.field import FieldSpec
from sxsh_desktop.ui.fill.fields.media_field import MediaField
from sxsh_desktop.ui.fill.look import small_button
from sxsh_desktop.ui.theme import current

_PAD = QSize(360, 110)
_SCALE = 3
_PEN = 2.2
_LEAST_STROKE = 8  # pixels


class Pad(QWidget):
    """A white ground to draw on."""

    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(_PAD)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.lines: list[QPolygonF] = []

    def clear(self) -> None:
        """Empty the pad."""
        self.lines = []
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.lines.append(QPolygonF([event.position()]))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.lines and event.buttons() & Qt.MouseButton.LeftButton:
            self.lines[-1].append(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        """A mere click is no signature."""
        edges = [line.boundingRect() for line in self.lines]
        if all(max(one.width(), one.height()) < _LEAST_STROKE for one in edges):
            self.clear()
        self.drawn.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """The ground and the strokes; paper stays white in a dark window."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.GlobalColor.white)
        painter.setPen(QPen(current.colour("ctl"), 1))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        if not self.lines:
            painter.setPen(QColor(Qt.GlobalColor.darkGray))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter, words("Sign here with pen, finger or mouse")
            )
        _strokes(painter, self.lines)

    def picture(self) -> QImage:
        """The strokes as a picture of three times the size."""
        image = QImage(self.size() * _SCALE, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(_SCALE, _SCALE)
        _strokes(painter, self.lines)
        painter.end()
        return image


def _strokes(painter: QPainter, lines: list[QPolygonF]) -> None:
    pen = QPen(Qt.GlobalColor.black, _PEN)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for line in lines:
        if len(line.toList()) == 1:
            painter.drawPoint(QPointF(line.toList()[0]))
        else:
            painter.drawPolyline(line)


class SignatureField(MediaField):
    """A pad, beside it what every photo has."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        self.pad, self._given = Pad(), False
        super().__init__(spec, parent)
        self.pad.setParent(self)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.pad)
        self.keep = small_button(words("Keep the signature"), self)
        self.again = small_button(words("Draw again"), self)
        line.addWidget(self.keep)
        line.addStretch(1)
        self.body.insertLayout(0, line)
        self.line.insertWidget(self.line.count() - 1, self.again)  # before the words at the end
        self.keep.clicked.connect(self.keep_drawn)
        self.again.clicked.connect(self._start_again)
        self.pad.drawn.connect(self._drawn)
        self._show_tools()

    def _drawn(self) -> None:
        self._given = False
        self._show_tools()

    def _show_tools(self) -> None:
        drawn, has = bool(self.pad.lines), bool(self._shown)
        self.pad.setVisible(drawn or not has)
        self.keep.setVisible(drawn)
        self.again.setVisible(drawn or has)

    def show_file(self, text: str, file: object) -> None:
        from pathlib import Path

        super().show_file(text, file if isinstance(file, Path) else None)
        if text:
            self.pad.clear()
        if hasattr(self, "again"):
            self._show_tools()

    def keep_drawn(self) -> None:
        """Hand the drawing over; from then on the field shows what became of it."""
        if self.pad.lines:
            self._given = True
            self.give_image(self.pad.picture())

    def commit(self) -> None:
        if self.is_edited():
            self.keep_drawn()

    def is_edited(self) -> bool:
        return bool(self.pad.lines) and not self._given

    def _start_again(self) -> None:
        self.pad.clear()
        self.pad.show()
        self.keep.hide()
        self.again.hide()
