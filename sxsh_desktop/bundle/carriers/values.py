"""What every way of carrying has in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.text import safe_file_name

ENDING = ".sxsh"
PART = ".part"
# Where bundles lie on a carrier that many people share, one folder for each receiver.
FOR_DEPARTMENT = "for-department"
_WHOLE_NAME = re.compile(r'[^\x00-\x20.<>:"/\\|?*\x7f][^\x00-\x1f<>:"/\\|?*\x7f]{0,180}\.sxsh', re.IGNORECASE)
_WINDOWS_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)[. ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offered:
    """A bundle that lies on a carrier: its file name, its size in bytes (-1: not told), the box it lies in."""

    name: str
    size: int
    box: str = ""


class Carrier(Protocol):
    """A way for bundles. A box is a folder on it for one receiver; "" is the carrier's own folder."""

    @property
    def called(self) -> str:
        """How messages and the log name it; never with a password."""

    def put(self, file: Path, box: str, progress: Progress) -> None:
        """Lay a bundle there under its own name, whole or not at all."""

    def offered(self, boxes: Sequence[str]) -> tuple[Offered, ...]:
        """The whole bundles that lie in these boxes, sorted by name; a box that is not there is empty."""

    def fetch(self, offered: Offered, folder: Path, progress: Progress) -> Path:
        """Bring a bundle into a folder of this computer, whole; what was begun before is gone on with."""


def box_for(role: str, officer_code: str) -> str:
    """The box of a receiver: one for the department, one for each officer."""
    if role == "department":
        return FOR_DEPARTMENT
    return f"for-{safe_file_name(officer_code)}"


def is_bundle_name(name: str) -> bool:
    """Whether a file of this name may be a whole bundle: no parts, no paths, safe on every system."""
    return bool(_WHOLE_NAME.fullmatch(name)) and not _WINDOWS_DEVICE.match(name)
