"""The window in a process of its own, looked at from inside: `python -m tests.bench_window KIND STORE`.

KIND: "bare" (a PySide6 window with a label), "ours" (the program's window on STORE), "screens" (ours, every screen
shown twice and a form opened). One JSON line: moments are those of `time.monotonic`, which parent and child share.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the program itself says when Qt is read
    from PySide6.QtWidgets import QMainWindow

_QUIET = 0.15  # seconds without work after which a screen counts as settled
_LONGEST = 20.0


def turn() -> None:
    """One turn of the event loop."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def painted(window: QMainWindow) -> float:
    """The moment at which the window stands on the screen and takes input."""
    handle = window.windowHandle()
    while handle is None or not handle.isExposed():
        turn()
        handle = window.windowHandle()
    turn()
    return time.monotonic()


def bare() -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    app = QApplication(["bare"])
    window = QMainWindow()
    window.setCentralWidget(QLabel("Xin chào"))
    window.show()
    moment = painted(window)
    del app
    return {"painted": moment}


def memory_mb() -> float:
    """Resident memory now; 0 where the system does not tell it in this way."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


class Watch:
    """Counts how long the main thread did not come back to its event loop."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.timer = QTimer()
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self._tick)
        self.timer.start(1)
        self.longest, self._last = 0.0, time.perf_counter()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def begin(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()


def settle(watch: Watch) -> None:
    """Turn the loop until nothing is under way any more."""
    from sxsh_desktop.ui import jobs

    start = quiet = time.monotonic()
    while time.monotonic() - quiet < _QUIET and time.monotonic() - start < _LONGEST:
        turn()
        if not jobs.is_idle():
            quiet = time.monotonic()
    watch.timer.timeout.emit()


def ours(store: Path, *, screens: bool) -> dict[str, Any]:
    from sxsh_desktop import app as program

    application = program.make_application()
    from sxsh_desktop.ui import jobs
    from sxsh_desktop.ui.theme.apply import Theme

    theme = Theme(application)
    theme.use("system")
    from sxsh_desktop.services.desk import open_desk

    desk = open_desk(store)
    window = program.build(desk, theme)
    window.open()
    program.read_ahead()
    found: dict[str, Any] = {"painted": painted(window)}
    while not jobs.is_idle():
        turn()
    found["settled"] = time.monotonic()
    watch = Watch()
    ahead = time.monotonic() + 0.5  # the screens' code is read once the first one stands
    while time.monotonic() < ahead:
        turn()
    settle(watch)
    found["memory"] = memory_mb()
    if screens:
        found["screens"] = _screens(window, watch)
        found["memory_after"] = memory_mb()
    window.close()
    desk.close()
    return found


def _screens(window: Any, watch: Watch) -> dict[str, list[float]]:
    """The longest wait, in milliseconds, at the first and at the second showing of each screen."""
    from PySide6.QtCore import QTimer

    found: dict[str, list[float]] = {}
    keys = [entry.key for entry in window.rail.entries]
    for key in (*keys, *keys):
        watch.begin()
        QTimer.singleShot(0, lambda key=key: window.show_screen(key))
        settle(watch)
        found.setdefault(key, []).append(round(watch.longest * 1000, 1))
    return found


if __name__ == "__main__":
    kind = sys.argv[1]
    answer = bare() if kind == "bare" else ours(Path(sys.argv[2]), screens=kind == "screens")
    sys.stdout.write(json.dumps(answer) + "\n")
