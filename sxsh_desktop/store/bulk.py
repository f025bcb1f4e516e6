"""Many rows at once, by the database driver's own executemany.

SQLAlchemy handles every value of every row by itself; with thousands of rows that costs more than the database's
own work (measured: three times as much). It still writes the statement, so that every database gets its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert

_KNOWN: dict[tuple[str, tuple[str, ...], str], tuple[str, bool]] = {}


def insert_rows(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Put rows into a table; each holds the cells of the columns `names`, which stand in the table's order.

    Only for cells that every driver takes as they are: text, whole numbers, bytes, yes or no.
    """
    if not rows:
        return
    text, by_place = _statement(connection, table, names)
    if by_place:
        connection.exec_driver_sql(text, list(rows))
    else:
        connection.exec_driver_sql(text, [dict(zip(names, row, strict=True)) for row in rows])


def _statement(connection: Connection, table: Table, names: tuple[str, ...]) -> tuple[str, bool]:
    """The INSERT in the database's own words, and whether its values are told by place (or by name)."""
    key = (table.name, names, connection.dialect.name)
    found = _KNOWN.get(key)
    if found is None:
        compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(names))
        if [name for name in table.columns.keys() if name in names] != list(names):  # noqa: SIM118
            raise ValueError(f"columns of {table.name} out of order: {names}")
        found = _KNOWN[key] = (str(compiled), bool(compiled.positional))
    return found
