"""Long work reports here, and is stopped here."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event


class CancelledError(Exception):
    """The person asked to stop, and the work stopped at a safe step."""


class Progress:
    """What a long function is given: it reports steps, and the one who started it may cancel."""

    def __init__(self, show: Callable[[int, int, str], None]) -> None:
        self._show = show
        self._stop = Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next safe step; may be called from any thread."""
        self._stop.set()

    def step(self, done: int, total: int, what: str) -> None:
        """Report `done` of `total`, and stop here if asked: call it only where stopping is safe.

        Raises CancelledError when the person asked to stop.
        """
        if self._stop.is_set():
            raise CancelledError
        self._show(done, total, what)

    def part(self, first: int, last: int, whole: int) -> Progress:
        """A progress whose own 0..total is shown as first..last of `whole`: for work made of parts."""
        parent = self

        class _Part(Progress):
            def step(self, done: int, total: int, what: str) -> None:
                share = (last - first) * done // total if total else 0
                parent.step(first + share, whole, what)

        return _Part(lambda *_: None)


def silent() -> Progress:
    """A progress that nobody watches."""
    return Progress(lambda _done, _total, _what: None)
