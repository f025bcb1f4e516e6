"""Money of a solution: payback, net present value, internal rate, and the ladder. Amounts in one money unit.

Formulas: 2.10 of the written formulas. A = yearly net saving = saved resources at their own price + other
gains - added running cost. Nothing here takes an unknown amount for zero.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown

NEVER = _("The saving never pays back the investment.")
NOT_WITHIN_LIFE = _("The investment is not paid back within the life of the solution.")
SEVERAL_RATES = _("The cash flows change sign more than once, so that there is no single rate.")
NO_RATE = _("The cash flows do not change sign, so that there is no rate.")

_LOWEST, _HIGHEST = Decimal("-0.99"), Decimal(10)
_STEPS = 200


class Rung(StrEnum):
    """The rungs of the payback ladder, half-open: they partition all solutions."""

    IMMEDIATE = "0"
    UNDER_1 = "(0,1)"
    FROM_1 = "[1,2)"
    FROM_2 = "[2,3)"
    FROM_3 = "[3,5)"
    FROM_5 = "[5,inf)"
    NEVER = "never"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Payback:
    """Years until the investment has come back; 0 = immediate."""

    years: Decimal


def net_saving(saving: Decimal | None, running_cost: Decimal | None) -> Result[Decimal]:
    """A = saving - added running cost, a year."""
    if saving is None or running_cost is None:
        names = (("saving", saving), ("running_cost", running_cost))
        return Unknown(tuple(name for name, value in names if value is None))
    return Known(saving - running_cost)


def simple_payback(investment: Decimal | None, yearly: Decimal | None) -> Result[Payback]:
    """I / A if A > 0; immediate (0) if I = 0 and A > 0; undefined ("never") if A <= 0."""
    if investment is None or yearly is None:
        names = (("investment", investment), ("yearly", yearly))
        return Unknown(tuple(name for name, value in names if value is None))
    if yearly <= 0:
        return Undefined(NEVER)
    return Known(Payback(investment / yearly))


def discounted_payback(
    investment: Decimal | None, flows: Sequence[Decimal | None], rate: Decimal | None
) -> Result[Payback]:
    """The first time at which the cumulated present value reaches the investment, linear inside a year.

    `flows` at the ends of years 1, 2, ...; `rate` a share a year above -1. Undefined: not within the life.
    """
    known = [flow for flow in flows if flow is not None]
    if investment is None or rate is None or len(known) < len(flows):
        flow = None if len(known) < len(flows) else Decimal(0)
        return Unknown(_lacking(investment=investment, flows=flow, rate=rate))
    left = investment
    if left <= 0:
        return Known(Payback(Decimal(0)))
    for year, flow in enumerate(known, start=1):
        value = flow / (1 + rate) ** year
        if value >= left:
            return Known(Payback(year - 1 + left / value))
        left -= value
    return Undefined(NOT_WITHIN_LIFE)


def _lacking(**inputs: Decimal | None) -> tuple[str, ...]:
    return tuple(name for name, value in inputs.items() if value is None)


def present_value(flows: Iterable[Decimal], rate: Decimal) -> Decimal:
    """NPV of flows at the ends of years 0, 1, 2, ... (the investment is the negative flow of year 0)."""
    return sum((flow / (1 + rate) ** year for year, flow in enumerate(flows)), start=Decimal(0))


def internal_rate(flows: Sequence[Decimal]) -> Result[Decimal]:
    """The rate at which the present value is 0, by bisection on (-0.99, 10).

    Undefined when the flows never change sign (no rate) or more than once (several rates may fit).
    """
    signs = [flow > 0 for flow in flows if flow != 0]
    changes = sum(a != b for a, b in itertools.pairwise(signs))
    if changes != 1:
        return Undefined(SEVERAL_RATES if changes else NO_RATE)
    low, high = _LOWEST, _HIGHEST
    at_low = present_value(flows, low)
    if at_low * present_value(flows, high) > 0:
        return Undefined(NO_RATE)
    for _step in range(_STEPS):
        middle = (low + high) / 2
        value = present_value(flows, middle)
        if value == 0:
            return Known(middle)
        if (value > 0) == (at_low > 0):
            low = middle
        else:
            high = middle
    return Known((low + high) / 2)


def rung(investment: Decimal | None, yearly: Decimal | None) -> Rung:
    """The rung of a solution; a payback of exactly 3 years stands on [3,5)."""
    result = simple_payback(investment, yearly)
    if isinstance(result, Unknown):
        return Rung.UNKNOWN
    if isinstance(result, Undefined):
        return Rung.NEVER
    years = result.value.years
    if years == 0:
        return Rung.IMMEDIATE
    limits = ((1, Rung.UNDER_1), (2, Rung.FROM_1), (3, Rung.FROM_2), (5, Rung.FROM_3))
    return next((step for limit, step in limits if years < limit), Rung.FROM_5)


def whole_dong(amount: Decimal) -> Decimal:
    """Money as it is printed: whole dong, half up. Only the last step rounds."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def value_curve(flows: Sequence[Decimal], rates: Iterable[Decimal]) -> tuple[tuple[Decimal, Decimal], ...]:
    """(rate, NPV) for a drawing: what is shown where a single internal rate must be refused."""
    return tuple((rate, present_value(flows, rate)) for rate in rates)


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The money of one solution: amounts in one money unit, rates as shares a year."""

    yearly: Result[Decimal]
    payback: Result[Payback]
    discounted: Result[Payback]
    npv: Result[Decimal]
    irr: Result[Decimal]
    rung: Rung


def appraise(
    investment: Decimal | None,
    saving: Decimal | None,
    running_cost: Decimal | None,
    life: int | None,
    rate: Decimal | None,
) -> Appraisal:
    """Everything that 2.10 asks of a solution with the same net saving in each year of its life.

    `saving` and `running_cost` a year, `life` in whole years, `rate` the discount rate as a share a year.
    """
    yearly = net_saving(saving, running_cost)
    amount = yearly.value if isinstance(yearly, Known) else None
    flows = [amount] * (life or 0)
    lacking = [*_lacking(investment=investment, yearly=amount), *([] if life else ["life"])]
    discounted: Result[Payback] = Unknown.of(*lacking, *_lacking(rate=rate))
    npv: Result[Decimal] = Unknown.of(*lacking, *_lacking(rate=rate))
    irr: Result[Decimal] = Unknown(tuple(lacking))
    if investment is not None and amount is not None and life:
        course = [-investment, *[amount] * life]
        irr = internal_rate(course)
        if rate is not None:
            discounted = discounted_payback(investment, flows, rate)
            npv = Known(present_value(course, rate))
    return Appraisal(
        yearly, simple_payback(investment, amount), discounted, npv, irr, rung(investment, amount)
    )


def ladder(solutions: Iterable[tuple[Decimal | None, Decimal | None]]) -> dict[Rung, int]:
    """How many solutions, (investment, yearly net saving) each, stand on each rung: every one on exactly one."""
    found = dict.fromkeys(Rung, 0)
    for investment, yearly in solutions:
        found[rung(investment, yearly)] += 1
    return found
