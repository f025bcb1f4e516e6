"""Boxes to tick: in one line and in columns."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_desktop.output.paper import PaperChoice
from sxsh_desktop.output.pdf.fonts import BOLD, REGULAR, Span, width_of, wrap
from sxsh_desktop.output.pdf.strips import BOX, Pen, Strip, height_of

_AFTER_BOX = 4.0
_BETWEEN = 13.0
_SIZE = 10.5
_RANK_BOX = 13.0
_MOST_COLUMNS = 4


def line_width(choices: Sequence[PaperChoice]) -> float:
    """How wide the choices are, one behind the other."""
    words = sum(width_of(choice.label, _font(choice), _SIZE) for choice in choices)
    return words + len(choices) * (BOX + _AFTER_BOX) + max(0, len(choices) - 1) * _BETWEEN


def in_line(pen: Pen, choices: Sequence[PaperChoice], x: float, base: float) -> None:
    """Draw the choices one behind the other from `x` on."""
    for choice in choices:
        pen.box(x, base, ticked=choice.chosen)
        x += BOX + _AFTER_BOX
        pen.text(x, base, choice.label, _font(choice), _SIZE)
        x += width_of(choice.label, _font(choice), _SIZE) + _BETWEEN


def in_columns(
    choices: Sequence[PaperChoice], x: float, right: float, row: float, *, ranked: bool = False
) -> list[Strip]:
    """The choices row by row in columns of one width; a long label wraps inside its column."""
    side = _RANK_BOX if ranked else BOX
    columns = _columns(choices, right - x, side)
    wide = (right - x) / columns
    strips = []
    for start in range(0, len(choices), columns):
        pen, height = Pen(), row + (2 if ranked else 0)
        for place, choice in enumerate(choices[start : start + columns]):
            left = x + place * wide
            _draw_box(pen, choice, left, ranked=ranked)
            lines = wrap([Span(choice.label, _font(choice), _SIZE)], wide - side - _AFTER_BOX - 6)
            pen.lines(left + side + _AFTER_BOX, 1.5, lines)
            height = max(height, height_of(lines) + 4)
        strips.append(pen.strip(height, keep=start == 0 and len(choices) > columns))
    return strips


def _columns(choices: Sequence[PaperChoice], room: float, side: float) -> int:
    """As many columns as let nearly every label stand on one line."""
    widths = sorted(width_of(choice.label, BOLD, _SIZE) + side + _AFTER_BOX + 8 for choice in choices)
    if not widths:
        return 1
    usual = widths[-1] if len(widths) < 6 else widths[int(len(widths) * 0.85)]
    fit = max(1, min(_MOST_COLUMNS, int(room // usual), len(choices)))
    rows = -(-len(choices) // fit)
    return -(-len(choices) // rows)  # as few columns as the same number of rows needs


def _draw_box(pen: Pen, choice: PaperChoice, x: float, *, ranked: bool) -> None:
    if not ranked:
        pen.box(x, 11.2, ticked=choice.chosen)
        return
    pen.frame(x, 1, _RANK_BOX, _RANK_BOX, 0.7)
    if choice.rank:
        text = str(choice.rank)
        pen.text(x + (_RANK_BOX - width_of(text, BOLD, 10)) / 2, 11, text, BOLD, 10)


def _font(choice: PaperChoice) -> str:
    return BOLD if choice.chosen or choice.rank else REGULAR
