"""Which report, of which day and place; and what it would say. Qt-free."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.indicators import I3, Verdict
from sxsh_desktop.services import (
    frozen_words,
    indicators,
    indicators_export,
    indicators_frozen,
    indicators_public,
    reference,
)
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.indicators import HEADLINES, IndicatorBoard, IndicatorFilters
from sxsh_desktop.ui import say
from sxsh_desktop.ui.facilities.series_model import SeriesModel
from sxsh_desktop.ui.widgets.fields import Option
from sxsh_desktop.ui.widgets.states import state
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell

_STATES = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not_met",
    Verdict.POSSIBLE: "undecided",
    Verdict.TOO_LITTLE_COVERAGE: "undecided",
}


class ReportsModel:
    """Computes and writes for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.series = SeriesModel(desk)
        self.on: date = desk.today()
        self.district = ""
        self.board: IndicatorBoard | None = None

    def days(self) -> tuple[Option, ...]:
        """Days that reports are usually made for, the last first."""
        now = self._desk.today()
        ends = [now]
        for year in (now.year, now.year - 1):
            ends += [date(year, 12, 31), date(year, 6, 30)]
        past = sorted({one for one in ends if one <= now}, reverse=True)
        return tuple(Option(one.isoformat(), self._day_words(one, now)) for one in past)

    def districts(self) -> tuple[Option, ...]:
        """The whole province, or one district."""
        places = reference.current(self._desk).places.districts
        return (Option("", words(_("Whole province"))), *(Option(one.code, one.name) for one in places))

    def compute(self, progress: Progress) -> IndicatorBoard:
        """The board that the report is of."""
        filters = IndicatorFilters(districts=frozenset({self.district} - {""}))
        return indicators.compute(self._desk, self.on, filters, progress=progress)

    @staticmethod
    def columns() -> tuple[Column, ...]:
        """The columns of the table of contents."""
        return (
            Column("title", words(_("Indicator")), 190, stretch=True, sort=False),
            Column("target", words(_("Target")), 78, "right", drop=1, sort=False),
            Column("yes", words(_("Met")), 56, "right", sort=False),
            Column("total", words(_("In all")), 62, "right", sort=False),
            Column("unknown", words(_("Unknown")), 80, "right", sort=False),
            Column("lower", words(_("At least")), 72, "right", sort=False),
            Column("upper", words(_("At most")), 92, "right", sort=False),
            Column("verdict", words(_("Verdict")), 130, wide=302, sort=False),
        )

    @staticmethod
    def rows(board: IndicatorBoard) -> list[tuple[str, tuple[Cell, ...]]]:
        """What the first sheet of the workbook says."""
        rows: list[tuple[str, tuple[Cell, ...]]] = []
        for id in HEADLINES:
            line = board.line(id)
            tally = line.tally
            look = state(_STATES[line.verdict]) if line.verdict is not None else state("unknown")
            cells = (
                Cell(line.title, tip=line.definition),
                Cell(say.share(line.target, 0)),
                Cell(say.count(tally.yes)),
                Cell(say.count(tally.total)),
                Cell(say.count(tally.unknown)),
                Cell(say.share(line.headline if id == I3 else tally.lower)),
                none_cell() if id == I3 else Cell(say.share(tally.upper)),
                Cell(line.verdict_words or look.text, look.icon, look.role),
            )
            rows.append((id, cells))
        return rows

    def notes(self, board: IndicatorBoard) -> str:
        """What the figures rest on."""
        return words(
            _("{facilities} facilities; {unreviewed} facts not reviewed yet are left out; tables of {day}."),
            facilities=say.count(board.facilities),
            unreviewed=say.count(board.unreviewed),
            day=say.day(max(board.versions.values(), default="")) or "–",
        )

    def write(self, target: Path, board: IndicatorBoard, progress: Progress) -> Path:
        """The workbook."""
        return indicators_export.export(self._desk, board, target, progress)

    def write_public(self, target: Path, board: IndicatorBoard, progress: Progress) -> Path:
        """The tables for publication, small counts hidden."""
        return indicators_public.export_public(board, target, progress)

    def compare(self, file: Path, progress: Progress) -> list[str]:
        """A frozen report beside the same report made now, as lines. Raises what `read_frozen` raises."""
        found = indicators_frozen.compare(
            self._desk, indicators_frozen.read_frozen(self._desk, file), progress
        )
        return frozen_words.comparison_lines(self._desk, found)

    def file_name(self) -> str:
        """A name for it, without the ending."""
        return indicators_export.file_name(self.on).removesuffix(".xlsx")

    @staticmethod
    def _day_words(day: date, now: date) -> str:
        if day == now:
            return words(_("today, {day}"), day=say.day(day))
        text = _("half-year to {day}") if day.month == 6 else _("year to {day}")
        return words(text, day=say.day(day))
