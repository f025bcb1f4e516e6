"""Looks into backups, sealed or not, for the tests of backup, of faults and of kills."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sxsh_desktop.services.backup import Backup
from sxsh_desktop.services.backup_sealed import is_sealed_backup, open_sealed, unseal_file
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import copying


def revisions_in(one: Backup, desk: Desk) -> int:
    """How many revisions a whole backup holds; raises when it is not whole or cannot be opened."""
    with tempfile.TemporaryDirectory() as name:
        file = one.file
        if is_sealed_backup(file):
            file = open_sealed(file, Path(name) / "opened", (desk.keys.sealing,))
        copying.check_database(file)
        with closing(sqlite3.connect(file)) as connection:
            return int(connection.execute("SELECT count(*) FROM revisions").fetchone()[0])


def photos_in(place: Path, desk: Desk) -> int:
    """How many sealed photos lie in a second place; raises when one cannot be opened."""
    sealed = list(place.glob("sxsh-*/files/*.age"))
    with tempfile.TemporaryDirectory() as name:
        for file in sealed:
            assert unseal_file(file, Path(name) / file.stem, (desk.keys.sealing,)), file
    return len(sealed)
