"""What came and what went, with receipts; and taking an import back as a whole, and forth again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.ledger.entries import Receipt
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_devices import refresh_receipts
from sxsh_desktop.services.exchange_errors import ImportUnknownError
from sxsh_desktop.services.exchange_receive import refresh_after
from sxsh_desktop.services.exchange_received import refresh_received
from sxsh_desktop.store import exchange as exchange_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records as records_store
from sxsh_desktop.store.connection import Connection


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import. counts as in the plan; undone: it is taken back for now."""

    import_id: str
    bundle_id: str
    file_name: str
    sender: str
    made_at: str
    imported_at: str
    undone: bool
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One export. items: how many revisions and entries it holds; received: how many of them somebody has
    confirmed by a receipt (all: "đã nhận")."""

    bundle_id: str
    file_name: str
    recipient: str
    made_at: str
    items: int
    received: int
    counts: dict[str, int]

    @property
    def is_received(self) -> bool:
        """Everything in it was confirmed."""
        return self.received >= self.items


def imports(desk: Desk) -> tuple[ImportLine, ...]:
    """Every import, the newest first."""
    with desk.read() as connection:
        rows = exchange_store.imports(connection)
    return tuple(
        ImportLine(
            one.import_id,
            one.bundle_id,
            one.file_name,
            one.sender,
            one.made_at,
            one.imported_at,
            bool(one.undone_at),
            json.loads(one.counts),
        )
        for one in rows
    )


def exports(desk: Desk) -> tuple[ExportLine, ...]:
    """Every export, the newest first; receipts among what was sent need none themselves."""
    with desk.read() as connection:
        receipts = {entry.entry_id for entry in ledger_store.entries_of_kind(connection, Receipt.kind)}
        lines = []
        for one in exchange_store.exports(connection):
            items = exchange_store.items_of_export(connection, one.bundle_id)
            counted = [item for item in items if item not in receipts]
            holders = records_store.holders_of(connection, counted)
            received = sum(any(d != desk.device_id for d in holders.get(item, ())) for item in counted)
            lines.append(
                ExportLine(
                    one.bundle_id,
                    one.file_name,
                    one.recipient,
                    one.made_at,
                    len(counted),
                    received,
                    json.loads(one.counts),
                )
            )
    return tuple(lines)


def undo_import(desk: Desk, import_id: str, *, progress: Progress | None = None) -> int:
    """Hide what only this import brought; returns how many items. Local, never exported, can be redone.

    Raises ImportUnknownError.
    """
    with desk.write() as connection:
        _find(connection, import_id)
        hidden = exchange_store.undo_import(connection, import_id, desk.now())
        _refresh(desk, connection, hidden, progress or silent())
    desk.forms.refresh()
    return len(hidden)


def redo_import(desk: Desk, import_id: str, *, progress: Progress | None = None) -> int:
    """Show again what undoing this import hid; returns how many items. Raises ImportUnknownError."""
    with desk.write() as connection:
        _find(connection, import_id)
        shown = exchange_store.redo_import(connection, import_id)
        _refresh(desk, connection, shown, progress or silent())
    desk.forms.refresh()
    return len(shown)


def _find(connection: Connection, import_id: str) -> None:
    if all(one.import_id != import_id for one in exchange_store.imports(connection)):
        raise ImportUnknownError(item=import_id)


def _refresh(desk: Desk, connection: Connection, items: list[str], progress: Progress) -> None:
    """Derived tables after items were hidden or shown: receipts are counted anew from all that are left."""
    entries = list(ledger_store.iterate_entries(connection, items, with_hidden=True))
    receipts = [entry for entry in entries if entry.kind == Receipt.kind]
    if receipts:
        refresh_receipts(connection)
    refresh_after(desk, connection, items, entries, progress, receipts_gone=True)
    if receipts:
        refresh_received(connection, ledger_store.record_ids(connection))
