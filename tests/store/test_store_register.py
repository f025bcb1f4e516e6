"""The register: search without accents, filters, orders, pages; the same with and without FTS5."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.store import people, records, register, search, sqlite_search
from sxsh_desktop.store.database import Store
from sxsh_desktop.store.people import EventNow, OfficerNow
from sxsh_desktop.store.records import RecordNow, RecordProblem, RecordQuery
from sxsh_desktop.store.register import FacilityNow
from sxsh_desktop.store.search import FacilityQuery, SearchCache
from tests.postgres_maker import Databases

LUA = FacilityNow(
    "f-lua", "CL-7K3QXB-0001", "Xay xát Lúa Vàng", "Lúa Vàng", tax_code="1400-123456", commune="29869",
    commune_2016="29800", district="866", commune_name="Phường Cao Lãnh", district_name="Thành phố Cao Lãnh",
    vsic="10611", sector="xay_xat", sector_name="Xay xát gạo", status="hoatdong", potential="1",
    last_visit_day="2026-05-01", latitude="10.4571", longitude="105.6325", records=3, state=ReviewCode.ACCEPTED,
)  # fmt: skip
DA = FacilityNow(
    "f-da", "SD-7K3QXB-0002", "Nước đá Đông Á", commune="30001", district="867", commune_name="Phường Sa Đéc",
    sector="nuoc_da", potential="0", last_visit_day="2024-01-01", records=1,
)  # fmt: skip
AN = FacilityNow("f-an", "SD-7K3QXB-0003", "Ăn uống 3/2", commune="30001", sector="khac")


@pytest.fixture(params=["fts5", "plain"])
def store(tmp_path: Path, databases: Databases, request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "fts5" and databases.kind != "sqlite":
        pytest.skip("the full-text index is SQLite's own; PostgreSQL searches as where SQLite has none")
    opened = databases.open(tmp_path / "store")
    if request.param == "plain" and databases.kind == "sqlite":
        with opened.write() as connection:
            connection.exec_driver_sql(f"DROP TABLE {sqlite_search.TABLE}")
    put(opened, LUA, DA, AN)
    yield opened
    opened.close()


def put(store: Store, *facilities: FacilityNow) -> None:
    with store.write() as connection:
        register.put(connection, facilities)


def found(store: Store, query: FacilityQuery) -> list[str]:
    with store.read() as connection:
        numbers = search.find(connection, query, store.search_cache)
        assert search.ids_of(connection, numbers) == [
            one.facility_id for one in search.read_page(connection, numbers)
        ]
        return search.ids_of(connection, numbers)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ["f-an", "f-da", "f-lua"]),  # Ă, N, X
        ("nuoc da", ["f-da"]),
        ("NƯỚC ĐÁ", ["f-da"]),
        ("lua v", ["f-lua"]),
        ("ua", []),
        ("sa dec", ["f-da"]),
        ("cao lanh", ["f-lua"]),
        ("7k3qxb-0002", ["f-da"]),
        ("1400", ["f-lua"]),
        ("xay gao", ["f-lua"]),
        ("3/2", ["f-an"]),
        ('"; DROP TABLE x --', []),
        ("100%", []),
        ("_", ["f-an", "f-da", "f-lua"]),
    ],
)
def test_words_are_found_without_accents(store: Store, text: str, ids: list[str]) -> None:
    assert found(store, FacilityQuery(text=text)) == ids


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (FacilityQuery(district="866"), ["f-lua"]),
        (FacilityQuery(commune="30001"), ["f-an", "f-da"]),
        (FacilityQuery(commune_2016="29800"), ["f-lua"]),
        (FacilityQuery(sector="nuoc_da"), ["f-da"]),
        (FacilityQuery(vsic="106"), ["f-lua"]),
        (FacilityQuery(status="hoatdong"), ["f-lua"]),
        (FacilityQuery(potential="0"), ["f-da"]),
        (FacilityQuery(potential="?"), ["f-an"]),
        (FacilityQuery(visited_from="2025-01-01"), ["f-lua"]),
        (FacilityQuery(visited_to="2025-01-01"), ["f-da"]),
        (FacilityQuery(never_visited=True), ["f-an"]),
        (FacilityQuery(text="phuong", commune="30001"), ["f-da"]),
        (FacilityQuery(sort="last_visit", descending=True), ["f-lua", "f-da", "f-an"]),
        (FacilityQuery(sort="code"), ["f-lua", "f-da", "f-an"]),
        (FacilityQuery(sort="records"), ["f-an", "f-da", "f-lua"]),
    ],
)
def test_filters_and_orders(store: Store, query: FacilityQuery, ids: list[str]) -> None:
    assert found(store, query) == ids


def test_many_are_narrowed_as_few_are(store: Store) -> None:
    put(
        store,
        *(FacilityNow(f"m{n:04d}", f"M-{n:04d}", f"Gạch {n:04d}", commune="30001") for n in range(3000)),
    )
    assert len(found_all(store, FacilityQuery(text="gach"))) == 3000
    assert found_all(store, FacilityQuery(text="gach 00", commune="30001"))[:2] == ["m0000", "m0001"]
    assert len(found_all(store, FacilityQuery(text="gach", commune="30001"))) == 3000
    backwards = found_all(store, FacilityQuery(text="gach", sort="code", descending=True))
    assert backwards[0] == "m2999"


@pytest.mark.parametrize("typed", ["sd-7k3qxb-0012", "phuong", "nuoc da", "140012", "ga-12", "đ", "zz"])
def test_every_key_stroke_finds_what_reading_all_would(store: Store, typed: str) -> None:
    """Beginnings that stand for one word, for few, for many, for the same as the beginning before, for none."""
    names = ("Gạch", "Gạo", "Ga 12", "Nước đá", "Phường bạn", "Phượng", "Phú", "Đá")
    every = [
        FacilityNow(f"m{n:03d}", f"SD-7K3QXB-{n:04d}", f"{names[n % 8]} {n}", tax_code=f"1400{n % 20:06d}")
        for n in range(200)
    ]
    put(store, *every)
    for end in range(1, len(typed) + 1):
        words = register.search_words(typed[:end])
        told = {
            one.facility_id: register.search_words(f"{one.name} {one.code} {one.tax_code}") for one in every
        }
        wanted = {
            one for one, said in told.items() if all(any(s.startswith(word) for s in said) for word in words)
        }
        assert {one for one in found_all(store, FacilityQuery(text=typed[:end])) if one in told} == wanted


def found_all(store: Store, query: FacilityQuery) -> list[str]:
    with store.read() as connection:
        return search.ids_of(connection, search.find(connection, query, store.search_cache))


def test_a_page_is_bounded(store: Store) -> None:
    with store.read() as connection, pytest.raises(ValueError, match="256"):
        search.read_page(connection, list(range(257)))


def test_a_changed_facility_is_found_by_its_new_words_only(store: Store) -> None:
    with store.read() as connection:
        before = search.find(connection, FacilityQuery(text="lua vang"))
    put(store, replace(LUA, name="Bột mì Tân Khánh", short_name=""))
    assert found(store, FacilityQuery(text="lua")) == []
    assert found(store, FacilityQuery(text="tan khanh")) == ["f-lua"]
    assert found(store, FacilityQuery()) == ["f-an", "f-lua", "f-da"]
    with store.read() as connection:
        assert search.find(connection, FacilityQuery(text="bot mi")) == before  # it keeps its number


def test_joined_and_removed_facilities_are_not_listed(store: Store) -> None:
    put(store, replace(AN, joined_to="f-da"))
    assert found(store, FacilityQuery(commune="30001")) == ["f-da"]
    assert found(store, FacilityQuery(commune="30001", with_joined=True)) == ["f-an", "f-da"]
    with store.read() as connection:
        assert register.count(connection) == 2
        assert [one.facility_id for one in register.joined_to(connection, "f-da")] == ["f-an"]
        assert [one.facility_id for one in register.every_facility(connection)] == ["f-da", "f-lua"]
    with store.write() as connection:
        register.remove(connection, ["f-da"])
    assert found(store, FacilityQuery(with_joined=True)) == ["f-an", "f-lua"]
    with store.write() as connection:
        register.clear(connection)
    assert found(store, FacilityQuery()) == []


def test_facilities_are_read_back(store: Store) -> None:
    with store.read() as connection:
        assert register.get(connection, "f-lua") == LUA
        assert register.get(connection, "nobody") is None
        assert register.by_code(connection, DA.code) == DA
        assert register.by_codes(connection, [DA.code, "?"]) == {DA.code: "f-da"}
        assert register.get_many(connection, ["f-an", "?"]) == {"f-an": AN}
        assert register.highest_number(connection, "SD-7K3QXB-") == 3
        assert register.highest_number(connection, "TH-") == 0


@pytest.mark.parametrize(
    ("about", "ids"),
    [
        ({"tax_code": "1400 123456"}, ["f-lua"]),
        ({"communes": ("30001", "")}, ["f-an", "f-da"]),
        ({"communes": ("29800",)}, ["f-lua"]),
        ({"latitude": "10.4600", "longitude": "105.6301"}, ["f-lua"]),
        ({"latitude": "10.60", "longitude": "105.63"}, []),
        ({"latitude": "?", "longitude": ""}, []),
        ({}, []),
    ],
)
def test_what_a_new_facility_is_compared_with(store: Store, about: dict[str, str], ids: list[str]) -> None:
    asked = {"tax_code": "", "communes": (), "latitude": "", "longitude": "", **about}
    with store.read() as connection:
        near = register.near(connection, **asked)  # type: ignore[arg-type]
    assert [one.facility_id for one in near] == ids


def test_without_a_cache_the_answer_is_the_same(store: Store) -> None:
    with store.read() as connection:
        for query in (FacilityQuery(), FacilityQuery(text="a", sort="place")):
            fresh = search.find(connection, query)
            assert fresh == search.find(connection, query, SearchCache())


RECORD = RecordNow(
    "r1", "c_tieu_thu", "1", "f-lua", "uuid:2", ("uuid:1", "uuid:2"), "Lúa Vàng, 2025", ReviewCode.RETURNED,
    revisions=2, diverged=True, received=True, visit_day="2026-01-05", number="2026-014",
    officer_id="CB-01", officer_code="CB-01", questions=2,
)  # fmt: skip


def test_records_are_listed(store: Store) -> None:
    other = replace(RECORD, record_id="r2", visit_day="2026-02-01", state=ReviewCode.ACCEPTED, diverged=False)
    gone = replace(RECORD, record_id="r3", void=True)
    with store.write() as connection:
        records.put(connection, [RECORD, other, gone])
        records.put(connection, [RECORD])
        records.put_problems(connection, "r1", [RecordProblem("FACT", "/data/x", '{"text":"?"}')])
    with store.read() as connection:
        assert records.get(connection, "r1") == RECORD
        assert records.get(connection, "?") is None
        assert records.problems_of(connection, "r1") == [RecordProblem("FACT", "/data/x", '{"text":"?"}')]
        assert [one.record_id for one in records.find(connection, RecordQuery())] == ["r2", "r1"]

        def ids(**narrow: object) -> list[str]:
            return records.find_ids(connection, RecordQuery(**narrow))  # type: ignore[arg-type]

        assert ids(with_void=True, sort="title", descending=False) == ["r1", "r2", "r3"]
        assert ids(states=(ReviewCode.ACCEPTED,)) == ["r2"]
        assert ids(diverged=True) == ["r1"]
        assert ids(waiting=True) == []
        assert ids(received=True) == ["r2", "r1"]
        assert ids(text="lua 2026") == ["r2", "r1"]
        assert ids(text="vang%") == []
        assert ids(form_ids=("b",)) == []
        assert ids(facility_id="f-lua", officer_code="CB-01", visited_from="2026-02-01") == ["r2"]
        assert ids(visited_to="2026-01-31") == ["r1"]
        assert records.count_by_state(connection, RecordQuery()) == {
            ReviewCode.RETURNED: 1,
            ReviewCode.ACCEPTED: 1,
        }
        assert [one.record_id for one in records.of_facility(connection, "f-lua")] == ["r2", "r1", "r3"]
        assert len(records.of_facility(connection, "f-lua", with_void=False)) == 2
        assert records.record_of_code(connection, "c_tieu_thu", "2026-014") == "r1"
        assert records.record_of_code(connection, "c_tieu_thu", "?") == ""


def test_officers_and_events(store: Store) -> None:
    officers = [OfficerNow("o1", "CB-01", "Trần Văn Út"), OfficerNow("o2", "CB-02", "Lê Thị Ánh")]
    events = [EventNow("e1", "SK-1", "hoithao", "Hội thảo", "2026-01-01"), EventNow("e2", "SK-2", "x", "y")]
    with store.write() as connection:
        people.put_officers(connection, officers)
        people.put_officers(connection, officers[:1])
        people.put_events(connection, events)
    with store.write() as connection:
        assert [one.code for one in people.officers(connection)] == ["CB-02", "CB-01"]  # by given name
        assert people.officer_of_code(connection, "CB-01") == officers[0]
        assert people.officer_of_code(connection, "?") is None
        assert people.events(connection) == events
        people.remove_officers(connection, ["o1"])
        people.remove_events(connection, ["e1"])
        assert (len(people.officers(connection)), len(people.events(connection))) == (1, 1)
