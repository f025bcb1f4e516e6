"""A photo that is drawn on: arrows, circles and words by hand over the picture, kept as one picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.fill.fields.field import FieldSpec
from sxsh_desktop.ui.fill.fields.media_field import MediaField, format_of
from sxsh_desktop.ui.fill.look import small_button
from sxsh_desktop.ui.widgets.buttons import Button, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.text import row

_ROOM = QSize(860, 480)
_MOST = 2400  # pixels on a side of the picture that is kept
_PEN, _RED = 4.0, QColor(214, 30, 30)
_QUALITY = 90


class Canvas(QWidget):
    """The photo, as large as there is room, and what was drawn on it. Lines are kept in pixels of the photo."""

    drawn = Signal()

    def __init__(self, photo: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photo = photo
        self.setFixedSize(photo.size().scaled(_ROOM, Qt.AspectRatioMode.KeepAspectRatio))
        self._scale = photo.width() / max(1, self.width())
        self._small = photo.scaled(
            self.size(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(words(_("The photo; draw on it with the mouse or a pen")))
        self.lines: list[QPolygonF] = []

    def back(self) -> None:
        """Take the last line away."""
        del self.lines[-1:]
        self.update()
        self.drawn.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.lines.append(QPolygonF([event.position() * self._scale]))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.lines and event.buttons() & Qt.MouseButton.LeftButton:
            self.lines[-1].append(event.position() * self._scale)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        """A line is done."""
        self.drawn.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """The photo with its lines, at the size of the window."""
        painter = QPainter(self)
        painter.drawImage(0, 0, self._small)
        painter.scale(1 / self._scale, 1 / self._scale)
        self._draw(painter)

    def picture(self) -> QImage:
        """The photo with its lines, at the photo's own size."""
        image = self.photo.convertToFormat(QImage.Format.Format_RGB32)
        painter = QPainter(image)
        self._draw(painter)
        painter.end()
        return image

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(_RED, _PEN * self._scale)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for line in self.lines:
            points = line.toList()
            if len(points) == 1:
                painter.drawPoint(QPointF(points[0]))
            else:
                painter.drawPolyline(line)


class DrawDialog(Dialog):
    """The photo to draw on; `canvas` has what was drawn."""

    def __init__(self, photo: QImage, name: str, parent: QWidget | None = None) -> None:
        super().__init__(words(_("Draw on the photo")), name, parent, _ROOM.width() + 60)
        self.canvas = Canvas(photo)
        self.undo: Button = small_button(words(_("Take the last line back")), self, "undo")
        self.undo.clicked.connect(self.canvas.back)
        self.add(row(self.canvas, 0))
        self.add(row(self.undo, 0))
        self.keep = primary(words(_("Keep the picture")), self.accept)
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.keep)
        self.canvas.drawn.connect(self._show_tools)
        self._show_tools()

    def _show_tools(self) -> None:
        for button in (self.undo, self.keep):
            button.setEnabled(bool(self.canvas.lines))


class AnnotateField(MediaField):
    """A photo as everywhere; beside it the door to drawing on it."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        self.draw: Button | None = None
        super().__init__(spec, parent)
        self.draw = small_button(words(_("Draw on the photo…")), self, "edit")
        self.line.insertWidget(self.line.indexOf(self.view), self.draw)
        self.draw.clicked.connect(self.draw_on)
        self._show_draw()

    def show_file(self, text: str, file: Path | None) -> None:
        super().show_file(text, file)
        self._show_draw()

    def _show_draw(self) -> None:
        if self.draw is not None:
            self.draw.setVisible(bool(self._shown) and self._file is not None)

    def set_readonly(self, on: bool) -> None:
        super().set_readonly(on)
        if self.draw is not None:
            self.draw.setEnabled(not on)

    def draw_on(self) -> None:
        """Draw, then hand the new picture over in place of the photo."""
        photo = read_photo(self._file)
        if photo is None:
            self.said.setText(words(_("The photo cannot be shown.")))
            return
        dialog = DrawDialog(photo, self.spec.label, self)
        if dialog.run():
            self.give_image(dialog.canvas.picture(), "jpg", _QUALITY)


def read_photo(file: Path | None) -> QImage | None:
    """The photo upright, no larger than what is kept of it; None when it cannot be read."""
    kind = format_of(file) if file is not None and file.exists() else b""
    if not kind:
        return None
    reader = QImageReader(str(file), QByteArray(kind))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _MOST:
        reader.setScaledSize(size.scaled(_MOST, _MOST, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image
