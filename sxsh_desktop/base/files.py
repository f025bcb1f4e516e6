"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable; Windows does so with the file itself and opens no folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """Write `<target>.part`, flush it, then rename it: `target` is the old file or the new, never half.

    Raises OSError as the system gives it; the part file is removed when the writing failed.
    """
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def write_whole(target: Path, content: bytes) -> None:
    """`written_whole` for content that is already at hand."""
    with written_whole(target) as stream:
        stream.write(content)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file as lower-case hex, read in pieces."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def free_bytes(folder: Path) -> int:
    """How much room is left where `folder` is."""
    return shutil.disk_usage(folder).free
