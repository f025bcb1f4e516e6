"""The database's own complaints, told as failures that a person can do something about."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, TimeoutError

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import free_bytes
from sxsh_desktop.base.reasons import Reason, reason_of
from sxsh_desktop.store.errors import (
    DiskFullError,
    NotAStoreError,
    StoreBusyError,
    StoreDamagedError,
    StoreReadOnlyError,
    StoreUnreachableError,
)

_LITTLE_ROOM = 1 << 16
_UNCLEAR = (10, 14)  # SQLITE_IOERR, SQLITE_CANTOPEN
_PRIMARY = 0xFF  # SQLite's extended codes carry the primary code in their lowest byte
_SQLITE: dict[int, str] = {
    5: "busy",
    6: "busy",
    8: "read_only",
    10: "damaged",  # SQLITE_IOERR: a full disk is told apart by looking at the disk
    11: "damaged",
    13: "full",
    14: "unreachable",
    26: "not_a_store",
}
_POSTGRES = {
    "53100": "full",
    "25006": "read_only",
    "55P03": "busy",
    "40P01": "busy",
    "40001": "busy",
    "42501": "read_only",
}


def _sort_of(error: BaseException) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(int(code) & _PRIMARY, "")
    if isinstance(error, sqlite3.DatabaseError) and "not a database" in str(error):
        return "not_a_store"
    state = str(getattr(error, "sqlstate", None) or "")
    if state in _POSTGRES:
        return _POSTGRES[state]
    connection_lost = (
        state.startswith(("08", "57P", "28", "3D")) or type(error).__name__ == "OperationalError"
    )
    return "unreachable" if connection_lost and not isinstance(error, sqlite3.Error) else ""


def _seen_on_disk(sort: str, place: str) -> str:
    """A full or write-protected disk where the database's own word for it would mislead: it says that it
    cannot write or open the small file beside it (-shm), which each reader needs too."""
    folder = Path(place)
    if not folder.is_dir():
        return sort
    if not os.access(folder, os.W_OK):
        return "read_only"
    return "full" if free_bytes(folder) < _LITTLE_ROOM else sort


def as_user_error(error: BaseException, place: str) -> UserError | None:
    """The failure to show for what the database or the disk said; None for what is a fault of the program."""
    if isinstance(error, TimeoutError):
        return StoreBusyError(folder=place)
    if isinstance(error, OSError):
        return os_failure(error, place)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if cause is None:
        return None
    sort = _sort_of(cause)
    if int(getattr(cause, "sqlite_errorcode", None) or 0) & _PRIMARY in _UNCLEAR:
        sort = _seen_on_disk(sort, place)
    what = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
    made: dict[str, UserError] = {
        "busy": StoreBusyError(folder=place),
        "read_only": StoreReadOnlyError(folder=place),
        "damaged": StoreDamagedError(file=place, what=Reason(what)),
        "full": DiskFullError(folder=place),
        "unreachable": StoreUnreachableError(place=place, what=what),
        "not_a_store": NotAStoreError(file=place),
    }
    return made.get(sort)


def os_failure(error: OSError, place: str) -> UserError:
    """The failure to show when the disk refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFullError(folder=place)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreReadOnlyError(folder=place)
    return StoreUnreachableError(place=place, what=reason_of(error))


@contextmanager
def told(place: str) -> Iterator[None]:
    """Within it the database's complaints come out as UserErrors; whatever is a bug stays what it was."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, TimeoutError) as error:
        failure = as_user_error(error, place)
        if failure is None:
            raise
        raise failure from error
