"""Records as XML seen from outside a session: their fields for merge and comparison, and a record built from fields.

A field is one answer by ref. Beside the answers stand: each row (`/data/r[ab]` = "row"), the officer's note
(`…@note`) and the acceptance of a soft check (`…@accepted`). An absent reason is the value `ABSENT` + reason.
What the program computes or preloads is no field: it follows from the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.xform.answers import Answer, Meta, read_instance
from sxsh_desktop.xform.definition import Control, Form, ModelNode
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.record import path_of
from sxsh_desktop.xform.session import FillSession

ABSENT = "\x1fabsent:"
NOTE, ACCEPTED = "@note", "@accepted"
ROW = "row"
_DAY = re.compile(r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def meta_of(instance_xml: bytes) -> Meta:
    """Form, version, ids and name of a record. Raises XmlRefusedError."""
    return read_instance(instance_xml).meta


def absent_of(field: str) -> str:
    """The reason that a field's value holds, "" for an answer."""
    return field.removeprefix(ABSENT) if field.startswith(ABSENT) else ""


def is_field(form: Form, path: str) -> bool:
    """Whether the answer at `path` is given by a person (or read from a prefill), not computed or preloaded."""
    question = form.questions.get(path)
    return (
        question is not None
        and not question.calculate
        and not question.preload
        and question.control is not Control.NOTE
        and not path.startswith(f"{form.model.path}/meta/")
    )


def fields_of(form: Form, instance_xml: bytes) -> dict[str, str]:
    """The fields of a record by ref, in the order of the form; empty answers are left out.

    Raises XmlRefusedError.
    """
    found: dict[str, str] = {}
    for ref, answer, model in _walk(form.model, read_instance(instance_xml).root, form.model.path):
        if model.is_repeat:
            found[ref] = ROW
        elif is_field(form, model.path):
            if answer.absent:
                found[ref] = ABSENT + answer.absent
            elif answer.text:
                found[ref] = answer.text
            if answer.note:
                found[ref + NOTE] = answer.note
            if answer.accepted:
                found[ref + ACCEPTED] = answer.accepted
    return found


def _walk(model: ModelNode, answer: Answer, ref: str) -> Iterator[tuple[str, Answer, ModelNode]]:
    yield ref, answer, model
    for child in model.children:
        for inner in answer.named(child.name) or ():
            row = f"[{inner.row_id}]" if child.is_repeat else ""
            yield from _walk(child, inner, f"{ref}/{child.name}{row}")


def with_fields(form: Form, instance_xml: bytes, fields: Mapping[str, str]) -> bytes:
    """The record of `instance_xml` with exactly these fields, computed anew, as final XML.

    Rows keep the order of `instance_xml`; rows that it does not have come behind, in the order of `fields`. The
    clock stands at the newest day among the fields, so that the same fields always give the same bytes.
    Raises XmlRefusedError.
    """
    read = read_instance(instance_xml)
    clock = fixed_clock(_moment(fields))
    ids = 0

    def next_id() -> str:
        nonlocal ids
        ids += 1
        return f"row{ids:05d}"

    environment = FillEnvironment(clock=clock, new_row_id=next_id, language=form.default_language)
    root = _merged(form, form.model, read.root, form.model.path, fields, _below(fields))
    session = FillSession.from_answers(form, root, read.meta, environment)
    return session.to_xml(final=True)


def _moment(fields: Mapping[str, str]) -> datetime:
    days = [text[:10] for text in fields.values() if _DAY.match(text)]
    try:
        return datetime.fromisoformat(max(days)).replace(tzinfo=UTC) if days else _LONG_AGO
    except ValueError:
        return _LONG_AGO


def _below(fields: Mapping[str, str]) -> dict[str, list[str]]:
    """Row ids by the ref of their table, in the order in which the fields name them."""
    found: dict[str, dict[str, None]] = {}
    for ref in fields:
        place = ref.find("[")
        while place >= 0:
            end = ref.find("]", place)
            found.setdefault(ref[:place], {})[ref[place + 1 : end]] = None
            place = ref.find("[", end)
    return {table: list(rows) for table, rows in found.items()}


def _merged(
    form: Form,
    model: ModelNode,
    old: Answer | None,
    ref: str,
    fields: Mapping[str, str],
    rows: Mapping[str, list[str]],
) -> Answer:
    """The element at `ref` from its fields; what is no field stays as `old` has it."""
    answer = Answer(model.name, text=old.text if old is not None else model.text)
    if is_field(form, model.path):
        value = fields.get(ref, "")
        answer.absent = absent_of(value)
        answer.text = "" if answer.absent else value
        answer.note = fields.get(ref + NOTE, "")
        answer.accepted = fields.get(ref + ACCEPTED, "")
    for child in model.children:
        given = (old.named(child.name) if old is not None else None) or []
        below = f"{ref}/{child.name}"
        if not child.is_repeat:
            answer.children.append(_merged(form, child, given[0] if given else None, below, fields, rows))
            continue
        wanted = rows.get(below, [])
        kept = [one for one in given if one.row_id in wanted]
        known = {one.row_id for one in kept}
        order: list[tuple[str, Answer | None]] = [(one.row_id, one) for one in kept]
        order += [(row_id, None) for row_id in wanted if row_id not in known]
        for row_id, one in order:
            row = _merged(form, child, one, f"{below}[{row_id}]", fields, rows)
            row.row_id = row_id
            answer.children.append(row)
    return answer


def visit_date_of(form: Form, instance_xml: bytes) -> str:
    """The day of the visit (the question whose fact is `visit.date`) as ISO date, "" when it is not given."""
    path = next((one.path for one in form.questions.values() if one.fact == "visit.date"), "")
    return answer_at(form, instance_xml, path) if path else ""


def answer_at(form: Form, instance_xml: bytes, path: str) -> str:
    """The text at a path outside repeats, "" when it is empty or not there. Raises XmlRefusedError."""
    found = [read_instance(instance_xml).root]
    for name in path.removeprefix(form.model.path).split("/")[1:]:
        found = [child for one in found for child in one.children if child.name == name]
    return found[0].text if found else ""


def attachments_of(form: Form, instance_xml: bytes) -> tuple[str, ...]:
    """The SHA-256 (hex) of all files that the record's answers name, sorted, each once."""
    found = {
        answer.text.partition(".")[0]
        for ref, answer, _model in _walk(form.model, read_instance(instance_xml).root, form.model.path)
        if answer.text and is_upload(form, path_of(ref))
    }
    return tuple(sorted(name for name in found if re.fullmatch("[0-9a-f]{64}", name)))


def is_upload(form: Form, path: str) -> bool:
    """Whether the answer at `path` is the name of an attached file."""
    question = form.questions.get(path)
    return question is not None and question.control is Control.UPLOAD
