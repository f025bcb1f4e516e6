"""The list of what is in a bundle before it goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.exchange_outgoing import GoingLine
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Cell, Column, RowsModel, none_cell, text_cell
from sxsh_desktop.ui.widgets.text import label

_KINDS = {
    "review": (_("Reviews"), "review"),
    "receipt": (_("Receipts"), "state-done"),
    "facility_link": (_("Facilities that are one"), "copy"),
    "assignment": (_("Given work"), "plan"),
    "enrolment": (_("Trusted devices"), "seal"),
    "void": (_("Cancelled records"), "trash"),
    "publication": (_("Forms in use"), "form"),
    "reference_table": (_("Reference tables"), "catalog"),
}


class GoingList(QWidget):
    """Heading and table."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowsModel(
            (
                Column("form", words(_("Record")), 80),
                Column("what", words(_("What")), stretch=True),
                Column("day", words(_("Date")), 104, drop=1),
                Column("count", words(_("Versions")), 90, "right"),
            )
        )
        self.table = Table(self.rows, "going", dense=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(words(_("In the bundle")), "h2"))
        layout.addWidget(self.table, 1)

    def put(self, lines: Sequence[GoingLine]) -> None:
        """Show these."""
        self.rows.put([(one.record_id or one.kind, _cells(one)) for one in lines])


def _cells(one: GoingLine) -> tuple[Cell, ...]:
    count = Cell(say.count(one.count), order=one.count)
    if one.kind:
        word, icon = _KINDS.get(one.kind, (one.kind, "note"))
        return none_cell(), Cell(words(word), icon, "dim"), none_cell(), count
    return (
        Cell(say.form_short(one.form_id)),
        text_cell(one.facility or say.without_letter(one.form_id, one.title)),
        Cell(say.day(one.day), order=one.day) if one.day else none_cell(),
        count,
    )
