"""Hostile expressions, made by chance or by intent. Everything is decided by a number: the same number gives the same
case, so that a long run can be taken up again and a failure be looked at."""

from __future__ import annotations

import random
from functools import cache

from sxsh_desktop.xform.xpath import StaticContext, XPathError, compile_expression
from sxsh_desktop.xform.xpath.context import EvaluationContext, PlainEnvironment
from sxsh_desktop.xform.xpath.documents import read_document
from sxsh_desktop.xform.xpath.functions import LIBRARY
from tests import xform_maker as maker

_DOCUMENT = (
    "<data><a>1</a><b>hai</b><c/><d>2026-11-23</d><r><x>2</x><y>3</y></r><r><x>4</x><y/></r>"
    "<s>1 2 3</s><p>10.45 105.63 0 5</p></data>"
)
_PATHS = (
    "/data/a",
    "/data/r/x",
    "../b",
    ".",
    "..",
    "//x",
    "/data/r[x > 1]/y",
    "/data/*",
    "@id",
    "current()/../a",
    "/data/s",
    "/data/d",
    "/data/p",
    "instance('k')/root/item",
    "text()",
    "following::y",
    "/",
)
_LITERALS = (
    "''",
    "'a'",
    '"b"',
    "'1 2'",
    "'2026-02-30'",
    "'(a+)+$'",
    "'" + "a" * 60 + "'",
    "'10 105; 11 106'",
    "'%d'",
    "'\u0300\u0301'",
    "'🙂'",
    "'\\'",
    "'[a-'",
    "'1e999'",
)
_NUMBERS = ("0", "1", "-1", "2.5", ".5", "1e308", "99999999999999999999", "0.1", "007", "1.", "1e-400")
_SIGNS = ("+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or", "|")
_SCRAPS = (
    "(",
    ")",
    "[",
    "]",
    "/",
    "//",
    "::",
    "@",
    "$",
    "'",
    '"',
    ",",
    "..",
    "*",
    "\x00",
    "\u202e",
    "é",
    "đ",
    "!",
    "=",
    "&",
    "#",
    "child::",
    "ancestor-or-self::",
    "node()",
    "-",
    " ",
    "\n",
    "\ud7ff",
    "div",
    "{",
    "}",
    "${a}",
)


def expression(number: int) -> str:
    """An expression of the grammar, most of them spoiled afterwards; now and then a very long or deep one."""
    chance = random.Random(number)
    kind = chance.random()
    if kind < 0.002:
        return _monstrous(chance)
    text = _grown(chance, chance.randint(1, 5))
    for _spoil in range(chance.choice((0, 0, 1, 1, 2, 5))):
        text = _spoiled(chance, text)
    return text


def _monstrous(chance: random.Random) -> str:
    many = chance.choice((50, 99, 101, 500, 5_000, 40_000))
    return chance.choice(
        (
            "(" * many + "1" + ")" * many,
            "-" * many + "1",
            "1" + "+1" * many,
            "/data" + "/.." * many,
            "//*" * min(many, 30),
            "a[" * many + "1" + "]" * many,
            "concat(" * many + "'a'" + ")" * many,
            "'" + "x" * many * 20 + "'",
            f"regex('{'a' * 1_500}', '(a|aa)+$')",
            f"regex('{'a' * min(many, 1_900)}', '(a*)*b')",
            "not(" * many,
            "1 or " * many + "1",
            "if(" * many + "1",
        )
    )


def _grown(chance: random.Random, depth: int) -> str:
    kind = chance.random()
    if depth <= 0 or kind < 0.15:
        return chance.choice(chance.choice((_PATHS, _LITERALS, _NUMBERS)))
    if kind < 0.5:
        name = chance.choice(_NAMES)
        count = chance.choice((0, 1, 1, 2, 2, 3, 4))
        return f"{name}({', '.join(_grown(chance, depth - 1) for _argument in range(count))})"
    if kind < 0.8:
        return f"{_grown(chance, depth - 1)} {chance.choice(_SIGNS)} {_grown(chance, depth - 1)}"
    if kind < 0.87:
        return f"({_grown(chance, depth - 1)})"
    if kind < 0.92:
        return f"- {_grown(chance, depth - 1)}"
    return f"{chance.choice(_PATHS)}[{_grown(chance, depth - 1)}]"


def _spoiled(chance: random.Random, text: str) -> str:
    at, to = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    kind = chance.randrange(5)
    if kind == 0:
        return text[:at] + chance.choice(_SCRAPS) + text[at:]
    if kind == 1:
        return text[:at] + text[min(at + chance.randint(1, 3), len(text)) :]
    if kind == 2:
        return text[:at] + text[to:]
    if kind == 3:
        return text[:to] + text[at:to] + text[to:]
    return text[:at] + chr(chance.randrange(1, 0xD7FF)) + text[at:]


_NAMES = (*LIBRARY, "boom", "position", "last", "count")
_STATIC = StaticContext(defer_errors=True)


@cache
def _root() -> tuple[EvaluationContext, ...]:
    root = read_document(_DOCUMENT)
    environment = PlainEnvironment(
        now=maker.MOMENT, instances={"k": read_document("<root><item><a>1</a></item></root>")}
    )
    return tuple(EvaluationContext(node, environment) for node in (root, root.children[0].children[0]))


def outcome_of_expression(text: str) -> str:
    """What became of it: "value", or the code of the sentence; anything else that is raised is a finding."""
    try:
        compiled = compile_expression(text, _STATIC)
        for context in _root():
            compiled.string(context), compiled.number(context), compiled.boolean(context)
    except XPathError as error:
        error.explain()
        return error.code
    return "value"
