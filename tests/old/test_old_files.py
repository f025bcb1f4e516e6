"""A store and a bundle that an earlier version wrote open, verify clean and mean the same."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sxsh_desktop.services import backup, exchange, fill, indicators, review
from sxsh_desktop.services.desk import open_desk
from sxsh_desktop.services.records import RecordFilter, Standing, records
from sxsh_desktop.services.verify import verify
from tests.old.make import CLOCK, DAY

VERSIONS = sorted(place.name for place in Path(__file__).parent.glob("v*") if place.is_dir())


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest) -> Path:
    """The files of one earlier version."""
    return Path(__file__).parent / str(request.param)


@pytest.fixture
def expected(old: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((old / "expected.json").read_text("utf-8"))
    return found


def unpacked(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as stream:
        if hasattr(tarfile, "data_filter"):  # Debian 12's Python 3.11.2 does not know it yet
            stream.extraction_filter = tarfile.data_filter
        stream.extractall(folder)
    return folder / "store"


def seen(folder: Path) -> dict[str, Any]:
    """What a person sees in the store, in the words of expected.json."""
    with closing(open_desk(folder, CLOCK)) as desk:
        report = verify(desk)
        assert report.ok, report.problems
        board = indicators.compute(desk, DAY)
        return {
            "ledger_hash": report.ledger_hash,
            "revisions": report.revisions,
            "entries": report.entries,
            "diverged": report.diverged,
            "records": sorted([one.form_id, str(one.standing)] for one in records(desk, RecordFilter())),
            "facilities": board.facilities,
            "tallies": {one.id: [one.tally.yes, one.tally.no, one.tally.unknown] for one in board.lines},
        }


def test_there_is_one_of_the_first_version() -> None:
    assert "v1" in VERSIONS


def test_an_old_store_opens_and_means_the_same(old: Path, expected: dict[str, Any], tmp_path: Path) -> None:
    store = unpacked(old / "store.tar.xz", tmp_path)
    found = seen(store)
    assert found == expected
    assert found["diverged"] == 1
    assert ["b_khao_sat", str(Standing.RETURNED)] in found["records"]


def test_an_old_draft_goes_on(old: Path, tmp_path: Path) -> None:
    store = unpacked(old / "store.tar.xz", tmp_path)
    with closing(open_desk(store, CLOCK)) as desk:
        (head,) = fill.drafts(desk)
        draft = fill.resume(desk, head.draft_id)
        remark = next(path for path, one in draft.form.questions.items() if one.name == "remark")
        assert draft.value(remark) == "Bản nháp cũ"
        draft.set(remark, "Viết tiếp")
        assert fill.resume(desk, head.draft_id).value(remark) == "Viết tiếp"


def test_what_another_version_computed_is_computed_anew(
    old: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    store = unpacked(old / "store.tar.xz", tmp_path)
    with closing(sqlite3.connect(store / "store.sqlite")) as connection, connection:
        connection.execute("UPDATE settings SET value = 'another' WHERE name = 'computed_by'")
        connection.execute("DELETE FROM record_now")
    assert seen(store) == expected


def test_an_old_record_is_corrected_and_its_two_versions_are_joined(old: Path, tmp_path: Path) -> None:
    store = unpacked(old / "store.tar.xz", tmp_path)
    with closing(open_desk(store, CLOCK)) as desk:
        (line,) = records(desk, RecordFilter(standings=(Standing.DIVERGED,)))
        divergence = review.divergence(desk, line.record_id)
        assert len(divergence.heads) == 2 and len(divergence.fields) == 1
        backup.rebuild(desk)
        assert verify(desk).ok


def test_an_old_bundle_goes_into_the_store_that_it_is_sealed_to(
    old: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    store = unpacked(old / "receiver.tar.xz", tmp_path)
    bundle = shutil.copy(old / "bundle.sxsh", tmp_path / "cũ.sxsh")
    with closing(open_desk(store, CLOCK)) as desk:
        plan = exchange.import_bundle(desk, Path(bundle))
        assert plan.sealed and plan.records["diverged"] == 1
        assert exchange.import_bundle(desk, Path(bundle)).already
    found = seen(store)
    drafts = [one for one in expected["records"] if one[1] == str(Standing.DRAFT)]
    assert found == {**expected, "records": [one for one in expected["records"] if one not in drafts]}
