"""Moves a desk's tables from its folder to a PostgreSQL server, or back: a union, so nothing can be lost.

The last step changes where the desk looks from then on; a kill before it leaves everything as it was, and the move can
be done again. Photos stay where they are. What is left behind is kept: on the server as it was, in the folder
under another name.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sxsh_desktop.base.clock import Clock, system_clock
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ledger.hashes import NOT_HASHED_KINDS, ledger_hash
from sxsh_desktop.services.backup_rolling import unused_name
from sxsh_desktop.services.database_place import DatabasePlace, read_place, write_place
from sxsh_desktop.services.desk import Desk, open_desk, open_desk_at
from sxsh_desktop.services.rebuild import rebuild
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import merging
from sxsh_desktop.store.database import DATABASE_FILE
from sxsh_desktop.store.failures import os_failure

_BESIDE = ("-wal", "-shm")


class AlreadyThereError(UserError):
    """Facts: place."""

    code = "DESK-21"
    said = _("The store is there already: {place}.")
    todo = _("Nothing was changed.")


class NotAllMovedError(UserError):
    """Facts: place."""

    code = "DESK-22"
    said = _("Not everything arrived in {place}: the same numbers stand there with other contents.")
    todo = _("The store works on where it was. Ask the department to look at that database.")


@dataclass(frozen=True, slots=True)
class Moved:
    """place: where the tables are now, as it is shown; revisions, entries, drafts: how many were new there;
    ledger_hash: of everything there now; kept: the file that was left behind, or None."""

    place: str
    revisions: int
    entries: int
    drafts: int
    ledger_hash: str
    kept: Path | None


def move_store(
    folder: Path, to: DatabasePlace, progress: Progress | None = None, clock: Clock = system_clock
) -> Moved:
    """Bring everything to `to` (without an address: the file in the folder) and work there from now on.

    Nobody else may have the store open. Raises AlreadyThereError, NotAllMovedError, and what opening raises.
    """
    told = progress or silent()
    here = read_place(folder)
    if to.address:
        to = DatabasePlace(to.address, to.files or here.files)
    if here.shown == to.shown:
        raise AlreadyThereError(place=to.shown or str(folder / DATABASE_FILE))
    if not to.address:
        _set_aside(folder, clock)  # what an earlier move left: older than what comes
    with closing(open_desk(folder, clock)) as source, closing(open_desk_at(folder, to, clock)) as target:
        told.step(1, 10, words(_("Moving the records")))
        with source.read() as there, target.write() as connection:
            merged = merging.merge_store(connection, there, newer_drafts=True)
        target.forms.refresh()
        rebuild(target, told.part(3, 9, 10))
        _check(source, target, to.shown or str(folder))
        with target.read() as connection:
            now = ledger_hash(ledger_store.content_hashes(connection, NOT_HASHED_KINDS))
    write_place(folder, to)
    kept = _set_aside(folder, clock) if to.address else None
    told.step(10, 10, words(_("Moving the records")))
    return Moved(
        to.shown or str(folder / DATABASE_FILE), merged.revisions, merged.entries, merged.drafts, now, kept
    )


def _check(source: Desk, target: Desk, place: str) -> None:
    with source.read() as there, target.read() as here:
        if not set(ledger_store.content_hashes(there)) <= set(ledger_store.content_hashes(here)):
            raise NotAllMovedError(place=place)


def _set_aside(folder: Path, clock: Clock) -> Path | None:
    """Give the file in the folder another name among the backups; it is whole, and `sxsh restore` takes it."""
    file = folder / DATABASE_FILE
    if not file.exists():
        return None
    backups = folder / "backups"
    try:
        backups.mkdir(exist_ok=True)
        kept = backups / f"{unused_name(backups, clock().strftime('before-move-%Y%m%d-%H%M%S'))}.sqlite"
        for ending in _BESIDE:  # closed for good, nothing is left in them
            (folder / f"{DATABASE_FILE}{ending}").unlink(missing_ok=True)
        file.rename(kept)
    except OSError as error:
        raise os_failure(error, str(folder)) from error
    return kept
