"""Every write may fail: `python -m tests.fault_points` makes the n-th one fail, n = 1, 2, 3, … to the end.

For each scene (tests/fault_scenes.py) and each kind of fault: I/O error and full disk, once and for ever; the process
killed before the write, or in the middle of it; the stick pulled out. Each point is a process of its own, forked from
this one, with a copy of the scene's folder; tests/fault_shim.c, compiled here, counts the writes below that folder and
lets one fail. Linux with gcc only: the calls of every library are met (Python's, SQLite's), nothing of the program is
replaced. `--seconds` and `--most` take samples spread over everything; without them every point is visited. Prints one
JSON line a scene and a last one with the sums; exit status 1 when something was lost or half-done.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import is_translated
from tests.fault_scenes import SCENES, Scene

_SHIM = Path(__file__).with_name("fault_shim.c")
_REPOSITORY = Path(__file__).parents[1]
_NEVER = 1 << 40


@dataclass(frozen=True)
class Kind:
    """A sort of fault: its number in the shim, whether it stays, whether the process ends, whether of the stick."""

    name: str
    number: int
    ever: bool = False
    kills: bool = False
    of_stick: bool = False


KINDS = (
    Kind("I/O error once", 1),
    Kind("I/O error for ever", 1, ever=True),
    Kind("full once", 2),
    Kind("full for ever", 2, ever=True),
    Kind("killed", 3, kills=True),
    Kind("killed in the middle", 4, kills=True),
    Kind("stick pulled out", 5, ever=True, of_stick=True),
)


def compile_shim(folder: Path) -> Path | None:
    """The shim as a library in `folder`; None where there is no gcc, or no Linux."""
    if not sys.platform.startswith("linux") or shutil.which("gcc") is None:
        return None
    made = folder / "fault_shim.so"
    command = ["gcc", "-O1", "-shared", "-fPIC", "-U_FORTIFY_SOURCE", "-o", str(made), str(_SHIM), "-ldl"]
    return made if subprocess.run(command, capture_output=True).returncode == 0 else None


@contextmanager
def fault(folder: Path, at: int, kind: Kind) -> Iterator[Callable[[], int]]:
    """Within it the `at`-th write below `folder` fails; gives what says how many there were."""
    shim = ctypes.CDLL(None)
    shim.fault_disarm.restype = ctypes.c_long
    shim.fault_arm(os.fsencode(folder), ctypes.c_long(at), kind.number, int(kind.ever))
    counted: list[int] = []
    try:
        yield lambda: counted[0]
    finally:
        counted.append(int(shim.fault_disarm()))


def forked(work: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """What `work` gives in a process of its own; None when that was killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            found = work()
        except BaseException:  # noqa: BLE001 - whatever it is, the parent is told
            found = {"bug": traceback.format_exc()}
        with os.fdopen(writer, "wb") as stream:
            stream.write(json.dumps(found).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else None


class Place:
    """A scene with its folder as it was made, and how things stand before and after the act."""

    def __init__(self, scene: Scene, desks: Path, folder: Path) -> None:
        self.scene, self.folder = scene, folder
        self.made = folder / "made"
        shutil.copytree(desks, self.made)
        self._sure(self._prepared)
        self.before = self._sure(lambda: self._copied(scene.look))
        done = self._sure(lambda: self._copied(self._undisturbed))
        self.after, self.counts = done["after"], {int(k): int(v) for k, v in done["counts"].items()}

    def _prepared(self) -> dict[str, Any]:
        self.scene.prepare(self.made)
        return {}

    def _sure(self, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        found = forked(work)
        if found is None or "bug" in found:
            raise RuntimeError(f"{self.scene.name}: {found}")
        return found

    def _copied(self, work: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
        with self.copy() as folder:
            return work(folder)

    @contextmanager
    def copy(self) -> Iterator[Path]:
        folder = self.folder / "work"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.made, folder)
        yield folder
        shutil.rmtree(folder, ignore_errors=True)

    def _undisturbed(self, folder: Path) -> dict[str, Any]:
        """The act without a fault: how things stand then, and how many writes of each kind it took."""
        counts: dict[int, int] = {}
        after: dict[str, Any] = {}
        for kind in KINDS:
            if kind.number in counts or (kind.of_stick and not self.scene.stick):
                continue
            shutil.rmtree(folder)
            shutil.copytree(self.made, folder)
            begun = self.scene.begin(folder)
            with fault(self._watched(folder, kind), _NEVER, kind) as counted:
                self.scene.act(begun)
            counts[kind.number] = counted()
            after = self.scene.look(folder)
        return {"after": after, "counts": counts}

    def _watched(self, folder: Path, kind: Kind) -> Path:
        return folder / self.scene.stick if kind.of_stick else folder

    def points(self, most: int) -> Iterator[tuple[Kind, int]]:
        """Every write by every kind of fault; at most `most` writes of a kind, evenly spread, the last among them."""
        for kind in KINDS:
            count = self.counts.get(kind.number, 0)
            step = max(1, -(-count // most)) if most else 1
            for at in range(count, 0, -step):
                yield kind, at

    # --- one point ----------------------------------------------------------------------------------------------

    def visit(self, kind: Kind, at: int) -> list[str]:
        """What is wrong after the fault; nothing when all is as before or as after, and the act then succeeds."""
        with self.copy() as folder:
            found = forked(lambda: self._hit(folder, kind, at))
            if found is None and not kind.kills:
                return ["the process ended"]
            told: list[str] = list(found.get("wrong", [])) if found else []
            if found and "bug" in found:
                return [found["bug"]]
            later = forked(lambda: self._afterwards(folder))
            if later is None or "bug" in later:
                return [*told, f"afterwards: {later}"]
            return [*told, *later["wrong"]]

    def _hit(self, folder: Path, kind: Kind, at: int) -> dict[str, Any]:
        begun = self.scene.begin(folder)
        wrong: list[str] = []
        with fault(self._watched(folder, kind), at, kind):
            refused = _outcome(self.scene, begun, wrong)
        if refused and not kind.ever:
            left = [str(file.relative_to(folder)) for file in folder.rglob("*.part")]
            wrong += [f"left behind: {name}" for name in left]
        state = json.loads(json.dumps(self.scene.look(folder)))
        if not refused and state != self.after:
            wrong.append("said done, and is not")
        wrong += self._neither(state)
        if refused and _outcome(self.scene, begun, wrong):  # the same window goes on
            wrong.append("does not go through when it is done again in the same window")
        return {"wrong": wrong}

    def _afterwards(self, folder: Path) -> dict[str, Any]:
        """A new start: as before or as after; then the act once more."""
        state = json.loads(json.dumps(self.scene.look(folder)))
        wrong = self._neither(state)
        if state != self.after:
            if _outcome(self.scene, self.scene.begin(folder), wrong):
                wrong.append("does not go through afterwards")
            if json.loads(json.dumps(self.scene.look(folder))) != self.after:
                wrong.append("done again, it gives something else")
        return {"wrong": wrong}

    def _neither(self, state: dict[str, Any]) -> list[str]:
        if state in (self.before, self.after):
            return []
        names = sorted(
            name for name in state if state[name] not in (self.before.get(name), self.after.get(name))
        )
        return [f"neither as before nor as after: {names or 'mixed'}"]


def _outcome(scene: Scene, begun: Any, wrong: list[str]) -> str:
    """The code of the refusal, "" when the act went through."""
    try:
        scene.act(begun)
    except UserError as error:
        if not (is_translated("vi", error.said) and is_translated("vi", error.todo) and all(error.explain())):
            wrong.append(f"no words for {error.code}")
        return error.code
    except Exception:  # noqa: BLE001 - a bug: told with its trace
        wrong.append(traceback.format_exc())
        return "bug"
    return ""


def say(what: dict[str, Any]) -> None:
    """One JSON line."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def run(desks: Path, folder: Path, names: list[str], seconds: float, most: int) -> Counter[str]:
    """Visit the points of these scenes; the sums."""
    sums: Counter[str] = Counter()
    places = []
    for number, scene in enumerate(one for one in SCENES if not names or one.name in names):
        (folder / str(number)).mkdir()
        places.append(Place(scene, desks, folder / str(number)))
    for place in places:
        sums["points there are"] += len(list(place.points(0)))
        chosen = list(place.points(most))
        if seconds:
            random.Random(20261123).shuffle(chosen)
        ends = time.monotonic() + seconds / len(places)
        counted: Counter[str] = Counter()
        for kind, at in chosen:
            if seconds and time.monotonic() > ends:
                break
            wrong = place.visit(kind, at)
            counted[kind.name] += 1
            sums["points"] += 1
            sums["wrong"] += bool(wrong)
            if sums["points"] % 100 == 0:
                say({"so far": sums["points"], "wrong": sums["wrong"]})
            for one in wrong:
                say({"scene": place.scene.name, "kind": kind.name, "at": at, "wrong": one})
        say({"scene": place.scene.name, "writes": place.counts, "points": counted})
    return sums


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=0, help="a sample of about so long; 0: every point")
    asked.add_argument("--scene", action="append", default=[], help="only these")
    asked.add_argument(
        "--most", type=int, default=0, help="so many writes of each kind in a scene; 0: every write"
    )
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name).resolve()
        if "fault_shim" not in os.environ.get("LD_PRELOAD", ""):
            shim = compile_shim(folder)
            if shim is None:
                raise SystemExit("no gcc here, or no Linux")
            again = [sys.executable, "-m", "tests.fault_points", *sys.argv[1:]]
            raise SystemExit(
                subprocess.run(again, cwd=_REPOSITORY, env={**os.environ, "LD_PRELOAD": str(shim)}).returncode
            )
        import tests.kill_warm  # noqa: F401 - read once, for all processes forked from this one

        found = forked(lambda: {"desks": str(_desks(folder))})
        assert found is not None and "bug" not in found, found
        sums = run(Path(found["desks"]), folder, given.scene, given.seconds, given.most)
        say(sums)
    if sums["wrong"]:
        raise SystemExit(1)


def _desks(folder: Path) -> Path:
    from tests.exchange_maker import make_desks

    return make_desks(folder / "desks")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
