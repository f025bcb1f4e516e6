"""Named checks of figures that are possible but odd: warn, never block. Each says what it compared.

The forms carry the checks of single answers; these look across figures of a record or of two periods.
Source: the plausibility rules of the domain brief, section 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.factors import SectorRange

OUT_OF_RANGE = _("{value} {unit} lies outside the range of the sector ({low} to {high}).")
PRICE_ODD = _("{price} dong for a kWh lies outside {low} to {high}: check amount, money and unit.")
UNIT_SLIP = _("The figure is about {times} times that of the other period: a slip of the unit?")
COPIED = _("All figures equal those of the other period: a copy?")
MORE_THAN_CAPACITY = _("The output is {percent} % of what the capacity allows in these days.")
YIELD_ODD = _("{percent} % of milled rice from paddy lies outside 55 to 72 %.")
MORE_WASTE = _("More waste than material went in.")
LITTLE_WATER = _("Less water than the ice that was made of it.")

PRICE_LOW, PRICE_HIGH = Decimal(1000), Decimal(5000)
CAPACITY_LIMIT = Decimal("1.1")
YIELD_LOW, YIELD_HIGH = Decimal(55), Decimal(72)
WATER_PER_ICE = Decimal("0.9")
SLIP_LOW, SLIP_HIGH = Decimal(300), Decimal(3000)


@dataclass(frozen=True, slots=True)
class Oddity:
    """One odd finding: the check's permanent name, its sentence (message id) and the facts for it."""

    check: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()


def _odd(check: str, text: str, **facts: Decimal | int | str) -> Oddity:
    return Oddity(check, text, tuple((name, str(value)) for name, value in facts.items()))


def outside_range(value: Decimal, unit: str, ranges: Sequence[SectorRange], day: date) -> Oddity | None:
    """Odd when there are ranges in this unit on that day and the value lies in none of them."""
    fitting = [r for r in ranges if r.unit == unit and r.in_force(day)]
    if not fitting or any(
        (r.low is None or value >= r.low) and (r.high is None or value <= r.high) for r in fitting
    ):
        return None
    low = min((r.low for r in fitting if r.low is not None), default=None)
    high = max((r.high for r in fitting if r.high is not None), default=None)
    shown = ["–" if limit is None else str(limit) for limit in (low, high)]
    return _odd("SEC-RANGE", OUT_OF_RANGE, value=value, unit=unit, low=shown[0], high=shown[1])


def price_of_electricity(kwh: Decimal, dong: Decimal) -> Oddity | None:
    """Dong for a kWh against the usual range."""
    if kwh <= 0 or dong <= 0:
        return None
    price = dong / kwh
    if PRICE_LOW <= price <= PRICE_HIGH:
        return None
    return _odd("PRICE-KWH", PRICE_ODD, price=round(price), low=PRICE_LOW, high=PRICE_HIGH)


def unit_slip(value: Decimal, other: Decimal) -> Oddity | None:
    """A figure that is 300 to 3,000 times another period's, or the inverse: kg for tonne, dong for thousands."""
    if value <= 0 or other <= 0:
        return None
    times = max(value, other) / min(value, other)
    return _odd("UNIT-SLIP", UNIT_SLIP, times=round(times)) if SLIP_LOW <= times <= SLIP_HIGH else None


def copied(figures: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> Oddity | None:
    """Two periods with the same figures, at least two of them and not all zero."""
    same = figures == other and len(figures) > 1 and any(figures.values())
    return _odd("COPIED", COPIED) if same else None


def over_capacity(output: Decimal, yearly_capacity: Decimal, days: int) -> Oddity | None:
    """Output against the share of the yearly capacity that falls on these days, with a tenth to spare."""
    if yearly_capacity <= 0 or days <= 0:
        return None
    share = output / (yearly_capacity * days / 365)
    if share <= CAPACITY_LIMIT:
        return None
    return _odd("CAPACITY", MORE_THAN_CAPACITY, percent=round(share * 100))


def rice_yield(percent: Decimal) -> Oddity | None:
    """Milled rice from paddy, per cent."""
    return None if YIELD_LOW <= percent <= YIELD_HIGH else _odd("RICE-YIELD", YIELD_ODD, percent=percent)


def waste_over_input(waste: Decimal, material: Decimal) -> Oddity | None:
    """Waste against material, both in one unit."""
    return _odd("WASTE-INPUT", MORE_WASTE) if waste > material > 0 else None


def water_for_ice(water_m3: Decimal, ice_tonnes: Decimal) -> Oddity | None:
    """A tonne of ice needs about a cubic metre of water."""
    return (
        _odd("ICE-WATER", LITTLE_WATER) if ice_tonnes > 0 and water_m3 < ice_tonnes * WATER_PER_ICE else None
    )
