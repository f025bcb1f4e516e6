"""Backups, restoring as a union, and computing everything that is computed anew."""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.clock import Clock, system_clock
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import sync_folder, written_whole
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.backup_errors import NoBackupThereError
from sxsh_desktop.services.backup_rolling import (
    FILE_ENDING,
    FILES_FOLDER,
    backup_here,
    bring_to_second_place,
    newest_backup,
    unused_name,
)
from sxsh_desktop.services.backup_sealed import (
    ENDING,
    KEY_FILES,
    is_sealed_backup,
    open_sealed,
    unseal_file,
)
from sxsh_desktop.services.backup_settings import note_failure, recovery_text
from sxsh_desktop.services.database_place import read_place
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.profile import ProfileDamagedError, read_keys
from sxsh_desktop.services.rebuild import compute_anew, rebuild
from sxsh_desktop.services.register import skip_codes
from sxsh_desktop.services.verify import VerifyProblem, VerifyReport, verify
from sxsh_desktop.store import attachments, copying, merging, moving, scratch
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.database import DATABASE_FILE, open_store
from sxsh_desktop.store.failures import os_failure

if TYPE_CHECKING:
    from sxsh_desktop.bundle.seal import SealingKey
    from sxsh_desktop.ledger.keys import PublicKey

__all__ = [
    "Backup",
    "Restored",
    "VerifyProblem",
    "VerifyReport",
    "backup",
    "backups",
    "rebuild",
    "restore",
    "verify",
]

_NAME = "backup-%Y%m%d-%H%M%S"
_BESIDE = ("-wal", "-shm")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup. file: what `restore` takes (the database of it); made_at: ISO; size in bytes;
    with_files: whether photos, profile and keys are in it too (a whole store on another disk); second: its copy
    in the second place, if it was brought there just now."""

    file: Path
    made_at: str
    size: int
    with_files: bool
    second: Path | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore added: how many of each. clashes: ids that are here with other bytes, left as they are;
    set_aside: where a damaged database was moved to, or None."""

    revisions: int
    entries: int
    drafts: int
    files: int
    clashes: tuple[str, ...]
    set_aside: Path | None


def backup(desk: Desk, target: Path | None = None, progress: Progress | None = None) -> Backup:
    """Copy the store while it is in use; the copy is read back and checked before it counts.

    Without `target`: the database, sealed, into the store's own folder and, if it is there, the second place;
    old ones make room (the newest 10 stay, and of the last 30 days one a day). With `target` (another disk): a
    whole store with photos, profile and keys, not sealed, in a folder of its own below `target`; whoever holds
    it can read everything, so keep it locked up. Raises DiskFullError, StoreReadOnlyError, StoreDamagedError,
    BackupBrokenError, BackupNotReadBackError, CancelledError.
    """
    told = progress or silent()
    second: Path | None = None
    if target is None:
        file = backup_here(desk, told.part(0, 8, 10))
        try:
            second = bring_to_second_place(desk, file, told.part(8, 10, 10))
        except UserError as error:
            note_failure(desk, error)
            raise
    else:
        file = _copy_whole(desk, target / unused_name(target, desk.clock().strftime(_NAME)), told)
    return Backup(file, desk.now(), file.stat().st_size, target is not None, second)


def backups(folder: Path) -> tuple[Backup, ...]:
    """The backups in a store's folder, or those and the whole stores below another folder; the newest first."""
    found = [(file, False) for file in (folder / "backups").glob("*.sqlite")]
    for place in ("backups/", "", "sxsh-*/"):
        found += [(file, False) for file in folder.glob(f"{place}backup-*{ENDING}")]
    found += [(file, True) for file in folder.glob(f"backup-*/{DATABASE_FILE}")]
    lines = []
    for file, whole in found:
        stat = file.stat()
        made = datetime.fromtimestamp(stat.st_mtime).astimezone().isoformat(timespec="seconds")
        lines.append(Backup(file, made, stat.st_size, whole))
    return tuple(sorted(lines, key=lambda one: (one.made_at, one.file.stem), reverse=True))


def restore(
    folder: Path,
    backup_file: Path,
    progress: Progress | None = None,
    clock: Clock = system_clock,
    *,
    code: str = "",
) -> Restored:
    """Bring back everything of a backup that the store in `folder` lacks; what is there stays (union).

    A damaged database is set aside, not deleted, and the backup takes its place. `backup_file`: a sealed backup,
    a database file, the folder of a whole store, or a second place (its newest backup is taken). `code`: the
    recovery code, for what was sealed on another computer. Raises RecoveryCodeNeededError,
    RecoveryCodeWrongError, NoBackupThereError, BackupBrokenError (nothing was changed), NotSetUpError when
    neither the folder nor the backup has profile and keys, and what opening a store raises.
    """
    told = progress or silent()
    file = _file_of(backup_file)
    if not is_sealed_backup(file):
        return _restore_from(folder, file, file.parent, (), clock, told)
    keys = _keys_for(folder, code)
    with scratch.below(folder, "opening") as place:
        database = open_sealed(file, place / "opened", keys, made_by=None if code else _own_key(folder))
        return _restore_from(folder, database, file.parent, keys, clock, told)


def _file_of(chosen: Path) -> Path:
    """The file that a person means who chose a folder."""
    if not chosen.is_dir():
        return chosen
    if (chosen / DATABASE_FILE).is_file():
        return chosen / DATABASE_FILE
    found = newest_backup(chosen)
    if found is None:
        raise NoBackupThereError(folder=str(chosen))
    return found


def _keys_for(folder: Path, code: str) -> tuple[SealingKey, ...]:
    from sxsh_desktop.bundle.seal import SealingKey

    keys = [SealingKey(recovery_text(code))] if code else []
    with suppress(ProfileDamagedError):
        keys.append(read_keys(folder).sealing)
    return tuple(keys)


def _own_key(folder: Path) -> PublicKey | None:
    """Whose backups are opened here without the recovery code; None where nobody has set up anything."""
    with suppress(ProfileDamagedError):
        return read_keys(folder).signing.public
    return None


def _restore_from(
    folder: Path, file: Path, photos: Path, keys: tuple[SealingKey, ...], clock: Clock, progress: Progress
) -> Restored:
    """The union with the database `file`, beside which profile and keys may lie; `photos`: where its photos are."""
    copying.check_database(file)
    _bring_keys(folder, file.parent)
    set_aside = _set_aside_if_damaged(folder, file, clock)
    with closing(open_desk(folder, clock)) as desk:
        with scratch.below(folder, "restoring") as place:  # brought to our format there, not on the stick
            copying.copy_database(file, place / DATABASE_FILE)
            with closing(open_store(place, clock)) as source, source.read() as there:
                files = _copy_files(desk, photos, there, keys, place)
                with desk.write() as connection:
                    merged = merging.merge_store(connection, there)
                    skip_codes(connection)
                    compute_anew(connection, desk, progress)
        desk.forms.refresh()
    return Restored(merged.revisions, merged.entries, merged.drafts, files, merged.clashes, set_aside)


def _copy_whole(desk: Desk, folder: Path, progress: Progress) -> Path:
    """A whole store below `folder`; the database last, so that what it names is there."""
    part = folder.with_name(folder.name + ".part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        with desk.read() as connection:
            names = [one.sha256 for one in attachments.every(connection)]
        for done, sha256 in enumerate(names):
            progress.step(done, len(names) + 1, words(_("Copying photos and files")))
            source = attachments.path_of(desk.store.attachments, sha256)
            if source.is_file():
                attachments.keep_file(part / "attachments", source)
        for name in KEY_FILES:
            if (desk.folder / name).is_file():
                (part / name).parent.mkdir(parents=True, exist_ok=True)
                with written_whole(part / name) as stream:
                    stream.write((desk.folder / name).read_bytes())
        moving.take_copy(desk.store, part / DATABASE_FILE, desk.clock, progress)
        part.rename(folder)
    except OSError as error:
        raise os_failure(error, str(folder.parent)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder / DATABASE_FILE


def _bring_keys(folder: Path, source: Path) -> None:
    """Profile and keys from a whole backup, where the folder has none: they never replace others."""
    if (folder / KEY_FILES[0]).exists() or not (source / KEY_FILES[0]).is_file() or source == folder:
        return
    try:
        for name in reversed(KEY_FILES):
            if (source / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                with written_whole(folder / name) as stream:
                    stream.write((source / name).read_bytes())
    except OSError as error:
        raise os_failure(error, str(folder)) from error


def _set_aside_if_damaged(folder: Path, backup_file: Path, clock: Clock) -> Path | None:
    """Where the store's database cannot be read, keep a copy of it apart and put the backup in its place.

    At every moment the database is there: the damaged one until the copy and the backup are whole on the disk.
    """
    file = folder / DATABASE_FILE
    if (
        read_place(folder).address
        or not file.exists()
        or file.resolve() == backup_file.resolve()
        or not copying.is_damaged(file)
    ):
        return None
    aside = folder / unused_name(folder, clock().strftime("damaged-%Y%m%d-%H%M%S"))
    beside = tuple(folder / f"{DATABASE_FILE}{ending}" for ending in _BESIDE)
    try:
        with scratch.below(folder, "restoring") as place:
            part, ready = place / aside.name, place / DATABASE_FILE
            part.mkdir()
            for one in (file, *beside):
                if one.exists():
                    with one.open("rb") as source, written_whole(part / one.name) as target:
                        shutil.copyfileobj(source, target, _PIECE)
            copying.copy_database(backup_file, ready)
            part.rename(aside)
            for one in beside:  # what belonged to the damaged database must not be read into the other
                one.unlink(missing_ok=True)
            ready.replace(file)
            sync_folder(folder)
    except OSError as error:
        raise os_failure(error, str(folder)) from error
    return aside


def _copy_files(
    desk: Desk, place: Path, there: Connection, keys: tuple[SealingKey, ...], unsealed: Path
) -> int:
    """The photos beside a backup that the store lacks, on disk before any row names them; sealed ones are opened in
    the folder `unsealed`."""
    copied = 0
    for one in attachments.every(there):
        if attachments.is_whole(desk.store.attachments, one.sha256):
            continue
        origin = attachments.path_of(place / "attachments", one.sha256)
        sealed = place / FILES_FOLDER / f"{one.sha256}{FILE_ENDING}"
        if not origin.is_file() and keys and sealed.is_file():
            origin = unsealed / one.sha256
            if not unseal_file(sealed, origin, keys):
                continue
        if origin.is_file():
            attachments.keep_file(desk.store.attachments, origin)
            copied += 1
    return copied
