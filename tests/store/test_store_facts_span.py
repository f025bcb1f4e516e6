"""Facts read by a span of facilities are those read by their ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.store import facts_read
from tests.indicator_maker import fill


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    profile = Profile("department", "vi", "SCT-01", "Người Thử", "SCT", "Sở Công Thương")
    made = create_desk(tmp_path / "store", profile, fixed_clock(datetime(2026, 11, 23, 8, tzinfo=UTC)))
    fill(made, range(40))
    yield made
    made.close()


@pytest.mark.parametrize("step", [1, 3, 40])
def test_a_span_gives_the_same_as_the_ids(desk: Desk, step: int) -> None:
    with desk.read() as connection:
        whom = sorted(facts_read.facilities(connection, desk.vocabulary, ("visit",)) - {""})[2:30:step]
        for kind in ("visit", "potential", "baseline_after", "event"):
            by_span = facts_read.of_neighbours(connection, desk.vocabulary, whom, kind)
            by_ids = facts_read.of_facilities(connection, desk.vocabulary, whom, kind)
            assert by_span == by_ids
        assert facts_read.of_neighbours(connection, desk.vocabulary, (), "visit") == {}
