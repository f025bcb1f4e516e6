"""A form file before it is published, and two versions side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.draft_move import DraftMove
from sxsh_desktop.ui import say
from sxsh_desktop.ui.catalogue.forms_model import Examined, FormsModel, Rows
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog, room_for
from sxsh_desktop.ui.widgets.pages import Tabs
from sxsh_desktop.ui.widgets.states import Hint, HintKind
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Column, RowsModel
from sxsh_desktop.ui.widgets.text import column, label

_WIDTH, _HEIGHT, _FEW = 940, 380, 130
_AROUND, _WHOLE = 290, 64  # what stands around a table, and the room for its chosen row


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
            self._stack.addWidget(Listed(f"form-{key}", columns, rows))
        self.tabs.picked.connect(lambda key: self._stack.setCurrentIndex(self._keys.index(key)))
        kind: HintKind = "bad" if examined.faults else "warn" if examined.warnings else "ok"
        self.add(Hint(_verdict(examined), kind), self.tabs, self._stack)
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
        self.add(Hint(summary), Listed("form-changes", FormsModel.change_columns(), rows))
        if touched:
            drafts = Listed("touched-drafts", FormsModel.touched_columns(), touched, _FEW)
            self.add(label(words(_("Drafts that stand at the older version")), "h2"), drafts)
        self.set_buttons(primary(words(_("Close")), self.reject))


class OldDraftsDialog(Dialog):
    """The drafts of older versions; one is chosen to be moved."""

    def __init__(self, rows: Rows, parent: QWidget | None) -> None:
        super().__init__(words(_("Drafts of older versions")), parent=parent, width=_WIDTH)
        said = _("A draft keeps the version that it was begun with. You may move one to the version in use.")
        listed = Listed("old-drafts", FormsModel.draft_columns(), rows)
        self.table = listed.table
        self.add(Hint(words(said)), listed)
        self.see = primary(words(_("See what would change")), self.accept)
        self.see.setEnabled(bool(rows))
        self.table.opened.connect(lambda _id: self.accept())
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
        self.add(Hint(said, "warn" if done.lost else "info"))
        if done.lost:
            self.add(Listed("lost-answers", FormsModel.lost_columns(), FormsModel.lost_rows(done)))
        self.set_buttons(
            ordinary(words(_("Leave it as it is")), self.reject),
            primary(words(_("Move the draft")), self.accept),
        )


class Listed(QWidget):
    """A table, and under it the whole of the chosen row, whose words are often longer than its cells."""

    def __init__(self, key: str, columns: Sequence[Column], rows: Rows, height: int = 0) -> None:
        super().__init__()
        self._model = RowsModel(columns)
        self._model.put(rows)
        self.table = Table(self._model, key, dense=True)
        self.table.setMinimumHeight(height or room_for(_HEIGHT, _AROUND))
        self.whole = label("", "small", wrap=True, select=True)
        self.whole.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.whole.setMinimumHeight(_WHOLE)
        self.whole.setVisible(not height)
        layout = column(self.table, self.whole, spacing=4)
        layout.setStretch(0, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self.table.chosen.connect(self._tell)
        self.table.choose_row(0)
        self._tell(self.table.current_id())

    def _tell(self, _id: str) -> None:
        row = self.table.currentIndex().row()
        cells = self._model.cells(row) if 0 <= row < self._model.rowCount() else ()
        told = zip(self._model.columns, cells, strict=False)
        self.whole.setText(
            "\n".join(f"{one.title}: {cell.text.strip()}" for one, cell in told if cell.order != "")
        )


def _verdict(examined: Examined) -> str:
    if examined.faults:
        said = _("{n} faults: the form cannot be published until they are mended in Excel.")
        return words(said, n=say.count(examined.faults))
    if examined.warnings:
        return words(
            _("No faults, {n} warnings. {changes}"), n=say.count(examined.warnings), changes=examined.summary
        )
    return words(_("No faults. {changes}"), changes=examined.summary)
