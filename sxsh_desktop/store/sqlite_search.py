"""The only SQLite-only SQL: the FTS5 index over folded text of facilities.

A database without FTS5 (another one, or an SQLite built without it) is searched with LIKE over the same folded
text: slower, same result.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from sxsh_desktop.store.dialects import is_sqlite

TABLE = "facility_search"
_FIRST_SIGN = 0x10000  # above the code points that are no characters
_MOST_SIGNS = 0x10FFFF - _FIRST_SIGN


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


def marks(connection: Connection, word: str, size: int) -> bytes:
    """One byte for each number below `size`: 1 for the facilities that hold a word starting with `word`.

    They come from the database as one text with a sign for each number: rows one by one cost ten times as
    much (measured with 100,000 rows). Numbers that have no sign come as digits.
    """
    wanted = '"' + word.replace('"', '""') + '"*'
    asked = f"FROM {TABLE} WHERE {TABLE} MATCH ?"
    if size > _MOST_SIGNS:
        listed = connection.exec_driver_sql(f"SELECT group_concat(rowid, ' ') {asked}", (wanted,)).scalar()
        found = bytearray(size)
        for number in (listed or "").split():
            found[int(number)] = 1
        return bytes(found)
    signs = connection.exec_driver_sql(
        f"SELECT group_concat(char(rowid + {_FIRST_SIGN}), '') {asked}", (wanted,)
    ).scalar()
    codes = array("I", (signs or "").encode(f"utf-32-{'le' if sys.byteorder == 'little' else 'be'}"))
    found = bytearray(_FIRST_SIGN + size)
    for code in codes:
        found[code] = 1
    return bytes(found[_FIRST_SIGN:])
