"""The window in a process of its own, looked at from inside: `python -m tests.bench_window KIND STORE`.

KIND: "bare" (a PySide6 window with a label), "ours" (the program's window on STORE), "clicked" (the same, and a
button clicked at once), "screens" (ours, every screen shown twice and the heaviest acts done). One JSON line: moments
are those of `time.monotonic`, which parent and child share.

What "usable" means here. `painted`: the window stands on the screen with rail, title, Today's day and its buttons, and
its event loop turns; what is clicked from then on is done, at once or as soon as the store is open, and never lost.
`found`: the answer to a click given at that very moment, on Today's "Find a facility": the list of facilities stands,
with rows, and takes typing. `settled`: what waits, the figures of the store and every count are filled in.
`start_hold_up`: how long, between `painted` and `settled`, the main thread did not come back to its event loop.
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


def ours(store: Path, *, screens: bool, click: bool) -> dict[str, Any]:
    from sxsh_desktop import app as composition

    application = composition.make_application()
    from sxsh_desktop.services.profile import read_profile
    from sxsh_desktop.ui import jobs
    from sxsh_desktop.ui.theme.apply import Theme

    program = composition.Program(Theme(application), store, read_profile(store))
    program.open()
    window = program.window
    found: dict[str, Any] = {"painted": painted(window)}
    watch = Watch()
    if click:
        found["found"] = _find_a_facility(window)
    while program.desk is None or not jobs.is_idle():
        turn()
    found["settled"] = time.monotonic()
    watch.timer.timeout.emit()
    found["start_hold_up"] = watch.longest * 1000
    ahead = time.monotonic() + 0.5  # the screens' code is read once the first one stands
    while time.monotonic() < ahead:
        turn()
    settle(watch)
    found["memory"] = memory_mb()
    if screens:
        found["screens"] = _screens(window, watch)
        found["memory_after"] = memory_mb()
        found["screens"].update(_acts(window, program.desk, watch))
    window.close()
    program.close()
    return found


def _find_a_facility(window: Any) -> float:
    """Click on Today's "Find a facility" now; the moment at which the list stands and takes typing."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPushButton

    from sxsh_desktop.base.words import words

    wanted = words("Find a facility")
    button = next(one for one in window.findChildren(QPushButton) if one.text() == wanted)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    while True:
        turn()
        page = window.stack.currentWidget()
        lists = [one.model().rowCount() for one in page.findChildren(QAbstractItemView) if one.isVisible()]
        if any(lists) and isinstance(QApplication.focusWidget(), QLineEdit):
            return time.monotonic()


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


def _acts(window: Any, desk: Any, watch: Watch) -> dict[str, list[float]]:
    """The longest wait, in milliseconds, at each of the heavier acts, done once."""
    from PySide6.QtCore import QTimer

    from tests.bench_acts import acts, close_dialogs

    closer = close_dialogs()
    found: dict[str, list[float]] = {}
    for name, act, put_back in acts(window, desk):
        settle(watch)
        watch.begin()
        QTimer.singleShot(0, act)
        settle(watch)
        found[name] = [round(watch.longest * 1000, 1)]
        put_back()
    closer.stop()
    return found


if __name__ == "__main__":
    kind = sys.argv[1]
    answer = (
        bare()
        if kind == "bare"
        else ours(Path(sys.argv[2]), screens=kind == "screens", click=kind == "clicked")
    )
    sys.stdout.write(json.dumps(answer) + "\n")
