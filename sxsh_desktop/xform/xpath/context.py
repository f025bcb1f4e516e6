"""What an expression may ask of the world (Environment) and what is known before it runs (StaticContext)."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Protocol

from sxsh_desktop.xform.xpath.nodes import NodeLike, Value

if TYPE_CHECKING:
    from sxsh_desktop.xform.xpath.tree import Path


class Environment(Protocol):
    """The world around a running expression. `PlainEnvironment` holds sensible answers to inherit from."""

    @property
    def timezone(self) -> tzinfo:
        """The zone that dates and times without a zone are read in."""
        ...

    @property
    def language(self) -> str:
        """The language of texts, as the form names it; "" for its default."""
        ...

    def now(self) -> datetime:
        """The moment, with its zone."""
        ...

    def instance(self, instance_id: str) -> NodeLike | None:
        """The ROOT node of a secondary instance (its child is the document element), or None."""
        ...

    def itext(self, text_id: str) -> Value | None:
        """The text of `jr:itext(id)` in the current language (or its nodes), or None when there is none."""
        ...

    def pulldata(self, instance_id: str, wanted: str, key_column: str, key: str) -> str | None:
        """Cell `wanted` of the first row whose `key_column` is `key`; None to let the engine search."""
        ...

    def choice_name(self, value: str, question: str, context: NodeLike) -> str | None:
        """The label of choice `value` of the question at path `question`, seen from `context`."""
        ...

    def random(self) -> float:
        """A number from 0 up to but not 1."""
        ...

    def new_uuid(self) -> str:
        """A fresh random UUID (36 characters)."""
        ...

    def version(self) -> str:
        """The version of the form."""
        ...


class PlainEnvironment:
    """An environment of its own clock reading: nothing but the main document."""

    def __init__(
        self,
        *,
        now: datetime | None = None,
        timezone: tzinfo = UTC,
        language: str = "",
        instances: Mapping[str, NodeLike] | None = None,
    ) -> None:
        self.timezone = timezone
        self.language = language
        self._now = now
        self._instances = dict(instances or {})

    def now(self) -> datetime:
        """The fixed moment if one was given, else the system's."""
        return (self._now or datetime.now(UTC)).astimezone(self.timezone)

    def instance(self, instance_id: str) -> NodeLike | None:
        return self._instances.get(instance_id)

    def itext(self, text_id: str) -> Value | None:  # noqa: ARG002
        return None

    def pulldata(self, instance_id: str, wanted: str, key_column: str, key: str) -> str | None:  # noqa: ARG002
        return None

    def choice_name(self, value: str, question: str, context: NodeLike) -> str | None:  # noqa: ARG002
        return None

    def random(self) -> float:
        return random.random()

    def new_uuid(self) -> str:
        return str(uuid.uuid4())

    def version(self) -> str:
        return ""


class EvaluationContext:
    """Where an expression stands while it runs: made anew for each step into a predicate.

    `node` is the context node, `position` and `size` its place (from 1) in the node-set being filtered,
    `current` the node that the whole expression belongs to (`current()`).
    """

    __slots__ = ("current", "environment", "node", "position", "size")

    def __init__(
        self,
        node: NodeLike,
        environment: Environment,
        position: int = 1,
        size: int = 1,
        current: NodeLike | None = None,
    ) -> None:
        self.node = node
        self.environment = environment
        self.position = position
        self.size = size
        self.current = node if current is None else current


@dataclass(frozen=True, slots=True)
class PathBinding:
    """A location path resolved by the caller, so that no axis is walked when it is read.

    `first` gives the first node (or None), `nodes` all of them in document order. Both leave out nodes that are
    not relevant. `single`: there is never more than one node (no repeat on the way): comparisons are faster then.
    `truth`: what they count for as yes or no, if not their mere being there.
    """

    first: Callable[[EvaluationContext], NodeLike | None]
    nodes: Callable[[EvaluationContext], Sequence[NodeLike]]
    single: bool = False
    truth: Callable[[EvaluationContext], bool] | None = None


BindPath = Callable[["Path"], PathBinding | None]
"""Asked for every location path (see `tree.Path`: `.names()` gives simple ones) before generic code is made."""

IndexLookup = Callable[[EvaluationContext, tuple[str, ...]], Sequence[NodeLike] | None]
"""Given the wanted text of each column: the matching nodes in document order; None = cannot tell, search."""

BindIndex = Callable[[str, tuple[str, ...], tuple[str, ...]], IndexLookup | None]
"""Asked with (instance id, names below its root e.g. ("root", "item"), column names) for a filter
`instance('id')/root/item[column = expr and ...]` whose expressions do not depend on the item."""


@dataclass(frozen=True, slots=True)
class StaticContext:
    """What is known when an expression is compiled.

    `context_path`: names from the document element to the context node, e.g. ("data", "rep", "x"); with it,
    references come out resolved. `namespaces`: prefix -> URI for prefixed names; a prefix not listed matches
    by local name only. `bind_path`, `bind_index`: the caller's short cuts, see their types.
    `strict_names`: an unprefixed name matches only elements in no namespace (XPath 1.0); off for forms, where
    it matches by local name. `defer_errors`: an unknown function or a wrong number of arguments is raised when
    it is reached, not when compiled. `find_root`: where absolute paths start, if not at the root of the document.
    """

    context_path: tuple[str, ...] | None = None
    namespaces: Mapping[str, str] = field(default_factory=dict)
    bind_path: BindPath | None = None
    bind_index: BindIndex | None = None
    strict_names: bool = False
    defer_errors: bool = False
    find_root: Callable[[EvaluationContext], NodeLike] | None = None


EMPTY_STATIC = StaticContext()
