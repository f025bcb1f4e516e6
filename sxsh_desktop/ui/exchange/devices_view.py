"""Trusted devices: whose bundles are taken; enrolment files in and out; the code that is read over the phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.exchange import DeviceLine
from sxsh_desktop.ui import files, say, work
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel
from sxsh_desktop.ui.exchange.receive_view import page_of
from sxsh_desktop.ui.exchange.revoke_dialog import RevokeDialog
from sxsh_desktop.ui.widgets.buttons import danger, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Cell, Column, RowsModel
from sxsh_desktop.ui.widgets.text import label, row

_STATES = {
    "confirmed": (_("Trusted"), "state-done", "ok"),
    "asks": (_("Asks to be trusted"), "question", "warn"),
    "revoked": (_("No longer trusted"), "close", "off"),
}
_ROLES = {"officer": _("Officer"), "department": _("Department")}


class DevicesPane(QWidget):
    """`changed`: whom we trust is other than it was."""

    changed = Signal()

    def __init__(self, model: ExchangeModel) -> None:
        super().__init__()
        self._model = model
        self._lines: dict[str, DeviceLine] = {}
        self._own_code = ""
        self.rows = RowsModel(
            (
                Column("who", words(_("Person")), stretch=True),
                Column("unit", words(_("Unit")), 260, drop=1),
                Column("role", words(_("Role")), 120),
                Column("code", words(_("Code")), 196),
                Column("state", words(_("State")), 230),
            )
        )
        self.table = Table(self.rows, "devices")
        self.table.chosen.connect(lambda _id: self._offer())
        self._own = Hint("", "info", icon="lock")
        self.confirm = primary(words(_("Trust this device…")), self._ask_confirm, "seal")
        self.revoke = danger(words(_("Trust no longer")), self._revoke, "close")
        layout = page_of(self)
        layout.addWidget(self._own)
        layout.addLayout(
            row(
                ordinary(words(_("Write my enrolment file…")), self._write, "export"),
                ordinary(words(_("Read an enrolment file…")), self._read, "import"),
                0,
                self.revoke,
                self.confirm,
            )
        )
        layout.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Read the devices."""
        work.read(lambda: (self._model.own_code(), self._model.devices()), self._show, self)

    def _show(self, found: tuple[str, tuple[DeviceLine, ...]]) -> None:
        code, lines = found
        text = _(
            "The code of this computer is {code}. Read it over the phone when somebody asks whether to trust it."
        )
        self._own.say(words(text, code=code))
        self._own_code = code
        self._lines = {one.device_id: one for one in lines}
        self.rows.put([(one.device_id, self._cells(one)) for one in lines])
        self.table.choose_row(0)
        self._offer()

    def _cells(self, one: DeviceLine) -> tuple[Cell, ...]:
        word, icon, role = _STATES.get(one.state, _STATES["asks"])
        return (
            Cell(one.officer_name or one.officer_code),
            Cell(self._model.unit_name(one.unit_code)),
            Cell(words(_ROLES.get(one.role, one.role))),
            Cell(one.code, dim=True),
            Cell(f"{words(word)} {say.day(one.revoked_on)}".strip(), icon, role),
        )

    def _offer(self) -> None:
        one = self._lines.get(self.table.current_id())
        again = one is not None and one.state == "revoked"
        self.confirm.setText(words(_("Trust again…")) if again else words(_("Trust this device…")))
        self.confirm.setEnabled(one is not None and one.state in ("asks", "revoked"))
        own = one is not None and one.code == self._own_code
        self.revoke.setEnabled(one is not None and one.state == "confirmed" and not own)

    def _write(self) -> None:
        target = files.ask_save(
            self, words(_("Write my enrolment file")), words(_("Enrolment of this computer")), "json"
        )
        if target is None:
            return
        chosen: Path = target

        def written(code: str) -> None:
            files.told(
                self, chosen, words(_("Send this file to the other side. Its code is {code}."), code=code)
            )

        title = words(_("Write my enrolment file"))
        work.write(lambda _p: self._model.write_enrolment(chosen), written, self, title)

    def _read(self) -> None:
        for path in files.ask_open(self, words(_("Read an enrolment file")), ("json", "sxsh"))[:1]:
            title = words(_("Read an enrolment file"))

            def look(_p: Progress, file: Path = path) -> DeviceLine:
                return self._model.read_enrolment(file, confirm=False)

            def believe(asked: bool, file: Path = path) -> DeviceLine:
                return self._model.read_enrolment(file, confirm=True, as_department=asked)

            def compare(one: DeviceLine, act: Callable[[bool], DeviceLine] = believe) -> None:
                self._compare(one, act)

            work.write(look, compare, self, title)

    def _ask_confirm(self) -> None:
        one = self._lines.get(self.table.current_id())
        if one is not None:
            self._compare(one, lambda asked: self._model.confirm(one.device_id, as_department=asked))

    def _compare(self, one: DeviceLine, act: Callable[[bool], DeviceLine]) -> None:
        """Show the code; believe the device when the person says that it is the same."""
        about = f"{one.officer_name} · {self._model.unit_name(one.unit_code)}"
        dialog = Dialog(words(_("Trust this device")), about, self)
        text = _("Call this person and compare the code on both screens. Go on only when it is the same.")
        dialog.add(label(one.code, "title", select=True), label(words(text), wrap=True))
        if one.role == "department":
            warned = _("This device asks for the rights of the department: its reviews will count here.")
            dialog.add(Hint(words(warned), "warn"))
        dialog.set_buttons(
            ordinary(words(_("Back")), dialog.reject),
            primary(words(_("The code is the same: trust it")), dialog.accept),
        )
        if dialog.run():
            as_department = one.role == "department" and self._model.department
            title = words(_("Trust this device"))
            work.write(lambda _p: act(as_department), lambda _one: self.changed.emit(), self, title)

    def _revoke(self) -> None:
        one = self._lines.get(self.table.current_id())
        if one is None:
            return
        dialog = RevokeDialog(one.officer_name, one.code, self._model.today(), self)
        if dialog.run():
            device, day = one.device_id, dialog.day.day()
            since = day.isoformat() if day else ""
            title = words(_("Trust no longer"))
            work.write(
                lambda _p: self._model.revoke(device, since), lambda _one: self.changed.emit(), self, title
            )
