"""Energy per unit of product over the years of one facility, as its inventories say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from sxsh_desktop.base.words import _
from sxsh_desktop.domain import energy
from sxsh_desktop.domain.consumption import specific
from sxsh_desktop.domain.energy import Use
from sxsh_desktop.domain.factors import Factors
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.quantity import DimensionError, Quantity, UnitTable
from sxsh_desktop.domain.reading import worse_quality
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown
from sxsh_desktop.services.series import Inventory, holding, inventories, quantity, reference_product, uses_of

KINDS = ("period", "inventory_scope", "product_output", "energy_use")
_NO_PRODUCT = _("No product is named as the reference in {year}.")


@dataclass(frozen=True, slots=True)
class EnergyYear:
    """One calendar year. per_unit: GJ for one unit of the reference product.

    days: how many days of the year the inventories cover; accepted: whether every record behind it is
    accepted; quality: the worst of the figures behind it (dongho, hoadon, uoc, suyra; "" where none says);
    records: the ids behind the figures; factors: version of the factor tables.
    """

    year: int
    product: str
    unit: str
    output: Result[Decimal]
    gigajoules: Result[Decimal]
    toe: Result[Decimal]
    per_unit: Result[Decimal]
    days: int
    accepted: bool
    quality: str
    records: tuple[str, ...]
    factors: str


def energy_years(rows: Iterable[FactRow], factors: Factors, units: UnitTable) -> tuple[EnergyYear, ...]:
    """Every year for which an inventory that was not rejected is here, oldest first.

    Inventories count for the calendar year that holds them whole. Of several that overlap one holds
    (`series.holding`): they are never added (FACTS.md, section 2, rule 5).
    """
    by_year: dict[int, list[Inventory]] = {}
    for one in inventories(rows):
        if one.period.first.year == one.period.last.year:
            by_year.setdefault(one.period.first.year, []).append(one)
    return tuple(_year(year, holding(found)[0], factors, units) for year, found in sorted(by_year.items()))


def _year(year: int, chosen: Sequence[Inventory], factors: Factors, units: UnitTable) -> EnergyYear:
    product, unit, output = _output(year, chosen, units)
    uses, missing = _uses(chosen, units)
    sums = energy.totals(uses, factors, units)
    heat: Result[Decimal] = Known(sums.gj.value.value) if isinstance(sums.gj, Known) else sums.gj
    oil: Result[Decimal] = Known(sums.toe.value.value) if isinstance(sums.toe, Known) else sums.toe
    if missing:
        heat = oil = Unknown.of(*missing)
    return EnergyYear(
        year=year,
        product=product,
        unit=unit,
        output=output,
        gigajoules=heat,
        toe=oil,
        per_unit=_per_unit(heat, output),
        days=sum(one.period.days for one in chosen),
        accepted=all(one.state is ReviewCode.ACCEPTED for one in chosen),
        quality=reduce(worse_quality, (one.quality for one in chosen)) if chosen else "",
        records=tuple(sorted(one.record_id for one in chosen)),
        factors=sums.factors,
    )


def _per_unit(heat: Result[Decimal], output: Result[Decimal]) -> Result[Decimal]:
    if isinstance(heat, Known) and isinstance(output, Known):
        return specific(heat.value, output.value)
    if isinstance(output, Undefined):
        return output
    parts = [part for one in (heat, output) if isinstance(one, Unknown) for part in one.missing]
    return Unknown.of(*parts)


def _output(year: int, chosen: Sequence[Inventory], units: UnitTable) -> tuple[str, str, Result[Decimal]]:
    """(name, unit, amount) of the reference product, summed over the inventories."""
    total: Quantity | None = None
    name = ""
    for one in chosen:
        main = reference_product(one)
        if main is None:
            return name, "", Undefined(_NO_PRODUCT, (("year", str(year)),))
        amount = quantity(main, "amount", units)
        name = name or main.text("name") or main.text("product")
        if amount is None:
            return name, "", Unknown.of("amount of product_output")
        try:
            total = total.plus(amount) if total else amount
        except DimensionError:
            return name, "", Unknown.of("unit of product_output")
    return (name, total.unit.code, Known(total.amount)) if total else ("", "", Unknown.of("product_output"))


def _uses(chosen: Sequence[Inventory], units: UnitTable) -> tuple[list[Use], list[str]]:
    """The uses of all inventories, and what is missing because a list was not said to be complete."""
    uses: list[Use] = []
    missing: list[str] = []
    for one in chosen:
        found = uses_of(one, units)
        if isinstance(found, Known):
            uses += found.value
        elif isinstance(found, Unknown):
            missing += found.missing
    return uses, missing
