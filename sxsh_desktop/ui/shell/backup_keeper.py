"""Has backups made while people work and when they close the window, without asking anybody.

Nothing waits for it: the work is done in a worker's thread, a failure becomes a line on Today. Only closing waits,
for as long as it takes; what is going on is shown from a tenth of a second on and can be stopped.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui.jobs import Job
from sxsh_desktop.ui.shell.window import MainWindow
from sxsh_desktop.ui.work import show_delayed

EVERY_MS = 3_600_000
_SHOWN_AFTER_MS = 100


class BackupKeeper(QObject):
    """Belongs to the window. `every`: milliseconds between two looks whether something has changed."""

    def __init__(self, desk: Desk, window: MainWindow, *, every: int = EVERY_MS) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._job: Job | None = None
        self._often = QTimer(self)
        self._often.setInterval(every)
        self._often.timeout.connect(self.look)
        self._often.start()
        window.hold_closing(self.at_close)

    def look(self) -> None:
        """Make the backup that is due, in the background."""
        if self._job is None:
            self._start(self._window.data_changed)

    def at_close(self, go_on: Callable[[], None]) -> None:
        """Make the last backup, then `go_on`: also when it was stopped or has failed (Today tells it next time)."""
        self._often.stop()
        job = self._job or self._start(lambda: None)
        show_delayed(words(_("Backing up…")), job, self._window, _SHOWN_AFTER_MS)

        def over(*_answer: object) -> None:
            QTimer.singleShot(0, self._window, go_on)  # never once the window has gone

        for ending in (job.succeeded, job.refused, job.broke, job.cancelled):
            ending.connect(over)

    def _start(self, told: Callable[[], object]) -> Job:
        desk = self._desk

        def work(progress: Progress) -> bool:
            from sxsh_desktop.services.backup_rolling import keep_up

            rolled = keep_up(desk, progress)
            return rolled.file is not None or rolled.second is not None

        def over(answer: object = None) -> None:
            self._job = None
            if answer is not False:
                told()

        job = Job(work, quiet=True)
        for ending in (job.succeeded, job.refused, job.broke, job.cancelled):
            ending.connect(over)
        self._job = job
        return job.start()
