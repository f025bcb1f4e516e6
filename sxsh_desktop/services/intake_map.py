"""The map of an import: which column of somebody else's table answers which question. Written in TOML.

form = "c_tieu_thu"
[source]
name = "iac"                    # part of the identity of each record, with the key columns
key = ["id"]                    # rows with the same key make one record
facility = "IAC-{id}"           # code of the facility (register cards: of the card itself)
odd = "reason"                  # soft checks are accepted with this reason; without it they refuse
[answers]
visit_date = "{fy}-09-30"       # text with columns; {fy-1} counts
labour = {column = "employees", number = "en", if_empty = "unknown", if_bad = "unknown"}
sector = {column = "sic", values = {2044 = "xayxat"}, default = "khac"}
[absent]
unknown = ["fund"]
[[rows.r_en]]                   # one row of the table r_en for each such block and source row ...
when = {column = "e2_usage"}    # ... that has the column (or: is = ["I", "P"], is_not = [...])
answers = {e_type = "ng", e_qty = {column = "e2_usage", from = "mmbtu", to = "gj"}}
[tables.r_sol]
if_bad = "row"                  # a bad row is left out alone (else the whole record)
[[report]]                      # what is odd in the source itself
column = "hours"
above = 8784
reason = "more hours than a year has"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.text import nfc
from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import SAID_ABSENT
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.xform.definition import Form

PLACE = re.compile(r"\{([^{}]+?)(?:([+-])([0-9]{1,4}))?\}")
NUMBERS = ("", "en", "vi")


class MapUnreadableError(UserError):
    """Facts: file, reason."""

    code = "INTAKE-01"
    said = _("The map {file} cannot be read: {reason}.")
    todo = _("Mend the file and try again; nothing was imported.")


class MapWrongError(UserError):
    """Facts: file, faults."""

    code = "INTAKE-02"
    said = _("The map {file} does not fit: {faults}.")
    todo = _(
        "Use the names of the questions in the form and of the columns in the table; nothing was imported."
    )


@dataclass(frozen=True, slots=True)
class When:
    """When a block or an answer holds: the column is filled, or is (not) one of these texts."""

    column: str
    is_one_of: tuple[str, ...] = ()
    is_none_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerMap:
    """How one question gets its answer.

    `text` with {columns}; `values` translate it; `number` says how numbers are written ("en", "vi", "" = take
    the text as it is); `factor` multiplies, `places` rounds; `if_empty` and `if_bad` are absent reasons ("" =
    leave empty, refuse).
    """

    question: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None
    number: str = ""
    factor: Decimal = Decimal(1)
    places: int | None = None
    if_empty: str = ""
    if_bad: str = ""
    when: tuple[When, ...] = ()
    absent: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the text takes."""
        return tuple(match[1] for match in PLACE.finditer(self.text))


@dataclass(frozen=True, slots=True)
class RowMap:
    """One kind of row of a table of the form."""

    answers: tuple[AnswerMap, ...]
    when: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True)
class OddRule:
    """What is odd in the source: the column is empty, equals a text, or is a number above or below."""

    column: str
    reason: str
    empty: bool = False
    equals: str | None = None
    above: Decimal | None = None
    below: Decimal | None = None

    def holds(self, text: str) -> bool:
        """Whether a cell is odd by this rule."""
        if self.empty and not text:
            return True
        if self.equals is not None and text == self.equals:
            return True
        try:
            number = Decimal(text)
        except InvalidOperation:
            return False
        return (self.above is not None and number > self.above) or (
            self.below is not None and number < self.below
        )


@dataclass(frozen=True, slots=True)
class IntakeMap:
    """A whole map. `rows` by the name of the table; `row_alone`: tables whose bad rows are left out alone."""

    file: str
    form: str
    source: str
    key: tuple[str, ...]
    facility: str
    odd: str
    sheet: str
    answers: tuple[AnswerMap, ...]
    absent: Mapping[str, str]
    rows: Mapping[str, tuple[RowMap, ...]]
    row_alone: frozenset[str]
    report: tuple[OddRule, ...]

    def columns(self) -> Iterator[str]:
        """Every column that the map names."""
        yield from self.key
        yield from (match[1] for match in PLACE.finditer(self.facility))
        yield from (rule.column for rule in self.report)
        blocks = [row for rows in self.rows.values() for row in rows]
        yield from (one.column for block in blocks for one in block.when)
        for answer in (*self.answers, *(a for block in blocks for a in block.answers)):
            yield from answer.columns
            yield from (one.column for one in answer.when)


def read_map(path: Path, units: UnitTable) -> IntakeMap:
    """Read a map. Raises MapUnreadableError and MapWrongError."""
    try:
        table = tomllib.loads(nfc(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MapUnreadableError(file=path.name, reason=str(error)) from error
    try:
        return _map(path.name, table, units)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise MapWrongError(file=path.name, faults=str(error).strip("'\"")) from error


def check_map(map: IntakeMap, form: Form, columns: Sequence[str]) -> None:
    """Raises MapWrongError when the map names a question or table that the form lacks, or a column that the
    table lacks."""
    names = names_of(form)
    asked = [answer.question for answer in map.answers] + list(map.absent)
    tables = {path.rpartition("/")[2] for path in form.repeats}
    faults = [name for name in (*map.rows, *map.row_alone) if name not in tables]
    faults += [name for name in asked if name not in names]
    faults += [
        answer.question
        for table, rows in map.rows.items()
        for row in rows
        for answer in row.answers
        if f"/{table}/" not in names.get(answer.question, "")
    ]
    faults += sorted(set(map.columns()) - set(columns))
    if faults:
        raise MapWrongError(file=map.file, faults=", ".join(dict.fromkeys(faults)))


def names_of(form: Form) -> dict[str, str]:
    """Path of each question by its name; the forms use a name once."""
    return {question.name: path for path, question in form.questions.items()}


_TOP = {"form", "source", "answers", "absent", "rows", "tables", "report"}


def _map(file: str, table: Mapping[str, Any], units: UnitTable) -> IntakeMap:
    strange = sorted(set(table) - _TOP)
    if strange:
        raise ValueError(", ".join(strange))
    source = table["source"]
    absent = {name: reason for reason, names in table.get("absent", {}).items() for name in names}
    wrong = sorted(set(absent.values()) - set(SAID_ABSENT))
    if wrong:
        raise ValueError(", ".join(wrong))
    return IntakeMap(
        file=file,
        form=str(table["form"]),
        source=str(source["name"]),
        key=tuple(map(str, source["key"])),
        facility=str(source.get("facility", "")),
        odd=str(source.get("odd", "")),
        sheet=str(source.get("sheet", "")),
        answers=tuple(_answer(name, one, units) for name, one in table.get("answers", {}).items()),
        absent=absent,
        rows={
            name: tuple(_row(block, units) for block in blocks)
            for name, blocks in table.get("rows", {}).items()
        },
        row_alone=frozenset(
            name for name, options in table.get("tables", {}).items() if options.get("if_bad") == "row"
        ),
        report=tuple(_odd(rule) for rule in table.get("report", ())),
    )


def _row(block: Mapping[str, Any], units: UnitTable) -> RowMap:
    answers = tuple(_answer(name, one, units) for name, one in block["answers"].items())
    return RowMap(answers, _when(block.get("when")))


def _when(given: Any) -> tuple[When, ...]:
    """One condition or several, all of which must hold."""
    if given is None:
        return ()
    several = given if isinstance(given, list) else [given]
    return tuple(
        When(str(one["column"]), tuple(map(str, one.get("is", ()))), tuple(map(str, one.get("is_not", ()))))
        for one in several
    )


_ANSWER = {
    "absent", "column", "text", "values", "default", "number", "from", "to", "factor", "places", "if_empty", "if_bad",
    "when",
}  # fmt: skip


def _answer(name: str, given: Any, units: UnitTable) -> AnswerMap:
    if not isinstance(given, dict):
        return AnswerMap(name, str(given))
    strange = sorted(set(given) - _ANSWER)
    if strange:
        raise ValueError(f"{name}: {', '.join(strange)}")
    reasons = {str(given.get(option, "")) for option in ("absent", "if_empty", "if_bad")}
    number = str(given.get("number", "en" if {"from", "factor", "places"} & set(given) else ""))
    if not reasons <= {"", *SAID_ABSENT} or number not in NUMBERS:
        raise ValueError(f"{name}: {', '.join(sorted(reasons))} {number}")
    factor = Decimal(str(given.get("factor", 1)))
    if "from" in given:
        first, second = units.get(given["from"]), units.get(given["to"])
        if first.dimension != second.dimension or not first.to_base or not second.to_base:
            raise ValueError(f"{name}: {given['from']}, {given['to']}")
        factor = factor * first.to_base / second.to_base
    return AnswerMap(
        question=name,
        text=_text(given),
        values={str(key): str(value) for key, value in given.get("values", {}).items()},
        default=str(given["default"]) if "default" in given else None,
        number=number,
        factor=factor,
        places=given.get("places"),
        if_empty=str(given.get("if_empty", "")),
        if_bad=str(given.get("if_bad", "")),
        when=_when(given.get("when")),
        absent=str(given.get("absent", "")),
    )


def _text(given: Mapping[str, Any]) -> str:
    if given.get("absent"):
        return ""
    return str(given["text"]) if "text" in given else "{" + str(given["column"]) + "}"


def _odd(rule: Mapping[str, Any]) -> OddRule:
    return OddRule(
        column=str(rule["column"]),
        reason=str(rule["reason"]),
        empty=bool(rule.get("empty", False)),
        equals=str(rule["equals"]) if "equals" in rule else None,
        above=Decimal(str(rule["above"])) if "above" in rule else None,
        below=Decimal(str(rule["below"])) if "below" in rule else None,
    )
