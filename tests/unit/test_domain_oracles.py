"""The worked examples of the written formulas, to the printed digits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sxsh_desktop.domain import money
from sxsh_desktop.domain.consumption import specific, specific_of_months
from sxsh_desktop.domain.energy import Gigajoules, NationalToe, Use, totals
from sxsh_desktop.domain.money import Rung
from sxsh_desktop.domain.overlap import combined_rate
from sxsh_desktop.domain.periods import Period, bill_shares, months_before
from sxsh_desktop.domain.results import Known, Undefined, Unknown
from sxsh_desktop.domain.savings import mix_saving, simple_saving
from sxsh_desktop.services.reference import load_reference

D = Decimal
REFERENCE = load_reference()


def test_o8_toe_and_gigajoules_are_two_totals() -> None:
    units = REFERENCE.units
    uses = [
        Use("dien", units.quantity("120000", "kwh")),
        Use("do", units.quantity("3000", "lit")),
        Use("lpg", units.quantity("2", "tan")),
    ]
    both = totals(uses, REFERENCE.factors, units)
    assert isinstance(both.toe, Known)
    assert both.toe.value.value == D("23.336")
    only = totals(uses[:1], REFERENCE.factors, units)
    assert isinstance(only.gj, Known)
    assert only.gj.value == Gigajoules(D(432))
    assert isinstance(only.toe, Known)
    assert only.toe.value.value == D("18.516")
    physical = units.quantity("432", "gj").to(units.get("toe")).amount
    assert physical.quantize(D("0.001")) == D("10.318")
    assert physical != only.toe.value.value


def test_the_two_totals_never_meet() -> None:
    with pytest.raises(TypeError):
        Gigajoules(D(1)) + NationalToe(D(1))  # type: ignore[operator]
    with pytest.raises(TypeError):
        NationalToe(D(1)) + Gigajoules(D(1))  # type: ignore[operator]
    assert not hasattr(NationalToe, "to") and not hasattr(Gigajoules, "to")


def test_an_unknown_part_makes_a_total_unknown_and_says_which() -> None:
    units = REFERENCE.units
    both = totals([Use("dien", None), Use("than", units.quantity("3", "tan"))], REFERENCE.factors, units)
    assert isinstance(both.toe, Unknown)
    assert both.toe.missing == ("amount of dien", "TOE coefficient of than in tan")
    assert isinstance(both.gj, Unknown)


def test_a_generator_is_not_totalled_and_a_measured_heat_value_beats_the_table() -> None:
    units = REFERENCE.units
    none = totals([Use("mayphat", units.quantity("5", "mwh"))], REFERENCE.factors, units)
    assert none.gj == Known(Gigajoules(D(0)))
    husk = totals([Use("trau", units.quantity("1", "tan"), D("13"))], REFERENCE.factors, units)
    assert husk.gj == Known(Gigajoules(D(13)))
    assert isinstance(husk.toe, Known)
    assert husk.toe.value.computed == husk.toe.value.value


def test_specific_consumption() -> None:
    assert specific(D(10), D(4)) == Known(D("2.5"))
    assert specific(None, None) == Unknown(("use", "output"))
    assert isinstance(specific(D(10), D(0)), Undefined)
    use = {(2025, 1): D(10), (2025, 2): D(20)}
    assert specific_of_months(use, {(2025, 2): D(10), (2025, 3): D(5)}) == Known(D(2), 1, 3)
    assert isinstance(specific_of_months(use, {(2025, 3): D(5)}), Undefined)
    assert isinstance(specific_of_months({}, {}), Unknown)


def test_simple_saving_and_its_parts() -> None:
    result = simple_saving(D(1000), D(100), D(1080), D(120))
    assert isinstance(result, Known)
    assert result.value.rate == D("0.1")
    assert result.value.expected == D(1200)
    assert result.value.avoided == D(120)
    assert result.value.absolute == D("-0.08")
    assert simple_saving(D(1), None, D(1), None) == Unknown(("base_output", "after_output"))
    assert isinstance(simple_saving(D(1), D(0), D(1), D(1)), Undefined)
    assert isinstance(simple_saving(D(0), D(1), D(1), D(1)), Undefined)


def test_o10_two_products_save_ten_per_cent_while_the_total_rises() -> None:
    base, after = {"A": D(4), "B": D(12)}, {"A": D("3.6"), "B": D("10.8")}
    result = mix_saving(base, {"A": D(100), "B": D(50)}, after, {"A": D(60), "B": D(90)})
    assert isinstance(result, Known)
    assert result.value.rate == D("0.1")
    assert result.value.laspeyres == result.value.paasche == D("0.9")
    assert not result.value.mix_sensitive


def test_o11_signs_differ_so_it_is_mix_sensitive() -> None:
    base, after = {"A": D(4), "B": D(12)}, {"A": D("3.6"), "B": D("12.6")}
    result = mix_saving(base, {"A": D(100), "B": D(50)}, after, {"A": D(60), "B": D(90)})
    assert isinstance(result, Known)
    assert result.value.laspeyres.quantize(D("0.01")) == D("0.99")
    assert result.value.paasche.quantize(D("0.00001")) == D("1.02273")
    assert result.value.fisher.quantize(D("0.00001")) == D("1.00623")
    assert (result.value.rate * 100).quantize(D("0.01")) == D("-2.27")
    assert result.value.mix_sensitive


def test_a_new_product_is_outside_the_index_and_missing_output_is_unknown() -> None:
    assert isinstance(mix_saving({"A": D(4)}, {}, {"B": D(4)}, {}), Undefined)
    assert mix_saving({"A": D(4)}, {}, {"A": D(4)}, {"A": D(1)}) == Unknown(("output of A",))


def test_o17_solutions_on_one_resource() -> None:
    combined = combined_rate([D("0.10"), D("0.08"), D("0.05")])
    assert (combined * 100).quantize(D("0.01")) == D("21.34")


def test_o7_a_homework_text() -> None:
    flows = [D(-900000), *[D(213000)] * 9, D(213000 + 70000)]
    assert present_value_of(flows, D("0.16")) == D("145345.31")
    rate = money.internal_rate(flows)
    assert isinstance(rate, Known)
    assert (rate.value * 100).quantize(D("0.001")) == D("20.138")
    payback = money.simple_payback(D(900000), D(213000))
    assert isinstance(payback, Known)
    assert payback.value.years.quantize(D("0.0001")) == D("4.2254")
    [first, second, third] = [D(213000) / D("1.16") ** year for year in (1, 2, 3)]
    assert [round(value) for value in (first, second, third)] == [183621, 158294, 136460]


def test_o7_a_baler_pays_back_in_three_and_a_quarter_years() -> None:
    payback = money.simple_payback(D(65000), D(20000))
    assert isinstance(payback, Known)
    assert payback.value.years == D("3.25")
    assert money.rung(D(65000), D(20000)) is Rung.FROM_3


def present_value_of(flows: list[Decimal], rate: Decimal) -> Decimal:
    return money.present_value(flows, rate).quantize(D("0.01"))


def test_o13_three_years_exactly_stand_on_a_rung() -> None:
    flows = [D(-240_000_000), *[D(80_000_000)] * 5]
    assert money.rung(D(240), D(80)) is Rung.FROM_3
    assert money.present_value(flows, D("0.12")).quantize(D(1)) == D(48_382_096)
    rate = money.internal_rate(flows)
    assert isinstance(rate, Known)
    assert (rate.value * 100).quantize(D("0.0001")) == D("19.8577")
    payback = money.discounted_payback(D(240), [D(80)] * 5, D("0.12"))
    assert isinstance(payback, Known)
    assert payback.value.years.quantize(D("0.00001")) == D("3.94123")
    assert isinstance(money.discounted_payback(D(240), [D(80)] * 2, D("0.12")), Undefined)
    assert money.discounted_payback(D(0), [], D("0.12")) == Known(money.Payback(D(0)))


def test_o14_two_rates_fit_so_none_is_given() -> None:
    flows = [D(-100), D(230), D(-132)]
    assert money.present_value(flows, D("0.1")).quantize(D("1e-9")) == 0
    assert money.present_value(flows, D("0.2")).quantize(D("1e-9")) == 0
    assert money.internal_rate(flows) == Undefined(money.SEVERAL_RATES)
    assert money.internal_rate([D(100), D(50)]) == Undefined(money.NO_RATE)


@pytest.mark.parametrize(
    ("investment", "yearly", "rung"),
    [
        (D(50), D(0), Rung.NEVER),
        (D(50), D(-5), Rung.NEVER),
        (D(0), D(5), Rung.IMMEDIATE),
        (D(50), None, Rung.UNKNOWN),
        (None, D(5), Rung.UNKNOWN),
        (D(1), D(2), Rung.UNDER_1),
        (D(2), D(2), Rung.FROM_1),
        (D(4), D(2), Rung.FROM_2),
        (D(6), D(2), Rung.FROM_3),
        (D(10), D(2), Rung.FROM_5),
    ],
)
def test_o15_the_ladder(investment: Decimal | None, yearly: Decimal | None, rung: Rung) -> None:
    assert money.rung(investment, yearly) is rung


def test_net_saving() -> None:
    assert money.net_saving(D(5), D(2)) == Known(D(3))
    assert money.net_saving(None, D(2)) == Unknown(("saving",))


def test_o19_in_year_shares() -> None:
    year = Period.year(2018)
    in_force = Period(date(2018, 7, 1), date(2018, 12, 31))
    assert in_force.days == 184
    assert (100 * in_force.share_within(year)).quantize(D("0.01")) == D("50.41")
    half = Period(date(2018, 1, 1), date(2018, 6, 30))
    assert half.share_within(year) + in_force.share_within(year) == 1


def test_periods() -> None:
    with pytest.raises(ValueError, match="end"):
        Period(date(2025, 2, 1), date(2025, 1, 1))
    assert list(Period(date(2024, 12, 31), date(2025, 2, 1)).months()) == [(2024, 12), (2025, 1), (2025, 2)]
    assert months_before(date(2026, 8, 31), 18) == date(2025, 2, 28)
    assert Period.year(2025).overlap(Period.year(2026)) == 0


def test_o9_a_reading_covers_the_days_after_the_one_before() -> None:
    shares = bill_shares(date(2025, 1, 20), date(2025, 2, 10))
    assert shares == {(2025, 1): D(11) / 21, (2025, 2): D(10) / 21}
    with pytest.raises(ValueError, match="end"):
        bill_shares(date(2025, 1, 20), date(2025, 1, 20))
