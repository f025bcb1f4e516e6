"""How certain a saving is: a baseline fitted on the months of the base, where there are months to fit it on.

Formula 2.4 (`domain.regression`): use of electricity by the output of each product, 12 whole months of the base period
or more (`facility_months`), months of abnormal production left out. Of all choices of products the best usable model
holds; where months are missing or every model fails its tests, that is said and the simple ratio (2.2) holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.equivalent_output import CONVERTED
from sxsh_desktop.domain.metering import Month as MonthKey
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.regression import (
    LEAST_MONTHS,
    TOO_FEW,
    Model,
    ModelledSaving,
    Month,
    fit_all,
    modelled_saving,
)
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown
from sxsh_desktop.services.facility_months import FacilityMonths
from sxsh_desktop.services.facility_pairs import BeforeAfter

POWER = "dien"
MOST_DRIVERS = 4
NO_MODEL = _("No model of the months can be fitted.")


@dataclass(frozen=True, slots=True)
class Fit:
    """The model of one figure: usable, not usable (its faults say why), or why there is none.

    `savings`: for each after-period what was avoided against it; None where months are missing or it is not usable.
    """

    model: Result[Model]
    savings: tuple[ModelledSaving | None, ...]


def fitted(pair: BeforeAfter, months: FacilityMonths) -> Fit:
    """The model of a figure of electricity on its base period; `Unknown` for another resource or without a period."""
    nothing: tuple[ModelledSaving | None, ...] = (None,) * len(pair.afters)
    if pair.resource != POWER or pair.base.period is None:
        return Fit(Unknown.of("drivers"), nothing)
    if months.output and pair.product not in months.output and pair.product != CONVERTED:
        return Fit(Unknown.of("output"), nothing)
    model = model_of(months, pair.base.period)
    if not isinstance(model, Known) or not model.value.usable:
        return Fit(model, nothing)
    return Fit(model, tuple(_saving(model.value, months, side.period) for side in pair.afters))


def model_of(months: FacilityMonths, base: Period) -> Result[Model]:
    """The best model of electricity by output over the normal months of a base period, usable or not."""
    use = months.use.get(POWER)
    if use is None:
        return Undefined(TOO_FEW, (("least", str(LEAST_MONTHS)), ("months", "0")))
    inside = [month for month in months.within(base) if month not in months.odd]
    known = [month for month in inside if use.value(month) is not None]
    drivers = _drivers(months, known)
    if len(known) < LEAST_MONTHS or not drivers:
        whole = [m for m in known if any(one.value(m) is not None for one in months.output.values())]
        return Undefined(TOO_FEW, (("least", str(LEAST_MONTHS)), ("months", str(len(whole)))))
    found = fit_all([use.value(month) for month in known], drivers)
    return Known(found[0], len(known), len(inside)) if found else Undefined(NO_MODEL)


def _drivers(months: FacilityMonths, known: Sequence[MonthKey]) -> dict[str, list[Decimal | None]]:
    """The products made in most of these months: one that is rarely known would throw the other months away."""
    columns = {
        code: [series.value(month) for month in known] for code, series in sorted(months.output.items())
    }
    counts = {code: sum(value is not None for value in column) for code, column in columns.items()}
    most = max(counts.values(), default=0)
    chosen = [code for code in columns if counts[code] == most and most >= LEAST_MONTHS][:MOST_DRIVERS]
    return {code: columns[code] for code in chosen}


def _saving(model: Model, months: FacilityMonths, span: Period | None) -> ModelledSaving | None:
    """What was avoided in an after-period, when all its days lie in months that are known."""
    if span is None:
        return None
    later = months.within(span)
    use = months.use[POWER]
    told = [
        Month(
            f"{year}-{month:02d}",
            use.value((year, month)),
            {code: months.output[code].value((year, month)) for code in model.drivers},
        )
        for year, month in later
    ]
    saved = modelled_saving(model, told)
    covered = sum(use.months[month].days for month in later if month in use.months) == span.days
    return saved.value if isinstance(saved, Known) and saved.used == saved.of and covered else None
