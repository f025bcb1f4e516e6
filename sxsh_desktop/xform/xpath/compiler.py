"""From the syntax tree to Python closures: each part is compiled once, and runs as one call of a function."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from datetime import tzinfo

from sxsh_desktop.xform.xpath.compare import ORDERS, Order, is_equal, is_ordered, is_unequal
from sxsh_desktop.xform.xpath.context import EMPTY_STATIC, EvaluationContext, StaticContext
from sxsh_desktop.xform.xpath.convert import to_number
from sxsh_desktop.xform.xpath.errors import XPathArityError, XPathError, XPathFunctionError
from sxsh_desktop.xform.xpath.functions import LIBRARY
from sxsh_desktop.xform.xpath.nodes import NodeSet, Value, in_document_order
from sxsh_desktop.xform.xpath.parser import parse
from sxsh_desktop.xform.xpath.paths import path_piece
from sxsh_desktop.xform.xpath.pieces import (
    BOOLEAN,
    NODES,
    NUMBER,
    STRING,
    VALUE,
    Piece,
    Run,
    RunBoolean,
    RunNumber,
    as_boolean,
    as_nodes,
    as_number,
    as_string,
    constant,
)
from sxsh_desktop.xform.xpath.references import Reference, references_of
from sxsh_desktop.xform.xpath.registry import Function, similar_names
from sxsh_desktop.xform.xpath.tree import (
    Ast,
    Binary,
    Call,
    Literal,
    Negate,
    Number,
    Path,
    Step,
    Variable,
    calls_of,
    operands_of_chain,
)

__all__ = ["Compiled", "compile_expression"]

_CONTEXT_NODE = Path((Step("self", "node()"),))
_NESTED_CHAIN = 8
"""Operands of one chain that are compiled into one another; longer chains run as a loop."""
_Operation = Callable[[Value, Value, tzinfo], Value]
_KINDS: dict[str, Callable[[Piece], Run]] = {
    STRING: as_string,
    NUMBER: as_number,
    BOOLEAN: as_boolean,
    NODES: as_nodes,
    VALUE: lambda piece: piece.run,
}


class Compiled:
    """An expression ready to run.

    `evaluate` gives the value as it is, `string`, `number` and `boolean` (faster where that is what is wanted)
    converted. `tree`: its syntax tree. `is_number`: it never gives anything but a number.
    """

    __slots__ = ("_context_path", "boolean", "evaluate", "is_number", "number", "string", "text", "tree")

    def __init__(self, text: str, tree: Ast, piece: Piece, static: StaticContext) -> None:
        self.text = text
        self.tree = tree
        self._context_path = static.context_path
        self.is_number = piece.kind == NUMBER
        self.evaluate: Run = piece.run
        self.string = as_string(piece)
        self.number: RunNumber = as_number(piece)
        self.boolean: RunBoolean = as_boolean(piece)

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every place that the expression reads, resolved against the context path it was compiled for."""
        return references_of(self.tree, self._context_path)

    @property
    def functions(self) -> frozenset[str]:
        """The names of the functions that it calls."""
        return frozenset(call.name for call in calls_of(self.tree))


def compile_expression(text: str, static: StaticContext = EMPTY_STATIC) -> Compiled:
    """Make an expression ready to run.

    Raises XPathSyntaxError, XPathFunctionError (no such function), XPathArityError; the last two only when they
    are reached if `static.defer_errors`.
    """
    tree = parse(text)
    return Compiled(text, tree, _Compiler(text, static).piece(tree), static)


class _Compiler:
    """Compiles the parts of one expression; `static` is what it may know."""

    def __init__(self, text: str, static: StaticContext) -> None:
        self._text = text
        self.static = static
        self.inside_predicate = 0

    def piece(self, tree: Ast) -> Piece:
        """The compiled form of any part."""
        if isinstance(tree, Path):
            return path_piece(self, tree)
        if isinstance(tree, Call):
            return self._call(tree)
        if isinstance(tree, Binary):
            return self._binary(tree)
        if isinstance(tree, Literal):
            return constant(tree.value)
        if isinstance(tree, Number):
            return constant(tree.value)
        if isinstance(tree, Negate):
            operand = as_number(self.piece(tree.operand))
            return Piece(NUMBER, lambda context: -operand(context))
        return self._variable(tree)

    def _variable(self, tree: Variable) -> Piece:
        error = XPathFunctionError(
            function=f"${tree.name}", expression=self._text, position=tree.position + 1, similar=""
        )
        return self._refuse(error)

    def _refuse(self, error: XPathError) -> Piece:
        if not self.static.defer_errors:
            raise error

        def fail(_context: EvaluationContext) -> Value:
            raise error

        return Piece(VALUE, fail)

    def _call(self, call: Call) -> Piece:
        entry = LIBRARY.get(call.name)
        if entry is None:
            return self._refuse(
                XPathFunctionError(
                    function=call.name,
                    expression=self._text,
                    position=call.position + 1,
                    similar=similar_names(call.name),
                )
            )
        if not entry.accepts(len(call.arguments)) and not (entry.context_node and not call.arguments):
            return self._refuse(
                XPathArityError(
                    function=call.name,
                    expression=self._text,
                    position=call.position + 1,
                    given=len(call.arguments),
                    wanted=entry.wanted,
                )
            )
        if entry.build is not None:
            return entry.build(self, call)
        return self._plain_call(entry, call)

    def _plain_call(self, entry: Function, call: Call) -> Piece:
        given = call.arguments or ((_CONTEXT_NODE,) if entry.context_node else ())
        kinds = [*entry.parameters, *[entry.rest or VALUE] * len(given)]
        arguments = [_KINDS[kind](self.piece(tree)) for tree, kind in zip(given, kinds, strict=False)]
        assert entry.run is not None
        return Piece(entry.returns, _applied(entry.run, arguments, entry.needs_context))

    def _binary(self, tree: Binary) -> Piece:
        first, pairs = operands_of_chain(tree)
        rank = Binary.RANKS[tree.operator]
        if tree.operator == "|":
            return _union([as_nodes(self.piece(part)) for part in (first, *(one for _, one in pairs))])
        if rank <= Binary.RANKS["and"]:
            parts = [as_boolean(self.piece(part)) for part in (first, *(one for _, one in pairs))]
            return Piece(BOOLEAN, _any_of(parts) if tree.operator == "or" else _all_of(parts))
        if len(pairs) > _NESTED_CHAIN:
            return self._long_chain(first, pairs)
        left = self.piece(first)
        for sign, operand in pairs:
            left = _combined(sign, left, self.piece(operand))
        return left

    def _long_chain(self, first: Ast, pairs: list[tuple[str, Ast]]) -> Piece:
        """`a + b - c + ...` run as a loop: hundreds of closures in one another would exhaust the stack."""
        start = self.piece(first).run
        rest = [(_OPERATIONS[sign], self.piece(operand).run) for sign, operand in pairs]

        def run(context: EvaluationContext) -> Value:
            value = start(context)
            zone = context.environment.timezone
            for operation, operand in rest:
                value = operation(value, operand(context), zone)
            return value

        return Piece(NUMBER if Binary.RANKS[pairs[0][0]] >= Binary.RANKS["+"] else BOOLEAN, run)


def _applied(run: Callable[..., Value], arguments: list[Run], needs_context: bool) -> Run:
    """A closure that evaluates the arguments and calls `run`; the common arities without a list."""
    if needs_context:
        return lambda context: run(context, *[argument(context) for argument in arguments])
    if not arguments:
        return lambda _context: run()
    first = arguments[0]
    if len(arguments) == 1:
        return lambda context: run(first(context))
    second = arguments[1]
    if len(arguments) == 2:
        return lambda context: run(first(context), second(context))
    return lambda context: run(*[argument(context) for argument in arguments])


def _union(parts: list[Callable[[EvaluationContext], NodeSet]]) -> Piece:
    return Piece(NODES, lambda context: in_document_order(node for part in parts for node in part(context)))


def _any_of(parts: list[RunBoolean]) -> RunBoolean:
    if len(parts) == 2:
        left, right = parts
        return lambda context: left(context) or right(context)

    def run(context: EvaluationContext) -> bool:
        return any(part(context) for part in parts)

    return run


def _all_of(parts: list[RunBoolean]) -> RunBoolean:
    if len(parts) == 2:
        left, right = parts
        return lambda context: left(context) and right(context)

    def run(context: EvaluationContext) -> bool:
        return all(part(context) for part in parts)

    return run


def _combined(sign: str, left: Piece, right: Piece) -> Piece:
    if sign in ("=", "!="):
        return Piece(BOOLEAN, _equality(sign, left, right))
    if sign in ORDERS:
        return Piece(BOOLEAN, _order(sign, left, right))
    return Piece(NUMBER, _arithmetic(sign, as_number(left), as_number(right)))


def _equality(sign: str, left: Piece, right: Piece) -> RunBoolean:
    if left.kind == STRING and right.kind == NODES:
        left, right = right, left
    if left.kind == NODES and left.single and left.first is not None and right.kind == STRING:
        return _equality_with_text(sign == "=", left, right)
    if left.truth is None:
        left, right = right, left
    if left.truth is not None and right.kind in (BOOLEAN, NUMBER):
        return _equality_with_verdict(sign == "=", left, right)
    one, other = left.run, right.run
    compare = is_equal if sign == "=" else is_unequal
    return lambda context: compare(one(context), other(context), context.environment.timezone)


def _equality_with_text(wanted: bool, left: Piece, right: Piece) -> RunBoolean:
    """`/data/x = 'a'`, by far the commonest comparison of forms: no node-set is made."""
    first, text, fixed = left.first, as_string(right), right.value
    assert first is not None
    if fixed is not None:

        def run_fixed(context: EvaluationContext) -> bool:
            node = first(context)
            return node is not None and (node.string_value() == fixed) is wanted

        return run_fixed

    def run(context: EvaluationContext) -> bool:
        node = first(context)
        return node is not None and (node.string_value() == text(context)) is wanted

    return run


def _equality_with_verdict(wanted: bool, left: Piece, right: Piece) -> RunBoolean:
    """An answer that is yes or no, compared as that: with true() and false(), with 1 and 0 (JavaRosa)."""
    if right.kind == NUMBER:
        number, figure = as_number(left), as_number(right)
        return lambda context: (number(context) == figure(context)) is wanted
    truth, other = as_boolean(left), as_boolean(right)
    return lambda context: (truth(context) == other(context)) is wanted


def _order(sign: str, left: Piece, right: Piece) -> RunBoolean:
    order = ORDERS[sign]
    if all(piece.kind in (NUMBER, STRING, BOOLEAN) or piece.single for piece in (left, right)):
        low, high = as_number(left), as_number(right)
        return lambda context: order(low(context), high(context))
    one, other = left.run, right.run
    return lambda context: is_ordered(order, one(context), other(context), context.environment.timezone)


def _arithmetic(sign: str, left: RunNumber, right: RunNumber) -> RunNumber:
    if sign == "+":
        return lambda context: left(context) + right(context)
    if sign == "-":
        return lambda context: left(context) - right(context)
    if sign == "*":
        return lambda context: left(context) * right(context)
    if sign == "div":
        return lambda context: divided(left(context), right(context))
    return lambda context: remainder(left(context), right(context))


def _on_numbers(compute: Callable[[float, float], float]) -> _Operation:
    return lambda left, right, zone: compute(to_number(left, zone), to_number(right, zone))


def _in_order(order: Order) -> _Operation:
    return lambda left, right, zone: is_ordered(order, left, right, zone)


def divided(dividend: float, divisor: float) -> float:
    """IEEE 754 division: by zero it gives an infinity or NaN, never an error."""
    if divisor != 0.0:
        return dividend / divisor
    if dividend == 0.0 or dividend != dividend:
        return math.nan
    return math.copysign(math.inf, dividend) * math.copysign(1.0, divisor)


def remainder(dividend: float, divisor: float) -> float:
    """The remainder with the sign of the dividend (XPath 1.0 `mod`)."""
    if divisor == 0.0 or divisor != divisor or not math.isfinite(dividend):
        return math.nan
    return math.fmod(dividend, divisor)


_OPERATIONS: dict[str, _Operation] = {
    "=": is_equal,
    "!=": is_unequal,
    **{sign: _in_order(order) for sign, order in ORDERS.items()},
    "+": _on_numbers(operator.add),
    "-": _on_numbers(operator.sub),
    "*": _on_numbers(operator.mul),
    "div": _on_numbers(divided),
    "mod": _on_numbers(remainder),
}
