"""The answers of one record as a tree of nodes, and how it is built, found in, and extended by rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sxsh_desktop.xform.answers import Answer
from sxsh_desktop.xform.definition import ModelNode
from sxsh_desktop.xform.environment import FillEnvironment, SessionWorld
from sxsh_desktop.xform.nodes import AnswerNode, NodeDef, RootNode
from sxsh_desktop.xform.plan import FormPlan
from sxsh_desktop.xform.xpath import EvaluationContext, Value, XPathError

_ROW = re.compile(r"\[[^\]/]+\]")
_STEP = re.compile(r"/([^/\[\]]+)(?:\[([^\]/]+)\])?")


class Record:
    """Tree and world of one session. Building and finding live here; recomputing in `recompute`."""

    def __init__(self, plan: FormPlan, given: FillEnvironment) -> None:
        self.plan, self.given = plan, given
        self.world = SessionWorld(plan, given)
        self.top = RootNode()
        self.root = AnswerNode(plan.root, self.top)
        self.top.children = [self.root]
        self.broken: dict[str, str] = {}  # path -> what an expression raised when it ran
        self._found: dict[str, AnswerNode] = {}

    # -- building ---------------------------------------------------------------------------------------

    def build_new(self) -> None:
        """Fill the tree with what an empty record of the form holds."""
        self._fill(self.root, None)

    def build_from(self, answer: Answer) -> None:
        """Fill the tree from a read instance; nodes that it does not have get the form's own defaults."""
        self._fill(self.root, answer)

    def new_row(
        self, parent: AnswerNode, definition: NodeDef, row_id: str, answer: Answer | None = None
    ) -> AnswerNode:
        """A row that is not yet in the table."""
        row = AnswerNode(definition, parent, row_id)
        self._fill(row, answer)
        return row

    def _fill(self, node: AnswerNode, answer: Answer | None) -> None:
        if answer is not None:
            node.absent, node.accepted, node.note = answer.absent, answer.accepted, answer.note
            if node.definition.is_leaf:
                node.write(answer.text)
        for child in node.definition.children:
            given = None if answer is None else answer.named(child.name)
            if child.is_repeat:
                node.held.append(self._rows(node, child, given if answer is None else given or []))
            else:
                inner = AnswerNode(child, node)
                node.held.append(inner)
                self._fill(inner, given[0] if given else None)

    def _rows(self, parent: AnswerNode, definition: NodeDef, given: list[Answer] | None) -> list[AnswerNode]:
        if given is None:
            first = [answer_of(one) for one in definition.model.instances]
            rows: list[Answer | None] = [*first, *[None] * (definition.model.rows - len(first))]
            return [self.new_row(parent, definition, self.given.new_row_id(), one) for one in rows]
        found = [
            self.new_row(parent, definition, one.row_id or self.given.new_row_id(), one) for one in given
        ]
        if definition.repeat is not None and definition.repeat.no_add_remove and not definition.repeat.count:
            while len(found) < definition.model.rows:
                found.append(self.new_row(parent, definition, self.given.new_row_id()))
        return found

    def default_row(self, definition: NodeDef, place: int) -> Answer | None:
        """What the form itself writes into the row at `place`; None where a fresh row is meant."""
        instances = definition.model.instances
        return answer_of(instances[place]) if place < len(instances) else None

    # -- finding ----------------------------------------------------------------------------------------

    def find(self, ref: str) -> AnswerNode:
        """The node at `ref`. Raises KeyError when the record has no such node (any more)."""
        node = self._found.get(ref)
        if node is None:
            node = self._search(ref)
            self._found[ref] = node
        return node

    def _search(self, ref: str) -> AnswerNode:
        steps = _steps(ref)
        if not steps or steps[0][0] != self.root.name:
            raise KeyError(ref)
        node = self.root
        for name, row_id in steps[1:]:
            index = node.definition.slots.get(name)
            if index is None:
                raise KeyError(ref)
            slot = node.held[index]
            if isinstance(slot, list):
                node = self._row(slot, f"{node.ref}/{name}[{row_id}]", row_id)
            else:
                node = slot
        return node

    def _row(self, rows: list[AnswerNode], ref: str, row_id: str) -> AnswerNode:
        """The row of that id: often the last one, else found by noting the places of all rows once."""
        if rows and rows[-1].row_id == row_id:
            return rows[-1]
        if row_id and ref not in self._found:
            for row in rows:
                self._found.setdefault(row.ref, row)
        return self._found[ref]

    def find_table(self, ref: str) -> tuple[AnswerNode, NodeDef]:
        """The node that holds the rows, and the definition of the repeat at `ref` (no row id at its end).

        Raises KeyError when `ref` is no repeat of this record.
        """
        above, _slash, name = ref.rpartition("/")
        parent = self.find(above) if above else None
        index = parent.definition.slots.get(name) if parent is not None else None
        if parent is None or index is None or not parent.definition.children[index].is_repeat:
            raise KeyError(ref)
        return parent, parent.definition.children[index]

    def has(self, ref: str) -> bool:
        """Whether the record has a node at `ref`."""
        try:
            self.find(ref)
        except KeyError:
            return False
        return True

    def forget_places(self) -> None:
        """A row went: what was found may be gone."""
        self._found.clear()

    def nodes(self) -> Iterator[AnswerNode]:
        """All nodes in document order."""
        return self.root.walk()

    # -- expressions ------------------------------------------------------------------------------------

    def value_of(self, text: str, node: AnswerNode) -> Value:
        """Run an expression of `node`; one that fails gives "" and is noted in `broken`."""
        try:
            return self.plan.compiled(text, node.definition).evaluate(self._context(node))
        except XPathError as error:
            self.broken[node.definition.path] = str(error)
            return ""

    def text_of(self, text: str, node: AnswerNode) -> str:
        """`value_of` as text."""
        try:
            return self.plan.compiled(text, node.definition).string(self._context(node))
        except XPathError as error:
            self.broken[node.definition.path] = str(error)
            return ""

    def truth_of(self, text: str, node: AnswerNode, otherwise: bool) -> bool:
        """`value_of` as yes or no; `otherwise` when it fails."""
        try:
            return self.plan.compiled(text, node.definition).boolean(self._context(node))
        except XPathError as error:
            self.broken[node.definition.path] = str(error)
            return otherwise

    def number_of(self, text: str, node: AnswerNode) -> float:
        """`value_of` as a number, NaN when it fails."""
        try:
            return self.plan.compiled(text, node.definition).number(self._context(node))
        except XPathError as error:
            self.broken[node.definition.path] = str(error)
            return float("nan")

    def _context(self, node: AnswerNode) -> EvaluationContext:
        if not node.definition.is_repeat or not isinstance(node.parent, AnswerNode):
            return EvaluationContext(node, self.world)
        size = len(node.parent.rows(node.definition.index))
        return EvaluationContext(node, self.world, node.sibling_position(), size)


def answer_of(model: ModelNode) -> Answer:
    """A row that the form itself holds, as if it had been read from a record."""
    answer = Answer(model.name, text=model.text)
    for child in model.children:
        if not child.is_repeat:
            answer.children.append(answer_of(child))
        elif child.instances:
            answer.children.extend(answer_of(one) for one in child.instances)
        else:
            answer.children.extend(answer_of(replace(child, is_repeat=False)) for _row in range(child.rows))
    return answer


def _steps(ref: str) -> list[tuple[str, str]]:
    steps, place = [], 0
    while place < len(ref):
        match = _STEP.match(ref, place)
        if match is None:
            return []
        steps.append((match.group(1), match.group(2) or ""))
        place = match.end()
    return steps


def path_of(ref: str) -> str:
    """The path of a ref: the ref without its row ids."""
    return _ROW.sub("", ref) if "[" in ref else ref
