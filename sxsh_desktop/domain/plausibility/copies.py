"""Figures that look copied: from another period of the facility, or from another facility."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import Fact
from sxsh_desktop.domain.plausibility.case import Case, Facts, Other, number
from sxsh_desktop.domain.plausibility.finding import About, Check, Oddity, Weight, about, odd

COPIED = _("All figures equal those of the other period: a copy?")
COPIED_ONE = _("The amount equals that of {other} to the last digit: a copy?")
COPIED_FROM = _("{count} figures equal those of {other}: a copy?")
PERIOD_TITLE = _("Figures copied from another period")
FACILITY_TITLE = _("Figures copied from another facility")

# What tells one figure of a kind from another, and what is compared.
_KEYS = {
    "product_output": "product",
    "energy_use": "carrier",
    "material_use": "name",
    "water_use": "source",
    "waste_stream": "name",
}
_Name = TypeVar("_Name")
_LEAST, _LEAST_ELSEWHERE, _LEAST_DIGITS = 2, 3, 3
_LEAST_DIGITS_ALONE = 5


def figures(facts: Facts) -> dict[tuple[str, str], Decimal]:
    """The amounts of an inventory by kind and key, rows of one key added."""
    found: dict[tuple[str, str], Decimal] = {}
    for kind, key in _KEYS.items():
        for one in facts.get(kind, ()):
            amount = number(one, "amount")
            if amount is not None:
                name = (kind, one.text(key))
                found[name] = found.get(name, Decimal(0)) + amount
    return found


def copied(
    own: Mapping[_Name, Decimal], other: Mapping[_Name, Decimal], *answers: About, name: str = ""
) -> Oddity | None:
    """Two periods with the same figures, at least two of them and not all zero; `name` of the other one."""
    if own != other or len(own) < _LEAST or not any(own.values()):
        return None
    if not name:
        return odd("COPIED", COPIED, *answers)
    return odd("COPIED", COPIED_FROM, *answers, count=len(own), other=name)


def _periods(case: Case) -> Iterator[Oddity]:
    """All figures alike; else each figure alone that has so many digits that a meter never shows them twice."""
    own = figures(case.own)
    others = [one for one in case.earlier if one.period is not None and one.period != case.period]
    for other in others:
        found = copied(own, figures(other.facts), *_first(case), name=other.name)
        if found is not None:
            yield found
            return
    for name, amount in own.items():
        same = next((one for one in others if figures(one.facts).get(name) == amount), None)
        if same is not None and same.name and is_telling(amount, _LEAST_DIGITS_ALONE):
            yield odd("COPIED", COPIED_ONE, *_about(case, name), other=same.name)


def _about(case: Case, name: tuple[str, str]) -> tuple[About, ...]:
    """The answer that gives a figure."""
    kind, key = name
    return next((about(one, "amount") for one in case.facts(kind) if one.text(_KEYS[kind]) == key), ())


def _facilities(case: Case) -> Iterator[Oddity]:
    """Three exact figures of three digits or more in common are no chance."""
    own = figures(case.own)
    for other in case.fellows:
        same = _common(own, other)
        if len(same) >= _LEAST_ELSEWHERE:
            yield odd("COPIED-FACILITY", COPIED_FROM, *_first(case), count=len(same), other=other.name)
            return


def _common(own: Mapping[tuple[str, str], Decimal], other: Other) -> list[tuple[str, str]]:
    there = figures(other.facts)
    return [name for name, amount in own.items() if there.get(name) == amount and is_telling(amount)]


def is_telling(amount: Decimal, least: int = _LEAST_DIGITS) -> bool:
    """Whether an amount has so many digits that two facilities rarely share it by chance."""
    return len(amount.normalize().as_tuple().digits) >= least


def _first(case: Case) -> tuple[About, ...]:
    found: Fact | None = next((case.facts(kind)[0] for kind in _KEYS if case.facts(kind)), None)
    return about(found, "amount") if found is not None else ()


CHECKS = (
    Check("COPIED", PERIOD_TITLE, Weight.SOFT, _periods),
    Check("COPIED-FACILITY", FACILITY_TITLE, Weight.SOFT, _facilities),
)
