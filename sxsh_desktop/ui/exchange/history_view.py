"""What came and what went, with receipts; taking an import back as a whole, and forth again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.exchange import ExportLine, ImportLine
from sxsh_desktop.ui import say, work
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel
from sxsh_desktop.ui.exchange.receive_view import page_of
from sxsh_desktop.ui.widgets.buttons import flat
from sxsh_desktop.ui.widgets.states import EmptyList, state
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Cell, Column, RowsModel, text_cell
from sxsh_desktop.ui.widgets.text import label, row


class HistoryPane(QWidget):
    """Two tables. `changed`: an import was taken back or forth."""

    changed = Signal()

    def __init__(self, model: ExchangeModel) -> None:
        super().__init__()
        self._model = model
        self._imports: dict[str, ImportLine] = {}
        self.sent = RowsModel(
            (
                Column("when", words(_("Made on")), 150),
                Column("file", words(_("File")), stretch=True),
                Column("who", words(_("For")), 220, drop=1),
                Column("items", words(_("Inside")), 90, "right"),
                Column("received", words(_("Confirmed")), 100, "right"),
                Column("state", words(_("Receipt")), 180),
            )
        )
        self.came = RowsModel(
            (
                Column("when", words(_("Imported on")), 150),
                Column("file", words(_("File")), stretch=True),
                Column("sender", words(_("From")), 220, drop=1),
                Column("new", words(_("New versions")), 110, "right"),
                Column("state", words(_("State")), 180),
            )
        )
        self.sent_table = Table(self.sent, "history-sent")
        self.came_table = Table(self.came, "history-came")
        self.came_table.chosen.connect(self._offer)
        self._sent_stack = _or_empty(
            self.sent_table,
            "bundle",
            words(_("No bundle was made yet")),
            words(_("Bundles that you make stand here, with the receipt as soon as it comes back.")),
        )
        self._came_stack = _or_empty(
            self.came_table,
            "import",
            words(_("No bundle was imported yet")),
            words(_("Each import stands here and can be taken back as a whole.")),
        )
        self.undo = flat(words(_("Take this import back")), self._undo, "undo")
        self.redo = flat(words(_("Show it again")), self._redo, "redo")
        layout = page_of(self)
        layout.addWidget(label(words(_("Sent")), "h2"))
        layout.addWidget(self._sent_stack, 1)
        layout.addLayout(row(label(words(_("Received")), "h2"), 0, self.undo, self.redo))
        layout.addWidget(self._came_stack, 1)

    def refresh(self) -> None:
        """Read both lists."""
        work.read(self._model.history, self._show, self)

    def _show(self, found: tuple[tuple[ImportLine, ...], tuple[ExportLine, ...]]) -> None:
        imports, exports = found
        self._imports = {one.import_id: one for one in imports}
        self.sent.put([(one.bundle_id, _sent_cells(one)) for one in exports])
        self.came.put([(one.import_id, _came_cells(one)) for one in imports])
        self._sent_stack.setCurrentIndex(0 if exports else 1)
        self._came_stack.setCurrentIndex(0 if imports else 1)
        self.came_table.choose_row(0)
        self._offer()

    def _offer(self, _id: str = "") -> None:
        one = self._imports.get(self.came_table.current_id())
        self.undo.setVisible(one is not None and not one.undone)
        self.redo.setVisible(one is not None and one.undone)

    def _undo(self) -> None:
        chosen = self.came_table.current_id()
        title = words(_("Taking the import back"))
        work.with_progress(
            lambda progress: self._model.undo(chosen, progress),
            lambda _count: self.changed.emit(),
            self,
            title,
            writes=True,
        )

    def _redo(self) -> None:
        chosen = self.came_table.current_id()
        title = words(_("Showing the import again"))
        work.with_progress(
            lambda progress: self._model.redo(chosen, progress),
            lambda _count: self.changed.emit(),
            self,
            title,
            writes=True,
        )


def _or_empty(table: Table, icon: str, title: str, text: str) -> QStackedWidget:
    """A table, and what stands in its place while it has nothing."""
    stack = QStackedWidget()
    stack.addWidget(table)
    stack.addWidget(EmptyList(icon, title, text))
    return stack


def _sent_cells(one: ExportLine) -> tuple[Cell, ...]:
    look = state("acknowledged" if one.is_received else "no_receipt")
    return (
        Cell(say.full_moment(one.made_at), order=one.made_at),
        Cell(one.file_name),
        text_cell(one.recipient),
        Cell(say.count(one.items), order=one.items),
        Cell(say.count(one.received), order=one.received),
        Cell(look.text, look.icon, look.role),
    )


def _came_cells(one: ImportLine) -> tuple[Cell, ...]:
    look = (
        ("undo", "warn", words(_("Taken back"))) if one.undone else ("check", "ok", words(_("In the store")))
    )
    new = one.counts.get("revisions_new", one.counts.get("revisions", 0))
    return (
        Cell(say.full_moment(one.imported_at), order=one.imported_at),
        Cell(one.file_name),
        text_cell(one.sender),
        Cell(say.count(new), order=new),
        Cell(look[2], look[0], look[1]),
    )
