"""How each facility counts in the indicators: kept per facility and span of days, and what must be judged anew.

Whoever changes facts marks here, in the same transaction, whom they are about (`store.facts` does); whoever wants the
indicators judges those first. Marks: a facility id; EVERYTHING; SHARED for facts about no facility (officers, events);
"@" and a facility code for a line on the list of an event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, Table, delete, func, insert, or_, select

from sxsh_desktop.domain.course import Days, Standing
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.store import settings
from sxsh_desktop.store.ledger import chunks
from sxsh_desktop.store.schema_derived import judged, judged_due, judged_waiting

EVERYTHING, SHARED, CODE = "*", "/", "@"
ACCEPTED_ONLY, WITH_WAITING = 0, 1
STANDING = tuple(one.name for one in fields(Standing))
_SEQUENCE, _EPOCH, _BY = "judged_seq", "judged_epoch", "judged_by"


def mark(connection: Connection, what: Iterable[str]) -> None:
    """These must be judged anew; marks that are there already stay."""
    wanted = sorted(set(what))
    for some in chunks(wanted):
        there = set(
            connection.execute(select(judged_due.c.what).where(judged_due.c.what.in_(some))).scalars()
        )
        missing = [{"what": one} for one in some if one not in there]
        if missing:
            connection.execute(insert(judged_due), missing)


def about(rows: Iterable[FactRow]) -> set[str]:
    """Whose judgement hangs on facts: the facilities', and that of those whom the list of an event names."""
    found = set()
    for row in rows:
        found.add(row.facility_id or SHARED)
        if row.kind == "attendance" and (named := row.text("facility")):
            found.add(CODE + named)
    return found


def mark_held(connection: Connection, tables: Mapping[str, Table], held: Mapping[str, Sequence[str]]) -> None:
    """Mark whom the facts of some records are about, before these change; `held`: fact table -> its records."""
    seen: set[str] = set()
    for name in sorted(held, key=lambda one: (one != "fact_visit", one)):  # every record has one visit
        table, record_ids = tables[name], [one for one in held[name] if one not in seen]
        if record_ids and "facility_id" in table.c:
            chosen = select(table.c.facility_id).where(table.c.record_id.in_(record_ids)).distinct()
            mark(connection, (found or SHARED for found in connection.execute(chosen).scalars()))
            seen.update(record_ids)
        if name == "fact_attendance" and "v_facility" in table.c:
            codes = select(table.c.v_facility).where(table.c.record_id.in_(held[name])).distinct()
            mark(connection, (CODE + found for found in connection.execute(codes).scalars() if found))


def due(connection: Connection, limit: int) -> tuple[str, ...]:
    """The first marks in their order, at most so many."""
    chosen = select(judged_due.c.what).order_by(judged_due.c.what).limit(limit)
    return tuple(connection.execute(chosen).scalars())


def due_specially(connection: Connection) -> tuple[str, ...]:
    """The marks that are no facility: EVERYTHING, and codes."""
    wanted = or_(judged_due.c.what == EVERYTHING, judged_due.c.what.startswith(CODE))
    return tuple(connection.execute(select(judged_due.c.what).where(wanted)).scalars())


def how_many_due(connection: Connection) -> int:
    """How many marks there are."""
    return int(connection.execute(select(func.count()).select_from(judged_due)).scalar_one())


def is_due(connection: Connection) -> bool:
    """Whether anything is marked."""
    return connection.execute(select(judged_due.c.what).limit(1)).first() is not None


def settle(connection: Connection, what: Iterable[str]) -> None:
    """These were judged."""
    for some in chunks(list(what)):
        connection.execute(delete(judged_due).where(judged_due.c.what.in_(some)))


def forget_all(connection: Connection) -> None:
    """Throw every judgement away; readers that keep some in memory see it by the epoch."""
    connection.execute(delete(judged))
    connection.execute(delete(judged_waiting))
    settings.next_number(connection, _EPOCH)


def judged_by(connection: Connection) -> str:
    """What the rows were judged by: rules and reference tables, in the words of the caller."""
    return settings.get(connection, _BY)


def note_judged_by(connection: Connection, stamp: str) -> None:
    """Say what the rows are judged by."""
    settings.put(connection, _BY, stamp)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the kept judgements stand: every change raises `seq`; a new epoch means that all are new."""

    epoch: str
    seq: int


def standing_at(connection: Connection) -> Mark:
    """How far the kept judgements have come."""
    return Mark(settings.get(connection, _EPOCH), int(settings.get(connection, _SEQUENCE, "0")))


def put(
    connection: Connection,
    courses: Mapping[str, tuple[Sequence[Days], Sequence[Days]]],
    waiting: Mapping[str, Mapping[str, int]],
) -> None:
    """The courses of these facilities are these: (accepted only, with waiting ones too - empty where alike).

    `waiting`: facility -> day -> how many facts nobody has reviewed. SHARED may stand in it.
    """
    seq = settings.next_number(connection, _SEQUENCE)
    for some in chunks(list(courses)):
        connection.execute(delete(judged).where(judged.c.facility_id.in_(some)))
    for some in chunks(list(waiting)):
        connection.execute(delete(judged_waiting).where(judged_waiting.c.facility_id.in_(some)))
    rows = [
        _cells(facility_id, variant, days, seq)
        for facility_id, both in courses.items()
        for variant, found in zip((ACCEPTED_ONLY, WITH_WAITING), both, strict=True)
        for days in found
    ]
    if rows:
        connection.execute(insert(judged), rows)
    counts = [
        {"facility_id": facility_id, "on_day": day, "facts": number}
        for facility_id, days in waiting.items()
        for day, number in days.items()
    ]
    if counts:
        connection.execute(insert(judged_waiting), counts)


def _cells(facility_id: str, variant: int, days: Days, seq: int) -> dict[str, object]:
    found: dict[str, object] = {name: getattr(days.standing, name) for name in STANDING}
    return {
        **found, "facility_id": facility_id, "variant": variant, "from_day": days.first, "until_day": days.until,
        "seq": seq,
    }  # fmt: skip


def at(
    connection: Connection, day: str, variant: int, whom: Sequence[str] | None = None
) -> dict[str, Standing]:
    """How each facility stands on a day; `whom`: only these."""
    columns = [judged.c.facility_id, *(judged.c[name] for name in STANDING)]
    chosen = select(*columns).where(judged.c.variant == variant)
    chosen = chosen.where(judged.c.from_day <= day, judged.c.until_day > day)
    asked = (
        [chosen] if whom is None else [chosen.where(judged.c.facility_id.in_(some)) for some in chunks(whom)]
    )
    return {row[0]: Standing(*row[1:]) for one in asked for row in connection.execute(one)}


def changed_since(connection: Connection, since: int) -> list[str]:
    """The facilities judged after that number, sorted."""
    chosen = select(judged.c.facility_id).where(judged.c.seq > since)
    return sorted(set(connection.execute(chosen).scalars()))


def first_day(connection: Connection) -> str:
    """The first day of which any judgement is kept; "" without one."""
    chosen = select(func.min(judged.c.from_day)).where(judged.c.from_day != "")
    return str(connection.execute(chosen).scalar_one() or "")


def waiting_on(connection: Connection, day: str) -> int:
    """How many facts dated that day or before nobody has reviewed."""
    chosen = select(func.coalesce(func.sum(judged_waiting.c.facts), 0)).where(judged_waiting.c.on_day <= day)
    return int(connection.execute(chosen).scalar_one())
