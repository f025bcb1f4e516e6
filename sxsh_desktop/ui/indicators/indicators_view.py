"""The screen Indicators: panels, and under them the lists behind the chosen one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.indicators import I1, I4
from sxsh_desktop.services.indicators import IndicatorBoard, MemberLine
from sxsh_desktop.services.indicators_support import SupportLine
from sxsh_desktop.services.indicators_told import Told
from sxsh_desktop.ui import files, work
from sxsh_desktop.ui.indicators import indicator_tables as tables
from sxsh_desktop.ui.indicators.cards_view import CardsRow, IndicatorCard
from sxsh_desktop.ui.indicators.indicators_model import SUPPORT, YEAR, IndicatorsModel, Rows, has_savings
from sxsh_desktop.ui.indicators.why_view import WhyDialog
from sxsh_desktop.ui.jobs import Job
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, link, ordinary
from sxsh_desktop.ui.widgets.dialogs import tell
from sxsh_desktop.ui.widgets.fields import Combo, DateField
from sxsh_desktop.ui.widgets.pages import PageHead, Scroller, Tabs
from sxsh_desktop.ui.widgets.progress import ProgressPanel
from sxsh_desktop.ui.widgets.states import EmptyList
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import PagedModel, RowsModel
from sxsh_desktop.ui.widgets.text import Elided, Panel, clear, fill, label, row

_CARDS_IN_ROW = 3
_LIST_LEAST, _COMBO_LEAST, _NOTE_FROM = 200, 100, 860  # logical px
_OFFICERS = "indicator-officers"  # the list whose lines have no card


class IndicatorsScreen(Screen):
    """Targets, with numerator, denominator, unknown, bounds; each figure opens its list."""

    def __init__(self, model: IndicatorsModel, navigator: Navigator) -> None:
        super().__init__()
        self._model, self._navigator = model, navigator
        self._id, self._part = I1, ("", "")
        self._support: tuple[SupportLine, ...] = ()
        self.cards: dict[str, IndicatorCard] = {}
        self.day = DateField(model.on)
        self.day.setFixedWidth(120)
        self.day.chosen.connect(self._choose_day)
        self.district = Combo(model.districts(), "", search=True, width=170)
        self.sector = Combo(model.sectors(), "", search=True, width=170)
        self.district.picked.connect(self._choose_district)
        self.sector.picked.connect(self._choose_sector)
        self.heading = Elided("", "h2")
        self.reading = Combo((), "", width=330)
        self.reading.setAccessibleName(words(_("Reading of the target")))
        self.reading.picked.connect(self._choose_reading)
        self.back = link(words(_("All parts")), self._leave_part, "chevron-up")
        self.tabs = Tabs()
        self.tabs.picked.connect(self._choose_tab)
        self._list = QWidget()
        self._holder = QVBoxLayout(self._list)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self.table: Table | None = None
        self.rows: RowsModel | PagedModel | None = None
        self._progress = ProgressPanel()
        self._cards = CardsRow()
        self._cards_row = self._cards.line
        self._pages = QStackedWidget()
        self._lay_out()

    def refresh(self) -> None:
        """Compute the board in the background; the old one stays until the new one is there."""
        if self._model.board is None:
            self._progress.begin(words(_("Computing the indicators")))
            self._pages.setCurrentIndex(1)
        job = Job(self._model.compute, quiet=True)
        job.progressed.connect(self._progress.advance)
        job.succeeded.connect(self._show)
        job.refused.connect(lambda error: tell(error, words(_("Indicators")), self))
        job.broke.connect(lambda error: tell(error, words(_("Indicators")), self))
        self._progress.stopped.connect(job.cancel)
        job.start()

    def export_list(self) -> bool:
        """The whole board as a workbook."""
        board = self._model.board
        if board is None:
            return True
        title, kinds = words(_("Export to Excel")), ("xlsx", "csv")
        target = files.ask_save_as(self, title, self._model.file_name(), kinds)
        if target is None:
            return True
        chosen: Path = target

        def write(progress: Progress) -> Path:
            return self._model.export(chosen, board, progress)

        work.with_progress(write, lambda file: files.told(self, file), self, title)
        return True

    def clear_filters(self) -> bool:
        """The whole province, every industry."""
        self.district.set_value("")
        self.sector.set_value("")
        self._model.district = self._model.sector = ""
        self.refresh()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name of the plan gives way to what can be chosen."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _NOTE_FROM
        self._head.note.setVisible(is_wide)
        self.reading.setMinimumWidth(self.reading.maximumWidth() if is_wide else _COMBO_LEAST)

    def panes(self) -> list[QWidget]:
        """First panel, tabs, table."""
        found: list[QWidget] = [*list(self.cards.values())[:1], self.tabs]
        return [*found, self.table] if self.table is not None else found

    def _lay_out(self) -> None:
        head = self._head = PageHead(words(_("Indicators")))
        for combo in (self.district, self.sector, self.reading):
            combo.setMinimumWidth(_COMBO_LEAST)
        head.note.setText(self._model.plan())
        head.put(
            0,
            label(words(_("Up to")), "dim"),
            self.day,
            self.district,
            self.sector,
            ordinary(words(_("Into a report")), lambda: self._navigator.go("reports"), "report"),
        )
        self.card = flat(words(_("Open the card")), self._open_current, "facility")
        under = row(
            self.heading,
            self.back,
            self.reading,
            flat(words(_("Why?")), self.ask_why, "question"),
            flat(words(_("Freeze")), self.freeze, "seal"),
            flat(words(_("Export to Excel")), self.export_list, "export"),
            self.card,
        )
        under.setStretch(0, 1)
        page = Scroller((MEASURES.margin, 12, MEASURES.margin, 12), spacing=8)
        fill(page.body, self._cards, under, self.tabs)
        self._list.setMinimumHeight(_LIST_LEAST)
        page.body.addWidget(self._list, 1)
        waiting = Panel()
        waiting.add(0, self._progress, 0)
        self._pages.addWidget(page)
        self._pages.addWidget(waiting)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self._pages, 1)

    def _show(self, board: IndicatorBoard) -> None:
        self._model.board = board
        cards = self._model.cards(board)
        if not self.cards:
            for card in cards:
                panel = IndicatorCard()
                panel.clicked.connect(lambda id=card.id: self.choose(id))
                panel.asked.connect(self.choose)
                self.cards[card.id] = panel
                self._cards_row.addWidget(panel, 1)
        for card in cards:
            self.cards[card.id].show_card(card)
        self._pages.setCurrentIndex(0)
        self.choose(self._id)

    def choose(self, id: str, tab: str = "") -> None:
        """Choose an indicator, and one of its lists."""
        board = self._model.board
        if board is None:
            return
        self._id, self._part = id, ("", "")
        chosen = next((one for one in self.cards if self._is_reading_of(id, one)), id)
        for key, card in self.cards.items():
            card.set_chosen(key == chosen)
        readings = self._model.readings(board, chosen)
        self.reading.set_options(readings, id)
        self.reading.setVisible(len(readings) > 1)
        self.tabs.put(self._model.tabs(board, id))
        if tab:
            self.tabs.blockSignals(True)
            self.tabs.choose(tab)
            self.tabs.blockSignals(False)
        self._show_list()

    def _is_reading_of(self, id: str, card: str) -> bool:
        board = self._model.board
        return board is not None and any(one.value == id for one in self._model.readings(board, card))

    def _choose_tab(self, key: str) -> None:
        if (self._part[0] == SUPPORT) != (key == SUPPORT):
            self._part = ("", "")  # who is behind a supporting figure is no part of another list
        self._show_list()

    def _choose_reading(self, id: str) -> None:
        self.choose(id, self.tabs.key())

    def _show_list(self) -> None:
        board, tab = self._model.board, self.tabs.key()
        if board is None or not tab:
            return
        dimension, key = self._part
        title = board.line(self._id).title
        self.heading.setText(words(_("{title}: from the figure to each one"), title=title))
        self.back.setVisible(bool(dimension))
        if self._show_other(board, tab, self._id):
            return
        if tab.startswith("by:") and not dimension:
            self._show_groups(board, tab.removeprefix("by:"))
            return
        answer = "" if tab.startswith("by:") else tab
        id = self._id
        work.read(
            lambda: (id, tab, self._model.members(board, id, answer, dimension, key)),
            self._show_members,
            self,
        )

    def _show_members(self, found: tuple[str, str, tuple[tuple[str, ...], tuple[MemberLine, ...]]]) -> None:
        id, tab, (units, lines) = found
        board = self._model.board
        if id != self._id or tab != self.tabs.key() or board is None:
            return
        rows: RowsModel | PagedModel
        if len(units) > len(lines):
            rows = self._long_list(board, id, units)
        else:
            rows = RowsModel(self._model.member_columns(id))
            rows.put(self._model.member_rows(lines, savings=has_savings(id)))
        self._put_table(rows, _OFFICERS if id.startswith(I4) else "indicator-members")

    def _long_list(self, board: IndicatorBoard, id: str, units: tuple[str, ...]) -> PagedModel:
        """Pages as they come into sight; sorted by code, up or down."""

        def sort(_key: str, ascending: bool) -> None:
            rows.put_ids(units if ascending else units[::-1])

        columns = self._model.member_columns(id)
        rows = PagedModel(columns, lambda some: self._model.page(board, id, some), sort)
        rows.put_ids(units)
        return rows

    def ask_why(self) -> None:
        """The chain behind the unit that is chosen in the list; behind the figure where none is."""
        board, id = self._model.board, self._id
        if board is None:
            return
        groups = self.tabs.key().startswith("by:") and not self._part[0]
        chosen = "" if groups or self.table is None else self.table.current_id().partition("\n")[0]
        work.read(lambda: self._model.why(board, id, chosen), self._show_why, self)

    def _show_why(self, lines: list[Told]) -> None:
        WhyDialog(words(_("Why this figure?")), lines, self).run()

    def freeze(self) -> None:
        """The board as it is now, in one signed file."""
        board, title = self._model.board, words(_("Freeze"))
        target = files.ask_save(self, title, self._model.file_name(), "json") if board else None
        if board is None or target is None:
            return
        chosen: Path = target
        work.with_progress(
            lambda progress: self._model.freeze(chosen, board, progress),
            lambda file: files.told(self, file),
            self,
            title,
        )

    def _show_groups(self, board: IndicatorBoard, dimension: str) -> None:
        rows = RowsModel(self._model.group_columns(self._id))
        rows.put(self._model.group_rows(board, self._id, dimension))
        self._put_table(rows, "indicator-groups")

    def _show_other(self, board: IndicatorBoard, tab: str, id: str) -> bool:
        """The years and the supporting figures, which are no lists of units."""
        if tab == f"by:{YEAR}":
            work.read(lambda: (id, self._model.years(board, id)), self._show_years, self)
        elif tab == SUPPORT and self._part[0]:
            units = self._support[int(self._part[1])].facilities
            work.read(
                lambda: (id, tab, (units, self._model.lines_of(board, id, units))), self._show_members, self
            )
        elif tab == SUPPORT:
            work.read(lambda: (id, self._model.support(board, id)), self._show_support, self)
        else:
            return False
        return True

    def _show_support(self, found: tuple[str, tuple[SupportLine, ...]]) -> None:
        id, lines = found
        if id != self._id or self.tabs.key() != SUPPORT:
            return
        self._support = lines
        rows = RowsModel(tables.support_columns())
        rows.put(tables.support_rows(lines))
        self._put_table(rows, "indicator-support")

    def _show_years(self, found: tuple[str, Rows]) -> None:
        id, lines = found
        if id != self._id or self.tabs.key() != f"by:{YEAR}":
            return
        rows = RowsModel(tables.year_columns(id))
        rows.put(lines)
        self._put_table(rows, "indicator-years")

    def _put_table(self, rows: RowsModel | PagedModel, name: str) -> None:
        clear(self._holder)
        self.card.setVisible(name != _OFFICERS)
        self.rows = rows
        self.table = None
        if not rows.rowCount():
            self._holder.addWidget(EmptyList("check", words(_("Nobody stands in this list"))))
            return
        self.table = Table(rows, name)
        self.table.opened.connect(self._open)
        self._holder.addWidget(self.table)
        self.table.choose_row(0)

    def _open_current(self) -> None:
        if self.table is not None:
            self._open(self.table.current_id())

    def _open(self, row_id: str) -> None:
        tab = self.tabs.key()
        if tab == f"by:{YEAR}":  # the lists of that day are one click away
            self.day.set_day(date.fromisoformat(row_id))
            self._choose_day(date.fromisoformat(row_id))
        elif tab == SUPPORT and not self._part[0]:
            if self._support[int(row_id)].facilities:
                self._part = (SUPPORT, row_id)
                self._show_list()
        elif tab.startswith("by:") and not self._part[0]:
            self._part = (tab.removeprefix("by:"), row_id)
            self._show_list()
        elif self._id.startswith(I4):  # an officer has no card: the answers behind the line
            self.ask_why()
        else:
            self._navigator.go("facilities", row_id.partition("\n")[0])

    def _leave_part(self) -> None:
        self._part = ("", "")
        self._show_list()

    def _choose_day(self, day: date | None) -> None:
        if day is not None:
            self._model.on = day
            self.refresh()

    def _choose_district(self, code: str) -> None:
        self._model.district = code
        self.refresh()

    def _choose_sector(self, code: str) -> None:
        self._model.sector = code
        self.refresh()
