"""What XPath asks of a node: form answers, choice lists and parsed XML documents all satisfy it.

Nodes are compared and hashed by identity (the default of a plain class): two reads of the same place must
give the same object, or objects that are equal and hash alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

ELEMENT = "element"
ATTRIBUTE = "attribute"
TEXT = "text"
COMMENT = "comment"
INSTRUCTION = "processing-instruction"
ROOT = "root"
NAMESPACE = "namespace"


class NodeLike(Protocol):
    """A node that expressions can walk over and read.

    Attributes: `kind` one of the constants above; `name` the local name ("" for root and text; the target
    for a processing instruction); `namespace` its URI or ""; `parent` None for the root; `children` elements
    (and text, comments, instructions where they are kept) in document order; `attributes` by name, a name in a
    namespace written `{uri}local`; `relevant` False when the node reads as empty (such nodes are left out of
    node-sets). The root of an instance is a node of kind ROOT whose only element child is the document element.
    """

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def namespace(self) -> str: ...
    @property
    def parent(self) -> NodeLike | None: ...
    @property
    def children(self) -> Sequence[NodeLike]: ...
    @property
    def attributes(self) -> Mapping[str, str]: ...
    @property
    def relevant(self) -> bool: ...
    def string_value(self) -> str:
        """The text of the node and all below it; "" for a node that is not relevant."""
        ...

    def number_value(self) -> float:
        """`number_of_text(string_value())`: ask it here so that the node may keep the answer."""
        ...

    def sibling_position(self) -> int:
        """Place among the siblings of the same name, from 1 (`position(..)` of a repeat row)."""
        ...

    def location(self) -> str:
        """A path that leads to this node again, for messages and tests."""
        ...


NodeSet = list[NodeLike]
Value = str | float | bool | NodeSet


def count_sibling_position(node: NodeLike) -> int:
    """Place of `node` among its siblings of the same name by counting: for nodes that do not know it."""
    place = 1
    for sibling in node.parent.children if node.parent is not None else ():
        if sibling is node:
            break
        if sibling.name == node.name and sibling.namespace == node.namespace and sibling.kind == node.kind:
            place += 1
    return place


def root_of(node: NodeLike) -> NodeLike:
    """The topmost ancestor, or the node itself."""
    while node.parent is not None:
        node = node.parent
    return node


class LeafNode:
    """An attribute, namespace or text made on demand: equal when owner, kind and name are."""

    __slots__ = ("_text", "kind", "name", "namespace", "owner")

    children: Sequence[NodeLike] = ()
    attributes: Mapping[str, str] = {}
    relevant = True

    def __init__(self, owner: NodeLike, kind: str, name: str, namespace: str, text: str) -> None:
        self.owner = owner
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self._text = text

    @property
    def parent(self) -> NodeLike | None:
        return self.owner

    @property
    def prefix(self) -> str:
        """The prefix of the attribute, if its owner knows prefixes."""
        prefixes: Mapping[str, str] = getattr(self.owner, "prefixes", {})
        return prefixes.get(self.namespace, "") if self.namespace else ""

    def string_value(self) -> str:
        return self._text

    def number_value(self) -> float:
        from sxsh_desktop.xform.xpath.convert import number_of_text

        return number_of_text(self._text)

    def sibling_position(self) -> int:
        return 1

    def location(self) -> str:
        base = self.owner.location().rstrip("/")
        if self.kind == ATTRIBUTE:
            return f"{base}/@{qualified_name(self)}"
        if self.kind == NAMESPACE:
            return f"{base}/namespace::{self.name}"
        return f"{base}/text()[1]"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, LeafNode)
            and other.owner == self.owner
            and (other.kind, other.name, other.namespace) == (self.kind, self.name, self.namespace)
        )

    def __hash__(self) -> int:
        return hash((self.owner, self.kind, self.name, self.namespace))


def attribute_nodes(node: NodeLike) -> NodeSet:
    """The attributes of `node` as nodes of their own."""
    found: NodeSet = []
    for key, text in node.attributes.items():
        namespace, _, local = key[1:].partition("}") if key.startswith("{") else ("", "", key)
        found.append(LeafNode(node, ATTRIBUTE, local, namespace, text))
    return found


def in_document_order(nodes: Iterable[NodeLike]) -> NodeSet:
    """Each node once, sorted as the document has them; costs the siblings of the nodes, not the document."""
    unique = list(dict.fromkeys(nodes))
    if len(unique) < 2:
        return unique
    places: dict[int, dict[NodeLike, int]] = {}
    return sorted(unique, key=lambda node: _order_key(node, places))


def _order_key(node: NodeLike, places: dict[int, dict[NodeLike, int]]) -> tuple[tuple[int, int], ...]:
    key: list[tuple[int, int]] = []
    step: NodeLike = node
    while (parent := step.parent) is not None:
        place = places.get(id(parent))
        if place is None:
            place = places[id(parent)] = _places_below(parent)
        key.append((1, place[step]) if step in place else (0, _attribute_place(step, parent)))
        step = parent
    key.reverse()
    return ((id(step), 0), *key)


def _places_below(parent: NodeLike) -> dict[NodeLike, int]:
    return {child: place for place, child in enumerate(parent.children)}


def _attribute_place(node: NodeLike, owner: NodeLike) -> int:
    """An attribute stands before the children of its owner, in the order written."""
    key = f"{{{node.namespace}}}{node.name}" if node.namespace else node.name
    return next((place for place, name in enumerate(owner.attributes) if name == key), 0)


def qualified_name(node: NodeLike) -> str:
    """The name with its prefix as the document writes it; nodes that keep no prefix give the local name."""
    prefix = getattr(node, "prefix", "")
    return f"{prefix}:{node.name}" if prefix else node.name
