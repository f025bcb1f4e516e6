"""The list of facilities: search as one types, filters, table, foot."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import files, say, work
from sxsh_desktop.ui.facilities.facilities_model import FacilitiesModel
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, ordinary, primary, tool
from sxsh_desktop.ui.widgets.fields import Combo, SearchField
from sxsh_desktop.ui.widgets.pages import PageHead
from sxsh_desktop.ui.widgets.states import EmptyList
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import PagedModel
from sxsh_desktop.ui.widgets.text import column, label, row

_FILTERS = (
    ("district", _("Location"), 176),
    ("sector", _("Industry"), 176),
    ("status", _("Status"), 156),
    ("potential", _("Potential for cleaner production"), 180),
    ("visited", _("Last visit"), 160),
)


class FacilityList(QWidget):
    """Sends the id of the facility to open, and the wish for a new one."""

    opened = Signal(str)
    new_asked = Signal()

    def __init__(self, model: FacilitiesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._stack = QStackedWidget(self)
        self.rows = PagedModel(model.columns(), model.read, self._sort)
        self.table = Table(self.rows, "facilities", many=True, parent=self._stack)
        self.table.opened.connect(self._open)
        self.search = SearchField(words(_("Search name, code, tax code, place; accents may be left out")))
        self.search.searched.connect(lambda text: self._narrow(text=text))
        self.search.stepped.connect(self.table.step)
        self.search.returnPressed.connect(self._open_current)
        self._combos: dict[str, Combo] = {}
        self._foot, self._chosen = label("", "dim"), label("", "dim")
        self._clear = flat(words(_("Clear filters")), self.clear_filters, "close")
        self._nothing = self._no_match()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._none_yet())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._tell_chosen())
        self._lay_out()

    def refresh(self) -> None:
        """Find anew; keeps the rows that were chosen, as far as they are still there."""
        kept, chosen = self.table.current_id(), self.table.chosen_ids()
        ids = self._model.find()
        self.rows.put_ids(ids)
        if not self.table.choose_again(kept, chosen, ids) and ids:
            self.table.choose_row(0)
        self._show_count(len(ids))

    def clear_filters(self) -> None:
        """Drop filters and search text."""
        self._model.clear()
        for name, combo in self._combos.items():
            combo.set_value(getattr(self._model.filters, name))
        self.search.put("")
        self._model.set_filters(text="")
        self.refresh()

    def export(self) -> None:
        """The list as a workbook."""
        target = files.ask_save(self, words(_("Export to Excel")), words(_("Facilities")), "xlsx")
        if target is None:
            return
        places = self.table.visible_columns()
        titles = [self.rows.columns[at].title for at in places]

        def write(progress: Progress) -> Path:
            return self._model.export(target, titles, places, progress)

        work.with_progress(write, lambda file: files.told(self, file), self, words(_("Export to Excel")))

    def _lay_out(self) -> None:
        head = PageHead(words(_("Facilities")))
        head.line.addWidget(self.search, 1)
        head.put(
            4,
            ordinary(words(_("Export to Excel")), self.export, "export"),
            primary(words(_("Add a facility")), self.new_asked.emit, "plus"),
        )
        filters = row(spacing=10)
        options = self._model.options()
        for name, title, width in _FILTERS:
            combo = Combo(options[name], width=width, search=name in ("district", "sector"))
            combo.setMinimumWidth(90)  # in a narrow window they share what there is
            combo.setMaximumWidth(width)
            combo.setAccessibleName(words(title))
            combo.picked.connect(lambda value, key=name: self._narrow(**{key: value}))
            self._combos[name] = combo
            filters.addLayout(column(label(words(title), "small"), combo, spacing=2))
        filters.addStretch(1)
        filters.addLayout(column(0, self._clear, spacing=0))
        foot = row(
            self._foot,
            0,
            self._chosen,
            tool("columns", words(_("Columns")), lambda: self.table.choose_columns(self.table)),
            tool("copy", words(_("Copy rows with headers")), self.table.copy_rows),
        )
        body = column(filters, self._stack, foot, spacing=8)
        body.setContentsMargins(MEASURES.margin, 8, MEASURES.margin, 4)
        body.setStretch(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addLayout(body, 1)

    def _no_match(self) -> EmptyList:
        clear = ordinary(words(_("Clear filters")), self.clear_filters, "close")
        return EmptyList("search", words(_("No facility matches.")), " ", clear)

    def _none_yet(self) -> EmptyList:
        text = words(
            _("Facilities that you add, or that come with a bundle from the department, stand here.")
        )
        add = ordinary(words(_("Add a facility")), self.new_asked.emit, "plus")
        return EmptyList("facility", words(_("No facilities yet")), text, add)

    def _narrow(self, **changes: str) -> None:
        self._model.set_filters(**changes)
        self.refresh()

    def _sort(self, key: str, ascending: bool) -> None:
        self._model.order(key, ascending=ascending)
        self.refresh()

    def _open_current(self) -> None:
        """Enter in the search: the line that is marked, which is the only one when one is found."""
        if number := self.table.current_id():
            self._open(number)

    def _open(self, number: str) -> None:
        self.opened.emit(self._model.facility_id(number))

    def _show_count(self, found: int) -> None:
        total = self._model.total()
        text = words(_("{found} of {total} facilities"), found=say.count(found), total=say.count(total))
        narrowed = self._model.filter_words()
        self._foot.setText(
            words(_("{text}  ·  filter: {filters}"), text=text, filters=narrowed) if narrowed else text
        )
        self._clear.setEnabled(bool(narrowed or self._model.filters.text))
        if found:
            self._stack.setCurrentIndex(0)
        elif total:
            asked = ", ".join(one for one in (self._model.filters.text, narrowed) if one)
            self._nothing.say(words(_("No facility matches.")), words(_("Asked for: {what}"), what=asked))
            self._stack.setCurrentIndex(1)
        else:
            self._stack.setCurrentIndex(2)
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        count = len(self.table.chosen_rows())
        self._chosen.setText(words(_("{n} chosen"), n=count) if count else "")
