"""Odd figures are named; ordinary ones pass in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_desktop.base.words import is_translated
from sxsh_desktop.domain import plausibility
from sxsh_desktop.domain.facts import Fact, FactValue
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.plausibility import (
    Case,
    Other,
    Weight,
    by_kind,
    copies,
    physics,
    prices,
    ranges,
    slips,
)
from sxsh_desktop.domain.plausibility.bands import learned_fence, learned_range
from sxsh_desktop.domain.plausibility.spans import seasons_differ
from sxsh_desktop.services.reference import load_reference

D = Decimal
DAY = date(2026, 6, 1)
TABLES = load_reference()
FAMILIES = (copies, physics, prices, ranges, slips)


def fact(kind: str, item: str = "", row: str = "", **values: str) -> Fact:
    """A fact from texts; "12 kwh" is a number with its unit."""
    found = {}
    for name, text in values.items():
        number, _blank, unit = text.partition(" ")
        is_number = re.fullmatch(r"-?[0-9.]+", number) is not None
        found[name] = FactValue(text=number, unit=unit) if is_number else FactValue(text=text)
    return Fact(kind, item, row, found)


def inventory(first: str = "2025-01-01", last: str = "2025-12-31", **more: str) -> list[Fact]:
    """A believable year of an ice plant; `more` replaces kwh, cost, output, water."""
    told = {"kwh": "1000000 kwh", "cost": "2100 trd", "output": "14000 tan", "water": "18000 m3", **more}
    return [
        fact("period", **{"from": first, "to": last}, source="thamvan", production_days="300 day"),
        fact("inventory_scope", "energy", state="du"),
        fact("inventory_scope", "water", state="du"),
        fact("inventory_scope", "material", state="du"),
        fact("product_output", product="SP1", reference="1", amount=told["output"]),
        fact("energy_use", row="e1", carrier="dien", amount=told["kwh"], cost=told["cost"]),
        fact("water_use", source="nuocngam", amount=told["water"]),
    ]


def case(
    own: Sequence[Fact], *, sector: str = "nuocda", earlier: Sequence[Other] = (), **more: object
) -> Case:
    """A case with the shipped tables."""
    return Case(
        by_kind(own),
        TABLES.units,
        date(2025, 12, 31),
        sector,
        earlier=earlier,
        ranges=TABLES.factors.ranges_of(sector, date(2025, 12, 31)),
        prices=TABLES.prices,
        **more,  # type: ignore[arg-type]
    )


def codes(own: Sequence[Fact], **more: object) -> set[str]:
    """The checks that find something."""
    return {one.check for one in plausibility.check(case(own, **more))}  # type: ignore[arg-type]


def other(facts: Sequence[Fact], first: date, last: date, name: str = "2024") -> Other:
    """Another record."""
    return Other("other", name, Period(first, last), by_kind(facts))


def test_an_ordinary_year_passes_in_silence() -> None:
    assert codes(inventory()) == set()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"output": "7000 tan"}, {"SEC-RANGE"}),
        ({"output": "14 tan"}, {"SLIP-SECTOR"}),
        ({"cost": "2.1 trd"}, {"PRICE-KWH"}),
        ({"cost": "4000 trd"}, {"BILL-TARIFF"}),
        ({"water": "9000 m3"}, {"ICE-WATER", "SEC-RANGE"}),
        ({"output": "14000"}, {"NO-UNIT"}),
        ({"output": "1 tan"}, {"PLACEHOLDER", "SLIP-SECTOR"}),
    ],
)
def test_each_slip_is_named(changed: dict[str, str], expected: set[str]) -> None:
    assert codes(inventory(**changed)) == expected


def test_the_answers_are_named() -> None:
    found = plausibility.check(case(inventory(cost="2.1 trd")))
    assert [(one.kind, one.row_id, one.attribute) for one in found[0].about] == [
        ("energy_use", "e1", "cost"),
        ("energy_use", "e1", "amount"),
    ]


def test_other_periods_of_the_facility() -> None:
    past = other(inventory("2024-01-01", "2024-12-31"), date(2024, 1, 1), date(2024, 12, 31))
    assert codes(inventory(), earlier=[past]) == {"COPIED"}
    thousand = other(
        inventory("2024-01-01", "2024-12-31", kwh="1000 kwh"), date(2024, 1, 1), date(2024, 12, 31)
    )
    assert codes(inventory(), earlier=[thousand]) == {"UNIT-SLIP"}
    half = other(
        inventory("2025-07-01", "2025-12-31", kwh="490000 kwh"), date(2025, 7, 1), date(2025, 12, 31)
    )
    assert codes(inventory(), earlier=[half]) == {"PERIOD-TWICE"}


def test_other_facilities() -> None:
    fellow = other(inventory(kwh="1234567 kwh", output="17043 tan", water="21003 m3"), DAY, DAY, "Nước đá B")
    own = inventory(kwh="1234567 kwh", output="17043 tan", water="21003 m3", cost="2600 trd")
    found = plausibility.check(case(own, fellows=[fellow]))
    assert [one.check for one in found] == ["COPIED-FACILITY"]
    assert dict(found[0].facts)["other"] == "Nước đá B"
    round_figures = other(inventory(), DAY, DAY, "Nước đá C")
    assert codes(inventory(), fellows=[round_figures]) == set()


def test_the_impossible_is_hard() -> None:
    own = [
        *inventory(),
        fact("wastewater", bod="90 mg", cod="60 mg"),
        fact("baseline_after", base_from="2024-01-01", base_to="2025-03-31", after_from="2025-01-01",
             after_to="2025-12-31", code="K1"),
    ]  # fmt: skip
    found = {one.check: one.weight for one in plausibility.check(case(own))}
    assert found == {"BOD-COD": Weight.HARD, "AFTER-OVERLAP": Weight.HARD}


def test_electricity_in_detail() -> None:
    wrong = fact("electricity_detail", peak="300000 kwh", standard="300000 kwh", offpeak="300000 kwh",
                 power_factor="0.7 one", max_demand="50 kw")  # fmt: skip
    assert codes([*inventory(), wrong]) == {"HOURS-SUM", "POWER-FACTOR", "DEMAND-HOURS"}
    right = fact("electricity_detail", peak="300000 kwh", standard="400000 kwh", offpeak="300500 kwh",
                 power_factor="0.92 one", max_demand="250 kw")  # fmt: skip
    assert codes([*inventory(), right]) == set()


def test_rice_and_balances() -> None:
    mill = [*inventory(kwh="45000 kwh", output="1000 tan", cost="95 trd")[:-1],
            fact("material_use", role="chinh", name="lúa", amount="1250 tan")]  # fmt: skip
    assert codes(mill, sector="xayxat") == {"RICE-YIELD"}
    step = fact("balance_line", item="lúa", input="100 tan", product="60 tan", coproduct="20 tan",
                waste="3 tan", evaporation="2 tan")  # fmt: skip
    assert codes([step]) == {"BALANCE-GAP"}


def test_savings() -> None:
    assert codes([fact("claimed_saving", energy="55 pct")]) == {"SAVING-BIG"}
    assert codes([fact("solution", saving="-3 trd")]) == {"SAVING-NEGATIVE"}


def test_seasons() -> None:
    winter, summer = Period(date(2024, 11, 1), date(2025, 1, 31)), Period(date(2025, 5, 1), date(2025, 7, 31))
    assert seasons_differ(winter, summer) == (0, 3)
    assert seasons_differ(winter, Period(date(2025, 11, 1), date(2026, 1, 31))) is None
    assert seasons_differ(Period.year(2024), Period.year(2025)) is None


def test_ranges_of_the_sector() -> None:
    ice = [r for r in TABLES.factors.ranges if r.sector == "nuocda"]
    assert ranges.outside_range(D(70), "kWh/tấn", ice, DAY) is None
    found = ranges.outside_range(D(7), "kWh/tấn", ice, DAY)
    assert found is not None
    assert dict(found.facts)["high"] == "100"
    assert ranges.outside_range(D(7), "kWh/viên", ice, DAY) is None


def test_a_stated_range_goes_before_a_learned_one() -> None:
    learned = learned_range("nuocda", "kWh/tấn", [D(n) for n in range(500, 540)], date(2020, 1, 1))
    assert learned is not None
    assert ranges.outside_range(D(520), "kWh/tấn", [learned], DAY) is None
    ice = [r for r in TABLES.factors.ranges if r.sector == "nuocda"]
    assert ranges.outside_range(D(520), "kWh/tấn", [*ice, learned], DAY) is not None


def test_prices_slips_and_copies() -> None:
    assert prices.price_of_electricity(D(1000), D(2_000_000)) is None
    assert prices.price_of_electricity(D(1000), D(2_000)) is not None
    assert prices.price_of_electricity(D(0), D(2_000)) is None
    assert prices.bill_against_tariff(D(1000), D(2_000_000), [D(2000)]) is None
    assert prices.bill_against_tariff(D(1000), D(1_300_000), [D(2000)]) is not None
    assert slips.unit_slip(D(1000), D("1.02")) is not None
    assert slips.unit_slip(D(1000), D(900)) is None
    assert slips.unit_slip(D(0), D(900)) is None
    assert copies.copied({"dien": D(5), "nuoc": D(2)}, {"dien": D(5), "nuoc": D(2)}) is not None
    assert copies.copied({"dien": D(5)}, {"dien": D(5)}) is None
    assert copies.copied({"dien": D(0), "nuoc": D(0)}, {"dien": D(0), "nuoc": D(0)}) is None


def test_physics() -> None:
    assert physics.over_capacity(D(100), D(365), 100) is None
    assert physics.over_capacity(D(120), D(365), 100) is not None
    assert physics.over_capacity(D(120), D(0), 100) is None
    assert physics.rice_yield(D(66)) is None
    assert physics.rice_yield(D(80)) is not None
    assert physics.waste_over_input(D(2), D(1)) is not None
    assert physics.waste_over_input(D(1), D(2)) is None
    assert physics.water_for_ice(D(80), D(100)) is not None
    assert physics.water_for_ice(D(100), D(100)) is None


def test_capacity_of_the_card() -> None:
    card = {"product_capacity": [fact("product_capacity", product="SP1", unit="tan", capacity="12000 tan")]}
    assert codes(inventory(), card=card) == {"CAPACITY"}


@given(
    st.lists(st.decimals(D("0.001"), D(10**6), places=3), min_size=20, max_size=60),
    st.sampled_from([10, 1000]),
)
def test_a_learned_fence_holds_the_middle_and_goes_with_the_unit(values: list[Decimal], factor: int) -> None:
    fence, scaled = learned_fence(values), learned_fence([value * factor for value in values])
    assert fence is not None
    assert scaled is not None
    inside = [value for value in values if fence[0] <= value <= fence[1]]
    assert len(inside) * 2 >= len(values)
    assert abs(scaled[0] / fence[0] / factor - 1) < D("1e-9")


def test_tariffs_follow_one_another_without_a_gap() -> None:
    power = [one for one in TABLES.prices if one.carrier == "dien"]
    for before, after in pairwise(power):
        assert before.valid_to is not None
        assert (after.valid_from - before.valid_to).days == 1
    assert power[-1].valid_to is None


def test_weights_that_cannot_be_read_are_odd_at_entry() -> None:
    def pair(rule: str, product: str = "QD") -> list[Fact]:
        return [fact("baseline_after", code="K1", product=product, conversion_rule=rule)]

    assert "WEIGHTS" in codes(pair("quy ra gạo"))
    assert "WEIGHTS" not in codes(pair("SP1 = 1; SP2 = 0,6; theo định mức"))
    assert "WEIGHTS" not in codes(pair("", "SP1"))


def test_codes_are_unique_and_every_sentence_has_its_vietnamese() -> None:
    assert len({one.code for one in plausibility.CHECKS}) == len(plausibility.CHECKS)
    assert all(is_translated("vi", one.title) for one in plausibility.CHECKS)
    sentences = {
        value
        for family in FAMILIES
        for name, value in vars(family).items()
        if name.isupper() and isinstance(value, str)
    }
    told = [one for one in sentences if " " in one]
    assert len(told) >= 15
    assert all(is_translated("vi", sentence) for sentence in told)
