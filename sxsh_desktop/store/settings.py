"""Small things that this device remembers: widths of columns, the last folder, when the last backup was."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from sxsh_desktop.store.schema import settings


def get(connection: Connection, name: str, default: str = "") -> str:
    """The value of a setting."""
    found = connection.execute(select(settings.c.value).where(settings.c.name == name)).scalar()
    return default if found is None else str(found)


def put(connection: Connection, name: str, value: str) -> None:
    """Set a setting; "" forgets it."""
    connection.execute(delete(settings).where(settings.c.name == name))
    if value:
        connection.execute(insert(settings).values(name=name, value=value))


def every(connection: Connection, prefix: str = "") -> dict[str, str]:
    """All settings whose name starts with `prefix`."""
    chosen = select(settings).where(settings.c.name.startswith(prefix, autoescape=True))
    return {row.name: row.value for row in connection.execute(chosen.order_by(settings.c.name))}


def next_number(connection: Connection, name: str) -> int:
    """Count up: 1, 2, 3, ...; ask within the transaction that uses the number."""
    number = int(get(connection, name, "0")) + 1
    put(connection, name, str(number))
    return number
