"""The view of a diverged record: field by field, nothing decided by time (law 3).

A field is a reference (repeat rows by their own row id) and its text. For each field, a head gives way to
another when it left the field as their nearest common ancestors had it and the other changed it. What then
still differs is a conflict, and a person decides. Select-multiple answers merge as sets, choice by choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

from sxsh_desktop.ledger.dag import Parented, heads, nearest_in_graph, parents_by_id

Fields = Mapping[str, str]
# Ancestors of two heads, by the two heads in sorted order.
Bases = Mapping[tuple[str, str], Sequence[Fields]]
_T = TypeVar("_T")
# A value that begins with it is no plain answer (xform writes absent reasons so): it never merges as a set.
NO_ANSWER_MARK = "\x1f"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that heads changed to different values.

    `values` by head; None where the head has no such field (a row that it removed, a question that no longer
    applied). `ancestor` likewise, None also when the ancestors disagree.
    """

    ref: str
    ancestor: str | None
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Merged:
    """What heads say together: the fields that are settled, and the conflicts, sorted by reference."""

    fields: Fields = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()


def merge(
    ancestor: Fields | None, heads: Mapping[str, Fields], set_refs: frozenset[str] = frozenset()
) -> Merged:
    """Merge heads that have one ancestor in common (None: they have nothing in common).

    `set_refs` are the references of select-multiple answers, with or without row ids.
    """
    bases: list[Fields] = [] if ancestor is None else [ancestor]
    pairs = dict.fromkeys(combinations(sorted(heads), 2), bases)
    return merge_heads(heads, pairs, set_refs)


def merge_record(
    revisions: Iterable[Parented], fields_of: Callable[[str], Fields], set_refs: frozenset[str] = frozenset()
) -> Merged:
    """The view of a record from its revisions: of its one head, or of its heads merged.

    `fields_of` gives the fields of a revision; it is asked only for heads and their nearest ancestors.
    """
    known = tuple(revisions)
    graph = parents_by_id(known)
    values = {one: fields_of(one) for one in heads(known)}
    bases = {
        pair: [fields_of(base) for base in nearest_in_graph(graph, pair)]
        for pair in combinations(sorted(values), 2)
    }
    return merge_heads(values, bases, set_refs)


def merge_heads(heads: Mapping[str, Fields], bases: Bases, set_refs: frozenset[str] = frozenset()) -> Merged:
    """Merge any number of heads, given the nearest common ancestors of each two of them."""
    settled: dict[str, str] = {}
    conflicts: list[Conflict] = []
    for ref in sorted({ref for fields in heads.values() for ref in fields}):
        values = {head: fields.get(ref) for head, fields in heads.items()}
        before = {pair: [base.get(ref) for base in pair_bases] for pair, pair_bases in bases.items()}
        left = _surviving(values, before, _untouched)
        said = (*values.values(), *(base for bases in before.values() for base in bases))
        if len({value or "" for value in left.values()}) > 1:
            if _is_set(ref, set_refs) and not any((one or "").startswith(NO_ANSWER_MARK) for one in said):
                settled[ref] = _merged_set(values, before)
            else:
                conflicts.append(Conflict(ref, _agreed(before), values))
            continue
        kept = [value for value in left.values() if value is not None]
        if kept:
            settled[ref] = kept[0]
    return Merged(settled, tuple(conflicts))


def _surviving(
    values: Mapping[str, _T],
    before: Mapping[tuple[str, str], Sequence[_T]],
    untouched: Callable[[_T, Sequence[_T]], bool],
) -> dict[str, _T]:
    """The heads that do not give way to another; all of them when they give way in a circle."""
    beaten: set[str] = set()
    for (one, other), bases in before.items():
        if values[one] == values[other]:
            continue
        one_untouched, other_untouched = untouched(values[one], bases), untouched(values[other], bases)
        if one_untouched and not other_untouched:
            beaten.add(one)
        elif other_untouched and not one_untouched:
            beaten.add(other)
    left = {head: value for head, value in values.items() if head not in beaten}
    return left or dict(values)


def _untouched(value: str | None, bases: Sequence[str | None]) -> bool:
    """Whether a head left the field as its ancestors had it; a blank and nothing are the same."""
    if not bases:
        return not value
    return all((value or "") == (base or "") for base in bases)


def _agreed(before: Mapping[tuple[str, str], Sequence[str | None]]) -> str | None:
    found = {base for bases in before.values() for base in bases}
    return found.pop() if len(found) == 1 else None


def _merged_set(
    values: Mapping[str, str | None], before: Mapping[tuple[str, str], Sequence[str | None]]
) -> str:
    """Each choice for itself: in where a head added it, out where a head took it away; in when in doubt."""
    chosen = {head: (value or "").split() for head, value in values.items()}
    earlier = {pair: [(base or "").split() for base in bases] for pair, bases in before.items()}
    order: dict[str, None] = {}
    for words in (*(base for bases in earlier.values() for base in bases), *sorted(chosen.values())):
        order.update(dict.fromkeys(words))
    return " ".join(choice for choice in order if _chosen(choice, chosen, earlier))


def _chosen(
    choice: str, chosen: Mapping[str, list[str]], earlier: Mapping[tuple[str, str], list[list[str]]]
) -> bool:
    members = {head: choice in words for head, words in chosen.items()}
    before = {pair: [choice in base for base in bases] for pair, bases in earlier.items()}
    left = _surviving(members, before, lambda member, bases: all(member == base for base in bases or [False]))
    return any(left.values())


def _is_set(ref: str, set_refs: frozenset[str]) -> bool:
    """Whether the answer is a select-multiple; the list may name it without row ids (`/data/r/x`)."""
    if ref in set_refs:
        return True
    without_rows = "/".join(step.split("[", 1)[0] for step in ref.split("/"))
    return without_rows in set_refs
