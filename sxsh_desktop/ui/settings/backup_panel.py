"""The part of the settings that tells how backups make themselves: the second place, the recovery code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import files
from sxsh_desktop.ui.settings.settings_model import SettingsModel
from sxsh_desktop.ui.widgets.buttons import flat, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog, tell
from sxsh_desktop.ui.widgets.fields import Field
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.text import label, row


class BackupPanel(QWidget):
    """Two lines: where else backups go, and whether another computer could open them."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__()
        self._model = model
        self.place, self.code = label("", wrap=True), label("", wrap=True)
        self.choose = flat(words(_("Choose a second place…")), self._choose, "usb")
        self.leave = flat(words(_("No second place")), self._leave, "close")
        self.make = flat(words(_("New recovery code…")), self._make, "lock")
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(4)
        for said, acts in ((self.place, (self.leave, self.choose)), (self.code, (self.make,))):
            line = row(said, *acts)
            line.setStretch(0, 1)
            body.addLayout(line)
        self.refresh()

    def refresh(self) -> None:
        """Say how things stand."""
        self.place.setText(self._model.second_words())
        self.code.setText(self._model.recovery_words())
        self.leave.setVisible(self._model.has_second)

    def _choose(self) -> None:
        chosen = files.ask_folder(self, words(_("A folder on a stick or another disk")))
        if chosen is not None:
            self.use(chosen)

    def use(self, place: Path) -> None:
        """Have backups go there too; the first time a recovery code is made, without which they are useless there."""
        try:
            self._model.set_second(place)
        except UserError as error:
            tell(error, words(_("Choose a second place…")), self.window())
            return
        self.refresh()
        if not self._model.has_recovery:
            self._make()

    def _leave(self) -> None:
        self._model.set_second(None)
        self.refresh()

    def _make(self) -> None:
        dialog = RecoveryDialog(self._model, self.window())
        if dialog.run():
            try:
                self._model.use_recovery(dialog.text.text())
            except UserError as error:
                tell(error, words(_("Recovery code")), self.window())
            self.refresh()


class RecoveryDialog(Dialog):
    """Shows a new recovery code once; accepted: the person has kept it."""

    def __init__(self, model: SettingsModel, parent: QWidget | None) -> None:
        title = words(_("Recovery code"))
        super().__init__(title, words(_("With it another computer opens the backups of this one.")), parent)
        self._model = model
        self.text = Field(model.new_recovery())
        self.text.setReadOnly(True)
        self.text.setAccessibleName(title)
        self.add(
            self.text,
            label(
                words(
                    _(
                        "Print it, or save it on another disk than the backups, and keep it like the seal of the "
                        "office. It is shown only now; the program does not keep it."
                    )
                ),
                wrap=True,
            ),
            Hint(
                words(_("Whoever has the code and a backup can read every record in it.")),
                "warn",
                icon="lock",
            ),
            row(flat(words(_("Copy")), self._copy, "copy"), flat(words(_("Save…")), self._save, "folder"), 0),
        )
        self.kept = primary(words(_("I have kept it")), self.accept)
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.kept)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.text())

    def _save(self) -> None:
        target = files.ask_save(self, words(_("Recovery code")), words(_("SXSH recovery code")), "txt")
        if target is not None:
            try:
                self._model.write_recovery(target, self.text.text())
            except UserError as error:
                tell(error, words(_("Recovery code")), self)


def ask_code(parent: QWidget | None, file: str) -> str:
    """The recovery code of a backup that this computer cannot open; "" when the person went back."""
    about = words(_("The backup {file} was made on another computer."), file=file)
    dialog = Dialog(words(_("Recovery code")), about, parent)
    field = Field("", "AGE-SECRET-KEY-1…")
    field.setAccessibleName(words(_("Recovery code")))
    dialog.add(
        label(words(_("Type or paste the code that was kept when the backup was set up.")), wrap=True), field
    )
    go = primary(words(_("Open the backup")), dialog.accept)
    dialog.set_buttons(ordinary(words(_("Back")), dialog.reject), go)
    return field.text().strip() if dialog.run() else ""
