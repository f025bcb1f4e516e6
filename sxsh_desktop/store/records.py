"""Records as they stand now: computed from the ledger, for lists, timelines and counts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, or_, select

from sxsh_desktop.base.text import fold, sort_key
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.store.bulk import insert_rows
from sxsh_desktop.store.ledger import chunks
from sxsh_desktop.store.plain import from_row, to_cells
from sxsh_desktop.store.schema import revisions
from sxsh_desktop.store.schema_derived import acknowledged, problems, record_now


@dataclass(frozen=True, slots=True)
class RecordNow:
    """The present state of a record.

    head: the revision shown (of several heads the highest id); facility_id: after links; title: as in lists;
    state: review state of the head; conflicts: fields on which heads disagree; questions: asked by the
    department, not yet answered; diverged: several heads; review_diverged: reviews that did not know of each
    other; waiting: a parent has not arrived; void: cancelled; received: receipts for all heads are here.
    """

    record_id: str
    form_id: str
    form_version: str
    facility_id: str
    head: str
    heads: tuple[str, ...]
    title: str
    state: ReviewCode = ReviewCode.WAITING
    revisions: int = 1
    conflicts: int = 0
    questions: int = 0
    diverged: bool = False
    review_diverged: bool = False
    waiting: bool = False
    void: bool = False
    received: bool = False
    visit_day: str = ""
    period_from: str = ""
    period_to: str = ""
    number: str = ""
    officer_id: str = ""
    officer_code: str = ""
    device_id: str = ""
    made_at: str = ""


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """Something about a record that a person should look at: a code, a place in it, and facts (JSON object)."""

    code: str
    ref: str = ""
    facts: str = "{}"


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """Which records; everything left empty does not narrow.

    sort: visit_day, made_at, title, form_id, state, officer_code.
    """

    text: str = ""
    form_ids: tuple[str, ...] = ()
    facility_id: str = ""
    officer_code: str = ""
    states: tuple[ReviewCode, ...] = ()
    diverged: bool | None = None
    waiting: bool | None = None
    received: bool | None = None
    with_void: bool = False
    visited_from: str = ""
    visited_to: str = ""
    sort: str = "visit_day"
    descending: bool = True


_SORTS = {
    "visit_day": record_now.c.visit_day,
    "made_at": record_now.c.made_at,
    "title": record_now.c.title_key,
    "form_id": record_now.c.form_id,
    "state": record_now.c.state,
    "officer_code": record_now.c.officer_code,
}


_CELLS = (*(one.name for one in fields(RecordNow)), "title_key", "search_text")


def put(connection: Connection, records: Iterable[RecordNow], known: Collection[str] | None = None) -> None:
    """These records stand like this now, whatever stood before; `known`: those that may be here (else all)."""
    rows = [(*to_cells(record), sort_key(record.title), _searched(record)) for record in records]
    remove(connection, [row[0] for row in rows if known is None or row[0] in known])
    insert_rows(connection, record_now, _CELLS, rows)


def _searched(record: RecordNow) -> str:
    return f" {fold(' '.join((record.title, record.number, record.officer_code)))}"


def remove(connection: Connection, record_ids: Sequence[str]) -> None:
    """These records are no longer shown (an import was undone)."""
    for ids in chunks(record_ids):
        connection.execute(delete(record_now).where(record_now.c.record_id.in_(ids)))


def get(connection: Connection, record_id: str) -> RecordNow | None:
    """One record, or None."""
    row = connection.execute(select(record_now).where(record_now.c.record_id == record_id)).first()
    return from_row(RecordNow, row) if row else None


def get_many(connection: Connection, record_ids: Sequence[str]) -> dict[str, RecordNow]:
    """Several records by id; unknown ids are left out."""
    found: dict[str, RecordNow] = {}
    for ids in chunks(record_ids):
        for row in connection.execute(select(record_now).where(record_now.c.record_id.in_(ids))):
            found[row.record_id] = from_row(RecordNow, row)
    return found


def facilities_of(connection: Connection, record_ids: Sequence[str]) -> dict[str, str]:
    """The facility that each of these records is about; unknown ids are left out."""
    found: dict[str, str] = {}
    for ids in chunks(record_ids):
        chosen = select(record_now.c.record_id, record_now.c.facility_id).where(
            record_now.c.record_id.in_(ids)
        )
        found.update((row[0], row[1]) for row in connection.execute(chosen))
    return found


def states_of(connection: Connection, record_ids: Sequence[str], form_id: str) -> dict[str, ReviewCode]:
    """The review state of those among these records that are of this form and not void."""
    found: dict[str, ReviewCode] = {}
    for ids in chunks(record_ids):
        chosen = select(record_now.c.record_id, record_now.c.state).where(
            record_now.c.record_id.in_(ids), record_now.c.form_id == form_id, ~record_now.c.void
        )
        found.update((row[0], ReviewCode(row[1])) for row in connection.execute(chosen))
    return found


def titles_of(connection: Connection, record_ids: Sequence[str]) -> dict[str, str]:
    """The titles of these records as lists show them; unknown ids are left out."""
    found: dict[str, str] = {}
    for ids in chunks(record_ids):
        chosen = select(record_now.c.record_id, record_now.c.title).where(record_now.c.record_id.in_(ids))
        found.update((row[0], row[1]) for row in connection.execute(chosen))
    return found


def ids_of_facilities(connection: Connection, facility_ids: Iterable[str]) -> set[str]:
    """The ids of all records about these facilities."""
    found: set[str] = set()
    for ids in chunks(facility_ids):
        chosen = select(record_now.c.record_id).where(record_now.c.facility_id.in_(ids))
        found.update(connection.execute(chosen).scalars())
    return found


def of_facility(connection: Connection, facility_id: str, *, with_void: bool = True) -> list[RecordNow]:
    """The records about a facility, the latest visit first."""
    chosen = select(record_now).where(record_now.c.facility_id == facility_id)
    if not with_void:
        chosen = chosen.where(~record_now.c.void)
    chosen = chosen.order_by(record_now.c.visit_day.desc(), record_now.c.record_id)
    return [from_row(RecordNow, row) for row in connection.execute(chosen)]


def visits_of_facilities(connection: Connection, facility_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """facility id -> how many records are about it (void ones left out), and the day of the last visit."""
    found: dict[str, tuple[int, str]] = {}
    for ids in chunks(facility_ids):
        chosen = (
            select(record_now.c.facility_id, func.count(), func.max(record_now.c.visit_day))
            .where(record_now.c.facility_id.in_(ids), ~record_now.c.void)
            .group_by(record_now.c.facility_id)
        )
        found.update({row[0]: (row[1], row[2] or "") for row in connection.execute(chosen)})
    return found


def find_ids(connection: Connection, query: RecordQuery) -> list[str]:
    """The ids of the records asked for, in the order asked for."""
    column = _SORTS[query.sort]
    order = column.desc() if query.descending else column.asc()
    chosen = select(record_now.c.record_id).where(*_conditions(query)).order_by(order, record_now.c.record_id)
    return list(connection.execute(chosen).scalars())


def find(connection: Connection, query: RecordQuery) -> list[RecordNow]:
    """The records asked for, whole; for lists that are known to be short."""
    ids = find_ids(connection, query)
    found = get_many(connection, ids)
    return [found[record_id] for record_id in ids]


def count_by_state(connection: Connection, query: RecordQuery) -> dict[ReviewCode, int]:
    """How many of the records asked for are in each review state."""
    chosen: Select[Any] = (
        select(record_now.c.state, func.count()).where(*_conditions(query)).group_by(record_now.c.state)
    )
    return {ReviewCode(row[0]): row[1] for row in connection.execute(chosen)}


def record_of_code(connection: Connection, form_id: str, number: str) -> str:
    """The record of a form that bears this number (of an assessment, inspection, event); "" if none.

    Of several the lowest id, so that every device says the same.
    """
    chosen = (
        select(record_now.c.record_id)
        .where(record_now.c.form_id == form_id, record_now.c.number == number, ~record_now.c.void)
        .order_by(record_now.c.record_id)
        .limit(1)
    )
    return str(connection.execute(chosen).scalar() or "")


def put_problems(connection: Connection, record_id: str, found: Sequence[RecordProblem]) -> None:
    """The problems of a record are these, whatever they were before."""
    put_problems_of_many(connection, {record_id: found})


def put_problems_of_many(
    connection: Connection,
    by_record: Mapping[str, Sequence[RecordProblem]],
    known: Collection[str] | None = None,
) -> None:
    """The problems of several records are these; `known`: those that may have some already (else all)."""
    for ids in chunks(one for one in by_record if known is None or one in known):
        connection.execute(delete(problems).where(problems.c.record_id.in_(ids)))
    rows = [
        (record_id, seq, one.code, one.ref, one.facts)
        for record_id, found in by_record.items()
        for seq, one in enumerate(found, 1)
    ]
    insert_rows(connection, problems, ("record_id", "seq", "code", "ref", "facts"), rows)


def problems_of(connection: Connection, record_id: str) -> list[RecordProblem]:
    """The problems of a record, in the order in which they were found."""
    chosen = select(problems).where(problems.c.record_id == record_id).order_by(problems.c.seq)
    return [from_row(RecordProblem, row) for row in connection.execute(chosen)]


def replace_acknowledged(connection: Connection, items: Iterable[tuple[str, str]]) -> None:
    """Who holds what, by their own receipts: all pairs (item id, device id)."""
    connection.execute(delete(acknowledged))
    add_acknowledged(connection, items)


def add_acknowledged(connection: Connection, items: Iterable[tuple[str, str]]) -> None:
    """Further pairs (item id, device id); those that are here already are passed over."""
    by_device: dict[str, set[str]] = {}
    for item_id, device_id in items:
        by_device.setdefault(device_id, set()).add(item_id)
    for device_id, item_ids in by_device.items():
        for ids in chunks(sorted(item_ids)):
            chosen = select(acknowledged.c.item_id).where(
                acknowledged.c.device_id == device_id, acknowledged.c.item_id.in_(ids)
            )
            there = set(connection.execute(chosen).scalars())
            new = [(one, device_id) for one in ids if one not in there]
            insert_rows(connection, acknowledged, ("item_id", "device_id"), new)


def holders_of(connection: Connection, item_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The devices whose receipt for an item is here, sorted; items without any are left out."""
    found: dict[str, list[str]] = {}
    for ids in chunks(item_ids):
        chosen = select(acknowledged).where(acknowledged.c.item_id.in_(ids))
        for row in connection.execute(chosen.order_by(acknowledged.c.device_id)):
            found.setdefault(row.item_id, []).append(row.device_id)
    return {item_id: tuple(devices) for item_id, devices in found.items()}


def attachments_in_use(connection: Connection) -> set[str]:
    """The SHA-256 of every file that a revision speaks of, hidden revisions included."""
    lists = connection.execute(select(revisions.c.attachments).where(revisions.c.attachments != "[]"))
    return {name for text in lists.scalars() for name in json.loads(text)}


def _conditions(query: RecordQuery) -> list[ColumnElement[bool]]:
    columns = record_now.c
    found: list[ColumnElement[bool]] = [
        columns.search_text.contains(f" {word}", autoescape=True) for word in fold(query.text).split()
    ]
    if query.form_ids:
        found.append(columns.form_id.in_(query.form_ids))
    if query.facility_id:
        found.append(columns.facility_id == query.facility_id)
    if query.officer_code:
        found.append(
            or_(columns.officer_code == query.officer_code, columns.officer_id == query.officer_code)
        )
    if query.states:
        found.append(columns.state.in_([int(state) for state in query.states]))
    flags = ((columns.diverged, query.diverged), (columns.waiting, query.waiting))
    found += [
        column == wanted
        for column, wanted in (*flags, (columns.received, query.received))
        if wanted is not None
    ]
    if not query.with_void:
        found.append(~columns.void)
    if query.visited_from:
        found.append(columns.visit_day >= query.visited_from)
    if query.visited_to:
        found.append(columns.visit_day <= query.visited_to)
    return found
