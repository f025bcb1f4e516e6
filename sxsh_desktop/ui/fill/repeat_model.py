"""The rows of a repeat as a table model: one line a row, no widgets, so that a thousand rows scroll."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFontMetrics

from sxsh_desktop.base.text import sort_key
from sxsh_desktop.services.fill_values import Control, Question
from sxsh_desktop.ui.fill.fields.number_text import as_number
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.fill_words import state_look
from sxsh_desktop.ui.theme import fonts
from sxsh_desktop.ui.widgets.table_model import Cell, Column, TableModel

_MOST_COLUMNS, _LOOKED_AT = 6, 20
_STATE_WIDTH, _NUMBER_WIDTH = 124, 56
_BESIDE, _LEAST_NUMBER, _LEAST_WORDS = 24, 76, 92  # px beside the words of a cell; a column's least
_MOST_NEED, _ICON = 420, 24
_FIRST = 3  # the room that is left goes to one of the first columns
_NUMBER = "number"
_NONE, _WAITING = "–", "…"
_BLANK = ("", _NONE, _WAITING)
_AT_END = re.compile(r"\s*\([^()]*\)$")


class RepeatModel(TableModel):
    """Columns: number, the first questions of the repeat, state."""

    def __init__(self, model: FillModel, table: str, parent: QObject | None = None) -> None:
        self._model, self.table = model, table
        self._paths = _column_paths(model, table)
        super().__init__(self._columns(), parent)
        self._rows = self._recorded = model.draft.rows(table)
        self._order: tuple[str, bool] = (_NUMBER, True)
        self._kept: dict[str, list[Cell]] = {}
        self._sort_keys: dict[str, Any] = {}

    def _columns(self) -> list[Column]:
        columns = [Column(_NUMBER, "", _NUMBER_WIDTH)]
        widest = self._widest()
        for place, question in enumerate(self._paths):
            number = question.is_number
            head = self._head(question)
            columns.append(
                Column(
                    question.path,
                    head,
                    _least_for(head, _LEAST_NUMBER if number else _LEAST_WORDS),
                    "right" if number else "left",
                    drop=place if place > 1 else 0,
                    stretch=place == widest,
                )
            )
        columns.append(Column("state", "", _STATE_WIDTH))
        return columns

    def _head(self, question: Question) -> str:
        """The words over a column: without what a label says in brackets at its end, with the unit."""
        title = self._model.draft.form.label(question.path, self._model.draft.session.language)
        title = _AT_END.sub("", title) or title
        unit = self._model.reads.fixed_unit(question.path) if question.is_number else ""
        return f"{title} ({unit})" if unit else title

    def leasts(self) -> list[int]:
        """For each column the width below which its heading would be cut."""
        return [column.width for column in self.columns]

    def needs(self) -> list[int]:
        """For each column the width that shows the first rows whole, within reason."""
        body = QFontMetrics(fonts.font("body"))
        small = QFontMetrics(fonts.font("small", True))
        found = [min(small.horizontalAdvance(column.title) + _BESIDE, _MOST_NEED) for column in self.columns]
        for row in range(min(len(self._rows), _LOOKED_AT)):
            for at, cell in enumerate(self.cells(row)):
                beside = _BESIDE + (_ICON if cell.icon else 0)
                found[at] = max(found[at], min(body.horizontalAdvance(cell.text) + beside, _MOST_NEED))
        return found

    def is_blank(self, column: int) -> bool:
        """Whether none of the first rows says anything there."""
        rows = range(min(len(self._rows), _LOOKED_AT))
        return all(self.cells(row)[column].text in _BLANK for row in rows)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles may take two lines; the whole label is their tooltip."""
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title
        found = super().headerData(section, orientation, role)
        if role == Qt.ItemDataRole.TextAlignmentRole and found is not None:
            return int(found) | int(Qt.TextFlag.TextWordWrap)
        return found

    def _widest(self) -> int:
        """The column that takes the room that is left: the one whose words (not figures) are the longest."""
        reads = self._model.reads
        rows = self._model.draft.rows(self.table)[:_LOOKED_AT]
        best, longest = 0, -1
        for place, question in enumerate(self._paths[:_FIRST]):
            if question.is_number:
                continue
            tail = question.path[len(reads.path(self.table)) :]
            asked = [row + tail for row in rows if self._model.draft.is_relevant(row + tail)]
            length = max((len(reads.shown(ref)) for ref in asked), default=0)
            if length > longest:
                best, longest = place, length
        return best

    def rowCount(self, parent: object = None) -> int:  # noqa: ARG002 - a flat table
        return len(self._rows)

    def id_of(self, row: int) -> str:
        return self._rows[row] if 0 <= row < len(self._rows) else ""

    def order_by(self, key: str, *, ascending: bool) -> None:
        """Show the rows in another order; the record keeps its own, which the first column brings back."""
        self._order = (key, ascending)
        self.beginResetModel()
        self._rows = self._in_order(self._recorded)
        self.endResetModel()

    def _in_order(self, rows: tuple[str, ...]) -> tuple[str, ...]:
        key, ascending = self._order
        if key == _NUMBER:
            return rows if ascending else rows[::-1]
        at = next(place for place, column in enumerate(self.columns) if column.key == key)
        question = self._model.draft.form.questions.get(key)
        tail = key[len(self._model.reads.path(self.table)) :]
        said: dict[str, Any] = {}
        draft, reads = self._model.draft, self._model.reads
        for place, row in enumerate(rows):
            if question is None:
                said[row] = (sort_key(self.cells_of(row)[at].text), place)
            elif draft.is_relevant(row + tail):
                found = as_number(draft.value(row + tail)) if question.is_number else reads.shown(row + tail)
                if found not in ("", None):
                    said[row] = (found if question.is_number else self._sorted_as(str(found)), place)
        told = sorted(said, key=said.__getitem__, reverse=not ascending)
        return (*told, *(row for row in rows if row not in said))  # what says nothing stands at the end

    def _sorted_as(self, text: str) -> Any:
        """The place of a text in the order of the language; worked out once for each text."""
        if text not in self._sort_keys:
            self._sort_keys[text] = sort_key(text)
        return self._sort_keys[text]

    def place_of(self, row_ref: str) -> int:
        """Where a row stands, -1 when it is gone."""
        return self._rows.index(row_ref) if row_ref in self._rows else -1

    def cells(self, row: int) -> Sequence[Cell]:
        return self.cells_of(self._rows[row])

    def cells_of(self, ref: str) -> Sequence[Cell]:
        """The cells of a row, by its ref."""
        if ref not in self._kept:
            if self._model.busy:  # the row may be gone; it is read when all is told
                return [Cell("", dim=True) for _column in self.columns]
            self._kept[ref] = self._read(ref)
        return self._kept[ref]

    def _read(self, ref: str) -> list[Cell]:
        reads, draft = self._model.reads, self._model.draft
        view = reads.row(ref)
        look = state_look(view.state)
        cells = [Cell(reads.number(ref), dim=True)]
        for question in self._paths:
            answer = ref + question.path[len(reads.path(ref)) :]
            if not draft.is_relevant(answer):
                cells.append(Cell(_NONE, dim=True))
                continue
            shown = reads.shown(answer)
            dim = bool(draft.absent(answer)) or not shown
            cells.append(Cell(shown or (_WAITING if reads.is_required(answer) else _NONE), dim=dim))
        cells.append(Cell(look.text, look.icon, look.role))
        return cells

    def refresh(self, refs: frozenset[str]) -> bool:
        """These refs look different now; whether any is of this table."""
        rows = {self._row_of(ref) for ref in refs if ref.startswith(self.table + "[")}
        for row in rows:
            self._kept.pop(row, None)
        if len(rows) > 50:
            self._kept.clear()
        if rows and self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        return bool(rows)

    def _row_of(self, ref: str) -> str:
        return ref[: ref.index("]", len(self.table)) + 1]

    def reload(self) -> None:
        """Rows came or went."""
        rows = self._model.draft.rows(self.table)
        if rows != self._recorded:
            self.beginResetModel()
            self._recorded = rows
            self._kept.clear()
            self._rows = self._in_order(rows)
            self.endResetModel()


def _least_for(head: str, least: int) -> int:
    """The narrowest column that shows a heading in two lines."""
    small = QFontMetrics(fonts.font("small", True))
    two = 2 * small.lineSpacing()
    for width in range(least, _MOST_NEED, 6):
        box = small.boundingRect(0, 0, width - _BESIDE, 999, int(Qt.TextFlag.TextWordWrap), head)
        if box.height() <= two and box.width() <= width - _BESIDE:
            return width
    return _MOST_NEED


def _column_paths(model: FillModel, table: str) -> list[Question]:
    """The questions that get a column: the first ones that fit into a line, each unit behind its number."""
    reads = model.reads
    path = reads.path(table)
    repeat = model.draft.form.repeats[path]
    found: list[Question] = []
    beside = reads.unit_paths
    for child in repeat.children:
        if not isinstance(child, Question) or not child.control.is_answered:
            continue
        if child.control is Control.UPLOAD or "multiline" in child.appearances or child.path in beside:
            continue
        found.append(child)
        unit = reads.unit_path(child.path)
        if unit:
            found.append(model.draft.form.questions[unit])
    return found[:_MOST_COLUMNS]
