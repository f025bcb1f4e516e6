"""From the key stroke to the indicator, through the real windows of an officer and of the department."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.words import set_language
from sxsh_desktop.services import register, review
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.records import RecordFilter, Standing, records
from sxsh_desktop.services.review import answers
from sxsh_desktop.services.sample.answers import register_card, survey
from sxsh_desktop.services.sample.desks import write_record
from sxsh_desktop.services.sample.filling import fill_in, settle
from sxsh_desktop.services.sample.plan import FacilityPlan, plan_facilities
from sxsh_desktop.services.sample.province import communes
from sxsh_desktop.ui.duplicates.duplicates_view import NewFacilityDialog, SameFacilityDialog
from sxsh_desktop.ui.exchange.exchange_view import ExchangeScreen
from sxsh_desktop.ui.facilities.facilities_view import FacilitiesScreen
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.indicators.indicators_view import IndicatorsScreen
from sxsh_desktop.ui.review.review_view import ReviewScreen
from sxsh_desktop.ui.shell.window import MainWindow
from sxsh_desktop.ui.widgets.buttons import Button
from sxsh_desktop.ui.widgets.dialogs import Dialog
from tests.main_job_maker import NAME, ice_plant, pair
from tests.window_maker import (
    DRAWN,
    PASTED,
    FormHands,
    Typist,
    collector,
    complete,
    idle,
    meet,
    no_dialog_waits,
    type_into,
    until,
    window_of,
)

__all__ = ["collector", "no_dialog_waits", "pair", "type_into"]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_LAPTOP = (1366, 698)  # what a small screen leaves for the window
# What the sample's scripts leave open: with these the two forms are filled wholly, every answer through its widget.
_SIGNED = {"sig_resp": DRAWN, "sig_off": DRAWN}
REST_OF_CARD = {
    **_SIGNED,
    "name_short": "Nước đá Tân Phát",
    "street": "Số 12, đường Nguyễn Huệ",
    "owner_title": "Chủ cơ sở",
    "contact": "Nguyễn Thị Hồng Gấm",
    "phone": "0912345678",
    "email": "tanphat@dongthap.vn",
    "vsic2": "1104",
    "tax_none": "1",
    "revenue": "2500",
    "p_cap": "9000",
    "potential_why": "Điện bình quân 140.000 kWh/năm",
    "keyenergy": "0",
    "envdoc_no": "Số 15/GXN-UBND ngày 04/06/2019",
    "gps": "10.45670 105.67890 0 0",
    "photo": PASTED,
    "remark": "Đã xem giấy đăng ký kinh doanh",
}
REST_OF_SURVEY = {
    **_SIGNED,
    "resp_title": "Quản đốc",
    "resp_phone": "0912345678",
    "gps": "10.45670 105.67890 0 0",
    "std": "khong",
    "m_ref": "2026-014/GP03",
    "m_cost": "120",
    "m_save": "35",
    "invest_plan": "150",
    "proposal": "Cần tài liệu hướng dẫn ngắn",
    "remark": "Chủ cơ sở trả lời theo sổ tay",
}


def fill_window() -> FillWindow:
    """The fill window that was opened last, when it is there."""

    def shown() -> list[FillWindow]:
        return [
            one for one in QApplication.topLevelWidgets() if isinstance(one, FillWindow) and one.isVisible()
        ]

    until(lambda: bool(shown()))
    idle()
    window = shown()[-1]
    window.activateWindow()
    until(window.isActiveWindow)
    return window


def figures(screen: IndicatorsScreen) -> dict[str, list[str]]:
    """What each panel shows: headline, then the four figures under the bar."""
    return {
        id: [card.accessibleName().rpartition(": ")[2], *(one.text() for one in card.findChildren(Button))]
        for id, card in screen.cards.items()
    }


def board(window: MainWindow) -> dict[str, list[str]]:
    window.show_screen("indicators")
    window.screen_of("indicators").refresh()
    idle()
    return figures(cast(IndicatorsScreen, window.screen_of("indicators")))


def register_in_window(
    window: MainWindow, type_into: Typist, plan: FacilityPlan, alike: FacilityPlan
) -> FillWindow:
    """Add a facility: a name that is there already is told, the right one opens its card."""
    window.show_screen("facilities")
    idle()
    screen = cast(FacilitiesScreen, window.screen_of("facilities"))

    def answer(dialog: NewFacilityDialog) -> None:
        type_into(dialog.tax, alike.tax_code) if alike.tax_code else type_into(dialog.name, alike.name)
        dialog.commune.set_value(alike.commune.new_code)
        dialog.name.setText(alike.name)
        dialog.look()
        assert dialog.found.rowCount() == 1 and dialog.same.isVisible()
        dialog.tax.clear()
        dialog.name.clear()
        type_into(dialog.name, plan.name)
        dialog.commune.set_value(plan.commune.new_code)
        dialog.look()
        assert dialog.found.rowCount() == 0
        dialog.go.click()

    asked = meet(NewFacilityDialog, answer)
    screen.list.new_asked.emit()
    asked.stop()
    return fill_window()


def open_form(window: MainWindow, facility_id: str, form_id: str) -> FillWindow:
    """Begin a form about a facility, as its card does."""
    from sxsh_desktop.ui.records.new_record_view import NewRecordDialog
    from sxsh_desktop.ui.say import form_name
    from sxsh_desktop.ui.widgets.pages import LineButton

    window.show_screen("facilities", facility_id)
    idle()

    def choose(dialog: NewRecordDialog) -> None:
        line = next(one for one in dialog.findChildren(LineButton) if form_name(form_id) in one.text())
        line.click()
        assert dialog.go.isEnabled()
        dialog.go.click()

    asked = meet(NewRecordDialog, choose)
    assert window.screen_of("facilities").new_record()
    asked.stop()
    return fill_window()


def send(window: MainWindow, folder: Path) -> Path:
    """Make the bundle into a folder."""
    folder.mkdir()
    window.show_screen("exchange", tab="send")
    idle()
    screen = cast(ExchangeScreen, window.screen_of("exchange"))
    screen.send.refresh()
    idle()
    screen.send.folder.setText(str(folder))
    assert screen.send.go.isEnabled()
    said = meet(Dialog, lambda dialog: dialog.reject())
    sent: list[bool] = []
    screen.send.sent.connect(lambda: sent.append(True))
    screen.send.go.click()
    until(lambda: bool(sent))
    until(lambda: not said.isActive())
    idle()
    (bundle,) = folder.glob("*.sxsh")
    return bundle


def receive(window: MainWindow, bundle: Path) -> None:
    """Look into the bundle, then import it."""
    window.show_screen("exchange", tab="receive")
    screen = cast(ExchangeScreen, window.screen_of("exchange"))
    screen.receive.take([bundle])
    idle()
    assert screen.receive.lines.rowCount() >= 2 and screen.receive.waiting() == 1
    done: list[bool] = []
    screen.receive.imported.connect(lambda: done.append(True))
    screen.receive.go.click()
    until(lambda: bool(done))
    idle()
    assert screen.receive.waiting() == 0 and not screen.receive.go.isEnabled()


def accept_everything(window: MainWindow, desk: Desk) -> int:
    """Accept one record after the other; how many there were."""
    window.show_screen("review")
    idle()
    screen = cast(ReviewScreen, window.screen_of("review"))
    count = 0
    while review.inbox(desk) and count < 10:
        until(lambda: screen.compare.accept.isVisible())
        screen.compare.accept.click()
        idle()
        count += 1
    return count


def test_what_an_officer_types_becomes_an_indicator(
    pair: tuple[Desk, Desk], tmp_path: Path, qtbot: QtBot, qapp: QApplication, type_into: Typist
) -> None:
    officer, office = pair
    plan, other = ice_plant(), plan_facilities(5, communes(), 3)[2]
    code = register.new_facility_code(officer)
    write_record(officer, register_card(other, "CB01", code, random.Random(3)), "")
    known = {one.facility_id for one in all_facilities(officer)}

    with window_of(officer, qapp, *_LAPTOP) as window:
        opened = register_in_window(window, type_into, plan, other)
        card = register_card(plan, "CB01", "", random.Random(7))
        rest = {**REST_OF_CARD, "reg_date": f"{card.single['start_year']}-01-15"}
        hands = FormHands(qtbot, type_into, opened, card, rest)
        hands.fill()
        assert hands.by_widget > 35 and not hands.open_questions()
        complete(opened)
        (facility,) = [one for one in all_facilities(officer) if one.facility_id not in known]
        assert facility.name == NAME
        opened = open_form(window, facility.facility_id, "b_khao_sat")
        answers_given = survey(plan, "CB01", "", random.Random(7))
        hands = FormHands(qtbot, type_into, opened, answers_given, REST_OF_SURVEY)
        hands.fill()
        assert hands.by_widget > 40 and not hands.open_questions()
        complete(opened)
        bundle = send(window, tmp_path / "stick")

    with window_of(office, qapp, *_LAPTOP) as window:
        before = board(window)
        receive(window, bundle)
        received = board(window)
        assert {id: shown[:3] for id, shown in received.items()} == {
            id: shown[:3] for id, shown in before.items()
        }
        assert accept_everything(window, office) == 3
        after = board(window)
    assert before["I1"][1:3] == ["0", "0"] and after["I1"] != before["I1"]
    assert after["I1"][1] == "1" and after["I2"][1] == "1"


def all_facilities(desk: Desk) -> list[register.FacilityNow]:
    """The register."""
    return register.page(desk, register.search(desk, register.FacilityQuery()))


def test_a_card_that_became_alike_is_asked_about_before_it_is_completed(
    pair: tuple[Desk, Desk], qtbot: QtBot, qapp: QApplication, type_into: Typist
) -> None:
    officer, _office = pair
    plan, other = ice_plant(), plan_facilities(5, communes(), 3)[2]
    code = register.new_facility_code(officer)
    write_record(officer, register_card(other, "CB01", code, random.Random(3)), "")
    (known,) = all_facilities(officer)
    with window_of(officer, qapp, *_LAPTOP) as window:
        opened = register_in_window(window, type_into, plan, other)
        draft = opened.model.draft
        fill_in(draft, register_card(plan, "CB01", "", random.Random(7)))
        draft.set("/data/g_id/name", other.name)
        draft.set("/data/g_addr/commune", other.commune.new_code)
        settle(draft)
        seen: list[str] = []

        def go_back(dialog: SameFacilityDialog) -> None:
            seen.append(dialog.found.id_of(0))
            dialog.reject()

        asked = meet(SameFacilityDialog, go_back)
        opened.complete()
        asked.stop()
        assert seen == [known.facility_id] and opened.isVisible()
        assert len(all_facilities(officer)) == 1

        another = meet(SameFacilityDialog, lambda dialog: dialog.go.click())
        complete(opened)
        another.stop()
        assert len(all_facilities(officer)) == 2


def test_an_english_window_asks_in_english(
    pair: tuple[Desk, Desk], qapp: QApplication, type_into: Typist
) -> None:
    officer, _office = pair
    plan, other = ice_plant(), plan_facilities(5, communes(), 3)[2]
    write_record(officer, register_card(other, "CB01", "", random.Random(3)), "")
    with window_of(officer, qapp, *_LAPTOP) as window:
        set_language("en")
        try:
            opened = register_in_window(window, type_into, plan, other)
            assert "name" in opened.model.draft.label("/data/g_id/name").lower()
            assert "Facility card" in opened.windowTitle()
            (record,) = records(officer, RecordFilter(standings=(Standing.NOT_SENT,)))
            labels = [line.label.lower() for line in answers(officer, record.record_id)]
            assert any("name" in label for label in labels)
            opened.close()
        finally:
            set_language("vi")
