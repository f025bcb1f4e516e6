"""`=`, `!=`, `<` and their kin by XPath 1.0: a node-set compares true if any of its nodes does."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import tzinfo

from sxsh_desktop.xform.xpath.convert import (
    number_of_any_text,
    number_of_node,
    to_boolean,
    to_number,
    to_string,
)
from sxsh_desktop.xform.xpath.dates import Moment
from sxsh_desktop.xform.xpath.nodes import NodeSet, Value

Order = Callable[[float, float], bool]

ORDERS: dict[str, Order] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def is_equal(left: Value, right: Value, zone: tzinfo) -> bool:
    """`left = right`."""
    if isinstance(left, list):
        return _nodes_equal(left, right, zone, True)
    if isinstance(right, list):
        return _nodes_equal(right, left, zone, True)
    return _plain_equal(left, right, zone)


def is_unequal(left: Value, right: Value, zone: tzinfo) -> bool:
    """`left != right`: for node-sets not the opposite of `=`."""
    if isinstance(left, list):
        return _nodes_equal(left, right, zone, False)
    if isinstance(right, list):
        return _nodes_equal(right, left, zone, False)
    return not _plain_equal(left, right, zone)


def _plain_equal(left: str | float | bool, right: str | float | bool, zone: tzinfo) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return to_number(left, zone) == to_number(right, zone)
    if isinstance(left, Moment) and isinstance(right, Moment):
        return left.days == right.days
    return left == right


def _nodes_equal(nodes: NodeSet, other: Value, zone: tzinfo, wanted: bool) -> bool:
    """Whether some node equals (`wanted`) or differs from (not `wanted`) the other value."""
    if isinstance(other, bool):
        return (bool(nodes) == other) is wanted
    if isinstance(other, float):
        return any((number_of_node(node, zone) == other) is wanted for node in nodes)
    if isinstance(other, str):
        return any((node.string_value() == other) is wanted for node in nodes)
    texts = {node.string_value() for node in other}
    if wanted:
        return any(node.string_value() in texts for node in nodes)
    if len(texts) == 1:
        return any(node.string_value() not in texts for node in nodes)
    return bool(texts and nodes)


def is_ordered(order: Order, left: Value, right: Value, zone: tzinfo) -> bool:
    """`left < right` and the like: by number, with dates as days; some pair of nodes is enough.

    Against a boolean too the nodes count by their numbers (JavaRosa), where XPath 1.0 has their mere existence.
    """
    if not isinstance(left, list) and not isinstance(right, list):
        return order(to_number(left, zone), to_number(right, zone))
    rights = _numbers(right, zone)
    return any(order(one, other) for one in _numbers(left, zone) for other in rights)


def _numbers(value: Value, zone: tzinfo) -> list[float]:
    if isinstance(value, list):
        return [number_of_node(node, zone) for node in value]
    return [number_of_any_text(to_string(value), zone) if isinstance(value, str) else to_number(value, zone)]
