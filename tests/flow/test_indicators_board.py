"""From records to the board: waiting, accepted, who is behind a number, the workbook, reference tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.base.words import set_language
from sxsh_desktop.domain.indicators import Tally, Verdict
from sxsh_desktop.services import indicators, indicators_export, reference, review
from sxsh_desktop.services.desk import Desk, create_desk, open_desk
from sxsh_desktop.services.indicators import IndicatorFilters, breakdown, compute, members
from sxsh_desktop.services.intake import import_table
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.services.reference import TableInfo, TableRefusedError

CLOCK = fixed_clock(datetime(2026, 11, 23, 8, tzinfo=UTC))
T = date(2026, 6, 30)
CARDS = """\
form = "a_co_so"
[source]
name = "t"
key = ["ma"]
facility = "{ma}"
[answers]
visit_date = "2025-08-01"
name = "{ten}"
legal = "hkd"
tax_none = "1"
status = "hd"
status_date = "2025-08-01"
commune = "{xa}"
place = "ngoai"
vsic = "1061"
sector = "xayxat"
fig_year = "2025"
labour = "5"
potential = "{tn}"
potential_basis = {text = "uutien", when = {column = "tn", is = ["0", "1"]}}
potential_date = {text = "2025-08-01", when = {column = "tn", is = ["0", "1"]}}
priority = "1"
from_paper = "0"
[absent]
unknown = ["notice_ok", "envdoc"]
"""
SURVEYS = """\
form = "b_khao_sat"
[source]
name = "t"
key = ["ma"]
facility = "{ma}"
odd = "như nguồn"
[answers]
visit_date = "2025-09-01"
aware = "2"
channel = "hoithao"
outreach12 = "1"
benefit = "chiphi"
q_end = "0"
q_small = "1"
q_energy = "9"
policy = "0"
unit = "0"
staff = "0"
meter = "0"
norm = "0"
adopt = "{muc}"
year_start = {text = "2024", when = {column = "muc", is_not = ["0", "2"]}}
assessed = "1"
assessor = "x"
barrier = "khong"
support = "khong"
want_qa = "0"
from_paper = "0"
[absent]
unknown = ["notice_ok", "save_e", "save_m"]
"""

AUDITS = """\
form = "e_danh_gia_chi_tiet"
[source]
name = "t"
key = ["ma"]
facility = "{ma}"
odd = "như nguồn"
[answers]
visit_date = "2025-03-01"
aud_no = "2025-001"
consultant = "x"
d_start = "2025-01-01"
rate = "10"
con = "x"
model = "0"
from_paper = "0"
[absent]
unknown = ["notice_ok", "fund", "bal_from", "bal_to"]
not_applicable = ["t01", "t02", "t03", "t04", "t05", "t06", "t07", "t08", "t09", "t10", "t11", "t12", "t13", "t14",
  "t15", "t16", "t17", "t18"]
[[rows.r_kpi]]
answers = {k_code = "K1", k_res = "dien", k_name = "điện", k_prod = "SP1", k_unit = "kwh", k_punit = "tan",
  k_b_from = "2024-01-01", k_b_to = "2024-12-31", k_b_use = "1000", k_b_out = "100", k_q = "dongho"}
""".replace(",\n  k_b_from", ", k_b_from")
FOLLOW_UPS = """\
form = "f_theo_doi"
[source]
name = "t"
key = ["ma"]
facility = "{ma}"
odd = "như nguồn"
[answers]
visit_date = "2026-02-01"
status = "hd"
ref_audit = "2025-001"
visit_no = "1"
from_paper = "0"
[absent]
unknown = ["notice_ok", "need"]
[[rows.r_k]]
answers = {k_code = "K1", k_res = "dien", k_unit = "mwh", k_prod = "SP1", k_punit = "tan", k_from = "2025-01-01",
  k_to = "2025-12-31", k_use = "0.9", k_out = "100", k_adj = "0", k_q = "hoadon"}
""".replace(",\n  k_to", ", k_to")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with four cards and three surveys that nobody has reviewed."""
    set_language("vi")
    folder = tmp_path_factory.mktemp("filled")
    profile = Profile("department", "vi", "SCT-01", "Người Thử", "SCT", "Sở Công Thương")
    desk = create_desk(folder / "store", profile, CLOCK)
    (folder / "a.toml").write_text(CARDS, encoding="utf-8")
    (folder / "b.toml").write_text(SURVEYS, encoding="utf-8")
    (folder / "a.csv").write_text(
        "ma,ten,xa,tn\nF1,Mill Một,29869,1\nF2,Mill Hai,29869,1\nF3,Mill Ba,28261,1\nF4,Mill Bốn,29869,9\n",
        encoding="utf-8",
    )
    (folder / "b.csv").write_text("ma,muc\nF1,3\nF2,1\nF4,5\n", encoding="utf-8")
    assert import_table(desk, folder / "a.csv", "a_co_so", folder / "a.toml").taken == 4
    assert import_table(desk, folder / "b.csv", "b_khao_sat", folder / "b.toml").taken == 3
    desk.close()
    return folder / "store"


@pytest.fixture
def desk(tmp_path: Path, filled: Path) -> Iterator[Desk]:
    set_language("vi")
    shutil.copytree(filled, tmp_path / "store")
    made = open_desk(tmp_path / "store", CLOCK)
    yield made
    made.close()


def accept_all(desk: Desk, form_id: str = "") -> None:
    waiting = [line.revision_id for line in review.inbox(desk) if form_id in ("", line.form_id)]
    review.accept_many(desk, waiting)


def test_nothing_counts_before_it_is_accepted(desk: Desk) -> None:
    board = compute(desk, T)
    assert board.facilities == 0
    assert board.line("I1").tally == Tally(0, 0, 0)
    assert board.line("I1").verdict is Verdict.TOO_LITTLE_COVERAGE
    assert board.line("I1").waiting == Tally(2, 0, 1)
    assert board.unreviewed > 0


def test_cards_first_then_surveys_move_the_numbers(desk: Desk) -> None:
    accept_all(desk, "a_co_so")
    board = compute(desk, T)
    assert (board.facilities, board.line("I2").tally) == (4, Tally(0, 0, 3))
    assert board.line("I2").undetermined == 1
    assert board.line("I2").waiting == Tally(1, 1, -2)
    accept_all(desk)
    board = compute(desk, T)
    assert board.line("I1").tally == Tally(2, 0, 1)
    assert board.line("I2").tally == Tally(1, 1, 1)
    assert board.line("I2").waiting == Tally(0, 0, 0)
    assert board.line("I2").verdict is Verdict.TOO_LITTLE_COVERAGE
    assert board.line("I2L").tally == Tally(1, 1, 1)
    assert board.line("I2S").tally == Tally(0, 1, 2)
    assert board.saving.adopters == board.saving.not_measurable == 1
    assert board.line("I1").coverage == Decimal(2) / Decimal(3)


def test_a_date_before_the_surveys_does_not_know_them(desk: Desk) -> None:
    accept_all(desk)
    assert compute(desk, date(2025, 8, 31)).line("I1").tally == Tally(0, 0, 3)
    later = compute(desk, date(2027, 9, 2)).line("I1")
    assert (later.tally, later.stale) == (Tally(0, 0, 3), 2)


def test_every_number_opens_the_facilities_behind_it(desk: Desk) -> None:
    accept_all(desk)
    board = compute(desk, T)
    [one] = members(desk, board, "I2", "yes")
    assert (one.code, one.name, one.counts_as) == ("F1", "Mill Một", "yes")
    assert one.reasons == ("Áp dụng SXSH ở mức 3 (khảo sát ngày 01/09/2025).",)
    assert one.evidence
    assert [line.code for line in members(desk, board, "I2", "undetermined")] == ["F4"]
    assert [line.code for line in members(desk, board, "I2", "unknown")] == ["F3"]
    assert [line.code for line in members(desk, board, "I2", "yes", "district", "866")] == ["F1"]
    assert members(desk, board, "I2", "yes", "district", "867") == ()
    assert [line.code for line in members(desk, board, "I3")] == ["F1"]


def test_a_follow_up_measures_against_the_base_of_the_assessment(desk: Desk, tmp_path: Path) -> None:
    table = tmp_path / "f1.csv"
    table.write_text("ma,x\nF1,1\n", encoding="utf-8")
    for name, text in (("e.toml", AUDITS), ("f.toml", FOLLOW_UPS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        done = import_table(desk, table, "", tmp_path / name)
        assert (done.taken, done.refused) == (1, 0), done.report
    accept_all(desk)
    board = compute(desk, T)
    [one] = members(desk, board, "I3")
    assert (one.saving, one.counts_as) == (Decimal("0.1"), "yes")
    assert "10,0 %" in one.reasons[0]  # as Vietnamese readers write it
    assert board.line("I2S").tally == Tally(1, 1, 1)
    assert board.saving_rows["billed"].from_8_to_13 == 1
    assert board.saving.weighted == Decimal("0.1")


def test_breakdowns_have_names_and_add_up(desk: Desk) -> None:
    accept_all(desk)
    board = compute(desk, T)
    groups = breakdown(board, "I2", "district")
    assert [(group.key, group.label, group.tally) for group in groups] == [
        ("866", "Thành phố Cao Lãnh", Tally(1, 1, 0)),
        ("", "(chưa rõ)", Tally(0, 0, 1)),
    ]
    assert [group.label for group in breakdown(board, "I2", "sector")] == ["Xay xát, lau bóng gạo"]
    only = compute(desk, T, IndicatorFilters(districts=frozenset({"866"})))
    assert only.line("I2").tally == Tally(1, 1, 0)
    assert only.facilities == 3


def test_a_waiting_correction_is_told_by_name(desk: Desk) -> None:
    accept_all(desk, "a_co_so")
    board = compute(desk, T)
    assert [line.code for line in members(desk, board, "I2", "waiting")] == ["F1", "F2"]


def test_waiting_units_are_counted_and_no_count_is_negative(desk: Desk) -> None:
    accept_all(desk, "a_co_so")
    board = compute(desk, T)
    assert board.line("I2").waiting == Tally(1, 1, -2)  # a change: two that are unknown become known
    told = indicators_export.as_json(board)["indicators"]["I2"]
    assert told["waiting"] == {"units": 2, "yes": 1, "no": 1, "unknown": 0}
    assert told["if_accepted"] == {"yes": 1, "no": 1, "unknown": 1}
    accept_all(desk)
    told = indicators_export.as_json(compute(desk, T))["indicators"]["I2"]
    assert told["waiting"] == {"units": 0, "yes": 0, "no": 0, "unknown": 0}
    assert told["if_accepted"] == {"yes": 1, "no": 1, "unknown": 1}


def test_the_workbook_has_every_figure(desk: Desk, tmp_path: Path) -> None:
    accept_all(desk)
    board = compute(desk, T)
    file = indicators_export.export(desk, board, tmp_path / indicators_export.file_name(T))
    book = load_workbook(file)
    assert len(book.worksheets) == 11
    cells = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    [i2] = [row for row in cells if row[0] == "I2"]
    assert i2[1] == "Áp dụng SXSH"
    assert i2[2] == 50
    assert i2[3:6] == [1, 1, 1]
    facilities = [row[0] for row in book.worksheets[8].iter_rows(values_only=True)]
    assert facilities[-4:] == ["F1", "F2", "F3", "F4"]


def test_json_for_programs(desk: Desk) -> None:
    accept_all(desk)
    found = indicators_export.as_json(compute(desk, T))
    assert set(found["indicators"]) == {"I1", "I2", "I2L", "I2G", "I2S", "I3", "I4", "I4C", "I4G"}
    assert found["indicators"]["I1"]["known_rate"] == "1.000000"
    assert found["by_district"]["I2"]["866"] == {"yes": 1, "no": 1, "unknown": 0}


def test_english_words(desk: Desk) -> None:
    accept_all(desk)
    set_language("en")
    try:
        board = compute(desk, T)
        assert board.line("I2").title == "Applying cleaner production"
        assert members(desk, board, "I2", "yes")[0].reasons[0].endswith("(survey of 01/09/2025).")
    finally:
        set_language("vi")


def test_every_indicator_is_defined_and_named() -> None:
    from sxsh_desktop.domain.indicators import TITLES

    assert set(indicators.DEFINITIONS) == set(TITLES)


# --- reference tables in the store ------------------------------------------------------------------------


def test_the_store_holds_every_shipped_table(desk: Desk) -> None:
    here = {(one.name, one.version) for one in reference.tables_of(desk)}
    assert here == {(one.name, one.version) for one in reference.shipped_tables()}
    assert reference.current(desk) is reference.load_reference()


def _new_targets() -> tuple[TableInfo, tuple[str, ...], list[tuple[str, ...]]]:
    info = next(one for one in reference.shipped_tables() if one.name == "plan_targets")
    rows = reference.read_rows(reference.shipped_folder() / info.file)
    columns = tuple(rows[0])
    changed = [
        tuple({**row, "target": "0.30"}.values()) if row["id"] == "I2" else tuple(row.values())
        for row in rows
    ]
    return TableInfo("plan_targets", "2027-01-01", "2027-01-01", "test", "", ""), columns, changed


def test_a_new_table_that_came_by_bundle_is_in_force(desk: Desk) -> None:
    body, content = reference.table_as_bytes(*_new_targets())
    with desk.write() as connection:
        assert reference.take_in_table(connection, body, content, desk.now())
        assert not reference.take_in_table(connection, body, content, desk.now())
    accept_all(desk)
    board = compute(desk, T)
    assert board.line("I2").target == Decimal("0.30")
    assert board.versions["plan_targets"] == "2027-01-01"


def test_a_table_that_cannot_be_used_is_refused_whole(desk: Desk) -> None:
    info, columns, rows = _new_targets()
    body, content = reference.table_as_bytes(info, columns, rows)
    broken = [tuple("x" for _cell in row) for row in rows]
    for case in (
        (body, content + b" "),
        (body, b"{}"),
        reference.table_as_bytes(info, columns, broken),
        reference.table_as_bytes(info, columns[:3], [row[:3] for row in rows]),
    ):
        with desk.write() as connection, pytest.raises(TableRefusedError) as caught:
            reference.take_in_table(connection, *case, desk.now())
        assert all(caught.value.explain())
    assert reference.current(desk) is reference.load_reference()
