"""Facts: what is put in comes out, is replaced whole, and survives a newer vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.domain.vocabulary import Attribute, Kind, Vocabulary
from sxsh_desktop.store import derived, facts
from sxsh_desktop.store.database import Store
from tests.postgres_maker import Databases


def kind(name: str, *attributes: Attribute) -> Kind:
    return Kind(name, ("facility",), (), attributes)


def attribute(name: str, sort: str = "text", unit: str = "") -> Attribute:
    return Attribute(name, sort, unit, "O", (), "")


ENERGY = kind(
    "energy_use", attribute("carrier", "code"), attribute("amount", "decimal"), attribute("state"),
    attribute("from", "date"),
)  # fmt: skip
BARRIER = kind("barrier", attribute("codes", "codes"), attribute("rank", "list"))
WORDS = Vocabulary("1", (ENERGY, BARRIER))

ROW = FactRow(
    fact_id="f" * 32,
    kind="energy_use",
    item="",
    row_id="k3f9x2ab",
    record_id="r1",
    revision_id="uuid:1",
    facility_id="c1",
    form_id="c_tieu_thu",
    form_version="1",
    state=ReviewCode.ACCEPTED,
    on_day="2025-12-31",
    from_day="2025-01-01",
    to_day="2025-12-31",
    tree="2025",
    commune="29869",
    quality="hoadon",
    values={
        "carrier": FactValue("dien"),
        "amount": FactValue("140000.50", "kwh", "504001.8"),
        "state": FactValue(absent="refused"),
        "from": FactValue(absent="not_in_form"),
    },
)
CODES = ROW._replace(
    fact_id="e" * 32,
    kind="barrier",
    values={"codes": FactValue("von nhan_luc"), "rank": FactValue("nhan_luc von")},
)


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = databases.open(tmp_path / "store")
    with opened.write() as connection:
        facts.clear(connection, WORDS)
    yield opened
    opened.close()


def put(store: Store, *rows: FactRow, vocabulary: Vocabulary = WORDS) -> None:
    with store.write() as connection:
        facts.replace_for_record(connection, vocabulary, "r1", rows)


def test_a_fact_comes_back_as_it_was(store: Store) -> None:
    put(store, ROW, CODES)
    with store.read() as connection:
        assert facts.rows(connection, WORDS, "energy_use") == [ROW]
        assert facts.of_record(connection, WORDS, "r1") == [ROW, CODES]
        assert facts.of_facility(connection, WORDS, "c1", ["barrier"]) == [CODES]


def test_rows_are_narrowed(store: Store) -> None:
    later = ROW._replace(fact_id="a" * 32, on_day="2026-12-31", state=ReviewCode.WAITING, facility_id="c2")
    put(store, later, ROW)
    with store.read() as connection:
        assert facts.rows(connection, WORDS, "energy_use") == [ROW, later]
        assert facts.rows(connection, WORDS, "energy_use", facility_id="c2") == [later]
        assert facts.rows(connection, WORDS, "energy_use", state=ReviewCode.ACCEPTED) == [ROW]
        assert facts.rows(connection, WORDS, "energy_use", on_or_before="2026-01-01") == [ROW]
        assert facts.rows(connection, WORDS, "energy_use", where={"carrier": "than"}) == []
        assert facts.rows(connection, WORDS, "energy_use", record_id="r2") == []


def test_replacing_takes_the_old_facts_away(store: Store) -> None:
    put(store, ROW, CODES)
    put(store, ROW._replace(fact_id="b" * 32))
    with store.read() as connection:
        assert [row.fact_id for row in facts.of_record(connection, WORDS, "r1")] == ["b" * 32]
        assert facts.rows(connection, WORDS, "barrier") == []
    put(store)
    with store.read() as connection:
        assert facts.of_record(connection, WORDS, "r1") == []


def test_a_fact_under_another_record_is_a_fault(store: Store) -> None:
    with pytest.raises(ValueError, match="among those of"):
        put(store, ROW._replace(record_id="r2"))


def test_names_of_a_newer_vocabulary_are_kept_as_text(store: Store) -> None:
    newer = ROW._replace(values={**ROW.values, "colour": FactValue("xanh")})
    strange = ROW._replace(
        fact_id="d" * 32, kind="steam", item="x", values={"bar": FactValue("6", "bar", "600000")}
    )
    put(store, newer, strange)
    with store.read() as connection:
        assert facts.rows(connection, WORDS, "energy_use") == [ROW]
        found = {one.name: (one.text, one.unit) for one in facts.extras(connection, WORDS, "r1")}
    assert found == {"energy_use.colour": ("xanh", ""), "steam[x].bar": ("6", "bar")}


def test_another_vocabulary_makes_the_tables_again(store: Store) -> None:
    put(store, ROW)
    wider = Vocabulary("2", (replace(ENERGY, attributes=(*ENERGY.attributes, attribute("colour"))), BARRIER))
    with store.write() as connection:
        assert not facts.are_there(connection, wider)
        facts.clear(connection, wider)
        assert facts.rows(connection, wider, "energy_use") == []
        assert facts.are_there(connection, wider)
    row = ROW._replace(values={**ROW.values, "colour": FactValue("xanh")})
    put(store, row, vocabulary=wider)
    with store.read() as connection:
        assert facts.of_record(connection, wider, "r1") == [row]


def test_the_hash_of_what_is_computed_does_not_depend_on_the_order(
    tmp_path: Path, databases: Databases
) -> None:
    hashes = set()
    for name, rows in (("a", [ROW, CODES]), ("b", [CODES, ROW])):
        one = databases.open(tmp_path / name)
        with one.write() as connection:
            facts.clear(connection, WORDS)
            for row in rows:
                facts.replace_for_record(
                    connection, WORDS, row.fact_id, [row._replace(record_id=row.fact_id)]
                )
            hashes.add(derived.derived_hash(connection, WORDS))
        one.close()
    assert len(hashes) == 1


def test_the_hash_changes_with_any_cell(store: Store) -> None:
    seen = set()
    for row in (ROW, ROW._replace(state=ReviewCode.WAITING), ROW._replace(values={})):
        put(store, row)
        with store.read() as connection:
            seen.add(derived.derived_hash(connection, WORDS))
    assert len(seen) == 3
    with store.write() as connection:
        derived.clear(connection, WORDS)
        assert facts.rows(connection, WORDS, "energy_use") == []
