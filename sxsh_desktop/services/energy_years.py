"""Energy per unit of product over the years of one facility, as its inventories say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain import energy
from sxsh_desktop.domain.consumption import specific
from sxsh_desktop.domain.energy import Use
from sxsh_desktop.domain.factors import Factors
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.quantity import DimensionError, Quantity, UnitTable
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown

KINDS = ("period", "inventory_scope", "product_output", "energy_use")
_NO_PRODUCT = _("No product is named as the reference in {year}.")


@dataclass(frozen=True, slots=True)
class EnergyYear:
    """One calendar year. per_unit: GJ for one unit of the reference product.

    days: how many days of the year the inventories cover; accepted: whether every record behind it is
    accepted; records: the ids behind the figures; factors: version of the factor tables.
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
    records: tuple[str, ...]
    factors: str


@dataclass(frozen=True, slots=True)
class _Inventory:
    """The facts of one record of form C."""

    record_id: str
    state: ReviewCode
    period: Period
    rows: Mapping[str, Sequence[FactRow]]


def energy_years(rows: Iterable[FactRow], factors: Factors, units: UnitTable) -> tuple[EnergyYear, ...]:
    """Every year for which an inventory that was not rejected is here, oldest first.

    Inventories count for the calendar year that holds them whole. Of several that overlap, an accepted one
    goes before another, then the longer one: they are never added (facts.md, section 2, rule 5).
    """
    by_year: dict[int, list[_Inventory]] = {}
    for one in _inventories(rows):
        if one.period.first.year == one.period.last.year and one.state is not ReviewCode.REJECTED:
            by_year.setdefault(one.period.first.year, []).append(one)
    return tuple(_year(year, _chosen(found), factors, units) for year, found in sorted(by_year.items()))


def _inventories(rows: Iterable[FactRow]) -> list[_Inventory]:
    by_record: dict[str, dict[str, list[FactRow]]] = {}
    for row in rows:
        by_record.setdefault(row.record_id, {}).setdefault(row.kind, []).append(row)
    found = []
    for record_id, kinds in sorted(by_record.items()):
        for stated in kinds.get("period", ())[:1]:
            period = _period(stated)
            if period:
                found.append(_Inventory(record_id, stated.state, period, kinds))
    return found


def _period(row: FactRow) -> Period | None:
    try:
        return Period(date.fromisoformat(row.text("from")), date.fromisoformat(row.text("to")))
    except ValueError:
        return None


def _chosen(found: Sequence[_Inventory]) -> list[_Inventory]:
    ranked = sorted(
        found, key=lambda one: (one.state is not ReviewCode.ACCEPTED, -one.period.days, one.record_id)
    )
    taken: list[_Inventory] = []
    for one in ranked:
        if not any(one.period.overlap(other.period) for other in taken):
            taken.append(one)
    return taken


def _year(year: int, chosen: Sequence[_Inventory], factors: Factors, units: UnitTable) -> EnergyYear:
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


def _output(year: int, chosen: Sequence[_Inventory], units: UnitTable) -> tuple[str, str, Result[Decimal]]:
    """(name, unit, amount) of the reference product, summed over the inventories."""
    total: Quantity | None = None
    name = ""
    for one in chosen:
        main = [row for row in one.rows.get("product_output", ()) if row.text("reference") == "1"]
        if len(main) != 1:
            return name, "", Undefined(_NO_PRODUCT, (("year", str(year)),))
        amount = _quantity(main[0], "amount", units)
        name = name or main[0].text("name") or main[0].text("product")
        if amount is None:
            return name, "", Unknown.of("amount of product_output")
        try:
            total = total.plus(amount) if total else amount
        except DimensionError:
            return name, "", Unknown.of("unit of product_output")
    return (name, total.unit.code, Known(total.amount)) if total else ("", "", Unknown.of("product_output"))


def _uses(chosen: Sequence[_Inventory], units: UnitTable) -> tuple[list[Use], list[str]]:
    """The uses of all inventories, and what is missing because a list was not said to be complete."""
    uses: list[Use] = []
    missing: list[str] = []
    for one in chosen:
        scope = next((r.text("state") for r in one.rows.get("inventory_scope", ()) if r.item == "energy"), "")
        if scope == "khong":
            continue
        if scope != "du":
            missing.append("scope of energy")
        for row in one.rows.get("energy_use", ()):
            heat = _quantity(row, "ncv", units)
            uses.append(
                Use(row.text("carrier"), _quantity(row, "amount", units), heat.amount if heat else None)
            )
    return uses, missing


def _quantity(row: FactRow, attribute: str, units: UnitTable) -> Quantity | None:
    value = row.values.get(attribute)
    if value is None or not value.text:
        return None
    try:
        return units.quantity(value.text, value.unit)
    except ValueError:
        return None
