"""Officers and events as their cards (forms I and H) say now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, insert, select, update

from sxsh_desktop.base.text import sort_key
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.store.ledger import chunks
from sxsh_desktop.store.plain import from_row, to_row
from sxsh_desktop.store.schema_derived import event_now, officer_now


@dataclass(frozen=True, slots=True)
class OfficerNow:
    """An officer. Codes of places parted by blanks; days ISO or ""; competence: the grade's code or ""."""

    officer_id: str
    code: str
    name: str
    agency: str = ""
    level: str = ""
    title: str = ""
    communes: str = ""
    districts: str = ""
    from_day: str = ""
    to_day: str = ""
    trained_day: str = ""
    trained_until: str = ""
    competence: str = ""
    state: ReviewCode = ReviewCode.WAITING


@dataclass(frozen=True, slots=True)
class EventNow:
    """An activity. total and women: heads as decimal text, "" when unknown."""

    event_id: str
    code: str
    type: str
    name: str
    from_day: str = ""
    to_day: str = ""
    commune: str = ""
    task: str = ""
    total: str = ""
    women: str = ""
    state: ReviewCode = ReviewCode.WAITING


def put_officers(connection: Connection, officers: Iterable[OfficerNow]) -> None:
    """These officers stand like this now."""
    rows = [
        {**to_row(one), "state": int(one.state), "name_key": sort_key(_given_name_first(one.name))}
        for one in officers
    ]
    remove_officers(connection, [row["officer_id"] for row in rows])
    if rows:
        connection.execute(insert(officer_now), rows)


def remove_officers(connection: Connection, officer_ids: Sequence[str]) -> None:
    """These officers are no longer shown."""
    _remove(connection, officer_now, officer_ids)


def officers(connection: Connection) -> list[OfficerNow]:
    """All officers in the order of their given names, as Vietnamese lists have it."""
    chosen = select(officer_now).order_by(officer_now.c.name_key, officer_now.c.officer_id)
    return [from_row(OfficerNow, row) for row in connection.execute(chosen)]


def officer_of_code(connection: Connection, code: str) -> OfficerNow | None:
    """The officer with this code; of several the lowest id, so that every device says the same."""
    chosen = select(officer_now).where(officer_now.c.code == code).order_by(officer_now.c.officer_id)
    row = connection.execute(chosen.limit(1)).first()
    return from_row(OfficerNow, row) if row else None


def put_events(connection: Connection, events: Iterable[EventNow]) -> None:
    """These events stand like this now."""
    rows = [{**to_row(one), "state": int(one.state), "name_key": sort_key(one.name)} for one in events]
    remove_events(connection, [row["event_id"] for row in rows])
    if rows:
        connection.execute(insert(event_now), rows)


def set_event_state(connection: Connection, event_ids: Sequence[str], state: ReviewCode) -> None:
    """Those of these records that are events stand in this review state now."""
    for some in chunks(event_ids):
        connection.execute(update(event_now).where(event_now.c.event_id.in_(some)).values(state=int(state)))


def remove_events(connection: Connection, event_ids: Sequence[str]) -> None:
    """These events are no longer shown."""
    _remove(connection, event_now, event_ids)


def events(connection: Connection) -> list[EventNow]:
    """All events, the latest first."""
    chosen = select(event_now).order_by(event_now.c.from_day.desc(), event_now.c.event_id)
    return [from_row(EventNow, row) for row in connection.execute(chosen)]


def _remove(connection: Connection, table: Table, ids: Sequence[str]) -> None:
    key = table.primary_key.columns.values()[0]
    for some in chunks(ids):
        connection.execute(delete(table).where(key.in_(some)))


def _given_name_first(name: str) -> str:
    """Vietnamese lists sort by the given name, which stands last."""
    parts = name.split()
    return " ".join([*parts[-1:], *parts[:-1]])
