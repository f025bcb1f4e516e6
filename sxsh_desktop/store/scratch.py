"""Folders for what is half made. A killed program leaves them behind; the next one clears them away.

Whether anybody still works in such a folder is told by a lock beside it ("<name>.lock"), which the system lets go of
when the program ends, however it ends. It is SQLite's own lock on a file, the same on every system.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from sxsh_desktop.store.errors import StoreBusyError
from sxsh_desktop.store.failures import told

KINDS = ("restoring", "opening", "making")
_NAME = re.compile(rf"(?:{'|'.join(KINDS)})-[0-9a-f]{{8}}\Z")
_LOCK = ".lock"
_OLD = timedelta(days=1)
_WAIT_SECONDS = 10.0
_PRIMARY = 0xFF  # of an extended result code of SQLite


@contextmanager
def below(folder: Path, kind: str) -> Iterator[Path]:
    """A new folder below `folder` for something half made; gone afterwards. `kind`: one of KINDS.

    Raises OSError, and for what the lock's file meets DiskFullError, StoreReadOnlyError, StoreUnreachableError.
    """
    place = folder / f"{kind}-{uuid.uuid4().hex[:8]}"
    lock = place.with_name(place.name + _LOCK)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with closing(_held(lock, str(folder))):
            try:
                place.mkdir()
                yield place
            finally:
                shutil.rmtree(place, ignore_errors=True)
    finally:
        _unlink(lock)


def clear_left(folder: Path, now: datetime) -> None:
    """Remove what killed programs left below `folder`; what anybody works on stays.

    Folders without a lock (an older version made them) and locks without a folder go when they are a day old.
    """
    for place in _found(folder):
        lock = place.with_name(place.name + _LOCK)
        if lock.is_file():
            with suppress(OSError, sqlite3.Error), closing(_opened(lock, 0)) as held:
                if not _is_taken(held):
                    continue
                if place.is_dir():
                    shutil.rmtree(place, ignore_errors=True)
                elif not _is_old(lock, now):
                    continue
            _unlink(lock)
        elif _is_old(place, now):
            shutil.rmtree(place, ignore_errors=True)


def _found(folder: Path) -> list[Path]:
    """The folders of our names, and those whose lock alone is there."""
    names = {one.name.removesuffix(_LOCK) for kind in KINDS for one in folder.glob(f"{kind}-*")}
    return [folder / name for name in sorted(names) if _NAME.match(name)]


def _held(lock: Path, folder: str) -> sqlite3.Connection:
    with told(folder):
        opened = _opened(lock, _WAIT_SECONDS)
        if not _is_taken(opened):
            opened.close()
            raise StoreBusyError(folder=folder)
        return opened


def _opened(lock: Path, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(lock, timeout=wait, isolation_level=None)


def _is_taken(lock: sqlite3.Connection) -> bool:
    """Take the lock; False when another program has it."""
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


def _is_old(place: Path, now: datetime) -> bool:
    try:
        return now.timestamp() - place.stat().st_mtime > _OLD.total_seconds()
    except OSError:
        return False


def _unlink(lock: Path) -> None:
    with suppress(OSError):
        lock.unlink(missing_ok=True)
