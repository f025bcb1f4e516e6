"""A sample of the fault points: some write fails, whichever, and all is as before or as after.

Every point is visited by hand: `python -m tests.fault_points`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fault_points import KINDS, compile_shim
from tests.fault_scenes import SCENES

_REPOSITORY = Path(__file__).resolve().parents[2]
_SECONDS = 25


@pytest.mark.slow
def test_a_sample_of_all_fault_points(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if compile_shim(tmp_path) is None:
        pytest.skip("writes are made to fail by a small C library: this needs Linux and gcc")
    command = [sys.executable, "-m", "tests.fault_points", "--seconds", str(_SECONDS)]
    done = subprocess.run(command, cwd=_REPOSITORY, capture_output=True, text=True, encoding="utf-8")
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode == 0, [line for line in lines if "at" in line] or done.stderr[-4000:]
    sums = lines[-1]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{sums['points']} of {sums['points there are']} fault points: {sums['wrong']} wrong\n"
        )
    assert sums["wrong"] == 0
    assert {line["scene"] for line in lines if "writes" in line} == {scene.name for scene in SCENES}
    met = {kind for line in lines if "writes" in line for kind in line["points"]}
    assert met <= {kind.name for kind in KINDS} and sums["points"] >= len(SCENES)
