"""What the same question said the last time: from the newest earlier record of the same form and facility."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.record import path_of
from sxsh_desktop.xform.session import FillSession


@dataclass(frozen=True, slots=True)
class PreviousAnswer:
    """An earlier answer: as stored, as shown (label of a choice), why absent, and the day of that visit."""

    text: str
    shown: str
    absent: str
    visit_day: str


@dataclass(frozen=True, slots=True)
class PreviousRecord:
    """The fields of the earlier record."""

    record_id: str
    visit_day: str
    fields: Mapping[str, str]


def find(desk: Desk, form: Form, facility_id: str, record_id: str) -> PreviousRecord | None:
    """The newest other record of this form about the facility, by day of visit; None when there is none."""
    if not facility_id:
        return None
    with desk.read() as connection:
        held = [
            one
            for one in records.of_facility(connection, facility_id, with_void=False)
            if one.form_id == form.form_id and one.record_id != record_id
        ]
        last = max(held, key=lambda one: (one.period_to or one.visit_day, one.record_id), default=None)
        revision = ledger_store.revision(connection, last.head) if last is not None else None
    if last is None or revision is None:
        return None
    return PreviousRecord(last.record_id, last.visit_day, instance.fields_of(form, revision.instance_xml))


def answer(desk: Desk, session: FillSession, previous: PreviousRecord, ref: str) -> PreviousAnswer | None:
    """The earlier answer to the question at `ref`; None when there is none.

    A row of a table is matched by its key answers (carrier, product code, ...): see `_row_like`.
    """
    earlier = _earlier_ref(desk, session, previous, ref)
    field = previous.fields.get(earlier, "") if earlier else ""
    if not field:
        return None
    absent = instance.absent_of(field)
    text = "" if absent else field
    shown = text
    if session.question(ref).control.is_select:
        shown = ", ".join(session.choice_label(ref, code) for code in text.split())
    return PreviousAnswer(text, shown, absent, previous.visit_day)


def _earlier_ref(desk: Desk, session: FillSession, previous: PreviousRecord, ref: str) -> str:
    if "[" not in ref:
        return ref
    table, _bracket, rest = ref.rpartition("[")
    row, _close, inside = rest.partition("]")
    if "[" in table:
        return ""  # rows within rows: no key is told apart reliably
    found = _row_like(desk, session, previous, f"{table}[{row}]")
    return f"{found}{inside}" if found else ""


def _row_like(desk: Desk, session: FillSession, previous: PreviousRecord, row_ref: str) -> str:
    """The earlier row whose key answers are those of this row; "" without keys, or when several match."""
    path = path_of(row_ref)
    keys = []
    for question in session.form.questions.values():
        if not question.path.startswith(path + "/") or not question.fact:
            continue
        known = desk.vocabulary.find(question.fact)
        if known is not None and known[2].is_key:
            keys.append(question.path[len(path) :])
    wanted = [session.value(row_ref + key) for key in keys if session.has(row_ref + key)]
    if not wanted or not all(wanted):
        return ""
    rows = [ref for ref, mark in previous.fields.items() if mark == instance.ROW and path_of(ref) == path]
    same = [row for row in rows if [previous.fields.get(row + key, "") for key in keys] == wanted]
    return same[0] if len(same) == 1 else ""
