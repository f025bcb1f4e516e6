"""Opening a store: new, again, by two at once; and every way in which it can be refused."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.store import settings
from sxsh_desktop.store.database import DATABASE_FILE, Store, open_store
from sxsh_desktop.store.errors import (
    DiskFullError,
    NotAStoreError,
    StoreBusyError,
    StoreDamagedError,
    StoreNewerError,
    StoreReadOnlyError,
    StoreUnreachableError,
)
from tests.postgres_maker import Databases

_REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = databases.open(tmp_path / "store")
    yield opened
    opened.close()


def put(store: Store, name: str, value: str) -> None:
    with store.write() as connection:
        settings.put(connection, name, value)


def get(store: Store, name: str) -> str:
    with store.read() as connection:
        return settings.get(connection, name)


def change_file(folder: Path, sql: str) -> None:
    """Something else than this program writes into the database."""
    connection = sqlite3.connect(folder / DATABASE_FILE)
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_what_was_written_is_there_again(tmp_path: Path) -> None:
    first = open_store(tmp_path)
    put(first, "unit", "Cao Lãnh")
    first.close()
    assert not (tmp_path / f"{DATABASE_FILE}-wal").exists()  # closed: the folder can be copied

    second = open_store(tmp_path)
    assert get(second, "unit") == "Cao Lãnh"
    second.close()


def test_a_closed_folder_copied_is_the_store_copied(tmp_path: Path) -> None:
    first = open_store(tmp_path / "a")
    put(first, "unit", "Sa Đéc")
    first.close()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    second = open_store(tmp_path / "b")
    assert get(second, "unit") == "Sa Đéc"
    second.close()


def test_a_failed_block_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        settings.put(connection, "half", "done")
        raise ZeroDivisionError
    assert get(store, "half") == ""


def test_what_a_reader_writes_is_thrown_away(store: Store) -> None:
    with store.read() as connection:
        settings.put(connection, "sneaked", "in")
    assert get(store, "sneaked") == ""


def test_a_reader_sees_one_state_while_another_window_writes(store: Store, databases: Databases) -> None:
    other = databases.open(store.folder)
    put(store, "number", "1")
    with store.read() as connection:
        assert settings.get(connection, "number") == "1"
        put(other, "number", "2")
        assert settings.get(connection, "number") == "1"
    assert get(store, "number") == "2"
    other.close()


def test_two_windows_take_turns(store: Store, databases: Databases) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from sxsh_desktop.store import settings\n"
        "from sxsh_desktop.store.database import open_store\n"
        "store = open_store(Path(sys.argv[1]), address=sys.argv[2], wait=60)\n"
        "for _ in range(60):\n"
        "    with store.write() as connection: settings.next_number(connection, 'count')\n"
    )
    start = [sys.executable, "-c", code, str(store.folder), databases.address(store.folder)]
    workers = [subprocess.Popen(start, cwd=_REPOSITORY) for _ in range(3)]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    assert get(store, "count") == "180"


def test_opening_at_the_same_moment_makes_one_store(tmp_path: Path, databases: Databases) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from sxsh_desktop.store.database import open_store\n"
        "open_store(Path(sys.argv[1]), address=sys.argv[2], wait=60).close()\n"
    )
    start = [sys.executable, "-c", code, str(tmp_path), databases.address(tmp_path, empty=True)]
    workers = [subprocess.Popen(start, cwd=_REPOSITORY) for _ in range(4)]
    assert [worker.wait() for worker in workers] == [0, 0, 0, 0]


def test_a_store_of_a_newer_program_is_refused_untouched(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    change_file(tmp_path, "UPDATE meta SET value = '9' WHERE name = 'schema_version'")
    before = (tmp_path / DATABASE_FILE).read_bytes()
    with pytest.raises(StoreNewerError) as refused:
        open_store(tmp_path)
    assert refused.value.facts["found"] == 9
    assert (tmp_path / DATABASE_FILE).read_bytes() == before


def test_a_window_left_open_while_a_newer_program_migrates_stops_writing(
    store: Store, databases: Databases
) -> None:
    with closing(databases.open(store.folder)) as other, other.write() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '9' WHERE name = 'schema_version'")
    with pytest.raises(StoreNewerError):
        put(store, "late", "write")
    with pytest.raises(StoreNewerError):
        databases.open(store.folder)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).write_text("Đây là một bức thư, không phải dữ liệu.", encoding="utf-8")
    with pytest.raises(NotAStoreError):
        open_store(tmp_path)
    assert "bức thư" in (tmp_path / DATABASE_FILE).read_text(encoding="utf-8")


def test_a_database_of_something_else(tmp_path: Path) -> None:
    change_file(tmp_path, "CREATE TABLE holidays (day TEXT)")
    with pytest.raises(NotAStoreError):
        open_store(tmp_path)


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).touch()
    open_store(tmp_path).close()


def test_a_damaged_database(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.write() as connection:
        for number in range(2000):
            settings.put(connection, f"name {number}", "x" * 100)
    store.close()
    file = tmp_path / DATABASE_FILE
    content = bytearray(file.read_bytes())
    content[len(content) // 3 : 2 * len(content) // 3] = b"\x5a" * (len(content) // 3)
    file.write_bytes(bytes(content))

    def read_everything() -> None:
        damaged = open_store(tmp_path)
        try:
            with damaged.read() as connection:
                settings.every(connection)
        finally:
            damaged.close()

    with pytest.raises(StoreDamagedError):
        read_everything()


def test_a_cut_database(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    file = tmp_path / DATABASE_FILE
    file.write_bytes(file.read_bytes()[: 3 * 4096])
    with pytest.raises(StoreDamagedError):
        open_store(tmp_path)


def test_somebody_else_is_writing(tmp_path: Path, databases: Databases) -> None:
    store, other = databases.open(tmp_path, wait=0.05), databases.open(tmp_path)
    with other.write() as connection:
        settings.put(connection, "c", "d")
        with pytest.raises(StoreBusyError):
            put(store, "a", "b")
    put(store, "a", "b")
    assert (get(store, "a"), get(store, "c")) == ("b", "d")
    other.close()
    store.close()


# How each database is told that its disk has no room: SQLite by a limit, PostgreSQL by its own code for it.
_NO_ROOM = {
    "sqlite": "PRAGMA max_page_count = 1",  # no page more than there are
    "postgresql": "DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$",
}


def test_a_full_disk_loses_only_the_last_step(store: Store, databases: Databases) -> None:
    put(store, "before", "safe")

    def fill() -> None:
        with store.write() as connection:
            settings.put(connection, "name 0", "x")
            connection.exec_driver_sql(_NO_ROOM[databases.kind])
            for number in range(5000):
                settings.put(connection, f"name {number}", "x" * 500)

    with pytest.raises(DiskFullError):
        fill()
    assert get(store, "before") == "safe"
    assert get(store, "name 0") == ""


def test_the_folder_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x", encoding="utf-8")
    with pytest.raises(StoreUnreachableError):
        open_store(tmp_path / "store")


_AS_NOBODY = """
import os, sys, tempfile
from pathlib import Path
from typing import Any
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.store import settings
from sxsh_desktop.store.database import open_store
with tempfile.TemporaryDirectory() as name:
    open_store(Path(name)).close()  # everything is imported before the rights are given up
if os.getuid() == 0:
    os.setuid(65534)
try:
    store = open_store(Path(sys.argv[1]))
    with store.write() as connection:
        settings.put(connection, "a", "b")
except UserError as error:
    print(error.code)
"""


def open_as_nobody(folder: Path) -> str:
    """Try to open a folder, and to write, as a user without rights there; the code of the refusal."""
    command = [sys.executable, "-c", _AS_NOBODY, str(folder)]
    answer = subprocess.run(command, cwd=_REPOSITORY, capture_output=True, text=True, encoding="utf-8")
    return answer.stdout.strip() or answer.stderr


@pytest.mark.skipif(os.name == "nt", reason="folders on Windows are made read-only in another way")
@pytest.mark.parametrize("made_before", [True, False])
def test_a_folder_that_may_not_be_written_to(made_before: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "store"
        if made_before:
            open_store(folder).close()
            (folder / DATABASE_FILE).chmod(0o444)
            (folder / "attachments").chmod(0o555)
            folder.chmod(0o555)
        Path(name).chmod(0o555)
        assert open_as_nobody(folder) == StoreReadOnlyError.code
        Path(name).chmod(0o755)
        if made_before:
            folder.chmod(0o755)


def test_every_refusal_has_its_own_code() -> None:
    codes = [
        kind.code for kind in UserError.__subclasses__() if kind.__module__ == "sxsh_desktop.store.errors"
    ]
    assert len(codes) == len(set(codes)) >= 12
    assert all(code.startswith("STORE-") for code in codes)


def test_a_connection_that_could_only_be_opened_for_reading_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a disk fails SQLite opens the file for reading only, and would stay so when the disk is back."""
    open_store(tmp_path).close()
    real = sqlite3.connect

    def reading_only(file: Path, **options: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = real(f"{Path(file).as_uri()}?mode=ro", uri=True, **options)
        return made

    with closing(open_store(tmp_path)) as store:
        store.close()  # its connections; the next ones are made anew
        monkeypatch.setattr(sqlite3, "connect", reading_only)
        with store.read() as connection:
            assert settings.get(connection, "unit") == ""
        with pytest.raises(StoreReadOnlyError), store.write():
            pass
        with store.read():
            pass
        monkeypatch.setattr(sqlite3, "connect", real)
        with store.write() as connection:
            settings.put(connection, "unit", "Cao Lãnh")
        with store.read() as connection:
            assert settings.get(connection, "unit") == "Cao Lãnh"
