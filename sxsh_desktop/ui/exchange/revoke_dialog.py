"""Trust no longer: since when, and what it means, before it is done."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.buttons import danger, ordinary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.fields import DateField
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.text import label, row


class RevokeDialog(Dialog):
    """`day`: since when the device is not believed."""

    def __init__(self, name: str, code: str, today: date, parent: QWidget | None) -> None:
        super().__init__(words(_("Trust no longer")), f"{name} · {code}", parent)
        self._today = today
        self.day = DateField(today)
        self.day.setAccessibleName(words(_("Since")))
        self.day.setFixedWidth(150)
        text = _(
            "No bundle of this device is taken in any more; new ones go to the shelf. What it sent before stays, "
            "with its history. The other desks learn it with the next bundle."
        )
        undo = _("If it was a mistake, the device can be trusted again in this list.")
        self.problem = Hint("", "bad")
        self.problem.hide()
        self.add(
            label(words(text), wrap=True),
            row(label(words(_("Since")), "dim"), self.day, 0),
            label(words(undo), "small", wrap=True),
            self.problem,
        )
        self.go = danger(words(_("Trust no longer")), self._go, "close")
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.go)

    def _go(self) -> None:
        day = self.day.day()
        if day is None or day > self._today:
            text = _("Write a day up to today, like {today}.")
            self.problem.say(words(text, today=say.day(self._today)), "bad")
            return
        self.accept()
