"""Where a desk's tables are: in its folder, or on a server; `database.json` in the store's folder, read first.

The file may hold a password: only its owner may read it, it goes into no backup, and what is shown is without it.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sxsh_desktop.base import files
from sxsh_desktop.services.profile import ProfileDamagedError
from sxsh_desktop.store import address as addresses
from sxsh_desktop.store.errors import AddressNotUnderstoodError
from sxsh_desktop.store.failures import os_failure

_FILE = "database.json"


@dataclass(frozen=True, slots=True)
class DatabasePlace:
    """address: of a PostgreSQL database, "" for the file in the folder; files: the folder of photos that all who
    work on that database share, "" for the store's own."""

    address: str = ""
    files: str = ""

    @property
    def shown(self) -> str:
        """The address without its password; "" for the file in the folder."""
        return addresses.shown(self.address) if self.address else ""

    @property
    def files_folder(self) -> Path | None:
        """Where photos are, when not in the store's own folder."""
        return Path(self.files) if self.files else None


def read_place(folder: Path) -> DatabasePlace:
    """Where the tables of the store in `folder` are. Raises ProfileDamagedError when that cannot be told."""
    file = folder / _FILE
    try:
        if not file.exists():
            return DatabasePlace()
        found = json.loads(file.read_text("utf-8"))
        return DatabasePlace(addresses.normal(str(found["address"])), str(found.get("files", "")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, AddressNotUnderstoodError) as error:
        raise ProfileDamagedError(file=_FILE) from error


def write_place(folder: Path, place: DatabasePlace) -> None:
    """Keep where the tables are from now on. Raises AddressNotUnderstoodError, DiskFullError, StoreReadOnlyError."""
    file = folder / _FILE
    try:
        if not place.address:
            file.unlink(missing_ok=True)
            return
        kept = asdict(DatabasePlace(addresses.normal(place.address), place.files))
        folder.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f"{_FILE}.part")
        part.touch(mode=0o600)  # before there is anything to read in it
        with contextlib.suppress(OSError):  # a stick's file system has no owners
            part.chmod(0o600)
        files.write_whole(file, json.dumps(kept, ensure_ascii=False, indent=1).encode("utf-8"))
    except OSError as error:
        raise os_failure(error, str(folder)) from error
