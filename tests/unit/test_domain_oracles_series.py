"""Published examples of baselines from months (O1, O2, O9), to the printed digits."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sxsh_desktop.domain.facts import Fact, FactValue
from sxsh_desktop.domain.least_squares import decimal_of
from sxsh_desktop.domain.metering import (
    Flag,
    Reading,
    Register,
    known_months,
    monthly,
    months_between,
    readings_of,
)
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.plausibility import Case, Other, copies
from sxsh_desktop.domain.regression import (
    Model,
    ModelledSaving,
    Month,
    fit_all,
    fit_model,
    modelled_saving,
    together,
)
from sxsh_desktop.domain.results import Known, Undefined, Unknown
from sxsh_desktop.domain.savings import simple_saving
from sxsh_desktop.domain.student import two_sided_p
from sxsh_desktop.services.reference import load_units

D = Decimal
ELECTRICITY, GAS = "Electricity (MMBTU)", "Natural gas (MMBTU)"
OUTPUT, TEMPERATURE = "Production", "Temperature"
Rows = Sequence[dict[str, str]]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _column(rows: Rows, name: str) -> list[Decimal]:
    return [D(row[name]) for row in rows]


def _sum(rows: Rows, name: str) -> Decimal:
    return sum(_column(rows, name), start=D(0))


def _fitted(rows: Rows, use: str, *drivers: str) -> Model:
    found = fit_model(_column(rows, use), {name: _column(rows, name) for name in drivers})
    assert isinstance(found, Known)
    return found.value


def _saved(model: Model, rows: Rows, use: str) -> ModelledSaving:
    months = [
        Month(row["Date"][:7], D(row[use]), {name: D(row[name]) for name in (OUTPUT, TEMPERATURE)})
        for row in rows
    ]
    found = modelled_saving(model, months)
    assert isinstance(found, Known)
    return found.value


@pytest.fixture
def rochester(shared: Path) -> dict[str, Rows]:
    rows = _rows(shared / "oracles" / "acme-rochester.csv")
    return {year: [row for row in rows if row["Period"] == year] for year in ("2007", "2008", "2009")}


def _places(number: Decimal, places: int) -> Decimal:
    return number.quantize(D(1).scaleb(-places))


def test_o1_models_of_rochester(rochester: dict[str, Rows]) -> None:
    electricity = _fitted(rochester["2007"], ELECTRICITY, OUTPUT)
    [output] = electricity.terms
    assert _places(output.value, 12) == D("5.086166746649")
    assert _places(electricity.constant.value, 4) == D("20110.2516")
    assert _places(electricity.r2, 6) == D("0.756995")
    assert _places(electricity.adjusted_r2, 6) == D("0.732695")
    assert output.p is not None
    assert _places(output.p, 6) == D("0.000234")
    assert _places(electricity.rmse, 3) == D("11973.069")
    by_count = (electricity.rmse**2 * electricity.degrees / electricity.months).sqrt()
    assert _places(by_count, 3) == D("10929.866")
    assert _places(electricity.cv * 100, 2) == D("8.79")
    gas = _fitted(rochester["2007"], GAS, OUTPUT, TEMPERATURE)
    assert [_places(term.value, 12) for term in gas.terms] == [D("2.560044576545"), D("211.520605238538")]
    assert _places(gas.constant.value, 2) == D("7322.73")
    assert _places(gas.r2, 6) == D("0.914872")
    assert _places(gas.cv * 100, 2) == D("4.01")
    assert electricity.usable
    assert gas.usable


def test_o1_savings_of_rochester(rochester: dict[str, Rows]) -> None:
    electricity = _fitted(rochester["2007"], ELECTRICITY, OUTPUT)
    gas = _fitted(rochester["2007"], GAS, OUTPUT, TEMPERATURE)

    def of(year: str) -> ModelledSaving:
        parts = [_saved(electricity, rochester[year], ELECTRICITY), _saved(gas, rochester[year], GAS)]
        both = together(parts)
        assert isinstance(both, Known)
        return both.value

    last, middle = of("2009"), of("2008")
    assert _places(last.used, 4) == D("1693426.3097")
    assert _places(last.expected, 4) == D("1867203.8370")
    assert _places(last.avoided, 4) == D("173777.5273")
    assert _places(last.rate * 100, 8) == D("9.30683216")
    assert _places(middle.rate * 100, 8) == D("3.64936026")
    assert _places(last.avoided + middle.avoided, 3) == D("250463.652")
    assert _places(last.band, 0) == D(99892)
    assert _places(last.band / last.expected * 100, 1) == D("5.3")
    assert last.exact_band > last.band
    assert last.distinguishable
    assert last.cusum[-1] == last.avoided
    assert {name for _month, name in last.outside} == {OUTPUT}


def test_o1_three_readings_of_one_facility_differ(rochester: dict[str, Rows]) -> None:
    use = [_sum(rochester[y], ELECTRICITY) + _sum(rochester[y], GAS) for y in ("2007", "2009")]
    output = [_sum(rochester[y], OUTPUT) for y in ("2007", "2009")]
    simple = simple_saving(use[0], output[0], use[1], output[1])
    assert isinstance(simple, Known)
    assert _places(simple.value.absolute * 100, 2) == D("34.74")
    assert _places(simple.value.rate * 100, 3) == D("0.297")


def test_o2_two_amounts_with_two_names(shared: Path) -> None:
    rows = _rows(shared / "oracles" / "acme-hastings.csv")
    by_year = {year: [row for row in rows if row["Period"] == year] for year in ("2007", "2008", "2009")}
    names = [name for name in rows[0] if "MMB" in name.upper()]
    use = {year: sum((_sum(found, name) for name in names), start=D(0)) for year, found in by_year.items()}
    output = {year: _sum(found, "Production (tons)") for year, found in by_year.items()}
    assert (_places(use["2007"], 3), output["2007"]) == (D("2633708.161"), D(146239))
    assert (_places(use["2009"], 3), output["2009"]) == (D("2483245.475"), D(154987))
    assert _places(use["2007"] / output["2007"], 6) == D("18.009615")
    assert _places(use["2009"] / output["2009"], 6) == D("16.022282")
    last = simple_saving(use["2007"], output["2007"], use["2009"], output["2009"])
    middle = simple_saving(use["2007"], output["2007"], use["2008"], output["2008"])
    assert isinstance(last, Known)
    assert isinstance(middle, Known)
    assert _places(last.value.rate * 100, 4) == D("11.0348")
    assert _places(middle.value.rate * 100, 4) == D("7.7499")
    assert _places(use["2007"] - use["2009"], 3) == D("150462.686")
    assert _places(last.value.absolute * 100, 2) == D("5.71")
    assert int(last.value.avoided) == 308010  # printed cut off, not rounded: 308,010.80


def test_o3_a_copied_year_of_electricity_is_seen(shared: Path) -> None:
    rows = _rows(shared / "oracles" / "acme-hastings.csv")

    def year(which: str, name: str) -> dict[str, Decimal]:
        return {row["Date"][5:]: D(row[name]) for row in rows if row["Period"] == which}

    power, gas = "Electricity (MMBTU)", "Natural Gas (MMBtu)"
    assert [_places(sum(year(which, power).values(), start=D(0)), 9) for which in ("2008", "2009")] == [
        D("4306.474654626")
    ] * 2
    assert copies.copied(year("2009", power), year("2008", power)) is not None
    assert copies.copied(year("2009", gas), year("2008", gas)) is None

    def inventory(which: str) -> dict[str, list[Fact]]:
        amounts = {"dien": year(which, power), "ng": year(which, gas)}
        told = [("energy_use", code, sum(found.values(), start=D(0))) for code, found in amounts.items()]
        span = {"from": FactValue(f"{which}-01-01"), "to": FactValue(f"{which}-12-31")}
        uses = [
            Fact(kind, "", code, {"carrier": FactValue(code), "amount": FactValue(str(total), "mmbtu")})
            for kind, code, total in told
        ]
        return {"period": [Fact("period", "", "", span)], "energy_use": uses}

    before = Other("r", "năm 2008", Period.year(2008), inventory("2008"))
    case = Case(inventory("2009"), load_units(), date(2009, 12, 31), earlier=[before])
    [found] = [one for check in copies.CHECKS for one in check.run(case)]
    assert (found.check, [one.row_id for one in found.about]) == ("COPIED", ["dien"])


def test_o4_two_facilities_that_are_one_are_seen_before_they_count_twice() -> None:
    # Mclean and Minneapolis: identical data, 78,582.74 in a roll-up; the parts are made up, the sum is not.
    parts = {"dien": D("20110.25"), "ng": D("50000.49"), "do": D("8472.00")}
    assert sum(parts.values(), start=D(0)) == D("78582.74")
    uses = [
        Fact("energy_use", "", code, {"carrier": FactValue(code), "amount": FactValue(str(amount), "kwh")})
        for code, amount in parts.items()
    ]
    other = Other("m", "Minneapolis", Period.year(2009), {"energy_use": uses})
    case = Case({"energy_use": uses}, load_units(), date(2009, 12, 31), fellows=[other])
    [found] = [one for check in copies.CHECKS for one in check.run(case)]
    assert found.check == "COPIED-FACILITY"


def _verifi(shared: Path, facility: str, year: int, drivers: Sequence[str], shift: int = 0) -> Model:
    readings = [
        Reading(date.fromisoformat(row["date"]) - timedelta(days=shift), D(row["energy_use"]))
        for row in _rows(shared / "oracles" / "meter-readings.csv")
        if (row["facility"], row["meter"]) == (facility, "Natural Gas")
    ]
    laid = monthly(readings)
    assert isinstance(laid, Known)
    use = known_months(laid.value)
    known = {
        (row["predictor"], int(row["year"]), int(row["month"])): D(row["amount"])
        for row in _rows(shared / "oracles" / "predictors-monthly.csv")
        if row["facility"] == facility
    }
    months = list(months_between((year, 1), (year, 12)))
    found = fit_model(
        [use.get(month) for month in months],
        {name: [known.get((name, *m)) for m in months] for name in drivers},
    )
    assert isinstance(found, Known)
    return found.value


def test_o9_months_from_readings(shared: Path) -> None:
    drivers = ("Production", "HDD Generated (60F)")
    model = _verifi(shared, "HQ (Simple)", 2023, drivers)
    assert _places(model.constant.value, 10) == D("1351.1504826940")
    printed = (D("2.3556501865"), D("2.2281777011"))  # in floating point: the last digit is not exact
    assert all(abs(t.value - p) < D("1e-10") for t, p in zip(model.terms, printed, strict=True))
    assert _places(model.r2, 15) == _places(D("0.9957264720502536"), 15)
    peanuts = _verifi(shared, "Peanuts (Average)", 2022, drivers)
    assert peanuts.usable
    assert _places(peanuts.r2, 15) == _places(D("0.9578628874435954"), 15)


def test_o9_a_day_too_early_is_seen(shared: Path) -> None:
    model = _verifi(shared, "HQ (Simple)", 2023, ("Production", "HDD Generated (60F)"), shift=1)
    assert _places(model.r2, 5) == D("0.99439")
    assert _places(model.constant.value, 1) == D("1551.4")


def test_what_cannot_be_fitted_says_why() -> None:
    months = [D(n) for n in range(1, 13)]
    level = [D(5)] * 12
    assert fit_model(months, {}) == Unknown(("drivers",))
    assert isinstance(fit_model(months[:11], {"x": months[:11]}), Undefined)
    assert isinstance(fit_model(months, {"x": [None, *months[1:]]}), Undefined)
    assert isinstance(fit_model(level, {"x": months}), Undefined)
    assert isinstance(fit_model([-n for n in months], {"x": months}), Undefined)
    assert isinstance(fit_model(months, {"x": months, "y": [2 * n for n in months]}), Undefined)
    with pytest.raises(ValueError, match="months"):
        fit_model(months, {"x": months[:5]})
    assert fit_all(months[:5], {"x": months[:5]}) == ()
    perfect = fit_model([2 * n + 1 for n in months], {"x": months})
    assert isinstance(perfect, Known)
    assert (perfect.value.r2, perfect.value.rmse) == (D(1), D(0))
    assert perfect.value.terms[0].p is None
    assert perfect.value.terms[0].value == 2


def test_a_weak_model_falls_and_says_so() -> None:
    use = [D(n) for n in (10, 30, 12, 28, 11, 33, 9, 27, 14, 30, 10, 31)]
    model = fit_model(use, {"x": [D(n) for n in (5, 6, 5, 7, 6, 5, 7, 5, 6, 6, 5, 7)]})
    assert isinstance(model, Known)
    assert not model.value.usable
    assert len(model.value.faults) == 3
    none = modelled_saving(model.value, [Month("m", None, {"x": D(1)}), Month("n", D(1), {"x": None})])
    assert none == Unknown(("use", "x"))
    assert isinstance(modelled_saving(model.value, [Month("m", D(1), {"x": D(-100)})]), Undefined)
    assert isinstance(together([]), Unknown)


def test_models_over_other_months_are_not_added() -> None:
    months = [D(n) for n in range(1, 13)]
    model = fit_model([3 * n for n in months], {"x": months})
    assert isinstance(model, Known)
    one = modelled_saving(model.value, [Month("a", D(3), {"x": D(2)})])
    two = modelled_saving(model.value, [Month(n, D(3), {"x": D(2)}) for n in "ab"])
    assert isinstance(one, Known)
    assert isinstance(two, Known)
    assert isinstance(together([one.value, two.value]), Undefined)
    assert one.value.distinguishable
    assert decimal_of(model.value.fitted.coefficients[1]) == 3


@pytest.mark.parametrize(
    ("t", "degrees", "p"),
    [
        ("12.706204736", 1, "0.05"),
        ("2.570581836", 5, "0.05"),
        ("2.228138852", 10, "0.05"),
        ("1.644853627", 10**4, "0.1"),
    ],
)
def test_student(t: str, degrees: int, p: str) -> None:
    assert _places(two_sided_p(D(t), degrees), 3) == _places(D(p), 3)
    assert two_sided_p(-D(t), degrees) == two_sided_p(D(t), degrees)
    assert two_sided_p(D(0), degrees) == 1


def test_student_needs_a_degree() -> None:
    with pytest.raises(ValueError, match="degree"):
        two_sided_p(D(1), 0)


def test_amounts_from_what_a_meter_shows() -> None:
    days = [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]
    plain = readings_of([Register(day, D(100 * n)) for n, day in enumerate(days)])
    assert isinstance(plain, Known)
    assert [one.amount for one in plain.value] == [None, D(100), D(100)]
    lost = readings_of([Register(days[0], D(9)), Register(days[1], None), Register(days[2], D(30))])
    assert isinstance(lost, Known)
    assert [one.amount for one in lost.value] == [None, None, None]
    assert isinstance(readings_of([Register(days[0], D(9)), Register(days[1], D(4))]), Undefined)
    assert isinstance(readings_of([Register(days[0], D(9))] * 2), Undefined)


def test_months_that_are_not_wholly_covered_are_unknown() -> None:
    laid = monthly(
        [
            Reading(date(2025, 1, 15), D(999)),
            Reading(date(2025, 2, 15), D(310), frozenset({Flag.ESTIMATED})),
            Reading(date(2025, 3, 31), None),
        ]
    )
    assert isinstance(laid, Known)
    january, february, march = (laid.value[(2025, month)] for month in (1, 2, 3))
    assert january.amount == Unknown(("15 days of 2025-01",))
    assert january.flags == {Flag.ESTIMATED}
    assert february.amount == Unknown(("reading of 2025-03-31",))
    assert (march.covered, march.days) == (31, 31)
    assert known_months(laid.value) == {}
    assert isinstance(monthly([Reading(date(2025, 1, 1), D(1))] * 2), Undefined)
