"""Non-routine adjustments of a baseline: what changed that neither the output nor the season explains.

Formula 2.5: C0' = C0 + sum of the adjustments, each dated, with amount, unit, reason, evidence and author. A result is
printed both with and without them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.quantity import DimensionError, Quantity
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown, missing_of
from sxsh_desktop.domain.savings import Saving, simple_saving

OTHER_DIMENSION = _("The adjustment of {day} is in {unit}, which does not fit the use.")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One change of the baseline. `amount` None where it is not known; `evidence` may be "" and is then said so."""

    on: date
    amount: Quantity | None
    reason: str
    author: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class AdjustedUse:
    """The use of the baseline as metered and as adjusted, in one unit, and the adjustments in that unit."""

    metered: Quantity
    adjusted: Quantity
    total: Decimal
    without_evidence: tuple[date, ...]


def adjusted_use(base: Quantity | None, adjustments: Iterable[Adjustment]) -> Result[AdjustedUse]:
    """C0' = C0 + sum; unknown where an amount, a reason or an author is missing, undefined for another dimension."""
    missing = ["base_use"] if base is None else []
    total = Decimal(0)
    bare: list[date] = []
    for one in sorted(adjustments, key=lambda each: (each.on, each.reason)):
        missing += [
            f"{name} of the adjustment of {one.on}"
            for name, value in (("amount", one.amount), ("reason", one.reason), ("author", one.author))
            if not value
        ]
        if not one.evidence:
            bare.append(one.on)
        if base is None or one.amount is None:
            continue
        try:
            total += one.amount.to(base.unit).amount
        except DimensionError:
            return Undefined(OTHER_DIMENSION, (("day", one.on.isoformat()), ("unit", one.amount.unit.code)))
    if missing or base is None:
        return Unknown.of(*missing)
    changed = Quantity(base.amount + total, base.unit)
    return Known(AdjustedUse(base, changed, total, tuple(bare)))


@dataclass(frozen=True, slots=True)
class BothSavings:
    """The saving against the adjusted baseline, and against the metered one: always printed together."""

    adjusted: Result[Saving]
    unadjusted: Result[Saving]


def saving_with_adjustments(
    base: Quantity | None,
    base_output: Decimal | None,
    after: Quantity | None,
    after_output: Decimal | None,
    adjustments: Iterable[Adjustment],
) -> BothSavings:
    """Both readings of 2.2; the use after in any unit of the dimension of the use before."""
    later: Decimal | None = None
    if base is not None and after is not None:
        try:
            later = after.to(base.unit).amount
        except DimensionError:
            later = None
    first = None if base is None else base.amount
    plain = simple_saving(first, base_output, later, after_output)
    changed = adjusted_use(base, adjustments)
    if isinstance(changed, Known):
        total = changed.value.total
        return BothSavings(simple_saving(first, base_output, later, after_output, total), plain)
    if isinstance(changed, Undefined):
        return BothSavings(changed, plain)
    others = missing_of((changed, plain))
    return BothSavings(Unknown(others), plain)
