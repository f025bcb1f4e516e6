"""Drafts: every change is there again, and two windows cannot overwrite each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_desktop.store import drafts
from sxsh_desktop.store.database import Store
from sxsh_desktop.store.drafts import DraftHead
from sxsh_desktop.store.errors import DraftChangedElsewhereError, DraftGoneError
from tests.postgres_maker import Databases

HEAD = DraftHead(
    "d1", "r1", ("uuid:0",), "a_co_so", "1", "0" * 64, "f1", "CB-01", "Lúa Vàng", created_at="2026-07-01"
)


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = databases.open(tmp_path / "store")
    with opened.write() as connection:
        drafts.create(connection, HEAD, b"<data/>")
    yield opened
    opened.close()


def append(store: Store, seq: int, change: str) -> None:
    with store.write() as connection:
        drafts.append(connection, "d1", seq, change, at=f"2026-07-01T0{seq}")


def test_the_changes_come_back_in_order(store: Store) -> None:
    append(store, 1, '{"a":1}')
    append(store, 2, '{"b":2}')
    with store.read() as connection:
        found = drafts.load(connection, "d1")
    assert found.changes == ('{"a":1}', '{"b":2}')
    assert (found.snapshot_xml, found.snapshot_seq) == (b"<data/>", 0)
    assert found.head == replace(HEAD, last_seq=2, changed_at="2026-07-01T02")


def test_a_snapshot_replaces_the_changes_before_it(store: Store) -> None:
    append(store, 1, "one")
    append(store, 2, "two")
    with store.write() as connection:
        drafts.snapshot(connection, "d1", b"<data>2</data>", 2)
    append(store, 3, "three")
    with store.read() as connection:
        found = drafts.load(connection, "d1")
    assert (found.snapshot_xml, found.snapshot_seq, found.changes) == (b"<data>2</data>", 2, ("three",))


def test_another_window_cannot_overwrite(store: Store) -> None:
    append(store, 1, "mine")
    with pytest.raises(DraftChangedElsewhereError):
        append(store, 1, "theirs")
    with pytest.raises(DraftChangedElsewhereError):
        append(store, 3, "a gap")
    with pytest.raises(DraftChangedElsewhereError), store.write() as connection:
        drafts.snapshot(connection, "d1", b"<old/>", 0)
    with store.read() as connection:
        assert drafts.load(connection, "d1").changes == ("mine",)


def test_rewinding_forgets_the_last_changes(store: Store) -> None:
    for seq in (1, 2, 3):
        append(store, seq, str(seq))
    with store.write() as connection:
        drafts.rewind(connection, "d1", 3, 1)
    append(store, 2, "another two")
    with store.read() as connection:
        assert drafts.load(connection, "d1").changes == ("1", "another two")
    with pytest.raises(DraftChangedElsewhereError), store.write() as connection:
        drafts.rewind(connection, "d1", 9, 1)


def test_position_and_summary(store: Store) -> None:
    with store.write() as connection:
        drafts.set_position(connection, "d1", "/data/g_id/name")
        drafts.set_summary(connection, "d1", title="Khác", answered=3, total=9, problems=1, facility_id="f2")
        drafts.set_position(connection, "gone", "/data")
    with store.read() as connection:
        assert drafts.list_drafts(connection, facility_id="f2") == [
            replace(
                HEAD, position="/data/g_id/name", title="Khác", answered=3, total=9, problems=1,
                facility_id="f2", changed_at="2026-07-01",
            )
        ]  # fmt: skip
        assert drafts.list_drafts(connection, facility_id="f1") == []
        assert len(drafts.list_drafts(connection, record_id="r1", form_id="a_co_so")) == 1


def test_thrown_away_and_brought_back(store: Store) -> None:
    with store.write() as connection:
        drafts.throw_away(connection, "d1", "2026-07-02")
    with store.read() as connection:
        assert drafts.list_drafts(connection) == []
        assert [one.draft_id for one in drafts.list_drafts(connection, deleted=True)] == ["d1"]
    with pytest.raises(DraftGoneError):
        append(store, 1, "too late")
    with store.write() as connection:
        drafts.restore(connection, "d1")
    append(store, 1, "again")


def test_removed_for_good(store: Store) -> None:
    append(store, 1, "x")
    with store.write() as connection:
        drafts.remove(connection, "d1")
    with store.write() as connection:
        for act in (
            lambda: drafts.load(connection, "d1"),
            lambda: drafts.remove(connection, "d1"),
            lambda: drafts.restore(connection, "d1"),
            lambda: drafts.append(connection, "d1", 2, "y"),
        ):
            with pytest.raises(DraftGoneError):
                act()
