"""From the answers of a record to its facts: design rules in "Facts", sections 1 to 3.

Relevance is what the final instance shows: a question that is not there was not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sxsh_desktop.domain.facts import Fact, FactValue
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.vocabulary import Attribute, FactName, Kind, Vocabulary
from sxsh_desktop.xform.answers import Answer, read_instance
from sxsh_desktop.xform.definition import Control, Form, ModelNode, Question

_PER = " per "
_EMPTY = ("not_asked", "not_answered")
_NOTICE = "visit.notice"
_NEEDS_NOTICE = ("identity", "contact")
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
    """

    facts: tuple[Fact, ...]
    problems: tuple[str, ...] = ()
    extra: tuple[ExtraFact, ...] = ()


@dataclass(slots=True)
class _Scope:
    """The record, or one repeat row: its elements by path, and the fact values gathered in it."""

    row_id: str
    above: _Scope | None
    elements: dict[str, Answer] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str], dict[str, FactValue]] = field(default_factory=dict)
    unknown: dict[tuple[str, str], dict[str, FactValue]] = field(default_factory=dict)

    def element(self, path: str) -> Answer | None:
        """The element at `path` in this row, or in what stands around it."""
        found = self.elements.get(path)
        return found if found is not None or self.above is None else self.above.element(path)

    def text(self, kind: str, attribute: str) -> str:
        """A value gathered here."""
        value = self.values.get((kind, ""), {}).get(attribute)
        return value.text if value else ""


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
    return _Projector(form, vocabulary, units, conflicts).run(read_instance(instance_xml).root)


class _Projector:
    def __init__(
        self, form: Form, vocabulary: Vocabulary, units: UnitTable | None, conflicts: frozenset[str]
    ) -> None:
        self._form, self._vocabulary, self._units, self._conflicts = form, vocabulary, units, conflicts
        self._absent_codes = _absent_codes(form)
        self._scopes: list[_Scope] = []
        self._problems: list[str] = []
        self._extra: list[ExtraFact] = []
        self._hidden_classes: tuple[str, ...] = ()

    def run(self, root: Answer) -> Projection:
        record = _Scope("", None)
        self._scopes.append(record)
        self._place(self._form.model, root, record, self._form.model.path)
        notice = next((one for one in self._form.questions.values() if one.fact == _NOTICE), None)
        if notice is not None and (said := record.elements.get(notice.path)) is not None and said.text == "0":
            self._hidden_classes = _NEEDS_NOTICE
        for scope in self._scopes:
            self._gather(scope)
        facts = tuple(fact for scope in self._scopes for fact in self._facts(scope, record))
        return Projection(facts, tuple(self._problems), tuple(self._extra))

    def _place(self, model: ModelNode, element: Answer | None, scope: _Scope, ref: str) -> None:
        """Note which element stands where; every row is a scope of its own."""
        if element is not None:
            scope.elements[model.path] = element
        scope.refs[model.path] = ref
        for child in model.children:
            given = (element.named(child.name) if element is not None else None) or []
            if not child.is_repeat:
                self._place(child, given[0] if given else None, scope, f"{ref}/{child.name}")
                continue
            for one in given:
                row = _Scope("/".join(filter(None, (scope.row_id, one.row_id))), scope)
                self._scopes.append(row)
                self._place(child, one, row, f"{ref}/{child.name}[{one.row_id}]")

    def _gather(self, scope: _Scope) -> None:
        for path, ref in scope.refs.items():
            question = self._form.questions.get(path)
            if question is None or not question.fact:
                continue
            value = self._value(question, scope, ref)
            try:
                known = self._vocabulary.find(question.fact)
            except ValueError:
                known = None
            if known is None:
                self._extra.append(ExtraFact(scope.row_id, question.fact, value.text, value.absent))
                self._keep_unknown(scope, question.fact, value)
                continue
            name, _kind, attribute = known
            if self._hidden_classes and {question.personal, attribute.personal} & set(self._hidden_classes):
                value = FactValue(absent="not_asked")
            scope.values.setdefault((name.kind, name.item), {})[name.attribute] = value

    def _keep_unknown(self, scope: _Scope, fact: str, value: FactValue) -> None:
        """A name of a newer vocabulary travels with the fact that it belongs to, or as a fact of its own kind."""
        try:
            name = FactName.parse(fact)
        except ValueError:
            return
        scope.unknown.setdefault((name.kind, name.item), {})[name.attribute] = value

    def _value(self, question: Question, scope: _Scope, ref: str) -> FactValue:
        if ref in self._conflicts:
            return FactValue(absent="conflict")
        element = scope.elements.get(question.path)
        if element is None:
            return FactValue(absent="not_asked")
        if element.absent:
            return FactValue(absent=element.absent)
        text = element.text if question.datatype == "string" else element.text.strip()
        if not text.strip():
            return FactValue(absent="not_answered")
        text, absent = self._without_reasons(question, text)
        if absent:
            return FactValue(absent=absent)
        unit = self._unit(question, scope)
        base = ""
        if question.is_number and unit and self._units is not None:
            base = self._units.base_text(text, unit)
        return FactValue(text, unit, base)

    def _without_reasons(self, question: Question, text: str) -> tuple[str, str]:
        """The answer without choices that stand for a reason, or the reason when nothing else was chosen."""
        codes = self._absent_codes.get(question.path)
        if not codes:
            return text, ""
        if question.control is Control.SELECT_ONE:
            return ("", codes[text]) if text in codes else (text, "")
        chosen = text.split()
        left = [code for code in chosen if code not in codes]
        if left:
            return " ".join(left), ""
        return "", codes[chosen[0]]

    def _unit(self, question: Question, scope: _Scope) -> str:
        if not question.unit:
            return ""
        parts = [self._unit_part(part.strip(), question.path, scope) for part in question.unit.split(_PER, 1)]
        return _PER.join(parts) if all(parts) else ""

    def _unit_part(self, part: str, path: str, scope: _Scope) -> str:
        if not part.startswith((".", "/")):
            return part
        names = [] if part.startswith("/") else path.split("/")[1:]
        for step in part.split("/"):
            if step == "..":
                names = names[:-1]
            elif step not in ("", "."):
                names.append(step)
        found = scope.element("/" + "/".join(names))
        return found.text.strip() if found is not None else ""

    def _facts(self, scope: _Scope, record: _Scope) -> list[Fact]:
        found = []
        for (kind_name, item), values in scope.values.items():
            if all(value.absent in _EMPTY for value in values.values()):
                continue
            kind = self._vocabulary.kind(kind_name)
            if kind is None:
                continue
            complete = dict(values)
            missing = self._inherit_keys(kind, complete, scope, record)
            if missing is not None:
                reason = complete[missing.name].absent if missing.name in complete else "not_in_form"
                row = f" [{scope.row_id}]" if scope.row_id else ""
                self._problems.append(f"{kind_name}.{missing.name}{row}: {reason}")
                continue
            complete.update(scope.unknown.get((kind_name, item), {}))
            found.append(Fact(kind_name, item, scope.row_id, complete))
        for (kind_name, item), values in scope.unknown.items():
            said = any(value.absent not in _EMPTY for value in values.values())
            if said and self._vocabulary.kind(kind_name) is None:
                found.append(Fact(kind_name, item, scope.row_id, dict(values)))
        return found

    def _inherit_keys(
        self, kind: Kind, values: dict[str, FactValue], scope: _Scope, record: _Scope
    ) -> Attribute | None:
        """Fill in keys that the row does not ask; the first key that is nowhere, or None when all are there."""
        for attribute in kind.keys:
            own = values.get(attribute.name)
            if own is not None and own.text:
                continue
            if own is None or own.absent == "not_asked":
                text = _inherited(kind.name, attribute, scope, record)
                if text:
                    values[attribute.name] = FactValue(text)
                    continue
            if attribute.name not in GIVEN_BY_REVISION:
                return attribute
        return None


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


def _absent_codes(form: Form) -> Mapping[str, Mapping[str, str]]:
    """For each select: its choices that stand for a reason."""
    found: dict[str, dict[str, str]] = {}
    for question in form.questions.values():
        source = question.choices
        table = form.lists.get(source.list_id) if source is not None else None
        if source is None or table is None or table.column("sxsh_absent") < 0:
            continue
        value, absent = table.column(source.value), table.column("sxsh_absent")
        codes = {row[value]: row[absent] for row in table.rows if row[absent]}
        if codes:
            found[question.path] = codes
    return found
