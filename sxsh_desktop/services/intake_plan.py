"""What an import will answer: source rows turned into planned records, before any form is asked."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.numbers import read_number
from sxsh_desktop.domain.quantity import plain
from sxsh_desktop.output.read_table import TableRow
from sxsh_desktop.services.intake_map import PLACE, AnswerMap, IntakeMap, RowMap, When

_NAMESPACE = uuid.UUID("6f1d7a52-6d0b-5f0e-9a5b-5e8f5c1b2a10")

NOT_A_NUMBER = _("This is no number.")
AMBIGUOUS = _("This number can be read in two ways.")
NOT_IN_MAP = _("The map has no code for this text.")


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: its text, or why it is absent. `original` is the text in the source.

    `fault` is a message id when the source text could not be turned into an answer; `if_bad` is the absent
    reason that then (or when the form refuses it) stands instead.
    """

    question: str
    text: str
    absent: str = ""
    original: str = ""
    if_bad: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of a table of the form, and the source row that it comes from."""

    number: int
    answers: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """One record: its identity, its answers, its rows by table, and the source rows that it comes from."""

    key: tuple[str, ...]
    record_id: str
    facility: str
    answers: tuple[Given, ...]
    rows: Mapping[str, tuple[PlannedRow, ...]]
    source: tuple[TableRow, ...]

    def revision_id(self, device_id: str, definition_hash: str) -> str:
        """The id of the revision that this device makes of exactly these answers in this form."""
        said = [
            [definition_hash, device_id, self.facility],
            [[one.question, one.text, one.absent] for one in self.answers],
            [
                [table, [[one.question, one.text, one.absent] for one in row.answers]]
                for table, rows in sorted(self.rows.items())
                for row in rows
            ],
        ]
        digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8")).hexdigest()
        return f"uuid:{uuid.uuid5(uuid.UUID(self.record_id), digest)}"


def record_id_of(map: IntakeMap, key: Sequence[str]) -> str:
    """The same source, form and key give the same record, on every computer."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join((map.source, map.form, *key))))


def row_ids(record_id: str) -> Iterator[str]:
    """The ids of the rows of a record, the same at every run: ten lower-case base32 characters."""
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    number = 0
    while True:
        digest = hashlib.sha256(f"{record_id}/{number}".encode()).digest()
        yield "".join(alphabet[byte % 32] for byte in digest[:10])
        number += 1


def plan(map: IntakeMap, rows: Iterable[TableRow]) -> Iterator[Planned]:
    """Group the source rows by key, in the order in which the keys come, and plan a record of each group."""
    groups: dict[tuple[str, ...], list[TableRow]] = {}
    for row in rows:
        groups.setdefault(tuple(row.get(column) for column in map.key), []).append(row)
    for key, found in groups.items():
        yield _planned(map, key, found)


def _planned(map: IntakeMap, key: tuple[str, ...], found: Sequence[TableRow]) -> Planned:
    first = found[0]
    answers = [given for one in map.answers if (given := _given(one, first))]
    answers += [Given(name, "", reason) for name, reason in map.absent.items()]
    rows = {table: tuple(_table_rows(blocks, found)) for table, blocks in map.rows.items()}
    return Planned(
        key=key,
        record_id=record_id_of(map, key),
        facility=filled(map.facility, first),
        answers=tuple(answers),
        rows=rows,
        source=tuple(found),
    )


def _table_rows(blocks: Sequence[RowMap], found: Sequence[TableRow]) -> Iterator[PlannedRow]:
    for row in found:
        for block in blocks:
            if _holds(block.when, row):
                answers = tuple(given for one in block.answers if (given := _given(one, row)))
                yield PlannedRow(row.number, answers)


def _holds(conditions: Sequence[When], row: TableRow) -> bool:
    for one in conditions:
        text = row.get(one.column)
        if one.is_one_of and text not in one.is_one_of:
            return False
        if one.is_none_of and text in one.is_none_of:
            return False
        if not one.is_one_of and not one.is_none_of and not text:
            return False
    return True


def _given(map: AnswerMap, row: TableRow) -> Given | None:
    """The answer that a source row gives; None where the map's condition does not hold or it stays empty."""
    if not _holds(map.when, row):
        return None
    if map.absent:
        return Given(map.question, "", map.absent)
    columns = map.columns
    original = " ".join(row.get(column) for column in columns).strip()
    if columns and not original:
        if map.default is not None and not map.values:
            return Given(map.question, map.default)
        if "" in map.values:
            return Given(map.question, map.values[""])
        return Given(map.question, "", map.if_empty) if map.if_empty else None
    text = filled(map.text, row)
    if map.values:
        return _translated(map, text, original)
    if not map.number:
        return Given(map.question, text, original=original, if_bad=map.if_bad)
    return _number(map, text, original)


def _translated(map: AnswerMap, text: str, original: str) -> Given:
    code = map.values.get(text, map.default)
    if code is None:
        return Given(map.question, "", map.if_bad, original, map.if_bad, NOT_IN_MAP)
    return Given(map.question, code, original=original, if_bad=map.if_bad)


def _number(map: AnswerMap, text: str, original: str) -> Given:
    fault = NOT_A_NUMBER
    value: Decimal | None = None
    if map.number == "vi":
        reading = read_number(text)
        value = None if reading.ambiguous else reading.value
        fault = AMBIGUOUS if reading.ambiguous else NOT_A_NUMBER
    else:
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = None
    if value is None or not value.is_finite():
        return Given(map.question, "", map.if_bad, original, map.if_bad, fault)
    value *= map.factor
    if map.places is not None:
        value = round(value, map.places)
    return Given(map.question, plain(value), original=original, if_bad=map.if_bad)


def filled(text: str, row: TableRow) -> str:
    """The text with its {columns} filled in; {year-1} counts from a whole number."""

    def cell(match: re.Match[str]) -> str:
        found = row.get(match[1])
        sign, steps = match[2], match[3]
        if not sign or not found.lstrip("-").isdecimal():
            return found
        return str(int(found) + int(f"{sign}{steps}"))

    return PLACE.sub(cell, text).strip()
