"""Changes of format: numbered, self-contained, all or nothing, after a copy; the result equals a fresh store."""

from __future__ import annotations

import ast
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import Operations

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.store import copying, dialects, migrations, settings
from sxsh_desktop.store.database import DATABASE_FILE, open_store
from sxsh_desktop.store.errors import BackupBrokenError, DiskFullError, MigrationFailedError
from sxsh_desktop.store.migrating import migrate
from sxsh_desktop.store.migrations import STEPS
from sxsh_desktop.store.schema import SCHEMA_VERSION

CLOCK = fixed_clock(datetime(2026, 7, 1, 8, tzinfo=UTC))


class Widen:
    """A step as later ones will look: a column more in a table that others refer to, and rows filled."""

    VERSION = SCHEMA_VERSION + 1

    def upgrade(self, op: Operations) -> None:
        with op.batch_alter_table("drafts") as table:
            table.add_column(sa.Column("colour", sa.Text(), nullable=True))
        drafts = sa.table("drafts", sa.column("colour"))
        op.execute(sa.update(drafts).values(colour="xanh"))
        with op.batch_alter_table("drafts") as table:
            table.alter_column("colour", existing_type=sa.Text(), nullable=False)


class Break:
    """A step that fails after it has changed something."""

    VERSION = SCHEMA_VERSION + 2

    def upgrade(self, op: Operations) -> None:
        op.execute("DELETE FROM settings")
        op.execute("INSERT INTO nowhere VALUES (1)")


class Orphan:
    """A step that leaves a row which refers to nothing."""

    VERSION = SCHEMA_VERSION + 1

    def upgrade(self, op: Operations) -> None:
        op.execute("INSERT INTO draft_changes (draft_id, seq, change) VALUES ('nobody', 1, '{}')")


def run(folder: Path, *steps: Any) -> Path | None:
    engine = dialects.sqlite_engine(folder / DATABASE_FILE)
    try:
        return migrate(engine, folder / DATABASE_FILE, folder / "backups", CLOCK, steps)
    finally:
        engine.dispose()


def rows(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql).fetchall()


def store_with_a_draft(folder: Path) -> None:
    store = open_store(folder)
    with store.write() as connection:
        settings.put(connection, "unit", "Cao Lãnh")
        connection.exec_driver_sql("INSERT INTO drafts (draft_id, parents) VALUES ('d1', '[]')")
        connection.exec_driver_sql("INSERT INTO draft_snapshots (draft_id, xml) VALUES ('d1', x'3c')")
        connection.exec_driver_sql("INSERT INTO draft_changes (draft_id, seq, change) VALUES ('d1', 1, '{}')")
    store.close()


def layout(file: Path) -> dict[str, object]:
    """Everything that can be told of the tables of a database."""
    engine = dialects.sqlite_engine(file)
    inspector = sa.inspect(engine)
    found: dict[str, object] = {}
    for table in inspector.get_table_names():
        columns = [
            (c["name"], str(c["type"]), c["nullable"], c["default"]) for c in inspector.get_columns(table)
        ]
        found[table] = (
            columns,
            inspector.get_pk_constraint(table),
            sorted(str(one) for one in inspector.get_foreign_keys(table)),
            sorted(str(one) for one in inspector.get_indexes(table)),
            sorted(str(one) for one in inspector.get_unique_constraints(table)),
        )
    engine.dispose()
    return found


def test_a_migrated_store_has_the_tables_of_a_fresh_one(tmp_path: Path) -> None:
    open_store(tmp_path / "fresh").close()
    (tmp_path / "old").mkdir()
    assert run(tmp_path / "old", *STEPS) is None  # nothing to copy: it was empty
    fresh, old = layout(tmp_path / "fresh" / DATABASE_FILE), layout(tmp_path / "old" / DATABASE_FILE)
    assert list(fresh) == list(old)
    for table in fresh:
        assert fresh[table] == old[table], table
    open_store(tmp_path / "old").close()


def test_steps_are_numbered_without_gaps() -> None:
    assert [step.VERSION for step in STEPS] == list(range(1, SCHEMA_VERSION + 1))
    files = sorted(Path(migrations.__file__).parent.glob("m*.py"))
    assert [int(file.name[1:5]) for file in files] == [step.VERSION for step in STEPS]


def test_steps_import_nothing_of_ours() -> None:
    for file in Path(migrations.__file__).parent.glob("m*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("sxsh_desktop"), file.name
                assert node.level == 0, file.name
            if isinstance(node, ast.Import):
                assert not any(name.name.startswith("sxsh_desktop") for name in node.names), file.name


def test_a_step_keeps_the_rows_and_leaves_a_copy_of_before(tmp_path: Path) -> None:
    store_with_a_draft(tmp_path)
    copy = run(tmp_path, Widen())
    assert copy is not None
    assert rows(tmp_path / DATABASE_FILE, "SELECT draft_id, colour FROM drafts") == [("d1", "xanh")]
    assert rows(tmp_path / DATABASE_FILE, "SELECT draft_id FROM draft_changes") == [("d1",)]
    assert copying.check_database(tmp_path / DATABASE_FILE) == SCHEMA_VERSION + 1
    assert copying.check_database(copy) == SCHEMA_VERSION
    assert "colour" not in str(rows(copy, "SELECT sql FROM sqlite_master"))
    assert run(tmp_path, Widen()) is None


@pytest.mark.parametrize("steps", [(Widen(), Break()), (Orphan(),)])
def test_a_step_that_fails_changes_nothing(tmp_path: Path, steps: tuple[Any, ...]) -> None:
    store_with_a_draft(tmp_path)
    before = rows(tmp_path / DATABASE_FILE, "SELECT name, sql FROM sqlite_master ORDER BY name")
    with pytest.raises(MigrationFailedError) as refused:
        run(tmp_path, *steps)
    assert Path(str(refused.value.facts["backup"])).is_file()
    assert rows(tmp_path / DATABASE_FILE, "SELECT name, sql FROM sqlite_master ORDER BY name") == before
    store = open_store(tmp_path)
    with store.read() as connection:
        assert settings.get(connection, "unit") == "Cao Lãnh"
    store.close()


def test_no_copy_no_migration(tmp_path: Path) -> None:
    store_with_a_draft(tmp_path)
    (tmp_path / "backups").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Exception, match="STORE-07"):
        run(tmp_path, Widen())
    assert copying.check_database(tmp_path / DATABASE_FILE) == SCHEMA_VERSION


def test_a_copy_is_looked_at_before_it_counts(tmp_path: Path) -> None:
    store_with_a_draft(tmp_path)
    target = tmp_path / "copies" / "a.sqlite"
    copying.copy_database(tmp_path / DATABASE_FILE, target)
    assert copying.check_database(target) == SCHEMA_VERSION
    assert sorted(one.name for one in target.parent.iterdir()) == ["a.sqlite"]
    content = target.read_bytes()
    target.write_bytes(content[: len(content) // 2])
    with pytest.raises(BackupBrokenError):
        copying.check_database(target)
    target.write_bytes(b"not a database at all, only text" * 200)
    with pytest.raises(BackupBrokenError):
        copying.check_database(target)
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as connection:
        connection.execute("CREATE TABLE meta (name TEXT, value TEXT)")
    with pytest.raises(BackupBrokenError):
        copying.check_database(tmp_path / "other.sqlite")
    with pytest.raises(BackupBrokenError):
        copying.check_database(tmp_path / "nowhere.sqlite")


def test_a_copy_is_made_while_others_write(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.write() as connection:
        settings.put(connection, "a", "1")
        copying.copy_database(store.file, tmp_path / "copy.sqlite")
    assert rows(tmp_path / "copy.sqlite", "SELECT * FROM settings") == []
    store.close()
    assert DiskFullError.code == "STORE-06"
