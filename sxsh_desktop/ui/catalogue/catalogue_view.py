"""The screen Catalogue: forms, and reference tables with their rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.reference import TableInfo
from sxsh_desktop.ui import files, say, work
from sxsh_desktop.ui.catalogue.catalogue_model import CatalogueModel, Rows
from sxsh_desktop.ui.catalogue.form_acts import FormActs
from sxsh_desktop.ui.navigation import Navigator, PrintRequest
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, ordinary
from sxsh_desktop.ui.widgets.pages import PageHead, Tabs
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Column, RowsModel
from sxsh_desktop.ui.widgets.text import Elided, clear, label, row

_ONE_LINE, _DETAILS = 900, 52  # logical px


class CatalogueScreen(Screen):
    """Two tabs."""

    def __init__(self, model: CatalogueModel, navigator: Navigator) -> None:
        super().__init__()
        self._model, self._navigator = model, navigator
        self._infos: dict[str, TableInfo] = {}
        self.forms, self.tables = RowsModel(model.form_columns()), RowsModel(model.table_columns())
        self.form_table, self.list_table = Table(self.forms, "forms"), Table(self.tables, "tables")
        self.list_table.chosen.connect(self._show_rows)
        self._title = Elided("", "h2")
        self._holder = QVBoxLayout()
        self._acts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.tabs = Tabs([("forms", words(_("Forms"))), ("tables", words(_("Reference tables")))])
        self._stack = QStackedWidget()
        self.tabs.picked.connect(lambda key: self._stack.setCurrentIndex(0 if key == "forms" else 1))
        head = PageHead(words(_("Catalogue")), tabs=self.tabs)
        head.put(0, ordinary(words(_("Export to Excel")), self.export_list, "export"))
        self._stack.addWidget(self._forms_page())
        self._stack.addWidget(self._tables_page())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self._stack, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons stand in two lines where one is too short for them."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        self._acts.setDirection(way.LeftToRight if event.size().width() >= _ONE_LINE else way.TopToBottom)

    def refresh(self) -> None:
        """Read forms and tables; what was chosen stays chosen."""
        form, table = self.form_table.current_id(), self.list_table.current_id()
        self.forms.put(self._model.forms())
        rows, self._infos = self._model.tables()
        self.tables.put(rows)
        self.form_table.choose_row(_place(self.forms, form))
        self.list_table.choose_row(_place(self.tables, table))

    def show_target(self, target: str, tab: str) -> None:  # noqa: ARG002 - the common signature
        """A tab."""
        self.tabs.choose(tab)

    def export_list(self) -> bool:
        """The chosen table as a workbook."""
        info = self._infos.get(self.list_table.current_id())
        if info is None or self.tabs.key() != "tables":
            self.tabs.choose("tables")
            return True
        target = files.ask_save(self, words(_("Export to Excel")), info.name, "xlsx")
        if target is not None:
            chosen: Path = target

            def write(progress: Progress) -> Path:
                return self._model.export(chosen, info, progress)

            work.with_progress(write, lambda file: files.told(self, file), self, words(_("Export to Excel")))
        return True

    def panes(self) -> list[QWidget]:
        """Tabs, table."""
        return [self.form_table if self.tabs.key() == "forms" else self.list_table, self.tabs]

    def _forms_page(self) -> QWidget:
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(MEASURES.margin, 12, MEASURES.margin, 12)
        body.setSpacing(8)
        text = _(
            "Forms come with the program and with bundles of the department; older versions stay readable."
        )
        body.addWidget(Hint(words(text)))
        body.addWidget(self.form_table, 1)
        printing = flat(words(_("Print this form")), self._print_form, "printer")
        self.acts = FormActs(self._model.department_forms(), self.form_table, self.refresh, self)
        compare, drafts, *others = self.acts.buttons()
        self._acts.setSpacing(8)
        self._acts.addLayout(row(printing, 0, compare, drafts), 1)
        self._acts.addLayout(row(0, *others))
        body.addLayout(self._acts)
        return page

    def _tables_page(self) -> QWidget:
        below = QWidget()
        inner = QVBoxLayout(below)
        inner.setContentsMargins(0, 8, 0, 0)
        inner.addWidget(self._title)
        inner.addLayout(self._holder, 1)
        splitter = QSplitter()
        splitter.setOrientation(splitter.orientation().Vertical)
        splitter.addWidget(self.list_table)
        splitter.addWidget(below)
        splitter.setSizes([300, 300])
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(MEASURES.margin, 12, MEASURES.margin, 12)
        body.addWidget(splitter)
        return page

    def _show_rows(self, key: str) -> None:
        info = self._infos.get(key)
        if info is not None:
            work.read(lambda: (key, *self._model.rows(info)), self._put_rows, self)

    def _put_rows(self, found: tuple[str, tuple[Column, ...], Rows, dict[str, str]]) -> None:
        key, columns, rows, details = found
        info = self._infos.get(key)
        if info is None or key != self.list_table.current_id():
            return
        clear(self._holder)
        model = RowsModel(columns)
        model.put(rows)
        name = next((cells[0].text for one, cells in self._model.tables()[0] if one == key), info.name)
        self._title.setText(words(_("{table}: {n} rows"), table=name, n=say.count(len(rows))))
        table = Table(model, f"reference-{info.name}", dense=True, many=True)
        below = label("", "small", wrap=True, select=True)
        below.setVisible(bool(details))
        below.setMinimumHeight(_DETAILS)
        below.setAlignment(Qt.AlignmentFlag.AlignTop)
        table.chosen.connect(lambda id: below.setText(details.get(id, "")))
        self._holder.addWidget(table, 1)
        self._holder.addWidget(below)
        table.choose_row(0)
        below.setText(details.get(table.current_id(), ""))

    def _print_form(self) -> None:
        chosen = self.form_table.current_id()
        if chosen:
            self._navigator.print_out(PrintRequest(form_ids=(chosen.partition("@")[0],)))


def _place(rows: RowsModel, id: str) -> int:
    """The row of an id, the first when it is gone."""
    return next((at for at in range(rows.rowCount()) if rows.id_of(at) == id), 0)
