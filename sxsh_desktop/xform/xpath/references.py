"""Which places an expression reads: what a dependency graph is made from."""

from __future__ import annotations

from dataclasses import dataclass, field

from sxsh_desktop.xform.xpath.tree import UP, Ast, Call, Literal, Number, Path, Step, children_of

Names = tuple[str, ...]
_Place = tuple[Names | None, str | None]
"""Where a relative path starts: names from the document element (None when unknown), and in which instance."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One location path of an expression, inner paths of predicates included as references of their own.

    `tree`: the path as parsed. `instance`: id of the secondary instance that it reads, None for the main one.
    `path`: names from the document element down (may hold "*"), or None when it cannot be told before running
    (a relative path without a known context). `wide`: everything below `path` counts too (`//`, sideways axes).
    `absolute`: written from the root. `predicated`: some step has a predicate (a part of the nodes is meant).
    `attribute`: the path ends in an attribute of `path`. `inside_predicate`: stands in a predicate.
    """

    tree: Path
    path: Names | None
    instance: str | None = None
    absolute: bool = False
    wide: bool = False
    predicated: bool = False
    attribute: bool = False
    inside_predicate: bool = False

    @property
    def text(self) -> str:
        """As the tree prints it."""
        return str(self.tree)

    @property
    def is_plain(self) -> bool:
        """Whether it is `/data/group/question` of the record, the same from wherever it is read."""
        strange = self.wide or self.predicated or self.attribute or self.inside_predicate
        return self.absolute and not strange and self.path is not None and "*" not in self.path

    @property
    def ups(self) -> int:
        """With how many `..` the path begins."""
        steps = self.tree.steps
        count = 0
        while count < len(steps) and steps[count] == UP:
            count += 1
        return count


@dataclass(slots=True)
class Reads:
    """What one walk through an expression finds, in the order written: places that it reads, calls that it makes."""

    references: list[Reference] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


def references_of(tree: Ast, context_path: Names | None = None) -> tuple[Reference, ...]:
    """Every place that `tree` reads, each once, in the order written.

    `context_path`: names from the document element to the node that the expression belongs to.
    """
    return tuple(dict.fromkeys(reads_of(tree, context_path).references))


def reads_of(tree: Ast, context_path: Names | None = None) -> Reads:
    """All places that `tree` reads and all calls in it, from one walk."""
    found = Reads()
    start = (context_path, None)
    _collect(tree, start, start, False, found)
    return found


def _collect(tree: Ast, context: _Place, current: _Place, inside: bool, found: Reads) -> None:
    if isinstance(tree, Path):
        _collect_path(tree, context, current, inside, found)
        return
    if isinstance(tree, Literal | Number):
        return
    if isinstance(tree, Call):
        found.calls.append(tree)
    for child in children_of(tree):
        _collect(child, context, current, inside, found)


def _collect_path(tree: Path, context: _Place, current: _Place, inside: bool, found: Reads) -> None:
    plain = _plain_names(tree)
    if plain is not None:
        found.references.append(Reference(tree, plain, context[1], True, inside_predicate=inside))
        return
    place = _start_of(tree, context, current)
    start = tree.start
    if start is not None:
        if tree.from_current or tree.instance is not None:
            found.calls.extend(one for one in (start,) if isinstance(one, Call))
        else:
            _collect(start, context, current, inside, found)
    for predicate in tree.filters:
        _collect(predicate, place, current, True, found)
    wide = attribute = False
    for step in tree.steps:
        place, wide, attribute = _after(step, place, wide)
        for predicate in step.predicates:
            _collect(predicate, place, current, True, found)
    predicated = bool(tree.filters) or any(step.predicates for step in tree.steps)
    found.references.append(
        Reference(tree, place[0], place[1], tree.absolute, wide, predicated, attribute, inside)
    )


def _plain_names(tree: Path) -> Names | None:
    """The names of `/data/group/question`, by far the commonest path; None for any other."""
    if not tree.absolute or tree.filters:
        return None
    for step in tree.steps:
        if step.axis != "child" or step.predicates or step.test.endswith(")"):
            return None
    return tuple([step.test for step in tree.steps])


def _start_of(tree: Path, context: _Place, current: _Place) -> _Place:
    if tree.absolute:
        return (), context[1]
    if tree.start is None:
        return context
    if tree.from_current:
        return current
    if tree.instance is not None:
        return (), tree.instance
    inner = tree.start
    if isinstance(inner, Path):
        place = _start_of(inner, context, current)
        for step in inner.steps:
            place, _, _ = _after(step, place, False)
        return place
    return None, None


def _after(step: Step, place: _Place, wide: bool) -> tuple[_Place, bool, bool]:
    """The place after one step: its path, whether all below counts, whether it is an attribute."""
    path, instance = place
    if path is None:
        return place, True, step.axis == "attribute"
    if step.axis == "self":
        return place, wide, False
    if step.axis == "attribute":
        return place, wide, True
    if step.axis == "child" and not step.test.endswith(")"):
        return (place if wide else ((*path, step.test), instance)), wide, False
    if step.axis == "child" or step.axis == "namespace":
        return place, wide, False
    if step.axis == "parent":
        return (path[:-1], instance), wide, False
    if step.axis.startswith("descendant"):
        return place, True, False
    if step.axis.endswith("sibling"):
        return (path[:-1], instance), True, False
    return ((), instance), True, False
