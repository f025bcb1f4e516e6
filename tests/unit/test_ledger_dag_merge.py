"""Heads, waiting, ancestors; three-way merge; review states; whose signature is believed."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.ledger import dag, trust
from sxsh_desktop.ledger.entries import Question, Review, Verdict
from sxsh_desktop.ledger.keys import sign_entry
from sxsh_desktop.ledger.merge import Conflict, Fields, Merged, merge, merge_record
from sxsh_desktop.ledger.review import review_state
from sxsh_desktop.ledger.values import Entry, UnsignedEntry
from tests.ledger_maker import Author


class Node(NamedTuple):
    revision_id: str
    parents: tuple[str, ...] = ()


def graph(text: str) -> list[Node]:
    """ "a b<a c<a,b": the nodes and what they follow."""
    nodes = []
    for word in text.split():
        name, _mark, parents = word.partition("<")
        nodes.append(Node(name, tuple(parents.split(",")) if parents else ()))
    return nodes


@pytest.mark.parametrize(
    ("text", "heads", "waiting"),
    [
        ("a", ("a",), {}),
        ("a b<a", ("b",), {}),
        ("a b<a c<a", ("b", "c"), {}),
        ("a b<a c<a d<b,c", ("d",), {}),
        ("a b<x", ("a",), {"b": ("x",)}),
        ("a b<x c<b", ("a",), {"b": ("x",), "c": ("x",)}),
        ("b<x c<b", ("c",), {"b": ("x",), "c": ("x",)}),
        ("a<b b<a", ("a", "b"), {"a": (), "b": ()}),
        ("", (), {}),
    ],
)
def test_heads_and_waiting(text: str, heads: tuple[str, ...], waiting: dict[str, tuple[str, ...]]) -> None:
    assert dag.heads(graph(text)) == heads
    assert dag.heads(reversed(graph(text))) == heads
    assert dag.waiting_for(graph(text)) == waiting


def test_ancestors() -> None:
    nodes = graph("a b<a c<a d<b,c e<b,c f<x")
    assert dag.ancestors("d", nodes) == {"a", "b", "c"}
    assert dag.ancestors("f", nodes) == frozenset()
    assert dag.nearest_common_ancestors(nodes, ["d", "e"]) == ("b", "c")
    assert dag.nearest_common_ancestors(nodes, ["b", "c"]) == ("a",)
    assert dag.nearest_common_ancestors(nodes, ["b", "d"]) == ("b",)
    assert dag.nearest_common_ancestors(nodes, ["a", "f"]) == ()
    assert dag.nearest_common_ancestors(nodes, []) == ()
    assert dag.oldest_first(dag.parents_by_id(graph("c<b b<a a d<e e<d"))) == ("a", "b", "c", "d", "e")


def test_a_long_story_is_read_quickly() -> None:
    """Twenty thousand versions of one record, two of them last: no step grows with the square of their number."""
    nodes = [Node("0"), *(Node(str(number), (str(number - 1),)) for number in range(1, 20_000))]
    nodes += [Node("x", ("19999",)), Node("y", ("19999",))]
    assert dag.heads(nodes) == ("x", "y")
    assert dag.nearest_common_ancestors(nodes, ["x", "y"]) == ("19999",)
    assert dag.nearest_common_ancestors(nodes, ["5", "y"]) == ("5",)
    assert dag.waiting_for(nodes) == {}


BASE = {"/d/a": "1", "/d/b": "2", "/d/r[x]": "row", "/d/r[x]/q": "5"}


@pytest.mark.parametrize(
    ("one", "other", "merged", "conflicts"),
    [
        ({}, {}, {}, []),
        ({"/d/a": "9"}, {}, {"/d/a": "9"}, []),
        ({"/d/a": "9"}, {"/d/b": "8"}, {"/d/a": "9", "/d/b": "8"}, []),
        ({"/d/a": "9"}, {"/d/a": "9"}, {"/d/a": "9"}, []),
        ({"/d/a": "9"}, {"/d/a": "7"}, {"/d/a": None}, [("/d/a", "1", "9", "7")]),
        ({"/d/a": None}, {}, {"/d/a": None}, []),
        ({"/d/a": None}, {"/d/a": "7"}, {"/d/a": None}, [("/d/a", "1", None, "7")]),
        ({"/d/c": "n"}, {}, {"/d/c": "n"}, []),
        ({"/d/c": ""}, {"/d/c": "n"}, {"/d/c": "n"}, []),
        ({"/d/r[y]": "row", "/d/r[y]/q": "1"}, {}, {"/d/r[y]": "row", "/d/r[y]/q": "1"}, []),
        ({"/d/r[x]": None, "/d/r[x]/q": None}, {}, {"/d/r[x]": None, "/d/r[x]/q": None}, []),
        (
            {"/d/r[x]": None, "/d/r[x]/q": None},
            {"/d/r[x]/q": "6"},
            {"/d/r[x]": None, "/d/r[x]/q": None},
            [("/d/r[x]/q", "5", None, "6")],
        ),
    ],
)
def test_three_way_merge(
    one: dict[str, str | None],
    other: dict[str, str | None],
    merged: dict[str, str | None],
    conflicts: list[tuple[str, str | None, str | None, str | None]],
) -> None:
    found = merge(BASE, {"h1": with_(BASE, one), "h2": with_(BASE, other)})
    assert found.fields == with_(BASE, merged)
    assert list(found.conflicts) == [
        Conflict(ref, before, {"h1": first, "h2": second}) for ref, before, first, second in conflicts
    ]


def with_(fields: Fields, changed: dict[str, str | None]) -> dict[str, str]:
    """The fields with some changed, None: taken away."""
    whole = {**fields, **changed}
    return {ref: value for ref, value in whole.items() if value is not None}


@pytest.mark.parametrize(
    ("before", "one", "other", "merged"),
    [
        ("a b", "a b c", "a b d", "a b c d"),
        ("a b", "a", "b", ""),
        ("a b", "a c", "a b", "a c"),
        ("", "a", "b", "a b"),
    ],
)
def test_sets_merge_choice_by_choice(before: str, one: str, other: str, merged: str) -> None:
    sets = frozenset({"/d/r/s"})
    found = merge({"/d/r[x]/s": before}, {"1": {"/d/r[x]/s": one}, "2": {"/d/r[x]/s": other}}, sets)
    assert found == Merged({"/d/r[x]/s": merged}, ())


def test_absent_answers_do_not_merge_as_sets() -> None:
    heads = {"1": {"/d/s": "\x1fabsent:unknown"}, "2": {"/d/s": "a c"}}
    found = merge({"/d/s": "a"}, heads, frozenset({"/d/s"}))
    assert [conflict.ref for conflict in found.conflicts] == ["/d/s"]


def test_without_an_ancestor_both_count() -> None:
    found = merge(None, {"1": {"/a": "x", "/b": "y"}, "2": {"/a": "x", "/b": "z", "/c": "w"}})
    assert found.fields == {"/a": "x", "/c": "w"}
    assert found.conflicts == (Conflict("/b", None, {"1": "y", "2": "z"}),)


def test_three_heads_of_two_branchings() -> None:
    """c1 and c2 follow b, which changed the field; a2 did not: c1's further change stands alone."""
    nodes = graph("a b<a c1<b c2<b a2<a")
    values: dict[str, Fields] = {
        "a": {"/f": "0"},
        "b": {"/f": "1"},
        "c1": {"/f": "2"},
        "c2": {"/f": "1"},
        "a2": {"/f": "0"},
    }
    assert merge_record(nodes, values.__getitem__) == Merged({"/f": "2"}, ())
    assert merge_record(reversed(nodes), values.__getitem__) == Merged({"/f": "2"}, ())


def test_a_blank_and_nothing_are_the_same() -> None:
    """A field that stood empty and is left out by one side was not changed by it."""
    found = merge({"/f": ""}, {"1": {}, "2": {"/f": "1"}})
    assert (found.fields, found.conflicts) == ({"/f": "1"}, ())


def test_one_head_is_itself() -> None:
    values: dict[str, Fields] = {"a": {"/f": "0"}, "b": {"/f": "1"}}
    assert merge_record(graph("a b<a"), values.__getitem__) == Merged({"/f": "1"}, ())


# --- reviews ------------------------------------------------------------------------------------------------

CLERK, LEADER = Author("SCT01", "department"), Author("SCT02", "department")


def review(
    author: Author, verdict: Verdict, sees: tuple[Entry, ...] = (), *questions: str, reason: str = ""
) -> Entry:
    body = Review(verdict, "uuid:1", tuple(Question("", text) for text in questions), reason)
    return author.entry(body, "uuid:1", [entry.entry_id for entry in sees])


def test_without_a_review_it_waits() -> None:
    other = CLERK.entry(Review("accepted", "uuid:2"), "uuid:2")
    assert review_state("uuid:1", [other]).code is ReviewCode.WAITING


def test_a_later_review_settles_the_earlier() -> None:
    returned = review(CLERK, "returned", (), "Vì sao?", reason="xem")
    accepted = review(CLERK, "accepted", (returned,))
    assert review_state("uuid:1", [returned]).questions == (Question("", "Vì sao?"),)
    for order in ([returned, accepted], [accepted, returned]):
        state = review_state("uuid:1", order)
        assert (state.code, state.questions, state.diverged) == (ReviewCode.ACCEPTED, (), False)


def test_of_reviews_that_did_not_know_of_each_other_the_stricter_counts() -> None:
    accepted, returned, rejected = (
        review(CLERK, "accepted"),
        review(LEADER, "returned", (), "Hỏi"),
        review(LEADER, "rejected", reason="sai"),
    )
    both = review_state("uuid:1", [accepted, returned])
    assert (both.code, both.diverged, both.questions) == (ReviewCode.RETURNED, True, (Question("", "Hỏi"),))
    assert review_state("uuid:1", [returned, rejected, accepted]).code is ReviewCode.REJECTED
    settled = review(CLERK, "accepted", (accepted, returned, rejected))
    assert review_state("uuid:1", [settled, rejected, returned, accepted]).code is ReviewCode.ACCEPTED


# --- trust --------------------------------------------------------------------------------------------------


def confirmed(by: Author, who: Author, *earlier: Entry, revoked_on: str = "") -> Entry:
    body = replace(who.enrolment(), revoked_on=revoked_on)
    return by.entry(body, who.device_id, [entry.entry_id for entry in earlier])


def test_a_request_alone_is_not_believed() -> None:
    own, stranger = CLERK.device(), Author("CB09")
    assert set(trust.known_devices(own, [stranger.certificate()])) == {own.key_id}
    assert set(trust.requests([stranger.certificate()])) == {stranger.key.key_id}


def test_the_departments_word_is_believed_an_officers_is_not() -> None:
    officer, other, stranger = Author("CB01"), Author("CB02"), Author("CB03")
    entries = [confirmed(officer, CLERK), confirmed(CLERK, other), confirmed(other, stranger)]
    known = trust.known_devices(officer.device(), entries)
    assert set(known) == {officer.key.key_id, CLERK.key.key_id, other.key.key_id}
    assert known == trust.known_devices(officer.device(), reversed(entries))


def test_the_last_word_counts_and_a_revocation_in_doubt() -> None:
    officer = Author("CB01")
    first = confirmed(CLERK, officer)
    revoked = confirmed(CLERK, officer, first, revoked_on="2026-02-01")
    unaware = confirmed(CLERK, officer, first)
    again = confirmed(CLERK, officer, first, revoked, unaware)

    def revoked_on(*entries: Entry) -> str:
        return trust.known_devices(CLERK.device(), entries)[officer.key.key_id].revoked_on

    assert revoked_on(first) == ""
    assert revoked_on(first, revoked) == revoked_on(revoked, unaware, first) == "2026-02-01"
    assert revoked_on(first, revoked, unaware, again) == ""


def test_two_department_keys_that_revoke_each_other_come_to_an_end() -> None:
    own = Author("CB01")
    a, b = confirmed(own, CLERK), confirmed(own, LEADER)
    entries = [
        a,
        b,
        confirmed(CLERK, LEADER, b, revoked_on="2026-01-01"),
        confirmed(LEADER, CLERK, a, revoked_on="2026-01-01"),
    ]
    known = trust.known_devices(own.device(), entries)
    assert all(known[one.key.key_id].revoked_on for one in (CLERK, LEADER))


def test_a_forged_enrolment_is_not_believed() -> None:
    officer = Author("CB01")
    forged = replace(confirmed(CLERK, officer), officer_id="SCT99")
    assert set(trust.known_devices(CLERK.device(), [forged])) == {CLERK.key.key_id}
    nonsense = replace(CLERK.enrolment(), public_key="x")
    assert trust.requests([CLERK.entry(nonsense, "d")]) == {}


def test_only_the_department_decides() -> None:
    officer = Author("CB01")
    assert trust.may_say(review(CLERK, "accepted"), CLERK.device())
    assert not trust.may_say(review(officer, "accepted"), officer.device())
    assert trust.may_say(officer.certificate(), officer.device())


def test_the_code_can_be_read_over_the_phone() -> None:
    code = trust.short_code(CLERK.key.public)
    assert [len(group) for group in code.split()] == [4, 4, 4, 4]
    assert code.replace(" ", "").isdecimal()


def test_a_kind_that_is_not_known_here_has_no_effect() -> None:
    newer = UnsignedEntry("e", "something_newer", "s", (), "{}", "SCT01", "d", "2026", 1)
    assert review_state("s", [sign_entry(newer, CLERK.key)]).code is ReviewCode.WAITING
