"""Formulas as their author wrote them, with `${name}`, and as expressions: the way there, and back for what is said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sxsh_desktop.base.words import _
from sxsh_desktop.xform.xpath import (
    XPathError,
    XPathFunctionError,
    XPathSyntaxError,
    XPathTooComplexError,
    compile_expression,
)

REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
_REFERENCE_OR_TEXT = re.compile(rf"'[^']*'|\"[^\"]*\"|{REFERENCE.pattern}")
_SIGNS = ("and", "or", "div", "mod")
_BEGINNING = 60
"""Characters of a formula too long to be shown whole."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a reference stands, as written and in the expression: first character and the one behind the last."""

    written: tuple[int, int]
    expanded: tuple[int, int]


def expression_of(text: str) -> str:
    """The formula as an expression: `${name}` is the path `/data/name`, whatever group the question is in."""
    return REFERENCE.sub(lambda match: f" /data/{match.group(1) or '_'} ", text)


def refusal(text: str) -> XPathError | None:
    """Why the formula cannot be used, in the words of its author; None for a sound one.

    A path alone joins what stands beside it (`${a} ${b}` would be one path, `and ${b}` a path from a question
    named and): here each answer is one value in brackets, so that a sign left out or written twice is a fault.
    """
    expanded, marks = _in_brackets(text)
    try:
        compile_expression(expanded)
    except XPathError as error:
        return _as_written(error, text, marks)
    return None


def _in_brackets(text: str) -> tuple[str, list[_Mark]]:
    out, at = "", 0
    marks: list[_Mark] = []
    for match in _REFERENCE_OR_TEXT.finditer(text):
        out += text[at : match.start()]
        path = match.group() if match.group(1) is None else f"(/data/{match.group(1) or '_'})"
        marks.append(_Mark(match.span(), (len(out), len(out) + len(path))))
        out, at = out + path, match.end()
    return out + text[at:], marks


def _as_written(error: XPathError, text: str, marks: list[_Mark]) -> XPathError:
    """The same refusal with the formula, and the place in it, as they stand in the sheet."""
    facts = dict(error.facts)
    if (
        isinstance(error, XPathFunctionError) and facts["function"] in _SIGNS
    ):  # `and and (…)`: no call, a sign
        place = _place(int(str(facts["position"])) - 1, marks) + 1
        return XPathSyntaxError(
            expression=text, position=place, expected=_("a value, a question or a function")
        )
    if isinstance(error, XPathTooComplexError):
        return type(error)(**{**facts, "expression": text[:_BEGINNING] + "…"})
    if "expression" in facts:
        facts["expression"] = text
    if "position" in facts:
        facts["position"] = _place(int(str(facts["position"])) - 1, marks) + 1
    return type(error)(**facts)


def _place(at: int, marks: list[_Mark]) -> int:
    """The character of the formula as written that stands at this one of the expression; both from 0."""
    before = _Mark((0, 0), (0, 0))
    for mark in marks:
        if at < mark.expanded[0]:
            break
        if at < mark.expanded[1]:
            return mark.written[0]
        before = mark
    return at - before.expanded[1] + before.written[1]
