"""The indicators as cards and lists; computed in the background. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain.indicators import I2, I2S, I3, I4, Verdict
from sxsh_desktop.services import (
    indicators,
    indicators_explain,
    indicators_export,
    indicators_frozen,
    indicators_support,
    indicators_told,
    reference,
)
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.indicators import (
    HEADLINES,
    IndicatorBoard,
    IndicatorFilters,
    IndicatorLine,
    MemberLine,
)
from sxsh_desktop.services.indicators_support import SupportLine
from sxsh_desktop.services.indicators_told import Told
from sxsh_desktop.ui import say
from sxsh_desktop.ui.indicators import indicator_tables as tables
from sxsh_desktop.ui.widgets.fields import Option
from sxsh_desktop.ui.widgets.table_model import Cell, Column, none_cell, text_cell, unknown_cell

YEAR, SUPPORT = "year", "support"
FEW = 500  # as many lines with reasons are there within half a second
Rows = list[tuple[str, tuple[Cell, ...]]]
_ANSWERS = {
    "yes": (_("Met"), "state-done", "ok"),
    "no": (_("Not met"), "state-off", "off"),
    "unknown": (_("Unknown"), "question", "off"),
    "excluded": (_("Left out by the rule"), "minus", "off"),
    "undetermined": (_("Not known whether it counts"), "question", "warn"),
}
_GROUPS = {
    "district": _("District"),
    "commune": _("Commune"),
    "sector": _("Industry"),
    "size": _("Size of facility"),
    "unit": _("Unit"),
    YEAR: _("Year"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator as its panel shows it; shares 0 to 1, None where nothing was counted."""

    id: str
    title: str
    headline: str
    state: str
    verdict: str
    lower: Decimal | None
    upper: Decimal | None
    target: Decimal | None
    yes: str
    total: str
    unknown: str
    bounds: str
    sentence: str
    definition: str


class IndicatorsModel:
    """Computes for one desk; keeps the board that was computed last."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.on: date = desk.today()
        self.district, self.sector = "", ""
        self.board: IndicatorBoard | None = None

    def compute(self, progress: Progress) -> IndicatorBoard:
        """The board at the chosen day and filters."""
        return indicators.compute(self._desk, self.on, self.filters(), progress=progress)

    def filters(self) -> IndicatorFilters:
        """What is looked at."""
        return IndicatorFilters(
            districts=frozenset({self.district} - {""}), sectors=frozenset({self.sector} - {""})
        )

    def districts(self) -> tuple[Option, ...]:
        """The districts to choose from."""
        places = reference.current(self._desk).places.districts
        return (Option("", words(_("Whole province"))), *(Option(one.code, one.name) for one in places))

    def sectors(self) -> tuple[Option, ...]:
        """The sector groups to choose from."""
        found = reference.current(self._desk).industries.sectors
        return (
            Option("", words(_("Every industry"))),
            *(Option(one.code, one.label(language())) for one in found),
        )

    def plan(self) -> str:
        """The name of the plan that the targets are of."""
        targets = reference.current(self._desk).targets
        return targets[0].plan if targets else ""

    def cards(self, board: IndicatorBoard) -> tuple[Card, ...]:
        """A card for each of the plan's four targets; `readings` gives the stricter and the partial ones."""
        return tuple(self._card(board.line(one)) for one in HEADLINES if one != I2S)

    @staticmethod
    def readings(board: IndicatorBoard, id: str) -> tuple[Option, ...]:
        """An indicator and the other readings of the same target, by id."""
        line = board.line(id)
        more = (board.line(I2S),) if id == I2 else ()
        return tuple(Option(one.id, one.title) for one in (line, *more, *line.parts))

    def _card(self, line: IndicatorLine) -> Card:
        tally = line.tally
        shown = line.headline if line.headline is not None else tally.known_rate
        if line.id != I3:
            shown = tally.lower
        state = tables.VERDICTS[line.verdict] if line.verdict is not None else "unknown"
        return Card(
            id=line.id,
            title=line.title,
            headline=say.share(shown),
            state=state,
            verdict=words(_("Too little known")) if line.verdict is Verdict.TOO_LITTLE_COVERAGE else "",
            lower=shown if line.id == I3 else tally.lower,
            upper=shown if line.id == I3 else tally.upper,
            target=line.target,
            yes=say.count(tally.yes),
            total=say.count(tally.total),
            unknown=say.count(tally.unknown),
            bounds="–" if line.id == I3 else tables.bounds_words(tally.lower, tally.upper),
            sentence=_sentence(line),
            definition=line.definition,
        )

    # -- lists --------------------------------------------------------------------------------------------

    def tabs(self, board: IndicatorBoard, id: str) -> list[tuple[str, str]]:
        """The tabs under the panels: each answer, then the breakdowns."""
        tally, line = board.line(id).tally, board.line(id)
        tabs = [
            ("yes", words(_("Met ({n})"), n=say.count(tally.yes))),
            ("no", words(_("Not met ({n})"), n=say.count(tally.no))),
            ("unknown", words(_("Unknown ({n})"), n=say.count(tally.unknown))),
            ("all", words(_("In all ({n})"), n=say.count(tally.total))),
        ]
        if line.excluded:
            tabs.append(("excluded", words(_("Left out ({n})"), n=say.count(line.excluded))))
        if line.undetermined:
            tabs.append(("undetermined", words(_("Undetermined ({n})"), n=line.undetermined)))
        places = ("district", "commune", "sector", "size")
        dimensions = ("unit",) if id.startswith(I4) else places
        tabs += [(f"by:{one}", words(_GROUPS[one])) for one in (*dimensions, YEAR)]
        tabs.append((SUPPORT, words(_("Supporting figures"))))
        waiting = line.waiting
        if waiting.yes or waiting.no or waiting.unknown:
            tabs.append(("waiting", words(_("Awaiting review"))))
        return tabs

    def members(
        self, board: IndicatorBoard, id: str, answer: str, dimension: str, key: str
    ) -> tuple[tuple[str, ...], tuple[MemberLine, ...]]:
        """Who is behind a figure: their ids, and a line each where they are few; for a background job."""
        units = indicators.unit_ids(self._desk, board, id, answer, dimension, key)
        if len(units) > FEW:
            return units, ()
        return units, indicators.lines_of(self._desk, board, id, units)

    def page(self, board: IndicatorBoard, id: str, units: Sequence[str]) -> list[tuple[Cell, ...]]:
        """The rows of some units of a long list: without reasons, which `why` tells of the one chosen."""
        lines = indicators.brief_lines(self._desk, board, id, units)
        return [cells for _id, cells in self.member_rows(lines, savings=has_savings(id))]

    def why(self, board: IndicatorBoard, id: str, unit: str = "") -> list[Told]:
        """The chain behind one unit, or behind the figure and its first units; for a background job."""
        if unit:
            (found,) = indicators_explain.explain_units(self._desk, board, id, (unit,))
            return indicators_told.unit_lines(found)
        return indicators_told.explanation_lines(indicators_explain.explain(self._desk, board, id))

    def freeze(self, target: Path, board: IndicatorBoard, progress: Progress) -> Path:
        """Keep the board as it is in one signed file."""
        return indicators_frozen.freeze(self._desk, board, target, progress)

    @staticmethod
    def member_columns(id: str) -> tuple[Column, ...]:
        """The columns of the list of members."""
        officer = id.startswith(I4)
        saving = (Column("saving", words(_("Saving")), 90, "right", drop=2),) if has_savings(id) else ()
        return (
            Column("code", words(_("Code")), 146),
            Column("name", words(_("Officer")) if officer else words(_("Facility")), 300),
            Column("place", words(_("Unit")) if officer else words(_("Location")), 206, drop=1),
            Column("state", words(_("Counts as")), 170, drop=3),
            Column("why", words(_("Why")), 420, stretch=True),
            *saving,
        )

    @staticmethod
    def member_rows(lines: tuple[MemberLine, ...], *, savings: bool) -> Rows:
        """The rows of that list; the id is the facility's or the officer's code."""
        rows: Rows = []
        for at, one in enumerate(lines):
            word, icon, role = _ANSWERS.get(one.counts_as, _ANSWERS["unknown"])
            saving = Cell(say.share(one.saving), order=one.saving) if one.saving is not None else none_cell()
            why = " ".join(one.reasons)
            cells = (
                Cell(one.code, dim=True),
                Cell(one.name or one.code),
                text_cell(", ".join(say.short_place(part) for part in one.place.split(", "))),
                Cell(words(word), icon, role),
                Cell(why, tip="\n".join(one.reasons)) if why else none_cell(),
                *((saving,) if savings else ()),
            )
            rows.append((f"{one.unit_id}\n{at}", cells))
        return rows

    @staticmethod
    def group_columns(id: str) -> tuple[Column, ...]:
        """The columns of a breakdown."""
        if id == I3:
            return tables.saving_columns()
        return (
            Column("what", words(_("Part")), stretch=True),
            Column("yes", words(_("Met")), 90, "right"),
            Column("no", words(_("Not met")), 100, "right"),
            Column("unknown", words(_("Unknown")), 100, "right"),
            Column("total", words(_("In all")), 100, "right"),
            Column("bounds", words(_("Range")), 140, "right"),
        )

    @staticmethod
    def group_rows(board: IndicatorBoard, id: str, dimension: str) -> Rows:
        """The rows of a breakdown; the id is the part's key."""
        if id == I3:
            return [tables.saving_row(one) for one in indicators.saving_breakdown(board, dimension)]
        rows: Rows = []
        for group in indicators.breakdown(board, id, dimension):
            tally = group.tally
            bounds = tables.bounds_words(tally.lower, tally.upper)
            cells = (
                Cell(group.label),
                Cell(say.count(tally.yes), order=tally.yes),
                Cell(say.count(tally.no), order=tally.no),
                Cell(say.count(tally.unknown), order=tally.unknown),
                Cell(say.count(tally.total), order=tally.total),
                Cell(bounds, order=tally.lower) if tally.lower is not None else unknown_cell(),
            )
            rows.append((group.key, cells))
        return rows

    def support(self, board: IndicatorBoard, id: str) -> tuple[SupportLine, ...]:
        """The figures under one target. For a background job."""
        return indicators_support.supporting(self._desk, board, id)

    def lines_of(self, board: IndicatorBoard, id: str, units: Sequence[str]) -> tuple[MemberLine, ...]:
        """A line for each of these facilities, with how it counts and why. For a background job."""
        shown = id if id != I3 and not id.startswith(I4) else I2
        return indicators.lines_of(self._desk, board, shown, list(units)[:FEW])

    def years(self, board: IndicatorBoard, id: str) -> Rows:
        """An indicator at the end of each year; the id is the day. For a background job."""
        return tables.year_rows(indicators.years(self._desk, board, id), board.on, id)

    def export(self, target: Path, board: IndicatorBoard, progress: Progress) -> Path:
        """The board as a workbook, every figure with who is behind it."""
        return indicators_export.export(self._desk, board, target, progress)

    def file_name(self) -> str:
        """A name for the workbook, without its ending."""
        return indicators_export.file_name(self.on).removesuffix(".xlsx")


def has_savings(id: str) -> bool:
    """Whether the list behind an indicator shows what each one saves."""
    return id.startswith((I2S, I3))


def _sentence(line: IndicatorLine) -> str:
    tally, target = line.tally, line.target
    parts = []
    if line.id == I3:
        text = _("Measured at {yes} of {total} facilities that apply it.")
        parts.append(words(text, yes=tally.yes, total=tally.total))
    elif target is not None and tally.upper is not None and line.verdict is Verdict.NOT_MET:
        text = _("{n} short, even if every unknown one met it.")
        parts.append(words(text, n=say.share(target - tally.upper)))
    elif not tally.total:
        parts.append(words(_("Nothing is counted yet: only accepted records are.")))
    elif line.verdict is Verdict.TOO_LITTLE_COVERAGE:
        parts.append(words(_("Too little is known: {n} are still unknown."), n=say.count(tally.unknown)))
    elif line.verdict is Verdict.POSSIBLE:
        parts.append(words(_("It depends on the {n} that are still unknown."), n=say.count(tally.unknown)))
    elif line.verdict is Verdict.MET:
        parts.append(words(_("Met even if every unknown one did not.")))
    waiting = line.waiting
    if waiting.yes or waiting.no or waiting.unknown:
        parts.append(words(_("Not reviewed: {change} met."), change=f"{waiting.yes:+d}"))
    return " ".join(parts)
