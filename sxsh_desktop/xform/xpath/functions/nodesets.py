"""Functions on node-sets."""

from __future__ import annotations

import hashlib
import math

from sxsh_desktop.base.words import _
from sxsh_desktop.xform.xpath.context import EvaluationContext
from sxsh_desktop.xform.xpath.convert import number_of_node, number_of_text, to_string
from sxsh_desktop.xform.xpath.errors import XPathTypeError
from sxsh_desktop.xform.xpath.nodes import (
    ELEMENT,
    NodeLike,
    NodeSet,
    Value,
    qualified_name,
    root_of,
)
from sxsh_desktop.xform.xpath.pieces import (
    NODES,
    NUMBER,
    STRING,
    VALUE,
    Piece,
    as_nodes,
    as_number,
    as_string,
)
from sxsh_desktop.xform.xpath.registry import Maker, function, special
from sxsh_desktop.xform.xpath.tree import Ast, Call, Path


@function("last", returns=NUMBER, needs_context=True)
def last(context: EvaluationContext) -> float:
    """XPath 1.0, 4.1.

    | /data/r[last()]/x | 4 |
    """
    return float(context.size)


@function("position", NODES, returns=NUMBER, optional=1, needs_context=True)
def position(context: EvaluationContext, nodes: NodeSet | None = None) -> float:
    """XPath 1.0, 4.1; ODK XForms: with a node, its place among the siblings of its name; 0 for no node (JavaRosa).

    | /data/r[position() = 2]/x | 4 |
    | position(/data/r[2]) | 2 |
    """
    if nodes is None:
        return float(context.position)
    return float(nodes[0].sibling_position()) if nodes else 0.0


@function("count", NODES, returns=NUMBER)
def count(nodes: NodeSet) -> float:
    """XPath 1.0, 4.1.

    | count(/data/r) | 2 |
    | count(/data/nothing) | 0 |
    """
    return float(len(nodes))


@function("count-non-empty", NODES, returns=NUMBER)
def count_non_empty(nodes: NodeSet) -> float:
    """ODK XForms: how many of the nodes hold text.

    | count-non-empty(/data/r/note) | 1 |
    """
    return float(sum(1 for node in nodes if node.string_value() != ""))


@function("sum", NODES, returns=NUMBER, needs_context=True)
def total(context: EvaluationContext, nodes: NodeSet) -> float:
    """XPath 1.0, 4.4; as JavaRosa, empty nodes add nothing; a node with another text makes it NaN.

    | sum(/data/r/x) | 6 |
    | sum(/data/r/note) | NaN |
    """
    result = 0.0
    for node in nodes:
        number = node.number_value()
        if number == number:
            result += number
        elif node.string_value() != "":
            result += number_of_node(node, context.environment.timezone)
    return result


@function("id", VALUE, returns=NODES, needs_context=True)
def by_id(context: EvaluationContext, value: Value) -> NodeSet:
    """XPath 1.0, 4.1: elements by their attribute `id`, in document order.

    | count(id('none')) | 0 |
    """
    texts = [node.string_value() for node in value] if isinstance(value, list) else [to_string(value)]
    wanted = {word for text in texts for word in text.split()}
    return _with_id(root_of(context.node), wanted) if wanted else []


def _with_id(root: NodeLike, wanted: set[str]) -> NodeSet:
    found: NodeSet = []
    seen: set[str] = set()
    waiting: list[NodeLike] = [root]
    while waiting:
        node = waiting.pop()
        name = node.attributes.get("id") if node.kind == ELEMENT else None
        if name in wanted and name not in seen:
            seen.add(name)
            found.append(node)
        waiting.extend(reversed(node.children))
    return found


def _first(nodes: NodeSet) -> NodeLike | None:
    return nodes[0] if nodes else None


@function("local-name", NODES, returns=STRING, context_node=True)
def local_name(nodes: NodeSet) -> str:
    """XPath 1.0, 4.1.

    | local-name(/data/a) | a |
    """
    node = _first(nodes)
    return "" if node is None else node.name


@function("name", NODES, returns=STRING, context_node=True)
def name(nodes: NodeSet) -> str:
    """XPath 1.0, 4.1: with the prefix that the document uses.

    | name(/data/a) | a |
    """
    node = _first(nodes)
    return "" if node is None else qualified_name(node)


@function("namespace-uri", NODES, returns=STRING, context_node=True)
def namespace_uri(nodes: NodeSet) -> str:
    """XPath 1.0, 4.1.

    | namespace-uri(/data/a) |  |
    """
    node = _first(nodes)
    return "" if node is None else node.namespace


@special("current", least=0, most=0)
def current(maker: Maker, call: Call) -> Piece:  # noqa: ARG001
    """ODK XForms: the node that the whole expression belongs to, also inside a predicate.

    | /data/r[x = current()/../a - 1]/x | 4 |
    """
    return Piece(NODES, lambda context: [context.current], lambda context: context.current, True)


@special("instance", least=1, most=1)
def instance(maker: Maker, call: Call) -> Piece:
    """ODK XForms: the root of a secondary instance; raises XPathTypeError when the form has none of that name.

    | instance('fuel')/root/item[name = 'do']/label | Dầu DO |
    """
    wanted = as_string(maker.piece(call.arguments[0]))

    def find(context: EvaluationContext) -> NodeLike:
        instance_id = wanted(context)
        node = context.environment.instance(instance_id)
        if node is None:
            raise XPathTypeError(what=_("the name of an instance"), given=instance_id)
        return node

    return Piece(NODES, lambda context: [find(context)], find, True)


@special("indexed-repeat", least=3, most=None)
def indexed_repeat(maker: Maker, call: Call) -> Piece:
    """ODK XForms: the target inside the n-th row of one or more nested repeats; places below 1 count as 1.

    | indexed-repeat(/data/r/x, /data/r, 2) | 4 |
    """
    arguments = call.arguments
    if len(arguments) % 2 == 0 or not all(isinstance(one, Path) for one in (arguments[0], *arguments[1::2])):
        raise XPathTypeError(what=_("a question and pairs of repeat and number"), given=str(call))
    target = as_nodes(maker.piece(arguments[0]))
    pairs = sorted(zip(arguments[1::2], arguments[2::2], strict=True), key=lambda pair: _depth(pair[0]))
    repeats = [as_nodes(maker.piece(repeat)) for repeat, _place in pairs]
    places = [as_number(maker.piece(place)) for _repeat, place in pairs]

    def run(context: EvaluationContext) -> NodeSet:
        rows: NodeSet | None = None
        for repeat, place in zip(repeats, places, strict=True):
            row = _row(repeat(context), rows, place(context))
            if row is None:
                return []
            rows = [row]
        return [node for node in target(context) if rows is None or _is_inside(node, rows[0])]

    return Piece(NODES, run)


def _depth(repeat: Ast) -> int:
    """How deep a repeat lies: the pairs may be written in any order, the outer one is looked up first."""
    return len(repeat.steps) if isinstance(repeat, Path) and repeat.absolute else 0


def _row(rows: NodeSet, within: NodeSet | None, place: float) -> NodeLike | None:
    if within is not None:
        rows = [row for row in rows if _is_inside(row, within[0])]
    index = max(int(place), 1) if math.isfinite(place) else 1
    return rows[index - 1] if index <= len(rows) else None


def _is_inside(node: NodeLike, outer: NodeLike) -> bool:
    step: NodeLike | None = node
    while step is not None:
        if step is outer:
            return True
        step = step.parent
    return False


@function("randomize", NODES, VALUE, returns=NODES, optional=1, needs_context=True)
def randomize(context: EvaluationContext, nodes: NodeSet, seed: Value | None = None) -> NodeSet:
    """ODK XForms: the nodes shuffled; with a seed always the same way, the same as Collect.

    | count(randomize(/data/r)) | 2 |
    | randomize(/data/r/x, 42) | 24 |
    """
    if seed is None:
        return _shuffled(nodes, _ParkMiller(int(context.environment.random() * 2**31)))
    return _shuffled(nodes, _ParkMiller(_seed_of(seed)))


def _seed_of(seed: Value) -> int:
    """A number without its decimals, as a Java long; another text by its SHA-256 (JavaRosa)."""
    text = to_string(seed)
    number = seed if isinstance(seed, float) else number_of_text(text)
    if number == number:
        return int(max(min(number, 2.0**63 - 1024), -(2.0**63)))
    if not text or isinstance(seed, float):
        return 0
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


class _ParkMiller:
    """The generator that ODK prescribes for `randomize`: minimal standard, multiplier 16807."""

    _MODULUS = 2_147_483_647

    def __init__(self, seed: int) -> None:
        start = _java_remainder(seed, self._MODULUS)
        self._state = start if start > 0 else start + self._MODULUS - 1

    def next(self) -> float:
        self._state = self._state * 16_807 % self._MODULUS
        return (self._state - 1) / (self._MODULUS - 1)


def _java_remainder(value: int, modulus: int) -> int:
    rest = abs(value) % modulus
    return -rest if value < 0 else rest


def _shuffled(nodes: NodeSet, generator: _ParkMiller) -> NodeSet:
    """Fisher–Yates from the inside out, as JavaRosa and web-forms do."""
    found: NodeSet = []
    for place, node in enumerate(nodes):
        other = math.floor(generator.next() * (place + 1))
        if other == place:
            found.append(node)
        else:
            found.append(found[other])
            found[other] = node
    return found
