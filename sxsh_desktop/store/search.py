"""Search over the register as the person types: ids in order, and pages of 256 rows for the table.

The result is an array of numbers (8 bytes a facility); only the rows that are on screen are read whole. The
order by a column is worked out once and kept as long as the register does not change.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Connection, func, select

from sxsh_desktop.store import register, sqlite_search
from sxsh_desktop.store.plain import from_row
from sxsh_desktop.store.register import FacilityNow
from sxsh_desktop.store.schema_derived import facility_now

SortColumn = Literal[
    "name", "code", "place", "sector", "size", "status", "potential", "last_visit", "records", "tax_code"
]
_COLUMNS: dict[SortColumn, Column[Any]] = {
    "name": facility_now.c.name_key,
    "code": facility_now.c.code,
    "place": facility_now.c.place_key,
    "sector": facility_now.c.sector,
    "size": facility_now.c.size,
    "status": facility_now.c.status,
    "potential": facility_now.c.potential,
    "last_visit": facility_now.c.last_visit_day,
    "records": facility_now.c.records,
    "tax_code": facility_now.c.tax_code,
}
_FEW = 2000  # fewer than this are sorted one by one


@dataclass(frozen=True, slots=True)
class FacilityQuery:
    """Which facilities; everything left empty does not narrow.

    text: words, each the beginning of a word of name, short name, code, tax code, place or sector; accents do
    not matter. district: code on the tree of 2016; commune: code on the tree of 2025; commune_2016: on the
    older tree. vsic: beginning of the code. potential: "1", "0", or "?" for unknown. visited_from/to: ISO
    days of the last visit; never_visited: only those without any record of a visit.
    """

    text: str = ""
    district: str = ""
    commune: str = ""
    commune_2016: str = ""
    sector: str = ""
    vsic: str = ""
    size: str = ""
    status: str = ""
    potential: str = ""
    visited_from: str = ""
    visited_to: str = ""
    never_visited: bool = False
    with_joined: bool = False
    sort: SortColumn = "name"
    descending: bool = False


class SearchCache:
    """Orders of the register, kept between key strokes. One for each open store; safe to drop at any time."""

    def __init__(self) -> None:
        self._stamp = ""
        self._orders: dict[tuple[SortColumn, bool], array[int]] = {}
        self._places: dict[tuple[SortColumn, bool], array[int]] = {}

    def order(self, connection: Connection, sort: SortColumn, with_joined: bool) -> array[int]:
        """The numbers of all facilities that may be listed, ascending by a column, then by name."""
        stamp = register.stamp(connection)
        if stamp != self._stamp:
            self._orders, self._places, self._stamp = {}, {}, stamp
        if (sort, with_joined) not in self._orders:
            chosen = select(facility_now.c.n).order_by(
                _COLUMNS[sort], facility_now.c.name_key, facility_now.c.facility_id
            )
            if not with_joined:
                chosen = chosen.where(facility_now.c.joined_to == "")
            self._orders[sort, with_joined] = array("q", connection.execute(chosen).scalars())
        return self._orders[sort, with_joined]

    def places(self, connection: Connection, sort: SortColumn, with_joined: bool) -> array[int]:
        """number -> its place in that order, -1 for those that are not listed."""
        order = self.order(connection, sort, with_joined)
        if (sort, with_joined) not in self._places:
            highest = connection.execute(select(func.max(facility_now.c.n))).scalar() or 0
            places = array("q", [-1]) * (highest + 1)
            for place, number in enumerate(order):
                places[number] = place
            self._places[sort, with_joined] = places
        return self._places[sort, with_joined]


def find(connection: Connection, query: FacilityQuery, cache: SearchCache | None = None) -> array[int]:
    """The numbers of the facilities asked for, in the order asked for; `read_page` turns them into rows."""
    cache = cache or SearchCache()
    words = register.search_words(query.text)
    conditions = _conditions(query)
    if not words and not conditions:
        found = array("q", cache.order(connection, query.sort, query.with_joined))
    else:
        found = _in_order(connection, cache, query, _matching(connection, words, conditions))
    if query.descending:
        found.reverse()
    return found


def read_page(connection: Connection, numbers: Sequence[int]) -> list[FacilityNow]:
    """The facilities with these numbers, in this order; at most 256 at a time. One that is gone is left out."""
    if len(numbers) > register.PAGE:
        raise ValueError(f"a page has at most {register.PAGE} rows")
    rows = connection.execute(select(facility_now).where(facility_now.c.n.in_(list(numbers))))
    found = {row.n: from_row(FacilityNow, row) for row in rows}
    return [found[number] for number in numbers if number in found]


def ids_of(connection: Connection, numbers: Sequence[int]) -> list[str]:
    """Facility ids for numbers, in their order: what other use cases (print, export) are given."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), register.PAGE):
        some = list(numbers[start : start + register.PAGE])
        chosen = select(facility_now.c.n, facility_now.c.facility_id).where(facility_now.c.n.in_(some))
        found.update((row[0], row[1]) for row in connection.execute(chosen))
    return [found[number] for number in numbers if number in found]


def _matching(
    connection: Connection, words: Sequence[str], conditions: list[ColumnElement[bool]]
) -> list[int]:
    numbers = facility_now.c.n
    if not words or not sqlite_search.exists(connection):
        like = [facility_now.c.search_text.contains(f" {word}", autoescape=True) for word in words]
        return list(connection.execute(select(numbers).where(*conditions, *like)).scalars())
    found = sqlite_search.numbers(connection, words)
    if not conditions:
        return found
    if len(found) <= _FEW // 4:
        return list(connection.execute(select(numbers).where(*conditions, numbers.in_(found))).scalars())
    narrowed = set(connection.execute(select(numbers).where(*conditions)).scalars())
    return [number for number in found if number in narrowed]


def _in_order(
    connection: Connection, cache: SearchCache, query: FacilityQuery, numbers: list[int]
) -> array[int]:
    places = cache.places(connection, query.sort, query.with_joined)
    if len(numbers) < _FEW:
        listed = [number for number in numbers if places[number] >= 0]
        return array("q", sorted(listed, key=places.__getitem__))
    wanted = bytearray(len(places))
    for number in numbers:
        wanted[number] = 1
    order = cache.order(connection, query.sort, query.with_joined)
    return array("q", [number for number in order if wanted[number]])


def _conditions(query: FacilityQuery) -> list[ColumnElement[bool]]:
    columns = facility_now.c
    same: list[tuple[Column[Any], str]] = [
        (columns.district, query.district),
        (columns.commune, query.commune),
        (columns.commune_2016, query.commune_2016),
        (columns.sector, query.sector),
        (columns.size, query.size),
        (columns.status, query.status),
    ]
    found: list[ColumnElement[bool]] = [column == wanted for column, wanted in same if wanted]
    if query.vsic:
        found.append(columns.vsic.startswith(query.vsic, autoescape=True))
    if query.potential:
        found.append(columns.potential == query.potential.replace("?", ""))
    if query.visited_from:
        found.append(columns.last_visit_day >= query.visited_from)
    if query.visited_to:
        found += [columns.last_visit_day != "", columns.last_visit_day <= query.visited_to]
    if query.never_visited:
        found.append(columns.last_visit_day == "")
    return found
