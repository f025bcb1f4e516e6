"""Records to and from ODK: a zip of instances written or taken in by a worker, and what became of each one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.instances_zip import Imported
from sxsh_desktop.ui import files, say, work
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.records.records_model import RecordsModel
from sxsh_desktop.ui.widgets.buttons import Button, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Column, RowsModel, text_cell

_WIDTH, _HEIGHT = 760, 220


class ImportedDialog(Dialog):
    """What became of the instances of a zip; those that were refused as a list with the reasons."""

    def __init__(self, file: Path, done: Imported, parent: QWidget | None) -> None:
        super().__init__(
            words(_("Taken in from ODK")), file.name, parent, width=_WIDTH if done.refused else 0
        )
        self.said = Hint(said_of(done), "bad" if done.refused else "ok")
        self.add(self.said)
        self.rows = RowsModel(
            (
                Column("place", words(_("Place in the zip")), 280),
                Column("why", words(_("Why not")), stretch=True),
            )
        )
        self.rows.put([(one.place, (text_cell(one.place), text_cell(one.reason))) for one in done.refused])
        if done.refused:
            table = Table(self.rows, "instances-refused", dense=True)
            table.setMinimumHeight(_HEIGHT)
            self.add(table)
        self.set_buttons(primary(words(_("Close")), self.reject))


class InstancesActs:
    """The button "ODK" of the records and what its menu does."""

    def __init__(self, model: RecordsModel, navigator: Navigator, chosen: Table, owner: QWidget) -> None:
        self._model, self._navigator, self._table, self._owner = model, navigator, chosen, owner
        self.button: Button = ordinary(words(_("ODK…")), self.open_menu, "export")
        self.button.setToolTip(words(_("Records to and from ODK, Kobo and other tools of that family")))
        self.send = QAction(words(_("Export for ODK…")), owner)
        self.take = QAction(words(_("Import from ODK…")), owner)
        self.send.triggered.connect(lambda _on=False: self.export())
        self.take.triggered.connect(lambda _on=False: self.choose())

    def open_menu(self) -> None:
        """Below the button."""
        menu = QMenu(self._owner)
        menu.addActions([self.send, self.take])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def export(self) -> None:
        """Ask where to, and write the chosen records; all of them when fewer than two are chosen."""
        target = files.ask_save(self._owner, words(_("Export for ODK")), words(_("Records")), "zip")
        if target is not None:
            self.write(target, self._chosen())

    def write(self, target: Path, record_ids: Sequence[str]) -> None:
        """Write the zip in a worker, then say where it is."""

        def act(progress: Progress) -> int:
            return self._model.export_instances(target, record_ids, progress)

        def told(count: int) -> None:
            said = words(_("{n} records are in the zip."), n=say.count(count))
            files.told(self._owner, target, said, opens=False)

        work.with_progress(act, told, self._owner, words(_("Export for ODK")))

    def choose(self) -> None:
        """Ask which zip, and take it in."""
        for file in files.ask_open(self._owner, words(_("Import from ODK")), ("zip",))[:1]:
            self.read(file)

    def read(self, file: Path) -> None:
        """Take a zip in, in a worker, then say what became of it."""

        def act(progress: Progress) -> Imported:
            return self._model.import_instances(file, progress)

        def told(done: Imported) -> None:
            self._navigator.data_changed.emit()
            ImportedDialog(file, done, self._owner.window()).run()

        work.with_progress(
            act,
            told,
            self._owner,
            words(_("Import from ODK")),
            writes=True,
            stopped=self._navigator.data_changed.emit,
        )

    def _chosen(self) -> tuple[str, ...]:
        lines = [self._model.line(one) for one in self._table.chosen_ids()]
        found = tuple(one.record_id for one in lines if one is not None and not one.draft_id)
        return found if len(found) > 1 else ()


def said_of(done: Imported) -> str:
    """The report in one sentence."""
    return words(
        _(
            "{records} complete records, {drafts} drafts to finish, {already} here already, {refused} not taken."
        ),
        records=say.count(done.records),
        drafts=say.count(done.drafts),
        already=say.count(done.already),
        refused=say.count(len(done.refused)),
    )
