"""The plan's indicators at a date: computed from the facts of this store, each number with who is behind it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import words
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.reading import VALIDITY_MONTHS
from sxsh_desktop.services import indicators_counts, indicators_judged, reference
from sxsh_desktop.services.indicators_counts import Counted
from sxsh_desktop.services.indicators_units import (
    MemberLine,
    brief_lines,
    lines_of,
    members,
    reason_words,
    unit_ids,
)
from sxsh_desktop.services.indicators_values import (
    ANSWERS,
    DEFINITIONS,
    HEADLINES,
    PARTS,
    VERDICTS,
    GroupLine,
    IndicatorBoard,
    IndicatorFilters,
    IndicatorLine,
    SavingGroupLine,
    label_of,
)
from sxsh_desktop.services.indicators_years import YearLine, years
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.store.errors import DiskFullError, StoreBusyError, StoreReadOnlyError

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

__all__ = [
    "ANSWERS", "DEFINITIONS", "HEADLINES", "VERDICTS", "GroupLine", "IndicatorBoard", "IndicatorFilters",
    "IndicatorLine", "MemberLine", "YearLine", "breakdown", "brief_lines", "compute", "label_of", "lines_of", "members",
    "SavingGroupLine", "reason_words", "saving_breakdown", "unit_ids", "years",
]  # fmt: skip


def compute(
    desk: Desk,
    on: date,
    filters: IndicatorFilters | None = None,
    *,
    validity_months: int = VALIDITY_MONTHS,
    progress: Progress | None = None,
) -> IndicatorBoard:
    """Compute all indicators at the end of the day `on`, from the facts in this store.

    Facilities whose facts changed since the last time are judged first and kept; where the store cannot be written
    to now, and for another validity than the usual one, everybody is judged anew and nothing is kept.
    """
    told = progress or silent()
    tables = reference.current(desk)
    kept = validity_months == VALIDITY_MONTHS and _refreshed(desk, tables, told)
    chosen = filters or IndicatorFilters()
    counted = indicators_counts.count(desk, on, tables, chosen.scope(), validity_months, kept=kept)
    return IndicatorBoard(
        on=on,
        filters=chosen,
        lines=tuple(_line(counted, id) for id in HEADLINES),
        saving=counted.saving(),
        saving_rows={
            "metered": counted.saving("dongho"),
            "billed": counted.saving("hoadon"),
            "self_reported": counted.saving(indicators_counts.CLAIMED),
        },
        facilities=counted.facilities,
        unreviewed=counted.unreviewed,
        versions=tables.versions,
        counted=counted,
        tables=tables,
    )


def _refreshed(desk: Desk, tables: Reference, progress: Progress) -> bool:
    try:
        indicators_judged.refresh(desk, tables, progress)
    except (StoreBusyError, StoreReadOnlyError, DiskFullError):
        return False
    return True


def _line(counted: Counted, id: str) -> IndicatorLine:
    tally, waiting = counted.tally(id), counted.waiting(id)
    excluded, undetermined = counted.outside(id)
    headline, coverage, judged = tally.known_rate, tally.coverage, counted.verdict(id)
    if id == ind.I3:
        table = counted.saving()
        headline, coverage = table.weighted, table.share_measurable
        judged = ind.saving_verdict(headline, coverage, counted.target(id))
    return IndicatorLine(
        id=id,
        title=words(ind.TITLES[id]),
        definition=words(DEFINITIONS[id]),
        target=counted.target(id),
        tally=tally,
        excluded=excluded,
        undetermined=undetermined,
        stale=counted.stale(id),
        verdict=judged,
        waiting=waiting,
        headline=headline,
        coverage=coverage,
        parts=tuple(_line(counted, part) for part in PARTS.get(id, ())),
    )


def breakdown(board: IndicatorBoard, id: str, dimension: str) -> tuple[GroupLine, ...]:
    """The parts of an indicator over district, commune, sector, size or unit; raises KeyError for I3."""
    if id == ind.I3:
        raise KeyError(id)
    return tuple(
        GroupLine(group.key, label_of(board.tables, dimension, group.key), group.tally, group.verdict)
        for group in board.counted.groups(id, dimension)
    )


def saving_breakdown(board: IndicatorBoard, dimension: str) -> tuple[SavingGroupLine, ...]:
    """The parts of I3 over district, commune, sector or size: each with its own table of savings."""
    return tuple(
        SavingGroupLine(key, label_of(board.tables, dimension, key), table)
        for key, table in board.counted.saving_groups(dimension)
    )
