"""From text to tokens, by the rules of XPath 1.0 section 3.7."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from sxsh_desktop.base.words import _
from sxsh_desktop.xform.xpath.errors import XPathSyntaxError

NAME, NUMBER, LITERAL, OPERATOR, SYMBOL, VARIABLE, END = (
    "name",
    "number",
    "literal",
    "operator",
    "symbol",
    "variable",
    "end",
)
_STAR = "star"
_BAD = "bad"

_NCNAME = r"[^\W\d][\w.\-·]*"
_TOKEN = re.compile(
    rf"""[ \t\r\n]*(?:
    (?P<name>{_NCNAME}(?::(?!:)(?:{_NCNAME}|\*))?)
  | (?P<symbol>::|\.\.|//|[()\[\]@,/]|\.(?![0-9]))
  | (?P<literal>"[^"]*"|'[^']*')
  | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+(?![\w]))?)
  | (?P<operator>!=|<=|>=|[|+\-=<>])
  | (?P<star>\*)
  | (?P<variable>\${_NCNAME}(?::{_NCNAME})?)
  | (?P<end>\Z)
  | (?P<bad>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = ("and", "div", "mod", "or")
_OPENERS = frozenset({"@", "::", "(", "[", ",", "/", "//"})


class Token(NamedTuple):
    """One word of an expression; `position` counts characters from 0."""

    kind: str
    text: str
    position: int


_made: Callable[[type[Token], tuple[str, str, int]], Token] = (
    tuple.__new__
)  # twice as fast as calling the class


def tokens_of(text: str) -> list[Token]:
    """All tokens, closed by one of kind END; raises XPathSyntaxError at a character that starts none."""
    found: list[Token] = []
    operand_ended = False  # after an operand, a name is an operator word and * multiplies
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        word = text[start:end]
        if kind == NAME and operand_ended:
            found.extend(_operator_words(word, start))
        elif kind == _STAR:
            found.append(Token(OPERATOR if operand_ended else NAME, word, start))
        elif kind == _BAD:
            raise XPathSyntaxError(expression=text, position=start + 1, expected=_("a name, number or text"))
        else:
            found.append(_made(Token, (kind, word, start)))
        last = found[-1]
        operand_ended = last.kind != OPERATOR and last.text not in _OPENERS
    return found


def _operator_words(word: str, position: int) -> list[Token]:
    """Where an operator must stand: `and`, or `div1` (a name in the eyes of the lexer) taken apart."""
    if word in _WORDS:
        return [Token(OPERATOR, word, position)]
    for operator in _WORDS:
        rest = word[len(operator) :]
        if word.startswith(operator) and rest.isdigit():
            return [Token(OPERATOR, operator, position), Token(NUMBER, rest, position + len(operator))]
    return [Token(NAME, word, position)]
