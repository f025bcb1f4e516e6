"""Frozen values whose fields have the names of their columns, as rows and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import Row

from sxsh_desktop.domain.facts import ReviewCode

_Value = TypeVar("_Value")


_Parts = tuple[tuple[str, bool, Any], ...]
_MAKES: dict[str, Any] = {"ReviewCode": ReviewCode, "bool": bool, "bytes": bytes}
_known: dict[type, _Parts] = {}
_Cells = tuple[Callable[[Any], tuple[Any, ...]], tuple[int, ...], tuple[int, ...]]
_known_cells: dict[type, _Cells] = {}


def _fields(kind: type[Any]) -> _Parts:
    """(name, whether it is a tuple of text kept as JSON, what turns the column's value into the field's)."""
    found = _known.get(kind)
    if found is None:
        found = tuple(
            (f.name, str(f.type).startswith("tuple"), _MAKES.get(str(f.type))) for f in fields(kind)
        )
        _known[kind] = found
    return found


def to_cells(value: Any) -> list[Any]:
    """A value's parts in the order of its fields; tuples become JSON lists, states their numbers."""
    parts_of, tuples, states = _cells(type(value))
    cells = list(parts_of(value))
    for place in tuples:
        cells[place] = json.dumps(cells[place], ensure_ascii=False)
    for place in states:
        cells[place] = int(cells[place])
    return cells


def _cells(kind: type[Any]) -> _Cells:
    """What reads all parts of a value (two at least), and where tuples and states stand among them."""
    found = _known_cells.get(kind)
    if found is None:
        parts = _fields(kind)
        found = _known_cells[kind] = (
            attrgetter(*(name for name, _is_tuple, _make in parts)),
            tuple(place for place, (_name, is_tuple, _make) in enumerate(parts) if is_tuple),
            tuple(place for place, (_name, _is_tuple, make) in enumerate(parts) if make is ReviewCode),
        )
    return found


def to_row(value: Any) -> dict[str, Any]:
    """A value as the row of its table; tuples become JSON lists."""
    row: dict[str, Any] = {}
    for name, is_tuple, _make in _fields(type(value)):
        part = getattr(value, name)
        row[name] = json.dumps(part, ensure_ascii=False) if is_tuple else part
    return row


def from_row(kind: type[_Value], row: Row[Any]) -> _Value:
    """The value in a row that has (at least) the columns of its fields."""
    found = row._mapping
    parts: dict[str, Any] = {}
    for name, is_tuple, make in _fields(kind):
        part = found[name]
        if is_tuple:
            part = tuple(json.loads(part)) if part else ()
        elif make is not None:
            part = make(part)
        parts[name] = part
    return kind(**parts)
