"""What a person does with the forms of the catalogue: compare versions; at the department check, publish, retire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.draft_move import DraftMove
from sxsh_desktop.services.form_preview import FormTrial
from sxsh_desktop.services.forms import FormInfo
from sxsh_desktop.ui import files, jobs, work
from sxsh_desktop.ui.catalogue.form_dialogs import CompareDialog, FormFileDialog, MoveDialog, OldDraftsDialog
from sxsh_desktop.ui.catalogue.forms_model import Examined, FormsModel, Rows
from sxsh_desktop.ui.widgets.buttons import Button, flat, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table

if TYPE_CHECKING:  # the fill window is read when a form is tried out
    from sxsh_desktop.ui.fill.fill_view import FillWindow

_LOOK_AGAIN = 200  # milliseconds


class FormActs:
    """The buttons below the forms."""

    def __init__(
        self, model: FormsModel, table: Table, refresh: Callable[[], object], owner: QWidget
    ) -> None:
        self._model, self._table, self._refresh, self._owner = model, table, refresh, owner
        self.trial: FillWindow | None = None
        self.retire = flat(words(_("No longer offer")), self.retire_chosen, "close")
        self.retire.setEnabled(False)
        table.chosen.connect(lambda _key: self._offer())
        table.model().modelReset.connect(self._offer)

    def buttons(self) -> tuple[Button, ...]:
        """Those that this desk may use."""
        compare = flat(words(_("Compare with the version before")), self.compare_chosen, "compare")
        drafts = flat(words(_("Drafts of older versions")), self.show_old_drafts, "edit")
        if not self._model.is_department:
            return (compare, drafts)
        return (
            compare,
            drafts,
            self.retire,
            ordinary(words(_("Check and publish a form…")), self.choose_file, "form"),
        )

    def choose_file(self) -> None:
        """Ask for a form file, then examine it."""
        for file in files.ask_open(self._owner, words(_("Check and publish a form")), ("xlsx", "xml"))[:1]:
            self.examine(file)

    def examine(self, file: Path) -> None:
        """Check a file and show what was found."""
        work.with_progress(
            lambda _progress: self._model.examine(file),
            self._show,
            self._owner,
            words(_("Check and publish a form")),
        )

    def _show(self, examined: Examined) -> None:
        dialog = FormFileDialog(examined, self._owner.window())
        published = dialog.run()
        if dialog.wants_trial:
            self._try_out(examined)
        elif published:
            work.write(
                lambda _progress: self._model.publish(examined.file),
                self._done,
                self._owner,
                words(_("Publish")),
            )

    def _try_out(self, examined: Examined) -> None:
        """Fill the form in for a trial; the check stands there again when the trial is closed."""
        work.with_progress(
            lambda _progress: self._model.try_out(examined.file),
            lambda trial: self._open_trial(trial, examined),
            self._owner,
            words(_("Try it out")),
        )

    def _open_trial(self, trial: FormTrial, examined: Examined) -> None:
        from sxsh_desktop.ui.fill.fill_view import FillWindow

        def never(_draft: object) -> bool:
            said = words(_("This was a trial: the form can be completed. Nothing is kept of it."))
            dialog = Dialog(words(_("Trial")), said, self.trial)
            dialog.set_buttons(primary(words(_("Back to the form")), dialog.reject))
            dialog.run()
            return False

        def closed(_draft_id: str) -> None:
            window, self.trial = self.trial, None
            if window is not None:
                window.deleteLater()
            _close_when_idle(trial)
            self._show(examined)

        title = words(_("Trial of {file}, nothing is kept"), file=examined.file.name)
        self.trial = FillWindow(trial.desk, trial.draft, title, before_finish=never)
        self.trial.setWindowTitle(title)
        head = self.trial.head
        head.say_saved("")
        self.trial.model.saved.connect(lambda _text: head.say_saved(""))  # nothing is kept of a trial
        self.trial.closed.connect(closed)
        self.trial.show()

    def _done(self, _info: FormInfo) -> None:
        self._refresh()

    def _chosen(self) -> tuple[str, str]:
        form_id, _mark, version = self._table.current_id().partition("@")
        return form_id, version

    def _offer(self) -> None:
        """Only what is offered can be offered no longer."""
        self.retire.setEnabled(self._model.is_offered(*self._chosen()))

    def compare_chosen(self) -> None:
        """Show what changed from the version before the chosen one."""
        form_id, version = self._chosen()
        before = self._model.earlier_version(form_id, version)
        title = self._model.called(form_id, version)
        if not before:
            CompareDialog(
                title, [], [], words(_("There is no earlier version here.")), self._owner.window()
            ).run()
            return

        def show(found: tuple[Rows, Rows, str]) -> None:
            CompareDialog(title, *found, self._owner.window()).run()

        work.read(lambda: self._model.compare(form_id, before, version), show, self._owner)

    def retire_chosen(self) -> None:
        """Offer the chosen version no longer, after saying what that means."""
        form_id, version = self._chosen()
        if not form_id:
            return
        title = words(_("No longer offer this version"))
        dialog = Dialog(title, self._model.called(form_id, version), self._owner.window())
        said = _(
            "Nobody can begin a record with it any more. Drafts can be finished, and records stay readable."
        )
        dialog.add(Hint(words(said)))
        act = primary(words(_("No longer offer")), dialog.accept)
        dialog.set_buttons(ordinary(words(_("Keep it")), dialog.reject), act)
        if dialog.run():
            work.write(lambda _progress: self._model.retire(form_id, version), self._done, self._owner, title)

    def show_old_drafts(self) -> None:
        """List them, and move the one that is chosen after saying what it would lose."""
        work.read(self._model.old_drafts, self._choose_draft, self._owner)

    def _choose_draft(self, rows: Rows) -> None:
        dialog = OldDraftsDialog(rows, self._owner.window())
        if dialog.run():
            draft_id = dialog.table.current_id()
            work.read(lambda: self._model.preview_move(draft_id), self._ask_to_move, self._owner)

    def _ask_to_move(self, done: DraftMove) -> None:
        if MoveDialog(done, self._owner.window()).run():
            title = words(_("Move the draft"))
            work.write(
                lambda _progress: self._model.move(done.draft_id), lambda _done: None, self._owner, title
            )


def _close_when_idle(trial: FormTrial) -> None:
    """Throw the trial away once no worker reads it any more."""
    if jobs.is_idle():
        trial.close()
    else:
        QTimer.singleShot(_LOOK_AGAIN, lambda: _close_when_idle(trial))
