"""Ctrl+K: find a facility from anywhere, by a few letters without accents."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.register import FacilityNow
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.fields import SearchField
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Cell, Column, RowsModel, text_cell
from sxsh_desktop.ui.widgets.text import label

Find = Callable[[str], Sequence[FacilityNow]]


class Finder(Dialog):
    """A search line and what it finds; `found` sends the facility's id."""

    found = Signal(str)

    def __init__(self, find: Find, title: str, act: str, parent: QWidget | None) -> None:
        super().__init__(title, parent=parent)
        self._find = find
        self._rows: dict[str, FacilityNow] = {}
        columns = (
            Column("code", words(_("Code")), 138),
            Column("name", words(_("Name")), stretch=True),
            Column("place", words(_("Commune")), 116),
        )
        self.model = RowsModel(columns)
        self.search = SearchField(words(_("Name, code, tax code or place; accents may be left out")))
        self.table = Table(self.model, "finder")
        self.table.setMinimumHeight(300)
        self.note = label("", "small")
        self.search.searched.connect(self._look)
        self.search.installEventFilter(self)
        self.table.opened.connect(self._take)
        self.add(self.search, self.table, self.note)
        self.set_buttons(
            ordinary(words(_("Close")), self.reject),
            primary(act, lambda: self._take(self.table.current_id())),
        )
        self._look("")

    def chosen(self) -> FacilityNow | None:
        """The facility on the current line."""
        return self._rows.get(self.table.current_id())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down in the search line walk through what was found; Enter takes it."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.table.choose_row(max(0, self.table.currentIndex().row() + step))
                return True
        return super().eventFilter(watched, event)

    def _look(self, text: str) -> None:
        rows = self._find(text)
        self._rows = {one.facility_id: one for one in rows}
        self.model.put(
            [(one.facility_id, (Cell(one.code, dim=True), Cell(one.name), _place(one))) for one in rows]
        )
        self.table.choose_row(0)
        self.note.setText("" if rows else words(_("No facility matches.")))

    def _take(self, facility_id: str) -> None:
        if facility_id:
            self.found.emit(facility_id)
            self.accept()


def _place(one: FacilityNow) -> Cell:
    return text_cell(say.short_place(one.commune_name))
