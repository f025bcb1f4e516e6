"""The syntax tree of an XPath 1.0 expression: frozen values that print themselves as XPath again.

`parse(str(tree)) == tree` for every tree that the parser makes; positions in the text do not take part in equality.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sxsh_desktop.xform.kept import Kept

AXES = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "namespace",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    }
)


@dataclass(frozen=True, slots=True)
class Literal(Kept):
    """A quoted text."""

    value: str
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        quote = "'" if '"' in self.value else '"'
        return f"{quote}{self.value}{quote}"


@dataclass(frozen=True, slots=True)
class Number(Kept):
    """A number, kept as written so that nothing is lost before it is needed."""

    text: str
    position: int = field(default=0, compare=False)

    @property
    def value(self) -> float:
        return float(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Variable(Kept):
    """`$name`."""

    name: str
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"${self.name}"


@dataclass(frozen=True, slots=True)
class Call(Kept):
    """A function call; `name` with its prefix as written."""

    name: str
    arguments: tuple[Ast, ...]
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.arguments))})"


@dataclass(frozen=True, slots=True)
class Negate(Kept):
    """Unary minus."""

    operand: Ast
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"- {_wrapped(self.operand, Binary.UNARY)}"


@dataclass(frozen=True, slots=True)
class Binary(Kept):
    """`left operator right`; all operators group from the left."""

    RANKS: ClassVar[dict[str, int]] = {
        "or": 1,
        "and": 2,
        "=": 3,
        "!=": 3,
        "<": 4,
        "<=": 4,
        ">": 4,
        ">=": 4,
        "+": 5,
        "-": 5,
        "*": 6,
        "div": 6,
        "mod": 6,
        "|": 8,
    }
    UNARY: ClassVar[int] = 7

    operator: str
    left: Ast
    right: Ast
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        first, pairs = operands_of_chain(self)
        rank = self.RANKS[self.operator]
        rest = "".join(f" {operator} {_wrapped(operand, rank + 1)}" for operator, operand in pairs)
        return _wrapped(first, rank) + rest


@dataclass(frozen=True, slots=True)
class Step(Kept):
    """One step: `axis::test[predicate]...`; `test` is a name, `*`, `prefix:*` or `node()`, `text()`, ..."""

    axis: str
    test: str
    predicates: tuple[Ast, ...] = ()

    def __str__(self) -> str:
        filters = "".join(f"[{predicate}]" for predicate in self.predicates)
        return f"{self.axis}::{self.test}{filters}"

    @property
    def short(self) -> str:
        """The step without its predicates, abbreviated where XPath has an abbreviation."""
        if self.axis == "child":
            return self.test
        if self.test == "node()" and self.axis in ("self", "parent", "descendant-or-self"):
            return {"self": ".", "parent": "..", "descendant-or-self": "//"}[self.axis]
        return f"@{self.test}" if self.axis == "attribute" else f"{self.axis}::{self.test}"


UP = Step("parent", "node()")
"""`..`"""


@dataclass(frozen=True, slots=True)
class Path(Kept):
    """A location path, from the root (`absolute`), from the value of `start`, or from the context node.

    `start` may be any expression that gives nodes: `instance('x')`, `current()`, `(a | b)`; `filters` are the
    predicates written right behind it.
    """

    steps: tuple[Step, ...]
    absolute: bool = False
    start: Ast | None = None
    filters: tuple[Ast, ...] = ()
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        steps = "/".join(map(str, self.steps))
        if self.start is None:
            return f"/{steps}" if self.absolute else steps
        bare = isinstance(self.start, Call | Variable | Literal | Number)
        start = str(self.start) if bare else f"({self.start})"
        start += "".join(f"[{one}]" for one in self.filters)
        return f"{start}/{steps}" if steps else start

    @property
    def instance(self) -> str | None:
        """The id if the path starts at `instance('id')`, else None."""
        start = self.start
        if isinstance(start, Call) and start.name == "instance" and len(start.arguments) == 1:
            argument = start.arguments[0]
            return argument.value if isinstance(argument, Literal) else None
        return None

    @property
    def from_current(self) -> bool:
        """Whether the path starts at `current()`."""
        return isinstance(self.start, Call) and self.start.name == "current"

    def names(self) -> tuple[str, ...] | None:
        """The steps as names and ".." if nothing else is in the path (no predicate, wildcard, other axis).

        `/data/a` gives ("data", "a") with `absolute`; `../b` gives ("..", "b"); `.` gives ();
        `current()/../b` gives ("..", "b") with `from_current`; `instance('x')/root/item` ("root", "item").
        """
        if self.filters or (self.start is not None and not self.from_current and self.instance is None):
            return None
        names: list[str] = []
        for step in self.steps:
            if step.predicates or (step.axis == "child" and step.test.endswith((")", "*"))):
                return None
            if step.axis == "child" or (step.axis == "parent" and step.test == "node()"):
                names.append(step.short)
            elif step.axis != "self" or step.test != "node()":
                return None
        return tuple(names)


Ast = Literal | Number | Variable | Call | Negate | Binary | Path


def operands_of_chain(tree: Binary) -> tuple[Ast, list[tuple[str, Ast]]]:
    """`a - b + c` as its first operand and the (operator, operand) pairs behind: one rank of operators.

    Long chains are common in forms; taken flat they cost no depth of the stack.
    """
    rank = Binary.RANKS[tree.operator]
    pairs: list[tuple[str, Ast]] = []
    left: Ast = tree
    while isinstance(left, Binary) and Binary.RANKS[left.operator] == rank:
        pairs.append((left.operator, left.right))
        left = left.left
    pairs.reverse()
    return left, pairs


def _rank(tree: Ast) -> int:
    if isinstance(tree, Binary):
        return Binary.RANKS[tree.operator]
    if isinstance(tree, Path) and tree.absolute and not tree.steps:
        return 0
    return Binary.UNARY if isinstance(tree, Negate) else 9


def _wrapped(tree: Ast, least: int) -> str:
    return str(tree) if _rank(tree) >= least else f"({tree})"


def children_of(tree: Ast) -> Sequence[Ast]:
    """The expressions directly inside `tree`: predicates included, a chain of one rank taken flat."""
    if isinstance(tree, Call):
        return tree.arguments
    if isinstance(tree, Binary):
        first, pairs = operands_of_chain(tree)
        return [first, *[operand for _, operand in pairs]]
    if isinstance(tree, Path):
        start = () if tree.start is None else (tree.start,)
        return [*start, *tree.filters, *[one for step in tree.steps for one in step.predicates]]
    return (tree.operand,) if isinstance(tree, Negate) else ()


def walk(tree: Ast) -> Iterator[Ast]:
    """`tree` and every expression inside it, outermost first."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children_of(node)))


def calls_of(tree: Ast) -> Iterator[Call]:
    """Every function call in `tree`."""
    return (node for node in walk(tree) if isinstance(node, Call))
