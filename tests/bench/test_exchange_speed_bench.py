"""A bundle made, verified, taken in, all computed anew: each beside the barest act on the same bytes or rows.

What is compared, and why it is fair:

* *made*, *verified* (bound 3): the peer writes the very bytes of the finished file to the same disk, flushes them
  (`fsync`, as the bundle is) and takes their SHA-256; it neither packs nor signs, reads no store and no photos. The
  bundle is what a province sends: records of all nine forms in the sample's mix, one photo of 300 kB to ten
  records. Verifying is what `sxsh bundle verify` reads: all parts, all lines, the signature of every record.
  A second bundle without photos shows what records alone cost; there the check of the signatures by itself (Ed25519,
  one a record; its own line) is a multiple of the peer, so no program that checks them can be near the bound.
* *taken in* (bound 5): the peer puts the same rows into the same tables with their indexes, and the register's search
  index, by one bare connection as durable as ours, in one transaction, in the order in which they came. The bundle
  holds no photos, which are no rows. Within is all that an import does: reading, signatures, ledger, facts, search.
* *computed anew* (bound 5): likewise, the derived tables only.

Acts and peers take turns, the quickest of each counts; the ratio is that of the clock, that of the processor stands
behind it (threads and the disk make them differ, and others who use the machine).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from sxsh_desktop.bundle.read import open_bundle
from sxsh_desktop.ledger.keys import verify_many
from sxsh_desktop.ledger.values import Revision
from sxsh_desktop.services import exchange, rebuild
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.reference import load_vocabulary
from sxsh_desktop.store.database import DATABASE_FILE
from sxsh_desktop.store.fact_tables import fact_tables
from sxsh_desktop.store.schema_derived import DERIVED
from tests.bench_ledger import PHOTO_EVERY, fill, sample_revisions
from tests.bench_table import Measured, milliseconds
from tests.bench_tables import raw_times
from tests.exchange_maker import CLOCK, Desks, desks, fresh_desks

__all__ = ["desks", "fresh_desks"]
pytestmark = pytest.mark.bench

OUT, IN = 2000, 10_000
_PIECE = 500  # as many records as an import checks at once
TURNS = 3
_IMPORT_BOUND, _EXPORT_BOUND, _PREVIEW_BOUND = 5.0, 3.0, 2000.0
# The search index of the register is a table of its own, which SQLAlchemy does not know.
DERIVED_TABLES = ("facility_search", *(table.name for table in DERIVED))


@dataclass
class Spent:
    """The least that an act took of all its turns: milliseconds by the clock and of the processor."""

    clock: float = float("inf")
    worked: float = float("inf")

    def turn(self, act: Callable[[], object]) -> None:
        """Once more."""
        start, worked = time.perf_counter(), time.process_time()
        act()
        self.clock = min(self.clock, (time.perf_counter() - start) * 1000)
        self.worked = min(self.worked, (time.process_time() - worked) * 1000)

    def beside(self, peer: tuple[float, float]) -> str:
        """The ratio to a peer, by the clock and of the processor."""
        return f"{self.clock / peer[0]:.1f} (processor {self.worked / peer[1]:.1f})"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> list[Revision]:
    return sample_revisions(tmp_path_factory.mktemp("sample") / "demo")


def write_and_hash(target: Path, content: bytes) -> None:
    with target.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    hashlib.sha256(content).hexdigest()


def verify_whole(desk: Desk, file: Path) -> None:
    """What `sxsh bundle verify` reads: every part, every line, every author's signature."""
    with open_bundle(file, [desk.keys.sealing], desk.folder, lines=False) as bundle:
        revisions = bundle.revisions()
        while some := list(islice(revisions, _PIECE)):
            assert all(verify_many([(one, desk.keys.signing.public) for one in some]))
        for entry in bundle.entries():
            assert entry.key_id


def signatures_alone(file: Path, desk: Desk) -> Callable[[], object]:
    """The checking of the authors' signatures by itself: no import can be quicker."""
    with open_bundle(file, [desk.keys.sealing], desk.folder) as bundle:
        revisions = list(bundle.revisions())
    pieces = [revisions[start : start + _PIECE] for start in range(0, len(revisions), _PIECE)]
    return lambda: [verify_many([(one, desk.keys.signing.public) for one in some]) for some in pieces]


@pytest.mark.parametrize("photos", [OUT // PHOTO_EVERY, 0])
def test_made_and_verified(
    desks: Desks, sample: list[Revision], tmp_path: Path, measured: Measured, photos: int
) -> None:
    fill(desks.first, sample, OUT, photos)
    exported, checked, written, signed = Spent(), Spent(), Spent(), Spent()
    for _turn in range(TURNS):
        files: list[Path] = []
        exported.turn(
            lambda files=files: files.append(  # type: ignore[misc]
                exchange.export_bundle(desks.first, desks.mail, sealed=False).file
            )
        )
        content = files[0].read_bytes()
        written.turn(lambda content=content: write_and_hash(tmp_path / "bytes", content))  # type: ignore[misc]
        checked.turn(lambda files=files: verify_whole(desks.first, files[0]))  # type: ignore[misc]
        signed.turn(signatures_alone(files[0], desks.first))
    peer = written.clock, written.worked
    what = f"bundle of {OUT} records and {photos} photos ({len(content) >> 20} MB)"
    beside = f"the same bytes written and hashed {written.clock:.0f} ms"
    bound = f"≤ {_EXPORT_BOUND:.0f}" if photos else ""
    measured.note(f"{what} made", f"{exported.clock:.0f} ms", beside, exported.beside(peer), bound)
    measured.note(f"{what} verified", f"{checked.clock:.0f} ms", beside, checked.beside(peer), bound)
    measured.note(
        f"{what}: the Ed25519 signatures alone", f"{signed.clock:.0f} ms", beside, signed.beside(peer)
    )
    assert not photos or exported.clock / written.clock < 5 * _EXPORT_BOUND


def test_taken_in_and_computed_anew(
    desks: Desks, sample: list[Revision], tmp_path: Path, measured: Measured
) -> None:
    fill(desks.first, sample, IN)
    file = exchange.export_bundle(desks.first, desks.mail, sealed=False).file
    signed = Spent()
    signed.turn(signatures_alone(file, desks.first))
    desks.department.close()
    empty, before = tmp_path / "empty", tmp_path / "before.sqlite"
    shutil.copytree(desks.folder / "department", empty)
    derived = [*DERIVED_TABLES, *(table.name for table in fact_tables(load_vocabulary()).all())]
    taken, anew = Spent(), Spent()
    inserted = computed = (float("inf"), float("inf"))
    for turn in range(TURNS):
        folder = tmp_path / f"department{turn}"
        shutil.copytree(empty, folder)
        with closing(open_desk(folder, CLOCK)) as department:
            taken.turn(lambda department=department: exchange.import_bundle(department, file))  # type: ignore[misc]
        shutil.copy(empty / DATABASE_FILE, before)
        bare = raw_times(before, folder / DATABASE_FILE)
        with closing(open_desk(folder, CLOCK)) as department:
            anew.turn(lambda department=department: rebuild.rebuild(department))  # type: ignore[misc]
        inserted, computed = _least(inserted, bare.of()), _least(computed, bare.of(derived))
        shutil.rmtree(folder)
    what, bound = f"bundle of {IN:,} records ({bare.rows:,} rows)", f"≤ {_IMPORT_BOUND:.0f}"
    beside = f"raw executemany of the same rows {inserted[0]:.0f} ms"
    measured.note(f"{what} taken in", f"{taken.clock:.0f} ms", beside, taken.beside(inserted), bound)
    measured.note(
        f"{what}: the Ed25519 signatures alone", f"{signed.clock:.0f} ms", beside, signed.beside(inserted)
    )
    beside = f"raw executemany of the derived rows {computed[0]:.0f} ms"
    measured.note(
        f"the same {IN:,} computed anew", f"{anew.clock:.0f} ms", beside, anew.beside(computed), bound
    )
    assert taken.clock / inserted[0] < 5 * _IMPORT_BOUND


def _least(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return min(one[0], other[0]), min(one[1], other[1])


def test_a_preview_of_a_thousand_records(desks: Desks, sample: list[Revision], measured: Measured) -> None:
    fill(desks.first, sample, 1000)
    file = exchange.export_bundle(desks.first, desks.mail).file
    spent = milliseconds(lambda: exchange.preview_bundle(desks.department, file))
    measured.note("a sealed bundle of 1,000 records previewed", f"{spent:.0f} ms", "", "", "< 2 s")
    assert spent < 2 * _PREVIEW_BOUND
