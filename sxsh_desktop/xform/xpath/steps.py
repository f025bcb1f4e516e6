"""Walking over nodes: axes, node tests, and one step of a location path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from sxsh_desktop.xform.xpath.nodes import (
    ATTRIBUTE,
    ELEMENT,
    INSTRUCTION,
    TEXT,
    LeafNode,
    NodeLike,
    NodeSet,
    attribute_nodes,
)

Axis = Callable[[NodeLike], Iterable[NodeLike]]
Test = Callable[[NodeLike], bool]


def _self(node: NodeLike) -> Iterable[NodeLike]:
    return (node,)


def _parent(node: NodeLike) -> Iterable[NodeLike]:
    return () if node.parent is None else (node.parent,)


def _children(node: NodeLike) -> Iterable[NodeLike]:
    return node.children


def _descendants(node: NodeLike) -> Iterator[NodeLike]:
    waiting = list(reversed(node.children))
    while waiting:
        child = waiting.pop()
        yield child
        waiting.extend(reversed(child.children))


def _descendants_or_self(node: NodeLike) -> Iterator[NodeLike]:
    yield node
    yield from _descendants(node)


def _ancestors(node: NodeLike) -> Iterator[NodeLike]:
    step = node.parent
    while step is not None:
        yield step
        step = step.parent


def _ancestors_or_self(node: NodeLike) -> Iterator[NodeLike]:
    yield node
    yield from _ancestors(node)


def _place_and_siblings(node: NodeLike) -> tuple[int, NodeSet]:
    if node.parent is None or node.kind == ATTRIBUTE:
        return 0, []
    siblings = list(node.parent.children)
    return next((place for place, one in enumerate(siblings) if one == node), 0), siblings


def _following_siblings(node: NodeLike) -> Iterable[NodeLike]:
    place, siblings = _place_and_siblings(node)
    return siblings[place + 1 :]


def _preceding_siblings(node: NodeLike) -> Iterable[NodeLike]:
    place, siblings = _place_and_siblings(node)
    return reversed(siblings[:place])


def _following(node: NodeLike) -> Iterator[NodeLike]:
    if node.kind == ATTRIBUTE and node.parent is not None:
        yield from _descendants(node.parent)
        node = node.parent
    for step in _ancestors_or_self(node):
        for sibling in _following_siblings(step):
            yield from _descendants_or_self(sibling)


def _preceding(node: NodeLike) -> Iterator[NodeLike]:
    if node.kind == ATTRIBUTE and node.parent is not None:
        node = node.parent
    for step in _ancestors_or_self(node):
        for sibling in _preceding_siblings(step):
            yield from reversed(list(_descendants_or_self(sibling)))


def _no_nodes(node: NodeLike) -> Iterable[NodeLike]:  # noqa: ARG001
    """Namespace nodes: no form asks for them, and our nodes do not keep them."""
    return ()


AXIS_NODES: Mapping[str, Axis] = {
    "self": _self,
    "parent": _parent,
    "child": _children,
    "descendant": _descendants,
    "descendant-or-self": _descendants_or_self,
    "ancestor": _ancestors,
    "ancestor-or-self": _ancestors_or_self,
    "following-sibling": _following_siblings,
    "preceding-sibling": _preceding_siblings,
    "following": _following,
    "preceding": _preceding,
    "attribute": attribute_nodes,
    "namespace": _no_nodes,
}

REVERSE_AXES = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})


def node_test(axis: str, test: str, namespaces: Mapping[str, str], strict_names: bool) -> Test | None:
    """A function that tells whether a node on `axis` fits `test`; None when every node does."""
    kind = ATTRIBUTE if axis == "attribute" else ELEMENT
    if test == "node()":
        return None
    if test.endswith(")"):
        return _type_test(test)
    if test == "*":
        return lambda node: node.kind == kind
    prefix, _, local = test.rpartition(":")
    namespace = namespaces.get(prefix)
    if not prefix:
        if strict_names or axis == "attribute":
            return lambda node: node.name == local and node.kind == kind and not node.namespace
        return lambda node: node.name == local and node.kind == kind
    if namespace is None:
        return lambda node: node.kind == kind and local in ("*", node.name)
    if local == "*":
        return lambda node: node.kind == kind and node.namespace == namespace
    return lambda node: node.name == local and node.kind == kind and node.namespace == namespace


def _type_test(test: str) -> Test:
    kind, _, rest = test.partition("(")
    target = rest[1:-2]
    if kind == INSTRUCTION and target:
        return lambda node: node.kind == kind and node.name == target
    return lambda node: node.kind == kind


def axis_of(axis: str, test: str) -> Axis:
    """The nodes along an axis, nearest first; answers (which keep no text nodes) show theirs to `text()`."""
    if axis == "child" and test == "text()":
        return _text_children
    return AXIS_NODES[axis]


def _text_children(node: NodeLike) -> Iterable[NodeLike]:
    if node.children or node.kind != ELEMENT:
        return node.children
    text = node.string_value()
    return (LeafNode(node, TEXT, "", "", text),) if text else ()
