"""Hostile form files, made by chance or by intent. Everything is decided by a number: the same number gives the same
case, so that a long run can be taken up again and a failure be looked at."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.vocabulary import Vocabulary
from sxsh_desktop.xform.check import check_form
from sxsh_desktop.xform.load import load_form
from sxsh_desktop.xform.session import FillSession
from tests import xform_maker as maker
from tests.hostile_expressions import expression

_SURVEY = [
    [
        "type",
        "name",
        "label::Tiếng Việt (vi)",
        "label::English (en)",
        "relevant",
        "constraint",
        "calculation",
        "choice_filter",
        "repeat_count",
        "default",
        "trigger",
        "appearance",
        "parameters",
        "bind::sxsh:fact",
        "bind::sxsh:unit",
    ],
    ["text", "a", "A ${n}", "A", "", "", "", "", "", "", "", "", "", "visit.remark"],
    ["integer", "n", "N", "N", "", ". < 9", "", "", "", "2"],
    ["select_one yn", "s", "S", "S", "${n} > 1", "", "", "z = ${a}"],
    ["select_multiple yn", "m", "M", "M", "selected(${s}, '1')"],
    ["begin repeat", "r", "R", "R", "", "", "", "", "${n}"],
    ["decimal", "q", "Q", "Q", "", "", "", "", "", "", "", "", "", "energy_use.amount", "kwh"],
    ["calculate", "t", "", "", "", "", "${q} * 2 + position(..)"],
    ["end repeat"],
    ["calculate", "sum", "", "", "", "", "sum(${t})"],
    ["range", "g", "G", "G", "", "", "", "", "", "", "", "", "start=1 end=5 step=1"],
    ["geopoint", "p", "P", "P"],
    ["date", "d", "D", "D", "", "", "", "", "", "today()"],
    ["image", "i", "I", "I"],
    ["begin group", "u", "U", "U", "", "", "", "", "", "", "", "field-list"],
    ["note", "o", "O", "O ${sum}"],
    ["end group"],
]
_CHOICES = [
    ["list_name", "name", "label::Tiếng Việt (vi)", "label::English (en)", "z", "sxsh_absent"],
    ["yn", "1", "Có", "Yes", "x"],
    ["yn", "0", "Không", "No", "y", "unknown"],
]
_SETTINGS = [
    ["form_title", "form_id", "version", "default_language", "namespaces"],
    ["T", "t", "1", "Tiếng Việt (vi)", 'sxsh="https://sxsh.dongthap.example/xforms"'],
]
_CELLS = (
    "",
    "${nobody}",
    "${a",
    "begin repeat",
    "end group",
    "end repeat",
    "select_one none",
    "select_one_from_file ../../etc.csv",
    "select_one_from_file x.geojson",
    "calculate",
    "=1+1",
    "true()",
    "..",
    "a b",
    "1",
    "A" * 40_000,
    "jr:itext('x')",
    "<x>&y;</x>",
    "]]>",
    "\u202e",
    "-1",
    "999999999",
    "1e300",
    "rank yn",
    "osm",
    "xml-external",
    "csv-external",
    "begin_loop",
    "background-audio",
    "audit",
    "select_one yn or_other",
    "start=5 end=1",
    "instance('yn')/root/item",
    "position(..)",
    "once(uuid())",
    "count(${r})",
    "${t}",
    "${sum}",
    "energy_use.amount",
    "x per ${n}",
)
_XML_SCRAPS = (
    b"<",
    b">",
    b"&",
    b"&x;",
    b'"',
    b"<!DOCTYPE a [<!ENTITY x 'y'>]>",
    b"<a>" * 70,
    b"]]>",
    b"<![CDATA[",
    b"\x00",
    b"\xff",
    b"<?x?>",
    b"<!--",
    b"xmlns:h=''",
    b"jr:template=''",
    b"jr:count='1e9'",
    b"/data",
    b"instance('x')",
    b"<itext/>",
    b"<bind/>",
    b"<setvalue event='odk-instance-first-load' ref='/data/a' value='1 div 0'/>",
)
_TEXT_IN_QUOTES = re.compile(rb'"([^"<>]{1,200})"')


@cache
def _sound() -> tuple[bytes, bytes]:
    """A sound workbook, and the XForm that it gives."""
    from pyxform.xls2xform import convert

    data = _workbook({"survey": _SURVEY, "choices": _CHOICES, "settings": _SETTINGS})
    return data, str(convert(io.BytesIO(data), form_name="data", file_type=".xlsx").xform).encode("utf-8")


def _workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", cell)[:32_000] or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def form_file(number: int) -> tuple[str, bytes]:
    """(suffix, content) of a spoiled form: every third a workbook, the others XForms."""
    chance = random.Random(number)
    workbook, xform = _sound()
    if number % 3:
        ways: tuple[Callable[[random.Random, bytes], bytes], ...] = (
            _bytes_spoiled,
            _attributes_spoiled,
            _lines_spoiled,
        )
        return ".xml", chance.choice(ways)(chance, xform)
    if chance.random() < 0.6:
        return ".xlsx", _cells_spoiled(chance)
    if chance.random() < 0.5:
        return ".xlsx", _bytes_spoiled(chance, workbook)
    return ".xlsx", _part_spoiled(chance, workbook)


def _bytes_spoiled(chance: random.Random, data: bytes) -> bytes:
    for _spoil in range(chance.choice((1, 1, 2, 8))):
        data = data or b"x"
        at = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data = data[:at] + chance.choice(_XML_SCRAPS) + data[at:]
        elif kind == 1:
            data = data[:at] + data[at + chance.choice((1, 10, 400)) :]
        elif kind == 2:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        else:
            data = data[:at] + data[at : at + 500] * 3 + data[at:]
    return data


def _attributes_spoiled(chance: random.Random, data: bytes) -> bytes:
    """Formulas, paths and names become others."""
    for _spoil in range(chance.choice((1, 2, 4))):
        found = list(_TEXT_IN_QUOTES.finditer(data))
        if not found:
            return data
        match = chance.choice(found)
        other = (
            chance.choice(found)[1]
            if chance.random() < 0.4
            else _escaped(expression(chance.randrange(10**9)))
        )
        data = data[: match.start(1)] + other + data[match.end(1) :]
    return data


def _escaped(text: str) -> bytes:
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace(">", "&gt;")
    return plain.encode("utf-8", "ignore")[:5_000]


def _lines_spoiled(chance: random.Random, data: bytes) -> bytes:
    """Elements come twice, go, or stand elsewhere."""
    parts = re.split(rb"(?<=>)(?=<)", data)
    for _spoil in range(chance.choice((1, 2, 3)) if len(parts) > 3 else 0):
        at, to = chance.randrange(len(parts)), chance.randrange(len(parts))
        kind = chance.randrange(3)
        if kind == 0:
            parts[at:at] = [parts[to]]
        elif kind == 1:
            parts[at], parts[to] = parts[to], parts[at]
        else:
            del parts[at]
    return b"".join(parts)


def _cells_spoiled(chance: random.Random) -> bytes:
    sheets = {
        "survey": [[*row] for row in _SURVEY],
        "choices": [[*row] for row in _CHOICES],
        "settings": [[*row] for row in _SETTINGS],
    }
    for _spoil in range(chance.choice((1, 1, 2, 3, 6))):
        rows = sheets[chance.choice(("survey", "survey", "survey", "choices", "settings"))]
        row = chance.choice(rows)
        kind = chance.random()
        if kind < 0.6:
            at = chance.randrange(len(rows[0]))
            row.extend([""] * (at + 1 - len(row)))
            row[at] = chance.choice(_CELLS) if chance.random() < 0.6 else expression(chance.randrange(10**9))
        elif kind < 0.8 and len(rows) > 2:
            rows.remove(row)
        else:
            rows.insert(chance.randrange(len(rows)), [*row])
    if chance.random() < 0.03:
        del sheets[chance.choice(("survey", "choices", "settings"))]
    return _workbook(sheets or {"x": [["a"]]})


def _part_spoiled(chance: random.Random, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            content = old.read(name)
            if name == chosen:
                content = chance.choice((_bytes_spoiled, _lines_spoiled))(chance, content)
            new.writestr(name if name != chosen or chance.random() > 0.1 else "../" + name, content)
    return out.getvalue()


def outcome_of_file(
    folder: Path, suffix: str, content: bytes, vocabulary: Vocabulary, units: UnitTable
) -> str:
    """Check it, open it, fill it a little: "filled" or the code of the sentence; all else raised is a finding."""
    file = folder / f"t{suffix}"
    file.write_bytes(content)
    for finding in check_form(file, vocabulary, units):
        assert finding.message
    try:
        session = FillSession.new(load_form(file), maker.environment())
        _filled(session, random.Random(len(content)))
        again = FillSession.open(session.form, session.to_xml(), maker.environment(prefix="other"))
        again.to_xml(final=True)
    except UserError as error:
        error.explain()
        return error.code
    return "filled"


def _filled(session: FillSession, chance: random.Random) -> None:
    questions, tables, _rows = maker.all_refs(session)
    for table in tables[:3]:
        if session.can_add_row(table) and len(session.rows(table)) < 50:
            session.add_row(table)
    for ref in questions[:40]:
        if session.has(ref) and not session.question(ref).calculate:
            session.set(ref, maker.random_text(chance, session, ref, session.question(ref)))
    session.problems(), session.section_states(), session.progress()
    session.set_language("en")
    session.undo()
