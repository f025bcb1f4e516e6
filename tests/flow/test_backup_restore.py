"""Backups while the store is in use, restoring as a union, verifying, computing anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.services import backup as backups
from sxsh_desktop.services import fill, register
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.store.database import DATABASE_FILE
from sxsh_desktop.store.errors import BackupBrokenError, StoreBusyError, StoreDamagedError
from tests.exchange_maker import CLOCK, Desks, change, desks, fresh_desks, make_card, path_to

__all__ = ["desks", "fresh_desks"]


def tamper(folder: Path, sql: str) -> None:
    """Somebody changes the database with another tool."""
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection:
        connection.execute(sql)
        connection.commit()


def damage(folder: Path) -> None:
    file = folder / DATABASE_FILE
    content = bytearray(file.read_bytes())
    content[100 : len(content) // 2] = b"\x00" * (len(content) // 2 - 100)
    file.write_bytes(bytes(content))


def codes(desk: Desk) -> set[str]:
    return {problem.code for problem in backups.verify(desk).problems}


def test_a_sound_store_is_clean_and_computing_anew_changes_nothing(desks: Desks) -> None:
    desk = desks.first
    card = make_card(desk, "Lúa Vàng")
    change(desk, card.record_id, name="Lúa Vàng Mới")
    make_card(desk, "Nước đá Đông Á")
    before = backups.verify(desk)
    assert before.ok, before.problems
    assert (before.revisions, before.heads, before.diverged, before.waiting, before.shelf) == (3, 2, 0, 0, 0)
    assert len(before.ledger_hash) == len(before.derived_hash) == 64
    backups.rebuild(desk)
    assert backups.verify(desk) == before


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE revisions SET instance_xml = x'3c612f3e'", "VERIFY-03"),
        ("UPDATE revisions SET facility_id = 'another'", "VERIFY-03"),
        ("UPDATE entries SET body = '{}'", "VERIFY-03"),
        ("UPDATE revisions SET signature = zeroblob(64)", "VERIFY-03"),
        ("UPDATE revisions SET sequence = -1", "VERIFY-02"),
        ("UPDATE facility_now SET potential = '1', name = 'Khác'", "VERIFY-05"),
        ("UPDATE fact_visit SET v_date = '1999-01-01'", "VERIFY-05"),
        ("DELETE FROM record_now", "VERIFY-05"),
        ("DELETE FROM known_devices", "VERIFY-05"),
    ],
)
def test_whatever_was_changed_behind_its_back_is_noticed(desks: Desks, sql: str, code: str) -> None:
    make_card(desks.first, "Lúa Vàng")
    tamper(desks.first.folder, sql)
    report = backups.verify(desks.first)
    assert not report.ok
    assert code in {problem.code for problem in report.problems}
    assert all(problem.text for problem in report.problems)


def test_a_missing_photo_is_noticed(desks: Desks, tmp_path: Path) -> None:
    desk = desks.first
    photo = tmp_path / "anh.png"
    photo.write_bytes(_PNG)
    card = make_card(desk, "Lúa Vàng")
    draft = fill.correct(desk, card.record_id)
    draft.attach(path_to(draft, "photo"), photo)
    revision = draft.finalise()
    assert backups.verify(desk).ok
    for name in revision.attachments:
        (desk.store.attachments / name[:2] / name).unlink()
    assert codes(desk) == {"VERIFY-04"}


def test_a_backup_is_restored_as_a_union(desks: Desks) -> None:
    desk = desks.first
    old = make_card(desk, "Có trong bản sao lưu")
    draft = fill.start(desk, "a_co_so")
    draft.set(path_to(draft, "name"), "Đang điền dở")
    made = backups.backup(desk)
    assert [one.file for one in backups.backups(desk.folder)] == [made.file]
    new = make_card(desk, "Làm sau khi sao lưu")
    whole = backups.verify(desk).ledger_hash
    taken = register.new_facility_code(desk)
    desk.close()

    again = backups.restore(desk.folder, made.file, clock=CLOCK)  # nothing is lacking: nothing changes
    assert (again.revisions, again.entries, again.drafts, again.clashes) == (0, 0, 0, ())
    (desk.folder / DATABASE_FILE).unlink()
    back = backups.restore(desk.folder, made.file, clock=CLOCK)
    assert (back.revisions, back.drafts) == (1, 1)
    with closing(open_desk(desk.folder, CLOCK)) as opened:
        assert [
            one.name for one in register.page(opened, [*register.search(opened, register.FacilityQuery())])
        ] == ["Có trong bản sao lưu"]
        assert fill.resume(opened, draft.draft_id).value(path_to(draft, "name")) == "Đang điền dở"
        assert backups.verify(opened).ok
        assert backups.verify(opened).ledger_hash != whole
        assert register.new_facility_code(opened) > taken  # no number is given twice
    assert old.record_id != new.record_id


def test_a_damaged_database_is_set_aside(desks: Desks) -> None:
    desk = desks.first
    card = make_card(desk, "Lúa Vàng")
    made = backups.backup(desk)
    desk.close()
    damage(desk.folder)
    with pytest.raises(StoreDamagedError):
        open_desk(desk.folder, CLOCK)
    restored = backups.restore(desk.folder, made.file, clock=CLOCK)
    assert restored.set_aside is not None and (restored.set_aside / DATABASE_FILE).is_file()
    with closing(open_desk(desk.folder, CLOCK)) as opened:
        assert register.facility_card(opened, card.record_id).facility.name == "Lúa Vàng"
        assert backups.verify(opened).ok


def test_a_whole_backup_opens_on_another_computer(desks: Desks, tmp_path: Path) -> None:
    desk = desks.first
    photo = tmp_path / "anh.png"
    photo.write_bytes(_PNG)
    card = make_card(desk, "Lúa Vàng")
    draft = fill.correct(desk, card.record_id)
    draft.attach(path_to(draft, "photo"), photo)
    draft.finalise()
    before = backups.verify(desk)
    made = backups.backup(desk, tmp_path / "stick")
    assert made.with_files and [one.file for one in backups.backups(tmp_path / "stick")] == [made.file]

    new_place = tmp_path / "new computer"
    restored = backups.restore(new_place, made.file.parent, clock=CLOCK)
    assert (restored.revisions, restored.files) == (2, 1)
    with closing(open_desk(new_place, CLOCK)) as opened:
        after = backups.verify(opened)
        assert (after.ok, after.ledger_hash, after.derived_hash) == (
            True,
            before.ledger_hash,
            before.derived_hash,
        )
        assert opened.device_id == desk.device_id


def test_a_restore_killed_while_it_made_the_new_store_is_simply_done_again(
    desks: Desks, tmp_path: Path
) -> None:
    make_card(desks.first, "Nhà máy Một")
    made = backups.backup(desks.first, tmp_path / "stick")
    place = tmp_path / "new computer"
    place.mkdir()
    with closing(sqlite3.connect(place / DATABASE_FILE)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # as far as it came: no table yet
    restored = backups.restore(place, made.file.parent, clock=CLOCK)
    assert (restored.revisions, restored.set_aside) == (1, None)


def test_a_broken_backup_is_refused_and_changes_nothing(desks: Desks, tmp_path: Path) -> None:
    desk = desks.first
    make_card(desk, "Lúa Vàng")
    made = backups.backup(desk)
    before = backups.verify(desk).ledger_hash
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(made.file.read_bytes()[:20000])
    for file in (broken, tmp_path / "nowhere.sqlite"):
        with pytest.raises(BackupBrokenError):
            backups.restore(desk.folder, file, clock=CLOCK)
    assert backups.verify(desk).ledger_hash == before


def test_old_backups_make_room(desks: Desks) -> None:
    desk = desks.first
    files = [backups.backup(desk).file for _ in range(13)]
    kept = {one.file for one in backups.backups(desk.folder)}
    assert len(kept) in (10, 11) and files[-1] in kept and len(set(files)) == 13


def test_a_cancelled_backup_leaves_nothing(desks: Desks, tmp_path: Path) -> None:
    stopped = Progress(lambda _done, _total, _what: None)
    stopped.cancel()
    for target in (None, tmp_path / "stick"):
        with pytest.raises(CancelledError):
            backups.backup(desks.first, target, stopped)
    assert backups.backups(desks.first.folder) == ()
    assert not list(tmp_path.glob("stick/*"))


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


def test_a_store_that_is_only_busy_is_not_set_aside(desks: Desks) -> None:
    """A database that another program holds, or that cannot be read just now, is not a damaged one."""
    desk = desks.first
    make_card(desk, "Lúa Vàng")
    saved = backups.backup(desk)
    make_card(desk, "Nước đá Đông Á")
    desk.close()
    with closing(sqlite3.connect(desk.folder / DATABASE_FILE)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusyError):
            backups.restore(desk.folder, saved.file, clock=CLOCK)
        holder.execute("ROLLBACK")
    assert not list(desk.folder.glob("damaged-*"))
    restored = backups.restore(desk.folder, saved.file, clock=CLOCK)
    assert (restored.revisions, restored.set_aside) == (0, None)
    with closing(open_desk(desk.folder, CLOCK)) as again:
        assert backups.verify(again).revisions == 2


def test_what_was_set_aside_is_whole_and_a_second_time_beside_the_first(desks: Desks) -> None:
    desk = desks.first
    make_card(desk, "Lúa Vàng")
    saved = backups.backup(desk)
    desk.close()
    for number in (1, 2):
        damage(desk.folder)
        broken = (desk.folder / DATABASE_FILE).read_bytes()
        restored = backups.restore(desk.folder, saved.file, clock=CLOCK)
        assert restored.set_aside is not None
        assert (restored.set_aside / DATABASE_FILE).read_bytes() == broken
        assert len(list(desk.folder.glob("damaged-*"))) == number
        with closing(open_desk(desk.folder, CLOCK)) as again:
            assert backups.verify(again).ok
