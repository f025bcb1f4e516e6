"""Who reads whom: the dependency graph of a form, made once from the references of its expressions.

A *computation* is (path, aspect): the rows of a repeat with a count, the relevance, the calculated value. Its rank
is its place in a topological order, so that one pass by rank after a change evaluates each at most once. What
is only looked at (required, constraint, choices, texts ...) reads too, but is never computed here: such an edge
says which question may look different.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from sxsh_desktop.xform.definition import BodyNode, Form, ModelNode, Question, Repeat, Text
from sxsh_desktop.xform.kept import Kept
from sxsh_desktop.xform.misplaced import Fault, missing_lists
from sxsh_desktop.xform.ordering import Computed, ordered
from sxsh_desktop.xform.xpath.errors import XPathError
from sxsh_desktop.xform.xpath.functions import LIBRARY
from sxsh_desktop.xform.xpath.parser import parse
from sxsh_desktop.xform.xpath.references import Reference, reads_of
from sxsh_desktop.xform.xpath.tree import Call, Path, Step

_SELF = Path((Step("self", "node()"),))


class Aspect(StrEnum):
    """What of a node an expression decides. SHOWN stands for all that is looked at, not computed."""

    COUNT = "count"
    RELEVANT = "relevant"
    CALCULATE = "calculate"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Edge(Kept):
    """`path`.`aspect` reads something; `anchor` is the depth of the nearest common ancestor instance.

    From the changed node climb to the node at depth `anchor` (the document element has depth 1), then go down to
    all instances of `path` below it. `own_row`: reads the place of its own repeat row (`position(..)`).
    """

    path: str
    aspect: Aspect
    anchor: int
    own_row: bool = False


@dataclass(frozen=True, slots=True)
class Graph(Kept):
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


Written = tuple[str, str, Aspect, str]
"""An expression where the form has it: path, column, what it decides, text."""
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


def expressions_of(form: Form) -> Iterator[Written]:
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


def _of_question(question: Question) -> Iterator[Written]:
    path, choices = question.path, question.choices
    for column, aspect, text in (
        ("relevant", Aspect.RELEVANT, question.relevant),
        ("calculation", Aspect.CALCULATE, question.calculate),
        ("required", Aspect.SHOWN, question.required),
        ("constraint", Aspect.SHOWN, question.constraint),
        ("readonly", Aspect.SHOWN, question.readonly),
        ("bind::sxsh:soft", Aspect.SHOWN, question.soft),
        ("choice_filter", Aspect.SHOWN, choices.nodeset if choices is not None else ""),
        ("parameters", Aspect.SHOWN, choices.seed if choices is not None else ""),
    ):
        if text:
            yield path, column, aspect, text
    yield from _of_texts(path, ("label", question.label), ("hint", question.hint))
    messages = (
        ("constraint_message", question.constraint_message),
        ("required_message", question.required_message),
    )
    yield from _of_texts(path, *messages)
    for part in question.unit.split(" per ") if question.unit else ():
        if part.strip().startswith((".", "/")):
            yield path, "bind::sxsh:unit", Aspect.SHOWN, part.strip()


def _of_holder(node: BodyNode) -> Iterator[Written]:
    if node.relevant:
        yield node.path, "relevant", Aspect.RELEVANT, node.relevant
    if isinstance(node, Repeat) and node.count:
        yield node.path, "repeat_count", Aspect.COUNT, node.count
    yield from _of_texts(node.path, ("label", node.label), ("hint", node.hint))


def _of_texts(path: str, *texts: tuple[str, Text]) -> Iterator[Written]:
    for column, shown in texts:
        if shown.by_language:
            for output in shown.outputs:
                yield path, column, Aspect.SHOWN, output


@lru_cache(maxsize=16384)
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
    shared: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def graph(self) -> Graph:
        self._gather(self.form.model)
        found = list(expressions_of(self.form))
        for path, _column, aspect, _text in found:
            if aspect is not Aspect.SHOWN:
                self.computed.setdefault(path, set()).add(aspect)
                self.reads.setdefault((path, aspect), set())
        for path, column, aspect, text in found:
            self._read(path, column, aspect, text)
        self.faults.extend(missing_lists(self.form))
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
        group = path.rpartition("/")[0]
        known = self.shared.get((text, group))
        node = self.nodes.get(path)
        if known is not None and node is not None and not node.children and not node.is_repeat:
            self._read_alike(node, column, aspect, known)
            return
        try:
            tree = parse(text)
        except XPathError as error:
            self.faults.append(Fault(path, column, "syntax", str(error), text))
            return
        context, faults = names_of(path), len(self.faults)
        reads = reads_of(tree, context)
        indexed = indexed_paths(reads.calls)
        self._calls(path, column, aspect, reads.calls, text)
        for reference in reads.references:
            if reference.path == context and _reads_itself(column, reference):
                self.selfish.append(((path, column),))
            if reference.instance is None or reference.absolute:  # ODK: `/data/x` is always the record
                self._refer(path, column, aspect, reference, reference.tree in indexed, text)
        if faults == len(self.faults) and not indexed:
            self._share(text, group, reads.references)

    def _share(self, text: str, group: str, references: Sequence[Reference]) -> None:
        """Keep what an expression reads for the other questions of its group, if it is the same for all of them."""
        if not all(one.is_plain or one.tree == _SELF for one in references):
            return
        targets: dict[str, int] = {}
        for one in references:
            names = one.path if one.is_plain else ()
            path = "/" + "/".join(names or ())
            if names and path not in self.nodes:
                return  # written with prefixes
            targets[path] = self._anchor((*names_of(group), ""), names, one, False)[0] if names else 0
        self.shared[(text, group)] = targets

    def _read_alike(self, node: ModelNode, column: str, aspect: Aspect, targets: Mapping[str, int]) -> None:
        """As `_read`, for an expression that another question of the group has too; "/" stands for `.`."""
        for path, anchor in targets.items():
            own = path in ("/", node.path)
            if own and column in _OWN_RULES:
                self.selfish.append(((node.path, column),))
            depth = len(names_of(node.path)) if own else anchor
            self._edge(Edge(node.path, aspect, depth), node if own else self.nodes[path])

    def _calls(self, path: str, column: str, aspect: Aspect, calls: Sequence[Call], text: str) -> None:
        """Functions that do not exist or are called wrongly; the place of a row that its own rule asks for."""
        for node in calls:
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
        target = "/" + "/".join(names)
        if ":" in target:
            names = tuple([name.rpartition(":")[2] for name in names])
            target = "/" + "/".join(names)
        node = self.nodes.get(target)
        if node is None:
            if not reference.inside_predicate or reference.absolute:
                self.faults.append(Fault(path, column, "unknown_reference", target, text))
            return
        anchor, own_row = self._anchor(names_of(path), names, reference, indexed)
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
        if reference.absolute:
            if reference.predicated or indexed:
                return self._outside_repeats(context[:common]), False
            if target_is_above and self.nodes["/" + "/".join(names)].is_repeat:
                common -= 1
            return max(1, common), False
        from_owner = not reference.inside_predicate or reference.tree.from_current
        ups = reference.ups
        if from_owner and ups > 0 and not reference.predicated:
            if ups == len(reference.tree.steps):
                return len(context) - ups, True
            return max(1, min(common, len(context) - ups)), False
        if reference.tree == _SELF:
            return len(context), False
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


_OWN_RULES = ("calculation", "required", "readonly")


def _reads_itself(column: str, reference: Reference) -> bool:
    """Whether a rule reads the very answer that it decides (JavaRosa: a cycle); another row's is allowed."""
    plain = not reference.predicated and not reference.inside_predicate and reference.instance is None
    return plain and not reference.wide and column in _OWN_RULES


@lru_cache(maxsize=16384)
def _self_and_above(path: str) -> tuple[str, ...]:
    names = names_of(path)
    return tuple(["/" + "/".join(names[:length]) for length in range(len(names), 0, -1)])


def indexed_paths(calls: Iterable[Call]) -> frozenset[Path]:
    """The paths that `indexed-repeat` picks rows from: there an absolute path means all rows."""
    found: set[Path] = set()
    for call in calls:
        if call.name == "indexed-repeat":
            found.update(one for one in call.arguments[0:1] if isinstance(one, Path))
            found.update(one for one in call.arguments[1::2] if isinstance(one, Path))
    return frozenset(found)
