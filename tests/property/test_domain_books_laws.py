"""Laws of savings, baselines, ledgers, balances and the ladder."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_desktop.domain import money
from sxsh_desktop.domain.balance import Flow, WasteCost, balance, pareto
from sxsh_desktop.domain.metering import Reading, known_months, monthly
from sxsh_desktop.domain.money import Rung
from sxsh_desktop.domain.overlap import Share, combined_saving
from sxsh_desktop.domain.periods import Period, half_years
from sxsh_desktop.domain.quantity import Quantity
from sxsh_desktop.domain.regression import fit_all, fit_model
from sxsh_desktop.domain.results import Known
from sxsh_desktop.domain.savings import mix_saving, simple_saving
from sxsh_desktop.domain.savings_ledger import Statement, cumulative, in_span, stretches
from sxsh_desktop.domain.solutions import SolutionId
from sxsh_desktop.services.reference import load_units

UNITS = load_units()
TINY = Decimal("1e-18")
amounts = st.decimals("0.5", "5000", places=2)
money_amounts = st.one_of(st.none(), st.decimals("-500", "5000", places=1))
days = st.dates(date(2018, 1, 1), date(2024, 12, 31))


@given(amounts, amounts, amounts, amounts)
def test_a_unit_changes_no_saving(use: Decimal, made: Decimal, after: Decimal, later: Decimal) -> None:
    def in_unit(amount: Decimal, code: str) -> Decimal:
        return Quantity(amount, UNITS.get("kwh")).to(UNITS.get(code)).amount

    plain = simple_saving(use, made, after, later)
    other = simple_saving(in_unit(use, "mj"), made * 1000, in_unit(after, "mj"), later * 1000)
    assert isinstance(plain, Known)
    assert isinstance(other, Known)
    assert abs(plain.value.rate - other.value.rate) < TINY


@given(amounts, amounts, amounts, amounts)
def test_one_product_is_the_simple_saving(
    use: Decimal, made: Decimal, after: Decimal, later: Decimal
) -> None:
    simple = simple_saving(use, made, after, later)
    index = mix_saving({"A": use / made}, {"A": made}, {"A": after / later}, {"A": later})
    assert isinstance(simple, Known)
    assert isinstance(index, Known)
    assert abs(simple.value.rate - index.value.rate) < TINY
    assert abs(index.value.laspeyres - index.value.paasche) < TINY
    assert abs(simple.value.avoided / simple.value.expected - simple.value.rate) < TINY


@given(money_amounts, money_amounts)
def test_the_ladder_partitions(investment: Decimal | None, yearly: Decimal | None) -> None:
    if investment is not None and investment < 0:
        return
    rungs = money.ladder([(investment, yearly)])
    assert sum(rungs.values()) == 1
    assert (rungs[Rung.UNKNOWN] == 1) == (investment is None or yearly is None)


@given(
    st.lists(st.tuples(days, st.decimals("-50", "500", places=1), st.integers(0, 4)), max_size=12),
    st.randoms(),
)
def test_half_years_add_up_and_order_does_not_matter(
    told: list[tuple[date, Decimal, int]], order: Random
) -> None:
    statements = [
        Statement(SolutionId("f", "1", f"GP{code}"), "dien", on, annual, "dongho", on - timedelta(days=30))
        for on, annual, code in told
    ]
    parts = stretches(statements)
    mixed = list(statements)
    order.shuffle(mixed)
    assert stretches(mixed) == parts
    total = Decimal(0)
    for year in range(2017, 2025):
        whole = in_span(parts, Period.year(year))
        halves = [in_span(parts, half) for half in half_years(year)]
        assert isinstance(whole, Known)
        assert abs(whole.value - sum(one.value for one in halves if isinstance(one, Known))) < TINY
        total += whole.value
    at_end = cumulative(parts, date(2024, 12, 31))
    assert isinstance(at_end, Known)
    assert abs(at_end.value - total) < TINY
    for one in parts:
        others = [other for other in parts if other is not one and _same(one.statement, other.statement)]
        ends = one.last or date.max
        assert not any(one.first <= other.first <= ends for other in others)


def _same(one: Statement, other: Statement) -> bool:
    return (one.solution, one.resource) == (other.solution, other.resource)


@given(st.lists(st.decimals("0", "0.9", places=3), min_size=1, max_size=6), st.randoms())
def test_the_order_of_solutions_does_not_matter(rates: list[Decimal], order: Random) -> None:
    shares = [Share(str(at), rate) for at, rate in enumerate(rates)]
    mixed = list(shares)
    order.shuffle(mixed)
    first, second = combined_saving(Decimal(1000), shares), combined_saving(Decimal(1000), mixed)
    assert isinstance(first, Known)
    assert isinstance(second, Known)
    assert abs(first.value.rate - second.value.rate) < TINY
    assert 0 <= first.value.rate <= min(Decimal(1), first.value.naive)


@given(st.lists(st.tuples(st.integers(5, 60), amounts), min_size=1, max_size=30))
def test_readings_lose_nothing(steps: list[tuple[int, Decimal]]) -> None:
    on = date(2020, 12, 31)
    readings = [Reading(on, None)]
    for gap, amount in steps:
        on += timedelta(days=gap)
        readings.append(Reading(on, amount))
    end = date(on.year + 1, 1, 1) - timedelta(days=1)
    readings.append(Reading(max(end, on + timedelta(days=1)), Decimal(0)))
    if readings[-1].on < end:
        return
    laid = monthly(readings)
    assert isinstance(laid, Known)
    known = known_months(laid.value)
    if len(known) == len(laid.value):
        told = sum((amount for _gap, amount in steps), start=Decimal(0))
        assert abs(sum(known.values(), start=Decimal(0)) - told) < Decimal("1e-15")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_a_baseline_knows_nothing_of_units(seed: int) -> None:
    source = Random(seed)
    months = 14
    drivers = {name: [Decimal(source.randint(10, 9999)) for _month in range(months)] for name in "ab"}
    use = [Decimal(source.randint(100, 999)) + 3 * value for value in drivers["a"]]
    plain = fit_model(use, drivers)
    scaled = fit_model(
        [u * 1000 for u in use], {n: [v / 100 for v in values] for n, values in drivers.items()}
    )
    if not isinstance(plain, Known) or not isinstance(scaled, Known):
        return
    assert abs(plain.value.r2 - scaled.value.r2) < TINY
    assert abs(plain.value.cv - scaled.value.cv) < TINY
    for one, other in zip(plain.value.terms, scaled.value.terms, strict=True):
        assert one.p is not None
        assert other.p is not None
        assert abs(one.p - other.p) < TINY
    assert 0 <= plain.value.r2 <= 1
    every = fit_all(use, drivers)
    assert {model.drivers for model in every} == {("a",), ("b",), ("a", "b")}
    assert max(model.r2 for model in every) == plain.value.r2


@given(st.lists(st.tuples(amounts, amounts, amounts, amounts), max_size=8))
def test_a_pareto_ends_at_the_whole(parts: list[tuple[Decimal, Decimal, Decimal, Decimal]]) -> None:
    made = pareto(WasteCost(str(at), *part) for at, part in enumerate(parts))
    shares = [line.cumulative for line in made.lines if line.cumulative is not None]
    assert shares == sorted(shares)
    assert not shares or abs(shares[-1] - 1) < TINY
    assert sum(line.cost for line in made.lines) == made.total


@given(st.lists(amounts, min_size=1, max_size=5), st.lists(amounts, min_size=1, max_size=5))
def test_a_balance_knows_nothing_of_units(into: list[Decimal], out: list[Decimal]) -> None:
    kg, tan = UNITS.get("kg"), UNITS.get("tan")
    entering = [Flow("a", Quantity(amount, kg)) for amount in into]
    leaving = [Flow("b", Quantity(amount, kg)) for amount in out]
    plain, other = balance(entering, leaving, kg), balance(entering, leaving, tan)
    assert isinstance(plain, Known)
    assert isinstance(other, Known)
    assert abs(plain.value.gap - other.value.gap) < TINY
