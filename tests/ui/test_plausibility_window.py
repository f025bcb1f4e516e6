"""Odd figures in the windows: a problem of their answer while filling in, a note beside the answers at review."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import fill, plausibility
from sxsh_desktop.services import review as review_service
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.ui.review.compare_view import ComparePage
from sxsh_desktop.ui.review.review_model import ReviewModel
from tests import fill_maker as maker
from tests.fill_window_maker import Opener, left_dialogs, row_of
from tests.window_maker import PATIENCE


def expensive(desk: Desk) -> tuple[OpenDraft, str]:
    """A draft of form C, complete but for a bill of 3,500 dong a kWh; and the answer that says so."""
    draft = fill.start(desk, "c_tieu_thu", maker.facility(desk))
    draft.set("/data/g_per/p_from", "2024-01-01")
    draft.set("/data/g_per/p_to", "2024-12-31")
    row = maker.energy_row(draft, e_type="dien", e_unit="kwh", e_qty="1000000", e_cost="3500", e_q="hoadon")
    maker.complete(draft)
    return draft, f"{row}/e_cost"


def test_an_odd_bill_stands_in_the_way_until_a_reason_is_given(
    qtbot: QtBot, desk: Desk, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, cost = expensive(desk)
    window = opened(draft)
    seen = left_dialogs(monkeypatch)
    window.complete()
    qtbot.waitUntil(lambda: cost in [line.ref for line in window.pane.lines.lines], timeout=PATIENCE)
    assert not seen
    line = next(line for line in window.pane.lines.lines if line.ref == cost)
    assert line.soft and "3.500" in line.cause
    assert [one.code for one in window.model.reads.problems_at(cost, True)] == ["BILL-TARIFF"]

    for one in window.model.problems():
        window.model.accept_soft(one.ref, "giá đã gồm thuê trạm")
    window.complete()
    qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE)
    assert not window.model.problems()
    window.close()


def test_a_changed_answer_is_odd_no_more_until_it_is_looked_at_again(
    qtbot: QtBot, desk: Desk, opened: Opener
) -> None:
    draft, cost = expensive(desk)
    window = opened(draft)
    window.complete()
    qtbot.waitUntil(lambda: bool(window.model.reads.problems_at(cost, True)), timeout=PATIENCE)
    row_of(window, cost)
    window.model.set(cost, "2100")
    assert not window.model.reads.problems_at(cost, True)
    window.close()


def test_the_reviewer_sees_what_is_odd_and_the_reason(qtbot: QtBot, desk: Desk) -> None:
    draft, cost = expensive(desk)
    draft.accept_soft(cost, "giá đã gồm thuê trạm")
    revision = draft.finalise()
    line = next(one for one in review_service.inbox(desk) if one.revision_id == revision.revision_id)
    page = ComparePage(ReviewModel(desk))
    qtbot.addWidget(page)
    page.show_record(line, review_service.compare(desk, revision.revision_id))
    found = ReviewModel(desk).findings(revision.revision_id)
    page.show_findings(found)
    assert "giá đã gồm thuê trạm" in page.odd.text.text()
    assert page.rows is not None and cost in {page.rows.id_of(at) for at in range(page.rows.rowCount())}
    page.show_findings(tuple(replace(found[0], check=str(number)) for number in range(9)))
    assert page.odd.text.text().count("\n") == 4
    assert plausibility.of_record(desk, revision.record_id) == found
