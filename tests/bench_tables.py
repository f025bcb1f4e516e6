"""What an import added, table by table, and how long the bare insertion of the same rows takes.

The peer of import and rebuild: one bare connection, as durable as the store's own (WAL, synchronous=FULL), one
transaction, one `executemany` a table (in pieces), into tables with all their indexes, the rows in the order in which
the import put them, the search index of the register with them. Reading the rows beforehand is not counted; the commit
is, shared out.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PIECE = 20_000
_SEARCH, _SEARCHED = "facility_search", "facility_now"


@dataclass(slots=True)
class Bare:
    """Milliseconds by table, by the clock and of the processor, and how many rows there were."""

    rows: int = 0
    clock: dict[str, float] = field(default_factory=dict)
    worked: dict[str, float] = field(default_factory=dict)

    def of(self, tables: Sequence[str] | None = None) -> tuple[float, float]:
        """(clock, processor) of these tables, or of all."""
        names = list(self.clock) if tables is None else [one for one in tables if one in self.clock]
        return sum(self.clock[one] for one in names), sum(self.worked[one] for one in names)

    def note(self, table: str, start: tuple[float, float]) -> None:
        """What has passed since `start`."""
        clock, worked = now()
        self.clock[table] = self.clock.get(table, 0) + clock - start[0]
        self.worked[table] = self.worked.get(table, 0) + worked - start[1]

    def share(self, start: tuple[float, float]) -> None:
        """Share out what has passed since `start` over the tables."""
        clock, worked = now()
        whole, whole_worked = self.of()
        for table in self.clock:
            self.clock[table] *= 1 + (clock - start[0]) / whole
            self.worked[table] *= 1 + (worked - start[1]) / whole_worked


def now() -> tuple[float, float]:
    """The time by the clock and of this thread's processor, in milliseconds."""
    return time.perf_counter() * 1000, time.thread_time() * 1000


@contextmanager
def raw(file: Path) -> Iterator[sqlite3.Connection]:
    """A bare connection, as durable as the store's own."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        yield connection


def raw_times(before: Path, after: Path) -> Bare:
    """Insert into `before` what `after` has more."""
    bare = Bare()
    with raw(before) as target, closing(sqlite3.connect(after)) as source:
        known = {row[0] for row in target.execute(f"SELECT n FROM {_SEARCHED}")}
        target.execute("BEGIN IMMEDIATE")
        for name in _tables(source):
            for rows in _more(source, target, name):
                marks = ",".join("?" * len(rows[0]))
                start = now()
                target.executemany(f"INSERT OR REPLACE INTO {name} VALUES ({marks})", rows)
                bare.note(name, start)
                bare.rows += len(rows)
        _index(source, target, bare, known)
        start = now()
        target.execute("COMMIT")
        bare.share(start)
    return bare


def _more(
    source: sqlite3.Connection, target: sqlite3.Connection, name: str
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table that the other store does not have yet, in the order in which they came."""
    here = set(target.execute(f"SELECT * FROM {name}"))
    found = source.execute(f"SELECT * FROM {name} ORDER BY rowid")
    while piece := found.fetchmany(_PIECE):
        if rows := [row for row in piece if row not in here]:
            yield rows


def _index(source: sqlite3.Connection, target: sqlite3.Connection, bare: Bare, known: set[int]) -> None:
    """The search index: it keeps no text of its own, so its rows are those of the register."""
    found = source.execute(f"SELECT n, search_text FROM {_SEARCHED} ORDER BY n")
    rows = [row for row in found if row[0] not in known]
    start = now()
    target.executemany(f"INSERT INTO {_SEARCH} (rowid, search_text) VALUES (?, ?)", rows)
    bare.note(_SEARCH, start)


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'table'").fetchall()
    virtual = [name for name, sql in found if "VIRTUAL" in sql.upper()]
    return [
        name
        for name, _sql in found
        if not name.startswith("sqlite_") and not any(name.startswith(one) for one in virtual)
    ]
