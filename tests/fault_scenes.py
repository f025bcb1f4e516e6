"""What is going on when a write fails, and what must hold afterwards: the acts of tests/fault_points.py.

Each scene makes its folder once; `begin` opens what is needed, `act` is hit by the fault, `look` says how things stand
(and raises when they stand half-way). After a fault they stand as before or as after, and the act goes through when it
is done again.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations
from PIL import Image

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import silent
from sxsh_desktop.bundle.read import open_bundle
from sxsh_desktop.ledger.hashes import ledger_hash
from sxsh_desktop.services import backup, backup_rolling, backup_settings, exchange, fill, review
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.sample.filling import settle
from sxsh_desktop.store import attachments, copying, dialects, migrating
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.database import DATABASE_FILE
from sxsh_desktop.store.failures import told
from sxsh_desktop.store.schema import SCHEMA_VERSION
from sxsh_desktop.store.schema_derived import DERIVED
from tests.backup_maker import photos_in, revisions_in
from tests.exchange_maker import CARD, CLOCK, make_card, path_to

State = dict[str, Any]
CARDS = 2
_COMPUTED = frozenset(table.name for table in DERIVED)


@dataclass(frozen=True)
class Scene:
    """One act. stick: the fault may also be a stick that is pulled out; `stick` is its folder's name then."""

    name: str
    prepare: Callable[[Path], None]
    begin: Callable[[Path], Any]
    act: Callable[[Any], object]
    look: Callable[[Path], State]
    stick: str = ""


def _photo_card(desk: Desk, number: int, folder: Path) -> None:
    picture = folder / "ảnh.png"
    Image.effect_noise((40, 30), 20 + number).save(picture)
    draft = fill.start(desk, CARD)
    draft.set(path_to(draft, "name"), f"Cơ sở {number}")
    draft.attach(path_to(draft, "photo"), picture)
    settle(draft)
    draft.finalise()
    picture.unlink()


def _open(folder: Path, name: str) -> Desk:
    return open_desk(folder / name, CLOCK)


def _with(name: str) -> Callable[[Path], tuple[Desk, Path]]:
    return lambda folder: (_open(folder, name), folder)


def store_state(desk: Desk) -> State:
    """The whole of a store in a few hashes; raises when the database is not sound or a photo is missing."""
    with desk.read() as connection:
        assert dialects.integrity(connection) == []
        assert not dialects.broken_references(connection)
        revisions = list(ledger_store.iterate_revisions(connection))
        hashes = ledger_store.content_hashes(connection)
    for one in revisions:
        assert all(attachments.is_whole(desk.store.attachments, name) for name in one.attachments)
    for line in exchange.shelf(desk):
        assert exchange.shelf_path(desk, line.shelf_id).stat().st_size == line.size
    return {
        "ledger": ledger_hash(hashes),
        "tables": _computed(desk.store.file),
        "imports": sorted((line.bundle_id, line.undone) for line in exchange.imports(desk)),
        "drafts": sorted(one.record_id for one in fill.drafts(desk)),
        "shelf": len(exchange.shelf(desk)),
    }


def _computed(file: Path) -> State:
    """A hash of each table that is computed from the ledger; read plainly, because it is asked thousands of times."""
    found = {}
    with closing(sqlite3.connect(file)) as connection:
        every = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchall()
        for (name,) in every:
            if name not in _COMPUTED and not name.startswith("fact_"):
                continue
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != "n"]
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()
            found[name] = hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
    return found


def _look_at(name: str) -> Callable[[Path], State]:
    def look(folder: Path) -> State:
        with closing(_open(folder, name)) as desk:
            return store_state(desk)

    return look


# --- out and in ------------------------------------------------------------------------------------------------------


def _make_cards(folder: Path) -> None:
    with closing(_open(folder, "first")) as desk:
        for number in range(CARDS):
            _photo_card(desk, number, folder)
        with desk.write() as connection:
            exchange.own_enrolment(desk, connection)


def _make_mail(folder: Path) -> None:
    _make_cards(folder)
    with closing(_open(folder, "first")) as desk:
        exchange.export_bundle(desk, folder / "mail")


def _make_imported(folder: Path) -> None:
    _make_mail(folder)
    with closing(_open(folder, "department")) as desk:
        exchange.import_bundle(desk, next((folder / "mail").glob("*.sxsh")))


def _make_undone(folder: Path) -> None:
    _make_imported(folder)
    with closing(_open(folder, "department")) as desk:
        exchange.undo_import(desk, exchange.imports(desk)[0].import_id)


def _make_broken_mail(folder: Path) -> None:
    _make_mail(folder)
    file = next((folder / "mail").glob("*.sxsh"))
    file.write_bytes(file.read_bytes()[:-200])


def _look_at_export(folder: Path) -> State:
    """A bundle has its name only when it is whole; the history names none that is not there."""
    with closing(_open(folder, "first")) as desk:
        state = store_state(desk)
        files = list((folder / "mail").glob("*.sxsh"))
        for file in files:
            with open_bundle(file, [desk.keys.sealing], folder) as opened:
                assert opened.manifest.counts.revisions == len(opened.attachment_names()) == CARDS
        assert {line.file_name for line in exchange.exports(desk)} <= {file.name for file in files}
        assert len(exchange.what_to_send(desk).revision_ids) == CARDS  # until a receipt comes back
    return state


def _import(begun: tuple[Desk, Path]) -> object:
    desk, folder = begun
    return exchange.import_bundle(desk, next((folder / "mail").glob("*.sxsh")))


def _import_refused(begun: tuple[Desk, Path]) -> object:
    """A refusal is what this act is about; only another error counts."""
    try:
        return _import(begun)
    except UserError as error:
        if error.code == "BUNDLE-02" and error.facts.get("shelf_id"):
            return None
        raise


def _undo(begun: tuple[Desk, Path]) -> object:
    return exchange.undo_import(begun[0], exchange.imports(begun[0])[0].import_id)


def _redo(begun: tuple[Desk, Path]) -> object:
    return exchange.redo_import(begun[0], exchange.imports(begun[0])[0].import_id)


# --- filling in, deciding --------------------------------------------------------------------------------------------


def _make_draft(folder: Path) -> None:
    with closing(_open(folder, "first")) as desk:
        make_card(desk, "Lò gạch")
        settle(fill.start(desk, CARD))


def _final(begun: tuple[Desk, Path]) -> object:
    desk = begun[0]
    heads = fill.drafts(desk)
    return fill.resume(desk, heads[0].draft_id).finalise() if heads else None


def _look_at_final(folder: Path) -> State:
    """Never both a draft and final, never neither."""
    with closing(_open(folder, "first")) as desk:
        store_state(desk)
        with desk.read() as connection:
            final = len(ledger_store.record_ids(connection))
        drafts = len(fill.drafts(desk))
    assert final + drafts == 2
    return {"final": final}


def _review(begun: tuple[Desk, Path]) -> object:
    desk = begun[0]
    waiting = review.inbox(desk)
    return review.accept_many(desk, [line.revision_id for line in waiting]) if waiting else None


def _look_at_review(folder: Path) -> State:
    with closing(_open(folder, "department")) as desk:
        store_state(desk)
        return {"waiting": len(review.inbox(desk))}


# --- computing anew, backup, restore, change of format ---------------------------------------------------------------


def _look_at_backup(folder: Path) -> State:
    """Whatever bears the name of a backup can be restored from."""
    with closing(_open(folder, "first")) as desk:
        state = store_state(desk)
        for one in (*backup.backups(folder / "first"), *backup.backups(folder / "stick")):
            assert revisions_in(one, desk) == CARDS
        assert photos_in(folder / "stick", desk) <= CARDS
    for one in backup.backups(folder / "stick"):
        if one.with_files:
            photos = [file for file in (one.file.parent / "attachments").rglob("*") if file.is_file()]
            assert len(photos) == CARDS
            assert (one.file.parent / "keys" / "device.key").is_file()
    return state


def _make_stick(folder: Path) -> None:
    _make_cards(folder)
    (folder / "stick").mkdir()


def _back_up_twice(began: Any) -> object:
    backup_settings.set_second_place(began[0], began[1] / "stick")
    return backup_rolling.keep_up(began[0], silent())


def _make_sealed(folder: Path) -> None:
    """A used store that lacks what its own sealed backup holds."""
    _make_stick(folder)
    with closing(_open(folder, "first")) as desk:
        _back_up_twice((desk, folder))
    for file in (folder / "first").glob(f"{DATABASE_FILE}*"):
        file.unlink()
    with closing(_open(folder, "first")) as desk:
        make_card(desk, "Xay xát")


def _restore_sealed(folder: Path) -> object:
    return backup.restore(folder / "first", folder / "stick", clock=CLOCK)


def _make_backup(folder: Path) -> None:
    _make_stick(folder)
    with closing(_open(folder, "first")) as desk:
        backup.backup(desk, folder / "stick")


def _make_to_restore(folder: Path) -> None:
    """A used store that lacks what the backup holds, and has something of its own."""
    _make_backup(folder)
    with closing(_open(folder, "second")) as desk:
        make_card(desk, "Xay xát")
    shutil.rmtree(folder / "first")
    shutil.move(folder / "second", folder / "first")


def _make_damaged(folder: Path) -> None:
    _make_backup(folder)
    file = folder / "first" / DATABASE_FILE
    content = bytearray(file.read_bytes())
    content[100 : len(content) // 2] = bytes(len(content) // 2 - 100)
    file.write_bytes(bytes(content))


def _make_lost(folder: Path) -> None:
    _make_backup(folder)
    shutil.rmtree(folder / "first")


def _restore(folder: Path) -> object:
    return backup.restore(folder / "first", next((folder / "stick").glob("backup-*")), clock=CLOCK)


def _look_at_restored(folder: Path) -> State:
    """As before (which may be no store at all, or the damaged one) or as after."""
    place = folder / "first"
    if not (place / DATABASE_FILE).exists():
        aside = list(place.glob("damaged-*"))
        assert not aside, "the database was set aside and nothing put in its place"
        return {"store": "none"}
    try:
        if copying.is_damaged(place / DATABASE_FILE):
            return {"store": "damaged"}
    except UserError:
        return {"store": "damaged"}
    if not (place / "profile.json").exists():
        return {"store": "none"}
    with closing(_open(folder, "first")) as desk:
        state = store_state(desk)
    return {"store": "none"} if state["imports"] == [] and _is_empty(place) else state


def _is_empty(place: Path) -> bool:
    """A store just made, before anything was restored into it: the same as none, as nothing was there to lose."""
    with closing(sqlite3.connect(place / DATABASE_FILE)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM revisions").fetchone()
        return int(count) == 0


class Widen:
    """A step as later ones will look: a table made anew with a column more, its rows filled."""

    VERSION = SCHEMA_VERSION + 1

    def upgrade(self, op: Operations) -> None:
        with op.batch_alter_table("drafts") as table:
            table.add_column(sa.Column("colour", sa.Text(), nullable=True))
        op.execute(sa.update(sa.table("drafts", sa.column("colour"))).values(colour="xanh"))


def _migrate(folder: Path) -> object:
    file = folder / "first" / DATABASE_FILE
    engine = dialects.sqlite_engine(file)
    try:
        with told(str(folder)):
            return migrating.migrate(engine, file, folder / "first" / "backups", CLOCK, (Widen(),))
    finally:
        engine.dispose()


def _look_at_migrated(folder: Path) -> State:
    """The old format or the new one, all rows in either; each copy made before is whole."""
    place = folder / "first"
    for file in (place / "backups").glob("before-*.sqlite"):
        copying.check_database(file)
    with closing(sqlite3.connect(place / DATABASE_FILE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        version = connection.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchone()
        columns = [row[1] for row in connection.execute("PRAGMA table_info(drafts)")]
        rows = connection.execute("SELECT draft_id FROM drafts ORDER BY 1").fetchall()
        items = connection.execute("SELECT revision_id FROM revisions ORDER BY 1").fetchall()
    assert ("colour" in columns) == (version == (str(Widen.VERSION),))
    return {"version": version, "drafts": rows, "revisions": items}


def _make_old(folder: Path) -> None:
    _make_draft(folder)


def _folder(folder: Path) -> Path:
    return folder


SCENES = (
    Scene(
        "export", _make_cards, _with("first"), lambda b: exchange.export_bundle(b[0], b[1] / "mail"), _look_at_export,
        "mail",
    ),
    Scene("import", _make_mail, _with("department"), _import, _look_at("department"), "mail"),
    Scene("import refused", _make_broken_mail, _with("department"), _import_refused, _look_at("department")),
    Scene("undo", _make_imported, _with("department"), _undo, _look_at("department")),
    Scene("redo", _make_undone, _with("department"), _redo, _look_at("department")),
    Scene("final", _make_draft, _with("first"), _final, _look_at_final),
    Scene("review", _make_imported, _with("department"), _review, _look_at_review),
    Scene("rebuild", _make_imported, _with("department"), lambda b: backup.rebuild(b[0]), _look_at("department")),
    Scene("backup", _make_stick, _with("first"), lambda b: backup.backup(b[0]), _look_at_backup),
    Scene(
        "backup to a stick", _make_stick, _with("first"), lambda b: backup.backup(b[0], b[1] / "stick"),
        _look_at_backup, "stick",
    ),
    Scene(
        "sealed backup, here and on a stick", _make_stick, _with("first"), _back_up_twice, _look_at_backup, "stick",
    ),
    Scene("restore a sealed backup", _make_sealed, _folder, _restore_sealed, _look_at_restored, "stick"),
    Scene("restore", _make_to_restore, _folder, _restore, _look_at_restored, "stick"),
    Scene("restore over a damaged store", _make_damaged, _folder, _restore, _look_at_restored, "stick"),
    Scene("restore to a new place", _make_lost, _folder, _restore, _look_at_restored, "stick"),
    Scene("migrate", _make_old, _folder, _migrate, _look_at_migrated),
)  # fmt: skip
