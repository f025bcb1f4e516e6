"""An official document as .pdf: flowing text, tables that run over pages, drawings as vectors.

Page and head follow Nghị định 30/2020/NĐ-CP: A4, Times metrics, page number in the middle of the upper margin from
the second page on.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from sxsh_desktop.base.files import written_whole
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc
from sxsh_desktop.output.charts import drawing_of
from sxsh_desktop.output.document import (
    DRAWN,
    Block,
    Document,
    Foot,
    Grid,
    Head,
    Heading,
    Paragraph,
    Picture,
    Points,
    Signature,
)
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.output.pdf import fonts, geometry

_BODY, _TABLE, _NOTE = 13.0, 10.5, 10.5
_SIGN_ROOM = 62.0
_GREY = 0.93
_ROOM = {1: 150.0, 2: 115.0, 3: 80.0}  # a heading begins a new page where less is left (points)
_ROOM_OF_TABLE = 90.0
_SMALL = 5  # rows of a table that stays on one page


def write_report_pdf(target: Path, document: Document) -> None:
    """Write the document whole or not at all. Raises NotWritableError."""
    try:
        with written_whole(target) as stream:
            _template(stream, document).build(_story(document), canvasmaker=_canvas_maker(document))
    except OSError as error:
        raise NotWritableError(file=target.name, reason=reason_of(error)) from error


def _template(stream: Any, document: Document) -> Any:
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    wide, tall = geometry.page_size()
    foot, top = 20 * geometry.MM, 20 * geometry.MM
    frame = Frame(geometry.left(), foot, geometry.width(), tall - foot - top, 0, 0, 0, 0, id="body")
    made = BaseDocTemplate(
        stream, pagesize=(wide, tall), title=document.title, author="SXSH Desktop", creator="SXSH Desktop",
        lang="vi-VN" if document.language == "vi" else "en-GB", invariant=1,
    )  # fmt: skip
    made.addPageTemplates([PageTemplate(id="page", frames=[frame], onPage=_number)])
    return made


def _canvas_maker(document: Document) -> Any:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # streams as bytes: smaller, and twice as fast

    def make(*given: Any, **more: Any) -> Any:
        return Canvas(*given, **{**more, "pageCompression": 1, "lang": document.language})

    return make


def _number(canvas: Any, template: Any) -> None:
    """The page number, from the second page on."""
    if template.page > 1:
        wide, tall = geometry.page_size()
        canvas.setFont(fonts.REGULAR, 13)
        canvas.drawCentredString(wide / 2, tall - 14 * geometry.MM, str(template.page))


@lru_cache(maxsize=1)
def _styles() -> dict[str, Any]:
    """The paragraph styles, by name."""
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle

    fonts.register()
    _family()

    def style(name: str, size: float, font: str = fonts.REGULAR, **more: Any) -> Any:
        return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.22, **more)

    whole: dict[str, Any] = {
        "allowWidows": 0,
        "allowOrphans": 0,
    }  # no line of a paragraph stands alone on a page
    return {
        "plain": style("plain", _BODY, alignment=TA_JUSTIFY, firstLineIndent=28, spaceAfter=6, **whole),
        "strong": style("strong", _BODY, fonts.BOLD, spaceAfter=6),
        "note": style("note", _NOTE, fonts.ITALIC, spaceAfter=8),
        "source": style("source", _NOTE, fonts.ITALIC),
        "point": style(
            "point", _BODY, alignment=TA_JUSTIFY, leftIndent=28, firstLineIndent=-12, spaceAfter=3, **whole
        ),
        "point_small": style(
            "point_small",
            _TABLE,
            alignment=TA_JUSTIFY,
            leftIndent=22,
            firstLineIndent=-10,
            spaceAfter=2,
            **whole,
        ),
        "h0": style("h0", 14, fonts.BOLD, alignment=TA_CENTER, spaceAfter=10),
        "h1": style("h1", 13, fonts.BOLD, spaceBefore=10, spaceAfter=6),
        "h2": style("h2", 13, fonts.BOLD, spaceBefore=6, spaceAfter=5),
        "h3": style("h3", 13, fonts.BOLD_ITALIC, spaceBefore=4, spaceAfter=4),
        "caption": style("caption", 11.5, fonts.BOLD, spaceBefore=6, spaceAfter=4),
        "under": style("under", 11.5, fonts.BOLD, alignment=TA_CENTER, spaceBefore=3, spaceAfter=2),
        "cell": style("cell", _TABLE),
        "figure": style("figure", _TABLE, alignment=TA_RIGHT),
        "cell_strong": style("cell_strong", _TABLE, fonts.BOLD),
        "figure_strong": style("figure_strong", _TABLE, fonts.BOLD, alignment=TA_RIGHT),
        "cell_head": style("cell_head", _TABLE, fonts.BOLD, alignment=TA_CENTER),
        "middle": style("middle", 13, alignment=TA_CENTER),
        "middle_strong": style("middle_strong", 13, fonts.BOLD, alignment=TA_CENTER),
        "small_caps": style("small_caps", 12, alignment=TA_CENTER),
        "small_strong": style("small_strong", 12, fonts.BOLD, alignment=TA_CENTER),
        "middle_italic": style("middle_italic", 13, fonts.ITALIC, alignment=TA_CENTER),
        "to": style("to", 12, fonts.BOLD_ITALIC),
        "to_list": style("to_list", 11),
    }


def _family() -> None:
    from reportlab.pdfbase.pdfmetrics import registerFontFamily

    registerFontFamily(
        fonts.REGULAR,
        normal=fonts.REGULAR,
        bold=fonts.BOLD,
        italic=fonts.ITALIC,
        boldItalic=fonts.BOLD_ITALIC,
    )


def _text(words: str, style: str) -> Any:
    from reportlab.platypus import Paragraph as Flow

    whole = nfc(words).replace(" %", "\N{NO-BREAK SPACE}%")  # the sign stays with its figure
    return Flow(escape(whole, quote=False).replace("\n", "<br/>"), _styles()[style])


def _story(document: Document) -> list[Any]:
    blocks = list(document.blocks)
    signed = bool(document.foot.signatures or document.foot.recipients)
    closing = blocks.pop() if signed and blocks and isinstance(blocks[-1], Paragraph) else None
    story = [*_head(document.head), *_flowing(blocks)]
    if signed:
        story += _foot(document.foot, _block(closing) if closing is not None else [])
    return story + _flowing(document.appendices)


def _flowing(blocks: Sequence[Block]) -> list[Any]:
    """The blocks one after the other. A drawing and a small table stay whole, headings stay with what follows them."""
    from reportlab.platypus import CondPageBreak, KeepTogether, PageBreak

    story: list[Any] = []
    headings: list[Any] = []
    room = 0.0
    for block in blocks:
        if isinstance(block, Heading):
            story += [PageBreak()] if block.level == 0 else []
            room = max(room, _ROOM.get(block.level, 0.0))
            headings.append(_text(block.text, f"h{block.level}"))
            continue
        made = _block(block)
        if isinstance(block, Picture) or (isinstance(block, Grid) and len(block.rows) <= _SMALL):
            story.append(KeepTogether([*headings, *made]))
        else:
            needed = max(room, _ROOM_OF_TABLE if isinstance(block, Grid) else 0)
            story += [CondPageBreak(needed), *headings, *made]
        headings, room = [], 0.0
    return story + headings


def _block(block: Block) -> list[Any]:
    if isinstance(block, Paragraph):
        return [_text(block.text, block.manner)]
    if isinstance(block, Points):
        manner = "point_small" if block.is_small else "point"
        return [_text(f"- {item}", manner) for item in block.items]
    if isinstance(block, Picture):
        return _picture(block)
    return _grid(block) if isinstance(block, Grid) else []


def _picture(block: Picture) -> list[Any]:
    """The drawing in the middle, with its words."""
    from reportlab.platypus import Spacer

    drawing = drawing_of(block.chart)
    drawing.scale(DRAWN, DRAWN)
    drawing.width, drawing.height = drawing.width * DRAWN, drawing.height * DRAWN
    drawing.hAlign = "CENTER"
    parts = [Spacer(1, 4), drawing, _text(block.caption, "under")]
    return [*parts, _text(block.source, "note")] if block.source else parts


def _grid(block: Grid) -> list[Any]:
    """Caption, table, source: no row stands alone on a page that belongs to another."""
    from reportlab.platypus import Spacer, Table

    share = geometry.width() / sum(block.widths)
    body: list[list[Any]] = [
        [
            _text(cell, _cell_style(column in block.figures, place in block.strong))
            for column, cell in enumerate(row)
        ]
        for place, row in enumerate(block.rows)
    ]
    head = [[_text(cell, "cell_head") for cell in block.headings]] if block.headings else []
    below = [[_text(block.source, "source"), *[""] * (len(block.widths) - 1)]] if block.source else []
    table = Table(
        [*head, *body, *below],
        [one * share for one in block.widths],
        repeatRows=len(head),
        style=_grid_style(len(head), bool(below)),
    )
    table.setStyle(_kept_rows(block, len(head), bool(below)))
    caption = [_text(block.caption, "caption")] if block.caption else []
    return [*caption, table, Spacer(1, 5)]


def _kept_rows(block: Grid, heads: int, sourced: bool) -> list[Any]:
    """Which rows no page parts: the first two, a heading of rows and its first, the last two and the source."""
    last = heads + len(block.rows) - 1
    pairs = [(heads + place, heads + place + 1) for place in block.strong if place + 1 < len(block.rows)]
    if block.rows:
        pairs.append((0, min(heads + 1, last)))
        pairs.append((max(last - 1, 0), last + sourced))
    return [("NOSPLIT", (0, first), (-1, second)) for first, second in pairs]


def _cell_style(figure: bool, strong: bool) -> str:
    return ("figure" if figure else "cell") + ("_strong" if strong else "")


@lru_cache(maxsize=4)
def _grid_style(heads: int, sourced: bool) -> Any:
    from reportlab.lib.colors import Color, black
    from reportlab.platypus import TableStyle

    rules: list[Any] = [
        ("GRID", (0, 0), (-1, -2 if sourced else -1), 0.5, black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    if sourced:
        rules += [("SPAN", (0, -1), (-1, -1)), ("LEFTPADDING", (0, -1), (-1, -1), 0)]
    if heads:
        rules.append(("BACKGROUND", (0, 0), (-1, heads - 1), Color(_GREY, _GREY, _GREY)))
        rules.append(("VALIGN", (0, 0), (-1, heads - 1), "MIDDLE"))
    return TableStyle(rules)


def _head(head: Head) -> list[Any]:
    """Issuer at the left, nation and motto at the right, number and day below, type and subject in the middle."""
    from reportlab.platypus import HRFlowable, Spacer

    left: list[Any] = [_text(head.superior.upper(), "small_caps")] if head.superior else []
    left += [_text(head.issuer.upper(), "small_strong"), HRFlowable("33%", 0.7, color="black", spaceBefore=2)]
    right = [
        _text(head.nation.upper(), "small_strong"),
        _text(head.motto, "middle_strong"),
        HRFlowable("62%", 0.7, color="black", spaceBefore=2),
    ]
    rows = [[left, right], [_text(head.number, "middle"), _text(head.place_and_day, "middle_italic")]]
    return [
        _bare(rows, (0.44, 0.56)),
        Spacer(1, 16),
        _text(head.kind.upper(), "middle_strong"),
        _text(head.subject, "middle_strong"),
        HRFlowable("30%", 0.7, color="black", spaceBefore=3, spaceAfter=12),
    ]


def _bare(rows: list[list[Any]], shares: tuple[float, ...]) -> Any:
    """A table without lines, for things side by side."""
    from reportlab.platypus import Table, TableStyle

    rules: Any = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (0, 0), (-1, -1), "CENTER"),
                  ("LEFTPADDING", (0, 0), (-1, -1), 2),
                  ("RIGHTPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]  # fmt: skip
    return Table(rows, [geometry.width() * share for share in shares], style=TableStyle(rules))


def _foot(foot: Foot, closing: list[Any]) -> list[Any]:
    """The closing sentence, who signs side by side, recipients at the left: on one page, never signatures alone."""
    from reportlab.platypus import KeepTogether, Spacer

    signed = [_signature(one) for one in foot.signatures]
    to = [_text(foot.label, "to"), *(_text(one, "to_list") for one in foot.recipients)]
    share = 1 / max(len(signed), 1)
    table = [_bare([signed], (share,) * len(signed))] if signed else []
    return [KeepTogether([*closing, Spacer(1, 14), *table, Spacer(1, 8), *to])]


def _signature(one: Signature) -> list[Any]:
    from reportlab.platypus import Spacer

    return [
        _text(one.capacity.upper(), "middle_strong"),
        _text(one.manner, "middle_italic"),
        Spacer(1, _SIGN_ROOM),
        _text(one.name, "middle_strong"),
    ]
