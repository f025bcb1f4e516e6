"""A form file before it is published, and two versions side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.draft_move import DraftMove
from sxsh_desktop.ui import say
from sxsh_desktop.ui.catalogue.forms_model import Examined, FormsModel, Rows
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.pages import Tabs
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Column, RowsModel
from sxsh_desktop.ui.widgets.text import label

_WIDTH, _HEIGHT, _FEW = 940, 420, 130


class FormFileDialog(Dialog):
    """What the check says, the questions as they will be asked, what changes; publishes where nothing is wrong."""

    def __init__(self, examined: Examined, parent: QWidget | None) -> None:
        title = words(_("Check and publish a form"))
        super().__init__(title, examined.file.name, parent, width=_WIDTH)
        self.tabs = Tabs(
            [
                ("findings", words(_("Faults and warnings ({n})"), n=say.count(len(examined.findings)))),
                ("questions", words(_("Questions ({n})"), n=say.count(len(examined.questions)))),
                ("changes", words(_("Changes ({n})"), n=say.count(len(examined.changes)))),
                ("drafts", words(_("Drafts touched ({n})"), n=say.count(len(examined.drafts)))),
            ]
        )
        self._stack = QStackedWidget()
        self._keys = ("findings", "questions", "changes", "drafts")
        self.wants_trial = False
        for key, columns, rows in (
            ("findings", FormsModel.finding_columns(), examined.findings),
            ("questions", FormsModel.question_columns(), examined.questions),
            ("changes", FormsModel.change_columns(), examined.changes),
            ("drafts", FormsModel.touched_columns(), examined.drafts),
        ):
            self._stack.addWidget(_table(f"form-{key}", columns, rows))
        self.tabs.picked.connect(lambda key: self._stack.setCurrentIndex(self._keys.index(key)))
        self.add(Hint(_verdict(examined)), self.tabs, self._stack)
        self.publish = primary(words(_("Publish")), self.accept, "check")
        self.publish.setEnabled(examined.faults == 0)
        self.trial = ordinary(words(_("Try it out")), self._try_out, "edit")
        self.trial.setEnabled(examined.faults == 0)
        self.set_buttons(ordinary(words(_("Close")), self.reject), self.trial, self.publish)

    def _try_out(self) -> None:
        self.wants_trial = True
        self.reject()


class CompareDialog(Dialog):
    """What differs between two versions."""

    def __init__(self, title: str, rows: Rows, touched: Rows, summary: str, parent: QWidget | None) -> None:
        super().__init__(words(_("Compare versions")), title, parent, width=_WIDTH)
        self.add(Hint(summary), _table("form-changes", FormsModel.change_columns(), rows))
        if touched:
            drafts = _table("touched-drafts", FormsModel.touched_columns(), touched)
            drafts.setMinimumHeight(_FEW)
            self.add(label(words(_("Drafts that stand at the older version")), "h2"), drafts)
        self.set_buttons(primary(words(_("Close")), self.reject))


class OldDraftsDialog(Dialog):
    """The drafts of older versions; one is chosen to be moved."""

    def __init__(self, rows: Rows, parent: QWidget | None) -> None:
        super().__init__(words(_("Drafts of older versions")), parent=parent, width=_WIDTH)
        said = _("A draft keeps the version that it was begun with. You may move one to the version in use.")
        self.table = _table("old-drafts", FormsModel.draft_columns(), rows)
        self.table.choose_row(0)
        self.add(Hint(words(said)), self.table)
        self.see = primary(words(_("See what would change")), self.accept)
        self.see.setEnabled(bool(rows))
        self.set_buttons(ordinary(words(_("Close")), self.reject), self.see)


class MoveDialog(Dialog):
    """What moving a draft would lose, before it is moved."""

    def __init__(self, done: DraftMove, parent: QWidget | None) -> None:
        title = words(_("Move the draft to version {version}"), version=done.after)
        super().__init__(title, parent=parent, width=_WIDTH)
        said = words(
            _("{kept} answers stay, {lost} would be lost, {new} questions are new."),
            kept=say.count(done.kept),
            lost=say.count(len(done.lost)),
            new=say.count(len(done.new_questions)),
        )
        self.add(Hint(said))
        if done.lost:
            self.add(_table("lost-answers", FormsModel.lost_columns(), FormsModel.lost_rows(done)))
        self.set_buttons(
            ordinary(words(_("Leave it as it is")), self.reject),
            primary(words(_("Move the draft")), self.accept),
        )


def _table(key: str, columns: Sequence[Column], rows: Rows) -> Table:
    model = RowsModel(columns)
    model.put(rows)
    table = Table(model, key, dense=True)
    table.setMinimumHeight(_HEIGHT)
    return table


def _verdict(examined: Examined) -> str:
    if examined.faults:
        said = _("{n} faults: the form cannot be published until they are mended in Excel.")
        return words(said, n=say.count(examined.faults))
    if examined.warnings:
        return words(
            _("No faults, {n} warnings. {changes}"), n=say.count(examined.warnings), changes=examined.summary
        )
    return words(_("No faults. {changes}"), changes=examined.summary)
