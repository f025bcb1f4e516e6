"""The main job's people and its one facility: what the job through services and the job through windows begin with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sxsh_desktop.services import exchange
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.sample.plan import FacilityPlan, plan_facilities
from sxsh_desktop.services.sample.province import communes
from sxsh_desktop.services.setup import Answers, set_up
from tests.exchange_maker import CLOCK

NAME = "Cơ sở nước đá Tân Thạnh Phát"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """An officer and the department, set up, each believing the other."""
    with ExitStack() as closing:
        officer = set_up(tmp_path / "officer", Answers("officer", "vi", "CB01", "Trần Thị Lan", "866"), CLOCK)
        closing.callback(officer.close)
        office = set_up(tmp_path / "sở", Answers("department", "vi", "SCT01", "Lê Minh Khoa", "SCT"), CLOCK)
        closing.callback(office.close)
        for giver, taker in ((officer, office), (office, officer)):
            file = tmp_path / f"{giver.profile.officer_code}.sxsh-key"
            code = exchange.export_enrolment(giver, file)
            assert exchange.import_enrolment(taker, file, confirm=False).code == code
            exchange.import_enrolment(taker, file, confirm=True, as_department=True)
        yield officer, office


def ice_plant() -> FacilityPlan:
    """It has heard of cleaner production and applies it, with measures that save."""
    one = plan_facilities(1, communes(), 1)[0]
    first = date(2026, 3, 2)
    return replace(
        one, name=NAME, status="hd", potential="1", aware=3, level=4, reached=True, first_visit=first
    )
