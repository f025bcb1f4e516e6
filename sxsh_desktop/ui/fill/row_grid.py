"""The columns of a question row: their widths follow from the width alone, so that all rows line up."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sxsh_desktop.ui.fill.painted import Painted

NUMBER_WIDTH, LABEL_LEAST, VALUE_LEAST, UNIT_LEAST = 44, 202, 132, 88
AT_NUMBER, AT_LABEL, AT_VALUE, AT_UNIT, AT_LAST = range(5)
GAP, _DOWN, _MARGIN = 10, 4, 3
_WITH_LAST = (232, 163, 141, 212)
_WITHOUT_LAST = (250, 190, 150, 120)


@lru_cache(maxsize=64)
def columns(room: int, with_last: bool) -> tuple[tuple[int, int], ...]:
    """Left edge and width of the five columns of a row that is `room` wide."""
    shares = _WITH_LAST if with_last else _WITHOUT_LAST
    left = room - NUMBER_WIDTH - 4 * GAP
    leasts = (LABEL_LEAST, VALUE_LEAST, UNIT_LEAST, 0)
    widths = [max(least, left * share // sum(shares)) for least, share in zip(leasts, shares, strict=True)]
    edges = [(0, NUMBER_WIDTH)]
    at = NUMBER_WIDTH + GAP
    for width in widths[:3]:
        edges.append((at, width))
        at += width + GAP
    return (*edges, (at, max(20, room - at)))


class RowGrid(QWidget):
    """Places parts in the five columns; a part is as high as it wants to be at the width of its columns.

    A part is a widget, or words that the row paints itself.
    """

    def __init__(self, with_last: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._with_last = with_last
        self._heights: dict[int, int] = {}  # by width, until a part changes
        self._untold = False  # the words changed, but not the height at the width of now
        self._parts: list[tuple[QWidget | Painted, int, int, int]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def put(self, part: QWidget | Painted, line: int, column: int, span: int = 1) -> None:
        """A part at a line (0 or 1) and column, at the top of its line."""
        if isinstance(part, QWidget) and part.parentWidget() is not self:
            part.setParent(self)
        self._parts.append((part, line, column, span))
        self.settle()

    def span(self, part: QWidget, span: int) -> None:
        """From now on a part takes this many columns."""
        self._parts = [(one, line, at, span if one is part else old) for one, line, at, old in self._parts]
        self._heights.clear()

    def settle(self) -> None:
        """Painted words changed: they may want another height."""
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        """Place the parts anew; the rows around hear of it only if this one wants another height."""
        width = self.width()
        before = self._heights.get(width)
        self._heights.clear()
        if not self.isVisible():
            self.updateGeometry()
            return
        self._heights[width] = self._place(width, True)
        if self._heights[width] == before:
            self._untold = True
        else:
            self.updateGeometry()

    def _painted(self) -> list[Painted]:
        return [part for part, *_rest in self._parts if not isinstance(part, QWidget)]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """The words that are no widgets."""
        painter = QPainter(self)
        for part in self._painted():
            part.paint(painter)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(width, False)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        return QSize(620, self.heightForWidth(max(self.width(), 620)))

    def minimumSizeHint(self) -> QSize:
        return QSize(480, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._untold and event.size().width() != event.oldSize().width():
            self._untold = False
            self.updateGeometry()  # what the layout knows of other widths is from before
        if self.isVisible():
            self._place(self.width(), True)

    def event(self, event: QEvent) -> bool:
        """A part wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        elif event.type() == QEvent.Type.Show:
            self._heights.clear()
            self._place(self.width(), True)
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = event.pos()
            tip = next((one.tip for one in self._painted() if one.tip and one.covers(at.x(), at.y())), "")
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def _place(self, room: int, really: bool) -> int:
        edges = columns(room, self._with_last)
        top = _MARGIN
        for line in (0, 1):
            tallest = 0
            for part, at, column, span in self._parts:
                if at != line or (isinstance(part, QWidget) and part.isHidden()):
                    continue
                left = edges[column][0]
                last = edges[column + span - 1]
                width = last[0] + last[1] - left
                height = _height(part, width)
                tallest = max(tallest, height)
                if not really:
                    continue
                if isinstance(part, QWidget):
                    part.setGeometry(left, top, width, height)
                else:
                    part.place(QRect(left, top, width, height))
            if tallest:
                top += tallest + (_DOWN if line else 0)
                top += 0 if line else _DOWN
        return top - _DOWN + _MARGIN


def _height(part: QWidget | Painted, width: int) -> int:
    if not isinstance(part, QWidget):
        return part.height(width)
    return part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
