"""Brings an older store to the present format: numbered steps, in one transaction, after a copy was made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, delete, insert
from sqlalchemy.exc import SQLAlchemyError

from sxsh_desktop.base.clock import Clock
from sxsh_desktop.store import copying, dialects, schema
from sxsh_desktop.store.database import format_of
from sxsh_desktop.store.errors import MigrationFailedError
from sxsh_desktop.store.failures import as_user_error
from sxsh_desktop.store.migrations import STEPS, Step


def migrate(
    engine: Engine, file: Path, backups: Path, clock: Clock, steps: Sequence[Step] = STEPS
) -> Path | None:
    """Take every step that the store has not taken yet; all of them or none.

    Returns the copy made before (None when there was nothing to do or the database is on a server, which has
    its own backups). Derived tables are whatever the steps leave: the desk compares and rebuilds them.
    Raises MigrationFailedError (nothing was changed), and what the database may raise.
    """
    with engine.connect() as connection:
        found = format_of(connection)
    due = [step for step in steps if found < step.VERSION]
    if not due:
        return None
    copy: Path | None = None
    if engine.dialect.name == "sqlite" and found:
        stamp = clock().strftime("%Y%m%d-%H%M%S")
        copy = backups / f"before-format-{due[-1].VERSION}-{stamp}.sqlite"
        copying.copy_database(file, copy)
    with engine.connect() as connection:
        dialects.foreign_keys(connection, on=False)  # tables are made anew and renamed
        try:
            _take(connection, due, copy)
        finally:
            dialects.foreign_keys(connection, on=True)
    return copy


def _take(connection: Connection, due: Sequence[Step], copy: Path | None) -> None:
    dialects.for_writing(connection)
    with connection.begin():
        found = format_of(connection)  # another window may have been quicker
        operations = Operations(MigrationContext.configure(connection))
        for step in due:
            if found >= step.VERSION:
                continue
            try:
                step.upgrade(operations)
            except (SQLAlchemyError, ValueError) as error:
                failure = as_user_error(error, str(copy or ""))
                raise failure or _failed(connection, step, copy, error) from error
        last = max(found, due[-1].VERSION)
        connection.execute(delete(schema.meta).where(schema.meta.c.name == "schema_version"))
        connection.execute(insert(schema.meta).values(name="schema_version", value=str(last)))
        broken = dialects.broken_references(connection)
        if broken:
            raise _failed(connection, due[-1], copy, ValueError(f"references to nothing in {broken}"))


def _failed(connection: Connection, step: Step, copy: Path | None, error: Exception) -> MigrationFailedError:
    place = connection.engine.url.render_as_string(hide_password=True)
    what = str(error).splitlines()[0]
    return MigrationFailedError(folder=place, version=step.VERSION, backup=str(copy or "–"), what=what)
