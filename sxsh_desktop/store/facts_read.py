"""Whole facts of many facilities, records or codes at once, for computations over the province."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.vocabulary import Vocabulary
from sxsh_desktop.store.fact_tables import fact_tables
from sxsh_desktop.store.ledger import chunks
from sxsh_desktop.store.schema_derived import facility_now


def of_facilities(
    connection: Connection, vocabulary: Vocabulary, facility_ids: Sequence[str], kind: str
) -> dict[str, list[FactRow]]:
    """The facts of one kind about several facilities, each facility's by day and id."""
    found: dict[str, list[FactRow]] = {}
    for row in _where(connection, vocabulary, kind, "facility_id", facility_ids):
        found.setdefault(row.facility_id, []).append(row)
    return found


def of_neighbours(
    connection: Connection, vocabulary: Vocabulary, facility_ids: Sequence[str], kind: str
) -> dict[str, list[FactRow]]:
    """As `of_facilities`, for ids in the order of the store with few others between them: one span is read."""
    if not facility_ids:
        return {}
    tables, wanted = fact_tables(vocabulary), set(facility_ids)
    whose = tables.tables[kind].c.facility_id
    chosen = select(tables.tables[kind]).where(whose >= facility_ids[0], whose <= facility_ids[-1])
    found: dict[str, list[FactRow]] = {}
    for row in sorted(
        (tables.fact(kind, one) for one in connection.execute(chosen).fetchall()),
        key=lambda one: (one.on_day, one.fact_id),
    ):
        if row.facility_id in wanted:
            found.setdefault(row.facility_id, []).append(row)
    return found


def of_records(
    connection: Connection, vocabulary: Vocabulary, record_ids: Sequence[str], kind: str
) -> dict[str, list[FactRow]]:
    """The facts of one kind of several records, each record's by day and id."""
    found: dict[str, list[FactRow]] = {}
    for row in _where(connection, vocabulary, kind, "record_id", record_ids):
        found.setdefault(row.record_id, []).append(row)
    return found


def _where(
    connection: Connection, vocabulary: Vocabulary, kind: str, column: str, wanted: Sequence[str]
) -> list[FactRow]:
    tables = fact_tables(vocabulary)
    table = tables.tables[kind]
    found = [
        tables.fact(kind, row)
        for some in chunks(wanted)
        for row in connection.execute(select(table).where(table.c[column].in_(some))).fetchall()
    ]
    return sorted(found, key=lambda row: (row.on_day, row.fact_id))


def saying(
    connection: Connection, vocabulary: Vocabulary, kind: str, attribute: str, texts: Sequence[str]
) -> list[FactRow]:
    """The facts of a kind in which an attribute is one of these texts, by day and id."""
    return _where(connection, vocabulary, kind, f"v_{attribute}", texts)


def facilities_saying(
    connection: Connection, vocabulary: Vocabulary, kind: str, attribute: str, texts: Sequence[str]
) -> set[str]:
    """The facilities with a fact of a kind in which an attribute is one of these texts."""
    table = fact_tables(vocabulary).tables[kind]
    found: set[str] = set()
    for some in chunks(texts):
        chosen = select(table.c.facility_id).where(table.c[f"v_{attribute}"].in_(some)).distinct()
        found.update(connection.execute(chosen).scalars())
    return found


def facilities(connection: Connection, vocabulary: Vocabulary, kinds: Sequence[str]) -> set[str]:
    """Every facility with a fact of one of these kinds."""
    tables = fact_tables(vocabulary).tables
    return {
        facility_id
        for kind in kinds
        for facility_id in connection.execute(select(tables[kind].c.facility_id).distinct()).scalars()
    }


def waiting_days(
    connection: Connection, vocabulary: Vocabulary, kinds: Sequence[str], facility_id: str
) -> dict[str, int]:
    """Day -> how many facts of these kinds about a facility ("" = about none) nobody has reviewed."""
    tables, found = fact_tables(vocabulary).tables, dict[str, int]()
    for kind in kinds:
        table = tables[kind]
        chosen = select(table.c.on_day, func.count()).where(
            table.c.facility_id == facility_id, table.c.state == int(ReviewCode.WAITING)
        )
        for day, number in connection.execute(chosen.group_by(table.c.on_day)):
            found[day] = found.get(day, 0) + int(number)
    return found


def of_period_end(
    connection: Connection,
    vocabulary: Vocabulary,
    kind: str,
    attribute: str,
    texts: Sequence[str],
    to_day: str,
) -> list[FactRow]:
    """The facts of a kind whose period ends on a day and in which an attribute is one of these texts.

    For kinds of charts an index answers it (state, end of the period). Rejected ones are left out.
    """
    tables = fact_tables(vocabulary)
    table = tables.tables[kind]
    states = [int(one) for one in ReviewCode if one is not ReviewCode.REJECTED]
    chosen = select(table).where(
        table.c.state.in_(states), table.c.to_day == to_day, table.c[f"v_{attribute}"].in_(list(texts))
    )
    return sorted(
        (tables.fact(kind, row) for row in connection.execute(chosen)),
        key=lambda row: (row.on_day, row.fact_id),
    )


def facilities_of_sector(connection: Connection, sector: str, most: int) -> list[str]:
    """Facilities of a sector group, at most so many, those visited last first."""
    chosen = (
        select(facility_now.c.facility_id)
        .where(facility_now.c.sector == sector)
        .order_by(facility_now.c.last_visit_day.desc(), facility_now.c.facility_id)
        .limit(most)
    )
    return list(connection.execute(chosen).scalars())
