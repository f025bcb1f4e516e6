"""The screen Reports: day and place, the figures as they will stand in the workbook, and its file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.indicators import IndicatorBoard
from sxsh_desktop.ui import files, work
from sxsh_desktop.ui.facilities.series_acts import SeriesActs
from sxsh_desktop.ui.indicators.why_view import WhyDialog
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.reports.reports_model import ReportsModel
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import flat, primary
from sxsh_desktop.ui.widgets.fields import Combo, DateField
from sxsh_desktop.ui.widgets.pages import PageHead
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from sxsh_desktop.ui.widgets.text import Panel, column, label, row


class ReportsScreen(Screen):
    """One report for now: the workbook of the indicators."""

    def __init__(self, model: ReportsModel, navigator: Navigator) -> None:
        super().__init__()
        self._model, self._navigator = model, navigator
        self.usual = Combo(model.days(), model.on.isoformat(), width=220)
        self.usual.picked.connect(self._choose_usual)
        self.day = DateField(model.on)
        self.day.setFixedWidth(120)
        self.day.chosen.connect(self._choose_day)
        self.district = Combo(model.districts(), "", search=True, width=220)
        self.district.picked.connect(self._choose_district)
        self.rows = RowsModel(model.columns())
        self.table = Table(self.rows, "report")
        self.table.opened.connect(lambda _id: navigator.go("indicators"))
        self._note = Hint("", "info")
        self.save = primary(words(_("Save the workbook…")), self.export_list, "export")
        self.save.setEnabled(False)
        self.publish = flat(words(_("Export for publication…")), self.export_public, "leaf")
        self.publish.setToolTip(words(_("No facility, no officer, no count under 3: for the website")))
        self.publish.setEnabled(False)
        self.frozen = flat(words(_("Compare a frozen report…")), self.ask_frozen, "compare")
        self.series = SeriesActs(model.series, navigator, self)
        self._lay_out()

    def refresh(self) -> None:
        """Compute the figures in the background."""
        self.save.setEnabled(False)
        self._note.say(words(_("Computing the indicators")), "info")
        work.read(lambda: self._model.compute(silent()), self._show, self)

    def export_list(self) -> bool:
        """Write the workbook."""
        board = self._model.board
        if board is None:
            return True
        title, kinds = words(_("Save the workbook")), ("xlsx", "csv")
        target = files.ask_save_as(self, title, self._model.file_name(), kinds)
        if target is None:
            return True
        chosen: Path = target

        def write(progress: Progress) -> Path:
            return self._model.write(chosen, board, progress)

        work.with_progress(write, lambda file: files.told(self, file), self, title)
        return True

    def export_public(self) -> None:
        """The tables for publication."""
        board, title = self._model.board, words(_("Export for publication"))
        name = f"{self._model.file_name()}-{words(_('published'))}"
        target = files.ask_save_as(self, title, name, ("xlsx", "csv")) if board else None
        if board is None or target is None:
            return
        chosen: Path = target
        work.with_progress(
            lambda progress: self._model.write_public(chosen, board, progress),
            lambda file: files.told(self, file),
            self,
            title,
        )

    def ask_frozen(self) -> None:
        """Which frozen report is to be made again."""
        for file in files.ask_open(self, words(_("Compare a frozen report")), ("json",))[:1]:
            self.compare_frozen(file)

    def compare_frozen(self, file: Path) -> None:
        """Make it again and show what differs and why."""
        title = words(_("Compare a frozen report"))
        work.with_progress(
            lambda progress: self._model.compare(file, progress),
            lambda lines: WhyDialog(title, lines, self).run(),
            self,
            title,
        )

    def panes(self) -> list[QWidget]:
        """Choices, table."""
        return [self.usual, self.table]

    def _lay_out(self) -> None:
        head = PageHead(words(_("Reports")))
        head.put(0, self.series.button, self.save)
        choices = row(
            column(label(words(_("Report of")), "small"), self.usual, spacing=2),
            column(label(words(_("or of the day")), "small"), self.day, spacing=2),
            column(label(words(_("Location")), "small"), self.district, spacing=2),
            0,
            spacing=10,
        )
        contents = Panel(spacing=4)
        contents.add(label(words(_("What the workbook holds")), "h2"))
        for text in (
            _("Each target with what is met, counted, unknown, and both bounds"),
            _("The same by district, commune, industry and size"),
            _("Savings per unit of product: measured, billed, the facility's own figure"),
            _("Every facility and officer behind the figures, with the reason"),
            _("Day, versions of tables and factors, and how each figure is defined"),
        ):
            contents.add(label(f"–  {words(text)}", wrap=True))
        look = words(_("Look at who is behind a figure"))
        open_them = flat(look, lambda: self._navigator.go("indicators"), "indicator")
        body = column(
            choices,
            self._note,
            self.table,
            row(open_them, self.frozen, self.publish, 0),
            contents,
            spacing=10,
        )
        body.setStretch(2, 1)
        body.setContentsMargins(MEASURES.margin, 12, MEASURES.margin, 14)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addLayout(body, 1)

    def _show(self, board: IndicatorBoard) -> None:
        self._model.board = board
        self.rows.put(self._model.rows(board))
        self._note.say(self._model.notes(board), "info")
        self.save.setEnabled(True)
        self.publish.setEnabled(True)

    def _choose_usual(self, value: str) -> None:
        self._model.on = date.fromisoformat(value)
        self.day.set_day(self._model.on)
        self.refresh()

    def _choose_day(self, day: date | None) -> None:
        if day is not None:
            self._model.on = day
            self.usual.set_value(day.isoformat())
            self.refresh()

    def _choose_district(self, code: str) -> None:
        self._model.district = code
        self.refresh()
