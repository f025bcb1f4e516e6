"""How this desk's backups are made, and how the last one went: `backup.json` in the store's folder.

It holds no secret: of the recovery code only what is sealed to it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sxsh_desktop.base import files
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.backup_errors import RecoveryCodeWrongError, SecondPlaceError, place_failure
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store.failures import os_failure

_FILE = "backup.json"
_SECOND_LATE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """second: a folder elsewhere, "" for none; keep: how many of the newest stay; recovery: what backups are
    sealed to beside the device's own key ("age1…", "" for none), recovery_made: the day.

    last, second_last: when the last good one was made, here and there (ISO, "" for never); sign: of what it
    holds; failed_at, failed_code, failed_said: the last failure since then, "" when it went well.
    """

    second: str = ""
    keep: int = 10
    recovery: str = ""
    recovery_made: str = ""
    last: str = ""
    sign: str = ""
    second_last: str = ""
    failed_at: str = ""
    failed_code: str = ""
    failed_said: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why backups need a look. code, said: of the last failure; code "" and said "": the second place was not
    there for longer than a week; since: ISO moment, "" for never."""

    code: str
    said: str
    since: str


def read_settings(folder: Path) -> BackupSettings:
    """What is set for the store in `folder`; the usual where nothing is, or the file is damaged."""
    try:
        found: dict[str, Any] = json.loads((folder / _FILE).read_text("utf-8"))
        known = {name: value for name, value in found.items() if name in BackupSettings.__dataclass_fields__}
        made = replace(BackupSettings(), **{n: v for n, v in known.items() if n != "keep"})
        return replace(made, keep=max(int(known.get("keep", made.keep)), 1))
    except (OSError, ValueError, TypeError, AttributeError):
        return BackupSettings()


def change_settings(folder: Path, **changed: Any) -> BackupSettings:
    """Keep what is changed. Raises DiskFullError, StoreReadOnlyError."""
    settings = replace(read_settings(folder), **changed)
    try:
        files.write_whole(
            folder / _FILE, json.dumps(asdict(settings), ensure_ascii=False, indent=1).encode("utf-8")
        )
    except OSError as error:
        raise os_failure(error, str(folder)) from error
    return settings


def set_second_place(desk: Desk, place: Path | None) -> BackupSettings:
    """Backups go there too, whenever it is there; None: no more. Raises SecondPlaceError."""
    if place is None:
        return change_settings(desk.folder, second="", second_last="")
    own, there = desk.folder.resolve(), place.resolve()
    if there == own or own in there.parents:
        raise SecondPlaceError(folder=str(place))
    return change_settings(desk.folder, second=str(place), second_last="")


def new_recovery_code() -> str:
    """A recovery code that is not in force yet; the program keeps it nowhere."""
    from sxsh_desktop.bundle.seal import SealingKey

    return SealingKey.generate().secret


def use_recovery_code(desk: Desk, code: str) -> None:
    """Backups made from now on, the next one at once, can be opened with this code on any computer.

    Earlier backups keep the earlier code. Raises RecoveryCodeWrongError, DiskFullError, StoreReadOnlyError.
    """
    from sxsh_desktop.bundle.seal import SealingKey

    recipient = SealingKey(recovery_text(code)).recipient
    change_settings(desk.folder, recovery=recipient, recovery_made=desk.today().isoformat(), sign="")


def write_recovery_code(target: Path, code: str) -> None:
    """Keep a recovery code in a file that says what it is. Raises DiskFullError, StoreReadOnlyError."""
    told = words(
        _("Recovery code of SXSH backups. Keep it apart from them; whoever has both can read every record.")
    )
    try:
        files.write_whole(target, f"# {told}\n{code}\n".encode())
    except OSError as error:
        raise place_failure(error, str(target.parent)) from error


def make_recovery_file(desk: Desk, target: Path) -> None:
    """A new recovery code, kept in a file before it is in force. Raises DiskFullError, StoreReadOnlyError."""
    code = new_recovery_code()
    write_recovery_code(target, code)
    use_recovery_code(desk, code)


def read_recovery_file(file: Path) -> str:
    """The code in a file. Raises RecoveryCodeWrongError, StoreUnreachableError."""
    try:
        return recovery_text(file.read_text("utf-8-sig", "replace"))
    except OSError as error:
        raise os_failure(error, str(file)) from error


def recovery_text(text: str) -> str:
    """A recovery code as a person typed or kept it, put right: blanks and small letters do not matter.

    Also the whole text of a file that holds it. Raises RecoveryCodeWrongError.
    """
    from sxsh_desktop.bundle.seal import SealingKey

    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    code = "".join("".join(lines).split()).upper()
    try:
        SealingKey(code)
    except ValueError as error:
        raise RecoveryCodeWrongError from error
    return code


def note_failure(desk: Desk, error: UserError) -> None:
    """Keep what failed for Today; where not even that can be written, as long as the desk is open."""
    said = error.explain()[0]
    desk.kept["backup.failed"] = Trouble(error.code, said, desk.now())
    with suppress(UserError):
        change_settings(desk.folder, failed_at=desk.now(), failed_code=error.code, failed_said=said)


def trouble(desk: Desk) -> Trouble | None:
    """What Today should say about backups, or None when all is well."""
    settings = read_settings(desk.folder)
    if settings.failed_at:
        return Trouble(settings.failed_code, settings.failed_said, settings.failed_at)
    kept = desk.kept.get("backup.failed")
    if isinstance(kept, Trouble) and kept.since > settings.last:
        return kept
    if settings.second and settings.last and _is_late(settings.second_last, desk.clock()):
        return Trouble("", "", settings.second_last)
    return None


def _is_late(moment: str, now: datetime) -> bool:
    try:
        return not moment or now - datetime.fromisoformat(moment) > _SECOND_LATE
    except (ValueError, TypeError):
        return True
