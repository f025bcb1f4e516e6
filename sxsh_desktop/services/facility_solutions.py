"""The solutions of one facility: what was expected of each, what became of it, its money and what it spares.

A solution that several records tell of is one (facts.md, section 6); the newest statement on or before the day holds.
Money is in million dong, energy in TOE by the Vietnamese coefficients, gases in tonnes of CO2 equivalent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sxsh_desktop.domain.emissions import FactorSet, emission
from sxsh_desktop.domain.energy import Use, national_toe
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.judging import Links, statements_of
from sxsh_desktop.domain.money import Appraisal, appraise
from sxsh_desktop.domain.quantity import Quantity, UnitTable
from sxsh_desktop.domain.reading import FactsAt
from sxsh_desktop.domain.results import Known, Result, Unknown, missing_of
from sxsh_desktop.domain.solutions import SolutionId, joined
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.services.series import quantity

MILLION = "trd"
REJECTED = "bo"  # screening: not to be studied further
_PER_YEAR = " per year"


@dataclass(frozen=True, slots=True)
class Effects:
    """What a solution spares in a year; None where nobody said so.

    `toe`, `co2e`: unknown where an amount or a factor is not known, and None where it speaks of no energy at all.
    """

    electricity: Decimal | None
    fuel: str
    fuel_amount: Decimal | None
    fuel_unit: str
    water: Decimal | None
    material: Decimal | None
    waste: Decimal | None
    toe: Result[Decimal] | None
    co2e: Result[Decimal] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a solution, as last stated. Money in million dong, `day` of the statement (ISO)."""

    state: str
    progress: str
    done_on: str
    investment: Decimal | None
    saving: Decimal | None
    opex: Decimal | None
    effects: Effects
    quality: str
    problem: str
    day: str
    record_id: str


@dataclass(frozen=True, slots=True)
class SolutionFacts:
    """One solution: as appraised (money in million dong) and its last outcome (None: never told of)."""

    identity: SolutionId
    row: FactRow
    investment: Decimal | None
    saving: Decimal | None
    opex: Decimal | None
    life: int | None
    appraisal: Appraisal
    effects: Effects
    outcome: Outcome | None

    @property
    def state(self) -> str:
        """The code of its last state; "" where nobody told."""
        return self.outcome.state if self.outcome else ""


def solutions_of(
    facts: FactsAt, links: Links, facility_id: str, tables: Reference
) -> tuple[SolutionFacts, ...]:
    """Every solution that an assessment appraised, by assessment and code."""
    statements, joins = statements_of(facts, links, facility_id)
    leaders = joined(joins)
    results: dict[SolutionId, list[FactRow]] = {}
    for identity, row in statements:
        results.setdefault(leaders.get(identity, identity), []).append(row)
    appraised: dict[SolutionId, FactRow] = {}
    for row in facts.of("solution", facility_id):
        number = links.number_of_record.get(row.record_id, "")
        appraised[SolutionId(facility_id, number, row.text("code"))] = row
    rates = {
        row.record_id: _number(row, "discount_rate") for row in facts.of("detailed_assessment", facility_id)
    }
    return tuple(
        _solution(identity, row, results.get(leaders.get(identity, identity), ()), rates, tables, facts)
        for identity, row in sorted(appraised.items())
    )


def _solution(
    identity: SolutionId,
    row: FactRow,
    told: Sequence[FactRow],
    rates: Mapping[str, Decimal | None],
    tables: Reference,
    facts: FactsAt,
) -> SolutionFacts:
    money = [_money(row, name, tables.units) for name in ("investment", "saving", "opex")]
    life = row.text("life")
    rate = rates.get(row.record_id)
    years = int(life) if life.isdigit() else None
    chosen = factor_set(tables, facts.on.year)
    return SolutionFacts(
        identity=identity,
        row=row,
        investment=money[0],
        saving=money[1],
        opex=money[2],
        life=years,
        appraisal=appraise(money[0], money[1], money[2], years, rate / 100 if rate is not None else None),
        effects=_effects(row, row, tables, chosen),
        outcome=_outcome(told, row, tables, chosen) if told else None,
    )


def _outcome(told: Sequence[FactRow], appraised: FactRow, tables: Reference, chosen: FactorSet) -> Outcome:
    """The newest statement; what was spent is told once, so that an earlier one may say it."""
    row = told[-1]
    spent = next((one for one in reversed(told) if one.text("investment")), row)
    money = [_money(row, name, tables.units) for name in ("saving", "opex")]
    return Outcome(
        state=row.text("state"),
        progress=row.text("progress"),
        done_on=row.text("done_on"),
        investment=_money(spent, "investment", tables.units),
        saving=money[0],
        opex=money[1],
        effects=_effects(row, appraised, tables, chosen),
        quality=row.quality or row.text("quality"),
        problem=row.text("problem"),
        day=row.on_day,
        record_id=row.record_id,
    )


def factor_set(tables: Reference, year: int) -> FactorSet:
    """One set of factors for everything: the newest official grid factor up to that year."""
    official = [one for one, factor in tables.factors.grid.items() if factor.official and one <= year]
    return FactorSet(max(official, default=year))


def _effects(row: FactRow, named: FactRow, tables: Reference, chosen: FactorSet) -> Effects:
    """`named`: the row that names the fuel (a result of form E takes it from its solution)."""
    units = tables.units
    power = yearly(row, "electricity", "kwh", units)
    fuel = row.text("fuel") or named.text("fuel")
    burned = _as_amount(row, "fuel_amount", units)
    uses = [("electricity", Use("dien", Quantity(power, units.get("kwh")) if power is not None else None))]
    uses += [("fuel_amount", Use(fuel, burned))] if fuel else []
    told = [use for attribute, use in uses if _speaks(row, attribute)]
    oil = [national_toe(use, tables.factors, units) for use in told]
    gases = [emission(use, tables.factors, units, chosen) for use in told]
    return Effects(
        electricity=power,
        fuel=fuel,
        fuel_amount=burned.amount if burned else None,
        fuel_unit=burned.unit.code if burned else "",
        water=yearly(row, "water", "m3", units),
        material=yearly(row, "material", "tan", units),
        waste=yearly(row, "waste", "tan", units),
        toe=_total([Known(one.value.value) if isinstance(one, Known) else one for one in oil]),
        co2e=_total([Known(one.value.counted) if isinstance(one, Known) else one for one in gases]),
    )


def _total(parts: Sequence[Result[Decimal]]) -> Result[Decimal] | None:
    if not parts:
        return None
    if missing := missing_of(parts):
        return Unknown(missing)
    return Known(sum((part.value for part in parts if isinstance(part, Known)), start=Decimal(0)))


def _speaks(row: FactRow, attribute: str) -> bool:
    return bool(row.text(attribute)) or row.absent(attribute) in ("unknown", "refused", "conflict")


def _money(row: FactRow, attribute: str, units: UnitTable) -> Decimal | None:
    return yearly(row, attribute, MILLION, units)


def _as_amount(row: FactRow, attribute: str, units: UnitTable) -> Quantity | None:
    """A yearly rate read as the amount of a year."""
    value = row.values.get(attribute)
    if value is None or not value.text:
        return None
    bare = replace(value, unit=value.unit.removesuffix(_PER_YEAR))
    return quantity(row._replace(values={attribute: bare}), attribute, units)


def yearly(row: FactRow, attribute: str, wanted: str, units: UnitTable) -> Decimal | None:
    """An amount or yearly rate of a fact in a wanted unit; None where it is absent or does not convert."""
    return units.amount_in(_as_amount(row, attribute, units), wanted)


def _number(row: FactRow, attribute: str) -> Decimal | None:
    text = row.text(attribute)
    return Decimal(text) if text else None
