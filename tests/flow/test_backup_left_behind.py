"""What a killed restore leaves half made is cleared away at the next opening, and never under another's hands."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from sxsh_desktop.services.desk import open_desk
from sxsh_desktop.store import scratch
from tests.exchange_maker import CLOCK, fresh_desks

__all__ = ["fresh_desks"]

NAMES = ("restoring", "opening")


def hold(folder: Path, name: str, outside: Connection) -> None:
    """Be in the middle of a restore until told otherwise; a pair of processes, so that no lock is shared."""
    with scratch.below(folder, name) as place:
        (place / "store.sqlite").write_bytes(b"half")
        outside.send(place)
        outside.recv()


@contextmanager
def holder(folder: Path, name: str) -> Iterator[tuple[Path, Connection]]:
    """Another program at work on a restore; killed at the end."""
    context = get_context("spawn")
    inside, outside = context.Pipe()
    other = context.Process(target=hold, args=(folder, name, outside))
    other.start()
    outside.close()
    try:
        yield inside.recv(), inside
    finally:
        other.kill()
        other.join()


@pytest.fixture
def folder(fresh_desks: Path, tmp_path: Path) -> Path:
    shutil.copytree(fresh_desks / "first", tmp_path / "first")
    return tmp_path / "first"


def opened(folder: Path) -> None:
    open_desk(folder, CLOCK).close()


def left(folder: Path) -> list[str]:
    return sorted(one.name for name in NAMES for one in folder.glob(f"{name}-*"))


@pytest.mark.parametrize("name", NAMES)
def test_what_a_killed_program_left_is_gone_after_the_next_opening(folder: Path, name: str) -> None:
    with holder(folder, name) as (place, _inside):
        assert place.parent == folder
    assert place.is_dir()
    opened(folder)
    assert left(folder) == []


def test_what_another_program_works_on_stays(folder: Path) -> None:
    with holder(folder, "restoring") as (place, inside):
        opened(folder)
        assert (place / "store.sqlite").read_bytes() == b"half"
        inside.send("enough")
        with pytest.raises(EOFError):  # it has ended, and cleared up after itself
            inside.recv()
    assert left(folder) == []


def test_what_an_older_version_left_without_a_sign_goes_when_it_is_old(folder: Path) -> None:
    old, young = folder / "restoring-0123abcd", folder / "opening-89abcdef"
    for place in (old, young):
        place.mkdir()
        (place / "store.sqlite").write_bytes(b"half")
    before = (CLOCK() - timedelta(days=2)).timestamp()
    os.utime(old, (before, before))
    now = CLOCK().timestamp()
    os.utime(young, (now, now))
    opened(folder)
    assert left(folder) == [young.name]


def test_a_folder_of_somebody_else_stays(folder: Path) -> None:
    other = folder / "restoring-the-ice-plant"
    other.mkdir()
    before = (CLOCK() - timedelta(days=400)).timestamp()
    os.utime(other, (before, before))
    opened(folder)
    assert other.is_dir()


def test_nothing_stays_after_work_that_ended_well_or_badly(folder: Path) -> None:
    with closing(open_desk(folder, CLOCK)), scratch.below(folder, "restoring") as place:
        assert place.is_dir()
    with pytest.raises(ZeroDivisionError), scratch.below(folder, "opening"):
        raise ZeroDivisionError
    assert left(folder) == []
