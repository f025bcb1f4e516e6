"""Everything that is computed from the ledger, computed anew: must change no byte of any export or report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.services import computed, projection
from sxsh_desktop.services.exchange_devices import refresh_devices, refresh_receipts
from sxsh_desktop.store import derived
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk


def rebuild(desk: Desk, progress: Progress | None = None) -> None:
    """Throw away all that is computed from the ledger and compute it again; all or nothing."""
    with desk.write() as connection:
        compute_anew(connection, desk, progress)


def compute_anew(connection: Connection, desk: Desk, progress: Progress | None = None) -> None:
    """`rebuild` within the caller's transaction, which may be that of another store with the same tables."""
    derived.clear(connection, desk.vocabulary)
    refresh_devices(desk, connection)
    refresh_receipts(connection)
    projection.project_records(connection, desk, ledger_store.record_ids(connection), progress)
    computed.note(connection, desk.vocabulary)
