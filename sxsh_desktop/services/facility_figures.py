"""The figures of one facility that charts and the audit report show, each with the records that it comes from.

Specific consumption period by period, before and after, what waste costs, solutions with their money and state.
Records that were rejected are left out; those that nobody has reviewed yet count and are marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sxsh_desktop.domain.balance import Pareto, WasteCost, pareto
from sxsh_desktop.domain.consumption import specific as per_unit
from sxsh_desktop.domain.factors import SectorRange
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.judging import links_of
from sxsh_desktop.domain.money import Rung
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.reading import FactsAt
from sxsh_desktop.domain.regression import ModelledSaving
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown
from sxsh_desktop.services import reference
from sxsh_desktop.services.facility_modelled import Fit, fitted
from sxsh_desktop.services.facility_months import FacilityMonths, months_of
from sxsh_desktop.services.facility_pairs import BeforeAfter, before_after
from sxsh_desktop.services.facility_solutions import MILLION, REJECTED, SolutionFacts, solutions_of, yearly
from sxsh_desktop.services.facility_study import Study, study_of
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.services.series import (
    Inventory,
    Point,
    facility_series,
    holding,
    inventories,
    quantity,
    reference_product,
)
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import register

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

KINDS = (
    "visit", "facility_profile", "product_capacity", "quick_assessment", "detailed_assessment", "follow_up",
    "opportunity", "solution", "solution_result", "baseline_after", "waste_cost", "period", "inventory_scope",
    "product_output", "energy_use", "claimed_saving",
)  # fmt: skip
SHOWN = frozenset({ReviewCode.ACCEPTED, ReviewCode.WAITING, ReviewCode.RETURNED})
_POWER, _TONNE_RANGE, _PER_TONNE = "dien", "kWh/tấn", 1000


@dataclass(frozen=True, slots=True)
class SpecificPoint:
    """Electricity (kWh) per unit of product in one period; `accepted`: the record behind it is."""

    period: Period
    use: Result[Decimal]
    output: Result[Decimal]
    value: Result[Decimal]
    quality: str
    record_id: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Specific:
    """Electricity per unit over time: kWh per `unit` (code) of `product` (its name, `code`), and the sector's range.

    `low` and `high` span all ranges in force (None: open at that end); `ranges` are these, with their sources.
    """

    product: str
    code: str
    unit: str
    points: tuple[SpecificPoint, ...]
    low: Decimal | None
    high: Decimal | None
    ranges: tuple[SectorRange, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is drawn of one facility.

    `fits`: for each of `pairs` the model of its base months, usable or why not; `months`: what they were fitted on;
    `study`: the readings of the saving side by side; `waste_record`: the record that states the costs ("" without one).
    """

    facility_id: str
    specific: Specific
    pairs: tuple[BeforeAfter, ...]
    fits: tuple[Fit, ...]
    months: FacilityMonths
    study: Study
    streams: tuple[WasteCost, ...]
    waste: Pareto
    waste_record: str
    solutions: tuple[SolutionFacts, ...]

    @property
    def modelled(self) -> tuple[tuple[ModelledSaving | None, ...], ...]:
        """For each of `pairs` and its after-periods the saving against the model of its months, where there is one."""
        return tuple(one.savings for one in self.fits)

    @property
    def ladder(self) -> dict[Rung, int]:
        """How many of the solutions worth studying stand on each rung of the payback ladder."""
        found = dict.fromkeys(Rung, 0)
        for one in self.solutions:
            if one.row.text("screening") != REJECTED:
                found[one.appraisal.rung] += 1
        return found

    @property
    def states(self) -> dict[str, int]:
        """How many solutions are in each state (code; "" unknown)."""
        found: dict[str, int] = {}
        for one in self.solutions:
            found[one.state] = found.get(one.state, 0) + 1
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all can be drawn."""
        return not (self.specific.points or self.pairs or self.streams or self.solutions)


def facility_figures(desk: Desk, facility_id: str) -> Figures:
    """The figures of a facility from every record that was not rejected, as they stand today."""
    with desk.read() as connection:
        rows = fact_store.of_facility(connection, desk.vocabulary, facility_id, KINDS)
        facility = register.get(connection, facility_id)
    return figures_from(
        rows, facility_id, facility.sector if facility else "", reference.current(desk), desk.today()
    )


def figures_from(
    rows: Sequence[FactRow], facility_id: str, sector: str, tables: Reference, today: date
) -> Figures:
    """The figures from the facts of KINDS about one facility."""
    facts = FactsAt(rows, today, SHOWN)
    links = links_of(facts)
    streams, record_id = waste_costs(facts, facility_id, tables.units)
    specific = _specific(rows, sector, tables, today)
    months = months_of(rows, tables.units)
    pairs = before_after(facts, links, facility_id, tables.units)
    solutions = solutions_of(facts, links, facility_id, tables)
    return Figures(
        facility_id=facility_id,
        specific=specific,
        pairs=pairs,
        fits=tuple(fitted(pair, months) for pair in pairs),
        months=months,
        study=study_of(rows, facts, facility_id, pairs, solutions, tables),
        streams=streams,
        waste=pareto(streams),
        waste_record=record_id,
        solutions=solutions,
    )


def waste_costs(facts: FactsAt, facility_id: str, units: UnitTable) -> tuple[tuple[WasteCost, ...], str]:
    """The streams of the newest assessment that states any, in million dong a year, and its record."""
    rows = facts.of("waste_cost", facility_id)
    if not rows:
        return (), ""
    record_id = rows[-1].record_id
    names = ("material", "embedded", "treatment", "recovered")
    found = tuple(
        WasteCost(row.text("name"), *(yearly(row, name, MILLION, units) for name in names))
        for row in rows
        if row.record_id == record_id
    )
    return tuple(sorted(found, key=_dearest_first)), record_id


def _dearest_first(one: WasteCost) -> tuple[bool, Decimal, str]:
    total = one.total
    return (False, -total.value, one.name) if isinstance(total, Known) else (True, Decimal(0), one.name)


# -- electricity per unit ------------------------------------------------------------------------------


def _specific(rows: Sequence[FactRow], sector: str, tables: Reference, today: date) -> Specific:
    held, _beside = holding(inventories(rows))
    power = {
        point.record_id: point
        for series in facility_series(rows, tables.units)
        if (series.part, series.code) == ("energy", _POWER) and series.unit == "kwh"
        for point in series.points
    }
    masses = _unit_masses(rows)
    mains = [(one, reference_product(one)) for one in held]
    in_tonnes = bool(held) and all(
        main is None or _tonnes(main, masses, tables.units) for _one, main in mains
    )
    last = next((main for _one, main in reversed(mains) if main is not None), None)
    unit = "tan" if in_tonnes else next((_unit_of(main) for _one, main in mains if main is not None), "")
    points = tuple(
        _point(one, power.get(one.record_id), _output(main, unit, masses, tables.units))
        for one, main in mains
    )
    ranges = _ranges(sector, tables, _last_day(held, today)) if unit == "tan" and points else ()
    lows = [one.low for one in ranges if one.low is not None]
    highs = [one.high for one in ranges if one.high is not None]
    name, code = (last.text("name"), last.text("product")) if last is not None else ("", "")
    return Specific(name, code, unit, points, min(lows, default=None), max(highs, default=None), ranges)


def _point(one: Inventory, power: Point | None, output: Result[Decimal]) -> SpecificPoint:
    use: Result[Decimal] = power.amount if power is not None else Unknown.of("amount of dien")
    accepted = one.state is ReviewCode.ACCEPTED
    return SpecificPoint(
        one.period, use, output, _per_unit(use, output), one.quality, one.record_id, accepted
    )


def _per_unit(use: Result[Decimal], output: Result[Decimal]) -> Result[Decimal]:
    if isinstance(use, Known) and isinstance(output, Known):
        return per_unit(use.value, output.value)
    undefined = next((one for one in (use, output) if isinstance(one, Undefined)), None)
    if undefined is not None:
        return undefined
    return Unknown.of(*(part for one in (use, output) if isinstance(one, Unknown) for part in one.missing))


def _output(main: FactRow | None, unit: str, masses: dict[str, Decimal], units: UnitTable) -> Result[Decimal]:
    if main is None:
        return Unknown.of("product_output")
    if unit == "tan":
        tonnes = _tonnes(main, masses, units)
        return Known(tonnes) if tonnes is not None else Unknown.of("amount of product_output")
    made, wanted = quantity(main, "amount", units), units.find(unit)
    if made is None or wanted is None or made.unit.dimension != wanted.dimension:
        return Unknown.of("amount of product_output")
    return Known(made.to(wanted).amount)


def _tonnes(main: FactRow, masses: dict[str, Decimal], units: UnitTable) -> Decimal | None:
    """The output in tonnes, through the mass of one piece where it is counted in pieces."""
    made = quantity(main, "amount", units)
    if made is None:
        return None
    own = quantity(main, "unit_mass", units)
    weight = own.amount if own is not None else masses.get(main.text("product"))
    found = made.mass(weight)
    return found.value / _PER_TONNE if isinstance(found, Known) else None


def _unit_masses(rows: Iterable[FactRow]) -> dict[str, Decimal]:
    """The mass of one piece of each product as the register has it, in kg."""
    found = {}
    for row in rows:
        if row.kind == "product_capacity" and row.state in SHOWN and row.text("unit_mass"):
            found[row.text("product")] = Decimal(row.text("unit_mass"))
    return found


def _unit_of(main: FactRow) -> str:
    value = main.values.get("amount")
    return value.unit if value is not None else ""


def _last_day(held: Sequence[Inventory], today: date) -> date:
    return held[-1].period.last if held else today


def _ranges(sector: str, tables: Reference, day: date) -> tuple[SectorRange, ...]:
    """The ranges of electricity per tonne in this sector on that day."""
    return tuple(
        one
        for one in tables.factors.ranges
        if one.sector == sector and one.unit.startswith(_TONNE_RANGE) and one.in_force(day)
    )
