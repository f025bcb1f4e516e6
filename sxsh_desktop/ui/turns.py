"""Work of the main thread in slices, one a turn of the event loop: between two the window draws and reacts.

For what only the main thread may do (making and first showing of widgets); everything else is a job (`ui.jobs`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_BREATH = 0.04  # seconds
_waiting: deque[tuple[QWidget, Callable[[], object]]] = deque()


class Breath:
    """Called again and again by work that cannot be cut into turns: lets the window draw now and then.

    Keys and clicks wait until the work is over.
    """

    def __init__(self) -> None:
        self._since = perf_counter()

    def __call__(self) -> None:
        """Draw, if the last time was long ago."""
        if perf_counter() - self._since > _BREATH:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            self._since = perf_counter()


def later(owner: QWidget, act: Callable[[], object]) -> None:
    """Do this in a turn of its own, after all that waits already; not at all once the owner is gone."""
    _waiting.append((owner, act))
    if len(_waiting) == 1:
        QTimer.singleShot(0, _take)


def is_idle() -> bool:
    """Whether nothing waits for its turn."""
    return not _waiting


def _take() -> None:
    owner, act = _waiting.popleft()
    if _waiting:  # before the act: a dialog that it opens may stand for long
        QTimer.singleShot(0, _take)
    if isValid(owner):
        act()
