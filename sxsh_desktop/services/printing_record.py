"""A record on its way to paper: read from the store, opened, with who made it and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.clock import Clock, fixed_clock
from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.domain.numbers import format_date
from sxsh_desktop.ledger.review import ReviewState, review_state
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.output.paper import PaperForm
from sxsh_desktop.services.printing_answers import AnswerWords, FilledAnswers
from sxsh_desktop.services.printing_media import media_on_paper
from sxsh_desktop.services.printing_paper import PaperWords, paper_form
from sxsh_desktop.services.record_view import view_of
from sxsh_desktop.store import attachments as attachment_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import people, register
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.session import FillSession

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

OFFICER, MADE_ON, REVIEW, RECORD = _("Filled in by"), _("Finished on"), _("Review"), _("Record")
REVIEW_WORDS = {
    ReviewCode.WAITING: _("not reviewed yet"),
    ReviewCode.ACCEPTED: _("accepted"),
    ReviewCode.RETURNED: _("returned with questions"),
    ReviewCode.REJECTED: _("rejected"),
}
TWO_VERSIONS = _("two versions, merged; answers that differ are not settled")
VOIDED = _("cancelled: {reason}")


@dataclass(frozen=True, slots=True)
class PrintedRecord:
    """What is printed of a record: the revision shown, its answers, and what surrounds them."""

    revision: Revision
    instance_xml: bytes
    review: ReviewState
    diverged: bool
    void: str | None
    subject: str
    officer: str


def read_records(desk: Desk, wanted: Sequence[tuple[str, str]]) -> list[PrintedRecord]:
    """The records asked for: pairs of record id and "", or of "" and revision id; unknown ones are left out."""
    with desk.read() as connection:
        found = [_read(connection, desk, record_id, revision_id) for record_id, revision_id in wanted]
    return [record for record in found if record is not None]


def _read(connection: Connection, desk: Desk, record_id: str, revision_id: str) -> PrintedRecord | None:
    if revision_id:
        revision = ledger_store.revision(connection, revision_id)
        if revision is None:
            return None
        said = ledger_store.entries_of(connection, revision_id)
        state = review_state(revision_id, said)
        return _printed(connection, desk, revision, revision.instance_xml, state)
    revisions = ledger_store.revisions_of(connection, record_id)
    if not revisions:
        return None
    view = view_of(record_id, revisions, _said(connection, record_id, revisions), partial(_form_of, desk))
    return _printed(
        connection, desk, view.shown, view.instance_xml, view.review, diverged=view.diverged, void=view.void
    )


def _said(connection: Connection, record_id: str, revisions: Sequence[Revision]) -> list[Entry]:
    """Reviews of the revisions, and voids of the record."""
    reviews = ledger_store.entries_of_many(connection, [one.revision_id for one in revisions], "review")
    said = list(ledger_store.entries_of(connection, record_id, "void"))
    for found in reviews.values():
        said.extend(found)
    return said


def _form_of(desk: Desk, revision: Revision) -> Form:
    return desk.forms.get(revision.form_id, revision.form_version, revision.definition_hash)


def _printed(
    connection: Connection,
    desk: Desk,
    revision: Revision,
    instance_xml: bytes,
    review: ReviewState,
    *,
    diverged: bool = False,
    void: str | None = None,
) -> PrintedRecord:
    facility = register.get(connection, revision.facility_id) if revision.facility_id else None
    subject = f"{facility.code} – {facility.name}" if facility else ""
    officer = _officer(connection, desk, revision.officer_id)
    return PrintedRecord(revision, instance_xml, review, diverged, void, subject, officer)


def _officer(connection: Connection, desk: Desk, code: str) -> str:
    """Name and code of who made the revision; the code alone where no name is known."""
    known = people.officer_of_code(connection, code)
    name = known.name if known else ""
    if not name and code == desk.profile.officer_code:
        name = desk.profile.officer_name
    return f"{name} ({code})" if name else code


def filled_form(desk: Desk, record: PrintedRecord, heading: tuple[str, str], spoken: str) -> PaperForm:
    """The record as paper: only what is relevant, with its particulars."""
    form = _form_of(desk, record.revision)
    session = FillSession.open(
        form, record.instance_xml, FillEnvironment(clock=_clock_of(desk, record.revision), language=spoken)
    )
    words = AnswerWords(form, desk.units, spoken, partial(_picture, desk))
    paper = PaperWords(
        language=spoken,
        superior=heading[0],
        issuer=heading[1],
        subject=record.subject,
        particulars=_particulars(record, spoken),
        record_id=record.revision.record_id,
        revision_id=record.revision.revision_id,
        facility_id=record.revision.facility_id,
    )
    media = media_on_paper(desk, form, spoken)
    return paper_form(form, desk.units, paper, FilledAnswers(session, words), media)


def _clock_of(desk: Desk, revision: Revision) -> Clock:
    """The moment at which the revision was made: what it says must not change with the day of printing."""
    try:
        moment = datetime.fromisoformat(revision.made_at)
    except ValueError:
        return desk.clock
    return fixed_clock(moment if moment.tzinfo else moment.astimezone())


def _particulars(record: PrintedRecord, spoken: str) -> tuple[tuple[str, str], ...]:
    review = words_in(spoken, REVIEW_WORDS[record.review.code])
    if record.review.reason:
        review = f"{review} ({record.review.reason})"
    pairs = [
        (words_in(spoken, OFFICER), record.officer),
        (words_in(spoken, MADE_ON), _moment(record.revision.made_at)),
        (words_in(spoken, REVIEW), review),
    ]
    if record.void is not None:
        pairs.append((words_in(spoken, RECORD), words_in(spoken, VOIDED, reason=record.void)))
    elif record.diverged:
        pairs.append((words_in(spoken, RECORD), words_in(spoken, TWO_VERSIONS)))
    return tuple(pairs)


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{format_date(moment.date())} {moment:%H:%M}"


def _picture(desk: Desk, name: str) -> Path | None:
    """Where the photo that an answer names stands, if it is here."""
    try:
        file = attachment_store.path_of(desk.store.attachments, name.partition(".")[0])
    except ValueError:
        return None
    return file if file.is_file() else None
