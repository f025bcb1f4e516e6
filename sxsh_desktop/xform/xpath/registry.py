"""The library of functions: what each takes and gives, and who runs it.

A function is declared where it is written, in `functions/`:

    @function("pow", NUMBER, NUMBER, returns=NUMBER)
    def power(base: float, exponent: float) -> float: ...

Arguments arrive converted to the kinds declared. A function that must not evaluate all its arguments, or that
looks at their syntax, is declared with `@special` and builds its own closure.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sxsh_desktop.xform.xpath.context import StaticContext
from sxsh_desktop.xform.xpath.nodes import Value
from sxsh_desktop.xform.xpath.pieces import Piece
from sxsh_desktop.xform.xpath.tree import Ast, Call


class Maker(Protocol):
    """The compiler, as special functions see it."""

    @property
    def static(self) -> StaticContext: ...

    def piece(self, tree: Ast) -> Piece:
        """The compiled form of an argument."""
        ...


Builder = Callable[[Maker, Call], Piece]


@dataclass(frozen=True, slots=True)
class Function:
    """One entry of the library.

    `parameters`: kinds of the named arguments, of which the first `required` must be given; `rest`: kind of any
    number of further ones; `most`: greatest number of arguments, None without limit. `needs_context`: the running
    context comes first. `context_node`: with no argument it is applied to the context node.
    """

    name: str
    parameters: tuple[str, ...]
    required: int
    rest: str | None
    returns: str
    run: Callable[..., Value] | None = None
    build: Builder | None = None
    needs_context: bool = False
    context_node: bool = False

    @property
    def most(self) -> int | None:
        return None if self.rest is not None else len(self.parameters)

    @property
    def wanted(self) -> str:
        """The number of arguments in figures: "2", "1–3", "1+"."""
        if self.most is None:
            return f"{self.required}+"
        return str(self.most) if self.most == self.required else f"{self.required}–{self.most}"

    def accepts(self, given: int) -> bool:
        """Whether so many arguments are right."""
        return given >= self.required and (self.most is None or given <= self.most)


LIBRARY: dict[str, Function] = {}

_Run = TypeVar("_Run", bound=Callable[..., Value])


def function(
    name: str,
    *parameters: str,
    returns: str,
    optional: int = 0,
    rest: str | None = None,
    needs_context: bool = False,
    context_node: bool = False,
) -> Callable[[_Run], _Run]:
    """Put a plain function into the library; `optional`: how many of the last parameters may be missing."""

    def register(run: _Run) -> _Run:
        LIBRARY[name] = Function(
            name,
            parameters,
            len(parameters) - optional,
            rest,
            returns,
            run=run,
            needs_context=needs_context,
            context_node=context_node,
        )
        return run

    return register


def special(name: str, *, least: int, most: int | None) -> Callable[[Builder], Builder]:
    """Put a function that compiles its own arguments into the library."""

    def register(build: Builder) -> Builder:
        parameters = ("value",) * (least if most is None else most)
        rest = "value" if most is None else None
        LIBRARY[name] = Function(name, parameters, least, rest, "value", build=build)
        return build

    return register


def similar_names(name: str) -> str:
    """Functions of the library that look like `name`, for a person who mistyped; a dash where none does."""
    return ", ".join(difflib.get_close_matches(name, LIBRARY, n=3, cutoff=0.6)) or "–"
