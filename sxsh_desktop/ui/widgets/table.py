"""The table: hairlines, icons, elided cells with tooltips, sort mark, remembered widths, columns to choose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from sxsh_desktop.ui import memory
from sxsh_desktop.ui.theme import current, fonts, icons
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.table_model import CELL, Cell, Column, TableModel, alignment

_PAD = 11
_ICON = MEASURES.icon_cell
_STRETCH_LEAST = 200


class CellDelegate(QStyledItemDelegate):
    """Draws every cell: ground, hairline, icon in its state's colour, text cut with "…"."""

    def __init__(self, view: QAbstractItemView, row_height: int) -> None:
        super().__init__(view)
        self._view, self._height = view, row_height
        self._fonts = {bold: fonts.font("body", bold) for bold in (False, True)}

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Rows are as high as the design says."""
        return QSize(super().sizeHint(option, index).width(), self._height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            return
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        ground = cell.ground or ("sel" if chosen else "")
        if ground:
            painter.fillRect(rect, current.colour(ground))
        painter.setPen(current.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self._draw_content(painter, rect, cell, index)
        if self._view.hasFocus() and self._view.currentIndex().row() == index.row():
            self._draw_ring(painter, rect, index)
        painter.restore()

    def text_rect(self, rect: QRect, cell: Cell) -> QRect:
        """Where the text of a cell goes."""
        return rect.adjusted(_PAD + (_ICON + 8 if cell.icon else 0), 0, -_PAD, 0)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """The whole text, when the cell shows less; or the cell's own tip."""
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            return super().helpEvent(event, view, option, index)
        metrics = QFontMetrics(self._fonts[cell.bold])
        rect = self.text_rect(option.rect, cell)
        cut = metrics.horizontalAdvance(cell.text) > rect.width()
        tip = cell.tip or (cell.text if cut else "")
        QToolTip.showText(event.globalPos(), tip, view)
        return True

    def _draw_content(
        self, painter: QPainter, rect: QRect, cell: Cell, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if cell.icon:
            top = rect.top() + (rect.height() - _ICON) // 2 + 1
            icons.paint(painter, cell.icon, cell.role, rect.left() + _PAD, top, _ICON)
        font = self._fonts[cell.bold]
        room = self.text_rect(rect, cell)
        painter.setFont(font)
        painter.setPen(current.colour("dim" if cell.dim else "text"))
        text = QFontMetrics(font).elidedText(cell.text, Qt.TextElideMode.ElideRight, room.width())
        model = index.model()
        side = alignment(model.columns[index.column()]) if isinstance(model, TableModel) else None
        flags = (side or Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(flags), text)

    def _draw_ring(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        painter.setPen(QPen(current.colour("accent"), 2))
        painter.drawLine(rect.left(), rect.top() + 1, rect.right(), rect.top() + 1)
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        if index.column() == 0:
            painter.drawLine(rect.left() + 1, rect.top(), rect.left() + 1, rect.bottom())


class Table(QTableView):
    """A table over a TableModel. `opened` (double click, Enter) and `chosen` send the id of the row."""

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(
        self,
        model: TableModel,
        name: str,
        *,
        dense: bool = False,
        inside: bool = False,
        many: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._model = name, model
        self._wanted: dict[str, bool] = {}
        self._order: tuple[str, bool] = ("", True)
        height = MEASURES.dense_row if dense else MEASURES.row
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self, height))
        self.setProperty("inside", "true" if inside else "false")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(height)
        self.setMinimumHeight(height * 2 + 34)
        self._set_up_header()
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.doubleClicked.connect(lambda index: self.opened.emit(model.id_of(index.row())))
        model.modelReset.connect(self._after_reset)

    def current_id(self) -> str:
        """The id of the current row, "" when there is none."""
        index = self.currentIndex()
        return self._model.id_of(index.row()) if index.isValid() else ""

    def chosen_ids(self) -> list[str]:
        """The ids of every selected row, in the order shown."""
        return [self._model.id_of(row) for row in self.chosen_rows()]

    def chosen_rows(self) -> list[int]:
        """The places of every selected row (`selectedRows` leaves out rows with hidden columns)."""
        return sorted({index.row() for index in self.selectionModel().selection().indexes()})

    def choose_row(self, row: int) -> None:
        """Select a row and bring it into sight."""
        if 0 <= row < self._model.rowCount():
            flags = QItemSelectionModel.SelectionFlag
            index = self._model.index(row, 0)  # whatever keys are held down: Ctrl would toggle
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    def choose_again(self, current: str, chosen: Sequence[str], ids: Sequence[str]) -> bool:
        """After the rows were read anew (`ids`, in their order): mark what was marked before, and say whether it
        is still there. The sight moves only when the current row would be out of it.
        """
        if not current or current not in ids:
            return False
        at = list(ids).index(current)
        self.choose_row(at)
        if len(chosen) > 1:
            flags = QItemSelectionModel.SelectionFlag
            wanted = set(chosen) - {current}
            for row in (row for row, one in enumerate(ids) if one in wanted):
                self.selectionModel().select(self._model.index(row, 0), flags.Select | flags.Rows)
        return True

    def step(self, by: int) -> None:
        """Mark the next or the previous row, for a search that keeps the focus."""
        row = self.currentIndex().row() + by
        self.choose_row(min(max(row, 0), self._model.rowCount() - 1))

    def visible_columns(self) -> list[int]:
        """The places of the columns now shown."""
        return [at for at in range(len(self._model.columns)) if not self.isColumnHidden(at)]

    def table_text(self, rows: list[int] | None = None) -> list[list[str]]:
        """Header and rows as texts, for the clipboard or a sheet; every row when none are named."""
        columns = self.visible_columns()
        chosen = range(self._model.rowCount()) if rows is None else rows
        head = [self._model.columns[at].title for at in columns]
        return [head, *([self._model.cells(row)[at].text for at in columns] for row in chosen)]

    def copy_rows(self) -> None:
        """Put the selected rows, with their headers, on the clipboard."""
        rows = self.chosen_rows()
        if rows:
            lines = ("\t".join(cell.replace("\t", " ") for cell in line) for line in self.table_text(rows))
            QApplication.clipboard().setText("\n".join(lines))

    def choose_columns(self, beside: QWidget) -> None:
        """The menu of columns, under the button that asked for it."""
        menu = QMenu(self)
        for at, column in enumerate(self._model.columns):
            if not column.title:
                continue
            action = QAction(column.title, menu, checkable=True)
            action.setChecked(not self.isColumnHidden(at))
            action.setEnabled(not column.stretch)
            action.toggled.connect(lambda on, key=column.key: self._want(key, on))
            menu.addAction(action)
        menu.popup(beside.mapToGlobal(beside.rect().bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies with headers."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.current_id())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop columns that have no room."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Redraw the ring of the current row when the focus comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.viewport().update()
        return super().event(event)

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setFixedHeight(MEASURES.row)
        header.setMinimumSectionSize(36)
        header.setSortIndicatorShown(False)
        for at, column in enumerate(self._model.columns):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(at, mode.Stretch if column.stretch else mode.Interactive)
            kept = memory.get(f"table/{self._name}/{column.key}/width")
            self.setColumnWidth(at, int(kept) if kept.isdigit() else column.width)
            shown = memory.get(f"table/{self._name}/{column.key}/shown")
            if shown:
                self._wanted[column.key] = shown == "yes"
        header.sectionClicked.connect(self._sort)
        header.sectionResized.connect(self._keep_width)

    def _keep_width(self, at: int, _old: int, new: int) -> None:
        column = self._model.columns[at]
        pressed = QApplication.mouseButtons() & Qt.MouseButton.LeftButton
        if new and pressed and not column.stretch:
            memory.put(f"table/{self._name}/{column.key}/width", str(new))

    def _want(self, key: str, shown: bool) -> None:
        self._wanted[key] = shown
        memory.put(f"table/{self._name}/{key}/shown", "yes" if shown else "no")
        self._fit()

    def _fit(self) -> None:
        shown = [at for at, one in enumerate(self._model.columns) if self._wanted.get(one.key, True)]
        need = {
            at: max(_STRETCH_LEAST, one.width) if one.stretch else self._width_of(at)
            for at, one in enumerate(self._model.columns)
        }
        droppable = sorted(
            (
                at
                for at in shown
                if self._model.columns[at].drop and self._model.columns[at].key not in self._wanted
            ),
            key=lambda at: self._model.columns[at].drop,
        )
        room = self.viewport().width()
        while droppable and sum(need[at] for at in shown) > room:
            shown.remove(droppable.pop())
        for at in range(len(self._model.columns)):
            if self.isColumnHidden(at) == (at in shown):
                self.setColumnHidden(at, at not in shown)
                if at in shown and not self._model.columns[at].stretch:
                    self.setColumnWidth(at, need[at])
        self._widen(shown, room - sum(need[at] for at in shown))

    def _width_of(self, at: int) -> int:
        """How wide a column is before it is given more: what the person set, else what the design says."""
        column = self._model.columns[at]
        if column.wide and not self._is_set(column):
            return column.width
        return max(self.columnWidth(at), 0) or column.width

    def _is_set(self, column: Column) -> bool:
        """Whether a person drew the column to its width."""
        return bool(memory.get(f"table/{self._name}/{column.key}/width"))

    def _widen(self, shown: list[int], spare: int) -> None:
        """Columns that ask for more get what the stretching one can spare, the same each, up to `wide`."""
        wishes = [
            at for at in shown if self._model.columns[at].wide and not self._is_set(self._model.columns[at])
        ]
        for left, at in enumerate(sorted(wishes, key=self._wish)):
            part = min(self._wish(at), max(spare, 0) // (len(wishes) - left))
            spare -= part
            self.setColumnWidth(at, self._model.columns[at].width + part)

    def _wish(self, at: int) -> int:
        return self._model.columns[at].wide - self._model.columns[at].width

    def show_order(self, key: str, *, ascending: bool) -> None:
        """Show the sort mark at a column without sorting."""
        self._order = (key, ascending)
        at = next((place for place, one in enumerate(self._model.columns) if one.key == key), -1)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(at >= 0)
        order = Qt.SortOrder.AscendingOrder if ascending else Qt.SortOrder.DescendingOrder
        header.setSortIndicator(at, order)

    def _sort(self, at: int) -> None:
        column = self._model.columns[at]
        if not column.sort:
            return
        key, ascending = self._order
        up = not ascending if key == column.key else True
        self.show_order(column.key, ascending=up)
        self._model.order_by(column.key, ascending=up)

    def _row_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        if index.isValid():
            self.chosen.emit(self._model.id_of(index.row()))

    def _after_reset(self) -> None:
        self.viewport().update()
