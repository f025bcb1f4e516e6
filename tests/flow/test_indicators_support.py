"""The figures under the targets keep to the places of the board; the indicators as CSV, whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.base.words import set_language
from sxsh_desktop.cli import main
from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.domain.places import TREE_2025
from sxsh_desktop.services import indicators, indicators_export, reference
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.indicators import IndicatorFilters
from sxsh_desktop.services.indicators_support import SupportLine, supporting
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.store import facts
from tests.indicator_maker import by_record, facility_facts

T = date(2026, 6, 30)


def _row(kind: str, record: str, day: str, row_id: str = "", **values: str) -> FactRow:
    told = {name: FactValue(text=text) for name, text in values.items() if text}
    fact_id = f"{abs(hash((kind, record, row_id))):032x}"[:32]
    return FactRow(
        fact_id, kind, "", row_id, record, f"uuid:{record}", "", "", "", ReviewCode.ACCEPTED, day, values=told
    )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    set_language("vi")
    profile = Profile("department", "vi", "SCT-01", "Người Thử", "SCT", "Sở Công Thương")
    made = create_desk(tmp_path / "store", profile, fixed_clock(datetime(2026, 11, 23, 8, tzinfo=UTC)))
    yield made
    made.close()


@pytest.fixture
def communes(desk: Desk) -> tuple[str, str]:
    """Two communes of 2025, each whole in a district of its own."""
    places = reference.current(desk).places
    found: dict[str, str] = {}
    for one in places.communes_2025:
        district = places.district_of(one.code, TREE_2025)
        if district:
            found.setdefault(district, one.code)
    first, second, *_rest = found.values()
    return first, second


def _put(desk: Desk, rows: list[FactRow]) -> None:
    with desk.write() as connection:
        facts.replace_for_records(connection, desk.vocabulary, by_record(rows))


def _events(desk: Desk, here: str, there: str) -> None:
    rows: list[FactRow] = []
    for number, (scope, commune, people) in enumerate(
        (("xa", here, "30"), ("xa", there, "50"), ("tinh", "", "100"), ("nhieuxa", here, "70"))
    ):
        record, day = f"h{number}", "2026-03-01"
        rows.append(_row("visit", record, day, date=day))
        rows.append(
            _row("event", record, day, code=f"SK{number}", type="hoithao", scope=scope, commune=commune, total=people)
        )  # fmt: skip
        rows.append(_row("media", record, day, weekly_logo="1", weeks_missed=str(number + 1)))
    _put(desk, rows)


def _officers(desk: Desk, here: str, there: str) -> None:
    rows: list[FactRow] = []
    for number, commune in enumerate((here, there)):
        record, day = f"i{number}", "2026-01-05"
        rows.append(_row("visit", record, day, date=day))
        rows.append(
            _row("officer_post", record, day, officer=f"CB{number}", agency="A", communes=commune, **{"from": day})
        )  # fmt: skip
        rows.append(_row("training", record, day, "r1", course="x", completed_on=day, passed="1"))
        rows.append(_row("equipment", record, day, "r2", name="x", calibration_due="2026-02-01"))
    _put(desk, rows)


def _lines(desk: Desk, filters: IndicatorFilters, id: str) -> dict[str, SupportLine]:
    board = indicators.compute(desk, T, filters)
    return {one.title: one for one in supporting(desk, board, id)}


def test_events_keep_to_the_place_that_they_were_held_in(desk: Desk, communes: tuple[str, str]) -> None:
    _events(desk, *communes)
    every = _lines(desk, IndicatorFilters(), "I1")
    assert (every["Sự kiện"].value, every["Lượt người tham gia"].value) == ("4", "250")
    assert "Sự kiện cho nhiều xã, phường hoặc toàn tỉnh" not in every
    places = reference.current(desk).places
    district = places.district_of(communes[0], TREE_2025)
    for filters in (
        IndicatorFilters(communes=frozenset({communes[0]})),
        IndicatorFilters(districts=frozenset({district or ""})),
    ):
        here = _lines(desk, filters, "I1")
        assert (here["Sự kiện"].value, here["Lượt người tham gia"].value) == ("1", "30")
        assert here["Sự kiện cho nhiều xã, phường hoặc toàn tỉnh"].value == "2"
        assert here["Số tuần không phát logo"].value == "1"
    by_trade = _lines(desk, IndicatorFilters(sectors=frozenset({"nuocda"})), "I1")
    assert by_trade["Sự kiện"].value == "4"
    assert by_trade["Sự kiện"].note


def test_a_place_without_events_counts_none_and_is_not_unknown(desk: Desk, communes: tuple[str, str]) -> None:
    here = _lines(desk, IndicatorFilters(communes=frozenset({communes[0]})), "I1")
    assert (here["Sự kiện"].value, here["Lượt người tham gia"].value) == ("0", "0")


def test_officers_with_their_courses_and_devices_keep_to_the_place(
    desk: Desk, communes: tuple[str, str]
) -> None:
    _officers(desk, *communes)
    every = _lines(desk, IndicatorFilters(), "I4")
    assert [one.value for one in every.values()] == ["2", "2", "2", "2", "2", "2"]
    here = _lines(desk, IndicatorFilters(communes=frozenset({communes[0]})), "I4")
    assert [one.value for one in here.values()] == ["1", "1", "1", "1", "1", "1"]
    assert here["Xã, phường có cán bộ phụ trách"].note == "trên 1 xã, phường"


def _table(file: Path) -> list[list[str]]:
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))


def test_the_indicators_as_csv_are_the_whole_workbook(desk: Desk, tmp_path: Path) -> None:
    _put(desk, [row for number in range(30) for row in facility_facts(number)])
    board = indicators.compute(desk, T)
    target = tmp_path / "chỉ tiêu.csv"
    assert indicators_export.export(desk, board, target) == target
    files = sorted(one.name for one in tmp_path.glob("*.csv"))
    assert len(files) == 11
    first = _table(target)
    assert first[0][:3] == ["Chỉ tiêu", "Tên", "Mục tiêu (%)"]
    [i2] = [row for row in first if row[0] == "I2"]
    tally = board.line("I2").tally
    assert [int(cell) for cell in i2[3:6]] == [tally.yes, tally.no, tally.unknown]
    assert all(len(cell) < 16 for cell in i2[6:10])
    notes = _table(tmp_path / "chỉ tiêu-ghi-chu.csv")
    assert any("energy_toe" in row[0] for row in notes)
    desk_file = tmp_path / "dòng lệnh.csv"
    store = str(desk.store.folder)
    desk.close()
    assert main(["report", "indicators", "--on", "2026-06-30", "-o", str(desk_file), "--store", store]) == 0
    assert _table(desk_file) == first
