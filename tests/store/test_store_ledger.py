"""The ledger: a union that changes nothing, hidden imports, receipts, order."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_desktop.ledger.entries import Review, Void
from sxsh_desktop.store import exchange, ledger, records
from sxsh_desktop.store.database import Store
from sxsh_desktop.store.exchange import BundleIn, BundleOut, Shelved
from tests.ledger_maker import Author, record_id
from tests.postgres_maker import Databases


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = databases.open(tmp_path / "store")
    yield opened
    opened.close()


@pytest.fixture
def author() -> Author:
    return Author("CB-01")


def bundle_in(name: str) -> BundleIn:
    return BundleIn(name, f"bundle {name}", f"{name}.sxsh", "0" * 64, "CB-01", "dev", "", f"2026-07-0{name}")


def test_a_revision_comes_back_as_it_was(store: Store, author: Author) -> None:
    first = author.revision(record_id(), xml="<data>Đồng Tháp</data>".encode(), attachments=("a" * 64,))
    second = author.revision(first.record_id, (first.revision_id,))
    with store.write() as connection:
        added = ledger.add_revisions(connection, (first, second), made_here=True)
    assert (set(added.new), added.known, added.clashes) == ({first.revision_id, second.revision_id}, 0, ())
    with store.read() as connection:
        assert ledger.revision(connection, first.revision_id) == first
        assert ledger.revisions_of(connection, first.record_id) == sorted(
            (first, second), key=lambda one: one.revision_id
        )
        assert ledger.children_of(connection, [first.revision_id]) == [second.revision_id]
        assert ledger.records_of(connection, [second.revision_id, "nobody"]) == [first.record_id]
        assert ledger.record_ids(connection, "a_co_so") == [first.record_id]
        assert ledger.next_sequence(connection, author.device_id) == author.sequence + 1
        assert ledger.next_sequence(connection, "another device") == 1


def test_an_entry_comes_back_as_it_was(store: Store, author: Author) -> None:
    review = author.entry(Review("returned", "uuid:1", reason="Thiếu đơn vị"), "uuid:1")
    void = author.entry(Void("r1", "nhập hai lần"), "r1")
    with store.write() as connection:
        ledger.add_entries(connection, (review, void))
    with store.read() as connection:
        assert ledger.entry(connection, review.entry_id) == review
        assert ledger.entries_of(connection, "uuid:1") == [review]
        assert ledger.entries_of(connection, "uuid:1", "void") == []
        assert ledger.entries_of_many(connection, ["uuid:1", "r1", "x"]) == {"uuid:1": [review], "r1": [void]}
        assert ledger.entries_of_kind(connection, "void") == [void]
        assert ledger.counts(connection) == (0, 2)
        assert ledger.content_hashes(connection, ("void",)) == [review.content_hash]


def test_adding_twice_changes_nothing(store: Store, author: Author) -> None:
    one = author.revision(record_id())
    with store.write() as connection:
        ledger.add_revisions(connection, (one, one))
    with store.write() as connection:
        again = ledger.add_revisions(connection, [one])
    assert (again.new, again.known) == ((), 1)


def test_the_same_id_with_other_bytes_is_never_taken(store: Store, author: Author) -> None:
    one = author.revision(record_id())
    other = author.revision(one.record_id, xml=b"<data>forged</data>", revision_id=one.revision_id)
    with store.write() as connection:
        assert ledger.add_revisions(connection, (one, other)).clash_ids == (one.revision_id,)
        assert ledger.add_revisions(connection, [other]).clashes == (other,)
    with store.read() as connection:
        assert ledger.revision(connection, one.revision_id) == one


def test_streaming_gives_everything_once(store: Store, author: Author) -> None:
    many = [author.revision(record_id()) for _ in range(ledger.CHUNK + 7)]
    with store.write() as connection:
        ledger.add_revisions(connection, many)
    with store.read() as connection:
        found = [one.revision_id for one in ledger.iterate_revisions(connection)]
        assert found == sorted(one.revision_id for one in many)
        wanted = [many[3].revision_id, "nobody", many[1].revision_id]
        assert list(ledger.iterate_revisions(connection, wanted)) == [many[3], many[1]]


def test_what_nobody_has_confirmed_goes_out_with_parents_first(store: Store, author: Author) -> None:
    first = author.revision(record_id())
    second = author.revision(first.record_id, (first.revision_id,))
    third = author.revision(first.record_id, (second.revision_id,))
    foreign = Author("CB-02").revision(record_id())
    with store.write() as connection:
        ledger.add_revisions(connection, (third, first, second), made_here=True)
        ledger.add_revisions(connection, [foreign])
        records.add_acknowledged(connection, [(first.revision_id, "dept"), (first.revision_id, "dept")])
        records.add_acknowledged(connection, [(first.revision_id, "dept")])
    with store.read() as connection:
        own = ledger.unacknowledged_revisions(connection, "dept", made_here=True)
        assert own == [second.revision_id, third.revision_id]
        assert foreign.revision_id in ledger.unacknowledged_revisions(connection, "dept")
        everything = ledger.unacknowledged_revisions(connection, "another", made_here=True)
        assert everything == [first.revision_id, second.revision_id, third.revision_id]
        assert records.holders_of(connection, [first.revision_id, second.revision_id]) == {
            first.revision_id: ("dept",)
        }


def test_entries_that_nobody_has_confirmed(store: Store, author: Author) -> None:
    one, two = author.entry(Void("r", "x"), "r"), author.entry(Review("accepted", "uuid:1"), "uuid:1")
    with store.write() as connection:
        ledger.add_entries(connection, (one, two), made_here=True)
    with store.read() as connection:
        assert ledger.unacknowledged_entries(connection, "d") == sorted((one.entry_id, two.entry_id))
        assert ledger.unacknowledged_entries(connection, "d", without_kinds=("void",)) == [two.entry_id]


def test_undoing_an_import_hides_what_only_it_brought(store: Store, author: Author) -> None:
    own, shared_one, only = (author.revision(record_id()) for _ in range(3))
    review = author.entry(Review("accepted", only.revision_id), only.revision_id)
    with store.write() as connection:
        ledger.add_revisions(connection, [own], made_here=True)
        ledger.add_revisions(connection, [shared_one, only])
        ledger.add_entries(connection, [review])
        ids = [own.revision_id, shared_one.revision_id, only.revision_id, review.entry_id]
        exchange.record_import(connection, bundle_in("1"), ids)
        exchange.record_import(connection, bundle_in("2"), [shared_one.revision_id])
    with store.write() as connection:
        hidden = exchange.undo_import(connection, "1", "now")
        assert set(hidden) == {only.revision_id, review.entry_id}
        assert exchange.undo_import(connection, "1", "later") == []
    with store.read() as connection:
        assert ledger.revision(connection, only.revision_id) is None
        assert ledger.entries_of(connection, only.revision_id) == []
        assert ledger.counts(connection) == (2, 0)
        assert exchange.hidden_items(connection) == sorted(hidden)
        assert {one.import_id: one.undone_at for one in exchange.imports(connection)} == {"1": "now", "2": ""}
        assert ledger.records_of(connection, hidden) == [only.record_id]  # its record must be computed anew
        assert len(list(ledger.iterate_revisions(connection, with_hidden=True))) == 3
    with store.write() as connection:
        assert set(exchange.redo_import(connection, "1")) == set(hidden)
    with store.read() as connection:
        assert ledger.revision(connection, only.revision_id) == only


def test_importing_again_shows_what_was_hidden(store: Store, author: Author) -> None:
    one = author.revision(record_id())
    with store.write() as connection:
        ledger.add_revisions(connection, [one])
        exchange.record_import(connection, bundle_in("1"), [one.revision_id])
        exchange.undo_import(connection, "1", "now")
        assert ledger.add_revisions(connection, [one]).known == 1
        assert exchange.record_import(connection, bundle_in("2"), [one.revision_id]) == [one.revision_id]
        assert ledger.revision(connection, one.revision_id) == one


def test_exports_and_the_shelf_are_remembered(store: Store) -> None:
    sent = BundleOut("b1", "b1.sxsh", "0" * 64, "Sở Công Thương", "dept", "2026-07-01")
    refused = Shelved(str(uuid.uuid4()), "bundle", "x.sxsh", "1" * 64, 12, "BUNDLE-03", "{}", "2026-07-02")
    with store.write() as connection:
        exchange.record_export(connection, sent, ["b", "a", "a"])
        exchange.put_on_shelf(connection, refused)
    with store.write() as connection:
        assert exchange.exports(connection) == [sent]
        assert exchange.items_of_export(connection, "b1") == ["a", "b"]
        assert exchange.exported(connection, ["a", "c"]) == {"a"}
        assert exchange.shelved(connection) == [refused]
        exchange.set_shelf_state(connection, refused.shelf_id, "taken", "2026-07-03")
        assert exchange.shelved(connection) == []
        taken = exchange.find_shelved(connection, refused.shelf_id)
        assert taken == replace(refused, state="taken", tried_at="2026-07-03")
