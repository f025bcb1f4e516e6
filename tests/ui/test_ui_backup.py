"""Backups that make themselves, in the window: each hour, when it closes, told on Today, set in Settings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import backup
from sxsh_desktop.services.backup_settings import read_settings, trouble
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.ui.settings.backup_panel import BackupPanel, RecoveryDialog
from sxsh_desktop.ui.settings.settings_model import SettingsModel
from sxsh_desktop.ui.shell.backup_keeper import BackupKeeper
from sxsh_desktop.ui.shell.window import MainWindow
from sxsh_desktop.ui.today.today_model import TodayModel
from sxsh_desktop.ui.work import ProgressDialog
from tests.exchange_maker import CLOCK, fresh_desks, make_card
from tests.window_maker import until, window_of

__all__ = ["fresh_desks"]


@pytest.fixture
def desk(fresh_desks: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(fresh_desks / "first", tmp_path / "first")
    with closing(open_desk(tmp_path / "first", CLOCK)) as opened:
        make_card(opened, "Lúa Vàng")
        yield opened


@pytest.fixture
def window(desk: Desk, qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    with window_of(desk, qapp) as made:
        yield made


def test_closing_makes_the_last_backup_and_then_closes(desk: Desk, window: MainWindow) -> None:
    BackupKeeper(desk, window)
    window.close()
    assert window.isVisible() or backup.backups(desk.folder)  # it waits for the backup
    until(lambda: not window.isVisible())
    assert len(backup.backups(desk.folder)) == 1


def test_closing_can_be_stopped_from_waiting(desk: Desk, window: MainWindow) -> None:
    keeper = BackupKeeper(desk, window)
    keeper.look()
    window.close()
    for dialog in window.findChildren(ProgressDialog):
        dialog.panel.stop.click()
    until(lambda: not window.isVisible())
    assert not list(desk.store.backups.glob("making-*"))


def test_a_failure_closes_all_the_same_and_is_told_on_today(desk: Desk, window: MainWindow) -> None:
    shutil.rmtree(desk.store.backups, ignore_errors=True)
    desk.store.backups.write_bytes(b"in the way")
    BackupKeeper(desk, window)
    window.close()
    until(lambda: not window.isVisible())
    told = trouble(desk)
    assert told is not None
    lines = [line for group in TodayModel(desk).read().groups for line in group.lines]
    assert [one.about for one in lines if told.code in one.about] == [f"{told.said} ({told.code})"]


def test_each_hour(desk: Desk, window: MainWindow) -> None:
    BackupKeeper(desk, window, every=30)
    until(lambda: len(backup.backups(desk.folder)) == 1)
    make_card(desk, "Nước đá Đông Á")
    until(lambda: len(backup.backups(desk.folder)) == 2)
    window.close()
    until(lambda: not window.isVisible())


def test_second_place_and_recovery_code_in_settings(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    model = SettingsModel(desk)
    panel = BackupPanel(model)
    qtbot.addWidget(panel)
    model.set_second(tmp_path)
    panel.refresh()
    assert str(tmp_path) in panel.place.text() and not panel.leave.isHidden()
    dialog = RecoveryDialog(model, panel)
    code = dialog.text.text()
    assert code.startswith("AGE-SECRET-KEY-1")
    assert read_settings(desk.folder).recovery == ""  # looked at, not kept
    model.write_recovery(tmp_path / "mã.txt", code)
    model.use_recovery(code)
    panel.refresh()
    assert model.has_recovery and "2026" in panel.code.text()
    assert code not in (desk.folder / "backup.json").read_text("utf-8")
    assert code in (tmp_path / "mã.txt").read_text("utf-8")
    panel.leave.click()
    assert read_settings(desk.folder).second == "" and panel.leave.isHidden()
    assert all(one.text() for one in panel.findChildren(QLabel))
