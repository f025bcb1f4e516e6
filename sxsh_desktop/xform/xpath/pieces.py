"""Compiled parts of an expression, and how a part of one kind is read as another.

A `Piece` knows the kind of value that its closure gives, so that conversions are chosen once, not at each run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from sxsh_desktop.xform.xpath.context import EvaluationContext
from sxsh_desktop.xform.xpath.convert import (
    NAN,
    number_of_any_text,
    number_of_node,
    text_of_number,
    to_boolean,
    to_nodes,
    to_number,
    to_string,
)
from sxsh_desktop.xform.xpath.nodes import NodeLike, NodeSet, Value

STRING, NUMBER, BOOLEAN, NODES, VALUE = "string", "number", "boolean", "nodes", "value"

Run = Callable[[EvaluationContext], Value]
RunString = Callable[[EvaluationContext], str]
RunNumber = Callable[[EvaluationContext], float]
RunBoolean = Callable[[EvaluationContext], bool]
RunNodes = Callable[[EvaluationContext], NodeSet]
RunFirst = Callable[[EvaluationContext], NodeLike | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A closure and the kind of its values; VALUE when only running it tells.

    `first` (NODES only): the first node without making the whole set. `single`: there is never more than one.
    `truth` (NODES only): what they count for as yes or no, if not their mere being there.
    `number`: a shorter way to its number, where there is one. `value`: what it always gives, where that is known.
    """

    kind: str
    run: Run
    first: RunFirst | None = None
    single: bool = False
    truth: RunBoolean | None = None
    number: RunNumber | None = None
    value: str | float | bool | None = None


def constant(value: str | float | bool) -> Piece:
    """A piece that always gives `value`."""
    kind = BOOLEAN if isinstance(value, bool) else NUMBER if isinstance(value, float) else STRING
    return Piece(kind, lambda _context: value, value=value)


def as_string(piece: Piece) -> RunString:
    """The closure of a piece, giving text."""
    run, first = piece.run, piece.first
    if piece.kind == STRING:
        return cast(RunString, run)
    if piece.kind == NUMBER:
        number = cast(RunNumber, run)
        return lambda context: text_of_number(number(context))
    if piece.kind == NODES and first is not None:

        def text_of_first(context: EvaluationContext) -> str:
            node = first(context)
            return "" if node is None else node.string_value()

        return text_of_first
    return lambda context: to_string(run(context))


def as_number(piece: Piece) -> RunNumber:
    """The closure of a piece, giving a number; dates count as days since 1970."""
    run, first = piece.run, piece.first
    if piece.number is not None:
        return piece.number
    if piece.kind == NUMBER:
        return cast(RunNumber, run)
    if piece.kind == STRING:
        text = cast(RunString, run)
        return lambda context: number_of_any_text(text(context), context.environment.timezone)
    if piece.kind == NODES and first is not None:

        def number_of_first(context: EvaluationContext) -> float:
            node = first(context)
            if node is None:
                return NAN
            number = node.number_value()
            return number if number == number else number_of_node(node, context.environment.timezone)

        return number_of_first
    return lambda context: to_number(run(context), context.environment.timezone)


def number_of_verdict(first: RunFirst, truth: RunBoolean) -> RunNumber:
    """1 or 0 for an answer that is yes or no, NaN while there is none."""

    def number(context: EvaluationContext) -> float:
        node = first(context)
        return NAN if node is None or not node.string_value() else float(truth(context))

    return number


def as_boolean(piece: Piece) -> RunBoolean:
    """The closure of a piece, giving true or false."""
    run, first = piece.run, piece.first
    if piece.kind == BOOLEAN:
        return cast(RunBoolean, run)
    if piece.truth is not None:
        return piece.truth
    if first is not None:
        return lambda context: first(context) is not None
    return lambda context: to_boolean(run(context))


def as_nodes(piece: Piece) -> RunNodes:
    """The closure of a piece, giving nodes; a value of another kind raises XPathTypeError when it is reached."""
    run = piece.run
    if piece.kind == NODES:
        return cast(RunNodes, run)
    return lambda context: to_nodes(run(context))
