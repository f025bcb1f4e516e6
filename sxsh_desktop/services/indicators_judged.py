"""Keeps the judgement of each facility up to date: only those whose facts changed are judged anew.

What is kept is a function of the facts, the rules (RULES) and the reference tables; when one of the last two changes,
everything is judged anew. The judging itself is the domain's (`domain.course`). So "from cold" means a program that has
just started over a store that keeps its judgements: two seconds of processor at most for 100,000 facilities. Judging
everybody anew (a new table or rule, a rebuild) takes about a minute of processor for as many, in batches
that can be stopped and gone on with, and is told as progress.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.board import KINDS, Tables
from sxsh_desktop.domain.course import Days, course
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.reading import ACCEPTED, ACCEPTED_AND_WAITING
from sxsh_desktop.services import reference
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.store import facts_read, judged
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

RULES = (
    "3"  # raise it with every change of what domain.board, domain.judging or domain.facility_saving decide
)
BATCH = 400
OF_EVENTS = ("event", "attendance")
OF_FACILITIES = tuple(
    kind for kind in KINDS if kind not in (*OF_EVENTS, "officer_post", "training", "competence")
)
_TABLES = (
    "places_map",
    "districts_2016",
    "communes_2016",
    "communes_2025",
    "energy_toe",
    "energy_carriers",
    "units",
)


def tables_of(found: Reference) -> Tables:
    """The reference tables as the computation wants them."""
    targets = {target.id: target.target for target in found.targets}
    return Tables(found.places, found.factors, found.units, targets)


def refresh(desk: Desk, tables: Reference | None = None, progress: Progress | None = None) -> bool:
    """Judge everybody who is due; False when nobody was.

    A batch is a transaction of its own, so that nobody's answer waits long for its turn; stopped in the middle, the
    rest stays due and the next call goes on.
    """
    found = tables or reference.current(desk)
    stamp = _stamp(found)
    with desk.read() as connection:
        if not judged.is_due(connection) and judged.judged_by(connection) == stamp:
            return False
    told, done, dense = progress or silent(), 0, False
    while True:
        with desk.write() as connection:
            left = _name_all(connection, desk, stamp)
            if not done:
                dense = left * 2 > len(facilities_with_facts(connection, desk)) if left > BATCH else False
            told.step(done, done + left, words(_("Judging facilities")))
            some = judged.due(connection, BATCH)
            if not some:
                return True
            whom = [one for one in some if one != judged.SHARED]
            _judge(connection, desk, whom, tables_of(found), dense=dense)
            if judged.SHARED in some:
                days = facts_read.waiting_days(connection, desk.vocabulary, KINDS, "")
                judged.put(connection, {}, {judged.SHARED: days})
            judged.settle(connection, some)
            done += len(some)


def _name_all(connection: Connection, desk: Desk, stamp: str) -> int:
    """Turn "everything" and codes into the facilities that are meant; gives back how many marks there are."""
    if judged.judged_by(connection) != stamp:
        judged.mark(connection, (judged.EVERYTHING,))
        judged.note_judged_by(connection, stamp)
    special = judged.due_specially(connection)
    if judged.EVERYTHING in special:
        judged.forget_all(connection)
        judged.mark(connection, (*facilities_with_facts(connection, desk), judged.SHARED))
    codes = [one.removeprefix(judged.CODE) for one in special if one.startswith(judged.CODE)]
    if codes:
        named = facts_read.facilities_saying(connection, desk.vocabulary, "visit", "facility", codes)
        judged.mark(connection, named - {""})
    judged.settle(connection, special)
    return judged.how_many_due(connection)


def _stamp(found: Reference) -> str:
    return " ".join((RULES, *(f"{name}={found.versions.get(name, '')}" for name in _TABLES)))


def facilities_with_facts(connection: Connection, desk: Desk) -> list[str]:
    """Every facility that anything is known of, in a stable order."""
    found = facts_read.facilities(connection, desk.vocabulary, OF_FACILITIES)
    return sorted(found - {""})


def _judge(
    connection: Connection, desk: Desk, whom: Sequence[str], tables: Tables, *, dense: bool = False
) -> None:
    courses: dict[str, tuple[Sequence[Days], Sequence[Days]]] = {}
    waiting: dict[str, Mapping[str, int]] = {}
    for facility_id, own, rows in facts_of(connection, desk, whom, dense=dense):
        first = course(rows, facility_id, tables, ACCEPTED)
        unread = [row for row in rows if row.state is ReviewCode.WAITING]
        then = course(rows, facility_id, tables, ACCEPTED_AND_WAITING) if unread else ()
        courses[facility_id] = (first or _nothing(), then)
        waiting[facility_id] = Counter(row.on_day for row in own if row.state is ReviewCode.WAITING)
    for gone in set(whom) - courses.keys():
        courses[gone], waiting[gone] = (_nothing(), ()), {}
    judged.put(connection, courses, waiting)


def _nothing() -> tuple[Days, ...]:
    from sxsh_desktop.domain.course import ABSENT, EVER

    return (Days("", EVER, ABSENT),)


def facts_of(
    connection: Connection, desk: Desk, whom: Sequence[str], *, dense: bool = False
) -> Iterator[tuple[str, list[FactRow], list[FactRow]]]:
    """(facility, its own facts, those with the events that name it) for some facilities, in their order.

    `dense`: they stand side by side in the store, or nearly so.
    """
    own: dict[str, list[FactRow]] = {}
    read = facts_read.of_neighbours if dense else facts_read.of_facilities
    for kind in OF_FACILITIES:
        for facility_id, rows in read(connection, desk.vocabulary, whom, kind).items():
            own.setdefault(facility_id, []).extend(rows)
    events = _events_naming(connection, desk, own)
    for facility_id in whom:
        if facility_id in own:
            yield facility_id, own[facility_id], own[facility_id] + events.get(facility_id, [])


def _events_naming(
    connection: Connection, desk: Desk, own: Mapping[str, Iterable[FactRow]]
) -> dict[str, list[FactRow]]:
    """The lines of events that hold a code of the facility, and the events themselves."""
    by_code: dict[str, set[str]] = {}
    for facility_id, rows in own.items():
        for row in rows:
            if row.kind == "visit" and (code := row.text("facility")):
                by_code.setdefault(code, set()).add(facility_id)
    lines = facts_read.saying(connection, desk.vocabulary, "attendance", "facility", sorted(by_code))
    if not lines:
        return {}
    records = sorted({row.record_id for row in lines})
    events = facts_read.of_records(connection, desk.vocabulary, records, "event")
    found: dict[str, list[FactRow]] = {}
    for row in lines:
        for facility_id in by_code[row.text("facility")]:
            mine = found.setdefault(facility_id, [])
            mine += [row, *(one for one in events.get(row.record_id, ()) if one not in mine)]
    return found
