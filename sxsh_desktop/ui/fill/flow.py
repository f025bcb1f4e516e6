"""A layout that sets widgets side by side and goes on in the next line where they do not fit."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then down. An item wider than the whole line gets the line and wraps its own text."""

    def __init__(self, parent: QWidget | None = None, across: int = 16, down: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._across, self._down = across, down
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, True)

    def sizeHint(self) -> QSize:
        widths = sum(item.sizeHint().width() + self._across for item in self._items)
        height = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(widths, height)

    def minimumSize(self) -> QSize:
        return QSize(60, max((item.minimumSize().height() for item in self._items), default=0))

    def _place(self, rect: QRect, really: bool) -> int:
        x, y, tallest = rect.x(), rect.y(), 0
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            size = item.sizeHint()
            width = min(size.width(), rect.width())
            height = item.heightForWidth(width) if item.hasHeightForWidth() else size.height()
            if x > rect.x() and x + width > rect.right() + 1:
                self._set(line, tallest, really)
                x, y, tallest, line = rect.x(), y + tallest + self._down, 0, []
            line.append((item, QRect(QPoint(x, y), QSize(width, height))))
            x, tallest = x + width + self._across, max(tallest, height)
        self._set(line, tallest, really)
        return y + tallest - rect.y()

    def _set(self, line: list[tuple[QLayoutItem, QRect]], tallest: int, really: bool) -> None:
        if really:
            for item, place in line:
                item.setGeometry(place.translated(0, (tallest - place.height()) // 2))
