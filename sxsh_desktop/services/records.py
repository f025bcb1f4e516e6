"""The list of records (phiếu): drafts and everything made final, each with where it stands on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sxsh_desktop.base.text import fold, sort_key
from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.services.forms import LETTERS
from sxsh_desktop.store import drafts, exchange, people, register
from sxsh_desktop.store import records as stored
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.drafts import DraftHead
from sxsh_desktop.store.records import RecordNow, RecordQuery

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk


class Standing(StrEnum):
    """Where a record stands. One only, the one that asks most of somebody first."""

    DRAFT = "draft"
    THROWN_AWAY = "thrown_away"
    VOID = "void"
    DIVERGED = "diverged"
    WAITING = "waiting"
    RETURNED = "returned"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    RECEIVED = "received"
    NO_RECEIPT = "no_receipt"
    NOT_SENT = "not_sent"


STANDING_WORDS = {
    Standing.DRAFT: _("draft"),
    Standing.THROWN_AWAY: _("thrown away"),
    Standing.VOID: _("cancelled"),
    Standing.DIVERGED: _("two versions"),
    Standing.WAITING: _("waits for an earlier version"),
    Standing.RETURNED: _("returned with questions"),
    Standing.REJECTED: _("rejected"),
    Standing.ACCEPTED: _("accepted"),
    Standing.RECEIVED: _("received"),
    Standing.NO_RECEIPT: _("exported, no receipt yet"),
    Standing.NOT_SENT: _("not exported yet"),
}


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of the list.

    draft_id: "" for a record that is final; record_id names the record either way. letter: of the form (A–I);
    facility, officer: names as shown, codes where no name is known; day: of the visit (ISO), of a draft the
    day of its last change; questions: asked by the department and not answered yet.
    """

    standing: Standing
    record_id: str
    draft_id: str
    form_id: str
    letter: str
    title: str
    facility_id: str
    facility: str
    officer: str
    day: str
    period_from: str = ""
    period_to: str = ""
    revisions: int = 0
    questions: int = 0
    conflicts: int = 0
    answered: int = 0
    total: int = 0
    problems: int = 0
    made_here: bool = True


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which lines; everything left empty does not narrow. Days are ISO. `sort`: day, form, facility, officer,
    standing, title."""

    text: str = ""
    form_ids: tuple[str, ...] = ()
    facility_id: str = ""
    officer_code: str = ""
    standings: tuple[Standing, ...] = ()
    day_from: str = ""
    day_to: str = ""
    sort: str = "day"
    descending: bool = True


def records(desk: Desk, chosen: RecordFilter = RecordFilter()) -> tuple[RecordLine, ...]:
    """The lines asked for, drafts among them, in the order asked for."""
    with desk.read() as connection:
        lines = [*_draft_lines(connection, desk, chosen), *_record_lines(connection, desk, chosen)]
    if chosen.standings:
        lines = [line for line in lines if line.standing in chosen.standings]
    else:
        lines = [line for line in lines if line.standing not in (Standing.THROWN_AWAY, Standing.VOID)]
    lines.sort(key=lambda line: (_key(line, chosen.sort), line.record_id), reverse=chosen.descending)
    return tuple(lines)


def throw_away_draft(desk: Desk, draft_id: str) -> None:
    """Take a draft out of the list; `restore_draft` brings it back. Raises DraftGoneError."""
    with desk.write() as connection:
        drafts.throw_away(connection, draft_id, desk.now())


def restore_draft(desk: Desk, draft_id: str) -> None:
    """Bring back a draft that was thrown away. Raises DraftGoneError."""
    with desk.write() as connection:
        drafts.restore(connection, draft_id)


def standing_of(record: RecordNow, *, exported: bool, made_here: bool) -> Standing:
    """Where a final record stands."""
    if record.void:
        return Standing.VOID
    if record.diverged:
        return Standing.DIVERGED
    if record.waiting:
        return Standing.WAITING
    reviewed = {
        ReviewCode.RETURNED: Standing.RETURNED,
        ReviewCode.REJECTED: Standing.REJECTED,
        ReviewCode.ACCEPTED: Standing.ACCEPTED,
    }
    if record.state in reviewed:
        return reviewed[record.state]
    if record.received or not made_here:
        return Standing.RECEIVED
    return Standing.NO_RECEIPT if exported else Standing.NOT_SENT


def _draft_lines(connection: Connection, desk: Desk, chosen: RecordFilter) -> list[RecordLine]:
    wanted = fold(chosen.text).split()
    lines = []
    heads = [
        *drafts.list_drafts(connection, facility_id=chosen.facility_id),
        *drafts.list_drafts(connection, facility_id=chosen.facility_id, deleted=True),
    ]
    names = _facility_names(connection, [head.facility_id for head in heads])
    for head in heads:
        line = _draft_line(desk, head, names)
        day_fits = chosen.day_from <= line.day and (not chosen.day_to or line.day <= chosen.day_to)
        form_fits = not chosen.form_ids or head.form_id in chosen.form_ids
        officer_fits = chosen.officer_code in ("", head.officer_id)
        text = f" {fold(f'{line.title} {line.facility} {line.officer}')}"
        if day_fits and form_fits and officer_fits and all(f" {word}" in text for word in wanted):
            lines.append(line)
    return lines


def _draft_line(desk: Desk, head: DraftHead, names: dict[str, str]) -> RecordLine:
    own = head.officer_id == desk.profile.officer_code
    return RecordLine(
        standing=Standing.THROWN_AWAY if head.deleted_at else Standing.DRAFT,
        record_id=head.record_id,
        draft_id=head.draft_id,
        form_id=head.form_id,
        letter=LETTERS.get(head.form_id, ""),
        title=head.title,
        facility_id=head.facility_id,
        facility=names.get(head.facility_id, ""),
        officer=desk.profile.officer_name if own else head.officer_id,
        day=head.changed_at[:10],
        revisions=len(head.parents),
        answered=head.answered,
        total=head.total,
        problems=head.problems,
    )


def _record_lines(connection: Connection, desk: Desk, chosen: RecordFilter) -> list[RecordLine]:
    query = RecordQuery(
        text="",
        form_ids=chosen.form_ids,
        facility_id=chosen.facility_id,
        officer_code=chosen.officer_code,
        with_void=True,
        visited_from=chosen.day_from,
        visited_to=chosen.day_to,
    )
    found = stored.find(connection, query)
    names = _facility_names(connection, [record.facility_id for record in found])
    officers = {one.code: one.name for one in people.officers(connection)}
    officers.setdefault(desk.profile.officer_code, desk.profile.officer_name)
    exported = exchange.exported(connection, [record.head for record in found])
    wanted = fold(chosen.text).split()
    lines = []
    for record in found:
        line = _record_line(desk, record, names, officers, record.head in exported)
        text = f" {fold(f'{line.title} {record.number} {line.facility} {line.officer}')}"
        if all(f" {word}" in text for word in wanted):
            lines.append(line)
    return lines


def _record_line(
    desk: Desk, record: RecordNow, names: dict[str, str], officers: dict[str, str], exported: bool
) -> RecordLine:
    made_here = record.device_id == desk.device_id
    return RecordLine(
        standing=standing_of(record, exported=exported, made_here=made_here),
        record_id=record.record_id,
        draft_id="",
        form_id=record.form_id,
        letter=LETTERS.get(record.form_id, ""),
        title=record.title,
        facility_id=record.facility_id,
        facility=names.get(record.facility_id, ""),
        officer=officers.get(record.officer_code, record.officer_code),
        day=record.visit_day,
        period_from=record.period_from,
        period_to=record.period_to,
        revisions=record.revisions,
        questions=record.questions,
        conflicts=record.conflicts,
        made_here=made_here,
    )


def _facility_names(connection: Connection, facility_ids: Sequence[str]) -> dict[str, str]:
    found = register.get_many(connection, sorted(set(facility_ids) - {""}))
    return {facility_id: one.name for facility_id, one in found.items()}


def _key(line: RecordLine, sort: str) -> str:
    keys = {
        "day": line.day,
        "form": line.letter or line.form_id,
        "facility": sort_key(line.facility),
        "officer": sort_key(line.officer),
        "standing": f"{list(Standing).index(line.standing):02d}",
        "title": sort_key(line.title),
    }
    return keys[sort]
