"""The kept judgements give what computing everything gives; figures are explained and frozen."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.base.words import set_language
from sxsh_desktop.cli import main
from sxsh_desktop.domain import board as computing
from sxsh_desktop.domain.board import Board, Scope
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.results import Known
from sxsh_desktop.services import (
    indicators,
    indicators_judged,
    projection,
    reference,
    review,
    savings,
    series,
)
from sxsh_desktop.services.desk import Desk, create_desk, open_desk
from sxsh_desktop.services.frozen_words import comparison_lines
from sxsh_desktop.services.indicators import IndicatorBoard, IndicatorFilters
from sxsh_desktop.services.indicators_explain import explain, explain_units
from sxsh_desktop.services.indicators_frozen import (
    FrozenChangedError,
    FrozenUnreadableError,
    compare,
    freeze,
    read_frozen,
)
from sxsh_desktop.services.indicators_told import explanation_lines, plain
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.store import dialects, facts, facts_read, ledger, records
from sxsh_desktop.store.connection import Connection
from tests.indicator_maker import by_record, facility_facts, fill

CLOCK = fixed_clock(datetime(2026, 11, 23, 8, tzinfo=UTC))
T = date(2026, 11, 20)
DAYS = (T, date(2026, 6, 30), date(2025, 12, 31), date(2024, 2, 29), date(2028, 1, 1))


def everything(desk: Desk, on: date, scope: Scope | None = None) -> Board:
    """The board as the rules give it from all facts at once."""
    tables = indicators_judged.tables_of(reference.current(desk))
    with desk.read() as connection:
        rows: list[FactRow] = [
            row for kind in computing.KINDS for row in facts.rows(connection, desk.vocabulary, kind)
        ]
    return computing.compute([row for row in rows if row.on_day <= on.isoformat()], on, tables, scope)


def assert_same(kept: IndicatorBoard, whole: Board) -> None:
    """Every figure, breakdown, bound and list is the same."""
    for id, one in whole.indicators.items():
        line = kept.line(id)
        assert (line.tally, line.verdict, line.waiting) == (one.tally, one.verdict, one.waiting.change), id
        assert (line.stale, line.excluded) == (len(one.stale), len(one.excluded)), id
        assert line.undetermined == len(one.undetermined), id
        assert kept.counted.waiting_units(id) == one.waiting.units, id
        dimensions = ("unit",) if id in computing.OF_OFFICERS else ("district", "commune", "sector", "size")
        for dimension in dimensions:
            assert kept.counted.groups(id, dimension) == one.by(dimension), (id, dimension)
    saving = whole.saving
    line = kept.line(saving.id)
    assert (line.headline, line.coverage, line.verdict) == (saving.headline, saving.coverage, saving.verdict)
    assert line.waiting == saving.waiting.change
    assert kept.saving == saving.measured
    assert kept.saving_rows == {
        "metered": saving.metered,
        "billed": saving.billed,
        "self_reported": saving.self_reported,
    }
    assert (kept.facilities, kept.unreviewed) == (whole.facilities, whole.unreviewed)


@pytest.fixture
def department(sample_province: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(sample_province / "department", tmp_path / "department")
    desk = open_desk(tmp_path / "department", CLOCK)
    yield desk
    desk.close()


def test_kept_and_computed_boards_are_equal(department: Desk) -> None:
    for on in DAYS:
        assert_same(indicators.compute(department, on), everything(department, on))
    scope = IndicatorFilters(sectors=frozenset({"xayxat", "nuocda"}))
    kept = indicators.compute(department, T, scope)
    assert kept.line("I1").tally == everything(department, T, scope.scope()).indicators["I1"].tally
    months = indicators.compute(department, T, validity_months=240)
    assert months.line("I1").stale == 0
    assert months.unreviewed == kept.unreviewed


def test_a_store_that_cannot_be_written_gives_the_same_board(department: Desk) -> None:
    with department.write() as connection:
        facts.clear(connection, department.vocabulary)
        rebuilt = ledger.record_ids(connection)
        projection.project_records(connection, department, rebuilt)
    engine = dialects.sqlite_engine(department.store.file)
    with engine.connect() as other:
        dialects.for_writing(other)
        with other.begin():
            kept = indicators.compute(department, T)  # somebody else is writing all the time
    engine.dispose()
    assert_same(kept, everything(department, T))


def test_a_review_changes_the_board_at_once(department: Desk) -> None:
    before = indicators.compute(department, T)
    query = records.RecordQuery(states=(ReviewCode.WAITING,))
    with department.read() as connection:
        waiting = [one for one in records.find(connection, query) if one.form_id == "b_khao_sat"]
    assert waiting
    review.accept(department, waiting[0].head)
    after = indicators.compute(department, T)
    assert after.unreviewed < before.unreviewed
    assert_same(after, everything(department, T))
    assert_same(indicators.compute(department, T), everything(department, T))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_history_of_changes_ends_at_the_same_board(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    desk = create_desk(tmp_path / "s", Profile("department", "vi", "S", "Người Thử", "SCT", "Sở"), CLOCK)
    fill(desk, range(40))
    for _round in range(6):
        for number in random.sample(range(40), 3):
            rows = by_record(
                facility_facts(number + random.choice((0, 1000)) if random.random() < 0.3 else number)
            )
            with desk.write() as connection:
                facts.replace_for_records(connection, desk.vocabulary, rows)
                some = random.choice(sorted(rows))
                facts.set_state(connection, desk.vocabulary, [some], random.choice(list(ReviewCode)))
                if random.random() < 0.2:
                    facts.replace_for_records(connection, desk.vocabulary, {some: []})
        for on in random.sample(DAYS, 2):
            assert_same(indicators.compute(desk, on), everything(desk, on))
    with desk.write() as connection:
        facts.clear(connection, desk.vocabulary)
    assert indicators.compute(desk, T).facilities == 0
    desk.close()


def test_the_chain_leads_from_the_figure_to_a_signed_answer(department: Desk) -> None:
    board = indicators.compute(department, T)
    found = explain(department, board, "I1", "no", page=2)
    assert found.every == board.line("I1").tally.no
    (first, *_rest) = found.units
    kinds = {proof.kind for proof in first.proofs}
    assert {"facility_status", "potential", "awareness"} <= kinds
    for proof in first.proofs:
        assert proof.officer
        assert proof.made_at
        assert proof.reviewed_by == "SCT01"
        assert proof.signature == "chữ ký đúng"
        assert proof.answers
    text = "\n".join(plain(explanation_lines(found)))
    assert f"{first.line.name} ({first.line.code})" in text
    assert first.proofs[0].revision_id.removeprefix("uuid:") in text
    officers = explain(department, board, "I4", page=1)
    assert {proof.kind for unit in officers.units for proof in unit.proofs} <= set(computing.OFFICER_KINDS)
    saving = explain(department, board, "I3", "yes", page=1)
    assert "baseline_after" in {proof.kind for proof in saving.units[0].proofs}
    with pytest.raises(KeyError):
        explain(department, board, "I9")


@pytest.mark.parametrize("spoken", ["vi", "en"])
def test_the_chain_speaks_the_words_of_the_form(department: Desk, spoken: str) -> None:
    """No machine name of a fact or a table, no ISO day; who is named, ids stand last and apart."""
    set_language(spoken)
    try:
        board = indicators.compute(department, T)
        lines = [
            line
            for id, answer in (("I1", "no"), ("I2", "yes"), ("I3", "yes"), ("I4", ""))
            for line in explanation_lines(explain(department, board, id, answer, page=3))
        ]
    finally:
        set_language("vi")
    kinds = {kind.name for kind in department.vocabulary.kinds}
    spoken_lines = [line.text for line in lines if line.role != "id"]
    told = "\n".join(spoken_lines)
    assert not re.search(r"^\W*on: |\d{4}-\d{2}-\d{2}|uuid:|[0-9a-f]{16}|[a-z]+_[a-z_]+", told)
    assert not {text for text in spoken_lines if text.split(" ")[0] in kinds}
    assert re.search(r"\d{2}/\d{2}/2026 \d{2}:\d{2}", told)
    assert re.search(r" \((CB|SCT)\d+\)", told)
    assert all(re.fullmatch(r"[^_]+", line.text) for line in lines if "Mã bản" not in line.text)


def test_lists_are_the_same_brief_or_in_full(department: Desk) -> None:
    board = indicators.compute(department, T)
    for id in ("I1", "I2", "I2S", "I3", "I4"):
        units = indicators.unit_ids(department, board, id)
        full = indicators.lines_of(department, board, id, units)
        brief = indicators.brief_lines(department, board, id, units)
        told = [(one.unit_id, one.code, one.name, one.counts_as, one.stale, one.saving) for one in full]
        assert told == [
            (one.unit_id, one.code, one.name, one.counts_as, one.stale, one.saving) for one in brief
        ]
        assert list(units) == [one.unit_id for one in sorted(full, key=lambda one: (one.code, one.unit_id))]


def test_a_frozen_report_explains_what_differs(department: Desk, tmp_path: Path) -> None:
    board = indicators.compute(department, T)
    file = freeze(department, board, tmp_path / "quý.json")
    report = read_frozen(department, file)
    assert report.signature_holds is True
    assert set(report.content) >= {"program", "rules", "ledger_hash", "tables", "forms", "figures", "units"}
    assert {name.split()[0] for name in report.content["forms"]} >= {"a_co_so", "b_khao_sat"}
    same = compare(department, report)
    assert (same.versions, same.figures, same.units) == ((), (), ())
    query = records.RecordQuery(states=(ReviewCode.WAITING,))
    with department.read() as connection:
        waiting = [one for one in records.find(connection, query) if one.form_id == "b_khao_sat"]
    review.accept_many(department, [one.head for one in waiting])
    later = compare(department, report)
    assert "ledger_hash" in {one.figure for one in later.versions}
    assert "unreviewed" in {one.figure for one in later.figures}
    assert later.units
    for unit in later.units:
        assert any(one.record_id in cause for cause in unit.causes for one in waiting), unit
    lines = comparison_lines(department, later)
    for at, line in enumerate(lines):
        if line.startswith("  - "):  # every unit says what it counted as, and as what it counts now
            assert " → " in lines[at + 1], line


def test_a_frozen_report_that_was_touched_is_refused(department: Desk, tmp_path: Path) -> None:
    board = indicators.compute(department, T)
    file = freeze(department, board, tmp_path / "f.json")
    value = json.loads(file.read_text("utf-8"))
    value["content"]["figures"]["I1.yes"] = "99"
    file.write_text(json.dumps(value), "utf-8")
    with pytest.raises(FrozenChangedError):
        read_frozen(department, file)
    file.write_text("{}", "utf-8")
    with pytest.raises(FrozenUnreadableError):
        read_frozen(department, file)


def test_the_command_line_explains_freezes_and_compares(
    department: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(department.folder)]
    assert (
        main(["report", "indicators", "--on", "2026-11-20", "--explain", "i1", "--limit", "1", *store]) == 0
    )
    printed = capsys.readouterr().out
    assert "Mã bản " in printed
    assert "tạm ngừng chưa đến 12 tháng" in printed  # who counts, beside how it is reckoned
    assert "cũ hơn 24 tháng" in printed
    assert main(["report", "indicators", "--explain", "I1", "--json", "--limit", "1", *store]) == 0
    assert json.loads(capsys.readouterr().out)["units"][0]["proofs"]
    assert main(["report", "indicators", "--explain", "X", *store]) == 2
    target = tmp_path / "f.json"
    assert main(["report", "freeze", "-o", str(target), *store]) == 0
    assert main(["report", "compare", str(target), *store]) == 0
    assert main(["report", "compare", str(target), "--json", *store]) == 0
    assert '"figures": []' in capsys.readouterr().out
    assert main(["report", "savings", "--on", "2026-11-20", *store]) == 0
    assert "kWh" in capsys.readouterr().out
    assert main(["report", "savings", "--json", *store]) == 0
    assert json.loads(capsys.readouterr().out)["solutions"] > 0


def _about(connection: Connection, desk: Desk, facility: str, kinds: Sequence[str]) -> list[FactRow]:
    """The facts of some kinds about one facility."""
    found: list[FactRow] = []
    for kind in kinds:
        found += facts_read.of_facilities(connection, desk.vocabulary, [facility], kind).get(facility, [])
    return found


def test_savings_are_counted_once_by_quality_and_day(department: Desk) -> None:
    book = savings.savings_book(department, T)
    assert book.solutions > 0
    money = [one for one in book.sums if one.resource == "saving"]
    assert {one.row for one in money} <= set(savings.ROWS)
    for one in book.sums:
        halves = [half.value for half in one.halves if isinstance(half, Known)]
        if isinstance(one.year, Known) and len(halves) == 2:
            assert abs(sum(halves) - one.year.value) < 1
    with department.read() as connection:
        whom = sorted(
            facts_read.facilities(connection, department.vocabulary, ("solution_result", "measure")) - {""}
        )
        tables = reference.current(department)
        parts = []
        for facility in whom:
            rows = [
                row
                for kind in savings.KINDS
                for row in facts_read.of_facilities(connection, department.vocabulary, [facility], kind).get(
                    facility, []
                )
            ]
            parts.append(savings.facility_book(rows, facility, T, tables))
    assert sum(part.solutions for part in parts) == book.solutions
    for whole in book.sums:
        mine = [sums.run_rate for part in parts if (sums := part.of(whole.resource, whole.row))]
        known = sum(one.value for one in mine if isinstance(one, Known))
        if isinstance(whole.run_rate, Known):
            assert abs(known - whole.run_rate.value) < 1


def test_series_of_facilities_keep_quality_and_unknowns(department: Desk) -> None:
    seen = 0
    with department.read() as connection:
        for facility in sorted(facts_read.facilities(connection, department.vocabulary, ("period",)) - {""}):
            rows = [
                row
                for kind in series.KINDS
                for row in facts_read.of_facilities(connection, department.vocabulary, [facility], kind).get(
                    facility, []
                )
            ]
            for one in series.facility_series(rows, department.units):
                for before, point in zip(one.points, one.points[1:], strict=False):
                    assert before.period.last < point.period.first
                for point in one.points:
                    seen += 1
                    assert point.record_id
                    assert point.quality or not point.facts
    assert seen > 20


def test_one_unit_is_explained_alone(department: Desk) -> None:
    board = indicators.compute(department, T)
    (unit,) = indicators.unit_ids(department, board, "I2", "yes")[:1]
    (found,) = explain_units(department, board, "I2", (unit,))
    assert found.line.unit_id == unit
    assert found.line.counts_as == "yes"
