"""The form check, part one: the rows themselves: types, names, groups, labels, lists, files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from sxsh_desktop.base.words import _, words
from sxsh_desktop.xform.finding import ERROR, WARNING, Finding
from sxsh_desktop.xform.search_lists import search_of
from sxsh_desktop.xform.workbook import Row, Workbook

_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_.\-]*$")
_SELECT = re.compile(r"^(select[_ ]one|select[_ ]multiple|rank)(_from_file)?\s+(\S+)(.*)$")
_PLAIN_TYPES = """
    text string integer int decimal date time datetime dateTime note calculate hidden acknowledge trigger range
    geopoint geotrace geoshape image photo audio video file barcode start end today deviceid username phonenumber
    email audit background-audio background-geopoint start-geopoint csv-external xml-external
    simserial subscriberid"""
_UNLABELLED_TYPES = """
    calculate hidden start end today deviceid username phonenumber email audit background-audio
    background-geopoint start-geopoint csv-external xml-external simserial subscriberid"""
_PLAIN, _UNLABELLED = frozenset(_PLAIN_TYPES.split()), frozenset(_UNLABELLED_TYPES.split())
_OPEN = re.compile(r"^begin[_ ](group|repeat)$")
_CLOSE = re.compile(r"^end[_ ](group|repeat)$")


def survey_kind(row: Row) -> str:
    """begin, end, select, plain, or "" for a type that the program does not know."""
    kind = row.get("type")
    if _OPEN.match(kind):
        return "begin"
    if _CLOSE.match(kind):
        return "end"
    if _SELECT.match(kind):
        return "select"
    return "plain" if kind in _PLAIN else ""


def list_of(row: Row) -> tuple[str, bool]:
    """The list of a select, and whether it is a file."""
    match = _SELECT.match(row.get("type"))
    return (match.group(3), bool(match.group(2))) if match else ("", False)


def check_rows(book: Workbook, path: Path) -> list[Finding]:
    """All faults of the sheets survey, choices and settings that need no formula to be understood."""
    found = [*_structure(book), *_choices(book)]
    for row in book.rows("survey"):
        found += _question(book, row, path)
    if not book.settings.get("form_id"):
        found.append(
            _fault(
                "settings",
                book.settings,
                "form_id",
                "no_form_id",
                words(_("The form has no form_id. Write one: letters without accents, digits and _ only.")),
            )
        )
    if not book.settings.get("version"):
        found.append(
            _fault(
                "settings",
                book.settings,
                "version",
                "no_version",
                words(_("The form has no version. Write one, for example 2026070101.")),
            )
        )
    return found


def _fault(sheet: str, row: Row, column: str, code: str, said: str, severity: str = ERROR) -> Finding:
    return Finding(severity, sheet, row.number, column, code, said)


def _structure(book: Workbook) -> Iterator[Finding]:
    """Groups that are not closed or never opened, and names used twice in one group."""
    stack: list[tuple[Row, str, dict[str, Row]]] = []
    names: dict[str, Row] = {}
    for row in book.rows("survey"):
        kind, name = row.get("type"), row.get("name")
        if _CLOSE.match(kind):
            what = kind.split()[-1].split("_")[-1]
            if not stack or stack[-1][1] != what:
                said = words(_("This row closes a {kind} that is not open here. Remove it."), kind=what)
                yield _fault("survey", row, "type", "not_open", said)
            else:
                names = stack.pop()[2]
            continue
        if name and name in names:
            said = words(
                _("The name {name} is used twice in one group (first in row {row}). Choose another name."),
                name=name,
                row=names[name].number,
            )
            yield _fault("survey", row, "name", "duplicate_name", said)
        elif name:
            names[name] = row
        if match := _OPEN.match(kind):
            stack.append((row, match.group(1), names))
            names = {}
    for row, what, _names in stack:
        said = words(
            _("This {kind} is never closed. Add a row end_{kind} behind its last question."), kind=what
        )
        yield _fault("survey", row, "type", "not_closed", said)


def _question(book: Workbook, row: Row, path: Path) -> Iterator[Finding]:
    kind, name = row.get("type"), row.get("name")
    if not kind:
        if name or row.get("label"):
            yield _fault(
                "survey",
                row,
                "type",
                "no_type",
                words(_("This row has no type. Write what kind of question it is, for example text.")),
            )
        return
    found = survey_kind(row)
    if not found:
        said = words(_("The type {type} is not known. Check its spelling."), type=kind)
        if _SELECT.match(f"{kind} list"):
            said = words(
                _("The type {type} needs the name of a list behind it, for example {type} yes_no."), type=kind
            )
        yield _fault("survey", row, "type", "bad_type", said)
    if found == "end":
        return
    if not _NAME.match(name):
        said = words(
            _("The name “{name}” cannot be used: letters without accents, digits and _ only, no blanks."),
            name=name,
        )
        yield _fault("survey", row, "name", "bad_name", said)
    needs_label = found in ("select", "plain") and kind not in _UNLABELLED
    if needs_label and not row.get("label") and not row.get("hint") and not row.get("calculation"):
        said = words(
            _("The question {name} has no label, so nobody could see what it asks. Write its label."),
            name=name,
        )
        yield _fault("survey", row, "label", "no_label", said)
    if kind == "calculate" and not row.get("calculation") and not row.get("default"):
        said = words(
            _("The calculation {name} has no formula. Write it in the column calculation."), name=name
        )
        yield _fault("survey", row, "calculation", "no_calculation", said)
    if found == "select":
        yield from _list(book, row, path)


def _list(book: Workbook, row: Row, path: Path) -> Iterator[Finding]:
    name, is_file = list_of(row)
    if is_file:
        yield from _list_file(row, name, path)
        return
    if name.startswith("${"):
        if row.get("type").startswith("select") and "multiple" in row.get("type"):
            said = words(_("Rows of a repeat can be offered by select_one only. Use select_one, or a list."))
            yield _fault("survey", row, "type", "rows_multiple", said)
        return
    search = search_of(row.get("appearance"))
    if search is not None and not (path.parent / f"{search.file}.csv").is_file():
        yield _no_file(row, "appearance", f"{search.file}.csv")
    if not any(choice.get("list_name") == name for choice in book.rows("choices")):
        said = words(
            _("The list {list} is not in the sheet choices. Add its choices, or check its name."), list=name
        )
        yield _fault("survey", row, "type", "no_list", said)


def _list_file(row: Row, name: str, path: Path) -> Iterator[Finding]:
    file = path.parent / name
    if not file.is_file():
        yield _no_file(row, "type", name)
        return
    if not name.lower().endswith(".csv"):
        return
    try:
        header = next(csv.reader(io.StringIO(file.read_text("utf-8-sig"))), [])
    except (UnicodeDecodeError, csv.Error):
        said = words(_("The file {file} is not CSV in UTF-8. Save it again as CSV UTF-8."), file=name)
        yield _fault("survey", row, "type", "bad_file", said)
        return
    named = dict(re.findall(r"(value|label)\s*=\s*(\S+)", row.get("parameters")))
    wanted = (named.get("value", "name"), named.get("label", "label"))
    missing = [one for one in wanted if one not in {column.strip() for column in header}]
    if missing:
        said = words(
            _(
                "The first row of the file {file} has no column {columns}. Add the column, or name "
                "another one in parameters."
            ),
            file=name,
            columns=", ".join(missing),
        )
        yield _fault("survey", row, "type", "file_columns", said)


def _no_file(row: Row, column: str, name: str) -> Finding:
    said = words(_("The file {file} is not beside the form. Put it into the same folder."), file=name)
    return _fault("survey", row, column, "no_file", said)


def _choices(book: Workbook) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Row] = {}
    allowed = book.settings.get("allow_choice_duplicates").lower() in ("yes", "true", "true()")
    for row in book.rows("choices"):
        list_name, value = row.get("list_name"), row.get("name")
        if not list_name:
            continue
        if not value or re.search(r"\s", value):
            said = words(
                _(
                    "The code “{name}” of the list {list} is empty or holds a blank. Write a code without "
                    "blanks."
                ),
                name=value,
                list=list_name,
            )
            yield _fault("choices", row, "name", "bad_choice", said)
        elif (list_name, value) in seen and not allowed:
            said = words(
                _(
                    "The code {name} stands twice in the list {list} (first in row {row}). Give one of them "
                    "another code."
                ),
                name=value,
                list=list_name,
                row=seen[(list_name, value)].number,
            )
            yield _fault("choices", row, "name", "duplicate_choice", said)
        seen.setdefault((list_name, value), row)
        if not row.get("label"):
            said = words(
                _("The code {name} of the list {list} has no label. Write its label."),
                name=value,
                list=list_name,
            )
            yield _fault("choices", row, "label", "no_choice_label", said, WARNING)
        absent = row.get("sxsh_absent")
        if absent and absent not in ("unknown", "not_applicable", "refused"):
            said = words(_("“{reason}” is no reason. Use unknown, not_applicable or refused."), reason=absent)
            yield _fault("choices", row, "sxsh_absent", "bad_reason", said)
