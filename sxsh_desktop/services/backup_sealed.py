"""The sealed backup file: age over a ZIP of database, profile and keys; made, read back, opened.

Any age tool and any archive tool open it with the device's key or the recovery code: nobody is locked out.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.files import sha256_of, written_whole
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import backup_signature
from sxsh_desktop.services.backup_errors import BackupNotReadBackError, RecoveryCodeNeededError
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import copying, moving, scratch
from sxsh_desktop.store.database import DATABASE_FILE
from sxsh_desktop.store.errors import BackupBrokenError
from sxsh_desktop.store.failures import os_failure

if TYPE_CHECKING:
    from sxsh_desktop.bundle.seal import SealingKey
    from sxsh_desktop.ledger.keys import PublicKey

ENDING = ".sxshbackup"
KEY_FILES = ("profile.json", "keys/device.key", "keys/age.key")
_TYPE = "application/vnd.sxsh.backup+zip"
_MANIFEST = "manifest.json"
_FORMAT = 1
_NAMES = {"mimetype", _MANIFEST, DATABASE_FILE, *KEY_FILES}
_PIECE = 1 << 20
_LONGEST_SIGNATURE = 4096


def is_sealed_backup(file: Path) -> bool:
    """Told by its first bytes, whatever it is called."""
    from sxsh_desktop.bundle.seal import SEALED_HEAD, is_sealed

    try:
        with file.open("rb") as stream:
            return is_sealed(stream.read(len(SEALED_HEAD)))
    except OSError:
        return False


def write_sealed(desk: Desk, target: Path, recipients: Sequence[str], progress: Progress) -> None:
    """Make the backup `target`: whole, sealed and read back, or not there at all.

    Raises DiskFullError, StoreReadOnlyError, StoreDamagedError, BackupNotReadBackError, CancelledError.
    """
    from sxsh_desktop.bundle.seal import seal

    try:
        with scratch.below(target.parent, "making") as place:
            database = place / DATABASE_FILE
            moving.take_copy(desk.store, database, desk.clock, progress.part(0, 4, 10))
            progress.step(4, 10, words(_("Sealing the backup")))
            packed = place / "packed.zip"
            _pack(desk, database, packed)
            database.unlink()
            progress.step(6, 10, words(_("Sealing the backup")))
            sealed = place / target.name
            with packed.open("rb") as source, written_whole(sealed) as stream:
                seal(source, stream, recipients)
            packed.unlink()
            progress.step(8, 10, words(_("Reading the backup back")))
            _read_back(sealed, place / "again", desk, target.name)
            progress.step(10, 10, words(_("Reading the backup back")))
            sealed.replace(target)
    except OSError as error:
        raise os_failure(error, str(target.parent)) from error


def _pack(desk: Desk, database: Path, target: Path) -> None:
    parts = {DATABASE_FILE: database} | {name: desk.folder / name for name in KEY_FILES}
    parts = {name: file for name, file in parts.items() if file.is_file()}
    manifest = {
        "format": _FORMAT,
        "made_at": desk.now(),
        "device": desk.device_id,
        "officer": desk.profile.officer_code,
        "parts": {name: {"size": f.stat().st_size, "sha256": sha256_of(f)} for name, f in parts.items()},
    }
    signed = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("mimetype", _TYPE, zipfile.ZIP_STORED)
        made.writestr(_MANIFEST, signed)
        made.writestr(backup_signature.PART, backup_signature.signature_part(signed, desk.keys.signing))
        for name, file in parts.items():
            made.write(file, name)


def _read_back(sealed: Path, folder: Path, desk: Desk, name: str) -> None:
    try:
        database = open_sealed(sealed, folder, (desk.keys.sealing,), made_by=desk.keys.signing.public)
        copying.check_database(database)
    except (BackupBrokenError, RecoveryCodeNeededError) as error:
        raise BackupNotReadBackError(file=name) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def open_sealed(
    file: Path, folder: Path, keys: Sequence[SealingKey], *, made_by: PublicKey | None = None
) -> Path:
    """Unseal a backup into the new folder `folder`; returns the database there, profile and keys beside it.

    Every part is compared with its hash, the manifest with its signature: by the key of the device whose backup it
    is, and by `made_by` where that is given. The first ones were made without a signature. Raises
    RecoveryCodeNeededError when no key fits, BackupBrokenError, DiskFullError, StoreReadOnlyError.
    """
    from sxsh_desktop.bundle.errors import BundleCutOffError, BundleTamperedError, NotForUsError
    from sxsh_desktop.bundle.seal import unseal

    packed = folder / "packed.zip"
    try:
        folder.mkdir(parents=True)
        with file.open("rb") as source, packed.open("wb") as target:
            unseal(source, target, keys, file.name)
        _unpack(packed, folder, made_by)
    except NotForUsError as error:
        raise RecoveryCodeNeededError(file=file.name) from error
    except (BundleTamperedError, BundleCutOffError) as error:
        raise BackupBrokenError(file=str(file), what=words(_("it is cut off or was changed"))) from error
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError) as error:
        raise BackupBrokenError(file=str(file), what=words(_("it is not a backup of a store"))) from error
    except OSError as error:
        raise os_failure(error, str(folder.parent)) from error
    finally:
        with suppress(OSError):
            packed.unlink(missing_ok=True)
    return folder / DATABASE_FILE


def _unpack(packed: Path, folder: Path, made_by: PublicKey | None) -> None:
    with zipfile.ZipFile(packed) as opened:
        manifest = json.loads(opened.read(_MANIFEST))
        signer = _signer(opened, packed.name)
        if int(manifest["format"]) > _FORMAT:
            what = words(_("it was made by a newer version of the program"))
            raise BackupBrokenError(file=packed.name, what=what)
        if DATABASE_FILE not in manifest["parts"]:
            raise ValueError("no database in it")
        for name, told in manifest["parts"].items():
            if name not in _NAMES:
                raise ValueError(f"no part of a backup: {name}")
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with opened.open(name) as source, target.open("wb") as stream:
                shutil.copyfileobj(source, stream, _PIECE)
            if sha256_of(target) != told["sha256"]:
                raise ValueError(f"other bytes: {name}")
    device = folder / KEY_FILES[1]
    if signer is not None and (
        (made_by is not None and signer != made_by) or (device.is_file() and not _is_of(signer, device))
    ):
        raise _not_signed(packed.name)


def _signer(opened: zipfile.ZipFile, file: str) -> PublicKey | None:
    """Who signed the manifest; None where nobody did (an older version)."""
    if backup_signature.PART not in opened.namelist():
        return None
    try:
        if opened.getinfo(backup_signature.PART).file_size > _LONGEST_SIGNATURE:
            raise ValueError("no signature is that long")
        return backup_signature.signer_of(opened.read(_MANIFEST), opened.read(backup_signature.PART))
    except (ValueError, KeyError, TypeError) as error:
        raise _not_signed(file) from error


def _is_of(signer: PublicKey, device: Path) -> bool:
    from sxsh_desktop.ledger.keys import SigningKey

    return SigningKey.from_bytes(device.read_bytes()).public == signer


def _not_signed(file: str) -> BackupBrokenError:
    return BackupBrokenError(
        file=file, what=words(_("its signature is not that of the computer whose backup it is"))
    )


def seal_file(source: Path, target: Path, recipients: Sequence[str]) -> None:
    """Seal one photo or file beside the backups of another disk. Raises OSError."""
    from sxsh_desktop.bundle.seal import seal

    with source.open("rb") as stream, written_whole(target) as sealed:
        seal(stream, sealed, recipients)


def unseal_file(source: Path, target: Path, keys: Sequence[SealingKey]) -> bool:
    """Open what `seal_file` made; False when it is damaged or sealed to other keys. Raises OSError."""
    from sxsh_desktop.bundle.errors import BundleCutOffError, BundleTamperedError, NotForUsError
    from sxsh_desktop.bundle.seal import unseal

    try:
        with source.open("rb") as stream, target.open("wb") as plain:
            unseal(stream, plain, keys, source.name)
    except (NotForUsError, BundleTamperedError, BundleCutOffError):
        return False
    return True
