"""The words of every printed form, page by page: blank in both languages' heads, and filled with fixed answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from sxsh_desktop.base import paths
from sxsh_desktop.base.text import nfc
from sxsh_desktop.output.page_mark import PageMark
from sxsh_desktop.output.paper import PaperForm
from sxsh_desktop.output.pdf import layout_form, write_forms_pdf
from sxsh_desktop.output.preview import PdfPreview
from sxsh_desktop.services.numbering import number_questions
from sxsh_desktop.services.printing_answers import AnswerWords, FilledAnswers
from sxsh_desktop.services.printing_paper import PaperWords, is_signature, paper_form
from sxsh_desktop.services.reference import load_units
from sxsh_desktop.xform.definition import Control, Form
from sxsh_desktop.xform.load import load_form
from tests.printing_maker import filled_session

FORM_IDS = sorted(file.stem for file in paths.forms().glob("*.xlsx"))
RECORD = "7f3c1d2e-1111-4222-8333-444455556666"
# On blank paper nobody is asked whether it was typed in from paper.
TYPIST = ("from_paper", "typed_by", "paper_img")
Golden = Callable[[str, str], None]


@lru_cache(maxsize=len(FORM_IDS))
def form_of(form_id: str) -> Form:
    return load_form(paths.forms() / f"{form_id}.xlsx")


def blank(form_id: str, language: str = "vi") -> PaperForm:
    rows = json.loads((paths.resources() / "print_rows.json").read_text(encoding="utf-8"))[form_id]
    words = PaperWords(
        language, superior="Ủy ban nhân dân tỉnh Đồng Tháp", issuer="Sở Công Thương", spare_rows=rows
    )
    return paper_form(form_of(form_id), load_units(), words)


def filled(form_id: str) -> PaperForm:
    given = {"/data/g_ctx/sector": "nuocda"} if form_id == "d_danh_gia_nhanh" else {}
    form = form_of(form_id)
    session = filled_session(form, set_values=given)
    words = PaperWords(
        "vi",
        issuer="Sở Công Thương",
        subject="CL-0041 – Nước đá Tân Thạnh Phát",
        particulars=(("Người lập phiếu", "Trần Văn Út (CB012)"), ("Duyệt", "chưa duyệt")),
        record_id=RECORD,
        revision_id=f"uuid:{RECORD}",
    )
    return paper_form(
        form, load_units(), words, FilledAnswers(session, AnswerWords(form, load_units(), "vi"))
    )


def text_of(path: Path) -> str:
    pages = PdfReader(path).pages
    return "\n".join(
        f"--- trang {number} ---\n{page.extract_text()}" for number, page in enumerate(pages, start=1)
    )


def squeezed(text: str) -> str:
    """Without blanks, so that wrapping does not matter."""
    return re.sub(r"\s+", "", nfc(text))


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_the_blank_form(form_id: str, tmp_path: Path, golden: Golden) -> None:
    write_forms_pdf(tmp_path / "x.pdf", [blank(form_id)])
    golden(f"print/{form_id}_blank.txt", text_of(tmp_path / "x.pdf"))


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_the_filled_form(form_id: str, tmp_path: Path, golden: Golden) -> None:
    write_forms_pdf(tmp_path / "x.pdf", [filled(form_id)])
    golden(f"print/{form_id}_filled.txt", text_of(tmp_path / "x.pdf"))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form_id", FORM_IDS)
def test_every_question_and_choice_is_on_the_blank_form(form_id: str, language: str, tmp_path: Path) -> None:
    """Nothing is cut and nothing forgotten: every label, choice and number can be read from the PDF."""
    form = form_of(form_id)
    write_forms_pdf(tmp_path / "x.pdf", [blank(form_id, language)])
    found = squeezed(" ".join(page.extract_text() for page in PdfReader(tmp_path / "x.pdf").pages))
    numbers = number_questions(form)
    missing: list[tuple[str, str]] = []
    for question in form.questions.values():
        if not question.control.is_answered or question.name in TYPIST:
            continue
        if question.path not in numbers:
            continue
        wanted = [form.label(question.path, language)]
        if "#" not in numbers[question.path]:
            wanted.append(numbers[question.path])
        choices = form.choice_list(question, language)
        if question.control.is_select and len(choices) <= 20:
            wanted.extend(choice.label for choice in choices)
        missing.extend((question.name, text) for text in wanted if squeezed(text) not in found)
    assert missing == []


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_every_relevant_answer_is_on_the_filled_form(form_id: str, tmp_path: Path) -> None:
    write_forms_pdf(tmp_path / "x.pdf", [filled(form_id)])
    found = squeezed(" ".join(page.extract_text() for page in PdfReader(tmp_path / "x.pdf").pages))
    given = {"/data/g_ctx/sector": "nuocda"} if form_id == "d_danh_gia_nhanh" else {}
    session = filled_session(form_of(form_id), set_values=given)
    missing = []
    for question in form_of(form_id).questions.values():
        in_table = any(question.path.startswith(f"{path}/") for path in form_of(form_id).repeats)
        if in_table or question.control is not Control.INPUT or is_signature(question):
            continue
        if question.datatype != "string" or not session.is_relevant(question.path):
            continue
        if squeezed(session.value(question.path)) not in found:
            missing.append(question.path)
    assert missing == []


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_paper_is_not_wasted(form_id: str) -> None:
    """The estimates that stand beside the forms, and never a last page with next to nothing on it."""
    most = {"a": 4, "b": 4, "c": 5, "d": 5, "e": 8, "f": 4, "g": 3, "h": 5, "i": 3}
    pages = layout_form(blank(form_id))
    assert len(pages) <= most[form_id[0]]
    assert pages[-1].used > 100


def test_the_code_of_a_blank_page_names_its_form(tmp_path: Path) -> None:
    write_forms_pdf(tmp_path / "x.pdf", [blank("h_su_kien")])
    with PdfPreview(tmp_path / "x.pdf") as preview:
        for number in range(preview.pages):
            page = preview.draw(number, 1240)  # 150 dpi upright, less sideways
            picture = Image.frombytes("RGBA", (page.width, page.height), page.pixels).convert("L")
            (code,) = zxingcpp.read_barcodes(picture)
            mark = PageMark.from_text(code.text)
            assert mark == PageMark(
                "h_su_kien", form_of("h_su_kien").version, "", "", number + 1, preview.pages
            )
