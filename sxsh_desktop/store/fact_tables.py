"""The fact tables themselves: one for each kind of the vocabulary.

Columns of `fact_<kind>`: those of `domain.facts.FactRow`, then for each attribute `v_<name>` (text as entered),
for numbers also `u_<name>` (unit as entered) and `b_<name>` (number in the base unit, decimal text), and one
`absent` ("amount=unknown;cost=refused", sorted). `fact_code` holds the members of codes and lists; `fact_extra`
keeps what a newer vocabulary named and this one does not know. Source: FACTS.md, section 9.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from threading import Lock
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Row,
    Table,
    delete,
    insert,
    inspect,
    select,
)

from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.domain.vocabulary import Kind, Vocabulary
from sxsh_desktop.store.columns import text_column
from sxsh_desktop.store.schema import meta
from sxsh_desktop.store.schema_derived import fact_records

_PLACE = "fact_vocabulary"  # in `meta`: the layout that the tables were made with
_COMMON_NAMES = tuple(name for name in FactRow._fields if name not in ("values", "kind", "state", "fact_id"))
_COMMON_OF = attrgetter(*_COMMON_NAMES)
_STATE = 2 + _COMMON_NAMES.index("form_version") + 1  # the place behind which FactRow has its state
_REVIEWS = tuple(ReviewCode)
_SETS = ("codes", "list")
# Kinds that charts read by day and place; the others are read by facility and record only.
CHART_KINDS = frozenset(
    {
        "product_output", "energy_use", "material_use", "water_use", "waste_stream", "solution_result",
        "baseline_after", "attendance", "checklist_score",
    }
)  # fmt: skip


class _Tables(dict[str, Table]):
    """Tables by kind, each worked out when it is first asked for: a start needs two of 54."""

    def __init__(self, vocabulary: Vocabulary, metadata: MetaData) -> None:
        super().__init__()
        self._vocabulary, self._metadata, self._lock = vocabulary, metadata, Lock()

    def __missing__(self, name: str) -> Table:
        kind = self._vocabulary.kind(name)
        if kind is None:
            raise KeyError(name)
        with self._lock:
            if name not in self:
                self[name] = _table(kind, self._metadata)
            return self[name]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an attribute stands in a row: its text; behind it, for a number, the unit and the base."""

    text: int
    is_number: bool
    is_set: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    """A table of facts as rows of cells: id, state, what all facts have, the attributes (`blanks`), absent.

    `reads`: of each attribute its name, the place of its text, and that of its unit (0: it has none).
    """

    table: str
    names: tuple[str, ...]
    places: Mapping[str, _Place]
    blanks: tuple[str, ...]
    reads: tuple[tuple[str, int, int], ...]


class FactTables:
    """The tables of one vocabulary.

    Attributes: vocabulary; tables by kind; codes (members of sets); extra (names this vocabulary lacks).
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._metadata = MetaData()
        self._layouts: dict[str, _Layout] = {}
        self.tables: Mapping[str, Table] = _Tables(vocabulary, self._metadata)
        self.codes = Table(
            "fact_code",
            self._metadata,
            text_column("fact_id", key=True),
            text_column("attribute", key=True),
            text_column("code", key=True),
            Column("rank", Integer, nullable=False),
            text_column("record_id"),
            Index("ix_fact_code_code", "attribute", "code"),
            Index("ix_fact_code_record_id", "record_id"),
        )
        self.extra = Table(
            "fact_extra",
            self._metadata,
            text_column("fact_id", key=True),
            text_column("name", key=True),
            text_column("record_id"),
            text_column("revision_id"),
            text_column("kind"),
            text_column("item"),
            text_column("row_id"),
            text_column("text"),
            text_column("unit"),
            text_column("base"),
            text_column("absent"),
            Index("ix_fact_extra_record_id", "record_id"),
        )

    def all(self) -> tuple[Table, ...]:
        """Every table, sorted by name."""
        made = [*(self.tables[kind.name] for kind in self.vocabulary.kinds), self.codes, self.extra]
        return tuple(sorted(made, key=lambda table: table.name))

    def layout(self) -> str:
        """What tells one set of tables from another: the names of all columns."""
        return json.dumps({table.name: [c.name for c in table.columns] for table in self.all()})

    def are_there(self, connection: Connection) -> bool:
        """Whether the store's fact tables are these."""
        there = connection.execute(select(meta.c.value).where(meta.c.name == _PLACE)).scalar()
        return bool(there == self.layout())

    def names(self, table_name: str) -> tuple[str, ...]:
        """The columns of the cells that `cells` gives for a table, in order."""
        if table_name == self.codes.name:
            return tuple(self.codes.columns.keys())
        if table_name == self.extra.name:
            return tuple(self.extra.columns.keys())
        return self._layout_of(table_name.removeprefix("fact_")).names

    def _layout_of(self, kind: str) -> _Layout:
        found = self._layouts.get(kind)
        if found is None:
            found = self._layouts[kind] = _layout(self.tables[kind], self.vocabulary.kind(kind))
        return found

    def cells(self, row: FactRow) -> list[tuple[str, tuple[Any, ...]]]:
        """(table, cells) for everything that one fact is kept as; the cells in the order of the columns."""
        if self.vocabulary.kind(row.kind) is None:
            return [self._extra(row, name, value) for name, value in row.values.items()]
        layout = self._layout_of(row.kind)
        cells = [row.fact_id, int(row.state), *_COMMON_OF(row), *layout.blanks]
        absent: list[str] = []
        kept: list[tuple[str, tuple[Any, ...]]] = []
        places = layout.places
        for name, value in row.values.items():
            place = places.get(name)
            if place is None or (not place.is_number and (value.unit or value.base)):
                kept.append(self._extra(row, name, value))
                continue
            if value.absent:
                absent.append(name)
            cells[place.text] = value.text
            if place.is_number:
                cells[place.text + 1], cells[place.text + 2] = value.unit, value.base
            if place.is_set:
                kept += self._members(row, name, value.text)
        cells[-1] = ";".join([f"{name}={row.values[name].absent}" for name in sorted(absent)])
        kept.append((layout.table, tuple(cells)))
        return kept

    def fact(self, kind: str, found: Row[Any]) -> FactRow:
        """The fact in a row that was read with all columns of the table of its kind."""
        layout = self._layout_of(kind)
        cells = tuple(found)
        said = cells[-1]
        values: dict[str, FactValue] = {}
        for part in said.split(";") if said else ():
            name, _equals, reason = part.partition("=")
            values[name] = FactValue(absent=reason)
        for name, at, unit in layout.reads:
            if text := cells[at]:
                values[name] = FactValue(text, cells[unit], cells[unit + 1]) if unit else _plain(text)
        return FactRow(
            cells[0],
            kind,
            *cells[2:_STATE],
            _REVIEWS[cells[1]],
            *cells[_STATE : 2 + len(_COMMON_NAMES)],
            values,
        )  # type: ignore[call-arg]  # in the order of FactRow: the quickest way to make one

    def _members(self, row: FactRow, attribute: str, text: str) -> list[tuple[str, tuple[Any, ...]]]:
        name, table = f"{row.kind}.{attribute}", self.codes.name
        codes = dict.fromkeys(text.split())
        return [(table, (row.fact_id, name, code, rank, row.record_id)) for rank, code in enumerate(codes, 1)]

    def _extra(self, row: FactRow, name: str, value: FactValue) -> tuple[str, tuple[Any, ...]]:
        about = (row.fact_id, name, row.record_id, row.revision_id, row.kind, row.item, row.row_id)
        return self.extra.name, (*about, value.text, value.unit, value.base, value.absent)

    def make(self, connection: Connection) -> None:
        """Drop whatever fact tables are there and make these, empty."""
        old = MetaData()
        for name in _names_of(connection):
            Table(name, old).drop(connection)  # what columns it had does not matter
        self._metadata.create_all(connection, tables=self.all(), checkfirst=False)  # none is there
        connection.execute(delete(fact_records))
        connection.execute(delete(meta).where(meta.c.name == _PLACE))
        connection.execute(insert(meta).values(name=_PLACE, value=self.layout()))


@lru_cache(maxsize=8_000)
def _plain(text: str) -> FactValue:
    """A value without unit: codes and days come again and again, and a value never changes."""
    return FactValue(text)


def _names_of(connection: Connection) -> list[str]:
    return [
        name
        for name in inspect(connection).get_table_names()
        if name.startswith("fact_") and name != fact_records.name
    ]


def _table(kind: Kind, metadata: MetaData) -> Table:
    name = f"fact_{kind.name}"
    columns: list[Column[Any]] = [text_column("fact_id", key=True), Column("state", Integer, nullable=False)]
    columns += [text_column(common) for common in _COMMON_NAMES]
    for attribute in kind.attributes:
        columns.append(text_column(f"v_{attribute.name}"))
        if attribute.is_number:
            columns += [text_column(f"u_{attribute.name}"), text_column(f"b_{attribute.name}")]
    columns.append(text_column("absent"))
    table: Table = Table(name, metadata, *columns)
    Index(f"ix_{name}_facility", table.c.facility_id, table.c.to_day)
    Index(f"ix_{name}_record", table.c.record_id)
    if kind.name in ("visit", "attendance") and "v_facility" in table.c:  # whom a code means
        Index(f"ix_{name}_names", table.c.v_facility)
    if kind.name in CHART_KINDS:
        Index(f"ix_{name}_place", table.c.state, table.c.to_day, table.c.commune)
    return table


def _layout(table: Table, kind: Kind | None) -> _Layout:
    names = tuple(column.name for column in table.columns)
    places = {
        one.name: _Place(names.index(f"v_{one.name}"), one.is_number, one.type in _SETS)
        for one in (kind.attributes if kind else ())
    }
    reads = tuple((name, one.text, one.text + 1 if one.is_number else 0) for name, one in places.items())
    return _Layout(table.name, names, places, ("",) * (len(names) - 2 - len(_COMMON_NAMES)), reads)


_made: dict[int, FactTables] = {}


def fact_tables(vocabulary: Vocabulary) -> FactTables:
    """The tables of a vocabulary, worked out once: a vocabulary never changes."""
    found = _made.get(id(vocabulary))
    if found is None:
        found = _made[id(vocabulary)] = FactTables(
            vocabulary
        )  # holds the vocabulary, so the id stays its own
    return found
