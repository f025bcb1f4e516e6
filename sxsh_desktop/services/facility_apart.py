"""Which pairs of cards were said to be two facilities: probable duplicates that are not offered again."""

from __future__ import annotations

from collections.abc import Iterable

from sxsh_desktop.ledger.entries import FacilityLink, body_of
from sxsh_desktop.ledger.values import Entry
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import register
from sxsh_desktop.store.connection import Connection

Pair = tuple[str, str]
Said = tuple[Entry, FacilityLink]


def pair_of(a: str, b: str) -> Pair:
    """A pair in the order in which it is looked up."""
    return (min(a, b), max(a, b))


def open_of(entries: Iterable[Entry], pair: Pair) -> list[Said]:
    """What was said about a pair and no later entry names."""
    return said_of(entries).get(pair, [])


def said_of(entries: Iterable[Entry]) -> dict[Pair, list[Said]]:
    """What is in force of what was said about each pair: every entry that no later one names."""
    pairs: dict[Pair, list[Said]] = {}
    for entry in sorted(entries, key=lambda one: one.entry_id):
        body = body_of(entry)
        if isinstance(body, FacilityLink):
            pairs.setdefault(pair_of(body.a, body.b), []).append((entry, body))
    for pair, said in pairs.items():
        settled = {parent for entry, _body in said for parent in entry.parents}
        pairs[pair] = [one for one in said if one[0].entry_id not in settled]
    return pairs


def told_apart(connection: Connection) -> dict[Pair, list[Said]]:
    """The pairs that everybody who spoke of them calls two facilities, with what was said.

    Where one says "the same" and another, not knowing of it, "not the same", the pair stays a question.
    """
    said = said_of(ledger_store.entries_of_kind(connection, FacilityLink.kind))
    return {
        pair: found
        for pair, found in sorted(said.items())
        if found and not any(body.joined or body.open for _entry, body in found)
    }


def apart_cards(connection: Connection) -> frozenset[Pair]:
    """Those pairs by the cards that stand for them now: a card may be joined to another one."""
    told = told_apart(connection)
    cards = register.get_many(connection, sorted({one for pair in told for one in pair}))
    stands_for = {one: card.joined_to or one for one, card in cards.items()}
    return frozenset(pair_of(stands_for.get(a, a), stands_for.get(b, b)) for a, b in told)
