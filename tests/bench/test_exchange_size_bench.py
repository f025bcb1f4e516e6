"""The sizes that a province may reach: 100,000 revisions with 10,000 photos, a store of a million revisions.

Export, import and rebuild run in processes of their own, so that the highest memory of each is told apart. Revisions
and photos are those of tests/bench_ledger.py (all forms in the sample's mix, 300 kB a photo), on the disk; the peer of
import and rebuild is that of tests/bench_tables.py. The 10,000 photos are no rows: the peer of the import writes and
flushes the same files besides, one by one, as an import must before it names them; its own line tells how long.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from sxsh_desktop.services.desk import open_desk
from sxsh_desktop.services.reference import load_vocabulary
from sxsh_desktop.store.database import DATABASE_FILE
from sxsh_desktop.store.fact_tables import fact_tables
from sxsh_desktop.store.schema_derived import DERIVED
from tests.bench_ledger import fill, sample_revisions
from tests.bench_table import Measured, milliseconds
from tests.bench_tables import now, raw, raw_times
from tests.exchange_maker import CLOCK, Desks, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]
pytestmark = pytest.mark.bench

ROOT = Path(__file__).resolve().parents[2]
REVISIONS, PHOTOS = 100_000, 10_000
MILLION = 1_000_000
_MEMORY_BOUND = 300
_TURNS = 40
_HEAD = """
import resource, sys, time
from pathlib import Path
from sxsh_desktop.services import exchange, rebuild
from sxsh_desktop.services.desk import open_desk
from tests.exchange_maker import CLOCK
desk = open_desk(Path(sys.argv[1]), CLOCK)
start, worked = time.perf_counter(), time.process_time()
"""
# ru_maxrss counts the memory of the process that started this one, too (it survives the exec); VmHWM does not.
_TAIL = """
spent, worked = time.perf_counter() - start, time.process_time() - worked
status = Path("/proc/self/status")
if status.exists():
    peak = int(status.read_text().partition("VmHWM:")[2].split()[0])
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(int(spent * 1000), int(worked * 1000), peak // 1024)
"""
_EXPORT = "exchange.export_bundle(desk, Path(sys.argv[2]), sealed=False)"
_IMPORT = "exchange.import_bundle(desk, Path(sys.argv[2]))"
_VERIFY = """
from sxsh_desktop.bundle.read import open_bundle
from itertools import islice
from sxsh_desktop.ledger.keys import verify_many
with open_bundle(Path(sys.argv[2]), [desk.keys.sealing], desk.folder, lines=False) as bundle:
    revisions = bundle.revisions()
    while some := list(islice(revisions, 500)):
        assert all(verify_many([(one, desk.keys.signing.public) for one in some]))
    assert all(one.key_id for one in bundle.entries())
"""
_REBUILD = "rebuild.rebuild(desk)"


class Apart(NamedTuple):
    """What an act in a process of its own took: milliseconds by the clock and of the processor, MB at most."""

    clock: float
    worked: float
    memory: int


def apart(act: str, *arguments: Path) -> Apart:
    """Run an act on a store in a process of its own."""
    pytest.importorskip("resource")
    done = subprocess.run(
        [sys.executable, "-c", f"{_HEAD}{act}{_TAIL}", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    spent, worked, memory = done.stdout.split()
    return Apart(float(spent), float(worked), int(memory))


def test_a_hundred_thousand_revisions(desks: Desks, tmp_path: Path, measured: Measured) -> None:
    sample = sample_revisions(tmp_path / "demo")
    fill(desks.first, sample, REVISIONS, PHOTOS)
    desks.first.close()
    desks.department.close()
    before = tmp_path / "before.sqlite"
    store = desks.folder / "department" / DATABASE_FILE
    shutil.copy(store, before)
    out = apart(_EXPORT, desks.folder / "first", desks.mail)
    file = next(desks.mail.glob("*.sxsh"))
    written = spent(lambda: written_and_hashed(file, tmp_path / "bytes"))
    checked = apart(_VERIFY, desks.folder / "first", file)
    taken = apart(_IMPORT, desks.folder / "department", file)
    kept = spent(lambda: photos_kept(desks.folder / "department" / "attachments", tmp_path / "photos"))
    bare = raw_times(before, store)
    anew = apart(_REBUILD, desks.folder / "department")
    what = f"{REVISIONS:,} revisions with {PHOTOS:,} photos"
    size = f"the same {file.stat().st_size >> 20} MB written and hashed {written[0] / 1000:.0f} s"
    _told(measured, f"{what} exported", out, size, written, 3)
    _told(measured, f"{what} verified", checked, size, written, 3)
    rows = bare.of()
    beside = f"raw executemany of the same rows {rows[0] / 1000:.0f} s, the photos {kept[0] / 1000:.0f} s"
    peer = rows[0] + kept[0], rows[1] + kept[1]
    _told(measured, f"{what} imported ({bare.rows:,} rows)", taken, beside, peer, 5)
    derived = bare.of(["facility_search", *(one.name for one in DERIVED), *_fact_table_names()])
    beside = f"raw executemany of the derived rows {derived[0] / 1000:.0f} s"
    _told(measured, f"{what} rebuilt", anew, beside, derived, 5)
    assert max(one.memory for one in (out, checked, taken, anew)) < _MEMORY_BOUND


def _fact_table_names() -> list[str]:
    return [table.name for table in fact_tables(load_vocabulary()).all()]


def _told(
    measured: Measured, what: str, act: Apart, beside: str, peer: tuple[float, float], bound: int
) -> None:
    """A line about the time of an act apart, and one about its memory."""
    ratio = f"{act.clock / peer[0]:.1f} (processor {act.worked / peer[1]:.1f})"
    measured.note(what, f"{act.clock / 1000:.0f} s", beside, ratio, f"≤ {bound}")
    measured.note(f"{what}: memory", f"{act.memory} MB", "", "", f"< {_MEMORY_BOUND} MB")


def spent(act: Callable[[], object]) -> tuple[float, float]:
    """How long it takes by the clock and of the processor, in milliseconds."""
    clock, worked = now()
    act()
    then = now()
    return then[0] - clock, then[1] - worked


def written_and_hashed(source: Path, target: Path) -> None:
    """The bytes of a file once more on the disk, flushed, and their SHA-256: what no bundle can do without."""
    digest = hashlib.sha256()
    with source.open("rb") as found, target.open("wb") as stream:
        while piece := found.read(1 << 20):
            stream.write(piece)
            digest.update(piece)
        stream.flush()
        os.fsync(stream.fileno())
    target.unlink()


def photos_kept(source: Path, target: Path) -> None:
    """Every photo once more on the disk, each file flushed."""
    target.mkdir()
    for one in sorted(source.glob("*/*")):
        with (target / one.name).open("wb") as stream:
            stream.write(one.read_bytes())
            stream.flush()
            os.fsync(stream.fileno())
    shutil.rmtree(target)


def test_a_million_revisions_open_as_fast_as_none(desks: Desks, measured: Measured) -> None:
    make_card(desks.department, "Cơ sở nước đá Tân Phú")
    for desk in (desks.first, desks.department):
        desk.close()
    full, empty = desks.folder / "department", desks.folder / "empty"
    shutil.copytree(full, empty)
    with raw(full / DATABASE_FILE) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(revisions)")]
        own = {"revision_id": "'uuid:' || n || '-' || revision_id", "record_id": "n || '-' || record_id"}
        chosen = ", ".join(own.get(name, name) for name in columns)
        connection.execute(
            "INSERT INTO revisions WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?) "
            f"SELECT {chosen} FROM c, (SELECT * FROM revisions LIMIT 1)",
            (MILLION,),
        )
    times: dict[Path, list[float]] = {full: [], empty: []}
    for _turn in range(_TURNS):
        for folder, taken in times.items():
            taken.append(milliseconds(lambda folder=folder: open_desk(folder, CLOCK).close()))  # type: ignore[misc]
    with_all, with_none = min(times[full]), min(times[empty])
    measured.note(
        f"a store of {MILLION:,} revisions opened",
        f"{with_all:.0f} ms",
        f"an empty one {with_none:.0f} ms",
        f"{with_all / with_none:.2f}",
        "≤ 1.2",
    )
    assert with_all < 1.5 * with_none


def test_the_clock_of_an_act_apart_runs(desks: Desks) -> None:
    """What the measurements above rest on: an act that fails is told, not measured."""
    start = time.perf_counter()
    act = apart("time.sleep(0.05)", desks.folder / "second")
    assert 50 <= act.clock <= (time.perf_counter() - start) * 1000
    assert act.memory > 0 and act.worked < act.clock
    with closing(open_desk(desks.folder / "second", CLOCK)) as desk:
        assert desk.device_id
