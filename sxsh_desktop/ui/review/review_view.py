"""The screen Review: inbox at the left; comparison, diverged record, group or duplicates at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.duplicates import DuplicatePair
from sxsh_desktop.services.plausibility import Finding
from sxsh_desktop.services.records import RecordLine
from sxsh_desktop.services.review import InboxLine
from sxsh_desktop.ui import say, work
from sxsh_desktop.ui.duplicates.apart_view import show_apart, tell_apart
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.review.compare_view import ComparePage
from sxsh_desktop.ui.review.diverged_view import DivergedPage
from sxsh_desktop.ui.review.group_view import GroupPage
from sxsh_desktop.ui.review.inbox_view import INBOX_WIDTH, InboxPane
from sxsh_desktop.ui.review.review_model import Inbox, ReviewModel
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import ask_reason
from sxsh_desktop.ui.widgets.pages import PageHead
from sxsh_desktop.ui.widgets.states import EmptyList, Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import Cell, Column, RowsModel, text_cell
from sxsh_desktop.ui.widgets.text import column, row

_WIDE, _INBOX_LEAST = 900, 200  # logical px


class ListPage(QWidget):
    """A heading, a hint, a table, and one act under it."""

    def __init__(self, columns: Sequence[Column], name: str, act: str, on_act: Callable[[], object]) -> None:
        super().__init__()
        self.head = PageHead("")
        self.hint = Hint("", "info")
        self.rows = RowsModel(columns)
        self.table = Table(self.rows, name)
        self.act = primary(act, on_act)
        self.other = flat("")
        self.other.hide()
        self.line = row(self.other, 0, self.act)
        body = column(self.hint, self.table, self.line, spacing=10)
        body.setStretch(1, 1)
        body.setContentsMargins(16, 12, MEASURES.margin, 12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addLayout(body, 1)


class ReviewScreen(Screen):
    """The department's inbox and its decisions."""

    def __init__(self, model: ReviewModel, navigator: Navigator) -> None:
        super().__init__()
        self._model, self._navigator = model, navigator
        self._line: InboxLine | None = None
        self._diverged: dict[str, RecordLine] = {}
        self._pairs: tuple[DuplicatePair, ...] = ()
        self._record_id, self._list = "", ""
        self.inbox = InboxPane(model)
        self.compare, self.split = ComparePage(model), DivergedPage(model)
        self.group = GroupPage(model)
        self.diverged = self._diverged_page()
        self.duplicates = self._duplicates_page()
        text = words(_("Records that officers send stand here, by district and officer."))
        self._empty = EmptyList("inbox", words(_("Nothing awaits review")), text)
        self._stack = QStackedWidget()
        for page in (self._empty, self.compare, self.split, self.group, self.diverged, self.duplicates):
            self._stack.addWidget(page)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.inbox)
        body.addWidget(self._stack, 1)
        self._stack.currentChanged.connect(lambda _at: self._fit())
        self._connect()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a small window the inbox gives room to versions side by side."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < _WIDE and self._stack.currentWidget() is self.split
        self.inbox.setFixedWidth(_INBOX_LEAST if narrow else INBOX_WIDTH)

    def refresh(self) -> None:
        """Read the inbox."""
        work.read(self._model.inbox, self._show, self)

    def show_target(self, target: str, tab: str) -> None:  # noqa: ARG002 - the common signature
        """The list of diverged records, or that of duplicates."""
        if tab == "diverged":
            self._show_diverged_list()
        elif tab == "duplicates":
            self._find_duplicates()

    def panes(self) -> list[QWidget]:
        """Inbox, then what is shown."""
        return [self.inbox.tree, self._stack.currentWidget() or self]

    def _connect(self) -> None:
        self.inbox.line_chosen.connect(self._choose)
        self.inbox.group_chosen.connect(self._choose_group)
        self.inbox.diverged_asked.connect(self._show_diverged_list)
        self.inbox.duplicates_asked.connect(self._find_duplicates)
        self.compare.accepted.connect(self._accept)
        self.compare.returned.connect(self._give_back)
        self.compare.reject_asked.connect(self._reject)
        self.split.decided.connect(self._merge)
        self.group.accepted.connect(self._accept_group)
        self.group.opened.connect(self.inbox.choose)

    def _diverged_page(self) -> ListPage:
        columns = (
            Column("record", words(_("Record")), 210, stretch=True),
            Column("who", words(_("Made by")), 120, wide=170),
            Column("day", words(_("Visit")), 110, drop=1),
            Column("conflicts", words(_("To choose")), 100, "right"),
        )
        page = ListPage(columns, "review-diverged", words(_("Look at both versions")), self._open_diverged)
        page.table.opened.connect(self._show_divergence)
        page.hint.say(
            words(_("Two people changed the same original without seeing each other's version.")), "warn"
        )
        page.head.title.setText(words(_("Diverged records")))
        return page

    def _duplicates_page(self) -> ListPage:
        page = ListPage(
            self._model.pair_columns(), "review-pairs", words(_("They are one facility…")), self._join
        )
        page.head.title.setText(words(_("Probable duplicates")))
        text = _("Joining keeps both cards and every record; it can be taken back at any time.")
        page.hint.say(words(text), "info")
        page.other.setText(words(_("Open the first card")))
        page.other.clicked.connect(lambda _checked=False: self._open_pair())
        page.other.show()
        page.line.insertWidget(1, flat(words(_("Said not to be one…")), self._show_apart, "history"))
        page.line.insertWidget(3, ordinary(words(_("Not one facility…")), self._tell_apart, "close"))
        return page

    # -- showing ------------------------------------------------------------------------------------------

    def _show(self, inbox: Inbox) -> None:
        self._diverged = {one.record_id: one for one in inbox.diverged}
        self.inbox.show_counts(len(inbox.diverged), len(self._pairs) or None)
        self.diverged.rows.put([(one.record_id, _record_cells(one)) for one in inbox.diverged])
        self.inbox.put(inbox, choose=not self._list)
        if self._list == "diverged" and self._record_id not in self._diverged:
            self._show_diverged_list()

    def _choose(self, line: InboxLine | None) -> None:
        self._line, self._list = line, ""
        if line is None:
            self._stack.setCurrentWidget(self._empty)
        elif line.diverged:
            self._show_divergence(line.record_id)
        else:
            revision_id = line.revision_id
            work.read(lambda: self._model.compare(revision_id), self._show_comparison, self)

    def _show_comparison(self, comparison: object) -> None:
        line = self._line
        if line is not None and comparison.revision_id == line.revision_id:  # type: ignore[attr-defined]
            self.compare.show_record(line, comparison)  # type: ignore[arg-type]
            self._stack.setCurrentWidget(self.compare)
            revision_id = line.revision_id
            work.read(
                lambda: self._model.findings(revision_id),
                lambda found: self._show_findings(revision_id, found),
                self,
            )

    def _show_findings(self, revision_id: str, found: tuple[Finding, ...]) -> None:
        if self._line is not None and self._line.revision_id == revision_id:
            self.compare.show_findings(found)

    def _choose_group(self, title: str, lines: list[InboxLine]) -> None:
        self._list = ""
        self.group.show_group(title, lines)
        self._stack.setCurrentWidget(self.group)

    def _show_diverged_list(self) -> None:
        self._list, self._record_id = "diverged", ""
        self.inbox.leave()
        self._stack.setCurrentWidget(self.diverged)
        self.diverged.act.setEnabled(bool(self._diverged))
        self.diverged.table.choose_row(0)

    def _open_diverged(self) -> None:
        self._show_divergence(self.diverged.table.current_id())

    def _show_divergence(self, record_id: str) -> None:
        line = self._diverged.get(record_id)
        if line is None:
            return
        self._record_id = record_id
        title = " · ".join((say.form_short(line.form_id, line.letter), line.facility or line.title))
        about = " · ".join(part for part in (line.officer, say.day(line.day)) if part)

        def show(found: object) -> None:
            self.split.show_record(title, about, found)  # type: ignore[arg-type]
            self._stack.setCurrentWidget(self.split)

        work.read(lambda: self._model.divergence(record_id), show, self)

    def _find_duplicates(self) -> None:
        self._list = "duplicates"
        self.inbox.leave()
        title = words(_("Looking for probable duplicates"))
        work.with_progress(self._model.duplicates, self._show_pairs, self, title)

    def _show_pairs(self, pairs: tuple[DuplicatePair, ...]) -> None:
        self._pairs = pairs
        self.inbox.show_counts(len(self._diverged), len(pairs))
        self.duplicates.rows.put(self._model.pair_rows(pairs))
        self.duplicates.act.setEnabled(bool(pairs))
        self.duplicates.table.choose_row(0)
        self._stack.setCurrentWidget(self.duplicates)

    # -- deciding -----------------------------------------------------------------------------------------

    def _write(self, act: Callable[[], object], title: str) -> None:
        def decided(_nothing: object) -> None:
            self.inbox.tree.setFocus()  # the button that was pressed may go: the keys stay in the inbox
            self._navigator.data_changed.emit()

        work.write(lambda _p: act(), decided, self, title)

    def _accept(self) -> None:
        if self._line is not None:
            chosen = [self._line.revision_id]
            self._write(lambda: self._model.accept(chosen), words(_("Accept")))

    def _accept_group(self, chosen: list[str], reason: str) -> None:
        self._write(lambda: self._model.accept(chosen, reason), words(_("Accept")))

    def _give_back(self, questions: list[tuple[str, str]]) -> None:
        if self._line is not None:
            revision_id = self._line.revision_id
            title = words(_("Return with a question"))
            self._write(lambda: self._model.give_back(revision_id, questions, ""), title)

    def _reject(self) -> None:
        if self._line is None:
            return
        revision_id, title = self._line.revision_id, words(_("Reject"))
        reason = ask_reason(
            title, self._model.title(self._line), words(_("Reject this record")), self, bad=True
        )
        if reason:
            self._write(lambda: self._model.reject(revision_id, reason), title)

    def _merge(self, choices: dict[str, str | None]) -> None:
        record_id, title = self._record_id, words(_("Merge and accept"))
        reason = ask_reason(title, words(_("Why these values?")), title, self)
        if reason:
            self._write(lambda: self._model.merge_and_accept(record_id, choices, reason), title)

    def _join(self) -> None:
        pair = self._pair()
        if pair is None:
            return
        a, b = (f"{one.name} ({one.code})" for one in (pair.a, pair.b))
        about = words(_("{a} and {b}"), a=a, b=b)
        title = words(_("They are one facility"))
        reason = ask_reason(title, about, words(_("Join the two cards")), self)
        if reason:
            a, b = pair.a.facility_id, pair.b.facility_id

            def joined(_nothing: object) -> None:
                self._navigator.data_changed.emit()
                self._find_duplicates()

            work.write(lambda _p: self._model.join(a, b, reason), joined, self, title)

    def _tell_apart(self) -> None:
        pair = self._pair()
        if pair is not None:
            a, b = ((one.facility_id, f"{one.name} ({one.code})") for one in (pair.a, pair.b))
            tell_apart(self._model.desk, a, b, self, self._find_duplicates)

    def _show_apart(self) -> None:
        show_apart(self._model.desk, self, self._find_duplicates)

    def _pair(self) -> DuplicatePair | None:
        chosen = self.duplicates.table.current_id()
        return self._pairs[int(chosen)] if chosen.isdigit() and int(chosen) < len(self._pairs) else None

    def _open_pair(self) -> None:
        pair = self._pair()
        if pair is not None:
            self._navigator.go("facilities", pair.a.facility_id)


def _record_cells(one: RecordLine) -> tuple[Cell, ...]:
    name = " · ".join((say.form_short(one.form_id, one.letter), one.facility or one.title))
    return (
        Cell(name, "merge", "warn"),
        text_cell(one.officer),
        Cell(say.day(one.day), order=one.day),
        Cell(say.count(one.conflicts), order=one.conflicts),
    )
