"""The long run of hostile forms, by hand: `python -m tests.property.long_forms expressions --until 1000000` and
`python -m tests.property.long_forms files --until 20000`.

Each number is one case (tests/hostile_forms.py). The run can be stopped and taken up again: what was done stands in
the state file. It ends with a line of figures; a case that was not refused in a sentence, or took longer than ten
seconds of processor time, is kept beside the state file.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sxsh_desktop.services import reference
from tests import hostile_expressions, hostile_forms
from tests.property.long_mutations import memory_mib

SLOW, HANGS = 10.0, 300
_SHOW = {"expressions": 20_000, "files": 500}
Case = Callable[[int, Path], tuple[str, bytes, Callable[[], str]]]


def an_expression(number: int, _folder: Path) -> tuple[str, bytes, Callable[[], str]]:
    """The case of this number: suffix and content to keep if it fails, and what to do."""
    text = hostile_expressions.expression(number)
    return (
        ".txt",
        text.encode("utf-8", "surrogatepass"),
        lambda: hostile_expressions.outcome_of_expression(text),
    )


def a_file(number: int, folder: Path) -> tuple[str, bytes, Callable[[], str]]:
    """As `an_expression`, for a form file."""
    suffix, content = hostile_forms.form_file(number)
    vocabulary, units = reference.load_vocabulary(), reference.load_units()
    return suffix, content, lambda: hostile_forms.outcome_of_file(folder, suffix, content, vocabulary, units)


CASES: dict[str, Case] = {"expressions": an_expression, "files": a_file}


def one(make: Case, number: int, folder: Path, kept: Path) -> tuple[str, float]:
    """What became of one case, and its processor time in seconds; failures and slow ones are kept."""
    suffix, content, act = make(number, folder)
    faulthandler.dump_traceback_later(HANGS, exit=True)
    began, said = time.process_time(), ""
    try:
        found = act()
    except Exception:  # noqa: BLE001 - each is a finding: counted, kept, looked at
        found, said = "FAILED", traceback.format_exc()
    finally:
        faulthandler.cancel_dump_traceback_later()
    taken = time.process_time() - began
    if taken > SLOW:
        found = "SLOW"
    if found in ("FAILED", "SLOW"):
        kept.with_suffix(f".{number}{suffix}").write_bytes(content)
        kept.with_suffix(f".{number}.said").write_text(f"{taken:.1f} s\n{said}", encoding="utf-8")
    return found, taken


def run(what: str, state: Path, until: int) -> Counter[str]:
    """Go on from where the state file says, up to the number `until`; the counts of all runs together."""
    said: dict[str, Any] = {"next": 0, "counts": {}, "slowest": 0.0}
    if state.exists():
        said = json.loads(state.read_text(encoding="utf-8"))
    counted: Counter[str] = Counter(said["counts"])
    slowest, begin, began = float(said["slowest"]), int(said["next"]), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        for number in range(begin, until):
            found, taken = one(CASES[what], number, Path(name), state)
            counted[found] += 1
            slowest = max(slowest, taken)
            if (number + 1) % _SHOW[what] == 0 or number + 1 == until:
                speed = (number + 1 - begin) / (time.monotonic() - began)
                said = {
                    "next": number + 1,
                    "counts": dict(counted),
                    "slowest": slowest,
                    "memory_mib": memory_mib(),
                }
                state.write_text(json.dumps(said), encoding="utf-8")
                sys.stdout.write(
                    f"{number + 1} {what}, {speed:.0f} a second, slowest {slowest:.2f} s, most memory "
                    f"{memory_mib()} MiB: {dict(counted.most_common())}\n"
                )
                sys.stdout.flush()
    return counted


def main() -> None:
    """Read the command line and run."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("what", choices=sorted(CASES))
    given.add_argument("--state", type=Path, default=None)
    given.add_argument("--until", type=int, default=1_000)
    asked = given.parse_args()
    counted = run(asked.what, asked.state or Path(f"long-{asked.what}.json"), asked.until)
    sys.exit(1 if counted["FAILED"] or counted["SLOW"] else 0)


if __name__ == "__main__":
    main()
