"""Row charts: one bar a line with its name at the left, for long names; with a running share for a Pareto."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sxsh_desktop.output.charts_pen import Colours, Pen

_LINE, _FOOT, _SIDE = 22.0, 18.0, 6.0
_FIGURES = 92.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `value` None is unknown; `shown` its words; `running` the share (0 to 1) of it and those above."""

    label: str
    value: Decimal | None
    shown: str = ""
    marked: bool = False
    running: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RowChart:
    """Lines from the top down, `width` in points; the height follows from their number. `names`: room for labels."""

    rows: Sequence[Row]
    width: float = 440
    names: float = 150
    unknown_words: str = ""
    running_words: str = ""
    colours: Colours = field(default_factory=Colours)

    @property
    def height(self) -> float:
        """In points."""
        return _LINE * max(len(self.rows), 1) + (_FOOT if self.running_words else 4)


def draw_rows(chart: RowChart) -> Any:
    """The drawing: bars, then the line of running shares with its per cent at each point."""
    pen, colours = Pen(chart.width, chart.height, chart.colours), chart.colours
    left, right = chart.names + _SIDE, chart.width - _FIGURES
    highest = max((row.value for row in chart.rows if row.value is not None), default=Decimal(0))
    scale = (right - left) / float(highest) if highest > 0 else 0.0
    pen.line((left, chart.height), (left, chart.height - _LINE * len(chart.rows)), colours.axis)
    points: list[tuple[float, float]] = []
    for number, row in enumerate(chart.rows):
        bottom = chart.height - _LINE * (number + 1) + 4
        pen.text(chart.names, bottom + 4, row.label, 9, "end", chart.names - 2)
        if row.value is None:
            pen.box((left, bottom), (60, _LINE - 8), stroke=colours.axis, dashes=(3, 2))
            pen.text(
                left + 66, bottom + 4, row.shown or chart.unknown_words, 9, "start", chart.width - left - 68
            )
            continue
        wide = max(0.0, float(row.value)) * scale
        fill = colours.marked if row.marked else colours.bar
        pen.box((left, bottom), (wide, _LINE - 8), fill, hatched=not row.marked)
        pen.text(left + wide + 4, bottom + 4, row.shown, 9, "start", chart.width - left - wide - 6)
        if row.running is not None:
            points.append((left + float(row.running) * (right - left), bottom + _LINE / 2 - 4))
    _running(pen, points, chart, (left, right))
    return pen.drawing


def _running(
    pen: Pen, points: Sequence[tuple[float, float]], chart: RowChart, sides: tuple[float, float]
) -> None:
    """The line of running shares and the words of its scale at the foot."""
    if not chart.running_words:
        return
    colour = chart.colours.target
    for first, second in itertools.pairwise(points):
        pen.line(first, second, colour, 1.2, (4, 2))
    for x, y in points:
        pen.box((x - 2, y - 2), (4, 4), colour)
    left, right = sides
    pen.text(left, 4, "0 %", 8, "start")
    pen.text(right, 4, "100 %", 8, "end")
    pen.text((left + right) / 2, 4, chart.running_words, 8, "middle", right - left - 70)
