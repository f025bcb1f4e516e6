"""Search over the register as the person types: ids in order, and pages of 256 rows for the table.

The result is an array of numbers (8 bytes a facility); only the rows that are on screen are read whole. The
order by a column is worked out once and kept as long as the register does not change.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import compress
from operator import itemgetter
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Connection, Row, func, select

from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.store import register, sqlite_search
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
_WORDS_KEPT = 16
_FIELDS = [field.name for field in fields(FacilityNow)]
_STATE = _FIELDS.index("state")
_PAGE_ROWS = select(facility_now.c.n, *(facility_now.c[name] for name in _FIELDS))


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
    """What the search keeps between key strokes: orders of the register, the facilities of each word.

    One for each open store; safe to drop at any time. A mark is one byte for each number: 1 for "yes".
    """

    def __init__(self) -> None:
        self._stamp = ""
        self._orders: dict[tuple[SortColumn, bool], array[int]] = {}
        self._picks: dict[tuple[SortColumn, bool], itemgetter[Any]] = {}
        self._places: dict[tuple[SortColumn, bool], array[int]] = {}
        self._words: dict[str, bytes] = {}
        self._filters: dict[FacilityQuery, bytes] = {}
        self._size = 0
        self.total = 0  # how many facilities there are, joined ones too

    def follow(self, connection: Connection) -> None:
        """Forget everything if the register has changed; before anything else is asked."""
        stamp = register.stamp(connection)
        if stamp != self._stamp or not self._size:
            for kept in (self._orders, self._picks, self._places, self._words, self._filters):
                kept.clear()
            asked = select(func.max(facility_now.c.n), func.count(facility_now.c.n))
            highest, self.total = connection.execute(asked).one()
            self._size, self._stamp = (highest or 0) + 1, stamp

    def order(self, connection: Connection, sort: SortColumn, with_joined: bool) -> array[int]:
        """The numbers of all facilities that may be listed, ascending by a column, then by name."""
        if (sort, with_joined) not in self._orders:
            chosen = select(facility_now.c.n).order_by(
                _COLUMNS[sort], facility_now.c.name_key, facility_now.c.facility_id
            )
            if not with_joined:
                chosen = chosen.where(facility_now.c.joined_to == "")
            self._orders[sort, with_joined] = array("q", connection.execute(chosen).scalars())
        return self._orders[sort, with_joined]

    def in_order(
        self, connection: Connection, sort: SortColumn, with_joined: bool, marks: bytes
    ) -> array[int]:
        """Those of that order which `marks` marks."""
        order = self.order(connection, sort, with_joined)
        if len(order) < 2:  # of one number `itemgetter` makes no tuple
            return array("q", [number for number in order if marks[number]])
        if (sort, with_joined) not in self._picks:
            self._picks[sort, with_joined] = itemgetter(*order)
        return array("q", list(compress(order, self._picks[sort, with_joined](marks))))

    def places(self, connection: Connection, sort: SortColumn, with_joined: bool) -> array[int]:
        """number -> its place in that order, -1 for those that are not listed."""
        if (sort, with_joined) not in self._places:
            places = array("q", [-1]) * self._size
            for place, number in enumerate(self.order(connection, sort, with_joined)):
                places[number] = place
            self._places[sort, with_joined] = places
        return self._places[sort, with_joined]

    def with_word(self, connection: Connection, word: str) -> bytes:
        """Marks of the facilities that have a word which starts with `word`."""
        if word not in self._words:
            found = self._found(connection, word)
            if len(self._words) >= _WORDS_KEPT:
                self._words.pop(next(iter(self._words)))
            self._words[word] = found
        return self._words[word]

    def _found(self, connection: Connection, word: str) -> bytes:
        """The same asked of the database, unless a shorter beginning stood for the same words."""
        if not sqlite_search.exists(connection):
            like = facility_now.c.search_text.contains(f" {word}", autoescape=True)
            return self._marked(connection.execute(select(facility_now.c.n).where(like)).scalars())
        shorter = max((one for one in self._words if word.startswith(one)), key=len, default="")
        if shorter and sqlite_search.stand_for_the_same(connection, shorter, word):
            return self._words[shorter]
        return sqlite_search.marks(connection, word, self._size)

    def let_through(self, connection: Connection, query: FacilityQuery) -> bytes:
        """Marks of the facilities that the filters let through; kept while the person types."""
        filters = replace(query, text="", sort="name", descending=False, with_joined=False)
        if filters not in self._filters:
            self._filters.clear()
            chosen = select(facility_now.c.n).where(*_conditions(query))
            self._filters[filters] = self._marked(connection.execute(chosen).scalars())
        return self._filters[filters]

    def _marked(self, numbers: Iterable[int]) -> bytes:
        marks = bytearray(self._size)
        for number in numbers:
            marks[number] = 1
        return bytes(marks)


def find(connection: Connection, query: FacilityQuery, cache: SearchCache | None = None) -> array[int]:
    """The numbers of the facilities asked for, in the order asked for; `read_page` turns them into rows."""
    cache = cache or SearchCache()
    cache.follow(connection)
    marks = [cache.with_word(connection, word) for word in register.search_words(query.text)]
    if _conditions(query):
        marks.append(cache.let_through(connection, query))
    found = _in_order(connection, cache, query, marks)
    if query.descending:
        found.reverse()
    return found


def read_page(connection: Connection, numbers: Sequence[int]) -> list[FacilityNow]:
    """The facilities with these numbers, in this order; at most 256 at a time. One that is gone is left out."""
    if len(numbers) > register.PAGE:
        raise ValueError(f"a page has at most {register.PAGE} rows")
    rows = connection.execute(_PAGE_ROWS.where(facility_now.c.n.in_(list(numbers))))
    found = {row[0]: row for row in rows}
    return [_read(found[number]) for number in numbers if number in found]


def ids_of(connection: Connection, numbers: Sequence[int]) -> list[str]:
    """Facility ids for numbers, in their order: what other use cases (print, export) are given."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), register.PAGE):
        some = list(numbers[start : start + register.PAGE])
        chosen = select(facility_now.c.n, facility_now.c.facility_id).where(facility_now.c.n.in_(some))
        found.update((row[0], row[1]) for row in connection.execute(chosen))
    return [found[number] for number in numbers if number in found]


def _read(row: Row[Any]) -> FacilityNow:
    """As `plain.from_row`, by place instead of by name: a page is read at each key stroke."""
    cells: list[Any] = list(row[1:])
    cells[_STATE] = ReviewCode(cells[_STATE])
    return FacilityNow(*cells)


def _in_order(
    connection: Connection, cache: SearchCache, query: FacilityQuery, marks: Sequence[bytes]
) -> array[int]:
    """The facilities that every one of `marks` marks, in the order asked for."""
    order = cache.order(connection, query.sort, query.with_joined)
    if not marks:
        return array("q", order)
    common = marks[0]
    for more in marks[1:]:
        both = int.from_bytes(common, "little") & int.from_bytes(more, "little")
        common = both.to_bytes(len(common), "little")
    found = common.count(1)
    if found == cache.total:
        return array("q", order)
    if found >= _FEW:
        return cache.in_order(connection, query.sort, query.with_joined, common)
    places = cache.places(connection, query.sort, query.with_joined)
    listed = [number for number in compress(range(len(common)), common) if places[number] >= 0]
    return array("q", sorted(listed, key=places.__getitem__))


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
