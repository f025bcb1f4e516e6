"""Cyclic garbage is collected on the main thread only.

Python collects cycles in whatever thread happens to allocate; when a worker collects a cycle that holds a
widget, Qt destroys the widget in the wrong thread and the process dies. So the collector is switched off, and
a timer of the main thread runs it when there is something to collect.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 1000  # milliseconds


class Collector(QObject):
    """Runs the collector from a timer; keep it as long as the application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_EVERY)

    def look(self) -> None:
        """Collect the generations that are due."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return


def keep_all() -> None:
    """What is alive now stays as long as the program: it is never looked through again.

    For the moments after much code was read, whose hundred thousand objects would hold the window up for a tenth
    of a second each time that they are looked through.
    """
    gc.freeze()
