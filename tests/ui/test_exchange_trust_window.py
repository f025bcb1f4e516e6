"""Whom a desk trusts, through the windows: a stranger, a device that is revoked, a laptop set up from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from sxsh_desktop.services import assignments, exchange, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.records import records
from sxsh_desktop.services.register import FacilityQuery
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.ui.exchange.exchange_view import ExchangeScreen
from sxsh_desktop.ui.exchange.revoke_dialog import RevokeDialog
from sxsh_desktop.ui.widgets.dialogs import Dialog
from tests.exchange_maker import CARD, CLOCK, Desks, desks, fresh_desks, make_card
from tests.exchange_window_maker import Opened, awaited, meet_code, opened
from tests.window_maker import idle, meet, until

__all__ = ["desks", "fresh_desks", "opened"]


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Desk]:
    """A desk that nobody knows yet."""
    made = set_up(tmp_path / "moi", Answers("officer", "vi", "CB09", "Võ Thị Sáu", "866"), CLOCK)
    yield made
    made.close()


def take_in(screen: ExchangeScreen, file: Path) -> str:
    """Open a bundle, which is refused, and put it on the shelf; what is said."""
    screen.tabs.choose("receive")
    screen.receive.take([file])
    idle()
    screen.receive.show_file(file)
    with awaited(screen.receive.imported):
        screen.receive.go.click()
    return " ".join(one.text() for one in screen.receive.findChildren(QLabel) if one.isVisible())


def trust_on_the_shelf(screen: ExchangeScreen, code: str) -> None:
    """Take in what waits on the shelf, after comparing the code of its sender."""
    screen.tabs.choose("shelf")
    idle()
    assert screen.shelf.trust.isVisible()
    asked = meet_code(code)
    with awaited(screen.shelf.changed):
        screen.shelf.trust.click()
    asked.stop()


def revoke(screen: ExchangeScreen, device_id: str) -> None:
    """Trust a device no longer since 20 June; a day to come is refused in place."""
    screen.tabs.choose("devices")
    idle()
    rows = [screen.devices.rows.id_of(row) for row in range(screen.devices.rows.rowCount())]
    screen.devices.table.choose_row(rows.index(device_id))

    def say_since_when(dialog: RevokeDialog) -> None:
        dialog.day.setText("01/01/2030")
        dialog.go.click()
        assert dialog.problem.text.text()
        dialog.day.setText("20/06/2026")
        dialog.go.click()

    asked = meet(RevokeDialog, say_since_when)
    with awaited(screen.devices.changed):
        screen.devices.revoke.click()
    asked.stop()


def test_the_own_device_cannot_be_distrusted(desks: Desks, opened: Opened) -> None:
    _window, screen = opened(desks.department)
    screen.tabs.choose("devices")
    idle()
    offered = {}
    for row in range(screen.devices.rows.rowCount()):
        screen.devices.table.choose_row(row)
        offered[screen.devices.rows.id_of(row)] = screen.devices.revoke.isEnabled()
    assert not offered[desks.department.device_id] and offered[desks.first.device_id]


def test_a_refused_bundle_is_looked_at_again_once_its_device_is_trusted(
    desks: Desks, opened: Opened, stranger: Desk
) -> None:
    make_card(stranger, "Kho lạnh")
    sent = exchange.export_bundle(stranger, desks.mail)
    _window, screen = opened(desks.department)
    screen.tabs.choose("receive")
    with awaited(screen.receive.counted):
        screen.receive.take([sent.file])
    until(lambda: screen.receive.refused() == 1)
    exchange.export_enrolment(stranger, desks.folder / "moi.json")
    exchange.import_enrolment(desks.department, desks.folder / "moi.json", confirm=True)
    screen.tabs.choose("devices")
    screen.devices.changed.emit()
    until(lambda: screen.receive.refused() == 0)


def test_an_unknown_sender_is_trusted_after_the_code_was_compared_and_revoked_with_a_day(
    desks: Desks, opened: Opened, stranger: Desk, tmp_path: Path
) -> None:
    department = desks.department
    make_card(stranger, "Kho lạnh")
    first = exchange.export_bundle(stranger, desks.mail)
    _window, screen = opened(department)
    assert "BUNDLE-05" in take_in(screen, first.file)
    trust_on_the_shelf(screen, exchange.own_code(stranger))
    assert len(records(department)) == 1

    revoke(screen, stranger.device_id)
    line = next(one for one in exchange.devices(department) if one.device_id == stranger.device_id)
    assert (line.state, line.revoked_on) == ("revoked", "2026-06-20")
    make_card(stranger, "Kho lạnh hai")
    again = exchange.export_bundle(stranger, tmp_path)
    assert "BUNDLE-06" in take_in(screen, again.file)
    assert len(records(department)) == 1 and len(exchange.shelf(department)) == 1


def press_beginning_with(screen: ExchangeScreen, words: str) -> None:
    """Press the button of the tab of trusted devices whose words begin so."""
    screen.tabs.choose("devices")
    idle()
    next(one for one in screen.devices.findChildren(QPushButton) if one.text().startswith(words)).click()


def send_the_register(screen: ExchangeScreen, device_id: str, folder: Path) -> Path:
    """Make the bundle for a new laptop, with the register of its officer's places."""
    screen.tabs.choose("send")
    idle()
    screen.send.refresh()
    idle()
    screen.send.recipient.set_value(device_id)
    screen.send.register.setChecked(True)
    idle()
    screen.send.folder.setText(str(folder))
    told = meet(Dialog, lambda dialog: dialog.reject())
    with awaited(screen.send.sent):
        screen.send.go.click()
    until(lambda: not told.isActive())
    idle()
    (bundle,) = folder.glob("*.sxsh")
    return bundle


def test_a_laptop_is_set_up_from_nothing_through_the_windows(
    desks: Desks, opened: Opened, stranger: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    department = desks.department
    make_card(department, "Nhà máy xay xát Tân Phú")
    facility = register.page(department, register.search(department, FacilityQuery()))[0]
    assignments.give(department, "CB09", [assignments.Task(CARD, facility.facility_id, due="2026-12-15")])
    request = tmp_path / "CB09.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(request), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a: ([str(request)], ""))

    _window, mine = opened(stranger)
    said = meet(Dialog, lambda dialog: dialog.reject())
    press_beginning_with(mine, "Ghi tệp")
    until(request.exists)
    until(lambda: not said.isActive())
    idle()

    _window2, office = opened(department)
    asked = meet_code(exchange.own_code(stranger))
    with awaited(office.devices.changed):
        press_beginning_with(office, "Đọc tệp")
    asked.stop()
    bundle = send_the_register(office, stranger.device_id, desks.mail)

    assert "BUNDLE-05" in take_in(mine, bundle)
    trust_on_the_shelf(mine, exchange.own_code(department))
    assert register.count(stranger) == 1
    assert [one.facility for one in assignments.work_list(stranger)] == [facility.name]
