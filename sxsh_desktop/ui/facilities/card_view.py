"""The card of one facility: facts and what is missing at the left, chart and timeline at the right."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import files, work
from sxsh_desktop.ui.facilities.card_model import CardModel, CardPage, JoinedCard
from sxsh_desktop.ui.facilities.charts_view import ChartsView
from sxsh_desktop.ui.facilities.savings_view import SavingsView
from sxsh_desktop.ui.facilities.series_acts import SeriesActs
from sxsh_desktop.ui.navigation import Navigator, PrintRequest
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, link, ordinary, primary
from sxsh_desktop.ui.widgets.chart import YearChart
from sxsh_desktop.ui.widgets.dialogs import ask_reason, tell
from sxsh_desktop.ui.widgets.pages import PageHead, Scroller, Tabs, facts
from sxsh_desktop.ui.widgets.states import Badge, Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import Elided, Panel, Tinted, clear, column, label, row

_LEFT = 312


class FacilityCardView(QWidget):
    """One facility. `closed`: back to the list."""

    closed = Signal()

    def __init__(self, model: CardModel, navigator: Navigator) -> None:
        super().__init__()
        self._model, self._navigator = model, navigator
        self._page: CardPage | None = None
        self._id = ""
        self.timeline = RowsModel(model.timeline_columns())
        self.facts = RowsModel(model.fact_columns())
        self.tabs = Tabs()
        self.tabs.picked.connect(self._show_tab)
        self.name = Elided("", "title")
        self.head = self._make_head()
        self._facts_panel, self._missing_panel = Panel(), Panel()
        self.chart = YearChart()
        self._chart_title, self._change = Elided("", "h2"), Tinted("", "dim", bold=True)
        self._chart_stack = QStackedWidget()
        self.records_table = Table(self.timeline, "card-timeline", inside=True)
        self.records_table.opened.connect(self._open_record)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._overview())
        self.stack.addWidget(self._all_facts())
        self.charts = ChartsView(model)
        self.charts.opened.connect(self._open_record)
        self.stack.addWidget(self.charts)
        self.savings = SavingsView(model.series)
        self.savings.opened.connect(self._open_record)
        self.stack.addWidget(self.savings)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self.stack, 1)
        back = QShortcut(QKeySequence("Esc"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.closed.emit)

    @property
    def facility_id(self) -> str:
        """Whose card this is."""
        return self._id

    def show_facility(self, facility_id: str) -> None:
        """Read and show a card; another one than before begins with its overview."""
        if facility_id != self._id:
            self.tabs.choose("overview")
        self._id = facility_id
        work.read(lambda: self._model.read(facility_id), self._show, self, self._failed)

    def print_card(self) -> None:
        """Forms prefilled for this facility."""
        if self._page is not None:
            one = self._page.card.facility
            names = {one.facility_id: f"{one.code} · {one.name}"}
            self._navigator.print_out(PrintRequest(facility_ids=(one.facility_id,), names=names))

    def _make_head(self) -> PageHead:
        head = PageHead("", tabs=self.tabs)
        head.title.hide()
        head.note.hide()
        head.put(link(words(_("Facilities")), self.closed.emit), label("›", "dim"))
        head.line.addWidget(self.name, 1)
        self.audit = ordinary(words(_("Audit report…")), self.write_audit, "export")
        self.series = SeriesActs(self._model.series, self._navigator, self)
        head.put(
            self.series.button,
            self.audit,
            ordinary(words(_("Print")), self.print_card, "printer"),
            primary(words(_("New record")), lambda: self._navigator.fill(facility_id=self._id), "plus"),
        )
        return head

    def _overview(self) -> QWidget:
        left = Scroller(spacing=10)
        left.setFixedWidth(_LEFT)
        left.body.addWidget(self._facts_panel)
        left.body.addWidget(self._missing_panel)
        left.body.addStretch(1)
        empty = label(words(_("No inventory of a whole year yet: the chart needs form C.")), "dim", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._chart_stack.addWidget(self.chart)
        self._chart_stack.addWidget(empty)
        chart = Panel()
        self._chart_panel = chart
        heading = row(self._chart_title, self._change)
        heading.setStretch(0, 1)
        chart.add(heading)
        chart.body.addWidget(self._chart_stack, 1)
        timeline = Panel(margins=(1, 8, 1, 4), spacing=6)
        title = row(label(words(_("Timeline")), "h2"), 0)
        title.setContentsMargins(14, 0, 10, 0)
        timeline.body.addLayout(title)
        timeline.body.addWidget(self.records_table, 1)
        right = column(chart, timeline, spacing=10)
        right.setStretch(1, 1)
        page = QWidget()
        body = QHBoxLayout(page)
        body.setContentsMargins(MEASURES.margin, 12, MEASURES.margin, 12)
        body.setSpacing(12)
        body.addWidget(left)
        body.addLayout(right, 1)
        return page

    def _all_facts(self) -> QWidget:
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(MEASURES.margin, 12, MEASURES.margin, 12)
        text = words(_("Each line is the newest word of the records; accepted ones go before others."))
        body.addWidget(Hint(text))
        body.addWidget(Table(self.facts, "card-facts"), 1)
        return page

    def _show(self, page: CardPage) -> None:
        self._page = page
        one = page.card.facility
        self._id = one.facility_id
        self.name.setText(one.name or one.code)
        count = len(page.all_facts)
        self.tabs.put(
            [
                ("overview", words(_("Overview"))),
                ("charts", words(_("Charts"))),
                ("savings", words(_("Savings"))),
                ("facts", words(_("All facts ({n})"), n=count)),
            ]
        )
        self.audit.setEnabled(page.is_assessed)
        self.audit.setToolTip(
            "" if page.is_assessed else words(_("This needs an assessment: form D or form E."))
        )
        self.charts.show_facility(one.facility_id)
        self.savings.show_facility(one.facility_id)
        self.series.show_facility(one.facility_id, f"{one.code} {one.name}")
        self._show_facts(page)
        self._show_missing(page)
        self._chart_title.setText(page.chart_title or words(_("Energy per unit of product")))
        self._change.setText(page.change)
        self._chart_stack.setCurrentIndex(0 if page.years else 1)
        self._chart_panel.setFixedHeight(224 if page.years else 96)
        self.chart.put(page.years)
        self.timeline.put(self._model.timeline(page.records))
        self.facts.put(list(page.all_facts))

    def _show_facts(self, page: CardPage) -> None:
        body = self._facts_panel.body
        clear(body)
        edit = flat(words(_("Correct")), self._correct_card, "edit")
        body.addLayout(row(label(words(_("Facts")), "h2"), 0, edit))
        body.addLayout(facts(page.facts))
        for name, badge in (
            (words(_("Status")), Badge(page.status)),
            (words(_("Potential")), label(page.potential, "strong")),
        ):
            left = label(name, "dim")
            left.setFixedWidth(104)
            body.addLayout(row(left, badge, 0))
        for one in page.joined:
            body.addWidget(Hint(words(_("Joined with: {names}"), names=one.text), "info", icon="merge"))
            if self._model.department:
                part = ordinary(words(_("Take apart…")), partial(self._part, one))
                body.addLayout(row(0, part))

    def _show_missing(self, page: CardPage) -> None:
        body = self._missing_panel.body
        clear(body)
        self._missing_panel.setVisible(bool(page.missing))
        body.addWidget(label(words(_("Missing")), "h2"))
        for text in page.missing:
            room = _LEFT - 86
            cut = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            button = link(cut, self._correct_card, "state-problem")
            button.set_icon("state-problem", "warn")
            button.setToolTip(text)
            body.addWidget(button)

    def _show_tab(self, key: str) -> None:
        self.stack.setCurrentIndex({"facts": 1, "charts": 2, "savings": 3}.get(key, 0))

    def write_audit(self) -> None:
        """The audit report as .docx (to edit) or .pdf, written in a job that can be stopped."""
        page = self._page
        if page is None or not page.is_assessed:
            return
        title, one = words(_("Audit report")), page.card.facility
        name = f"{title} {one.code} {one.name}"
        target = files.ask_save_as(self, title, name, ("docx", "pdf"))
        if target is not None:
            self.write_audit_to(target)

    def write_audit_to(self, target: Path) -> None:
        """Write the report there, and say so when it is done."""
        model, facility_id = self._model, self._id
        work.with_progress(
            lambda progress: model.write_audit(facility_id, target, progress),
            lambda file: files.told(self, file, words(_("The audit report is ready."))),
            self,
            words(_("Audit report")),
        )

    def _correct_card(self) -> None:
        self._navigator.fill(record_id=self._id)

    def _open_record(self, row_id: str) -> None:
        if row_id.startswith("draft:"):
            self._navigator.fill(draft_id=row_id.removeprefix("draft:"))
        else:
            self._navigator.go("records", row_id)

    def _part(self, other: JoinedCard) -> None:
        """The department takes a join back; both cards and their records are as before."""
        page = self._page
        if page is None:
            return
        title = words(_("They are two facilities"))
        about = f"{page.card.facility.code} {page.card.facility.name}, {other.text}"
        reason = ask_reason(title, about, words(_("Take apart")), self)
        if not reason:
            return
        model = self._model
        work.write(
            lambda _progress: model.part(other, reason),
            lambda _nothing: self._navigator.data_changed.emit(),
            self,
            title,
        )

    def _failed(self, error: BaseException) -> None:
        self.closed.emit()
        tell(error, words(_("Facility")), self)
