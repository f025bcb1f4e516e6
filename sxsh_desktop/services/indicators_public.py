"""The indicators for publication: no facility, no officer, no count under 3, nor what would give one away.

Personal data and names of facilities never stand here (FACTS.md, section 5); the tables keep their sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.numbers import format_date
from sxsh_desktop.domain.small_cells import LEAST, Published, published
from sxsh_desktop.output.sheets import CellValue, Column, Sheet
from sxsh_desktop.output.write_csv import write_tables
from sxsh_desktop.services.indicators import IndicatorBoard, breakdown, saving_breakdown

DIMENSIONS = {
    "district": _("By district"),
    "commune": _("By commune"),
    "sector": _("By sector"),
    "size": _("By size"),
}
_OF_FACILITIES = (ind.I1, ind.I2, ind.I2S)
WHOLE = _("In all")
HIDDEN = _("under 3 or hidden")


def columns() -> tuple[Column, ...]:
    """The columns of the table."""
    return (
        Column(words(_("Indicator"))), Column(words(_("Name"))), Column(words(_("Breakdown"))),
        Column(words(_("Part"))),
        Column(words(_("Yes"))), Column(words(_("No"))), Column(words(_("Unknown"))), Column(words(_("In all"))),
        Column(words(_("At least")), "%", "percent"), Column(words(_("At most")), "%", "percent"),
    )  # fmt: skip


def rows(board: IndicatorBoard) -> list[tuple[CellValue, ...]]:
    """Every indicator about facilities, in all and by each dimension, with small counts hidden."""
    found: list[tuple[CellValue, ...]] = []
    for id in _OF_FACILITIES:
        title, whole = board.line(id).title, _whole(board, id)
        elsewhere = [place for place, value in enumerate(whole) if value is None]
        for dimension, heading in DIMENSIONS.items():
            groups = breakdown(board, id, dimension)
            table = published(
                {one.key: (one.tally.yes, one.tally.no, one.tally.unknown) for one in groups}, elsewhere
            )
            labels = {one.key: one.label for one in groups}
            found += [
                (id, title, words(heading), labels[key], *_cells(row)) for key, row in table.rows.items()
            ]
        found.append((id, title, words(WHOLE), words(WHOLE), *_cells(whole)))
    return found


def _whole(board: IndicatorBoard, id: str) -> tuple[int | None, ...]:
    tally = board.line(id).tally
    table: Published = published({"": (tally.yes, tally.no, tally.unknown)})
    return table.rows[""]


def _cells(row: Sequence[int | None]) -> tuple[CellValue, ...]:
    """Counts, or the word for what is hidden; bounds only where every count that they need is shown."""
    yes, _no, unknown, total = row
    lower = Decimal(yes) / total * 100 if yes is not None and total else None
    upper = (
        Decimal(yes + unknown) / total * 100 if yes is not None and unknown is not None and total else None
    )
    return (*(words(HIDDEN) if value is None else value for value in row), lower, upper)


def saving_rows(board: IndicatorBoard) -> list[tuple[CellValue, ...]]:
    """The mean saving, in all and of each part with at least 3 measured facilities."""
    found: list[tuple[CellValue, ...]] = [
        _saving(words(WHOLE), words(WHOLE), board.saving.measurable, board.saving.weighted)
    ]
    for dimension, heading in DIMENSIONS.items():
        for one in saving_breakdown(board, dimension):
            found.append(_saving(words(heading), one.label, one.table.measurable, one.table.weighted))
    return found


def _saving(heading: str, label: str, count: int, mean: Decimal | None) -> tuple[CellValue, ...]:
    if count < LEAST or mean is None:
        return heading, label, words(HIDDEN), None
    return heading, label, count, mean * 100


def export_public(board: IndicatorBoard, target: Path, progress: Progress | None = None) -> Path:
    """Write the tables as .xlsx, or as CSV files when the name ends so, the counts being the first.

    Raises NotWritableError, CancelledError.
    """
    told = progress or silent()
    saving = (
        Column(words(_("Breakdown"))), Column(words(_("Part"))), Column(words(_("Measured facilities"))),
        Column(words(_("Mean weighted by energy")), "%", "percent"),
    )  # fmt: skip
    sheets = (
        Sheet(words(_("Indicators")), columns(), rows(board)),
        Sheet(words(_("Savings")), saving, saving_rows(board)),
    )
    title = words(_("Indicators of the plan on {day}, for publication"), day=format_date(board.on))
    write_tables(target, sheets, title=title, notes=notes(), progress=told)
    return target


def notes() -> list[str]:
    """What a reader of the published tables must know."""
    return [
        words(_("Counts under {n} are hidden, and others with them from which they would follow."), n=LEAST),
        words(
            _(
                "“Unknown” is never counted as yes or no; the true share lies between “at least” and “at most”."
            )
        ),
    ]
