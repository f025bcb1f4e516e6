"""Tables under the indicators that are no lists of units: years, savings by part, supporting figures. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.indicators import I3, Verdict
from sxsh_desktop.services.indicators import SavingGroupLine, YearLine
from sxsh_desktop.services.indicators_support import SupportLine
from sxsh_desktop.ui import say
from sxsh_desktop.ui.widgets.states import state
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell, text_cell, unknown_cell

Rows = list[tuple[str, tuple[Cell, ...]]]
VERDICTS = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not_met",
    Verdict.POSSIBLE: "undecided",
    Verdict.TOO_LITTLE_COVERAGE: "undecided",
}


def year_columns(id: str) -> tuple[Column, ...]:
    """The columns of the years."""
    first = words(_("Weighted mean")) if id == I3 else words(_("At least"))
    return (
        Column("on", words(_("On the day")), 130),
        Column("yes", words(_("Measurable")) if id == I3 else words(_("Met")), 110, "right"),
        Column("no", words(_("Not met")), 110, "right"),
        Column("unknown", words(_("Unknown")), 100, "right"),
        Column("total", words(_("In all")), 100, "right"),
        Column("headline", first, 140, "right"),
        Column("bounds", words(_("Range")), 150, "right"),
        Column("verdict", words(_("Verdict")), 220, stretch=True),
    )


def year_rows(lines: Sequence[YearLine], today: date, id: str) -> Rows:
    """The rows; the id is the day. `today`: the day of the board, which stands in bold."""
    rows: Rows = []
    for line in lines:
        tally = line.tally
        look = state(VERDICTS[line.verdict] if line.verdict is not None else "unknown")
        cells = (
            Cell(say.day(line.on.isoformat()), order=line.on, bold=line.on == today),
            Cell(say.count(tally.yes), order=tally.yes),
            Cell(say.count(tally.no), order=tally.no),
            Cell(say.count(tally.unknown), order=tally.unknown),
            Cell(say.count(tally.total), order=tally.total),
            Cell(say.share(line.headline), order=line.headline)
            if line.headline is not None
            else unknown_cell(),
            none_cell() if id == I3 else Cell(bounds_words(tally.lower, tally.upper), order=tally.lower),
            Cell(look.text, look.icon, look.role) if line.verdict is not None else none_cell(),
        )
        rows.append((line.on.isoformat(), cells))
    return rows


def saving_columns() -> tuple[Column, ...]:
    """The columns of I3 by part."""
    return (
        Column("what", words(_("Part")), stretch=True),
        Column("total", words(_("Applying")), 90, "right"),
        Column("yes", words(_("Measurable")), 110, "right"),
        Column("weighted", words(_("Weighted mean")), 150, "right"),
        Column("median", words(_("Median")), 110, "right"),
        Column("span", words(_("Least to most")), 160, "right"),
    )


def saving_row(one: SavingGroupLine) -> tuple[str, tuple[Cell, ...]]:
    """One part of I3: counts, the mean weighted by energy, the median, and how far the savings lie apart."""
    table = one.table

    def share(value: Decimal | None) -> Cell:
        return Cell(say.share(value), order=value) if value is not None else unknown_cell()

    span = bounds_words(table.minimum, table.maximum)
    return one.key, (
        Cell(one.label),
        Cell(say.count(table.adopters), order=table.adopters),
        Cell(say.count(table.measurable), order=table.measurable),
        share(table.weighted),
        share(table.median),
        Cell(span, order=table.minimum) if table.minimum is not None else unknown_cell(),
    )


def support_columns() -> tuple[Column, ...]:
    """The columns of the supporting figures."""
    return (
        Column("what", words(_("Figure")), 460, sort=False),
        Column("value", words(_("Value")), 170, "right", sort=False),
        Column("unit", words(_("Unit")), 120, sort=False),
        Column("note", words(_("To note")), 300, stretch=True, sort=False),
    )


def support_rows(lines: Sequence[SupportLine]) -> Rows:
    """The rows; the id is the place of the line."""
    return [
        (
            str(at),
            (
                Cell(one.title),
                Cell(one.value, bold=True),
                text_cell(one.unit),
                text_cell(one.note),
            ),
        )
        for at, one in enumerate(lines)
    ]


def bounds_words(lower: Decimal | None, upper: Decimal | None) -> str:
    if lower is None or upper is None:
        return words(_("not known yet"))
    low, high = say.share(lower).removesuffix(" %"), say.share(upper)
    return high if lower == upper else f"{low}–{high}"
