"""Backups, restoring as a union, and computing everything that is computed anew."""

from __future__ import annotations

import shutil
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sxsh_desktop.base.clock import Clock, system_clock
from sxsh_desktop.base.files import written_whole
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.rebuild import compute_anew, rebuild
from sxsh_desktop.services.register import skip_codes
from sxsh_desktop.services.verify import VerifyProblem, VerifyReport, verify
from sxsh_desktop.store import attachments, copying, merging, settings
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.database import DATABASE_FILE, open_store
from sxsh_desktop.store.errors import BackupBrokenError
from sxsh_desktop.store.failures import os_failure

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

LAST_BACKUP = "backup.last"
_NAME = "backup-%Y%m%d-%H%M%S"
_KEEP_NEWEST = 10
_KEEP_DAYS = 30
_KEYS = ("profile.json", "keys/device.key", "keys/age.key")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup. file: what `restore` takes (the database of it); made_at: ISO; size in bytes;
    with_files: whether photos, profile and keys are in it too (a whole store on another disk)."""

    file: Path
    made_at: str
    size: int
    with_files: bool


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

    Without `target`: the database, into the store's own folder; old ones make room (the newest 10 stay, and
    of the last 30 days one a day). With `target` (another disk): a whole store with photos, profile and keys,
    in a folder of its own below `target`; whoever holds it can read everything, so keep it locked up.
    Raises DiskFullError, StoreReadOnlyError, StoreDamagedError, BackupBrokenError, CancelledError.
    """
    told = progress or silent()
    name = _unused(desk.store.backups if target is None else target, desk.clock().strftime(_NAME))
    if target is None:
        file = desk.store.backups / f"{name}.sqlite"
        copying.copy_database(desk.store.file, file, told)
        _make_room(desk.store.backups, file)
    else:
        file = _copy_whole(desk, target / name, told)
    with desk.write() as connection:
        settings.put(connection, LAST_BACKUP, desk.now())
    return Backup(file, desk.now(), file.stat().st_size, target is not None)


def backups(folder: Path) -> tuple[Backup, ...]:
    """The backups in a store's folder, or the whole stores below another folder; the newest first."""
    found = [(file, False) for file in (folder / "backups").glob("*.sqlite")]
    found += [(file, True) for file in folder.glob(f"backup-*/{DATABASE_FILE}")]
    lines = []
    for file, whole in found:
        stat = file.stat()
        made = datetime.fromtimestamp(stat.st_mtime).astimezone().isoformat(timespec="seconds")
        lines.append(Backup(file, made, stat.st_size, whole))
    return tuple(sorted(lines, key=lambda one: (one.made_at, one.file.stem), reverse=True))


def restore(
    folder: Path, backup_file: Path, progress: Progress | None = None, clock: Clock = system_clock
) -> Restored:
    """Bring back everything of a backup that the store in `folder` lacks; what is there stays (union).

    A damaged database is set aside, not deleted, and the backup takes its place. `backup_file`: the .sqlite
    file, or the folder of a whole store. Raises BackupBrokenError (nothing was changed), NotSetUpError when
    neither the folder nor the backup has profile and keys, and what opening a store raises.
    """
    told = progress or silent()
    file = backup_file / DATABASE_FILE if backup_file.is_dir() else backup_file
    copying.check_database(file)
    _bring_keys(folder, file.parent)
    set_aside = _set_aside_if_damaged(folder, file, clock)
    with closing(open_desk(folder, clock)) as desk:
        scratch = folder / f"restoring-{uuid.uuid4().hex[:8]}"
        try:
            scratch.mkdir(parents=True)
            copying.copy_database(
                file, scratch / DATABASE_FILE
            )  # brought to our format there, not on the stick
            with closing(open_store(scratch, clock)) as source, source.read() as there:
                files = _copy_files(desk, file.parent / "attachments", there)
                with desk.write() as connection:
                    merged = merging.merge_store(connection, there)
                    skip_codes(connection)
                    compute_anew(connection, desk, told)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
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
        for name in _KEYS:
            if (desk.folder / name).is_file():
                (part / name).parent.mkdir(parents=True, exist_ok=True)
                with written_whole(part / name) as stream:
                    stream.write((desk.folder / name).read_bytes())
        copying.copy_database(desk.store.file, part / DATABASE_FILE, progress)
        part.rename(folder)
    except OSError as error:
        raise os_failure(error, str(folder.parent)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder / DATABASE_FILE


def _unused(folder: Path, name: str) -> str:
    """Two backups within one second are two backups; the later one sorts after the other."""
    rest = [file.stem.removeprefix(name).removeprefix("-") for file in folder.glob(f"{name}*")]
    there = [int(one or 1) for one in rest if not one or one.isdecimal()]
    return f"{name}-{max(there) + 1:03d}" if there else name


def _make_room(folder: Path, newest: Path) -> None:
    """Delete old backups; copies made before a change of format stay."""
    found = sorted(folder.glob("backup-*.sqlite"), key=lambda file: file.stem, reverse=True)
    keep = {newest, *found[:_KEEP_NEWEST]}
    days: dict[str, Path] = {}
    for file in found:
        days.setdefault(file.name[len("backup-") : len("backup-YYYYmmdd")], file)
    keep.update(file for _day, file in sorted(days.items(), reverse=True)[:_KEEP_DAYS])
    for file in found:
        if file not in keep:
            file.unlink(missing_ok=True)


def _bring_keys(folder: Path, source: Path) -> None:
    """Profile and keys from a whole backup, where the folder has none: they never replace others."""
    if (folder / _KEYS[0]).exists() or not (source / _KEYS[0]).is_file() or source == folder:
        return
    try:
        for name in reversed(_KEYS):
            if (source / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                with written_whole(folder / name) as stream:
                    stream.write((source / name).read_bytes())
    except OSError as error:
        raise os_failure(error, str(folder)) from error


def _set_aside_if_damaged(folder: Path, backup_file: Path, clock: Clock) -> Path | None:
    """Where the store's database cannot be read, move it away and put the backup in its place."""
    file = folder / DATABASE_FILE
    if not file.exists() or file.resolve() == backup_file.resolve():
        return None
    try:
        copying.check_database(file)
    except BackupBrokenError:
        aside = folder / f"damaged-{clock().strftime('%Y%m%d-%H%M%S')}"
        try:
            aside.mkdir()
            for name in (DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm"):
                if (folder / name).exists():
                    (folder / name).rename(aside / name)
        except OSError as error:
            raise os_failure(error, str(folder)) from error
        copying.copy_database(backup_file, file)
        return aside
    return None


def _copy_files(desk: Desk, source: Path, there: Connection) -> int:
    """The photos of a whole backup that the store lacks, on disk before any row names them."""
    copied = 0
    for one in attachments.every(there):
        origin = attachments.path_of(source, one.sha256)
        if origin.is_file() and not attachments.is_whole(desk.store.attachments, one.sha256):
            attachments.keep_file(desk.store.attachments, origin)
            copied += 1
    return copied
