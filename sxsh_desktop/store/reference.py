"""Reference tables: places, industries, units, factors, ...; every version is kept with its source and date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from sxsh_desktop.store.schema import reference_rows, reference_tables


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One version of a table: since when it holds (ISO date or ""), where it is from, its columns, its hash."""

    name: str
    version: str
    valid_from: str
    source: str
    columns: tuple[str, ...]
    sha256: str
    loaded_at: str


def content_hash(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """SHA-256 of a table's content: equal content has equal hashes wherever it came from."""
    text = json.dumps([list(columns), [list(row) for row in rows]], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def put(
    connection: Connection,
    *,
    name: str,
    version: str,
    valid_from: str,
    source: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    at: str,
) -> bool:
    """Keep a version of a table; False when it is here already.

    Raises ValueError when the version is here with other rows: a version never changes once it is out.
    """
    digest = content_hash(columns, rows)
    there = info(connection, name, version)
    if there is not None:
        if there.sha256 != digest:
            raise ValueError(f"table {name}, version {version}, is here with other rows")
        return False
    connection.execute(
        insert(reference_tables).values(
            name=name,
            version=version,
            valid_from=valid_from,
            source=source,
            columns=json.dumps(list(columns), ensure_ascii=False),
            sha256=digest,
            loaded_at=at,
        )
    )
    cells = [
        {
            "name": name,
            "version": version,
            "row_no": number,
            "cells": json.dumps(list(row), ensure_ascii=False),
        }
        for number, row in enumerate(rows, 1)
    ]
    if cells:
        connection.execute(insert(reference_rows), cells)
    return True


def remove(connection: Connection, name: str, version: str) -> None:
    """Forget a version of a table: its import was taken back."""
    for table in (reference_rows, reference_tables):
        connection.execute(delete(table).where(table.c.name == name, table.c.version == version))


def tables(connection: Connection) -> list[TableInfo]:
    """Every version of every table, by name, then by the date from which it holds, then by version."""
    columns = reference_tables.c
    chosen = select(reference_tables).order_by(columns.name, columns.valid_from, columns.version)
    return [
        TableInfo(
            row.name,
            row.version,
            row.valid_from,
            row.source,
            tuple(json.loads(row.columns)),
            row.sha256,
            row.loaded_at,
        )
        for row in connection.execute(chosen)
    ]


def info(connection: Connection, name: str, version: str = "") -> TableInfo | None:
    """That version of a table, or the newest; None when there is none."""
    found = [one for one in tables(connection) if one.name == name and version in ("", one.version)]
    return max(found, key=lambda one: (one.valid_from, one.version)) if found else None


def rows(connection: Connection, name: str, version: str = "") -> list[dict[str, str]]:
    """The rows of that version (or the newest) as column -> text; empty when the table is not here."""
    which = info(connection, name, version)
    if which is None:
        return []
    chosen = (
        select(reference_rows.c.cells)
        .where(reference_rows.c.name == name, reference_rows.c.version == which.version)
        .order_by(reference_rows.c.row_no)
    )
    return [
        dict(zip(which.columns, json.loads(cells), strict=True))
        for cells in connection.execute(chosen).scalars()
    ]
