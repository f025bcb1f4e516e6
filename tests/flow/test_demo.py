"""The whole job on sample data: what `sxsh demo` leaves, and that order and repetition do not matter."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sxsh_desktop import cli
from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.base.words import words
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.services.demo import DemoFolderError, run_demo
from sxsh_desktop.services.desk import open_desk
from sxsh_desktop.services.sample.desks import sample_clock
from sxsh_desktop.store import records
from sxsh_desktop.store.records import RecordQuery


@pytest.fixture(scope="module")
def summary(sample_province: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((sample_province / "summary.json").read_text("utf-8"))
    return found


def test_it_leaves_everything_that_a_person_would_look_for(
    sample_province: Path, summary: dict[str, Any]
) -> None:
    names = {one.name for one in sample_province.iterdir()}
    assert {"department", "department-before-import", "bundles", "print", "report", "summary.json"} <= names
    assert sum(name.startswith("officer-") for name in names) >= 3
    assert set(summary["counts"]["records_by_form"]) == {
        "a_co_so", "b_khao_sat", "c_tieu_thu", "d_danh_gia_nhanh", "e_danh_gia_chi_tiet", "f_theo_doi", "g_kiem_tra",
        "h_su_kien", "i_can_bo",
    }  # fmt: skip
    assert all((sample_province / name).stat().st_size > 1000 for name in summary["files"])


def test_the_sample_holds_what_real_life_holds(summary: dict[str, Any]) -> None:
    counts = summary["counts"]
    assert counts["diverged"] == 2
    assert counts["duplicate_facilities"] >= 2
    assert counts["revisions"] > counts["records"]
    assert 0 < counts["waiting_for_review"] < counts["accepted"]


def test_every_store_of_it_is_in_order(summary: dict[str, Any]) -> None:
    assert summary["verified"] and all(summary["verified"].values())


def test_bundles_in_any_order_and_twice_give_the_same_ledger_and_the_same_lists(
    sample_province: Path, summary: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "department"
    shutil.copytree(sample_province / "department-before-import", store)
    bundles = sorted((sample_province / "bundles").glob("*.sxsh"), reverse=True)
    files = [str(one) for one in (*bundles, bundles[0], bundles[-1])]
    assert cli.main(["bundle", "import", "--store", str(store), *files]) == 0
    capsys.readouterr()
    assert cli.main(["verify", "--store", str(store), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True
    assert (found["ledger_hash"], found["derived_hash"]) == (summary["ledger_hash"], summary["derived_hash"])
    assert found["diverged"] == 2 and found["waiting"] == 0


def test_a_rebuild_changes_nothing(
    sample_province: Path, summary: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "department"
    shutil.copytree(sample_province / "department", store)
    assert cli.main(["rebuild", "--store", str(store)]) == 0
    capsys.readouterr()
    cli.main(["verify", "--store", str(store), "--json"])
    assert json.loads(capsys.readouterr().out)["derived_hash"] == summary["derived_hash"]


def test_sample_data_is_never_written_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(DemoFolderError):
        run_demo(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_an_officer_sees_what_the_department_has_confirmed(sample_province: Path, tmp_path: Path) -> None:
    """Receipts and reviews come in one bundle: the record is shown as received and as reviewed."""
    shutil.copytree(sample_province / "officer-1", tmp_path / "officer")
    with closing(open_desk(tmp_path / "officer", sample_clock())) as desk, desk.read() as connection:
        accepted = records.find(connection, RecordQuery(states=(ReviewCode.ACCEPTED, ReviewCode.RETURNED)))
    own = [one for one in accepted if one.device_id == desk.device_id]
    assert own and all(one.received for one in own)


def test_it_tells_each_record_and_stops_soon_after_it_is_asked(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    def show(done: int, total: int, what: str) -> None:
        if what == words("Visiting facilities"):
            told.append((done, total))
            if done:
                progress.cancel()

    progress = Progress(show)
    with pytest.raises(CancelledError):
        run_demo(tmp_path / "mẫu", facilities=40, progress=progress)
    made, total = told[-1]
    assert 0 < made < total / 2
    assert not (tmp_path / "mẫu" / "summary.json").exists()
