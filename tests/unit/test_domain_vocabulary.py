"""The vocabulary: its size, its names, and that the nine forms use exactly these names."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sxsh_desktop.base import paths
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.vocabulary import FactName, Vocabulary
from sxsh_desktop.services.reference import load_units, load_vocabulary

FORMS = sorted(paths.forms().glob("*.xlsx"))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def units() -> UnitTable:
    return load_units()


def asked(form: Path) -> list[dict[str, str]]:
    """The rows of a form's survey sheet that carry a fact."""
    rows = list(load_workbook(form, read_only=True)["survey"].iter_rows(values_only=True))
    named = [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]
    return [{k: str(v or "") for k, v in row.items()} for row in named if row["bind::sxsh:fact"]]


def test_the_vocabulary_has_54_kinds_and_373_attributes(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.kinds) == 54
    assert sum(len(kind.attributes) for kind in vocabulary.kinds) == 373


def test_the_table_is_what_the_written_vocabulary_says() -> None:
    folder = Path(__file__).resolve().parents[2] / "packaging"
    table = paths.resources() / "reference" / "vocabulary.json"
    made = runpy.run_path(str(folder / "vocabulary.py"))["kinds_of"]
    written = list(made((folder / "FACTS.md").read_text(encoding="utf-8")))
    assert written == json.loads(table.read_text(encoding="utf-8"))["kinds"]


def test_the_nine_forms_are_here() -> None:
    assert len(FORMS) == 9


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_uses_only_known_names(form: Path, vocabulary: Vocabulary) -> None:
    unknown = [row["bind::sxsh:fact"] for row in asked(form) if not vocabulary.find(row["bind::sxsh:fact"])]
    assert unknown == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_fixed_unit_of_a_form_is_in_the_table_and_fits_its_fact(
    form: Path, vocabulary: Vocabulary, units: UnitTable
) -> None:
    for row in asked(form):
        found = vocabulary.find(row["bind::sxsh:fact"])
        unit = row["bind::sxsh:unit"]
        if not unit or unit.startswith("${"):
            continue
        assert unit in units, row["name"]
        assert found is not None
        expected = found[2].unit
        if expected:
            assert units.get(unit).dimension == units.get(expected).dimension, row["name"]


def test_every_name_is_asked_by_a_form(vocabulary: Vocabulary) -> None:
    names = {row["bind::sxsh:fact"] for form in FORMS for row in asked(form)}
    never = [
        str(FactName(kind.name, item, attribute.name))
        for kind in vocabulary.kinds
        for item in kind.items or ("",)
        for attribute in kind.attributes
        if str(FactName(kind.name, item, attribute.name)) not in names
        and (kind.name != "contact" or not any(f"contact[{i}].{attribute.name}" in names for i in kind.items))
    ]
    assert never == []


def test_fixed_units_of_the_vocabulary_are_in_the_table(vocabulary: Vocabulary, units: UnitTable) -> None:
    missing = {a.unit for k in vocabulary.kinds for a in k.attributes if a.unit and a.unit not in units}
    assert missing == set()


def test_an_unknown_item_is_not_found(vocabulary: Vocabulary) -> None:
    assert vocabulary.find("checklist_score[no_leaks].score") is not None
    assert vocabulary.find("checklist_score[no_such].score") is None
    assert vocabulary.find("checklist_score.score") is None
    assert vocabulary.find("energy_use.smell") is None
    with pytest.raises(ValueError, match="not a fact name"):
        vocabulary.find("Energy use")


def test_a_vocabulary_that_names_a_kind_twice_is_refused() -> None:
    table = json.loads((paths.resources() / "reference" / "vocabulary.json").read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="twice"):
        Vocabulary.from_rows("x", [table["kinds"][0], table["kinds"][0]])
