"""From the ledger to everything that is computed from it: facts, records, register, officers, events.

`project_records` runs in the transaction that changed the ledger; a rebuild runs it over all records. The
result is a function of the set of revisions and entries alone (laws 1, 2 and 8). Whoever changes it raises
`computed.VERSION`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.facts import Fact, FactRow, ReviewCode
from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.services.forms import EVENT_FORM, OFFICER_FORM, REGISTER_FORM
from sxsh_desktop.services.projection_place import CardStates, card_states, place_at
from sxsh_desktop.services.projection_register import (
    STATED_KINDS,
    Links,
    links_in_force,
    project_facilities,
)
from sxsh_desktop.services.record_view import RecordView, accepted_states, merged_xml, view_of
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import people, records, register
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.xform import facts as form_facts
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.definition import Form

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_BATCH = 200
DATED_STATES = (REGISTER_FORM, OFFICER_FORM)
_NUMBER_KINDS = (
    ("quick_assessment", "number"),
    ("detailed_assessment", "number"),
    ("follow_up", "assessment"),
    ("inspection", "number"),
    ("event", "code"),
    ("officer_post", "officer"),
)


@dataclass(frozen=True, slots=True)
class _Projected:
    """What one record gives: its facts with the state and revision they stand under, and its problems."""

    view: RecordView
    facts: tuple[tuple[Fact, Revision, ReviewCode], ...]
    problems: tuple[str, ...]

    def text(self, kind: str, attribute: str) -> str:
        """The value of an attribute in the newest state of the record, or ""."""
        for fact, _revision, _state in reversed(self.facts):
            if fact.kind == kind and fact.text(attribute):
                return fact.text(attribute)
        return ""


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
        before = _places_said(connection, desk, batch)
        _project_batch(connection, desk, batch, links, touched)
        moved |= {facility for facility, *_place in before ^ _places_said(connection, desk, batch)}
    also = _records_of_facilities(connection, moved, links)
    for done, batch in _batches(sorted({*others, *also} - set(cards))):
        told.step(min(len(cards) + done, len(asked)), len(asked), words(_("Computing records")))
        _project_batch(connection, desk, batch, links, touched)
    project_facilities(connection, desk, sorted(touched.stated - {""}), links)
    only_visited = sorted(touched.visited - touched.stated - {""})
    register.set_visits(connection, records.visits_of_facilities(connection, only_visited))


@dataclass(slots=True)
class _Touched:
    """Facilities whose row is computed anew (`stated`: something was said of what they are), and those of which
    only the visits changed."""

    stated: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)


def _batches(ids: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    for start in range(0, len(ids), _BATCH):
        yield start, ids[start : start + _BATCH]


def _cards_first(connection: Connection, ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Register cards apart: the place of every other fact comes from them."""
    cards = ledger_store.of_form(connection, ids, REGISTER_FORM)
    return [one for one in ids if one in cards], [one for one in ids if one not in cards]


def _places_said(connection: Connection, desk: Desk, cards: Sequence[str]) -> set[tuple[str, str, str, str]]:
    """What these cards say of places: facility, day, commune on both trees. Other facts take their place from it."""
    found = fact_store.of_records(connection, desk.vocabulary, cards, ("facility_profile",))
    return {
        (row.facility_id, row.on_day, row.text("commune"), row.text("commune_2016"))
        for rows in found.values()
        for row in rows
    }


def _records_of_facilities(connection: Connection, facility_ids: set[str], links: Links) -> set[str]:
    found: set[str] = set()
    for facility_id in facility_ids - {""}:
        for one in links.members(facility_id):
            found.update(record.record_id for record in records.of_facility(connection, one))
    return found


def _project_batch(
    connection: Connection, desk: Desk, ids: Sequence[str], links: Links, touched: _Touched
) -> None:
    """Compute a batch, and note the facilities (after links) that it is and was about."""
    before = records.get_many(connection, ids)
    revisions = ledger_store.revisions_of_many(connection, ids)
    gone = [one for one in ids if one not in revisions]
    _forget(connection, desk, gone)
    touched.stated.update(before[one].facility_id for one in gone if one in before)
    if not revisions:
        return
    said = _entries_about(connection, revisions)
    projected = [
        _project_one(desk, record_id, found, said[record_id]) for record_id, found in revisions.items()
    ]
    facilities = {one.view.record_id: links.canonical(one.view.shown.facility_id) for one in projected}
    states = card_states(connection, desk, projected_cards(projected, links), set(facilities.values()))
    fact_store.replace_for_records(
        connection,
        desk.vocabulary,
        {
            one.view.record_id: _fact_rows(desk, one, facilities[one.view.record_id], states)
            for one in projected
        },
    )
    held = records.holders_of(connection, [head for one in projected for head in one.view.heads])
    records.put(connection, [_record_now(one, facilities[one.view.record_id], held) for one in projected])
    for one in projected:
        found = [records.RecordProblem("FACT", facts=json.dumps({"text": text})) for text in one.problems]
        records.put_problems(connection, one.view.record_id, found)
    _put_people(connection, projected)
    for one in projected:
        earlier = before.get(one.view.record_id)
        about = {facilities[one.view.record_id], earlier.facility_id if earlier else ""}
        (touched.stated if states_a_facility(one.view.form) else touched.visited).update(about)


def states_a_facility(form: Form) -> bool:
    """Whether the form says something that the register shows (the card, and the state told at a follow-up)."""
    return any(one.fact.split(".", 1)[0] in STATED_KINDS for one in form.questions.values() if one.fact)


def projected_cards(projected: Sequence[_Projected], links: Links) -> dict[str, list[tuple[Fact, str]]]:
    """The profile facts of the cards in this batch, by facility, each with the day of its visit."""
    found: dict[str, list[tuple[Fact, str]]] = {}
    for one in projected:
        if one.view.form.form_id != REGISTER_FORM or one.view.void is not None:
            continue
        facility = links.canonical(one.view.record_id)
        days = {revision.revision_id: _visit_day(one, revision) for _fact, revision, _state in one.facts}
        for fact, revision, _state in one.facts:
            if fact.kind == "facility_profile":
                found.setdefault(facility, []).append((fact, days[revision.revision_id]))
    return found


def _visit_day(one: _Projected, revision: Revision) -> str:
    for fact, found, _state in one.facts:
        if fact.kind == "visit" and found.revision_id == revision.revision_id:
            return fact.text("date")
    return ""


def _forget(connection: Connection, desk: Desk, gone: Sequence[str]) -> None:
    """Records none of whose revisions is shown any more (their import was undone)."""
    if not gone:
        return
    fact_store.replace_for_records(connection, desk.vocabulary, {one: [] for one in gone})
    records.remove(connection, gone)
    people.remove_officers(connection, gone)
    people.remove_events(connection, gone)
    for one in gone:
        records.put_problems(connection, one, ())


def _entries_about(connection: Connection, revisions: dict[str, list[Revision]]) -> dict[str, list[Entry]]:
    """Reviews of each record's revisions, and voids of the record."""
    owner = {one.revision_id: record for record, found in revisions.items() for one in found}
    reviews = ledger_store.entries_of_many(connection, list(owner), "review")
    voids = ledger_store.entries_of_many(connection, list(revisions), "void")
    said: dict[str, list[Entry]] = {record: list(voids.get(record, ())) for record in revisions}
    for revision_id, found in reviews.items():
        said[owner[revision_id]].extend(found)
    return said


def _project_one(desk: Desk, record_id: str, found: Sequence[Revision], said: Sequence[Entry]) -> _Projected:
    def form_of(revision: Revision) -> Form:
        return desk.forms.get(revision.form_id, revision.form_version, revision.definition_hash)

    view = view_of(record_id, found, said, form_of)
    if view.void is not None:
        return _Projected(view, (), ())
    conflicts = frozenset(conflict.ref for conflict in view.conflicts)
    head = form_facts.project(view.form, view.instance_xml, desk.vocabulary, desk.units, conflicts=conflicts)
    facts = [(fact, view.shown, view.review.code) for fact in head.facts]
    if view.form.form_id in DATED_STATES:
        facts = _dated(desk, view, said, facts)
    return _Projected(view, tuple(facts), head.problems)


def _dated(
    desk: Desk,
    view: RecordView,
    said: Sequence[Entry],
    head: list[tuple[Fact, Revision, ReviewCode]],
) -> list[tuple[Fact, Revision, ReviewCode]]:
    """A register card is projected once for each day among its accepted revisions, then its head if it is not
    accepted yet; the newest last."""
    everything = list(view.revisions.values())
    found: list[tuple[Fact, Revision, ReviewCode]] = []
    groups = accepted_states(view, said, lambda one: instance.visit_date_of(view.form, one.instance_xml))
    for group in groups:
        shown = group[-1]
        above = {older for one in group for older in dag.ancestors(one.revision_id, everything)}
        known = [one for one in everything if one.revision_id in above or one in group]
        xml, conflicts = merged_xml(view.form, known, shown)
        refs = frozenset(conflict.ref for conflict in conflicts)
        projected = form_facts.project(view.form, xml, desk.vocabulary, desk.units, conflicts=refs)
        found += [(fact, shown, ReviewCode.ACCEPTED) for fact in projected.facts]
    if not groups or view.review.code is not ReviewCode.ACCEPTED:
        held = {revision.revision_id for _fact, revision, _state in found}
        found += [one for one in head if one[1].revision_id not in held]
    return found


def _fact_rows(desk: Desk, one: _Projected, facility_id: str, states: CardStates) -> list[FactRow]:
    """The facts with what attaches to every fact (facts.md, section 3)."""
    periods = {
        revision.revision_id: (fact.text("from"), fact.text("to"))
        for fact, revision, _state in one.facts
        if fact.kind == "period"
    }
    rows = []
    for fact, revision, state in one.facts:
        kind = desk.vocabulary.kind(fact.kind)
        has_period = kind is not None and kind.has_period  # a kind of a newer vocabulary has no rules here
        from_day, to_day = periods.get(revision.revision_id, ("", "")) if has_period else ("", "")
        own = fact.text(kind.dated_by) if kind is not None and kind.dated_by else ""
        on_day = _whole_day(own) or to_day or _visit_day(one, revision)
        tree, commune, other = place_at(states.get(facility_id, ()), on_day)
        quality = fact.text(kind.quality_attribute) if kind is not None and kind.quality_attribute else ""
        rows.append(
            FactRow(
                fact_id=fact.fact_id(revision.revision_id),
                kind=fact.kind,
                item=fact.item,
                row_id=fact.row_id,
                record_id=one.view.record_id,
                revision_id=revision.revision_id,
                facility_id=facility_id,
                form_id=revision.form_id,
                form_version=revision.form_version,
                state=state,
                on_day=on_day,
                from_day=from_day,
                to_day=to_day,
                tree=tree,
                commune=commune,
                commune_other=other,
                quality=quality,
                values=fact.values,
            )
        )
    return rows


def _whole_day(text: str) -> str:
    """A year without a day is read as its last day, a month as its first (facts.md, section 2, rule 8)."""
    if len(text) == 4 and text.isdecimal():
        return f"{text}-12-31"
    return text


def _record_now(one: _Projected, facility_id: str, held: dict[str, tuple[str, ...]]) -> records.RecordNow:
    view, shown = one.view, one.view.shown
    meta = instance.meta_of(view.instance_xml)
    others = [
        tuple(d for d in held.get(head, ()) if d != view.revisions[head].device_id) for head in view.heads
    ]
    return records.RecordNow(
        record_id=view.record_id,
        form_id=shown.form_id,
        form_version=shown.form_version,
        facility_id=facility_id,
        head=shown.revision_id,
        heads=view.heads,
        title=meta.instance_name or view.form.title,
        state=view.review.code,
        revisions=len(view.revisions),
        conflicts=len(view.conflicts),
        questions=len(view.review.questions) if view.review.code is ReviewCode.RETURNED else 0,
        diverged=view.diverged,
        review_diverged=view.review.diverged,
        waiting=bool(view.waiting),
        void=view.void is not None,
        received=all(others),
        visit_day=one.text("visit", "date"),
        period_from=one.text("period", "from"),
        period_to=one.text("period", "to"),
        number=next((found for kind, name in _NUMBER_KINDS if (found := one.text(kind, name))), ""),
        officer_id=shown.officer_id,
        officer_code=one.text("visit", "officer") or shown.officer_id,
        device_id=shown.device_id,
        made_at=shown.made_at,
    )


def _put_people(connection: Connection, projected: Sequence[_Projected]) -> None:
    alive = [one for one in projected if one.view.void is None]
    officers = [_officer(one) for one in alive if one.view.form.form_id == OFFICER_FORM]
    events = [_event(one) for one in alive if one.view.form.form_id == EVENT_FORM]
    people.put_officers(connection, officers)
    people.put_events(connection, events)
    void = [one.view.record_id for one in projected if one.view.void is not None]
    people.remove_officers(connection, void)
    people.remove_events(connection, void)


def _officer(one: _Projected) -> people.OfficerNow:
    courses = [
        fact
        for fact, _revision, _state in one.facts
        if fact.kind == "training" and fact.text("passed") == "1"
    ]
    last = max(courses, key=lambda fact: fact.text("completed_on"), default=None)
    return people.OfficerNow(
        officer_id=one.view.record_id,
        code=one.text("officer_post", "officer"),
        name=one.text("officer_post", "name"),
        agency=one.text("officer_post", "agency"),
        level=one.text("officer_post", "level"),
        title=one.text("officer_post", "title"),
        communes=one.text("officer_post", "communes"),
        districts=one.text("officer_post", "districts"),
        from_day=one.text("officer_post", "from"),
        to_day=one.text("officer_post", "to"),
        trained_day=last.text("completed_on") if last else "",
        trained_until=last.text("valid_until") if last else "",
        competence=one.text("competence", "level"),
        state=one.view.review.code,
    )


def _event(one: _Projected) -> people.EventNow:
    names = ("code", "type", "name", "commune", "task", "total", "women")
    return people.EventNow(
        event_id=one.view.record_id,
        from_day=one.text("event", "from"),
        to_day=one.text("event", "to"),
        state=one.view.review.code,
        **{name: one.text("event", name) for name in names},
    )
