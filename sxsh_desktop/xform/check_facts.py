"""The form check, part three: facts, units, soft checks and personal classes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.vocabulary import Attribute, FactName, Vocabulary
from sxsh_desktop.xform.check_rows import survey_kind
from sxsh_desktop.xform.facts import GIVEN_BY_REVISION, SAME_MEANING, sources_of
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
    asked: dict[tuple[str, str, str], dict[str, Row]] = {}

    def gather(row: Row, scope: str) -> None:
        if _attribute(row, vocabulary) is not None:
            name = FactName.parse(row.get(FACT))
            asked.setdefault((scope, name.kind, name.item), {})[name.attribute] = row

    for row in book.rows("survey"):
        if row.get("type").replace(" ", "_") == "begin_repeat":
            repeats.append(row.get("name"))
        elif row.get("type").replace(" ", "_") == "end_repeat":
            repeats = repeats[:-1]
        found += _fact(row, vocabulary, taken, "/".join(repeats))
        found += _unit(row, vocabulary, units, names)
        found += _meaning(row, vocabulary)
        gather(row, "/".join(repeats))
        if row.get(SOFT) and not row.get("bind::sxsh:softMsg_vi"):
            said = words(_("This soft check has no message. Write what is odd and what to do."))
            found.append(_fault(row, "bind::sxsh:softMsg_vi", "no_soft_message", said))
    found += _missing_keys(asked, vocabulary)
    return found


def _missing_keys(
    asked: dict[tuple[str, str, str], dict[str, Row]], vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Facts that could never be told apart, because a key is neither asked nor known from the record."""
    record = {
        (kind, attribute) for (scope, kind, _item), rows in asked.items() if not scope for attribute in rows
    }
    for (scope, kind_name, _item), rows in asked.items():
        kind = vocabulary.kind(kind_name)
        beside = {
            attribute
            for (other_scope, other, _other_item), others in asked.items()
            if other_scope == scope and {other, kind_name} <= SAME_MEANING
            for attribute in others
        }
        for key in kind.keys if kind is not None else ():
            if key.name in rows or key.name in beside or key.name in GIVEN_BY_REVISION:
                continue
            if any(one in record for one in sources_of(key)):
                continue
            said = words(
                _("Facts of the kind {kind} need {key}, which the form does not ask. Add a question for it."),
                kind=kind_name,
                key=f"{kind_name}.{key.name}",
            )
            yield _fault(next(iter(rows.values())), FACT, "missing_key", said)


def _meaning(row: Row, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A fact that the type of the question cannot answer, and a class of personal data that does not exist."""
    attribute, kind = _attribute(row, vocabulary), row.get("type")
    if attribute is not None:
        is_number = kind in ("integer", "int", "decimal", "range", "calculate")
        if attribute.is_number and survey_kind(row) == "plain" and not is_number:
            said = words(
                _("The fact {fact} is a number, but this question is not. Ask it as integer or decimal."),
                fact=row.get(FACT),
            )
            yield _fault(row, "type", "fact_type", said)
        if attribute.type == "date" and survey_kind(row) == "plain" and kind not in ("date", "today"):
            said = words(
                _("The fact {fact} is a date, but this question is not. Ask it as date."), fact=row.get(FACT)
            )
            yield _fault(row, "type", "fact_type", said)
    personal = row.get("bind::sxsh:personal")
    known = {one.personal for kind in vocabulary.kinds for one in kind.attributes if one.personal}
    if personal and personal not in known:
        said = words(
            _("There is no class of personal data “{name}”. Use one of {known}."),
            name=personal,
            known=", ".join(sorted(known)),
        )
        yield _fault(row, "bind::sxsh:personal", "unknown_personal", said)


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
        is_asked = kind in ("plain", "select") and row.get("type") not in _NO_FACT_NEEDED
        if is_asked and row.get("name"):
            said = words(
                _(
                    "The question {name} names no fact, so no figure can use its answers. Write the fact if "
                    "there is one that fits."
                ),
                name=row.get("name"),
            )
            yield _fault(row, FACT, "no_fact", said, WARNING)
        return
    if _attribute(row, vocabulary) is None:
        said = words(_("The vocabulary has no fact {fact}. Check its spelling."), fact=fact)
        yield _fault(row, FACT, "unknown_fact", said)
    if row.get("type") == "calculate":
        said = words(
            _(
                "A calculation is never a fact: the program computes it again from the answers. Empty "
                "this cell."
            )
        )
        yield _fault(row, FACT, "calculated_fact", said)
    earlier = taken.setdefault((fact, repeat), row)
    if earlier is not row:
        said = words(
            _("The fact {fact} is asked twice (first in row {row}). Keep it at one question only."),
            fact=fact,
            row=earlier.number,
        )
        yield _fault(row, FACT, "fact_twice", said)


def _unit(row: Row, vocabulary: Vocabulary, units: UnitTable | None, names: set[str]) -> Iterator[Finding]:
    text = row.get(UNIT)
    attribute = _attribute(row, vocabulary)
    if not text:
        if attribute is not None and attribute.is_number and (attribute.unit or attribute.unit_from):
            said = words(
                _("The number {name} needs a unit. Write it in this cell, for example kwh."),
                name=row.get("name"),
            )
            yield _fault(row, UNIT, "no_unit", said)
        return
    parts = [part.strip() for part in text.split(" per ")]
    for part in parts:
        reference = _REFERENCE.match(part)
        if reference and reference.group(1) not in names:
            said = words(
                _("There is no question named {name}; it is used here as ${{{name}}}. Check its spelling."),
                name=reference.group(1),
            )
            yield _fault(row, UNIT, "unknown_reference", said)
        elif not reference and units is not None and part not in units:
            yield _fault(
                row,
                UNIT,
                "unknown_unit",
                words(_("There is no unit {unit}. Use a code of the table of units."), unit=part),
            )
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
            _(
                "The unit {unit} does not fit the fact {fact}, which is in {wanted}. Use a unit of the "
                "same kind."
            ),
            unit=text,
            fact=row.get(FACT),
            wanted=attribute.unit,
        )
        yield _fault(row, UNIT, "unit_does_not_fit", said)
