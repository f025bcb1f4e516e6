"""The fonts of paper, and how wide words are in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from sxsh_desktop.base import paths
from sxsh_desktop.output.errors import FontMissingError

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "SxshSerif", "SxshSerif-Bold", "SxshSerif-Italic", "SxshSerif-BoldItalic"
_FILES = {
    REGULAR: "LiberationSerif-Regular.ttf",
    BOLD: "LiberationSerif-Bold.ttf",
    ITALIC: "LiberationSerif-Italic.ttf",
    BOLD_ITALIC: "LiberationSerif-BoldItalic.ttf",
}

_WORD = re.compile(r" *[^ ]+| +$")


class Span(NamedTuple):
    """Words in one font and size (points)."""

    text: str
    font: str = REGULAR
    size: float = 11.0


class Piece(NamedTuple):
    """A run of words placed on a line, `x` points from its beginning."""

    x: float
    span: Span


class Line(NamedTuple):
    """A line that was wrapped: its pieces, its width and the largest size on it."""

    pieces: tuple[Piece, ...]
    width: float
    size: float


@lru_cache(maxsize=1)
def register() -> dict[str, Any]:
    """Give the fonts to reportlab once and return its faces by name; raises FontMissingError."""
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    folder = paths.resources() / "fonts"
    faces: dict[str, Any] = {}
    for name, file in _FILES.items():
        try:
            font = TTFont(name, str(folder / file))
        except (TTFError, OSError) as error:
            raise FontMissingError(file=file) from error
        registerFont(font)
        faces[name] = font.face
    return faces


@lru_cache(maxsize=200_000)
def _unit_width(text: str, font: str) -> float:
    face = register()[font]
    widths, default = face.charWidths, face.defaultWidth
    return float(sum(widths.get(ord(c), default) for c in text)) / 1000


def width_of(text: str, font: str = REGULAR, size: float = 11.0) -> float:
    """The width of a text in points."""
    return _unit_width(text, font) * size


def wrap(spans: list[Span], width: float, first: float | None = None) -> list[Line]:
    """Break spans into lines no wider than `width` (the first one `first`); a word too long is broken too.

    A newline begins a new line. Spans that meet without a blank make one word ("label" and its "*"). Always
    gives at least one line.
    """
    filler = _Filler(width, width if first is None else first)
    for cluster in _clusters(spans):
        if cluster:
            filler.add(cluster)
        else:
            filler.end_line()
    return filler.finish()


def balanced(spans: list[Span], width: float) -> list[Line]:
    """As few lines as `width` allows, about equally long: for titles in the middle of the page."""
    lines = wrap(spans, width)
    narrow = max(line.width for line in lines)
    while len(lines) > 1 and narrow > 40:
        tried = wrap(spans, narrow - 4)
        if len(tried) > len(lines):
            break
        lines, narrow = tried, narrow - 4
    return lines


def _clusters(spans: list[Span]) -> Iterator[list[Span]]:
    """Words, each with the blank before it and made of one span or more; an empty one is a new line."""
    cluster: list[Span] = []
    for span in spans:
        for number, paragraph in enumerate(span.text.split("\n")):
            if number:
                yield cluster
                yield []
                cluster = []
            for place, word in enumerate(_WORD.findall(paragraph)):
                if cluster and (place or word.startswith(" ")):
                    yield cluster
                    cluster = []
                cluster.append(Span(word, span.font, span.size))
    if cluster:
        yield cluster


class _Filler:
    """Fills one line after another."""

    def __init__(self, width: float, first: float) -> None:
        self._width = width
        self._room = first
        self._lines: list[Line] = []
        self._pieces: list[Piece] = []
        self._x = 0.0

    def add(self, cluster: list[Span]) -> None:
        wide = sum(width_of(*span) for span in cluster)
        if self._x + wide > self._room + 0.01 and self._pieces:
            self.end_line()
        for place, span in enumerate(cluster):
            text = span.text.lstrip(" ") if not self._pieces and place == 0 else span.text
            while text and self._x + width_of(text, span.font, span.size) > self._room + 0.01:
                text = self._break(text, span)
            if text:
                self._put(text, span)

    def _break(self, word: str, span: Span) -> str:
        """Put as much of a word as fits on the line, end it, and return the rest."""
        room = self._room - self._x
        cut = len(word)
        while cut > 0 and width_of(word[:cut], span.font, span.size) > room:
            cut -= 1
        if cut == 0 and not self._pieces:
            cut = 1
        if cut:
            self._put(word[:cut], span)
        self.end_line()
        return word[cut:]

    def _put(self, word: str, span: Span) -> None:
        last = self._pieces[-1] if self._pieces else None
        if last and last.span.font == span.font and last.span.size == span.size:
            self._pieces[-1] = Piece(last.x, Span(last.span.text + word, span.font, span.size))
        else:
            self._pieces.append(Piece(self._x, Span(word, span.font, span.size)))
        self._x += width_of(word, span.font, span.size)

    def end_line(self) -> None:
        size = max((piece.span.size for piece in self._pieces), default=11.0)
        self._lines.append(Line(tuple(self._pieces), self._x, size))
        self._pieces, self._x, self._room = [], 0.0, self._width

    def finish(self) -> list[Line]:
        if self._pieces or not self._lines:
            self.end_line()
        return self._lines
