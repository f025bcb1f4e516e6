"""How long the making of widgets may go on before the window must paint and listen again."""

from __future__ import annotations

from time import perf_counter

FIRST_MS, NEXT_MS = 35, 10


class Turn:
    """One turn of the main thread; long building asks it whether to go on in a later turn."""

    def __init__(self) -> None:
        self._end = 0.0

    def begin(self, milliseconds: float) -> None:
        """A turn starts now."""
        self._end = perf_counter() + milliseconds / 1000

    @property
    def is_over(self) -> bool:
        """Whether the rest should wait."""
        return perf_counter() >= self._end
