"""An official document as a value: headings, paragraphs, tables, drawings, signatures.

One such value is written as .docx and as .pdf, so that both say the same. Nothing here knows what a page is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from sxsh_desktop.output.charts import BarChart
    from sxsh_desktop.output.charts_flow import FlowChart
    from sxsh_desktop.output.charts_rows import RowChart

Chart: TypeAlias = "BarChart | RowChart | FlowChart"


# A drawing is made for the window; among official text it stands a little smaller.
DRAWN = 0.86


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. level 1: "I. …", 2: "1. …", 3: "a) …"; 0: the title of an appendix, on a new page."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `manner`: plain, strong (bold), note (small, for sources and remarks)."""

    text: str
    manner: Literal["plain", "strong", "note"] = "plain"


@dataclass(frozen=True, slots=True)
class Points:
    """A list, one point a line, each with a dash; `is_small`: in the letters of a table."""

    items: tuple[str, ...]
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `widths` are relative; `figures` are the columns set right; `strong` the rows set bold.

    `caption` stands above it ("" for none), `source` below it: the record and date behind its figures.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    figures: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    caption: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        count = len(self.widths)
        if any(len(row) != count for row in (*self.rows, *([self.headings] if self.headings else []))):
            raise ValueError(f"a row of {self.caption!r} does not have {count} cells")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its words: `caption` below it, `alt` for those who cannot see it, `source` of its figures."""

    chart: Chart
    caption: str
    alt: str
    source: str = ""


Block: TypeAlias = Heading | Paragraph | Points | Grid | Picture


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the first page (Nghị định 30/2020/NĐ-CP): who, number, place and day, type and subject."""

    superior: str
    issuer: str
    nation: str
    motto: str
    number: str
    place_and_day: str
    kind: str
    subject: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One who signs: the capacity (in capitals on paper), how to sign, and the name ("" is left to fill in)."""

    capacity: str
    manner: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Foot:
    """What ends the text: recipients at the left with their label, signatures."""

    label: str
    recipients: tuple[str, ...]
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document in one language; `appendices` stand behind the signatures."""

    title: str
    language: str
    head: Head
    blocks: tuple[Block, ...]
    foot: Foot
    appendices: tuple[Block, ...] = field(default=())
