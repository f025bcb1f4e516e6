"""A record beside its earlier version: what a reviewer looks at, and refers questions to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sxsh_desktop.base.words import language as spoken
from sxsh_desktop.ledger.entries import Review, body_of
from sxsh_desktop.ledger.values import Revision
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_errors import RecordGoneError
from sxsh_desktop.services.review_errors import RevisionGoneError
from sxsh_desktop.services.review_words import AnswerWords
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records as records_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.xform import instance


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer: reference, label, value in words."""

    ref: str
    label: str
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One answer in both versions, in words; changed: they differ."""

    ref: str
    label: str
    before: str
    now: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the department about an earlier version: on which answer ("" for the whole), when (ISO)."""

    ref: str
    label: str
    text: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A version and the one that it follows ("" for the first), field by field in the order of the form.

    asked: what the department asked about earlier versions of the record, the oldest first.
    """

    record_id: str
    revision_id: str
    previous_id: str
    fields: tuple[FieldChange, ...]
    asked: tuple[Asked, ...] = ()

    @property
    def changed(self) -> tuple[FieldChange, ...]:
        """Only what differs."""
        return tuple(one for one in self.fields if one.changed)


def compare(desk: Desk, revision_id: str, language: str = "") -> Comparison:
    """A version beside its first parent that is here. Raises RevisionGoneError, FormUnknownError."""
    with desk.read() as connection:
        revision = ledger_store.revision(connection, revision_id)
        if revision is None:
            raise RevisionGoneError(revision=revision_id)
        earlier = (ledger_store.revision(connection, parent) for parent in revision.parents)
        previous = next((one for one in earlier if one is not None), None)
        returned = _returned(connection, revision)
    now = _fields(desk, revision)
    before = _fields(desk, previous) if previous else {}
    told = _words(desk, revision, language)
    refs = list(dict.fromkeys([*now, *before]))
    rows = tuple(
        FieldChange(
            ref,
            told.label(ref),
            told.shown(ref, before.get(ref)),
            told.shown(ref, now.get(ref)),
            previous is not None and before.get(ref) != now.get(ref),
        )
        for ref in refs
        if not ref.endswith("]")
    )
    asked = tuple(
        Asked(ref, told.label(ref) if ref else "", text, made_at)
        for made_at, said in returned
        for ref, text in said
    )
    return Comparison(revision.record_id, revision_id, previous.revision_id if previous else "", rows, asked)


def _returned(connection: Connection, revision: Revision) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """When other versions of the record were returned, and what was asked: (reference, text), "" for the whole."""
    others = [one.revision_id for one in ledger_store.revisions_of(connection, revision.record_id)]
    found = []
    for entries in ledger_store.entries_of_many(connection, others, Review.kind).values():
        for entry in entries:
            body = body_of(entry)
            if not isinstance(body, Review) or body.verdict != "returned":
                continue
            if body.revision_id != revision.revision_id:
                whole = (("", body.reason),) if body.reason else ()
                found.append((entry.made_at, (*whole, *((one.ref, one.text) for one in body.questions))))
    return sorted(found)


def answers(desk: Desk, record_id: str, language: str = "") -> tuple[AnswerLine, ...]:
    """What the shown version of a record says, in the order of the form. Raises RecordGoneError."""
    with desk.read() as connection:
        record = records_store.get(connection, record_id)
        revision = ledger_store.revision(connection, record.head) if record else None
    if revision is None:
        raise RecordGoneError(record=record_id)
    told = _words(desk, revision, language)
    return tuple(
        AnswerLine(ref, told.label(ref), told.shown(ref, value), told.is_number(ref))
        for ref, value in _fields(desk, revision).items()
        if not ref.endswith("]")
    )


def first_answer(desk: Desk, record_id: str, *, numbers: bool = False) -> str:
    """The reference of the first answer (that is a number), "" when there is none. Raises RecordGoneError."""
    found = answers(desk, record_id)
    return next((one.ref for one in found if one.is_number or not numbers), "")


def _fields(desk: Desk, revision: Revision) -> Mapping[str, str]:
    form = desk.forms.get(revision.form_id, revision.form_version, revision.definition_hash)
    return instance.fields_of(form, revision.instance_xml)


def _words(desk: Desk, revision: Revision, language: str) -> AnswerWords:
    form = desk.forms.get(revision.form_id, revision.form_version, revision.definition_hash)
    return AnswerWords(form, language or spoken(), desk.units)
