"""The form check: every fault with its sheet, row and column, all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from sxsh_desktop.base import paths
from sxsh_desktop.base.words import set_language
from sxsh_desktop.services import reference
from sxsh_desktop.xform.check import check_form
from tests import xform_maker as maker

HEADER = (
    *("type", "name", "label", "relevant", "calculation", "constraint", "choice_filter"),
    *("bind::sxsh:fact", "bind::sxsh:unit"),
)
CHOICES: tuple[tuple[str, ...], ...] = (("yn", "1", "Có", "a"), ("yn", "0", "Không", "b"))
VOCABULARY, UNITS = reference.load_vocabulary(), reference.load_units()


def book(
    folder: Path,
    rows: Sequence[Sequence[str]],
    choices: Sequence[Sequence[str]] = CHOICES,
    without: str = "",
) -> Path:
    """An XLSForm with these rows of survey and choices."""
    workbook = openpyxl.Workbook()
    first = workbook.active
    assert first is not None
    workbook.remove(first)
    sheets = {
        "survey": (HEADER, rows),
        "choices": (("list_name", "name", "label", "region"), choices),
        "settings": (
            ("form_title", "form_id", "version", "namespaces"),
            [("T", "t", "1", 'sxsh="https://sxsh.dongthap.example/xforms"')],
        ),
    }
    for name, (header, content) in sheets.items():
        if name != without:
            sheet = workbook.create_sheet(name)
            for row in (header, *content):
                sheet.append(list(row))
    file = folder / "t.xlsx"
    workbook.save(file)
    return file


CASES: dict[str, tuple[Sequence[Sequence[str]], int, str]] = {
    "XPATH-01": ([("text", "a", "A", "1 +")], 2, "relevant"),
    "XPATH-03": ([("text", "a", "A", "nothing(1)")], 2, "relevant"),
    "XPATH-04": ([("text", "a", "A", "", "", "selected(.)")], 2, "constraint"),
    "unknown_reference": ([("text", "a", "A", "${b} = '1'")], 2, "relevant"),
    "cycle": (
        [("calculate", "a", "", "", "${b} + 1"), ("calculate", "b", "", "", "${a} + 1"), ("text", "c", "C")],
        2,
        "calculation",
    ),
    "not_closed": ([("begin group", "g", "G"), ("text", "a", "A")], 2, "type"),
    "not_open": ([("text", "a", "A"), ("end group", "")], 3, "type"),
    "duplicate_name": ([("text", "a", "A"), ("text", "a", "B")], 3, "name"),
    "bad_name": ([("text", "câu hỏi", "A")], 2, "name"),
    "bad_type": ([("txet", "a", "A")], 2, "type"),
    "no_label": ([("text", "a", "")], 2, "label"),
    "no_list": ([("select_one none", "a", "A")], 2, "type"),
    "no_file": ([("select_one_from_file none.csv", "a", "A")], 2, "type"),
    "filter_column": ([("select_one yn", "a", "A", "", "", "", "zone = '1'")], 2, "choice_filter"),
    "unknown_fact": ([("text", "a", "A", "", "", "", "", "visit.weather")], 2, "bind::sxsh:fact"),
    "fact_twice": (
        [("text", "a", "A", "", "", "", "", "visit.remark"), ("text", "b", "B", "", "", "", "", "visit.remark")],
        3,
        "bind::sxsh:fact",
    ),
    "calculated_fact": (
        [("calculate", "a", "", "", "1", "", "", "visit.remark"), ("text", "b", "B")],
        2,
        "bind::sxsh:fact",
    ),
    "unknown_unit": (
        [("decimal", "a", "A", "", "", "", "", "electricity_detail.peak", "furlong")],
        2,
        "bind::sxsh:unit",
    ),
    "unit_does_not_fit": (
        [("decimal", "a", "A", "", "", "", "", "electricity_detail.peak", "trd")],
        2,
        "bind::sxsh:unit",
    ),
    "no_unit": ([("decimal", "a", "A", "", "", "", "", "electricity_detail.peak")], 2, "bind::sxsh:unit"),
    "unreachable": (
        [("select_one yn", "a", "A"), ("text", "b", "B", "${a} = '7'")],
        3,
        "relevant",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_each_fault_is_named_with_its_place(tmp_path: Path, code: str) -> None:
    rows, row, column = CASES[code]
    found = check_form(book(tmp_path, rows), VOCABULARY, UNITS)
    places = [(one.sheet, one.row, one.column) for one in found if one.code == code]
    assert ("survey", row, column) in places, found
    assert all(one.message for one in found)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    rows = [row for code in ("XPATH-01", "bad_type", "no_list", "unknown_fact") for row in CASES[code][0]]
    rows = [(kind, f"q{number}", *rest) for number, (kind, _name, *rest) in enumerate(rows)]
    codes = {one.code for one in check_form(book(tmp_path, rows), VOCABULARY, UNITS)}
    assert {"XPATH-01", "bad_type", "no_list", "unknown_fact"} <= codes


def test_faults_of_the_choices(tmp_path: Path) -> None:
    rows = [("select_one yn", "a", "A")]
    choices = [("yn", "1", "Có"), ("yn", "1", "Không"), ("yn", "hai ba", "X")]
    found = check_form(book(tmp_path, rows, choices))
    assert {(one.code, one.sheet, one.row) for one in found} >= {
        ("duplicate_choice", "choices", 3),
        ("bad_choice", "choices", 4),
    }


def test_a_file_without_a_survey_and_a_file_that_is_none(tmp_path: Path) -> None:
    (found,) = check_form(book(tmp_path, [], without="survey"))
    assert found.sheet == "survey" or found.code == "FORM-01"
    broken = tmp_path / "x.xlsx"
    broken.write_bytes(b"none")
    (found,) = check_form(broken)
    assert found.code == "FORM-01"


def test_a_changed_form_needs_a_higher_version() -> None:
    file = paths.forms() / "c_tieu_thu.xlsx"
    form = maker.shipped("c_tieu_thu")
    assert check_form(file, VOCABULARY, UNITS, earlier=form) == ()
    (found,) = check_form(file, VOCABULARY, UNITS, earlier=replace(form, definition_hash="other"))
    assert (found.code, found.sheet, found.column) == ("version_not_raised", "settings", "version")


@pytest.mark.parametrize("form_id", maker.FORM_IDS)
def test_the_shipped_forms_have_no_fault(form_id: str) -> None:
    assert check_form(paths.forms() / f"{form_id}.xlsx", VOCABULARY, UNITS) == ()


SENTENCES = {
    "nothing(${so_nguoi}) > 3": ("XPATH-03", "nothing(${so_nguoi}) > 3", ""),
    "round(${so_nguoi}, 1, 2) > 3": ("XPATH-04", "round(${so_nguoi}, 1, 2) > 3", ""),
    "${so_nguoi} + * 3 > 1": ("XPATH-01", "${so_nguoi} + * 3 > 1", "character 17"),
    "1 > ${so_nguoi} +": ("XPATH-01", "1 > ${so_nguoi} +", "character 18"),
    "not(${so_nguoi} = ${b} ${so_nguoi}) or ]": ("XPATH-01", "", "character 24"),
    "(" * 120 + "${so_nguoi}" + ")" * 120: ("XPATH-02", "(" * 60 + "…", ""),
}


@pytest.mark.parametrize("formula", SENTENCES)
def test_a_formula_is_shown_as_its_author_wrote_it(tmp_path: Path, formula: str) -> None:
    code, shown, place = SENTENCES[formula]
    rows = [("integer", "so_nguoi", "A"), ("integer", "b", "B"), ("text", "c", "C", "", "", formula)]
    set_language("en")
    (found,) = [one for one in check_form(book(tmp_path, rows)) if one.code.startswith("XPATH")]
    set_language("vi")
    assert (found.code, found.row, found.column) == (code, 4, "constraint")
    assert shown in found.message
    assert place in found.message
    assert "/data/" not in found.message


def test_a_row_without_a_name_is_told_of_the_name_only(tmp_path: Path) -> None:
    found = check_form(book(tmp_path, [("text", "", "A")]), VOCABULARY, UNITS)
    assert [one.code for one in found if one.row == 2 and one.sheet == "survey"] == ["bad_name"]
