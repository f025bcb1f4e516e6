"""From one kind of value to another, by the rules of XPath 1.0 and of ODK XForms."""

from __future__ import annotations

import math
import re
from datetime import UTC, tzinfo
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.xform.xpath.dates import Moment, days_of_text
from sxsh_desktop.xform.xpath.errors import XPathTypeError
from sxsh_desktop.xform.xpath.nodes import NodeLike, NodeSet, Value

NAN = math.nan
_NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*\Z")


class WholeDays(float):
    """Days since 1970 that a date was read as: counts with the time of day, prints whole days as ODK does."""

    __slots__ = ()


def number_of_text(text: str) -> float:
    """The number that a text reads as; NaN when it reads as none (no exponents, as XPath 1.0 has none)."""
    return float(text) if _NUMBER.match(text) else NAN


def number_of_any_text(text: str, zone: tzinfo) -> float:
    """As `number_of_text`, and a date or date-time reads as days since 1970 (ODK XForms)."""
    if isinstance(text, Moment):
        return text.days
    number = number_of_text(text)
    return number if number == number or "-" not in text else days_of_text(text, zone)


def number_of_node(node: NodeLike, zone: tzinfo) -> float:
    """The number of a node, dates included; the node's own kept number first."""
    number = node.number_value()
    return number if number == number else number_of_any_text(node.string_value(), zone)


def to_string(value: Value) -> str:
    """The text of a value; that of the first node for a node-set, "" for an empty one."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return text_of_number(value)
    return value[0].string_value() if value else ""


def to_number(value: Value, zone: tzinfo = UTC) -> float:
    """The number of a value; `zone` is where dates without a zone are read."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, str):
        return number_of_any_text(value, zone)
    return number_of_node(value[0], zone) if value else NAN


def to_boolean(value: Value) -> bool:
    """The truth of a value: a number that is not 0 or NaN, a text or node-set that is not empty."""
    if isinstance(value, float):
        return value == value and value != 0.0
    return bool(value)


def to_nodes(value: Value) -> NodeSet:
    """The value if it is a node-set; raises XPathTypeError for any other."""
    if isinstance(value, list):
        return value
    raise XPathTypeError(what=_("a set of questions"), given=to_string(value))


def text_of_number(value: float) -> str:
    """A number as XPath writes it: no exponent, no needless ".0", "NaN", "Infinity"."""
    if value != value:
        return "NaN"
    if value in (math.inf, -math.inf):
        return "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, WholeDays):
        return str(math.floor(value))
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")
