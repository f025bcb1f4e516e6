"""Receiving: drop area and waiting bundles at the left, what is in the chosen one at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.exchange import Plan
from sxsh_desktop.ui import files, say, work
from sxsh_desktop.ui.exchange.drop_area import DropArea
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel
from sxsh_desktop.ui.exchange.receive_all import (
    ImportAllDialog,
    Outcome,
    import_each,
    summed,
    tell_refused,
)
from sxsh_desktop.ui.exchange.receive_preview import BundlePreview
from sxsh_desktop.ui.jobs import Job
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import ordinary
from sxsh_desktop.ui.widgets.dialogs import tell
from sxsh_desktop.ui.widgets.pages import LineButton, Scroller, line_panel
from sxsh_desktop.ui.widgets.states import EmptyList, Hint
from sxsh_desktop.ui.widgets.text import clear, column, label, row

_LEFT = 330


@dataclass(slots=True)
class Incoming:
    """A file that was dropped or opened, and what is known of it so far."""

    file: Path
    plan: Plan | None = None
    error: UserError | None = None
    done: bool = False


class ReceivePane(QWidget):
    """`imported`: something new is in the store."""

    imported = Signal()
    counted = Signal(int)

    def __init__(self, model: ExchangeModel) -> None:
        super().__init__()
        self._model = model
        self._incoming: list[Incoming] = []
        self._chosen: Incoming | None = None
        self._lines: list[tuple[Incoming, LineButton]] = []
        self.drop = DropArea()
        self.drop.dropped.connect(self.open_files)
        self._waiting = Scroller(spacing=8)
        self._preview = BundlePreview(model, self._import, self._put_off)
        self.counts, self.lines = self._preview.counts, self._preview.lines
        self.later, self.go = self._preview.later, self._preview.go
        self.all = ordinary(words(_("Import all…")), self._import_all, "import")
        self.all.hide()
        self.sum = Hint("", "ok")
        self.sum.hide()
        left = column(self.drop, row(self.all, 0), self.sum, self._waiting, spacing=12)
        self._stack = QStackedWidget()
        self._empty = EmptyList(
            "bundle",
            words(_("No bundle is chosen")),
            words(_("What is in a bundle is shown here before anything is written to the store.")),
            ordinary(words(_("Open a bundle file…")), self.ask_files, "import"),
            ordinary(words(_("Open a folder…")), self.ask_folder, "folder"),
        )
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._preview)
        holder = QWidget()
        holder.setFixedWidth(_LEFT)
        holder.setLayout(left)
        body = QHBoxLayout(self)
        body.setContentsMargins(MEASURES.margin, 12, MEASURES.margin, 12)
        body.setSpacing(14)
        body.addWidget(holder)
        body.addWidget(self._stack, 1)
        self._show_list()

    def waiting(self) -> int:
        """How many bundles wait to be imported."""
        return sum(not one.done for one in self._incoming)

    def refused(self) -> int:
        """How many of the bundles that wait could not be read, or are not believed."""
        return sum(one.error is not None for one in self._incoming)

    def look_again(self) -> None:
        """Look once more into what was refused: its device may be trusted now."""
        for one in self._incoming:
            if one.error is not None and not one.done and one.file.exists():
                self._look_into(one)

    def ask_files(self) -> None:
        """Choose files to look at."""
        self.open_files(files.ask_open(self, words(_("Open a bundle file")), ("sxsh", "eml")))

    def open_files(self, chosen: Sequence[Path]) -> None:
        """Look at bundles, also at those in saved e-mails."""
        if any(file.suffix.lower() == ".eml" for file in chosen):
            title = words(_("Open a bundle file"))
            work.write(lambda _p: self._model.with_mails_opened(chosen), self.take, self, title)
        else:
            self.take(chosen)

    def ask_folder(self) -> None:
        """Look at every bundle in a folder."""
        folder = files.ask_folder(self, words(_("Open a folder")))
        if folder is not None:
            self.take(sorted(folder.glob("*.sxsh")))

    def take(self, paths: Sequence[Path]) -> None:
        """Put files into the waiting list and look into each."""
        self.sum.say("")
        here = {one.file for one in self._incoming}
        for path in paths:
            if path not in here:
                incoming = Incoming(path)
                self._incoming.append(incoming)
                self._look_into(incoming)
        looked_at = self._chosen
        if paths and (looked_at is None or looked_at.done or looked_at.error is not None):
            self._choose(next(one for one in self._incoming if one.file == paths[0]))
        self._show_list()

    def show_file(self, file: Path) -> None:
        """Show a file of the list."""
        for one in self._incoming:
            if one.file == file:
                self._choose(one)

    def _look_into(self, incoming: Incoming) -> None:
        def looked(plan: Plan) -> None:
            incoming.plan, incoming.done, incoming.error = plan, plan.already, None
            self._update(incoming)

        def failed(error: BaseException) -> None:
            if isinstance(error, UserError):
                incoming.error = error
                self._update(incoming)
            else:
                tell(error, words(_("Look into a bundle")), self)

        job = Job(lambda progress: self._model.preview(incoming.file, progress), quiet=True)
        job.succeeded.connect(looked)
        job.refused.connect(failed)
        job.broke.connect(failed)
        job.start()

    def _update(self, incoming: Incoming) -> None:
        self._show_list()
        if incoming is self._chosen:
            self._show_chosen()

    def _choose(self, incoming: Incoming) -> None:
        self._chosen = incoming
        for one, line in self._lines:
            line.setChecked(one is incoming)
        self._show_chosen()

    # -- the list -----------------------------------------------------------------------------------------

    def _show_list(self) -> None:
        with self._waiting.kept_place():
            self._fill_list()
        self.all.setVisible(len(self._ready()) > 1)
        self.counted.emit(self.waiting())

    def _fill_list(self) -> None:
        clear(self._waiting.body)
        self._lines = []
        self._add_group(words(_("Waiting to be imported")), [one for one in self._incoming if not one.done])
        self._add_group(words(_("Just imported")), [one for one in self._incoming if one.done])
        self._waiting.body.addStretch(1)

    def _ready(self) -> list[Incoming]:
        """Those that were looked into and can be imported."""
        return [one for one in self._incoming if one.plan is not None and not one.done]

    def _add_group(self, title: str, items: list[Incoming]) -> None:
        if not items:
            return
        self._waiting.body.addLayout(row(label(title, "h2"), label(str(len(items)), "dim"), 0))
        lines = [self._line(one, last=one is items[-1]) for one in items]
        self._waiting.body.addWidget(line_panel(lines))

    def _line(self, one: Incoming, *, last: bool) -> LineButton:
        title, about, icon, role = one.file.name, words(_("being read…")), "", "dim"
        if one.plan is not None:
            title = self._model.sender(one.plan, short=True) or one.file.name
            about = " · ".join((say.day(one.plan.made_at), one.file.name))
            icon, role = ("check", "ok") if one.done else ("state-done", "ok")
        elif one.error is not None:
            about, icon, role = words(_("refused: {code}"), code=one.error.code), "error", "bad"
        line = LineButton(title, about, icon="bundle", right_icon=icon, right_role=role, last=last)
        line.setCheckable(True)
        line.setChecked(one is self._chosen)
        line.clicked.connect(lambda _checked=False: self._choose(one))
        self._lines.append((one, line))
        return line

    def _show_chosen(self) -> None:
        one = self._chosen
        if one is None or (one.plan is None and one.error is None):
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)
        if one.error is not None:
            self._preview.show_refused(one.error, one.file.name)
        elif one.plan is not None:
            self._preview.show_plan(one.plan, done=one.done)

    def _put_off(self) -> None:
        if self._chosen in self._incoming and self._chosen is not None:
            self._incoming.remove(self._chosen)
        self._chosen = None
        self._show_list()
        self._show_chosen()

    def _import(self) -> None:
        one = self._chosen
        if one is None:
            return

        def imported(plan: Plan) -> None:
            one.plan, one.done, one.error = plan, True, None
            self._update(one)
            self.imported.emit()

        def failed(error: BaseException) -> None:
            known = one.error is not None  # its reason is on the screen: it was to be kept, and is
            if known and isinstance(error, UserError) and error.facts.get("shelf_id"):
                one.error = error
                self._update(one)
                self.imported.emit()
                return
            self._put_off()
            self.imported.emit()
            tell(error, words(_("Import a bundle")), self)

        title = words(_("Importing {file}"), file=one.file.name)
        work.with_progress(
            lambda progress: self._model.receive(one.file, progress),
            imported,
            self,
            title,
            writes=True,
            failed=failed,
        )

    def _import_all(self) -> None:
        ready = self._ready()
        plans = [one.plan for one in ready if one.plan is not None]
        if not ImportAllDialog(plans, self).run():
            return

        def imported(outcomes: list[Outcome]) -> None:
            for one, outcome in zip(ready, outcomes, strict=False):
                one.plan, one.done = outcome.plan or one.plan, outcome.plan is not None
            for one in ready[len(outcomes) :]:  # stopped before it, or inside it
                self._look_into(one)
            refused = [outcome for outcome in outcomes if outcome.error is not None]
            gone = {outcome.file for outcome in refused}
            self._incoming = [one for one in self._incoming if one.file not in gone]
            self._chosen = None if self._chosen and self._chosen.file in gone else self._chosen
            self._show_list()
            self._show_chosen()
            self.sum.say(*summed(outcomes, len(ready)))
            self.imported.emit()
            if refused:
                tell_refused(refused, self)

        files_of = [one.file for one in ready]
        title = words(_("Importing {n} bundles"), n=len(ready))
        work.with_progress(
            lambda progress: import_each(self._model, files_of, progress),
            imported,
            self,
            title,
            writes=True,
        )


def page_of(pane: QWidget) -> QVBoxLayout:
    """A page with the usual margins around one pane."""
    layout = QVBoxLayout(pane)
    layout.setContentsMargins(MEASURES.margin, 12, MEASURES.margin, 12)
    layout.setSpacing(10)
    return layout
