"""Two cards that look alike and are two facilities: said once, not asked again, taken back, and carried to others."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_desktop.ledger.entries import FacilityLink
from sxsh_desktop.services import exchange, facility_links, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.duplicates import all_duplicates
from sxsh_desktop.services.facility_links import NoPairError, NotApartError
from tests.exchange_maker import Desks, change, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]


def _alike(desk: Desk) -> tuple[str, str]:
    """Two cards of the same tax code."""
    one, two = (make_card(desk, name).record_id for name in ("Xay xát Lúa Vàng", "Nước đá Đông Á"))
    for record_id in (one, two):
        change(desk, record_id, tax_code="1400123456")
    return (min(one, two), max(one, two))


def _asked(desk: Desk) -> set[tuple[str, str]]:
    return {(pair.a.facility_id, pair.b.facility_id) for pair in all_duplicates(desk)}


def _warned(desk: Desk, facility_id: str) -> set[str]:
    card = register.facility_card(desk, facility_id).facility
    found = register.probable_duplicates(desk, register.candidate_of(card))
    return {one.facility.facility_id for one in found}


def test_a_pair_told_apart_is_not_asked_again_until_it_is_taken_back(desks: Desks) -> None:
    desk = desks.first
    a, b = _alike(desk)
    assert _asked(desk) == {(a, b)}
    assert _warned(desk, b) == {a}

    facility_links.tell_apart(desk, b, (a,), "hai nhà máy của một chủ")
    assert _asked(desk) == set()
    assert _warned(desk, a) == _warned(desk, b) == set()
    told = facility_links.apart(desk)
    assert [(one.a.facility_id, one.b.facility_id) for one in told] == [(a, b)]
    assert told[0].reason == "hai nhà máy của một chủ"
    assert told[0].officer == desk.profile.officer_code
    assert facility_links.tell_apart(desk, a, (b,)) == ()  # said already

    facility_links.ask_again(desk, a, b)
    assert facility_links.apart(desk) == ()
    assert _asked(desk) == {(a, b)}
    with pytest.raises(NotApartError):
        facility_links.ask_again(desk, a, b)


def test_a_join_that_was_taken_back_is_not_asked_again(desks: Desks) -> None:
    desk = desks.first
    a, b = _alike(desk)
    facility_links.join(desk, a, b, "cùng mã số thuế")
    facility_links.part(desk, a, b, "hai cơ sở khác nhau")
    assert _asked(desk) == set()
    facility_links.join(desk, a, b, "vẫn là một")
    assert register.count(desk) == 1
    facility_links.tell_apart(desk, a, (b,), "")
    assert register.count(desk) == 2


def test_a_card_told_apart_stays_so_when_it_is_joined_to_a_third(desks: Desks) -> None:
    desk = desks.first
    a, b = _alike(desk)
    third = make_card(desk, "Lò gạch Tân Khánh").record_id
    change(desk, third, tax_code="1400123456")
    facility_links.tell_apart(desk, a, (b,))
    facility_links.join(desk, b, third, "cùng một chỗ")
    assert _asked(desk) == set()


def test_cards_that_are_not_here_are_no_pair(desks: Desks) -> None:
    a, _b = _alike(desks.first)
    for others in ((), (a,), ("khong-co",)):
        with pytest.raises(NoPairError):
            facility_links.tell_apart(desks.first, a, others)


def test_the_word_travels_with_the_bundle(desks: Desks, tmp_path: Path) -> None:
    desk = desks.first
    a, b = _alike(desk)
    facility_links.tell_apart(desk, a, (b,), "hai nhà máy của một chủ")
    sent = exchange.export_bundle(desk, tmp_path)
    exchange.import_bundle(desks.department, sent.file)
    assert _asked(desks.department) == set()
    facility_links.ask_again(desks.department, a, b, "xin xem lại")
    assert _asked(desks.department) == {(a, b)}


def test_those_who_disagree_are_asked_again(desks: Desks, tmp_path: Path) -> None:
    """One joins, the other, not knowing of it, tells apart: two facilities, and still a question."""
    desk = desks.first
    a, b = _alike(desk)
    sent = exchange.export_bundle(desk, tmp_path)
    exchange.import_bundle(desks.department, sent.file)
    facility_links.tell_apart(desk, a, (b,))
    facility_links.join(desks.department, a, b, "cùng mã số thuế")
    sent = exchange.export_bundle(desk, tmp_path)
    exchange.import_bundle(desks.department, sent.file)
    assert register.count(desks.department) == 2
    assert _asked(desks.department) == {(a, b)}


def test_older_programs_read_an_entry_that_opens_a_pair_again_as_not_joined() -> None:
    said = FacilityLink("a", "b", False, "", open=True)
    assert said.to_json() == {"a": "a", "b": "b", "joined": False, "reason": "", "open": True}
    assert FacilityLink.from_json(said.to_json()) == said
    assert FacilityLink("a", "b", False, "x").to_json() == {
        "a": "a",
        "b": "b",
        "joined": False,
        "reason": "x",
    }
    with pytest.raises(ValueError, match="open"):
        FacilityLink.from_json({"a": "a", "b": "b", "joined": True, "reason": "", "open": True})
