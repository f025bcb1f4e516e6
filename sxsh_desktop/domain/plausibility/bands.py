"""Dated bands that figures are compared with: prices from the reference table, ranges learned from records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sxsh_desktop.domain.factors import SectorRange
from sxsh_desktop.domain.periods import Period

LEAST_LEARNED = 20
_FENCE = Decimal("1.5")
_SLOPPY = Decimal("1.25")  # a spread so small that any rounding lies outside it is widened to this ratio


@dataclass(frozen=True, slots=True)
class PriceBand:
    """What a unit of something usually costs, in dong: `low` to `high`; `average` of a published tariff.

    unit: code of the unit that the price is for; certainty: how sure the source is.
    """

    carrier: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    average: Decimal | None
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> PriceBand:
        """From a row of the table (text cells)."""
        last = row["valid_to"]
        return cls(
            carrier=row["carrier"],
            unit=row["unit"],
            low=_number(row["low"]),
            high=_number(row["high"]),
            average=_number(row["average"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(last) if last else None,
            source=row["source"],
            certainty=row["certainty"],
        )

    def touches(self, period: Period) -> bool:
        """Whether it held on any day of a period."""
        return self.valid_from <= period.last and (self.valid_to is None or period.first <= self.valid_to)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text.strip() else None


def learned_fence(values: Sequence[Decimal], least: int = LEAST_LEARNED) -> tuple[Decimal, Decimal] | None:
    """Where figures like these usually lie: Tukey's fences (1.5 quartile ranges) on the logarithmic scale.

    Logarithmic because such figures spread by factors. None for fewer than `least` values above zero.
    Source: Tukey, Exploratory Data Analysis, 1977, chapter 2.
    """
    logs = sorted(value.ln() for value in values if value > 0)
    if len(logs) < least:
        return None
    lower, upper = _quantile(logs, Decimal("0.25")), _quantile(logs, Decimal("0.75"))
    spread = max(_FENCE * (upper - lower), _SLOPPY.ln())
    return (lower - spread).exp(), (upper + spread).exp()


def learned_range(
    sector: str, unit: str, values: Sequence[Decimal], since: date, least: int = LEAST_LEARNED
) -> SectorRange | None:
    """A range of a sector learned from accepted records; None where there are too few of them."""
    fence = learned_fence(values, least)
    if fence is None:
        return None
    count = len(values)
    return SectorRange(
        code=f"L-{sector}-{unit}",
        sector=sector,
        indicator=unit,
        unit=unit,
        low=fence[0],
        high=fence[1],
        kind="learned",
        valid_from=since,
        valid_to=None,
        source=f"{count} accepted records",
        certainty="medium" if count >= 2 * LEAST_LEARNED else "low",
    )


def _quantile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
