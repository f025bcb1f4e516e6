"""The shelf: what was refused, why, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.exchange import Plan, ShelfLine
from sxsh_desktop.ui import say, work
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel
from sxsh_desktop.ui.exchange.receive_view import page_of
from sxsh_desktop.ui.widgets.buttons import Button, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.states import EmptyList, Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Cell, Column, RowsModel
from sxsh_desktop.ui.widgets.text import label, row


class ShelfPane(QWidget):
    """`changed`: something left the shelf. `counted`: how many wait."""

    changed = Signal()
    counted = Signal(int)

    def __init__(self, model: ExchangeModel) -> None:
        super().__init__()
        self._model = model
        self._lines: dict[str, ShelfLine] = {}
        self.rows = RowsModel(
            (
                Column("when", words(_("Since")), 150),
                Column("file", words(_("File")), stretch=True),
                Column("size", words(_("Size")), 100, "right"),
                Column("code", words(_("Code")), 130),
            )
        )
        self.table = Table(self.rows, "shelf")
        self.table.chosen.connect(lambda _id: self._offer())
        self._why = Hint("", "bad")
        self.again = primary(words(_("Try again")), lambda: self._try(confirm=False))
        self.trust = ordinary(words(_("Trust the sender and import…")), self._ask_trust, "seal")
        self.drop: Button = ordinary(words(_("Take off the shelf")), self._discard)
        empty = EmptyList(
            "inbox",
            words(_("The shelf is empty")),
            words(_("Files that could not be imported are kept here whole, with the reason.")),
        )
        page = QWidget()
        layout = page_of(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._why)
        layout.addLayout(row(self.drop, 0, self.trust, self.again))
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(page)
        page_of(self).addWidget(self._stack)

    def refresh(self) -> None:
        """Read the shelf."""
        work.read(self._model.shelf, self._show, self)

    def _show(self, lines: tuple[ShelfLine, ...]) -> None:
        self._lines = {one.shelf_id: one for one in lines}
        self.rows.put(
            [
                (
                    one.shelf_id,
                    (
                        Cell(say.full_moment(one.put_at), order=one.put_at),
                        Cell(one.file_name, "error", "bad"),
                        Cell(say.size(one.size), order=one.size),
                        Cell(one.code, dim=True),
                    ),
                )
                for one in lines
            ]
        )
        self._stack.setCurrentIndex(1 if lines else 0)
        self.table.choose_row(0)
        self._offer()
        self.counted.emit(len(lines))

    def _offer(self) -> None:
        one = self._lines.get(self.table.current_id())
        self._why.say(f"{one.said} {one.todo}" if one else "")
        self.trust.setVisible(bool(one and one.key_id))
        self.again.setEnabled(bool(one and one.kind == "bundle"))

    def _ask_trust(self) -> None:
        one = self._lines.get(self.table.current_id())
        if one is None:
            return
        device = next((d for d in self._model.devices() if d.key_id == one.key_id), None)
        dialog = Dialog(words(_("Trust the sender")), parent=self)
        if device is not None:
            about = words(
                _("{name}, {unit}"), name=device.officer_name, unit=self._model.unit_name(device.unit_code)
            )
            dialog.add(label(about, "strong", wrap=True), label(device.code, "title", select=True))
        text = _("Call the sender and compare the code on both screens. Go on only when it is the same.")
        dialog.add(label(words(text), wrap=True))
        dialog.set_buttons(
            ordinary(words(_("Back")), dialog.reject),
            primary(words(_("The code is the same: trust and import")), dialog.accept),
        )
        if dialog.run():
            self._try(confirm=True)

    def _try(self, *, confirm: bool) -> None:
        chosen = self.table.current_id()

        def again(progress: Progress) -> Plan:
            return self._model.try_again(chosen, progress, confirm=confirm)

        title = words(_("Importing from the shelf"))
        work.with_progress(again, lambda _plan: self.changed.emit(), self, title, writes=True)

    def _discard(self) -> None:
        chosen = self.table.current_id()
        title = words(_("Take off the shelf"))
        work.write(lambda _p: self._model.discard(chosen), lambda _n: self.changed.emit(), self, title)
