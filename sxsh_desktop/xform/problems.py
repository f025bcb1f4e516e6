"""What stands between a record and its being final: missing answers, broken rules, odd values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.xform.answer_types import range_fault, type_fault
from sxsh_desktop.xform.definition import Control, Question, Text
from sxsh_desktop.xform.nodes import AnswerNode
from sxsh_desktop.xform.record import Record
from sxsh_desktop.xform.showing import Showing
from sxsh_desktop.xform.told_at import ref_beside


class Severity(StrEnum):
    """HARD must be mended, SOFT may be accepted with a reason, REQUIRED must be answered or absent for a reason."""

    HARD = "hard"
    SOFT = "soft"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `code`: required, type, choice, range, constraint or soft.

    `near` is the ref to show in the window: `ref` itself, or the question before it when `ref` is a calculation.
    """

    ref: str
    severity: Severity
    code: str
    message: str
    near: str = ""


class Checking:
    """Problems by node; kept until something that they depend on changes."""

    def __init__(self, record: Record, showing: Showing) -> None:
        self._record, self._showing = record, showing
        self._kept: dict[AnswerNode, tuple[Problem, ...]] = {}

    def forget(self, refs: frozenset[str]) -> None:
        """These nodes look different now; a ref that is gone goes with its row."""
        for ref in refs:
            try:
                self._kept.pop(self._record.find(ref), None)
            except KeyError:
                continue

    def forget_all(self) -> None:
        """Another language, or another tree."""
        self._kept.clear()

    def of_node(self, node: AnswerNode) -> tuple[Problem, ...]:
        """The problems of one question; none while it is not relevant."""
        if not node.relevant:
            return ()
        kept = self._kept.get(node)
        if kept is None:
            kept = self._kept[node] = tuple(self._found(node))
        return kept

    def is_required(self, node: AnswerNode) -> bool:
        """Whether the form asks for an answer here now."""
        question = node.definition.question
        return (
            question is not None
            and question.required != ""
            and (question.required == "true()" or self._record.truth_of(question.required, node, False))
        )

    def is_readonly(self, node: AnswerNode) -> bool:
        """Whether a person may not write here: computed, or read-only by the form or by a group around."""
        question = node.definition.question
        if question is not None and (question.calculate or self._is_true(question.readonly, node)):
            return True
        step = node.parent
        while isinstance(step, AnswerNode):
            group = self._record.plan.form.groups.get(step.definition.path)
            if group is not None and self._is_true(group.readonly, step):
                return True
            step = step.parent
        return False

    def _is_true(self, expression: str, node: AnswerNode) -> bool:
        return expression == "true()" or (expression != "" and self._record.truth_of(expression, node, False))

    def _found(self, node: AnswerNode) -> Iterator[Problem]:
        question = node.definition.question
        if question is None or question.control is Control.NOTE:
            return
        if not node.text:
            if not node.absent and not question.calculate and self.is_required(node):
                yield self._problem(node, Severity.REQUIRED, "required", self._required_words(question, node))
            if not question.calculate:
                return
        else:
            hard = tuple(self._hard(question, node))
            yield from hard
            if hard:
                return
        if question.soft and not node.accepted and not self._record.truth_of(question.soft, node, True):
            yield self._problem(node, Severity.SOFT, "soft", self.soft_message(question))

    def _hard(self, question: Question, node: AnswerNode) -> Iterator[Problem]:
        fault = "" if question.calculate else type_fault(question.datatype, node.text)
        if fault:
            yield self._problem(node, Severity.HARD, "type", self._words(fault))
            return
        wrong = self._not_offered(question, node) if question.control.is_select else []
        if wrong:
            yield self._problem(node, Severity.HARD, "choice", self._choice_words(wrong, node))
        if question.control is Control.RANGE and range_fault(node.text, question.parameters):
            yield self._problem(
                node, Severity.HARD, "range", self._words(_("This number lies outside the scale"))
            )
        if question.constraint and not self._record.truth_of(question.constraint, node, True):
            message = self._said(
                question.constraint_message, node, _("This value is not possible here; please check it")
            )
            yield self._problem(node, Severity.HARD, "constraint", message)

    def _not_offered(self, question: Question, node: AnswerNode) -> list[str]:
        """What was answered and may not be picked now."""
        offered = {choice.value for choice in self._showing.choices(node)}
        several = question.control is not Control.SELECT_ONE
        return [value for value in (node.text.split() if several else (node.text,)) if value not in offered]

    def _choice_words(self, wrong: list[str], node: AnswerNode) -> str:
        """A choice that other answers rule out, or words that are no choice at all, which are named."""
        unlisted = [value for value in wrong if not self._showing.is_listed(node, value)]
        if not unlisted:
            return self._words(_("This choice does not fit the other answers"))
        return words_in(
            self._showing.code,
            _("“{answer}” is none of the listed answers; please choose one from the list"),
            answer=" ".join(unlisted),
        )

    def soft_message(self, question: Question) -> str:
        """The words of a soft check; Vietnamese where the language has none."""
        said = question.soft_message
        return said.get(self._showing.code) or said.get("vi") or next(iter(said.values()), "")

    def _required_words(self, question: Question, node: AnswerNode) -> str:
        return self._said(question.required_message, node, _("This question must be answered"))

    def _said(self, text: Text, node: AnswerNode, otherwise: str) -> str:
        return self._showing.text(text, node) or self._words(otherwise)

    def _words(self, msgid: str) -> str:
        return words_in(self._showing.code, msgid)

    def _problem(self, node: AnswerNode, severity: Severity, code: str, message: str) -> Problem:
        ref = node.ref
        return Problem(ref, severity, code, message, self._near(node, ref))

    def _near(self, node: AnswerNode, ref: str) -> str:
        question = node.definition.question
        if question is None or question.control is not Control.HIDDEN:
            return ref
        near = self._record.plan.told_at.near.get(node.definition.path, "")
        return ref_beside(ref, near) if near else ref
