"""Photos and scans: files named by their own SHA-256, on disk and flushed before a row names them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, insert, select

from sxsh_desktop.base.files import sha256_of, sync_folder
from sxsh_desktop.store.errors import AttachmentMissingError
from sxsh_desktop.store.failures import os_failure
from sxsh_desktop.store.ledger import chunks
from sxsh_desktop.store.plain import from_row, to_row
from sxsh_desktop.store.schema import attachments

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file. size in bytes; media_type as "image/jpeg" or ""; original_name: as it was called outside."""

    sha256: str
    size: int
    media_type: str = ""
    original_name: str = ""
    added_at: str = ""


def path_of(folder: Path, sha256: str) -> Path:
    """Where the file with this hash stands in the folder of attachments; raises ValueError for a non-hash."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return folder / sha256[:2] / sha256


def keep_bytes(folder: Path, content: bytes) -> str:
    """Put bytes among the attachments and return their SHA-256; durable when this returns.

    Raises DiskFullError, StoreReadOnlyError.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(folder, sha256)
    try:
        if not _is_there(target, sha256):
            _write(target, [content])
    except OSError as error:
        raise os_failure(error, str(folder)) from error
    return sha256


def keep_file(folder: Path, source: Path) -> str:
    """Copy a file among the attachments and return its SHA-256; durable when this returns; bounded memory.

    Raises DiskFullError, StoreReadOnlyError; OSError when `source` cannot be read.
    """
    sha256 = sha256_of(source)
    target = path_of(folder, sha256)
    if _is_there(target, sha256):
        return sha256
    with source.open("rb") as stream:
        try:
            _write(target, iter(lambda: stream.read(_CHUNK), b""))
        except OSError as error:
            raise os_failure(error, str(folder)) from error
    if sha256_of(target) != sha256:  # the source changed while it was read
        target.unlink()
        return keep_file(folder, source)
    return sha256


def keep_pieces(folder: Path, sha256: str, pieces: Iterable[bytes], later: set[Path] | None = None) -> None:
    """Put bytes that come in pieces among the attachments, under the hash that they are known to have.

    later: takes the folders that the caller makes durable when all files are kept (`sync_folders`).
    Whoever gives the pieces checks them against that hash, and raises at their end when they differ: nothing
    is kept then. Raises DiskFullError, StoreReadOnlyError.
    """
    try:
        _write(path_of(folder, sha256), pieces, later)
    except OSError as error:
        raise os_failure(error, str(folder)) from error


def sync_folders(folder: Path, folders: Iterable[Path]) -> None:
    """Make the names of files that were kept durable, each folder once. Raises what `keep_pieces` raises."""
    try:
        for one in sorted(folders):
            sync_folder(one)
    except OSError as error:
        raise os_failure(error, str(folder)) from error


def note(connection: Connection, items: Iterable[Attachment]) -> None:
    """Put rows for files that are on disk already; known ones are left as they are."""
    by_hash = {item.sha256: item for item in items}
    for some in chunks(sorted(by_hash)):
        chosen = select(attachments.c.sha256).where(attachments.c.sha256.in_(some))
        there = set(connection.execute(chosen).scalars())
        rows = [to_row(by_hash[sha256]) for sha256 in some if sha256 not in there]
        if rows:
            connection.execute(insert(attachments), rows)


def get(connection: Connection, sha256: str) -> Attachment | None:
    """What is known of an attachment, or None."""
    row = connection.execute(select(attachments).where(attachments.c.sha256 == sha256)).first()
    return from_row(Attachment, row) if row else None


def every(connection: Connection) -> list[Attachment]:
    """Every attachment that has a row, sorted by hash."""
    return [
        from_row(Attachment, row)
        for row in connection.execute(select(attachments).order_by(attachments.c.sha256))
    ]


def open_file(folder: Path, sha256: str) -> BinaryIO:
    """The file, open for reading; raises AttachmentMissingError."""
    try:
        return path_of(folder, sha256).open("rb")
    except OSError as error:
        raise AttachmentMissingError(sha256=sha256) from error


def read_bytes(folder: Path, sha256: str) -> bytes:
    """The whole file, checked against its name; raises AttachmentMissingError."""
    with open_file(folder, sha256) as stream:
        content = stream.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise AttachmentMissingError(sha256=sha256)
    return content


def is_whole(folder: Path, sha256: str) -> bool:
    """Whether the file is there with the bytes that its name promises."""
    file = path_of(folder, sha256)
    return file.is_file() and sha256_of(file) == sha256


def _is_there(target: Path, sha256: str) -> bool:
    """A file of the right name may be a damaged one: only the right bytes count."""
    return target.is_file() and sha256_of(target) == sha256


def _write(target: Path, pieces: Iterable[bytes], later: set[Path] | None = None) -> None:
    """Write beside, flush, rename: two windows may keep the same photo at the same moment."""
    folders = (target.parent, target.parent.parent)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            for piece in pieces:
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
        if later is not None:
            later.update(folders)
            return
        for folder in folders:
            sync_folder(folder)
    finally:
        part.unlink(missing_ok=True)


def remove_parts(folder: Path, before: float) -> None:
    """Clear away what a killed program left half written before a moment (seconds since 1970).

    Another window may be writing a younger one just now.
    """
    for part in folder.glob("*/*.part"):
        with suppress(OSError):
            if part.stat().st_mtime < before:
                part.unlink()
