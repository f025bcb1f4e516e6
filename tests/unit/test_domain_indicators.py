"""The plan's targets: each rule on its own, then the worked example of seven facilities."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.board import Scope
from sxsh_desktop.domain.facility_saving import saving_table
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.domain.indicators import Tally, Verdict, verdict
from sxsh_desktop.domain.reading import Answer
from tests.facts_book import Book, book

__all__ = ["book"]


# --- the base ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "on", "where"),
    [
        ("hd", "2026-01-01", "members"),
        ("tn", "2025-07-01", "members"),
        ("tn", "2025-06-30", "excluded"),
        ("gt", "2026-06-30", "excluded"),
        ("gt", "2026-07-01", "members"),
        ("kt", "2026-01-01", "undetermined"),
        ("tc", "2026-01-01", "members"),
    ],
)
def test_who_is_in_the_base(book: Book, state: str, on: str, where: str) -> None:
    book.add("facility_status", "f1", on, state=state)
    board = book.board().indicators[ind.I1]
    assert len(getattr(board, where)) == 1


def test_a_suspension_counts_from_its_first_statement(book: Book) -> None:
    book.add("facility_status", "f1", "2025-03-01", state="tn")
    book.add("facility_status", "f1", "2026-05-01", state="tn")
    assert len(book.board().indicators[ind.I1].excluded) == 1


def test_unknown_potential_is_counted_apart() -> None:
    book = Book()
    book.add("facility_profile", "f1", "2024-01-10", sector="nuocda")
    book.add("facility_status", "f1", "2024-01-10", state="hd")
    book.add("potential", "f1", "2024-01-10", has="-unknown")
    board = book.board().indicators[ind.I1]
    assert (len(board.members), len(board.undetermined), len(board.excluded)) == (0, 1, 0)
    assert board.verdict is Verdict.TOO_LITTLE_COVERAGE


def test_no_potential_is_left_out(book: Book) -> None:
    book.add("potential", "f1", "2025-01-10", has="0")
    assert len(book.board().indicators[ind.I2].excluded) == 1


# --- I1 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({}, Answer.YES),
        ({"level": "1", "test_end_of_pipe": "-not_asked"}, Answer.NO),
        ({"level": "0"}, Answer.NO),
        ({"level": "-unknown"}, Answer.UNKNOWN),
        ({"test_end_of_pipe": "1", "test_energy": "0"}, Answer.NO),
        ({"test_end_of_pipe": "-not_answered"}, Answer.UNKNOWN),
        ({"benefits": "khong"}, Answer.NO),
        ({"benefits": "-unknown"}, Answer.UNKNOWN),
        ({"reached_12m": "0"}, Answer.NO),
        ({"reached_12m": "-unknown"}, Answer.UNKNOWN),
        ({"reached_12m": "-unknown", "benefits": "khong"}, Answer.NO),
    ],
)
def test_awareness(book: Book, changed: dict[str, str], answer: Answer) -> None:
    book.survey("f1", **changed)
    assert book.answer(ind.I1) is answer


def test_being_on_a_list_is_a_contact(book: Book) -> None:
    book.survey("f1", reached_12m="0")
    book.add("visit", "f1", "2024-01-10", "facility_profile-f1-2024-01-10", facility="CL-0001")
    book.add("event", "", "2025-02-01", "H1", code="2025-01")
    book.add("attendance", "", "2025-02-01", "H1", row="r1", facility="CL-0001")
    member = book.board().indicators[ind.I1].members[0]
    assert member.answer is Answer.YES
    assert dict(member.judgement.reasons[1].facts) == {"event": "2025-01"}


def test_no_survey_is_unknown_and_an_old_one_is_stale(book: Book) -> None:
    assert book.answer(ind.I1) is Answer.UNKNOWN
    book.survey("f1", on="2024-06-29")
    board = book.board().indicators[ind.I1]
    assert board.members[0].answer is Answer.UNKNOWN
    assert len(board.stale) == 1
    assert book.answer(ind.I1, on=date(2026, 6, 29)) is Answer.YES


def test_only_accepted_facts_count_and_waiting_ones_are_shown_apart(book: Book) -> None:
    book.add("adoption", "f1", "2025-10-01", review=ReviewCode.WAITING, level="4")
    board = book.board()
    assert board.indicators[ind.I2].tally == Tally(0, 0, 1)
    assert board.unreviewed == 1
    assert board.indicators[ind.I2].waiting.change == Tally(1, 0, -1)
    assert board.indicators[ind.I2].waiting.units == ("f1",)
    assert board.indicators[ind.I1].waiting.units == ()


@pytest.mark.parametrize("state", [ReviewCode.RETURNED, ReviewCode.REJECTED])
def test_returned_and_rejected_facts_do_not_count_at_all(book: Book, state: ReviewCode) -> None:
    book.add("adoption", "f1", "2025-10-01", review=state, level="4")
    board = book.board()
    assert board.indicators[ind.I2].tally == Tally(0, 0, 1)
    assert board.unreviewed == 0


# --- I2 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "answer"),
    [("3", Answer.YES), ("5", Answer.YES), ("2", Answer.NO), ("-unknown", Answer.UNKNOWN)],
)
def test_adoption_by_level(book: Book, level: str, answer: Answer) -> None:
    book.survey("f1", adoption=level)
    assert book.answer(ind.I2) is answer


def _solution(book: Book, on: str, record: str, code: str = "GP01", **values: Any) -> None:
    book.add("detailed_assessment", "f1", on, record, number="2025-001")
    book.add("solution_result", "f1", on, record, row=code, code=code, **values)


def test_adoption_by_a_solution_in_use(book: Book) -> None:
    book.survey("f1", adoption="1")
    _solution(book, "2025-05-01", "E1", state="dang")
    assert book.answer(ind.I2) is Answer.NO
    _solution(book, "2026-05-01", "F1", state="xong", done_on="2026-04-01")
    assert book.answer(ind.I2) is Answer.YES
    assert book.answer(ind.I2_LEVEL) is Answer.NO
    assert book.answer(ind.I2_SOLUTION) is Answer.YES
    assert book.answer(ind.I2, on=date(2026, 4, 30)) is Answer.NO
    _solution(book, "2026-06-01", "F2", state="bo")
    assert book.answer(ind.I2) is Answer.NO


def test_a_measure_of_the_survey_counts_from_the_end_of_its_year(book: Book) -> None:
    book.survey("f1", adoption="1")
    book.add("measure", "f1", "2025-10-01", year="2025", description="đèn LED")
    assert book.answer(ind.I2, on=date(2025, 12, 30)) is Answer.NO
    assert book.answer(ind.I2, on=date(2025, 12, 31)) is Answer.YES


def test_a_measure_that_names_a_given_up_solution_is_that_solution(book: Book) -> None:
    book.survey("f1", adoption="1")
    _solution(book, "2025-05-01", "E1", state="bo")
    book.add("measure", "f1", "2025-10-01", year="2024", same_as="2025-001/GP01")
    assert book.answer(ind.I2) is Answer.NO


# --- I2S and I3 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "answer", "rate"),
    [
        ({}, Answer.YES, "0.1"),
        ({"after_use": "950"}, Answer.NO, "0.05"),
        ({"after_use": "920"}, Answer.YES, "0.08"),
        ({"after_quality": "hoadon"}, Answer.YES, "0.1"),
        ({"after_quality": "uoc"}, Answer.UNKNOWN, ""),
        ({"after_use": "-unknown"}, Answer.UNKNOWN, ""),
        ({"use_unit": "kwh", "product_unit": "cay"}, Answer.YES, "0.1"),
        ({"after_to": "2024-06-01"}, Answer.UNKNOWN, ""),
        (
            {"adjustment": "200", "adjustment_reason": "a second line", "after_use": "1080"},
            Answer.YES,
            "0.1",
        ),
        ({"adjustment": "200", "after_use": "1080"}, Answer.UNKNOWN, ""),
        ({"adjustment": "0"}, Answer.YES, "0.1"),
        ({"adjustment": "-unknown"}, Answer.UNKNOWN, ""),
        ({"resource": "nuoc"}, Answer.UNKNOWN, ""),
        ({"resource": "than", "use_unit": "tan"}, Answer.YES, "0.1"),
    ],
)
def test_saving_of_a_facility(book: Book, changed: dict[str, str], answer: Answer, rate: str) -> None:
    book.survey("f1")
    book.pair("f1", **changed)
    member = book.board().indicators[ind.I2S].members[0]
    assert member.answer is answer
    assert member.saving == (Decimal(rate) if rate else None)


def test_a_follow_up_measures_against_the_frozen_base(book: Book) -> None:
    book.survey("f1")
    book.pair("f1")
    book.add("follow_up", "f1", "2026-06-20", "F1", assessment="2026-001")
    book.add(
        "baseline_after", "f1", "2026-05-31", "F1", code="K1", resource="dien", product="SP1", use_unit="mwh",
        product_unit="tan", after_from="2025-06-01", after_to="2026-05-31", after_use="0.85",
        after_output="100", after_quality="hoadon", adjustment="0",
    )  # fmt: skip
    saving = book.board().saving
    assert saving.members[0].saving == Decimal("0.15")
    assert saving.billed.measurable == 1
    assert saving.metered.measurable == 0


def test_two_carriers_are_added_in_toe(book: Book) -> None:
    book.survey("f1")
    book.pair("f1")
    book.pair("f1", code="K2", resource="do", use_unit="klit", base_use="10", after_use="10")
    expected = 1000 * Decimal("0.0001543") + 10 * Decimal("0.88")
    assert book.board().saving.members[0].saving == 100 * Decimal("0.0001543") / expected


def test_two_carriers_without_a_coefficient_are_not_measurable(book: Book) -> None:
    book.survey("f1")
    book.pair("f1")
    book.pair("f1", code="K2", resource="hoi", use_unit="tan", base_use="10", after_use="10")
    member = book.board().saving.members[0]
    assert member.answer is Answer.UNKNOWN
    assert "hoi" in dict(member.judgement.reasons[0].facts)["what"]


def test_one_that_does_not_apply_does_not_save_either(book: Book) -> None:
    book.survey("f1", adoption="0")
    book.pair("f1")
    assert book.answer(ind.I2S) is Answer.NO
    assert book.board().saving.members == ()


def test_the_claim_stands_in_its_own_row(book: Book) -> None:
    book.survey("f1")
    book.add("claimed_saving", "f1", "2025-10-01", energy="25")
    saving = book.board().saving
    assert saving.self_reported.maximum == Decimal("0.25")
    assert saving.measured.measurable == 0


# --- I4 ---------------------------------------------------------------------------------------------------


def _officer(book: Book, code: str, record: str, **post: Any) -> None:
    values: dict[str, Any] = {"officer": code, "from": "2024-01-01", **post}
    book.add("officer_post", "", "2024-01-01", record, **values)


def test_officers_in_post_with_course_and_grade() -> None:
    book = Book()
    for code in ("a", "b", "c", "d", "e"):
        _officer(book, code, f"I-{code}")
    _officer(book, "gone", "I-gone", to="2026-06-29")
    _officer(book, "later", "I-later", **{"from": "2026-07-01"})
    _officer(book, "a", "I-a-again")
    for code in ("a", "b", "c"):
        book.add("training", "", "2024-05-05", f"I-{code}", row="t", passed="1", completed_on="2024-05-05")
    book.add("training", "", "2024-05-05", "I-d", row="t", passed="1", valid_until="2026-06-29")
    book.add("training", "", "2024-05-05", "I-e", row="t", passed="-unknown", completed_on="2024-05-05")
    book.add("competence", "", "2025-01-01", "I-a", level="2")
    book.add("competence", "", "2025-01-01", "I-b", level="1")
    book.add("competence", "", "2023-01-01", "I-c", level="3")
    book.add("competence", "", "2025-01-01", "I-e", level="3")
    board = book.board()
    answers = {member.unit_id: str(member.answer) for member in board.indicators[ind.I4].members}
    assert answers == {"a": "yes", "b": "no", "c": "unknown", "d": "no", "e": "unknown"}
    assert len(board.indicators[ind.I4].stale) == 1
    assert board.indicators[ind.I4_COURSE].tally == Tally(3, 1, 1)
    assert board.indicators[ind.I4_GRADE].tally == Tally(2, 1, 2)


# --- worked example and bounds ----------------------------------------------------------------------------


def _one_digit(share: Decimal | None) -> str:
    assert share is not None
    return str((share * 100).quantize(Decimal("0.1")))


def test_seven_facilities_of_the_worked_example() -> None:
    aware = Tally(5, 1, 1)
    assert [_one_digit(x) for x in (aware.known_rate, aware.lower, aware.upper)] == ["83.3", "71.4", "85.7"]
    assert verdict(aware, Decimal("0.9")) is Verdict.NOT_MET
    adopters = Tally(4, 2, 1)
    assert [_one_digit(x) for x in (adopters.known_rate, adopters.lower, adopters.upper)] == [
        "66.7",
        "57.1",
        "71.4",
    ]
    assert verdict(adopters, Decimal("0.5")) is Verdict.MET
    savings: list[tuple[Decimal, Decimal | None]] = [
        (Decimal("0.10"), Decimal(1000)),
        (Decimal("0.05"), Decimal(200)),
        (Decimal("-0.02"), Decimal(50)),
    ]
    table = saving_table(4, savings)
    assert table.mean is not None and table.weighted is not None
    assert (table.mean * 100).quantize(Decimal("0.01")) == Decimal("4.33")
    assert table.median == Decimal("0.05")
    assert (table.weighted * 100).quantize(Decimal("0.01")) == Decimal("8.72")
    assert (table.measurable, table.not_measurable, table.from_8_to_13) == (3, 1, 1)
    assert (table.below_zero, table.under_8, table.over_13) == (1, 1, 0)


@pytest.mark.parametrize(
    ("tally", "target", "expected"),
    [
        (Tally(9, 1, 0), "0.9", Verdict.MET),
        (Tally(85, 0, 15), "0.9", Verdict.POSSIBLE),
        (Tally(7, 0, 3), "0.9", Verdict.TOO_LITTLE_COVERAGE),
        (Tally(1, 2, 7), "0.9", Verdict.NOT_MET),
        (Tally(0, 0, 0), "0.9", Verdict.TOO_LITTLE_COVERAGE),
        (Tally(79, 0, 21), "0.5", Verdict.TOO_LITTLE_COVERAGE),
    ],
)
def test_verdicts(tally: Tally, target: str, expected: Verdict) -> None:
    assert verdict(tally, Decimal(target)) is expected


def test_breakdowns_and_scope() -> None:
    book = Book()
    book.card("f1", "29869")
    book.card("f2", "29905")
    book.card("f3", "")
    book.survey("f1")
    book.survey("f2", adoption="0")
    one = book.board().indicators[ind.I2]
    groups = {group.key: group.tally for group in one.by("district")}
    assert groups == {"866": Tally(1, 0, 0), "867": Tally(0, 1, 0), "": Tally(0, 0, 1)}
    assert [group.tally for group in one.by("sector")] == [Tally(1, 1, 1)]
    only = book.board(scope=Scope({"district": frozenset({"866"})})).indicators[ind.I2]
    assert only.tally == Tally(1, 0, 0)
