"""A repeat: its rows as a table, and the questions of the current row below it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.numbering import without_number
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.question_list import Block, QuestionList
from sxsh_desktop.ui.fill.question_row import QuestionRow
from sxsh_desktop.ui.fill.repeat_model import RepeatModel
from sxsh_desktop.ui.fill.row_table import RowTable
from sxsh_desktop.ui.fill.turn import NEXT_MS
from sxsh_desktop.ui.widgets.buttons import Button, flat, tool
from sxsh_desktop.ui.widgets.text import Panel, column, label, row


class RepeatBlock(Block):
    """Table and row editor of one repeat; `heading` says whether it shows its own name (inside another row)."""

    row_shown = Signal(str)
    paste_wanted = Signal(str)
    file_wanted = Signal(str)

    def __init__(self, model: FillModel, table: str, *, heading: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self.table_ref = model, table
        self.current = ""
        self.list: QuestionList | None = None
        self.rows_model = RepeatModel(model, table, self)
        self.table = RowTable(self.rows_model, f"fill/{model.reads.path(table)}")
        self.table.setAccessibleName(model.draft.label(table))
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _ref: self.first_question())
        self.table.take_out.connect(self.remove_row)
        self.rows_model.modelReset.connect(self._stand)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.tools = self._make_tools()
        if heading:
            name = label(without_number(model.draft.label(table)), "h2")
            self._layout.addLayout(row(name, 0, *self.tools, spacing=4))
        self._layout.addWidget(self.table)
        self._empty: QLabel = label(words(_("No rows yet. The key Insert adds one.")), "dim")
        self._layout.addWidget(self._empty)
        self._editor = self._make_editor()
        self._layout.addWidget(self._editor)
        model.changed.connect(self._changed)
        self.sync()

    def _make_tools(self) -> list[Button]:
        if not self._model.draft.session.can_add_row(self.table_ref):
            return []
        add = flat(words(_("Add a row")), self.add_row, "plus")
        add.setToolTip(words(_("Add a row (Insert)")))
        paste = flat(words(_("Paste from Excel")), lambda: self.paste_wanted.emit(self.table_ref), "copy")
        read = flat(
            words(_("Read from a spreadsheet…")), lambda: self.file_wanted.emit(self.table_ref), "import"
        )
        self.trash = tool("trash", words(_("Take this row out (undo brings it back)")), self.remove_row)
        return [add, paste, read, self.trash]

    def _make_editor(self) -> QFrame:
        panel = Panel(margins=(12, 10, 12, 10), spacing=2)
        self.title: QLabel = label("", "strong")
        self.place: QLabel = label("", "small")
        self.up = tool("chevron-up", words(_("Row above")), lambda: self.step(-1))
        self.down = tool("chevron-down", words(_("Row below")), lambda: self.step(1))
        panel.add(row(self.title, 0, self.place, self.up, self.down, spacing=4))
        self._slot = column(spacing=0)
        panel.add(self._slot)
        return panel

    # -- rows ---------------------------------------------------------------------------------------------

    def add_row(self) -> None:
        """Insert: a new row behind the current one; its first question takes the keyboard."""
        if not self._model.draft.session.can_add_row(self.table_ref):
            return
        added = self._model.add_row(self.table_ref, self.current or None)
        if added:
            self.sync()
            self.show_row(added)
            QTimer.singleShot(0, self.first_question)

    def remove_row(self) -> None:
        """Take the current row out."""
        if not self.current or not self._model.draft.session.can_add_row(self.table_ref):
            return
        place = self.rows_model.place_of(self.current)
        gone, self.current = self.current, ""
        if not self._model.remove_row(gone):
            self.current = gone
            return
        self.sync()
        left = self.rows_model.rowCount()
        if left:
            self.show_row(self.rows_model.id_of(min(place, left - 1)))

    def step(self, by: int) -> bool:
        """The row above or below; False when there is none."""
        target = self.rows_model.place_of(self.current) + by
        if not 0 <= target < self.rows_model.rowCount():
            return False
        self.show_row(self.rows_model.id_of(target))
        return True

    def first_question(self) -> None:
        """Put the keyboard into the first question of the row."""
        for one in self.rows():
            if one.can_take_focus():
                one.take_focus()
                return

    def _stand(self) -> None:
        """The table was put in another order: the row that is open stays chosen."""
        place = self.rows_model.place_of(self.current)
        if place >= 0:
            self.table.choose_row(place)
            self._show_title()

    def _chosen(self, ref: str) -> None:
        if ref and ref != self.current:
            self.show_row(ref)

    def show_row(self, ref: str) -> None:
        """Make a row the current one."""
        if ref == self.current and self.list is not None:
            return
        self.current = ref
        self._drop_list()
        if self._model.turn.is_over:
            self._model.turn.begin(NEXT_MS)
        self.list = QuestionList(self._model, self._model.reads.items(ref), self._inner_table, self._editor)
        self._slot.addWidget(self.list)
        self.list.show()
        self._editor.show()
        place = self.rows_model.place_of(ref)
        if self.table.currentIndex().row() != place:
            self.table.choose_row(place)
        self._show_title()
        self._editor.show()
        self.row_shown.emit(ref)

    def _inner_table(self, table: str) -> Block:
        inner = RepeatBlock(self._model, table, heading=True, parent=self)
        inner.row_shown.connect(self.row_shown)
        inner.paste_wanted.connect(self.paste_wanted)
        inner.file_wanted.connect(self.file_wanted)
        return inner

    def _drop_list(self) -> None:
        if self.list is not None:
            for one in self.list.made():
                one.commit()
            self._slot.removeWidget(self.list)
            self.list.hide()
            self.list.deleteLater()
            self.list = None

    def _show_title(self) -> None:
        reads, count = self._model.reads, self.rows_model.rowCount()
        place = self.rows_model.place_of(self.current)
        self.title.setText(f"{reads.number(self.current)} {reads.row(self.current).title}".strip())
        self.place.setText(words(_("row {place} of {count}"), place=place + 1, count=count))
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < count - 1)

    # -- staying up to date -------------------------------------------------------------------------------

    def _changed(self, refs: frozenset[str]) -> None:
        if self.rows_model.refresh(refs):
            self.table.settle()
        here = self.current and any(ref.startswith(self.current) for ref in refs)
        if here and self.rows_model.place_of(self.current) >= 0:
            self._show_title()

    def sync(self) -> None:
        self.rows_model.reload()
        count = self.rows_model.rowCount()
        self.table.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        self.table.settle()
        if self.tools:
            self.trash.setEnabled(count > 0)
        if not count:
            self.current = ""
            self._drop_list()
            self._editor.hide()
        elif self.rows_model.place_of(self.current) < 0:
            self.current = ""
            self.show_row(self.rows_model.id_of(0))
        else:
            place = self.rows_model.place_of(self.current)
            if self.table.currentIndex().row() != place:
                self.table.choose_row(place)
            self._show_title()
        if self.list is not None:
            self.list.sync()

    def rows(self) -> Iterator[QuestionRow]:
        if self.list is not None:
            yield from self.list.rows()

    def unmade(self) -> int:
        return self.list.unmade() if self.list is not None else 0

    def made(self) -> Iterator[QuestionRow]:
        if self.list is not None:
            yield from self.list.made()

    def reveal(self, ref: str) -> bool:
        if not ref.startswith(self.table_ref + "["):
            return False
        found = ref[: ref.index("]", len(self.table_ref)) + 1]
        if self.rows_model.place_of(found) < 0:
            return False
        self.show_row(found)
        return ref == found or self.list is None or self.list.reveal(ref)
