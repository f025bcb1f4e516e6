"""From the facts of inventories to series and years: what is known, what is not, which of two statements holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.results import Known, Undefined, Unknown
from sxsh_desktop.services.energy_years import energy_years
from sxsh_desktop.services.reference import load_reference
from sxsh_desktop.services.series import Series, energy_comparison, facility_series, holding, inventories

D = Decimal
REFERENCE = load_reference()
UNITS, FACTORS = REFERENCE.units, REFERENCE.factors


def inventory(
    record: str,
    first: str,
    last: str,
    *,
    kwh: str = "1000",
    output: str = "10",
    scope: str = "du",
    quality: str = "hoadon",
    state: ReviewCode = ReviewCode.ACCEPTED,
    normal: str = "1",
    second_row: str = "",
) -> list[FactRow]:
    """The facts of one inventory: electricity and one product."""
    found: list[FactRow] = []

    def say(kind: str, item: str = "", **values: FactValue | str) -> None:
        told = {name: FactValue(text=one) if isinstance(one, str) else one for name, one in values.items()}
        number = f"{record}{len(found)}"
        row = FactRow(number, kind, item, "", record, record, "f", "c", "1", state, last, values=told)
        found.append(row._replace(quality=row.text("quality")))

    say("period", source="sct", normal=normal, **{"from": first, "to": last})
    say("inventory_scope", "energy", state=scope)
    say("inventory_scope", "product", state="du")
    amount = FactValue(text=output, unit="tan") if output else FactValue(absent="unknown")
    say("product_output", product="SP1", name="Gạo", amount=amount, reference="1", quality=quality)
    for used in filter(None, (kwh, second_row)):
        say("energy_use", carrier="dien", amount=FactValue(text=used, unit="kwh"), quality=quality)
    return found


def one_series(rows: list[FactRow], part: str) -> Series:
    """The only series of a part."""
    (found,) = [one for one in facility_series(rows, UNITS) if one.part == part]
    return found


def test_rows_of_a_complete_list_add_up_and_an_incomplete_one_is_unknown() -> None:
    rows = inventory("a", "2025-01-01", "2025-12-31", second_row="500")
    assert one_series(rows, "energy").points[0].amount == Known(D(1500))
    rows = inventory("a", "2025-01-01", "2025-12-31", second_row="500", scope="thieu")
    assert one_series(rows, "energy").points[0].amount == Unknown(("scope of energy",))
    rows = inventory("a", "2025-01-01", "2025-12-31", scope="thieu")
    assert one_series(rows, "energy").points[0].amount == Known(D(1000))


def test_nothing_used_is_zero_only_where_it_was_said() -> None:
    before = inventory("a", "2024-01-01", "2024-12-31")
    none = inventory("b", "2025-01-01", "2025-12-31", kwh="", scope="khong")
    silent = inventory("c", "2026-01-01", "2026-06-30", kwh="", scope="")
    points = one_series([*before, *none, *silent], "energy").points
    assert [point.amount for point in points] == [Known(D(1000)), Known(D(0)), Unknown(("scope of energy",))]


def test_of_two_inventories_of_the_same_days_the_better_holds() -> None:
    told = inventory("a", "2025-01-01", "2025-12-31", kwh="900", quality="uoc")
    billed = inventory("b", "2025-01-01", "2025-06-30", kwh="400")
    rejected = inventory("r", "2025-01-01", "2025-12-31", state=ReviewCode.REJECTED)
    series = one_series([*told, *billed, *rejected], "energy")
    assert [point.record_id for point in series.points] == ["b"]
    assert [point.record_id for point in series.beside] == ["a"]
    assert series.points[0].quality == "hoadon"
    held, beside = holding(inventories([*told, *billed]))
    assert ([one.record_id for one in held], [one.record_id for one in beside]) == (["b"], ["a"])


def test_years_carry_quality_and_what_is_missing() -> None:
    good = inventory("a", "2024-01-01", "2024-12-31", quality="dongho")
    vague = inventory("b", "2025-01-01", "2025-12-31", scope="thieu", quality="uoc")
    first, second = energy_years([*good, *vague], FACTORS, UNITS)
    assert (first.quality, second.quality) == ("dongho", "uoc")
    assert first.per_unit == Known(D("0.36"))
    assert second.toe == Unknown(("scope of energy",))


def test_before_and_after_are_chosen_by_rule() -> None:
    rows = [
        *inventory("a", "2023-01-01", "2023-12-31", kwh="1000"),
        *inventory("b", "2024-01-01", "2024-12-31", kwh="1100"),
        *inventory("c", "2025-01-01", "2025-12-31", kwh="880", quality="dongho"),
    ]
    made = energy_comparison(rows, FACTORS, UNITS, date(2024, 12, 31))
    assert made == Unknown(("base", "after")) or isinstance(made, Known)
    made = energy_comparison(rows, FACTORS, UNITS, date(2025, 1, 1))
    assert isinstance(made, Known)
    assert made.value.base.period == Period.year(2024)
    assert isinstance(made.value.saving, Known)
    assert made.value.saving.value.rate == D("0.2")
    assert made.value.quality == "hoadon"
    assert energy_comparison(rows[:5], FACTORS, UNITS, None) == Unknown(("after",))
    half = inventory("h", "2026-01-01", "2026-06-30", kwh="400")
    odd = inventory("c", "2025-01-01", "2025-12-31", normal="0")
    assert isinstance(energy_comparison([*rows[:5], *odd, *half], FACTORS, UNITS, None), Undefined)
    waiting = inventory("w", "2025-01-01", "2025-12-31", state=ReviewCode.WAITING)
    assert energy_comparison([*rows[:5], *waiting], FACTORS, UNITS, None) == Unknown(("after",))
