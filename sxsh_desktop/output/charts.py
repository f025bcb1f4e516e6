"""Column charts for reports and the window: a band behind, an uncertain part, a target, "unknown" where it is so.

One drawing serves both: as SVG text for the screen, as vectors on paper. Colours come from whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sxsh_desktop.base.files import written_whole
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.output.charts_pen import Colours, Pen
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.output.pdf.fonts import REGULAR

if TYPE_CHECKING:
    from sxsh_desktop.output.document import Chart

__all__ = ["Bar", "BarChart", "Colours", "chart_svg", "drawing_of", "write_chart_pdf"]

_CLIP = re.compile(r'<clipPath.*?<\/clipPath>|\sclip-path="[^"]*"|clip-path:\s*url\([^)]*\);?', re.DOTALL)
_TEXT = re.compile(r"<text\b ?")
_SCREEN_FONT = "Noto Sans"
_TOP, _BOTTOM, _SIDE = 22.0, 26.0, 8.0
_WIDEST = 46.0
_BAND_ROOM = 92.0  # at the right, for the words of a band


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` None is unknown; `upper` is how far it may reach (None: no doubt); `shown` its words.

    `spread`: the ends of its uncertainty, drawn as a whisker; `rough`: estimated, drawn hatched; `under`: a second
    line below the label.
    """

    label: str
    value: Decimal | None
    shown: str = ""
    upper: Decimal | None = None
    marked: bool = False  # the one that the eye shall find
    spread: tuple[Decimal, Decimal] | None = None
    rough: bool = False
    under: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart in points: bars from 0 up, and a target with its words ("" for none).

    `band`: a range behind the bars (None: open at that end), `band_words` its lines at the right.
    """

    bars: Sequence[Bar]
    width: float = 420
    height: float = 180
    target: Decimal | None = None
    target_words: str = ""
    unknown_words: str = ""
    colours: Colours = field(default_factory=Colours)
    band: tuple[Decimal | None, Decimal | None] | None = None
    band_words: tuple[str, ...] = ()


def chart_svg(chart: Chart) -> str:
    """The chart as SVG text in the font of the window.

    The clip path that reportlab writes is taken out: QSvgRenderer shows black where it stands.
    """
    from reportlab.graphics import renderSVG

    drawing = drawing_of(chart)
    anchors = [_anchor_of(part) for part in drawing.contents if hasattr(part, "textAnchor")]
    svg = _CLIP.sub("", str(renderSVG.drawToString(drawing))).replace(REGULAR, _SCREEN_FONT)
    return _TEXT.sub(lambda _found: f'<text text-anchor="{anchors.pop(0)}" ', svg)


def _anchor_of(text: Any) -> str:
    """Where the words are held. They are left to whoever shows the SVG: its font is wider than that of paper."""
    anchor, text.textAnchor = text.textAnchor, "start"
    return str(anchor)


def write_chart_pdf(target: Path, chart: Chart) -> None:
    """The chart as a PDF of its own size. Raises NotWritableError."""
    from reportlab.graphics import renderPDF

    content = renderPDF.drawToString(drawing_of(chart))
    try:
        with written_whole(target) as stream:
            stream.write(content)
    except OSError as error:
        raise NotWritableError(file=target.name, reason=reason_of(error)) from error


def drawing_of(chart: Chart) -> Any:
    """The reportlab drawing of any chart of this room."""
    from sxsh_desktop.output.charts_flow import FlowChart, draw_flow
    from sxsh_desktop.output.charts_rows import RowChart, draw_rows

    if isinstance(chart, RowChart):
        return draw_rows(chart)
    if isinstance(chart, FlowChart):
        return draw_flow(chart)
    return _Columns(chart).draw()


class _Columns:
    """Draws one column chart; `scale`: points for a value of 1."""

    def __init__(self, chart: BarChart) -> None:
        self._chart = chart
        self._pen = Pen(chart.width, chart.height, chart.colours)
        self._bottom = _BOTTOM + (11 if any(bar.under for bar in chart.bars) else 0)
        self._right = chart.width - (_BAND_ROOM if chart.band_words else _SIDE)
        self._scale = (chart.height - _TOP - self._bottom) / float(_highest(chart))
        self._step = (self._right - _SIDE) / max(len(chart.bars), 1)
        self._wide = min(self._step * 0.6, _WIDEST)
        self._sparse = any(not bar.label for bar in chart.bars)  # not every bar is named: there is room

    def draw(self) -> Any:
        """Band, bars, axis, target: in that order."""
        chart, pen = self._chart, self._pen
        if chart.band is not None:
            self._band(*chart.band)
        for place, bar in enumerate(chart.bars):
            self._bar(place, bar)
        pen.line((_SIDE, self._bottom), (self._right, self._bottom), chart.colours.axis)
        if chart.target is not None:
            y = self._y(chart.target)
            pen.line((_SIDE, y), (self._right, y), chart.colours.target, 1, (4, 3))
            pen.text(self._right, y + 3, chart.target_words, 8, "end")
        return pen.drawing

    def _y(self, value: Decimal) -> float:
        return self._bottom + max(0.0, float(value)) * self._scale

    def _band(self, low: Decimal | None, high: Decimal | None) -> None:
        """The range as a light ground with dashed ends, named at the right."""
        chart, pen = self._chart, self._pen
        foot = self._y(low if low is not None else Decimal(0))
        head = self._y(high) if high is not None else chart.height - _TOP
        pen.box((_SIDE, foot), (self._right - _SIDE, head - foot), chart.colours.doubt)
        for limit in (low, high):
            if limit is not None:
                y = self._y(limit)
                pen.line((_SIDE, y), (self._right, y), chart.colours.axis, 0.8, (2, 2))
        middle = (foot + head) / 2 + 5 * (len(chart.band_words) - 1)
        for number, words in enumerate(chart.band_words):
            pen.text(self._right + 5, middle - 10 * number - 3, words, 8, "start", _BAND_ROOM - 7)

    def _bar(self, place: int, bar: Bar) -> None:
        """A bar with what may be added to it, its words above and its label below."""
        chart, colours, pen = self._chart, self._chart.colours, self._pen
        middle = _SIDE + self._step * (place + 0.5)
        left = middle - self._wide / 2
        pen.text(middle, self._bottom - 13, bar.label, room=0 if self._sparse else self._step + 6)
        if bar.under:
            pen.text(middle, self._bottom - 24, bar.under, 8, room=self._step + 2)
        if bar.value is None:
            tall = (chart.height - _TOP - self._bottom) * 0.4
            pen.box((left, self._bottom), (self._wide, tall), stroke=colours.axis, dashes=(3, 2))
            pen.text(middle, self._bottom + 6, chart.unknown_words, 8)
            return
        top = self._y(bar.value)
        reach = self._y(bar.upper if bar.upper is not None else bar.value)
        if reach > top:
            pen.box((left, self._bottom), (self._wide, reach - self._bottom), colours.doubt)
        fill = colours.marked if bar.marked else colours.bar
        pen.box((left, self._bottom), (self._wide, top - self._bottom), fill, hatched=bar.rough)
        if bar.spread is not None:
            self._whisker(middle, *bar.spread)
            reach = max(reach, self._y(bar.spread[1]))
        pen.text(middle, max(top, reach) + 4, bar.shown, room=max(self._step - 2, 30))

    def _whisker(self, x: float, low: Decimal, high: Decimal) -> None:
        foot, head, colour = self._y(low), self._y(high), self._chart.colours.text
        self._pen.line((x, foot), (x, head), colour, 1.2)
        for y in (foot, head):
            self._pen.line((x - 5, y), (x + 5, y), colour, 1.2)


def _highest(chart: BarChart) -> Decimal:
    tops = [bar.upper if bar.upper is not None else bar.value for bar in chart.bars]
    tops += [bar.spread[1] for bar in chart.bars if bar.spread is not None]
    tops += list(chart.band or ())
    return max((*(value for value in (*tops, chart.target) if value is not None), Decimal(0))) or Decimal(1)
