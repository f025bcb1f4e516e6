"""The table that a bench leaves in packaging/bench.md: what was measured, beside what it is compared with."""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / "packaging"
_HEAD = ("What", "Here", "Beside it, same run", "Ratio", "Bound")
Line = tuple[str, str, str, str, str]


class Measured:
    """Collects lines; lines of an earlier run stay until they are measured again."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._file, self._table = folder / "bench.json", folder / "bench.md"
        self._lines: dict[str, Sequence[str]] = {}
        if self._file.exists():
            self._lines = json.loads(self._file.read_text("utf-8"))
        self._new: list[Line] = []

    def note(self, what: str, here: str, beside: str = "", ratio: str = "", bound: str = "") -> None:
        """One measurement; shown at once."""
        line = (what, here, beside, ratio, bound)
        self._lines[what] = line
        self._new.append(line)
        sys.stdout.write("\n" + " · ".join(part for part in line if part) + "\n")

    def write(self) -> None:
        """Leave the table, and the lines as JSON for the next run."""
        if not self._new:
            return
        rows = [_HEAD, ("---",) * len(_HEAD), *self._lines.values()]
        text = "".join("| " + " | ".join(row) + " |\n" for row in rows)
        where = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
        self._table.write_text(f"{text}\n{where}.\n", encoding="utf-8")
        self._file.write_text(json.dumps(self._lines, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def milliseconds(act: Callable[[], object]) -> float:
    """How long it takes, by the clock on the wall."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def worked(act: Callable[[], object]) -> float:
    """How many milliseconds of processor time it takes: the same whatever else the machine is doing."""
    start = time.thread_time()
    act()
    return (time.thread_time() - start) * 1000


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of all times does not exceed."""
    ranked = sorted(times)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)]
