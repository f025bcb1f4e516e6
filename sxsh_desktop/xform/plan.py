"""What sessions of one form share: node definitions, compiled expressions, list documents and their indexes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, cast

from sxsh_desktop.xform.definition import Form, Question
from sxsh_desktop.xform.graph import Aspect, Edge, Graph, graph_of, indexed_paths, names_of
from sxsh_desktop.xform.nodes import AnswerNode, ListNode, NodeDef, Reader, RootNode, list_root
from sxsh_desktop.xform.told_at import ToldAt, told_at
from sxsh_desktop.xform.xpath import (
    Compiled,
    EvaluationContext,
    NodeLike,
    PathBinding,
    StaticContext,
    compile_expression,
)
from sxsh_desktop.xform.xpath.context import IndexLookup
from sxsh_desktop.xform.xpath.documents import XmlNode, read_document
from sxsh_desktop.xform.xpath.parser import parse
from sxsh_desktop.xform.xpath.tree import Path, calls_of
from sxsh_desktop.xform.xpath.verdicts import is_verdict

_KEPT = 24


class FormPlan:
    """The shared, read-only side of all sessions of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.graph: Graph = graph_of(form)
        self.root = NodeDef(form.model, None, 0)
        self.by_path: dict[str, NodeDef] = {}
        self.counts: dict[str, str] = {path: one.count for path, one in form.repeats.items() if one.count}
        for definition in self.root.walk():
            self.by_path[definition.path] = definition
            definition.question = form.questions.get(definition.path)
            definition.repeat = form.repeats.get(definition.path)
            node = form.node(definition.path)
            definition.relevant = node.relevant if node is not None else ""
        for definition in self.by_path.values():
            definition.computed = tuple(self._computed(definition))
        self._compiled: dict[tuple[str, str], Compiled] = {}
        self._ways: dict[tuple[str, int], tuple[int, ...] | None] = {}
        self._documents: dict[str, RootNode | XmlNode] = {}
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[int]]] = {}

    def _computed(self, definition: NodeDef) -> Iterator[tuple[Aspect, int, int]]:
        if definition.relevant:
            yield Aspect.RELEVANT, self.rank(definition.path, Aspect.RELEVANT), -1
        if definition.question is not None and definition.question.calculate:
            yield Aspect.CALCULATE, self.rank(definition.path, Aspect.CALCULATE), -1
        for child in definition.children if self.counts else ():
            if child.path in self.counts:
                yield Aspect.COUNT, self.rank(child.path, Aspect.COUNT), child.index

    @cached_property
    def speaking(self) -> frozenset[str]:
        """The paths whose computed values depend on the language."""
        found = set()
        for definition in self.by_path.values():
            question = definition.question
            counts = [self.counts.get(child.path, "") for child in definition.children] if self.counts else []
            written = (definition.relevant, question.calculate if question is not None else "", *counts)
            if any("jr:itext" in text or "jr:choice-name" in text for text in written):
                found.add(definition.path)
        return frozenset(found)

    def calculation_of(self, definition: NodeDef) -> Compiled:
        """What computes the value at `definition`. Raises XPathError."""
        question = definition.question
        found = self.compiled(question.calculate if question is not None else "", definition)
        definition.calculation = found
        return found

    def readers_of(self, definition: NodeDef) -> tuple[Reader, ...]:
        """Who reads the value at `definition`, as ways that can be followed at once."""
        found = definition.readers
        if found is None:
            edges = self.graph.readers.get(definition.path, ())
            found = definition.readers = tuple([self._reader(edge, definition) for edge in edges])
        return found

    def _reader(self, edge: Edge, source: NodeDef) -> Reader:
        depth, way = min(edge.anchor, source.depth), None
        target = self.by_path.get(edge.path)
        is_shown = edge.aspect is Aspect.SHOWN
        is_table = target is not None and target.is_repeat
        if target is not None and edge.aspect is not Aspect.COUNT and not is_table:
            way = self._way(edge.path, depth)
        rank = 0 if is_shown else self.rank(edge.path, edge.aspect)
        return Reader(edge, rank, source.depth - depth, way, is_shown)

    @cached_property
    def told_at(self) -> ToldAt:
        """Which questions stand for what is not in the body."""
        return told_at(self.root)

    def compiled(self, text: str, owner: NodeDef) -> Compiled:
        """The expression of `owner` ready to run; compiled at its first use. Raises XPathError.

        Questions of one group share it: a path leads from each of them up to the group in the same way.
        """
        key = (text, owner.place)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = compile_expression(text, self._static(text, owner))
        return found

    def _static(self, text: str, owner: NodeDef) -> StaticContext:
        indexed = indexed_paths(calls_of(parse(text))) if "indexed-repeat" in text else frozenset()

        def bind_path(path: Path) -> PathBinding | None:
            return self._bind_path(path, owner, path in indexed)

        return StaticContext(context_path=owner.names, bind_path=bind_path, bind_index=self._bind_index)

    def _bind_path(self, path: Path, owner: NodeDef, indexed: bool) -> PathBinding | None:
        written = path.names()
        if written is None or path.instance is not None or indexed:
            return None
        names = tuple(name.rpartition(":")[2] for name in written)
        if not path.absolute:
            return (_relative_place(names, owner) or _relative(names, path.from_current)) if names else None
        target = self.by_path.get("/" + "/".join(names))
        return None if target is None else _absolute(target, owner)

    def document(self, list_id: str) -> RootNode | XmlNode | None:
        """The list as a document for `instance('list_id')`."""
        found = self._documents.get(list_id)
        if found is None and list_id in self.form.lists:
            table = self.form.lists[list_id]
            found = read_document(table.document) if table.document else list_root(table)
            self._documents[list_id] = found
        return found

    def index(self, list_id: str, columns: tuple[str, ...]) -> dict[tuple[str, ...], list[int]] | None:
        """Row numbers of a list by the texts of `columns`; None when a column does not exist."""
        key = (list_id, columns)
        if key in self._indexes:
            return self._indexes[key]
        table = self.form.lists.get(list_id)
        if table is None:
            return None
        places = [table.column(name) for name in columns]
        if min(places, default=-1) < 0:
            return None
        found: dict[tuple[str, ...], list[int]] = {}
        for number, cells in enumerate(table.rows):
            found.setdefault(tuple(cells[place] for place in places), []).append(number)
        self._indexes[key] = found
        return found

    def items(self, list_id: str, rows: Sequence[int]) -> list[ListNode]:
        """Rows of a list as nodes."""
        document = self.document(list_id)
        top = document.children[0] if document is not None else None
        return [top.item(row) for row in rows] if isinstance(top, ListNode) else []

    def _bind_index(
        self, list_id: str, names: tuple[str, ...], columns: tuple[str, ...]
    ) -> IndexLookup | None:
        if names != ("root", "item") or list_id not in self.form.lists:
            return None

        def look_up(_context: EvaluationContext, wanted: tuple[str, ...]) -> Sequence[NodeLike] | None:
            index = self.index(list_id, columns)
            return None if index is None else self.items(list_id, index.get(wanted, ()))

        return look_up

    def instances(self, edge: Edge, changed: AnswerNode) -> Iterator[AnswerNode]:
        """All nodes that read `changed` through `edge`: up to the common ancestor, down to the readers."""
        node: AnswerNode | RootNode = changed
        while isinstance(node, AnswerNode) and node.definition.depth > edge.anchor:
            node = node.parent
        if not isinstance(node, AnswerNode):
            return
        way = self._way(edge.path, node.definition.depth)
        if way is None:
            yield from below(node, names_of(edge.path)[node.definition.depth :])
            return
        for index in way:
            held = node.held[index]
            if isinstance(held, list):
                return
            node = held
        yield node

    def _way(self, path: str, depth: int) -> tuple[int, ...] | None:
        """The way down to `path` from its ancestor at `depth`, None where rows lie on it."""
        key = (path, depth)
        if key not in self._ways:
            target = self.by_path.get(path)
            is_open = target is None or target.depth < depth or _crosses_rows(target, depth)
            self._ways[key] = None if is_open or target is None else _indexes(target, depth)
        return self._ways[key]

    def rank(self, path: str, aspect: Aspect) -> int:
        """Where the computation stands in the topological order."""
        return self.graph.rank[(path, aspect)]


def below(node: AnswerNode, names: tuple[str, ...]) -> list[AnswerNode]:
    """All instances that `names` lead to from `node`; a name that is not there leads nowhere."""
    found: list[Any] = [node]
    definition = node.definition
    for name in names:
        index = definition.slots.get(name)
        if index is None:
            return []
        definition = definition.children[index]
        if definition.is_repeat:
            found = [row for one in found for row in one.held[index]]
        else:
            found = [one.held[index] for one in found]
    return found


def _absolute(target: NodeDef, owner: NodeDef) -> PathBinding:
    """An absolute path seen from `owner`: rows of repeats around both mean the same instance (ODK).

    A path to one place gives its node even while it is not relevant (it reads as empty, and `x = ''` holds);
    of several rows only the relevant ones count (XPath 1.0: an empty node-set equals nothing).
    """
    common = 0
    limit = min(target.depth, owner.depth - 1 if owner.is_leaf and owner.depth > 1 else owner.depth)
    while common < limit and target.names[common] == owner.names[common]:
        common += 1
    if common == target.depth and target.is_repeat and common > 1:
        common -= 1
    ups, names = owner.depth - common, target.names[common:]
    if not _crosses_rows(target, common):
        return _one_place(ups, _indexes(target, common), target)

    def nodes(context: EvaluationContext) -> Sequence[NodeLike]:
        start = _above(context, ups)
        return [] if start is None else [node for node in below(start, names) if node.relevant]

    def first(context: EvaluationContext) -> NodeLike | None:
        start = _above(context, ups)
        return None if start is None else next((node for node in below(start, names) if node.relevant), None)

    return PathBinding(first, nodes)


def _above(context: EvaluationContext, ups: int) -> AnswerNode | None:
    """The ancestor so many levels above the node that the expression belongs to."""
    node = context.current
    for _step in range(ups):
        parent = node.parent
        if parent is None:
            return None
        node = parent
    return node if isinstance(node, AnswerNode) else None


def _indexes(target: NodeDef, depth: int) -> tuple[int, ...]:
    """The way down to `target` from its ancestor at `depth`, as places in `held`."""
    found: list[int] = []
    step: NodeDef | None = target
    while step is not None and step.depth > depth:
        found.append(step.index)
        step = step.parent
    return tuple(reversed(found))


def _one_place(ups: int, indexes: tuple[int, ...], target: NodeDef) -> PathBinding:
    """A path that always leads to exactly one node: no rows lie on the way down."""
    first = _way_to(ups, indexes)

    def nodes(context: EvaluationContext) -> Sequence[NodeLike]:
        node = first(context)
        return [] if node is None else [node]

    def truth(context: EvaluationContext) -> bool:
        node = first(context)
        return node is not None and node.string_value() in ("1", "true")

    return PathBinding(first, nodes, True, truth if _says_whether(target.question) else None)


def _says_whether(question: Question | None) -> bool:
    """Whether an answer is a yes or no: of that type, or computed by what can say nothing else (JavaRosa)."""
    if question is None or question.datatype == "boolean":
        return question is not None
    return (
        bool(question.calculate)
        and question.datatype in ("", "string")
        and is_verdict(parse(question.calculate))
    )


def _way_to(ups: int, indexes: tuple[int, ...]) -> Callable[[EvaluationContext], AnswerNode | None]:
    """So many levels up, then down by places; the commonest ways are written out, they run most often of all."""
    if ups in (1, 2) and len(indexes) in (1, 2):
        return _written_out(ups, indexes)

    def first(context: EvaluationContext) -> AnswerNode | None:
        node: Any = _above(context, ups)
        if node is None:
            return None
        for index in indexes:
            if not node.held:  # a row that is not there, from where the words and the count of a table read
                return None
            node = node.held[index]
        return cast("AnswerNode", node)

    return first


def _written_out(ups: int, indexes: tuple[int, ...]) -> Callable[[EvaluationContext], AnswerNode | None]:
    one, other = indexes[0], indexes[-1]
    ways: dict[tuple[int, int], Callable[[Any], AnswerNode | None]] = {
        (1, 1): lambda context: context.current.parent.held[one],
        (1, 2): lambda context: context.current.parent.held[one].held[other],
        (2, 1): lambda context: context.current.parent.parent.held[one],
        (2, 2): lambda context: context.current.parent.parent.held[one].held[other],
    }
    return ways[(ups, len(indexes))]


def _crosses_rows(target: NodeDef, depth: int) -> bool:
    """Whether the way down from the ancestor at `depth` leads into rows."""
    step: NodeDef | None = target
    while step is not None and step.depth > depth:
        if step.is_repeat:
            return True
        step = step.parent
    return False


def _relative_place(names: tuple[str, ...], owner: NodeDef) -> PathBinding | None:
    """`../name` where it can only mean one node; None where rows lie on the way, or it leads nowhere."""
    step: NodeDef | None = owner
    ups = 0
    while ups < len(names) and names[ups] == ".." and step is not None:
        step, ups = step.parent, ups + 1
    top = step
    for name in names[ups:]:
        index = None if step is None or name == ".." else step.slots.get(name)
        if step is None or index is None:
            return None
        step = step.children[index]
    if step is None or top is None or _crosses_rows(step, top.depth):
        return None
    return _one_place(ups, _indexes(step, top.depth), step)


def _relative(names: tuple[str, ...], from_current: bool) -> PathBinding:
    """`../name` and the like, from the context node or from `current()`; relevance as in `_absolute`."""

    def nodes(context: EvaluationContext) -> Sequence[NodeLike]:
        found: list[NodeLike] = [context.current if from_current else context.node]
        single = True
        for name in names:
            onward: list[NodeLike] = []
            for node in found:
                if name == "..":
                    if node.parent is not None and node.parent not in onward:
                        onward.append(node.parent)
                elif isinstance(node, AnswerNode):
                    index = node.definition.slots.get(name)
                    if index is not None:
                        slot = node.held[index]
                        single = single and not isinstance(slot, list)
                        onward.extend(slot if isinstance(slot, list) else (slot,))
                else:
                    onward.extend(child for child in node.children if child.name == name)
            found = onward
        return found if single else [node for node in found if node.relevant]

    def first(context: EvaluationContext) -> NodeLike | None:
        found = nodes(context)
        return found[0] if found else None

    return PathBinding(first, nodes)


_plans: OrderedDict[str, FormPlan] = OrderedDict()


def plan_of(form: Form) -> FormPlan:
    """The plan of a form; the last ones used are kept."""
    plan = _plans.get(form.definition_hash)
    if plan is None or not form.definition_hash:
        plan = FormPlan(form)
        if form.definition_hash:
            _plans[form.definition_hash] = plan
            while len(_plans) > _KEPT:
                _plans.popitem(last=False)
    return plan
