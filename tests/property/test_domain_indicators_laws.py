"""Laws of the indicators: bounds hold, breakdowns add up, order does not matter."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.board import Tables, compute
from sxsh_desktop.domain.course import ABSENT, PLACES, course
from sxsh_desktop.domain.facility_saving import saving_table
from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.domain.indicators import Tally, Verdict, verdict
from sxsh_desktop.domain.overlap import combined_rate
from sxsh_desktop.domain.reading import ACCEPTED, ACCEPTED_AND_WAITING
from sxsh_desktop.domain.results import Known
from sxsh_desktop.domain.savings import mix_saving, simple_saving
from sxsh_desktop.services.reference import load_reference

_REFERENCE = load_reference()
TABLES = Tables(_REFERENCE.places, _REFERENCE.factors, _REFERENCE.units, {"I1": Decimal("0.9")})
counts = st.integers(0, 60)
rates = st.decimals("0.01", "0.99", places=3)
amounts = st.decimals("0.5", "5000", places=2)


@given(counts, counts, counts)
def test_lower_known_upper(yes: int, no: int, unknown: int) -> None:
    tally = Tally(yes, no, unknown)
    if tally.known_rate is not None and tally.lower is not None and tally.upper is not None:
        assert 0 <= tally.lower <= tally.known_rate <= tally.upper <= 1


@given(counts, counts, counts, st.decimals("0.01", "1", places=2))
def test_a_tick_survives_every_unknown(yes: int, no: int, unknown: int, target: Decimal) -> None:
    if verdict(Tally(yes, no, unknown), target) is Verdict.MET:
        assert Decimal(yes) >= target * (yes + no + unknown)


_KINDS: dict[str, dict[str, st.SearchStrategy[str]]] = {
    "facility_profile": {
        "commune_2016": st.sampled_from(["29869", "29905", "30037", ""]),
        "sector": st.sampled_from(["nuocda", "xayxat", ""]),
    },
    "facility_status": {"state": st.sampled_from(["hd", "tn", "gt", "kt", "tc"])},
    "potential": {"has": st.sampled_from(["1", "1", "1", "0", ""])},
    "awareness": {
        "level": st.sampled_from(["0", "1", "2", "3", ""]),
        "benefits": st.sampled_from(["chiphi", "khong", ""]),
        "test_end_of_pipe": st.sampled_from(["0", "1", ""]),
        "test_small_firm": st.sampled_from(["0", "1", ""]),
        "test_energy": st.sampled_from(["0", "1", ""]),
    },
    "outreach": {"reached_12m": st.sampled_from(["0", "1", ""])},
    "adoption": {"level": st.sampled_from(["0", "2", "3", "5", ""])},
}


@st.composite
def fact_rows(draw: st.DrawFn) -> FactRow:
    kind = draw(st.sampled_from(sorted(_KINDS)))
    values = {name: draw(strategy) for name, strategy in _KINDS[kind].items()}
    number = draw(st.integers(0, 10**6))
    return FactRow(
        fact_id=f"{number:032x}",
        kind=kind,
        item="",
        row_id="",
        record_id=f"r{number}",
        revision_id=f"v{number:07d}",
        facility_id=draw(st.sampled_from(["f1", "f2", "f3", "f4"])),
        form_id="",
        form_version="",
        state=draw(st.sampled_from(list(ReviewCode))),
        on_day=draw(st.sampled_from(["2023-01-01", "2024-07-01", "2025-06-30", "2026-06-30", "2026-07-01"])),
        values={
            name: FactValue(text=text) if text else FactValue(absent="unknown")
            for name, text in values.items()
        },
    )


books = st.lists(fact_rows(), max_size=40, unique_by=lambda row: row.revision_id)


@settings(max_examples=60)
@given(books, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(rows: list[FactRow], shuffler: Random) -> None:
    mixed = list(rows)
    shuffler.shuffle(mixed)
    day = date(2026, 6, 30)
    assert compute(rows, day, TABLES) == compute(mixed, day, TABLES)


@settings(max_examples=60)
@given(books)
def test_parts_add_up_to_the_whole(rows: list[FactRow]) -> None:
    board = compute(rows, date(2026, 6, 30), TABLES)
    for one in board.indicators.values():
        for dimension in ind.DIMENSIONS:
            parts = [group.tally for group in one.by(dimension)]
            whole = reduce(
                lambda a, b: Tally(a.yes + b.yes, a.no + b.no, a.unknown + b.unknown), parts, Tally(0, 0, 0)
            )
            assert whole == one.tally
    first = board.indicators[ind.I1]
    assert len(first.members) + len(first.excluded) + len(first.undetermined) == board.facilities


@given(st.lists(st.tuples(rates, amounts), max_size=30))
def test_bands_partition_and_means_lie_within(savings: list[tuple[Decimal, Decimal]]) -> None:
    table = saving_table(len(savings) + 2, [(rate, weight) for rate, weight in savings])
    bands = (table.below_zero, table.under_8, table.from_8_to_13, table.over_13)
    assert sum(bands) == table.measurable == len(savings)
    assert table.not_measurable == 2
    if table.minimum is not None and table.maximum is not None:
        for mean in (table.mean, table.weighted, table.median):
            assert mean is not None
            assert table.minimum - Decimal("1e-9") <= mean <= table.maximum + Decimal("1e-9")


@given(amounts, amounts, amounts, amounts)
def test_one_product_index_is_the_simple_saving(e0: Decimal, q0: Decimal, e1: Decimal, q1: Decimal) -> None:
    simple = simple_saving(e0 * q0, q0, e1 * q1, q1)
    mix = mix_saving({"SP1": e0}, {"SP1": q0}, {"SP1": e1}, {"SP1": q1})
    assert isinstance(simple, Known)
    assert isinstance(mix, Known)
    assert abs(simple.value.rate - mix.value.rate) < Decimal("1e-15")


@given(st.lists(rates, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_solutions_does_not_matter(parts: list[Decimal], shuffler: Random) -> None:
    mixed = list(parts)
    shuffler.shuffle(mixed)
    assert abs(combined_rate(parts) - combined_rate(mixed)) < Decimal("1e-20")
    assert combined_rate(parts) <= sum(parts, start=Decimal(0)) + Decimal("1e-20")


_MORE: dict[str, dict[str, list[str]]] = {
    "measure": {"year": ["2023", "2025", ""], "category": ["noivi"]},
    "solution_result": {
        "code": ["GP01", "GP02"],
        "state": ["xong", "bo", "duytri", ""],
        "done_on": ["2024-02-29", "2026-05-01", ""],
    },
    "claimed_saving": {"energy": ["9", "-3", ""]},
    "baseline_after": {
        "code": ["K1"],
        "resource": ["dien"],
        "product": ["SP1"],
        "use_unit": ["kwh"],
        "product_unit": ["tan"],
        "base_use": ["1000", ""],
        "base_output": ["100"],
        "base_quality": ["dongho"],
        "after_use": ["800", "990"],
        "after_output": ["100"],
        "after_to": ["2024-06-30", "2025-12-31"],
        "after_quality": ["hoadon", "uoc"],
    },
}
_DAYS = ("2022-02-28", "2022-08-31", "2023-01-01", "2024-02-29", "2024-07-01", "2025-06-30", "2026-06-30")


def _drawn(random: Random, number: int) -> FactRow:
    kinds = {**dict.fromkeys(_KINDS), **_MORE}
    kind = random.choice(sorted(kinds))
    if kind in _MORE:
        values = {name: random.choice(texts) for name, texts in _MORE[kind].items()}
    else:
        values = {name: random.choice(_TEXTS[kind][name]) for name in _TEXTS[kind]}
    return FactRow(
        fact_id=f"{number:032x}",
        kind=kind,
        item="",
        row_id="",
        record_id=f"r{number % 5}",
        revision_id=f"v{number:07d}",
        facility_id=random.choice(["f1", "f2"]),
        form_id="",
        form_version="",
        state=random.choice(
            [ReviewCode.ACCEPTED, ReviewCode.ACCEPTED, ReviewCode.WAITING, ReviewCode.REJECTED]
        ),
        on_day=random.choice(_DAYS),
        values={
            name: FactValue(text=text) if text else FactValue(absent="unknown")
            for name, text in values.items()
        },
    )


_TEXTS: dict[str, dict[str, list[str]]] = {
    "facility_profile": {"commune_2016": ["29869", "29905", ""], "sector": ["nuocda", "xayxat", ""]},
    "facility_status": {"state": ["hd", "tn", "tn", "gt"]},
    "potential": {"has": ["1", "1", "1", "0", ""]},
    "awareness": {
        "level": ["0", "2", "3", ""],
        "benefits": ["chiphi", "khong"],
        "test_end_of_pipe": ["0", "1", ""],
        "test_small_firm": ["1", ""],
        "test_energy": ["1", ""],
    },
    "outreach": {"reached_12m": ["0", "1", ""]},
    "adoption": {"level": ["2", "3", ""]},
}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_the_course_of_a_facility_gives_every_board(seed: int) -> None:
    random = Random(seed)
    rows = [_drawn(random, number) for number in range(random.randint(2, 25))]
    for states in (ACCEPTED, ACCEPTED_AND_WAITING):
        counted = [row for row in rows if row.state in states]
        courses = {
            id: course([r for r in rows if r.facility_id == id], id, TABLES, states) for id in ("f1", "f2")
        }
        for _time in range(12):
            on = date(2022, 1, 1) + timedelta(days=random.randint(0, 2200))
            board = compute([row._replace(state=ReviewCode.ACCEPTED) for row in counted], on, TABLES)
            there = {
                id: next((d.standing for d in days if d.first <= on.isoformat() < d.until), ABSENT)
                for id, days in courses.items()
            }
            for place, id in enumerate(PLACES[1:], 1):
                letters = [one.answers[place] for one in there.values() if one.answers[0] == "y"]
                tally = Tally(letters.count("y"), letters.count("n"), letters.count("u") + letters.count("s"))
                assert board.indicators[id].tally == tally, (on, id)
                assert len(board.indicators[id].stale) == letters.count("s")
            assert len(board.indicators["I1"].excluded) == sum(
                one.answers[0] == "n" for one in there.values()
            )
            assert board.facilities == sum(one != ABSENT for one in there.values())
            saved = {m.unit_id: m.saving for m in board.saving.members if m.saving is not None}
            mine = {id: Decimal(one.rate) for id, one in there.items() if one.rate and one.answers[2] == "y"}
            assert saved == mine
