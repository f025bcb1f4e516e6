"""Full disk, write-protected disk, stick that is none: a sentence, nothing half-done, nothing lost.

The disks are real ones, a few megabytes in memory, seen only by the process that meets them; where the system does
not give that to a process, these tests are skipped, and the others stand in for them as far as they can.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import is_translated
from sxsh_desktop.services import backup, exchange, indicators, indicators_export, printing
from sxsh_desktop.services.desk import create_desk, open_desk
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.services.record_files import export_instances
from sxsh_desktop.services.table_export import export_table
from sxsh_desktop.services.verify import verify
from tests.exchange_maker import CARD, CLOCK, Desks, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]

_REPOSITORY = Path(__file__).resolve().parents[2]
_ON_OWN_DISK = 'mount -t tmpfs -o size=24m tmpfs "$1" && shift && exec "$@"'
TARGETS = {
    "bundle": "BUNDLE-30",
    "enrolment": "EXCHANGE-09",
    "print": "OUTPUT-08",
    "print apart": "OUTPUT-08",
    "sheet": "OUTPUT-08",
    "report": "OUTPUT-08",
    "records": "RECORD-11",
    "backup": "STORE-06",
    "set up": "DESK-03",
}
STORE = {
    "open": "STORE-06",
    "answer": "STORE-06",
    "photo": "STORE-06",
    "final": "STORE-06",
    "new draft": "STORE-06",
    "import": "BUNDLE-22",
    "backup": "STORE-06",
    "settings": "DESK-03",
    "rebuild": "STORE-06",
}


@pytest.fixture
def closed_desks(desks: Desks) -> Iterator[Path]:
    """The desks' folder, with a record and a bundle to import, nothing open."""
    make_card(desks.first, "Cơ sở nước đá Tân Phú")
    exchange.export_bundle(desks.first, desks.mail)
    Image.effect_noise((200, 150), 60).save(desks.folder / "ảnh.png")
    for desk in (desks.department, desks.first, desks.second):
        desk.close()
    yield desks.folder


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=_REPOSITORY, capture_output=True, text=True, encoding="utf-8")


def acts(
    kind: str, desks: Path, disk: Path, *, own_disk: bool = True
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What each act said, by its name, and how things stood afterwards."""
    disk.mkdir()
    before: list[str] = []
    if own_disk:
        before = ["unshare", "-rm", "sh", "-c", _ON_OWN_DISK, "sh", str(disk)]
        if shutil.which("unshare") is None or run([*before, "true"]).returncode != 0:
            pytest.skip("this system gives a process no disk of its own")
    done = run([*before, sys.executable, "-m", "tests.fault_acts", kind, str(desks), str(disk)])
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    found = {one.pop("act"): one for one in map(json.loads, done.stdout.splitlines())}
    after = found.pop("after")
    for name, one in found.items():
        assert one["translated"], name
    return found, after


def codes(found: dict[str, Any]) -> dict[str, str]:
    return {name: one["code"] for name, one in found.items()}


def test_a_full_stick(closed_desks: Path, tmp_path: Path) -> None:
    found, after = acts("target-full", closed_desks, tmp_path / "disk")
    assert codes(found) == TARGETS
    assert all(one["left"] == [] for one in found.values())
    assert after["ok"]


def test_a_write_protected_stick(closed_desks: Path, tmp_path: Path) -> None:
    found, after = acts("target-read-only", closed_desks, tmp_path / "disk")
    assert codes(found) == {**TARGETS, "bundle": "BUNDLE-31", "backup": "STORE-05"}
    assert all(one["left"] == [] for one in found.values())
    assert after["ok"]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no limit to the size of a process's files")
def test_files_that_cannot_grow(closed_desks: Path, tmp_path: Path) -> None:
    found, after = acts("target-limited", closed_desks, tmp_path / "disk", own_disk=False)
    wanted = {name: code for name, code in TARGETS.items() if name in found}
    assert codes(found) == {
        **wanted,
        "bundle": found["bundle"]["code"],
        "enrolment": found["enrolment"]["code"],
    }
    assert all(one["left"] == [] for one in found.values())
    assert after["ok"]


def test_the_disk_of_the_store_is_full(closed_desks: Path, tmp_path: Path) -> None:
    found, after = acts("store-full", closed_desks, tmp_path / "disk")
    assert codes(found) == STORE
    assert not any(name.endswith(".part") for one in found.values() for name in one["left"])
    assert after["same"], "the draft on disk is what its window shows"
    assert set(after["again"]) == {""}, "once there is room everything goes on"
    assert after["ok"]


def test_the_disk_of_the_store_is_write_protected(closed_desks: Path, tmp_path: Path) -> None:
    found, after = acts("store-read-only", closed_desks, tmp_path / "disk")
    assert codes(found) == {"open": "STORE-05"}
    assert after["ok"] and after["drafts"] == 1


# --- a file where a folder is expected: the same on every system and for every user -------------------------------


def refused(act: Any) -> str:
    with pytest.raises(UserError) as caught:
        act()
    assert is_translated("vi", caught.value.said) and is_translated("vi", caught.value.todo)
    assert all(caught.value.explain())
    return caught.value.code


def test_a_file_where_a_folder_is_expected(closed_desks: Path, tmp_path: Path) -> None:
    file = tmp_path / "là tệp"
    file.write_bytes(b"mine")
    rows = [("Cơ sở", "1")]
    profile = Profile("officer", "vi", "CB09", "An", "866", "Thành phố Cao Lãnh", "CL")
    with closing(open_desk(closed_desks / "first", CLOCK)) as desk:
        board = indicators.compute(desk, date(2026, 7, 1))
        assert refused(lambda: exchange.export_bundle(desk, file)) == "BUNDLE-32"
        assert refused(lambda: exchange.export_enrolment(desk, file / "e.json")) == "EXCHANGE-09"
        assert refused(lambda: printing.print_blank(desk, [CARD], file / "a.pdf")) == "OUTPUT-08"
        assert refused(lambda: export_table(file / "t.xlsx", "T", ("A", "B"), rows)) == "OUTPUT-08"
        assert refused(lambda: indicators_export.export(desk, board, file / "r.xlsx")) == "OUTPUT-08"
        assert refused(lambda: export_instances(desk, file)) == "RECORD-11"
        assert refused(lambda: backup.backup(desk, file)) == "STORE-07"
        assert refused(lambda: create_desk(file, profile, CLOCK)) in ("STORE-07", "DESK-03")
        assert refused(lambda: open_desk(file, CLOCK)) == "DESK-01"
        assert verify(desk).ok
    assert file.read_bytes() == b"mine"


def test_a_folder_where_the_file_should_go(closed_desks: Path, tmp_path: Path) -> None:
    taken = tmp_path / "a.pdf"
    taken.mkdir()
    with closing(open_desk(closed_desks / "first", CLOCK)) as desk:
        assert refused(lambda: printing.print_blank(desk, [CARD], taken)) == "OUTPUT-08"
        assert refused(lambda: export_table(taken, "T", ("A",), [("1",)])) == "OUTPUT-08"
        assert refused(lambda: exchange.export_enrolment(desk, taken)) == "EXCHANGE-09"
    assert list(tmp_path.iterdir()) == [closed_desks, taken] or list(taken.iterdir()) == []
    assert not list(tmp_path.glob("*.part"))
