"""The flow of a process: steps from the top down, what goes in at the left, what comes out at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sxsh_desktop.output.charts_pen import Colours, Pen
from sxsh_desktop.output.pdf.fonts import REGULAR, Span, wrap

_BOX, _GAP = 34.0, 18.0
_SIZE = 9.0


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step; `focus`: where the assessment looks closest (a thick frame)."""

    name: str
    inputs: str = ""
    outputs: str = ""
    focus: bool = False


@dataclass(frozen=True, slots=True)
class FlowChart:
    """Steps in their order, `width` in points; the height follows from their number."""

    steps: Sequence[FlowStep]
    width: float = 440
    colours: Colours = field(default_factory=Colours)

    @property
    def height(self) -> float:
        """In points."""
        return max(len(self.steps), 1) * (_BOX + _GAP) - _GAP + 4


def draw_flow(chart: FlowChart) -> Any:
    """The drawing; texts of two lines at most, the rest stands in the table."""
    pen, third = Pen(chart.width, chart.height, chart.colours), chart.width / 3
    top = chart.height - 2
    left, right = third + 4, 2 * third - 4
    for number, step in enumerate(chart.steps):
        bottom, middle = top - _BOX, top - _BOX / 2
        pen.box((left, bottom), (right - left, _BOX), stroke=chart.colours.text)
        if step.focus:
            pen.box((left + 2.5, bottom + 2.5), (right - left - 5, _BOX - 5), stroke=chart.colours.text)
        _words(pen, step.name, (left + right) / 2, middle, right - left - 10, "middle")
        if step.inputs:
            _words(pen, step.inputs, left - 26, middle, third - 26, "end")
            _arrow(pen, (left - 22, middle), (left, middle))
        if step.outputs:
            _words(pen, step.outputs, right + 26, middle, third - 26, "start")
            _arrow(pen, (right, middle), (right + 22, middle))
        if number + 1 < len(chart.steps):
            _arrow(pen, ((left + right) / 2, bottom), ((left + right) / 2, bottom - _GAP))
        top = bottom - _GAP
    return pen.drawing


def _words(pen: Pen, text: str, x: float, middle: float, room: float, anchor: str) -> None:
    lines = wrap([Span(text, REGULAR, _SIZE)], room)
    shown = ["".join(piece.span.text for piece in line.pieces) for line in lines[:3]]
    if len(lines) > len(shown):
        shown[-1] = shown[-1].rstrip() + "…"
    first = middle + 5 * (len(shown) - 1) - 3
    for number, line in enumerate(shown):
        pen.text(x, first - 10.5 * number, line, _SIZE, anchor)


def _arrow(pen: Pen, start: tuple[float, float], end: tuple[float, float]) -> None:
    colour = pen.colours.text
    pen.line(start, end, colour, 0.9)
    (x1, y1), (x, y) = start, end
    if y1 == y:
        back = -4 if x > x1 else 4
        pen.line((x, y), (x + back, y + 2.5), colour, 0.9)
        pen.line((x, y), (x + back, y - 2.5), colour, 0.9)
    else:
        pen.line((x, y), (x - 2.5, y + 4), colour, 0.9)
        pen.line((x, y), (x + 2.5, y + 4), colour, 0.9)
