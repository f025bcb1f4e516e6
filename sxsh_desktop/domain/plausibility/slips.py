"""Slips of the pen: units of a thousand, placeholders, amounts without a unit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import Fact
from sxsh_desktop.domain.plausibility.case import Case, Other, number, quantity
from sxsh_desktop.domain.plausibility.finding import About, Check, Oddity, Weight, about, odd

UNIT_SLIP = _("The figure is about {times} times that of the other period: a slip of the unit?")
PLACEHOLDER = _("An output of exactly 1 looks like a placeholder. If it is not known, say so.")
NO_UNIT = _("The amount {amount} has no unit that can be read.")

SLIP_LOW, SLIP_HIGH = Decimal(300), Decimal(3000)
_KEYS = {"product_output": "product", "energy_use": "carrier", "material_use": "name", "water_use": "source"}


def unit_slip(value: Decimal, other: Decimal, *answers: About) -> Oddity | None:
    """A figure that is 300 to 3,000 times another period's, or the inverse: kg for tonne, dong for thousands."""
    if value <= 0 or other <= 0:
        return None
    times = max(value, other) / min(value, other)
    if not SLIP_LOW <= times <= SLIP_HIGH:
        return None
    return odd("UNIT-SLIP", UNIT_SLIP, *answers, times=round(times))


def _slips(case: Case) -> Iterator[Oddity]:
    """Each figure for a day against the same figure of the other periods; one finding an answer."""
    for kind, key in _KEYS.items():
        for one in case.facts(kind):
            for other in case.earlier:
                found = _slip(case, one, other, key)
                if found is not None:
                    yield found
                    break


def _slip(case: Case, one: Fact, other: Other, key: str) -> Oddity | None:
    same = [there for there in other.facts.get(one.kind, ()) if there.text(key) == one.text(key)]
    if len(same) != 1 or case.period is None or other.period is None:
        return None
    own, there = quantity(one, "amount", case.units), quantity(same[0], "amount", case.units)
    if own is None or there is None or own.unit.dimension != there.unit.dimension:
        return None
    daily = own.amount / case.period.days
    return unit_slip(daily, there.to(own.unit).amount / other.period.days, *about(one, "amount"))


def _placeholders(case: Case) -> Iterator[Oddity]:
    for one in case.facts("product_output"):
        if number(one, "amount") == 1:
            yield odd("PLACEHOLDER", PLACEHOLDER, *about(one, "amount"))


def _units(case: Case) -> Iterator[Oddity]:
    for kind in (*_KEYS, "waste_stream"):
        for one in case.facts(kind):
            amount = number(one, "amount")
            if amount is not None and quantity(one, "amount", case.units) is None:
                yield odd("NO-UNIT", NO_UNIT, *about(one, "amount"), amount=amount)


CHECKS = (
    Check("UNIT-SLIP", _("Unit slipped against another period"), Weight.SOFT, _slips),
    Check("PLACEHOLDER", _("Output of exactly 1"), Weight.SOFT, _placeholders),
    Check("NO-UNIT", _("Amount without a unit"), Weight.SOFT, _units),
)
