"""An official document as .docx: real headings, tables and numbers to edit, drawings as SVG with a picture beside.

Word 2016 and later shows the SVG (vectors), older readers the picture. Fonts are named Times New Roman, as Nghị định
30/2020/NĐ-CP asks. Tables are written as XML at once: cell by cell the library takes a hundred times as long.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sxsh_desktop.base.files import written_whole
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc
from sxsh_desktop.output.charts import drawing_of
from sxsh_desktop.output.document import DRAWN, Block, Document, Grid, Heading, Paragraph, Picture, Points
from sxsh_desktop.output.docx_parts import (
    NAMESPACES,
    new_file,
    paragraph_xml,
    picture_xml,
    rule_xml,
    side_by_side_xml,
    svg_part,
)
from sxsh_desktop.output.errors import NotWritableError

_WIDTH = 9355  # twentieths of a point: 165 mm between the margins
_DPI = 150  # of the picture that stands beside each SVG
_SMALL = 5  # rows of a table that stays on one page
_KEPT = "<w:keepNext/>"
_STYLES = {"plain": "SxshBody", "strong": "SxshStrong", "note": "SxshNote"}


def write_docx(target: Path, document: Document) -> None:
    """Write the document whole or not at all. Raises NotWritableError."""
    made = _Writer(document).make()
    try:
        with written_whole(target) as stream:
            made.save(stream)
    except OSError as error:
        raise NotWritableError(file=target.name, reason=reason_of(error)) from error


class _Writer:
    """Builds the file block by block in front of the section's last element."""

    def __init__(self, document: Document) -> None:
        self._said = document
        self._file: Any = new_file()
        self._body = self._file.element.body
        self._pictures = 0

    def make(self) -> Any:
        """The whole file."""
        about = self._file.core_properties
        about.title, about.author, about.language = self._said.title, "", self._said.language
        self._head()
        blocks, foot = self._said.blocks, self._said.foot
        closed = (
            bool(foot.signatures or foot.recipients) and bool(blocks) and isinstance(blocks[-1], Paragraph)
        )
        for block in blocks[:-1] if closed else blocks:
            self._block(block)
        if closed:
            self._closing(blocks[-1])
        self._foot()
        for block in self._said.appendices:
            self._block(block)
        return self._file

    def _add(self, xml: str) -> None:
        from docx.oxml import parse_xml

        self._body.insert(len(self._body) - 1, parse_xml(xml))

    def _text(self, words: str, style: str, more: str = "") -> None:
        self._add(paragraph_xml(words, style, more))

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            more = "<w:pageBreakBefore/>" if block.level == 0 else ""
            self._text(block.text, "SxshAppendix" if block.level == 0 else f"Heading{block.level}", more)
        elif isinstance(block, Paragraph):
            self._text(block.text, _STYLES[block.manner])
        elif isinstance(block, Points):
            for item in block.items:
                self._text(f"- {item}", "SxshPointSmall" if block.is_small else "SxshPoint")
        elif isinstance(block, Picture):
            self._picture(block)
        else:
            self._grid(block)

    def _closing(self, block: Block) -> None:
        """The last sentence, on the page of the signatures."""
        if isinstance(block, Paragraph):
            self._text(block.text, _STYLES[block.manner], _KEPT)

    def _grid(self, block: Grid) -> None:
        if block.caption:
            self._text(block.caption, "SxshCaption")
        self._add(_grid_xml(block))
        self._text(block.source, "SxshNote")

    def _picture(self, block: Picture) -> None:
        """Inline, in the middle: the SVG, and the picture for readers that know none."""
        self._pictures += 1
        drawing = drawing_of(block.chart)
        image, _known = self._file.part.get_or_add_image(io.BytesIO(_png(drawing)))
        vector = svg_part(self._file, drawing, self._pictures)
        size = (drawing.width * DRAWN, drawing.height * DRAWN)
        self._add(picture_xml((image, vector), size, self._pictures, block.alt))
        self._text(block.caption, "SxshUnder", _KEPT if block.source else "")
        if block.source:
            self._text(block.source, "SxshNote")

    def _head(self) -> None:
        head = self._said.head
        left = [(head.superior.upper(), "SxshSmallCaps")] if head.superior else []
        left += [(head.issuer.upper(), "SxshSmallStrong"), ("33", "SxshRule"), (head.number, "SxshMiddle")]
        right = [
            (head.nation.upper(), "SxshSmallStrong"),
            (head.motto, "SxshMiddleStrong"),
            ("62", "SxshRule"),
            (head.place_and_day, "SxshMiddleItalic"),
        ]
        self._add(side_by_side_xml((left, right), (4100, _WIDTH - 4100)))
        self._text("", "SxshBody")
        self._text(head.kind.upper(), "SxshMiddleStrong")
        self._text(head.subject, "SxshMiddleStrong")
        self._add(rule_xml(_WIDTH, 30))

    def _foot(self) -> None:
        foot = self._said.foot
        if not (foot.signatures or foot.recipients):
            return
        signed = [
            [
                (one.capacity.upper(), "SxshMiddleStrong"),
                (one.manner, "SxshMiddleItalic"),
                *[("", "SxshMiddle")] * 4,
                (one.name, "SxshMiddleStrong"),
            ]
            for one in foot.signatures
        ]
        self._text("", "SxshBody", _KEPT)
        if signed:
            self._add(side_by_side_xml(signed, (_WIDTH // len(signed),) * len(signed)))
        self._text(foot.label, "SxshTo")
        for one in foot.recipients:
            self._text(one, "SxshToList")


def _grid_xml(block: Grid) -> str:
    """A table with lines; its heading row is grey and repeated on every page, rows are not broken.

    A small one stays on one page; of a large one the first two rows stay together, a heading of rows with the first of
    them, the last two with the source below.
    """
    whole = sum(block.widths)
    wide = [round(_WIDTH * one / whole) for one in block.widths]
    rows = [_row_xml(block.headings, wide, "SxshHeadCell", (), head=True)] if block.headings else []
    for place, row in enumerate(block.rows):
        strong = place in block.strong
        count = len(block.rows)
        kept = (
            strong or count <= _SMALL or place in (0, count - 2) if place + 1 < count else bool(block.source)
        )
        style = "SxshCellStrong" if strong else "SxshCell"
        rows.append(_row_xml(row, wide, style, block.figures, kept=kept))
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in wide)
    summary = f"<w:tblCaption w:val={quoteattr(nfc(block.caption))}/>" if block.caption else ""
    return (
        f'<w:tbl {NAMESPACES}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{_WIDTH}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{summary}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _row_xml(
    cells: Sequence[str],
    wide: Sequence[int],
    style: str,
    figures: Sequence[int] | frozenset[int],
    head: bool = False,
    kept: bool = False,
) -> str:
    made = []
    follow = _KEPT if kept else ""
    for place, words in enumerate(cells):
        shade = (
            '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/><w:vAlign w:val="center"/>' if head else ""
        )
        right = '<w:jc w:val="right"/>' if place in figures else ""
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{wide[place]}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr>'
            f'<w:pStyle w:val="{style}"/>{follow}{right}</w:pPr><w:r>'
            f'<w:t xml:space="preserve">{escape(nfc(words))}</w:t></w:r></w:p></w:tc>'
        )
    look = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if head else "") + "</w:trPr>"
    return f"<w:tr>{look}{''.join(made)}</w:tr>"


def _png(drawing: Any) -> bytes:
    """The drawing as a picture, by way of PDF, so that letters look as in print."""
    import pypdfium2
    from PIL import Image
    from reportlab.graphics import renderPDF

    pdf = pypdfium2.PdfDocument(renderPDF.drawToString(drawing))
    try:
        image = pdf[0].render(scale=_DPI / 72).to_pil()
    finally:
        pdf.close()
    packed = io.BytesIO()
    image.quantize(32, method=Image.Quantize.FASTOCTREE).save(packed, "PNG", dpi=(_DPI, _DPI))
    return packed.getvalue()
