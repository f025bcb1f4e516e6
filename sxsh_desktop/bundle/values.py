"""What goes into a bundle and what its manifest says (packaging/FORMAT.md is the description to the byte)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TypeVar, cast

from sxsh_desktop.ledger.values import JSON, Entry, Revision, canonical_bytes

FORMAT = 1
# The first program version that reads this format: what an older program tells its user to get.
NEEDS = "0.1"

MIMETYPE = "mimetype"
MIMETYPE_CONTENT = b"application/vnd.sxsh.bundle+zip"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
REVISIONS = "revisions.jsonl"
ENTRIES = "entries.jsonl"
README = "readme.html"
FORMS = "forms/"
ATTACHMENTS = "attachments/"
UNLISTED = (MIMETYPE, MANIFEST, SIGNATURE)

LINE_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_FORM_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,119}\Z")
_FORM_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,119}-media\Z")


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends or receives: a person at a device of a unit; all "" for "whoever may open it"."""

    officer_code: str = ""
    officer_name: str = ""
    device_id: str = ""
    unit_code: str = ""
    role: str = ""
    key_id: str = ""


@dataclass(frozen=True, slots=True)
class FormFile:
    """One file of a form definition: the form itself (`is_main`) or a list beside it.

    `place` is its name in the bundle below "forms/": "<form id>-<version>.xlsx", or
    "<form id>-<version>-media/<name>" for what lies beside the form.
    """

    form_id: str
    version: str
    definition_hash: str
    name: str
    content: bytes = field(repr=False)
    is_main: bool = True


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form file as the manifest names it; `file` is the bundle's part, `name` its own name."""

    form_id: str
    version: str
    definition_hash: str
    name: str
    file: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of the bundle as the manifest gives it: name, size in bytes, SHA-256 as hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each are inside; attachment_bytes is their size together."""

    revisions: int = 0
    entries: int = 0
    forms: int = 0
    attachments: int = 0
    attachment_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Knows:
    """What the receiver is known to have: how many items, and the SHA-256 over their sorted ids."""

    items: int = 0
    ids_hash: str = ""


@dataclass(frozen=True, slots=True)
class BundleContent:
    """Everything that a bundle is made of. Iterables are read once, in the order given.

    revisions: parents before those that follow them, each as a value or as its line (`ledger.lines`).
    attachments: SHA-256 and where the bytes are.
    """

    bundle_id: str
    sender: Party
    recipient: Party
    made_at: str
    revisions: Iterable[Revision | bytes] = ()
    entries: Iterable[Entry] = ()
    forms: Iterable[FormFile] = ()
    attachments: Iterable[tuple[str, Path]] = ()
    knows: Knows = Knows()


_Flat = TypeVar("_Flat", Party, Counts, Knows, ListedForm, Listed)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says about itself; signed."""

    bundle_id: str
    sender: Party
    recipient: Party
    made_at: str
    counts: Counts
    knows: Knows
    forms: tuple[ListedForm, ...]
    files: tuple[Listed, ...]

    def to_bytes(self) -> bytes:
        """Canonical JSON: what stands in manifest.json and is signed."""
        parts = cast("dict[str, JSON]", asdict(self))
        return canonical_bytes({**_with_lists(parts), "format": FORMAT, "needs": NEEDS})

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> Manifest:
        """Read what `to_bytes` wrote; raises ValueError, TypeError or KeyError when it is something else."""
        return cls(
            bundle_id=_name(value["bundle_id"]),
            sender=_read(Party, value["sender"]),
            recipient=_read(Party, value["recipient"]),
            made_at=_name(value["made_at"]),
            counts=_read(Counts, value["counts"]),
            knows=_read(Knows, value["knows"]),
            forms=tuple(_read(ListedForm, one) for one in _list(value["forms"])),
            files=tuple(_read(Listed, one) for one in _list(value["files"])),
        )


@dataclass(frozen=True, slots=True)
class BundleInfo:
    """A bundle that was written: its file, the size and SHA-256 of it as read back, and its manifest."""

    file: Path
    size: int
    sha256: str
    sealed: bool
    manifest: Manifest


def is_part_name(name: str) -> bool:
    """Whether a bundle may hold a part of this name: a closed list, so that no trick is overlooked."""
    if name in (*UNLISTED, REVISIONS, ENTRIES, README):
        return True
    if name.startswith(ATTACHMENTS):
        return bool(_SHA256.match(name[len(ATTACHMENTS) :]))
    if name.startswith(FORMS):
        folder, slash, last = name[len(FORMS) :].rpartition("/")
        return bool(_FORM_NAME.match(last)) and (not slash or bool(_FORM_FOLDER.match(folder)))
    return False


def _with_lists(parts: dict[str, JSON]) -> dict[str, JSON]:
    return {name: list(part) if isinstance(part, tuple) else part for name, part in parts.items()}


def _name(value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > 200:
        raise ValueError("a name expected")
    return _whole(value)


def _whole(text: str) -> str:
    """The text; ValueError when half a letter (a lone surrogate) stands in it, which JSON can name."""
    text.encode("utf-8")
    return text


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list expected")
    return value


def _read(kind: type[_Flat], value: object) -> _Flat:
    """A flat dataclass of texts, whole numbers and flags; what it does not know is passed over."""
    if not isinstance(value, dict):
        raise TypeError("an object expected")
    parts: dict[str, object] = {}
    for one in fields(kind):
        part = value[one.name]
        if type(part).__name__ != one.type or (isinstance(part, int) and part < 0):
            raise TypeError(f"{one.name} is of another type")
        parts[one.name] = _whole(part) if isinstance(part, str) else part
    return cast(Callable[..., _Flat], kind)(**parts)
