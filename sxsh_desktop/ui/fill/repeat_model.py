"""The rows of a repeat as a table model: one line a row, no widgets, so that a thousand rows scroll."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontMetrics

from sxsh_desktop.services.fill_values import Control, Question
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.fill_words import state_look
from sxsh_desktop.ui.theme import fonts
from sxsh_desktop.ui.widgets.table_model import Cell, Column, TableModel

_MOST_COLUMNS, _LOOKED_AT = 6, 20
_STATE_WIDTH, _NUMBER_WIDTH, _WIDEST = 124, 56, 190


class RepeatModel(TableModel):
    """Columns: number, the first questions of the repeat, state."""

    def __init__(self, model: FillModel, table: str, parent: QObject | None = None) -> None:
        self._model, self.table = model, table
        self._paths = _column_paths(model, table)
        super().__init__(self._columns(), parent)
        self._rows = model.draft.rows(table)
        self._kept: dict[str, list[Cell]] = {}

    def _columns(self) -> list[Column]:
        reads = self._model.reads
        small = QFontMetrics(fonts.font("small", True))
        columns = [Column("number", "", _NUMBER_WIDTH, sort=False)]
        widest = self._widest()
        for place, question in enumerate(self._paths):
            title = self._model.draft.form.label(question.path, self._model.draft.session.language)
            unit = "" if not question.is_number else reads.fixed_unit(question.path)
            number = question.is_number
            head = f"{title} ({unit})" if unit else title
            least = 110 if number else 92 if question.path in reads.unit_paths else 130
            columns.append(
                Column(
                    question.path,
                    head,
                    min(max(least, small.horizontalAdvance(head) + 36), _WIDEST),
                    "right" if number else "left",
                    drop=place if place > 1 else 0,
                    stretch=place == widest,
                    sort=False,
                )
            )
        columns.append(Column("state", "", _STATE_WIDTH, sort=False))
        return columns

    def _widest(self) -> int:
        """The column that takes the room that is left: the one whose words (not figures) are the longest."""
        reads = self._model.reads
        rows = self._model.draft.rows(self.table)[:_LOOKED_AT]
        best, longest = 0, -1
        for place, question in enumerate(self._paths):
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
        """Rows stand in the order of the record."""

    def place_of(self, row_ref: str) -> int:
        """Where a row stands, -1 when it is gone."""
        return self._rows.index(row_ref) if row_ref in self._rows else -1

    def cells(self, row: int) -> Sequence[Cell]:
        ref = self._rows[row]
        if ref not in self._kept:
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
                cells.append(Cell("–", dim=True))
                continue
            shown = reads.shown(answer)
            dim = bool(draft.absent(answer)) or not shown
            cells.append(Cell(shown or ("…" if reads.is_required(answer) else "–"), dim=dim))
        cells.append(Cell(look.text, look.icon, look.role))
        return cells

    def refresh(self, refs: frozenset[str]) -> None:
        """These refs look different now."""
        rows = {self._row_of(ref) for ref in refs if ref.startswith(self.table + "[")}
        for row in rows:
            self._kept.pop(row, None)
        if len(rows) > 50:
            self._kept.clear()
        if rows and self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _row_of(self, ref: str) -> str:
        return ref[: ref.index("]", len(self.table)) + 1]

    def reload(self) -> None:
        """Rows came or went."""
        rows = self._model.draft.rows(self.table)
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self._kept.clear()
            self.endResetModel()


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
