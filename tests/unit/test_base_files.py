"""Files are written whole or not at all; progress stops only where it is safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_desktop.base import files
from sxsh_desktop.base.progress import CancelledError, Progress


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "kết quả.bin"
    files.write_whole(target, b"one")
    files.write_whole(target, b"two")
    assert target.read_bytes() == b"two"
    assert [one.name for one in tmp_path.iterdir()] == [target.name]


def test_a_failure_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    files.write_whole(target, b"old")
    with pytest.raises(OSError, match="full"), files.written_whole(target) as stream:
        stream.write(b"new, but")
        raise OSError("the disk is full")
    assert target.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.bin"]


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert files.sha256_of(tmp_path / "x") == expected


def test_cancelling_stops_the_work_at_its_next_step() -> None:
    seen: list[tuple[int, int, str]] = []
    progress = Progress(lambda done, total, what: seen.append((done, total, what)))
    progress.step(1, 3, "a")
    progress.cancel()
    with pytest.raises(CancelledError):
        progress.step(2, 3, "b")
    assert seen == [(1, 3, "a")]


def test_a_part_shows_as_its_share_of_the_whole_and_is_cancelled_with_it() -> None:
    seen: list[tuple[int, int, str]] = []
    whole = Progress(lambda done, total, what: seen.append((done, total, what)))
    part = whole.part(50, 100, 100)
    part.step(5, 10, "half of the second half")
    assert seen == [(75, 100, "half of the second half")]
    whole.cancel()
    with pytest.raises(CancelledError):
        part.step(6, 10, "")
