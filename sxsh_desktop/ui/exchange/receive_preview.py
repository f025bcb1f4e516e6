"""What is in the chosen bundle, before and after it is imported; or why it is not taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QGridLayout

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.exchange import Plan, is_shelved
from sxsh_desktop.ui import say
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.states import EmptyList, Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import Elided, IconLabel, Panel, clear, label, row

_UNKNOWN_SENDER = "BUNDLE-05"


class BundlePreview(Panel):
    """One bundle: who made it, counts, its records. `go` does what can be done with it, `later` puts it off."""

    def __init__(
        self, model: ExchangeModel, act: Callable[[], object], put_off: Callable[[], object]
    ) -> None:
        super().__init__(spacing=10)
        self._model = model
        self.counts = RowsModel(model.count_columns())
        self.lines = RowsModel(model.line_columns())
        self._title = Elided("", "h2")
        self._note = label("", "small")
        self._seal = Hint("", "ok")
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(14)
        self._facts.setVerticalSpacing(2)
        self._counts = Table(self.counts, "bundle-counts", dense=True)
        self._counts.setFixedHeight(32 + 5 * 28 + 4)
        self._table = Table(self.lines, "bundle-lines", dense=True)
        self._foot = label("", "small", wrap=True)
        self.later = ordinary(words(_("Later")), put_off)
        self.go = primary(words(_("Import it")), act, "import")
        heading = row(IconLabel("bundle", "text", 20), self._title, self._note)
        heading.setStretch(1, 1)
        foot = row(self._foot, self.later, self.go)
        foot.setStretch(0, 1)
        self._refused = EmptyList(
            "error",
            words(_("This file is not taken in")),
            words(_("On the shelf it is kept as it is, with the reason, until its sender made it anew.")),
            framed=False,
        )
        self._refused.hide()
        self.add(heading, self._seal, self._facts, self._counts)
        self.body.addWidget(self._table, 1)
        self.body.addWidget(self._refused, 1)
        self.body.addLayout(foot)

    def show_refused(self, error: UserError, name: str) -> None:
        """Why this file is not taken in, and whether it can be kept."""
        kept = not self._model.may_be_shelved(error)
        self._make_room(read=False, over=kept)
        said, todo = error.explain()
        self._title.setText(name)
        self._note.setText(error.code)
        details = words(_("Details: “{text}”"), text=error.details()) if error.details() else ""
        self._seal.say(f"{said} {todo} {details}".rstrip(), "bad")
        self._put_facts(())
        self.counts.put([])
        self.lines.put([])
        shelved = bool(error.facts.get("shelf_id"))
        text = _("It is kept on the shelf.") if shelved else _("Nothing was written to the store.")
        self._foot.setText(words(text))
        self.go.setText(words(_("Put on the shelf")))
        self.go.setEnabled(True)
        anew = _("On the shelf it is kept as it is, with the reason, until its sender made it anew.")
        believed = _("On the shelf it waits, whole, until you trust its sender.")
        waits = error.code == _UNKNOWN_SENDER
        self._refused.say(words(_("This file is not taken in")), words(believed if waits else anew))
        self._refused.setVisible(is_shelved(error))  # what is no bundle at all is not kept

    def show_plan(self, plan: Plan, *, done: bool) -> None:
        """What is in it. `done`: it is in the store by now."""
        self._make_room(read=True, over=done)
        sender = self._model.sender(plan)
        title = _("Imported: {sender}") if done else _("Preview: {sender}")
        self._title.setText(words(title, sender=sender or plan.file))
        self._note.setText("" if done else words(_("nothing written to the store yet")))
        self._put_facts(self._model.plan_facts(plan))
        self.counts.columns = self._model.count_columns(done=done)
        self.counts.put(self._model.count_rows(plan))
        self.lines.put(self._model.line_rows(plan, done=done))
        new, clash = plan.revisions_new + plan.entries_new, ""
        if plan.clashes:
            text = _(
                "{n} records are here under the same number with other answers. Yours stay; theirs go to the shelf."
            )
            clash = words(text, n=say.count(len(plan.clashes)))
        if plan.import_id and done:
            text = words(_("Imported: {n} new versions of records."), n=say.count(plan.revisions_new))
            self._seal.say(f"{text} {clash}".rstrip(), "warn" if clash else "ok")
        elif clash:
            self._seal.say(clash, "warn")
        elif plan.already or not new:
            self._seal.say(words(_("This bundle is here already. Nothing is new.")), "info")
        else:
            text = _("The bundle is whole. Its signature is that of {sender}.")
            self._seal.say(words(text, sender=sender or words(_("a trusted device"))), "ok")
        self.go.setEnabled(not done and not plan.already)
        records = plan.revisions_new
        text = _("Import {n} new versions") if records else _("Import it")
        self.go.setText(words(text, n=say.count(records)))
        here, again = _("All of it is in the store."), _("Importing twice makes no duplicates.")
        self._foot.setText(words(here if done and not clash else again))

    def _make_room(self, *, read: bool, over: bool) -> None:
        """Show the lists or the refusal; without anything left to do the act goes."""
        for table in (self._counts, self._table):
            table.setVisible(read)
        self._refused.setVisible(not read)
        if over and self.window().focusWidget() is self.go:
            self.later.setFocus()  # the act goes, and would leave the focus to whatever stands first
        self.go.setVisible(not over)
        self.later.setText(words(_("Take off this list")) if over else words(_("Later")))

    def _put_facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        clear(self._facts)
        for at, (name, value) in enumerate(pairs):
            self._facts.addWidget(label(name, "dim"), at // 2, 2 * (at % 2))
            self._facts.addWidget(label(value, select=True), at // 2, 2 * (at % 2) + 1)
        self._facts.setColumnStretch(1, 1)
        self._facts.setColumnStretch(3, 1)
