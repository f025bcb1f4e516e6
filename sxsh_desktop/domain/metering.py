"""Bills and meter readings laid onto calendar months.

Formula 2.9: a reading dated b whose predecessor is dated a covers the days (a, b]; the share of a month is its
days among them / (b - a). The first reading has no predecessor and covers nothing. A month is known when every
one of its days is covered by a reading whose amount is known; otherwise it is unknown, and says what is missing.
The forms ask for amounts, never for what a meter shows: readings come in with pasted bills only (`bill_registers`), and
a meter that was replaced or reset is known there by the old reading that stands beside the new one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.periods import Period, bill_shares, month_period
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown

SAME_DAY = _("Two readings of one meter stand on {day}.")
WENT_BACK = _("The meter stands lower on {day} than before.")

Month = tuple[int, int]


class Flag(StrEnum):
    """What to mind about a reading: it reaches every month that it covers."""

    ESTIMATED = "estimated"
    MERGED = "merged"  # one bill for several months


@dataclass(frozen=True, slots=True)
class Reading:
    """What was used since the reading before, in the unit of the meter; `amount` None where it is unknown."""

    on: date
    amount: Decimal | None
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True)
class Register:
    """What the meter shows on a day; None where nobody could read it."""

    on: date
    shown: Decimal | None


@dataclass(frozen=True, slots=True)
class MonthUse:
    """The use of one month: its amount (in the unit of the meter), days covered of its days, and flags."""

    amount: Result[Decimal]
    covered: int
    days: int
    flags: frozenset[Flag] = field(default_factory=frozenset)


def readings_of(registers: Iterable[Register]) -> Result[tuple[Reading, ...]]:
    """Amounts from what a meter showed, day by day: each less the one before.

    Of a meter that was replaced or reset the old reading must be given anew: the pair (old, new) of a bill.
    Undefined: a register that goes back, or two readings on one day.
    """
    found: list[Reading] = []
    before: Register | None = None
    for one in sorted(registers, key=lambda one: one.on):
        if before is not None and before.on == one.on:
            return Undefined(SAME_DAY, (("day", one.on.isoformat()),))
        used: Decimal | None = None
        if before and before.shown is not None and one.shown is not None:
            used = one.shown - before.shown
        if used is not None and used < 0:
            return Undefined(WENT_BACK, (("day", one.on.isoformat()),))
        found.append(Reading(one.on, used))
        before = one
    return Known(tuple(found), len(found), len(found))


def monthly(readings: Iterable[Reading]) -> Result[Mapping[Month, MonthUse]]:
    """The use of every month that the readings touch, oldest first.

    Undefined when two readings stand on one day: which of them holds is for a person to say.
    """
    ordered = sorted(readings, key=lambda one: one.on)
    shares: dict[Month, list[_Share]] = {}
    for before, one in itertools.pairwise(ordered):
        if before.on == one.on:
            return Undefined(SAME_DAY, (("day", one.on.isoformat()),))
        for month, share in bill_shares(before.on, one.on).items():
            covered = Period(before.on + timedelta(days=1), one.on).overlap(month_period(*month))
            amount = None if one.amount is None else one.amount * share
            shares.setdefault(month, []).append(_Share(amount, covered, one))
    return Known({month: _month(month, parts) for month, parts in sorted(shares.items())})


@dataclass(frozen=True, slots=True)
class _Share:
    amount: Decimal | None
    days: int
    reading: Reading


def _month(month: Month, parts: Sequence[_Share]) -> MonthUse:
    whole = month_period(*month)
    covered = sum(part.days for part in parts)
    flags = frozenset(flag for part in parts for flag in part.reading.flags)
    lacking = [f"reading of {part.reading.on}" for part in parts if part.amount is None]
    if covered < whole.days:
        lacking.append(f"{whole.days - covered} days of {month[0]}-{month[1]:02d}")
    if lacking:
        return MonthUse(Unknown(tuple(lacking)), covered, whole.days, flags)
    total = sum((part.amount for part in parts if part.amount is not None), start=Decimal(0))
    return MonthUse(Known(total, covered, whole.days), covered, whole.days, flags)


def known_months(months: Mapping[Month, MonthUse]) -> dict[Month, Decimal]:
    """The months whose amount is known."""
    return {month: one.amount.value for month, one in months.items() if isinstance(one.amount, Known)}


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Every month from the first to the last, both included."""
    yield from Period(date(*first, 1), month_period(*last).last).months()
