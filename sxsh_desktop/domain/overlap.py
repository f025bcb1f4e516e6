"""Several solutions on one resource: they overlap, so their rates multiply and never add up past the whole.

Formula 2.11: combined = 1 - prod(1 - r_i); the sum of r_i only where somebody marked them as independent, and never
more than the use itself. The facility's measured saving and the sum of the claims are two figures, their quotient the
realisation rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown

OVER_WHOLE = _("A single solution claims more than the whole use.")
NO_CLAIM = _("No saving above zero is claimed.")
NO_USE = _("The use of the base period is not above zero.")


@dataclass(frozen=True, slots=True)
class Share:
    """What one solution does to one resource: `rate` of its use (0.10 = a tenth), None where unknown."""

    solution: str
    rate: Decimal | None
    independent: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One solution in the declared order: what it saves of what the earlier ones left, in the unit of the use."""

    solution: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Combined:
    """All solutions together: `rate` and `amount`; `naive` is the plain sum of the rates, for comparison."""

    rate: Decimal
    amount: Decimal
    naive: Decimal
    steps: tuple[Step, ...]


def combined_rate(rates: Sequence[Decimal]) -> Decimal:
    """Several solutions on one resource: 1 - prod(1 - r); never the sum."""
    left = Decimal(1)
    for rate in rates:
        left *= 1 - rate
    return 1 - left


def combined_saving(base_use: Decimal | None, shares: Sequence[Share]) -> Result[Combined]:
    """The saving of all solutions on one resource, each step in the declared order.

    A solution marked as independent saves its rate of the whole use, never more than is left. Unknown: the use or
    a rate. Undefined: the use is not above zero, or one rate is over 1.
    """
    missing = ["base_use"] if base_use is None else []
    missing += [f"rate of {share.solution}" for share in shares if share.rate is None]
    if base_use is None or missing or not shares:
        return Unknown(tuple(missing) or ("solutions",))
    if base_use <= 0:
        return Undefined(NO_USE)
    rates = [(share, share.rate) for share in shares if share.rate is not None]
    if any(rate > 1 for _share, rate in rates):
        return Undefined(OVER_WHOLE)
    left, steps = base_use, []
    for share, rate in rates:
        saved = min(left, base_use * rate) if share.independent else left * rate
        steps.append(Step(share.solution, saved))
        left -= saved
    naive = sum((rate for _share, rate in rates), start=Decimal(0))
    return Known(Combined((base_use - left) / base_use, base_use - left, naive, tuple(steps)))


def realisation_rate(measured: Decimal | None, claimed: Decimal | None) -> Result[Decimal]:
    """Measured saving of the facility / sum of the claims, both in one unit for one span; may be negative."""
    names = (("measured", measured), ("claimed", claimed))
    if measured is None or claimed is None:
        return Unknown(tuple(name for name, value in names if value is None))
    if claimed <= 0:
        return Undefined(NO_CLAIM)
    return Known(measured / claimed)
