"""What an import added, table by table, and how long the bare insertion of the same rows takes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_PIECE = 20_000


@contextmanager
def raw(file: Path) -> Iterator[sqlite3.Connection]:
    """A bare connection, as durable as the store's own."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        yield connection


def raw_times(before: Path, after: Path) -> tuple[int, dict[str, float]]:
    """Insert into `before` what `after` has more, in one transaction: how many rows, milliseconds by table.

    The rows are read beforehand, a piece at a time, and only the insertion is measured; the time of the commit
    is shared out. The search index is not among them.
    """
    count, times = 0, dict[str, float]()
    with raw(before) as target, closing(sqlite3.connect(after)) as source:
        source.execute("ATTACH ? AS old", (str(before),))
        target.execute("BEGIN IMMEDIATE")
        for name in _tables(source):
            more = source.execute(f"SELECT * FROM main.{name} EXCEPT SELECT * FROM old.{name}")
            while rows := more.fetchmany(_PIECE):
                marks = ",".join("?" * len(rows[0]))
                start = time.perf_counter()
                target.executemany(f"INSERT OR REPLACE INTO {name} VALUES ({marks})", rows)
                times[name] = times.get(name, 0) + (time.perf_counter() - start) * 1000
                count += len(rows)
        start = time.perf_counter()
        target.execute("COMMIT")
        last = (time.perf_counter() - start) * 1000
    whole = sum(times.values())
    return count, {name: spent * (1 + last / whole) for name, spent in times.items()}


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'table'").fetchall()
    virtual = [name for name, sql in found if "VIRTUAL" in sql.upper()]
    return [
        name
        for name, _sql in found
        if not name.startswith("sqlite_") and not any(name.startswith(one) for one in virtual)
    ]
