"""Whether a record has arrived on the other side: what turns "sent" into "received" in the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sxsh_desktop.store import exchange_select as select_store
from sxsh_desktop.store import records as records_store
from sxsh_desktop.store.connection import Connection


def refresh_received(connection: Connection, record_ids: Sequence[str]) -> None:
    """Set the mark of these records anew: a device other than the author's holds every head."""
    shown = records_store.get_many(connection, record_ids)
    heads = [head for one in shown.values() for head in one.heads]
    authors = select_store.authors_of(connection, heads)
    holders = records_store.holders_of(connection, heads)
    changed = []
    for one in shown.values():
        received = all(
            any(device != authors.get(head) for device in holders.get(head, ())) for head in one.heads
        )
        if received != one.received:
            changed.append(replace(one, received=received))
    records_store.put(connection, changed)
