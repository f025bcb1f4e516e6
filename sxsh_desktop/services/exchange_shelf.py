"""The shelf (ngăn chờ): whatever was refused is kept whole, with the reason, and can be tried again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from sxsh_desktop.base.errors import UserError, all_user_errors
from sxsh_desktop.base.files import sha256_of, write_whole, written_whole
from sxsh_desktop.bundle.write import canonical_line
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_errors import ClashError, ShelfItemGoneError
from sxsh_desktop.store import exchange as exchange_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.exchange import Shelved


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """One thing on the shelf. kind: bundle or clash; said, todo: the reason and the next step, as sentences;
    key_id: of the sender that could be confirmed, "" where that would not help."""

    shelf_id: str
    kind: str
    file_name: str
    size: int
    code: str
    said: str
    todo: str
    put_at: str
    key_id: str = ""


def shelf(desk: Desk) -> tuple[ShelfLine, ...]:
    """Everything that waits on the shelf, the newest first."""
    with desk.read() as connection:
        items = exchange_store.shelved(connection)
    return tuple(_line(item) for item in items)


def shelf_path(desk: Desk, shelf_id: str) -> Path:
    """The kept file. Raises ShelfItemGoneError."""
    with desk.read() as connection:
        item = exchange_store.find_shelved(connection, shelf_id)
    path = desk.store.shelf / shelf_id
    if item is None or not path.is_file():
        raise ShelfItemGoneError(item=shelf_id)
    return path


def discard(desk: Desk, shelf_id: str) -> None:
    """Take it off the list; the file stays in the store's folder. Raises ShelfItemGoneError."""
    set_state(desk, shelf_id, "discarded")


def set_state(desk: Desk, shelf_id: str, state: str) -> None:
    """Note what became of it. Raises ShelfItemGoneError."""
    with desk.write() as connection:
        if exchange_store.find_shelved(connection, shelf_id) is None:
            raise ShelfItemGoneError(item=shelf_id)
        exchange_store.set_shelf_state(connection, shelf_id, state, desk.now())


def put_file(desk: Desk, path: Path, error: UserError) -> str:
    """Keep a refused file whole; returns its id on the shelf, "" when even that was not possible.

    A file that waits there already is not kept twice.
    """
    with contextlib.suppress(OSError, UserError):
        sha256 = sha256_of(path)
        with desk.write() as connection:
            for item in exchange_store.shelved(connection):
                if item.sha256 == sha256 and item.code == error.code:
                    return item.shelf_id
            shelf_id = str(uuid.uuid4())
            _copy(path, desk.store.shelf / shelf_id)
            facts = {name: str(fact) for name, fact in error.facts.items()}
            size = path.stat().st_size
            row = Shelved(
                shelf_id, "bundle", path.name, sha256, size, error.code, json.dumps(facts), desk.now()
            )
            exchange_store.put_on_shelf(connection, row)
        return shelf_id
    return ""


def put_clash(desk: Desk, connection: Connection, file: str, item: Revision | Entry) -> None:
    """Keep a revision or entry whose id is here with other content, in the import's transaction (law 4)."""
    line = canonical_line(item)
    sha256 = hashlib.sha256(line).hexdigest()
    if any(one.sha256 == sha256 for one in exchange_store.shelved(connection, state="")):
        return
    shelf_id = str(uuid.uuid4())
    item_id = item.revision_id if isinstance(item, Revision) else item.entry_id
    desk.store.shelf.mkdir(exist_ok=True)
    write_whole(desk.store.shelf / shelf_id, line)
    facts = json.dumps({"file": file, "item": item_id, "author": f"{item.officer_id} ({item.device_id})"})
    row = Shelved(shelf_id, "clash", file, sha256, len(line), ClashError.code, facts, desk.now())
    exchange_store.put_on_shelf(connection, row)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    with source.open("rb") as reader, written_whole(target) as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)


def _line(item: Shelved) -> ShelfLine:
    facts = {str(name): fact for name, fact in json.loads(item.facts).items()}
    kind = next((one for one in all_user_errors() if one.code == item.code), None)
    said, todo = kind(**facts).explain() if kind else (item.code, "")
    key_id = facts.get("key_id", "")
    return ShelfLine(
        item.shelf_id, item.kind, item.file_name, item.size, item.code, said, todo, item.put_at, key_id
    )
