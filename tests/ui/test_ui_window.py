"""The main window on a real store: every screen opens, keys lead where they say, lists find what is there."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop import app as composition
from sxsh_desktop.base.words import set_language
from sxsh_desktop.services import fill, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.register import FacilityQuery
from sxsh_desktop.services.sample.answers import register_card
from sxsh_desktop.services.sample.desks import write_record
from sxsh_desktop.services.sample.plan import plan_facilities
from sxsh_desktop.services.sample.province import communes
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.ui import jobs, memory, work
from sxsh_desktop.ui.shell.window import MainWindow
from sxsh_desktop.ui.theme.apply import Theme
from tests.window_maker import PATIENCE, until

if TYPE_CHECKING:
    from sxsh_desktop.services.profile import Role

OFFICER = ["today", "facilities", "records", "printing", "exchange", "catalogue", "settings"]
DEPARTMENT = [*OFFICER[:5], "review", "indicators", "reports", "plan", *OFFICER[5:]]


def made_desk(folder: Path, role: Role) -> Desk:
    """A desk with three facilities, and a draft about the first."""
    unit = "SCT" if role == "department" else "866"
    desk = set_up(folder, Answers(role, "vi", "CB01", "Nguyễn Thị Hồng Gấm", unit))
    for number, plan in enumerate(plan_facilities(7, communes(), 3)):
        code = register.new_facility_code(desk)
        write_record(desk, register_card(plan, "CB01", code, random.Random(number)), "")
    first = register.ids_of(desk, register.search(desk, FacilityQuery()))[0]
    fill.start(desk, "b_khao_sat", first)
    return desk


@pytest.fixture(scope="module", params=["officer", "department"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = made_desk(tmp_path_factory.mktemp(request.param) / "kho", request.param)
    yield made
    made.close()


@pytest.fixture
def window(desk: Desk, qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    set_language("vi")
    theme = Theme(qapp)
    hook = sys.excepthook  # of pytest-qt, which fails the test
    made = composition.build(desk, theme)
    sys.excepthook = hook
    memory.keep_in(None)
    made.resize(1280, 650)
    made.show()
    qtbot.addWidget(made)
    made.show_screen("today")
    wait_idle(qtbot)
    yield made
    wait_idle(qtbot)


def wait_idle(qtbot: QtBot) -> None:
    qtbot.waitUntil(jobs.is_idle, timeout=PATIENCE)
    QApplication.processEvents()


def screens_of(window: MainWindow) -> list[str]:
    return [entry.key for entry in window.rail.entries]


def test_the_rail_is_that_of_the_role(window: MainWindow, desk: Desk) -> None:
    assert screens_of(window) == (DEPARTMENT if desk.profile.is_department else OFFICER)


def test_the_title_names_role_person_unit_and_store(window: MainWindow, desk: Desk) -> None:
    title = window.windowTitle()
    assert "Nguyễn Thị Hồng Gấm" in title
    assert desk.profile.unit_name in title
    assert str(desk.folder) in title


def test_every_screen_opens_and_reads_again(window: MainWindow, qtbot: QtBot) -> None:
    for key in screens_of(window):
        window.show_screen(key)
        wait_idle(qtbot)
        window.screen_of(key).refresh()
        wait_idle(qtbot)
        assert window.screen_key() == key
        assert window.screen_of(key).isVisible()


def test_every_screen_fits_the_smallest_window(window: MainWindow, qtbot: QtBot) -> None:
    for key in screens_of(window):
        window.show_screen(key)
        wait_idle(qtbot)
        assert window.minimumSizeHint().width() <= 1280, key
        assert window.minimumSizeHint().height() <= 650, key


def test_everything_that_can_be_used_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    for key in screens_of(window):
        window.show_screen(key)
        wait_idle(qtbot)
        for widget in window.screen_of(key).findChildren(QWidget):
            if widget.inherits("QAbstractButton") and widget.isVisible():
                said = widget.property("text") or widget.accessibleName() or widget.toolTip()
                assert said, f"{key}: {widget}"


def test_ctrl_digits_go_through_the_rail(window: MainWindow, qtbot: QtBot) -> None:
    for number, key in enumerate(screens_of(window)[:9], 1):
        digit = Qt.Key(int(Qt.Key.Key_0) + number)
        qtbot.keyClick(window, digit, Qt.KeyboardModifier.ControlModifier)  # type: ignore[no-untyped-call]
        assert window.screen_key() == key
    wait_idle(qtbot)


def test_the_open_draft_waits_today(window: MainWindow) -> None:
    from sxsh_desktop.ui.widgets.pages import LineButton

    lines = window.screen_of("today").findChildren(LineButton)
    assert any("Mẫu B" in line.text() for line in lines)


def test_search_needs_no_accents(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    from sxsh_desktop.base.text import fold
    from sxsh_desktop.ui.facilities.facilities_view import FacilitiesScreen

    window.show_screen("facilities")
    screen = cast(FacilitiesScreen, window.screen_of("facilities"))
    every = register.page(desk, register.search(desk, FacilityQuery()))
    assert screen.list.rows.rowCount() == len(every) == 3

    screen.list.search.setText(fold(every[1].name))
    with qtbot.waitSignal(screen.list.search.searched, timeout=PATIENCE):
        pass

    found = [screen.list.rows.cells(row)[1].text for row in range(screen.list.rows.rowCount())]
    assert every[1].name in found
    screen.clear_filters()
    assert screen.list.rows.rowCount() == 3


def test_a_card_opens_from_the_list(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    from sxsh_desktop.ui.facilities.facilities_view import FacilitiesScreen

    first = register.page(desk, register.search(desk, FacilityQuery()))[0]
    window.show_screen("facilities", first.facility_id)
    wait_idle(qtbot)
    screen = cast(FacilitiesScreen, window.screen_of("facilities"))
    assert screen.card.name.whole() == first.name
    assert screen.card.timeline.rowCount() >= 1


def test_a_draft_is_deleted_and_brought_back(window: MainWindow, qtbot: QtBot) -> None:
    from sxsh_desktop.ui.records.records_view import RecordsScreen

    window.show_screen("records", tab="draft")
    wait_idle(qtbot)
    screen = cast(RecordsScreen, window.screen_of("records"))
    assert screen.rows.rowCount() == 1

    screen.delete.click()
    wait_idle(qtbot)
    assert screen.rows.rowCount() == 0

    screen.tabs.choose("deleted")
    screen.restore.click()
    wait_idle(qtbot)
    screen.tabs.choose("draft")
    assert screen.rows.rowCount() == 1


def test_f6_walks_from_pane_to_pane(window: MainWindow, qtbot: QtBot) -> None:
    window.show_screen("facilities")
    window.activateWindow()
    screen = window.screen_of("facilities")
    screen.panes()[0].setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)  # type: ignore[no-untyped-call]
    assert screen.panes()[1].hasFocus()


def test_blank_forms_are_previewed(window: MainWindow, qtbot: QtBot) -> None:
    from sxsh_desktop.ui.printing.printing_view import PrintingScreen

    window.show_screen("printing")
    screen = cast(PrintingScreen, window.screen_of("printing"))
    assert not screen.print_it.isEnabled()
    from sxsh_desktop.ui.navigation import PrintRequest

    screen.take(PrintRequest(form_ids=("i_can_bo",)))
    qtbot.waitUntil(lambda: screen.preview.page_count() > 0, timeout=PATIENCE)
    wait_idle(qtbot)
    assert screen.print_it.isEnabled()


def test_a_new_facility_is_compared_with_the_register(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    from sxsh_desktop.ui.duplicates.duplicates_model import NewFacilityModel
    from sxsh_desktop.ui.duplicates.duplicates_view import NewFacilityDialog

    begun: list[tuple[str, dict[str, str]]] = []
    model = NewFacilityModel(desk, lambda form, known: begun.append((form, dict(known))))
    dialog = NewFacilityDialog(model, window)
    qtbot.addWidget(dialog)
    here = register.page(desk, register.search(desk, FacilityQuery()))[0]
    dialog.name.setText(here.name)
    dialog.commune.set_value(here.commune)
    dialog.look()
    assert dialog.found.rowCount() >= 1
    assert dialog.found.id_of(0) == here.facility_id

    def enter_in_the_commune() -> QWidget | None:
        dialog.commune.setFocus()
        qtbot.keyClick(dialog.commune, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
        return dialog.focusWidget()

    dialog.show()
    assert enter_in_the_commune() is dialog.table  # what may be the same is seen first
    dialog.name.setText("Cơ sở hoàn toàn khác xyz")
    dialog.tax.setText("")
    dialog.look()
    assert dialog.found.rowCount() == 0
    assert enter_in_the_commune() is dialog.go
    dialog.go.click()
    assert begun[0][0] == "a_co_so"
    assert "Cơ sở hoàn toàn khác xyz" in begun[0][1].values()


def test_the_first_start_says_what_is_missing(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    from sxsh_desktop.ui.first_start.first_start_model import FirstStartModel
    from sxsh_desktop.ui.first_start.first_start_view import FirstStart

    set_language("vi")
    Theme(qapp).use("light")
    dialog = FirstStart(FirstStartModel(tmp_path / "kho", tmp_path / "mau"))
    qtbot.addWidget(dialog)
    assert not dialog.go.isEnabled()
    dialog.name.setText("Lê Minh Khoa")
    dialog.name.left.emit("Lê Minh Khoa")
    assert dialog.code.value() == "LMK"
    dialog.unit.set_value("866")
    dialog.unit.picked.emit("866")
    assert dialog.go.isEnabled()
    dialog.go.click()
    assert not dialog.isEnabled()  # made off the main thread: the window goes on
    until(lambda: dialog.desk is not None)
    assert dialog.desk is not None
    assert dialog.desk.profile.officer_name == "Lê Minh Khoa"
    dialog.desk.close()


def test_today_is_a_weekday_in_vietnamese() -> None:
    from sxsh_desktop.ui import say

    set_language("vi")
    assert say.weekday(date(2019, 10, 14)) == "Thứ Hai"


def test_closing_asks_nothing_while_a_screen_only_reads(window: MainWindow) -> None:
    read_on = threading.Event()
    answers: list[bool] = []
    work.read(lambda: read_on.wait(20), answers.append, window)
    asked: list[str] = []

    def refuse() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            asked.append(dialog.windowTitle())
            dialog.close()

    look = QTimer()
    look.timeout.connect(refuse)
    look.start(20)
    window.close()
    closed = not window.isVisible()
    read_on.set()
    until(lambda: answers == [True])
    assert closed and not asked
