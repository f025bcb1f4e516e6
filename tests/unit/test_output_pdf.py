"""The layout of printed forms: nothing cut, nothing outside the page, long things flow, hostile texts survive."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from sxsh_desktop.output.page_mark import PageMark
from sxsh_desktop.output.paper import (
    AnswerState,
    PaperCell,
    PaperChoice,
    PaperColumn,
    PaperForm,
    PaperItem,
    PaperKind,
    PaperPicture,
    PaperQuestion,
    PaperRow,
    PaperSection,
    PaperSignature,
    PaperTable,
)
from sxsh_desktop.output.pdf import layout_form, write_forms_pdf
from sxsh_desktop.output.pdf.fonts import BOLD, REGULAR, Span, balanced, width_of, wrap
from sxsh_desktop.output.pdf.geometry import body_height, width
from sxsh_desktop.output.pdf.head import title_lines
from sxsh_desktop.output.pdf.pages import Page
from sxsh_desktop.output.pdf.strips import LineOp, RectOp, TextOp

ACCENTED = "ẾỘỮẴĐđắặẩậệữượỷỹ"


def form(*items: PaperItem, record_id: str = "", **more: object) -> PaperForm:
    section = PaperSection("1", "Phần một", items)
    return PaperForm("Phiếu thử", "x_thu", "1", (section,), record_id=record_id, **more)  # type: ignore[arg-type]


def question(kind: PaperKind = PaperKind.TEXT, label: str = "Câu hỏi", **more: object) -> PaperQuestion:
    return PaperQuestion("1.1", label, kind, **more)  # type: ignore[arg-type]


def texts(pages: list[Page]) -> Iterator[TextOp]:
    for page in pages:
        for _top, strip in page.placed:
            for op in strip.ops:
                if isinstance(op, TextOp):
                    yield op


def everything(pages: list[Page]) -> str:
    return " ".join(op.text for op in texts(pages))


def assert_within_page(pages: list[Page]) -> None:
    """Every text and line lies between the margins, and no strip reaches below the text."""
    for page in pages:
        room = width(landscape=page.landscape)
        for top, strip in page.placed:
            assert top + strip.height <= body_height(landscape=page.landscape) + 0.01
            for op in strip.ops:
                if isinstance(op, TextOp):
                    assert op.x >= -0.01
                    assert op.x + width_of(op.text, op.font, op.size) <= room + 1, op.text
                    assert -0.01 <= op.y <= strip.height + 1, op.text
                elif isinstance(op, LineOp):
                    assert min(op.x1, op.x2) >= -0.01
                    assert max(op.x1, op.x2) <= room + 1
                elif isinstance(op, RectOp):
                    assert op.x + op.width <= room + 1


def test_wrapping_keeps_every_letter_and_the_width() -> None:
    text = "một hai  ba " + "dàithậtlàdài" * 12 + " hết"
    lines = wrap([Span(text), Span("\u00a0*", BOLD)], 120)
    assert "".join(piece.span.text for line in lines for piece in line.pieces).replace(" ", "") == (
        text.replace(" ", "") + "\u00a0*"
    )
    assert all(line.width <= 120.01 for line in lines)


def test_a_mark_stays_with_its_word() -> None:
    lines = wrap([Span("aaaa bbbb"), Span("*", BOLD)], width_of("aaaa bbbb", REGULAR, 11) + 1)
    assert [line.pieces[-1].span.text for line in lines] == ["aaaa", "*"]
    assert lines[1].pieces[0].span.text == "bbbb"


def test_titles_are_balanced() -> None:
    lines = balanced([Span("PHIẾU KIỂM KÊ NĂNG LƯỢNG, NGUYÊN LIỆU, NƯỚC, SẢN PHẨM", BOLD, 14)], 440)
    assert len(lines) == 2
    assert min(line.width for line in lines) > 0.7 * max(line.width for line in lines)


@pytest.mark.parametrize(
    ("title", "second"),
    [
        (
            "PHIẾU KHẢO SÁT NHẬN THỨC VÀ ÁP DỤNG SẢN XUẤT SẠCH HƠN (MẪU B)",
            "VÀ ÁP DỤNG SẢN XUẤT SẠCH HƠN (MẪU B)",
        ),
        ("BIÊN BẢN KIỂM TRA CHẤP HÀNH QUY ĐỊNH VỀ SẢN XUẤT SẠCH HƠN", "VỀ SẢN XUẤT SẠCH HƠN"),
        (
            "PHIẾU KIỂM KÊ NĂNG LƯỢNG, NGUYÊN LIỆU, NƯỚC, SẢN PHẨM, CHẤT THẢI",
            "NGUYÊN LIỆU, NƯỚC, SẢN PHẨM, CHẤT THẢI",
        ),
    ],
)
def test_a_title_is_broken_where_one_breathes(title: str, second: str) -> None:
    lines = title_lines(title, 440)
    assert ["".join(piece.span.text for piece in line.pieces) for line in lines][1:] == [second]


@given(st.text(max_size=300), st.floats(min_value=20, max_value=400))
@settings(max_examples=60)
def test_any_text_wraps(text: str, room: float) -> None:
    lines = wrap([Span(text)], room)
    kept = "".join(piece.span.text for line in lines for piece in line.pieces)
    assert kept.replace(" ", "") == text.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("kind", list(PaperKind))
@pytest.mark.parametrize("state", list(AnswerState))
@pytest.mark.parametrize("label", ["Ngắn", "Một câu hỏi rất dài " * 14])
def test_every_kind_in_every_state_stays_inside(kind: PaperKind, state: AnswerState, label: str) -> None:
    choices = tuple(
        PaperChoice(f"Lựa chọn {number} " + "dài " * (number * 4), number == 1) for number in range(9)
    )
    one = question(
        kind,
        label,
        hint="gợi ý " * 12,
        skip="nếu câu 1.1 = Có",
        unit="triệu đồng/năm",
        cells=10,
        choices=choices,
        state=state,
        answer="Nước đá Tân Thạnh Phát " * 20,
        remarks=("Ghi chú: " + "rất dài " * 40,),
    )
    pages = layout_form(form(one, one))
    assert_within_page(pages)
    assert everything(pages).count("1.1") >= (0 if kind is PaperKind.NOTE else 2)


def test_a_very_long_answer_flows_over_pages_and_loses_nothing() -> None:
    words = [f"từ{number}" for number in range(6000)]
    one = question(PaperKind.LONG_TEXT, state=AnswerState.ANSWERED, answer=" ".join(words))
    pages = layout_form(form(one, record_id="r"))
    assert len(pages) > 5
    assert_within_page(pages)
    found = everything(pages)
    assert all(word in found for word in words)


def columns(count: int, kind: PaperKind = PaperKind.TEXT) -> tuple[PaperColumn, ...]:
    return tuple(PaperColumn(str(n), f"Cột {n}", kind) for n in range(1, count + 1))


def filled_rows(columns_count: int, rows: int, text: str) -> tuple[PaperRow, ...]:
    cell = PaperCell(AnswerState.ANSWERED, text)
    return tuple(PaperRow(f"1.{n}", (cell,) * columns_count, ("(1) Ghi chú: x",)) for n in range(1, rows + 1))


def test_a_long_table_repeats_its_heading_on_every_page() -> None:
    table = PaperTable(columns(4), filled_rows(4, 120, "một hai ba"), "1")
    pages = layout_form(form(table, record_id="r"))
    assert len(pages) > 2
    assert_within_page(pages)
    assert everything(pages).count("(4)") == len(pages)


def test_a_row_higher_than_a_page_is_parted() -> None:
    words = [f"từ{number}" for number in range(3000)]
    table = PaperTable(columns(3), filled_rows(3, 1, " ".join(words)), "1")
    pages = layout_form(form(table, record_id="r"))
    assert_within_page(pages)
    assert everything(pages).count("từ2999") == 3


def test_wide_tables_turn_the_page_and_wider_ones_become_cards() -> None:
    turned = layout_form(form(PaperTable(columns(10), number="1", spare_rows=3)))
    assert [page.landscape for page in turned] == [False, True]
    assert_within_page(turned)
    cards = layout_form(form(PaperTable(columns(30), number="1", spare_rows=2)))
    assert not any(page.landscape for page in cards)
    assert "1.2.30" in everything(cards)
    filled = layout_form(form(PaperTable(columns(10), filled_rows(10, 2, "x" * 30), "1"), record_id="r"))
    assert not any(page.landscape for page in filled)


def test_what_is_not_asked_in_a_row_is_left_out_of_its_card() -> None:
    cells = (PaperCell(AnswerState.ANSWERED, "có"), None) * 15
    table = PaperTable(columns(30), (PaperRow("1.1", cells),), "1")
    text = everything(layout_form(form(table, record_id="r")))
    assert "1.1.29" in text
    assert "1.1.30" not in text


def test_like_questions_become_a_matrix_and_neighbours_share_one_condition() -> None:
    choices = tuple(PaperChoice(word) for word in ("Tốt", "Một phần", "Kém"))
    many = [
        PaperQuestion(f"1.{n}", f"Câu {n}", PaperKind.CHOICE, choices=choices, skip="nếu câu 1.9 = Có")
        for n in range(1, 6)
    ]
    text = everything(layout_form(form(*many)))
    assert text.count("Một phần") == 1
    assert text.count("nếu câu 1.9 = Có") == 1


def test_signatures_stand_together_below_everything() -> None:
    signatures = tuple(PaperSignature(f"9.{n}", f"Chữ ký {n}") for n in range(1, 5))
    pages = layout_form(form(question(), signatures=signatures))
    assert_within_page(pages)
    assert everything(pages).count("họ tên") == 4


def test_pages_hold_accented_text_that_can_be_searched_and_copied(tmp_path: Path) -> None:
    one = question(state=AnswerState.ANSWERED, answer=f"Đồng Tháp {ACCENTED}")
    assert write_forms_pdf(tmp_path / "x.pdf", [form(one, record_id="r")]) == 1
    text = PdfReader(tmp_path / "x.pdf").pages[0].extract_text()
    assert f"Đồng Tháp {ACCENTED}" in text


@pytest.mark.parametrize("broken", [b"no picture", b"\x89PNG\r\n\x1a\n", b""])
def test_a_broken_picture_leaves_a_frame_with_words(tmp_path: Path, broken: bytes) -> None:
    one = question(PaperKind.PHOTO, state=AnswerState.ANSWERED, pictures=(PaperPicture(broken),))
    write_forms_pdf(tmp_path / "x.pdf", [form(one, record_id="r")])
    assert "Không hiện được ảnh" in PdfReader(tmp_path / "x.pdf").pages[0].extract_text()


def test_pictures_of_any_mode_are_drawn(tmp_path: Path) -> None:
    pictures = []
    for mode in ("RGB", "RGBA", "L", "P", "1", "CMYK"):
        buffer = io.BytesIO()
        Image.new(mode, (300, 200)).save(buffer, "TIFF")
        pictures.append(PaperPicture(buffer.getvalue(), "ảnh"))
    one = question(PaperKind.PHOTO, state=AnswerState.ANSWERED, pictures=tuple(pictures))
    write_forms_pdf(tmp_path / "x.pdf", [form(one, record_id="r")])
    assert len(PdfReader(tmp_path / "x.pdf").pages[0].images) >= 1


def test_the_same_form_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        write_forms_pdf(tmp_path / name, [form(question())])
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_page_marks_are_read_back_and_foreign_codes_are_none() -> None:
    mark = PageMark("c_tieu_thu", "2026112302", "r-1", "f-1", 2, 5)
    assert PageMark.from_text(mark.to_text()) == mark
    for foreign in ("", "https://example.org", "SXSH1|a|b", "SXSH1|a|b|c|d|1-2", "SXSH2|a|b|c|d|1/2"):
        assert PageMark.from_text(foreign) is None
