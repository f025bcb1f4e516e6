"""How a screen starts long work: off the main thread, its failures told, its progress shown where asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.jobs import Job
from sxsh_desktop.ui.widgets.dialogs import Dialog, tell
from sxsh_desktop.ui.widgets.progress import ProgressPanel

Work = Callable[[Progress], Any]
Done = Callable[[Any], object]
_SHOWN_AFTER = 300  # milliseconds: shorter work shows nothing


def read(work: Callable[[], Any], done: Done, owner: QWidget, failed: Done | None = None) -> Job:
    """Read something that may be slow and hand it to `done`; a failure is told unless `failed` takes it."""
    job = Job(lambda _progress: work(), quiet=True)
    _connect(job, done, owner, words(_("Reading")), failed)
    return job.start()


def write(work: Work, done: Done, owner: QWidget, title: str, failed: Done | None = None) -> Job:
    """Change something in the store, after all changes asked for before."""
    job = Job(work, writes=True)
    _connect(job, done, owner, title, failed)
    return job.start()


def _connect(job: Job, done: Done, owner: QWidget, title: str, failed: Done | None) -> None:
    job.succeeded.connect(done)
    told = failed or (lambda error: tell(error, title, owner))
    job.refused.connect(told)
    job.broke.connect(told)


def show_delayed(title: str, job: Job, parent: QWidget | None, after: int = _SHOWN_AFTER) -> None:
    """Show how far the job is, from `after` milliseconds on; the dialog goes when the job ends, however it ends."""
    dialog = ProgressDialog(title, job, parent)
    for ending in (job.succeeded, job.refused, job.broke, job.cancelled):
        ending.connect(dialog.over)
    dialog.show_after(after)


class ProgressDialog(Dialog):
    """Long work in a dialog of its own; closing it asks the work to stop."""

    def __init__(self, title: str, job: Job, parent: QWidget | None) -> None:
        super().__init__(title, parent=parent)
        self._job = job
        self.setModal(True)
        self.panel = ProgressPanel(title)
        self.panel.begin(title)
        self.panel.stopped.connect(job.cancel)
        self.add(self.panel)
        job.progressed.connect(self.panel.advance)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self.show)

    def show_after(self, milliseconds: int) -> None:
        """Show it unless the work is over by then."""
        self._wait.start(milliseconds)

    def over(self) -> None:
        """The work has ended: go. A slot of its own, so that nothing is called when the window has gone before."""
        self._wait.stop()
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        """Esc asks to stop; the dialog goes when the work has stopped."""
        self.panel.stop.click()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As Esc."""
        self.panel.stop.click()
        event.ignore()


def with_progress(
    work: Work,
    done: Done,
    owner: QWidget,
    title: str,
    *,
    writes: bool = False,
    failed: Done | None = None,
    stopped: Callable[[], object] | None = None,
) -> Job:
    """Long work with a dialog that shows how far it is, from 300 ms on."""
    job = Job(work, writes=writes)
    show_delayed(title, job, owner.window())
    if stopped is not None:
        then = stopped
        job.cancelled.connect(lambda: then())
    _connect(job, done, owner, title, failed)
    return job.start()
