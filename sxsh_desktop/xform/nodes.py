"""The nodes that expressions run on while a record is filled in: answers, and rows of choice lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sxsh_desktop.xform.definition import ChoiceList, ModelNode, Question, Repeat
from sxsh_desktop.xform.graph import Aspect, Edge
from sxsh_desktop.xform.xpath import Compiled
from sxsh_desktop.xform.xpath.convert import number_of_text
from sxsh_desktop.xform.xpath.nodes import ELEMENT, ROOT

_NO_ATTRIBUTES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a value, ready to be followed: so many levels up, then down by places (`way`).

    `way` is None where rows lie on it, or where more than one node is to be told: then follow `edge`.
    """

    edge: Edge
    rank: int
    ups: int
    way: tuple[int, ...] | None
    is_shown: bool


class NodeDef:
    """What all instances of one path share: its way in the tree, and what the form says about it.

    `computed`: what is computed at each instance, as (aspect, rank, place of the counted child or -1); `readers`:
    who reads its value, `calculation`: what it is, once somebody asked. `place`: from where relative and absolute
    paths are followed in the same way: the group of a leaf, else itself.
    """

    __slots__ = (
        "calculation",
        "children",
        "computed",
        "depth",
        "in_repeat",
        "index",
        "is_attribute",
        "is_leaf",
        "is_repeat",
        "model",
        "name",
        "names",
        "namespace",
        "parent",
        "path",
        "place",
        "question",
        "readers",
        "relevant",
        "repeat",
        "slots",
    )

    def __init__(self, model: ModelNode, parent: NodeDef | None, index: int) -> None:
        self.model = model
        self.path, self.name, self.namespace = model.path, model.name, model.namespace
        self.parent, self.index = parent, index
        self.depth: int = 1 if parent is None else parent.depth + 1
        self.names: tuple[str, ...] = (*(parent.names if parent else ()), model.name)
        self.is_repeat = model.is_repeat
        self.is_attribute = model.is_attribute
        self.is_leaf = not model.is_repeat and all(child.is_attribute for child in model.children)
        self.place: str = f"{parent.path}/" if parent is not None and self.is_leaf else self.path
        self.in_repeat: bool = model.is_repeat or (parent is not None and parent.in_repeat)
        self.question: Question | None = None
        self.repeat: Repeat | None = None
        self.relevant = ""
        self.computed: tuple[tuple[Aspect, int, int], ...] = ()
        self.readers: tuple[Reader, ...] | None = None
        self.calculation: Compiled | None = None
        self.children = tuple(NodeDef(child, self, at) for at, child in enumerate(model.children))
        self.slots = {child.name: child.index for child in self.children}

    def walk(self) -> Iterator[NodeDef]:
        """This definition and all below, in document order."""
        waiting = [self]
        while waiting:
            definition = waiting.pop()
            yield definition
            waiting.extend(reversed(definition.children))


class AnswerNode:
    """One node of the record. `held` has one place a child definition: a node, or the rows of a repeat.

    An attribute that is an answer of its own is held like a child, but is none for XPath.
    """

    __slots__ = (
        "_children",
        "_number",
        "_ref",
        "absent",
        "accepted",
        "definition",
        "held",
        "note",
        "own_relevant",
        "parent",
        "relevant",
        "row_id",
        "text",
    )

    kind = ELEMENT

    def __init__(self, definition: NodeDef, parent: AnswerNode | RootNode, row_id: str = "") -> None:
        self.definition = definition
        self.parent = parent
        self.row_id = row_id
        self.text = definition.model.text if definition.is_leaf else ""
        self.absent = self.accepted = self.note = ""
        self.own_relevant = self.relevant = True
        self.held: list[AnswerNode | list[AnswerNode]] = []
        self._children: list[AnswerNode] | None = None
        self._number: float | None = None
        self._ref = ""

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def namespace(self) -> str:
        return self.definition.namespace

    @property
    def attributes(self) -> Mapping[str, str]:
        written = self.definition.model.attributes
        if not written and not self.held:
            return _NO_ATTRIBUTES
        answers = {one.name[1:]: one.string_value() for one in self.inner() if one.definition.is_attribute}
        return {**dict(written), **answers}

    @property
    def children(self) -> Sequence[AnswerNode]:
        """All element children, rows of repeats in their place; kept until a row comes or goes."""
        if self._children is None:
            self._children = [one for one in self.inner() if not one.definition.is_attribute]
        return self._children

    def inner(self) -> Iterator[AnswerNode]:
        """All that the node holds: its children and those attributes that are answers."""
        for slot in self.held:
            if isinstance(slot, list):
                yield from slot
            else:
                yield slot

    def rows_changed(self) -> None:
        """Forget the kept children: a row of one of the repeats here came or went."""
        self._children = None

    def write(self, text: str, number: float | None = None) -> None:
        """Set the text; `number` is what it reads as, where that is known already."""
        self.text = text
        self._number = number if type(number) is float else None

    def string_value(self) -> str:
        if not self.relevant:
            return ""
        if self.definition.is_leaf:
            return self.text
        return "".join(child.string_value() for child in self.children)

    def number_value(self) -> float:
        if self._number is None or not self.relevant or not self.definition.is_leaf:
            number = number_of_text(self.string_value())
            if not self.relevant or not self.definition.is_leaf:
                return number
            self._number = number
        return self._number

    def sibling_position(self) -> int:
        if self.definition.is_repeat and isinstance(self.parent, AnswerNode):
            rows = self.parent.held[self.definition.index]
            if isinstance(rows, list):
                try:
                    return rows.index(self) + 1
                except ValueError:  # not yet in the table
                    return len(rows) + 1
        return 1

    def location(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """The location path with row ids: what drafts, merge and problems call this node."""
        if not self._ref:
            above = self.parent.ref if isinstance(self.parent, AnswerNode) else ""
            row = f"[{self.row_id}]" if self.definition.is_repeat else ""
            self._ref = f"{above}/{self.definition.name}{row}"
        return self._ref

    def rows(self, index: int) -> list[AnswerNode]:
        """The rows held for the repeat child at `index`."""
        slot = self.held[index]
        if not isinstance(slot, list):
            raise TypeError(f"{self.definition.children[index].path} is no repeat")
        return slot

    def walk(self) -> Iterator[AnswerNode]:
        """This node and all below, in document order."""
        waiting: list[AnswerNode] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            for slot in reversed(node.held):
                if isinstance(slot, list):
                    waiting.extend(reversed(slot))
                else:
                    waiting.append(slot)


class RootNode:
    """The root above the document element, or above the rows of a list."""

    __slots__ = ("children",)

    kind = ROOT
    name = namespace = ""
    parent: None = None
    relevant = True
    attributes = _NO_ATTRIBUTES

    def __init__(self) -> None:
        self.children: Sequence[AnswerNode | ListNode] = ()

    def string_value(self) -> str:
        return "".join(child.string_value() for child in self.children)

    def number_value(self) -> float:
        return number_of_text(self.string_value())

    def sibling_position(self) -> int:
        return 1

    def location(self) -> str:
        return "/"


class ListNode:
    """`root`, `item` or a cell of a choice list; made when somebody looks."""

    __slots__ = ("_children", "_items", "name", "parent", "row", "table", "text")

    kind = ELEMENT
    namespace = ""
    relevant = True
    attributes = _NO_ATTRIBUTES

    def __init__(
        self, name: str, parent: RootNode | ListNode, table: ChoiceList, row: int = -1, text: str = ""
    ) -> None:
        self.name, self.parent, self.table, self.row, self.text = name, parent, table, row, text
        self._children: list[ListNode] | None = None
        self._items: dict[int, ListNode] = {}

    @property
    def children(self) -> Sequence[ListNode]:
        if self._children is None:
            self._children = list(self._made())
        return self._children

    def item(self, row: int) -> ListNode:
        """The row of that number (of `root`), the same object every time."""
        found = self._items.get(row)
        if found is None:
            found = self._items[row] = ListNode("item", self, self.table, row)
        return found

    def _made(self) -> Iterator[ListNode]:
        if self.name == "root" and self.row < 0:
            for number in range(len(self.table.rows)):
                yield self.item(number)
        elif self.name == "item" and isinstance(self.parent, ListNode) and self.parent.row < 0:
            for column, text in zip(self.table.columns, self.table.rows[self.row], strict=True):
                yield ListNode(column, self, self.table, self.row, text)

    def string_value(self) -> str:
        return self.text or "".join(child.string_value() for child in self.children)

    def number_value(self) -> float:
        return number_of_text(self.string_value())

    def sibling_position(self) -> int:
        return self.row + 1 if self.name == "item" else 1

    def location(self) -> str:
        return f"instance('{self.table.list_id}')/root/item[{self.row + 1}]/{self.name}"


def list_root(table: ChoiceList) -> RootNode:
    """The root of a choice list as a document: `/root/item/<column>`."""
    root = RootNode()
    root.children = [ListNode("root", root, table)]
    return root
