"""Functions where forms in Vietnam, or the order of authority, need more than the public cases say."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from sxsh_desktop.xform.xpath import Value, XPathPatternError, XPathTypeError, evaluate, to_number, to_string
from sxsh_desktop.xform.xpath.functions import LIBRARY

_LATE = datetime(2026, 8, 31, 18, 30, tzinfo=UTC)  # already 1 September in Vietnam


def _vietnam(expression: str) -> Value:
    return evaluate(expression, "<data/>", timezone="Asia/Ho_Chi_Minh", now=_LATE)


def test_today_is_the_day_of_the_person() -> None:
    assert _vietnam("today()") == "2026-09-01"
    assert _vietnam("now()") == "2026-09-01T01:30:00.000+07:00"
    assert evaluate("today()", "<data/>", now=_LATE) == "2026-08-31"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("date(today() + 30)", "2026-10-01"),
        ("today() - date('2026-08-01')", "31"),
        ("date('2026-02-28' + 1)", "2026-03-01"),
        ("date(now())", "2026-09-01"),
        ("date-time('2026-09-01')", "2026-09-01"),
        ("format-date(today(), '%d/%m/%Y')", "01/09/2026"),
        ("format-date-time(now(), '%H:%M')", "01:30"),
        ("format-date('', '%Y')", ""),
        ("int((today() - '2000-08-31') div 365.25)", "26"),
        ("decimal-time('06:00:00.000+07:00')", "0.25"),
        ("date('31/08/2026')", "Invalid Date"),
        ("boolean(date('31/08/2026'))", "false"),
        ("date('2026-02-30')", "Invalid Date"),
        ("date('')", ""),
        ("if('2026-09-02' > today(), 'later', 'not later')", "later"),
    ],
)
def test_dates(expression: str, text: str) -> None:
    assert to_string(_vietnam(expression)) == text


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("round(2.5)", 3.0),
        ("round(-2.5)", -2.0),
        ("round(2.345, 2)", 2.35),
        ("round(1234.5, -2)", 1200.0),
        ("round(1 div 3, 3)", 0.333),
        ("5 mod -3", 2.0),
        ("-5 mod 3", -2.0),
        ("1 div 0", math.inf),
        ("-1 div 0", -math.inf),
        ("pow(0, -1)", math.inf),
        ("pow(10, 400)", math.inf),
        ("exp(1000)", math.inf),
        ("int(-1.9)", -1.0),
        ("max(1, 3, 2)", 3.0),
        ("string-length('Đồng Tháp')", 9.0),
        ("count-selected('a b  c')", 3.0),
        ("number('1234.5')", 1234.5),
    ],
)
def test_numbers(expression: str, number: float) -> None:
    assert to_number(evaluate(expression, "<data/>")) == number


@pytest.mark.parametrize(
    "expression",
    [
        "0 div 0",
        "1 mod 0",
        "sqrt(-1)",
        "log(-1)",
        "max(/data/none)",
        "number('1.234,5')",
        "number('1e3')",
        "1 + ''",
        "round(1, 31)",
    ],
)
def test_what_is_no_number_is_nan(expression: str) -> None:
    assert math.isnan(to_number(evaluate(expression, "<data/>")))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.1 + 0.2", "0.30000000000000004"),
        ("1000000 * 1000000", "1000000000000"),
        ("1 div 4000000000", "0.00000000025"),
        ("-0", "0"),
        ("1 div 3", "0.3333333333333333"),
        ("100000000 * 100000000 * 100000000", "1000000000000000000000000"),
    ],
)
def test_numbers_print_without_exponents(number: str, text: str) -> None:
    assert evaluate(f"string({number})", "<data/>") == text


@pytest.mark.parametrize(
    ("text", "pattern", "fits"),
    [
        ("0913456789", "0[0-9]{9}", True),
        ("0913456789x", "0[0-9]{9}", False),
        ("1400123456-001", r"\d{10}(-\d{3})?", True),
        ("an@sct.dongthap.gov.vn", r"[\w.]+@([\w-]+\.)+[a-z]{2,4}", True),
        ("an@sct", r"[\w.]+@([\w-]+\.)+[a-z]{2,4}", False),
        ("1.234.567,5", r"^\d{1,3}(\.\d{3})*(,\d+)?$", True),
        ("Lấp Vò", r"\w+ \w+", True),
    ],
)
def test_patterns(text: str, pattern: str, fits: bool) -> None:
    assert evaluate(f"regex('{text}', '{pattern}')", "<data/>") is fits


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|aa)*b", "(.*)*(.*)*x", "a*a*a*a*a*a*b", "((a{0,9}){0,9}){0,9}b", "(a?){60}a{60}b"],
)
def test_no_pattern_runs_for_ever(pattern: str) -> None:
    assert evaluate(f"regex('{'a' * 1500}', '{pattern}')", "<data/>") is False


@pytest.mark.parametrize("pattern", ["(", r"(a)\1", "(((a{99}){99}){99}b*)*", "a" * 2_000, "((?=a)a+)+"])
def test_patterns_that_are_refused(pattern: str) -> None:
    with pytest.raises(XPathPatternError):
        evaluate(f"regex('a', '{pattern}')", "<data/>")


def test_an_unknown_fingerprint_is_refused() -> None:
    with pytest.raises(XPathTypeError):
        evaluate("digest('a', 'CRC')", "<data/>")


def test_every_function_says_where_it_comes_from() -> None:
    sources = ("XPath 1.0", "ODK XForms", "JavaRosa", "XLSForm")
    for entry in LIBRARY.values():
        doc = (entry.run or entry.build).__doc__
        assert doc and any(source in doc for source in sources), entry.name


def test_the_library_is_whole() -> None:
    xpath = """last position count id local-name namespace-uri name string concat starts-with contains
    substring-before substring-after substring string-length normalize-space translate boolean not true false lang
    number sum floor ceiling round"""
    odk = """current instance if position once selected selected-at count-selected jr:choice-name jr:itext pulldata
    boolean-from-string regex coalesce join concat substr ends-with uuid digest base64-decode int pow log log10 abs sin
    cos tan asin acos atan atan2 sqrt exp exp10 pi min max count-non-empty today now date date-time decimal-date-time
    decimal-time format-date format-date-time random randomize checklist weighted-checklist depend indexed-repeat area
    distance geofence version"""
    assert set((xpath + " " + odk).split()) - set(LIBRARY) == set()
