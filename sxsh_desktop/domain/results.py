"""The three answers that a computation can give: a value, unknown (what is missing), undefined (why)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A value, and how many of how many parts it rests on where that was not all (0 of 0: not counted)."""

    value: T
    used: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody said: `missing` names every input that is not known, in a stable order."""

    missing: tuple[str, ...]

    @classmethod
    def of(cls, *missing: str) -> Unknown:
        """Unknown because of these inputs."""
        return cls(tuple(dict.fromkeys(missing)))


@dataclass(frozen=True, slots=True)
class Undefined:
    """All inputs are known and yet there is no such number; `why` is a message id with `facts` for it."""

    why: str
    facts: tuple[tuple[str, str], ...] = ()


Result: TypeAlias = Known[T] | Unknown | Undefined


def missing_of(parts: Iterable[Known[T] | Unknown | Undefined]) -> tuple[str, ...]:
    """Everything that is missing in several results, once each, in order."""
    found: dict[str, None] = {}
    for part in parts:
        if isinstance(part, Unknown):
            found.update(dict.fromkeys(part.missing))
    return tuple(found)
