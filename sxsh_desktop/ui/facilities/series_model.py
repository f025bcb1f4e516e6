"""Figures of facilities in and out: readings of the saving, the sheet to print, series, tables to fill in. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import facility_sheet, series_export, series_template
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.series_template import TemplatePreview, TemplateRead
from sxsh_desktop.services.study_words import StudyLine
from sxsh_desktop.ui.widgets.fields import Option
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell, text_cell

Rows = list[tuple[str, tuple[Cell, ...]]]
_YEARS = 6


class SeriesModel:
    """Reads and writes for one desk; everything here is for background jobs except columns and years."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def study(self, facility_id: str) -> tuple[StudyLine, ...]:
        """Every reading of a facility's saving."""
        return facility_sheet.facility_study(self._desk, facility_id)

    def write_sheet(self, facility_id: str, target: Path, progress: Progress) -> Path:
        """Charts and readings as .pdf or .docx."""
        return facility_sheet.write_sheet(self._desk, facility_id, target, progress)

    def export_series(self, target: Path, facility_ids: Sequence[str], progress: Progress) -> Path:
        """The series of some facilities (none = all) as .xlsx or .csv."""
        return series_export.export_series(self._desk, target, facility_ids, progress)

    def write_template(self, facility_id: str, year: int, target: Path, progress: Progress) -> Path:
        """The table that a facility fills in."""
        return series_template.write_template(self._desk, facility_id, year, target, progress)

    def preview(self, file: Path) -> TemplatePreview:
        """What a table that came back was understood to say."""
        return series_template.preview_template(self._desk, file)

    def read(self, file: Path, *, by_month: bool) -> TemplateRead:
        """The draft or drafts of it."""
        return series_template.read_template(self._desk, file, by_month=by_month)

    def years(self) -> tuple[Option, ...]:
        """The years that a table may be about, last year first."""
        now = self._desk.today().year
        every = (now - 1, now, *range(now - 2, now - _YEARS, -1))
        return tuple(Option(str(year), str(year)) for year in every)

    @staticmethod
    def study_columns() -> tuple[Column, ...]:
        """The columns of the readings."""
        return (
            Column("reading", words(_("Reckoned by")), 204, wide=232, sort=False),
            Column("what", words(_("What")), 150, wide=226, drop=1, sort=False),
            Column("before", words(_("Before")), 80, sort=False),
            Column("after", words(_("After")), 106, sort=False),
            Column("saving", words(_("Saving")), 84, "right", sort=False),
            Column("avoided", words(_("Avoided")), 122, "right", sort=False),
            Column("quality", words(_("Where the figure is from")), 132, drop=2, sort=False),
            Column("note", words(_("To note")), 180, stretch=True, sort=False),
        )

    @staticmethod
    def study_rows(lines: Sequence[StudyLine]) -> Rows:
        """The rows; the id ends in the record that opens, the last one behind the reading ("" for none)."""
        rows: Rows = []
        title = ""
        for at, one in enumerate(lines):
            shown = one.title if one.title != title else ""
            title = one.title
            cells = (
                Cell(shown, bold=True, tip=one.title),
                none_cell() if one.what == "–" else Cell(one.what, tip=one.what),
                text_cell(one.before),
                text_cell(one.after),
                Cell(one.saving, bold=True),
                text_cell(one.avoided),
                text_cell(one.quality),
                Cell(one.note, tip=one.note) if one.note else none_cell(),
            )
            rows.append((f"{at}\n{one.records[-1] if one.records else ''}", cells))
        return rows

    @staticmethod
    def preview_columns() -> tuple[Column, ...]:
        """The columns of the preview of a table that came back."""
        return (
            Column("month", words(_("Month")), 90, sort=False),
            Column("series", words(_("Series")), 270, sort=False),
            Column("written", words(_("As written")), 120, "right", sort=False),
            Column("shown", words(_("As understood")), 176, "right", sort=False),
            Column("doubt", words(_("To look at")), 200, stretch=True, sort=False),
        )

    @staticmethod
    def preview_rows(found: TemplatePreview) -> Rows:
        """A row for each figure; what is doubtful is marked."""
        rows: Rows = []
        for at, one in enumerate(found.lines):
            ground = "warn_bg" if one.doubt else ""
            cells = (
                Cell(one.month, ground=ground),
                Cell(one.series, ground=ground, tip=one.series),
                Cell(one.written, ground=ground),
                Cell(one.shown or words(_("not understood")), ground=ground, bold=bool(one.shown)),
                Cell(one.doubt, "state-problem", "warn", ground=ground, tip=one.doubt)
                if one.doubt
                else none_cell(),
            )
            rows.append((str(at), cells))
        return rows
