"""Forms and answers for the tests of the form engine: small XForms written in place, and random answers."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sxsh_desktop.base import paths
from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.xform.definition import Control, Form, Question
from sxsh_desktop.xform.environment import FillEnvironment
from sxsh_desktop.xform.load import load_form
from sxsh_desktop.xform.session import FillSession

MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FORM_IDS = tuple(sorted(file.stem for file in paths.forms().glob("*.xlsx")))
_NAMESPACES = (
    'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" '
    'xmlns:orx="http://openrosa.org/xforms" xmlns:sxsh="https://sxsh.dongthap.example/xforms"'
)


def counting_ids(prefix: str = "row") -> Callable[[], str]:
    """Row ids that count up: r0000001, ..."""
    state = 0

    def next_id() -> str:
        nonlocal state
        state += 1
        return f"{prefix}{state:06d}"

    return next_id


def environment(language: str = "vi", prefix: str = "row") -> FillEnvironment:
    """A world that stands still."""
    return FillEnvironment(
        clock=fixed_clock(MOMENT),
        new_row_id=counting_ids(prefix),
        device_id="dev-1",
        officer_code="CB01",
        user_name="An",
        language=language,
    )


def shipped(form_id: str, cache: Path | None = None) -> Form:
    """One of the nine forms."""
    return load_form(paths.forms() / f"{form_id}.xlsx", cache)


def xform(folder: Path, instance: str, binds: str, body: str, extra: str = "") -> Form:
    """A form from its parts; `extra` stands in the model (itext, secondary instances, actions)."""
    text = (
        f"<?xml version='1.0'?><h:html {_NAMESPACES}><h:head><h:title>t</h:title><model>"
        f"{extra if extra.startswith('<itext') else ''}"
        f'<instance><data id="t" version="1">{instance}<meta><instanceID/></meta></data></instance>'
        f"{'' if extra.startswith('<itext') else extra}"
        f"{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    )
    file = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.xml"
    file.write_text(text, "utf-8")
    return load_form(file)


def inputs(*paths_: str) -> str:
    """Text inputs without labels."""
    return "".join(f'<input ref="{path}"/>' for path in paths_)


def random_text(chance: random.Random, session: FillSession, ref: str, question: Question) -> str:
    """Some answer, mostly of the right kind."""
    if question.control.is_select:
        codes = [choice.value for choice in session.choices(ref)]
        if not codes:
            return ""
        if question.control is Control.SELECT_ONE:
            return chance.choice(codes)
        return " ".join(chance.sample(codes, chance.randint(1, min(3, len(codes)))))
    if question.datatype == "int":
        return chance.choice(("0", "1", "2", "3", "5", "12"))
    if question.datatype == "decimal":
        return chance.choice(("0", "1.5", "140000", "0.85", "12"))
    if question.datatype == "date":
        return chance.choice(("2025-01-01", "2025-12-31", "2026-06-30", "2026-11-23"))
    if question.datatype == "geopoint":
        return "10.45 105.63 0 5"
    return chance.choice(("SP1", "GP01", "2026-014", "Ghi chú", "K1", ""))


def all_refs(session: FillSession, ref: str = "") -> tuple[list[str], list[str], list[str]]:
    """(questions, tables, rows) of the body."""
    questions: list[str] = []
    tables: list[str] = []
    rows: list[str] = []
    for item in session.children(ref):
        if item.kind == "question":
            questions.append(item.ref)
            continue
        (tables if item.kind == "repeat" else rows if item.kind == "row" else []).append(item.ref)
        below = all_refs(session, item.ref)
        for mine, theirs in zip((questions, tables, rows), below, strict=True):
            mine.extend(theirs)
    return questions, tables, rows


def tangled(folder: Path) -> Form:
    """A small form in which everything hangs on everything: counted rows in rows, actions, filters, totals."""
    (folder / "xa.csv").write_text("name,label,h\n1,Một,a\n2,Hai,b\n3,Ba,b\n", "utf-8")
    return xform(
        folder,
        '<n/><h/><x/><stamp/><o jr:template=""><k/><m/><i jr:template=""><v/><w/></i><i><v/><w/></i><sum/><p/></o>'
        "<o><k/><m/><i><v/><w/></i><sum/><p/></o><all/><rows/><share/><last/>",
        '<bind nodeset="/data/n" type="int" constraint=". &lt; 9"/>'
        '<bind nodeset="/data/x" required=" /data/h != \'\'"/>'
        '<bind nodeset="/data/o" relevant=" /data/n != 0"/>'
        '<bind nodeset="/data/o/m" type="int"/>'
        '<bind nodeset="/data/o/i/v" type="int" relevant=" ../../k != \'b\'"/>'
        '<bind nodeset="/data/o/i/w" calculate=" ../v * 2 + position(..)"/>'
        '<bind nodeset="/data/o/sum" calculate="sum( /data/o/i/v )"/>'
        '<bind nodeset="/data/o/p" calculate="concat(position(..), \'/\', count( /data/o ))"/>'
        '<bind nodeset="/data/all" calculate="sum( /data/o/sum )" sxsh:soft=". &lt; 20"/>'
        '<bind nodeset="/data/rows" calculate="count( /data/o/i )"/>'
        '<bind nodeset="/data/share" calculate="round( /data/all div count-non-empty( /data/o/i/v ), 2)"/>'
        '<bind nodeset="/data/last" calculate=" /data/o[position() = last()]/k "/>',
        '<input ref="/data/n"/><input ref="/data/h"><setvalue event="xforms-value-changed" ref="/data/stamp" '
        'value="concat( /data/h , count( /data/o ))"/></input>'
        '<select1 ref="/data/x"><itemset nodeset="instance(\'xa\')/root/item[h = /data/h ]"><value ref="name"/>'
        '<label ref="label"/></itemset></select1>'
        '<group ref="/data/o"><repeat nodeset="/data/o">'
        '<setvalue event="odk-new-repeat" ref="/data/o/k" value=" /data/h "/><input ref="/data/o/k"/>'
        '<input ref="/data/o/m"/><group ref="/data/o/i"><repeat nodeset="/data/o/i" jr:count=" ../m ">'
        '<input ref="/data/o/i/v"/></repeat></group></repeat></group>',
        '<instance id="xa" src="jr://file-csv/xa.csv"/>',
    )
