"""Sample data and one's own store: each opens in a window of its own, and the two are never mixed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QWidget

import sxsh_desktop
from sxsh_desktop.base import paths
from sxsh_desktop.base.started import command_for
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.profile import Role
from sxsh_desktop.ui import work
from sxsh_desktop.ui.first_start.first_start_model import FirstStartModel
from sxsh_desktop.ui.widgets.buttons import ordinary
from sxsh_desktop.ui.widgets.text import Panel, label, row

Opener = Callable[[Path], bool]


def open_window(folder: Path) -> bool:
    """Start the program once more, on this store; False when the system did not let us."""
    program, *arguments = command_for(folder)
    return bool(QProcess.startDetached(program, arguments, str(Path(sxsh_desktop.__file__).parents[1]))[0])


class SamplePanel(Panel):
    """In the sample: back to the own store. In the own store: the sample, beside it."""

    def __init__(
        self,
        role: Role,
        owner: QWidget,
        *,
        sample: bool,
        model: FirstStartModel | None = None,
        opener: Opener = open_window,
    ) -> None:
        super().__init__()
        self._role, self._owner, self._open = role, owner, opener
        self._model = model or FirstStartModel()
        self._note = label("", "small", wrap=True)
        self._note.hide()
        if sample:
            about = _(
                "This is sample data, to try things out. Your own store is another one, and is not changed."
            )
            self.button = ordinary(words(_("Open my own store")), self._open_own, "folder")
        else:
            about = _("A made-up province opens in a window of its own. Nothing of it comes into your store.")
            self.button = ordinary(words(_("Try with sample data")), self._try_sample, "facility")
        self.add(
            label(words(_("Sample data")), "h2"),
            label(words(about), "dim", wrap=True),
            row(self.button, 0),
            self._note,
        )

    def _open_own(self) -> None:
        if self._open(paths.default_store()):
            self._owner.window().close()
        else:
            self._refused()

    def _try_sample(self) -> None:
        if self._model.sample_is_here():
            self._open_sample()
            return
        title = words(_("Making the sample data"))
        work.with_progress(self._model.make_sample, lambda _n: self._open_sample(), self._owner, title)

    def _open_sample(self) -> None:
        if self._open(self._model.sample_folder(self._role)):
            self._note.hide()
        else:
            self._refused()

    def _refused(self) -> None:
        text = _("The system did not open another window. Please close the program and start it again.")
        self._note.setText(words(text))
        self._note.show()
