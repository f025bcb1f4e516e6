"""Models for tables: rows of cells. Long lists keep ids and read pages of 256 rows as they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sxsh_desktop.base.text import sort_key
from sxsh_desktop.base.words import _, words

CELL = Qt.ItemDataRole.UserRole + 10
ID = Qt.ItemDataRole.UserRole + 11
PAGE = 256
_PAGES_KEPT = 24
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """A column: key (remembered), title in the user's language, width in logical px.

    `drop`: columns with the highest number vanish first when the table is narrow; 0 never does.
    `stretch`: takes what room is left, after columns with `wide` had what they want up to that width.
    `sort`: the header may be clicked.
    """

    key: str
    title: str
    width: int = 120
    align: Literal["left", "right", "centre"] = "left"
    drop: int = 0
    stretch: bool = False
    sort: bool = True
    wide: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows. `role`: colour of the icon; `order`: what to sort by in place of the text."""

    text: str
    icon: str = ""
    role: str = "text"
    dim: bool = False
    bold: bool = False
    ground: str = ""
    tip: str = ""
    order: Any = None


def none_cell() -> Cell:
    """Does not apply: a dash, never an empty cell."""
    return Cell("–", dim=True, order="")


def unknown_cell() -> Cell:
    """Not known: the word, never 0."""
    return Cell(words(_("unknown")), dim=True, order="")


def text_cell(text: str | None, *, dim: bool = False) -> Cell:
    """A text, or the dash when there is none."""
    return Cell(text, dim=dim) if text else none_cell()


class TableModel(QAbstractTableModel):
    """What the table view needs: columns, cells and an id per row."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    def cells(self, row: int) -> Sequence[Cell]:
        """The cells of a row, in the order of the columns."""
        raise NotImplementedError

    def id_of(self, row: int) -> str:
        """The id of a row."""
        raise NotImplementedError

    def order_by(self, key: str, *, ascending: bool) -> None:
        """Sort by a column."""
        raise NotImplementedError

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, cell, tooltip and id."""
        if not index.isValid():
            return None
        if role == ID:
            return self.id_of(index.row())
        if role not in (CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        cell = self.cells(index.row())[index.column()]
        return cell if role == CELL else cell.text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles, on the side of their columns."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(alignment(column) | Qt.AlignmentFlag.AlignVCenter)
        return None


class RowsModel(TableModel):
    """A list that is at hand as a whole (some hundred rows)."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows: list[tuple[str, Sequence[Cell]]] = []
        self._sorted: tuple[str, bool] | None = None

    def put(self, rows: Sequence[tuple[str, Sequence[Cell]]]) -> None:
        """Show other rows: pairs of id and cells; the chosen order stays."""
        self.beginResetModel()
        self._rows = list(rows)
        self._sort()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def cells(self, row: int) -> Sequence[Cell]:
        """The cells of a row."""
        return self._rows[row][1]

    def id_of(self, row: int) -> str:
        """The id of a row."""
        return self._rows[row][0]

    def order_by(self, key: str, *, ascending: bool) -> None:
        """Sort by a column, as Vietnamese sorts."""
        self.beginResetModel()
        self._sorted = (key, ascending)
        self._sort()
        self.endResetModel()

    def _sort(self) -> None:
        if self._sorted is None:
            return
        key, ascending = self._sorted
        place = next((at for at, column in enumerate(self.columns) if column.key == key), None)
        if place is not None:
            self._rows.sort(key=lambda row: _order(row[1][place]), reverse=not ascending)


def _order(cell: Cell) -> tuple[int, Any]:
    if cell.order is None:
        return 1, sort_key(cell.text)
    return (0, "") if cell.order == "" else (2 if not isinstance(cell.order, str) else 1, cell.order)


class PagedModel(TableModel):
    """Ids, and pages of rows read when they come into sight.

    `read` gives, for some ids, the cells of each (in the order of the ids); it must take well under 100 ms for
    256 ids. `sorter` is called when a header is clicked: it finds the ids anew and puts them.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        read: Callable[[Sequence[str]], Sequence[Sequence[Cell]]],
        sorter: Callable[[str, bool], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._read, self._sorter = read, sorter
        self._ids: Sequence[str] = ()
        self._pages: OrderedDict[int, Sequence[Sequence[Cell]]] = OrderedDict()

    def put_ids(self, ids: Sequence[str]) -> None:
        """Show another list."""
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self.endResetModel()

    @property
    def ids(self) -> Sequence[str]:
        """Every id, in the order shown."""
        return self._ids

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self._ids)

    def id_of(self, row: int) -> str:
        """The id of a row."""
        return self._ids[row]

    def cells(self, row: int) -> Sequence[Cell]:
        """The cells of a row; reads its page when it is not at hand."""
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._read(self._ids[number * PAGE : (number + 1) * PAGE])
            self._pages[number] = page
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        return page[place] if place < len(page) else tuple(none_cell() for _column in self.columns)

    def order_by(self, key: str, *, ascending: bool) -> None:
        """Ask for the ids in another order."""
        self._sorter(key, ascending)


def alignment(column: Column) -> Qt.AlignmentFlag:
    """Figures right, words and dates left."""
    if column.align == "right":
        return Qt.AlignmentFlag.AlignRight
    return Qt.AlignmentFlag.AlignHCenter if column.align == "centre" else Qt.AlignmentFlag.AlignLeft
