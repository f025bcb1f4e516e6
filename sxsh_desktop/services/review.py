"""Duyệt: the inbox, accepting, returning with questions, rejecting; the conversation about a record.

Each decision is a signed entry; it travels to the officer in the department's next bundle, and the state acts
at once: what is not accepted is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sxsh_desktop.base.text import nfc
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.entries import Body, Question, Review, Verdict, Void, body_of
from sxsh_desktop.ledger.review import ReviewState, review_state
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_devices import known_devices
from sxsh_desktop.services.projection_state import restate_records
from sxsh_desktop.services.review_compare import (
    AnswerLine,
    Asked,
    Comparison,
    FieldChange,
    answers,
    compare,
    first_answer,
)
from sxsh_desktop.services.review_diverged import (
    DivergedField,
    DivergedHead,
    Divergence,
    diverged,
    divergence,
    own_value,
    resolve,
)
from sxsh_desktop.services.review_errors import (
    NothingAskedError,
    NotTheDepartmentError,
    ReasonNeededError,
    RevisionGoneError,
)
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import people, register
from sxsh_desktop.store import records as records_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.records import RecordQuery

__all__ = [
    "AnswerLine",
    "Asked",
    "Comparison",
    "Divergence",
    "DivergedField",
    "DivergedHead",
    "FieldChange",
    "InboxLine",
    "Said",
    "accept",
    "accept_many",
    "answers",
    "compare",
    "conversation",
    "diverged",
    "divergence",
    "first_answer",
    "inbox",
    "own_value",
    "reject",
    "resolve",
    "return_with_questions",
    "state_of",
]


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A record that waits for a decision (or has one): revision_id is the version to decide on.

    district: code of the facility's district on the tree of 2016, of its commune where that one is not known,
    "" without a facility; corrected: an earlier version was returned.
    """

    record_id: str
    revision_id: str
    form_id: str
    title: str
    facility_id: str
    facility: str
    district: str
    officer_code: str
    officer: str
    visit_day: str
    made_at: str
    state: ReviewCode
    diverged: bool
    conflicts: int
    corrected: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of the conversation about a record, oldest first.

    kind: "revision", "review" or "void"; verdict only for reviews; revision_id: what it speaks of.
    """

    kind: str
    revision_id: str
    who: str
    made_at: str
    verdict: str = ""
    questions: tuple[Question, ...] = ()
    reason: str = ""


def inbox(desk: Desk, states: Sequence[ReviewCode] = (ReviewCode.WAITING,)) -> tuple[InboxLine, ...]:
    """The records in these states, by district, officer and day of visit."""
    with desk.read() as connection:
        found = records_store.find(connection, RecordQuery(states=tuple(states)))
        facilities = register.get_many(connection, sorted({one.facility_id for one in found} - {""}))
        names = {one.officer_code: one.officer_name for one in known_devices(desk, connection).values()}
        names.update((one.code, one.name) for one in people.officers(connection))
        returned = _returned_before(connection, [one.record_id for one in found if one.revisions > 1])
    lines = []
    for one in found:
        facility = facilities.get(one.facility_id)
        lines.append(
            InboxLine(
                one.record_id,
                one.head,
                one.form_id,
                one.title,
                one.facility_id,
                facility.name if facility else "",
                (facility.district or facility.commune) if facility else "",
                one.officer_code,
                names.get(one.officer_code, one.officer_code),
                one.visit_day,
                one.made_at,
                one.state,
                one.diverged,
                one.conflicts,
                one.record_id in returned,
            )
        )
    return tuple(
        sorted(lines, key=lambda line: (line.district, line.officer, line.visit_day, line.record_id))
    )


def _returned_before(connection: Connection, record_ids: Sequence[str]) -> set[str]:
    """Which of these records have a version that was returned."""
    record_of = {
        one.revision_id: record_id
        for record_id, revisions in ledger_store.revisions_of_many(connection, record_ids).items()
        for one in revisions
    }
    reviews = ledger_store.entries_of_many(connection, list(record_of), Review.kind)
    return {
        record_of[revision_id]
        for revision_id, entries in reviews.items()
        if any(isinstance(body := body_of(one), Review) and body.verdict == "returned" for one in entries)
    }


def accept(desk: Desk, revision_id: str, reason: str = "") -> Entry:
    """Duyệt: the facts of this version count. Raises NotTheDepartmentError, RevisionGoneError."""
    return _decide(desk, (revision_id,), "accepted", (), reason)[0]


def accept_many(desk: Desk, revision_ids: Iterable[str], reason: str = "") -> tuple[Entry, ...]:
    """Accept several at once, all or none. Raises NotTheDepartmentError, RevisionGoneError."""
    return _decide(desk, tuple(revision_ids), "accepted", (), reason)


def return_with_questions(
    desk: Desk, revision_id: str, questions: Iterable[tuple[str, str]], reason: str = ""
) -> Entry:
    """Trả lại: questions are pairs (reference of the answer, "" for the whole; text).

    Raises NothingAskedError, NotTheDepartmentError, RevisionGoneError.
    """
    asked = tuple(Question(ref, nfc(text.strip())) for ref, text in questions if text.strip())
    if not asked and not reason.strip():
        raise NothingAskedError
    return _decide(desk, (revision_id,), "returned", asked, reason)[0]


def reject(desk: Desk, revision_id: str, reason: str) -> Entry:
    """Từ chối. Raises ReasonNeededError, NotTheDepartmentError, RevisionGoneError."""
    if not reason.strip():
        raise ReasonNeededError
    return _decide(desk, (revision_id,), "rejected", (), reason)[0]


def state_of(desk: Desk, revision_id: str) -> ReviewState:
    """What counts for a version now, with the questions that were asked about it."""
    with desk.read() as connection:
        return review_state(revision_id, ledger_store.entries_of(connection, revision_id, Review.kind))


def conversation(desk: Desk, record_id: str) -> tuple[Said, ...]:
    """Everything that was said about a record: its versions, the decisions on each, a cancellation."""
    with desk.read() as connection:
        revisions = {one.revision_id: one for one in ledger_store.revisions_of(connection, record_id)}
        reviews = ledger_store.entries_of_many(connection, list(revisions), Review.kind)
        voids = ledger_store.entries_of(connection, record_id, Void.kind)
    said: list[Said] = []
    for revision_id in dag.oldest_first(dag.parents_by_id(revisions.values())):
        said.append(_said_by_revision(revisions[revision_id]))
        about = reviews.get(revision_id, [])
        order = dag.oldest_first({entry.entry_id: entry.parents for entry in about})
        by_id = {entry.entry_id: entry for entry in about}
        said.extend(_said_by_entry(by_id[one]) for one in order)
    said.extend(_said_by_entry(entry) for entry in voids)
    return tuple(said)


def _said_by_revision(one: Revision) -> Said:
    return Said("revision", one.revision_id, one.officer_id, one.made_at)


def _said_by_entry(entry: Entry) -> Said:
    body = body_of(entry)
    if isinstance(body, Review):
        return Said(
            "review",
            body.revision_id,
            entry.officer_id,
            entry.made_at,
            body.verdict,
            body.questions,
            body.reason,
        )
    reason = body.reason if isinstance(body, Void) else ""
    return Said(entry.kind, "", entry.officer_id, entry.made_at, reason=reason)


def _decide(
    desk: Desk,
    revision_ids: tuple[str, ...],
    verdict: Verdict,
    questions: tuple[Question, ...],
    reason: str,
) -> tuple[Entry, ...]:
    """Append the entries and compute the records anew, in one transaction."""
    if not desk.profile.is_department:
        raise NotTheDepartmentError
    with desk.write() as connection:
        records = _records(connection, revision_ids)
        earlier = ledger_store.entries_of_many(connection, revision_ids, Review.kind)
        drafted: list[tuple[Body, str, tuple[str, ...]]] = []
        for revision_id in revision_ids:
            body = Review(verdict, revision_id, questions, nfc(reason.strip()))
            parents = tuple(entry.entry_id for entry in earlier.get(revision_id, ()))
            drafted.append((body, revision_id, parents))
        made = desk.append_entries(connection, drafted)
        restate_records(connection, desk, records)
    return made


def _records(connection: Connection, revision_ids: Sequence[str]) -> list[str]:
    """The records of these versions. Raises RevisionGoneError for one that is not here."""
    here = {
        one.revision_id: one.record_id for one in ledger_store.iterate_revisions(connection, revision_ids)
    }
    for revision_id in revision_ids:
        if revision_id not in here:
            raise RevisionGoneError(revision=revision_id)
    return sorted(set(here.values()))
