"""Bills read from a spreadsheet: month, figure and unit as they were understood, before they become rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QTableWidget, QTableWidgetItem, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.numbers import format_number
from sxsh_desktop.services.bills import Proposal, ProposedCell, ProposedRow, month_words
from sxsh_desktop.services.unit_words import unit_words
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.text import label

_WIDTH, _TALLEST = 900, 360


class BillsDialog(Dialog):
    """The preview; `chosen` is what the person lets in."""

    def __init__(
        self, model: FillModel, table: str, proposal: Proposal, parent: QWidget | None = None
    ) -> None:
        super().__init__(words(_("What was understood")), model.draft.label(table), parent, _WIDTH)
        self._model, self._proposal = model, proposal
        self._paths = list(dict.fromkeys(cell.path for row in proposal.rows for cell in row.cells))
        doubtful = sum(row.is_doubtful for row in proposal.rows)
        if doubtful:
            self.add(
                Hint(words(_("{n} rows hold something doubtful: it is marked with “?”."), n=doubtful), "warn")
            )
        self.table = self._preview()
        self.add(self.table)
        for text, names in (
            (
                _("Columns that were left out, because nobody can tell what they are: {names}"),
                proposal.unplaced,
            ),
            (_("Rows that were left out: {names}"), proposal.left_out),
        ):
            if names:
                self.add(label(words(text, names=", ".join(names)), "small", wrap=True))
        self.only_sure = QCheckBox(words(_("Leave out the doubtful rows")))
        self.only_sure.setEnabled(0 < doubtful < len(proposal.rows))
        self.only_sure.toggled.connect(lambda _on: self._tell())
        self.add(self.only_sure)
        self.act = primary("", self.accept)
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.act)
        self._tell()

    def chosen(self) -> Proposal:
        """The rows to add."""
        rows = self._proposal.rows
        if self.only_sure.isChecked():
            rows = tuple(row for row in rows if not row.is_doubtful)
        return replace(self._proposal, rows=rows)

    def _tell(self) -> None:
        self.act.setText(words(_("Add {count} rows"), count=len(self.chosen().rows)))

    def _preview(self) -> QTableWidget:
        rows, form, language = self._proposal.rows, self._model.draft.form, self._model.language
        names = [form.label(path, language) for path in self._paths]
        heads = [
            words(_("Row")),
            words(_("Month")),
            words(_("Carrier or product")),
            *names,
            words(_("To look at")),
        ]
        table = QTableWidget(len(rows), len(heads))
        table.setHorizontalHeaderLabels(heads)
        table.verticalHeader().hide()
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setAccessibleName(words(_("What was understood")))
        for at, row in enumerate(rows):
            for column, (text, odd) in enumerate(self._texts(row)):
                item = QTableWidgetItem(text)
                if 3 <= column < len(heads) - 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if odd:
                    item.setBackground(current.colour("warn_bg"))
                table.setItem(at, column, item)
        table.resizeColumnsToContents()
        table.horizontalHeader().setStretchLastSection(True)
        table.setMinimumHeight(min(60 + len(rows) * 30, _TALLEST))
        return table

    def _texts(self, row: ProposedRow) -> list[tuple[str, bool]]:
        """The cells of a line, each with whether it is doubtful."""
        month = month_words(row.period) or "–"
        doubts = [words(row.doubt)] if row.doubt else []
        texts = [(str(row.place), False), (f"{month} ?" if row.doubt else month, bool(row.doubt))]
        texts.append((self._what(row), False))
        for path in self._paths:
            cell = next((one for one in row.cells if one.path == path), None)
            texts.append((self._shown(cell), bool(cell and cell.doubt)))
            if cell is not None and cell.doubt:
                doubts.append(f"“{cell.written}”: {words(cell.doubt)}")
        return [*texts, ("; ".join(doubts), False)]

    def _what(self, row: ProposedRow) -> str:
        """The carrier, source or product of a row, in words."""
        path, code = next(iter(row.given.items()))
        form, language = self._model.draft.form, self._model.language
        question = form.questions[path]
        labels = (
            {one.value: one.label for one in form.choice_list(question, language)} if question.choices else {}
        )
        return labels.get(code, code)

    def _shown(self, cell: ProposedCell | None) -> str:
        if cell is None:
            return ""
        if not cell.stored:
            return f"{cell.written} ?"
        number = format_number(Decimal(cell.stored), language=self._model.language)
        unit = unit_words(self._model.desk.units, cell.unit, self._model.language)
        return f"{number} {unit}".rstrip() + (" ?" if cell.doubt else "")
