"""How the revisions of a record hang together: heads, what is still awaited, ancestors.

Every function is pure and gives the same answer whatever the order of its input. Time plays no part. A
revision whose ancestors have not all arrived is *waiting*: it is kept and shown, and does not act while the
record has anything that is complete (law 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol


class Parented(Protocol):
    """What has an id and parents: a revision, or a light value with the same two names."""

    @property
    def revision_id(self) -> str:
        """Its own id."""
        ...

    @property
    def parents(self) -> tuple[str, ...]:
        """The ids of those that it follows."""
        ...


def parents_by_id(revisions: Iterable[Parented]) -> dict[str, tuple[str, ...]]:
    """The bare graph: id to parents."""
    return {one.revision_id: one.parents for one in revisions}


def heads(revisions: Iterable[Parented]) -> tuple[str, ...]:
    """The revisions of one record that nothing follows, sorted: one = settled, several = diverged.

    Those that wait for a parent are no heads as long as another part of the record is complete: they may
    well follow it. When everything waits, the heads are taken among the waiting, so that a record never
    looks empty.
    """
    graph = parents_by_id(revisions)
    if len(graph) == 1:
        return tuple(graph)
    complete = _complete(graph)
    return (
        _unfollowed(graph, complete) if complete else _unfollowed(graph, set(graph)) or tuple(sorted(graph))
    )


def waiting_for(revisions: Iterable[Parented]) -> dict[str, tuple[str, ...]]:
    """The revisions that wait, each with the ids that have not arrived (its own parents' or their parents')."""
    graph = parents_by_id(revisions)
    if not any(graph.values()):
        return {}
    waiting = graph.keys() - _complete(graph)
    return {one: tuple(sorted(_ancestors(one, graph) - graph.keys())) for one in sorted(waiting)}


def ancestors(revision_id: str, revisions: Iterable[Parented]) -> frozenset[str]:
    """Everything that `revision_id` follows, near or far, without itself; only what has arrived."""
    graph = parents_by_id(revisions)
    return frozenset((_ancestors(revision_id, graph) & graph.keys()) - {revision_id})


def nearest_common_ancestors(revisions: Iterable[Parented], ids: Iterable[str]) -> tuple[str, ...]:
    """The last revisions that all of `ids` have in common, sorted: several after crossed merges, none if unrelated.

    One of `ids` itself is the answer when all others follow it.
    """
    return nearest_in_graph(parents_by_id(revisions), tuple(ids))


def nearest_in_graph(graph: Mapping[str, tuple[str, ...]], ids: tuple[str, ...]) -> tuple[str, ...]:
    """`nearest_common_ancestors` on the bare graph."""
    if not ids:
        return ()
    reached = [(_ancestors(one, graph) | {one}) & graph.keys() for one in ids]
    common = set.intersection(*reached)
    above = {parent for one in common for parent in graph[one]}  # whose ancestors are common, too
    return tuple(sorted(common - above)) or tuple(sorted(common))


def oldest_first(revisions: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The ids ordered so that parents come before those that follow them; ties by id.

    What stands in a circle (only a forger makes one) comes last, by id.
    """
    children: dict[str, list[str]] = {}
    left = {one: sum(parent in revisions for parent in set(parents)) for one, parents in revisions.items()}
    for one, parents in revisions.items():
        for parent in set(parents):
            children.setdefault(parent, []).append(one)
    ready = sorted((one for one, count in left.items() if count == 0), reverse=True)
    ordered: list[str] = []
    while ready:
        one = ready.pop()
        ordered.append(one)
        freed = []
        for child in children.get(one, ()):
            left[child] -= 1
            if left[child] == 0:
                freed.append(child)
        ready.extend(sorted(freed, reverse=True))
    return (*ordered, *sorted(revisions.keys() - set(ordered)))


def _complete(graph: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The ids all of whose ancestors have arrived."""
    complete: set[str] = set()
    for one in oldest_first(graph):
        if all(parent in complete for parent in graph[one]):
            complete.add(one)
    return complete


def _unfollowed(graph: Mapping[str, tuple[str, ...]], among: set[str]) -> tuple[str, ...]:
    followed = {parent for one in among for parent in graph[one]}
    return tuple(sorted(among - followed))


def _ancestors(start: str, graph: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Everything above `start`, arrived or not; holds `start` itself only in a circle."""
    found: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(graph.get(one, ()))
    return found
