"""Somebody else's table becomes records: what is taken, what is refused, what is put aside; twice the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import set_language
from sxsh_desktop.services.desk import Desk, create_desk, open_desk
from sxsh_desktop.services.forms import FormUnknownError
from sxsh_desktop.services.intake import Intake, done_counts, import_table
from sxsh_desktop.services.intake_map import MapUnreadableError, MapWrongError
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.services.register import facility_of_code
from sxsh_desktop.store import facts, ledger

CLOCK = fixed_clock(datetime(2026, 11, 23, 8, tzinfo=UTC))
CARDS = """\
form = "a_co_so"
[source]
name = "thử"
key = ["ma"]
facility = "{ma}"
odd = "giữ như nguồn"
[answers]
visit_date = "{nam}-03-01"
name = "{ten}"
legal = "hkd"
tax_none = "1"
status = "hd"
status_date = "{nam-1}-03-01"
commune = "29869"
place = "ngoai"
vsic = "1061"
sector = {column = "nganh", values = {gao = "xayxat", da = "nuocda"}}
fig_year = "{nam}"
labour = {column = "lao_dong", number = "vi", if_empty = "unknown", if_bad = "unknown"}
revenue = {column = "doanh_thu", number = "vi", if_bad = "unknown"}
potential = "1"
potential_basis = "uutien"
potential_date = "{nam}-03-01"
priority = "1"
from_paper = "0"
[absent]
unknown = ["notice_ok", "envdoc"]
[[report]]
column = "lao_dong"
empty = true
reason = "không ghi lao động"
"""
ROWS = """\
ma,nam,ten,nganh,lao_dong,doanh_thu
TH-1,2025,Nhà máy xay xát Phước Thành,gao,12,"1.234,5"
TH-2,2025,Nước đá Hòa Bình,da,,
TH-3,2025,Cơ sở không rõ ngành,gi,5,10
TH-4,2031,Cơ sở của tương lai,gao,5,10
TH-5,2025,Lao động âm,gao,-3,10
TH-6,2025,Doanh thu hai nghĩa,gao,5,1.234
TH-7,2025,Doanh thu quá lớn,gao,1,"99.999.999"
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which nothing was recorded yet, closed: each test works on a copy."""
    folder = tmp_path_factory.mktemp("empty") / "store"
    profile = Profile("department", "vi", "SCT-01", "Người Thử", "SCT", "Sở Công Thương")
    create_desk(folder, profile, CLOCK).close()
    return folder


@pytest.fixture
def desk(tmp_path: Path, empty: Path) -> Iterator[Desk]:
    set_language("vi")
    shutil.copytree(empty, tmp_path / "store")
    made = open_desk(tmp_path / "store", CLOCK)
    yield made
    made.close()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    table, map_file = tmp_path / "cơ sở.csv", tmp_path / "map.toml"
    table.write_text(ROWS, encoding="utf-8-sig")
    map_file.write_text(CARDS, encoding="utf-8")
    return table, map_file


def run(desk: Desk, files: tuple[Path, Path]) -> Intake:
    return import_table(desk, files[0], "a_co_so", files[1])


def lines(report: Path, sheet: int) -> list[list[str]]:
    page = load_workbook(report).worksheets[sheet]
    return [[str(cell or "") for cell in row] for row in page.iter_rows(min_row=2, values_only=True)]


def test_what_fits_goes_in_and_what_does_not_is_listed(desk: Desk, files: tuple[Path, Path]) -> None:
    done = run(desk, files)
    assert (done.source_rows, done.taken, done.refused, done.refused_rows) == (7, 5, 2, 2)
    assert (done.aside, done.odd, done.reported) == (2, 1, 1)
    assert done.report is not None
    lost = lines(done.report, 0)
    assert [row[1] for row in lost] == ["TH-3", "TH-4"]
    assert "gi" in lost[0][-1]
    assert [row[3] for row in lines(done.report, 1)] == ["labour", "revenue"]
    assert lines(done.report, 1)[1][4] == "1.234"
    assert lines(done.report, 2)[0][1] == "TH-7"
    assert [count for _words, count in done_counts(done)] == [7, 5, 0, 0, 2, 2, 2, 1, 1]


def test_facts_and_register_follow(desk: Desk, files: tuple[Path, Path]) -> None:
    run(desk, files)
    facility = facility_of_code(desk, "TH-1")
    assert facility is not None
    assert (facility.name, facility.sector) == ("Nhà máy xay xát Phước Thành", "xayxat")
    with desk.read() as connection:
        [row] = facts.rows(connection, desk.vocabulary, "facility_profile", facility_id=facility.facility_id)
        negative = facility_of_code(desk, "TH-5")
        assert negative is not None
        [aside] = facts.rows(
            connection, desk.vocabulary, "facility_profile", facility_id=negative.facility_id
        )
    assert (row.text("labour"), row.text("revenue"), row.on_day) == ("12", "1234.5", "2025-03-01")
    assert aside.absent("labour") == "unknown"


def test_a_second_run_adds_nothing(desk: Desk, files: tuple[Path, Path]) -> None:
    run(desk, files)
    with desk.read() as connection:
        before = ledger.counts(connection)
    again = run(desk, files)
    with desk.read() as connection:
        assert ledger.counts(connection) == before
    assert (again.taken, again.corrected, again.unchanged, again.refused) == (0, 0, 5, 2)
    assert (again.aside, again.odd) == (2, 1)


def test_a_mended_row_goes_in_and_a_changed_one_corrects_its_record(
    desk: Desk, files: tuple[Path, Path]
) -> None:
    run(desk, files)
    mended = ROWS.replace("ngành,gi", "ngành,gao").replace("gao,12,", "gao,15,")
    files[0].write_text(mended, encoding="cp1258", errors="replace")
    files[0].write_text(mended, encoding="utf-8")
    again = run(desk, files)
    assert (again.taken, again.corrected, again.unchanged) == (1, 1, 4)
    facility = facility_of_code(desk, "TH-1")
    assert facility is not None
    with desk.read() as connection:
        revisions = ledger.revisions_of(connection, facility.facility_id)
    assert len(revisions) == 2
    assert sum(bool(one.parents) for one in revisions) == 1
    assert run(desk, files).corrected == 0


def test_rows_of_one_key_make_one_record_and_a_bad_row_is_left_out_alone(
    desk: Desk, files: tuple[Path, Path], tmp_path: Path
) -> None:
    run(desk, files)
    map_file, table = tmp_path / "g.toml", tmp_path / "g.csv"
    map_file.write_text(
        """\
form = "f_theo_doi"
[source]
name = "thử"
key = ["ma"]
facility = "{ma}"
[answers]
visit_date = "2025-06-30"
status = "hd"
ref_audit = "2025-001"
visit_no = "1"
from_paper = "0"
[absent]
unknown = ["notice_ok", "need"]
[tables.r_s]
if_bad = "row"
[[rows.r_s]]
[rows.r_s.answers]
s_code = "{gp}"
s_stat = {column = "tt", values = {xong = "xong", dang = "dang"}}
s_done = {column = "ngay", when = {column = "tt", is = ["xong"]}}
s_prog = {absent = "unknown"}
s_kwh = {column = "mwh", from = "mwh", to = "kwh", if_bad = "unknown"}
s_q = "hoadon"
""",
        encoding="utf-8",
    )
    table.write_text(
        "ma;gp;tt;ngay;mwh\nTH-1;GP1;xong;2025-01-31;1.5\nTH-1;GP2;chưa;;\nTH-1;GP3;dang;;\nTH-9;GP1;dang;;\n",
        encoding="utf-8",
    )
    done = import_table(desk, table, "", map_file)
    assert (done.taken, done.refused, done.refused_rows) == (1, 1, 2)
    assert done.report is not None
    assert [row[:3] for row in lines(done.report, 0)] == [["3", "TH-1", "GP2"], ["5", "TH-9", "GP1"]]
    facility = facility_of_code(desk, "TH-1")
    assert facility is not None
    with desk.read() as connection:
        rows = facts.rows(connection, desk.vocabulary, "solution_result", facility_id=facility.facility_id)
    assert [(row.text("code"), row.text("state"), row.text("electricity")) for row in rows] == [
        ("GP1", "xong", "1500"),
        ("GP3", "dang", ""),
    ] or {row.text("code") for row in rows} == {"GP1", "GP3"}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (("form = ", "form "), MapUnreadableError),
        (('name = "{ten}"', 'no_such = "{ten}"'), MapWrongError),
        (("{ten}", "{no_such}"), MapWrongError),
        (('"unknown", if_bad', '"perhaps", if_bad'), MapWrongError),
        (("[[report]]", "[[reports]]"), MapWrongError),
        (('"a_co_so"', '"no_such_form"'), UserError),
        (('key = ["ma"]', 'key = ["no_such"]'), MapWrongError),
        (('number = "vi"', 'number = "roman"'), MapWrongError),
    ],
)
def test_a_map_that_does_not_fit_is_refused_before_anything_is_written(
    desk: Desk, files: tuple[Path, Path], change: tuple[str, str], kind: type[UserError]
) -> None:
    files[1].write_text(CARDS.replace(*change), encoding="utf-8")
    with pytest.raises(kind) as caught:
        import_table(desk, files[0], "", files[1])
    assert all(caught.value.explain())
    with desk.read() as connection:
        assert ledger.counts(connection) == (0, 0)


def test_a_form_that_is_not_here_is_named(desk: Desk, files: tuple[Path, Path]) -> None:
    files[1].write_text(CARDS.replace('"a_co_so"', '"no_such_form"'), encoding="utf-8")
    with pytest.raises(FormUnknownError):
        import_table(desk, files[0], "", files[1])


def test_a_code_of_another_facility_is_refused(desk: Desk, files: tuple[Path, Path]) -> None:
    run(desk, files)
    files[1].write_text(CARDS.replace('name = "thử"', 'name = "nguồn khác"'), encoding="utf-8")
    done = run(desk, files)
    assert (done.taken, done.refused) == (0, 7)
