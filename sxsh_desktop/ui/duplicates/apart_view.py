"""Probable duplicates that are two facilities: saying so with the reason, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import facility_links
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.facility_links import Apart
from sxsh_desktop.ui import say, work
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog, ask_reason
from sxsh_desktop.ui.widgets.states import EmptyList
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Cell, Column, RowsModel, text_cell

Told = Callable[[], object]


def tell_apart(desk: Desk, a: tuple[str, str], b: tuple[str, str], owner: QWidget, told: Told) -> None:
    """Ask for the reason, and say that two cards (id, name) are two facilities; `told` once it is kept."""
    title = words(_("They are not one facility"))
    about = words(_("{a} and {b}"), a=a[1], b=b[1])
    reason = ask_reason(title, about, words(_("Not one facility")), owner)
    if reason:
        work.write(
            lambda _progress: facility_links.tell_apart(desk, a[0], (b[0],), reason),
            lambda _said: told(),
            owner,
            title,
        )


def show_apart(desk: Desk, owner: QWidget, told: Told) -> None:
    """The list of what was said so, where each can be asked again; `told` after each that was."""
    work.read(
        lambda: facility_links.apart(desk), lambda found: ApartDialog(desk, found, owner, told).run(), owner
    )


class ApartDialog(Dialog):
    """The pairs that were said to be two facilities, who said so and why."""

    def __init__(self, desk: Desk, found: Sequence[Apart], owner: QWidget, told: Told) -> None:
        about = words(_("These pairs look alike, and somebody looked and said that they are two facilities."))
        super().__init__(words(_("Said not to be one facility")), about, owner, width=880)
        self._desk, self._told, self._found = desk, told, list(found)
        self.rows = RowsModel(
            (
                Column("a", words(_("Facility")), 220, stretch=True),
                Column("b", words(_("Not the same as")), 220),
                Column("why", words(_("Reason")), 190),
                Column("who", words(_("By")), 90),
                Column("day", words(_("Day")), 96),
            )
        )
        self.table = Table(self.rows, "apart", dense=True)
        self.table.setFixedHeight(240)
        self.again = ordinary(words(_("Ask again")), self._ask_again, "undo")
        self._none = EmptyList("copy", words(_("Nothing was said yet")), "")
        self.add(self.table, self._none)
        self.set_buttons(self.again, primary(words(_("Close")), self.accept))
        self._show()

    def _show(self) -> None:
        self.rows.put([(str(at), _cells(one)) for at, one in enumerate(self._found)])
        self.table.setVisible(bool(self._found))
        self._none.setVisible(not self._found)
        self.again.setEnabled(bool(self._found))
        self.table.choose_row(0)

    def _ask_again(self) -> None:
        chosen = self.table.current_id()
        if not chosen:
            return
        one = self._found[int(chosen)]

        def asked(_entry: object) -> None:
            self._found.remove(one)
            self._show()
            self._told()

        work.write(
            lambda _progress: facility_links.ask_again(self._desk, one.a.facility_id, one.b.facility_id),
            asked,
            self,
            words(_("Ask again")),
        )


def _cells(one: Apart) -> tuple[Cell, ...]:
    return (
        Cell(f"{one.a.name} ({one.a.code})"),
        Cell(f"{one.b.name} ({one.b.code})"),
        text_cell(one.reason),
        text_cell(one.officer),
        Cell(say.day(one.day), order=one.day),
    )
