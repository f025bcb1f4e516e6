"""The table of a repeat's rows: columns as wide as their words ask for, headings of one or two lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from sxsh_desktop.ui.fill.repeat_model import RepeatModel
from sxsh_desktop.ui.theme import fonts
from sxsh_desktop.ui.widgets.table import Table

ROW, HEADER = 28, 32
_HEADER_OF_TWO, _MOST_ROWS, _FRAME = 44, 7, 3
_FAIR = 210  # px of a cell's words that are worth more than one column more
_BESIDE_HEAD = 22  # what stands left and right of the words of a heading


def share_out(needs: Sequence[int], leasts: Sequence[int], room: int) -> list[int]:
    """Widths that fill `room`: what each column needs, the widest cut first when there is too little.

    No column gets less than its least, so that the sum may be more than the room. What is left over stays.
    """
    widths = [max(need, least) for need, least in zip(needs, leasts, strict=True)]
    over = sum(widths) - room
    while over > 0:
        loose = [at for at, width in enumerate(widths) if width > leasts[at]]
        if not loose:
            break
        widest = max(widths[at] for at in loose)
        top = [at for at in loose if widths[at] == widest]
        below = max((widths[at] for at in loose if widths[at] < widest), default=0)
        for at in top:
            cut = min(widest - max(below, leasts[at]), max(1, over // len(top)), over)
            widths[at] -= cut
            over -= cut
    return widths


class RowTable(Table):
    """`take_out`: the key Delete on a row; Enter goes to the questions of the row."""

    take_out = Signal()

    def __init__(self, model: RepeatModel, name: str, parent: QWidget | None = None) -> None:
        self._rows_model = model
        super().__init__(model, name, dense=True, parent=parent)
        header = self.horizontalHeader()
        header.setTextElideMode(Qt.TextElideMode.ElideNone)
        for at in range(len(model.columns)):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the row out; undo brings it back."""
        if event.key() == Qt.Key.Key_Delete:
            self.take_out.emit()
        else:
            super().keyPressEvent(event)

    def settle(self) -> None:
        """Rows or answers changed: widths and height anew."""
        self._fit()

    def _fit(self) -> None:
        model = self._rows_model
        leasts, needs = model.leasts(), model.needs()
        room = self.viewport().width()
        shown = self._shown(leasts, needs, room)
        widths = dict(
            zip(
                shown, share_out([needs[at] for at in shown], [leasts[at] for at in shown], room), strict=True
            )
        )
        stretch = next(at for at, column in enumerate(model.columns) if column.stretch)
        widths[stretch] += max(0, room - sum(widths.values()))
        for at in range(len(model.columns)):
            self.setColumnHidden(at, at not in widths)
            if at in widths and self.columnWidth(at) != widths[at]:
                self.setColumnWidth(at, widths[at])
        head = _HEADER_OF_TWO if self._wraps(widths) else HEADER  # another width may ask for another height
        self.horizontalHeader().setFixedHeight(head)
        self.setFixedHeight(min(max(model.rowCount(), 1), _MOST_ROWS) * ROW + head + _FRAME)

    def _shown(self, leasts: list[int], needs: list[int], room: int) -> list[int]:
        """The columns that stand side by side without being cut much: empty ones go first, then the last."""
        columns = self._rows_model.columns
        fair = [max(least, min(need, _FAIR)) for least, need in zip(leasts, needs, strict=True)]
        shown = list(range(len(columns)))
        blank = {at for at in shown if columns[at].title and self._rows_model.is_blank(at)}
        droppable = [at for at in shown if (columns[at].drop or at in blank) and not columns[at].stretch]
        droppable.sort(key=lambda at: (at in blank, columns[at].drop))
        while droppable and sum(fair[at] for at in shown) > room:
            shown.remove(droppable.pop())
        return shown

    def _wraps(self, widths: dict[int, int]) -> bool:
        small = QFontMetrics(fonts.font("small", True))
        columns = self._rows_model.columns
        return any(
            small.horizontalAdvance(columns[at].title) + _BESIDE_HEAD > width for at, width in widths.items()
        )
