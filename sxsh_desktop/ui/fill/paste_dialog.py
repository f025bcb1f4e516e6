"""Paste rows from a spreadsheet: what was copied, which column is which question, then one act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QApplication, QComboBox, QTableWidget, QTableWidgetItem, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import bills
from sxsh_desktop.services.bills import Grid, GridCell
from sxsh_desktop.services.fill_values import Question
from sxsh_desktop.ui import files
from sxsh_desktop.ui.fill.bills_dialog import BillsDialog
from sxsh_desktop.ui.fill.fields.number_text import as_number, for_reading, read_typed
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.paste_rows import Pasted, absent_reason, as_answer, map_columns, read_pasted
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.turns import Breath
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog, tell
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
    """Preview of what was copied, with a combo over every column; `mapping` says what each column is.

    With the questions given, a cell shows what it is understood as, and "?" where that is doubtful.
    """

    def __init__(
        self,
        pasted: Pasted,
        labels: list[str],
        name: str,
        parent: QWidget | None = None,
        questions: Sequence[Question] = (),
    ) -> None:
        super().__init__(words(_("Paste rows")), name, parent, _WIDTH)
        self._pasted, self._questions = pasted, questions
        self.combos: list[QComboBox] = []
        self.add(label(words(_("Which column answers which question?")), "dim"))
        self.table = self._preview(labels)
        self.add(self.table)
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
            combo.currentIndexChanged.connect(lambda _at, column=column: self._show(table, column))
            self._show(table, column)
        table.setRowHeight(0, 36)
        table.setMinimumHeight(36 + len(rows) * 30 + 20)
        return table

    def _show(self, table: QTableWidget, column: int) -> None:
        """The cells of a column as the question that was chosen for it understands them."""
        at = self.combos[column].currentIndex() - 1
        question = self._questions[at] if 0 <= at < len(self._questions) else None
        for place, cells in enumerate(self._pasted.rows[:_SHOWN], 1):
            text, doubtful = understood(cells[column] if column < len(cells) else "", question)
            item = QTableWidgetItem(f"{text} ?" if doubtful else text)
            if doubtful:
                item.setBackground(current.colour("warn_bg"))
                item.setToolTip(words(_("This is no answer, or one that can be read in two ways.")))
            table.setItem(place, column, item)

    def mapping(self) -> list[int]:
        """For each column the place of its question, -1 for none."""
        return [combo.currentIndex() - 1 for combo in self.combos]


def understood(cell: str, question: Question | None) -> tuple[str, bool]:
    """What a cell is shown as, and whether it is doubtful: numbers as they will be read."""
    if question is None or not question.is_number or not cell or absent_reason(cell, question):
        return cell, False
    stored = read_typed(cell).stored
    return for_reading(stored), as_number(stored) is None


def paste_into(model: FillModel, table: str, parent: QWidget) -> int:
    """Add the rows that were copied in a spreadsheet; how many."""
    text = QApplication.clipboard().text()
    if not text.strip():
        hint = words(_("Mark the cells in Excel, copy them (Ctrl+C), then come back here."))
        _nothing(words(_("Nothing was copied that has rows.")), hint, parent)
        return 0
    return _put(model, table, bills.grid_of_text(text), text, parent)


def read_into(model: FillModel, table: str, parent: QWidget) -> int:
    """Add rows from a workbook or CSV that the person chooses; how many."""
    title = words(_("Read from a spreadsheet"))
    chosen = files.ask_open(parent, title, ("xlsx", "xls", "ods", "csv", "txt"))
    if not chosen:
        return 0
    try:
        grid = bills.grid_of_file(chosen[0])
    except UserError as error:
        tell(error, title, parent)
        return 0
    lines = ["\t".join(_as_typed(cell) for cell in row) for row in grid]
    return _put(model, table, grid, "\n".join(lines), parent)


def _as_typed(cell: GridCell) -> str:
    """A cell as a person would type it: the spreadsheet's own numbers with a comma."""
    return " ".join((cell.text.replace(".", ",") if cell.number else cell.text).split())


def _put(model: FillModel, table: str, grid: Grid, text: str, parent: QWidget) -> int:
    """Bills by month where there are months; else rows whose columns the person names."""
    proposal = bills.proposal_for(model.desk, model.draft, model.reads.path(table), grid)
    if proposal.rows:
        dialog = BillsDialog(model, table, proposal, parent)
        return model.put_bills(dialog.chosen(), table) if dialog.run() else 0
    questions = pasted_questions(model, table)
    language = model.draft.session.language
    labels = [model.draft.form.label(one.path, language) for one in questions]
    pasted = read_pasted(text, labels)
    if not pasted.rows:
        _nothing(words(_("Nothing was found that has rows.")), "", parent)
        return 0
    named = PasteDialog(pasted, labels, model.draft.label(table), parent, questions)
    if not named.run():
        return 0
    return add_pasted(model, table, pasted, [questions[at] if at >= 0 else None for at in named.mapping()])


def _nothing(said: str, hint: str, parent: QWidget) -> None:
    empty = Dialog(words(_("Paste rows")), said, parent)
    if hint:
        empty.add(label(hint, wrap=True))
    empty.set_buttons(primary(words(_("Back")), empty.reject))
    empty.run()


def add_pasted(model: FillModel, table: str, pasted: Pasted, columns: list[Question | None]) -> int:
    """Write the rows as one act; units and other answers that a filter needs go first, in the order of the form."""
    today, path = model.desk.today(), model.reads.path(table)
    order = {one.path: place for place, one in enumerate(pasted_questions(model, table))}
    used = [(at, one) for at, one in enumerate(columns) if one is not None]
    used.sort(key=lambda pair: order[pair[1].path])
    before = len(model.draft.rows(table))
    breathe = Breath()
    with model.together(breathe):
        for cells in pasted.rows:
            row = model.add_row(table)
            if not row:
                break
            for at, question in used:
                ref = row + question.path[len(path) :]
                cell = cells[at] if at < len(cells) else ""
                if cell and model.draft.is_relevant(ref):
                    _put_cell(model, ref, question, cell, today)
            breathe()
    return len(model.draft.rows(table)) - before


def _put_cell(model: FillModel, ref: str, question: Question, cell: str, today: date) -> None:
    reason = absent_reason(cell, question)
    if reason:
        model.set_absent(ref, reason)
    else:
        model.set(ref, as_answer(cell, question, model.reads.choices(ref), today))
