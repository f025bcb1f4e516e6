"""kill -9 at random moments of importing, exporting, undoing: the store is as before or as after, never between."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sxsh_desktop.bundle.read import open_bundle
from sxsh_desktop.services import backup, exchange
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.records import records
from sxsh_desktop.store import ledger as ledger_store
from tests.exchange_maker import CLOCK, Desks, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]
ROUNDS = 30
State = tuple[int, int, int, int]


def state_of(folder: Path) -> State:
    """Revisions, entries, imports in force, records shown."""
    desk = open_desk(folder, CLOCK)
    try:
        with desk.read() as connection:
            counts = ledger_store.counts(connection)
        in_force = [one for one in exchange.imports(desk) if not one.undone]
        return (*counts, len(in_force), len(records(desk)))
    finally:
        desk.close()


def _work(folder: Path, act: Callable[[Desk], object]) -> None:
    act(open_desk(folder, CLOCK))


def killed(folder: Path, act: Callable[[Desk], object], after: float) -> bool:
    """Do it in a process of its own and kill that after some seconds; whether it had ended by itself."""
    process = multiprocessing.get_context("fork").Process(target=_work, args=(folder, act))
    process.start()
    process.join(after)
    alive = process.is_alive()
    process.kill()
    process.join()
    return not alive


def seconds_of(folder: Path, act: Callable[[Desk], object]) -> float:
    start = time.perf_counter()
    assert killed(folder, act, 60)
    return time.perf_counter() - start


@pytest.fixture
def can_fork() -> None:
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("this system starts processes too slowly for so many rounds")


@pytest.mark.usefixtures("can_fork")
def test_a_killed_import_or_undo_leaves_no_half(desks: Desks, tmp_path: Path) -> None:
    for number in range(12):
        make_card(desks.first, f"Cơ sở {number}")
    bundle = exchange.export_bundle(desks.first, desks.mail).file
    desks.department.close()
    source, copy = desks.folder / "department", tmp_path / "copy"

    def take_in(desk: Desk) -> object:
        return exchange.import_bundle(desk, bundle)

    def take_back(desk: Desk) -> object:
        return exchange.undo_import(desk, exchange.imports(desk)[0].import_id)

    before = state_of(source)
    full = tmp_path / "full"
    shutil.copytree(source, full)
    longest = seconds_of(full, take_in)
    after = state_of(full)
    rng = random.Random(8)
    for number in range(ROUNDS):
        shutil.rmtree(copy, ignore_errors=True)
        start, act, ends = (source, take_in, after) if number % 2 else (full, take_back, before)
        shutil.copytree(start, copy)
        ended = killed(copy, act, rng.uniform(0.02, longest * 1.1))
        found = state_of(copy)
        assert found in (before, after)
        assert not ended or found == ends
        if found == before and number % 2:
            assert killed(copy, take_in, 60)
            assert state_of(copy) == after
    desk = open_desk(copy, CLOCK)
    assert backup.verify(desk).ok
    desk.close()


@pytest.mark.usefixtures("can_fork")
def test_a_killed_export_leaves_a_whole_file_or_none(desks: Desks, tmp_path: Path) -> None:
    for number in range(12):
        make_card(desks.first, f"Cơ sở {number}")
    desks.first.close()
    folder, stick = desks.folder / "first", tmp_path / "stick"
    stick.mkdir()

    def send(desk: Desk) -> object:
        return exchange.export_bundle(desk, stick)

    longest = seconds_of(folder, send)
    rng = random.Random(9)
    for _round in range(ROUNDS):
        killed(folder, send, rng.uniform(0.02, longest * 1.1))
    for file in stick.iterdir():
        if file.suffix == ".sxsh":  # what is left of a killed one is named .part, and nobody reads it
            with open_bundle(file, [desks.first.keys.sealing], tmp_path) as opened:
                assert opened.manifest.counts.revisions == 12
    assert state_of(folder)[0] == 12
