"""A large mapping that is never changed: a change makes another one, which shares all that stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")
_THICK = 2000  # changes on top before all is copied once


class Layered(Mapping[str, T], Generic[T]):
    """A base, and a few changes on top of it (None: gone). Whoever holds one may read it while others are made."""

    __slots__ = ("_base", "_gone", "_top")

    def __init__(self, base: Mapping[str, T], top: Mapping[str, T | None] | None = None) -> None:
        self._base = base
        self._top: Mapping[str, T | None] = top or {}
        self._gone = sum(1 for key, value in self._top.items() if value is None and key in base)

    def with_changes(self, changes: Mapping[str, T | None]) -> Layered[T]:
        """The same with these changes (None: gone)."""
        top = {**self._top, **changes}
        if len(top) <= _THICK:
            return Layered(self._base, top)
        whole = dict(self._base)
        for key, value in top.items():
            if value is None:
                whole.pop(key, None)
            else:
                whole[key] = value
        return Layered(whole)

    def __getitem__(self, key: str) -> T:
        if key in self._top:
            value = self._top[key]
            if value is None:
                raise KeyError(key)
            return value
        return self._base[key]

    def __iter__(self) -> Iterator[str]:
        yield from (key for key in self._base if key not in self._top)
        yield from (key for key, value in self._top.items() if value is not None)

    def __len__(self) -> int:
        new = sum(1 for key, value in self._top.items() if value is not None and key not in self._base)
        return len(self._base) - self._gone + new
