"""Units: sizes, rates, and what must never convert."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sxsh_desktop.domain.quantity import DimensionError, Quantity, UnitTable, UnknownUnitError, plain
from sxsh_desktop.domain.results import Known, Undefined, Unknown
from sxsh_desktop.services.reference import load_units


@pytest.fixture(scope="module")
def units() -> UnitTable:
    return load_units()


def test_sizes(units: UnitTable) -> None:
    assert units.quantity("2", "tan").to(units.get("kg")).amount == 2000
    assert units.quantity("120000", "kwh").to(units.get("gj")).amount == 432
    assert units.base_text("240", "trd") == "240000000"
    assert units.base_text("5", "trd per year") != ""


def test_rates(units: UnitTable) -> None:
    yearly = units.quantity("1200", "kwh per year")
    assert yearly.to(units.get("kwh per month")).amount == 100
    assert units.get("trd per year").symbol == "triệu đồng/năm"
    assert units.get("mg per lit").dimension == "mass/volume"
    with pytest.raises(UnknownUnitError):
        units.get("kwh per moon")


@pytest.mark.parametrize("code", ["gia", "bao50", "cay", "bo", "cai", "ngan", "m2"])
def test_pieces_have_no_mass_unless_it_was_stated(units: UnitTable, code: str) -> None:
    pieces = units.quantity("10", code)
    with pytest.raises(DimensionError):
        pieces.to(units.get("kg"))
    assert pieces.mass(None) == Unknown.of("unit_mass")
    assert pieces.mass(Decimal(53)) == Known(Decimal(530))


def test_mass_of_other_things(units: UnitTable) -> None:
    assert units.quantity("2", "tan").mass(None) == Known(Decimal(2000))
    assert isinstance(units.quantity("2", "kwh").mass(None), Undefined)


@pytest.mark.parametrize(
    ("a", "b"), [("m3", "nm3"), ("lit", "kg"), ("kwh", "kw"), ("day", "year"), ("bo", "cai"), ("gia", "cay")]
)
def test_these_never_convert(units: UnitTable, a: str, b: str) -> None:
    with pytest.raises(DimensionError):
        units.quantity("1", a).to(units.get(b))


def test_sums_need_one_dimension(units: UnitTable) -> None:
    total = units.quantity("1", "tan").plus(units.quantity("500", "kg"))
    assert total.amount == Decimal("1.5")
    with pytest.raises(DimensionError):
        total.plus(units.quantity("1", "kwh"))


def test_what_is_no_number(units: UnitTable) -> None:
    with pytest.raises(ValueError, match="not a stored number"):
        units.quantity("nhiều", "kg")
    with pytest.raises(ValueError, match="cannot be"):
        Quantity(Decimal("NaN"), units.get("kg"))
    assert units.base_text("nhiều", "kg") == ""
    assert units.base_text("1", "no such") == ""


def test_plain_text() -> None:
    assert plain(Decimal("1E+3")) == "1000"
    assert plain(Decimal("0.500")) == "0.5"
    assert plain(Decimal("-0")) == "0"
