"""Who works at this desk, and the device's keys: small files in the store's folder."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sxsh_desktop.base import files
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc
from sxsh_desktop.base.words import LANGUAGES, _

if TYPE_CHECKING:  # a profile is read before anything is signed or sealed
    from sxsh_desktop.bundle.seal import SealingKey
    from sxsh_desktop.ledger.keys import SigningKey

Role = Literal["officer", "department"]
ROLES: tuple[Role, ...] = ("officer", "department")
_PROFILE, _SIGNING, _SEALING = "profile.json", "keys/device.key", "keys/age.key"


class NotSetUpError(UserError):
    """The folder is no desk yet."""

    code = "DESK-01"
    said = _("Nobody has set up a store in {folder} yet.")
    todo = _("Open the program and answer the first questions, or run: sxsh init --store {folder}")


class ProfileDamagedError(UserError):
    """profile.json or a key file cannot be read."""

    code = "DESK-02"
    said = _("The file {file} of this store is missing or damaged. The records themselves are safe.")
    todo = _("Put the file back from the last backup, or call the department and read out the code.")


class ProfileNotWrittenError(UserError):
    """The folder takes no files."""

    code = "DESK-03"
    said = _("The settings could not be written into {folder}: {reason}.")
    todo = _("Choose a folder that you may write to, or make room on the disk, and try again.")


@dataclass(frozen=True, slots=True)
class Profile:
    """Role, person, unit and language.

    unit_code is that of the reporting unit ("SCT", "866", "X29869"), unit_short what its facility codes begin
    with ("SCT", "CL"). `sample`: the store holds sample data and says so on every screen.
    """

    role: Role
    language: str
    officer_code: str
    officer_name: str
    unit_code: str
    unit_name: str
    unit_short: str = ""
    sample: bool = False

    def __post_init__(self) -> None:
        if self.role not in ROLES or self.language not in LANGUAGES:
            raise ValueError(f"no such role or language: {self.role}, {self.language}")
        if not self.officer_code.strip() or not self.officer_name.strip() or not self.unit_code.strip():
            raise ValueError("a profile names a person with a code, and a unit")

    @property
    def is_department(self) -> bool:
        """Whether this desk receives, reviews and reports."""
        return self.role == "department"


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """The device's own keys: `signing` for what is made here, `sealing` to open what is sealed to it."""

    signing: SigningKey
    sealing: SealingKey

    @property
    def device_id(self) -> str:
        """The device is named by its key: another key is another device."""
        return f"dev-{self.signing.key_id}"

    @property
    def recipient(self) -> str:
        """What others seal to."""
        return self.sealing.recipient


def write_profile(folder: Path, profile: Profile) -> None:
    """Keep the profile; raises ProfileNotWrittenError."""
    text = json.dumps(asdict(profile), ensure_ascii=False, indent=1)
    _write(folder, _PROFILE, nfc(text).encode("utf-8"))


def read_profile(folder: Path) -> Profile:
    """Raises NotSetUpError when there is none, ProfileDamagedError when it cannot be read."""
    file = folder / _PROFILE
    try:
        if not file.exists():
            raise NotSetUpError(folder=str(folder))
        return Profile(**json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ProfileDamagedError(file=_PROFILE) from error


def change_language(folder: Path, language: str) -> Profile:
    """Keep another language in the profile."""
    changed = replace(read_profile(folder), language=language)
    write_profile(folder, changed)
    return changed


def make_keys(folder: Path) -> DeviceKeys:
    """Make the device's keys, or read them if they were made before; raises ProfileNotWrittenError."""
    if (folder / _SIGNING).exists():
        return read_keys(folder)
    from sxsh_desktop.bundle.seal import SealingKey
    from sxsh_desktop.ledger.keys import SigningKey

    keys = DeviceKeys(SigningKey.generate(), SealingKey.generate())
    _write(folder, _SEALING, keys.sealing.secret.encode("ascii"))
    _write(folder, _SIGNING, keys.signing.raw)
    return keys


def read_keys(folder: Path) -> DeviceKeys:
    """Raises ProfileDamagedError when a key is missing or broken."""
    from sxsh_desktop.bundle.seal import SealingKey
    from sxsh_desktop.ledger.keys import SigningKey

    try:
        signing = SigningKey.from_bytes((folder / _SIGNING).read_bytes())
    except (OSError, ValueError) as error:
        raise ProfileDamagedError(file=_SIGNING) from error
    try:
        sealing = SealingKey((folder / _SEALING).read_text("ascii"))
    except (OSError, ValueError) as error:
        raise ProfileDamagedError(file=_SEALING) from error
    return DeviceKeys(signing, sealing)


def _write(folder: Path, name: str, content: bytes) -> None:
    target = folder / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        files.write_whole(target, content)
        with contextlib.suppress(OSError):  # a stick's file system has no owners
            if name.startswith("keys/"):
                target.chmod(0o600)
    except OSError as error:
        raise ProfileNotWrittenError(folder=str(folder), reason=reason_of(error)) from error
