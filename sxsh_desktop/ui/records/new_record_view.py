"""The dialog "New record": which form, about which facility."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.services.forms import EVENT_FORM, OFFICER_FORM, REGISTER_FORM, FormInfo
from sxsh_desktop.services.register import FacilityNow
from sxsh_desktop.ui import say
from sxsh_desktop.ui.shell.finder import Finder
from sxsh_desktop.ui.widgets.buttons import link, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.pages import LineButton, Scroller, line_panel
from sxsh_desktop.ui.widgets.text import label, row

_ICONS = {REGISTER_FORM: "facility", EVENT_FORM: "today", OFFICER_FORM: "person"}
_WITHOUT_FACILITY = (REGISTER_FORM, EVENT_FORM, OFFICER_FORM)
Find = Callable[[str], Sequence[FacilityNow]]


class NewRecordDialog(Dialog):
    """Sends form and facility ("" for forms that are about none)."""

    chosen = Signal(str, str)

    def __init__(
        self, forms: Sequence[FormInfo], find: Find, facility: FacilityNow | None, parent: QWidget | None
    ) -> None:
        super().__init__(words(_("New record")), parent=parent)
        self._find, self._facility = find, facility
        self._form_id = ""
        self._about = label("", "strong", wrap=True)
        self.change = link(words(_("Choose…")), self._choose_facility)
        scroller = Scroller(spacing=0)
        self._lines: dict[str, LineButton] = {}
        for one in forms:
            if facility is not None and one.form_id in _WITHOUT_FACILITY:
                continue
            line = LineButton(
                say.form_name(one.form_id, one.letter, one.title),
                one.title if language() == "vi" else "",
                icon=_ICONS.get(one.form_id, "form"),
                right_icon="",
                last=one is forms[-1],
            )
            line.setCheckable(True)
            line.clicked.connect(lambda _checked=False, form=one.form_id: self._pick(form))
            self._lines[one.form_id] = line
        scroller.body.addWidget(line_panel(list(self._lines.values())))
        scroller.body.addStretch(1)
        wanted = sum(line.sizeHint().height() for line in self._lines.values()) + 6
        scroller.setMinimumHeight(min(wanted, 438))
        facility_row = row(label(words(_("Facility")), "dim"), self._about, self.change)
        facility_row.setStretch(1, 1)
        self.add(facility_row, label(words(_("Form")), "dim"), scroller)
        self.go = primary(words(_("Begin")), self._begin)
        self._why = label("", "small")
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.go, left=())
        self.add(self._why)
        self._tell()
        next(iter(self._lines.values())).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a form chooses it and goes on; elsewhere as in any dialog."""
        focused = next((key for key, line in self._lines.items() if line.hasFocus()), "")
        if focused and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(focused)
            self._begin()
            return
        super().keyPressEvent(event)

    def _pick(self, form_id: str) -> None:
        self._form_id = form_id
        for key, line in self._lines.items():
            line.setChecked(key == form_id)
        self._tell()

    def _choose_facility(self) -> None:
        finder = Finder(self._find, words(_("Choose a facility")), words(_("Choose it")), self)
        if finder.run():
            self._facility = finder.chosen()
        self._tell()
        if self.go.isEnabled():
            self.go.setFocus()

    def _tell(self) -> None:
        needs = self._form_id not in _WITHOUT_FACILITY
        one = self._facility
        self._about.setText(
            f"{one.name} ({one.code})" if one else words(_("none chosen yet")) if needs else "–"
        )
        self.change.setVisible(needs)
        ready = bool(self._form_id) and (not needs or one is not None)
        self.go.setEnabled(ready)
        missing = (
            _("Choose a form first.")
            if not self._form_id
            else _("This form is about a facility: choose one.")
        )
        self._why.setText("" if ready else words(missing))

    def _begin(self) -> None:
        if self._form_id not in _WITHOUT_FACILITY and self._facility is None:
            self._choose_facility()
            return
        facility = (
            self._facility.facility_id if self._facility and self._form_id not in _WITHOUT_FACILITY else ""
        )
        self.accept()
        self.chosen.emit(self._form_id, facility)
