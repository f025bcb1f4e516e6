"""Giao việc: the department gives work to an officer, the officer's list says what is done and what is due.

An assignment is a signed entry (who, which form, which facility or place, until when, a note). It is changed or
taken back by a later entry that names it; it travels in the department's next bundle for the officer. Whether it
is done is not said by anybody: it is read from the records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.text import nfc
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.domain.places import Places
from sxsh_desktop.ledger.entries import Assignment, body_of
from sxsh_desktop.ledger.values import Entry
from sxsh_desktop.services import reference
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import drafts, register, scope_select
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.drafts import DraftHead
from sxsh_desktop.store.records import RecordNow
from sxsh_desktop.store.register import FacilityNow

_LONGEST_NOTE = 500


class NotTheDepartmentError(UserError):
    """Only the department's desk gives work."""

    code = "WORK-01"
    said = _("Work is given on a desk of the department only.")
    todo = _("Nothing was changed. Ask the department to give the work, or make the record without it.")


class WorkNotClearError(UserError):
    """Facts: what (what is missing, in words)."""

    code = "WORK-02"
    said = _("The work is not complete yet: {what}.")
    todo = _("Nothing was given yet. Add what is missing, then give the work.")


class WorkUnknownError(UserError):
    """Facts: item."""

    code = "WORK-03"
    said = _("There is no work {item} to take back; perhaps it was taken back before.")
    todo = _("Read the list again.")


class WorkState(StrEnum):
    """How far it is, as the records say."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: a form about a facility, or in a place (code of a unit), or neither. due: ISO or ""."""

    form_id: str
    facility_id: str = ""
    place_code: str = ""
    due: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One piece of work. facility, place: names; made: how many records answer it; target: where to go on, the
    draft or record that was begun, "" for none; given_at: moment on the giver's clock."""

    entry_id: str
    officer_code: str
    form_id: str
    facility_id: str
    facility: str
    place_code: str
    place: str
    due: str
    note: str
    given_at: str
    given_by: str
    state: WorkState
    made: int = 0
    draft_id: str = ""
    record_id: str = ""

    def is_overdue(self, today: date) -> bool:
        """The day has passed and it is not done."""
        return bool(self.due) and self.state is not WorkState.DONE and self.due < today.isoformat()


def give(desk: Desk, officer_code: str, tasks: Sequence[Task]) -> tuple[Entry, ...]:
    """Give these pieces of work to an officer; what is open in the same words is not given twice.

    Raises NotTheDepartmentError, WorkNotClearError, FormUnknownError.
    """
    _only_department(desk)
    officer = nfc(officer_code.strip())
    if not officer:
        raise WorkNotClearError(what=words(_("nobody is chosen")))
    if not tasks:
        raise WorkNotClearError(what=words(_("no form or facility is chosen")))
    for form_id in sorted({one.form_id for one in tasks}):
        desk.forms.get(form_id)
    places = reference.current(desk).places
    with desk.write() as connection:
        facilities = register.get_many(connection, [one.facility_id for one in tasks if one.facility_id])
        bodies = [_body(officer, one, facilities, places) for one in tasks]
        there = {_same(body) for _entry, body in _standing(connection, officer)}
        new = [body for body in dict.fromkeys(bodies) if _same(body) not in there]
        return desk.append_entries(connection, [(body, officer, ()) for body in new])


def withdraw(desk: Desk, entry_ids: Iterable[str], reason: str = "") -> int:
    """Take work back; returns how many pieces. Raises NotTheDepartmentError, WorkUnknownError."""
    _only_department(desk)
    with desk.write() as connection:
        standing = {entry.entry_id: body for entry, body in _standing(connection)}
        drafted = []
        for one in entry_ids:
            body = standing.get(one)
            if body is None:
                raise WorkUnknownError(item=one)
            gone = Assignment(
                body.officer_code,
                body.form_id,
                body.facility_id,
                body.place_code,
                body.due,
                nfc(reason.strip())[:_LONGEST_NOTE],
                withdrawn=True,
            )
            drafted.append((gone, body.officer_code, (one,)))
        desk.append_entries(connection, drafted)
    return len(drafted)


def work_list(desk: Desk, officer_code: str = "") -> tuple[WorkLine, ...]:
    """What was given and is not taken back: the officer's own on an officer's desk, else of all (or of one).

    Not done first, by due day (those without one last).
    """
    with desk.read() as connection:
        return work_of(desk, connection, officer_code)


def work_of(desk: Desk, connection: Connection, officer_code: str = "") -> tuple[WorkLine, ...]:
    """`work_list` within a transaction."""
    wanted = officer_code if desk.profile.is_department else desk.profile.officer_code
    standing = _standing(connection, wanted)
    if not standing:
        return ()
    ids = [body.facility_id for _entry, body in standing if body.facility_id]
    facilities = register.get_many(connection, sorted(set(ids)))
    places = reference.current(desk).places
    made = _Made(connection, standing, places)
    lines = [_line(entry, body, facilities, places, made) for entry, body in standing]
    return tuple(sorted(lines, key=_order))


def assigned_to(connection: Connection, officer_code: str) -> tuple[Assignment, ...]:
    """The work of one officer that stands."""
    return tuple(body for _entry, body in _standing(connection, officer_code))


def areas_of(places: Places, unit_codes: Iterable[str]) -> tuple[set[str], set[str]] | None:
    """Districts (2016) and communes (either tree) of these units; None when one of them is the whole province."""
    districts: set[str] = set()
    communes: set[str] = set()
    for code in unit_codes:
        unit = places.unit(code)
        if unit is None or not unit.place:
            return None
        if unit.level == "xa":
            communes |= {unit.place, *places.came_from(unit.place)}
        else:
            districts.add(unit.place)
    return districts, communes


def _only_department(desk: Desk) -> None:
    if not desk.profile.is_department:
        raise NotTheDepartmentError


def _body(officer: str, task: Task, facilities: dict[str, FacilityNow], places: Places) -> Assignment:
    if task.facility_id and task.facility_id not in facilities:
        raise WorkNotClearError(what=words(_("the facility is not in the register")))
    if task.place_code and places.unit(task.place_code) is None:
        raise WorkNotClearError(what=words(_("the place is in no list")))
    if task.due:
        try:
            date.fromisoformat(task.due)
        except ValueError as error:
            raise WorkNotClearError(what=words(_("the day is none"))) from error
    note = nfc(" ".join(task.note.split()))[:_LONGEST_NOTE]
    return Assignment(officer, task.form_id, task.facility_id, task.place_code, task.due, note)


def _same(body: Assignment) -> tuple[str, ...]:
    """What makes two assignments one and the same work."""
    return body.officer_code, body.form_id, body.facility_id, body.place_code, body.due


def _standing(connection: Connection, officer_code: str = "") -> list[tuple[Entry, Assignment]]:
    """Assignments that no later entry changed or took back; the order of entries makes no difference."""
    entries = (
        ledger_store.entries_of(connection, officer_code, Assignment.kind)
        if officer_code
        else ledger_store.entries_of_kind(connection, Assignment.kind)
    )
    settled = {parent for entry in entries for parent in entry.parents}
    found = []
    for entry in entries:
        body = body_of(entry)
        if isinstance(body, Assignment) and entry.entry_id not in settled and not body.withdrawn:
            found.append((entry, body))
    return found


class _Made:
    """The records and drafts that may answer the work, read once."""

    def __init__(
        self, connection: Connection, given: Sequence[tuple[Entry, Assignment]], places: Places
    ) -> None:
        forms = sorted({body.form_id for _entry, body in given})
        officers = sorted({body.officer_code for _entry, body in given})
        since = min(entry.made_at[:10] for entry, _body in given)
        self._records: dict[tuple[str, str], list[RecordNow]] = {}
        for one in scope_select.records_since(connection, forms, officers, since):
            self._records.setdefault((one.form_id, one.officer_code), []).append(one)
        self._drafts: dict[str, list[DraftHead]] = {}
        for draft in drafts.list_drafts(connection):
            self._drafts.setdefault(draft.form_id, []).append(draft)
        self._places = places
        about = {one.facility_id for some in self._records.values() for one in some if one.facility_id}
        some_place = any(body.place_code for _entry, body in given)
        self._facilities = register.get_many(connection, sorted(about)) if some_place else {}

    def of(self, entry: Entry, body: Assignment) -> list[RecordNow]:
        """Records of the form by this officer since the day that the work was given, about what was meant."""
        since = entry.made_at[:10]
        found = self._records.get((body.form_id, body.officer_code), [])
        return [one for one in found if one.made_at[:10] >= since and self._is_meant(body, one)]

    def draft(self, body: Assignment) -> str:
        """A draft that was begun for it, "" for none."""
        for one in self._drafts.get(body.form_id, []):
            if body.facility_id and one.facility_id == body.facility_id:
                return one.draft_id
        return ""

    def _is_meant(self, body: Assignment, record: RecordNow) -> bool:
        if body.facility_id:
            return record.facility_id == body.facility_id
        if not body.place_code:
            return True
        areas = areas_of(self._places, [body.place_code])
        facility = self._facilities.get(record.facility_id)
        if areas is None or facility is None:
            return areas is None
        return facility.district in areas[0] or bool({facility.commune, facility.commune_2016} & areas[1])


def _line(
    entry: Entry, body: Assignment, facilities: dict[str, FacilityNow], places: Places, made: _Made
) -> WorkLine:
    answers = made.of(entry, body)
    draft = made.draft(body)
    back = [one for one in answers if one.state in (ReviewCode.RETURNED, ReviewCode.REJECTED)]
    done = bool(answers) and not back and not body.place_code
    state = WorkState.DONE if done else WorkState.STARTED if answers or draft else WorkState.OPEN
    facility = facilities.get(body.facility_id)
    unit = places.unit(body.place_code) if body.place_code else None
    return WorkLine(
        entry_id=entry.entry_id,
        officer_code=body.officer_code,
        form_id=body.form_id,
        facility_id=body.facility_id,
        facility=facility.name if facility else "",
        place_code=body.place_code,
        place=unit.name if unit else body.place_code,
        due=body.due,
        note=body.note,
        given_at=entry.made_at,
        given_by=entry.officer_id,
        state=state,
        made=len(answers),
        draft_id=draft,
        record_id=(back or answers)[0].record_id if answers else "",
    )


def _order(line: WorkLine) -> tuple[bool, str, str, str]:
    return line.state is WorkState.DONE, line.due or "9999", line.officer_code, line.entry_id
