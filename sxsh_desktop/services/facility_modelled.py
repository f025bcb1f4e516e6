"""How certain a saving is: a baseline fitted on the months of the base, where there are months to fit it on.

Formula 2.4 (`domain.regression`): use of electricity by output, 12 whole months of the base period or more, each an
inventory of its own. Where they are missing or the model fails its tests, nothing is said of the uncertainty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.regression import ModelledSaving, Month, fit_model, modelled_saving
from sxsh_desktop.domain.results import Known, Result
from sxsh_desktop.services.facility_pairs import BeforeAfter

POWER = "dien"
_DRIVER = "output"
_LONGEST = 31


@dataclass(frozen=True, slots=True)
class MonthOf:
    """Use and output of one period of the inventory; unknown stays unknown."""

    period: Period
    use: Result[Decimal]
    output: Result[Decimal]


def modelled(pair: BeforeAfter, product: str, months: Sequence[MonthOf]) -> tuple[ModelledSaving | None, ...]:
    """For each after-period the saving against the model of the base months; None where there is no usable one.

    `product` is the one that the months are about: a figure on another product has no model.
    """
    nothing: tuple[ModelledSaving | None, ...] = (None,) * len(pair.afters)
    if pair.resource != POWER or pair.product != product or pair.base.period is None:
        return nothing
    base = _within(months, pair.base.period)
    fitted = fit_model([_value(one.use) for one in base], {_DRIVER: [_value(one.output) for one in base]})
    if not isinstance(fitted, Known) or not fitted.value.usable:
        return nothing
    found: list[ModelledSaving | None] = []
    for side in pair.afters:
        later = _within(months, side.period) if side.period is not None else []
        told = [
            Month(one.period.first.isoformat()[:7], _value(one.use), {_DRIVER: _value(one.output)})
            for one in later
        ]
        saved = modelled_saving(fitted.value, told)
        whole = isinstance(saved, Known) and saved.used == saved.of and side.period is not None
        covered = (
            sum(one.period.days for one in later) == side.period.days if side.period is not None else False
        )
        found.append(saved.value if isinstance(saved, Known) and whole and covered else None)
    return tuple(found)


def _within(months: Sequence[MonthOf], span: Period) -> list[MonthOf]:
    """The whole calendar months inside a period."""
    return [
        one
        for one in months
        if one.period.first.day == 1
        and one.period.days <= _LONGEST
        and one.period.overlap(span) == one.period.days
        and len(list(one.period.months())) == 1
    ]


def _value(result: Result[Decimal]) -> Decimal | None:
    return result.value if isinstance(result, Known) else None
