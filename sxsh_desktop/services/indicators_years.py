"""An indicator year by year: as it stood at the end of each year, and at the day of the board.

Each line is the indicator at that date by the same rules and tables, from what is kept of every facility's course; it
is no sum, and lines are never added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.indicators import Tally, Verdict
from sxsh_desktop.domain.reading import VALIDITY_MONTHS
from sxsh_desktop.services import indicators_counts
from sxsh_desktop.services.indicators_counts import Counted
from sxsh_desktop.services.indicators_values import IndicatorBoard
from sxsh_desktop.store import judged

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

MOST_YEARS = 8


@dataclass(frozen=True, slots=True)
class YearLine:
    """An indicator at a date: `on` the last day of a year, or the day of the board. `headline`: a share or None."""

    on: date
    tally: Tally
    headline: Decimal | None
    verdict: Verdict | None


def years(desk: Desk, board: IndicatorBoard, id: str) -> tuple[YearLine, ...]:
    """The lines of an indicator, the oldest first; the board's own date is the last. For a background job."""
    return years_of(desk, board, (id,))[id]


def years_of(desk: Desk, board: IndicatorBoard, ids: Sequence[str]) -> dict[str, tuple[YearLine, ...]]:
    """The same for several indicators: every date is counted once."""
    with desk.read() as connection:
        first = judged.first_day(connection)
    begin = int(first[:4]) if first[:4].isdigit() else board.on.year
    days = [date(year, 12, 31) for year in range(max(begin, board.on.year - MOST_YEARS), board.on.year)]
    months = board.counted.validity_months
    found: dict[str, list[YearLine]] = {id: [] for id in ids}
    for day in days:
        scope, kept = board.filters.scope(), months == VALIDITY_MONTHS
        counted = indicators_counts.count(desk, day, board.tables, scope, months, kept=kept, remember=False)
        for id in ids:
            found[id].append(_line(counted, id))
    return {id: (*lines, _line(board.counted, id)) for id, lines in found.items()}


def _line(counted: Counted, id: str) -> YearLine:
    tally = counted.tally(id)
    if id == ind.I3:
        table = counted.saving()
        judged_as = ind.saving_verdict(table.weighted, table.share_measurable, counted.target(id))
        return YearLine(counted.on, tally, table.weighted, judged_as)
    return YearLine(counted.on, tally, tally.lower, counted.verdict(id))
