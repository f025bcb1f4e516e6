"""The eight laws of the ledger (packaging/FORMAT.md, section 9) over random histories.

The long runs: tests/property/long_laws.py.
Laws 1 to 6 on the ledger and its tables, all eight on whole desks with real bundles: tests/ledger_laws.py and
tests/desk_laws.py hold them, here hypothesis makes the histories. Kills and failing disks: tests/fault_points.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sxsh_desktop.store.database import Store, open_store
from tests import desk_laws, ledger_laws
from tests.history_maker import Dice, Drawn

SHORT = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(open_store(tmp_path_factory.mktemp("laws"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> desk_laws.Base:
    return desk_laws.make_base(tmp_path_factory.mktemp("base"))


@settings(SHORT, max_examples=60)
@given(st.data())
def test_the_ledger_keeps_its_laws(store: Store, data: st.DataObject) -> None:
    ledger_laws.hold(Drawn(data), store)


def test_the_ledger_keeps_its_laws_in_longer_histories(store: Store) -> None:
    for number in range(200):
        ledger_laws.hold(Dice(number), store if number % 10 == 0 else None)


@settings(SHORT, max_examples=4)
@given(st.data())
def test_desks_keep_the_laws(base: desk_laws.Base, tmp_path: Path, data: st.DataObject) -> None:
    desk_laws.hold(Drawn(data), base, tmp_path)


@pytest.mark.parametrize("number", [17, 44, 55])
def test_histories_that_once_broke_a_law(base: desk_laws.Base, tmp_path: Path, number: int) -> None:
    """What is computed step by step was not what computing it anew gives: places of cards, cards taken back."""
    desk_laws.hold(Dice(number), base, tmp_path)
