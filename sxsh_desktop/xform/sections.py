"""The body of a record as it stands now: items, sections with their state, progress."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sxsh_desktop.xform.definition import BodyNode, Group, Question, Repeat
from sxsh_desktop.xform.nodes import AnswerNode
from sxsh_desktop.xform.problems import Checking, Severity
from sxsh_desktop.xform.record import Record, path_of
from sxsh_desktop.xform.showing import Showing


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the body: `kind` is question, group, repeat (the whole table) or row."""

    ref: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class SectionState:
    """A section of the form and how far it is.

    `ref` is its group or table, `items` the refs at the top of the body that it shows, in order (a question that
    stands right before a table belongs to the table's section). `state`: not_relevant, empty, started, done or
    problems (something hard or odd; what is only missing shows in answered/total). `answered` of `total`
    relevant questions have an answer or a reason; `required` of them must have one and have none.
    """

    ref: str
    label: str
    answered: int
    total: int
    problems: int
    state: str
    items: tuple[str, ...]
    required: int = 0


class Body:
    """Reads the tree in the order of the form's body."""

    def __init__(self, record: Record, showing: Showing, checking: Checking) -> None:
        self._record, self._showing, self._checking = record, showing, checking

    def children(self, ref: str) -> tuple[Item, ...]:
        """What stands at `ref` ("" for the top): rows of a table, else questions, groups and tables."""
        form = self._record.plan.form
        if not ref or ref == form.root.path:
            return tuple(self._items(form.root.children, self._record.root))
        path = path_of(ref)
        repeat = form.repeats.get(path)
        if repeat is not None and not ref.endswith("]"):
            return tuple(Item(row, path, "row") for row in self.rows(ref))
        node = repeat or form.groups.get(path)
        return () if node is None else tuple(self._items(node.children, self._record.find(ref)))

    def rows(self, ref: str) -> tuple[str, ...]:
        """The refs of the rows of a table."""
        parent, definition = self._record.find_table(ref)
        return tuple(f"{ref}[{row.row_id}]" for row in parent.rows(definition.index))

    def _items(self, nodes: Sequence[BodyNode], holder: AnswerNode) -> Iterator[Item]:
        for node in nodes:
            if not node.path:
                yield from self._items(node.children if not isinstance(node, Question) else (), holder)
                continue
            inside: AnswerNode = holder
            while not node.path.startswith(f"{inside.definition.path}/") and isinstance(
                inside.parent, AnswerNode
            ):
                inside = inside.parent  # a group of the body may ask what stands elsewhere in the record
            yield Item(inside.ref + node.path[len(inside.definition.path) :], node.path, _kind(node))

    def asked(self, node: BodyNode, ref: str) -> Iterator[AnswerNode]:
        """The answer nodes of all relevant questions at and below a body node."""
        if isinstance(node, Question):
            if node.control.is_answered:
                found = self._record.find(ref)
                if found.relevant and not node.calculate:
                    yield found
            return
        if isinstance(node, Repeat):
            for row in self.rows(ref):
                yield from self._below(node.children, self._record.find(row))
            return
        yield from self._below(node.children, self._record.find(ref) if node.path else self._record.root)

    def _below(self, nodes: Sequence[BodyNode], holder: AnswerNode) -> Iterator[AnswerNode]:
        if not holder.relevant:
            return
        for item in self._items(nodes, holder):
            child = self._record.plan.form.node(item.path)
            if child is not None:
                yield from self.asked(child, item.ref)

    def sections(self) -> tuple[SectionState, ...]:
        """Every section of the body, in order, relevant or not."""
        return tuple(self._state(*section) for section in self._split())

    def _split(self) -> list[tuple[BodyNode, list[Item]]]:
        """Top items by section: a table takes the loose questions before it, other loose ones stay together."""
        found: list[tuple[BodyNode, list[Item]]] = []
        loose: list[Item] = []
        for item in self.children(""):
            node = self._record.plan.form.node(item.path)
            if isinstance(node, Question):
                loose.append(item)
            elif isinstance(node, Repeat):
                found.append((node, [*loose, item]))
                loose = []
            elif node is not None:
                found.extend(self._loose(loose, found))
                found.append((node, [item]))
                loose = []
        found.extend(self._loose(loose, found))
        return found

    def _loose(
        self, loose: list[Item], found: list[tuple[BodyNode, list[Item]]]
    ) -> list[tuple[BodyNode, list[Item]]]:
        """Loose questions join the section before them; at the very start they make one of their own."""
        if not loose:
            return []
        if found:
            found[-1][1].extend(loose)
            return []
        node = self._record.plan.form.node(loose[0].path)
        return [] if node is None else [(node, list(loose))]

    def _state(self, head: BodyNode, items: list[Item]) -> SectionState:
        nodes = [
            node
            for item in items
            if (child := self._record.plan.form.node(item.path)) is not None
            for node in self.asked(child, item.ref)
        ]
        answered = sum(1 for node in nodes if node.text or node.absent)
        kinds = [problem.severity for node in nodes for problem in self._checking.of_node(node)]
        required = sum(1 for kind in kinds if kind is Severity.REQUIRED)
        ref = next(item.ref for item in items if item.path == head.path)
        probe = self._table_probe(ref) if isinstance(head, Repeat) else self._record.find(ref)
        return SectionState(
            ref=ref,
            label=self._showing.text(head.label, probe) or head.name,
            answered=answered,
            total=len(nodes),
            problems=len(kinds) - required,
            state=_state_word(len(nodes), answered, required, len(kinds) - required),
            items=tuple(item.ref for item in items),
            required=required,
        )

    def _table_probe(self, ref: str) -> AnswerNode:
        """A row that is not there: from where the words over a table read."""
        parent, definition = self._record.find_table(ref)
        return AnswerNode(definition, parent)

    def progress(self) -> tuple[int, int]:
        """Answered and all relevant questions."""
        sections = self.sections()
        return sum(one.answered for one in sections), sum(one.total for one in sections)


def _kind(node: BodyNode) -> str:
    if isinstance(node, Group):
        return "group"
    return "repeat" if isinstance(node, Repeat) else "question"


def _state_word(total: int, answered: int, required: int, problems: int) -> str:
    if problems:
        return "problems"
    if not total:
        return "not_relevant"
    if not required and answered:
        return "done"
    return "started" if answered else "empty"
