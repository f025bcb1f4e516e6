"""The long run of hostile bundles, by hand: `python -m tests.property.long_mutations --until 1000000`.

Each number is one hostile file (tests/hostile_maker.py): every eighth one sealed, for every ten thousand a new
good bundle. The run can be stopped and taken up again: what was done stands in the state file. It ends with a line of
figures; a file that was taken wrongly, or not refused in a sentence, is kept beside the state file.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from tests.hostile_maker import Good, good_bundle, hostile, outcome

_ROUND = 10_000
_SHOW = 5_000


def memory_mib() -> int:
    """The most memory that this process has held so far, in MiB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024


def one(good: Good, number: int, folder: Path, counted: Counter[str], kept: Path) -> None:
    content = hostile(good, number)
    try:
        counted[outcome(good, content, folder) or "taken"] += 1
    except Exception:  # noqa: BLE001 - each is a finding: counted, kept, looked at
        counted["FAILED"] += 1
        kept.with_suffix(f".{number}.sxsh").write_bytes(content)
        kept.with_suffix(f".{number}.txt").write_text(traceback.format_exc(), encoding="utf-8")


def run(state: Path, until: int) -> Counter[str]:
    """Go on from where the state file says, up to the number `until`; the counts of all runs together."""
    said: dict[str, Any] = {"next": 0, "counts": {}}
    if state.exists():
        said = json.loads(state.read_text(encoding="utf-8"))
    counted: Counter[str] = Counter(said["counts"])
    begin, began, memory = int(said["next"]), time.monotonic(), 0
    pair: list[Good] = []
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        for number in range(begin, until):
            if not pair or number % _ROUND == 0:
                pair = [good_bundle(Path(name), sealed=False), good_bundle(Path(name), sealed=True)]
            one(pair[number % 8 == 0], number, Path(name), counted, state)
            if (number + 1) % _SHOW == 0 or number + 1 == until:
                memory = memory or memory_mib()
                speed = round((number + 1 - begin) / (time.monotonic() - began))
                figures = {"memory_mib": [memory, memory_mib()], "per_second": speed}
                told = json.dumps({"next": number + 1, "counts": counted, **figures})
                state.write_text(told, encoding="utf-8")
                sys.stdout.write(told + "\n")
                sys.stdout.flush()
    return counted


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--until", type=int, default=1_000_000)
    asked.add_argument("--state", type=Path, default=Path(tempfile.gettempdir()) / "sxsh-mutations.json")
    given = asked.parse_args()
    if run(given.state, given.until)["FAILED"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
