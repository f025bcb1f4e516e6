"""A store as one SQLite file, whatever database it is kept in; and a sign that tells whether it has changed."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from contextlib import closing, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Integer, Table, cast, func, select

from sxsh_desktop.base.clock import Clock
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.store import copying, merging, schema
from sxsh_desktop.store.database import DATABASE_FILE, Store, open_store
from sxsh_desktop.store.failures import os_failure

# Rows of these are added and never changed: their number tells whether there are new ones.
_GROWING: tuple[Table, ...] = (
    schema.revisions, schema.entries, schema.attachments, schema.bundles_in, schema.bundles_out, schema.shelf,
    schema.import_hidden, schema.form_definitions, schema.reference_tables,
)  # fmt: skip


def take_copy(
    store: Store,
    target: Path,
    clock: Clock,
    progress: Progress | None = None,
    there: Connection | None = None,
) -> None:
    """Copy everything that is kept (not photos) into the SQLite file `target`, whole or not at all, and check it.

    Of a store on a server: the union of an empty store with it; derived tables are left empty then, and whoever
    opens the copy computes them; `there`: the state to be copied, where somebody reads it already.
    Raises what `copying.copy_database` and `open_store` raise.
    """
    if not store.on_server:
        copying.copy_database(store.file, target, progress)
        return
    scratch = target.with_name(f"{target.stem}-{uuid.uuid4().hex[:8]}")
    try:
        reading = store.read() if there is None else nullcontext(there)
        with closing(open_store(scratch, clock)) as empty, reading as rows, empty.write() as here:
            merging.merge_store(here, rows)
        copying.copy_database(scratch / DATABASE_FILE, target, progress)
    except OSError as error:
        raise os_failure(error, str(target.parent)) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def sign_of_content(connection: Connection) -> str:
    """A short text that differs whenever a person has changed something that a backup keeps."""
    drafts = schema.drafts.c
    deleted = func.sum(cast(drafts.deleted_at != "", Integer))
    told: list[object] = list(
        connection.execute(
            select(func.count(), func.sum(drafts.last_seq), func.max(drafts.changed_at), deleted).select_from(
                schema.drafts
            )
        ).one()
    )
    told += [connection.execute(select(func.count()).select_from(table)).scalar() for table in _GROWING]
    for column in (schema.shelf.c.tried_at, schema.bundles_in.c.undone_at):
        told.append(connection.execute(select(func.max(column))).scalar())
    return hashlib.sha256(repr([str(one) for one in told]).encode()).hexdigest()[:32]
