"""Printing through the one door: blank, prefilled, filled; one file or one for each facility."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.printing import (
    NothingToPrintError,
    print_blank,
    print_filled,
    print_prefilled,
    usual_rows,
)
from sxsh_desktop.services.profile import Profile
from tests.printing_maker import finished

CLOCK = fixed_clock(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
NAME = "Nước đá Tân Thạnh Phát"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    profile = Profile("officer", "vi", "CB01", "Nguyễn Văn An", "866", "Thành phố Cao Lãnh", "CL")
    opened = create_desk(tmp_path_factory.mktemp("printing") / "store", profile, CLOCK)
    yield opened
    opened.close()


def words_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


@pytest.fixture(scope="module")
def card(desk: Desk) -> str:
    """A facility of the register."""
    return facility(desk)


def facility(desk: Desk, name: str = NAME) -> str:
    draft = fill.start(desk, "a_co_so")
    draft.set("/data/g_id/name", name)
    return finished(draft)


def test_all_nine_blank_forms_in_one_file(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "trắng.pdf"
    form_ids = [info.form_id for info in desk.forms.current()]
    seen: list[tuple[int, int]] = []
    result = print_blank(
        desk, form_ids, target, progress=Progress(lambda done, total, _what: seen.append((done, total)))
    )
    reader = PdfReader(target)
    assert result.paths == (target,)
    assert result.pages == len(reader.pages)
    assert len(reader.outline) == 9
    assert seen[0] == (0, 9)
    assert seen[-1] == (9, 9)
    text = words_of(target)
    assert "ỦY BAN NHÂN DÂN" in text
    assert "THÀNH PHỐ CAO LÃNH" in text


def test_copies_and_english(desk: Desk, tmp_path: Path) -> None:
    once = print_blank(desk, ["i_can_bo"], tmp_path / "1.pdf", spoken="en")
    thrice = print_blank(desk, ["i_can_bo"], tmp_path / "3.pdf", spoken="en", copies=3)
    assert thrice.pages == 3 * once.pages
    text = words_of(tmp_path / "1.pdf")
    assert "SOCIALIST REPUBLIC OF VIET NAM" in text
    assert "question 1.8" in text


def test_more_empty_rows_on_demand(desk: Desk, tmp_path: Path) -> None:
    few = print_blank(desk, ["h_su_kien"], tmp_path / "few.pdf", spare_rows={"r_at": 5})
    many = print_blank(desk, ["h_su_kien"], tmp_path / "many.pdf", spare_rows={"r_at": 100})
    assert few.pages < print_blank(desk, ["h_su_kien"], tmp_path / "usual.pdf").pages < many.pages
    assert "4.100" in words_of(tmp_path / "many.pdf")


def test_the_usual_rows_name_tables_that_exist(desk: Desk) -> None:
    for form_id, rows in usual_rows().items():
        names = {repeat.name for repeat in desk.forms.get(form_id).repeats.values()}
        assert set(rows) == names


def test_prefilled_forms_say_whom_they_are_about(desk: Desk, card: str, tmp_path: Path) -> None:
    result = print_prefilled(desk, ["a_co_so", "c_tieu_thu"], [card], tmp_path / "p.pdf")
    text = words_of(tmp_path / "p.pdf")
    assert result.pages > 4
    assert text.count(NAME) > 2
    assert "Phiếu điền sẵn" in text
    assert "CB01" in text


def test_prefilled_tables_take_the_names_of_last_time_without_its_figures(
    desk: Desk, card: str, tmp_path: Path
) -> None:
    draft = fill.start(desk, "c_tieu_thu", card)
    draft.set("/data/has_en", "du")
    row = draft.session.rows("/data/r_en")
    if not row:
        draft.add_row("/data/r_en")
        row = draft.session.rows("/data/r_en")
    draft.set(f"{row[0]}/e_type", "trau")
    draft.set(f"{row[0]}/e_unit", "tan")
    draft.set(f"{row[0]}/e_qty", "98765")
    finished(draft, fill_tables=False)
    print_prefilled(desk, ["c_tieu_thu"], [card], tmp_path / "p.pdf")
    text = words_of(tmp_path / "p.pdf")
    assert "98.765" not in text
    assert text.count("Trấu rời") == 2  # in the list of choices, and in the row


def test_the_follow_up_is_prefilled_with_the_solutions_of_the_assessment(
    desk: Desk, card: str, tmp_path: Path
) -> None:
    draft = fill.start(desk, "e_danh_gia_chi_tiet", card)
    finished(draft)
    print_prefilled(desk, ["f_theo_doi"], [card], tmp_path / "p.pdf")
    text = words_of(tmp_path / "p.pdf")
    assert "GP01" in text.replace("GP01...", "")
    assert "Dòng 2.2" in text  # one row is left for a solution that nobody knew of


def test_filled_records_show_answers_author_and_review(desk: Desk, card: str, tmp_path: Path) -> None:
    draft = fill.start(desk, "d_danh_gia_nhanh", card)
    draft.set("/data/g_ctx/sector", "nuocda")
    record_id = finished(draft)
    result = print_filled(desk, [record_id, card], tmp_path / "f.pdf")
    text = words_of(tmp_path / "f.pdf")
    assert result.pages == len(PdfReader(tmp_path / "f.pdf").pages)
    assert record_id in text
    assert NAME in text
    assert "chưa duyệt" in text
    assert "Nguyễn Văn An (CB01)" in text
    assert "7A" in text
    assert "7B" not in text  # not relevant, not printed
    assert "KAD" not in text  # the legend is for blank paper


def test_one_file_for_each_facility(desk: Desk, card: str, tmp_path: Path) -> None:
    ids = [card, facility(desk, "Xay xát Út Hiền")]
    folder = tmp_path / "từng cơ sở"
    result = print_prefilled(desk, ["b_khao_sat", "g_kiem_tra"], ids, folder, one_per_facility=True)
    assert len(result.paths) == 2
    assert all(path.name.isascii() and path.stat().st_size > 10_000 for path in result.paths)
    assert result.pages == sum(len(PdfReader(path).pages) for path in result.paths)


def test_photos_stand_small_beside_their_question(desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "cổng.png"
    Image.new("RGB", (900, 600), "teal").save(picture)
    draft = fill.start(desk, "a_co_so")
    draft.set("/data/g_id/name", NAME)
    draft.attach("/data/g_flag/photo", picture)
    record_id = finished(draft)
    print_filled(desk, [record_id], tmp_path / "f.pdf")
    pictures = [image for page in PdfReader(tmp_path / "f.pdf").pages for image in page.images]
    assert len(pictures) == 1
    assert (tmp_path / "f.pdf").stat().st_size < 400_000


def test_an_empty_choice_is_said(desk: Desk, tmp_path: Path) -> None:
    for apart in (False, True):
        with pytest.raises(NothingToPrintError):
            print_prefilled(desk, ["a_co_so"], ["nobody"], tmp_path / "x", one_per_facility=apart)
    with pytest.raises(NothingToPrintError):
        print_filled(desk, ["nobody"], tmp_path / "x.pdf", revision_ids=["nothing"])
    assert not (tmp_path / "x.pdf").exists()


def test_a_read_only_folder_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(NotWritableError) as caught:
        print_blank(desk, ["i_can_bo"], tmp_path / "missing" / "x.pdf")
    assert "x.pdf" in caught.value.explain()[0]


def test_cancelling_leaves_the_old_file(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "x.pdf"
    target.write_bytes(b"old")
    progress = Progress(lambda done, _total, _what: progress.cancel() if done == 2 else None)
    with pytest.raises(CancelledError):
        print_blank(desk, ["i_can_bo"] * 6, target, progress=progress)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_cancelling_one_for_each_leaves_no_file_of_the_batch(desk: Desk, card: str, tmp_path: Path) -> None:
    ids = [card, facility(desk, "Lò gạch Phát Tài")]
    for folder in (tmp_path / "mới", tmp_path):
        progress = Progress(lambda done, _total, _what: progress.cancel() if done == 1 else None)  # noqa: B023
        with pytest.raises(CancelledError):
            print_prefilled(desk, ["i_can_bo"], ids, folder, one_per_facility=True, progress=progress)
        assert list(tmp_path.iterdir()) == []
