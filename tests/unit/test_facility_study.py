"""The readings of one facility's saving, from facts alone: evidence, rule, mix, equivalent output, gases, model."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal

import pytest

from sxsh_desktop.domain.facility_saving import FacilitySaving, energy_saving
from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.domain.judging import Links
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.reading import FactsAt
from sxsh_desktop.domain.results import Known, Undefined, Unknown
from sxsh_desktop.services.facility_figures import Figures, figures_from
from sxsh_desktop.services.facility_months import months_of
from sxsh_desktop.services.reference import load_reference
from sxsh_desktop.services.study_words import study_lines

TABLES = load_reference()
TODAY = date(2026, 11, 1)


def fact(kind: str, record: str, day: str, row: str = "", item: str = "", **said: str) -> FactRow:
    """`name="12 kwh"` gives a number its unit, "?" leaves it unknown."""
    values = {}
    for name, text in said.items():
        bare, _blank, unit = text.partition(" ")
        free = name in ("name", "adjustment_reason", "conversion_rule")
        values[name] = (
            FactValue(absent="unknown") if text == "?" else FactValue(text) if free else FactValue(bare, unit)
        )
    return FactRow(
        f"{record}{kind}{item}{row}", kind, item, row, record, f"rev-{record}", "f", "c", "1", ReviewCode.ACCEPTED,
        day, quality=said.get("quality", ""), values=values,
    )  # fmt: skip


def inventory(
    record: str,
    first: str,
    last: str,
    kwh: str,
    outputs: dict[str, str],
    quality: str = "hoadon",
    normal: str = "1",
) -> list[FactRow]:
    """One record of form C: its period, complete lists, electricity, products (the first is the reference)."""
    return [
        fact("period", record, last, **{"from": first, "to": last, "source": "canbo", "normal": normal}),
        fact("inventory_scope", record, last, item="energy", state="du"),
        fact("inventory_scope", record, last, item="product", state="du"),
        fact("energy_use", record, last, row="e", carrier="dien", amount=kwh, quality=quality),
        *(
            fact("product_output", record, last, row=code, product=code, name=code, amount=amount,
                 reference="1" if at == 0 else "0", quality=quality)
            for at, (code, amount) in enumerate(outputs.items())
        ),
    ]  # fmt: skip


def pair(record: str, day: str, row: str, **said: str) -> FactRow:
    given = {
        "code": row, "resource": "dien", "product": "SP1", "use_unit": "kwh", "product_unit": "tan",
        "base_from": "2024-01-01", "base_to": "2024-12-31", "after_from": "2025-01-01", "after_to": "2025-12-31",
        "base_quality": "hoadon", "after_quality": "hoadon", **said,
    }  # fmt: skip
    return fact("baseline_after", record, day, row=row, **given)


def figures(rows: list[FactRow]) -> Figures:
    return figures_from(rows, "f", "nuocda", TABLES, TODAY)


class Plain:
    """Words as they are written in the program, without a desk."""

    unknown = "not known yet"
    period = short_period = staticmethod(lambda span: f"{span.first}–{span.last}" if span else "?")
    say = staticmethod(lambda text, **told: text.format(**told))
    number = staticmethod(lambda value, _places=0: f"{value:.0f}")
    percent = staticmethod(lambda value, _places=1: f"{value * 100:.1f} %")
    unit = staticmethod(lambda code: code)
    per = staticmethod(lambda one, two: f"{one}/{two}")
    choice = staticmethod(lambda _form, _fact, code: code)
    day = staticmethod(lambda text: text)
    why = brief = lacking = staticmethod(str)


def months(year: int, use: dict[int, str], outputs: dict[int, str]) -> list[FactRow]:
    rows = []
    for month in range(1, 13):
        last = calendar.monthrange(year, month)[1]
        rows += inventory(
            f"c{year}{month:02d}", f"{year}-{month:02d}-01", f"{year}-{month:02d}-{last}", f"{use[month]} kwh",
            {"SP1": f"{outputs[month]} tan"},
        )  # fmt: skip
    return rows


def test_three_rows_of_evidence_are_never_one() -> None:
    rows = [
        fact("detailed_assessment", "e", "2026-02-01", number="1"),
        pair("e", "2026-02-01", "K1", base_use="1000 kwh", base_output="10 tan", after_use="900 kwh",
             after_output="10 tan", base_quality="dongho", after_quality="hoadon"),
        pair("e", "2026-02-01", "K2", base_use="1000 kwh", base_output="10 tan", after_use="950 kwh",
             after_output="10 tan", base_quality="dongho", after_quality="dongho", product="SP2"),
        pair("e", "2026-02-01", "K3", base_use="100 m3", base_output="10 tan", after_use="90 m3",
             after_output="10 tan", resource="nuoc", use_unit="m3", after_quality="uoc"),
        fact("claimed_saving", "b", "2026-03-01", energy="12 pct", material="?", base_year="2023", year="2025",
             quality="uoc"),
    ]  # fmt: skip
    study = figures(rows).study
    told = [(one.row, one.resource, one.rate) for one in study.evidence]
    assert told == [
        ("dongho", "dien", Known(Decimal("0.05"))),
        ("hoadon", "dien", Known(Decimal("0.1"))),
        ("self_reported", "nuoc", Known(Decimal("0.1"))),
        ("self_reported", "energy", Known(Decimal("0.12"))),
        ("self_reported", "material", Unknown(("claim",))),
    ]
    assert study.evidence[3].before == Period.year(2023)
    assert study.evidence[1].records == ("e", "e")


def test_base_and_after_are_chosen_around_the_first_solution() -> None:
    rows = [
        *inventory("c3", "2023-01-01", "2023-12-31", "1000 kwh", {"SP1": "10 tan"}),
        *inventory("c4", "2024-01-01", "2024-12-31", "900 kwh", {"SP1": "10 tan"}, normal="0"),
        *inventory("c5", "2025-01-01", "2025-12-31", "840 kwh", {"SP1": "10 tan"}, quality="uoc"),
        fact("detailed_assessment", "e", "2024-06-01", number="1"),
        fact("solution", "e", "2024-06-01", row="a", code="GP01", screening="ngay"),
        fact("solution_result", "e", "2024-06-01", row="a", code="GP01", state="xong", done_on="2024-05-01"),
    ]
    study = figures(rows).study
    assert study.changed_on == date(2024, 5, 1)
    assert isinstance(study.chosen, Known)
    chosen = study.chosen.value
    assert (chosen.base.period, chosen.after.period) == (Period.year(2023), Period.year(2025))
    assert chosen.quality == "uoc"
    assert isinstance(chosen.saving, Known) and chosen.saving.value.rate == Decimal("0.16")
    assert study.chosen_records == ("c3", "c5")
    assert study.equivalent is None  # one product needs no weights


def test_several_products_are_one_only_by_stated_weights() -> None:
    rows = [
        *inventory("c3", "2023-01-01", "2023-12-31", "1000 kwh", {"SP1": "10 tan", "SP2": "200 cay"}),
        *inventory("c5", "2025-01-01", "2025-12-31", "1000 kwh", {"SP1": "8 tan", "SP2": "400 cay"}),
    ]
    without = figures(rows).study.equivalent
    assert without is not None and without.saving == Unknown(("weight of SP2",))
    card = fact("product_capacity", "a", "2023-01-01", product="SP2", unit_mass="50 kg")
    found = figures([*rows, card]).study.equivalent
    assert found is not None and isinstance(found.saving, Known)
    # 10 t + 200 x 50 kg = 20 t before, 8 t + 400 x 50 kg = 28 t after, the same energy
    assert found.saving.value.rate == 1 - Decimal(20) / Decimal(28)
    assert [(one.product, one.value, one.source) for one in found.weights] == [
        ("SP1", Decimal(1000), "mass"),
        ("SP2", Decimal(50), "product_capacity"),
    ]


def mix(b_after: str) -> list[FactRow]:
    """O10 and O11 of the written formulas: two products, A 4 and B 12 a piece before."""
    return [
        fact("detailed_assessment", "e", "2026-02-01", number="1"),
        pair("e", "2026-02-01", "K1", base_use="400 kwh", base_output="100 tan", after_use="216 kwh",
             after_output="60 tan"),
        pair("e", "2026-02-01", "K2", product="SP2", base_use="600 kwh", base_output="50 tan",
             after_use=f"{b_after} kwh", after_output="90 tan"),
    ]  # fmt: skip


def test_the_product_mix_as_price_indexes() -> None:
    (line,) = figures(mix("972")).study.mixes
    assert isinstance(line.saving, Known)
    assert line.saving.value.rate == Decimal("0.1") and not line.saving.value.mix_sensitive
    (line,) = figures(mix("1134")).study.mixes
    assert isinstance(line.saving, Known)
    assert line.saving.value.mix_sensitive
    assert round(line.saving.value.rate, 4) == Decimal("-0.0227")
    assert line.products == ("SP1", "SP2")


def test_gases_by_one_set_of_factors() -> None:
    rows = [
        fact("detailed_assessment", "e", "2026-02-01", number="1"),
        pair("e", "2026-02-01", "K1", base_use="1000000 kwh", base_output="10 tan", after_use="900000 kwh",
             after_output="10 tan", base_from="2022-01-01", base_to="2022-12-31", after_from="2023-01-01",
             after_to="2023-12-31"),
    ]  # fmt: skip
    gases = figures(rows).study.gases
    assert gases is not None and gases.change.chosen.grid_year == 2023
    factors = TABLES.factors.grid
    assert isinstance(gases.change.activity, Known) and isinstance(gases.change.as_counted, Known)
    assert gases.change.activity.value.scope2 == 100 * factors[2023].value
    assert gases.change.as_counted.value.scope2 == 1000 * factors[2022].value - 900 * factors[2023].value


def test_an_adjustment_without_a_reason_changes_nothing_silently() -> None:
    told = {"base_use": "1000 kwh", "base_output": "10 tan", "after_use": "900 kwh", "after_output": "10 tan"}
    bare = figures([pair("e", "2026-02-01", "K1", adjustment="100 kwh", **told)])
    (one,) = bare.pairs
    assert one.savings[0] == Unknown(("reason of the adjustment of 2026-02-01",))
    assert isinstance(one.plain[0], Known) and one.plain[0].value.rate == Decimal("0.1")
    given = figures(
        [
            fact("visit", "e", "2026-02-01", officer="CB07", date="2026-02-01"),
            pair(
                "e",
                "2026-02-01",
                "K1",
                adjustment="100 kwh",
                adjustment_reason="a third line, photo 4",
                **told,
            ),
        ]
    )
    (two,) = given.pairs
    assert isinstance(two.savings[0], Known)
    assert two.savings[0].value.rate == 1 - Decimal(900) / Decimal(1100)
    (said,) = two.told[0]
    assert (said.author, said.on, said.reason) == ("CB07", date(2026, 2, 1), "a third line, photo 4")


def test_bills_across_months_are_laid_onto_them() -> None:
    rows = [
        *inventory("c1", "2025-01-16", "2025-02-15", "310 kwh", {"SP1": "31 tan"}),
        *inventory("c2", "2025-02-16", "2025-03-15", "280 kwh", {"SP1": "28 tan"}, quality="uoc"),
        *inventory("c3", "2025-04-16", "2025-05-15", "300 kwh", {"SP1": "30 tan"}),
        *inventory("year", "2025-01-01", "2025-12-31", "9999 kwh", {"SP1": "1 tan"}),
    ]
    found = months_of(rows, TABLES.units)
    power = found.use["dien"]
    assert power.value((2025, 2)) == 280  # 15 days of 10 and 13 of 10
    assert power.value((2025, 1)) is None  # half of it is not covered
    assert power.value((2025, 4)) is None  # a gap
    assert "estimated" in power.months[(2025, 2)].flags
    whole = found.specific("dien", "SP1", Period.year(2025))
    assert isinstance(whole, Known) and (whole.value, whole.used) == (Decimal(10), 1)


def test_a_model_of_the_months_with_its_band() -> None:
    outputs = {month: str(100 + 7 * month + month % 3) for month in range(1, 13)}
    before = {m: str(2000 + 5 * int(q) + (m % 4)) for m, q in outputs.items()}
    after = {m: str(2000 + 5 * int(q) - 300 + (m % 4)) for m, q in outputs.items()}
    rows = [
        *months(2024, before, outputs),
        *months(2025, after, outputs),
        fact("detailed_assessment", "e", "2026-02-01", number="1"),
        pair("e", "2026-02-01", "K1", base_use="30000 kwh", base_output="1750 tan", after_use="26400 kwh",
             after_output="1750 tan"),
    ]  # fmt: skip
    (fit,) = figures(rows).fits
    assert isinstance(fit.model, Known) and fit.model.value.usable and fit.model.value.drivers == ("SP1",)
    (saving,) = fit.savings
    assert saving is not None and round(saving.avoided) == 3600
    assert saving.exact_band < 20 and saving.distinguishable
    told = study_lines(figures(rows), Plain())  # type: ignore[arg-type]
    (by_months,) = [one for one in told if one.group == "months"]
    assert "12 of 12 months before, 12 of 12 after" in by_months.note
    (by_model,) = [one for one in told if one.group == "model"]
    assert by_model.avoided.startswith("3600 ± ")
    short = figures(rows[: 5 * 5] + rows[-2:])
    assert short.fits[0].model == Undefined(
        "A baseline needs at least {least} months; there are {months}.", (("least", "12"), ("months", "5"))
    )


@pytest.mark.parametrize(
    ("rule", "known"),
    [("SP1 = 1; SP2 = 0,6; theo định mức thiết kế", True), ("quy ra gạo", False), ("SP1=1, SP2=0,6", False)],
)
def test_converted_products_save_nothing_known_without_weights_that_can_be_read(
    rule: str, known: bool
) -> None:
    rows = [
        fact("detailed_assessment", "e", "2026-02-01", number="1"),
        pair("e", "2026-02-01", "K1", product="QD", conversion_rule=rule, base_use="1000 kwh", base_output="10 tan",
             after_use="900 kwh", after_output="10 tan"),
    ]  # fmt: skip
    found = figures(rows)
    (one,) = found.study.evidence
    assert isinstance(one.rate, Known) is known
    assert isinstance(one.without_adjustment, Known) is known
    line = next(line for line in study_lines(found, Plain()) if rule in line.note)  # type: ignore[arg-type]
    assert ("stated weights" in line.note) is not known
    counted = energy_saving(
        FactsAt(rows, TODAY), Links({}, {"e": "1"}, {}), "f", TABLES.factors, TABLES.units
    )
    assert isinstance(counted, FacilitySaving) is known
