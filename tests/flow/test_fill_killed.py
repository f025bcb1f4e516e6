"""Filling is killed at random moments: every answer that was acknowledged is there again."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import create_desk, open_desk
from sxsh_desktop.services.profile import Profile

CLOCK = fixed_clock(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
ROUNDS = 12
OFFICE = "/data/g_per/op_days"

# Runs until it is killed; prints each number once the answer is on disk, and "back" before it takes that answer back.
CHILD = """
import sys
from pathlib import Path
from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import open_desk
desk = open_desk(Path(sys.argv[1]))
draft = fill.resume(desk, sys.argv[2])
number = int(sys.argv[3])
while True:
    number += 1
    draft.set("/data/g_per/op_days", str(number))
    print(number, flush=True)
    if number % 7 == 0:
        draft.add_row("/data/r_en")
    if number % 11 == 0:
        print("back", flush=True)
        draft.undo()
        draft.redo()
        print(number, flush=True)
"""


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    chance = random.Random(4)
    folder = tmp_path / "store"
    desk = create_desk(folder, Profile("officer", "vi", "CB01", "An", "866", "Cao Lãnh", "CL"), CLOCK)
    draft_id = fill.start(desk, "c_tieu_thu").draft_id
    desk.close()
    last = 0
    for _round in range(ROUNDS):
        last = _killed_after(folder, draft_id, last, chance.uniform(0.02, 0.4))
    assert last > ROUNDS


def _killed_after(folder: Path, draft_id: str, before: int, seconds: float) -> int:
    """Let the child fill for a while, kill it, and look; returns the number that the draft holds."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), draft_id, str(before)],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    deadline = time.monotonic() + seconds
    said = [first]
    while time.monotonic() < deadline:
        said.append(child.stdout.readline())
    child.kill()
    said += child.stdout.readlines()
    child.wait()
    whole = [line.strip() for line in said if line.endswith("\n")]
    acknowledged = max(int(line) for line in whole if line != "back")
    taken_back = whole[-1] == "back"  # killed on the way back and forth: the answer may be the one before

    desk = open_desk(folder, CLOCK)
    draft = fill.resume(desk, draft_id)
    held = int(draft.value(OFFICE))
    assert acknowledged - taken_back <= held <= acknowledged + 1
    again = fill.resume(desk, draft_id)
    assert again.session.to_xml() == draft.session.to_xml()
    desk.close()
    return held
