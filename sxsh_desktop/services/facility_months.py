"""Months of one facility: the figures of its short inventories laid onto calendar months, as a model needs them.

Formula 2.9 (`domain.metering`): an inventory of up to two months is a reading on its last day, the day before its first
one is the reading before; a gap between two of them is unknown, and so is every month that it touches. Several meters
or bills of one carrier in one inventory are its sum (`services.series`). Longer inventories say nothing of months.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sxsh_desktop.domain.consumption import specific_of_months
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.metering import Flag, Month, MonthUse, Reading, known_months, months_between
from sxsh_desktop.domain.metering import monthly as laid_onto_months
from sxsh_desktop.domain.periods import Period, month_period
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.results import Known, Result, Unknown
from sxsh_desktop.services.series import Point, facility_series, holding, inventories

LONGEST, ONE_BILL = 62, 31  # days: a bill of two months, of one
ESTIMATES = ("uoc", "suyra")
Months = Mapping[Month, MonthUse]


@dataclass(frozen=True, slots=True)
class MonthlySeries:
    """One carrier or product month by month, in `unit` (code); `name` as it was stated last."""

    code: str
    name: str
    unit: str
    months: Months

    def value(self, month: Month) -> Decimal | None:
        """The amount of a month; None where it is unknown."""
        found = self.months.get(month)
        return found.amount.value if found is not None and isinstance(found.amount, Known) else None

    @property
    def known(self) -> dict[Month, Decimal]:
        """The months whose amount is known."""
        return known_months(self.months)


@dataclass(frozen=True, slots=True)
class FacilityMonths:
    """All months of a facility: carriers and products by code.

    `odd`: months touched by an inventory with abnormal production, which belong to no baseline; `records`: what all
    of it comes from.
    """

    use: Mapping[str, MonthlySeries]
    output: Mapping[str, MonthlySeries]
    odd: frozenset[Month]
    records: tuple[str, ...]

    def within(self, span: Period) -> list[Month]:
        """The whole calendar months inside a span, normal or not."""
        first, last = (span.first.year, span.first.month), (span.last.year, span.last.month)
        return [
            month
            for month in months_between(first, last)
            if month_period(*month).overlap(span) == month_period(*month).days
        ]

    def specific(self, carrier: str, product: str, span: Period) -> Result[Decimal]:
        """Use per unit of product over the months that both series have; `used` of `of` months in the answer."""
        use, output = self.use.get(carrier), self.output.get(product)
        if use is None or output is None:
            return Unknown.of(*(name for name, one in (("use", use), ("output", output)) if one is None))
        wanted = set(self.within(span))
        first = {month: value for month, value in use.known.items() if month in wanted}
        second = {month: value for month, value in output.known.items() if month in wanted}
        return specific_of_months(first, second)


def months_of(rows: Iterable[FactRow], units: UnitTable) -> FacilityMonths:
    """The months of a facility from its facts of inventories that were not rejected."""
    every = list(rows)
    short = [one for one in inventories(every) if one.period.days <= LONGEST]
    held, _beside = holding(short)
    records = tuple(one.record_id for one in held)
    chosen = [row for row in every if row.record_id in set(records)]
    use: dict[str, MonthlySeries] = {}
    output: dict[str, MonthlySeries] = {}
    for series in facility_series(chosen, units):
        into = {"energy": use, "product": output}.get(series.part)
        found = laid_onto_months(readings_of_points(series.points))
        if into is not None and isinstance(found, Known):
            into[series.code] = MonthlySeries(series.code, series.name, series.unit, found.value)
    odd = {month for one in held if one.normal is False for month in one.period.months()}
    return FacilityMonths(use, output, frozenset(odd), records)


def readings_of_points(points: Sequence[Point]) -> list[Reading]:
    """The points of a series as readings; a gap becomes a reading whose amount nobody knows."""
    found: list[Reading] = []
    for point in sorted(points, key=lambda one: one.period.first):
        before = point.period.first - timedelta(days=1)
        if not found or found[-1].on < before:
            found.append(Reading(before, None))
        amount = point.amount.value if isinstance(point.amount, Known) else None
        found.append(Reading(point.period.last, amount, _flags(point)))
    return found


def _flags(point: Point) -> frozenset[Flag]:
    """What to mind about a point: it was estimated; one bill stands for several months."""
    told = ((Flag.ESTIMATED, point.quality in ESTIMATES), (Flag.MERGED, point.period.days > ONE_BILL))
    return frozenset(flag for flag, holds in told if holds)
