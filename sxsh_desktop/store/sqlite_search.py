"""The only SQLite-only SQL: the FTS5 index over folded text of facilities.

A database without FTS5 (another one, or an SQLite built without it) is searched with LIKE over the same folded
text: slower, same result.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from sxsh_desktop.store.dialects import is_sqlite

TABLE = "facility_search"


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


def numbers_clause(words: Sequence[str]) -> tuple[str, dict[str, str]]:
    """SQL for the numbers of the facilities that hold a word starting with each of `words`, and its values."""
    wanted = " ".join('"' + word.replace('"', '""') + '"*' for word in words)
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH :fts_words", {"fts_words": wanted}


def numbers(connection: Connection, words: Sequence[str]) -> list[int]:
    """The facilities that hold, for each of `words`, a word that starts with it; unordered."""
    clause, values = numbers_clause(words)
    return list(connection.execute(text(clause), values).scalars())
