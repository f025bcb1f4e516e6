"""What a form says about facts, worked out once: which answers to read, and what each of them means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sxsh_desktop.domain.vocabulary import Attribute, FactName, Kind, Vocabulary
from sxsh_desktop.xform.definition import Control, Form, ModelNode, Question

PER = " per "
_NOTICE = "visit.notice"
_NEEDS_NOTICE = frozenset({"identity", "contact"})
_KEPT = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that bears a fact.

    place: (kind, item) of the vocabulary, None for a name that it does not know; name: the attribute; unknown:
    the same of a name that is well written but not known. says_itself: the answer is the value, without a unit or a
    choice that stands for a reason. reasons: such choices; unit: codes and paths ("/data/...") of its unit;
    fixed_unit: the unit where no path is among them, else ""; hidden: not projected without the privacy notice.
    """

    path: str
    fact: str
    place: tuple[str, str] | None
    name: str
    unknown: FactName | None
    is_text: bool
    is_number: bool
    is_single: bool
    says_itself: bool
    unit: tuple[str, ...]
    fixed_unit: str
    reasons: Mapping[str, str]
    hidden: bool


@dataclass(slots=True)
class ScopePlan:
    """The record, or one kind of repeat row: its questions in the order of the form, those of one fact together.

    groups: what each (kind, item) of the vocabulary asks here, in order; unknown: questions under other names.
    """

    path: str
    groups: dict[tuple[str, str], list[Asked]] = field(default_factory=dict)
    unknown: list[Asked] = field(default_factory=list)

    def note(self, asked: Asked) -> None:
        """One more question."""
        if asked.place is None:
            self.unknown.append(asked)
        else:
            self.groups.setdefault(asked.place, []).append(asked)


@dataclass(slots=True)
class Step:
    """An element on the way to answers.

    read: its own answer is needed; row: the plan of a repeat's rows, None for what is no repeat. What is below is
    told apart: leaves (by name, their paths) hold answers and nothing else, branches (by name) lead on, attributes
    (path by name) are the element's own.
    """

    name: str
    path: str
    read: bool = False
    row: ScopePlan | None = None
    leaves: dict[str, str] = field(default_factory=dict)
    branches: dict[str, Step] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def leads_on(self) -> bool:
        """Whether anything below it is read."""
        return bool(self.leaves or self.branches or self.attributes)

    def note(self, below: Step) -> None:
        """One more step below."""
        if below.name.startswith("@"):
            self.attributes[below.name] = below.path
        elif below.row is None and not below.leads_on:
            self.leaves[below.name] = below.path
        else:
            self.branches[below.name] = below


@dataclass(frozen=True, slots=True)
class FactPlan:
    """A form and a vocabulary together. notice: path of the question whether the notice was given, or ""."""

    form: Form
    vocabulary: Vocabulary
    record: ScopePlan
    root: Step
    notice: str
    keys: Mapping[str, tuple[Attribute, ...]]


_made: dict[tuple[int, int], FactPlan] = {}


def fact_plan(form: Form, vocabulary: Vocabulary) -> FactPlan:
    """The plan of a form, kept: neither of the two ever changes (the plan holds them, so their ids stay theirs)."""
    key = (id(form), id(vocabulary))
    found = _made.get(key)
    if found is None:
        found = _make(form, vocabulary)
        while len(_made) >= _KEPT:
            _made.pop(next(iter(_made)), None)
        _made[key] = found
    return found


def _make(form: Form, vocabulary: Vocabulary) -> FactPlan:
    reasons = _reasons(form)
    asked = {
        path: _asked(question, vocabulary, reasons.get(path, {}))
        for path, question in form.questions.items()
        if question.fact
    }
    notice = next((one.path for one in form.questions.values() if one.fact == _NOTICE), "")
    read = {*asked, notice, *(part for one in asked.values() for part in one.unit if part.startswith("/"))}
    record = ScopePlan(form.model.path)
    root = _step(form.model, record, asked, read)
    keys = {kind.name: kind.keys for kind in vocabulary.kinds}
    return FactPlan(form, vocabulary, record, root, notice, keys)


def _step(model: ModelNode, scope: ScopePlan, asked: Mapping[str, Asked], read: set[str]) -> Step:
    """An element with those below it that lead to something that is read; questions are noted in their scope."""
    step = Step(model.name, model.path, model.path in read)
    if model.is_repeat:
        step.row = scope = ScopePlan(model.path)
    if model.path in asked:
        scope.note(asked[model.path])
    for child in model.children:
        below = _step(child, scope, asked, read)
        if below.read or below.leads_on:
            step.note(below)
    return step


def _asked(question: Question, vocabulary: Vocabulary, reasons: Mapping[str, str]) -> Asked:
    unit = _unit_parts(question)
    is_chosen = question.control in (Control.SELECT_ONE, Control.SELECT_MULTIPLE)
    is_text = question.datatype == "string" and not is_chosen
    known: tuple[FactName, Kind, Attribute] | None = None
    unknown: FactName | None = None
    try:
        known = vocabulary.find(question.fact)
        unknown = None if known else FactName.parse(question.fact)
    except ValueError:
        pass
    return Asked(
        path=question.path,
        fact=question.fact,
        place=(known[0].kind, known[0].item) if known else None,
        name=known[0].attribute if known else "",
        unknown=unknown,
        is_text=is_text,
        is_number=question.is_number,
        is_single=question.control is Control.SELECT_ONE,
        says_itself=not (is_text or unit or reasons),
        unit=unit,
        fixed_unit="" if any(part.startswith("/") for part in unit) else PER.join(unit),
        reasons=reasons,
        hidden=known is not None and bool({question.personal, known[2].personal} & _NEEDS_NOTICE),
    )


def _unit_parts(question: Question) -> tuple[str, ...]:
    """The unit as written, split at " per ": codes, and paths of the questions whose answer is the code."""
    if not question.unit:
        return ()
    return tuple(_unit_part(part.strip(), question.path) for part in question.unit.split(PER, 1))


def _unit_part(part: str, path: str) -> str:
    if not part.startswith((".", "/")):
        return part
    names = [] if part.startswith("/") else path.split("/")[1:]
    for step in part.split("/"):
        if step == "..":
            names = names[:-1]
        elif step not in ("", "."):
            names.append(step)
    return "/" + "/".join(names)


def _reasons(form: Form) -> Mapping[str, Mapping[str, str]]:
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
