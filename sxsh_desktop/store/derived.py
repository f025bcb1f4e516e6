"""All derived tables together: emptied before a rebuild, and compared by one hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, delete, inspect, select

from sxsh_desktop.domain.vocabulary import Vocabulary
from sxsh_desktop.store import facts, register
from sxsh_desktop.store.fact_tables import fact_tables
from sxsh_desktop.store.schema_derived import (
    DERIVED,
    acknowledged,
    facility_now,
    judged,
    judged_waiting,
    known_devices,
)

# Receipts tell how things were carried, not what was recorded (ledger.hashes): the tables and columns that
# are made of them, and the numbers that only this store gives to its rows, stay out of the hash. So do the
# judgements for the indicators: they are kept when somebody asks for them, not when a record comes.
_NOT_HASHED = {acknowledged.name, judged.name, judged_waiting.name}
# Whom a device believes is seen from its own key: no two devices have the same table.
_OWN = {known_devices.name}
_NOT_HASHED_COLUMNS = {"n", "received"}


def clear(connection: Connection, vocabulary: Vocabulary) -> None:
    """Empty every derived table: the first step of a rebuild, in its transaction."""
    register.clear(connection)
    for table in DERIVED:
        if table is not facility_now:
            connection.execute(delete(table))
    facts.clear(connection, vocabulary)


def derived_hash(connection: Connection, vocabulary: Vocabulary) -> str:
    """SHA-256 (hex) over the derived tables in one canonical order: equal for equal ledgers on every device."""
    digest = hashlib.sha256()
    for table in tables(connection, vocabulary):
        if table.name in _NOT_HASHED | _OWN:
            continue
        digest.update(f"\n{table.name}\n".encode())
        for line in _lines(connection, table):
            digest.update(line)
    return digest.hexdigest()


def table_hashes(connection: Connection, vocabulary: Vocabulary) -> dict[str, str]:
    """The same table by table, to tell which one differs; this device's own view of the others included."""
    return {
        table.name: hashlib.sha256(b"".join(_lines(connection, table))).hexdigest()
        for table in tables(connection, vocabulary)
        if table.name not in _NOT_HASHED
    }


def tables(connection: Connection, vocabulary: Vocabulary) -> list[Table]:
    """Every derived table that this store has, sorted by name."""
    there = set(inspect(connection).get_table_names())
    every = (*DERIVED, *fact_tables(vocabulary).all())
    return sorted((table for table in every if table.name in there), key=lambda table: table.name)


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    columns = [column for column in table.columns if column.name not in _NOT_HASHED_COLUMNS]
    keys = [table.c.facility_id] if table is facility_now else list(table.primary_key.columns)
    chosen = select(*columns).order_by(*keys)
    for row in connection.execute(chosen.execution_options(yield_per=1000)):
        cells: list[Any] = [int(cell) if isinstance(cell, bool) else cell for cell in row]
        yield json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
