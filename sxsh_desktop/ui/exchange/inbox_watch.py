"""Watches the inbox folder that was chosen: tells when bundles lie there, and imports nothing.

The system tells of changes where it can; network folders do not, so the folder is also looked at from time to
time. A file is told of once it has kept its size for a moment: sync programs write slowly.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui.jobs import Job

EVERY_MS = 30_000
SETTLE_MS = 1_500
Seen = dict[Path, int]


class InboxWatch(QObject):
    """`arrived`: the bundles that wait now, whenever they are others than before."""

    arrived = Signal(list)

    def __init__(
        self, desk: Desk, parent: QObject | None = None, *, every: int = EVERY_MS, settle: int = SETTLE_MS
    ) -> None:
        super().__init__(parent)
        self._desk, self._looking, self._again, self._stopped = desk, False, False, False
        self._sizes: Seen = {}
        self._told: list[Path] = []
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _folder: self.look_soon())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(settle)
        self._soon.timeout.connect(self.look)
        self._often = QTimer(self)
        self._often.setInterval(every)
        self._often.timeout.connect(self.look)
        self._often.start()
        self._soon.start()

    def stop(self) -> None:
        """The window closes: look no more."""
        self._stopped = True
        self._soon.stop()
        self._often.stop()

    def look_soon(self) -> None:
        """Something changed: look when it has settled."""
        if not self._stopped:
            self._soon.start()

    def look(self) -> None:
        """Look into the folder, in the background."""
        if self._stopped:
            return
        if self._looking:
            self._again = True
            return
        self._looking = True
        desk = self._desk
        job = Job(lambda _progress: _look(desk), quiet=True)
        job.succeeded.connect(self._seen)
        job.refused.connect(lambda _error: self._over())
        job.broke.connect(lambda _error: self._over())
        job.cancelled.connect(self._over)
        job.start()

    def _seen(self, found: tuple[str, Seen]) -> None:
        folder, sizes = found
        self._follow(folder)
        whole = sorted(file for file, size in sizes.items() if self._sizes.get(file) == size)
        if len(whole) < len(sizes):
            self.look_soon()
        self._sizes = sizes
        if whole != self._told and not self._stopped:
            self._told = whole
            self.arrived.emit(list(whole))
        self._over()

    def _over(self) -> None:
        self._looking = False
        if self._again:
            self._again = False
            self.look_soon()

    def _follow(self, folder: str) -> None:
        """Have the system tell of this folder, and of no other."""
        followed = self._watcher.directories()
        if followed and followed != [folder]:
            self._watcher.removePaths(followed)
        if folder and folder not in followed and Path(folder).is_dir():
            self._watcher.addPath(folder)


def _look(desk: Desk) -> tuple[str, Seen]:
    """In a worker: the watched folder, and the new bundles with their sizes."""
    if not (desk.folder / "inbox").is_dir() and not (desk.folder / "exchange.json").is_file():
        return "", {}
    from sxsh_desktop.services import carriers  # the network's code: only where somebody uses it

    sizes: Seen = {}
    for file in carriers.arrived(desk):
        try:
            sizes[file] = file.stat().st_size
        except OSError:
            continue
    return carriers.way(desk).inbox, sizes
