"""What the body of an XForm asks where its record has no place for it, and lists that are not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sxsh_desktop.xform.definition import BodyNode, Form, Group, ModelNode, Question, Repeat
from sxsh_desktop.xform.kept import Kept

NO_LIST = "no_list"


@dataclass(frozen=True, slots=True)
class Fault(Kept):
    """An expression that cannot be used. `column` is the attribute of the form, `detail` what is wrong."""

    path: str
    column: str
    code: str
    detail: str
    expression: str = ""


def missing_lists(form: Form) -> Iterator[Fault]:
    """Questions whose choices are in a list that the form does not have."""
    for question in form.questions.values():
        source = question.choices
        if source is not None and source.list_id and source.list_id not in form.lists:
            yield Fault(question.path, "type", NO_LIST, source.list_id, source.list_id)


def with_place(children: tuple[BodyNode, ...], model: ModelNode) -> tuple[BodyNode, ...]:
    """The body without what could not be answered: no node in the record, a node in the row of a table that the
    body asks outside of that table, a group in itself. Other engines load such forms too; an XLSForm makes none."""
    nodes: dict[str, ModelNode] = {}
    waiting = [model]
    while waiting:
        node = waiting.pop()
        nodes[node.path] = node
        waiting.extend(node.children)
    return _placed(children, nodes, (), ())


def without_place(asked: tuple[BodyNode, ...], kept: tuple[BodyNode, ...]) -> tuple[str, ...]:
    """The paths that the body asks and `with_place` left out, in order; one that is asked twice counts twice."""
    left = Counter(_paths(kept))
    found = []
    for path in _paths(asked):
        if left[path]:
            left[path] -= 1
        else:
            found.append(path)
    return tuple(found)


def _paths(children: tuple[BodyNode, ...]) -> Iterator[str]:
    for child in children:
        if child.path.count("/") != 1 or not isinstance(child, Group):  # a group around all only shows
            yield child.path
        if not isinstance(child, Question):
            yield from _paths(child.children)


def _placed(
    children: tuple[BodyNode, ...],
    nodes: Mapping[str, ModelNode],
    tables: tuple[str, ...],
    around: tuple[str, ...],
) -> tuple[BodyNode, ...]:
    found: list[BodyNode] = []
    for given in children:
        child = _around_all(given) if given.path.count("/") == 1 else given
        path = child.path
        if path in around or not (_has_place(child, nodes, tables) if path else isinstance(child, Group)):
            continue
        if isinstance(child, Question):
            found.append(child)
            continue
        inside = (*tables, path) if isinstance(child, Repeat) else tables
        below = _placed(child.children, nodes, inside, (*around, path) if path else around)
        found.append(replace(child, children=below))
    return tuple(found)


def _around_all(child: BodyNode) -> BodyNode:
    """A group of the body that names the whole record only shows things together."""
    return replace(child, path="") if isinstance(child, Group) else child


def _has_place(child: BodyNode, nodes: Mapping[str, ModelNode], tables: tuple[str, ...]) -> bool:
    node = nodes.get(child.path)
    if node is None or node.is_repeat != isinstance(child, Repeat):
        return False
    if isinstance(child, Question) and any(not one.is_attribute for one in node.children):
        return False
    names = child.path.split("/")
    above = ["/".join(names[:length]) for length in range(2, len(names))]
    return tables == tuple([path for path in above if nodes[path].is_repeat])
