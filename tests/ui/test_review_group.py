"""Accepting many at once: odd figures stand there first, and a reason is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import fill, review
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.ui.review.group_view import GroupPage
from sxsh_desktop.ui.review.review_model import ReviewModel
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.fields import NoteField
from tests import fill_maker as maker
from tests.window_maker import compose, idle, meet


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    profile = Profile("department", "vi", "SCT01", "Lê Minh Khoa", "SCT", "Sở Công Thương")
    found = create_desk(tmp_path / "store", profile, maker.CLOCK)
    yield found
    found.close()


def inventory(desk: Desk, facility: str, year: int, kwh: str, cost: str) -> None:
    draft = fill.start(desk, "c_tieu_thu", facility)
    draft.set("/data/g_per/p_from", f"{year}-01-01")
    draft.set("/data/g_per/p_to", f"{year}-12-31")
    draft.set("/data/g_per/src", "thamvan")
    maker.energy_row(draft, e_type="dien", e_unit="kwh", e_qty=kwh, e_cost=cost, e_q="hoadon")
    maker.complete(draft, year)
    draft.finalise()


def test_odd_figures_stand_there_before_many_are_accepted(qtbot: QtBot, desk: Desk) -> None:
    facility = maker.facility(desk)
    inventory(desk, facility, 2024, "1000000", "3500")
    inventory(desk, facility, 2025, "987650", "2100")
    model = ReviewModel(desk)
    lines = [one for one in review.inbox(desk) if one.form_id == "c_tieu_thu"]
    page = GroupPage(model)
    qtbot.addWidget(page)
    page.show_group("Huyện", lines)
    assert not page.act.isEnabled()  # nobody has looked yet
    idle()
    assert page.act.isEnabled()
    assert (len(page.odd()), len(page.sure())) == (1, 1)
    shown = [page.rows.cells(at)[3].text for at in range(2)]
    assert sum("3.500" in text for text in shown) == 1
    decided: list[tuple[list[str], str]] = []
    page.accepted.connect(lambda ids, reason: decided.append((ids, reason)))
    page.act.click()
    assert decided == [([page.sure()[0].revision_id], "")]

    def give(dialog: Dialog) -> None:
        compose(dialog.findChildren(NoteField)[0], "đã gọi cho cơ sở")
        dialog.accept()

    asked = meet(Dialog, give)
    page.other.click()
    asked.stop()
    assert decided[-1] == ([one.revision_id for one in lines], "đã gọi cho cơ sở")
