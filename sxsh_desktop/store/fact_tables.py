"""The fact tables themselves: one for each kind of the vocabulary.

Columns of `fact_<kind>`: those of `domain.facts.FactRow`, then for each attribute `v_<name>` (text as entered),
for numbers also `u_<name>` (unit as entered) and `b_<name>` (number in the base unit, decimal text), and one
`absent` ("amount=unknown;cost=refused", sorted). `fact_code` holds the members of codes and lists; `fact_extra`
keeps what a newer vocabulary named and this one does not know. Source: facts.md, section 9.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
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
_COMMON = tuple(f.name for f in fields(FactRow) if f.name not in ("values", "kind", "state"))
_SETS = ("codes", "list")
# Kinds that charts read by day and place; the others are read by facility and record only.
CHART_KINDS = frozenset(
    {
        "product_output", "energy_use", "material_use", "water_use", "waste_stream", "solution_result",
        "baseline_after", "attendance", "checklist_score",
    }
)  # fmt: skip


class FactTables:
    """The tables of one vocabulary.

    Attributes: vocabulary; tables by kind; codes (members of sets); extra (names this vocabulary lacks).
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._metadata = MetaData()
        self.tables: Mapping[str, Table] = {k.name: _table(k, self._metadata) for k in vocabulary.kinds}
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
        return tuple(sorted(self._metadata.tables.values(), key=lambda table: table.name))

    def layout(self) -> str:
        """What tells one set of tables from another: the names of all columns."""
        return json.dumps({table.name: [c.name for c in table.columns] for table in self.all()})

    def are_there(self, connection: Connection) -> bool:
        """Whether the store's fact tables are these."""
        there = connection.execute(select(meta.c.value).where(meta.c.name == _PLACE)).scalar()
        return bool(there == self.layout())

    def cells(self, row: FactRow) -> Iterator[tuple[str, dict[str, Any]]]:
        """(table, cells) for everything that one fact is kept as."""
        kind = self.vocabulary.kind(row.kind)
        if kind is None:
            yield from (self._extra(row, name, value) for name, value in row.values.items())
            return
        table = self.tables[row.kind]
        cells: dict[str, Any] = dict.fromkeys((c.name for c in table.columns), "")
        cells.update({name: getattr(row, name) for name in _COMMON}, state=int(row.state))
        absent: list[str] = []
        for name, value in sorted(row.values.items()):
            attribute = kind.attribute(name)
            if attribute is None or (not attribute.is_number and (value.unit or value.base)):
                yield self._extra(row, name, value)
                continue
            if value.absent:
                absent.append(f"{name}={value.absent}")
            cells[f"v_{name}"] = value.text
            if attribute.is_number:
                cells.update({f"u_{name}": value.unit, f"b_{name}": value.base})
            if attribute.type in _SETS:
                yield from self._members(row, name, value.text)
        cells["absent"] = ";".join(absent)
        yield table.name, cells

    def _members(self, row: FactRow, attribute: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for rank, code in enumerate(dict.fromkeys(text.split()), 1):
            yield (
                self.codes.name,
                {
                    "fact_id": row.fact_id,
                    "attribute": f"{row.kind}.{attribute}",
                    "code": code,
                    "rank": rank,
                    "record_id": row.record_id,
                },
            )

    def _extra(self, row: FactRow, name: str, value: FactValue) -> tuple[str, dict[str, Any]]:
        same = ("fact_id", "record_id", "revision_id", "kind", "item", "row_id")
        cells = {column: getattr(row, column) for column in same}
        cells.update(name=name, text=value.text, unit=value.unit, base=value.base, absent=value.absent)
        return self.extra.name, cells

    def make(self, connection: Connection) -> None:
        """Drop whatever fact tables are there and make these, empty."""
        old = MetaData()
        for name in _names_of(connection):
            Table(name, old).drop(connection)  # what columns it had does not matter
        self._metadata.create_all(connection)
        connection.execute(delete(fact_records))
        connection.execute(delete(meta).where(meta.c.name == _PLACE))
        connection.execute(insert(meta).values(name=_PLACE, value=self.layout()))


def _names_of(connection: Connection) -> list[str]:
    return [
        name
        for name in inspect(connection).get_table_names()
        if name.startswith("fact_") and name != fact_records.name
    ]


def _table(kind: Kind, metadata: MetaData) -> Table:
    name = f"fact_{kind.name}"
    columns: list[Column[Any]] = [text_column("fact_id", key=True), Column("state", Integer, nullable=False)]
    columns += [text_column(common) for common in _COMMON if common != "fact_id"]
    for attribute in kind.attributes:
        columns.append(text_column(f"v_{attribute.name}"))
        if attribute.is_number:
            columns += [text_column(f"u_{attribute.name}"), text_column(f"b_{attribute.name}")]
    columns.append(text_column("absent"))
    table: Table = Table(name, metadata, *columns)
    Index(f"ix_{name}_facility", table.c.facility_id, table.c.to_day)
    Index(f"ix_{name}_record", table.c.record_id)
    if kind.name in CHART_KINDS:
        Index(f"ix_{name}_place", table.c.state, table.c.to_day, table.c.commune)
    return table


def fact_row(kind: str, found: Row[Any]) -> FactRow:
    cells = found._mapping
    values = {
        name: FactValue(absent=reason)
        for name, _, reason in (part.partition("=") for part in cells["absent"].split(";") if part)
    }
    for column, text in cells.items():
        if column.startswith("v_") and text:
            name = column[2:]
            values[name] = FactValue(text, cells.get(f"u_{name}", ""), cells.get(f"b_{name}", ""))
    common = {name: cells[name] for name in _COMMON}
    return FactRow(kind=kind, state=ReviewCode(cells["state"]), values=values, **common)


_made: dict[int, FactTables] = {}


def fact_tables(vocabulary: Vocabulary) -> FactTables:
    """The tables of a vocabulary, worked out once: a vocabulary never changes."""
    found = _made.get(id(vocabulary))
    if found is None:
        found = _made[id(vocabulary)] = FactTables(
            vocabulary
        )  # holds the vocabulary, so the id stays its own
    return found
