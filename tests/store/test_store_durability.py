"""Killed at any moment: what was acknowledged is there, nothing is half done, the database is whole.

Each round is a real process that is killed: see tests/kill_rounds.py.
"""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from itertools import count
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations

from sxsh_desktop.base.clock import system_clock
from sxsh_desktop.store import attachments, copying, dialects, drafts, ledger, records, settings
from sxsh_desktop.store.database import DATABASE_FILE, open_store
from sxsh_desktop.store.drafts import DraftHead
from sxsh_desktop.store.migrating import migrate
from sxsh_desktop.store.records import RecordNow
from sxsh_desktop.store.schema import SCHEMA_VERSION
from tests.kill_rounds import FORKS, ROUNDS, acknowledge, acknowledged, kill_rounds, processes
from tests.ledger_maker import Author

__all__ = ["processes"]


def check_whole(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


# --- leaving a field ---------------------------------------------------------------------------------------


def type_answers(folder: Path, said: Path, outside: Any) -> None:
    store = open_store(folder)
    with store.read() as connection:
        last = drafts.load(connection, "d1").head.last_seq
    outside.send("started")
    for seq in count(last + 1):
        with store.write() as connection:
            drafts.append(connection, "d1", seq, f'{{"n":{seq}}}')
            if seq % 50 == 0:
                drafts.snapshot(connection, "d1", f"<data>{seq}</data>".encode(), seq)
        acknowledge(said, str(seq))


def test_answers_survive(tmp_path: Path, processes: BaseContext) -> None:
    store = open_store(tmp_path)
    with store.write() as connection:
        drafts.create(connection, DraftHead("d1", "r1", (), "a", "1", "h", "", "CB", ""), b"<data>0</data>")
    store.close()

    def look() -> None:
        opened = open_store(tmp_path)
        with opened.read() as connection:
            draft = drafts.load(connection, "d1")
        opened.close()
        told = [int(line) for line in acknowledged(tmp_path)]
        assert draft.head.last_seq >= max(told, default=0)
        assert draft.snapshot_xml == f"<data>{draft.snapshot_seq}</data>".encode()
        expected = range(draft.snapshot_seq + 1, draft.head.last_seq + 1)
        assert draft.changes == tuple(f'{{"n":{seq}}}' for seq in expected)

    kill_rounds(
        processes, type_answers, tmp_path, "answers", look, until=lambda: len(acknowledged(tmp_path)) > 20
    )
    check_whole(tmp_path / DATABASE_FILE)
    assert len(acknowledged(tmp_path)) > 20


# --- making a record final --------------------------------------------------------------------------------


def finalise(folder: Path, said: Path, outside: Any) -> None:
    store, author = open_store(folder), Author("CB-01")
    outside.send("started")
    for number in count(1):
        record = str(uuid.uuid4())
        photo = attachments.keep_bytes(store.attachments, f"{record} {number}".encode() * 500)
        revision = author.revision(record, attachments=(photo,))
        with store.write() as connection:
            head = DraftHead(record, record, (), "a", "1", "h", "", "CB", "")
            drafts.create(connection, head, b"<data/>")
        with store.write() as connection:
            ledger.add_revisions(connection, [revision], made_here=True)
            attachments.note(connection, [attachments.Attachment(photo, 1)])
            heads = (revision.revision_id,)
            records.put(connection, [RecordNow(record, "a", "1", "", heads[0], heads, "")])
            drafts.remove(connection, record)
        acknowledge(said, revision.revision_id)


def test_final_records_survive_whole(tmp_path: Path, processes: BaseContext) -> None:
    open_store(tmp_path).close()
    seen: set[str] = set()

    def look() -> None:
        store = open_store(tmp_path)
        with store.read() as connection:
            found = {one.revision_id: one for one in ledger.iterate_revisions(connection)}
            assert set(acknowledged(tmp_path)) <= found.keys()
            shown = {one.head for one in records.find(connection, records.RecordQuery())}
            assert shown == found.keys()  # never the one without the other
            waiting = {one.record_id for one in drafts.list_drafts(connection)}
            assert not waiting & {one.record_id for one in found.values()}
        for revision_id in found.keys() - seen:
            assert attachments.is_whole(store.attachments, found[revision_id].attachments[0])
        seen.update(found)
        store.close()

    kill_rounds(processes, finalise, tmp_path, "final records", look, until=lambda: bool(seen))
    check_whole(tmp_path / DATABASE_FILE)
    assert seen


# --- changing the format ----------------------------------------------------------------------------------


class Slow:
    """A step that takes long enough to be killed in the middle of it."""

    VERSION = SCHEMA_VERSION + 1

    def upgrade(self, op: Operations) -> None:
        for number in range(6):
            with op.batch_alter_table("settings") as table:
                table.add_column(sa.Column(f"extra_{number}", sa.Text(), server_default="x"))


def change_format(folder: Path, said: Path, outside: Any) -> None:
    file = folder / DATABASE_FILE
    engine = dialects.sqlite_engine(file)
    outside.send("started")
    migrate(engine, file, folder / "backups", system_clock, (Slow(),))
    acknowledge(said, "migrated")


def test_a_change_of_format_happens_or_not(tmp_path: Path, processes: BaseContext) -> None:
    store = open_store(tmp_path)
    with store.write() as connection:
        for number in range(300):
            settings.put(connection, f"name {number}", "x" * 50)
    store.close()
    before = (tmp_path / DATABASE_FILE).read_bytes()
    outcomes = set()

    def look() -> None:
        version = copying.check_database(tmp_path / DATABASE_FILE)
        outcomes.add(version)
        with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as connection:
            columns = len(connection.execute("SELECT * FROM settings LIMIT 1").description)
            assert columns == (2 if version == SCHEMA_VERSION else 8)
            assert connection.execute("SELECT count(*) FROM settings").fetchone() == (300,)
        for copy in (tmp_path / "backups").glob("*.sqlite"):
            assert copying.check_database(copy) == SCHEMA_VERSION
            copy.unlink()
        if version == SCHEMA_VERSION + 1:  # back to the start
            for beside in tmp_path.glob(f"{DATABASE_FILE}-*"):
                beside.unlink()
            (tmp_path / DATABASE_FILE).write_bytes(before)

    kill_rounds(processes, change_format, tmp_path, "format", look)
    assert SCHEMA_VERSION in outcomes


# --- backing up -------------------------------------------------------------------------------------------


def back_up(folder: Path, said: Path, outside: Any) -> None:
    outside.send("started")
    for _ in range(1000):
        name = f"{uuid.uuid4().hex}.sqlite"
        copying.copy_database(folder / DATABASE_FILE, folder / "copies" / name)
        acknowledge(said, name)


def test_a_backup_is_whole_or_not_there(tmp_path: Path, processes: BaseContext) -> None:
    store = open_store(tmp_path)
    with store.write() as connection:
        for number in range(300):
            settings.put(connection, f"name {number}", "x" * 50)
    store.close()

    def look() -> None:
        there = {file.name for file in (tmp_path / "copies").glob("*.sqlite")}
        assert set(acknowledged(tmp_path)) <= there
        for name in there:
            assert copying.check_database(tmp_path / "copies" / name) == SCHEMA_VERSION
            (tmp_path / "copies" / name).unlink()
        (tmp_path / "acknowledged.txt").unlink(missing_ok=True)

    kill_rounds(processes, back_up, tmp_path, "backup", look)


def test_the_rounds_are_enough() -> None:
    assert not FORKS or sum(ROUNDS.values()) >= 200
