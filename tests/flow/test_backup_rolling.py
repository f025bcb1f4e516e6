"""Backups that make themselves: sealed, rolling, in a second place, opened on another computer, failures told."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import CancelledError, Progress, silent
from sxsh_desktop.services import backup, fill, register
from sxsh_desktop.services.backup_errors import (
    NoBackupThereError,
    RecoveryCodeNeededError,
    RecoveryCodeWrongError,
    SecondPlaceError,
)
from sxsh_desktop.services.backup_rolling import keep_up
from sxsh_desktop.services.backup_settings import (
    change_settings,
    new_recovery_code,
    read_settings,
    recovery_text,
    set_second_place,
    trouble,
    use_recovery_code,
)
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.store.database import DATABASE_FILE
from sxsh_desktop.store.errors import BackupBrokenError
from tests.backup_maker import photos_in, revisions_in
from tests.exchange_maker import CLOCK, Desks, desks, fresh_desks, make_card, path_to

__all__ = ["desks", "fresh_desks"]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


def with_photo(desk: Desk, folder: Path) -> str:
    """A card with a photo, made final; its record."""
    photo = folder / "anh.png"
    photo.write_bytes(PNG)
    card = make_card(desk, "Lúa Vàng")
    draft = fill.correct(desk, card.record_id)
    draft.attach(path_to(draft, "photo"), photo)
    draft.finalise()
    return card.record_id


def with_code(desk: Desk) -> str:
    code = new_recovery_code()
    use_recovery_code(desk, code)
    return code


def files_below(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def test_only_what_has_changed_is_backed_up_again(desks: Desks) -> None:
    desk = desks.first
    make_card(desk, "Lúa Vàng")
    first = keep_up(desk, silent()).file
    assert first is not None and keep_up(desk, silent()).file is None
    draft = fill.start(desk, "a_co_so")
    draft.set(path_to(draft, "name"), "Đang điền dở")
    second = keep_up(desk, silent()).file
    assert second is not None and second != first and keep_up(desk, silent()).file is None
    fill.discard(desk, draft.draft_id)
    assert keep_up(desk, silent()).file is not None
    desk.close()
    with closing(open_desk(desk.folder, CLOCK)) as again:  # opening changes nothing that a backup keeps
        assert keep_up(again, silent()).file is None
    assert trouble(desk) is None


def test_a_backup_is_sealed_and_read_back(desks: Desks) -> None:
    desk = desks.first
    make_card(desk, "Lúa Vàng ở Cai Lậy")
    made = backup.backup(desk)
    content = made.file.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"SQLite" not in content and "Lúa Vàng".encode() not in content
    assert revisions_in(made, desk) == 1
    assert not list(desk.store.backups.glob("making-*")) and not list(desk.store.backups.glob("*.part"))


def test_on_a_new_laptop_with_the_recovery_code(desks: Desks, tmp_path: Path) -> None:
    """The laptop is gone; the stick and the paper with the code are there."""
    desk, stick = desks.first, tmp_path / "stick"
    stick.mkdir()
    code = with_code(desk)
    set_second_place(desk, stick)
    with_photo(desk, tmp_path)
    draft = fill.start(desk, "a_co_so")
    draft.set(path_to(draft, "name"), "Đang điền dở")
    rolled = keep_up(desk, silent())
    assert rolled.second is not None and photos_in(stick, desk) == 1
    before = backup.verify(desk)
    desk.close()
    shutil.rmtree(desk.folder)

    with pytest.raises(RecoveryCodeNeededError):
        backup.restore(tmp_path / "new", stick, clock=CLOCK)
    assert not files_below(tmp_path / "new")
    with closing(set_up(tmp_path / "set up", Answers("officer", "vi", "CB01", "Lan", "866"), CLOCK)) as fresh:
        assert fresh.device_id != desk.device_id
    typed = f"# mã khôi phục\n{code[:40].lower()}\n {code[40:]}\n"
    for place in (tmp_path / "new", tmp_path / "set up"):  # with nothing yet, or after the first start
        restored = backup.restore(place, stick, clock=CLOCK, code=typed)
        assert (restored.revisions, restored.drafts, restored.files) == (2, 1, 1)
        with closing(open_desk(place, CLOCK)) as opened:
            after = backup.verify(opened)
            assert (after.ok, after.ledger_hash) == (True, before.ledger_hash)
            assert fill.resume(opened, draft.draft_id).value(path_to(draft, "name")) == "Đang điền dở"
            assert (opened.device_id == desk.device_id) is (place.name == "new")


def test_without_the_code_nobody_opens_it(desks: Desks, tmp_path: Path) -> None:
    desk = desks.first
    make_card(desk, "Lúa Vàng")
    made = backup.backup(desk)
    with pytest.raises(RecoveryCodeNeededError):
        backup.restore(desks.second.folder, made.file, clock=CLOCK)
    code = with_code(desk)  # made afterwards: opens later backups only
    with pytest.raises(RecoveryCodeNeededError):
        backup.restore(tmp_path / "new", made.file, clock=CLOCK, code=code)
    assert (
        keep_up(desk, silent()).file is not None
    )  # sealed to the code at once, though nothing else has changed
    assert code not in (desk.folder / "backup.json").read_text("utf-8")
    for wrong in ("", "AGE-SECRET-KEY-1", "1234 5678"):
        with pytest.raises(RecoveryCodeWrongError):
            recovery_text(wrong)
    with pytest.raises(NoBackupThereError):
        backup.restore(tmp_path / "new", tmp_path, clock=CLOCK)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_cut_or_changed_sealed_backup_is_refused(desks: Desks, tmp_path: Path, share: float) -> None:
    desk = desks.first
    make_card(desk, "Lúa Vàng")
    content = backup.backup(desk).file.read_bytes()
    before = backup.verify(desk).ledger_hash
    cut = tmp_path / "cut.sxshbackup"
    cut.write_bytes(content[: int(len(content) * share)])
    changed = bytearray(content)
    changed[int((len(content) - 1) * max(share, 0.1))] ^= 1
    other = tmp_path / "changed.sxshbackup"
    other.write_bytes(bytes(changed))
    for file in (cut, other):
        with pytest.raises((BackupBrokenError, RecoveryCodeNeededError)):
            backup.restore(desk.folder, file, clock=CLOCK)
    assert backup.verify(desk).ledger_hash == before


def test_the_second_place_catches_up_when_it_is_there(desks: Desks, tmp_path: Path) -> None:
    desk, stick = desks.first, tmp_path / "stick"
    set_second_place(desk, stick)
    with_photo(desk, tmp_path)
    rolled = keep_up(desk, silent())
    assert rolled.file is not None and rolled.second is None and not stick.exists()  # nothing is made up
    later = trouble(desk)
    assert later is not None and (later.code, later.since) == ("", "")
    stick.mkdir()
    again = keep_up(desk, silent())
    assert again.file is None and again.second is not None
    assert again.second.read_bytes() == rolled.file.read_bytes()
    assert trouble(desk) is None and keep_up(desk, silent()).file is None
    desk.clock = fixed_clock(CLOCK() + timedelta(days=8))
    assert trouble(desk) is not None
    set_second_place(desk, None)
    assert trouble(desk) is None
    with pytest.raises(SecondPlaceError):
        set_second_place(desk, desk.store.backups)


def test_what_stays_of_many(desks: Desks, tmp_path: Path) -> None:
    desk, stick = desks.first, tmp_path / "stick"
    stick.mkdir()
    set_second_place(desk, stick)
    change_settings(desk.folder, keep=2)
    foreign = stick / "thư khác.sxshbackup"
    foreign.write_bytes(b"x")
    for number in range(4):
        make_card(desk, f"Cơ sở {number}")
        desk.clock = fixed_clock(CLOCK() + timedelta(hours=10 * number))
        keep_up(desk, silent())
    kept = [one.file.name for one in backup.backups(desk.folder)]
    assert len(kept) == 3  # the newest two, and the last of the first day
    assert [one.file.name for one in backup.backups(stick)] == kept and foreign.exists()


def test_a_failure_is_told_until_it_went_well(desks: Desks, tmp_path: Path) -> None:
    desk = desks.first
    make_card(desk, "Lúa Vàng")
    shutil.rmtree(desk.store.backups, ignore_errors=True)
    desk.store.backups.write_bytes(b"in the way")
    with pytest.raises(UserError):
        keep_up(desk, silent())
    told = trouble(desk)
    assert told is not None and told.code and told.said
    desk.store.backups.unlink()
    assert keep_up(desk, silent()).file is not None and trouble(desk) is None


def test_stopped_leaves_nothing(desks: Desks) -> None:
    stopped = Progress(lambda _done, _total, _what: None)
    stopped.cancel()
    with pytest.raises(CancelledError):
        keep_up(desks.first, stopped)
    assert files_below(desks.first.store.backups) == [] and trouble(desks.first) is None


def test_damaged_settings_are_no_reason_to_stop(desks: Desks) -> None:
    desk = desks.first
    for text in ("", "[]", '{"keep": "x"}', json.dumps({"keep": 0, "unknown": 1})):
        (desk.folder / "backup.json").write_text(text, "utf-8")
        assert read_settings(desk.folder).keep >= 1
        assert keep_up(desk, silent()).file is not None
        (desk.folder / "backup.json").unlink()


def test_a_damaged_store_comes_back_from_its_sealed_backup(desks: Desks) -> None:
    desk = desks.first
    card = make_card(desk, "Lúa Vàng")
    made = backup.backup(desk)
    desk.close()
    (desk.folder / DATABASE_FILE).write_bytes(b"\0" * 5000)
    restored = backup.restore(desk.folder, made.file, clock=CLOCK)
    assert restored.set_aside is not None
    with closing(open_desk(desk.folder, CLOCK)) as opened:
        assert register.facility_card(opened, card.record_id).facility.name == "Lúa Vàng"
        assert backup.verify(opened).ok
