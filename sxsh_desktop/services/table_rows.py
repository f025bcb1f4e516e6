"""The rows of a reference table, for the catalogue on screen."""

from __future__ import annotations

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import reference as stored


def table_rows(desk: Desk, name: str, version: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Column names, and the rows as texts in that order; both empty when this version is not here."""
    with desk.read() as connection:
        info = stored.info(connection, name, version)
        found = stored.rows(connection, name, version)
    if info is None:
        return (), ()
    return info.columns, tuple(tuple(row.get(column, "") for column in info.columns) for row in found)
