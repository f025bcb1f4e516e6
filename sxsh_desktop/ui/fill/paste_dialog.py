"""Paste rows from a spreadsheet: what was copied, which column is which question, then one act."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QComboBox, QTableWidget, QTableWidgetItem, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.fill_values import Question
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.paste_rows import Pasted, as_answer, map_columns, read_pasted
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.text import label

_SHOWN, _COLUMN, _WIDTH = 8, 196, 860


def pasted_questions(model: FillModel, table: str) -> list[Question]:
    """The questions of a repeat that a cell can answer, in the order of the form."""
    repeat = model.draft.form.repeats[model.reads.path(table)]
    return [
        one
        for one in repeat.children
        if isinstance(one, Question) and one.control.is_answered and one.control.value != "upload"
    ]


class PasteDialog(Dialog):
    """Preview of what was copied, with a combo over every column; `mapping` says what each column is."""

    def __init__(self, pasted: Pasted, labels: list[str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(words(_("Paste rows")), name, parent, _WIDTH)
        self._pasted = pasted
        self.combos: list[QComboBox] = []
        self.add(label(words(_("Which column answers which question?")), "dim"))
        self.add(self._preview(labels))
        rest = len(pasted.rows) - _SHOWN
        if rest > 0:
            self.add(label(words(_("and {count} more rows"), count=rest), "small"))
        act = primary(words(_("Add {count} rows"), count=len(pasted.rows)), self.accept)
        self.set_buttons(ordinary(words(_("Back")), self.reject), act)

    def _preview(self, labels: list[str]) -> QTableWidget:
        rows = self._pasted.rows[:_SHOWN]
        table = QTableWidget(len(rows) + 1, self._pasted.width)
        table.horizontalHeader().hide()
        table.verticalHeader().hide()
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        for column, at in enumerate(map_columns(self._pasted, labels)):
            combo = QComboBox()
            combo.addItems([words(_("(leave out)")), *labels])
            combo.setCurrentIndex(at + 1)
            self.combos.append(combo)
            table.setColumnWidth(column, _COLUMN)
            table.setCellWidget(0, column, combo)
            for place, cells in enumerate(rows, 1):
                table.setItem(place, column, QTableWidgetItem(cells[column] if column < len(cells) else ""))
        table.setRowHeight(0, 36)
        table.setMinimumHeight(36 + len(rows) * 30 + 20)
        return table

    def mapping(self) -> list[int]:
        """For each column the place of its question, -1 for none."""
        return [combo.currentIndex() - 1 for combo in self.combos]


def paste_into(model: FillModel, table: str, parent: QWidget) -> int:
    """Ask what the copied columns are and add a row for each line; how many rows were added."""
    questions = pasted_questions(model, table)
    language = model.draft.session.language
    labels = [model.draft.form.label(one.path, language) for one in questions]
    pasted = read_pasted(QApplication.clipboard().text(), labels)
    name = model.draft.label(table)
    if not pasted.rows:
        empty = Dialog(words(_("Paste rows")), words(_("Nothing was copied that has rows.")), parent)
        empty.add(
            label(words(_("Mark the cells in Excel, copy them (Ctrl+C), then come back here.")), wrap=True)
        )
        empty.set_buttons(primary(words(_("Back")), empty.reject))
        empty.run()
        return 0
    dialog = PasteDialog(pasted, labels, name, parent)
    if not dialog.run():
        return 0
    return add_pasted(model, table, pasted, [questions[at] if at >= 0 else None for at in dialog.mapping()])


def add_pasted(model: FillModel, table: str, pasted: Pasted, columns: list[Question | None]) -> int:
    """Write the rows as one act; units and other answers that a filter needs go first, in the order of the form."""
    today, path = model.desk.today(), model.reads.path(table)
    order = {one.path: place for place, one in enumerate(pasted_questions(model, table))}
    used = [(at, one) for at, one in enumerate(columns) if one is not None]
    used.sort(key=lambda pair: order[pair[1].path])
    before = len(model.draft.rows(table))
    with model.together():
        for cells in pasted.rows:
            row = model.add_row(table)
            if not row:
                break
            for at, question in used:
                ref = row + question.path[len(path) :]
                cell = cells[at] if at < len(cells) else ""
                if cell and model.draft.is_relevant(ref):
                    model.set(ref, as_answer(cell, question, model.reads.choices(ref), today))
    return len(model.draft.rows(table)) - before
