"""Which places an expression reads: what a dependency graph is made from."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_desktop.xform.xpath.tree import Ast, Path, Step, children_of


@dataclass(frozen=True, slots=True)
class Reference:
    """One location path of an expression, inner paths of predicates included as references of their own.

    `text`: as the tree prints it. `instance`: id of the secondary instance that it reads, None for the main one.
    `path`: names from the document element down (may hold "*"), or None when it cannot be told before running
    (a relative path without a known context). `wide`: everything below `path` counts too (`//`, sideways axes).
    `absolute`: written from the root. `predicated`: some step has a predicate (a part of the nodes is meant).
    `attribute`: the path ends in an attribute of `path`. `inside_predicate`: stands in a predicate.
    """

    text: str
    path: tuple[str, ...] | None
    instance: str | None = None
    absolute: bool = False
    wide: bool = False
    predicated: bool = False
    attribute: bool = False
    inside_predicate: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a relative path starts: names from the document element, None when unknown."""

    path: tuple[str, ...] | None
    instance: str | None = None


def references_of(tree: Ast, context_path: tuple[str, ...] | None = None) -> tuple[Reference, ...]:
    """Every place that `tree` reads, each once, in the order written.

    `context_path`: names from the document element to the node that the expression belongs to.
    """
    found: list[Reference] = []
    start = _Place(context_path)
    _collect(tree, start, start, False, found)
    return tuple(dict.fromkeys(found))


def _collect(tree: Ast, context: _Place, current: _Place, inside: bool, found: list[Reference]) -> None:
    if isinstance(tree, Path):
        _collect_path(tree, context, current, inside, found)
        return
    for child in children_of(tree):
        _collect(child, context, current, inside, found)


def _collect_path(tree: Path, context: _Place, current: _Place, inside: bool, found: list[Reference]) -> None:
    place = _start_of(tree, context, current)
    if tree.start is not None and not tree.from_current and tree.instance is None:
        _collect(tree.start, context, current, inside, found)
    for predicate in tree.filters:
        _collect(predicate, place, current, True, found)
    wide = attribute = False
    for step in tree.steps:
        place, wide, attribute = _after(step, place, wide)
        for predicate in step.predicates:
            _collect(predicate, place, current, True, found)
    predicated = bool(tree.filters) or any(step.predicates for step in tree.steps)
    found.append(
        Reference(str(tree), place.path, place.instance, tree.absolute, wide, predicated, attribute, inside)
    )


def _start_of(tree: Path, context: _Place, current: _Place) -> _Place:
    if tree.absolute:
        return _Place((), context.instance)
    if tree.start is None:
        return context
    if tree.from_current:
        return current
    if tree.instance is not None:
        return _Place((), tree.instance)
    inner = tree.start
    if isinstance(inner, Path):
        place = _start_of(inner, context, current)
        for step in inner.steps:
            place, _, _ = _after(step, place, False)
        return place
    return _Place(None)


def _after(step: Step, place: _Place, wide: bool) -> tuple[_Place, bool, bool]:
    """The place after one step: its path, whether all below counts, whether it is an attribute."""
    path = place.path
    if path is None:
        return place, True, step.axis == "attribute"
    if step.axis == "self":
        return place, wide, False
    if step.axis == "attribute":
        return place, wide, True
    if step.axis == "child" and not step.test.endswith(")"):
        return _Place((*path, step.test), place.instance) if not wide else place, wide, False
    if step.axis == "child" or step.axis == "namespace":
        return place, wide, False
    if step.axis == "parent":
        return _Place(path[:-1], place.instance), wide, False
    if step.axis.startswith("descendant"):
        return place, True, False
    if step.axis.endswith("sibling"):
        return _Place(path[:-1], place.instance), True, False
    return _Place((), place.instance), True, False
