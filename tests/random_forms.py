"""Forms made by chance: typed questions, a table, and formulas of every kind over them and one another."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from xml.sax.saxutils import quoteattr

_TYPES = {"i": "int", "d": "decimal", "t": "string", "b": "date", "m": "string"}
_TEXTS = ("'a'", "'ab'", "''", "'1 2'", "'2026-02-28'", "'Đồng Tháp'", "'x,y'")


def generated(folder: Path, chance: random.Random) -> Path:
    """A form of typed questions, a table, and twelve calculations and rules over them."""
    leaves, rows = [f"{kind}{n}" for kind in _TYPES for n in range(2)], ("ri", "rd", "rt")
    binds = [f'<bind nodeset="/data/{one}" type="{_TYPES[one[0]]}"/>' for one in leaves]
    binds += [f'<bind nodeset="/data/r/{one}" type="{_TYPES[one[1]]}"/>' for one in rows]
    for number in range(12):
        formula = (
            _number(chance, 3)
            if number % 3
            else _text(chance, 2)
            if number % 2
            else f"string({_truth(chance, 2)})"
        )
        binds.append(f'<bind nodeset="/data/c{number}" type="string" calculate={quoteattr(formula)}/>')
    binds.append(f'<bind nodeset="/data/r/rc" type="string" calculate={quoteattr(_in_row(chance))}/>')
    binds.append(f'<bind nodeset="/data/g" relevant={quoteattr(_truth(chance, 2))}/>')
    computed = "".join(f"<c{number}/>" for number in range(12))
    instance = "".join(f"<{one}/>" for one in leaves) + computed + "<g><z>1</z></g>"
    instance += "<r jr:template=''><ri/><rd/><rt/><rc/></r><r><ri/><rd/><rt/><rc/></r>"
    body = "".join(f'<input ref="/data/{one}"><label>x</label></input>' for one in leaves)
    body += '<group ref="/data/g"><label>g</label><input ref="/data/g/z"><label>z</label></input></group>'
    inputs = "".join(f'<input ref="/data/r/{one}"><label>x</label></input>' for one in rows)
    body += f'<group ref="/data/r"><label>r</label><repeat nodeset="/data/r">{inputs}</repeat></group>'
    text = (
        '<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model><instance>'
        f'<data id="t" version="1">{instance}<meta><instanceID/></meta></data></instance>{"".join(binds)}</model>'
        f"</h:head><h:body>{body}</h:body></h:html>"
    )
    file = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.xml"
    file.write_text(text, "utf-8")
    return file


def _number(chance: random.Random, depth: int) -> str:
    if depth == 0:
        return chance.choice(
            ("/data/i0", "/data/i1", "/data/d0", "/data/d1", "2", "10", "0.5", "count(/data/r)")
        )
    a, b = _number(chance, depth - 1), _number(chance, depth - 1)
    return chance.choice(
        (
            f"{a} + {b}", f"{a} - {b}", f"({a}) * ({b})", f"round({a}, 2)", f"coalesce({a}, {b})", f"int({a})",
            f"if({_truth(chance, depth - 1)}, {a}, {b})", "sum(/data/r/ri)", f"max({a}, {b})", f"abs({a})",
            f"string-length({_text(chance, depth - 1)})", f"round(({a}) div 4, 1)", "count-selected(/data/m0)",
            "count-non-empty(/data/r/rt)", f"min({a}, {b}, 3)", f"({a}) mod 3", "sum(/data/r/rd) div 2",
            "decimal-date-time(/data/b0)", f"number({_text(chance, depth - 1)})", f"pow({a}, 2)",
        )
    )  # fmt: skip


def _text(chance: random.Random, depth: int) -> str:
    if depth == 0:
        return chance.choice((*_TEXTS, "/data/t0", "/data/t1", "/data/m0", "/data/b1"))
    a, b = _text(chance, depth - 1), _text(chance, depth - 1)
    return chance.choice(
        (
            f"concat({a}, {b})", f"substr({a}, 1, 3)", f"join('-', {a}, {b})", f"translate({a}, 'a', 'b')",
            f"if({_truth(chance, depth - 1)}, {a}, {b})", f"normalize-space({a})", "selected-at(/data/m0, 1)",
            "format-date(/data/b0, '%d/%m/%Y')", f"substring-before({a}, ' ')", f"coalesce({a}, {b})",
            "indexed-repeat(/data/r/rt, /data/r, 1)", "join(',', /data/r/rt)", "string(date('2026-03-01'))",
            f"string({_number(chance, depth - 1)})", f"substring-after({a}, ' ')",
        )
    )  # fmt: skip


def _truth(chance: random.Random, depth: int) -> str:
    if depth == 0:
        return chance.choice(
            ("/data/i0 > 1", "/data/t0 = 'a'", "true()", "/data/d0 = ''", "selected(/data/m0, '1')")
        )
    a, b = _truth(chance, depth - 1), _truth(chance, depth - 1)
    number, text = _number(chance, depth - 1), _text(chance, depth - 1)
    return chance.choice(
        (
            f"({a}) and ({b})", f"({a}) or ({b})", f"not({a})", f"{number} > 1",
            f"{text} = 'a'", f"{text} != ''", f"regex({text}, '[a-z]+')", f"contains({text}, 'a')",
            f"{number} = {_number(chance, 0)}", f"starts-with({text}, 'a')", "/data/b0 < /data/b1",
            f"boolean({number})",
            f"checklist(1, 2, {a}, {b})",
        )
    )  # fmt: skip


def _in_row(chance: random.Random) -> str:
    return chance.choice(
        (
            "../ri * 2 + position(..)", "round(../rd div sum(/data/r/rd), 3)", "concat(../rt, count(/data/r))",
            "if(../ri > 1, 'x', ../rt)", "sum(/data/r/ri)", "coalesce(../rt, /data/t0)",
            "count(../../r[rt = current()/../rt])", "../preceding-sibling::r[1]/ri",
            "indexed-repeat(/data/r/ri, /data/r, position(..) - 1)",
        )
    )  # fmt: skip
