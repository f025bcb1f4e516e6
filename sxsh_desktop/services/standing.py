"""Where a shared store stands: windows compare it to notice what another window or program changed."""

from __future__ import annotations

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import standing as stored

Mark = tuple[int, ...]


def standing(desk: Desk) -> Mark:
    """A mark that is another one after records, decisions, drafts or imports came or went; see `store.standing`."""
    with desk.read() as connection:
        return stored.mark(connection)
