"""The appearance search(): what it asks of a file, and what is offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_desktop.xform.load import FormFileMissingError, load_form
from sxsh_desktop.xform.search_lists import Search, search_of
from sxsh_desktop.xform.session import FillSession
from tests import xform_maker as maker
from tests.form_tables import workbook

NAMES = "name,label,owner,district\np1,Nước đá A,Ba,cl\np2,Nước đá B,Tư,mt\np3,Gạo C,Ba,mt\n"


@pytest.mark.parametrize(
    ("appearance", "found"),
    [
        ("search('plants')", Search("plants")),
        ('minimal search("plants.csv")', Search("plants")),
        (
            "search('p', 'contains', 'a,b', /data/q)",
            Search("p", "contains(a, /data/q) or contains(b, /data/q)"),
        ),
        ("search('p', 'startswith', 'a', 'x,y')", Search("p", "starts-with(a, 'x,y')")),
        ("search('p','endswith','a',concat('x', ','))", Search("p", "ends-with(a, concat('x', ','))")),
        ("search('p', 'matches', 'a', 'x', 'c', /data/d)", Search("p", "(a = 'x') and c = /data/d")),
        ("search('p', 'sounds-like', 'a', 'x')", None),
        ("search(/data/file)", None),
        ("search", None),
        ("minimal", None),
    ],
)
def test_what_an_appearance_asks_for(appearance: str, found: Search | None) -> None:
    assert search_of(appearance) == found


def session(folder: Path, appearance: str, *choices: tuple[str, str]) -> FillSession:
    (folder / "plants.csv").write_text(NAMES, "utf-8")
    survey = [
        ["type", "name", "label", "appearance"],
        ["text", "q", "Q"],
        ["select_one s", "a", "A", appearance],
    ]
    rows = [["list_name", "name", "label"], *(["s", *one] for one in choices)]
    return FillSession.new(
        load_form(workbook(folder, {"survey": survey, "choices": rows})), maker.environment()
    )


def test_rows_of_the_file_are_offered_with_its_words(tmp_path: Path) -> None:
    made = session(tmp_path, "search('plants')", ("name", "label, owner"), ("99", "Khác"))
    offered = [(one.value, one.label) for one in made.choices("/data/a")]
    assert offered == [("p1", "Nước đá A, Ba"), ("p2", "Nước đá B, Tư"), ("p3", "Gạo C, Ba"), ("99", "Khác")]
    made.set("/data/a", "p3")
    assert not made.problems() and made.choice_label("/data/a", "p3") == "Gạo C, Ba"


def test_the_rule_follows_the_answers_and_fixed_choices_stay(tmp_path: Path) -> None:
    rule = "search('plants', 'contains', 'label', ${q}, 'district', 'mt')"
    made = session(tmp_path, rule, ("name", "label"), ("99", "Khác"))
    made.set("/data/q", "Nước")
    assert [one.value for one in made.choices("/data/a")] == ["p2", "99"]
    affected = made.set("/data/q", "Gạo").affected
    assert "/data/a" in affected and [one.value for one in made.choices("/data/a")] == ["p3", "99"]


def test_a_sheet_that_does_not_fit_the_file_stays_as_it_is_written(tmp_path: Path) -> None:
    made = session(tmp_path, "search('plants')", ("khong_co_cot", "label"))
    assert [one.value for one in made.choices("/data/a")] == ["khong_co_cot"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    survey = [["type", "name", "label", "appearance"], ["select_one s", "a", "A", "search('../khac/kho')"]]
    rows = [["list_name", "name", "label"], ["s", "name", "label"]]
    with pytest.raises(FormFileMissingError) as told:
        load_form(workbook(tmp_path, {"survey": survey, "choices": rows}))
    assert told.value.facts["missing"] == "kho.csv"
