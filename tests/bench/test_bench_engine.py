"""The table of the form engine's design: ratios to its peers in one interleaved run, and exact counts.

Both sides are measured in processor time of the working thread, so that a busy machine does not blur the ratios.
"Load" opens the same file again and again, both engines warm; "load, never seen" has a form of its own each round, no
name or formula of which the process has met before.
"""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sxsh_desktop.xform.load import load_form
from sxsh_desktop.xform.session import FillSession
from tests import bench_peers, engine_forms
from tests import xform_maker as maker
from tests.bench_table import Measured, worked

pytestmark = pytest.mark.bench
_RXEVAL = importlib.util.find_spec("rxeval") is not None


@pytest.fixture
def java() -> Iterator[bench_peers.JavaRosa]:
    file = bench_peers.jar()
    if file is None:
        pytest.skip("neither Java nor the pyxform wheel is here")
    peer = bench_peers.JavaRosa(file)
    yield peer
    peer.close()


def opened(file: Path, cache: Path | None = None) -> FillSession:
    """The form, read from its file, with an empty record."""
    return FillSession.new(load_form(file, cache), maker.environment())


def interleaved(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Median milliseconds of both, measured in turn; the first two rounds warm both up."""
    pairs = [(ours(), theirs()) for _round in range(rounds + 2)][2:]
    return statistics.median(one for one, _other in pairs), statistics.median(other for _one, other in pairs)


def note(measured: Measured, what: str, pair: tuple[float, float], bound: float, peer: str) -> None:
    """One line of the table, and the bar."""
    ratio = pair[0] / pair[1]
    measured.note(
        f"Engine: {what}", f"{pair[0]:.2f} ms", f"{pair[1]:.2f} ms {peer}", f"{ratio:.4f}", f"≤ {bound}"
    )
    assert ratio <= bound


@pytest.mark.parametrize(("questions", "rounds"), [(1000, 8), (5000, 4)])
def test_engine_load(
    tmp_path: Path, measured: Measured, java: bench_peers.JavaRosa, questions: int, rounds: int
) -> None:
    file = engine_forms.chain(tmp_path, questions)
    pair = interleaved(lambda: worked(lambda: opened(file)), lambda: java.ask("load", str(file))[0], rounds)
    note(measured, f"load {questions} questions", pair, 0.5, "JavaRosa, warm")


@pytest.mark.parametrize(("questions", "rounds"), [(1000, 6), (5000, 3)])
def test_engine_load_of_a_form_never_seen(
    tmp_path: Path, measured: Measured, java: bench_peers.JavaRosa, questions: int, rounds: int
) -> None:
    """Without a bar: what the first opening costs where no plan was kept."""
    files = [engine_forms.chain(tmp_path, questions, f"n{number}x") for number in range(rounds + 2)]
    mine, other = iter(files), iter(files)
    ours, theirs = interleaved(
        lambda: worked(lambda: opened(next(mine))), lambda: java.ask("load", str(next(other)))[0], rounds
    )
    measured.note(f"Engine: load {questions} questions, never seen", f"{ours:.2f} ms", f"{theirs:.2f} ms JavaRosa",
                  f"{ours / theirs:.4f}")  # fmt: skip


_KEEP_PLANS = """
import sys
from pathlib import Path
from sxsh_desktop.xform.load import load_form
for file in sys.argv[2:]:
    load_form(Path(file), Path(sys.argv[1]))
"""


@pytest.mark.skipif(not _RXEVAL, reason="rxeval is not here")
def test_engine_load_with_plan(tmp_path: Path, measured: Measured) -> None:
    """The plan was kept by another process, so that this one knows nothing but the plan."""
    import rxeval

    rounds, plans = 9, tmp_path / "plans"
    files = [engine_forms.chain(tmp_path, 1000, f"p{number}x") for number in range(rounds + 2)]
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", _KEEP_PLANS, str(plans), *map(str, files)], cwd=root, check=True)
    text, mine = files[0].read_text("utf-8"), iter(files)
    pair = interleaved(
        lambda: worked(lambda: opened(next(mine), plans)),
        lambda: worked(lambda: rxeval.Session(text).recompute()),
        rounds,
    )
    note(measured, "load 1000 questions with kept plan", pair, 1.0, "rxeval")


@pytest.mark.parametrize("dependants", [100, 500])
def test_engine_set_with_dependants(
    tmp_path: Path, measured: Measured, java: bench_peers.JavaRosa, dependants: int
) -> None:
    """Beside an answer given to JavaRosa's session, and beside its bare model without a bar."""
    file = engine_forms.chain(tmp_path, dependants * 10)
    session = opened(file)
    java.ask("load", str(file))
    times: list[tuple[float, float, float]] = []
    for start in range(
        10, 60, 5
    ):  # five at a time, as a person's typing finds an engine: warm, not just woken
        turn = [str(number) for number in range(start, start + 5)]
        ours_now = [worked(lambda text=text: session.set("/data/g0/q0", text)) for text in turn]  # type: ignore[misc]
        answered_now = [java.ask("answer", "/data/g0/q0", text)[0] for text in turn]
        java.ask("set", "/data/g0/q0", "3")
        bare_now = [java.ask("set", "/data/g0/q0", text)[0] for text in turn]
        times.extend(zip(ours_now, answered_now, bare_now, strict=True))
    assert session.evaluations() == dependants
    assert session.value(f"/data/g{dependants - 1}/c") == java.ask("get", f"/data/g{dependants - 1}/c")[1]
    ours, answered, bare = (statistics.median(one[at] for one in times[10:]) for at in range(3))
    measured.note(f"Engine: set with {dependants} dependants, model only", f"{ours:.2f} ms", f"{bare:.2f} ms JavaRosa",
                  f"{ours / bare:.2f}")  # fmt: skip
    note(measured, f"set with {dependants} dependants", (ours, answered), 0.5, "JavaRosa session")


def test_engine_one_dependant_is_flat(tmp_path: Path, measured: Measured) -> None:
    sessions = {count: opened(engine_forms.chain(tmp_path, count)) for count in (100, 5000)}
    times: dict[int, list[float]] = {100: [], 5000: []}
    for number in range(400):
        for count, session in sessions.items():
            last = f"/data/g{count // 10 - 1}/q0"
            times[count].append(worked(lambda s=session, r=last, n=number: s.set(r, str(n))))  # type: ignore[misc]
            assert session.evaluations() == 1
    small, large = (statistics.median(times[count][50:]) for count in (100, 5000))
    measured.note("Engine: set, one dependant, 5000 questions", f"{large:.3f} ms", f"{small:.3f} ms with 100",
                  f"{large / small:.2f}", "≤ 1.3")  # fmt: skip
    assert large <= 1.3 * small


def test_engine_rows_and_shares(tmp_path: Path, measured: Measured, java: bench_peers.JavaRosa) -> None:
    file = engine_forms.shares(tmp_path, 1000)
    session = opened(file)
    java.ask("load", str(file))
    first = session.rows("/data/r")[0]
    sets = []
    for number in range(5, 14):
        ours = worked(lambda number=number: session.set(f"{first}/qty", str(number)))  # type: ignore[misc]
        sets.append((ours, java.ask("set", "/data/r[1]/qty", str(number))[0]))
    assert session.evaluations() == 1_002  # the row's total, the grand total, every share
    shares = [float(session.value(f"{row}/share")) for row in session.rows("/data/r")]
    assert shares == [round(6 / 6033, 3) if at else round(39 / 6033, 3) for at in range(1000)]
    both = (statistics.median(a for a, _b in sets[2:]), statistics.median(b for _a, b in sets[2:]))
    note(measured, "share of total, 1000 rows", both, 3, "JavaRosa")
    rows = interleaved(
        lambda: worked(lambda: session.add_row("/data/r")), lambda: java.ask("row", "/data/r")[0], 5
    )
    measured.note("Engine: add a row at 1000, each with its share", f"{rows[0]:.2f} ms", f"{rows[1]:.2f} ms JavaRosa",
                  f"{rows[0] / rows[1]:.4f}", "≤ 0.1")  # fmt: skip
    assert rows[0] <= 0.1 * rows[1]


def test_engine_cascade(tmp_path: Path, measured: Measured, java: bench_peers.JavaRosa) -> None:
    file = engine_forms.cascade(tmp_path)
    session = opened(file)
    java.ask("load", str(file))
    session.set("/data/a", "a3")
    java.ask("set", "/data/a", "a3")
    turn = iter(range(100))

    def ours() -> float:
        session.set("/data/b", f"b{next(turn) % 20}")
        taken = worked(lambda: session.choices("/data/c"))
        assert len(session.choices("/data/c")) == 25
        return taken

    def theirs() -> float:
        java.ask("set", "/data/b", f"b{next(turn) % 20}")
        taken, size = java.ask("choices", "/data/c")
        assert size == "25"
        return taken

    note(measured, "cascade over 10,000 choices", interleaved(ours, theirs, 15), 0.02, "JavaRosa")


_MEMORY = """
import sys
from pathlib import Path
file = Path(sys.argv[2])
if sys.argv[1] == "ours":
    from sxsh_desktop.xform.load import load_form
    from sxsh_desktop.xform.session import FillSession
    from tests import xform_maker as maker
    kept = FillSession.new(load_form(file), maker.environment())
else:
    import rxeval
    kept = rxeval.Session(file.read_text("utf-8"))
    kept.recompute()
status = Path("/proc/self/status").read_text("ascii")
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not _RXEVAL or not Path("/proc/self/status").exists(), reason="no rxeval, or no /proc")
def test_engine_memory(tmp_path: Path, measured: Measured) -> None:
    file = engine_forms.chain(tmp_path, 5000)
    root = Path(__file__).resolve().parents[2]
    peaks = {}
    for who in ("ours", "rxeval"):
        done = subprocess.run(
            [sys.executable, "-c", _MEMORY, who, str(file)],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        peaks[who] = int(done.stdout.split()[-1]) / 1024
    ratio = peaks["ours"] / peaks["rxeval"]
    measured.note("Engine: peak memory, 5000 questions", f"{peaks['ours']:.0f} MB", f"{peaks['rxeval']:.0f} MB rxeval",
                  f"{ratio:.2f}", "≤ 1.5")  # fmt: skip
    assert ratio <= 1.5
