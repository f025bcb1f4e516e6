"""The laws (packaging/FORMAT.md, section 9) on the ledger itself: its values, its views, and its tables in a store.

`hold(chance, store)` makes one history and holds every law against it; nothing of it stays in the store. Without a
store only the laws of the values and views are held (2, 3, 5). Laws 7 and 8 (preview, rebuild) need a whole desk:
tests/desk_laws.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import Connection

from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.ledger import dag, trust
from sxsh_desktop.ledger.hashes import ledger_hash
from sxsh_desktop.ledger.keys import verify
from sxsh_desktop.ledger.merge import NO_ANSWER_MARK, Merged, merge_record
from sxsh_desktop.ledger.review import review_state
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.services.projection_register import links_in_force
from sxsh_desktop.store import exchange, ledger
from sxsh_desktop.store.database import Store
from sxsh_desktop.store.exchange import BundleIn
from tests.history_maker import (
    Chance,
    Fields,
    History,
    Item,
    Sheet,
    arrivals,
    id_of,
    make_history,
    other_clocks,
    pick,
    shuffled,
)
from tests.ledger_maker import Author

OFFICERS = (Author("CB01"), Author("CB02"), Author("CB03"))
AUTHORS = (*OFFICERS, Author("SCT01", "department"))
View = dict[str, object]


class _NotKeptError(Exception):
    """Takes everything back that was written for one history."""


def hold(chance: Chance, store: Store | None) -> History:
    """Every law of the ledger, on one history."""
    history = make_history(chance, AUTHORS)
    every = list(history.items.values())
    expected = view_of_all(history, every)
    assert_signed(every)
    for one in history.revisions:
        assert_strictest(one.revision_id, history.entries)
    assert_view_is_of_the_set(chance, history, expected)
    assert_no_clock_decides(history)
    for record_id, revisions in history.records().items():
        assert_merge(chance, history, history.sheets[record_id], revisions)
        assert_two_sides(history, history.sheets[record_id], revisions)
        assert_waiting(chance, revisions)
    if store is not None:
        with suppress(_NotKeptError), store.write() as connection:
            assert_union(chance, connection, history, expected)
            raise _NotKeptError
    return history


# --- law 2: the view is a function of the set ---------------------------------------------------------------------


def view_of_all(history: History, items: Sequence[Item]) -> View:
    """Everything that is shown of these items, in one value."""
    revisions = [one for one in items if isinstance(one, Revision)]
    entries = [one for one in items if isinstance(one, Entry)]
    records: dict[str, list[Revision]] = {}
    for one in revisions:
        records.setdefault(one.record_id, []).append(one)
    view: View = {}
    for record_id, known in records.items():
        sets = history.sheets[record_id].sets
        merged = merge_record(known, history.fields.__getitem__, sets)
        view[record_id] = (dag.heads(known), dag.waiting_for(known), merged)
        view[f"order of {record_id}"] = dag.oldest_first(dag.parents_by_id(known))
    for one in revisions:
        view[one.revision_id] = review_state(one.revision_id, entries)
    view["links"] = dict(links_in_force(entries).root)
    view["devices"] = trust.known_devices(AUTHORS[-1].device(), entries)
    return view


def assert_view_is_of_the_set(chance: Chance, history: History, expected: View) -> None:
    every = list(history.items.values())
    assert view_of_all(history, shuffled(chance, every)) == expected
    assert view_of_all(history, [*reversed(every), *every]) == expected
    hashes = [one.content_hash for one in every]
    assert ledger_hash(hashes) == ledger_hash(shuffled(chance, hashes))


def assert_no_clock_decides(history: History) -> None:
    """Law 3: the same acts under other clocks and counters give the same view."""
    told = other_clocks(history, AUTHORS)
    here, there = (
        view_of_all(history, list(history.items.values())),
        view_of_all(told, list(told.items.values())),
    )
    assert here == there


def assert_signed(items: Sequence[Item]) -> None:
    """What is signed reads back, and under no other key."""
    for item in items:
        author = next(one for one in AUTHORS if one.key.key_id == item.key_id)
        assert type(item).from_json(item.to_json()) == item
        assert verify(item, author.key.public)
        assert not verify(replace(item, sequence=item.sequence + 1), author.key.public)


# --- law 3: three-way merge -----------------------------------------------------------------------------------------


def assert_merge(chance: Chance, history: History, sheet: Sheet, revisions: Sequence[Revision]) -> None:
    """Nothing of a head is lost, nothing is invented, and a decision settles everything."""
    heads = dag.heads(revisions)
    fields = {head: history.fields[head] for head in heads}
    merged = merge_record(revisions, history.fields.__getitem__, sheet.sets)
    conflicting = {conflict.ref for conflict in merged.conflicts}
    assert not conflicting & merged.fields.keys()
    for conflict in merged.conflicts:
        assert conflict.values == {head: fields[head].get(conflict.ref) for head in heads}
        assert len({value or "" for value in conflict.values.values()}) > 1
    for ref in {ref for one in fields.values() for ref in one} - conflicting:
        assert_settled(ref, sheet, fields, merged)
    if len(heads) == 1:
        assert (merged.fields, merged.conflicts) == (fields[heads[0]], ())
    decided = replace(revisions[0], revision_id="uuid:decided", parents=heads)
    answer: Fields = {"/d/a": "decided"}
    every = {**history.fields, "uuid:decided": answer}
    known = shuffled(chance, [*revisions, decided])
    complete = not dag.waiting_for(revisions)
    if complete:
        assert merge_record(known, every.__getitem__, sheet.sets) == Merged(answer, ())


def assert_two_sides(history: History, sheet: Sheet, revisions: Sequence[Revision]) -> None:
    """Two heads, one nearest ancestor: changed on one side only merges, on both to other values is a conflict."""
    heads = dag.heads(revisions)
    bases = dag.nearest_common_ancestors(revisions, heads)
    if len(heads) != 2 or len(bases) > 1:
        return
    before: Fields = history.fields[bases[0]] if bases else {}
    one, other = (history.fields[head] for head in heads)
    merged = merge_record(revisions, history.fields.__getitem__, sheet.sets)
    conflicts = {conflict.ref for conflict in merged.conflicts}
    for ref in one.keys() | other.keys():
        mine, theirs, old = one.get(ref) or "", other.get(ref) or "", before.get(ref) or ""
        plain = "/".join(step.split("[", 1)[0] for step in ref.split("/"))
        if mine == theirs:
            wanted = mine
        elif mine == old:
            wanted = theirs
        elif theirs == old:
            wanted = mine
        else:
            assert (ref in conflicts) != (plain in sheet.sets), ref
            continue
        assert ref not in conflicts
        assert (merged.fields.get(ref) or "") == wanted


def assert_strictest(revision_id: str, entries: Sequence[Entry]) -> None:
    """Of the reviews that no later one names, the strictest counts; different ones are a diverged review."""
    about = [one for one in entries if one.kind == "review" and one.subject == revision_id]
    named = {parent for one in about for parent in one.parents}
    verdicts = [str(one.data["verdict"]) for one in about if one.entry_id not in named]
    state = review_state(revision_id, entries)
    order = {
        "accepted": ReviewCode.ACCEPTED,
        "returned": ReviewCode.RETURNED,
        "rejected": ReviewCode.REJECTED,
    }
    strictest = next((code for name, code in reversed(order.items()) if name in verdicts), ReviewCode.WAITING)
    assert (state.code, state.diverged) == (strictest, len(set(verdicts)) > 1)


def assert_settled(ref: str, sheet: Sheet, fields: Mapping[str, Fields], merged: Merged) -> None:
    """A settled field is what a head says; of a select-multiple each choice is what a head says."""
    values = {one.get(ref) for one in fields.values()}
    found = merged.fields.get(ref)
    if found in values:
        return
    plain = "/".join(step.split("[", 1)[0] for step in ref.split("/"))
    assert plain in sheet.sets
    assert not any((value or "").startswith(NO_ANSWER_MARK) for value in values)
    said = {choice for value in values for choice in (value or "").split()}
    assert set((found or "").split()) <= said


# --- law 5: what waits settles when the parent comes --------------------------------------------------------------


def assert_waiting(chance: Chance, revisions: Sequence[Revision]) -> None:
    graph = dag.parents_by_id(revisions)
    order, here = shuffled(chance, revisions), set()
    for number, one in enumerate(order):
        here.add(one.revision_id)
        arrived = order[: number + 1]
        waiting = dag.waiting_for(arrived)
        for other in arrived:
            above = dag.ancestors(other.revision_id, revisions)
            assert (other.revision_id in waiting) == bool(above - here)
            assert set(waiting.get(other.revision_id, ())) <= above - here
        assert dag.heads(arrived)
        complete = here - waiting.keys()
        if complete:
            followed = {parent for one in complete for parent in graph[one]}
            assert set(dag.heads(arrived)) == complete - followed
    assert dag.waiting_for(revisions) == {}


# --- laws 1, 4 and 6 in the tables of a store -----------------------------------------------------------------------


def assert_union(chance: Chance, connection: Connection, history: History, expected: View) -> None:
    """Any bundles in any order and number; a forger among them; some taken back, and brought again."""
    came = arrivals(chance, history.sendings)
    forged = _forged(chance, history)
    held: list[set[str]] = []
    for number, sending in enumerate(came):
        held.append({id_of(one) for one in sending.items})
        _take_in(connection, number, sending.items)
        _assert_forgery_is_refused(connection, forged)
    assert _everything(connection) == history.items
    assert view_of_all(history, list(_everything(connection).values())) == expected
    assert ledger.content_hashes(connection) == sorted(one.content_hash for one in history.items.values())
    undone = [number for number in range(len(came)) if chance.below(2)]
    for number in undone:
        hidden = exchange.undo_import(connection, str(number), "now")
        assert exchange.undo_import(connection, str(number), "now") == []
        assert set(hidden) <= held[number]
    in_force = set().union(*(ids for number, ids in enumerate(held) if number not in undone), set())
    assert _everything(connection).keys() == in_force
    if undone and chance.below(2):  # a bundle that comes again shows its items again
        number = pick(chance, undone)
        _take_in(connection, len(came), came[number].items)
        assert _everything(connection).keys() == in_force | held[number]
    for number in shuffled(chance, undone):
        exchange.redo_import(connection, str(number))
    assert _everything(connection) == history.items
    assert exchange.hidden_items(connection) == []


def _take_in(connection: Connection, number: int, items: Sequence[Item]) -> None:
    ledger.add_revisions(connection, [one for one in items if isinstance(one, Revision)])
    ledger.add_entries(connection, [one for one in items if isinstance(one, Entry)])
    row = BundleIn(str(number), "b", "b.sxsh", "", "", "", "", "")
    exchange.record_import(connection, row, [id_of(one) for one in items])


def _everything(connection: Connection) -> dict[str, Item]:
    items: list[Item] = [*ledger.iterate_revisions(connection), *ledger.iterate_entries(connection)]
    return {id_of(one): one for one in items}


def _forged(chance: Chance, history: History) -> Item:
    """An item that is there already, with other content."""
    return replace(pick(chance, list(history.items.values())), content_hash="f" * 64)


def _assert_forgery_is_refused(connection: Connection, forged: Item) -> None:
    """Law 4: the same id with other bytes is never taken, and is told."""
    kind = ledger.revision if isinstance(forged, Revision) else ledger.entry
    there = kind(connection, id_of(forged))
    if there is None:
        return
    if isinstance(forged, Revision):
        added = ledger.add_revisions(connection, [forged])
    else:
        added = ledger.add_entries(connection, [forged])
    assert (added.new, added.known, added.clashes) == ((), 0, (forged,))
    assert kind(connection, id_of(forged)) == there


def count_of(history: History) -> tuple[int, int, int]:
    """Revisions, entries, bundles: for the figures of a long run."""
    return len(history.revisions), len(history.entries), len(history.sendings)
