"""Places, industries, factors as shipped: counts, lookups, and what must stay unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sxsh_desktop.base import paths
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.domain import industries
from sxsh_desktop.domain.duplicates import Card, Sign, bare_name, compare, probable_duplicates
from sxsh_desktop.domain.places import TREE_2016, TREE_2025, tree_at
from sxsh_desktop.domain.solutions import SolutionId, joined, read_reference
from sxsh_desktop.services.reference import load_reference, read_rows, shipped_tables

R = load_reference()


def test_every_shipped_table_has_source_and_version_and_its_rows_too() -> None:
    names = [info.name for info in shipped_tables()]
    assert len(names) == len(set(names)) == 19
    for info in shipped_tables():
        assert info.version and info.valid_from and info.source and info.title_vi and info.title_en
        for row in read_rows(paths.resources() / "reference" / info.file):
            assert row["source"], (info.name, row)
            assert row["certainty"], (info.name, row)


def test_the_two_trees() -> None:
    assert tree_at(date(2025, 6, 30)) == TREE_2016
    assert tree_at(date(2025, 7, 1)) == TREE_2025
    assert (len(R.places.districts), len(R.places.communes_2016), len(R.places.communes_2025)) == (
        12,
        144,
        102,
    )
    assert len({place.short for place in R.places.districts}) == 12


def test_units_of_officers_are_dated() -> None:
    before, after = R.places.units_at(date(2025, 6, 30)), R.places.units_at(date(2025, 7, 1))
    assert len([unit for unit in before if unit.level == "huyen"]) == 12
    assert len([unit for unit in after if unit.level == "xa"]) == 102
    assert not [unit for unit in after if unit.level == "huyen"]
    lap_vo = R.places.unit("875")
    assert lap_vo is not None
    assert (lap_vo.short, lap_vo.name) == ("LV", "Huyện Lấp Vò")
    assert len({unit.code for unit in R.places.units}) == len(R.places.units)


def test_a_commune_that_went_whole_has_one_successor_and_a_split_one_none() -> None:
    assert R.places.to_2025("29872") == "29869"
    assert R.places.to_2025("29995") is None
    assert len(R.places.became("29995")) == 2
    assert R.places.to_2025("no such") is None
    assert R.places.to_2016("29869") is None
    assert all(R.places.became(place.code) for place in R.places.communes_2016)


def test_every_one_to_one_pair_goes_both_ways() -> None:
    for place in R.places.communes_2025:
        old = R.places.other(place.code, TREE_2025)
        if old is not None:
            assert R.places.other(old, TREE_2016) == place.code


def test_the_district_is_known_where_all_of_a_new_commune_came_from_one() -> None:
    assert R.places.district_of("29869", TREE_2016) == "866"
    assert R.places.district_of("29869", TREE_2025) == "866"
    assert R.places.district_of("28261", TREE_2025) is None
    found = [R.places.district_of(place.code, TREE_2025) for place in R.places.communes_2025]
    assert len({one for one in found if one}) == 12


def test_two_names_that_differ_by_one_mark_are_two_places() -> None:
    names = [place.name for place in R.places.communes_2025]
    assert "Xã Tân Thành" in names and "Xã Tân Thạnh" in names


def test_industries_are_known_by_version_and_code() -> None:
    assert industries.version_at(date(2025, 11, 14)) == "2018"
    assert industries.version_at(date(2025, 11, 15)) == "2025"
    beer_2018, beer_2025 = R.industries.find("2018", "1103"), R.industries.find("2025", "1103")
    assert beer_2018 is not None and beer_2025 is not None
    assert beer_2018.name != beer_2025.name
    assert R.industries.to_2025("1104") == "1105"
    assert R.industries.to_2025("1103") is None
    assert all(R.industries.in_plan("2025", code) for code in ("3530", "3830", "0810", "1061"))
    named = [sector.code for sector in R.industries.sectors if sector.named]
    assert named == ["nuocda", "xayxat", "phelieu"]


def test_the_forms_lists_are_in_the_tables() -> None:
    forms = paths.forms()
    codes = {row["name"] for row in read_rows(forms / "vsic_industry.csv")}
    assert all(R.industries.find("2025", code) for code in codes)
    assert {row["name"] for row in read_rows(forms / "admin_2025_communes.csv")} == {
        place.code for place in R.places.communes_2025
    }
    assert {row["name"] for row in read_rows(forms / "admin_2016_communes.csv")} == {
        place.code for place in R.places.communes_2016
    }


def test_factors_that_nobody_knows_stay_unknown() -> None:
    assert R.factors.toe[("dien", "kwh")].value == Decimal("0.0001543")
    assert not [key for key in R.factors.toe if key[0] in ("than", "biogas", "hoi", "khac")]
    assert R.factors.fuel_of("than") is None
    assert R.factors.fuel_of("cuitrau") is None
    assert R.factors.grid[2023].official and not R.factors.grid[2025].official
    assert R.factors.toe[("trau", "tan")].kind == "computed"


def test_ranges_are_dated() -> None:
    assert {r.code for r in R.factors.ranges_of("thuysan", date(2025, 6, 1))} >= {"R08", "R09"}
    assert {r.code for r in R.factors.ranges_of("thuysan", date(2026, 6, 1))} >= {"R10", "R11"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Công ty TNHH Xay xát Phước Thành", "CTY TNHH MTV XAY XÁT PHƯỚC THÀNH"),
        ("Cơ sở nước đá Hòa Bình", "Hộ kinh doanh nước đá Hoà Bình"),
    ],
)
def test_the_same_firm_written_otherwise(a: str, b: str) -> None:
    assert bare_name(a) == bare_name(b)


def test_signs_of_a_duplicate() -> None:
    one = Card("1", "Công ty TNHH Xay xát Phước Thành", "", "1400123456", "29869", "", 10.46, 105.63)
    same_tax = Card("2", "Chi nhánh khác", tax_code="1400123456")
    branch = Card("3", "Chi nhánh khác", tax_code="1400123456-001")
    alike = Card("4", "DNTN xay xát Phước Thành", commune="29869")
    elsewhere = Card("5", "DNTN xay xát Phước Thành", commune="30037")
    near = Card("6", "Xay xát Phước Thạnh 2", latitude=10.4603, longitude=105.6303)
    far = Card("7", "Xay xát Phước Thạnh 2", latitude=10.47, longitude=105.64)
    found = {
        x.facility_id: x.signs
        for x in probable_duplicates(one, [same_tax, branch, alike, elsewhere, near, far])
    }
    assert found == {"2": (Sign.TAX_CODE,), "4": (Sign.NAME_AND_PLACE,), "6": (Sign.DISTANCE,)}
    assert compare(one, one) is not None
    assert probable_duplicates(one, [one]) == ()


def test_solution_identities() -> None:
    first, second, third = (SolutionId("f", "2024-1", code) for code in ("CH1", "GP1", "GP2"))
    assert read_reference("f", "2024-1/CH1") == first
    assert read_reference("f", "CH1") is None
    found = joined([(third, second), (second, first)])
    assert set(found.values()) == {first}
    assert str(first) == "2024-1/CH1"


def test_errors_of_this_room_have_codes() -> None:
    from sxsh_desktop.services.intake_map import MapUnreadableError, MapWrongError
    from sxsh_desktop.services.reference import TableRefusedError

    for kind in (MapUnreadableError, MapWrongError, TableRefusedError):
        assert issubclass(kind, UserError)
        assert kind.code and kind.said and kind.todo
