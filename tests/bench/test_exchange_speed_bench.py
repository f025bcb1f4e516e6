"""Making a bundle and taking it in, beside the bare writing and inserting of the same bytes and rows."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_desktop.bundle.read import open_bundle
from sxsh_desktop.ledger.keys import sign_revision, verify
from sxsh_desktop.ledger.values import Revision, UnsignedRevision
from sxsh_desktop.services import exchange
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.projection import project_records
from sxsh_desktop.store import attachments as attachment_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.database import DATABASE_FILE
from tests.bench_table import Measured, milliseconds
from tests.bench_tables import raw_times
from tests.exchange_maker import CARD, CLOCK, Desks, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]
pytestmark = pytest.mark.bench

RECORDS, PHOTOS, PHOTO_BYTES = 2000, 60, 400_000
TURNS = 3
_IMPORT_BOUND, _EXPORT_BOUND, _PREVIEW_BOUND = 5.0, 3.0, 2000.0


def many_cards(desk: Desk, records: int) -> None:
    """Copies of one card under ids of their own, signed and projected; some with a photo."""
    card = make_card(desk, "Cơ sở nước đá Tân Phú")
    parts = {name: getattr(card, name) for name in UnsignedRevision.__slots__}
    chance = hashlib.shake_256(b"photo")
    made: list[Revision] = []
    for number in range(records):
        record, revision = str(uuid.uuid4()), f"uuid:{uuid.uuid4()}"
        xml = card.instance_xml.replace(card.revision_id.encode(), revision.encode())
        xml = xml.replace("Tân Phú".encode(), f"Tân Phú {number}".encode())
        photos: tuple[str, ...] = ()
        if number < PHOTOS:
            chance.update(str(number).encode())
            content = chance.digest(PHOTO_BYTES)
            photos = (attachment_store.keep_bytes(desk.store.attachments, content),)
        unsigned = UnsignedRevision(
            **{**parts, "revision_id": revision, "record_id": record, "facility_id": record}
        )
        unsigned = replace(unsigned, instance_xml=xml, attachments=photos, sequence=1000 + number)
        made.append(sign_revision(unsigned, desk.keys.signing))
    with desk.write() as connection:
        ledger_store.add_revisions(connection, made, made_here=True)
        project_records(connection, desk, [one.record_id for one in made])


def write_and_hash(target: Path, content: bytes) -> None:
    with target.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    hashlib.sha256(content).hexdigest()


def verify_whole(desk: Desk, file: Path) -> None:
    """What `sxsh bundle verify` reads: every part, every line, every author's signature."""
    with open_bundle(file, [desk.keys.sealing], desk.folder, lines=False) as bundle:
        for revision in bundle.revisions():
            assert verify(revision, desk.keys.signing.public)
        for entry in bundle.entries():
            assert entry.key_id


def signatures_alone(file: Path, desk: Desk) -> float:
    """Milliseconds that the checking of the authors' signatures takes by itself: no import can be quicker."""
    with open_bundle(file, [desk.keys.sealing], desk.folder) as bundle:
        revisions = list(bundle.revisions())
    return milliseconds(lambda: [verify(one, desk.keys.signing.public) for one in revisions])


def test_out_and_in(desks: Desks, tmp_path: Path, measured: Measured) -> None:
    many_cards(desks.first, RECORDS)
    desks.department.close()
    before, after = tmp_path / "before.sqlite", desks.folder / "department" / DATABASE_FILE
    shutil.copy(after, before)
    exported: list[float] = []
    checked: list[float] = []
    written: list[float] = []
    for _turn in range(TURNS):
        files: list[Path] = []
        exported.append(
            milliseconds(
                lambda files=files: files.append(  # type: ignore[misc]
                    exchange.export_bundle(desks.first, desks.mail, sealed=False).file
                )
            )
        )
        content = files[0].read_bytes()
        written.append(milliseconds(lambda content=content: write_and_hash(tmp_path / "bytes", content)))  # type: ignore[misc]
        checked.append(milliseconds(lambda files=files: verify_whole(desks.first, files[0])))  # type: ignore[misc]
    made, read, bare = min(exported), min(checked), min(written)
    what = f"bundle of {RECORDS} records and {PHOTOS} photos ({len(content) >> 20} MB)"
    beside = f"the same bytes written and hashed {bare:.0f} ms"
    measured.note(f"{what} made", f"{made:.0f} ms", beside, f"{made / bare:.1f}", f"≤ {_EXPORT_BOUND:.0f}")
    measured.note(
        f"{what} verified", f"{read:.0f} ms", beside, f"{read / bare:.1f}", f"≤ {_EXPORT_BOUND:.0f}"
    )
    signed = signatures_alone(files[0], desks.first)
    with closing(open_desk(desks.folder / "department", CLOCK)) as department:
        department.forms.get(CARD)
        taken = milliseconds(lambda: exchange.import_bundle(department, files[0]))
    rows, times = raw_times(before, after)
    inserted = sum(times.values())
    beside = f"raw executemany of the same rows {inserted:.0f} ms"
    measured.note(
        f"the same bundle taken in ({rows} rows)",
        f"{taken:.0f} ms",
        beside,
        f"{taken / inserted:.1f}",
        f"≤ {_IMPORT_BOUND:.0f}",
    )
    measured.note(
        "of it the Ed25519 signatures alone", f"{signed:.0f} ms", beside, f"{signed / inserted:.1f}"
    )
    assert made / bare < 5 * _EXPORT_BOUND and taken / inserted < 5 * _IMPORT_BOUND


def test_a_preview_of_a_thousand_records(desks: Desks, measured: Measured) -> None:
    many_cards(desks.first, 1000)
    file = exchange.export_bundle(desks.first, desks.mail).file
    spent = milliseconds(lambda: exchange.preview_bundle(desks.department, file))
    measured.note("a sealed bundle of 1,000 records previewed", f"{spent:.0f} ms", "", "", "< 2 s")
    assert spent < 2 * _PREVIEW_BOUND
