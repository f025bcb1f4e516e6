"""A copy of the open database, made while others go on working, and looked at before it counts."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sxsh_desktop.base.files import sync_folder
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.store.errors import BackupBrokenError
from sxsh_desktop.store.failures import as_user_error, os_failure, told

_PAGES = 4096  # a step of the copy: about 16 MB
_DAMAGED = (11, 26)  # SQLITE_CORRUPT, SQLITE_NOTADB
_NO_SUCH_TABLE = 1  # SQLITE_ERROR: the file is read well
_PRIMARY = 0xFF  # SQLite's extended codes carry the primary code in their lowest byte


def copy_database(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy the database `source` as it is at this moment into the file `target`, whole or not at all.

    The copy is one file, read back and checked before it takes its name. Writers are not held up. Raises
    DiskFullError, StoreReadOnlyError, StoreDamagedError (source), BackupBrokenError (the copy), CancelledError.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with told(str(target.parent)):
            _copy(source, part, progress or silent())
        check_database(part)
        with part.open("rb+") as stream:
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise os_failure(error, str(target.parent)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _copy(source: Path, target: Path, progress: Progress) -> None:
    def step(_status: int, remaining: int, total: int) -> None:
        progress.step(total - remaining, total, words(_("Copying the database")))

    with closing(_reader(source)) as taken, closing(sqlite3.connect(target)) as made:
        taken.execute("BEGIN")
        taken.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on one unchanging state
        taken.backup(made, pages=_PAGES, progress=step, sleep=0)
        taken.execute("COMMIT")
        made.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it


def _reader(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


@contextmanager
def looked_into(file: Path) -> Iterator[sqlite3.Connection]:
    """A database file opened for reading only. Raises BackupBrokenError when it is not readable as one."""
    try:
        with closing(_reader(file)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise BackupBrokenError(file=str(file), what=str(error)) from error


def check_database(file: Path) -> int:
    """The format of a database file that is whole. Raises BackupBrokenError for any other file."""
    with looked_into(file) as connection:
        said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
        if said != ["ok"]:
            raise BackupBrokenError(file=str(file), what=said[0].splitlines()[0])
        row = connection.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchone()
    if row is None or not str(row[0]).isdecimal():
        raise BackupBrokenError(file=str(file), what=words(_("it is not a store of SXSH Desktop")))
    return int(row[0])


def is_damaged(file: Path) -> bool:
    """Whether this database file can never be read again as it is.

    One that cannot be read just now (another program holds it, the disk does not answer) is none: StoreBusyError,
    StoreDamagedError and the like are raised then. Nor is one without our tables, as a program leaves it that was
    killed while it made a new store: opening makes them, or says whose file it is.
    """
    try:
        check_database(file)
    except BackupBrokenError as error:
        cause = error.__cause__
        if not isinstance(cause, sqlite3.Error):
            return True
        code = int(getattr(cause, "sqlite_errorcode", None) or 0) & _PRIMARY
        if code in _DAMAGED or not code:
            return True
        if code == _NO_SUCH_TABLE:
            return False
        raise as_user_error(cause, str(file.parent)) or error from cause
    return False
