"""Who reads whom: the dependency graph of a form, made once from the references of its expressions.

A *computation* is (path, aspect): the rows of a repeat with a count, the relevance, the calculated value. Its rank
is its place in a topological order, so that one pass by rank after a change evaluates each at most once. What
is only looked at (required, constraint, choices, texts ...) reads too, but is never computed here: such an edge
says which question may look different.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sxsh_desktop.xform.definition import BodyNode, Form, ModelNode, Question, Repeat
from sxsh_desktop.xform.ordering import Computed, ordered
from sxsh_desktop.xform.xpath.errors import XPathError
from sxsh_desktop.xform.xpath.functions import LIBRARY
from sxsh_desktop.xform.xpath.parser import parse
from sxsh_desktop.xform.xpath.references import Reference, references_of
from sxsh_desktop.xform.xpath.tree import Ast, Call, Path, walk


class Aspect(StrEnum):
    """What of a node an expression decides. SHOWN stands for all that is looked at, not computed."""

    COUNT = "count"
    RELEVANT = "relevant"
    CALCULATE = "calculate"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Edge:
    """`path`.`aspect` reads something; `anchor` is the depth of the nearest common ancestor instance.

    From the changed node climb to the node at depth `anchor` (the document element has depth 1), then go down to
    all instances of `path` below it. `own_row`: reads the place of its own repeat row (`position(..)`).
    """

    path: str
    aspect: Aspect
    anchor: int
    own_row: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """An expression that cannot be used. `column` is the attribute of the form, `detail` what is wrong."""

    path: str
    column: str
    code: str
    detail: str
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Readers of each value, readers of the rows of each repeat, the order, and what is wrong.

    `cycles` can never be computed; `loops` go through the count of a repeat ("one more row as long as ...") and
    come to rest by themselves.
    """

    readers: Mapping[str, tuple[Edge, ...]]
    row_readers: Mapping[str, tuple[Edge, ...]]
    rank: Mapping[tuple[str, str], int]
    cycles: tuple[tuple[tuple[str, str], ...], ...]
    faults: tuple[Fault, ...] = ()
    loops: tuple[tuple[tuple[str, str], ...], ...] = ()


_known: dict[str, Graph] = {}


def graph_of(form: Form) -> Graph:
    """The graph of `form`, made once for each definition hash."""
    graph = _known.get(form.definition_hash)
    if graph is None:
        graph = _GraphMaker(form).graph()
        if form.definition_hash:
            remember(form.definition_hash, graph)
    return graph


def remember(definition_hash: str, graph: Graph) -> None:
    """Keep a graph that was read from a cached plan."""
    _known[definition_hash] = graph


def expressions_of(form: Form) -> Iterator[tuple[str, str, Aspect, str]]:
    """Every expression of the form as (path, column, aspect, text)."""
    for question in form.questions.values():
        yield from _of_question(question)
    for group in form.groups.values():
        yield from _of_holder(group)
    for repeat in form.repeats.values():
        yield from _of_holder(repeat)
    for action in form.actions:
        if action.expression:
            yield action.target, "trigger", Aspect.SHOWN, action.expression


def _of_question(question: Question) -> Iterator[tuple[str, str, Aspect, str]]:
    path = question.path
    yield from _written(path, "relevant", Aspect.RELEVANT, question.relevant)
    yield from _written(path, "calculation", Aspect.CALCULATE, question.calculate)
    for column, text in (
        ("required", question.required),
        ("constraint", question.constraint),
        ("readonly", question.readonly),
        ("bind::sxsh:soft", question.soft),
    ):
        yield from _written(path, column, Aspect.SHOWN, text)
    if question.choices is not None:
        yield from _written(path, "choice_filter", Aspect.SHOWN, question.choices.nodeset)
        yield from _written(path, "parameters", Aspect.SHOWN, question.choices.seed)
    for column, shown in (
        ("label", question.label),
        ("hint", question.hint),
        ("constraint_message", question.constraint_message),
        ("required_message", question.required_message),
    ):
        for output in shown.outputs:
            yield from _written(path, column, Aspect.SHOWN, output)
    for part in question.unit.split(" per "):
        if part.strip().startswith((".", "/")):
            yield path, "bind::sxsh:unit", Aspect.SHOWN, part.strip()


def _of_holder(node: BodyNode) -> Iterator[tuple[str, str, Aspect, str]]:
    yield from _written(node.path, "relevant", Aspect.RELEVANT, node.relevant)
    if isinstance(node, Repeat):
        yield from _written(node.path, "repeat_count", Aspect.COUNT, node.count)
    for column, shown in (("label", node.label), ("hint", node.hint)):
        for output in shown.outputs:
            yield from _written(node.path, column, Aspect.SHOWN, output)


def _written(path: str, column: str, aspect: Aspect, text: str) -> Iterator[tuple[str, str, Aspect, str]]:
    if text:
        yield path, column, aspect, text


def names_of(path: str) -> tuple[str, ...]:
    """The names of a location path."""
    return tuple(path.split("/")[1:])


@dataclass(slots=True)
class _GraphMaker:
    form: Form
    nodes: dict[str, ModelNode] = field(default_factory=dict)
    readers: dict[str, dict[Edge, None]] = field(default_factory=dict)
    rows: dict[str, dict[Edge, None]] = field(default_factory=dict)
    reads: dict[Computed, set[Computed]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    computed: dict[str, set[str]] = field(default_factory=dict)
    selfish: list[tuple[Computed, ...]] = field(default_factory=list)

    def graph(self) -> Graph:
        self._gather(self.form.model)
        found = list(expressions_of(self.form))
        for path, _column, aspect, _text in found:
            if aspect is not Aspect.SHOWN:
                self.computed.setdefault(path, set()).add(aspect)
                self.reads.setdefault((path, aspect), set())
        for path, column, aspect, text in found:
            self._read(path, column, aspect, text)
        self._counted_rows()
        self._rows_read_by_values()
        rank, cycles = ordered(self.reads)
        loops = tuple(cycle for cycle in cycles if any(aspect == Aspect.COUNT for _path, aspect in cycle))
        if loops:
            counts = {key for cycle in loops for key in cycle if key[1] == Aspect.COUNT}
            rank, cycles = ordered({key: sources - counts for key, sources in self.reads.items()})
        return Graph(
            {path: tuple(edges) for path, edges in self.readers.items()},
            {path: tuple(edges) for path, edges in self.rows.items()},
            rank,
            (*cycles, *self.selfish),
            tuple(self.faults),
            loops,
        )

    def _gather(self, node: ModelNode) -> None:
        self.nodes[node.path] = node
        for child in node.children:
            self._gather(child)

    def _read(self, path: str, column: str, aspect: Aspect, text: str) -> None:
        try:
            tree = parse(text)
        except XPathError as error:
            self.faults.append(Fault(path, column, "syntax", str(error), text))
            return
        context = names_of(path)
        indexed = indexed_paths(tree)
        self._calls(path, column, aspect, tree, text)
        for reference in references_of(tree, context):
            if reference.path == context and _reads_itself(column, reference):
                self.selfish.append(((path, column),))
            if reference.instance is None or reference.absolute:  # ODK: `/data/x` is always the record
                self._refer(path, column, aspect, reference, reference.text in indexed, text)

    def _calls(self, path: str, column: str, aspect: Aspect, tree: Ast, text: str) -> None:
        """Functions that do not exist or are called wrongly; the place of a row that its own rule asks for."""
        for node in walk(tree):
            if not isinstance(node, Call):
                continue
            entry = LIBRARY.get(node.name)
            if entry is None or not entry.accepts(len(node.arguments)):
                self.faults.append(Fault(path, column, "function", f"{node.name}()", text))
            by_place = node.name in ("position", "last") and not node.arguments
            if by_place and path in self.nodes and self.nodes[path].is_repeat:
                edge = Edge(path, aspect, len(names_of(path)), True)
                self.rows.setdefault(path, {})[edge] = None

    def _refer(
        self, path: str, column: str, aspect: Aspect, reference: Reference, indexed: bool, text: str
    ) -> None:
        names = reference.path
        if names is None or "*" in names:
            names, wide = (self.form.model.name,), True
        else:
            wide = reference.wide
        if names == ():
            return
        names = tuple(name.rpartition(":")[2] for name in names)
        target = "/" + "/".join(names)
        node = self.nodes.get(target)
        if node is None:
            if not reference.inside_predicate or reference.absolute:
                self.faults.append(Fault(path, column, "unknown_reference", target, text))
            return
        context = names_of(path)
        anchor, own_row = self._anchor(context, names, reference, indexed)
        edge = Edge(path, aspect, anchor, own_row)
        if wide:
            for below in self._below(node):
                self._edge(edge, below)
        else:
            self._edge(edge, node)

    def _below(self, node: ModelNode) -> Iterator[ModelNode]:
        yield node
        for child in node.children:
            yield from self._below(child)

    def _edge(self, edge: Edge, node: ModelNode) -> None:
        is_leaf = not node.children and not node.is_repeat
        if is_leaf:
            self.readers.setdefault(node.path, {})[edge] = None
        else:
            for repeat in self._repeats_around(node.path):
                self.rows.setdefault(repeat, {})[edge] = None
        if edge.aspect is Aspect.SHOWN:
            return
        key = (edge.path, str(edge.aspect))
        for path in _self_and_above(node.path):
            for aspect in self.computed.get(path, ()):
                if aspect == Aspect.CALCULATE and (path != node.path or path == edge.path):
                    continue  # an expression may look at its own old value; a group has none
                self.reads[key].add((path, aspect))

    def _repeats_around(self, path: str) -> list[str]:
        return [above for above in _self_and_above(path) if self.nodes[above].is_repeat]

    def _anchor(
        self, context: tuple[str, ...], names: tuple[str, ...], reference: Reference, indexed: bool
    ) -> tuple[int, bool]:
        """Depth of the ancestor instance below which the reference looks, and whether it is its own row."""
        common = 0
        while common < min(len(context), len(names)) and context[common] == names[common]:
            common += 1
        target_is_above = common == len(names)
        steps = reference.text.removeprefix("current()/").split("/")
        ups = 0
        while ups < len(steps) and steps[ups] == "parent::node()":
            ups += 1
        from_owner = not reference.inside_predicate or reference.text.startswith("current()/")
        relative = not reference.absolute and from_owner and ups > 0
        if relative and not reference.predicated:
            if ups == len(steps):
                return len(context) - ups, True
            return max(1, min(common, len(context) - ups)), False
        if reference.text == "self::node()":
            return len(context), False
        if reference.absolute and not reference.predicated and not indexed:
            last_is_repeat = self.nodes["/" + "/".join(names)].is_repeat
            if target_is_above and last_is_repeat:
                common -= 1
            return max(1, common), False
        return self._outside_repeats(context[:common]), False

    def _outside_repeats(self, names: tuple[str, ...]) -> int:
        """The depth of the deepest ancestor that stands in no repeat."""
        depth = 1
        for length in range(2, len(names) + 1):
            if self.nodes["/" + "/".join(names[:length])].is_repeat:
                break
            depth = length
        return max(1, depth)

    def _counted_rows(self) -> None:
        """What stands in a repeat with a count is computed after its rows are there."""
        for path, aspects in self.computed.items():
            if Aspect.COUNT not in aspects:
                continue
            for inner, inner_aspects in self.computed.items():
                if inner.startswith(path + "/"):
                    for aspect in inner_aspects:
                        self.reads[(inner, aspect)].add((path, str(Aspect.COUNT)))

    def _rows_read_by_values(self) -> None:
        """A new or removed row changes what is read across rows (`sum(rep/x)`)."""
        for path, edges in self.readers.items():
            for repeat in self._repeats_around(path):
                depth = len(names_of(repeat))
                for edge in edges:
                    if edge.anchor < depth:
                        self.rows.setdefault(repeat, {})[edge] = None


def _reads_itself(column: str, reference: Reference) -> bool:
    """Whether a rule reads the very answer that it decides (JavaRosa: a cycle); another row's is allowed."""
    plain = not reference.predicated and not reference.inside_predicate and reference.instance is None
    return plain and not reference.wide and column in ("calculation", "required", "readonly")


def _self_and_above(path: str) -> list[str]:
    names = names_of(path)
    return ["/" + "/".join(names[:length]) for length in range(len(names), 0, -1)]


def indexed_paths(tree: Ast) -> frozenset[str]:
    """The paths that `indexed-repeat` picks rows from: there an absolute path means all rows."""
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, Call) and node.name == "indexed-repeat":
            found.update(str(one) for one in node.arguments[0:1] if isinstance(one, Path))
            found.update(str(one) for one in node.arguments[1::2] if isinstance(one, Path))
    return frozenset(found)
