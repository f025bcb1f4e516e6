"""The ledger in the store is a set: any order, any number of times, any grouping gives the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sxsh_desktop.ledger.entries import Review
from sxsh_desktop.ledger.hashes import ledger_hash
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.store import exchange, ledger
from sxsh_desktop.store.database import Store, open_store
from sxsh_desktop.store.exchange import BundleIn
from tests.ledger_maker import Author, record_id
from tests.postgres_maker import Databases, PostgresServer, postgres, postgres_template

__all__ = ["postgres", "postgres_template"]
Opened = Callable[[Path], Store]

_AUTHOR = Author("CB-01")
_FIRST = [_AUTHOR.revision(record_id()) for _ in range(4)]
_REVISIONS = [*_FIRST, *(_AUTHOR.revision(one.record_id, (one.revision_id,)) for one in _FIRST)]
_ENTRIES = [_AUTHOR.entry(Review("accepted", one.revision_id), one.revision_id) for one in _FIRST]
_ITEMS: Sequence[Revision | Entry] = [*_REVISIONS, *_ENTRIES]
_BUNDLES = st.lists(st.lists(st.sampled_from(_ITEMS), max_size=8), max_size=5)


def name_of(item: Revision | Entry) -> str:
    return item.revision_id if isinstance(item, Revision) else item.entry_id


def imported(
    folder: Path, bundles: Sequence[Sequence[Revision | Entry]], undone: set[int], opened: Opened = open_store
) -> set[str]:
    """What a new store shows after these imports, some of which were undone."""
    with closing(opened(folder)) as store:
        for number, items in enumerate(bundles):
            bundle = BundleIn(str(number), "b", "b.sxsh", "", "", "", "", "")
            with store.write() as connection:
                ledger.add_revisions(connection, [one for one in items if isinstance(one, Revision)])
                ledger.add_entries(connection, [one for one in items if isinstance(one, Entry)])
                exchange.record_import(connection, bundle, [name_of(one) for one in items])
            if number in undone:
                with store.write() as connection:
                    exchange.undo_import(connection, str(number), "now")
        with store.read() as connection:
            return set(ledger.content_hashes(connection))


def same_in_any_order(
    bundles: list[list[Revision | Entry]], chance: object, undone: set[int], opened: Opened = open_store
) -> None:
    other = [*bundles, *bundles]
    chance.shuffle(other)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as name:
        once = imported(Path(name) / "a", bundles, set(), opened)
        often = imported(Path(name) / "b", other, set(), opened)
        partly = imported(Path(name) / "c", bundles, undone, opened)
    assert once == {item.content_hash for items in bundles for item in items}
    assert ledger_hash(once) == ledger_hash(often)
    in_force = [items for number, items in enumerate(bundles) if number not in undone]
    assert partly == {item.content_hash for items in in_force for item in items}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_BUNDLES, st.randoms(use_true_random=False), st.sets(st.integers(0, 4)))
def test_any_order_any_number_of_times(
    bundles: list[list[Revision | Entry]], chance: object, undone: set[int]
) -> None:
    same_in_any_order(bundles, chance, undone)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(_BUNDLES, st.randoms(use_true_random=False), st.sets(st.integers(0, 4)))
def test_the_same_on_a_server(
    postgres: PostgresServer,
    postgres_template: str,
    bundles: list[list[Revision | Entry]],
    chance: object,
    undone: set[int],
) -> None:
    databases = Databases("postgresql", postgres, postgres_template)
    same_in_any_order(bundles, chance, undone, databases.open)
    postgres.drop_all()
