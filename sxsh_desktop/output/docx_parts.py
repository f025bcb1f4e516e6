"""Parts of a .docx: page and styles of Nghị định 30/2020/NĐ-CP, paragraphs and drawings as XML."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sxsh_desktop.base.text import nfc
from sxsh_desktop.output.pdf.fonts import REGULAR

NAMESPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FONT = "Times New Roman"
_DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
)
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_EMU = 12700  # in a point

# name -> (size in points, bold, italic, alignment, first line indent, space before, space after, kept with next)
_LOOKS: dict[str, tuple[float, bool, bool, str, float, float, float, bool]] = {
    "SxshBody": (13, False, False, "both", 28, 0, 6, False),
    "SxshStrong": (13, True, False, "left", 0, 0, 6, False),
    "SxshNote": (10.5, False, True, "left", 0, 2, 8, False),
    "SxshPoint": (13, False, False, "both", 14, 0, 3, False),
    "SxshPointSmall": (10.5, False, False, "both", 12, 0, 2, False),
    "SxshAppendix": (14, True, False, "center", 0, 0, 10, True),
    "SxshCaption": (11.5, True, False, "left", 0, 6, 4, True),
    "SxshUnder": (11.5, True, False, "center", 0, 3, 2, False),
    "SxshCell": (10.5, False, False, "left", 0, 1, 2, False),
    "SxshCellStrong": (10.5, True, False, "left", 0, 1, 2, False),
    "SxshHeadCell": (10.5, True, False, "center", 0, 1, 2, True),
    "SxshMiddle": (13, False, False, "center", 0, 0, 0, False),
    "SxshMiddleStrong": (13, True, False, "center", 0, 0, 2, True),
    "SxshMiddleItalic": (13, False, True, "center", 0, 0, 0, True),
    "SxshSmallCaps": (12, False, False, "center", 0, 0, 0, False),
    "SxshSmallStrong": (12, True, False, "center", 0, 0, 0, False),
    "SxshRule": (6, True, False, "center", 0, 0, 8, False),
    "SxshTo": (12, True, True, "left", 0, 8, 0, True),
    "SxshToList": (11, False, False, "left", 0, 0, 0, False),
}
_HEADINGS = {1: (13, False, 10), 2: (13, False, 6), 3: (13, True, 4)}


def new_file() -> Any:
    """An empty file with our page and styles."""
    import docx

    return docx.Document(io.BytesIO(_empty()))


@lru_cache(maxsize=1)
def _empty() -> bytes:
    """Made once: adding the styles takes as long as half of a report."""
    import docx

    made = docx.Document()
    add_styles(made)
    make_page(made)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def add_styles(file: Any) -> None:
    """Our styles, and the built-in headings in black Times New Roman (so that Word can list them)."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    sides = {
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
    }
    for name, (size, bold, italic, side, indent, before, after, kept) in _LOOKS.items():
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _font(style, size, bold, italic)
        look = style.paragraph_format
        look.alignment, look.keep_with_next = sides[side], kept
        look.first_line_indent = Pt(indent) if indent else None
        look.space_before, look.space_after, look.line_spacing = Pt(before), Pt(after), 1.1
    _font(file.styles["Normal"], 13, False, False)
    for level, (size, italic, before) in _HEADINGS.items():
        style = file.styles[f"Heading {level}"]
        _font(style, size, True, italic)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(5)
        style.paragraph_format.keep_with_next = True


def _font(style: Any, size: float, bold: bool, italic: bool) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.name, font.size, font.bold, font.italic = _FONT, Pt(size), bold, italic
    font.color.rgb = RGBColor(0, 0, 0)
    named = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        named.set(qn(key), _FONT)
    for key in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        named.attrib.pop(qn(key), None)


def make_page(file: Any) -> None:
    """A4, margins 20, 20, 30, 15 mm; the page number above the text, none on the first page."""
    from docx.oxml import parse_xml
    from docx.shared import Mm

    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    line = section.header.paragraphs[0]
    line.style = file.styles["SxshMiddle"]
    field = f'<w:fldSimple {NAMESPACES} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    line._p.append(parse_xml(field))  # the library has no door for fields


def paragraph_xml(words: str, style: str, more: str = "", named: bool = True) -> str:
    """A paragraph of a style; `more`: further properties as XML; `named`: with the declaration of the namespace."""
    lines = nfc(words).split("\n")
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(one)}</w:t>' for one in lines)
    space = f" {NAMESPACES}" if named else ""
    return f'<w:p{space}><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r>{runs}</w:r></w:p>'


def side_by_side_xml(columns: Sequence[Sequence[tuple[str, str]]], widths: Sequence[int]) -> str:
    """A table of one row without lines; each column is paragraphs of (words, style)."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>'
        + "".join(_part_xml(words, style, wide) for words, style in column)
        + "</w:tc>"
        for column, wide in zip(columns, widths, strict=True)
    )
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    return (
        f'<w:tbl {NAMESPACES}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>"
    )


def _part_xml(words: str, style: str, wide: int) -> str:
    """A paragraph of a column; of the style "SxshRule" a line, `words` its length in per cent of the column."""
    if style == "SxshRule":
        return rule_xml(wide, int(words), named=False)
    return paragraph_xml(words, style, named=False)


def rule_xml(wide: int, share: int, named: bool = True) -> str:
    """A line in the middle, `share` per cent of a column `wide` (twentieths of a point)."""
    side = wide * (100 - share) // 200
    space = f" {NAMESPACES}" if named else ""
    return (
        f'<w:p{space}><w:pPr><w:pStyle w:val="SxshRule"/><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" '
        f'w:color="000000"/></w:pBdr><w:ind w:left="{side}" w:right="{side}"/></w:pPr></w:p>'
    )


def svg_part(file: Any, drawing: Any, number: int) -> str:
    """Put the drawing into the file as SVG; the id of its relation."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from reportlab.graphics import renderSVG

    svg = str(renderSVG.drawToString(drawing)).replace(REGULAR, _FONT)
    name = PackURI(f"/word/media/drawing{number}.svg")
    part = Part(name, "image/svg+xml", svg.encode("utf-8"), file.part.package)
    return str(file.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE))


def picture_xml(relations: tuple[str, str], size: tuple[float, float], number: int, alt: str) -> str:
    """A drawing in a line of its own: (picture, SVG) by their relations, size in points, `alt` for the blind."""
    image, vector = relations
    wide, tall = (round(one * _EMU) for one in size)
    told = quoteattr(nfc(alt))
    return (
        f'<w:p {NAMESPACES} {_DRAWING}><w:pPr><w:pStyle w:val="SxshUnder"/><w:keepNext/></w:pPr><w:r><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{tall}"/>'
        f'<wp:docPr id="{number}" name="Drawing {number}" descr={told}/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="Drawing {number}" descr={told}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{image}"><a:extLst><a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip r:embed="{vector}"/>'
        "</a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{tall}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
