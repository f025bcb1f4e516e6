"""Choosing over which way bundles go, and typing the password of a server."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.carriers import Way
from sxsh_desktop.ui import files
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.fields import Choices, Field, Option
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.text import column, label, row


class WayDialog(Dialog):
    """Stick or folder, or a server. `chosen` is the way as it stands in the fields."""

    def __init__(self, way: Way, parent: QWidget | None) -> None:
        super().__init__(words(_("Which way bundles go")), parent=parent)
        self._way = way
        self.kind = Choices(
            (
                Option("folder", words(_("A stick or shared folder"))),
                Option("server", words(_("A server of the office (WebDAV)"))),
            ),
            way.kind or "folder",
        )
        self.kind.picked.connect(lambda _kind: self._show_kind())
        self.folder = Field(way.folder, words(_("Folder of the stick or a shared folder")))
        self.address = Field(way.address, words(_("https://server/folder")))
        self.user = Field(way.user, words(_("Name on the server")))
        self.authority = Field(way.authority, words(_("Only if the office has its own certificate")))
        self._folder_part, self._server_part = QWidget(), QWidget()
        self._folder_part.setLayout(self._folder_rows())
        self._server_part.setLayout(self._server_rows())
        self.problem = Hint("", "bad")
        self.problem.hide()
        self.add(self.kind, self._folder_part, self._server_part, self.problem)
        self.keep = primary(words(_("Use this way")), self.accept)
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.keep)
        self._show_kind()

    def chosen(self) -> Way:
        """The way that the fields say."""
        if self.kind.value() == "server":
            return replace(
                self._way,
                kind="server",
                address=self.address.value(),
                user=self.user.value(),
                authority=self.authority.value(),
            )
        return replace(self._way, kind="folder", folder=self.folder.value())

    def refuse(self, error: UserError) -> None:
        """Say what is wrong with the way, in place; what was typed stays."""
        self.problem.say(" ".join(error.explain()), "bad")

    def _folder_rows(self) -> QVBoxLayout:
        self.folder.setAccessibleName(words(_("Folder")))
        line = row(self.folder, ordinary(words(_("Choose…")), self._choose_folder, "folder"))
        line.setStretch(0, 1)
        return column(label(words(_("Folder")), "dim"), line, spacing=4)

    def _server_rows(self) -> QVBoxLayout:
        for field, name in (
            (self.address, _("Address")),
            (self.user, _("Name")),
            (self.authority, _("Certificate")),
        ):
            field.setAccessibleName(words(name))
        line = row(self.authority, ordinary(words(_("Choose…")), self._choose_authority, "folder"))
        line.setStretch(0, 1)
        text = _(
            "The password is asked for when it is needed, kept until the program is closed, and never written down."
        )
        return column(
            label(words(_("Address")), "dim"),
            self.address,
            label(words(_("Name")), "dim"),
            self.user,
            label(words(_("Certificate of the office's authority")), "dim"),
            line,
            label(words(text), "small", wrap=True),
            spacing=4,
        )

    def _choose_folder(self) -> None:
        folder = files.ask_folder(self, words(_("Where to")))
        if folder is not None:
            self.folder.put(str(folder))

    def _choose_authority(self) -> None:
        title = words(_("Certificate of the office's authority"))
        chosen = files.ask_open(self, title, ("pem", "crt"))
        if chosen:
            self.authority.put(str(chosen[0]))

    def _show_kind(self) -> None:
        server = self.kind.value() == "server"
        self._folder_part.setVisible(not server)
        self._server_part.setVisible(server)
        self.problem.say("")
        self.adjustSize()


class PasswordDialog(Dialog):
    """Asks for the password of a server; it is shown nowhere."""

    def __init__(self, server: str, user: str, parent: QWidget | None, why: str = "") -> None:
        super().__init__(
            words(_("Password")), words(_("{user} on {server}"), user=user, server=server), parent
        )
        self.password = Field()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(words(_("Password")))
        self.password.returnPressed.connect(self.accept)
        if why:
            self.add(Hint(why, "bad"))
        text = _("Kept until the program is closed, and never written down. Vietnamese typing should be off.")
        self.add(self.password, label(words(text), "small", wrap=True))
        self.set_buttons(
            ordinary(words(_("Back")), self.reject), primary(words(_("Send and receive")), self.accept)
        )
        self.password.setFocus()
