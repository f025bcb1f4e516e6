"""Many small values that stay: how cached plans keep them, how they are made without looking for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


class Kept:
    """A frozen value of slots that a plan holds: read back by calling its class, four times faster than usual."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Kept], tuple[object, ...]]:
        names: tuple[str, ...] = type(self).__slots__
        return type(self), tuple([getattr(self, name) for name in names])


_SPARE, _EVERY = 400_000, 64
"""Values that may pile up unseen, some 60 MB; and after how many joins at most they are counted."""


class _Unseen:
    """Whether so much was given up since the last look at all values that it is worth another."""

    made = joins = 0
    limit = _SPARE
    is_due = False

    @classmethod
    def look(cls) -> None:
        """Collect all when it is due: the collector itself never sees what was joined to the old ones."""
        if cls.is_due:
            gc.collect()
            gc.freeze()
            cls.is_due, cls.limit = False, cls._room(gc.get_freeze_count())
            gc.unfreeze()

    @classmethod
    def keep(cls) -> None:
        """Count what is alive as old at once: two lists are joined. Counting them is dear, so that is done seldom."""
        cls.made += max(0, gc.get_count()[0])
        cls.joins += 1
        gc.freeze()
        if cls.made > _SPARE or cls.joins >= _EVERY:
            alive = gc.get_freeze_count()
            cls.is_due = alive > cls.limit
            cls.limit = min(cls.limit, cls._room(alive))  # what was large once may be gone since
            cls.made = cls.joins = 0
        gc.unfreeze()

    @staticmethod
    def _room(alive: int) -> int:
        return _SPARE + alive * 3 // 2


@contextmanager
def without_collecting() -> Iterator[None]:
    """Thousands of values are made that all stay: looking for garbage among them would take half the time.

    Afterwards they count as old at once, or the collector would walk through all of them as soon as it is on again.
    Where the collector is off anyway, as in the window, that is left to who switched it off.
    """
    was_on = gc.isenabled()
    if was_on and not gc.get_freeze_count():
        _Unseen.look()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():
                _Unseen.keep()
            gc.enable()
