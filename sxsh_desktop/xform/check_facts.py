"""The form check, part three: facts, units, soft checks and personal classes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.vocabulary import Attribute, Vocabulary
from sxsh_desktop.xform.check_rows import survey_kind
from sxsh_desktop.xform.finding import ERROR, WARNING, Finding
from sxsh_desktop.xform.workbook import Row, Workbook

FACT, UNIT, SOFT = "bind::sxsh:fact", "bind::sxsh:unit", "bind::sxsh:soft"
_REFERENCE = re.compile(r"^\$\{\s*([^}]+?)\s*\}$")
_NO_FACT_NEEDED = ("calculate", "note", "start", "end", "today", "deviceid", "username", "hidden", "audit")


def check_facts(book: Workbook, vocabulary: Vocabulary, units: UnitTable | None) -> list[Finding]:
    """Facts that do not exist, stand on a calculation or twice; units that are unknown or do not fit."""
    found: list[Finding] = []
    taken: dict[tuple[str, str], Row] = {}
    names = {row.get("name") for row in book.rows("survey")}
    repeats: list[str] = []
    for row in book.rows("survey"):
        if row.get("type").replace(" ", "_") == "begin_repeat":
            repeats.append(row.get("name"))
        elif row.get("type").replace(" ", "_") == "end_repeat":
            repeats = repeats[:-1]
        found += _fact(row, vocabulary, taken, "/".join(repeats))
        found += _unit(row, vocabulary, units, names)
        if row.get(SOFT) and not row.get("bind::sxsh:softMsg_vi"):
            said = words(_("This soft check has no message. Write what is odd and what to do."))
            found.append(_fault(row, "bind::sxsh:softMsg_vi", "no_soft_message", said))
    return found


def _fault(row: Row, column: str, code: str, said: str, severity: str = ERROR) -> Finding:
    return Finding(severity, "survey", row.number, column, code, said)


def _attribute(row: Row, vocabulary: Vocabulary) -> Attribute | None:
    try:
        known = vocabulary.find(row.get(FACT)) if row.get(FACT) else None
    except ValueError:
        return None
    return known[2] if known is not None else None


def _fact(
    row: Row, vocabulary: Vocabulary, taken: dict[tuple[str, str], Row], repeat: str
) -> Iterator[Finding]:
    fact = row.get(FACT)
    kind = survey_kind(row)
    if not fact:
        if kind in ("plain", "select") and row.get("type") not in _NO_FACT_NEEDED:
            said = words(
                _("The question {name} names no fact, so no figure can use its answers."),
                name=row.get("name"),
            )
            yield _fault(row, FACT, "no_fact", said, WARNING)
        return
    if _attribute(row, vocabulary) is None:
        said = words(_("The vocabulary has no fact {fact}. Check its spelling."), fact=fact)
        yield _fault(row, FACT, "unknown_fact", said)
    if row.get("type") == "calculate":
        said = words(_("A calculation is never a fact: the program computes it again from the answers."))
        yield _fault(row, FACT, "calculated_fact", said)
    earlier = taken.setdefault((fact, repeat), row)
    if earlier is not row:
        said = words(
            _("The fact {fact} is asked twice (first in row {row}). One question only may ask it."),
            fact=fact,
            row=earlier.number,
        )
        yield _fault(row, FACT, "fact_twice", said)


def _unit(row: Row, vocabulary: Vocabulary, units: UnitTable | None, names: set[str]) -> Iterator[Finding]:
    text = row.get(UNIT)
    attribute = _attribute(row, vocabulary)
    if not text:
        if attribute is not None and attribute.is_number and (attribute.unit or attribute.unit_from):
            said = words(_("The number {name} needs a unit."), name=row.get("name"))
            yield _fault(row, UNIT, "no_unit", said)
        return
    parts = [part.strip() for part in text.split(" per ")]
    for part in parts:
        reference = _REFERENCE.match(part)
        if reference and reference.group(1) not in names:
            said = words(
                _("There is no question named {name}; it is used here as ${{{name}}}."),
                name=reference.group(1),
            )
            yield _fault(row, UNIT, "unknown_reference", said)
        elif not reference and units is not None and part not in units:
            yield _fault(row, UNIT, "unknown_unit", words(_("There is no unit {unit}."), unit=part))
    if (
        attribute is None
        or not attribute.unit
        or units is None
        or any(_REFERENCE.match(one) for one in parts)
    ):
        return
    asked, wanted = units.find(" per ".join(parts)), units.find(attribute.unit)
    if asked is not None and wanted is not None and asked.dimension != wanted.dimension:
        said = words(
            _("The unit {unit} does not fit the fact {fact}, which is in {wanted}."),
            unit=text,
            fact=row.get(FACT),
            wanted=attribute.unit,
        )
        yield _fault(row, UNIT, "unit_does_not_fit", said)
