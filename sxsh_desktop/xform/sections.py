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
    """Reads the tree in the order of the form's body; a section is counted again when something of it changed."""

    def __init__(self, record: Record, showing: Showing, checking: Checking) -> None:
        self._record, self._showing, self._checking = record, showing, checking
        self._split: list[tuple[BodyNode, list[Item]]] | None = None
        self._of: dict[str, list[int]] = {}  # path -> the sections that show it
        self._states: list[SectionState | None] = []

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
            yield Item(_ref_in(_around(node.path, holder), node.path), node.path, _kind(node))

    def _asked(self, node: BodyNode, holder: AnswerNode, found: list[AnswerNode]) -> None:
        """Add the answer nodes of all relevant questions at and below a body node that stands in `holder`."""
        if not node.path:
            self._below(node, holder, found)
            return
        inside = _around(node.path, holder)
        held: AnswerNode | list[AnswerNode]
        if node.path == f"{inside.definition.path}/{node.name}":
            held = inside.held[inside.definition.slots[node.name]]
        elif isinstance(node, Repeat):
            parent, definition = self._record.find_table(_ref_in(inside, node.path))
            held = parent.rows(definition.index)
        else:
            held = self._record.find(_ref_in(inside, node.path))
        if isinstance(held, list):
            for row in held:
                self._below(node, row, found)
        elif not isinstance(node, Question):
            self._below(node, held, found)
        elif held.relevant and not node.calculate and node.control.is_answered:
            found.append(held)

    def _below(self, node: BodyNode, holder: AnswerNode, found: list[AnswerNode]) -> None:
        if holder.relevant and not isinstance(node, Question):
            for child in node.children:
                self._asked(child, holder, found)

    def sections(self) -> tuple[SectionState, ...]:
        """Every section of the body, in order, relevant or not."""
        if self._split is None:
            self._split = self._made_split()
            self._states = [None] * len(self._split)
            self._note_paths(self._split)
        for place, state in enumerate(self._states):
            if state is None:
                self._states[place] = self._state(*self._split[place])
        return tuple(one for one in self._states if one is not None)

    def _note_paths(self, split: list[tuple[BodyNode, list[Item]]]) -> None:
        form = self._record.plan.form
        for place, (_head, items) in enumerate(split):
            for item in items:
                top = form.node(item.path)
                for node in (top, *form.walk(top)) if top is not None else ():
                    self._of.setdefault(node.path, []).append(place)

    def forget(self, refs: frozenset[str]) -> None:
        """These refs look different now."""
        if not self._states:
            return
        for path in {path_of(ref) for ref in refs}:
            for place in self._of.get(path, ()):
                self._states[place] = None

    def forget_all(self) -> None:
        """Another language."""
        self._states = [None] * len(self._states)

    def _made_split(self) -> list[tuple[BodyNode, list[Item]]]:
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
        nodes: list[AnswerNode] = []
        for item in items:
            child = self._record.plan.form.node(item.path)
            if child is not None:
                self._asked(child, self._record.root, nodes)
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


def _around(path: str, holder: AnswerNode) -> AnswerNode:
    """The node that holds what stands at `path`: a group of the body may ask what stands elsewhere in the record."""
    while not path.startswith(f"{holder.definition.path}/") and isinstance(holder.parent, AnswerNode):
        holder = holder.parent
    return holder


def _ref_in(holder: AnswerNode, path: str) -> str:
    return holder.ref + path[len(holder.definition.path) :]


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
