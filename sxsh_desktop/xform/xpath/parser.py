"""From tokens to the syntax tree: XPath 1.0, read by precedence climbing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sxsh_desktop.base.words import _
from sxsh_desktop.xform.xpath.errors import XPathSyntaxError, XPathTooComplexError
from sxsh_desktop.xform.xpath.lexer import (
    END,
    LITERAL,
    NAME,
    NUMBER,
    OPERATOR,
    SYMBOL,
    VARIABLE,
    Token,
    tokens_of,
)
from sxsh_desktop.xform.xpath.tree import (
    AXES,
    Ast,
    Binary,
    Call,
    Literal,
    Negate,
    Number,
    Path,
    Step,
    Variable,
    children_of,
)

MAX_LENGTH = 32_767
"""Characters of an expression: what one Excel cell holds."""
MAX_NESTING = 100
"""Expressions inside expressions while reading; deeper ones would exhaust the interpreter's stack."""
MAX_DEPTH = 150
"""Levels of the finished tree (a chain of one operator counts as one level), and steps of one path."""

_NODE_TYPES = frozenset({"comment", "text", "node", "processing-instruction"})
_ANYWHERE = Step("descendant-or-self", "node()")


_MOST_KEPT = 8192
_known: dict[str, Ast] = {}
_later: list[Callable[[], Mapping[str, Ast]]] = []


def parse(text: str) -> Ast:
    """The syntax tree of an expression; those parsed lately are kept.

    Raises XPathSyntaxError (position from 1, what was expected), XPathTooComplexError past the limits above.
    """
    tree = _known.get(text)
    if tree is None:
        tree = _read_later(text) or _parsed(text)
        remember({text: tree})
    return tree


def remember(trees: Mapping[str, Ast]) -> None:
    """Keep trees that were parsed before, by their text."""
    if len(_known) + len(trees) > _MOST_KEPT:
        _known.clear()
    _known.update(trees)


def remember_later(trees: Callable[[], Mapping[str, Ast]]) -> None:
    """Where to find trees that were parsed before, once one is wanted that is not known."""
    _later.append(trees)


def _read_later(text: str) -> Ast | None:
    while text not in _known:
        try:
            trees = _later.pop()
        except IndexError:
            return None
        remember(trees())
    return _known[text]


def _parsed(text: str) -> Ast:
    if len(text) > MAX_LENGTH:
        raise _too_complex(text, MAX_LENGTH)
    parser = _Parser(text)
    tree = parser.whole()
    if parser.words > MAX_DEPTH and _deeper_than(tree, MAX_DEPTH):
        raise _too_complex(text, MAX_DEPTH)
    return tree


def _too_complex(text: str, limit: int) -> XPathTooComplexError:
    return XPathTooComplexError(expression=text[:60] + "…", position=1, expected="", limit=limit)


def _deeper_than(tree: Ast, limit: int) -> bool:
    waiting: list[tuple[Ast, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > limit:
            return True
        waiting.extend((child, depth + 1) for child in children_of(node))
    return False


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens_of(text)
        self._token = self._tokens[0]
        self.words = len(self._tokens)
        self._at = 0
        self._nesting = 0

    def whole(self) -> Ast:
        tree = self._expression(1)
        if self._token.kind != END:
            raise self._wrong(_("an operator or the end"))
        return tree

    def _next_is(self, text: str) -> bool:
        following = self._tokens[self._at + 1]
        return following.kind == SYMBOL and following.text == text

    def _take(self) -> Token:
        token = self._token
        self._at += 1
        self._token = self._tokens[self._at]
        return token

    def _sees(self, text: str) -> bool:
        return self._token.text == text and self._token.kind == SYMBOL

    def _accept(self, text: str) -> bool:
        if self._token.text == text and self._token.kind == SYMBOL:
            self._take()
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._accept(text):
            raise self._wrong(f'"{text}"')

    def _wrong(self, expected: str) -> XPathSyntaxError:
        return XPathSyntaxError(expression=self._text, position=self._token.position + 1, expected=expected)

    def _expression(self, least: int) -> Ast:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise _too_complex(self._text, MAX_NESTING)
        left = self._unary()
        while self._token.kind == OPERATOR and (rank := Binary.RANKS[self._token.text]) >= least:
            operator = self._take()
            right = self._expression(rank + 1)
            left = Binary(operator.text, left, right, operator.position)
        self._nesting -= 1
        return left

    def _unary(self) -> Ast:
        signs: list[Token] = []
        while self._token.kind == OPERATOR and self._token.text == "-":
            signs.append(self._take())
        tree = self._expression(Binary.RANKS["|"]) if signs else self._path()
        for sign in reversed(signs):
            tree = Negate(tree, sign.position)
        return tree

    def _path(self) -> Ast:
        position = self._token.position
        if self._sees("/") or self._sees("//"):
            return self._absolute(position)
        if self._starts_step():
            return Path(tuple(self._steps()), position=position)
        start = self._primary()
        filters = self._predicates()
        steps = self._more_steps()
        if not filters and not steps:
            return start
        return Path(tuple(steps), start=start, filters=filters, position=position)

    def _absolute(self, position: int) -> Path:
        if self._take().text == "//":
            return Path((_ANYWHERE, *self._steps()), absolute=True, position=position)
        steps = self._steps() if self._starts_step() else []
        return Path(tuple(steps), absolute=True, position=position)

    def _starts_step(self) -> bool:
        token = self._token
        if token.kind == SYMBOL:
            return token.text in (".", "..", "@")
        if token.kind != NAME:
            return False
        return not self._next_is("(") or token.text in _NODE_TYPES

    def _steps(self) -> list[Step]:
        return [self._step(), *self._more_steps()]

    def _more_steps(self) -> list[Step]:
        steps: list[Step] = []
        while self._sees("/") or self._sees("//"):
            if self._take().text == "//":
                steps.append(_ANYWHERE)
            steps.append(self._step())
            if len(steps) > MAX_DEPTH:
                raise _too_complex(self._text, MAX_DEPTH)
        return steps

    def _step(self) -> Step:
        if self._accept("."):
            return Step("self", "node()", self._predicates())
        if self._accept(".."):
            return Step("parent", "node()", self._predicates())
        axis = "child"
        if self._accept("@"):
            axis = "attribute"
        elif self._token.kind == NAME and self._next_is("::"):
            if self._token.text not in AXES:
                raise self._wrong(_("the name of an axis"))
            axis = self._take().text
            self._need("::")
        return Step(axis, self._node_test(), self._predicates())

    def _node_test(self) -> str:
        if self._token.kind != NAME:
            raise self._wrong(_("the name of a question"))
        if not self._next_is("("):
            return self._take().text
        if self._token.text not in _NODE_TYPES:
            raise self._wrong(_("the name of a question"))
        kind = self._take().text
        self._need("(")
        target = ""
        if kind == "processing-instruction" and self._token.kind == LITERAL:
            target = str(Literal(self._take().text[1:-1]))
        self._need(")")
        return f"{kind}({target})"

    def _predicates(self) -> tuple[Ast, ...]:
        found: list[Ast] = []
        while self._accept("["):
            found.append(self._expression(1))
            self._need("]")
        return tuple(found)

    def _primary(self) -> Ast:
        token = self._token
        if token.kind == LITERAL:
            return Literal(self._take().text[1:-1], token.position)
        if token.kind == NUMBER:
            return Number(self._take().text, token.position)
        if token.kind == VARIABLE:
            return Variable(self._take().text[1:], token.position)
        if token.kind == NAME:
            return self._call()
        if self._accept("("):
            tree = self._expression(1)
            self._need(")")
            return tree
        raise self._wrong(_("a value, a question or a function"))

    def _call(self) -> Call:
        name = self._take()
        self._need("(")
        arguments: list[Ast] = []
        if not self._accept(")"):
            arguments.append(self._expression(1))
            while self._accept(","):
                arguments.append(self._expression(1))
            self._need(")")
        return Call(name.text, tuple(arguments), name.position)
