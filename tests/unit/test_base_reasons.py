"""Reasons of the system and of pyxform are said in our words; what we have no words for goes into the details."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sxsh_desktop.base.reasons import Reason, in_our_words, reason_of
from sxsh_desktop.base.words import set_language
from sxsh_desktop.bundle.errors import CarrierGoneError
from sxsh_desktop.xform.load import FormFaultyError, FormUnreadableError, load_form

_HEAD = "| survey |\n| | type | name | label | relevant |\n"
# what is wrong with the form, and what the sentence says of it
FAULTS = {
    "list": (
        _HEAD
        + "| | select_one xx | a | A | |\n| choices |\n| | list_name | name | label |\n| | y | 1 | M |\n",
        "danh sách xx không có",
    ),
    "choices": (_HEAD + "| | select_one xx | a | A | |\n", "thiếu trang choices"),
    "type": (_HEAD + "| | texxt | a | A | |\n", "không có loại câu hỏi texxt"),
    "untyped": (_HEAD + "| | | a | A | |\n", "chưa ghi loại"),
    "nameless": (_HEAD + "| | text | | A | |\n", "dòng 2: có câu hỏi hoặc nhóm chưa có tên"),
    "twice": (_HEAD + "| | text | a | A | |\n| | text | a | B | |\n", "dòng 3: tên a bị trùng"),
    "name": (_HEAD + "| | text | 1 a | A | |\n", "bắt đầu bằng chữ số"),
    "reference": (_HEAD + "| | text | a | A | ${zz}=1 |\n", "công thức nhắc đến zz"),
    "brace": (_HEAD + "| | text | a | A | ${zz =1 |\n", "thiếu ${ hoặc }"),
    "end": (_HEAD + "| | end group | | | |\n", "mà không có dòng mở"),
    "begin": (_HEAD + "| | begin group | g | G | |\n| | text | a | A | |\n", "g có dòng mở"),
    "survey": ("| choices |\n| | list_name | name | label |\n| | y | 1 | M |\n", "thiếu trang survey"),
    "column": ("| survey |\n| | typ | name | label |\n| | text | a | A |\n", "trang survey thiếu cột type"),
    "choice": (
        _HEAD + "| | select_one y | a | A | |\n| choices |\n| | list_name | name | label |\n"
        "| | y | 1 | M |\n| | y | 1 | H |\n",
        "lựa chọn bị trùng",
    ),
    "formula": (_HEAD + "| | calculate | a | | |\n", "chưa ghi công thức"),
}


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    set_language("vi")
    yield
    set_language("vi")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_pyxform_finds_is_said_in_our_words(fault: str) -> None:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    text, said = FAULTS[fault]
    with pytest.raises(PyXFormError) as caught:
        convert(text, file_type=".md", form_name="data")
    error = FormFaultyError(file="mẫu.xlsx", reason=reason_of(caught.value))
    assert said in error.explain()[0]
    assert not error.details()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS, errno.ENOENT])
def test_the_system_s_reasons_stand_in_a_vietnamese_sentence(number: int) -> None:
    error = CarrierGoneError(folder="E:/", what=reason_of(OSError(number, os.strerror(number))))
    said, _todo = error.explain()
    assert os.strerror(number) not in said
    assert in_our_words(error.facts["what"]) in said  # type: ignore[arg-type]
    assert not error.details()


def test_a_reason_kept_as_plain_text_is_known_too() -> None:
    assert "hết chỗ" in CarrierGoneError(folder="E:/", what="No space left on device").explain()[0]


def test_an_unknown_reason_stays_out_of_the_sentence() -> None:
    error = FormFaultyError(file="mẫu.xlsx", reason=Reason("Something odd with [row : 4] gizmos"))
    said, _todo = error.explain()
    assert "gizmos" not in said
    assert "chi tiết" in said
    assert "gizmos" in error.details()


def test_in_english_the_reason_is_ours_too() -> None:
    set_language("en")
    error = FormFaultyError(file="form.xlsx", reason=Reason("[row : 2] List name not in choices sheet: xx"))
    assert (
        error.explain()[0]
        == "The form form.xlsx has a fault: row 2: the list xx is not in the sheet choices."
    )


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    file = tmp_path / "mẫu.xlsx"
    file.write_bytes(b"no workbook")
    with pytest.raises(FormUnreadableError) as caught:
        load_form(file)
    assert "không phải tệp .xlsx nguyên vẹn" in caught.value.explain()[0]


def test_a_damaged_database_is_told_in_our_words() -> None:
    set_language("vi")
    assert in_our_words(Reason("database disk image is malformed")) == "các phần của tệp không khớp nhau"
