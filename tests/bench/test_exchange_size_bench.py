"""The sizes that a province may reach: 100,000 revisions with 10,000 photos, a store of a million revisions.

Export, import and rebuild run in processes of their own, so that the highest memory of each is told apart.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sxsh_desktop.ledger.keys import sign_revision
from sxsh_desktop.ledger.values import Revision, UnsignedRevision
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.reference import load_vocabulary
from sxsh_desktop.store import attachments as attachment_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.database import DATABASE_FILE
from sxsh_desktop.store.fact_tables import fact_tables
from sxsh_desktop.store.schema_derived import DERIVED
from tests.bench_table import Measured, milliseconds
from tests.bench_tables import raw, raw_times
from tests.exchange_maker import CLOCK, Desks, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]
pytestmark = pytest.mark.bench

ROOT = Path(__file__).resolve().parents[2]
REVISIONS, PHOTOS, PHOTO_BYTES = 100_000, 10_000, 8_000
MILLION = 1_000_000
_MEMORY_BOUND, _SPEED_BOUND = 300, 5
_TURNS = 40
_HEAD = """
import resource, sys, time
from pathlib import Path
from sxsh_desktop.services import exchange, rebuild
from sxsh_desktop.services.desk import open_desk
from tests.exchange_maker import CLOCK
desk = open_desk(Path(sys.argv[1]), CLOCK)
start = time.perf_counter()
"""
# ru_maxrss counts the memory of the process that started this one, too (it survives the exec); VmHWM does not.
_TAIL = """
spent = time.perf_counter() - start
status = Path("/proc/self/status")
if status.exists():
    peak = int(status.read_text().partition("VmHWM:")[2].split()[0])
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(int(spent * 1000), peak // 1024)
"""
_EXPORT = "exchange.export_bundle(desk, Path(sys.argv[2]), sealed=False)"
_IMPORT = "exchange.import_bundle(desk, Path(sys.argv[2]))"
_REBUILD = "rebuild.rebuild(desk)"


def apart(act: str, *arguments: Path) -> tuple[float, int]:
    """Run an act on a store in a process of its own: milliseconds, and the highest memory in MB."""
    pytest.importorskip("resource")
    done = subprocess.run(
        [sys.executable, "-c", f"{_HEAD}{act}{_TAIL}", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    spent, memory = done.stdout.split()
    return float(spent), int(memory)


def photo(folder: Path, number: int) -> str:
    """A photo among the attachments, put there without waiting for the disk."""
    content = hashlib.shake_256(str(number).encode()).digest(PHOTO_BYTES)
    sha256 = hashlib.sha256(content).hexdigest()
    file = attachment_store.path_of(folder, sha256)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return sha256


def copies(desk: Desk, card: Revision, number: int, photos: int) -> Iterator[Revision]:
    """Copies of a card under ids of their own, signed, the first ones with a photo."""
    parts = {name: getattr(card, name) for name in UnsignedRevision.__slots__}
    for one in range(number):
        record, revision = str(uuid.uuid4()), f"uuid:{uuid.uuid4()}"
        xml = card.instance_xml.replace(card.revision_id.encode(), revision.encode())
        parts.update(
            revision_id=revision,
            record_id=record,
            facility_id=record,
            instance_xml=xml.replace("Tân Phú".encode(), f"Tân Phú {one}".encode()),
            attachments=(photo(desk.store.attachments, one),) if one < photos else (),
            sequence=1000 + one,
        )
        yield sign_revision(UnsignedRevision(**parts), desk.keys.signing)


def test_a_hundred_thousand_revisions(desks: Desks, tmp_path: Path, measured: Measured) -> None:
    card = make_card(desks.first, "Cơ sở nước đá Tân Phú")
    with desks.first.write() as connection:
        made_here = copies(desks.first, card, REVISIONS, PHOTOS)
        ledger_store.add_revisions(connection, made_here, made_here=True)
    desks.first.close()
    desks.department.close()
    store = desks.folder / "department" / DATABASE_FILE
    before = tmp_path / "before.sqlite"
    shutil.copy(store, before)
    made, made_memory = apart(_EXPORT, desks.folder / "first", desks.mail)
    file = next(desks.mail.glob("*.sxsh"))
    taken, taken_memory = apart(_IMPORT, desks.folder / "department", file)
    rows, times = raw_times(before, store)
    anew, anew_memory = apart(_REBUILD, desks.folder / "department")
    derived = {
        table.name: times.get(table.name, 0) for table in (*DERIVED, *fact_tables(load_vocabulary()).all())
    }
    inserted, computed = sum(times.values()), sum(derived.values())
    what = f"{REVISIONS:,} revisions with {PHOTOS:,} photos"
    bound = f"< {_MEMORY_BOUND} MB"
    measured.note(f"{what} exported: memory", f"{made_memory} MB", f"{made / 1000:.0f} s", "", bound)
    measured.note(f"{what} imported: memory", f"{taken_memory} MB", f"{taken / 1000:.0f} s", "", bound)
    measured.note(f"{what} rebuilt: memory", f"{anew_memory} MB", f"{anew / 1000:.0f} s", "", bound)
    measured.note(
        f"{what} imported ({rows:,} rows)",
        f"{taken / 1000:.1f} s",
        f"raw executemany of the same rows {inserted / 1000:.1f} s",
        f"{taken / inserted:.1f}",
        f"≤ {_SPEED_BOUND}",
    )
    measured.note(
        f"{what} rebuilt",
        f"{anew / 1000:.1f} s",
        f"raw executemany of the derived rows {computed / 1000:.1f} s",
        f"{anew / computed:.1f}",
        f"≤ {_SPEED_BOUND}",
    )
    assert max(made_memory, taken_memory, anew_memory) < _MEMORY_BOUND


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
    spent, memory = apart("time.sleep(0.05)", desks.folder / "second")
    assert 50 <= spent <= (time.perf_counter() - start) * 1000
    assert memory > 0
    with closing(open_desk(desks.folder / "second", CLOCK)) as desk:
        assert desk.device_id
