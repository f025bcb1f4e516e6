"""Real processes, killed at random moments: the harness of the tests that look at what is left.

Each round starts a process, kills it (SIGKILL, TerminateProcess) some time after its first sign of life, and
looks. Where the system can fork, the processes come from a server that has imported everything already;
elsewhere there are fewer rounds.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
from collections.abc import Callable
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

import pytest

FORKS = "forkserver" in multiprocessing.get_all_start_methods()
SHARE = 1.0 if FORKS else 0.05
# How often each thing is killed; together at least 200 times.
ROUNDS = {
    "answers": 100,
    "final records": 60,
    "format": 20,
    "backup": 30,
    "sealed backup": 6,
    "filling real forms": 14,
    "export": 16,
    "import": 20,
    "undo": 16,
}
_IMPORTED_BEFORE = [
    "test_store_durability",
    "test_kill_exchange",
    "sxsh_desktop.store.migrating",
    "sqlalchemy.dialects.sqlite",
    "tests.kill_warm",
]


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> BaseContext:
    """Where the processes to be killed come from."""
    context = multiprocessing.get_context("forkserver" if FORKS else "spawn")
    if FORKS:
        monkeypatch.setenv(
            "PYTHONPATH", os.pathsep.join(sys.path)
        )  # the server looks for modules nowhere else
        context.set_forkserver_preload(_IMPORTED_BEFORE)
    return context


def kill_rounds(
    context: BaseContext,
    target: Callable[..., None],
    folder: Path,
    what: str,
    look: Callable[[], None],
    longest: float = 0.06,
    until: Callable[[], bool] = lambda: True,
) -> None:
    """Start `target(folder, acknowledged, outside)`, kill it, look; as often as ROUNDS says of `what`.

    The process lives up to `longest` seconds after it has sent "started" to `outside`. Further rounds with
    longer lives follow until `until` holds: on a slow machine a short life never gets beyond the first step.
    """
    chance = random.Random(20260701)
    rounds = max(int(ROUNDS[what] * SHARE), 2)
    for number in range(4 * rounds):
        if number >= rounds and until():
            return
        life = chance.random() ** 2 * longest * max(1, number - rounds)
        _kill_once(context, target, folder, life)
        look()


def _kill_once(context: BaseContext, target: Callable[..., None], folder: Path, life: float) -> None:
    here, there = context.Pipe(duplex=False)
    said = folder / "acknowledged.txt"
    process: Any = context.Process(target=target, args=(folder, said, there))  # type: ignore[attr-defined]
    process.start()
    there.close()
    assert here.recv() == "started"
    process.join(life)
    process.kill()
    process.join()
    here.close()


def acknowledge(said: Path, what: str) -> None:
    """Tell the outside world; what the system was told survives the process."""
    with said.open("ab", buffering=0) as stream:
        stream.write(f"{what}\n".encode())


def acknowledged(folder: Path) -> list[str]:
    """Everything that the outside world was told."""
    file = folder / "acknowledged.txt"
    return file.read_text(encoding="utf-8").split() if file.exists() else []
