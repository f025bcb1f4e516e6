"""The button "Figures" and what its menu does: the sheet to print, series out, tables out and in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.series_template import TemplatePreview, TemplateRead
from sxsh_desktop.ui import files, work
from sxsh_desktop.ui.facilities.series_dialogs import TableBackDialog, TableYearDialog
from sxsh_desktop.ui.facilities.series_model import SeriesModel
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.widgets.buttons import Button, ordinary


class SeriesActs:
    """For one facility (`show`), or for all of them while none is shown."""

    def __init__(self, model: SeriesModel, navigator: Navigator, owner: QWidget) -> None:
        self._model, self._navigator, self._owner = model, navigator, owner
        self._id = self._name = ""
        self.button: Button = ordinary(words(_("Figures…")), self.open_menu, "indicator")
        self.print = self._action(_("Print charts and savings…"), self.ask_sheet)
        self.export = self._action(_("Export the series…"), self.ask_export)
        self.write = self._action(_("Write a table to fill in…"), self.ask_table)
        self.take = self._action(_("Read a table that came back…"), self.ask_back)

    def _action(self, text: str, act: object) -> QAction:
        made = QAction(words(text), self._owner)
        made.triggered.connect(lambda _on=False: act())  # type: ignore[operator]
        return made

    def show_facility(self, facility_id: str, name: str) -> None:
        """Whom it is about: id, and code with name."""
        self._id, self._name = facility_id, name

    def open_menu(self) -> None:
        """Below the button."""
        menu = QMenu(self._owner)
        own = [self.print, self.export, self.write] if self._id else [self.export]
        menu.addActions([*own, self.take])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    # -- out ----------------------------------------------------------------------------------------------

    def ask_sheet(self) -> None:
        """Charts and readings of the saving on paper."""
        title = words(_("Charts and savings"))
        target = files.ask_save_as(self._owner, title, f"{title} {self._name}", ("pdf", "docx"))
        if target is not None:
            self.write_sheet(target)

    def write_sheet(self, target: Path) -> None:
        """Write them, then say where they are."""
        model, whom = self._model, self._id
        self._run(lambda progress: model.write_sheet(whom, target, progress), words(_("Charts and savings")))

    def ask_export(self) -> None:
        """Where the series go; of this facility, or of all."""
        title = words(_("Series of figures"))
        target = files.ask_save_as(self._owner, title, f"{title} {self._name}".strip(), ("xlsx", "csv"))
        if target is not None:
            self.write_series(target)

    def write_series(self, target: Path) -> None:
        """Write them, then say where they are."""
        model, whom = self._model, [self._id] if self._id else []
        self._run(lambda progress: model.export_series(target, whom, progress), words(_("Export the series")))

    def ask_table(self) -> None:
        """For which year, then where to."""
        dialog = TableYearDialog(self._model, self._name, self._owner.window())
        if not dialog.run():
            return
        name = words(_("Figures {year} of {facility}"), year=dialog.year, facility=self._name)
        target = files.ask_save(self._owner, words(_("Write a table to fill in")), name, "xlsx")
        if target is not None:
            self.write_table(target, dialog.year)

    def write_table(self, target: Path, year: int) -> None:
        """Write it, then say where it is."""
        model, whom = self._model, self._id
        title = words(_("Write a table to fill in"))
        self._run(lambda progress: model.write_template(whom, year, target, progress), title)

    def _run(self, act: work.Work, title: str) -> None:
        work.with_progress(act, lambda file: files.told(self._owner, file), self._owner, title)

    # -- in -----------------------------------------------------------------------------------------------

    def ask_back(self) -> None:
        """Which table came back."""
        for file in files.ask_open(self._owner, words(_("Read a table that came back")), ("xlsx",))[:1]:
            self.read_back(file)

    def read_back(self, file: Path) -> None:
        """Show what was understood, and make the draft when the person says so."""
        work.read(lambda: self._model.preview(file), self._previewed, self._owner)

    def _previewed(self, found: TemplatePreview) -> None:
        dialog = TableBackDialog(found, self._owner.window())
        if not dialog.run():
            return
        model, by_month = self._model, dialog.by_month
        work.with_progress(
            lambda _progress: model.read(found.file, by_month=by_month),
            self._made,
            self._owner,
            words(_("Read a table that came back")),
            writes=True,
        )

    def _made(self, done: TemplateRead) -> None:
        self._navigator.data_changed.emit()
        if len(done.drafts) == 1:
            self._navigator.fill(draft_id=done.draft_id)
        else:
            self._navigator.go("records", tab="draft")
