"""The figures behind charts and report: pairs, seasons, what is unknown, solutions that several records tell of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.domain.money import Rung
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.results import Known, Unknown
from sxsh_desktop.output.charts import Bar, BarChart, chart_svg
from sxsh_desktop.output.charts_flow import FlowChart, FlowStep
from sxsh_desktop.output.charts_rows import Row, RowChart
from sxsh_desktop.services.facility_charts import same_season
from sxsh_desktop.services.facility_figures import Figures, figures_from
from sxsh_desktop.services.facility_pairs import Side, known_saving
from sxsh_desktop.services.reference import load_reference

TODAY = date(2026, 11, 1)
NUMBER = "2026-014"


def fact(kind: str, record: str, day: str, item: str = "", row: str = "", **said: str) -> FactRow:
    """A fact of facility "f"; `name="12 kwh"` gives a number its unit, "?" leaves it unknown."""
    values = {}
    for name, text in said.items():
        if text == "?":
            values[name] = FactValue(absent="unknown")
        else:
            bare, _blank, unit = text.partition(" ")
            values[name] = FactValue(bare, unit)
    return FactRow(
        f"{record}{kind}{item}{row}", kind, item, row, record, f"rev-{record}", "f", "x", "1",
        ReviewCode.ACCEPTED, day, quality=values["quality"].text if "quality" in values else "", values=values,
    )  # fmt: skip


def assessed() -> list[FactRow]:
    e, f = "e", "f1"
    return [
        fact("detailed_assessment", e, "2026-02-01", number=NUMBER, discount_rate="10"),
        fact("follow_up", f, "2026-08-01", assessment=NUMBER),
        fact(
            "baseline_after", e, "2026-02-01", row="k", code="K1", resource="dien", product="SP1", use_unit="kwh",
            product_unit="tan", base_from="2024-01-01", base_to="2024-12-31", base_use="1000 kwh",
            base_output="10 tan", base_quality="dongho", after_from="2025-01-01", after_to="2025-12-31",
            after_use="900 kwh", after_output="10 tan", after_quality="uoc", adjustment="100 kwh",
            adjustment_reason="a third shift",
        ),
        fact(
            "baseline_after", f, "2026-08-01", row="k", code="K1", resource="dien", product="SP1", use_unit="kwh",
            product_unit="tan", after_from="2026-01-01", after_to="2026-06-30", after_use="?",
            after_output="5 tan", after_quality="dongho",
        ),
        fact("solution", e, "2026-02-01", row="a", code="GP01", screening="ngay", investment="0 trd",
             saving="5 trd per year", opex="0 trd per year", life="5", electricity="1000 kwh per year"),
        fact("solution_result", e, "2026-02-01", row="a", code="", state="xong", investment="2 trd"),
        fact("solution_result", f, "2026-08-01", row="a", code="GP01", state="duytri", saving="4 trd per year"),
        fact("solution", e, "2026-02-01", row="b", code="GP02", screening="ngay", investment="10 trd",
             saving="?", opex="0 trd per year", life="5", electricity="?"),
        fact("solution", e, "2026-02-01", row="c", code="GP03", screening="bo", investment="10 trd"),
    ]  # fmt: skip


def figures(rows: list[FactRow]) -> Figures:
    return figures_from(rows, "f", "nuocda", load_reference(), TODAY)


def test_a_follow_up_gives_a_new_after_to_the_first_base() -> None:
    (pair,) = figures(assessed()).pairs
    assert [side.period for side in pair.afters] == [
        Period.year(2025),
        Period(date(2026, 1, 1), date(2026, 6, 30)),
    ]
    first = known_saving(pair.savings[0])
    assert first is not None and first.rate == 1 - Decimal(90) / Decimal(110)
    plain = known_saving(pair.plain[0])
    assert plain is not None and plain.rate == Decimal("0.1")
    assert pair.savings[1] == Unknown(("after_use",))
    assert pair.records == ("e", "f1")


def test_seasons_are_compared_by_their_days() -> None:
    def side(first: str, last: str) -> Side:
        span = Period(date.fromisoformat(first), date.fromisoformat(last))
        return Side(span, None, None, Unknown.of("use"), "", "")

    base = side("2024-01-01", "2024-12-31")
    assert same_season(base, side("2025-01-01", "2025-12-31"))
    assert not same_season(base, side("2026-01-01", "2026-06-30"))
    assert not same_season(base, side("2025-07-01", "2026-06-30"))
    assert not same_season(base, Side(None, None, None, Unknown.of("use"), "", ""))


def test_a_solution_told_of_twice_is_one_and_its_newest_state_holds() -> None:
    first, second, third = figures(assessed()).solutions
    assert (first.state, second.state, third.state) == ("duytri", "", "")
    assert first.outcome is not None
    assert (first.outcome.saving, first.outcome.investment) == (Decimal(4), Decimal(2))
    assert first.effects.toe == Known(Decimal("0.1543"))
    assert isinstance(second.effects.toe, Unknown) and third.effects.toe is None


def test_the_ladder_holds_every_solution_worth_studying_once() -> None:
    found = figures(assessed())
    assert found.ladder == dict.fromkeys(Rung, 0) | {Rung.IMMEDIATE: 1, Rung.UNKNOWN: 1}
    assert found.states == {"duytri": 1, "": 2}


def test_electricity_per_tonne_stands_against_the_range_of_the_sector() -> None:
    rows = [
        fact("period", "c", "2025-12-31", **{"from": "2025-01-01", "to": "2025-12-31", "normal": "1"}),
        fact("inventory_scope", "c", "2025-12-31", item="energy", state="du"),
        fact("product_output", "c", "2025-12-31", row="p", product="SP1", name="Nước-đá", amount="1000 cay",
             unit_mass="50 kg", reference="1", quality="dongho"),
        fact("energy_use", "c", "2025-12-31", row="e", carrier="dien", amount="4000 kwh", quality="uoc"),
    ]  # fmt: skip
    specific = figures(rows).specific
    assert (specific.unit, specific.low, specific.high) == ("tan", Decimal(50), Decimal(100))
    assert [point.value for point in specific.points] == [Known(Decimal(80))]
    assert specific.points[0].quality == "uoc"
    pieces = figures([row for row in rows if row.kind != "energy_use"]).specific
    assert isinstance(pieces.points[0].value, Unknown)


def months(year: int, rate: int, record: str) -> list[FactRow]:
    """Twelve inventories of a month each: 200 kWh of base load and `rate` for a tonne, a little off the line."""
    rows = []
    for month in range(1, 13):
        first = date(year, month, 1)
        last = (
            date(year, 12, 31) if month == 12 else date.fromordinal(date(year, month + 1, 1).toordinal() - 1)
        )
        name, tonnes = f"{record}{month:02d}", 8 + (5 * month) % 7
        kwh = 200 + rate * tonnes + (7 if month % 2 else -7)
        day = last.isoformat()
        rows += [
            fact("period", name, day, **{"from": first.isoformat(), "to": day, "normal": "1"}),
            fact("inventory_scope", name, day, item="energy", state="du"),
            fact("product_output", name, day, row="p", product="SP1", name="Đá", amount=f"{tonnes} tan",
                 reference="1", quality="dongho"),
            fact("energy_use", name, day, row="e", carrier="dien", amount=f"{kwh} kwh", quality="dongho"),
        ]  # fmt: skip
    return rows


def test_months_before_and_after_tell_how_certain_a_saving_is() -> None:
    found = figures([*assessed(), *months(2024, 60, "b"), *months(2025, 50, "a")])
    ((year, half),) = found.modelled
    assert year is not None and half is None  # of the half year nothing was metered month by month
    assert year.months == 12 and year.distinguishable
    assert abs(year.avoided - 10 * sum(8 + (5 * month) % 7 for month in range(1, 13))) < 2 * year.exact_band
    assert figures([*assessed(), *months(2024, 60, "b")[:-4]]).modelled == ((None, None),)


def test_nothing_known_is_nothing_drawn() -> None:
    assert figures([]).is_empty


def test_a_band_a_whisker_a_running_share_and_a_flow_are_drawn() -> None:
    spread = (Decimal(7), Decimal(9))
    bars = (Bar("2024", Decimal(8), "8", spread=spread, rough=True, under="kỳ nền"), Bar("2025", None))
    columns = chart_svg(
        BarChart(bars, band=(None, Decimal(12)), band_words=("khoảng", "đến 12"), unknown_words="chưa rõ")
    )
    assert columns.count("<text") == 7 and 'text-anchor="middle"' in columns
    rows = (
        Row("Trấu", Decimal(9), "9", running=Decimal("0.75")),
        Row("Bụi", Decimal(3), "3", running=Decimal(1)),
    )
    assert "75" not in chart_svg(RowChart((*rows, Row("Dầu", None, "chưa rõ")), running_words="cộng dồn"))
    flow = FlowChart((FlowStep("Sàng", "Lúa", "Bụi", focus=True), FlowStep("Xay " * 40)))
    assert "…" in chart_svg(flow) and flow.height > 0
