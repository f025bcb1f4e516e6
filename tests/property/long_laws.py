"""The long run of the laws, by hand: `python -m tests.property.long_laws --histories 100000`.

Each number is one random history (tests/history_maker.py). `--level ledger` holds the laws against the values and
views of the ledger, and for every tenth history against the tables of a real store; `--level desk` lets whole desks
import real bundles of it. `--first` takes a run up where another ended. The run ends with a line of figures.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from tests.history_maker import Dice, History

_PIECE = {"ledger": 200, "desk": 5}
_STORE_EACH = 10


@cache
def _folder() -> Path:
    """A folder of this process."""
    return Path(tempfile.mkdtemp(prefix="laws-"))


@cache
def _ledger_level() -> Callable[[int], History]:
    from sxsh_desktop.store.database import open_store
    from tests import ledger_laws

    store = open_store(_folder() / "store")
    return lambda number: ledger_laws.hold(Dice(number), None if number % _STORE_EACH else store)


@cache
def _desk_level() -> Callable[[int], History]:
    from tests import desk_laws

    base = desk_laws.make_base(_folder() / "base")
    return lambda number: desk_laws.hold(Dice(number), base, _folder())


def piece(task: tuple[str, int, int]) -> tuple[Counter[str], list[str]]:
    """Hold the laws against the histories of these numbers: what was held against what, and failures."""
    level, first, last = task
    hold = _ledger_level() if level == "ledger" else _desk_level()
    counted: Counter[str] = Counter()
    failures = []
    for number in range(first, last):
        try:
            history = hold(number)
        except Exception:  # noqa: BLE001 - each is a finding: counted, kept, looked at
            failures.append(f"history {number}\n{traceback.format_exc()}")
            continue
        counted["histories"] += 1
        counted["through a store"] += level == "desk" or number % _STORE_EACH == 0
        counted["revisions"] += len(history.revisions)
        counted["entries"] += len(history.entries)
        counted["bundles"] += len(history.sendings)
    return counted, failures


def run(level: str, first: int, histories: int, workers: int) -> Iterator[tuple[Counter[str], list[str]]]:
    """All of them, in pieces, over so many processes."""
    step, last = _PIECE[level], first + histories
    tasks = [(level, start, min(start + step, last)) for start in range(first, last, step)]
    if workers < 2:
        yield from map(piece, tasks)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap_unordered(piece, tasks)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--histories", type=int, default=100_000)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--level", choices=tuple(_PIECE), default="ledger")
    asked.add_argument("--workers", type=int, default=1)
    given = asked.parse_args()
    counted: Counter[str] = Counter()
    failed, began, shown = 0, time.monotonic(), 0.0
    for found, failures in run(given.level, given.first, given.histories, given.workers):
        counted += found
        failed += len(failures)
        for one in failures:
            sys.stdout.write(one)
        if time.monotonic() - shown > 20 or counted["histories"] + failed == given.histories:
            shown = time.monotonic()
            figures = {"seconds": round(shown - began), "failed": failed}
            sys.stdout.write(json.dumps({"level": given.level, **counted, **figures}) + "\n")
            sys.stdout.flush()
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
