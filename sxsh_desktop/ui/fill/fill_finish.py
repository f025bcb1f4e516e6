"""Check and complete: problems first, then one question, then the signed revision in the background."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.fill_values import Problem
from sxsh_desktop.ui.jobs import Job
from sxsh_desktop.ui.say import form_title
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog, tell
from sxsh_desktop.ui.widgets.text import label

if TYPE_CHECKING:
    from sxsh_desktop.ui.fill.fill_view import FillWindow


class Finishing(QObject):
    """One try to complete the draft of a fill window."""

    def __init__(self, window: FillWindow) -> None:
        super().__init__(window)
        self._window, self._model = window, window.model

    def start(self) -> None:
        """Show what stands in the way, or ask and go on."""
        if not self._shows(self._model.check()):
            self._window.oddities.when_seen(self._go_on)

    def _go_on(self) -> None:
        """The checks across figures have looked at the answers as they stand."""
        if self._shows(self._model.check()):
            return
        asked = self._window.before_finish
        if (asked is None or asked(self._model.draft)) and self._confirmed():
            self.run()

    def _shows(self, problems: Sequence[Problem]) -> bool:
        """Show what stands in the way; False when nothing does."""
        if problems:
            self._window.show_problems()
            self._window.go(problems[0].near or problems[0].ref)
            said = words(_("Not complete yet: {count} questions to look at"), count=len(problems))
            self._window.head.say_left(said)
        return bool(problems)

    def _confirmed(self) -> bool:
        answered, total = self._model.progress()
        form = self._model.draft.form
        about = form_title(form.form_id, form.title)
        dialog = Dialog(words(_("Complete the form")), about, self._window)
        dialog.add(
            label(
                words(
                    _("{answered} of {total} questions answered, no problems."),
                    answered=answered,
                    total=total,
                )
            ),
            label(
                words(_("The record is signed and goes into the next bundle. It can be corrected later.")),
                "dim",
                wrap=True,
            ),
        )
        dialog.set_buttons(
            ordinary(words(_("Back to the form")), dialog.reject),
            primary(words(_("Complete")), dialog.accept),
        )
        return dialog.run()

    def run(self) -> None:
        """Make it final; the window waits and cannot be typed into meanwhile."""
        window = self._window
        window.setEnabled(False)
        window.head.say_saved(words(_("Completing…")))
        job = Job(self._model.draft.finalise, writes=True)
        job.succeeded.connect(lambda _revision: window.done(self._model.draft.record_id))
        job.refused.connect(self._refused)
        job.broke.connect(self._refused)
        job.start()

    def _refused(self, error: BaseException) -> None:
        self._window.setEnabled(True)
        self._window.head.say_saved("")
        title = words(_("The form was not completed"))
        tell(error, title, self._window)
