"""Strips laid onto pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sxsh_desktop.output.pdf import geometry
from sxsh_desktop.output.pdf.strips import Strip


@dataclass(slots=True)
class Page:
    """One page: each strip with the distance of its top from the top of the text."""

    landscape: bool = False
    placed: list[tuple[float, Strip]] = field(default_factory=list)
    used: float = 0.0

    @property
    def room(self) -> float:
        """Height that is left."""
        return geometry.body_height(landscape=self.landscape) - self.used

    def place(self, strip: Strip) -> None:
        """Put the strip below what is there."""
        self.placed.append((self.used, strip))
        self.used += strip.height


def paginate(strips: Sequence[Strip]) -> list[Page]:
    """Lay the strips onto as few pages as their order and their wish to stay together allow.

    Empty strips (gaps) are dropped at the top of a page. A chain of kept strips that no page holds is laid
    down piece by piece, so nothing is ever cut.
    """
    pages = [Page(landscape=strips[0].landscape)] if strips else []
    at = 0
    while at < len(strips):
        chain = _chain(strips, at)
        at += len(chain)
        first = next((strip for strip in chain if strip.ops), None)
        if first is None:
            if pages[-1].placed and pages[-1].room > chain[0].height:
                for strip in chain:
                    pages[-1].place(strip)
            continue
        need = sum(strip.height for strip in chain)
        whole = geometry.body_height(landscape=first.landscape)
        if first.landscape != pages[-1].landscape or (need > pages[-1].room and need <= whole):
            _turn(pages, first)
        for strip in chain:
            if strip.height > pages[-1].room and pages[-1].placed:
                _turn(pages, strip)
            if strip.ops or pages[-1].placed:
                pages[-1].place(strip)
    return pages


def _turn(pages: list[Page], strip: Strip) -> None:
    """Begin a page, with the heading of a table that goes on."""
    if pages[-1].placed:
        pages.append(Page())
    pages[-1].landscape = strip.landscape
    if strip.head is not None:
        pages[-1].place(strip.head)


def _chain(strips: Sequence[Strip], start: int) -> list[Strip]:
    """The strip and all that it wants to stay with: up to the first that does not ask to be kept."""
    chain = [strips[start]]
    at = start + 1
    while chain[-1].keep and at < len(strips) and strips[at].landscape == strips[start].landscape:
        chain.append(strips[at])
        at += 1
    return chain
