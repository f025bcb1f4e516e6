"""Work for officers, for the department's desk: who has what to do until when. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_desktop.base.text import sort_key
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import assignments, exchange, register
from sxsh_desktop.services.assignments import Task, WorkLine, WorkState
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.register import FacilityNow, FacilityQuery
from sxsh_desktop.services.setup import unit_choices
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.fields import Option
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell, text_cell

Rows = list[tuple[str, tuple[Cell, ...]]]
_STATES = {
    WorkState.OPEN: (_("Not begun"), "state-empty", "off"),
    WorkState.STARTED: (_("In work"), "state-work", "accent"),
    WorkState.DONE: (_("Done"), "state-done", "ok"),
}
_SHOWN = 50


class WorkModel:
    """Reads and acts for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def lines(self) -> tuple[WorkLine, ...]:
        """Everything that was given and stands."""
        return assignments.work_list(self._desk)

    @staticmethod
    def columns() -> tuple[Column, ...]:
        """The columns of the list."""
        return (
            Column("officer", words(_("Officer")), 180),
            Column("form", words(_("What")), 250),
            Column("where", words(_("Facility or place")), stretch=True),
            Column("due", words(_("Until")), 110),
            Column("state", words(_("State")), 150),
            Column("note", words(_("Note")), 180, drop=1),
        )

    def rows(self, lines: Sequence[WorkLine]) -> Rows:
        """The list as rows."""
        names = self._names()
        return [(one.entry_id, self._cells(one, names)) for one in lines]

    def _cells(self, one: WorkLine, names: dict[str, str]) -> tuple[Cell, ...]:
        word, icon, role = _STATES[one.state]
        text = words(word)
        if one.place_code and one.made:
            text = words(_("{n} records made"), n=say.count(one.made))
        late = one.is_overdue(self._desk.today())
        if late:
            text, icon, role = words(_("Overdue")), "warning", "bad"
        return (
            Cell(names.get(one.officer_code, one.officer_code)),
            Cell(say.form_name(one.form_id)),
            text_cell(one.facility or one.place),
            Cell(say.day(one.due), order=one.due) if one.due else none_cell(),
            Cell(text, icon, role),
            text_cell(one.note, dim=True),
        )

    def give(self, officer: str, tasks: Sequence[Task]) -> int:
        """Give work; returns how many pieces are new."""
        return len(assignments.give(self._desk, officer, tasks))

    def withdraw(self, entry_ids: Sequence[str], reason: str) -> int:
        """Take work back."""
        return assignments.withdraw(self._desk, entry_ids, reason)

    # -- what there is to choose from ---------------------------------------------------------------------

    def officers(self) -> tuple[Option, ...]:
        """The officers whose devices are trusted, by name."""
        found = [Option(code, name) for code, name in self._names().items()]
        return tuple(sorted(found, key=lambda one: sort_key(one.text)))

    def _names(self) -> dict[str, str]:
        return {
            one.officer_code: f"{one.officer_name} ({one.officer_code})"
            for one in exchange.devices(self._desk)
            if one.role == "officer" and one.state == "confirmed"
        }

    def forms(self) -> tuple[Option, ...]:
        """The forms that may be given."""
        return tuple(
            Option(one.form_id, say.form_name(one.form_id, one.letter, one.title))
            for one in self._desk.forms.current()
        )

    @staticmethod
    def places() -> tuple[Option, ...]:
        """Districts and communes."""
        return tuple(Option(one.code, one.name) for one in unit_choices() if one.level in ("huyen", "xa"))

    def find(self, text: str) -> Sequence[FacilityNow]:
        """Facilities by a few letters without accents."""
        numbers = register.search(self._desk, FacilityQuery(text=text))
        return register.page(self._desk, numbers[:_SHOWN])
