"""From the ledger to everything that is computed from it: facts, records, register, officers, events.

`project_records` runs in the transaction that changed the ledger; a rebuild runs it over all records. The
result is a function of the set of revisions and entries alone (laws 1, 2 and 8). Whoever changes it raises
`computed.VERSION`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.facts import Fact, FactRow
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.services.forms import REGISTER_FORM
from sxsh_desktop.services.projection_place import card_states
from sxsh_desktop.services.projection_record import DATED_STATES as DATED_STATES
from sxsh_desktop.services.projection_record import Projected, project_one
from sxsh_desktop.services.projection_register import (
    STATED_KINDS,
    Links,
    links_in_force,
    project_facilities,
)
from sxsh_desktop.services.projection_rows import fact_rows, put_people, record_now
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import people, records, register
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.kept import without_collecting

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

BATCH = 500
_FORMS_KEPT = 64
_COMMUNES = ("commune", "commune_2016")
_Place = tuple[str, str, str, str]


def project_record(connection: Connection, desk: Desk, record_id: str) -> None:
    """Compute one record anew, and what hangs on it."""
    project_records(connection, desk, (record_id,))


def project_records(
    connection: Connection, desk: Desk, record_ids: Iterable[str], progress: Progress | None = None
) -> None:
    """Compute these records anew, and what hangs on them: the register, officers, events, and the places of
    the other records of a facility whose card changed. Cancelling raises before anything of a batch is written.
    """
    told = progress or silent()
    links = links_in_force(ledger_store.entries_of_kind(connection, "facility_link"))
    asked = list(dict.fromkeys(record_ids))
    cards, others = _cards_first(connection, asked)
    touched = _Touched()
    moved: set[str] = set()
    for done, batch in _batches(cards):
        told.step(done, len(asked), words(_("Computing records")))
        before = _places_kept(connection, desk, batch)
        after = _places_said(_project_batch(connection, desk, batch, links, touched))
        moved |= {facility for facility, *_place in before ^ after}
    also = _records_of_facilities(connection, moved, links) - set(cards)
    if len(cards) > BATCH:  # a card whose fellow came in a later piece did not know its place yet
        also.update(one for one in cards if len(links.members(one)) > 1)
    for done, batch in _batches(sorted({*others, *also})):
        told.step(min(len(cards) + done, len(asked)), len(asked), words(_("Computing records")))
        _project_batch(connection, desk, batch, links, touched)
    project_facilities(connection, desk, sorted(touched.stated - {""}), links)
    only_visited = sorted(touched.visited - touched.stated - {""})
    for _done, some in _batches(only_visited):
        register.set_visits(connection, records.visits_of_facilities(connection, some))


@dataclass(slots=True)
class _Touched:
    """Facilities whose row is computed anew (`stated`: something was said of what they are), and those of which
    only the visits changed."""

    stated: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)


def _batches(ids: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    for start in range(0, len(ids), BATCH):
        yield start, ids[start : start + BATCH]


def _cards_first(connection: Connection, ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Register cards apart: the place of every other fact comes from them."""
    cards = ledger_store.of_form(connection, ids, REGISTER_FORM)
    return [one for one in ids if one in cards], [one for one in ids if one not in cards]


def _places_kept(connection: Connection, desk: Desk, cards: Sequence[str]) -> set[_Place]:
    """What these cards said of places: facility, day, commune on both trees. Other facts take their place from it."""
    kept = fact_store.said_by_records(connection, desk.vocabulary, cards, "facility_profile", _COMMUNES)
    return {(one.facility_id, one.on_day, *one.texts) for one in kept}  # type: ignore[misc]


def _places_said(rows: Iterable[FactRow]) -> set[_Place]:
    """The same of facts that were just computed."""
    return {
        (row.facility_id, row.on_day, row.text("commune"), row.text("commune_2016"))
        for row in rows
        if row.kind == "facility_profile"
    }


def _records_of_facilities(connection: Connection, facility_ids: set[str], links: Links) -> set[str]:
    cards = {one for facility_id in facility_ids - {""} for one in links.members(facility_id)}
    return records.ids_of_facilities(connection, sorted(cards))


@without_collecting()
def _project_batch(
    connection: Connection, desk: Desk, ids: Sequence[str], links: Links, touched: _Touched
) -> list[FactRow]:
    """Compute a batch, and note the facilities (after links) that it is and was about. Returns its facts."""
    before = records.facilities_of(connection, ids)
    revisions = ledger_store.revisions_of_many(connection, ids)
    gone = [one for one in ids if one not in revisions]
    _forget(connection, desk, gone)
    touched.stated.update(
        gone, (before[one] for one in gone if one in before)
    )  # cards stood under others, too
    if not revisions:
        return []
    projected = _read(connection, desk, revisions)
    facilities = {one.view.record_id: links.canonical(one.view.shown.facility_id) for one in projected}
    members = {one: links.members(one) for one in {*facilities.values()} - {""}}
    states = card_states(connection, desk, projected_cards(projected, links), members, set(ids))
    rows = {
        one.view.record_id: fact_rows(desk, one, facilities[one.view.record_id], states) for one in projected
    }
    # a record has facts and problems only where it has a row of its own
    fact_store.replace_for_records(connection, desk.vocabulary, rows, before.keys())
    _put(connection, projected, facilities, before.keys())
    for one in projected:
        record_id = one.view.record_id
        about = {facilities[record_id], before.get(record_id, "")}
        (touched.stated if states_a_facility(one.view.form) else touched.visited).update(about)
    return [row for some in rows.values() for row in some]


def _read(connection: Connection, desk: Desk, revisions: Mapping[str, list[Revision]]) -> list[Projected]:
    said = _entries_about(connection, revisions)

    @cache
    def form(form_id: str, version: str, definition_hash: str) -> Form:
        return desk.forms.get(form_id, version, definition_hash)

    def form_of(revision: Revision) -> Form:
        return form(revision.form_id, revision.form_version, revision.definition_hash)

    return [
        project_one(desk, record_id, found, said[record_id], form_of)
        for record_id, found in revisions.items()
    ]


def _put(
    connection: Connection,
    projected: Sequence[Projected],
    facilities: Mapping[str, str],
    known: Collection[str],
) -> None:
    """The records as lists show them, their problems, officers, events. `known`: those that have a row already."""
    held = records.holders_of(connection, [head for one in projected for head in one.view.heads])
    rows = [record_now(one, facilities[one.view.record_id], held) for one in projected]
    records.put(connection, rows, known)
    problems = {
        one.view.record_id: [
            records.RecordProblem("FACT", facts=json.dumps({"text": text})) for text in one.problems
        ]
        for one in projected
    }
    records.put_problems_of_many(connection, problems, known)
    put_people(connection, projected)


_states_a_facility: dict[int, tuple[Form, bool]] = {}  # holds the form, so that its id stays its own


def states_a_facility(form: Form) -> bool:
    """Whether the form says something that the register shows (the card, and the state told at a follow-up)."""
    known = _states_a_facility.get(id(form))
    if known is None:
        said = any(one.fact.split(".", 1)[0] in STATED_KINDS for one in form.questions.values() if one.fact)
        if len(_states_a_facility) >= _FORMS_KEPT:
            _states_a_facility.clear()
        known = _states_a_facility[id(form)] = (form, said)
    return known[1]


def projected_cards(projected: Sequence[Projected], links: Links) -> dict[str, list[tuple[Fact, str]]]:
    """The profile facts of the cards in this batch, by facility, each with the day of its visit."""
    found: dict[str, list[tuple[Fact, str]]] = {}
    for one in projected:
        if one.view.form.form_id == REGISTER_FORM and one.view.void is None:
            facility = links.canonical(one.view.record_id)
            for fact, revision, _state in one.by_kind.get("facility_profile", ()):
                found.setdefault(facility, []).append((fact, one.visit_day(revision)))
    return found


def _forget(connection: Connection, desk: Desk, gone: Sequence[str]) -> None:
    """Records none of whose revisions is shown any more (their import was undone)."""
    if not gone:
        return
    fact_store.replace_for_records(connection, desk.vocabulary, {one: [] for one in gone})
    records.remove(connection, gone)
    people.remove_officers(connection, gone)
    people.remove_events(connection, gone)
    records.put_problems_of_many(connection, dict.fromkeys(gone, ()))


def _entries_about(connection: Connection, revisions: Mapping[str, list[Revision]]) -> dict[str, list[Entry]]:
    """Reviews of each record's revisions, and voids of the record."""
    owner = {one.revision_id: record for record, found in revisions.items() for one in found}
    reviews = ledger_store.entries_of_many(connection, list(owner), "review")
    voids = ledger_store.entries_of_many(connection, list(revisions), "void")
    said: dict[str, list[Entry]] = {record: list(voids.get(record, ())) for record in revisions}
    for revision_id, found in reviews.items():
        said[owner[revision_id]].extend(found)
    return said
