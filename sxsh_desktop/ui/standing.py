"""How the standing of a record looks: one place, so that every list says the same."""

from __future__ import annotations

from sxsh_desktop.services.records import Standing
from sxsh_desktop.ui.widgets.states import State, state
from sxsh_desktop.ui.widgets.table_model import Cell

_LOOKS = {
    Standing.DRAFT: "draft",
    Standing.THROWN_AWAY: "void_draft",
    Standing.VOID: "void",
    Standing.DIVERGED: "diverged",
    Standing.WAITING: "parent_missing",
    Standing.RETURNED: "returned",
    Standing.REJECTED: "rejected",
    Standing.ACCEPTED: "accepted",
    Standing.RECEIVED: "acknowledged",
    Standing.NO_RECEIPT: "no_receipt",
    Standing.NOT_SENT: "not_sent",
}


def look_of(standing: Standing, *, department: bool) -> State:
    """Icon, word and colour. At the department what was received waits for its review."""
    if department and standing in (Standing.RECEIVED, Standing.NOT_SENT, Standing.NO_RECEIPT):
        return state("waiting")
    return state(_LOOKS[standing])


def standing_cell(standing: Standing, *, department: bool) -> Cell:
    """The same as a cell: only the icon takes the colour."""
    look = look_of(standing, department=department)
    return Cell(look.text, look.icon, look.role)
