"""The command line: every use case without a window, with honest exit statuses and Vietnamese sentences."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli_maker import Run, run

__all__ = ["run"]


@pytest.fixture
def department(sample_province: Path, tmp_path: Path) -> Path:
    """A copy of the sample department's store."""
    store = tmp_path / "department"
    shutil.copytree(sample_province / "department", store)
    return store


def test_a_store_is_set_up_once(run: Run, tmp_path: Path) -> None:
    asked = (
        "init",
        "--store",
        tmp_path / "s",
        "--role",
        "officer",
        "--name",
        "Võ An",
        "--code",
        "CB1",
        "--unit",
        "873",
    )
    assert run(*asked)[0] == 0
    status, _said, complaint = run(*asked)
    assert status == 1 and "DESK-11" in complaint


def test_a_folder_that_is_no_store_is_refused_in_vietnamese(run: Run, tmp_path: Path) -> None:
    status, _said, complaint = run("verify", "--store", tmp_path)
    assert status == 1
    assert "DESK-01" in complaint and "kho" in complaint and "Traceback" not in complaint


def test_the_store_may_be_named_before_the_command(run: Run, tmp_path: Path, department: Path) -> None:
    before, after = (
        run("--store", department, "verify", "--json"),
        run("verify", "--json", "--store", department),
    )
    assert before == after and before[0] == 0
    assert run("--store", tmp_path, "verify", "--json", "--store", department) == after
    assert "DESK-01" in run("--store", tmp_path, "verify")[2]
    assert run("verify", "--store", department)[0] == 0


def test_what_a_bundle_brought_is_told_in_vietnamese(run: Run, sample_province: Path, tmp_path: Path) -> None:
    store = tmp_path / "before"
    shutil.copytree(sample_province / "department-before-import", store)
    bundle = max((sample_province / "bundles").glob("*.sxsh"), key=lambda one: one.stat().st_size)
    status, said, _complaint = run("bundle", "import", bundle, "--store", store)
    assert status == 0 and "Mới: " in said and "new" not in said


def test_wrong_use_ends_with_two(run: Run) -> None:
    assert run("no-such-command")[0] == 2
    assert run("bundle", "export")[0] == 2


def test_wrong_use_is_told_in_our_words(run: Run) -> None:
    for given, told in {
        ("no-such-command",): ("sxsh không hiểu: no-such-command", "sxsh --help"),
        ("verify", "--stor", "X"): ("sxsh verify không hiểu: --stor", "sxsh verify --help"),
        ("record", "list", "--form"): ("--form", "sxsh record list --help"),
        ("bundle", "export"): ("Còn thiếu", "sxsh bundle export --help"),
        ("init", "--role", "king"): ("--role", "king", "sxsh init --help"),
    }.items():
        status, _said, complaint = run(*given)
        assert status == 2 and all(one in complaint for one in told), (given, complaint)
        assert not any(one in complaint for one in ("Usage", "Error", "Missing", "No such")), complaint


def test_the_nine_forms_are_listed_and_have_no_faults(run: Run, department: Path) -> None:
    found = json.loads(run("form", "list", "--store", department, "--json")[1])
    assert [one["letter"] for one in found] == list("ABCDEFGHI")
    for file in sorted((Path(__file__).parents[2] / "forms").glob("*.xlsx")):
        assert run("form", "check", file)[0] == 0, file.name


def test_facilities_are_found_without_accents(run: Run, department: Path) -> None:
    found = json.loads(run("facility", "list", "nuoc da", "--store", department, "--json")[1])
    assert found and all("đá" in one["name"] for one in found)


def test_duplicates_are_shown_and_a_join_can_be_taken_back(run: Run, department: Path) -> None:
    pairs = json.loads(run("facility", "duplicates", "--store", department, "--json")[1])
    first = pairs[0]
    before = len(json.loads(run("facility", "list", "--store", department, "--json")[1]))
    codes = (first["a"]["code"], first["b"]["code"])
    assert run("facility", "join", *codes, "--reason", "cùng chủ", "--store", department)[0] == 0
    assert len(json.loads(run("facility", "list", "--store", department, "--json")[1])) == before - 1
    assert run("facility", "part", *codes, "--reason", "hai cơ sở", "--store", department)[0] == 0
    assert len(json.loads(run("facility", "list", "--store", department, "--json")[1])) == before


def test_indicators_count_accepted_records_only(run: Run, department: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "chỉ tiêu.xlsx"
    asked = ("report", "indicators", "--on", "2026-11-20", "--store", department, "--json", "-o", sheet)
    before = json.loads(run(*asked)[1])
    assert sheet.stat().st_size > 4000
    waiting = json.loads(run("review", "list", "--store", department, "--json")[1])
    assert waiting
    assert run("review", "accept", *[one["revision_id"] for one in waiting], "--store", department)[0] == 0
    left = json.loads(run("review", "list", "--store", department, "--json")[1])
    assert len(left) == 2  # the diverged ones: they wait for a decision
    assert json.loads(run(*asked)[1]) != before


def test_a_returned_record_travels_with_its_question(
    run: Run, department: Path, sample_province: Path, tmp_path: Path
) -> None:
    waiting = json.loads(run("review", "list", "--store", department, "--json")[1])
    one = next(line for line in waiting if line["form_id"] == "b_khao_sat")
    asked = ("--question", "/data/g_org/staff=Có đúng không?", "--reason", "Xin xem lại")
    assert run("review", "return", one["revision_id"], *asked, "--store", department)[0] == 0
    devices = json.loads(run("bundle", "devices", "--store", department, "--json")[1])["devices"]
    for number, line in enumerate(sorted((sample_province).glob("officer-*")), 1):
        shutil.copytree(line, tmp_path / f"officer-{number}")
    officers = [device for device in devices if device["role"] == "officer"]
    for device in officers:
        run("bundle", "export", tmp_path, "--to", device["device_id"], "--store", department)
    seen = []
    for store in sorted(tmp_path.glob("officer-*")):
        for bundle in sorted(tmp_path.glob("*.sxsh")):
            run("bundle", "import", bundle, "--store", store)
        found = run("record", "show", one["record_id"], "--store", store)
        if found[0] == 0:
            seen.append(json.loads(found[1]))
    assert [document["review"] for document in seen] == ["returned"]
    assert seen[0]["questions"] == [{"ref": "/data/g_org/staff", "text": "Có đúng không?"}]


def test_a_bundle_that_was_changed_is_refused_whole(run: Run, sample_province: Path, tmp_path: Path) -> None:
    store = tmp_path / "department"
    shutil.copytree(sample_province / "department-before-import", store)
    bundle = tmp_path / "changed.sxsh"
    raw = bytearray(next(iter(sorted((sample_province / "bundles").glob("*.sxsh")))).read_bytes())
    raw[len(raw) // 2] ^= 1
    bundle.write_bytes(raw)
    status, _said, complaint = run("bundle", "import", bundle, "--store", store)
    assert status == 1 and "BUNDLE-" in complaint
    found = json.loads(run("verify", "--store", store, "--json")[1])
    assert found["revisions"] == 0 and found["shelf"] == 1 and found["ok"] is True


def test_records_go_out_as_openrosa_instances(run: Run, department: Path, tmp_path: Path) -> None:
    listed = json.loads(run("record", "list", "--form", "c_tieu_thu", "--store", department, "--json")[1])
    chosen = [one["record_id"] for one in listed[:3]]
    assert run("record", "export", tmp_path / "out", *chosen, "--store", department)[0] == 0
    written = sorted((tmp_path / "out").glob("*/*/submission.xml"))
    assert len(written) == 3
    assert all(b"instanceID" in one.read_bytes() for one in written)


def test_forms_are_printed_blank_prefilled_and_filled(run: Run, department: Path, tmp_path: Path) -> None:
    code = json.loads(run("facility", "list", "--store", department, "--json")[1])[0]["code"]
    record = json.loads(run("record", "list", "--form", "b_khao_sat", "--store", department, "--json")[1])[0]
    for name, asked in (
        ("blank", ("blank", "A", "C")),
        ("prefilled", ("prefilled", code, "--form", "C")),
        ("filled", ("filled", record["record_id"])),
    ):
        target = tmp_path / f"{name}.pdf"
        assert run("print", *asked, "-o", target, "--store", department)[0] == 0
        assert target.read_bytes()[:5] == b"%PDF-"


def test_a_backup_brings_everything_back_into_an_empty_folder(
    run: Run, department: Path, tmp_path: Path
) -> None:
    before = json.loads(run("verify", "--store", department, "--json")[1])
    assert run("backup", tmp_path / "stick", "--store", department)[0] == 0
    saved = next((tmp_path / "stick").iterdir())
    assert run("restore", saved, "--store", tmp_path / "new")[0] == 0
    after = json.loads(run("verify", "--store", tmp_path / "new", "--json")[1])
    assert (after["ledger_hash"], after["derived_hash"]) == (before["ledger_hash"], before["derived_hash"])


def test_help_is_in_the_language_of_the_user(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    status, said, _complaint = run("bundle", "import", "--help")
    assert status == 0
    assert "Nhập các gói" in said and "Tùy chọn" in said and "Ví dụ: sxsh bundle import" in said
    assert not any(one in said for one in ("Options", "Example", "Show this"))
    monkeypatch.setenv("SXSH_LANGUAGE", "en")
    assert "Take in bundles" in run("bundle", "import", "--help")[1]
