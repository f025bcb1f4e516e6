"""Sending, receiving and given work through the windows, as people use them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import cast

from pytestqt.qtbot import QtBot

from sxsh_desktop.ledger.entries import Enrolment, body_of
from sxsh_desktop.services import assignments, carriers, exchange, exchange_log
from sxsh_desktop.services.carriers import Way
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_devices import refresh_devices
from sxsh_desktop.services.records import records
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel
from sxsh_desktop.ui.exchange.exchange_view import ExchangeScreen
from sxsh_desktop.ui.exchange.give_dialog import GiveDialog
from sxsh_desktop.ui.exchange.inbox_watch import InboxWatch
from sxsh_desktop.ui.exchange.receive_all import ImportAllDialog
from sxsh_desktop.ui.exchange.way_dialog import PasswordDialog, WayDialog
from sxsh_desktop.ui.exchange.work_model import WorkModel
from sxsh_desktop.ui.shell.finder import Finder
from sxsh_desktop.ui.today.today_view import TodayScreen
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.pages import LineButton
from sxsh_desktop.ui.widgets.states import Hint
from tests.exchange_maker import CLOCK, Desks, desks, fresh_desks, make_card
from tests.exchange_window_maker import Opened, awaited, opened
from tests.webdav_maker import PASSWORD, USER, dav_server
from tests.window_maker import idle, meet, until

__all__ = ["desks", "fresh_desks", "opened"]


def hints(screen: ExchangeScreen) -> list[str]:
    return [
        one.text.text() for one in screen.both.findChildren(Hint) if one.text.text() and not one.isHidden()
    ]


def without_key_to_seal(desk: Desk, device_id: str) -> None:
    """As an enrolment of before there were seals: the device is believed, its key to seal to is not known."""
    with desk.write() as connection:
        earlier = ledger_store.entries_of(connection, device_id, Enrolment.kind)
        body = cast(Enrolment, body_of(earlier[-1]))
        parents = tuple(one.entry_id for one in earlier)
        desk.append_entry(connection, replace(body, age_recipient=""), device_id, parents)
        refresh_devices(desk, connection)


def choose_way(screen: ExchangeScreen, fill: Callable[[WayDialog], None]) -> None:
    def act(dialog: WayDialog) -> None:
        fill(dialog)
        dialog.keep.click()

    asked = meet(WayDialog, act)
    screen.both.choose.click()
    asked.stop()


def press(screen: ExchangeScreen) -> None:
    with awaited(screen.both.changed):
        screen.both.go.click()


def test_what_cannot_be_sealed_is_not_shown_as_sealed(opened: Opened, tmp_path: Path) -> None:
    with closing(
        set_up(tmp_path / "alone", Answers("officer", "vi", "CB09", "Võ An", "866"), CLOCK)
    ) as alone:
        make_card(alone, "Cơ sở nước đá Mỹ Trà")
        _window, screen = opened(alone)
        screen.tabs.choose("send")
        idle()
        assert screen.send.go.isEnabled()
        assert not screen.send.sealed.isChecked() and not screen.send.sealed.isEnabled()
        told = [one.text.text() for one in screen.send.findChildren(Hint) if not one.isHidden()]
        assert any("Chưa niêm phong được" in one for one in told)


def test_the_one_button_says_before_and_after_that_it_cannot_seal(opened: Opened, tmp_path: Path) -> None:
    with closing(
        set_up(tmp_path / "alone", Answers("officer", "vi", "CB09", "Võ An", "866"), CLOCK)
    ) as alone:
        make_card(alone, "Cơ sở nước đá Mỹ Trà")
        (tmp_path / "usb").mkdir()
        carriers.set_way(alone, Way("folder", str(tmp_path / "usb")))
        _window, screen = opened(alone)
        screen.tabs.choose("both")
        idle()
        until(lambda: any("Chưa niêm phong được" in one for one in hints(screen)))
        press(screen)
        assert any("Đã gửi" in one and "không niêm phong" in one for one in hints(screen))
        logged = exchange_log.lines(alone)
        assert any(one.mood == "warn" and "Không niêm phong" in one.text for one in logged)


def test_the_one_button_warns_of_nothing_where_it_seals(desks: Desks, opened: Opened) -> None:
    make_card(desks.first, "Nhà máy nước đá")
    carriers.set_way(desks.first, Way("folder", str(desks.mail)))
    _window, screen = opened(desks.first)
    screen.tabs.choose("both")
    idle()
    press(screen)
    assert not any("niêm phong" in one for one in hints(screen))
    assert all(one.mood != "warn" for one in exchange_log.lines(desks.first))


def test_the_warning_speaks_of_those_whom_this_bundle_is_for(desks: Desks, opened: Opened) -> None:
    without_key_to_seal(desks.department, desks.second.device_id)
    make_card(desks.department, "Cơ sở chung")
    carriers.set_way(desks.department, Way("folder", str(desks.mail)))
    _window, screen = opened(desks.department)
    screen.tabs.choose("both")
    idle()
    until(lambda: any("Nguyễn Văn Bé" in one for one in hints(screen)))
    assert not any("Trần Thị Lan" in one for one in hints(screen))
    screen.both.recipient.set_value(desks.first.device_id)
    screen.both.recipient.picked.emit(desks.first.device_id)
    until(lambda: not any("iêm phong" in one for one in hints(screen)))


def test_nobody_sends_to_his_own_device(desks: Desks) -> None:
    offered = [one.value for one in ExchangeModel(desks.department).recipients()]
    assert sorted(offered) == sorted([desks.first.device_id, desks.second.device_id])


def test_one_button_over_a_stick(desks: Desks, opened: Opened) -> None:
    make_card(desks.first, "Nhà máy xay xát Tân Phú")
    _window, screen = opened(desks.first)
    screen.tabs.choose("both")

    def stick(dialog: WayDialog) -> None:
        dialog.folder.setText(str(desks.mail))

    choose_way(screen, stick)
    press(screen)
    assert len(list(desks.mail.glob("*.sxsh"))) == 1
    told = hints(screen)
    assert any("Đã gửi" in one for one in told) and any("Tháo thiết bị an toàn" in one for one in told)
    assert screen.both.rows.rowCount() >= 2
    press(screen)
    assert len(list(desks.mail.glob("*.sxsh"))) == 1  # it lies there still
    assert any("vẫn nằm đó" in one for one in hints(screen))

    screen.both.search.setText("da lam goi")
    until(lambda: screen.both.rows.rowCount() == 1)


def test_one_button_over_a_server_asks_for_the_password(desks: Desks, opened: Opened, tmp_path: Path) -> None:
    make_card(desks.first, "Lò gạch Sa Đéc")
    _window, screen = opened(desks.first)
    screen.tabs.choose("both")
    with dav_server(tmp_path / "dav") as server:

        def address(dialog: WayDialog) -> None:
            dialog.kind.choose(2)
            dialog.address.setText("http://so-cong-thuong.vn/goi")
            dialog.user.setText(USER)
            dialog.keep.click()
            assert "https" in dialog.problem.text.text() and dialog.isVisible()  # said in place
            dialog.address.setText(server.address)

        choose_way(screen, address)

        def wrong(dialog: PasswordDialog) -> None:
            dialog.password.setText("sai")
            dialog.accept()

        asked = meet(PasswordDialog, wrong)
        press(screen)
        asked.stop()
        assert any("CARRIER-02" in one for one in hints(screen))

        def right(dialog: PasswordDialog) -> None:
            dialog.password.setText(PASSWORD)
            dialog.accept()

        asked = meet(PasswordDialog, right)
        press(screen)
        asked.stop()
        assert [one.name for one in server.folder.iterdir()] == ["for-department"]
        press(screen)  # the password is kept until the program is closed
        kept = "".join(one.text for one in exchange_log.lines(desks.first))
    assert PASSWORD not in kept


def test_bundles_in_the_watched_folder_are_shown_and_wait_for_a_person(
    desks: Desks, opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    inbox = tmp_path / "Hộp nhận"
    inbox.mkdir()
    make_card(desks.first, "Xay xát A")
    sent = exchange.export_bundle(desks.first, desks.mail)
    carriers.set_way(desks.department, Way(inbox=str(inbox)))
    window, screen = opened(desks.department)
    watch = InboxWatch(desks.department, window, every=200, settle=50)
    watch.arrived.connect(lambda _files: window.data_changed())

    shutil.copy(sent.file, inbox / sent.file.name)
    until(lambda: screen.receive.waiting() == 1)
    until(lambda: screen.receive.lines.rowCount() == 1)
    assert records(desks.department) == ()
    window.show_screen("today")
    today = cast(TodayScreen, window.screen_of("today"))
    until(lambda: any("1 gói mới" in one.text() for one in today.findChildren(LineButton)))
    window.show_screen("exchange", tab="receive")
    done: list[bool] = []
    screen.receive.imported.connect(lambda: done.append(True))
    screen.receive.go.click()
    until(lambda: bool(done))
    assert len(records(desks.department)) == 1 and carriers.arrived(desks.department) == ()
    watch.stop()


def test_many_bundles_are_imported_one_after_the_other(desks: Desks, opened: Opened) -> None:
    make_card(desks.first, "Xay xát A")
    make_card(desks.second, "Lò gạch B")
    bundles = [exchange.export_bundle(desk, desks.mail).file for desk in (desks.first, desks.second)]
    _window, screen = opened(desks.department)
    screen.tabs.choose("receive")
    screen.receive.take(bundles)
    until(screen.receive.all.isVisible)
    exchange.revoke_device(desks.department, desks.second.device_id)  # one of them will be refused
    refused = meet(Dialog, lambda dialog: dialog.accept())
    asked = meet(ImportAllDialog, lambda dialog: dialog.go.click())
    done: list[bool] = []
    screen.receive.imported.connect(lambda: done.append(True))
    screen.receive.all.click()
    until(lambda: bool(done))
    until(lambda: not refused.isActive())
    asked.stop()
    assert len(records(desks.department)) == 1 and len(exchange.shelf(desks.department)) == 1
    assert screen.receive.waiting() == 0


def test_a_bundle_leaves_as_an_email(desks: Desks, opened: Opened) -> None:
    make_card(desks.first, "Nước mắm")
    _window, screen = opened(desks.first)
    screen.tabs.choose("send")
    idle()
    assert screen.send.sealed.isChecked() and screen.send.sealed.isEnabled()
    screen.send.folder.setText(str(desks.mail))
    sent: list[bool] = []
    screen.send.sent.connect(lambda: sent.append(True))
    said = meet(Dialog, lambda dialog: dialog.reject())
    screen.send.mail.click()
    until(lambda: bool(sent))
    until(lambda: not said.isActive())
    idle()
    (letter,) = desks.mail.glob("*.eml")
    _window2, other = opened(desks.department)
    other.receive.open_files([letter])
    idle()
    until(lambda: other.receive.lines.rowCount() == 1)


def test_work_is_given_in_the_window_and_stands_on_the_officers_today(desks: Desks, opened: Opened) -> None:
    make_card(desks.department, "Nhà máy xay xát Tân Phú")
    _window, screen = opened(desks.department)
    screen.tabs.choose("work")
    idle()

    def give(dialog: GiveDialog) -> None:
        dialog.go.click()
        idle()
        assert "WORK" not in dialog.problem.text.text() and dialog.problem.text.text()  # a sentence, in place
        (found,) = dialog.model.find("tan phu")
        dialog.take(found)
        dialog.form.set_value("c_tieu_thu")
        dialog.officer.set_value("CB01")
        dialog.due.setText("30/06/2026")
        dialog.note.setText("Gọi trước khi đến")
        dialog.go.click()

    asked = meet(GiveDialog, give)
    screen.tasks.give.click()
    until(lambda: len(assignments.work_list(desks.department)) == 1)
    asked.stop()
    idle()
    assert screen.tasks.rows.rowCount() == 1
    assert "Quá hạn" in [one.text for one in screen.tasks.rows.cells(0)]

    sent = exchange.export_bundle(desks.department, desks.mail, desks.first.device_id)
    exchange.import_bundle(desks.first, sent.file)
    window, _screen = opened(desks.first)
    window.show_screen("today")
    today = cast(TodayScreen, window.screen_of("today"))
    until(lambda: any("Tân Phú" in one.text() for one in today.findChildren(LineButton)))
    line = next(one for one in today.findChildren(LineButton) if "Tân Phú" in one.text())
    assert "Gọi trước khi đến" in line.accessibleName() and "quá hạn" in line.accessibleName()


def test_a_facility_is_added_by_a_few_letters(desks: Desks, opened: Opened) -> None:
    make_card(desks.department, "Lò đường Tháp Mười")
    _window, screen = opened(desks.department)
    dialog = GiveDialog(WorkModel(desks.department), lambda _d: None, screen)

    def pick(finder: Finder) -> None:
        finder.search.setText("thap muoi")
        finder.search.searched.emit("thap muoi")
        finder.table.choose_row(0)
        finder.found.emit(finder.table.current_id())
        finder.close()

    asked = meet(Finder, pick)
    dialog.add_facility.click()
    asked.stop()
    assert len(dialog.tasks()) == 1
    dialog.deleteLater()
