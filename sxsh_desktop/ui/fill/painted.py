"""Words that a widget paints itself: a section has hundreds of them, and a label widget for each would be slow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption

from sxsh_desktop.ui.theme import current, fonts
from sxsh_desktop.ui.theme.fonts import Size

_LINE_END = "\u2028"


class Painted(Protocol):
    """A part of a row that is no widget: it is measured, placed, and painted by the row."""

    tip: str

    def height(self, width: int) -> int:
        """How high it is at a width; 0 when there is nothing to show."""
        ...

    def place(self, room: QRect) -> None:
        """Stand here."""
        ...

    def paint(self, painter: QPainter) -> None:
        """Paint where it stands."""
        ...

    def covers(self, x: int, y: int) -> bool:
        """Whether a point is on it."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one colour and weight."""

    text: str
    role: str = "text"
    bold: bool = False


class TextBlock:
    """Words that wrap at the width that they get. `top`: clear pixels above them."""

    def __init__(self, size: Size = "body", top: int = 0) -> None:
        self.tip = ""
        self._size: Size = size
        self._top = top
        self._runs: tuple[Run, ...] = ()
        self._layout: QTextLayout | None = None
        self._colours = current.tokens()
        self._width = -1
        self._height = 0
        self._room = QRect()

    def say(self, *runs: Run) -> bool:
        """Show other words; True when they differ (in a colour, at least) from those before."""
        runs = tuple(one for one in runs if one.text)
        if runs == self._runs:
            return False
        self._runs = runs
        self._layout = None
        return True

    def text(self) -> str:
        """The words."""
        return "".join(one.text for one in self._runs)

    def wide(self) -> int:
        """How wide the words are in one line."""
        return sum(
            QFontMetrics(fonts.font(self._size, one.bold)).horizontalAdvance(one.text) for one in self._runs
        )

    def height(self, width: int) -> int:
        if not self._runs:
            return 0
        self._set(width)
        return self._height + self._top

    def _set(self, width: int) -> None:
        if self._colours is not current.tokens():
            self._layout = None
        if width == self._width and self._layout is not None:
            return
        if self._layout is None:
            self._colours = current.tokens()
            self._layout = self._laid()
        self._width, y = width, 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, y))
            y += line.height()
        self._layout.endLayout()
        self._height = round(y)

    def _laid(self) -> QTextLayout:
        text = self.text().replace("\n", _LINE_END)
        layout = QTextLayout(text, fonts.font(self._size, False))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        formats, at = [], 0
        for one in self._runs:
            look = QTextLayout.FormatRange()
            look.start, look.length = at, len(one.text.encode("utf-16-le")) // 2
            form = QTextCharFormat()
            form.setFont(fonts.font(self._size, one.bold))
            form.setForeground(QBrush(current.colour(one.role)))
            look.format = form
            formats.append(look)
            at += look.length
        layout.setFormats(formats)
        return layout

    def place(self, room: QRect) -> None:
        self._room = room

    def paint(self, painter: QPainter) -> None:
        if self._runs:
            self._set(self._room.width())
            if self._layout is not None:
                self._layout.draw(painter, QPointF(self._room.x(), self._room.y() + self._top))

    def covers(self, x: int, y: int) -> bool:
        return self._room.contains(x, y)


class Stack:
    """Blocks one under the other."""

    def __init__(self, blocks: Sequence[TextBlock]) -> None:
        self.tip = ""
        self._blocks = tuple(blocks)
        self._room = QRect()

    def height(self, width: int) -> int:
        return sum(one.height(width) for one in self._blocks)

    def place(self, room: QRect) -> None:
        self._room, y = room, room.y()
        for one in self._blocks:
            height = one.height(room.width())
            one.place(QRect(room.x(), y, room.width(), height))
            y += height

    def paint(self, painter: QPainter) -> None:
        for one in self._blocks:
            one.paint(painter)

    def covers(self, x: int, y: int) -> bool:
        return self._room.contains(x, y)


class UnitBox:
    """A fixed unit beside its number: flat, grey; small when there is little room, cut with "…" when none."""

    _HEIGHT, _LEFT, _RIGHT = 32, 10, 6

    def __init__(self) -> None:
        self.tip = ""
        self._text = ""
        self._room = QRect()

    def say(self, text: str) -> bool:
        """Show a unit; "" shows nothing. True when it differs from the one before."""
        changed = text != self._text
        self._text = self.tip = text
        return changed

    def text(self) -> str:
        """The unit."""
        return self._text

    def height(self, width: int) -> int:  # noqa: ARG002 - always one line
        return self._HEIGHT if self._text else 0

    def place(self, room: QRect) -> None:
        self._room = QRect(room.topLeft(), QSize(room.width(), self._HEIGHT))

    def paint(self, painter: QPainter) -> None:
        if not self._text:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current.colour("line"), 1))
        painter.setBrush(current.colour("window"))
        painter.drawRoundedRect(self._room.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        inside = self._room.adjusted(self._LEFT, 0, -self._RIGHT, 0)
        font = fonts.font("body")
        if QFontMetrics(font).horizontalAdvance(self._text) > inside.width():
            font = fonts.font("small")
        painter.setFont(font)
        painter.setPen(current.colour("text"))
        cut = QFontMetrics(font).elidedText(self._text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), cut)
        painter.restore()

    def covers(self, x: int, y: int) -> bool:
        return bool(self._text) and self._room.contains(x, y)
