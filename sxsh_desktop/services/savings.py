"""What solutions saved, at one facility or over the province: by resource, by quality, dated and counted once.

Rows are kept apart: metered, billed, self-reported (estimated, derived, measures of the survey), and what is only
expected. In-year, half-years, run-rate and cumulative follow `domain.savings_ledger`; a solution told in four places
counts once (FACTS.md, section 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.board import Scope, groups_of
from sxsh_desktop.domain.emissions import FactorSet, emission
from sxsh_desktop.domain.energy import Use, national_toe
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.judging import CLOSED, Links, links_of, statements_of
from sxsh_desktop.domain.periods import Period, half_years
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.reading import FactsAt
from sxsh_desktop.domain.results import Known, Result
from sxsh_desktop.domain.savings_ledger import (
    BILLED,
    ESTIMATED,
    EXPECTED,
    METERED,
    Statement,
    Stretch,
    actual,
    cumulative,
    expected,
    in_span,
    run_rate,
    stretches,
)
from sxsh_desktop.domain.solutions import GIVEN_UP, IMPLEMENTED, SolutionId, joined, read_reference
from sxsh_desktop.services import reference
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.services.series import quantity
from sxsh_desktop.store import facts_read

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

KINDS = (
    "visit", "facility_profile", "facility_status", "quick_assessment", "detailed_assessment", "follow_up",
    "opportunity", "solution", "solution_result", "measure",
)  # fmt: skip
# What is saved: attribute of the statement -> unit in which the sums are kept.
RESOURCES = {
    "saving": "vnd", "electricity": "kwh", "water": "m3", "material": "tan", "waste": "tan",
}  # fmt: skip
TOE, CO2 = "toe", "co2e"
SELF_REPORTED = "self_reported"
ROWS = (METERED, BILLED, SELF_REPORTED, EXPECTED)
BATCH = 400
RESOURCE_WORDS = {
    "saving": _("Money (gross, before added running cost)"),
    "electricity": _("Electricity"),
    "water": _("Water"),
    "material": _("Material"),
    "waste": _("Waste avoided"),
    TOE: _("Energy by the Vietnamese TOE coefficients"),
    CO2: _("Greenhouse gases, scope 1 and 2"),
}
ROW_WORDS = {
    METERED: _("Metered"),
    BILLED: _("Billed"),
    SELF_REPORTED: _("The facility's own figure"),
    EXPECTED: _("Only expected so far (not added)"),
}


@dataclass(frozen=True, slots=True)
class SavedOf:
    """The sums of one resource in one row of ROWS, at T.

    Each is known with `used` of `of` solutions whose figure is known. `halves`: January to June, July to December of
    the year of T; `year` is their sum, cut off at T.
    """

    resource: str
    unit: str
    row: str
    halves: tuple[Result[Decimal], Result[Decimal]]
    year: Result[Decimal]
    run_rate: Result[Decimal]
    cumulative: Result[Decimal]


@dataclass(frozen=True, slots=True)
class SavingsBook:
    """Everything saved at T: sums by resource and row, solutions in use, money invested, tables used."""

    on: date
    sums: tuple[SavedOf, ...]
    solutions: int
    invested: Result[Decimal]
    factors: str
    grid_year: int

    def of(self, resource: str, row: str) -> SavedOf | None:
        """The sums of one resource and row, or None where nothing was said of it."""
        return next((one for one in self.sums if (one.resource, one.row) == (resource, row)), None)


@dataclass(frozen=True, slots=True)
class _Told:
    """The statements of one facility and what was invested, solution by solution."""

    statements: tuple[Statement, ...]
    invested: Mapping[SolutionId, Decimal | None]


def savings_book(
    desk: Desk, on: date, scope: Scope | None = None, progress: Progress | None = None
) -> SavingsBook:
    """The book of the province (or of a scope) at the end of the day `on`, from accepted records."""
    told, tables = progress or silent(), reference.current(desk)
    wanted = scope or Scope()
    found: list[_Told] = []
    with desk.read() as connection:
        whom = sorted(
            facts_read.facilities(connection, desk.vocabulary, ("solution_result", "measure")) - {""}
        )
        for start in range(0, len(whom), BATCH):
            told.step(start, len(whom), words(_("Reading solutions")))
            some = whom[start : start + BATCH]
            rows: dict[str, list[FactRow]] = {}
            for kind in KINDS:
                for facility, said in facts_read.of_facilities(
                    connection, desk.vocabulary, some, kind
                ).items():
                    rows.setdefault(facility, []).extend(said)
            for facility, own in rows.items():
                facts = FactsAt(own, on)
                if wanted.holds(groups_of(facts, tables.places, facility)):
                    found.append(_told(facts, facility, tables))
    return _book(found, on, tables)


def facility_book(rows: Sequence[FactRow], facility_id: str, on: date, tables: Reference) -> SavingsBook:
    """The book of one facility from its facts of KINDS."""
    return _book([_told(FactsAt(rows, on), facility_id, tables)], on, tables)


def _book(found: Sequence[_Told], on: date, tables: Reference) -> SavingsBook:
    statements = [one for told in found for one in told.statements]
    sums = [
        _sums(resource, row, parts, on)
        for resource in (*RESOURCES, TOE, CO2)
        for row, parts in _rows(one for one in statements if one.resource.partition(":")[0] == resource)
    ]
    invested = [amount for told in found for amount in told.invested.values()]
    known = [amount for amount in invested if amount is not None]
    return SavingsBook(
        on=on,
        sums=tuple(sums),
        solutions=len(invested),
        invested=Known(sum(known, start=Decimal(0)), len(known), len(invested)),
        factors=tables.factors.version,
        grid_year=_grid_year(tables, on).grid_year,
    )


def _rows(statements: Iterable[Statement]) -> Iterator[tuple[str, tuple[Stretch, ...]]]:
    """The course of each of ROWS: a solution stands in the row of the statement that holds on each day."""
    every = list(statements)
    found = stretches(actual(every))
    for row in (METERED, BILLED, SELF_REPORTED):
        parts = tuple(part for part in found if _row_of(part.statement.quality) == row)
        if parts:
            yield row, parts
    hoped = stretches(replace(one, quality=EXPECTED) for one in expected(every))
    if hoped:
        yield EXPECTED, hoped


def _row_of(quality: str) -> str:
    return quality if quality in (METERED, BILLED) else SELF_REPORTED


def _sums(resource: str, row: str, parts: tuple[Stretch, ...], on: date) -> SavedOf:
    first, second = half_years(on.year)
    return SavedOf(
        resource=resource,
        unit=RESOURCES.get(resource, resource),
        row=row,
        halves=(_until(parts, first, on), _until(parts, second, on)),
        year=_until(parts, Period.year(on.year), on),
        run_rate=run_rate(parts, on),
        cumulative=cumulative(parts, on),
    )


def _until(parts: tuple[Stretch, ...], span: Period, on: date) -> Result[Decimal]:
    """The saving of a span up to T; nothing of a span that has not begun."""
    if span.first > on:
        return Known(Decimal(0))
    return in_span(parts, Period(span.first, min(span.last, on)))


def _told(facts: FactsAt, facility: str, tables: Reference) -> _Told:
    links = links_of(facts)
    results, joins = statements_of(facts, links, facility)
    leaders = joined(joins)
    grouped: dict[SolutionId, list[FactRow]] = {}
    for identity, row in results:
        grouped.setdefault(leaders.get(identity, identity), []).append(row)
    closed = _closed_on(facts, facility)
    hopes = _hopes(facts, links, leaders, facility)
    statements: list[Statement] = []
    invested: dict[SolutionId, Decimal | None] = {}
    for identity, rows in sorted(grouped.items()):
        since = _in_use_since(rows, facts)
        if since is None:
            continue
        ended = [_day(row.on_day) for row in rows if row.text("state") == GIVEN_UP]
        until = min((day for day in (*ended, closed) if day is not None), default=None)
        done = [row for row in rows if row.text("state") in IMPLEMENTED]
        for row in done:
            statements += _statements(
                identity, row, row.quality or row.text("quality"), since, until, tables, facts.on
            )
        for row in hopes.get(identity, ()):
            statements += _statements(identity, row, EXPECTED, since, until, tables, facts.on)
        invested[identity] = _latest(done, "investment", tables.units)
    for row in facts.of("measure", facility):
        named = read_reference(facility, row.text("same_as"))
        if named is not None and leaders.get(named, named) in grouped:
            continue
        year = row.text("year") or row.on_day[:4]
        if year.isdigit() and facts.in_force(f"{year}-12-31"):
            identity = SolutionId(facility, "", f"{row.record_id}/{row.row_id or row.fact_id}")
            quality = row.text("quality") or ESTIMATED
            told = quality if _row_of(quality) == SELF_REPORTED else ESTIMATED  # a survey is no meter
            statements += _statements(identity, row, told, date(int(year), 12, 31), closed, tables, facts.on)
            invested[identity] = _latest([row], "investment", tables.units)
    return _Told(tuple(statements), invested)


def _in_use_since(rows: Sequence[FactRow], facts: FactsAt) -> date | None:
    """The first day in use that any statement gives; None while it is not in use at T."""
    days = [
        day
        for row in rows
        if row.text("state") in IMPLEMENTED and (day := _day(row.text("done_on") or row.on_day)) is not None
    ]
    first = min(days, default=None)
    return first if first is not None and first <= facts.on else None


def _closed_on(facts: FactsAt, facility: str) -> date | None:
    last = facts.newest("facility_status", facility)
    return _day(last.on_day) if last is not None and last.text("state") == CLOSED else None


def _hopes(
    facts: FactsAt, links: Links, leaders: Mapping[SolutionId, SolutionId], facility: str
) -> dict[SolutionId, list[FactRow]]:
    """What was expected of each solution when it was appraised."""
    found: dict[SolutionId, list[FactRow]] = {}
    for row in facts.of("solution", facility):
        identity = SolutionId(facility, links.number_of_record.get(row.record_id, ""), row.text("code"))
        found.setdefault(leaders.get(identity, identity), []).append(row)
    return found


def _statements(
    identity: SolutionId,
    row: FactRow,
    quality: str,
    since: date,
    until: date | None,
    tables: Reference,
    on: date,
) -> list[Statement]:
    """One statement for each resource that the row speaks of; an unknown amount stays unknown."""
    said = _day(row.on_day) or since
    found: list[Statement] = []

    def add(resource: str, annual: Decimal | None) -> None:
        found.append(Statement(identity, resource, said, annual, quality, since, until, row.fact_id))

    for attribute, unit in RESOURCES.items():
        if _speaks(row, attribute):
            add(attribute, _per_year(row, attribute, unit, tables.units))
    uses = {"electricity": Use("dien", None), "fuel": Use(row.text("fuel"), None)}
    for name, attribute in (("electricity", "electricity"), ("fuel", "fuel_amount")):
        if not _speaks(row, attribute):
            continue
        amount = quantity(_as_amount(row, attribute), attribute, tables.units)
        use = Use(uses[name].carrier, amount)
        toe = national_toe(use, tables.factors, tables.units)
        gases = emission(use, tables.factors, tables.units, _grid_year(tables, on))
        add(f"{TOE}:{name}", toe.value.value if isinstance(toe, Known) else None)
        add(f"{CO2}:{name}", gases.value.counted if isinstance(gases, Known) else None)
    return found


def _grid_year(tables: Reference, on: date) -> FactorSet:
    """One set of factors for everything: the newest official grid factor up to the year of T."""
    official = [year for year, one in tables.factors.grid.items() if one.official and year <= on.year]
    return FactorSet(max(official, default=on.year))


def _speaks(row: FactRow, attribute: str) -> bool:
    """Whether the row says anything of it: an amount, or that it is unknown."""
    return bool(row.text(attribute)) or row.absent(attribute) in ("unknown", "refused", "conflict")


def _as_amount(row: FactRow, attribute: str) -> FactRow:
    """The row with the yearly rate as an amount: "kwh per year" read as the kWh of a year."""
    value = row.values.get(attribute)
    if value is None or " per " not in value.unit:
        return row
    amount = replace(value, unit=value.unit.partition(" per ")[0])
    return row._replace(values={**row.values, attribute: amount})


def _per_year(row: FactRow, attribute: str, unit: str, units: UnitTable) -> Decimal | None:
    found = quantity(_as_amount(row, attribute), attribute, units)
    wanted = units.find(unit)
    if found is None or wanted is None or found.unit.dimension != wanted.dimension:
        return None
    return found.to(wanted).amount


def _latest(rows: Sequence[FactRow], attribute: str, units: UnitTable) -> Decimal | None:
    """The last statement of an amount of money, in dong."""
    for row in reversed(rows):
        if row.text(attribute):
            return _per_year(row, attribute, "vnd", units)
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except (ValueError, InvalidOperation):
        return None
