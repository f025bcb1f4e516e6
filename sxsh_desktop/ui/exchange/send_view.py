"""Sending: for whom, what goes, where to; one button makes the bundle."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.exchange import Sent
from sxsh_desktop.ui import files, memory, say, work
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel, Outgoing
from sxsh_desktop.ui.exchange.receive_view import page_of
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.fields import Combo, Field
from sxsh_desktop.ui.widgets.pages import figures
from sxsh_desktop.ui.widgets.states import EmptyList, Hint
from sxsh_desktop.ui.widgets.text import Panel, clear, column, label, row


class SendPane(QWidget):
    """`sent`: a bundle was written."""

    sent = Signal()
    devices_asked = Signal()

    def __init__(self, model: ExchangeModel) -> None:
        super().__init__()
        self._model = model
        self.recipient = Combo(search=model.department)
        self.recipient.picked.connect(lambda _value: self.count())
        self.register = QCheckBox(words(_("Also every card of facilities, officers and events (new laptop)")))
        self.register.toggled.connect(lambda _on: self.count())
        self.sealed = QCheckBox(words(_("Sealed: only the recipient can open it")))
        self.sealed.setChecked(True)
        self.folder = Field(memory.get("exchange/folder"), words(_("Folder of the stick or a shared folder")))
        self.go = primary(words(_("Make the bundle…")), self._send, "bundle")
        self._why = label("", "small", wrap=True)
        self._inside = Panel("plain")
        self._open_seal = Hint(
            words(_("Not sealed: whoever finds the stick can read everything in it.")), "warn"
        )
        self.sealed.toggled.connect(lambda on: self._open_seal.setVisible(not on))
        self._open_seal.hide()
        self._nobody = self._make_nobody()
        self._panel = self._make_panel()
        layout = page_of(self)
        layout.addWidget(self._nobody, 1)
        layout.addWidget(self._panel)
        layout.addStretch(0)
        self._nobody.hide()

    def refresh(self) -> None:
        """Read recipients and what would go."""
        kept = self.recipient.value()
        options = self._model.recipients()
        values = [one.value for one in options]
        chosen = kept if kept in values else values[0] if values else ""
        self.recipient.set_options(options, chosen)
        self._nobody.setVisible(not options)
        self._panel.setVisible(bool(options))
        if options:
            self.count()

    def count(self) -> None:
        """Count what the next bundle would hold, in the background."""
        recipient, register_too = self.recipient.value(), self.register.isChecked()
        work.read(
            lambda: self._model.outgoing(recipient, register_too=register_too),
            self._show,
            self,
            self._not_counted,
        )

    def _make_nobody(self) -> EmptyList:
        return EmptyList(
            "person",
            words(_("No device of an officer is trusted yet")),
            words(
                _("An officer sends an enrolment file, or a first bundle; compare the code over the phone.")
            ),
            ordinary(words(_("Go to trusted devices")), self.devices_asked.emit, "seal"),
        )

    def _make_panel(self) -> Panel:
        panel = Panel(spacing=12)
        panel.setMaximumWidth(760)
        choose = ordinary(words(_("Choose…")), self._choose_folder, "folder")
        where = row(self.folder, choose)
        where.setStretch(0, 1)
        panel.add(
            label(words(_("Make a bundle")), "h2"),
            column(label(words(_("For")), "dim"), self.recipient, spacing=4),
            column(label(words(_("What goes")), "dim"), self._inside, self.register, spacing=4),
            column(label(words(_("Where to")), "dim"), where, spacing=4),
            self.sealed,
            self._open_seal,
            row(self._why, self.go),
        )
        return panel

    def _show(self, outgoing: Outgoing) -> None:
        clear(self._inside.body)
        pairs = (
            (words(_("Versions of records")), say.count(outgoing.records)),
            (words(_("Reviews, receipts and others")), say.count(outgoing.decisions)),
            (words(_("Photos and files")), say.count(outgoing.files)),
        )
        self._inside.body.addLayout(figures(pairs))
        self.go.setEnabled(not outgoing.is_empty)
        text = _("Everything not acknowledged yet goes along; a lost stick costs nothing.")
        nothing = _("Nothing to send: the other side has acknowledged everything.")
        self._why.setText(words(nothing if outgoing.is_empty else text))

    def _not_counted(self, error: BaseException) -> None:
        clear(self._inside.body)
        self.go.setEnabled(False)
        self._why.setText(" ".join(error.explain()) if isinstance(error, UserError) else "")

    def _choose_folder(self) -> None:
        folder = files.ask_folder(self, words(_("Where to")))
        if folder is not None:
            self.folder.put(str(folder))
            memory.put("exchange/folder", str(folder))

    def _send(self) -> None:
        if not self.folder.value():
            self._choose_folder()
        if not self.folder.value():
            return
        folder, recipient = Path(self.folder.value()), self.recipient.value()
        sealed, register_too = self.sealed.isChecked(), self.register.isChecked()
        memory.put("exchange/folder", str(folder))
        work.with_progress(
            lambda progress: self._model.send(
                folder, recipient, progress, sealed=sealed, register_too=register_too
            ),
            self._done,
            self,
            words(_("Making the bundle")),
            writes=True,
        )

    def _done(self, sent: Sent) -> None:
        self.sent.emit()
        text = _("The bundle is ready: {n} versions of records, {size}.")
        files.told(self, sent.file, words(text, n=say.count(sent.counts.revisions), size=say.size(sent.size)))
