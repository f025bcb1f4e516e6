"""Sending: for whom, what goes, where to; one button makes the bundle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.exchange import Sent
from sxsh_desktop.ui import files, memory, say, work
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel, Outgoing
from sxsh_desktop.ui.exchange.going_list import GoingList
from sxsh_desktop.ui.exchange.receive_view import page_of
from sxsh_desktop.ui.exchange.seal_words import NO_KEY, NOT_CHOSEN
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.fields import Combo, Field, Option
from sxsh_desktop.ui.widgets.pages import figures
from sxsh_desktop.ui.widgets.states import EmptyList, Hint
from sxsh_desktop.ui.widgets.text import Panel, clear, column, label, row

_LEFT = 520
Made = tuple[Sent, Path | None]


class SendPane(QWidget):
    """`sent`: a bundle was written."""

    sent = Signal()
    devices_asked = Signal()

    def __init__(self, model: ExchangeModel) -> None:
        super().__init__()
        self._model = model
        self.recipient = Combo(search=model.department)
        self.recipient.picked.connect(lambda _value: self.count())
        self.register = QCheckBox(words(_("Also the register of the officer's places (new laptop)")))
        self.register.toggled.connect(lambda _on: self.count())
        self.register.setVisible(model.department)
        self.sealed = QCheckBox(words(_("Sealed: only the recipient can open it")))
        self.sealed.setChecked(True)
        self.folder = Field(memory.get("exchange/folder"), words(_("Folder of the stick or a shared folder")))
        self.go = primary(words(_("Make the bundle…")), self._send, "bundle")
        self.mail = ordinary(words(_("As an e-mail…")), self._send_by_mail, "note")
        self._why = label("", "small", wrap=True)
        self._inside = Panel("plain")
        self._open_seal = Hint("", "warn")
        self.sealed.toggled.connect(lambda _on: self._tell_seal())
        self._open_seal.hide()
        self._nobody = self._make_nobody()
        self._panel = self._make_panel()
        self.going = GoingList()
        layout = page_of(self)
        layout.addWidget(self._nobody, 1)
        line = row(column(self._panel, 0), self.going, spacing=14)
        line.setStretch(1, 1)
        layout.addLayout(line, 1)
        self._nobody.hide()

    def refresh(self) -> None:
        """Read recipients and what would go."""
        work.read(self._model.recipients, self._show_recipients, self)

    def _show_recipients(self, options: Sequence[Option]) -> None:
        kept = self.recipient.value()
        values = [one.value for one in options]
        chosen = kept if kept in values else values[0] if values else ""
        self.recipient.set_options(options, chosen)
        self._nobody.setVisible(not options)
        self._panel.setVisible(bool(options))
        self.going.setVisible(bool(options))
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
        panel.setFixedWidth(_LEFT)
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
            self._why,
            row(0, self.mail, self.go),
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
        self.going.put(outgoing.lines)
        self._offer_seal(possible=outgoing.sealable)
        self.go.setEnabled(not outgoing.is_empty)
        self.mail.setEnabled(not outgoing.is_empty)
        text = _("Everything not acknowledged yet goes along; a lost stick costs nothing.")
        nothing = _("Nothing to send: the other side has acknowledged everything.")
        self._why.setText(words(nothing if outgoing.is_empty else text))

    def _offer_seal(self, *, possible: bool) -> None:
        """What cannot be sealed is not shown as sealed."""
        if self.sealed.isEnabled() != possible:
            self.sealed.setEnabled(possible)
            self.sealed.setChecked(possible)
        self._tell_seal()

    def _tell_seal(self) -> None:
        if self.sealed.isChecked():
            self._open_seal.hide()
            return
        self._open_seal.say(words(NOT_CHOSEN if self.sealed.isEnabled() else NO_KEY), "warn")
        self._open_seal.show()

    def _not_counted(self, error: BaseException) -> None:
        clear(self._inside.body)
        self.going.put(())
        self.go.setEnabled(False)
        self.mail.setEnabled(False)
        self._why.setText(" ".join(error.explain()) if isinstance(error, UserError) else "")

    def _choose_folder(self) -> None:
        folder = files.ask_folder(self, words(_("Where to")))
        if folder is not None:
            self.folder.put(str(folder))
            memory.put("exchange/folder", str(folder))

    def _send(self) -> None:
        self._make(words(_("Making the bundle")), self._done)

    def _send_by_mail(self) -> None:
        """The bundle, and beside it a message that holds it: a person opens and sends it."""
        self._make(words(_("Making the e-mail")), self._mailed, by_mail=True)

    def _make(self, title: str, done: Callable[[Made], None], *, by_mail: bool = False) -> None:
        if not self.folder.value():
            self._choose_folder()
        if not self.folder.value():
            return
        folder, recipient = Path(self.folder.value()), self.recipient.value()
        sealed, register_too = self.sealed.isChecked(), self.register.isChecked()
        memory.put("exchange/folder", str(folder))

        def make(progress: Progress) -> Made:
            sent = self._model.send(folder, recipient, progress, sealed=sealed, register_too=register_too)
            letter = self._model.write_mail(sent.file, sent.file.with_suffix(".eml")) if by_mail else None
            return sent, letter

        work.with_progress(make, done, self, title, writes=True)

    def _mailed(self, made: Made) -> None:
        self.sent.emit()
        sent, letter = made
        text = _("The e-mail is ready. Open it, write the address and send it from the mail program.")
        files.told(self, letter or sent.file, words(text))

    def _done(self, made: Made) -> None:
        self.sent.emit()
        sent, _letter = made
        text = _(
            "The bundle is ready: {n} versions of records, {others} reviews, receipts and others, {size}."
        )
        if not sent.sealed:
            text = _(
                "The bundle is ready, but not sealed: {n} versions of records, {others} reviews, receipts and others, "
                "{size}."
            )
        counts = sent.counts
        n, others = say.count(counts.revisions), say.count(counts.entries)
        said = words(text, n=n, others=others, size=say.size(sent.size))
        files.told(self, sent.file, said, opens=False)
