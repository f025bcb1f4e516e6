"""Recomputing after a change: only what depends on it, each computation at most once, in topological order."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Set
from typing import Any

from sxsh_desktop.xform.answer_types import stored
from sxsh_desktop.xform.graph import Aspect, Edge
from sxsh_desktop.xform.nodes import AnswerNode, NodeDef
from sxsh_desktop.xform.record import Record
from sxsh_desktop.xform.xpath import EvaluationContext, XPathError
from sxsh_desktop.xform.xpath.convert import text_of_number

MOST_ROWS = 10_000
MOST_ROUNDS = 100
_Work = tuple[int, int, AnswerNode, Aspect]


class Settling:
    """One pass: tell it what changed, then `run`. Afterwards `affected` names what may look different.

    `evaluations` counts the computations that ran. With `count_rows` off, repeat counts neither add nor remove
    rows: used while changes are replayed or undone, because those rows have changes of their own. Rows that the
    pass added or removed stand in `added` and `removed` (with their place). `left_out` (path, aspect) does not run.
    """

    def __init__(
        self,
        record: Record,
        count_rows: bool = True,
        is_new: bool = False,
        left_out: Set[tuple[str, Aspect]] = frozenset(),
    ) -> None:
        self._is_new, self._fresh, self._left_out = is_new, set[AnswerNode](), left_out
        self._runs: dict[tuple[int, int], int] = {}
        self._record, self._plan, self._count_rows = record, record.plan, count_rows
        self._heap: list[_Work] = []
        self._queued: set[tuple[int, int]] = set()
        self._turn = 0
        self._affected: dict[AnswerNode, None] = {}
        self._tables: set[str] = set()
        self._gone: set[AnswerNode] = set()
        self.evaluations = 0
        self.added: list[tuple[AnswerNode, int]] = []
        self.removed: list[tuple[AnswerNode, int]] = []

    @property
    def affected(self) -> frozenset[str]:
        """Refs of the nodes and tables that may look different now."""
        gone = self._gone
        refs = (
            {node.ref for node in self._affected if node not in gone} if gone else set(_refs(self._affected))
        )
        return frozenset(refs | self._tables)

    def everything(self) -> None:
        """Queue every computation of the record: for a new or re-opened one."""
        self.subtree(self._record.root)

    def these(self, wanted: Set[tuple[str, Aspect]]) -> None:
        """Queue these computations, by path and aspect, wherever the record has them."""
        for node in self._record.nodes() if wanted else ():
            definition = node.definition
            for aspect, rank, index in definition.computed:
                path = definition.path if index < 0 else definition.children[index].path
                if (path, aspect) in wanted:
                    self._push(rank, node, aspect, index)

    def spoken(self) -> None:
        """Queue what a change of the language changes: the formulas that read texts and labels."""
        speaking = self._plan.speaking
        for node in self._record.nodes() if speaking else ():
            if node.definition.path in speaking:
                self._queue_own(node)

    def subtree(self, top: AnswerNode) -> None:
        """Queue the computations of `top` and all below."""
        for node in top.walk():
            self._queue_own(node)

    def _queue_own(self, node: AnswerNode) -> None:
        for aspect, rank, index in node.definition.computed:
            self._push(rank, node, aspect, index)

    def _queue_count(self, parent: AnswerNode, definition: NodeDef) -> None:
        self._push(self._plan.rank(definition.path, Aspect.COUNT), parent, Aspect.COUNT, definition.index)

    def _queue(self, node: AnswerNode, aspect: Aspect) -> None:
        self._push(self._plan.rank(node.definition.path, aspect), node, aspect, -1)

    def _push(self, rank: int, node: AnswerNode, aspect: Aspect, index: int) -> None:
        key = (id(node), rank) if index < 0 else (id(node.held[index]), rank)
        if key not in self._queued:
            self._queued.add(key)
            self._turn += 1
            heapq.heappush(self._heap, (rank, self._turn, node, aspect))

    # -- what changed -----------------------------------------------------------------------------------

    def look(self, node: AnswerNode) -> None:
        """The node looks different, but its value is the same."""
        self._affected[node] = None

    def value_changed(self, node: AnswerNode) -> None:
        """The node reads as another value than before."""
        self._affected[node] = None
        definition = node.definition
        readers = definition.readers
        for reader in self._plan.readers_of(definition) if readers is None else readers:
            if reader.way is None:
                self._tell(reader.edge, node)
                continue
            found: Any = node
            for _level in range(reader.ups):
                found = found.parent
            for index in reader.way:
                found = found.held[index]
            if reader.is_shown:
                self._affected[found] = None
            else:
                self._push(reader.rank, found, reader.edge.aspect, -1)

    def _tell(self, edge: Edge, changed: AnswerNode) -> None:
        if edge.aspect is Aspect.COUNT:
            self._tell_counts(edge, changed)
            return
        for reader in self._plan.instances(edge, changed):
            if edge.aspect is Aspect.SHOWN:
                self._affected[reader] = None
            else:
                self._queue(reader, edge.aspect)
        if edge.aspect is Aspect.RELEVANT and self._plan.by_path[edge.path].is_repeat:
            self._tell_tables(edge, changed)

    def _holders(self, edge: Edge, changed: AnswerNode) -> list[AnswerNode]:
        holder = Edge(edge.path.rpartition("/")[0], edge.aspect, edge.anchor)
        return list(self._plan.instances(holder, changed))

    def _tell_counts(self, edge: Edge, changed: AnswerNode) -> None:
        for parent in self._holders(edge, changed):
            self._queue_count(parent, self._plan.by_path[edge.path])

    def _tell_tables(self, edge: Edge, changed: AnswerNode) -> None:
        for parent in self._holders(edge, changed):
            self._tables.add(f"{parent.ref}/{self._plan.by_path[edge.path].name}")

    def row_came(self, row: AnswerNode, place: int) -> None:
        """A row now stands at `place` of its table: queue its own computations and all that read the rows."""
        self._fresh.add(row)
        self.subtree(row)
        for node in row.walk():
            self._affected[node] = None
        self._rows_changed(row, place)

    def row_went(self, row: AnswerNode, place: int) -> None:
        """The row that stood at `place` is gone."""
        self.removed.append((row, place))
        self._gone.update(row.walk())
        self._rows_changed(row, place)

    def _rows_changed(self, row: AnswerNode, place: int) -> None:
        parent = row.parent
        if not isinstance(parent, AnswerNode):
            return
        self._tables.add(f"{parent.ref}/{row.definition.name}")
        rows = parent.rows(row.definition.index)
        for edge in self._plan.graph.row_readers.get(row.definition.path, ()):
            if edge.own_row and edge.anchor >= row.definition.depth:
                for later in rows[place:]:
                    self._tell(edge, later)
            else:
                self._tell(Edge(edge.path, edge.aspect, min(edge.anchor, parent.definition.depth)), parent)

    # -- running ----------------------------------------------------------------------------------------

    def run(self) -> None:
        """Evaluate what is queued and what that queues, until nothing is left."""
        while self._heap:
            rank, _turn, node, aspect = heapq.heappop(self._heap)
            if node in self._gone or not self._may_run(node, rank, aspect):
                continue
            if self._left_out and (node.definition.path, aspect) in self._left_out:
                continue
            self.evaluations += 1
            if aspect is Aspect.CALCULATE:
                self._calculate(node)
            elif aspect is Aspect.RELEVANT:
                self._relevance(node)
            else:
                self._counts(node)
        self._queued.clear()

    def _may_run(self, node: AnswerNode, rank: int, aspect: Aspect) -> bool:
        """In a form whose counts read what their own rows hold, a computation may come up again, within bounds."""
        if not self._plan.graph.loops:
            return True
        key = (id(node), rank)
        self._runs[key] = self._runs.get(key, 0) + 1
        self._queued.discard(key)
        for child in node.definition.children if aspect is Aspect.COUNT else ():
            self._queued.discard((id(node.held[child.index]), rank))
        return self._runs[key] <= MOST_ROUNDS

    def _calculate(self, node: AnswerNode) -> None:
        definition = node.definition
        question = definition.question
        if question is None:
            return
        number = None
        try:
            compiled = definition.calculation or self._plan.calculation_of(definition)
            context = EvaluationContext(node, self._record.world)
            if compiled.is_number:
                number = compiled.number(context)
                text = text_of_number(number)
            else:
                text = compiled.string(context)
        except XPathError as error:
            self._record.broken[definition.path] = str(error)
            text = ""
        kept = stored(question.datatype, text)
        if kept != node.text:
            node.write(kept, number if kept == text else None)
            if node.relevant:
                self.value_changed(node)

    def _relevance(self, node: AnswerNode) -> None:
        own = self._record.truth_of(node.definition.relevant, node, True)
        if own == node.own_relevant:
            return
        node.own_relevant = own
        self.spread(node)

    def spread(self, node: AnswerNode) -> None:
        """Bring relevance down from `node`, and tell the readers of what it changed."""
        parent = node.parent
        effective = node.own_relevant and (not isinstance(parent, AnswerNode) or parent.relevant)
        if effective == node.relevant:
            return
        node.relevant = effective
        self._affected[node] = None
        if node.definition.is_leaf:
            if node.text or node.definition.in_repeat:  # a count over rows sees empty answers too
                self.value_changed(node)
            return
        if node.definition.is_repeat and isinstance(parent, AnswerNode):
            self._rows_changed(node, parent.rows(node.definition.index).index(node))
        for child in node.children:
            self.spread(child)

    def _counts(self, parent: AnswerNode) -> None:
        for definition in parent.definition.children:
            if definition.path in self._plan.counts and self._count_rows:
                self._fit_rows(parent, definition)

    def _fit_rows(self, parent: AnswerNode, definition: NodeDef) -> None:
        """Add or remove rows at the end until there are as many as the form's count says."""
        rows = parent.rows(definition.index)
        probe = AnswerNode(definition, parent)
        number = self._record.number_of(self._plan.counts[definition.path], probe)
        if math.isnan(number) and not self._starts_empty(parent):
            return  # JavaRosa: a count that is blank for a moment takes no rows away
        wanted = 0 if math.isnan(number) else int(max(0, min(number, MOST_ROWS)))
        while len(rows) < wanted:
            answer = self._record.default_row(definition, len(rows))
            row = self._record.new_row(parent, definition, self._record.given.new_row_id(), answer)
            rows.append(row)
            parent.rows_changed()
            self.added.append((row, len(rows) - 1))
            self.take_relevance(row)
            self.row_came(row, len(rows) - 1)
        while len(rows) > wanted:
            row = rows.pop()
            parent.rows_changed()
            self._record.forget_places()
            self.row_went(row, len(rows))

    def _starts_empty(self, parent: AnswerNode) -> bool:
        """Whether the table is only now being made, with its record or with the row around it."""
        step = parent
        while isinstance(step, AnswerNode):
            if step in self._fresh:
                return True
            if not isinstance(step.parent, AnswerNode):
                break
            step = step.parent
        return self._is_new

    def take_relevance(self, row: AnswerNode) -> None:
        """A new row starts as relevant as the place that it stands in."""
        parent = row.parent
        if isinstance(parent, AnswerNode) and not parent.relevant:
            for node in row.walk():
                node.relevant = False


def _refs(nodes: Iterable[AnswerNode]) -> Iterator[str]:
    return (node.ref for node in nodes)
