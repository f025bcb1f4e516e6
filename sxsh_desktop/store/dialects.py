"""How each database is connected to and how a transaction begins; nothing else here knows which one it is."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from sxsh_desktop.store.errors import DatabaseTooOldError, DriverMissingError

OLDEST_SQLITE = (3, 35, 0)
WAIT_SECONDS = 10.0
_WRITES = "sxsh_writes"
_READ_ONLY = 8  # SQLITE_READONLY, in the lowest byte of its extended codes
_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_POSTGRES_LOCK = 0x53585348  # "SXSH": one writer at a time, as SQLite has it


def sqlite_engine(file: Path, *, wait: float = WAIT_SECONDS) -> Engine:
    """An engine on a database file: WAL, synchronous=FULL, foreign keys, explicit BEGIN.

    Raises DatabaseTooOldError; connecting itself happens at the first use.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseTooOldError(found=sqlite3.sqlite_version, needed=".".join(map(str, OLDEST_SQLITE)))
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(file)),
        creator=lambda: _connect(file, wait),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=16,
    )
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _connect(file: Path, wait: float) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=wait, isolation_level=None, check_same_thread=False)
    try:
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -16000")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def postgres_engine(address: str, *, wait: float = WAIT_SECONDS) -> Engine:
    """An engine on a PostgreSQL server; `address` is an SQLAlchemy URL (postgresql+psycopg://...).

    Nobody waits for ever: `wait` seconds for another writer, and for a server that no longer answers about half
    a minute. Raises DriverMissingError.
    """
    try:
        engine = create_engine(
            address, pool_pre_ping=True, pool_size=8, max_overflow=16, connect_args=dict(_PATIENCE)
        )
    except ModuleNotFoundError as error:
        raise DriverMissingError from error
    event.listen(engine, "begin", lambda connection: _begin_postgres(connection, wait))
    return engine


def _begin_postgres(connection: Connection, wait: float) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    if options.get(_WRITES, False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(int(wait * 1000), 1)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_POSTGRES_LOCK})")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    else:  # one unchanging state, as SQLite's readers see it; whoever reads rolls back
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def is_read_only(error: DBAPIError) -> bool:
    """Whether SQLite says that its connection can only read: so it opens a file while the disk does not answer."""
    return int(getattr(error.orig, "sqlite_errorcode", None) or 0) & 0xFF == _READ_ONLY


def for_writing(connection: Connection) -> Connection:
    """Let the next transaction of `connection` take the writer's place at once, not at its first change."""
    return connection.execution_options(**{_WRITES: True})


def is_sqlite(connection: Connection) -> bool:
    """Whether the store is the embedded file."""
    return connection.dialect.name == "sqlite"


def foreign_keys(connection: Connection, *, on: bool) -> None:
    """Check references between tables, or not: outside a transaction, on this connection. SQLite only."""
    if is_sqlite(connection):
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def broken_references(connection: Connection) -> str:
    """The tables with rows that refer to nothing, parted by commas; "" when all is well."""
    if not is_sqlite(connection):
        return ""
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return ", ".join(sorted({str(row[0]) for row in found}))


def integrity(connection: Connection) -> list[str]:
    """What the database itself finds wrong with its file; empty when all is well."""
    if not is_sqlite(connection):
        return []
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(10)")]
    return [line for line in found if line != "ok"]
