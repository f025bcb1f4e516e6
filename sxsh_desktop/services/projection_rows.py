"""The rows that a computed record is kept as: facts with what attaches to them, the record itself, people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sxsh_desktop.domain.facts import Fact, FactRow, ReviewCode
from sxsh_desktop.services.forms import EVENT_FORM, OFFICER_FORM
from sxsh_desktop.services.projection_place import CardStates, place_at
from sxsh_desktop.services.projection_record import Projected
from sxsh_desktop.store import people, records
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_NUMBER_KINDS = (
    ("quick_assessment", "number"),
    ("detailed_assessment", "number"),
    ("follow_up", "assessment"),
    ("inspection", "number"),
    ("event", "code"),
    ("officer_post", "officer"),
)


def fact_rows(desk: Desk, one: Projected, facility_id: str, states: CardStates) -> list[FactRow]:
    """The facts with what attaches to every fact (FACTS.md, section 3)."""
    periods = {
        revision.revision_id: (fact.text("from"), fact.text("to"))
        for fact, revision, _state in one.by_kind.get("period", ())
    }
    held, record_id = states.get(facility_id, ()), one.view.record_id
    places: dict[str, tuple[str, str, str]] = {}
    visits: dict[str, str] = {}
    rows = []
    for fact, revision, state in one.facts:
        kind = desk.vocabulary.kind(fact.kind)
        has_period = kind is not None and kind.has_period  # a kind of a newer vocabulary has no rules here
        from_day, to_day = periods.get(revision.revision_id, ("", "")) if has_period else ("", "")
        own = fact.text(kind.dated_by) if kind is not None and kind.dated_by else ""
        on_day = _whole_day(own) or to_day
        if not on_day:
            if revision.revision_id not in visits:
                visits[revision.revision_id] = one.visit_day(revision)
            on_day = visits[revision.revision_id]
        if on_day not in places:
            places[on_day] = place_at(held, on_day)
        tree, commune, other = places[on_day]
        quality = fact.text(kind.quality_attribute) if kind is not None and kind.quality_attribute else ""
        rows.append(
            FactRow(
                fact.fact_id(revision.revision_id), fact.kind, fact.item, fact.row_id, record_id, revision.revision_id,
                facility_id, revision.form_id, revision.form_version, state, on_day, from_day, to_day, tree, commune,
                other, quality, fact.values,
            )
        )  # fmt: skip
    return rows


def _whole_day(text: str) -> str:
    """A year without a day is read as its last day, a month as its first (FACTS.md, section 2, rule 8)."""
    if len(text) == 4 and text.isdecimal():
        return f"{text}-12-31"
    return text


def record_now(one: Projected, facility_id: str, held: Mapping[str, tuple[str, ...]]) -> records.RecordNow:
    """The record as lists show it. `held`: the devices that hold each of its heads, by their receipts."""
    view, shown = one.view, one.view.shown
    received = all(
        any(device != view.revisions[head].device_id for device in held.get(head, ())) for head in view.heads
    )
    return records.RecordNow(
        record_id=view.record_id,
        form_id=shown.form_id,
        form_version=shown.form_version,
        facility_id=facility_id,
        head=shown.revision_id,
        heads=view.heads,
        title=one.name or view.form.title,
        state=view.review.code,
        revisions=len(view.revisions),
        conflicts=len(view.conflicts),
        questions=len(view.review.questions) if view.review.code is ReviewCode.RETURNED else 0,
        diverged=view.diverged,
        review_diverged=view.review.diverged,
        waiting=bool(view.waiting),
        void=view.void is not None,
        received=received,
        visit_day=one.text("visit", "date"),
        period_from=one.text("period", "from"),
        period_to=one.text("period", "to"),
        number=next((found for kind, name in _NUMBER_KINDS if (found := one.text(kind, name))), ""),
        officer_id=shown.officer_id,
        officer_code=one.text("visit", "officer") or shown.officer_id,
        device_id=shown.device_id,
        made_at=shown.made_at,
    )


def put_people(connection: Connection, projected: Sequence[Projected]) -> None:
    """Officers and events among these records; void ones are no longer shown."""
    alive = [one for one in projected if one.view.void is None]
    officers = [_officer(one) for one in alive if one.view.form.form_id == OFFICER_FORM]
    events = [_event(one) for one in alive if one.view.form.form_id == EVENT_FORM]
    people.put_officers(connection, officers)
    people.put_events(connection, events)
    void = [one.view.record_id for one in projected if one.view.void is not None]
    people.remove_officers(connection, void)
    people.remove_events(connection, void)


def _officer(one: Projected) -> people.OfficerNow:
    courses: list[Fact] = [
        fact for fact, _revision, _state in one.by_kind.get("training", ()) if fact.text("passed") == "1"
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


def _event(one: Projected) -> people.EventNow:
    names = ("code", "type", "name", "commune", "task", "total", "women")
    return people.EventNow(
        event_id=one.view.record_id,
        from_day=one.text("event", "from"),
        to_day=one.text("event", "to"),
        state=one.view.review.code,
        **{name: one.text("event", name) for name in names},
    )
