"""Truth, choice and order of evaluation: these evaluate no more than they need."""

from __future__ import annotations

from sxsh_desktop.base.words import _
from sxsh_desktop.xform.xpath.context import EvaluationContext
from sxsh_desktop.xform.xpath.convert import number_of_node, to_boolean, to_string
from sxsh_desktop.xform.xpath.errors import XPathTypeError
from sxsh_desktop.xform.xpath.functions.numbers import numbers_of
from sxsh_desktop.xform.xpath.nodes import Value
from sxsh_desktop.xform.xpath.pieces import (
    BOOLEAN,
    NUMBER,
    STRING,
    VALUE,
    Piece,
    RunNumber,
    as_boolean,
    as_number,
)
from sxsh_desktop.xform.xpath.registry import Maker, function, special
from sxsh_desktop.xform.xpath.tree import Call


@function("true", returns=BOOLEAN)
def true() -> bool:
    """XPath 1.0, 4.3.

    | true() | true |
    """
    return True


@function("false", returns=BOOLEAN)
def false() -> bool:
    """XPath 1.0, 4.3.

    | false() | false |
    """
    return False


@function("not", BOOLEAN, returns=BOOLEAN)
def negation(value: bool) -> bool:
    """XPath 1.0, 4.3.

    | not(1 = 2) | true |
    | not('a') | false |
    """
    return not value


@function("boolean", BOOLEAN, returns=BOOLEAN, context_node=True)
def boolean(value: bool) -> bool:
    """XPath 1.0, 4.3.

    | boolean(0) | false |
    | boolean('0') | true |
    """
    return value


@function("boolean-from-string", STRING, returns=BOOLEAN)
def boolean_from_string(text: str) -> bool:
    """ODK XForms: true for "true" and "1".

    | boolean-from-string('1') | true |
    | boolean-from-string('yes') | false |
    """
    return text in ("true", "1")


@special("if", least=3, most=3)
def condition(maker: Maker, call: Call) -> Piece:
    """ODK XForms: the second argument if the first is true, else the third; the other is not evaluated.

    | if(/data/a > 1, 'nhiều', 'ít') | nhiều |
    | if('', 1, 2) | 2 |
    """
    test = as_boolean(maker.piece(call.arguments[0]))
    yes, no = maker.piece(call.arguments[1]), maker.piece(call.arguments[2])
    run_yes, run_no = yes.run, no.run
    kind = yes.kind if yes.kind == no.kind else VALUE
    return Piece(kind, lambda context: run_yes(context) if test(context) else run_no(context))


def _is_blank(value: Value) -> bool:
    if isinstance(value, float):
        return value != value
    if isinstance(value, list):
        return not value or value[0].string_value() == ""
    return to_string(value) == ""


@special("coalesce", least=2, most=None)
def coalesce(maker: Maker, call: Call) -> Piece:
    """ODK XForms: the first argument that is neither empty nor NaN; the rest are not evaluated.

    | coalesce(/data/empty, 0) | 0 |
    | coalesce(/data/a, 0) | 5 |
    """
    pieces = [maker.piece(argument) for argument in call.arguments]
    runs = [piece.run for piece in pieces]

    def run(context: EvaluationContext) -> Value:
        value: Value = ""
        for part in runs:
            value = part(context)
            if not _is_blank(value):
                break
        return value

    return Piece(VALUE, run, number=_number_of_first(pieces))


def _number_of_first(pieces: list[Piece]) -> RunNumber | None:
    """`coalesce(${x}, 0)` as a number, by far its commonest use: no node-set and no text is made on the way."""
    if len(pieces) != 2 or pieces[0].first is None or pieces[1].kind != NUMBER:
        return None
    first, otherwise = pieces[0].first, as_number(pieces[1])

    def run(context: EvaluationContext) -> float:
        node = first(context)
        if node is None:
            return otherwise(context)
        number = node.number_value()
        if number == number:
            return number
        is_blank = node.string_value() == ""
        return otherwise(context) if is_blank else number_of_node(node, context.environment.timezone)

    return run


@special("once", least=1, most=1)
def once(maker: Maker, call: Call) -> Piece:
    """ODK XForms: what the question already holds, or the argument if it is empty ("" if that is NaN).

    | once('new') | new |
    """
    fresh = maker.piece(call.arguments[0]).run

    def run(context: EvaluationContext) -> Value:
        kept = context.current.string_value()
        if kept:
            return kept
        value = fresh(context)
        return "" if _is_blank(value) else value

    return Piece(VALUE, run)


@special("depend", least=1, most=None)
def depend(maker: Maker, call: Call) -> Piece:
    """JavaRosa: the first argument; the others only name what it depends on.

    | depend(/data/a, /data/empty) | 5 |
    """
    return maker.piece(call.arguments[0])


def _truths(values: tuple[Value, ...]) -> list[bool]:
    """Truth of each value; each node of a node-set counts, and is true if it holds any text (JavaRosa)."""
    found: list[bool] = []
    for value in values:
        if isinstance(value, list):
            found.extend(node.string_value() != "" for node in value)
        else:
            found.append(to_boolean(value))
    return found


@function("checklist", NUMBER, NUMBER, returns=BOOLEAN, rest=VALUE)
def checklist(least: float, most: float, *values: Value) -> bool:
    """JavaRosa: whether at least `least` and at most `most` values are true; -1 sets no bound.

    | checklist(1, 2, true(), false()) | true |
    | checklist(2, -1, true(), false()) | false |
    """
    return _within(float(sum(_truths(values))), least, most)


@function("weighted-checklist", NUMBER, NUMBER, returns=BOOLEAN, rest=VALUE, needs_context=True)
def weighted_checklist(context: EvaluationContext, least: float, most: float, *values: Value) -> bool:
    """JavaRosa: as checklist, with pairs of value and weight; or one node-set of each.

    | weighted-checklist(5, -1, true(), 3, true(), 2) | true |
    """
    truths = _truths(values[0::2])
    weights = numbers_of(values[1::2], context.environment.timezone)
    if len(truths) != len(weights):
        raise XPathTypeError(what=_("one weight for each value"), given=f"{len(truths)}, {len(weights)}")
    return _within(sum(weight for truth, weight in zip(truths, weights, strict=True) if truth), least, most)


def _within(total: float, least: float, most: float) -> bool:
    return (least < 0 or total >= least) and (most < 0 or total <= most)
