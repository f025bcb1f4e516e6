"""Search and order of Vietnamese text, and names that every file system takes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_desktop.base import text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("dong thap", "Đồng Tháp"), ("DONG THAP", "đồng tháp"), ("nuoc da", "Nước  đá"), ("thuy", "Thủy")],
)
def test_search_without_accents_finds_the_accented(typed: str, stored: str) -> None:
    assert text.fold(typed) == text.fold(stored)


def test_two_communes_that_differ_by_an_accent_stay_apart_when_sorted() -> None:
    assert text.sort_key("Xã Tân Thành") != text.sort_key("Xã Tân Thạnh")


def test_the_alphabet_puts_d_stroke_between_d_and_e_and_tones_after_letters() -> None:
    words = ["Em", "Đá", "Dâu", "Dạ", "Da", "An", "Ăn", "Ân"]
    assert sorted(words, key=text.sort_key) == ["An", "Ăn", "Ân", "Da", "Dạ", "Dâu", "Đá", "Em"]


@given(st.text())
def test_folding_twice_is_folding_once_and_forms_do_not_matter(typed: str) -> None:
    assert text.fold(text.fold(typed)) == text.fold(typed)
    assert text.fold(unicodedata.normalize("NFD", typed)) == text.fold(unicodedata.normalize("NFC", typed))


@given(st.text())
def test_every_name_becomes_a_name_that_windows_takes(typed: str) -> None:
    name = text.safe_file_name(typed)
    assert name and len(name) <= 82
    assert not set(name) & set('<>:"/\\|?*') and name[-1] not in ". "


@pytest.mark.parametrize("device", ["con", "NUL", "com1", "lpt9.txt"])
def test_names_of_windows_devices_are_not_used(device: str) -> None:
    assert text.safe_file_name(device).startswith("_")


@pytest.mark.parametrize("typed", ["=1+1", "+84", "-3", "@x", "\tx", "\rx"])
def test_what_looks_like_a_formula_stays_text(typed: str) -> None:
    assert text.spreadsheet_safe(typed) == "'" + typed


def test_plain_text_is_left_alone() -> None:
    assert text.spreadsheet_safe("Gạo 5% tấm") == "Gạo 5% tấm"
