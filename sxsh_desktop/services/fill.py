"""Filling in: start a form, go on with a draft, correct a record, throw a draft away and bring it back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sxsh_desktop.base.words import language
from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.merge import Conflict
from sxsh_desktop.ledger.values import Revision
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_draft import OpenDraft
from sxsh_desktop.services.fill_errors import RecordGoneError
from sxsh_desktop.services.fill_values import wrong_answers
from sxsh_desktop.services.forms import REGISTER_FORM
from sxsh_desktop.services.record_view import merged_xml
from sxsh_desktop.services.register import take_code
from sxsh_desktop.store import drafts as draft_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records as record_store
from sxsh_desktop.store import register as register_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.drafts import DraftHead
from sxsh_desktop.store.records import RecordQuery
from sxsh_desktop.xform.changes import Change
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.lists import LAST_SAVED
from sxsh_desktop.xform.session import FillSession, InstanceIds

__all__ = ["OpenDraft", "correct", "discard", "drafts", "restore", "resume", "start"]


def start(
    desk: Desk,
    form_id: str,
    facility_id: str = "",
    record_id: str | None = None,
    prefill: Mapping[str, str] | None = None,
) -> OpenDraft:
    """A new draft of the newest version of a form, with the answers that are known before: code of the
    facility, code of the officer, today as day of the visit.

    `facility_id` is the facility that the form is about; a new register card gets a code that no other device
    gives out. `prefill` (by path) are further answers, for imports and copies. Raises FormUnknownError.
    """
    form = desk.forms.get(form_id)
    record = record_id or str(uuid.uuid4())
    if form_id == REGISTER_FORM:
        facility_id = record
    with desk.write() as connection:
        known = _known_answers(connection, desk, form, facility_id)
        session = FillSession.new(
            form,
            replace(environment(desk), last_saved=_last_saved(connection, desk, form)),
            {**known, **(prefill or {})},
            InstanceIds(f"uuid:{uuid.uuid4()}"),
        )
        head = draft_head(desk, session, record, (), facility_id)
        draft_store.create(connection, head, session.to_xml())
    return OpenDraft(desk, session, head)


def _last_saved(connection: Connection, desk: Desk, form: Form) -> bytes:
    """The record of this form that this officer made last, where the form asks for it (`last-saved`)."""
    if not any(table.source == LAST_SAVED for table in form.lists.values()):
        return b""
    query = RecordQuery(form_ids=(form.form_id,), officer_code=desk.profile.officer_code, sort="made_at")
    found = record_store.find_ids(connection, query)[:1]
    last = record_store.get(connection, found[0]) if found else None
    revision = ledger_store.revision(connection, last.head) if last is not None else None
    return b"" if revision is None else revision.instance_xml


def resume(desk: Desk, draft_id: str) -> OpenDraft:
    """A draft exactly as it was left, position included. Raises DraftGoneError, FormUnknownError."""
    with desk.read() as connection:
        stored = draft_store.load(connection, draft_id)
    head = stored.head
    form = desk.forms.get(head.form_id, head.form_version, head.definition_hash)
    session = FillSession.open(form, stored.snapshot_xml, environment(desk))
    for line in stored.changes:
        for document in json.loads(line):
            session.replay(Change.from_json(document))
    conflicts = _conflicts(desk, form, head)
    return OpenDraft(desk, session, head, conflicts, since_snapshot=len(stored.changes))


def correct(desk: Desk, record_id: str) -> OpenDraft:
    """A draft that corrects a record: the draft that is open for it already, else a new one from its head.

    A diverged record is corrected from the merged view of its heads, all of which become parents; what they
    disagree on stands in `OpenDraft.conflicts`. Raises RecordGoneError, FormUnknownError.
    """
    with desk.read() as connection:
        open_already = draft_store.list_drafts(connection, record_id=record_id)
    return resume(desk, open_already[0].draft_id) if open_already else follow_heads(desk, record_id)


def follow_heads(desk: Desk, record_id: str) -> OpenDraft:
    """`correct`, but never a draft that was begun before the present versions were here: that one stays open.

    Raises RecordGoneError, FormUnknownError.
    """
    with desk.read() as connection:
        open_already = draft_store.list_drafts(connection, record_id=record_id)
        revisions = ledger_store.revisions_of(connection, record_id)
    if not revisions:
        raise RecordGoneError(record=record_id)
    heads = dag.heads(revisions)
    for draft in open_already:
        if set(draft.parents) == set(heads):
            return resume(desk, draft.draft_id)
    shown = next(one for one in revisions if one.revision_id == heads[-1])
    form = desk.forms.get(shown.form_id, shown.form_version, shown.definition_hash)
    xml, conflicts = merged_xml(form, revisions, shown)
    ids = InstanceIds(f"uuid:{uuid.uuid4()}", shown.revision_id)
    session = FillSession.open(form, xml, environment(desk), ids)
    head = draft_head(desk, session, record_id, heads, shown.facility_id)
    with desk.write() as connection:
        draft_store.create(connection, head, session.to_xml())
    return OpenDraft(desk, session, head, conflicts)


def drafts(desk: Desk, *, facility_id: str = "", deleted: bool = False) -> tuple[DraftHead, ...]:
    """The drafts of this desk, the last changed first (or those that were thrown away)."""
    with desk.read() as connection:
        return tuple(draft_store.list_drafts(connection, facility_id=facility_id, deleted=deleted))


def discard(desk: Desk, draft_id: str) -> None:
    """Take a draft out of the lists; `restore` brings it back. Raises DraftGoneError."""
    with desk.write() as connection:
        draft_store.throw_away(connection, draft_id, desk.now())


def restore(desk: Desk, draft_id: str) -> None:
    """Bring back a draft that was thrown away. Raises DraftGoneError."""
    with desk.write() as connection:
        draft_store.restore(connection, draft_id)


def environment(desk: Desk) -> FillEnvironment:
    """The world of a session at this desk."""
    profile = desk.profile
    return FillEnvironment(
        clock=desk.clock,
        device_id=desk.device_id,
        officer_code=profile.officer_code,
        user_name=profile.officer_name,
        language=language(),
    )


def _known_answers(connection: Connection, desk: Desk, form: Form, facility_id: str) -> dict[str, str]:
    """What is known before anything is asked, by path; found through the facts of the form's questions."""
    by_fact = {question.fact: path for path, question in form.questions.items() if question.fact}
    known = {"visit.officer": desk.profile.officer_code, "visit.date": desk.today().isoformat()}
    if form.form_id == REGISTER_FORM:
        card = register_store.get(connection, facility_id)
        known["visit.facility"] = card.code if card is not None else take_code(connection, desk)
    elif facility_id:
        facility = register_store.get(connection, facility_id)
        known["visit.facility"] = facility.code if facility is not None else ""
    return {by_fact[fact]: text for fact, text in known.items() if text and fact in by_fact}


def draft_head(
    desk: Desk, session: FillSession, record_id: str, parents: Sequence[str], facility_id: str
) -> DraftHead:
    """What a new draft of these answers says of itself; parents: the revisions that it corrects."""
    answered, total = session.progress()
    return DraftHead(
        draft_id=str(uuid.uuid4()),
        record_id=record_id,
        parents=tuple(parents),
        form_id=session.form.form_id,
        form_version=session.form.version,
        definition_hash=session.form.definition_hash,
        facility_id=facility_id,
        officer_id=desk.profile.officer_code,
        title=session.instance_name() or session.form.title,
        answered=answered,
        total=total,
        problems=wrong_answers(session.problems()),
        created_at=desk.now(),
        changed_at=desk.now(),
    )


def _conflicts(desk: Desk, form: Form, head: DraftHead) -> tuple[Conflict, ...]:
    """What the heads that a draft joins disagree on; computed again, because it follows from the ledger."""
    if len(head.parents) < 2:
        return ()
    with desk.read() as connection:
        revisions = ledger_store.revisions_of(connection, head.record_id)
    above = {parent for one in head.parents for parent in dag.ancestors(one, revisions)}
    known: list[Revision] = [
        one for one in revisions if one.revision_id in above or one.revision_id in head.parents
    ]
    shown = next((one for one in known if one.revision_id == head.parents[-1]), None)
    return () if shown is None else merged_xml(form, known, shown)[1]
