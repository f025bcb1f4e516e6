"""What a record is compared with: its facility's card and other records, the sector, facilities with like figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sxsh_desktop.domain.factors import SectorRange
from sxsh_desktop.domain.facts import Fact, FactRow, ReviewCode
from sxsh_desktop.domain.numbers import format_date
from sxsh_desktop.domain.plausibility import Case, Other, by_kind, learned_range
from sxsh_desktop.domain.plausibility.case import Facts, period_of
from sxsh_desktop.domain.plausibility.copies import is_telling
from sxsh_desktop.domain.plausibility.ranges import KWH_T, M3_T, figures, fitting, is_sure
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import facts_read, register
from sxsh_desktop.store.connection import Connection

_INVENTORY = (
    "period", "inventory_scope", "product_output", "energy_use", "material_use", "water_use", "waste_stream",
)  # fmt: skip
_EARLIER = (*_INVENTORY, "baseline_after")
_CARD = ("facility_profile", "product_capacity")
_ASKED = ("period", "product_output", "energy_use", "inventory_scope", "water_use")
_MOST_FELLOWS, _MOST_LEARNED, _LEAST_SHARED = 5, 400, 3
_KEPT = "plausibility"


@dataclass(frozen=True, slots=True)
class About:
    """The facility of a record: its sector, newest card, and other records."""

    facility_id: str = ""
    sector: str = ""
    card: Facts = field(default_factory=dict)
    earlier: tuple[Other, ...] = ()


def about_facility(connection: Connection, desk: Desk, case: Case, record_id: str) -> About:
    """The facility that the record names by its code (a register card: itself)."""
    own = case.first("facility_profile")
    visit = case.first("visit")
    code = visit.text("facility") if visit is not None else ""
    named = register.by_code(connection, code) if code else register.get(connection, record_id)
    if named is not None and named.joined_to:
        named = register.get(connection, named.joined_to)
    if named is None:
        return About(sector=own.text("sector") if own is not None else "")
    rows = fact_store.of_facility(connection, desk.vocabulary, named.facility_id, (*_CARD, *_EARLIER))
    others = [row for row in rows if row.record_id != record_id and row.state is not ReviewCode.REJECTED]
    earlier = tuple(_others(row for row in others if row.kind in _EARLIER))
    sector = own.text("sector") if own is not None and own.text("sector") else named.sector
    return About(named.facility_id, sector, _newest(others), earlier)


def _newest(rows: Sequence[FactRow]) -> dict[str, list[Fact]]:
    """The card: facts of the newest day of each kind."""
    found: dict[str, list[Fact]] = {}
    for kind in _CARD:
        days = [row.on_day for row in rows if row.kind == kind]
        newest = max(days, default="")
        found[kind] = [_fact(row) for row in rows if row.kind == kind and row.on_day == newest]
    return found


def _fact(row: FactRow) -> Fact:
    return Fact(row.kind, row.item, row.row_id, row.values)


def _others(rows: Iterable[FactRow], names: Mapping[str, str] | None = None) -> list[Other]:
    """Records by their facts, the newest period first; `names`: of the facilities, by id."""
    by_record: dict[str, list[FactRow]] = {}
    for row in rows:
        by_record.setdefault(row.record_id, []).append(row)
    found = []
    for record_id, its in by_record.items():
        facts = by_kind(_fact(row) for row in its)
        period = next((period_of(one, "from", "to") for one in facts.get("period", ())), None)
        spoken = f"{format_date(period.first)}–{format_date(period.last)}" if period else ""
        name = (names or {}).get(its[0].facility_id, "") if names is not None else spoken
        found.append(Other(record_id, name, period, facts))
    return sorted(
        found, key=lambda one: (one.period.last if one.period else date.min, one.record_id), reverse=True
    )


def fellows(connection: Connection, desk: Desk, case: Case, facility_id: str) -> tuple[Other, ...]:
    """Records of other facilities whose period ends on the same day and that share an amount of this one."""
    period = case.period
    wanted = [
        (kind, [one.text("amount") for one in case.facts(kind) if _is_telling(one)])
        for kind in ("energy_use", "product_output")
    ]
    if period is None or not any(texts for _kind, texts in wanted):
        return ()
    last = period.last.isoformat()
    shared: list[str] = []
    for kind, texts in wanted:
        if texts:
            rows = facts_read.of_period_end(connection, desk.vocabulary, kind, "amount", texts, last)
            shared += [row.record_id for row in rows if row.facility_id != facility_id]
    records = list(dict.fromkeys(shared))[:_MOST_FELLOWS]
    rows = [
        row
        for kind in _INVENTORY
        for its in (
            facts_read.of_records(connection, desk.vocabulary, records, kind).values() if records else ()
        )
        for row in its
    ]
    known = register.get_many(connection, sorted({row.facility_id for row in rows}))
    return tuple(_others(rows, {one: found.name for one, found in known.items()}))


def _is_telling(fact: Fact) -> bool:
    text = fact.text("amount")
    return bool(text) and is_telling(Decimal(text))


def ranges_of(
    connection: Connection, desk: Desk, tables: Reference, sector: str, day: date
) -> tuple[SectorRange, ...]:
    """The ranges of a sector: of the dated table, and learned ones where the table has none that is sure."""
    if not sector:
        return ()
    stated = tables.factors.ranges_of(sector, day)
    missing = [unit for unit in (KWH_T, M3_T) if not is_sure(fitting(stated, unit, day))]
    return (*stated, *(_learned(connection, desk, tables, sector, missing) if missing else ()))


def _learned(
    connection: Connection, desk: Desk, tables: Reference, sector: str, units: Sequence[str]
) -> tuple[SectorRange, ...]:
    """Learned from the accepted records of the sector, once a day: a single record hardly moves them."""
    today = desk.today()
    kept = desk.kept.setdefault(_KEPT, {})
    assert isinstance(kept, dict)
    key = (sector, tuple(units), today)
    if key not in kept:
        kept[key] = tuple(learn(connection, desk, tables, sector, units))
    found: tuple[SectorRange, ...] = kept[key]
    return found


def learn(
    connection: Connection, desk: Desk, tables: Reference, sector: str, units: Sequence[str]
) -> list[SectorRange]:
    """Ranges of a sector from its accepted records, each in one of the units; too few records give none."""
    values = learned_values(connection, desk, tables, sector, units)
    found = (learned_range(sector, unit, values[unit], date.min) for unit in units)
    return [one for one in found if one is not None]


def learned_values(
    connection: Connection, desk: Desk, tables: Reference, sector: str, units: Sequence[str]
) -> dict[str, list[Decimal]]:
    """Use for a unit of product as the accepted records of a sector state it, by unit."""
    facilities = facts_read.facilities_of_sector(connection, sector, _MOST_LEARNED)
    by_record: dict[str, list[FactRow]] = {}
    for kind in _ASKED:
        for rows in facts_read.of_facilities(connection, desk.vocabulary, facilities, kind).values():
            for row in rows:
                if row.state is ReviewCode.ACCEPTED:
                    by_record.setdefault(row.record_id, []).append(row)
    values: dict[str, list[Decimal]] = {unit: [] for unit in units}
    for rows in by_record.values():
        case = Case(by_kind(_fact(row) for row in rows), tables.units, desk.today(), sector)
        for one in figures(case):
            if one.unit in values:
                values[one.unit].append(one.value)
    return values
