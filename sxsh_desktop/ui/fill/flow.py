"""A widget that sets others side by side and goes on in the next line where they do not fit.

Not a QLayout: `itemAt` of a layout must return None at its end, and PySide 6.12 loses a reference to None at
each such call under Python 3.11, until the interpreter ends.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_IN_COLUMNS = 6
_ROOM_FOR_TWO = 400


class FlowBox(QWidget):
    """Left to right, then down. A part wider than the whole line gets the line and wraps its own text."""

    def __init__(self, parent: QWidget | None = None, across: int = 16, down: int = 4) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        self._across, self._down = across, down
        self._heights: dict[int, int] = {}  # by width, until a part changes
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, part: QWidget) -> None:
        """Put a part at the end."""
        part.setParent(self)
        self._parts.append(part)
        part.show()
        self._heights.clear()
        self.updateGeometry()

    def take_out(self, part: QWidget) -> None:
        """Drop a part."""
        self._parts.remove(part)
        part.hide()
        part.deleteLater()
        self._heights.clear()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(width, False)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        widths = sum(part.sizeHint().width() + self._across for part in self._parts)
        height = max((part.sizeHint().height() for part in self._parts), default=0)
        return QSize(widths, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.heightForWidth(self.width()) if self.width() > 60 else self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width(), True)

    def event(self, event: QEvent) -> bool:
        """A part wants another size: place all anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._heights.clear()
            self.updateGeometry()
            self._place(self.width(), True)
        return super().event(event)

    def _place(self, room: int, really: bool) -> int:
        x, y, tallest = 0, 0, 0
        cell = self._cell(room)
        line: list[tuple[QWidget, QRect]] = []
        for part in self._parts:
            size = part.sizeHint()
            width = cell or min(size.width(), room)
            tall = part.hasHeightForWidth() and width < size.width()
            height = part.heightForWidth(width) if tall else size.height()
            if x > 0 and x + width > room:
                self._set(line, tallest, really)
                x, y, tallest, line = 0, y + tallest + self._down, 0, []
            line.append((part, QRect(QPoint(x, y), QSize(width, height))))
            x, tallest = x + width + self._across, max(tallest, height)
        self._set(line, tallest, really)
        return y + tallest

    def _cell(self, room: int) -> int:
        """Many parts stand in columns of one width, so that they are found with one look down; 0 for few."""
        if len(self._parts) < _IN_COLUMNS:
            return 0
        widest = max(part.sizeHint().width() for part in self._parts)
        count = max(1, (room + self._across) // (widest + self._across))
        if count == 1 and room >= _ROOM_FOR_TWO:
            count = 2  # the few long ones wrap
        return (room + self._across) // count - self._across

    def _set(self, line: list[tuple[QWidget, QRect]], tallest: int, really: bool) -> None:
        if really:
            for part, place in line:
                part.setGeometry(place.translated(0, (tallest - place.height()) // 2))
