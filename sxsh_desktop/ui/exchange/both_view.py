"""Gửi và nhận: one button puts what is not acknowledged and fetches what is new; the log says what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.carriers import Exchanged, Way
from sxsh_desktop.services.exchange_log import LogLine
from sxsh_desktop.ui import files, work
from sxsh_desktop.ui.exchange.both_model import BothModel
from sxsh_desktop.ui.exchange.way_dialog import PasswordDialog, WayDialog
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, link, ordinary, primary
from sxsh_desktop.ui.widgets.fields import Combo, Option, SearchField
from sxsh_desktop.ui.widgets.pages import Scroller
from sxsh_desktop.ui.widgets.states import EmptyList, Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import Elided, Panel, clear, column, label, row

_LEFT = 342
_TOLD = 6  # sentences beside the button; the log has them all
_ALL = ""


class BothPane(QWidget):
    """`fetched`: bundles that wait to be looked at. `changed`: something was sent or fetched. `look_asked`: the
    person wants to see what came."""

    fetched = Signal(list)
    changed = Signal()
    look_asked = Signal()

    def __init__(self, model: BothModel, recipients: Callable[[], Sequence[Option]]) -> None:
        super().__init__()
        self._model, self._recipients = model, recipients
        self._lines: tuple[LogLine, ...] = ()
        self.go = primary(words(_("Send and receive")), self.press, "exchange")
        self.go.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.recipient = Combo(search=True)
        self.recipient.setMinimumContentsLength(8)
        self.recipient.picked.connect(lambda _value: self._look_at_seal())
        self.recipient.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.place, self.inbox = Elided("", "strong"), Elided("", "strong")
        self.choose = ordinary(words(_("Choose the way…")), self._choose_way, "settings")
        self.watch = ordinary(words(_("Choose the folder…")), self._choose_inbox, "folder")
        self.unwatch = flat(words(_("Watch no longer")), self._unwatch, "close")
        self._open = Hint("", "warn")
        self._open.hide()
        self._result = column(spacing=6)
        self.rows = RowsModel(model.log_columns())
        self.table = Table(self.rows, "exchange-log")
        self.table.chosen.connect(self._tell_line)
        self.search = SearchField(words(_("Person, file, day or code")))
        self.search.searched.connect(lambda _text: self.refresh_log())
        self._whole = label("", wrap=True, select=True)
        self._none = EmptyList(
            "history",
            words(_("Nothing was sent or received yet")),
            words(_("What goes out and what comes in is written down here, in sentences.")),
        )
        body = QHBoxLayout(self)
        body.setContentsMargins(MEASURES.margin, 12, MEASURES.margin, 12)
        body.setSpacing(14)
        body.addWidget(self._make_left())
        body.addLayout(self._make_log(), 1)

    def refresh(self) -> None:
        """Read the way, the recipients and the log."""
        chosen = self._model.way()
        self.place.setText(self._model.place())
        self.inbox.setText(chosen.inbox or words(_("no folder is watched")))
        self.unwatch.setVisible(bool(chosen.inbox))
        if self._model.department:
            work.read(self._recipients, self._show_recipients, self)
        self._look_at_seal()
        self.refresh_log()

    def _look_at_seal(self) -> None:
        whom = self._whom()
        work.read(lambda: self._model.not_sealed(whom), self._warn, self)

    def _warn(self, text: str) -> None:
        self._open.say(text, "warn")
        self._open.setHidden(not text)

    def _whom(self) -> tuple[str, ...] | None:
        """Who was chosen; None for everybody."""
        only = self.recipient.value() if self._model.department else _ALL
        return (only,) if only else None

    def refresh_log(self) -> None:
        """Read the log."""
        text = self.search.value()
        work.read(lambda: self._model.log(text), self._show_log, self)

    def export(self) -> bool:
        """The log as a workbook."""
        target = files.ask_save(
            self, words(_("Export to Excel")), words(_("Log of sending and receiving")), "xlsx"
        )
        if target is not None:
            chosen, shown = target, self._lines
            title = words(_("Export to Excel"))
            work.with_progress(
                lambda progress: self._model.export(chosen, shown, progress),
                lambda file: files.told(self, file),
                self,
                title,
            )
        return True

    def press(self) -> None:
        """The one button."""
        chosen = self._model.way()
        if not chosen.kind and not self._choose_way():
            return
        if self._model.needs_password() and not self._ask_password():
            return
        recipients = self._whom()
        self._say(())
        work.with_progress(
            lambda progress: self._model.run(recipients, progress),
            self._done,
            self,
            words(_("Sending and receiving")),
            writes=True,
            stopped=self._stopped,
        )

    # -- parts --------------------------------------------------------------------------------------------

    def _make_left(self) -> QWidget:
        panel = Panel(spacing=8)
        panel.add(label(words(_("Bundles go over")), "dim"), self.place, row(self.choose, 0))
        if self._model.department:
            panel.add(label(words(_("To whom")), "dim"), self.recipient)
        panel.add(self._open, self.go)
        text = _(
            "Nothing leaves this computer unless somebody presses the button, and nothing is imported unseen."
        )
        panel.add(label(words(text), "small", wrap=True))
        watched = Panel(spacing=8)
        about = _("New bundles in this folder are shown under Receive; they are imported only by hand.")
        watched.add(
            label(words(_("Watched folder")), "h2"),
            self.inbox,
            label(words(about), "small", wrap=True),
            row(self.watch, 0),
            row(self.unwatch, 0),
        )
        left = Scroller((0, 0, 12, 0), spacing=12)
        left.setFixedWidth(_LEFT)
        left.body.addWidget(panel)
        left.body.addLayout(self._result)
        left.body.addWidget(watched)
        left.body.addStretch(1)
        return left

    def _make_log(self) -> QVBoxLayout:
        export = flat(words(_("Export to Excel")), self.export, "export")
        head = row(label(words(_("Log")), "h2"), 0, self.search, export)
        self.search.setMinimumWidth(140)
        self._none.hide()
        layout = column(head, self.table, self._none, self._whole)
        layout.setStretch(1, 1)
        layout.setStretch(2, 1)
        return layout

    # -- the way ------------------------------------------------------------------------------------------

    def _choose_way(self) -> bool:
        dialog = WayDialog(self._model.way(), self)

        def keep() -> None:
            chosen: Way = dialog.chosen()
            try:
                self._model.save(chosen)
            except UserError as error:
                dialog.refuse(error)
            else:
                dialog.accept()

        dialog.keep.clicked.disconnect()
        dialog.keep.clicked.connect(lambda _checked=False: keep())
        done = dialog.run()
        self.refresh()
        return done

    def _choose_inbox(self) -> None:
        folder = files.ask_folder(self, words(_("Watched folder")))
        if folder is not None:
            self._set_inbox(str(folder))

    def _unwatch(self) -> None:
        self._set_inbox("")

    def _set_inbox(self, folder: str) -> None:
        self._model.set_inbox(folder)
        self.changed.emit()
        self.refresh()

    def _ask_password(self, why: str = "") -> bool:
        chosen = self._model.way()
        dialog = PasswordDialog(chosen.address, chosen.user, self, why)
        if not dialog.run() or not dialog.password.text():
            return False
        self._model.keep_password(dialog.password.text())
        return True

    # -- afterwards ---------------------------------------------------------------------------------------

    def _done(self, done: Exchanged) -> None:
        told = self._model.told(done)
        more = [words(_("{n} more lines in the log"), n=len(told) - _TOLD)] if len(told) > _TOLD else []
        lines: list[QWidget] = []
        if told:
            text, sealed = "\n".join((*told[:_TOLD], *more)), all(one.sealed for one in done.sent)
            lines.append(Hint(text, "ok", icon="check") if sealed else Hint(text, "warn"))
        if done.failed is not None:
            said = " ".join(done.failed.explain())
            lines.append(Hint(f"{said} ({done.failed.code})", "bad"))
        if done.fetched:
            look = words(_("Look at {n} new bundles"), n=len(done.fetched))
            lines.append(link(look, self.look_asked.emit, "bundle"))
        self._say(lines)
        self.fetched.emit([one.file for one in done.fetched])
        self.changed.emit()
        self.refresh_log()

    def _stopped(self) -> None:
        text = _("Stopped. What was finished before is kept; press the button again to go on.")
        self._say([Hint(words(text), "info")])
        self.refresh_log()

    def _say(self, lines: Sequence[QWidget]) -> None:
        clear(self._result)
        for one in lines:
            self._result.addWidget(one)

    def _show_recipients(self, options: Sequence[Option]) -> None:
        kept = self.recipient.value()
        everybody = Option(_ALL, words(_("All who have something new")))
        self.recipient.set_options((everybody, *options), kept)

    def _show_log(self, lines: tuple[LogLine, ...]) -> None:
        self._lines = lines
        self.rows.put(self._model.log_rows(lines))
        empty = not lines and not self.search.value()
        self.table.setVisible(not empty)
        self._none.setVisible(empty)
        self.table.choose_row(0)
        self._tell_line("")

    def _tell_line(self, _id: str) -> None:
        at = self.table.current_id()
        self._whole.setText(self._lines[int(at)].text if at and int(at) < len(self._lines) else "")
