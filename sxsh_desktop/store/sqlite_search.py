"""The only SQLite-only SQL: the FTS5 index over folded text of facilities.

A database without FTS5 (another one, or an SQLite built without it) is searched with LIKE over the same folded
text: slower, same result.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from sxsh_desktop.store.dialects import is_sqlite

TABLE = "facility_search"
_WORDS = "facility_words"  # of each connection's own: a view of the words in the index, without rows
_FEW_WORDS = 8
_LISTED = 3  # beginnings up to this length have lists of their own in the index
_BEHIND_ALL = "\U0010ffff"


def prepare(connection: sqlite3.Connection) -> None:
    """Let a new connection look at the words of the index; without FTS5 there are none to look at."""
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute(f"CREATE VIRTUAL TABLE temp.{_WORDS} USING fts5vocab('main', '{TABLE}', 'row')")


def create(connection: Connection) -> bool:
    """Make the index; False where the database has no FTS5."""
    if not is_sqlite(connection):
        return False
    try:
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {TABLE} USING fts5 (search_text, content='', columnsize=0, detail=none,"
            " prefix='1 2 3', tokenize=\"unicode61 remove_diacritics 0\")"
        )
    except OperationalError as error:
        if "fts5" in str(error):
            return False
        raise
    return True


def exists(connection: Connection) -> bool:
    """Whether this store has the index."""
    if not is_sqlite(connection):
        return False
    found = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,))
    return found.first() is not None


def clear(connection: Connection) -> None:
    """Empty the index."""
    connection.exec_driver_sql(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")


def remove(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Take facilities out: (number, the text that they were put in with)."""
    if rows:
        connection.exec_driver_sql(
            f"INSERT INTO {TABLE} ({TABLE}, rowid, search_text) VALUES ('delete', ?, ?)", list(rows)
        )


def add(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Put facilities in: (number, folded text)."""
    if rows:
        connection.exec_driver_sql(f"INSERT INTO {TABLE} (rowid, search_text) VALUES (?, ?)", list(rows))


def stand_for_the_same(connection: Connection, shorter: str, longer: str) -> bool:
    """Whether every word in the index that begins like `shorter` also begins like `longer`; False if unknown."""
    if not longer.isascii():  # the index may spell other letters in its own way
        return False
    before = _terms(connection, shorter, longer, 1)
    behind = _terms(connection, longer + _BEHIND_ALL, shorter + _BEHIND_ALL, 1)
    return before is not None and behind is not None and not before and not behind


def words_from(connection: Connection, beginning: str) -> tuple[str, ...] | None:
    """The words in the index that start so; None when there are many, or when it cannot be told."""
    if not beginning.isascii():
        return None
    found = _terms(connection, beginning, beginning + _BEHIND_ALL, _FEW_WORDS + 1)
    return None if found is None or len(found) > _FEW_WORDS else tuple(found)


def _terms(connection: Connection, first: str, behind: str, most: int) -> Sequence[str] | None:
    """At most so many words from `first` to before `behind`; None where there is no list of words."""
    asked = f"SELECT term FROM temp.{_WORDS} WHERE term >= ? AND term < ? LIMIT {most}"
    try:
        return connection.exec_driver_sql(asked, (first, behind)).scalars().all()
    except OperationalError:
        return None


def marks(connection: Connection, word: str, size: int) -> bytes:
    """One byte for each number below `size`: 1 for the facilities that hold a word starting with `word`.

    The index has lists of its own for short beginnings; of a long one that stands for few words these are asked for
    instead, which is much quicker. The numbers come from the database as one JSON text: rows one by one cost three
    times as much (measured with 100,000 rows).
    """
    words = words_from(connection, word) if len(word) > _LISTED else None
    wanted = " OR ".join(map(_quoted, words)) if words else f"{_quoted(word)}*"
    asked = f"SELECT group_concat(rowid, ',') FROM {TABLE} WHERE {TABLE} MATCH ?"
    listed = connection.exec_driver_sql(asked, (wanted,)).scalar()
    found = bytearray(size)
    for number in json.loads(f"[{listed or ''}]"):
        found[number] = 1
    return bytes(found)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
