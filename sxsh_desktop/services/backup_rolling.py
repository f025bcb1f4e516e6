"""The backups that make themselves: after each hour of work and at the end, here and in a second place.

Sealed to this device's key and to the recovery code; what is in the second place can be opened there with the code
alone. Nothing is made when nothing has changed since the last one.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import free_bytes, sha256_of, written_whole
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.text import safe_file_name
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.backup_errors import BackupNotReadBackError, place_failure
from sxsh_desktop.services.backup_sealed import ENDING, seal_file, write_sealed
from sxsh_desktop.services.backup_settings import BackupSettings, change_settings, note_failure, read_settings
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import attachments, moving, scratch
from sxsh_desktop.store.errors import DiskFullError
from sxsh_desktop.store.failures import os_failure

FILES_FOLDER = "files"
FILE_ENDING = ".age"
_NAME = "backup-%Y%m%d-%H%M%S"
_KEEP_DAYS = 30
_LEFT_BEHIND = timedelta(days=1)
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Rolled:
    """What was done: file: the new backup, None when nothing had changed; second: the copy elsewhere, or None."""

    file: Path | None
    second: Path | None


def keep_up(desk: Desk, progress: Progress) -> Rolled:
    """Make the backup that is due, and bring it to the second place if that is there.

    A failure is noted for Today (`trouble`) and raised: UserError as `backup_here` raises, CancelledError.
    """
    settings = read_settings(desk.folder)
    try:
        with desk.read() as connection:
            sign = moving.sign_of_content(connection)
        newest = newest_backup(desk.store.backups)
        file = None
        if newest is None or sign != settings.sign:
            file = backup_here(desk, progress.part(0, 8, 10), sign)
        second = bring_to_second_place(desk, file or newest, progress.part(8, 10, 10))
    except UserError as error:
        note_failure(desk, error)
        raise
    return Rolled(file, second)


def backup_here(desk: Desk, progress: Progress, sign: str = "") -> Path:
    """A sealed backup of the database in the store's folder, read back; old ones make room.

    Raises DiskFullError, StoreReadOnlyError, StoreDamagedError, BackupNotReadBackError, CancelledError.
    """
    folder = desk.store.backups
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise os_failure(error, str(folder)) from error
    _clear_left_behind(folder, desk.clock())
    attachments.remove_parts(desk.store.attachments, (desk.clock() - _LEFT_BEHIND).timestamp())
    if not sign:
        with desk.read() as connection:
            sign = moving.sign_of_content(connection)
    target = folder / f"{unused_name(folder, desk.clock().strftime(_NAME))}{ENDING}"
    settings = read_settings(desk.folder)
    write_sealed(desk, target, recipients(desk, settings), progress)
    make_room(folder, target, settings.keep)
    change_settings(desk.folder, last=desk.now(), sign=sign, failed_at="", failed_code="", failed_said="")
    return target


def recipients(desk: Desk, settings: BackupSettings) -> tuple[str, ...]:
    """Whom backups are sealed to: this device, and whoever has the recovery code."""
    return tuple(one for one in (desk.keys.recipient, settings.recovery) if one)


def newest_backup(folder: Path) -> Path | None:
    """The newest sealed backup in a folder, or in one of the folders of stores below it."""
    found = [*folder.glob(f"backup-*{ENDING}"), *folder.glob(f"sxsh-*/backup-*{ENDING}")]
    return max(found, key=lambda file: (file.stem, file.stat().st_mtime), default=None)


def second_folder(desk: Desk, settings: BackupSettings) -> Path:
    """Where this store's backups are in the second place: each device has a folder of its own."""
    name = f"sxsh-{desk.profile.unit_code}-{desk.profile.officer_code}-{desk.device_id[-8:]}"
    return Path(settings.second) / safe_file_name(name)


def bring_to_second_place(desk: Desk, file: Path | None, progress: Progress) -> Path | None:
    """Photos that are not there yet, sealed one by one, then the backup; None when the place is not there now.

    Raises DiskFullError, StoreReadOnlyError, BackupNotReadBackError, CancelledError.
    """
    settings = read_settings(desk.folder)
    if file is None or not settings.second or not Path(settings.second).is_dir():
        return None
    folder = second_folder(desk, settings)
    try:
        if (folder / file.name).is_file() and settings.second_last >= settings.last:
            return folder / file.name
        (folder / FILES_FOLDER).mkdir(parents=True, exist_ok=True)
        _clear_left_behind(folder, desk.clock())
        _seal_files(desk, folder / FILES_FOLDER, recipients(desk, settings), progress)
        if free_bytes(folder) < file.stat().st_size:
            raise DiskFullError(folder=str(folder))
        with file.open("rb") as source, written_whole(folder / file.name) as target:
            shutil.copyfileobj(source, target, _PIECE)
        if sha256_of(folder / file.name) != sha256_of(file):
            (folder / file.name).unlink(missing_ok=True)
            raise BackupNotReadBackError(file=str(folder / file.name))
        make_room(folder, folder / file.name, settings.keep)
    except OSError as error:
        raise place_failure(error, str(folder)) from error
    change_settings(desk.folder, second_last=desk.now())
    return folder / file.name


def _seal_files(desk: Desk, folder: Path, keys: Sequence[str], progress: Progress) -> None:
    """Photos never change: each is brought once. What is sealed to an earlier recovery code is sealed anew."""
    told = folder / "sealed-to.txt"
    wanted = "\n".join(keys) + "\n"
    if told.is_file() and told.read_text("ascii", "replace") != wanted:
        for old in folder.glob(f"*{FILE_ENDING}"):
            old.unlink(missing_ok=True)
    told.write_text(wanted, "ascii")
    with desk.read() as connection:
        names = [one.sha256 for one in attachments.every(connection)]
    for done, sha256 in enumerate(names):
        progress.step(done, len(names) + 1, words(_("Copying photos and files")))
        source = attachments.path_of(desk.store.attachments, sha256)
        target = folder / f"{sha256}{FILE_ENDING}"
        if source.is_file() and not target.is_file():
            seal_file(source, target, keys)


def unused_name(folder: Path, name: str) -> str:
    """Two backups within one second are two backups; the later one sorts after the other."""
    rest = [file.stem.removeprefix(name).removeprefix("-") for file in folder.glob(f"{name}*")]
    there = [int(one or 1) for one in rest if not one or one.isdecimal()]
    return f"{name}-{max(there) + 1:03d}" if there else name


def make_room(folder: Path, newest: Path, keep: int) -> None:
    """Delete old backups: the newest `keep` stay, and of the last 30 days one a day.

    Copies made before a change of format stay, and so does whatever is not ours.
    """
    found = sorted(_ours(folder), key=lambda file: file.stem, reverse=True)
    kept = {newest, *found[:keep]}
    days: dict[str, Path] = {}
    for file in found:
        days.setdefault(file.name[len("backup-") : len("backup-YYYYmmdd")], file)
    kept.update(file for _day, file in sorted(days.items(), reverse=True)[:_KEEP_DAYS])
    for file in found:
        if file not in kept:
            file.unlink(missing_ok=True)


def _ours(folder: Path) -> list[Path]:
    return [*folder.glob("backup-*.sqlite"), *folder.glob(f"backup-*{ENDING}")]


def _clear_left_behind(folder: Path, now: datetime) -> None:
    """What a killed program left half made: folders that nobody works in, and files once they are a day old."""
    scratch.clear_left(folder, now)
    for left in folder.glob("*.part"):
        with suppress(OSError):
            if left.is_file() and now.timestamp() - left.stat().st_mtime > _LEFT_BEHIND.total_seconds():
                left.unlink()
