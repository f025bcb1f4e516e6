"""One store opened: a folder with the database, the attachments and the backups.

Several windows and programs may open one store at the same time: readers never wait, writers take turns.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, RootTransaction, event, insert, inspect
from sqlalchemy.exc import DBAPIError

from sxsh_desktop.base.clock import Clock, system_clock
from sxsh_desktop.store import dialects, schema, schema_derived, sqlite_search
from sxsh_desktop.store.errors import NotAStoreError, StoreNewerError
from sxsh_desktop.store.failures import os_failure, told
from sxsh_desktop.store.search import SearchCache

DATABASE_FILE = "store.sqlite"
_SQLITE_HEAD = b"SQLite format 3\x00"
_MODE_AT, _WAL_MODE = 18, b"\x02"


# Asked at the head of every write: plain SQL that every database takes, with nothing left to compile.
_VERSION = "SELECT value FROM meta WHERE name = 'schema_version'"
_CHANGES_NOTHING = "DELETE FROM meta WHERE name = ''"


class Store:
    """An open store. Connections come from `read` and `write` only; close it when done.

    Attributes: folder (everything of the store is below it), place (how messages name it),
    search_cache (what the search over the register keeps between key strokes).
    """

    def __init__(self, folder: Path, engine: Engine, place: str, files: Path | None = None) -> None:
        self.folder = folder
        self._files = files or folder / "attachments"
        self.place = place
        self.search_cache = SearchCache()
        self._engine = engine

    @property
    def file(self) -> Path:
        """The embedded database; not there when the store's tables are on a server."""
        return self.folder / DATABASE_FILE

    @property
    def attachments(self) -> Path:
        """Photos and scans, each under its own SHA-256."""
        return self._files

    @property
    def on_server(self) -> bool:
        """Whether the tables are on a server, and not in `file`."""
        return self._engine.dialect.name != "sqlite"

    @property
    def backups(self) -> Path:
        """The rolling backups and the copies made before a change of format."""
        return self.folder / "backups"

    @property
    def shelf(self) -> Path:
        """Files that were refused and wait for a person."""
        return self.folder / "shelf"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one unchanging state of the store; what it writes is thrown away."""
        with told(self.place), self._engine.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection whose changes are all durable when the block ends, or not there at all.

        Only one writer at a time, over all windows and programs. Raises StoreBusyError when another one does
        not finish, StoreNewerError when a newer program has changed the format meanwhile, DiskFullError,
        StoreReadOnlyError, StoreDamagedError.
        """
        with told(self.place), self._writer() as connection:
            found = stored_version(connection)
            if found != schema.SCHEMA_VERSION:
                raise StoreNewerError(folder=self.place, found=found, known=schema.SCHEMA_VERSION)
            yield connection

    @contextmanager
    def _writer(self) -> Iterator[Connection]:
        """A connection within a writing transaction. One that was made while the disk failed is given up."""
        connection = self._engine.connect()
        try:
            try:
                transaction = _begun(connection)
            except DBAPIError as error:
                if not dialects.is_read_only(error):
                    raise
                connection.invalidate()
                connection.close()
                connection = self._engine.connect()
                transaction = _begun(connection)
            with transaction:
                yield connection
        finally:
            connection.close()

    def close(self) -> None:
        """Let go of the files; the folder can be copied afterwards."""
        self._engine.dispose()


def _begun(connection: Connection) -> RootTransaction:
    """A writing transaction; that it may write is tried, because SQLite would say so only at the first change."""
    transaction = dialects.for_writing(connection).begin()
    connection.exec_driver_sql(_CHANGES_NOTHING)
    return transaction


def open_store(
    folder: Path,
    clock: Clock = system_clock,
    *,
    address: str = "",
    files: Path | None = None,
    wait: float = dialects.WAIT_SECONDS,
) -> Store:
    """Open the store in `folder`, made when there is none, brought to the present format when it is older.

    `address` is the URL of a PostgreSQL database that holds the tables instead of the embedded file; `files`:
    where photos are instead of the folder, for those who share that database; `wait`: the seconds that a writer
    waits for its turn. Raises DriverMissingError, StoreNewerError, NotAStoreError, StoreDamagedError,
    StoreBusyError, StoreReadOnlyError, DiskFullError, StoreUnreachableError, MigrationFailedError,
    DatabaseTooOldError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (files or folder / "attachments").mkdir(parents=True, exist_ok=True)
        if not address:
            _check_head(folder / DATABASE_FILE)
    except OSError as error:
        raise os_failure(error, str(folder)) from error
    if address:
        engine = dialects.postgres_engine(address, wait=wait)
        place = engine.url.render_as_string(hide_password=True)
    else:
        engine = dialects.sqlite_engine(folder / DATABASE_FILE, wait=wait)
        event.listen(engine, "connect", lambda connection, _record: sqlite_search.prepare(connection))
        place = str(folder)
    store = Store(folder, engine, place, files)
    try:
        with told(place):
            _bring_to_format(store, engine, clock)
    except BaseException:
        store.close()
        raise
    return store


def _check_head(file: Path) -> None:
    """Refuse a file that is not SQLite's before anything is written beside it."""
    if not file.exists():
        return
    with file.open("rb") as stream:
        head = stream.read(len(_SQLITE_HEAD))
    if head and head != _SQLITE_HEAD:
        raise NotAStoreError(file=str(file))
    if head and _is_others(file):
        raise NotAStoreError(file=str(file))


def _is_others(file: Path) -> bool:
    """Whether it is another program's database; connecting as we do would change its mode of writing."""
    with file.open("rb") as stream:
        stream.seek(_MODE_AT)
        if stream.read(1) == _WAL_MODE:
            return False
    with (
        told(str(file)),
        closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return bool(names) and schema.meta.name not in names


def stored_version(connection: Connection) -> int:
    """The format that a store says it has. Raises NotAStoreError when it says none."""
    said = connection.exec_driver_sql(_VERSION).scalar()
    if said is None or not said.isdecimal():
        raise NotAStoreError(file=str(connection.engine.url.database or DATABASE_FILE))
    return int(said)


def format_of(connection: Connection) -> int:
    """The format of whatever database this is; 0 for an empty one. Raises NotAStoreError for others' tables."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return 0
    if schema.meta.name not in tables:
        raise NotAStoreError(file=str(connection.engine.url.database or DATABASE_FILE))
    return stored_version(connection)


def _bring_to_format(store: Store, engine: Engine, clock: Clock) -> None:
    with engine.connect() as connection:
        found = format_of(connection)
    if found > schema.SCHEMA_VERSION:
        raise StoreNewerError(folder=store.place, found=found, known=schema.SCHEMA_VERSION)
    if found == 0:
        _make_tables(engine)
    elif found < schema.SCHEMA_VERSION:
        from sxsh_desktop.store import migrating  # Alembic takes 0.7 s to import: only when needed

        migrating.migrate(engine, store.file, store.backups, clock)


def _make_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        dialects.for_writing(connection)
        with connection.begin():
            if format_of(connection) != 0:  # another window was quicker
                return
            schema_derived.ALL_TABLES.create_all(connection)
            sqlite_search.create(connection)
            connection.execute(
                insert(schema.meta).values(name="schema_version", value=str(schema.SCHEMA_VERSION))
            )
