"""Which bundle files were seen before: imported, made here, put on the shelf, or sealed for somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sxsh_desktop.base.files import sha256_of
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import exchange as exchange_store

# Names that this program gives end with part of the bundle's id: the same name is the same bundle.
_OUR_NAME = re.compile(r".+-[0-9a-f]{8}\.sxsh", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """Names and contents (SHA-256) of what was seen before."""

    names: frozenset[str]
    hashes: frozenset[str]


def known_files(desk: Desk, foreign: Iterable[str] = (), *, with_inbox: bool = True) -> Known:
    """What was seen before; `with_inbox`: also what lies fetched and waits."""
    with desk.read() as connection:
        came = exchange_store.imports(connection)
        went = exchange_store.exports(connection)
        kept = exchange_store.shelved(connection, state="")
    names = {one.file_name for one in came} | {one.file_name for one in went}
    names |= {one.file_name for one in kept if one.kind == "bundle"} | set(foreign)
    if with_inbox and (desk.folder / "inbox").is_dir():
        names |= {file.name for file in (desk.folder / "inbox").iterdir()}
    hashes = {one.sha256 for one in came} | {one.sha256 for one in went} | {one.sha256 for one in kept}
    return Known(frozenset(names), frozenset(hashes))


def is_new(known: Known, name: str, file: Path | None = None) -> bool:
    """Whether a bundle was never seen; a name that people gave tells nothing, then its bytes are compared."""
    if name not in known.names:
        return file is None or bool(_OUR_NAME.fullmatch(name)) or not _seen(known, file)
    if _OUR_NAME.fullmatch(name) or file is None:
        return False
    return not _seen(known, file)


def _seen(known: Known, file: Path) -> bool:
    try:
        return sha256_of(file) in known.hashes
    except OSError:
        return False
