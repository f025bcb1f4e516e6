"""The charts of one facility: what each shows, in words as well, and the records that open behind it.

The same drawings stand in the window (as SVG in its colours) and on paper (as vectors). A chart that has nothing to
show says what would fill it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from sxsh_desktop.base.words import _, language
from sxsh_desktop.domain import periods
from sxsh_desktop.domain.money import Rung
from sxsh_desktop.domain.regression import ModelledSaving
from sxsh_desktop.domain.results import Known
from sxsh_desktop.output.charts import Bar, BarChart, Colours, chart_svg
from sxsh_desktop.output.charts_rows import Row, RowChart
from sxsh_desktop.services.facility_figures import Figures, facility_figures
from sxsh_desktop.services.facility_pairs import BeforeAfter, Side, known_saving
from sxsh_desktop.services.figure_words import RUNGS, FigureWords

if TYPE_CHECKING:
    from sxsh_desktop.output.document import Chart
    from sxsh_desktop.services.desk import Desk

E_FORM, F_FORM = "e_danh_gia_chi_tiet", "f_theo_doi"
STATES = ("dx", "chon", "dang", "xong", "duytri", "hoan", "bo", "")
_DONE = ("xong", "duytri")
_ROUGH = ("uoc", "suyra")
_MOST_NAMED = 8  # more bars than these are not each named

Models: TypeAlias = tuple[ModelledSaving | None, ...]

SPECIFIC, PAIRS, WASTE, LADDER, STATUS = "specific", "pairs", "waste", "ladder", "states"


@dataclass(frozen=True, slots=True)
class FacilityChart:
    """One chart. `alt`: all of it in words; `note`: what to know when reading it; `records`: where it comes from."""

    key: str
    title: str
    chart: Chart
    alt: str
    note: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownChart:
    """A chart for the window: SVG text of `width` x `height` points; "" where there is nothing to draw."""

    key: str
    title: str
    svg: str
    width: float
    height: float
    alt: str
    note: str
    records: tuple[str, ...]


def shown_charts(
    desk: Desk, facility_id: str, colours: Mapping[str, str], width: float = 430
) -> tuple[ShownChart, ...]:
    """Every chart of a facility in the language of the user; `colours`: those of `Colours` by name.

    For a background job: reads the facts and draws. A chart without figures comes with its note alone.
    """
    said = FigureWords(desk, language())
    figures = facility_figures(desk, facility_id)
    found = {one.key: one for one in facility_charts(figures, said, width)}
    chosen = Colours(**colours)
    shown = []
    for key, (title, empty) in _TITLES.items():
        one = found.get(key)
        if one is None:
            shown.append(ShownChart(key, said.say(title), "", width, 0, said.say(empty), said.say(empty), ()))
            continue
        drawn = replace(one.chart, colours=chosen)
        svg = chart_svg(drawn)
        shown.append(
            ShownChart(key, one.title, svg, drawn.width, drawn.height, one.alt, one.note, one.records)
        )
    return tuple(shown)


_TITLES = {
    SPECIFIC: (_("Electricity per unit of product"), _("No inventory yet: this needs form C.")),
    PAIRS: (_("Before and after"), _("No figures before and after yet: this needs form E.")),
    WASTE: (_("What waste costs in a year"), _("No costs of waste yet: this needs form E.")),
    LADDER: (_("Payback of the solutions"), _("No solutions yet: this needs form E.")),
    STATUS: (_("Solutions by state"), _("No solutions yet: this needs form E.")),
}


def facility_charts(figures: Figures, said: FigureWords, width: float = 440) -> tuple[FacilityChart, ...]:
    """The charts that there are figures for, in a fixed order."""
    makers = (_specific, _pairs, _waste, _ladder, _states)
    return tuple(one for make in makers if (one := make(figures, said, width)) is not None)


def _specific(figures: Figures, said: FigureWords, width: float) -> FacilityChart | None:
    specific = figures.specific
    if not specific.points:
        return None
    unit = said.per("kwh", specific.unit)
    bars, told = [], []
    every = 1 + (len(specific.points) - 1) // _MOST_NAMED
    for place, point in enumerate(specific.points):
        value = point.value.value if isinstance(point.value, Known) else None
        last = place == len(specific.points) - 1
        named = (len(specific.points) - 1 - place) % every == 0  # counted from the latest
        label, shown = (said.short_period(point.period), said.number(value)) if named else ("", "")
        bars.append(Bar(label, value, shown, marked=last, rough=point.quality in _ROUGH))
        told.append(f"{said.period(point.period)}: {said.result(point.value)}")
    title = said.say(_("Electricity per unit of product, {unit}"), unit=unit)
    if specific.product:
        title = said.say(_("Electricity per unit: {product}, {unit}"), product=specific.product, unit=unit)
    chart = BarChart(bars, width, 180, unknown_words=said.unknown if every == 1 else "?")
    note = said.say(_("Hatched: estimated or derived, not metered or billed."))
    if specific.ranges:
        span = _span(specific.low, specific.high, said)
        sources = "; ".join(
            f"{one.code} {one.indicator}, {_span(one.low, one.high, said)} {one.unit}"
            for one in specific.ranges
        )
        words = (said.say(_("range of the sector")), span)
        chart = replace(chart, band=(specific.low, specific.high), band_words=words)
        told.append(said.say(_("Range of the sector: {span} {unit}."), span=span, unit=unit))
        note += " " + said.say(_("Range for guidance only ({sources})."), sources=sources)
    records = tuple(dict.fromkeys(point.record_id for point in specific.points))
    return FacilityChart(SPECIFIC, title, chart, f"{title}. {'; '.join(told)}", note, records)


def _span(low: Decimal | None, high: Decimal | None, said: FigureWords) -> str:
    if low is None:
        return said.say(_("up to {high}"), high=said.number(high))
    if high is None:
        return said.say(_("from {low}"), low=said.number(low))
    return f"{said.number(low)}–{said.number(high)}"


# -- before and after ----------------------------------------------------------------------------------


def _pairs(figures: Figures, said: FigureWords, width: float) -> FacilityChart | None:
    for pair, models in zip(figures.pairs, figures.modelled, strict=True):
        if pair.base.use is not None:
            return pair_chart(pair, models, said, width)
    return None


def pair_chart(pair: BeforeAfter, models: Models, said: FigureWords, width: float = 440) -> FacilityChart:
    """One figure before and after, with what is known of its uncertainty."""
    unit = said.per(pair.use_unit, pair.product_unit)
    name = pair.name or said.choice(E_FORM, "baseline_after.resource", pair.resource)
    title = f"{pair.code}. {name}, {unit}"
    bars = [_bar(pair.base, said.say(_("before")), said, None)]
    told = [f"{said.say(_('before'))} {said.period(pair.base.period)}: {said.result(pair.base.specific)}"]
    for place, side in enumerate(pair.afters):
        saving = known_saving(pair.savings[place])
        bars.append(
            _bar(
                side,
                said.say(_("after")),
                said,
                _spread(pair, models, place),
                last=place == len(pair.afters) - 1,
            )
        )
        words = f"{said.say(_('after'))} {said.period(side.period)}: {said.result(side.specific)}"
        told.append(f"{words} ({_down(saving.rate, said)})" if saving else words)
    chart = BarChart(bars, width, 190, unknown_words=said.unknown)
    return FacilityChart(
        PAIRS, title, chart, f"{title}. {'; '.join(told)}", pair_note(pair, models, said), pair.records
    )


def _down(rate: Decimal, said: FigureWords) -> str:
    word = _("down {change}") if rate >= 0 else _("up {change}")
    return said.say(word, change=said.percent(abs(rate)))


def _bar(
    side: Side, word: str, said: FigureWords, spread: tuple[Decimal, Decimal] | None, last: bool = False
) -> Bar:
    value = side.specific.value if isinstance(side.specific, Known) else None
    shown, under = said.number(value), said.short_period(side.period)
    return Bar(word, value, shown, marked=last, rough=side.quality in _ROUGH, under=under, spread=spread)


def _spread(pair: BeforeAfter, models: Models, place: int) -> tuple[Decimal, Decimal] | None:
    """The specific use after, give or take the 90 % band of the model of the months; else what the adjustment does."""
    side, change, model = pair.afters[place], pair.adjustments[place], models[place]
    if not isinstance(side.specific, Known):
        return None
    value = side.specific.value
    if model is not None and model.used > 0:
        part = model.exact_band / model.used
        return value * max(1 - part, Decimal(0)), value * (1 + part)
    if not change or pair.base.use is None or pair.base.use + change <= 0:
        return None
    other = value * pair.base.use / (pair.base.use + change)
    return min(value, other), max(value, other)


def same_season(first: Side, second: Side) -> bool:
    """Whether both periods cover the same days of the year, a leap day aside."""
    if first.period is None or second.period is None:
        return False
    return periods.same_season(first.period, second.period)


def pair_note(pair: BeforeAfter, models: Models, said: FigureWords) -> str:
    """What a reader must know: quality of the sources, uncertainty, seasons that differ."""
    notes = []
    if any(side.quality in _ROUGH for side in (pair.base, *pair.afters)):
        notes.append(said.say(_("Hatched: estimated or derived, not metered or billed.")))
    if any(models):
        notes.append(said.say(_("Whisker: 90 % band of the model of the months.")))
    elif any(_spread(pair, models, place) for place in range(len(pair.afters))):
        notes.append(said.say(_("Whisker: with and without the adjustment of the base.")))
    else:
        notes.append(said.say(_("Uncertainty not known: it needs figures month by month.")))
    if any(not same_season(pair.base, side) for side in pair.afters if side.period is not None):
        notes.append(
            said.say(_("An after-period that covers other months than the base is shown for guidance only."))
        )
    return " ".join(notes)


# -- waste, ladder, states -----------------------------------------------------------------------------


def _waste(figures: Figures, said: FigureWords, width: float) -> FacilityChart | None:
    if not figures.streams:
        return None
    unit = said.unit("trd per year")
    rows, told = [], []
    for place, line in enumerate(figures.waste.lines):
        shown = said.number(line.cost)
        if line.cumulative is not None:
            shown += f" ({said.percent(line.cumulative, 0)})"
        rows.append(Row(line.name, line.cost, shown, marked=place == 0, running=line.cumulative))
        told.append(f"{line.name}: {shown}")
    rows += [Row(name, None, said.unknown) for name in figures.waste.unknown]
    told += [f"{name}: {said.unknown}" for name in figures.waste.unknown]
    title = said.say(_("What waste costs, {unit}"), unit=unit)
    words = said.say(_("share of this stream and those above it"))
    chart = RowChart(rows, width, unknown_words=said.unknown, running_words=words)
    note = said.say(_("Cost = lost material + energy and labour in it + treatment - recovery."))
    return FacilityChart(WASTE, title, chart, f"{title}. {'; '.join(told)}", note, (figures.waste_record,))


def _ladder(figures: Figures, said: FigureWords, width: float) -> FacilityChart | None:
    if not figures.solutions:
        return None
    counts = figures.ladder
    rows = [
        Row(said.say(RUNGS[rung]), Decimal(counts[rung]), str(counts[rung]), marked=rung is not Rung.UNKNOWN)
        for rung in Rung
    ]
    told = "; ".join(f"{row.label}: {row.shown}" for row in rows)
    title = said.say(_("Payback of the solutions (number of solutions)"))
    note = said.say(_("Simple payback = investment / (yearly saving - added running cost), as appraised."))
    return FacilityChart(LADDER, title, RowChart(rows, width), f"{title}. {told}", note, _told_by(figures))


def _states(figures: Figures, said: FigureWords, width: float) -> FacilityChart | None:
    if not figures.solutions:
        return None
    counts = figures.states
    rows = [
        Row(
            said.choice(F_FORM, "solution_result.state", code) if code else said.unknown,
            Decimal(counts.get(code, 0)),
            str(counts.get(code, 0)),
            marked=code in _DONE,
        )
        for code in STATES
        if code or counts.get(code)
    ]
    told = "; ".join(f"{row.label}: {row.shown}" for row in rows)
    title = said.say(_("Solutions by state (number of solutions)"))
    note = said.say(_("The newest word on each solution; full: in use, hatched: not."))
    return FacilityChart(STATUS, title, RowChart(rows, width), f"{title}. {told}", note, _told_by(figures))


def _told_by(figures: Figures) -> tuple[str, ...]:
    """The records that appraise the solutions and those that tell of them."""
    found = [one.row.record_id for one in figures.solutions]
    found += [one.outcome.record_id for one in figures.solutions if one.outcome is not None]
    return tuple(dict.fromkeys(found))
