"""The department's list of given work: who has what to do, how far it is, what is overdue."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.assignments import WorkLine
from sxsh_desktop.ui import work
from sxsh_desktop.ui.exchange.give_dialog import GiveDialog
from sxsh_desktop.ui.exchange.receive_view import page_of
from sxsh_desktop.ui.exchange.work_model import Rows, WorkModel
from sxsh_desktop.ui.widgets.buttons import danger, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import ask_reason
from sxsh_desktop.ui.widgets.states import EmptyList
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import label, row


class WorkPane(QWidget):
    """`changed`: work was given or taken back."""

    changed = Signal()

    def __init__(self, model: WorkModel) -> None:
        super().__init__()
        self._model = model
        self.rows = RowsModel(model.columns())
        self.table = Table(self.rows, "work", many=True)
        self.give = primary(words(_("Give work…")), self.ask, "plan")
        self.take_back = danger(words(_("Take back…")), self._ask_back, "close")
        self._count = label("", "dim")
        empty = EmptyList(
            "plan",
            words(_("No work was given yet")),
            words(
                _(
                    "Choose an officer, a form, facilities or a place and a day: it travels in the next bundle."
                )
            ),
            ordinary(words(_("Give work…")), self.ask, "plan"),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(self.table)
        layout = page_of(self)
        layout.addLayout(row(self._count, 0, self.take_back, self.give))
        layout.addWidget(self._stack, 1)

    def refresh(self) -> None:
        """Read the list."""

        def read() -> tuple[tuple[WorkLine, ...], Rows]:
            lines = self._model.lines()
            return lines, self._model.rows(lines)

        work.read(read, self._show, self)

    def ask(self) -> None:
        """The dialog in which work is given."""
        GiveDialog(self._model, self._give, self).run()

    def _give(self, dialog: GiveDialog) -> None:
        officer, tasks = dialog.officer.value(), dialog.tasks()

        def refused(error: BaseException) -> None:
            if isinstance(error, UserError):
                dialog.refuse(error)

        def given(_count: int) -> None:
            dialog.accept()
            self._changed()

        work.write(
            lambda _p: self._model.give(officer, tasks), given, self, words(_("Give work")), failed=refused
        )

    def _ask_back(self) -> None:
        chosen = self.table.chosen_ids()
        if not chosen:
            return
        about = words(_("{n} pieces of work are taken back; records that were made stay."), n=len(chosen))
        title, act = words(_("Take work back")), words(_("Take back"))
        reason = ask_reason(title, about, act, self, bad=True)
        if reason is not None:
            why: str = reason
            work.write(lambda _p: self._model.withdraw(chosen, why), lambda _n: self._changed(), self, title)

    def _changed(self) -> None:
        self.refresh()
        self.changed.emit()

    def _show(self, found: tuple[tuple[WorkLine, ...], Rows]) -> None:
        lines, rows = found
        self.rows.put(rows)
        self._stack.setCurrentIndex(1 if lines else 0)
        self.table.choose_row(0)
        self.take_back.setVisible(bool(lines))
        done = sum(one.state == "done" for one in lines)
        self._count.setText(
            words(_("{n} pieces of work, {done} done"), n=len(lines), done=done) if lines else ""
        )
