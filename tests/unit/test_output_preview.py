"""Preview, charts and fonts: what the window shows of documents."""

from __future__ import annotations

import hashlib
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from sxsh_desktop.base import paths
from sxsh_desktop.output.charts import Bar, BarChart, chart_svg, write_chart_pdf
from sxsh_desktop.output.errors import NotWritableError, PreviewError
from sxsh_desktop.output.page_mark import PageMark
from sxsh_desktop.output.paper import PaperForm, PaperKind, PaperQuestion, PaperSection
from sxsh_desktop.output.pdf import write_forms_pdf
from sxsh_desktop.output.pdf.fonts import register
from sxsh_desktop.output.preview import PdfPreview

RECORD = "7f3c1d2e-1111-4222-8333-444455556666"
CHART = BarChart(
    (
        Bar("2022", Decimal("74.5"), "74,5"),
        Bar("2023", None),
        Bar("2024", Decimal(60), "60–68", upper=Decimal(68), marked=True),
    ),
    target=Decimal(50),
    target_words="chỉ tiêu 50",
    unknown_words="chưa rõ",
)


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    questions = tuple(PaperQuestion(f"1.{n}", f"Câu {n}", PaperKind.LONG_TEXT) for n in range(1, 20))
    paper = PaperForm(
        "Phiếu thử", "c_tieu_thu", "2026112302", (PaperSection("1", "Một", questions),), record_id=RECORD
    )
    write_forms_pdf(tmp_path / "x.pdf", [paper])
    return tmp_path / "x.pdf"


def test_a_page_is_drawn_as_wide_as_asked(printed: Path) -> None:
    with PdfPreview(printed) as preview:
        assert preview.pages == len(PdfReader(printed).pages)
        wide, high = preview.size(0)
        assert (round(wide), round(high)) == (595, 842)
        page = preview.draw(0, 500)
        assert page.width == 500
        assert abs(page.height - 707) <= 1
        assert len(page.pixels) == page.width * page.height * 4
        assert page.pixels[:4] == b"\xff\xff\xff\xff"
        with pytest.raises(IndexError):
            preview.draw(preview.pages, 100)


def test_the_code_of_every_page_is_read_from_its_picture(printed: Path) -> None:
    with PdfPreview(printed) as preview:
        for number in range(preview.pages):
            page = preview.draw(number, 1000)  # about 120 dpi: a poor scan
            picture = Image.frombytes("RGBA", (page.width, page.height), page.pixels).convert("L")
            (code,) = zxingcpp.read_barcodes(picture)
            mark = PageMark.from_text(code.text)
            assert mark == PageMark("c_tieu_thu", "2026112302", RECORD, "", number + 1, preview.pages)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 broken", b"PK\x03\x04"])
def test_what_is_no_pdf_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.pdf").write_bytes(content)
    with pytest.raises(PreviewError):
        PdfPreview(tmp_path / "x.pdf")
    with pytest.raises(PreviewError):
        PdfPreview(tmp_path / "missing.pdf")


def test_a_chart_as_svg_has_its_words_and_no_clip_path() -> None:
    svg = chart_svg(CHART)
    assert "clip" not in svg
    assert "chưa rõ" in svg
    assert "60–68" in svg
    assert "Noto Sans" in svg
    assert "SxshSerif" not in svg


def test_a_chart_as_pdf(tmp_path: Path) -> None:
    write_chart_pdf(tmp_path / "x.pdf", CHART)
    assert "chỉ tiêu 50" in PdfReader(tmp_path / "x.pdf").pages[0].extract_text()
    with pytest.raises(NotWritableError):
        write_chart_pdf(tmp_path / "none" / "x.pdf", CHART)


def test_an_empty_chart_is_a_chart() -> None:
    assert "<svg" in chart_svg(BarChart(()))


def test_the_fonts_hold_every_vietnamese_letter() -> None:
    letters = {
        unicodedata.normalize("NFC", base + mark)
        for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for mark in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    } | set("đĐ…–“”×°³²·≥≤φ")
    for name, face in register().items():
        missing = [letter for letter in letters if ord(letter) not in face.charToGlyph]
        assert missing == [], name


def test_each_font_has_its_licence_beside_it() -> None:
    folder = paths.resources() / "fonts"
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL-LiberationSerif.txt").read_text(encoding="utf-8").upper()
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL-NotoSans.txt").read_text(encoding="utf-8").upper()
    assert hashlib.sha256((folder / "LiberationSerif-Regular.ttf").read_bytes()).hexdigest()
