"""Notices what another window or program changed in the same store, so that this window reads again by itself.

Looks when the window comes to the front and every few seconds, in the background; never while work of this window
is under way, which tells of itself.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.standing import Mark, standing
from sxsh_desktop.ui import jobs
from sxsh_desktop.ui.jobs import Job

EVERY_MS = 5_000


class StoreWatch(QObject):
    """Belongs to the window; `changed`: somebody else changed the store.

    `every`: milliseconds between two looks.
    """

    changed = Signal()

    def __init__(self, desk: Desk, window: QWidget, *, every: int = EVERY_MS) -> None:
        super().__init__(window)
        self._desk = desk
        self._known: Mark | None = None
        self._looking = self._stopped = False
        self._own = 0
        self._often = QTimer(self)
        self._often.setInterval(every)
        self._often.timeout.connect(self.look)
        self._often.start()
        window.installEventFilter(self)
        self._ask()

    def stop(self) -> None:
        """The window closes: look no more."""
        self._stopped = True
        self._often.stop()

    def own_change(self) -> None:
        """This window changed something and has told so: what stands now is what it knows."""
        self._own += 1
        self._known = None
        self.look()

    def look(self) -> None:
        """Look once, unless something is under way."""
        if not (self._looking or self._stopped or jobs.is_working()):
            self._ask()

    def _ask(self) -> None:
        self._looking = True
        desk, own = self._desk, self._own
        job = Job(lambda _progress: standing(desk), quiet=True)
        job.succeeded.connect(lambda found: self._seen(found, own))
        for ending in (job.refused, job.broke):
            ending.connect(lambda _error: self._over())
        job.cancelled.connect(self._over)
        job.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window comes to the front."""
        if event.type() == QEvent.Type.WindowActivate:
            self.look()
        return super().eventFilter(watched, event)

    def _seen(self, found: Mark, own: int) -> None:
        self._over()
        if own != self._own:  # looked before this window's own change was told
            self.look()
            return
        known, self._known = self._known, found
        if known is not None and known != found and not self._stopped:
            self.changed.emit()

    def _over(self) -> None:
        self._looking = False
