"""What a decision says about a record reaches the form whole: the reason, and several questions about one answer."""

from __future__ import annotations

from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.ledger.entries import Question
from sxsh_desktop.ledger.review import ReviewState
from sxsh_desktop.ui.fill.asked import asked_of


def test_nothing_that_was_asked_is_lost() -> None:
    questions = (Question("/data/a", "Một?"), Question("", "Cả phiếu?"), Question("/data/a", "Hai?"))
    state = ReviewState(ReviewCode.RETURNED, questions, "Xem lại.", False)
    assert asked_of([state, state]) == {"": "Xem lại. Cả phiếu?", "/data/a": "Một? Hai?"}
    assert asked_of([ReviewState(ReviewCode.ACCEPTED, (), "Được.", False)]) == {}
