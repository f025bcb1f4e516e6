"""Bar charts for reports and the window: bars with an uncertain part, a target line, "unknown" where there is none.

One drawing serves both: as SVG text for the screen, as PDF for paper. Colours come from whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from sxsh_desktop.base.files import written_whole
from sxsh_desktop.base.text import nfc
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.output.pdf.fonts import REGULAR, register

_CLIP = re.compile(r'<clipPath.*?<\/clipPath>|\sclip-path="[^"]*"|clip-path:\s*url\([^)]*\);?', re.DOTALL)
_SCREEN_FONT = "Noto Sans"
_TOP, _BOTTOM, _SIDE = 22.0, 26.0, 8.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` None is unknown; `upper` is how far it may reach (None: no doubt); `shown` its words."""

    label: str
    value: Decimal | None
    shown: str = ""
    upper: Decimal | None = None
    marked: bool = False  # the one that the eye shall find


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours as "#RRGGBB"."""

    bar: str = "#77827C"
    marked: str = "#1B5E8C"
    doubt: str = "#D5DBD8"
    target: str = "#2E7D4F"
    text: str = "#1B2420"
    axis: str = "#77827C"


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart in points: bars from 0 up, and a target with its words ("" for none)."""

    bars: Sequence[Bar]
    width: float = 420
    height: float = 180
    target: Decimal | None = None
    target_words: str = ""
    unknown_words: str = ""
    colours: Colours = field(default_factory=Colours)


def chart_svg(chart: BarChart) -> str:
    """The chart as SVG text in the font of the window.

    The clip path that reportlab writes is taken out: QSvgRenderer shows black where it stands.
    """
    from reportlab.graphics import renderSVG

    svg = str(renderSVG.drawToString(_drawing(chart)))
    return _CLIP.sub("", svg).replace(REGULAR, _SCREEN_FONT)


def write_chart_pdf(target: Path, chart: BarChart) -> None:
    """The chart as a PDF of its own size. Raises NotWritableError."""
    from reportlab.graphics import renderPDF

    content = renderPDF.drawToString(_drawing(chart))
    try:
        with written_whole(target) as stream:
            stream.write(content)
    except OSError as error:
        raise NotWritableError(file=target.name, reason=error.strerror or str(error)) from error


def _drawing(chart: BarChart) -> Any:
    from reportlab.graphics.shapes import Drawing, Line, Rect, String
    from reportlab.lib.colors import HexColor

    register()
    colours = chart.colours
    drawing = Drawing(chart.width, chart.height)
    scale = (chart.height - _TOP - _BOTTOM) / float(_highest(chart))
    step = (chart.width - 2 * _SIDE) / max(len(chart.bars), 1)
    wide = min(step * 0.6, 46)

    def text(x: float, y: float, words: str, size: float = 9, anchor: str = "middle") -> None:
        drawing.add(
            String(
                x,
                y,
                nfc(words),
                fontName=REGULAR,
                fontSize=size,
                textAnchor=anchor,
                fillColor=HexColor(colours.text),
            )
        )

    def rect(x: float, y: float, height: float, colour: str, *, outline: bool = False) -> None:
        fill = None if outline else HexColor(colour)
        dashes = [3, 2] if outline else None
        stroke = HexColor(colour) if outline else None
        drawing.add(
            Rect(
                x,
                y,
                wide,
                height,
                fillColor=fill,
                strokeColor=stroke,
                strokeWidth=0.8,
                strokeDashArray=dashes,
            )
        )

    for place, bar in enumerate(chart.bars):
        middle = _SIDE + step * (place + 0.5)
        left = middle - wide / 2
        text(middle, _BOTTOM - 13, bar.label)
        if bar.value is None:
            rect(left, _BOTTOM, (chart.height - _TOP - _BOTTOM) * 0.4, colours.axis, outline=True)
            text(middle, _BOTTOM + 6, chart.unknown_words, 8)
            continue
        tall = float(bar.value) * scale
        reach = float(bar.upper if bar.upper is not None else bar.value) * scale
        if reach > tall:
            rect(left, _BOTTOM, reach, colours.doubt)
        rect(left, _BOTTOM, tall, colours.marked if bar.marked else colours.bar)
        text(middle, _BOTTOM + max(tall, reach) + 4, bar.shown)
    right = chart.width - _SIDE
    drawing.add(Line(_SIDE, _BOTTOM, right, _BOTTOM, strokeColor=HexColor(colours.axis), strokeWidth=0.8))
    if chart.target is not None:
        y = _BOTTOM + float(chart.target) * scale
        drawing.add(
            Line(
                _SIDE,
                y,
                right,
                y,
                strokeColor=HexColor(colours.target),
                strokeDashArray=[4, 3],
                strokeWidth=1,
            )
        )
        text(right, y + 3, chart.target_words, 8, "end")
    return drawing


def _highest(chart: BarChart) -> Decimal:
    values = [bar.upper if bar.upper is not None else bar.value for bar in chart.bars]
    tops = [value for value in (*values, chart.target) if value is not None]
    return max((*tops, Decimal(0))) or Decimal(1)
