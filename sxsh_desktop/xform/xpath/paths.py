"""Location paths as closures: from bound short cuts where the caller offers them, else step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sxsh_desktop.xform.xpath.context import EvaluationContext, IndexLookup, PathBinding, StaticContext
from sxsh_desktop.xform.xpath.filters import (
    Equalities,
    Filter,
    equalities_of,
    may_count,
    place_filter,
    predicate_filter,
    scan_filter,
)
from sxsh_desktop.xform.xpath.nodes import NodeLike, NodeSet, Value, in_document_order, root_of
from sxsh_desktop.xform.xpath.pieces import NODES, Piece, Run, RunNodes, as_nodes, number_of_verdict
from sxsh_desktop.xform.xpath.steps import REVERSE_AXES, axis_of, node_test
from sxsh_desktop.xform.xpath.tree import Ast, Number, Path, Step

ONE, LEVEL, SORTED = "one", "level", "sorted"
"""What is known of a node-set before it runs: at most one node; nodes of one level of the document, in order;
in order. From it follows where sorting is needed at all."""


class PathMaker(Protocol):
    """What paths need of the compiler."""

    static: StaticContext
    inside_predicate: int

    def piece(self, tree: Ast) -> Piece: ...


def path_piece(maker: PathMaker, tree: Path) -> Piece:
    """The compiled form of a location path; nodes that are not relevant are left out of what it gives."""
    binding = _binding(maker, tree)
    if binding is not None:
        nodes = binding.nodes
        if binding.single:
            number = number_of_verdict(binding.first, binding.truth) if binding.truth is not None else None
            return Piece(NODES, as_list(nodes), binding.first, True, binding.truth, number)
        return Piece(
            NODES, lambda context: list(nodes(context)), binding.first, binding.single, binding.truth
        )
    if tree.start is None and not tree.absolute and tree.names() == ():
        return Piece(NODES, lambda context: [context.node], lambda context: context.node, True)
    run, state = _start(maker, tree)
    steps = _merged(tree.steps)
    done = 0
    if tree.instance is not None and not tree.filters:
        run, done = _indexed(maker, tree.instance, run, steps)
        state = LEVEL if done else state
    for step in steps[done:]:
        run, state = _with_step(maker, run, state, step)
    return _relevant_piece(run, state == ONE)


def as_list(nodes: Callable[[EvaluationContext], Sequence[NodeLike]]) -> RunNodes:
    """The nodes of a binding to one place: made anew at each run, so that no copy is needed."""
    return lambda context: found if isinstance(found := nodes(context), list) else list(found)


def _binding(maker: PathMaker, tree: Path) -> PathBinding | None:
    bind = maker.static.bind_path
    if bind is None or (maker.inside_predicate and not tree.absolute and not tree.from_current):
        return None
    return bind(tree)


def _relevant_piece(run: RunNodes, single: bool) -> Piece:
    def first(context: EvaluationContext) -> NodeLike | None:
        for node in run(context):
            if node.relevant:
                return node
        return None

    return Piece(NODES, lambda context: [node for node in run(context) if node.relevant], first, single)


def _start(maker: PathMaker, tree: Path) -> tuple[RunNodes, str]:
    if tree.absolute:
        find_root = maker.static.find_root
        if find_root is not None:
            return lambda context: [find_root(context)], ONE
        return lambda context: [root_of(context.current)], ONE
    if tree.start is None:
        return lambda context: [context.node], ONE
    piece = maker.piece(tree.start)
    run = as_nodes(piece)
    for predicate in tree.filters:
        run = _thinned(run, _filter(maker, predicate))
    return run, ONE if piece.single else SORTED


def _thinned(run: RunNodes, keep: Filter) -> RunNodes:
    return lambda context: keep(context, run(context))


def _merged(steps: tuple[Step, ...]) -> list[Step]:
    """`//x` as one descendant step, where no predicate counts positions."""
    merged: list[Step] = []
    for step in steps:
        if (
            merged
            and merged[-1] == Step("descendant-or-self", "node()")
            and step.axis == "child"
            and not any(may_count(predicate) for predicate in step.predicates)
        ):
            merged[-1] = Step("descendant", step.test, step.predicates)
        else:
            merged.append(step)
    return merged


def _filter(maker: PathMaker, predicate: Ast) -> Filter:
    if isinstance(predicate, Number):
        return place_filter(predicate.value)
    maker.inside_predicate += 1
    piece = maker.piece(predicate)
    maker.inside_predicate -= 1
    return predicate_filter(piece)


def _filters(maker: PathMaker, predicates: Sequence[Ast]) -> list[Filter]:
    """The predicates of a step; equalities whose value is the same for all nodes are evaluated once."""
    equalities = equalities_of(predicates)
    if equalities is None:
        return [_filter(maker, predicate) for predicate in predicates]
    return [_equality_filter(maker, equalities), *(_filter(maker, term) for term in equalities.rest)]


def _values(maker: PathMaker, equalities: Equalities) -> list[Run]:
    maker.inside_predicate += 1
    runs = [maker.piece(value).run for _, value in equalities.pairs]
    maker.inside_predicate -= 1
    return runs


def _equality_filter(maker: PathMaker, equalities: Equalities) -> Filter:
    runs = _values(maker, equalities)
    scan = scan_filter([column for column, _ in equalities.pairs], maker.static.strict_names)

    def keep(context: EvaluationContext, nodes: NodeSet) -> NodeSet:
        if not nodes:
            return nodes
        return scan(nodes, [run(context) for run in runs], context.environment.timezone)

    return keep


def _indexed(maker: PathMaker, instance: str, start: RunNodes, steps: list[Step]) -> tuple[RunNodes, int]:
    """`instance('x')/root/item[a = .. and b = ..]` through the caller's index: its closure, steps covered."""
    bind = maker.static.bind_index
    place = next((place for place, step in enumerate(steps) if step.predicates), None)
    if bind is None or place is None:
        return start, 0
    names = Path(tuple(Step(step.axis, step.test) for step in steps[: place + 1])).names()
    equalities = equalities_of(steps[place].predicates)
    if names is None or ".." in names or equalities is None:
        return start, 0
    lookup = bind(instance, names, tuple(column for column, _ in equalities.pairs))
    if lookup is None:
        return start, 0
    run, state = start, ONE
    for step in (*steps[:place], Step("child", steps[place].test)):
        run, state = _with_step(maker, run, state, step)
    rest = [_filter(maker, term) for term in equalities.rest]
    return _looked_up(
        lookup, run, _equality_filter(maker, equalities), _values(maker, equalities), rest
    ), place + 1


def _looked_up(
    lookup: IndexLookup, all_items: RunNodes, search: Filter, values: list[Run], rest: list[Filter]
) -> RunNodes:
    """The items by index; by search where a wanted value is a number or several nodes."""

    def run(context: EvaluationContext) -> NodeSet:
        wanted = [_text_wanted(value(context)) for value in values]
        found: Sequence[NodeLike] | None = None
        if None not in wanted:
            found = lookup(context, tuple(text for text in wanted if text is not None))
        nodes = search(context, all_items(context)) if found is None else list(found)
        for keep in rest:
            nodes = keep(context, nodes)
        return nodes

    return run


def _text_wanted(value: Value) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and len(value) == 1:
        return value[0].string_value()
    return None


def _with_step(maker: PathMaker, run: RunNodes, state: str, step: Step) -> tuple[RunNodes, str]:
    static = maker.static
    axis = axis_of(step.axis, step.test)
    test = node_test(step.axis, step.test, static.namespaces, static.strict_names)
    filters = _filters(maker, step.predicates)
    after, sort = _state_after(step.axis, state)

    def select(context: EvaluationContext, node: NodeLike) -> NodeSet:
        found = list(axis(node)) if test is None else [one for one in axis(node) if test(one)]
        for keep in filters:
            found = keep(context, found)
        return found

    return _walked(run, select, sort, step.axis in REVERSE_AXES), after


def _walked(
    run: RunNodes, select: Callable[[EvaluationContext, NodeLike], NodeSet], sort: bool, reverse: bool
) -> RunNodes:
    def walk(context: EvaluationContext) -> NodeSet:
        nodes = run(context)
        if len(nodes) == 1:
            found = select(context, nodes[0])
            if reverse:
                found.reverse()
            return found
        found = [one for node in nodes for one in select(context, node)]
        return in_document_order(found) if sort or reverse else found

    return walk


def _state_after(axis: str, state: str) -> tuple[str, bool]:
    """What is known of the nodes after a step, and whether they must be sorted first."""
    if axis == "self":
        return state, False
    if axis == "parent":
        return (ONE if state == ONE else state), state != ONE
    if axis in ("child", "attribute"):
        return (SORTED, axis == "child") if state == SORTED else (LEVEL, False)
    if axis.startswith("descendant"):
        return SORTED, state == SORTED
    sideways = LEVEL if axis.endswith("sibling") and state != SORTED else SORTED
    return sideways, state != ONE
