"""Reading and writing numbers the Vietnamese way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sxsh_desktop.domain.numbers import (
    format_date,
    format_number,
    format_percent,
    number_in_words,
    read_number,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", "1234"),
        ("1234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("1 234 567,5", "1234567.5"),
        ("1\u00a0234", "1234"),
        ("0", "0"),
        ("0,25", "0.25"),
        (",5", "0.5"),
        ("-12,5", "-12.5"),
        ("−3", "-3"),
        ("12,25", "12.25"),
    ],
)
def test_plain_readings(text: str, value: str) -> None:
    reading = read_number(text)
    assert (reading.value, reading.ambiguous) == (Decimal(value), False)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1.234", ("1234", "1.234")),
        ("1234.5", ("1234.5",)),
        ("0.745", ("0.745",)),
        ("1.5", ("1.5",)),
        ("1,234", ("1.234", "1234")),
        ("1,234,567", ("1234567",)),
        ("1,234.5", ("1234.5",)),
        ("-1.234", ("-1234", "-1.234")),
    ],
)
def test_doubtful_readings_are_marked(text: str, readings: tuple[str, ...]) -> None:
    reading = read_number(text)
    assert reading.ambiguous
    assert reading.readings == tuple(Decimal(r) for r in readings)
    assert reading.value == reading.readings[0]


@pytest.mark.parametrize(
    "text", ["", "nhiều", "1,2,3", "1.2.3", "1.23.456", "12 kg", "1e5", "١٢", "--1", "1.234,5,6", "1" * 60]
)
def test_no_number(text: str) -> None:
    assert read_number(text).value is None


def test_writing() -> None:
    assert format_number(Decimal("1234567.891"), 2) == "1.234.567,89"
    assert format_number(Decimal("1234567.891"), 2, "en") == "1,234,567.89"
    assert format_number(Decimal("0.50")) == "0,5"
    assert format_number(Decimal("140000")) == "140.000"
    assert format_number(Decimal("-0.001"), 1) == "0,0"
    assert format_number(Decimal("2.5"), 0) == "3"
    assert format_percent(Decimal("0.0872")) == "8,7 %"
    assert format_percent(Decimal("0.8325"), 1, "en") == "83.3%"
    assert format_date(date(2026, 2, 5)) == "05/02/2026"


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        ("0", "không", "zero"),
        ("5", "năm", "five"),
        ("15", "mười lăm", "fifteen"),
        ("21", "hai mươi mốt", "twenty-one"),
        ("105", "một trăm linh năm", "one hundred five"),
        ("1234", "một nghìn hai trăm ba mươi bốn", "one thousand two hundred thirty-four"),
        ("1.234", "một phẩy hai ba bốn", "one point two three four"),
        ("1005", "một nghìn không trăm linh năm", "one thousand five"),
        ("1000000", "một triệu", "one million"),
        ("2000000000", "hai tỷ", "two billion"),
        ("-12.5", "âm mười hai phẩy năm", "minus twelve point five"),
        ("140000", "một trăm bốn mươi nghìn", "one hundred forty thousand"),
    ],
)
def test_words(number: str, vi: str, en: str) -> None:
    assert number_in_words(Decimal(number), "vi") == vi
    assert number_in_words(Decimal(number), "en") == en


def test_words_have_a_limit() -> None:
    with pytest.raises(ValueError, match="no words"):
        number_in_words(Decimal(10) ** 25)
