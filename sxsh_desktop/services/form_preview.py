"""A form file tried out before it is published: filled in at a desk that is thrown away afterwards.

Nothing reaches the real store: the trial desk stands in a folder of its own, with the same person, reference tables
and clock, and goes when the trial is closed.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.fill_draft import OpenDraft
from sxsh_desktop.services.forms import files_beside
from sxsh_desktop.store import forms as stored


@dataclass(frozen=True, slots=True)
class FormTrial:
    """An empty record of the form, open at a desk that nobody else sees. `close` throws both away."""

    desk: Desk
    draft: OpenDraft
    folder: tempfile.TemporaryDirectory[str]

    def close(self) -> None:
        """Throw the trial away."""
        self.desk.close()
        self.folder.cleanup()


def try_out(desk: Desk, file: Path) -> FormTrial:
    """Open a form file for a trial. Raises what reading the form raises."""
    form = desk.forms.read(file)
    folder = tempfile.TemporaryDirectory(prefix="sxsh-trial-", ignore_cleanup_errors=True)
    try:
        trial = create_desk(Path(folder.name) / "store", replace(desk.profile, sample=True), desk.clock)
        with trial.write() as connection:
            kept = trial.forms.entry_for(form, file.name)
            stored.add(connection, kept, files_beside(file, form))
            stored.set_state(connection, form.definition_hash, "published")
        trial.forms.refresh()
        draft = fill.start(trial, form.form_id)
    except BaseException:
        folder.cleanup()
        raise
    return FormTrial(trial, draft, folder)
