"""Rẽ nhánh: records with several heads, side by side; the decision is a revision that follows all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sxsh_desktop.base.words import language as spoken
from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.merge import Merged, merge_record
from sxsh_desktop.ledger.values import Revision
from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_draft import OpenDraft
from sxsh_desktop.services.record_view import set_refs
from sxsh_desktop.services.review_errors import NotDivergedError, UndecidedError
from sxsh_desktop.services.review_words import AnswerWords
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records as records_store
from sxsh_desktop.store.records import RecordNow, RecordQuery
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.definition import Form


@dataclass(frozen=True, slots=True)
class DivergedHead:
    """One of the versions that do not follow each other."""

    revision_id: str
    officer_code: str
    device_id: str
    made_at: str


@dataclass(frozen=True, slots=True)
class DivergedField:
    """A field that differs between the heads, or from what they had in common.

    ancestor, values (in the order of the heads), merged: as stored, None where there is no such answer;
    the `_text` ones are the same in words. conflict: a person has to choose; merged is None then.
    """

    ref: str
    label: str
    ancestor: str | None
    values: tuple[str | None, ...]
    merged: str | None
    ancestor_text: str
    value_texts: tuple[str, ...]
    merged_text: str
    conflict: bool


@dataclass(frozen=True, slots=True)
class Divergence:
    """A diverged record; fields: only what differs, conflicts first."""

    record_id: str
    form_id: str
    ancestors: tuple[str, ...]
    heads: tuple[DivergedHead, ...]
    fields: tuple[DivergedField, ...]

    @property
    def conflicts(self) -> tuple[DivergedField, ...]:
        """What has to be chosen."""
        return tuple(one for one in self.fields if one.conflict)


@dataclass(frozen=True, slots=True)
class _Heads:
    """The heads of a record with their fields and what they say together."""

    form: Form
    revisions: dict[str, Revision]
    heads: tuple[str, ...]
    ancestors: tuple[str, ...]
    fields: dict[str, Mapping[str, str]]
    merged: Merged


def diverged(desk: Desk) -> tuple[RecordNow, ...]:
    """The records that have several heads."""
    with desk.read() as connection:
        return tuple(
            records_store.find(connection, RecordQuery(diverged=True, sort="title", descending=False))
        )


def divergence(desk: Desk, record_id: str, language: str = "") -> Divergence:
    """Ancestor and heads of a record side by side. Raises NotDivergedError, FormUnknownError."""
    found = _heads(desk, record_id)
    told = AnswerWords(found.form, language or spoken(), desk.units)
    before = found.fields[found.ancestors[0]] if found.ancestors else {}
    conflicts = {one.ref for one in found.merged.conflicts}
    refs = dict.fromkeys(ref for one in (*found.heads, *found.ancestors) for ref in found.fields[one])
    lines = []
    for ref in refs:
        values = tuple(found.fields[head].get(ref) for head in found.heads)
        if len({before.get(ref), *values}) > 1 and not ref.endswith("]"):
            merged = None if ref in conflicts else found.merged.fields.get(ref)
            lines.append(_line(told, ref, before.get(ref), values, merged, ref in conflicts))
    lines.sort(key=lambda line: not line.conflict)
    return Divergence(
        record_id,
        found.form.form_id,
        found.ancestors,
        tuple(_head(found, one) for one in found.heads),
        tuple(lines),
    )


def own_value(desk: Desk, record_id: str, ref: str, text: str) -> tuple[str, str] | None:
    """A value that neither version has, typed by the reviewer: as stored, and in words.

    None when it is no answer of that question. Raises NotDivergedError.
    """
    told = AnswerWords(_heads(desk, record_id).form, spoken(), desk.units)
    value = told.read(ref, text)
    return None if value is None else (value, told.shown(ref, value))


def resolve(desk: Desk, record_id: str, choices: Mapping[str, str | None], reason: str) -> Revision:
    """Decide a diverged record: `choices` gives a value (as in `DivergedField`) for every conflict, and may
    give others. The reason stands as a note at each chosen answer.

    Raises NotDivergedError, UndecidedError; NotReadyError when the form has objections to the answers
    together: the draft then stays open for `services.fill`.
    """
    found = _heads(desk, record_id)
    left = [one.ref for one in found.merged.conflicts if one.ref not in choices]
    if left:
        raise UndecidedError(count=len(left))
    draft = fill.follow_heads(desk, record_id)
    for ref, value in choices.items():
        _choose(draft, found, ref, value)
        if reason.strip() and value and not ref.endswith((instance.NOTE, instance.ACCEPTED)):
            draft.set_note(_place(draft, found, ref), reason.strip())
    return draft.finalise()


def _heads(desk: Desk, record_id: str) -> _Heads:
    with desk.read() as connection:
        revisions = ledger_store.revisions_of(connection, record_id)
    heads = dag.heads(revisions)
    if len(heads) < 2:
        raise NotDivergedError(record=record_id)
    by_id = {one.revision_id: one for one in revisions}
    shown = by_id[heads[-1]]
    form = desk.forms.get(shown.form_id, shown.form_version, shown.definition_hash)
    ancestors = dag.nearest_common_ancestors(revisions, heads)
    fields: dict[str, Mapping[str, str]] = {}

    def fields_of(revision_id: str) -> Mapping[str, str]:
        if revision_id not in fields:
            fields[revision_id] = instance.fields_of(form, by_id[revision_id].instance_xml)
        return fields[revision_id]

    merged = merge_record(revisions, fields_of, set_refs(form))
    for one in (*heads, *ancestors):
        fields_of(one)
    return _Heads(form, by_id, heads, ancestors, fields, merged)


def _head(found: _Heads, revision_id: str) -> DivergedHead:
    one = found.revisions[revision_id]
    return DivergedHead(revision_id, one.officer_id, one.device_id, one.made_at)


def _line(
    told: AnswerWords,
    ref: str,
    before: str | None,
    values: tuple[str | None, ...],
    merged: str | None,
    conflict: bool,
) -> DivergedField:
    return DivergedField(
        ref,
        told.label(ref),
        before,
        values,
        merged,
        told.shown(ref, before),
        tuple(told.shown(ref, value) for value in values),
        told.shown(ref, merged),
        conflict,
    )


def _choose(draft: OpenDraft, found: _Heads, ref: str, value: str | None) -> None:
    """Put a chosen value into the draft; a row that only one head still has comes back for it."""
    if value is None and _row_of(ref) and not _has_row(draft, _row_of(ref)):
        return
    place, text = _place(draft, found, ref), value or ""
    if ref.endswith(instance.NOTE):
        draft.set_note(place, text)
    elif ref.endswith(instance.ACCEPTED):
        draft.accept_soft(place, text)
    elif instance.absent_of(text):
        draft.set_absent(place, instance.absent_of(text))
    else:
        draft.set(place, text)


def _place(draft: OpenDraft, found: _Heads, ref: str) -> str:
    """Where the answer stands in the draft; its row comes back for it, as the row that it was."""
    ref = ref.split("@", 1)[0]
    row = _row_of(ref)
    if not row or _has_row(draft, row):
        return ref
    draft.add_row(row[: row.rindex("[")], row_id=row[row.rindex("[") + 1 : -1])
    for fields in found.fields.values():
        if row in fields:
            for inner, value in fields.items():
                if inner.startswith(f"{row}/") and "[" not in inner[len(row) :] and "@" not in inner:
                    _choose(draft, found, inner, value)
            break
    return ref


def _row_of(ref: str) -> str:
    """The innermost row that the reference stands in, "" for none."""
    end = ref.rfind("]")
    return ref[: end + 1] if end >= 0 else ""


def _has_row(draft: OpenDraft, row: str) -> bool:
    return row in draft.session.rows(row[: row.rindex("[")])
