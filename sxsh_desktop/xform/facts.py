"""From the answers of a record to its facts: design rules in "Facts", sections 1 to 3.

Relevance is what the final instance shows: a question that is not there was not asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from sxsh_desktop.base.text import nfc
from sxsh_desktop.domain.facts import Fact, FactValue
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.vocabulary import Attribute, Vocabulary
from sxsh_desktop.xform import xml
from sxsh_desktop.xform.answers import (
    attribute_of,
    instance_name_of,
    is_template,
    local_name,
    row_ids,
    said_by,
)
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.fact_plan import PER, Asked, FactPlan, ScopePlan, Step, fact_plan

_EMPTY = ("not_asked", "not_answered")
GIVEN_BY_REVISION = ("facility",)
SAME_MEANING = frozenset({"solution", "solution_result", "opportunity", "baseline_after"})
"""Kinds of one row whose keys stand for one another."""


@dataclass(frozen=True, slots=True)
class ExtraFact:
    """An answer whose fact name this program does not know (a newer vocabulary): kept as text."""

    row_id: str
    name: str
    value: str
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Projection:
    """What a record says: facts, sentences about what could not become one, and names of a newer vocabulary.

    Those names stand in the facts too: attributes beside the known ones, kinds as facts of their own.
    instance_name: what the record calls itself.
    """

    facts: tuple[Fact, ...]
    problems: tuple[str, ...] = ()
    extra: tuple[ExtraFact, ...] = ()
    instance_name: str = ""


@dataclass(slots=True)
class _Scope:
    """The record, or one repeat row: what its elements say by path (text, reason), the facts gathered in it."""

    plan: ScopePlan
    row_id: str
    ref: str
    above: _Scope | None
    said: dict[str, tuple[str, str]] = field(default_factory=dict)
    values: dict[tuple[str, str], dict[str, FactValue]] = field(default_factory=dict)
    unknown: dict[tuple[str, str], dict[str, FactValue]] = field(default_factory=dict)

    def around(self, path: str) -> str:
        """The text of the element at `path` in this row, or in what stands around it; "" where there is none."""
        found = self.said.get(path)
        if found is not None:
            return found[0]
        return self.above.around(path) if self.above is not None else ""

    def ref_of(self, path: str) -> str:
        """The ref of the element at `path` in this row."""
        return self.ref + path[len(self.plan.path) :]

    def text(self, kind: str, attribute: str) -> str:
        """A value gathered here."""
        value = self.values.get((kind, ""), {}).get(attribute)
        return value.text if value else ""


@lru_cache(maxsize=64)
def _absent(reason: str) -> FactValue:
    """No value, for this reason: the same object each time, because most answers of a record have none."""
    return FactValue(absent=reason)


_NOT_ASKED, _NOT_ANSWERED = map(_absent, _EMPTY)
_SAID_NOTHING = ("", "")


@lru_cache(maxsize=8192)
def _coded(answer: tuple[str, str]) -> FactValue:
    """What a choice, a day or a count says, from (text, reason): few say very much."""
    text, absent = answer
    if absent:
        return _absent(absent)
    stripped = text.strip()
    return FactValue(stripped) if stripped else _NOT_ANSWERED


def project(
    form: Form,
    instance_xml: bytes,
    vocabulary: Vocabulary,
    units: UnitTable | None = None,
    conflicts: frozenset[str] = frozenset(),
) -> Projection:
    """The facts of a final instance. `conflicts` are refs on which heads disagree: absent as `conflict`.

    `units` gives canonical numbers ("" without it). Raises XmlRefusedError.
    """
    plan = fact_plan(form, vocabulary)
    return _Projector(plan, units, conflicts).run(xml.parse(instance_xml))


class _Projector:
    def __init__(self, plan: FactPlan, units: UnitTable | None, conflicts: frozenset[str]) -> None:
        self._plan, self._units, self._conflicts = plan, units, conflicts
        self._scopes: list[_Scope] = []
        self._problems: list[str] = []
        self._extra: list[ExtraFact] = []
        self._no_notice = False

    def run(self, root: etree._Element) -> Projection:
        plan = self._plan
        record = _Scope(plan.record, "", plan.record.path, None)
        self._scopes.append(record)
        self._place(plan.root, root, record)
        self._no_notice = record.said.get(plan.notice, ("", ""))[0] == "0"
        for scope in self._scopes:
            self._gather(scope)
        facts = tuple(fact for scope in self._scopes for fact in self._facts(scope, record))
        return Projection(facts, tuple(self._problems), tuple(self._extra), instance_name_of(root))

    def _place(self, at: Step, element: etree._Element, scope: _Scope) -> None:
        """Note what stands where below an element; every row is a scope of its own. The first of a name counts."""
        said, leaves, branches = scope.said, at.leaves, at.branches
        inner: dict[str, list[etree._Element]] = {}
        for child in element:
            name = child.tag
            if name[0] == "{":
                name = local_name(name)
            path = leaves.get(name)
            if path is None:
                if name in branches and not is_template(child):
                    inner.setdefault(name, []).append(child)
            elif path not in said:
                if child.keys() or len(child):
                    if not is_template(child):
                        said[path] = said_by(child)
                else:
                    text = child.text
                    said[path] = (text if text.isascii() else nfc(text), "") if text else _SAID_NOTHING
        for name in at.attributes:
            self._place_attribute(at.attributes[name], name, element, scope)
        if inner:
            for step in branches.values():
                if step.name in inner:
                    self._place_branch(step, inner[step.name], scope)

    def _place_branch(self, step: Step, found: list[etree._Element], scope: _Scope) -> None:
        if step.row is not None:
            self._place_rows(step, found, scope)
            return
        if step.read:
            scope.said[step.path] = said_by(found[0])
        self._place(step, found[0], scope)

    def _place_attribute(self, path: str, name: str, element: etree._Element, scope: _Scope) -> None:
        text = attribute_of(element, name)
        if text is not None:
            scope.said[path] = (text, "")

    def _place_rows(self, step: Step, rows: list[etree._Element], scope: _Scope) -> None:
        assert step.row is not None
        for row_id, one in zip(row_ids(rows), rows, strict=True):
            whole_id = "/".join(filter(None, (scope.row_id, row_id)))
            row = _Scope(step.row, whole_id, f"{scope.ref_of(step.path)}[{row_id}]", scope)
            self._scopes.append(row)
            self._place(step, one, row)

    def _gather(self, scope: _Scope) -> None:
        """The values of the facts that say anything here, and of names that the vocabulary does not know."""
        answer_at = scope.said.get
        is_special = bool(self._conflicts) or self._no_notice
        for place, group in scope.plan.groups.items():
            values: dict[str, FactValue] = {}
            says = False
            for asked in group:
                answer = answer_at(asked.path)
                if is_special and (special := self._special(asked, scope)) is not None:
                    value = special
                elif answer is None:
                    value = _NOT_ASKED
                elif answer is _SAID_NOTHING:
                    value = _NOT_ANSWERED
                elif asked.says_itself:
                    value = _coded(answer)
                else:
                    value = self._value(asked, answer, scope)
                values[asked.name] = value
                says = says or not (value is _NOT_ANSWERED or value is _NOT_ASKED)
            if says:
                scope.values[place] = values
        for asked in scope.plan.unknown:
            self._gather_unknown(asked, scope)

    def _special(self, asked: Asked, scope: _Scope) -> FactValue | None:
        """What holds whatever was answered: heads that disagree, or what may not be told without the notice."""
        if asked.hidden and self._no_notice:
            return _NOT_ASKED
        if self._conflicts and scope.ref_of(asked.path) in self._conflicts:
            return _absent("conflict")
        return None

    def _gather_unknown(self, asked: Asked, scope: _Scope) -> None:
        """A name of a newer vocabulary travels with the fact that it belongs to, or as one of its own kind."""
        answer = scope.said.get(asked.path)
        if self._conflicts and scope.ref_of(asked.path) in self._conflicts:
            value = _absent("conflict")
        else:
            value = _NOT_ASKED if answer is None else self._value(asked, answer, scope)
        self._extra.append(ExtraFact(scope.row_id, asked.fact, value.text, value.absent))
        if asked.unknown is not None:
            name = asked.unknown
            scope.unknown.setdefault((name.kind, name.item), {})[name.attribute] = value

    def _value(self, asked: Asked, answer: tuple[str, str], scope: _Scope) -> FactValue:
        """What an answer (text, reason) says."""
        text, absent = answer
        if absent:
            return _absent(absent)
        stripped = text.strip()
        if not stripped:
            return _NOT_ANSWERED
        if not asked.is_text:
            text = stripped
        if asked.reasons:
            text, absent = _without_reasons(asked, text)
            if absent:
                return _absent(absent)
        if not asked.unit:
            return FactValue(text)
        unit = asked.fixed_unit or self._unit(asked, scope)
        base = (
            self._units.base_text(text, unit) if asked.is_number and unit and self._units is not None else ""
        )
        return FactValue(text, unit, base)

    def _unit(self, asked: Asked, scope: _Scope) -> str:
        parts = [scope.around(part).strip() if part.startswith("/") else part for part in asked.unit]
        return PER.join(parts) if all(parts) else ""

    def _facts(self, scope: _Scope, record: _Scope) -> list[Fact]:
        found = []
        for (kind_name, item), values in scope.values.items():
            complete = dict(values)
            missing = self._inherit_keys(kind_name, complete, scope, record)
            if missing is not None:
                reason = complete[missing.name].absent if missing.name in complete else "not_in_form"
                row = f" [{scope.row_id}]" if scope.row_id else ""
                self._problems.append(f"{kind_name}.{missing.name}{row}: {reason}")
                continue
            complete.update(scope.unknown.get((kind_name, item), {}))
            found.append(Fact(kind_name, item, scope.row_id, complete))
        for (kind_name, item), values in scope.unknown.items():
            said = any(value.absent not in _EMPTY for value in values.values())
            if said and kind_name not in self._plan.keys:
                found.append(Fact(kind_name, item, scope.row_id, dict(values)))
        return found

    def _inherit_keys(
        self, kind: str, values: dict[str, FactValue], scope: _Scope, record: _Scope
    ) -> Attribute | None:
        """Fill in keys that the row does not ask; the first key that is nowhere, or None when all are there."""
        for attribute in self._plan.keys[kind]:
            own = values.get(attribute.name)
            if own is not None and own.text:
                continue
            if own is None or own.absent == "not_asked":
                text = _inherited(kind, attribute, scope, record)
                if text:
                    values[attribute.name] = FactValue(text)
                    continue
            if attribute.name not in GIVEN_BY_REVISION:
                return attribute
        return None


def _without_reasons(asked: Asked, text: str) -> tuple[str, str]:
    """The answer without choices that stand for a reason, or the reason when nothing else was chosen."""
    codes = asked.reasons
    if asked.is_single:
        return ("", codes[text]) if text in codes else (text, "")
    chosen = text.split()
    left = [code for code in chosen if code not in codes]
    return (" ".join(left), "") if left else ("", codes[chosen[0]])


def _inherited(kind: str, attribute: Attribute, scope: _Scope, record: _Scope) -> str:
    """A key from another kind of the same row, then from the record."""
    for place in (scope, record):
        for (other, _item), values in place.values.items():
            value = values.get(attribute.name)
            if (
                other != kind
                and value is not None
                and value.text
                and _same_meaning(other, kind, place, scope)
            ):
                return value.text
    return next((text for one in sources_of(attribute) if (text := record.text(*one))), "")


def sources_of(attribute: Attribute) -> tuple[tuple[str, str], ...]:
    """Where in the record a key stands that its own row does not ask, as (kind, attribute), best first."""
    if attribute.name in ("number", "assessment"):
        return (("detailed_assessment", "number"), ("follow_up", "assessment"))
    if attribute.name in ("from", "to"):
        return (("period", attribute.name),)
    return (("visit", "date"),) if attribute.type == "date" else ()


def _same_meaning(other: str, kind: str, place: _Scope, scope: _Scope) -> bool:
    """Kinds whose keys stand for one another: in a row the solution and its result; never by chance of a name."""
    return place is scope and {other, kind} <= SAME_MEANING
