"""Strips: the unbreakable pieces that a page is made of, and the pen that draws them.

Coordinates are points from the top left of the strip, y downwards; a text's y is its base line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sxsh_desktop.output.paper import PaperPicture
from sxsh_desktop.output.pdf.fonts import REGULAR, Line, Span, wrap

BODY, SMALL, TINY = 11.0, 9.0, 8.0
LEADING = 1.2
BASE_SHARE = 0.95  # how far down its height a line stands, in sizes
BOX = 8.5  # side of a box to tick
CELL_WIDTH, CELL_HEIGHT = 12.0, 15.0  # one character of a code
HAIR, THIN = 0.4, 0.6


@dataclass(frozen=True, slots=True)
class Look:
    """The language of the paper, and whether its rows are set close to save a page."""

    language: str
    tight: bool = False

    @property
    def row(self) -> float:
        """Least height of a row to write in, in points."""
        return 18.5 if self.tight else 20.0

    @property
    def filled_row(self) -> float:
        """Least height of a row with a printed answer."""
        return 15.0 if self.tight else 16.0

    @property
    def choice_row(self) -> float:
        """Height of a row of boxes."""
        return 15.0 if self.tight else 16.0

    @property
    def table_row(self) -> float:
        """Height of a row of a table to write in."""
        return 22.0 if self.tight else 24.0

    @property
    def section_gap(self) -> float:
        """Room above a section."""
        return 6.0 if self.tight else 8.0

    @property
    def long_lines(self) -> int:
        """Lines to write a long text on."""
        return 2 if self.tight else 3


class TextOp(NamedTuple):
    """Words at a base line."""

    x: float
    y: float
    text: str
    font: str
    size: float


class LineOp(NamedTuple):
    """A straight line; dotted lines are to write on."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = THIN
    dotted: bool = False


class RectOp(NamedTuple):
    """A frame, or a ground when `grey` (0 black, 1 white) is given."""

    x: float
    y: float
    width: float
    height: float
    line: float = THIN
    grey: float | None = None


class TickOp(NamedTuple):
    """The cross in a box that was chosen."""

    x: float
    y: float
    side: float


class PictureOp(NamedTuple):
    """A picture fitted into a frame."""

    x: float
    y: float
    width: float
    height: float
    picture: PaperPicture


Op = TextOp | LineOp | RectOp | TickOp | PictureOp


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of a page: `height` in points, what is drawn, and how it behaves at the foot of a page.

    `keep`: not to be the last on a page. `head`: drawn again at the top of the next page when this strip
    begins it (the heading of a table). `landscape`: stands on a page turned sideways.
    """

    height: float
    ops: tuple[Op, ...] = ()
    keep: bool = False
    head: Strip | None = None
    landscape: bool = False


@dataclass(slots=True)
class Pen:
    """Gathers what is drawn in one strip."""

    ops: list[Op] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, font: str = REGULAR, size: float = BODY) -> None:
        if text:
            self.ops.append(TextOp(x, y, text, font, size))

    def lines(self, x: float, top: float, lines: list[Line], leading: float = LEADING) -> float:
        """Write wrapped lines from `top` down; where the next thing may begin."""
        y = top
        for line in lines:
            y += line.size * leading
            for piece in line.pieces:
                span = piece.span
                self.text(
                    x + piece.x, y - line.size * (leading - BASE_SHARE), span.text, span.font, span.size
                )
        return y

    def rule(self, x1: float, x2: float, y: float, *, dotted: bool = True, width: float = THIN) -> None:
        """A line to write on, or a solid one."""
        self.ops.append(LineOp(x1, y, x2, y, width, dotted))

    def upright(self, x: float, y1: float, y2: float, width: float = HAIR) -> None:
        self.ops.append(LineOp(x, y1, x, y2, width))

    def frame(self, x: float, y: float, width: float, height: float, line: float = THIN) -> None:
        self.ops.append(RectOp(x, y, width, height, line))

    def ground(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        self.ops.append(RectOp(x, y, width, height, 0, grey))

    def box(self, x: float, base: float, *, ticked: bool = False, side: float = BOX) -> None:
        """A box to tick that stands on the base line."""
        top = base - side + 1
        self.ops.append(RectOp(x, top, side, side, 0.7))
        if ticked:
            self.ops.append(TickOp(x, top, side))

    def comb(self, x: float, bottom: float, groups: tuple[int, ...], gap: float = 7.0) -> float:
        """Boxes for single characters in groups; the x after the last one."""
        top = bottom - CELL_HEIGHT
        for number, count in enumerate(groups):
            x += gap if number else 0
            self.ops.append(RectOp(x, top, count * CELL_WIDTH, CELL_HEIGHT, 0.5))
            for inner in range(1, count):
                self.upright(x + inner * CELL_WIDTH, top, bottom)
            x += count * CELL_WIDTH
        return x

    def picture(self, x: float, y: float, width: float, height: float, picture: PaperPicture) -> None:
        self.ops.append(PictureOp(x, y, width, height, picture))

    def strip(
        self, height: float, *, keep: bool = False, head: Strip | None = None, landscape: bool = False
    ) -> Strip:
        """What was drawn, as a strip."""
        return Strip(height, tuple(self.ops), keep, head, landscape)


def without_orphan(strips: list[Strip]) -> list[Strip]:
    """The same strips, the last two bound to stay on one page."""
    if len(strips) > 1:
        strips[-2] = replace(strips[-2], keep=True)
    return strips


def gap(height: float, *, keep: bool = False) -> Strip:
    """Room between two strips."""
    return Strip(height, keep=keep)


def height_of(lines: list[Line], leading: float = LEADING) -> float:
    """How high wrapped lines are."""
    return sum(line.size * leading for line in lines)


def paragraph(
    spans: list[Span], width: float, *, x: float = 0, before: float = 0, keep: bool = False
) -> list[Strip]:
    """Running text as one strip a line, so that it may go on over the page; the first two stay together."""
    lines = wrap(spans, width)
    strips = []
    for number, line in enumerate(lines):
        pen = Pen()
        extra = before if number == 0 else 0
        bottom = pen.lines(x, extra, [line])
        strips.append(pen.strip(bottom, keep=keep or number == 0 < len(lines) - 1))
    return strips
