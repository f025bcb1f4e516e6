"""Functions on texts."""

from __future__ import annotations

import math
import re

from sxsh_desktop.xform.xpath.context import EvaluationContext
from sxsh_desktop.xform.xpath.convert import to_string
from sxsh_desktop.xform.xpath.nodes import NodeLike, Value
from sxsh_desktop.xform.xpath.patterns import matches
from sxsh_desktop.xform.xpath.pieces import BOOLEAN, NUMBER, STRING, VALUE
from sxsh_desktop.xform.xpath.registry import function

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BLANKS = re.compile(r"[ \t\r\n]+")


def texts_of(values: tuple[Value, ...]) -> list[str]:
    """The text of each value; of each node for a node-set."""
    texts: list[str] = []
    for value in values:
        if isinstance(value, list):
            texts.extend(node.string_value() for node in value)
        else:
            texts.append(to_string(value))
    return texts


@function("string", STRING, returns=STRING, context_node=True)
def string(text: str) -> str:
    """XPath 1.0, 4.2.

    | string(1 div 2) | 0.5 |
    | string(true()) | true |
    """
    return text


@function("concat", returns=STRING, rest=VALUE)
def concat(*values: Value) -> str:
    """XPath 1.0, 4.2; ODK XForms: node-sets give the text of all their nodes.

    | concat('a', 1, /data/r/x) | a124 |
    """
    return "".join(texts_of(values))


@function("join", STRING, returns=STRING, rest=VALUE)
def join(separator: str, *values: Value) -> str:
    """ODK XForms: the texts of all further arguments with `separator` between them.

    | join(', ', 'a', 'b') | a, b |
    | join('-', /data/r/x) | 2-4 |
    """
    return separator.join(texts_of(values))


@function("starts-with", STRING, STRING, returns=BOOLEAN)
def starts_with(text: str, start: str) -> bool:
    """XPath 1.0, 4.2.

    | starts-with('Đồng Tháp', 'Đồng') | true |
    """
    return text.startswith(start)


@function("ends-with", STRING, STRING, returns=BOOLEAN)
def ends_with(text: str, end: str) -> bool:
    """ODK XForms, from XPath 3.1.

    | ends-with('Đồng Tháp', 'Tháp') | true |
    """
    return text.endswith(end)


@function("contains", STRING, STRING, returns=BOOLEAN)
def contains(text: str, part: str) -> bool:
    """XPath 1.0, 4.2.

    | contains('Sa Đéc', 'Đ') | true |
    """
    return part in text


@function("substring-before", STRING, STRING, returns=STRING)
def substring_before(text: str, mark: str) -> str:
    """XPath 1.0, 4.2: "" when `mark` does not occur.

    | substring-before('12/2026', '/') | 12 |
    """
    before, found, _ = text.partition(mark) if mark else ("", "", "")
    return before if found else ""


@function("substring-after", STRING, STRING, returns=STRING)
def substring_after(text: str, mark: str) -> str:
    """XPath 1.0, 4.2: "" when `mark` does not occur, all of `text` when `mark` is "".

    | substring-after('12/2026', '/') | 2026 |
    """
    return text.partition(mark)[2] if mark else text


@function("substring", STRING, NUMBER, NUMBER, returns=STRING, optional=1)
def substring(text: str, start: float, length: float | None = None) -> str:
    """XPath 1.0, 4.2: positions from 1, start and length rounded.

    | substring('12345', 2, 3) | 234 |
    """
    first = math.floor(start + 0.5) if math.isfinite(start) else start
    if length is None:
        end = math.inf
    else:
        end = first + (math.floor(length + 0.5) if math.isfinite(length) else length)
    return "".join(letter for place, letter in enumerate(text, start=1) if first <= place < end)


@function("substr", STRING, NUMBER, NUMBER, returns=STRING, optional=1)
def substr(text: str, start: float, end: float = math.inf) -> str:
    """ODK XForms: from index `start` (0 the first) up to but not `end`; negative ones count from the end.

    | substr('12345', 1, 3) | 23 |
    | substr('12345', -2) | 45 |
    """
    return text[_index(start, len(text)) : _index(end, len(text))]


def _index(place: float, length: int) -> int:
    if place != place:
        return 0
    if math.isinf(place):
        return length if place > 0 else 0
    return int(place) if place >= 0 else max(0, length + int(place))


@function("string-length", STRING, returns=NUMBER, context_node=True)
def string_length(text: str) -> float:
    """XPath 1.0, 4.2.

    | string-length('Đồng Tháp') | 9 |
    """
    return float(len(text))


@function("normalize-space", STRING, returns=STRING, context_node=True)
def normalize_space(text: str) -> str:
    """XPath 1.0, 4.2.

    | normalize-space('  a   b ') | a b |
    """
    return _BLANKS.sub(" ", text).strip(" ")


@function("translate", STRING, STRING, STRING, returns=STRING)
def translate(text: str, letters: str, others: str) -> str:
    """XPath 1.0, 4.2: a letter without a counterpart is removed.

    | translate('bar', 'abc', 'AB') | BAr |
    """
    table: dict[str, str] = {}
    for place, letter in enumerate(letters):
        table.setdefault(letter, others[place] if place < len(others) else "")
    return "".join(table.get(letter, letter) for letter in text)


@function("regex", STRING, STRING, returns=BOOLEAN)
def regex(text: str, pattern: str) -> bool:
    """ODK XForms: whether the whole of `text` fits `pattern` (as JavaRosa does); see `patterns` for the limits.

    | regex('0912345678', '0[0-9]{9}') | true |
    | regex('12', '[0-9]') | false |
    """
    return matches(pattern, text)


@function("lang", STRING, returns=BOOLEAN, needs_context=True)
def lang(context: EvaluationContext, wanted: str) -> bool:
    """XPath 1.0, 4.3: whether the nearest xml:lang is `wanted` or a dialect of it.

    | lang('vi') | false |
    """
    node: NodeLike | None = context.node
    while node is not None:
        language = node.attributes.get(_XML_LANG)
        if language is not None:
            return f"{language}-".lower().startswith(f"{wanted}-".lower())
        node = node.parent
    return False
