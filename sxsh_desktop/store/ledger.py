"""The ledger in the store: revisions and entries are added, read, and never changed.

Items that only an undone import brought are hidden from every reading function here (see `store.exchange`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Table, bindparam, exists, func, select

from sxsh_desktop.ledger.lines import revision_line
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.store.bulk import insert_rows
from sxsh_desktop.store.ledger_rows import (
    ENTRY_COLUMNS,
    REVISION_COLUMNS,
    entry_row,
    revision_row,
    to_entry,
    to_revision,
)
from sxsh_desktop.store.schema import entries, import_hidden, revision_parents, revisions
from sxsh_desktop.store.schema_derived import acknowledged

_Item = TypeVar("_Item", Revision, Entry)
CHUNK = 500
_COLUMNS = {
    revisions.name: (*REVISION_COLUMNS, "made_here"),
    entries.name: (*ENTRY_COLUMNS, "made_here"),
}


@dataclass(frozen=True, slots=True)
class Added:
    """What a union with the ledger did.

    new: ids that were not here; known: how many were here already, byte for byte; clashes: items whose id is
    here with other bytes: not taken, they belong on the shelf.
    """

    new: tuple[str, ...]
    known: int
    clashes: tuple[Revision | Entry, ...]

    @property
    def clash_ids(self) -> tuple[str, ...]:
        """The ids of the clashes."""
        return tuple(one.revision_id if isinstance(one, Revision) else one.entry_id for one in self.clashes)


def add_revisions(connection: Connection, items: Iterable[Revision], *, made_here: bool = False) -> Added:
    """Put revisions into the ledger; what is there already is left as it is (set union)."""
    return _add(connection, items, revisions, revision_row, made_here)


def add_entries(connection: Connection, items: Iterable[Entry], *, made_here: bool = False) -> Added:
    """Put entries into the ledger; what is there already is left as it is (set union)."""
    return _add(connection, items, entries, entry_row, made_here)


def revision(connection: Connection, revision_id: str) -> Revision | None:
    """The revision of that id, or None."""
    row = connection.execute(_visible_revisions().where(revisions.c.revision_id == revision_id)).first()
    return to_revision(row) if row else None


def revisions_of(connection: Connection, record_id: str) -> list[Revision]:
    """All revisions of a record, sorted by id."""
    chosen = _visible_revisions().where(revisions.c.record_id == record_id)
    return [to_revision(row) for row in connection.execute(chosen.order_by(revisions.c.revision_id))]


def revisions_of_many(connection: Connection, record_ids: Sequence[str]) -> dict[str, list[Revision]]:
    """All revisions of several records, each record's sorted by id; records without any are left out."""
    found: dict[str, list[Revision]] = {}
    for ids in chunks(record_ids):
        chosen = _visible_revisions().where(revisions.c.record_id.in_(ids)).order_by(revisions.c.revision_id)
        for row in connection.execute(chosen).all():
            found.setdefault(row[_RECORD], []).append(to_revision(row))
    return found


def children_of(connection: Connection, revision_ids: Sequence[str]) -> list[str]:
    """The revisions that have one of these as parent: they may have waited for it. Sorted."""
    found: set[str] = set()
    for ids in chunks(revision_ids):
        chosen = select(revision_parents.c.revision_id).where(
            revision_parents.c.parent_id.in_(ids), _not_hidden(revision_parents.c.revision_id)
        )
        found.update(connection.execute(chosen).scalars())
    return sorted(found)


def record_ids(connection: Connection, form_id: str = "") -> list[str]:
    """The ids of all records (of one form), sorted."""
    chosen = select(revisions.c.record_id).distinct().where(_not_hidden(revisions.c.revision_id))
    if form_id:
        chosen = chosen.where(revisions.c.form_id == form_id)
    return list(connection.execute(chosen.order_by(revisions.c.record_id)).scalars())


def of_form(connection: Connection, asked: Sequence[str], form_id: str) -> set[str]:
    """Those of the record ids that are records of this form."""
    found: set[str] = set()
    for ids in chunks(asked):
        chosen = select(revisions.c.record_id).where(
            revisions.c.record_id.in_(ids), revisions.c.form_id == form_id
        )
        found.update(connection.execute(chosen).scalars())
    return found


def records_of(connection: Connection, item_ids: Sequence[str]) -> list[str]:
    """The records that these revisions belong to, sorted; ids that are no revision are passed over.

    Hidden revisions count: their record changes when they are hidden or shown again.
    """
    found: set[str] = set()
    for ids in chunks(item_ids):
        found.update(
            connection.execute(
                select(revisions.c.record_id).where(revisions.c.revision_id.in_(ids))
            ).scalars()
        )
    return sorted(found)


def entry(connection: Connection, entry_id: str) -> Entry | None:
    """The entry of that id, or None."""
    row = connection.execute(_visible_entries().where(entries.c.entry_id == entry_id)).first()
    return to_entry(row) if row else None


def entries_of(connection: Connection, subject: str, kind: str = "") -> list[Entry]:
    """All entries (of one kind) about a record, revision, device or form, sorted by id."""
    chosen = _visible_entries().where(entries.c.subject == subject)
    if kind:
        chosen = chosen.where(entries.c.kind == kind)
    return [to_entry(row) for row in connection.execute(chosen.order_by(entries.c.entry_id))]


def entries_of_many(
    connection: Connection, subjects: Sequence[str], kind: str = ""
) -> dict[str, list[Entry]]:
    """All entries (of one kind) about several subjects; subjects without any are left out."""
    found: dict[str, list[Entry]] = {}
    for some in chunks(subjects):
        chosen = _visible_entries().where(entries.c.subject.in_(some))
        if kind:
            chosen = chosen.where(entries.c.kind == kind)
        for row in connection.execute(chosen.order_by(entries.c.entry_id)):
            found.setdefault(row.subject, []).append(to_entry(row))
    return found


def entries_of_kind(connection: Connection, kind: str) -> list[Entry]:
    """All entries of one kind, sorted by id."""
    chosen = _visible_entries().where(entries.c.kind == kind).order_by(entries.c.entry_id)
    return [to_entry(row) for row in connection.execute(chosen)]


def iterate_revisions(
    connection: Connection, ids: Sequence[str] | None = None, *, with_hidden: bool = False
) -> Iterator[Revision]:
    """All revisions sorted by id, or those of `ids` in that order; a few at a time: bounded memory."""
    base = select(revisions) if with_hidden else _visible_revisions()
    for row in _stream(connection, base, revisions.c.revision_id, ids):
        yield to_revision(row)


def revision_lines(connection: Connection, ids: Sequence[str]) -> Iterator[bytes]:
    """The revisions of `ids` in that order, as a bundle holds them; a few at a time: bounded memory."""
    for some in chunks(ids, _LINES):
        found = {row[0]: row[:_CELLS] for row in connection.execute(_LINES_OF, {"ids": some}).all()}
        yield from (revision_line(found[one]) for one in some if one in found)


def iterate_entries(
    connection: Connection, ids: Sequence[str] | None = None, *, with_hidden: bool = False
) -> Iterator[Entry]:
    """All entries sorted by id, or those of `ids` in that order; a few at a time: bounded memory."""
    base = select(entries) if with_hidden else _visible_entries()
    for row in _stream(connection, base, entries.c.entry_id, ids):
        yield to_entry(row)


def content_hashes(connection: Connection, without_kinds: Iterable[str] = ()) -> list[str]:
    """The content hashes of the whole ledger, sorted, but for entries of some kinds (see `ledger.hashes`)."""
    of_revisions = select(revisions.c.content_hash).where(_not_hidden(revisions.c.revision_id))
    of_entries = select(entries.c.content_hash).where(
        _not_hidden(entries.c.entry_id), entries.c.kind.not_in(list(without_kinds))
    )
    return sorted([*connection.execute(of_revisions).scalars(), *connection.execute(of_entries).scalars()])


def counts(connection: Connection) -> tuple[int, int]:
    """How many revisions and entries the ledger shows."""
    of_revisions = select(func.count()).select_from(revisions).where(_not_hidden(revisions.c.revision_id))
    of_entries = select(func.count()).select_from(entries).where(_not_hidden(entries.c.entry_id))
    return connection.execute(of_revisions).scalar_one(), connection.execute(of_entries).scalar_one()


def next_sequence(connection: Connection, device_id: str) -> int:
    """The number that the device's next revision or entry bears: one more than its highest, from 1.

    Ask within the transaction that adds the item.
    """
    highest = [
        connection.execute(select(func.max(table.c.sequence)).where(table.c.device_id == device_id)).scalar()
        for table in (revisions, entries)
    ]
    return max(number or 0 for number in highest) + 1


def unacknowledged_revisions(connection: Connection, device_id: str, *, made_here: bool = False) -> list[str]:
    """Ids of revisions for which no receipt of that device is here; parents before children.

    made_here: only those that this device made.
    """
    chosen = select(revisions.c.revision_id, revisions.c.parents).where(
        _not_hidden(revisions.c.revision_id), ~_held_by(revisions.c.revision_id, device_id)
    )
    if made_here:
        chosen = chosen.where(revisions.c.made_here)
    found = connection.execute(chosen.order_by(revisions.c.revision_id)).all()
    return parents_first({row.revision_id: tuple(json.loads(row.parents)) for row in found})


def unacknowledged_entries(
    connection: Connection, device_id: str, *, made_here: bool = False, without_kinds: Sequence[str] = ()
) -> list[str]:
    """Ids of entries for which no receipt of that device is here, sorted."""
    chosen = select(entries.c.entry_id).where(
        _not_hidden(entries.c.entry_id), ~_held_by(entries.c.entry_id, device_id)
    )
    if made_here:
        chosen = chosen.where(entries.c.made_here)
    if without_kinds:
        chosen = chosen.where(entries.c.kind.not_in(without_kinds))
    return list(connection.execute(chosen.order_by(entries.c.entry_id)).scalars())


def parents_first(parents: dict[str, tuple[str, ...]]) -> list[str]:
    """Ids ordered so that each stands after those of its parents that are among them; else by id."""
    ordered: dict[str, None] = {}
    for start in sorted(parents):
        waiting = [start]
        while waiting:
            above = [
                p for p in parents[waiting[-1]] if p in parents and p not in ordered and p not in waiting
            ]
            if above:
                waiting.append(above[0])
            else:
                ordered.setdefault(waiting.pop())
    return list(ordered)


def chunks(items: Iterable[str], size: int = CHUNK) -> Iterator[list[str]]:
    """Pieces of at most `size` items; CHUNK: as many as every database takes in one IN list."""
    source = iter(items)
    while piece := list(islice(source, size)):
        yield piece


def _add(
    connection: Connection,
    items: Iterable[_Item],
    table: Table,
    as_row: Callable[[_Item, bool], tuple[Any, ...]],
    made_here: bool,
) -> Added:
    key = table.primary_key.columns.values()[0]
    new: list[str] = []
    known = 0
    clashes: list[Revision | Entry] = []
    source = iter(items)
    while piece := list(islice(source, CHUNK)):
        chosen = select(key, table.c.content_hash).where(key.in_([_id_of(item) for item in piece]))
        here = {found[0]: found[1] for found in connection.execute(chosen)}
        fresh: list[_Item] = []
        for item in piece:
            item_id = _id_of(item)
            if item_id not in here:
                here[item_id] = item.content_hash
                fresh.append(item)
            elif here[item_id] == item.content_hash:
                known += 1
            else:
                clashes.append(item)
        insert_rows(connection, table, _COLUMNS[table.name], [as_row(one, made_here) for one in fresh])
        if table is revisions:
            links = [(_id_of(one), parent) for one in fresh for parent in one.parents]
            insert_rows(connection, revision_parents, ("revision_id", "parent_id"), links)
        new.extend(map(_id_of, fresh))
    return Added(tuple(new), known, tuple(clashes))


def _id_of(item: Revision | Entry) -> str:
    return item.revision_id if isinstance(item, Revision) else item.entry_id


def _not_hidden(item_id: ColumnElement[str]) -> ColumnElement[bool]:
    return ~exists().where(import_hidden.c.item_id == item_id)


def _held_by(item_id: ColumnElement[str], device_id: str) -> ColumnElement[bool]:
    return exists().where(acknowledged.c.item_id == item_id, acknowledged.c.device_id == device_id)


def _visible_revisions() -> Select[Any]:
    return select(revisions).where(_not_hidden(revisions.c.revision_id))


_CELLS, _RECORD, _LINES = len(REVISION_COLUMNS), REVISION_COLUMNS.index("record_id"), 200
_LINES_OF = _visible_revisions().where(revisions.c.revision_id.in_(bindparam("ids", expanding=True)))


def _visible_entries() -> Select[Any]:
    return select(entries).where(_not_hidden(entries.c.entry_id))


def _stream(
    connection: Connection, base: Select[Any], key: Column[str], ids: Sequence[str] | None
) -> Iterator[Row[Any]]:
    """Rows by key, CHUNK at a time; each piece is its own query, so writing in between is allowed."""
    if ids is not None:
        for some in chunks(ids):
            found = {row[0]: row for row in connection.execute(base.where(key.in_(some)))}
            yield from (found[item_id] for item_id in some if item_id in found)
        return
    last = ""
    while rows := connection.execute(base.where(key > last).order_by(key).limit(CHUNK)).all():
        yield from rows
        last = rows[-1][0]
