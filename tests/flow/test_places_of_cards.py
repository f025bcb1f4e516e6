"""The place of every fact comes from the cards of its facility: the same, whether computed step by step or anew."""

from __future__ import annotations

import pytest

from sxsh_desktop.ledger.values import Revision
from sxsh_desktop.services import backup, facility_links, fill, projection
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.sample.filling import settle
from sxsh_desktop.store import derived
from tests.exchange_maker import Desks, desks, fresh_desks, make_card, path_to

__all__ = ["desks", "fresh_desks"]


def tables(desk: Desk) -> dict[str, str]:
    with desk.read() as connection:
        return derived.table_hashes(connection, desk.vocabulary)


def assert_rebuild_changes_nothing(desk: Desk) -> None:
    before = tables(desk)
    backup.rebuild(desk)
    assert tables(desk) == before


def place_card(desk: Desk, card: Revision, commune: str, day: str = "2026-07-01") -> None:
    draft = fill.correct(desk, card.record_id)
    draft.set(path_to(draft, "visit_date"), day)
    draft.set(path_to(draft, "commune"), commune)
    settle(draft)
    draft.finalise()


def test_a_card_that_says_nothing_any_more(desks: Desks) -> None:
    card = make_card(desks.first, "Lò gạch")
    draft = fill.correct(desks.first, card.record_id)
    for question in draft.form.questions.values():
        if question.fact.startswith("facility_profile.") and draft.value(question.path):
            draft.set(question.path, "")
    settle(draft)
    draft.finalise()
    assert_rebuild_changes_nothing(desks.first)


def test_one_of_two_joined_cards_is_corrected(desks: Desks) -> None:
    desk = desks.first
    a, b = make_card(desk, "Lò gạch"), make_card(desk, "Lò gạch Tân Phú")
    place_card(desk, a, "29869", "2026-01-01")
    facility_links.join(desk, a.record_id, b.record_id, "một nơi")
    for card, commune in ((b, "29890"), (a, "29874"), (b, "29869")):
        place_card(desk, card, commune)
        assert_rebuild_changes_nothing(desk)
    facility_links.part(desk, a.record_id, b.record_id, "hai nơi")
    assert_rebuild_changes_nothing(desk)


@pytest.mark.parametrize("size", [1, 2, 200])
def test_cards_computed_in_any_pieces(desks: Desks, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    desk = desks.first
    a, b, c = (make_card(desk, name) for name in ("Lò gạch", "Lò gạch Tân Phú", "Xay xát"))
    place_card(desk, a, "29869", "2026-01-01")
    place_card(desk, b, "29890", "2026-06-01")
    facility_links.join(desk, a.record_id, b.record_id, "một nơi")
    facility_links.join(desk, b.record_id, c.record_id, "một nơi")
    whole = tables(desk)
    monkeypatch.setattr(projection, "BATCH", size)
    assert_rebuild_changes_nothing(desk)
    assert tables(desk) == whole
