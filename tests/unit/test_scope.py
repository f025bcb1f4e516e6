"""The table of the form engine's scope (`scope.md`) names tests that exist, and leaves nothing of the design out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.field_forms import field_forms

_HERE = Path(__file__).parent
_TESTS = _HERE.parent
_COMMON = {"all", "of", "what", "and", "a", "typed", "or", "no", "needed"}


def lines() -> list[tuple[str, list[str]]]:
    """What, and the proofs of it."""
    found = []
    for line in (_HERE / "scope.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 2 and cells[0] not in ("what", "---"):
            found.append((cells[0], _proofs(cells[1])))
    return found


def _proofs(text: str) -> list[str]:
    """Parted by semicolons; a scenario's title may hold one itself."""
    found: list[str] = []
    for part in (one.strip() for one in text.split(";")):
        if re.match(r"(scenario|form): |\S+\.py", part):
            found.append(part)
        else:
            found[-1] += f"; {part}"
    return found


LINES = lines()


@pytest.mark.parametrize(("what", "proofs"), LINES, ids=[what for what, _proofs in LINES])
def test_each_line_is_proved(what: str, proofs: list[str]) -> None:
    assert proofs, what
    missing = [proof for proof in proofs if not _is_there(proof)]
    assert not missing, what


def _is_there(proof: str) -> bool:
    if proof.startswith("scenario: "):
        titles = (_HERE / "form_scenarios.md").read_text("utf-8").splitlines()
        return f"## {proof.removeprefix('scenario: ')}" in titles
    if proof.startswith("form: "):
        return proof.removeprefix("form: ") in {one.form_id for one in field_forms()}
    if "::" in proof:
        file, _mark, name = proof.partition("::")
        return f"\ndef {name}(" in (_TESTS / file).read_text("utf-8")
    file, _colon, rows = proof.partition(": ")
    text = (_TESTS / file).read_text("utf-8")
    return bool(rows) and all(re.search(rf"\|\s*{row}\s*\|", text) for row in rows.split())


def test_nothing_of_the_design_is_left_out(shared: Path) -> None:
    design = (shared / "design" / "form-engine.md").read_text("utf-8")
    section = design.partition("## Scope")[2].partition("\n## ")[0]
    said = " ".join(what for what, _proofs in LINES).casefold()
    items = list(_items(section))
    assert len(items) > 40
    assert not [item for item in items if item.casefold() not in said]


def _items(section: str) -> Iterator[str]:
    """The names of types, bindings and appearances in the design's list: single words of a form's vocabulary."""
    for line in section.splitlines():
        if not line.startswith(("Types:", "Logic:", "geopoint", "on a desktop", "actions")):
            continue
        for part in re.split(r"[,;()/:.]", re.sub(r"^(Types|Logic):", "", line)):
            word = part.strip()
            if re.fullmatch(r"[a-zA-Z_*]+(?:[-_][a-zA-Z]+)*", word) and word not in _COMMON:
                yield word
