"""Where pages end: signatures never alone, no table cut from its source, no heading of rows from its rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from sxsh_desktop.output.document import Block, Document, Foot, Grid, Head, Heading, Paragraph, Signature
from sxsh_desktop.output.pdf.report import write_report_pdf
from sxsh_desktop.output.report_docx import write_docx

HEAD = Head("A", "B", "C", "D", "1", "E", "F", "G")
FOOT = Foot("To:", ("- X;",), (Signature("LEFTHAND", "(sign)"), Signature("RIGHTHAND", "(sign)", "Z")))


def _grid(rows: int, strong: frozenset[int] = frozenset()) -> Grid:
    cells = tuple((f"{'group' if at in strong else 'row'}{at:02d}.", "x") for at in range(rows))
    return Grid(
        ("One", "Two"), cells, (1, 1), strong=strong, caption="Caption of it", source="Source: form E."
    )


def _document(blocks: list[Block]) -> Document:
    return Document("T", "vi", HEAD, tuple(blocks), FOOT)


def _pages(tmp_path: Path, blocks: list[Block]) -> list[str]:
    target = tmp_path / "a.pdf"
    write_report_pdf(target, _document(blocks))
    return [page.extract_text() for page in PdfReader(target).pages]


@pytest.mark.parametrize("lines", range(20, 50, 3))
def test_signatures_stand_below_the_closing_sentence(tmp_path: Path, lines: int) -> None:
    blocks: list[Block] = [*[Paragraph(f"line {at}") for at in range(lines)], Paragraph("Closing sentence.")]
    pages = _pages(tmp_path, blocks)
    [signed] = [page for page in pages if "LEFTHAND" in page]
    assert "Closing sentence." in signed
    assert "RIGHTHAND" in signed
    assert "- X;" in signed


@pytest.mark.parametrize("rows", range(24, 44, 2))
def test_a_large_table_keeps_its_source_and_its_groups(tmp_path: Path, rows: int) -> None:
    strong = frozenset(range(0, rows, 4))
    pages = _pages(tmp_path, [_grid(rows, strong), Paragraph("End.")])
    for page in pages:
        told = re.findall(r"(?:row|group)\d\d", page)
        if "Source:" in page:
            assert told[-1] == f"row{rows - 1:02d}" or rows - 1 in strong
        if told:
            assert told[-1].startswith("row") or told[-1] == f"group{rows - 1:02d}"
    assert sum("Source:" in page for page in pages) == 1


@pytest.mark.parametrize("before", range(20, 36))
def test_a_small_table_stays_whole(tmp_path: Path, before: int) -> None:
    blocks: list[Block] = [*[Paragraph(f"line {at}") for at in range(before)], _grid(5), Paragraph("End.")]
    pages = _pages(tmp_path, blocks)
    [whole] = [page for page in pages if "Caption of it" in page]
    assert "row00." in whole
    assert "row04." in whole
    assert "Source:" in whole


@pytest.mark.parametrize("before", range(24, 34))
def test_headings_stay_with_what_follows(tmp_path: Path, before: int) -> None:
    lines: list[Block] = [Paragraph(f"line {at}") for at in range(before)]
    for following, first in ((_grid(5), "row00."), (_grid(30), "row00."), (Paragraph("x " * 400), "x x")):
        pages = _pages(
            tmp_path, [*lines, Heading("I. CHAPTER"), Heading("1. Part", 2), following, Paragraph("End.")]
        )
        [page] = [page for page in pages if "CHAPTER" in page]
        assert "1. Part" in page
        assert first in page


def test_word_is_told_the_same(tmp_path: Path) -> None:
    from docx import Document as Opened

    target = tmp_path / "a.docx"
    write_docx(
        target, _document([Heading("I. X"), _grid(5), _grid(12, frozenset({4})), Paragraph("Closing.")])
    )
    made = Opened(str(target))

    def kept(row: object) -> bool:
        return all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)  # type: ignore[attr-defined]

    small, large = made.tables[1], made.tables[2]
    assert all(kept(row) for row in small.rows[1:])
    assert [at for at, row in enumerate(large.rows) if at and kept(row)] == [1, 5, 11, 12]
    [closing] = [one for one in made.paragraphs if one.text == "Closing."]
    assert closing.paragraph_format.keep_with_next
