"""The laws (packaging/FORMAT.md, section 9) that need no store: views are functions of sets (laws 2, 3 and 5)."""

from __future__ import annotations

import random
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.entries import Review, Verdict
from sxsh_desktop.ledger.hashes import ledger_hash
from sxsh_desktop.ledger.keys import verify
from sxsh_desktop.ledger.merge import Fields, merge, merge_record
from sxsh_desktop.ledger.review import review_state
from sxsh_desktop.ledger.values import Entry, Revision
from tests.ledger_maker import Author, record_id

SHORT = settings(max_examples=60, deadline=None, derandomize=True)
REFS = ("/d/a", "/d/b", "/d/s", "/d/r[x]", "/d/r[x]/q")
SETS = frozenset({"/d/s"})
CLERK = Author("SCT01", "department")


class Node(NamedTuple):
    revision_id: str
    parents: tuple[str, ...]


class History(NamedTuple):
    """A record's revisions, and the fields that each of them holds."""

    nodes: tuple[Node, ...]
    fields: dict[str, Fields]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Each revision follows some of those before it and changes some of their fields."""
    nodes: list[Node] = []
    fields: dict[str, Fields] = {}
    for number in range(draw(st.integers(1, 9))):
        before = [node.revision_id for node in nodes]
        parents = draw(st.lists(st.sampled_from(before), max_size=2, unique=True)) if before else []
        start = dict(fields[parents[0]]) if parents else {}
        for ref in draw(st.lists(st.sampled_from(REFS), max_size=3)):
            value = draw(st.sampled_from(["", "1", "2", "1 2", "2 3", None]))
            start.pop(ref, None)
            if value is not None:
                start[ref] = value
        name = f"r{number}"
        nodes.append(Node(name, tuple(parents)))
        fields[name] = start
    return History(tuple(nodes), fields)


@SHORT
@given(histories(), st.randoms(use_true_random=False))
def test_the_view_is_a_function_of_the_set(history: History, rng: random.Random) -> None:
    shuffled = [*history.nodes, *history.nodes]
    rng.shuffle(shuffled)
    view = merge_record(history.nodes, history.fields.__getitem__, SETS)
    assert merge_record(shuffled, history.fields.__getitem__, SETS) == view
    assert dag.heads(shuffled) == dag.heads(history.nodes)


@SHORT
@given(histories())
def test_no_value_of_a_head_is_lost(history: History) -> None:
    """What a head says stands in the view, in a conflict, or gave way to a change made by another head."""
    heads = dag.heads(history.nodes)
    view = merge_record(history.nodes, history.fields.__getitem__, SETS)
    in_conflict = {conflict.ref for conflict in view.conflicts}
    assert not in_conflict & view.fields.keys()
    for conflict in view.conflicts:
        assert conflict.values == {head: history.fields[head].get(conflict.ref) for head in heads}
        assert len({value or "" for value in conflict.values.values()}) > 1
    for ref, value in view.fields.items():
        assert ref in SETS or value in {history.fields[head].get(ref) for head in heads}


@SHORT
@given(histories())
def test_a_decision_settles_everything(history: History) -> None:
    heads = dag.heads(history.nodes)
    decided = Node("decision", heads)
    fields = {**history.fields, "decision": {"/d/a": "decided"}}
    view = merge_record([*history.nodes, decided], fields.__getitem__, SETS)
    assert (dict(view.fields), view.conflicts) == ({"/d/a": "decided"}, ())


@SHORT
@given(histories(), st.data())
def test_what_waits_settles_when_the_parent_comes(history: History, data: st.DataObject) -> None:
    arrived = data.draw(st.lists(st.sampled_from(history.nodes), unique=True))
    waiting = dag.waiting_for(arrived)
    here = {node.revision_id for node in arrived}
    for node in arrived:
        above = dag.ancestors(node.revision_id, history.nodes)
        assert (node.revision_id in waiting) == bool(above - here)
        if node.revision_id in waiting:
            assert set(waiting[node.revision_id]) <= above - here
    assert dag.waiting_for(history.nodes) == {}
    assert bool(dag.heads(arrived)) == bool(arrived)


@SHORT
@given(st.data())
def test_merging_two_sides_is_symmetric(data: st.DataObject) -> None:
    fields = st.dictionaries(st.sampled_from(REFS), st.sampled_from(["1", "2", "1 2", "2 3"]))
    base, one, other = data.draw(fields), data.draw(fields), data.draw(fields)
    ab = merge(base, {"a": one, "b": other}, SETS)
    ba = merge(base, {"a": other, "b": one}, SETS)
    assert ab.fields == ba.fields
    assert [c.ref for c in ab.conflicts] == [c.ref for c in ba.conflicts]
    assert merge(base, {"a": one, "b": one}, SETS) == merge(base, {"a": one}, SETS)
    only_one = merge(base, {"a": one, "b": base}, SETS)
    assert (only_one.fields, only_one.conflicts) == (one, ())


@SHORT
@given(st.data())
def test_reviews_settle_in_any_order(data: st.DataObject) -> None:
    entries: list[Entry] = []
    verdicts: list[Verdict] = ["accepted", "returned", "rejected"]
    for _number in range(data.draw(st.integers(0, 5))):
        known = [entry.entry_id for entry in entries]
        sees = data.draw(st.lists(st.sampled_from(known), unique=True)) if known else []
        body = Review(data.draw(st.sampled_from(verdicts)), "uuid:1")
        entries.append(CLERK.entry(body, "uuid:1", sees))
    state = review_state("uuid:1", entries)
    shuffled = data.draw(st.permutations([*entries, *entries]))
    assert review_state("uuid:1", shuffled) == state
    settled = CLERK.entry(Review("accepted", "uuid:1"), "uuid:1", state.entry_ids)
    assert not review_state("uuid:1", [*entries, settled]).diverged


@SHORT
@given(st.text(max_size=60), st.binary(max_size=40), st.integers(0, 2**53 - 1))
def test_what_is_signed_reads_back_and_nothing_else_passes(text: str, noise: bytes, sequence: int) -> None:
    xml = f"<a>{text}</a>".encode("utf-8", "replace")
    author = Author("CB01", sequence=sequence - 1 if sequence else 0)
    one = author.revision(record_id(), xml=xml)
    assert Revision.from_json(one.to_json()) == one
    assert verify(one, author.key.public)
    changed = {**one.to_json(), "instance_xml": (xml + noise).decode("utf-8", "replace")}
    read = Revision.from_json(changed)
    assert verify(read, author.key.public) == (read == one)


@SHORT
@given(st.lists(st.text("0123456789abcdef", min_size=64, max_size=64)))
def test_the_ledger_hash_is_that_of_the_set(hashes: list[str]) -> None:
    assert ledger_hash(hashes) == ledger_hash(reversed(hashes))
