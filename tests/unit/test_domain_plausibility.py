"""Odd figures are named; ordinary ones pass in silence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sxsh_desktop.base.words import is_translated
from sxsh_desktop.domain import plausibility as odd
from sxsh_desktop.services.reference import load_reference

D = Decimal
DAY = date(2026, 6, 1)


def test_ranges_of_the_sector() -> None:
    ranges = load_reference().factors.ranges
    ice = [r for r in ranges if r.sector == "nuocda"]
    assert odd.outside_range(D(70), "kWh/tấn", ice, DAY) is None
    found = odd.outside_range(D(7), "kWh/tấn", ice, DAY)
    assert found is not None
    assert dict(found.facts)["high"] == "100"
    assert odd.outside_range(D(7), "kWh/viên", ice, DAY) is None


def test_prices_slips_and_copies() -> None:
    assert odd.price_of_electricity(D(1000), D(2_000_000)) is None
    assert odd.price_of_electricity(D(1000), D(2_000)) is not None
    assert odd.price_of_electricity(D(0), D(2_000)) is None
    assert odd.unit_slip(D(1000), D("1.02")) is not None
    assert odd.unit_slip(D(1000), D(900)) is None
    assert odd.unit_slip(D(0), D(900)) is None
    assert odd.copied({"dien": D(5), "nuoc": D(2)}, {"dien": D(5), "nuoc": D(2)}) is not None
    assert odd.copied({"dien": D(5)}, {"dien": D(5)}) is None
    assert odd.copied({"dien": D(0), "nuoc": D(0)}, {"dien": D(0), "nuoc": D(0)}) is None


def test_physics() -> None:
    assert odd.over_capacity(D(100), D(365), 100) is None
    assert odd.over_capacity(D(120), D(365), 100) is not None
    assert odd.over_capacity(D(120), D(0), 100) is None
    assert odd.rice_yield(D(66)) is None
    assert odd.rice_yield(D(80)) is not None
    assert odd.waste_over_input(D(2), D(1)) is not None
    assert odd.waste_over_input(D(1), D(2)) is None
    assert odd.water_for_ice(D(80), D(100)) is not None
    assert odd.water_for_ice(D(100), D(100)) is None


def test_every_sentence_has_its_vietnamese() -> None:
    sentences = [value for name, value in vars(odd).items() if name.isupper() and isinstance(value, str)]
    assert len(sentences) == 8
    assert all(is_translated("vi", sentence) for sentence in sentences)
