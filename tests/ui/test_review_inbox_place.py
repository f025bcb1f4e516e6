"""The inbox keeps its place: after a decision the next record of the same group is shown, groups stay open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import review
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.services.review import InboxLine
from sxsh_desktop.ui.review.inbox_view import InboxPane
from sxsh_desktop.ui.review.review_model import Inbox, ReviewModel
from tests import fill_maker as maker


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    profile = Profile("department", "vi", "SCT01", "Lê Minh Khoa", "SCT", "Sở Công Thương")
    found = create_desk(tmp_path / "store", profile, maker.CLOCK)
    yield found
    found.close()


def waiting(desk: Desk) -> list[InboxLine]:
    """Three districts with two records each."""
    maker.facility(desk)
    line = review.inbox(desk)[0]
    places = [(district, at) for district in ("866", "867", "869") for at in (1, 2)]
    return [replace(line, district=district, revision_id=f"{district}-{at}") for district, at in places]


class Eyes:
    """What the inbox shows, as it tells the screen."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.pane = InboxPane(ReviewModel(desk))
        qtbot.addWidget(self.pane)
        self.records: list[str] = []
        self.groups: list[list[str]] = []
        self.pane.line_chosen.connect(lambda line: self.records.append(line.revision_id if line else ""))
        self.pane.group_chosen.connect(
            lambda _title, lines: self.groups.append([one.revision_id for one in lines])
        )

    def put(self, lines: Sequence[InboxLine]) -> None:
        self.pane.put(Inbox(tuple(lines), ()))

    def group(self, at: int) -> None:
        """Click on a district."""
        top = self.pane.tree.topLevelItem(at)
        assert top is not None
        self.pane.tree.setCurrentItem(top)


def test_after_a_decision_the_next_record_of_the_same_officer_is_shown(qtbot: QtBot, desk: Desk) -> None:
    lines, eyes = waiting(desk), Eyes(qtbot, desk)
    eyes.put(lines)
    eyes.pane.choose("867-1")
    eyes.put([one for one in lines if one.revision_id != "867-1"])
    assert eyes.records[-1] == "867-2"
    eyes.put([one for one in lines if not one.revision_id.startswith("867")])
    assert eyes.records[-1] == "869-1"  # the group is done: on to the next one
    eyes.put([one for one in lines if one.revision_id.startswith("866")])
    assert eyes.records[-1] == "866-2"  # nothing comes after it
    eyes.put([])
    assert eyes.records[-1] == ""


def test_a_group_that_is_not_done_stays_chosen(qtbot: QtBot, desk: Desk) -> None:
    lines, eyes = waiting(desk), Eyes(qtbot, desk)
    eyes.put(lines)
    eyes.group(1)
    eyes.put([one for one in lines if one.revision_id != "867-1"])
    assert eyes.groups[-1] == ["867-2"]
    eyes.put([one for one in lines if not one.revision_id.startswith("867")])
    assert eyes.groups[-1] == ["869-1", "869-2"]


def test_open_groups_stay_open(qtbot: QtBot, desk: Desk) -> None:
    lines, eyes = waiting(desk), Eyes(qtbot, desk)
    eyes.put(lines)
    last = eyes.pane.tree.topLevelItem(2)
    assert last is not None and not last.isExpanded()
    last.setExpanded(True)
    eyes.pane.tree.topLevelItem(0).setExpanded(False)  # type: ignore[union-attr]
    eyes.group(1)
    eyes.put(lines[1:])
    tops = [eyes.pane.tree.topLevelItem(at) for at in range(3)]
    assert [top is not None and top.isExpanded() for top in tops] == [False, False, True]
