"""Topological order of computations, with the cycles named when there is none."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

Computed = tuple[str, str]
Cycle = tuple[Computed, ...]


def ordered(reads: Mapping[Computed, set[Computed]]) -> tuple[dict[Computed, int], tuple[Cycle, ...]]:
    """Ranks such that each computation stands behind all that it reads; ties keep the order of the form.

    Members of a cycle get the last ranks, so that everything else still runs.
    """
    place = {key: number for number, key in enumerate(reads)}
    waiting = {
        key: len({one for one in sources if one in place and one != key}) for key, sources in reads.items()
    }
    readers: dict[Computed, list[Computed]] = {}
    for key, sources in reads.items():
        for source in sources:
            if source in place and source != key:
                readers.setdefault(source, []).append(key)
    ready = [(place[key], key) for key, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    rank: dict[Computed, int] = {}
    while ready:
        _place, key = heapq.heappop(ready)
        rank[key] = len(rank)
        for reader in readers.get(key, ()):
            waiting[reader] -= 1
            if waiting[reader] == 0:
                heapq.heappush(ready, (place[reader], reader))
    left = [key for key in reads if key not in rank]
    cycles = _cycles({key: {one for one in reads[key] if one not in rank and one in place} for key in left})
    for key in left:
        rank[key] = len(rank)
    own = tuple((key,) for key, sources in reads.items() if key in sources)
    return rank, cycles + own


def _cycles(reads: Mapping[Computed, set[Computed]]) -> tuple[Cycle, ...]:
    """One cycle out of each knot of computations that read one another."""
    found: list[Cycle] = []
    done: set[Computed] = set()
    for start in reads:
        if start in done:
            continue
        path, at = [start], {start: 0}
        while True:
            onward = next((one for one in sorted(reads[path[-1]]) if one not in done), None)
            if onward is None:
                done.add(path.pop())
                if not path:
                    break
            elif onward in at and path[at[onward] : at[onward] + 1] == [onward]:
                cycle = tuple(path[at[onward] :])
                if len(cycle) > 1:
                    found.append(cycle)
                done.update(path)
                break
            else:
                at[onward] = len(path)
                path.append(onward)
    return tuple(found)
