"""The register from the officer's side: a new facility, its card, its doubles, a join and its undoing."""

from __future__ import annotations

import pytest

from sxsh_desktop.base.words import set_language
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.services import facility_links, fill, records, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.facility_card import FacilityGoneError
from sxsh_desktop.services.facility_links import JoinRefusedError, NotJoinedError
from sxsh_desktop.services.fact_words import masked
from sxsh_desktop.services.records import RecordFilter, Standing
from sxsh_desktop.services.register import Candidate, FacilityQuery, Sign
from sxsh_desktop.services.sample.filling import settle
from tests.exchange_maker import Desks, change, desks, fresh_desks, make_card, path_to

__all__ = ["desks", "fresh_desks"]


def names(desk: Desk, text: str = "") -> list[str]:
    numbers = register.search(desk, FacilityQuery(text=text))
    return [one.name for one in register.page(desk, numbers)]


def test_a_new_facility_is_found_at_once(desks: Desks) -> None:
    desk = desks.first
    card = make_card(desk, "Xay xát Lúa Vàng Đông Á")
    assert names(desk, "lua vang") == names(desk, "dong a xay") == ["Xay xát Lúa Vàng Đông Á"]
    assert register.count(desk) == 1
    assert register.ids_of(desk, register.search(desk, FacilityQuery())) == [card.record_id]
    shown = register.facility_card(desk, card.record_id)
    assert shown.facility.facility_id == card.record_id
    assert register.facility_of_code(desk, shown.facility.code) == shown.facility
    assert [one.record_id for one in shown.timeline] == [card.record_id]
    assert shown.no_record_of == ("b_khao_sat", "c_tieu_thu")
    assert shown.energy == () and shown.drafts == () and shown.joined == ()


def test_the_card_speaks_the_words_of_the_form(desks: Desks) -> None:
    desk = desks.first
    card = make_card(desk, "Lò gạch Tân Khánh")
    change(desk, card.record_id, tax_code="1400123456")
    shown = register.facility_card(desk, card.record_id)
    lines = {line.fact: line for line in shown.lines}
    name = lines["facility_profile.name"]
    assert (name.label, name.shown, name.state) == (
        "Tên cơ sở (theo giấy đăng ký)",
        "Lò gạch Tân Khánh",
        ReviewCode.WAITING,
    )
    tax = lines.get("facility_profile.tax_code")
    if tax is not None and tax.shown:
        assert tax.masked == masked(tax.shown) != tax.shown
    set_language("en")
    english = register.facility_card(desk, card.record_id)
    set_language("vi")
    assert {line.fact: line.label for line in english.lines}["facility_profile.name"] == "Registered name"


def test_official_numbers_are_masked() -> None:
    assert masked("1400123456") == "•••••••456"
    assert masked("12") == "12"


def test_a_card_that_is_nowhere(desks: Desks) -> None:
    with pytest.raises(FacilityGoneError):
        register.facility_card(desks.first, "nobody")


def test_codes_of_two_devices_never_meet(desks: Desks) -> None:
    first = [register.new_facility_code(desks.first) for _ in range(3)]
    second = [register.new_facility_code(desks.second) for _ in range(3)]
    assert len({*first, *second}) == 6
    assert first[0].endswith("-0001") and first[2].endswith("-0003")
    assert first[0].split("-")[0] == second[0].split("-")[0] != ""
    assert first[0].split("-")[1] != second[0].split("-")[1]


def test_probable_duplicates_come_with_their_signs(desks: Desks) -> None:
    desk = desks.first
    one = make_card(desk, "Cơ sở xay xát Lúa Vàng")
    make_card(desk, "Nhà máy nước đá Đông Á")
    draft = fill.correct(desk, one.record_id)
    draft.set(path_to(draft, "commune"), draft.choices(path_to(draft, "commune"))[0].value)
    settle(draft)
    draft.finalise()
    facility = register.facility_card(desk, one.record_id).facility
    again = Candidate(
        "CS xay xat LUA VANG",
        commune=facility.commune,
        latitude=facility.latitude,
        longitude=facility.longitude,
    )
    found = register.probable_duplicates(desk, again)
    assert [one.facility.name for one in found][:1] == ["Cơ sở xay xát Lúa Vàng"]
    assert Sign.NAME_AND_PLACE in found[0].signs
    assert register.probable_duplicates(desk, Candidate("Chưa có ở đâu")) == ()
    itself = register.candidate_of(facility)
    assert facility.facility_id not in {
        one.facility.facility_id for one in register.probable_duplicates(desk, itself)
    }


def test_a_join_can_be_undone_and_done_again(desks: Desks) -> None:
    desk = desks.first
    one, two = make_card(desk, "Lúa Vàng"), make_card(desk, "Lúa Vàng 2")
    low, high = sorted((one.record_id, two.record_id))
    facility_links.join(desk, one.record_id, two.record_id, "cùng mã số thuế")
    assert register.count(desk) == 1
    shown = register.facility_card(desk, high)
    assert (shown.facility.facility_id, [other.facility_id for other in shown.joined]) == (low, [high])
    assert {record.record_id for record in shown.timeline} == {low, high}
    assert [(link.a, link.b) for link in facility_links.joins(desk)] == [(low, high)]

    facility_links.part(desk, two.record_id, one.record_id, "hai cơ sở khác nhau")
    assert register.count(desk) == 2
    assert {record.record_id for record in register.facility_card(desk, high).timeline} == {high}
    assert facility_links.joins(desk) == ()
    with pytest.raises(NotJoinedError):
        facility_links.part(desk, low, high, "")
    facility_links.join(desk, low, high, "")
    assert register.count(desk) == 1


def test_a_join_with_nothing_is_refused(desks: Desks) -> None:
    one = make_card(desks.first, "Lúa Vàng")
    for other in (one.record_id, "nobody"):
        with pytest.raises(JoinRefusedError):
            facility_links.join(desks.first, one.record_id, other, "")


def test_parting_the_middle_of_three_parts_the_right_ones(desks: Desks) -> None:
    desk = desks.first
    ids = sorted(make_card(desk, f"Lúa Vàng {n}").record_id for n in range(3))
    facility_links.join(desk, ids[0], ids[1], "")
    facility_links.join(desk, ids[1], ids[2], "")
    assert register.count(desk) == 1
    facility_links.part(desk, ids[0], ids[1], "")
    assert register.count(desk) == 2
    assert [one.facility_id for one in register.facility_card(desk, ids[2]).joined] == [ids[2]]


def test_the_list_of_records_tells_where_each_stands(desks: Desks) -> None:
    desk = desks.first
    card = make_card(desk, "Nước đá Đông Á")
    draft = fill.start(desk, "a_co_so")
    draft.set(path_to(draft, "name"), "Bột gạo Sa Đéc")
    lines = {line.standing: line for line in records.records(desk)}
    assert lines.keys() == {Standing.DRAFT, Standing.NOT_SENT}
    assert lines[Standing.NOT_SENT].record_id == card.record_id
    assert lines[Standing.NOT_SENT].facility == "Nước đá Đông Á"
    assert lines[Standing.NOT_SENT].officer == "Trần Thị Lan"
    assert lines[Standing.DRAFT].draft_id == draft.draft_id
    assert [one.letter for one in lines.values()] == ["A", "A"]

    found = records.records(desk, RecordFilter(text="nuoc da"))
    assert [one.record_id for one in found] == [card.record_id]
    assert records.records(desk, RecordFilter(form_ids=("b_khao_sat",))) == ()
    assert records.records(desk, RecordFilter(standings=(Standing.ACCEPTED,))) == ()
    for sort in ("day", "form", "facility", "officer", "standing", "title"):
        assert len(records.records(desk, RecordFilter(sort=sort, descending=False))) == 2


def test_a_draft_is_thrown_away_and_brought_back(desks: Desks) -> None:
    desk = desks.first
    draft = fill.start(desk, "a_co_so")
    records.throw_away_draft(desk, draft.draft_id)
    assert records.records(desk) == ()
    thrown = records.records(desk, RecordFilter(standings=(Standing.THROWN_AWAY,)))
    assert [line.draft_id for line in thrown] == [draft.draft_id]
    records.restore_draft(desk, draft.draft_id)
    assert [line.standing for line in records.records(desk)] == [Standing.DRAFT]
    again = fill.resume(desk, draft.draft_id)
    again.set(path_to(again, "name"), "Lúa Vàng")
    settle(again)
    again.finalise()
    assert [line.standing for line in records.records(desk)] == [Standing.NOT_SENT]
