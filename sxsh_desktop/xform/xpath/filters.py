"""Predicates: what stands in brackets behind a step, as functions that thin out a list of nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from sxsh_desktop.xform.xpath.context import EvaluationContext
from sxsh_desktop.xform.xpath.convert import number_of_node, to_boolean
from sxsh_desktop.xform.xpath.nodes import NodeLike, NodeSet, Value
from sxsh_desktop.xform.xpath.pieces import NUMBER, VALUE, Piece, Run, as_boolean, as_number
from sxsh_desktop.xform.xpath.registry import LIBRARY
from sxsh_desktop.xform.xpath.steps import Test, node_test
from sxsh_desktop.xform.xpath.tree import (
    Ast,
    Binary,
    Call,
    Literal,
    Negate,
    Number,
    Path,
    operands_of_chain,
    walk,
)

Filter = Callable[[EvaluationContext, NodeSet], NodeSet]
"""Given the context outside the brackets and nodes in the order of their axis: those that stay."""

_CONTEXT_CALLS = frozenset({"position", "last", "once", "lang", "id", "indexed-repeat", "jr:choice-name"})
_CONSTANT_CALLS = frozenset({"true", "false", "pi", "now", "today", "current", "version"})


def predicate_filter(piece: Piece) -> Filter:
    """A predicate: by place if it gives a number, else by truth."""
    if piece.kind == NUMBER:
        number = as_number(piece)
        return lambda context, nodes: _where(context, nodes, lambda inner: number(inner) == inner.position)
    if piece.kind == VALUE:
        return lambda context, nodes: _where(context, nodes, _by_value(piece.run))
    boolean = as_boolean(piece)
    return lambda context, nodes: _where(context, nodes, boolean)


def place_filter(place: float) -> Filter:
    """`[3]`: the third node, without looking at the others."""
    index = int(place) - 1 if place == place and abs(place) < 1e9 else -1
    if index < 0 or index + 1 != place:
        return lambda _context, _nodes: []
    return lambda _context, nodes: nodes[index : index + 1]


def _by_value(run: Run) -> Callable[[EvaluationContext], bool]:
    def test(inner: EvaluationContext) -> bool:
        value = run(inner)
        return value == inner.position if isinstance(value, float) else to_boolean(value)

    return test


def _where(context: EvaluationContext, nodes: NodeSet, test: Callable[[EvaluationContext], bool]) -> NodeSet:
    """The nodes for which `test` holds; one inner context serves all of them in turn."""
    if not nodes:
        return nodes
    inner = EvaluationContext(nodes[0], context.environment, 1, len(nodes), context.current)
    found: NodeSet = []
    for position, node in enumerate(nodes, start=1):
        inner.node = node
        inner.position = position
        if test(inner):
            found.append(node)
    return found


def may_count(predicate: Ast) -> bool:
    """Whether a predicate may depend on positions: a number, or position() or last() in it."""
    if isinstance(predicate, Binary):
        by_place = Binary.RANKS[predicate.operator] in (5, 6)
    elif isinstance(predicate, Call):
        entry = LIBRARY.get(predicate.name)
        by_place = entry is None or entry.returns in (NUMBER, VALUE)
    else:
        by_place = not isinstance(predicate, Path | Literal)
    return by_place or any(
        isinstance(part, Call) and part.name in ("position", "last") for part in walk(predicate)
    )


def is_free(tree: Ast) -> bool:
    """Whether a value inside brackets is the same for every node: it starts at the root or at current()."""
    if isinstance(tree, Literal | Number):
        return True
    if isinstance(tree, Path):
        return tree.absolute or tree.from_current or tree.instance is not None
    if isinstance(tree, Negate):
        return is_free(tree.operand)
    if isinstance(tree, Binary):
        first, pairs = operands_of_chain(tree)
        return is_free(first) and all(is_free(operand) for _, operand in pairs)
    if isinstance(tree, Call):
        if tree.name in _CONTEXT_CALLS or (not tree.arguments and tree.name not in _CONSTANT_CALLS):
            return False
        return all(is_free(argument) for argument in tree.arguments)
    return False


@dataclass(frozen=True, slots=True)
class Equalities:
    """Predicates taken apart: `column = value` pairs whose value is free, and what else must hold."""

    pairs: tuple[tuple[str, Ast], ...]
    rest: tuple[Ast, ...]


def equalities_of(predicates: Sequence[Ast]) -> Equalities | None:
    """The predicates as equalities on child names and a rest; None if positions matter or there are none."""
    if any(may_count(predicate) for predicate in predicates):
        return None
    pairs: list[tuple[str, Ast]] = []
    rest: list[Ast] = []
    for predicate in predicates:
        for term in _conjuncts(predicate):
            pair = _column_and_value(term)
            if pair is None:
                rest.append(term)
            else:
                pairs.append(pair)
    return Equalities(tuple(pairs), tuple(rest)) if pairs else None


def _conjuncts(tree: Ast) -> list[Ast]:
    if isinstance(tree, Binary) and tree.operator == "and":
        first, pairs = operands_of_chain(tree)
        return [term for part in (first, *(one for _, one in pairs)) for term in _conjuncts(part)]
    return [tree]


def _column_and_value(term: Ast) -> tuple[str, Ast] | None:
    if not isinstance(term, Binary) or term.operator != "=" or isinstance(term.left, Binary):
        return None
    for column, value in ((term.left, term.right), (term.right, term.left)):
        if isinstance(column, Path) and column.start is None and not column.absolute and is_free(value):
            names = column.names()
            if names is not None and len(names) == 1 and names[0] != ".." and ":" not in names[0]:
                return names[0], value
    return None


def scan_filter(
    columns: Sequence[str], strict_names: bool
) -> Callable[[NodeSet, Sequence[Value], tzinfo], NodeSet]:
    """A search by column values that were evaluated once: (nodes, values, zone) -> nodes that fit."""
    tests = [node_test("child", column, {}, strict_names) for column in columns]

    def run(nodes: NodeSet, values: Sequence[Value], zone: tzinfo) -> NodeSet:
        wanted = [(test, _equals(value, zone)) for test, value in zip(tests, values, strict=True) if test]
        return [node for node in nodes if all(_has_child(node, test, fits) for test, fits in wanted)]

    return run


def _has_child(node: NodeLike, test: Test, fits: Callable[[NodeLike], bool]) -> bool:
    return any(test(child) and fits(child) for child in node.children)


def _equals(value: Value, zone: tzinfo) -> Callable[[NodeLike], bool]:
    if isinstance(value, bool):
        return lambda _node: value
    if isinstance(value, float):
        return lambda node: number_of_node(node, zone) == value
    if isinstance(value, str):
        return lambda node: node.string_value() == value
    texts = {node.string_value() for node in value}
    return lambda node: node.string_value() in texts
