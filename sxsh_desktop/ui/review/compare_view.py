"""A record beside its earlier version, and the bar where it is decided."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.plausibility import Finding
from sxsh_desktop.services.review import Comparison, InboxLine
from sxsh_desktop.ui.review.review_model import ReviewModel, finding_words
from sxsh_desktop.ui.widgets.buttons import danger, ordinary, primary, tool
from sxsh_desktop.ui.widgets.fields import Field
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import Elided, IconLabel, Panel, clear, column, label, row

_MOST_ODD = 4
_BESIDE = 700  # logical px: sentence and buttons fit into one line


class ComparePage(QWidget):
    """`accepted`, `returned` (questions, reason) and `reject_asked` send what was decided."""

    accepted = Signal()
    returned = Signal(list)
    reject_asked = Signal()

    def __init__(self, model: ReviewModel) -> None:
        super().__init__()
        self._model = model
        self._comparison: Comparison | None = None
        self.questions: dict[str, str] = {}
        self._title, self._about = Elided("", "title"), Elided("", "small")
        self.only_changed = QCheckBox(words(_("Only what differs")))
        self.only_changed.setChecked(True)
        self.only_changed.toggled.connect(lambda _on: self._show_rows())
        self._hint = Hint("", "info")
        self.odd = Hint("", "warn")
        self.asked = Hint("", "ask")
        self._findings: tuple[Finding, ...] = ()
        self._holder = QVBoxLayout()
        self.table: Table | None = None
        self.rows: RowsModel | None = None
        self.question = Field("", words(_("Question for the officer")))
        self.question.left.connect(self._keep_question)
        self.question.textChanged.connect(lambda _text: self._tell())
        self._why = label("", "small", wrap=True)
        self.accept = primary(words(_("Accept")), self.accepted.emit, "check")
        self.give_back = ordinary(words(_("Return with a question")), self._give_back, "state-returned")
        self.reject = danger(words(_("Reject…")), self.reject_asked.emit, "close")
        self._lay_out()

    def show_record(self, line: InboxLine, comparison: Comparison) -> None:
        """Show one version; questions begin anew."""
        self._comparison = comparison
        self._findings = ()
        self.odd.say("")
        self.questions = {}
        self._title.setText(self._model.title(line))
        self._about.setText(self._model.about(line))
        earlier = bool(comparison.previous_id)
        self.only_changed.setVisible(earlier)
        changed = len(comparison.changed)
        text = words(_("{n} answers differ from the earlier version."), n=changed)
        first = words(_("This is the first version of the record: all its answers are shown."))
        self._hint.say(text if earlier else first, "info")
        self.asked.say(self._model.asked_words(comparison), "ask")
        clear(self._holder)
        self.rows = RowsModel(self._model.compare_columns(comparison))
        self.table = Table(self.rows, "compare-two" if earlier else "compare-one")
        self.table.chosen.connect(lambda _ref: self._show_question())
        self._holder.addWidget(self.table)
        self._show_rows()
        self.table.choose_row(0)
        self._tell()

    def show_findings(self, found: tuple[Finding, ...]) -> None:
        """What is odd about the figures of the version that is shown, with the officer's reasons."""
        self._findings = found
        lines = [f"• {finding_words(one)}" for one in found[:_MOST_ODD]]
        if len(found) > _MOST_ODD:
            lines.append(words(_("and {count} more, marked below"), count=len(found) - _MOST_ODD))
        self.odd.say("\n".join(lines), "warn")
        self._show_rows()

    def step(self, by: int) -> None:
        """The next or previous answer."""
        if self.table is not None:
            self.table.choose_row(self.table.currentIndex().row() + by)

    def _lay_out(self) -> None:
        head = row(
            column(self._title, self._about, spacing=0),
            self.only_changed,
            tool("chevron-up", words(_("Previous answer")), lambda: self.step(-1)),
            tool("chevron-down", words(_("Next answer")), lambda: self.step(1)),
        )
        head.setStretch(0, 1)
        head.setContentsMargins(16, 8, 16, 0)
        middle = column(self._hint, self.asked, self.odd, spacing=8)
        middle.addLayout(self._holder, 1)
        middle.setContentsMargins(16, 6, 16, 8)
        bar = Panel("bar", margins=(16, 10, 16, 10), spacing=8)
        told = row(IconLabel("info", "dim", 16), self._why)
        told.setStretch(1, 1)
        self._acts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._acts.setSpacing(8)
        self._acts.addLayout(told, 1)
        self._acts.addLayout(row(0, self.reject, self.give_back, self.accept))
        bar.add(self.question, self._acts)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addLayout(middle, 1)
        outer.addWidget(bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the sentence would be squeezed beside the buttons it stands above them."""
        super().resizeEvent(event)
        beside = event.size().width() >= _BESIDE
        way = QBoxLayout.Direction
        self._acts.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def _show_rows(self) -> None:
        if self._comparison is None or self.rows is None or self.table is None:
            return
        kept = self.table.current_id()
        only = self.only_changed.isChecked()
        rows = self._model.compare_rows(self._comparison, self.questions, self._findings, only_changed=only)
        self.rows.put(rows)
        ids = [one[0] for one in rows]
        self.table.choose_row(ids.index(kept) if kept in ids else 0)

    def _show_question(self) -> None:
        if self.table is None or self._comparison is None:
            return
        ref = self.table.current_id()
        name = next((field.label for field in self._comparison.fields if field.ref == ref), "")
        self.question.put(self.questions.get(ref, ""))
        text = words(_("Question for the officer about: {answer}"), answer=name)
        self.question.setPlaceholderText(text)
        self.question.setAccessibleName(text)

    def _keep_question(self, text: str) -> None:
        if self.table is None:
            return
        ref = self.table.current_id()
        if text.strip():
            self.questions[ref] = text.strip()
        else:
            self.questions.pop(ref, None)
        self._show_rows()
        self._tell()

    def _tell(self) -> None:
        ref = self.table.current_id() if self.table is not None else ""
        written = {**self.questions, ref: self.question.value()}  # what is being typed counts at once
        count = sum(bool(text.strip()) for text in written.values())
        asked = words(_("{n} questions go back with the record; take them out to accept it."), n=count)
        nothing = words(_("To return it, write a question on an answer first. Every version is kept."))
        self._why.setText(asked if count else nothing)
        self.give_back.setEnabled(bool(count))
        self.accept.setEnabled(not count)

    def _give_back(self) -> None:
        self._keep_question(self.question.value())
        self.returned.emit(list(self.questions.items()))
