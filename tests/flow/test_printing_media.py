"""Pictures that stand beside a form are printed with its questions, choices, groups and tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from sxsh_desktop.base.text import nfc
from sxsh_desktop.services import fill, form_publishing
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.printing import print_blank, print_filled
from sxsh_desktop.services.setup import Answers, set_up
from tests.form_tables import workbook

SURVEY = [
    ["type", "name", "label", "image", "audio", "video"],
    ["begin group", "g", "Lò hơi", "lo.png"],
    ["text", "a", "Tên lò", "ten.png", "nghe.mp3"],
    ["select_one few", "b", "Loại nào"],
    ["text", "other", "Khác", "", "", "xem.mp4"],
    ["end group"],
    ["begin repeat", "r", "Các máy"],
    ["text", "m", "Máy", "may.png"],
    ["integer", "n", "Số lượng"],
    ["end repeat"],
]
CHOICES = [
    ["list_name", "name", "label", "image"],
    ["few", "x", "Đốt trấu", "x.png"],
    ["few", "y", "Đốt than"],
]
SETTINGS = [["form_title", "form_id", "version"], ["Có hình", "x_hinh", "1"]]
PICTURES = ("lo.png", "ten.png", "x.png", "may.png")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = set_up(tmp_path / "kho", Answers("department", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "SCT"))
    for place, name in enumerate(PICTURES):
        Image.new("RGB", (80, 50), (40 * place, 90, 120)).save(tmp_path / name)
    (tmp_path / "nghe.mp3").write_bytes(b"ID3")
    (tmp_path / "xem.mp4").write_bytes(b"0123ftyp")
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    form_publishing.publish(made, workbook(tmp_path, sheets))
    yield made
    made.close()


def read(file: Path) -> tuple[str, int]:
    """All words, and how many different pictures."""
    pages = PdfReader(file).pages
    words = " ".join(nfc(" ".join(page.extract_text().split())) for page in pages)
    pictures = {
        image.data for page in pages for image in page.images if image.image and image.image.width == 80
    }
    return words, len(pictures)


def test_the_blank_form_shows_its_pictures(desk: Desk, tmp_path: Path) -> None:
    print_blank(desk, ["x_hinh"], tmp_path / "a.pdf")
    words, pictures = read(tmp_path / "a.pdf")
    assert pictures == len(PICTURES)
    assert "đoạn ghi âm kèm theo: nghe.mp3" in words and "đoạn phim kèm theo: xem.mp4" in words
    assert "Máy" in words and words.index("Tên lò") < words.index("nghe.mp3") < words.index("Loại nào")


def test_the_filled_form_shows_those_of_what_was_asked(desk: Desk, tmp_path: Path) -> None:
    draft = fill.start(desk, "x_hinh")
    draft.set("/data/g/a", "Lò số 1")
    draft.finalise()
    print_filled(desk, [draft.record_id], tmp_path / "b.pdf")
    words, pictures = read(tmp_path / "b.pdf")
    assert "Lò số 1" in words and pictures >= 3
