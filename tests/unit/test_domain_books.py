"""Balances, waste costs, overlap, dated savings, equivalent output, adjustments, emissions, choice of periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sxsh_desktop.domain import money
from sxsh_desktop.domain.adjustments import Adjustment, adjusted_use, saving_with_adjustments
from sxsh_desktop.domain.balance import (
    Closing,
    Flow,
    WasteCost,
    balance,
    closing,
    lost_material,
    pareto,
    yield_of,
)
from sxsh_desktop.domain.comparing import Observed, compared
from sxsh_desktop.domain.emissions import Emission, FactorSet, emission, emission_change, emissions
from sxsh_desktop.domain.energy import NationalToe, Use, key_energy_user
from sxsh_desktop.domain.equivalent_output import (
    STATED_WEIGHTS,
    Weight,
    equivalent_output,
    stated_weights,
    weighted_saving,
)
from sxsh_desktop.domain.overlap import Share, combined_saving, realisation_rate
from sxsh_desktop.domain.periods import Period, half_years
from sxsh_desktop.domain.quantity import Quantity
from sxsh_desktop.domain.results import Known, Undefined, Unknown
from sxsh_desktop.domain.savings import mix_saving
from sxsh_desktop.domain.savings_ledger import (
    EXPECTED,
    Statement,
    actual,
    cumulative,
    expected,
    in_span,
    run_rate,
    stretches,
)
from sxsh_desktop.domain.solutions import SolutionId
from sxsh_desktop.services.reference import load_reference

D = Decimal
REFERENCE = load_reference()
UNITS, FACTORS = REFERENCE.units, REFERENCE.factors
KG, TAN, KWH = UNITS.get("kg"), UNITS.get("tan"), UNITS.get("kwh")


def _flow(name: str, amount: str, basis: str = "") -> Flow:
    return Flow(name, Quantity(D(amount), KG), basis)


def _known(result: object) -> object:
    assert isinstance(result, Known)
    return result.value


def test_o16_a_balance_that_warns() -> None:
    into = [_flow("a", "1000"), _flow("b", "20"), _flow("c", "150")]
    out = [
        _flow(name, amount) for name, amount in zip("defgh", ("640", "240", "100", "45", "30"), strict=True)
    ]
    made = balance(into, out, TAN)
    assert isinstance(made, Known)
    assert (made.value.into, made.value.out) == (D("1.170"), D("1.055"))
    assert (made.value.gap * 100).quantize(D("0.001")) == D("9.829")
    assert made.value.closing is Closing.WARN


def test_a_balance_says_what_it_lacks() -> None:
    good = [_flow("a", "10", "wet")]
    assert balance([Flow("a", None)], good, KG) == Unknown(("amount of a",))
    assert balance([], good, KG) == Unknown(("flows",))
    assert isinstance(balance(good, [_flow("b", "9", "dry")], KG), Undefined)
    assert isinstance(balance(good, [Flow("b", Quantity(D(1), KWH))], KG), Undefined)
    assert isinstance(balance([_flow("a", "0")], good, KG), Undefined)
    assert [closing(D(gap)) for gap in ("0.05", "-0.1", "0.11")] == [
        Closing.GOOD,
        Closing.WARN,
        Closing.REVIEW,
    ]
    assert closing(D("-0.2"), "evaporation") is Closing.EXPLAINED


def test_yields() -> None:
    made = yield_of(D(100), D(66), D(20))
    assert isinstance(made, Known)
    assert (made.value.product, made.value.loss) == (D("0.66"), D("0.14"))
    assert yield_of(D(100), None, D(1)) == Unknown(("product",))
    assert isinstance(yield_of(D(0), D(1), D(1)), Undefined)


def test_waste_costs_by_size() -> None:
    streams = [
        WasteCost("dust", D(10), D(5), D(1), D(1)),
        WasteCost("bran", D(5), D(0), D(0), D(20)),
        WasteCost("water", D(80), D(4), D(2), D(1)),
        WasteCost("husk", D(1), None, D(1), D(1)),
    ]
    made = pareto(streams)
    assert [line.name for line in made.lines] == ["water", "dust", "bran"]
    assert [line.cumulative for line in made.lines] == [D(85) / 100, D(1), None]
    assert made.total == D(85)
    assert made.unknown == {"husk": ("embedded of husk",)}
    assert lost_material(D(2), D(9), D("0.5")) == Known(D("9.0"))
    assert lost_material(D(2), None) == Unknown(("price",))


def test_o17_claims_never_exceed_the_use() -> None:
    rates = [Share("a", D("0.10")), Share("b", D("0.08")), Share("c", D("0.05"))]
    made = combined_saving(D(1000), rates)
    assert isinstance(made, Known)
    assert (made.value.rate * 100).quantize(D("0.01")) == D("21.34")
    assert made.value.naive == D("0.23")
    assert sum((step.amount for step in made.value.steps), start=D(0)) == made.value.amount
    alone = combined_saving(D(1000), [Share(s.solution, s.rate, independent=True) for s in rates])
    assert isinstance(alone, Known)
    assert alone.value.rate == D("0.23")
    whole = combined_saving(D(10), [Share("a", D(1), True), Share("b", D("0.5"), True)])
    assert isinstance(whole, Known)
    assert whole.value.amount == D(10)
    assert combined_saving(None, [Share("a", None)]) == Unknown(("base_use", "rate of a"))
    assert isinstance(combined_saving(D(0), rates), Undefined)
    assert isinstance(combined_saving(D(1), [Share("a", D(2))]), Undefined)
    assert realisation_rate(D(80), D(100)) == Known(D("0.8"))
    assert realisation_rate(None, D(1)) == Unknown(("measured",))
    assert isinstance(realisation_rate(D(1), D(0)), Undefined)


def _statement(code: str, on: date, annual: str | None, since: date, quality: str = "dongho") -> Statement:
    annually = None if annual is None else D(annual)
    return Statement(SolutionId("f", "2018-001", code), "dien", on, annually, quality, since)


S1 = _statement("GP01", date(2018, 7, 1), "100", date(2018, 7, 1))
S2 = _statement("GP02", date(2019, 1, 1), "50", date(2019, 1, 1))


def test_o19_in_year_run_rate_cumulative() -> None:
    parts = stretches([S2, S1, S1])
    first = in_span(parts, Period.year(2018))
    assert isinstance(first, Known)
    assert first.value.quantize(D("0.01")) == D("50.41")
    assert in_span(parts, Period.year(2019)) == Known(D(150), 2, 2)
    total = cumulative(parts, date(2019, 12, 31))
    assert isinstance(total, Known)
    assert total.value.quantize(D("0.01")) == D("200.41")
    assert run_rate(parts, date(2019, 12, 31)) == Known(D(150), 2, 2)
    halves = [in_span(parts, half) for half in half_years(2018)]
    values = [half.value for half in halves if isinstance(half, Known)]
    assert sum(values) == first.value
    naive = sum(
        one.value
        for on in (date(2018, 12, 31), date(2018, 12, 31), date(2019, 12, 31))
        if isinstance(one := run_rate(parts, on), Known)
    )
    assert naive == 350  # what adding annualised reports would have made of it


def test_a_later_statement_corrects_from_its_own_day_on() -> None:
    later = _statement("GP01", date(2019, 1, 1), "200", date(2018, 7, 1))
    parts = stretches([S1, later])
    assert run_rate(parts, date(2018, 12, 31)) == Known(D(100), 1, 1)
    assert run_rate(parts, date(2019, 1, 1)) == Known(D(200), 1, 1)
    worse = _statement("GP01", date(2020, 1, 1), "900", date(2018, 7, 1), "uoc")
    assert run_rate(stretches([S1, later, worse]), date(2021, 1, 1)) == Known(D(200), 1, 1)


def test_a_solution_that_was_given_up_ends() -> None:
    ended = Statement(
        S1.solution, "dien", date(2019, 6, 1), D(100), "dongho", S1.since, until=date(2019, 6, 30)
    )
    parts = stretches([S1, ended])
    assert run_rate(parts, date(2019, 6, 30)) == Known(D(100), 1, 1)
    assert run_rate(parts, date(2019, 7, 1)) == Known(D(0), 0, 0)


def test_unknown_savings_are_counted_not_zero() -> None:
    blank = _statement("GP03", date(2019, 1, 1), None, date(2019, 1, 1))
    assert in_span(stretches([S2, blank]), Period.year(2019)) == Known(D(50), 1, 2)
    assert in_span(stretches([blank]), Period.year(2019)) == Unknown(("saving of 2018-001/GP03",))
    assert run_rate(stretches([blank]), date(2019, 5, 1)) == Unknown(("saving of 2018-001/GP03",))
    assert cumulative((), date(2019, 5, 1)) == Known(D(0), 0, 0)


def test_what_is_only_expected_stands_apart() -> None:
    hoped = _statement("GP09", date(2019, 1, 1), "7", date(2019, 1, 1), EXPECTED)
    told = _statement("GP01", date(2018, 1, 1), "7", date(2018, 1, 1), EXPECTED)
    assert expected([S1, told, hoped]) == (hoped,)
    assert actual([S1, told, hoped]) == (S1,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("SP1 = 1; SP2 = 0,6; theo định mức thiết kế 2019", {"SP1": "1", "SP2": "0.6"}),
        ("SP1: 1, SP2: 0.65 (nguồn: hồi quy 24 tháng)", {"SP1": "1", "SP2": "0.65"}),
        ("theo định mức: SP2 x 2,5; SP1 x 1; SP2 x 2,5", {"SP2": "2.5", "SP1": "1"}),
    ],
)
def test_weights_in_words_are_read(text: str, wanted: dict[str, str]) -> None:
    found = stated_weights(text)
    assert isinstance(found, Known)
    assert {one.product: one.value for one in found.value} == {
        name: D(value) for name, value in wanted.items()
    }
    assert all(one.source == text for one in found.value)


@pytest.mark.parametrize(
    "text",
    ["", "theo khối lượng", "SP1 = 1; SP2 = 0,6", "SP1 = 1; theo định mức", "SP1=1; SP2=1.250; theo định mức",
     "SP1=1; SP2=2; SP2=3; theo định mức", "SP1 = một; SP2 = hai; theo định mức"],
)  # fmt: skip
def test_weights_that_cannot_be_read_for_sure_are_unknown(text: str) -> None:
    assert stated_weights(text) == Unknown((STATED_WEIGHTS,))


def test_a_weight_of_zero_is_undefined() -> None:
    assert isinstance(stated_weights("SP1=1; SP2=0; theo định mức"), Undefined)


def test_equivalent_output_needs_sourced_weights() -> None:
    weights = [Weight("A", D(1), "norm 12"), Weight("B", D(3), "design 2019")]
    assert equivalent_output({"A": D(10), "B": D(5)}, weights) == Known(D(25))
    assert equivalent_output({"A": D(10), "C": D(5)}, weights) == Unknown(("weight of C",))
    assert equivalent_output({"A": None}, weights) == Unknown(("output of A",))
    assert equivalent_output({"B": D(1)}, [Weight("B", D(3), " ")]) == Unknown(("source of the weight of B",))
    assert isinstance(equivalent_output({"B": D(1)}, [Weight("B", D(0), "x")]), Undefined)
    assert equivalent_output({}, weights) == Unknown(("products",))
    saved = weighted_saving(D(1000), {"A": D(100), "B": D(50)}, D(1188), {"A": D(60), "B": D(90)}, weights)
    assert isinstance(saved, Known)
    assert saved.value.rate == D("0.1")
    lacking = weighted_saving(D(1), {"A": None}, D(1), {"C": D(1)}, weights)
    assert lacking == Unknown(("output of A", "weight of C"))
    assert isinstance(weighted_saving(D(1), {"B": D(1)}, D(1), {}, [Weight("B", D(-1), "x")]), Undefined)


def test_products_of_one_period_stand_outside_the_index() -> None:
    made = mix_saving(
        {"A": D(4), "old": D(2)},
        {"A": D(100), "old": D(100)},
        {"A": D("3.6"), "new": D("3.6")},
        {"A": D(100), "new": D(300)},
    )
    assert isinstance(made, Known)
    assert made.value.rate == D("0.1")
    assert [(one.product, one.new, one.output, one.use_share) for one in made.value.outside] == [
        ("old", False, D(100), D(200) / D(600)),
        ("new", True, D(300), D("0.75")),
    ]


def test_adjustments_show_both_results() -> None:
    base, after = Quantity(D(1000), KWH), Quantity(D("1.08"), UNITS.get("mwh"))
    change = Adjustment(date(2025, 3, 1), Quantity(D("0.2"), UNITS.get("mwh")), "new hall", "CB01", "photo")
    both = saving_with_adjustments(base, D(100), after, D(120), [change])
    assert isinstance(both.unadjusted, Known)
    assert both.unadjusted.value.rate == D("0.1")
    assert isinstance(both.adjusted, Known)
    assert both.adjusted.value.rate == D("0.25")
    used = adjusted_use(base, [Adjustment(date(2025, 3, 1), change.amount, "new hall", "CB01")])
    assert isinstance(used, Known)
    assert used.value.without_evidence == (date(2025, 3, 1),)
    blank = Adjustment(date(2025, 3, 1), None, "", "CB01")
    unknown = saving_with_adjustments(base, D(100), after, D(120), [blank])
    names = ("amount of the adjustment of 2025-03-01", "reason of the adjustment of 2025-03-01")
    assert unknown.adjusted == Unknown(names)
    assert unknown.unadjusted == both.unadjusted
    heavy = Adjustment(date(2025, 3, 1), Quantity(D(1), KG), "x", "y")
    assert isinstance(saving_with_adjustments(base, D(1), after, D(1), [heavy]).adjusted, Undefined)
    assert adjusted_use(None, []) == Unknown(("base_use",))
    misfit = saving_with_adjustments(base, D(1), Quantity(D(1), KG), D(1), [])
    assert misfit.unadjusted == Unknown(("after_use",))


def test_emissions_stand_in_three_sums() -> None:
    chosen = FactorSet(2023)
    uses = [
        Use("dien", UNITS.quantity("100", "mwh")),
        Use("do", UNITS.quantity("1", "tan")),
        Use("trau", UNITS.quantity("1", "tan")),
        Use("dienmt", UNITS.quantity("5", "mwh")),
        Use("mayphat", UNITS.quantity("5", "mwh")),
    ]
    total = emissions(uses, FACTORS, UNITS, chosen).emission
    assert isinstance(total, Known)
    assert total.value.scope2 == D("65.92")
    diesel = D("0.043") * (74100 + 3 * 28 + D("0.6") * 265) / 1000
    husk = D("0.0116") * (30 * 28 + 4 * 265) / 1000
    assert total.value.scope1 == diesel + husk
    assert total.value.biogenic == D("1.16")
    assert total.value.counted == total.value.scope1 + total.value.scope2


def test_emissions_without_a_factor_are_unknown() -> None:
    power = Use("dien", UNITS.quantity("1", "mwh"))
    assert emission(power, FACTORS, UNITS, FactorSet(1999)) == Unknown(("grid factor of 1999",))
    assert emission(Use("dien", None), FACTORS, UNITS, FactorSet(2023)) == Unknown(("amount of dien",))
    steam = Use("hoi", UNITS.quantity("1", "tan"))
    assert emission(steam, FACTORS, UNITS, FactorSet(2023)) == Unknown(("emission factor of hoi",))
    odd = Use("dien", UNITS.quantity("1", "tan"))
    assert emission(odd, FACTORS, UNITS, FactorSet(2023)) == Unknown(("unit of dien",))
    gas = Use("ng", UNITS.quantity("1", "nm3"))
    assert emission(gas, FACTORS, UNITS, FactorSet(2023)) == Unknown(("density of ng",))
    both = emissions([power, steam], FACTORS, UNITS, FactorSet(2023))
    assert both.emission == Unknown(("emission factor of hoi",))
    with pytest.raises(ValueError, match="ar9"):
        FactorSet(2023, "ar9")


def test_one_set_of_factors_for_before_and_after() -> None:
    before = [Use("dien", UNITS.quantity("100", "mwh"))]
    after = [Use("dien", UNITS.quantity("90", "mwh"))]
    change = emission_change(before, after, FACTORS, UNITS, (FactorSet(2021), FactorSet(2023)))
    assert change.activity == Known(Emission(scope2=D("6.592")))
    assert change.as_counted == Known(Emission(scope2=D("72.21") - D("59.328")))
    assert change.of_factors == Known(Emission(scope2=D("72.21") - D("59.328") - D("6.592")))
    lost = emission_change(before, [Use("dien", None)], FACTORS, UNITS, (FactorSet(2021), FactorSet(2023)))
    assert lost.activity == Unknown(("amount of dien",))
    assert isinstance(lost.of_factors, Unknown)
    with pytest.raises(TypeError):
        Emission() + 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        Emission() - 1  # type: ignore[operator]


def test_key_energy_users() -> None:
    assert key_energy_user(Known(NationalToe(D(1000)))) == Known(True)
    assert key_energy_user(Known(NationalToe(D("999.9")))) == Known(False)
    assert key_energy_user(Unknown(("x",))) == Unknown(("x",))


def _month(year: int, month: int, use: str | None, output: str = "10", quality: str = "hoadon") -> Observed:
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1).toordinal() - 1
    amount = None if use is None else D(use)
    return Observed(Period(first, date.fromordinal(last)), amount, D(output), quality, evidence=(f"{first}",))


def test_the_choice_of_periods_keeps_the_season() -> None:
    before = [_month(2024, month, "100") for month in range(1, 13)]
    after = [_month(2025, month, "90") for month in range(3, 9)]
    made = compared([*before, *after], date(2025, 1, 15))
    assert isinstance(made, Known)
    assert made.value.base.period == Period(date(2024, 3, 1), date(2024, 8, 31))
    assert made.value.after.period == Period(date(2025, 3, 1), date(2025, 8, 31))
    assert isinstance(made.value.saving, Known)
    assert made.value.saving.value.rate == D("0.1")
    assert made.value.quality == "hoadon"
    assert len(made.value.base.evidence) == 6
    whole = compared([*before, *(_month(2025, month, "80") for month in range(1, 13))], date(2025, 1, 1))
    assert isinstance(whole, Known)
    assert whole.value.base.period == Period.year(2024)


def test_the_choice_of_periods_refuses() -> None:
    assert compared([], None) == Unknown(("base", "after"))
    winter, summer = _month(2024, 1, "100"), _month(2025, 7, "90")
    assert isinstance(compared([winter, summer], date(2025, 1, 1)), Undefined)
    odd = Observed(winter.period, D(1), D(1), "hoadon", normal=False)
    assert compared([odd, summer], date(2025, 1, 1)) == Unknown(("base",))
    assert compared([_month(2024, 1, None), summer], date(2025, 1, 1)) == Unknown(("base",))


def test_of_two_statements_of_one_month_the_better_holds() -> None:
    told, billed = _month(2024, 1, "500", quality="uoc"), _month(2024, 1, "100")
    made = compared([told, billed, _month(2025, 1, "90", quality="dongho")], None)
    assert isinstance(made, Known)
    assert made.value.base.use == D(100)
    assert made.value.quality == "hoadon"


def test_money_of_a_solution() -> None:
    made = money.appraise(D(240_000_000), D(90_000_000), D(10_000_000), 5, D("0.12"))
    assert isinstance(made.npv, Known)
    assert money.whole_dong(made.npv.value) == D(48_382_096)
    assert made.rung is money.Rung.FROM_3
    blank = money.appraise(None, D(1), D(0), None, None)
    assert blank.npv == Unknown(("investment", "life", "rate"))
    assert blank.irr == Unknown(("investment", "life"))
    assert blank.rung is money.Rung.UNKNOWN
    without_rate = money.appraise(D(1), D(1), D(0), 5, None)
    assert without_rate.npv == Unknown(("rate",))
    assert isinstance(without_rate.irr, Known)
    assert money.discounted_payback(D(1), [None], None) == Unknown(("flows", "rate"))
    curve = money.value_curve([D(-100), D(230), D(-132)], [D(0), D("0.1")])
    assert [value.quantize(D("0.01")) for _rate, value in curve] == [D(-2), D(0)]
