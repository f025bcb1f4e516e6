"""A pen for charts: lines, boxes, words in the font of paper; one place that knows reportlab's shapes.

Fills differ in lightness and in hatching, so that a chart reads in black and white as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sxsh_desktop.base.text import nfc
from sxsh_desktop.output.pdf.fonts import REGULAR, register, width_of


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours as "#RRGGBB"."""

    bar: str = "#77827C"
    marked: str = "#1B5E8C"
    doubt: str = "#D5DBD8"
    target: str = "#2E7D4F"
    text: str = "#1B2420"
    axis: str = "#77827C"
    ground: str = "#FFFFFF"


class Pen:
    """Draws onto one drawing of `width` x `height` points; y counts upwards."""

    def __init__(self, width: float, height: float, colours: Colours) -> None:
        from reportlab.graphics.shapes import Drawing

        register()
        self.colours = colours
        self.drawing: Any = Drawing(width, height)

    def text(
        self, x: float, y: float, words: str, size: float = 9, anchor: str = "middle", room: float = 0
    ) -> None:
        """Words at a place, cut with "…" where they are wider than `room` (0: as wide as they are)."""
        from reportlab.graphics.shapes import String

        if not words:
            return
        shown = _cut(nfc(words), size, room) if room else nfc(words)
        font = {
            "fontName": REGULAR,
            "fontSize": size,
            "textAnchor": anchor,
            "fillColor": _ink(self.colours.text),
        }
        self.drawing.add(String(x, y, shown, **font))

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str,
        width: float = 0.8,
        dashes: Sequence[int] = (),
    ) -> None:
        """A straight line."""
        from reportlab.graphics.shapes import Line

        look: dict[str, Any] = {"strokeColor": _ink(colour), "strokeWidth": width}
        if dashes:
            look["strokeDashArray"] = list(dashes)
        self.drawing.add(Line(*start, *end, **look))

    def box(
        self,
        corner: tuple[float, float],
        size: tuple[float, float],
        fill: str = "",
        stroke: str = "",
        dashes: Sequence[int] = (),
        hatched: bool = False,
    ) -> None:
        """A rectangle from its lower left corner; `hatched` draws slanted lines over the fill."""
        from reportlab.graphics.shapes import Rect

        look = {
            "fillColor": _ink(fill) if fill else None,
            "strokeColor": _ink(stroke) if stroke else None,
            "strokeDashArray": list(dashes) or None,
            "strokeWidth": 0.8,
        }
        self.drawing.add(Rect(*corner, *size, **look))
        if hatched:
            self._hatch(corner, size)

    def _hatch(self, corner: tuple[float, float], size: tuple[float, float]) -> None:
        """Slanted lines every 5 points inside a rectangle."""
        left, bottom = corner
        wide, tall = size
        offset = 5.0
        while offset < wide + tall:
            start = (left + max(0.0, offset - tall), bottom + min(offset, tall))
            end = (left + min(offset, wide), bottom + max(0.0, offset - wide))
            self.line(start, end, self.colours.ground, 0.9)
            offset += 5


def _ink(colour: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(colour)


def _cut(words: str, size: float, room: float) -> str:
    if width_of(words, REGULAR, size) <= room:
        return words
    while words and width_of(words + "…", REGULAR, size) > room:
        words = words[:-1].rstrip()
    return words + "…"
