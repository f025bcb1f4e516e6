"""The dialog "Add a facility": three answers, and the facilities that may be the same one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QFormLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.register import Duplicate
from sxsh_desktop.ui.duplicates.duplicates_model import Draft, NewFacilityModel
from sxsh_desktop.ui.widgets.buttons import Button, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.fields import Combo, Field
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel


class NewFacilityDialog(Dialog):
    """Looks for duplicates each time a field is left; `open_asked` sends the one that is the same."""

    open_asked = Signal(str)

    def __init__(self, model: NewFacilityModel, parent: QWidget | None) -> None:
        super().__init__(words(_("Add a facility")), parent=parent, width=880)
        self._model = model
        self.name = Field(placeholder=words(_("As on the sign or the registration paper")))
        self.tax = Field(placeholder=words(_("10 or 13 digits, leave empty if not known")))
        self.commune = Combo(model.communes(), search=True)
        lines = QFormLayout()
        lines.setVerticalSpacing(8)
        lines.setHorizontalSpacing(12)
        for title, field in ((_("Name"), self.name), (_("Tax code"), self.tax), (_("Commune"), self.commune)):
            lines.addRow(words(title), field)
            field.setAccessibleName(words(title))
        self.hint = Hint("", "info")
        self.found = RowsModel(model.columns())
        self.table = Table(self.found, "duplicates", dense=True)
        self.table.setFixedHeight(180)
        self.table.opened.connect(self._open)
        self.add(lines, self.hint, self.table)
        self.same: Button = ordinary(
            words(_("It is this one: open its card")), self._open_current, "facility"
        )
        self.go: Button = primary(words(_("Open a new card")), self._begin)
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.same, self.go)
        self.name.left.connect(lambda _text: self.look())
        self.tax.left.connect(lambda _text: self.look())
        self.commune.picked.connect(lambda _value: self.look())
        self.look()

    def draft(self) -> Draft:
        """What was typed."""
        return Draft(self.name.value(), self.tax.value().replace(" ", ""), self.commune.value())

    def look(self) -> None:
        """Compare what was typed with the register."""
        draft = self.draft()
        found = self._model.duplicates(draft)
        self.found.put(self._model.rows(found))
        self.table.setVisible(bool(found))
        self.same.setVisible(bool(found))
        self.go.setEnabled(bool(draft.name))
        if found:
            self.hint.say(
                words(_("{n} facilities may be the same one. Please look before going on."), n=len(found)),
                "warn",
            )
            self.table.choose_row(0)
            self.go.setText(words(_("It is another one: open a new card")))
        elif draft.name:
            self.hint.say(words(_("No facility of this name, tax code or place is in the register.")), "ok")
            self.go.setText(words(_("Open a new card")))
        else:
            self.hint.say(
                words(_("Type the name first: the register is searched for the same facility.")), "info"
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field goes on to the next one: nobody passes by duplicates that were not seen yet."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        at = self.focusWidget()
        if enter and at in (self.commune, self.commune.lineEdit()):  # the last field: not to "Back"
            self.look()
            (self.go if self.table.isHidden() else self.table).setFocus()
        elif enter and not isinstance(at, QAbstractButton):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _open_current(self) -> None:
        self._open(self.table.current_id())

    def _open(self, facility_id: str) -> None:
        if facility_id:
            self.open_asked.emit(facility_id)
            self.reject()

    def _begin(self) -> None:
        self.look()
        self.accept()
        self._model.begin(self.draft())


class SameFacilityDialog(Dialog):
    """Before a card is completed: the facilities that may be the same one. Accepted: it is another one."""

    open_asked = Signal(str)

    def __init__(self, name: str, found: Sequence[Duplicate], parent: QWidget | None) -> None:
        super().__init__(words(_("Probable duplicates")), name, parent, width=880)
        hint = words(_("{n} facilities may be the same one. Please look before going on."), n=len(found))
        self.found = RowsModel(NewFacilityModel.columns())
        self.found.put(NewFacilityModel.rows(found))
        self.table = Table(self.found, "duplicates", dense=True)
        self.table.setFixedHeight(180)
        self.table.opened.connect(self._open)
        self.table.choose_row(0)
        self.add(Hint(hint, "warn"), self.table)
        self.same: Button = ordinary(
            words(_("It is this one: open its card")), lambda: self._open(self.table.current_id()), "facility"
        )
        self.go: Button = primary(words(_("It is another one: go on")), self.accept)
        self.set_buttons(ordinary(words(_("Back to the form")), self.reject), self.same, self.go)

    def _open(self, facility_id: str) -> None:
        if facility_id:
            self.open_asked.emit(facility_id)
            self.reject()
