"""Giao việc: which form, about which facilities or in which place, until when."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.assignments import Task
from sxsh_desktop.services.register import FacilityNow
from sxsh_desktop.ui.exchange.work_model import WorkModel
from sxsh_desktop.ui.shell.finder import Finder
from sxsh_desktop.ui.widgets.buttons import flat, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.fields import Choices, Combo, DateField, Field, Option
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.text import column, label, row


class GiveDialog(Dialog):
    """What is to be given stands in `officer` and `tasks()`; `give` is called with the button; `model` finds."""

    def __init__(self, model: WorkModel, give: Callable[[GiveDialog], None], parent: QWidget | None) -> None:
        super().__init__(words(_("Give work")), parent=parent)
        self.model = model
        self._facilities: dict[str, FacilityNow] = {}
        officers, forms = model.officers(), model.forms()
        self.officer = Combo(officers, officers[0].value if officers else "", search=True)
        self.form = Combo(forms, forms[0].value if forms else "")
        self.where = Choices(
            (
                Option("facilities", words(_("Facilities"))),
                Option("place", words(_("A whole place"))),
                Option("nowhere", words(_("Neither"))),
            ),
            "facilities",
        )
        self.where.picked.connect(lambda _value: self._show_where())
        self.place = Combo(model.places(), search=True)
        self.due, self.note = DateField(), Field("", words(_("A note for the officer")))
        self._chosen = label("", wrap=True)
        self.add_facility = ordinary(words(_("Add a facility…")), self._find, "search")
        self._drop = flat(words(_("Begin anew")), self._drop_all, "close")
        self._facility_part, self._place_part = QWidget(), QWidget()
        self._facility_part.setLayout(column(self._chosen, row(self.add_facility, self._drop, 0), spacing=4))
        self._place_part.setLayout(column(self.place, spacing=4))
        self.problem = Hint("", "bad")
        self.problem.hide()
        self._lay_out()
        self.go = primary(words(_("Give the work")), lambda: give(self), "plan")
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.go)
        self._show_where()

    def tasks(self) -> list[Task]:
        """What the fields say."""
        due = self.due.day()
        day = due.isoformat() if due else self.due.value()
        form, note = self.form.value(), self.note.value()
        if self.where.value() == "facilities":
            return [Task(form, one, due=day, note=note) for one in self._facilities]
        place = self.place.value() if self.where.value() == "place" else ""
        return [Task(form, place_code=place, due=day, note=note)]

    def take(self, facility: FacilityNow) -> None:
        """One more facility."""
        self._facilities[facility.facility_id] = facility
        self._show_where()

    def refuse(self, error: UserError) -> None:
        """Say in place what is missing."""
        self.problem.say(" ".join(error.explain()), "bad")

    def _lay_out(self) -> None:
        fields: tuple[tuple[str, QWidget], ...] = (
            (_("Officer"), self.officer),
            (_("What"), self.form),
            (_("Where"), self.where),
        )
        for name, field in fields:
            field.setAccessibleName(words(name))
            self.add(column(label(words(name), "dim"), field, spacing=4))
        self.add(self._facility_part, self._place_part)
        self.due.setAccessibleName(words(_("Until")))
        self.note.setAccessibleName(words(_("Note")))
        self.due.setFixedWidth(150)
        until = column(label(words(_("Until")), "dim"), self.due, spacing=4)
        note = column(label(words(_("Note")), "dim"), self.note, spacing=4)
        line = row(until, note)
        line.setStretch(1, 1)
        text = _("It goes along in the next bundle for the officer, with what is needed for it.")
        self.add(line, label(words(text), "small", wrap=True), self.problem)

    def _find(self) -> None:
        finder = Finder(self.model.find, words(_("Find a facility")), words(_("Add")), self)

        def take(_id: str) -> None:
            chosen = finder.chosen()
            if chosen is not None:
                self.take(chosen)

        finder.found.connect(take)
        finder.run()

    def _drop_all(self) -> None:
        self._facilities.clear()
        self._show_where()

    def _show_where(self) -> None:
        where = self.where.value()
        self._facility_part.setVisible(where == "facilities")
        self._place_part.setVisible(where == "place")
        names = "; ".join(one.name for one in self._facilities.values())
        self._chosen.setText(names or words(_("No facility is chosen yet.")))
        self._drop.setVisible(bool(names))
        self.problem.say("")
        self.adjustSize()
