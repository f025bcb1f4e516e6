"""Every kind of fault that a form author can make, as a small form in `broken_forms.md`: named with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from sxsh_desktop.base.words import set_language
from sxsh_desktop.services import reference
from sxsh_desktop.xform.check import check_form
from tests.form_tables import Sheets, tables, workbook

_FILE = Path(__file__).with_name("broken_forms.md")
_HEAD = re.compile(r"^## (\S+) @ (\w+) (\d+) (.+)$", re.MULTILINE)
VOCABULARY, UNITS = reference.load_vocabulary(), reference.load_units()


@dataclass(frozen=True, slots=True)
class Broken:
    """One section of the file."""

    code: str
    place: tuple[str, int, str]
    why: str
    sheets: Sheets


def _read() -> list[Broken]:
    text = _FILE.read_text("utf-8")
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    found = []
    for head, end in zip(heads, ends, strict=True):
        body = text[head.end() : end]
        column = "" if head[4] == "-" else head[4]
        why = next(line for line in body.splitlines() if line.strip())
        found.append(Broken(head[1], (head[2], int(head[3]), column), why, tables(body)))
    return found


FORMS = _read()


def test_there_are_enough_of_them() -> None:
    assert len(FORMS) >= 60


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.code}-{form.why}")
def test_the_fault_is_named_with_its_place(tmp_path: Path, form: Broken) -> None:
    found = check_form(workbook(tmp_path, form.sheets), VOCABULARY, UNITS)
    assert (form.code, *form.place) in [(one.code, one.sheet, one.row, one.column) for one in found], found
    assert all(one.message for one in found)


def test_the_sentences_are_in_both_languages(tmp_path: Path) -> None:
    """Each fault of each form: as many sentences in both, and none the same."""
    for form in FORMS:
        file = workbook(tmp_path, form.sheets)
        said = {}
        for language in ("vi", "en"):
            set_language(language)
            found = check_form(file, VOCABULARY, UNITS)
            said[language] = {one.message for one in found if one.code == form.code}
        set_language("vi")
        assert said["vi"] and said["en"] and not said["vi"] & said["en"], (form.code, said)
