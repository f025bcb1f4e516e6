"""Two versions of one record beside their origin: conflicts must be chosen, the rest merged by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.review import DivergedField, Divergence
from sxsh_desktop.ui.review.review_model import LETTERS, ReviewModel
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.widgets.buttons import ordinary, primary, tool
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.fields import Choices, Field, Option
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import Elided, IconLabel, Panel, clear, column, label, row


class Swatch(QWidget):
    """A little field of a ground colour, for the explanation under the table."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.setFixedSize(14, 14)

    def paintEvent(self, event: object) -> None:  # noqa: ARG002 - Qt's signature
        """Ground and edge."""
        from PySide6.QtGui import QPainter

        painter = QPainter(self)
        painter.fillRect(self.rect(), current.colour(self._role))
        painter.setPen(current.colour("ctl"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class OwnValueDialog(Dialog):
    """A value that neither version has; `taken` is what `read` made of it: stored, and in words."""

    def __init__(
        self, about: str, read: Callable[[str], tuple[str, str] | None], parent: QWidget | None
    ) -> None:
        super().__init__(words(_("Another value")), about, parent)
        self._read = read
        self.taken: tuple[str, str] | None = None
        self.value = Field("", words(_("As it would be typed in the form")))
        self.value.setAccessibleName(words(_("Another value")))
        self._why = label("", "small", wrap=True)
        self.go = primary(words(_("Take this value")), self._take)
        self.add(self.value, self._why)
        self.set_buttons(ordinary(words(_("Back")), self.reject), self.go)

    def _take(self) -> None:
        self.taken = self._read(self.value.value())
        if self.taken is not None:
            self.accept()
            return
        self.value.set_problem("hard")
        text = _(
            "Please write it as in the form: 1.234,5 for a number, 14/03/2016 for a day, the words of a choice."
        )
        self._why.setText(words(text))


class DivergedPage(QWidget):
    """`decided` sends the choices: stored value (or None) by reference."""

    decided = Signal(dict)

    def __init__(self, model: ReviewModel) -> None:
        super().__init__()
        self._model = model
        self._found: Divergence | None = None
        self._choices: dict[str, str | None] = {}
        self.choosers: dict[str, Choices] = {}
        self._title, self._about = Elided("", "title"), Elided("", "small")
        self._hint = Hint("", "warn", icon="merge")
        self._holder = QVBoxLayout()
        self._left = label("", "small")
        self._why = label(words(_("Both versions stay readable for ever.")), "small", wrap=True)
        self.go = primary(
            words(_("Merge and accept")), lambda: self.decided.emit(dict(self._choices)), "merge"
        )
        self.table: Table | None = None
        self._lay_out()

    def show_record(self, title: str, about: str, found: Divergence) -> None:
        """Show one diverged record; nothing is chosen yet."""
        self._found, self._choices = found, {}
        self._title.setText(title)
        self._about.setText(about)
        merged = len(found.fields) - len(found.conflicts)
        text = _(
            "{k} versions change the same original. {n} fields must be chosen; {m} merged by themselves."
        )
        only = _("{k} versions change the same original. {n} fields must be chosen.")
        said = words(text if merged else only, k=len(found.heads), n=len(found.conflicts), m=merged)
        self._hint.say(said, "warn")
        self._show_rows()

    def _lay_out(self) -> None:
        head = column(self._title, self._about, spacing=0)
        head.setContentsMargins(16, 8, 16, 0)
        legend = row(
            Swatch("sel"),
            label(words(_("differs from the origin")), "small"),
            Swatch("warn_bg"),
            label(words(_("both differ, must be chosen")), "small"),
            0,
            self._left,
        )
        middle = column(self._hint, spacing=8)
        middle.addLayout(self._holder, 1)
        middle.addLayout(legend)
        middle.setContentsMargins(16, 6, 16, 8)
        bar = Panel("bar", margins=(16, 10, 16, 10))
        acts = row(IconLabel("info", "dim", 16), self._why, self.go)
        acts.setStretch(1, 1)
        bar.add(acts)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addLayout(middle, 1)
        outer.addWidget(bar)

    def _show_rows(self) -> None:
        found = self._found
        if found is None:
            return
        clear(self._holder)
        self.choosers.clear()
        columns = self._model.diverged_columns(found)
        rows = RowsModel(columns)
        self.table = Table(rows, f"diverged-{len(found.heads)}")
        self.table.verticalHeader().setDefaultSectionSize(38)
        rows.put(self._model.diverged_rows(found))
        for at, field in enumerate(found.fields):
            if field.conflict:
                self.table.setIndexWidget(rows.index(at, len(columns) - 1), self._chooser(field))
        self._holder.addWidget(self.table)
        self._tell()

    def _chooser(self, field: DivergedField) -> QWidget:
        letters = tuple(Option(LETTERS[at], LETTERS[at]) for at in range(len(field.values)))
        chosen = Choices(letters)
        self.choosers[field.ref] = chosen
        chosen.setAccessibleName(words(_("Take which value of: {question}"), question=field.label))

        def take(letter: str) -> None:
            self._choices[field.ref] = field.values[LETTERS.index(letter)]
            self._tell()

        chosen.picked.connect(take)
        shown = Elided("", "strong")
        own = tool("edit", words(_("Another value…")), lambda: self._ask_own(field, chosen, shown))
        chosen.picked.connect(lambda _letter: shown.setText(""))
        holder = QWidget()
        line = row(chosen, own, shown, spacing=0)
        line.setStretch(2, 1)
        line.setContentsMargins(4, 0, 4, 0)
        holder.setLayout(line)
        return holder

    def _ask_own(self, field: DivergedField, chosen: Choices, shown: Elided) -> None:
        found = self._found
        if found is None:
            return
        record_id, model = found.record_id, self._model
        dialog = OwnValueDialog(field.label, lambda text: model.own_value(record_id, field.ref, text), self)
        if dialog.run() and dialog.taken is not None:
            self._choices[field.ref], text = dialog.taken
            shown.setText(text)
            shown.setToolTip(text)
            chosen.set_value("")
            self._tell()

    def _tell(self) -> None:
        if self._found is None:
            return
        left = sum(field.ref not in self._choices for field in self._found.conflicts)
        self._left.setText(words(_("{n} fields not chosen yet"), n=left) if left else words(_("all chosen")))
        self.go.setEnabled(not left)
