"""Making a bundle and taking it in, beside the bare writing and inserting of the same bytes and rows."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_desktop.ledger.keys import sign_revision
from sxsh_desktop.ledger.values import Revision, UnsignedRevision
from sxsh_desktop.services import exchange
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.projection import project_records
from sxsh_desktop.store import attachments as attachment_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.database import DATABASE_FILE
from tests.bench_table import Measured, milliseconds
from tests.exchange_maker import CLOCK, Desks, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]
pytestmark = pytest.mark.bench

RECORDS, PHOTOS, PHOTO_BYTES = 2000, 60, 400_000
_IMPORT_BOUND, _EXPORT_BOUND = 5.0, 3.0


def many_cards(desk: Desk) -> None:
    """Copies of one card under ids of their own, signed and projected; some with a photo."""
    card = make_card(desk, "Cơ sở nước đá Tân Phú")
    parts = {name: getattr(card, name) for name in UnsignedRevision.__slots__}
    chance = hashlib.shake_256(b"photo")
    made: list[Revision] = []
    for number in range(RECORDS):
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


@contextmanager
def raw(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        yield connection


def new_rows(before: Path, after: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the import added, table by table; the search index is not among them."""
    with raw(after) as connection:
        connection.execute("ATTACH ? AS old", (str(before),))
        tables = connection.execute(
            "SELECT name, sql FROM main.sqlite_master WHERE type = 'table'"
        ).fetchall()
        virtual = [name for name, sql in tables if "VIRTUAL" in sql.upper()]
        names = [
            name
            for name, _sql in tables
            if not name.startswith("sqlite_") and not any(name.startswith(one) for one in virtual)
        ]
        found = {
            name: connection.execute(f"SELECT * FROM main.{name} EXCEPT SELECT * FROM old.{name}").fetchall()
            for name in names
        }
    return {name: rows for name, rows in found.items() if rows}


def insert_all(file: Path, rows: dict[str, list[tuple[object, ...]]]) -> None:
    with raw(file) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for name, some in rows.items():
            marks = ",".join("?" * len(some[0]))
            connection.executemany(f"INSERT OR REPLACE INTO {name} VALUES ({marks})", some)
        connection.execute("COMMIT")


def write_and_hash(target: Path, content: bytes) -> None:
    with target.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    hashlib.sha256(content).hexdigest()


def test_out_and_in(desks: Desks, tmp_path: Path, measured: Measured) -> None:
    many_cards(desks.first)
    desks.department.close()
    before, after = tmp_path / "before.sqlite", desks.folder / "department" / DATABASE_FILE
    shutil.copy(after, before)
    bundles: list[Path] = []
    made = milliseconds(
        lambda: bundles.append(exchange.export_bundle(desks.first, desks.mail, sealed=False).file)
    )
    content = bundles[0].read_bytes()
    written = min(milliseconds(lambda: write_and_hash(tmp_path / "bytes", content)) for _turn in range(3))
    measured.note(
        f"bundle of {RECORDS} records and {PHOTOS} photos ({len(content) >> 20} MB) made",
        f"{made:.0f} ms",
        f"the same bytes written and hashed {written:.0f} ms",
        f"{made / written:.1f}",
        f"≤ {_EXPORT_BOUND:.0f}",
    )
    with closing(open_desk(desks.folder / "department", CLOCK)) as department:
        taken = milliseconds(lambda: exchange.import_bundle(department, bundles[0]))
    rows = new_rows(before, after)
    inserted = milliseconds(lambda: insert_all(before, rows))
    measured.note(
        f"the same bundle taken in ({sum(map(len, rows.values()))} rows)",
        f"{taken:.0f} ms",
        f"raw executemany of the same rows {inserted:.0f} ms",
        f"{taken / inserted:.1f}",
        f"≤ {_IMPORT_BOUND:.0f}",
    )
    assert (
        made / written < 5 * _EXPORT_BOUND and taken / RECORDS < 30
    )  # milliseconds a record: no worse than now
