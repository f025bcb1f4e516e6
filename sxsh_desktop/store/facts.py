"""Facts: written and read through the tables that the vocabulary makes (`fact_tables`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.vocabulary import Vocabulary
from sxsh_desktop.store import judged
from sxsh_desktop.store.bulk import insert_rows
from sxsh_desktop.store.fact_tables import FactTables, fact_tables
from sxsh_desktop.store.ledger import chunks
from sxsh_desktop.store.schema_derived import fact_records

_STATES = {int(state): state for state in ReviewCode}


def are_there(connection: Connection, vocabulary: Vocabulary) -> bool:
    """Whether the store's fact tables are those of this vocabulary."""
    return fact_tables(vocabulary).are_there(connection)


def clear(connection: Connection, vocabulary: Vocabulary) -> None:
    """Throw all facts away: the first step of a rebuild."""
    fact_tables(vocabulary).make(connection)
    judged.mark(connection, (judged.EVERYTHING,))


def replace_for_record(
    connection: Connection, vocabulary: Vocabulary, record_id: str, rows: Iterable[FactRow]
) -> None:
    """The facts of a record are these, whatever they were before."""
    replace_for_records(connection, vocabulary, {record_id: list(rows)})


def replace_for_records(
    connection: Connection,
    vocabulary: Vocabulary,
    by_record: Mapping[str, Sequence[FactRow]],
    known: Collection[str] | None = None,
) -> None:
    """The facts of several records are these; many at once are faster than one by one.

    known: those that may have facts already, where that is known (all of them without it). Raises ValueError when a
    row stands under another record than its own.
    """
    tables = fact_tables(vocabulary)
    _forget(connection, tables, [one for one in by_record if known is None or one in known])
    pieces: dict[str, list[tuple[Any, ...]]] = {}
    held: dict[str, set[str]] = {}
    for record_id, rows in by_record.items():
        for row in rows:
            if row.record_id != record_id:
                raise ValueError(f"a fact of {row.record_id} among those of {record_id}")
            names = held.setdefault(record_id, set())
            for table_name, cells in tables.cells(row):
                pieces.setdefault(table_name, []).append(cells)
                names.add(table_name)
    judged.mark(connection, judged.about(row for rows in by_record.values() for row in rows))
    for table in tables.all():
        if table.name in pieces:
            insert_rows(connection, table, tables.names(table.name), pieces[table.name])
    kept = [(record_id, " ".join(sorted(names))) for record_id, names in held.items()]
    insert_rows(connection, fact_records, ("record_id", "kinds"), kept)


def set_state(
    connection: Connection, vocabulary: Vocabulary, record_ids: Sequence[str], state: ReviewCode
) -> None:
    """All facts of these records stand in this review state now."""
    by_name = {table.name: table for table in fact_tables(vocabulary).all()}
    for ids in chunks(record_ids):
        held: dict[str, list[str]] = {}
        for row in connection.execute(select(fact_records).where(fact_records.c.record_id.in_(ids))):
            for name in row.kinds.split():
                held.setdefault(name, []).append(row.record_id)
        judged.mark_held(connection, by_name, held)
        for name, holders in held.items():
            table = by_name[name]
            if "state" in table.c:
                chosen = update(table).where(table.c.record_id.in_(holders))
                connection.execute(chosen.values(state=int(state)))


def _forget(connection: Connection, tables: FactTables, record_ids: Sequence[str]) -> None:
    by_name = {table.name: table for table in tables.all()}
    for ids in chunks(record_ids):
        held: dict[str, list[str]] = {}
        for row in connection.execute(select(fact_records).where(fact_records.c.record_id.in_(ids))):
            for name in row.kinds.split():
                held.setdefault(name, []).append(row.record_id)
        judged.mark_held(connection, by_name, held)
        for name, holders in held.items():
            table = by_name[name]
            connection.execute(delete(table).where(table.c.record_id.in_(holders)))
        if held:
            connection.execute(delete(fact_records).where(fact_records.c.record_id.in_(ids)))


def rows(
    connection: Connection,
    vocabulary: Vocabulary,
    kind: str,
    *,
    facility_id: str = "",
    record_id: str = "",
    state: ReviewCode | None = None,
    on_or_before: str = "",
    where: Mapping[str, str] | None = None,
) -> list[FactRow]:
    """Facts of one kind, sorted by day and id.

    `on_or_before`: ISO date that the fact's day may not exceed; `where`: attribute -> the text that it must
    have. Raises KeyError for a kind or attribute that the vocabulary lacks.
    """
    tables = fact_tables(vocabulary)
    table = tables.tables[kind]
    chosen = select(table)
    if facility_id:
        chosen = chosen.where(table.c.facility_id == facility_id)
    if record_id:
        chosen = chosen.where(table.c.record_id == record_id)
    if state is not None:
        chosen = chosen.where(table.c.state == int(state))
    if on_or_before:
        chosen = chosen.where(table.c.on_day <= on_or_before)
    for name, wanted in (where or {}).items():
        chosen = chosen.where(table.c[f"v_{name}"] == wanted)
    return [
        tables.fact(kind, found)
        for found in connection.execute(chosen.order_by(table.c.on_day, table.c.fact_id))
    ]


def of_record(connection: Connection, vocabulary: Vocabulary, record_id: str) -> list[FactRow]:
    """All facts of a record, by kind."""
    held = connection.execute(
        select(fact_records.c.kinds).where(fact_records.c.record_id == record_id)
    ).scalar()
    names = (held or "").split()
    return [
        row
        for kind in vocabulary.kinds
        if f"fact_{kind.name}" in names
        for row in rows(connection, vocabulary, kind.name, record_id=record_id)
    ]


@dataclass(frozen=True, slots=True)
class Said:
    """Some attributes of a fact as entered, in the order asked for; `absent` as in the table ("a=unknown;b=…")."""

    record_id: str
    facility_id: str
    fact_id: str
    state: ReviewCode
    on_day: str
    absent: str
    texts: tuple[str, ...]


def said_by_records(
    connection: Connection,
    vocabulary: Vocabulary,
    record_ids: Sequence[str],
    kind: str,
    attributes: Sequence[str],
) -> list[Said]:
    """What the facts of one kind of these records say, by day and id; much quicker than the whole facts."""
    return _said(connection, fact_tables(vocabulary).tables[kind], "record_id", record_ids, attributes)


def said_of_facilities(
    connection: Connection,
    vocabulary: Vocabulary,
    facility_ids: Sequence[str],
    kind: str,
    attributes: Sequence[str],
) -> list[Said]:
    """What the facts of one kind about these facilities say, by day and id."""
    return _said(connection, fact_tables(vocabulary).tables[kind], "facility_id", facility_ids, attributes)


def _said(
    connection: Connection, table: Table, key: str, wanted: Sequence[str], attributes: Sequence[str]
) -> list[Said]:
    about = ("record_id", "facility_id", "fact_id", "state", "on_day", "absent")
    columns = [table.c[name] for name in (*about, *(f"v_{name}" for name in attributes))]
    found: list[Said] = []
    for ids in chunks(wanted):
        chosen = select(*columns).where(table.c[key].in_(ids)).order_by(table.c.on_day, table.c.fact_id)
        for record, facility, fact, state, day, absent, *texts in connection.execute(chosen).all():
            found.append(Said(record, facility, fact, _STATES[state], day, absent, tuple(texts)))
    return found


def of_facility(
    connection: Connection, vocabulary: Vocabulary, facility_id: str, kinds: Sequence[str] = ()
) -> list[FactRow]:
    """All facts (of some kinds) about a facility, by kind, then by day."""
    wanted = kinds or [kind.name for kind in vocabulary.kinds]
    return [row for kind in wanted for row in rows(connection, vocabulary, kind, facility_id=facility_id)]


@dataclass(frozen=True, slots=True)
class ExtraFact:
    """What a record says under a name that this vocabulary lacks; kept as text."""

    record_id: str
    revision_id: str
    row_id: str
    name: str
    text: str
    unit: str
    absent: str


def extras(connection: Connection, vocabulary: Vocabulary, record_id: str) -> list[ExtraFact]:
    """What the record says that this program does not know yet."""
    extra = fact_tables(vocabulary).extra
    chosen = select(extra).where(extra.c.record_id == record_id).order_by(extra.c.fact_id, extra.c.name)
    return [
        ExtraFact(
            row.record_id,
            row.revision_id,
            row.row_id,
            f"{row.kind}[{row.item}].{row.name}" if row.item else f"{row.kind}.{row.name}",
            row.text,
            row.unit,
            row.absent,
        )
        for row in connection.execute(chosen)
    ]
