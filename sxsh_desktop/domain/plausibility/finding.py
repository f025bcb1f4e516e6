"""What a check of plausibility is, and what it finds: values only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sxsh_desktop.domain.facts import Fact
from sxsh_desktop.domain.plausibility.case import Case


class Weight(StrEnum):
    """SOFT may stand with a reason; HARD is impossible and must be mended."""

    SOFT = "soft"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class About:
    """The answer that a finding speaks of: fact kind, item, repeat row ("" for none), attribute."""

    kind: str
    item: str
    row_id: str
    attribute: str


@dataclass(frozen=True, slots=True)
class Oddity:
    """One odd finding: the check's permanent code, its sentence (message id), the facts in it, the answers."""

    check: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    about: tuple[About, ...] = ()
    weight: Weight = Weight.SOFT


@dataclass(frozen=True, slots=True)
class Check:
    """A named check. `code` never changes once released; `title` is a message id; `run` yields what is odd."""

    code: str
    title: str
    weight: Weight
    run: Callable[[Case], Iterator[Oddity]]


def about(fact: Fact, *attributes: str) -> tuple[About, ...]:
    """The answers of one fact."""
    return tuple(About(fact.kind, fact.item, fact.row_id, name) for name in attributes)


def odd(check: str, text: str, *answers: About, hard: bool = False, **facts: Decimal | int | str) -> Oddity:
    """A finding with the facts of its sentence."""
    told = tuple((name, format(value, "f") if isinstance(value, Decimal) else str(value))
                 for name, value in facts.items())  # fmt: skip
    return Oddity(check, text, told, answers, Weight.HARD if hard else Weight.SOFT)


def rounded(value: Decimal) -> Decimal:
    """Three figures, as a sentence tells a number."""
    if not value:
        return Decimal(0)
    return round(value, max(2 - value.adjusted(), 0))
