"""Deciding by clicking, through the real windows: merging, undoing, returning, joining; and the sample data."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.words import set_language
from sxsh_desktop.services import exchange, facility_links, register, review
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.records import RecordFilter, Standing, records
from sxsh_desktop.services.register import FacilityQuery
from sxsh_desktop.ui import jobs
from sxsh_desktop.ui.exchange.exchange_view import ExchangeScreen
from sxsh_desktop.ui.facilities.facilities_view import FacilitiesScreen
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.first_start.first_start_model import FirstStartModel
from sxsh_desktop.ui.first_start.first_start_view import FirstStart
from sxsh_desktop.ui.records.records_view import RecordsScreen
from sxsh_desktop.ui.review.diverged_view import OwnValueDialog
from sxsh_desktop.ui.review.review_view import ReviewScreen
from sxsh_desktop.ui.shell.window import MainWindow
from sxsh_desktop.ui.theme.apply import Theme
from sxsh_desktop.ui.widgets.buttons import Button
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.fields import NoteField
from sxsh_desktop.ui.widgets.states import Hint
from sxsh_desktop.ui.work import ProgressDialog
from tests.exchange_maker import NAME, Desks, change, corrected_by_two, desks, fresh_desks, make_card
from tests.window_maker import collector, compose, idle, meet, no_dialog_waits, until, window_of

__all__ = ["collector", "desks", "fresh_desks", "no_dialog_waits"]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_WHY = "Theo giấy phép xây dựng"


def give_reason(dialog: Dialog) -> None:
    """Write why, and do it: the button asks for a reason first."""
    go = dialog.findChildren(Button)[-1]
    assert not go.isEnabled()
    compose(dialog.findChildren(NoteField)[0], _WHY)
    assert go.isEnabled()
    go.click()


def with_reason(act: Button) -> None:
    """Press a button whose act asks for a reason."""
    asked = meet(Dialog, give_reason)
    act.click()
    asked.stop()
    idle()


def review_of(window: MainWindow, tab: str = "") -> ReviewScreen:
    window.show_screen("review", tab=tab)
    idle()
    return cast(ReviewScreen, window.screen_of("review"))


@pytest.mark.parametrize("own", [False, True])
def test_a_diverged_record_is_merged_by_choosing(desks: Desks, qapp: QApplication, own: bool) -> None:
    record_id = corrected_by_two(desks)[0].record_id
    heads = {head.revision_id for head in review.divergence(desks.department, record_id).heads}
    with window_of(desks.department, qapp) as window:
        screen = review_of(window, "diverged")
        assert screen.diverged.rows.rowCount() == 1
        screen.diverged.act.click()
        idle()
        page = screen.split
        assert page.isVisible() and page.table is not None
        titles = [page.table.model().headerData(at, Qt.Orientation.Horizontal) for at in range(5)]
        assert titles[1] == "Bản gốc" and titles[2][:1] == "A" and titles[3][:1] == "B"
        shown = [str(page.table.model().index(0, at).data()) for at in (1, 2, 3)]
        assert shown[0] == "Nhà máy" and set(shown[1:]) == {"Nhà máy A", "Nhà máy B"}
        assert not page.go.isEnabled()
        (ref,) = page.choosers
        wanted = "Nhà máy số 3" if own else "Nhà máy B"
        if own:
            pencil = page.choosers[ref].parentWidget().findChildren(Button)[0]  # type: ignore[union-attr]

            def type_own(dialog: OwnValueDialog) -> None:
                dialog.value.setText("   ")
                dialog.go.click()
                assert dialog.isVisible()
                dialog.value.setText(wanted)
                dialog.go.click()

            asked = meet(OwnValueDialog, type_own)
            pencil.click()
            asked.stop()
        else:
            page.choosers[ref].choose(shown[1:].index(wanted) + 1)
        assert page.go.isEnabled()
        with_reason(page.go)
        assert screen.diverged.isVisible() and screen.diverged.rows.rowCount() == 0

    assert review.diverged(desks.department) == ()
    (line,) = records(desks.department, RecordFilter(standings=(Standing.ACCEPTED,)))
    turns = review.conversation(desks.department, line.record_id)
    assert {turn.revision_id for turn in turns if turn.kind == "revision"} > heads
    said = {one.ref.rpartition("/")[2]: one.text for one in review.answers(desks.department, record_id)}
    assert said["name"] == wanted
    assert said["name@note"] == _WHY
    assert said["name_short"] == "NM"


def test_an_import_is_taken_back_and_forth(desks: Desks, qapp: QApplication) -> None:
    make_card(desks.first, "Nhà máy")
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    with window_of(desks.department, qapp) as window:
        assert len(register.search(desks.department, FacilityQuery())) == 1
        window.show_screen("exchange", tab="history")
        idle()
        history = cast(ExchangeScreen, window.screen_of("exchange")).history
        assert history.undo.isVisible() and not history.redo.isVisible()
        history.undo.click()
        idle()
        assert len(register.search(desks.department, FacilityQuery())) == 0
        assert history.redo.isVisible() and not history.undo.isVisible()
        history.redo.click()
        idle()
        assert len(register.search(desks.department, FacilityQuery())) == 1


def test_a_question_travels_back_and_stands_under_its_answer(desks: Desks, qapp: QApplication) -> None:
    asked_text = "Tên này theo giấy nào?"
    card = make_card(desks.first, "Nhà máy")
    other = make_card(desks.first, "Lò gạch")
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    with window_of(desks.department, qapp) as window:
        screen = review_of(window)
        screen.inbox.choose(card.revision_id)
        idle()
        compare = screen.compare
        assert compare.isVisible() and compare.table is not None
        assert not compare.give_back.isEnabled()
        assert compare.rows is not None
        refs = [compare.rows.id_of(at) for at in range(compare.rows.rowCount())]
        compare.table.choose_row(refs.index(NAME))
        compose(compare.question, asked_text)
        assert compare.give_back.isEnabled() and not compare.accept.isEnabled()
        compare.give_back.click()
        idle()
        until(lambda: compare.accept.isVisible())
        compare.accept.click()
        idle()
    standings = {one.record_id: one.standing for one in records(desks.department)}
    assert standings == {card.record_id: Standing.RETURNED, other.record_id: Standing.ACCEPTED}

    sent = exchange.export_bundle(desks.department, desks.mail, desks.first.device_id)
    exchange.import_bundle(desks.first, sent.file)
    with window_of(desks.first, qapp) as window:
        window.show_screen("records", card.record_id)
        idle()
        cast(RecordsScreen, window.screen_of("records")).correct.click()
        found: list[FillWindow] = []

        def opened() -> bool:
            found[:] = [one for one in QApplication.topLevelWidgets() if isinstance(one, FillWindow)]
            return bool(found) and found[-1].isVisible()

        until(opened)
        filling = found[-1]
        ref = next(iter(filling.model.questions))
        assert ref == NAME
        idle()
        here = filling.view.current_row()
        assert here is not None and here.ref == NAME  # it opens where something is asked
        above = [hint.text.text() for hint in filling.findChildren(Hint) if hint.parentWidget() is filling]
        assert len(above) == 1 and filling.model.reads.number(NAME) in above[0]
        row = next(one for one in filling.view.rows() if one.ref == ref)
        hints = [hint.text.text() for hint in row.under.findChildren(Hint)]
        assert any(asked_text in text for text in hints)
        filling.close()
        idle()


def test_two_cards_are_joined_and_one_of_three_is_taken_out_again(desks: Desks, qapp: QApplication) -> None:
    office, names = desks.department, ("Nhà máy gạo Hai Lúa", "Nhà máy gạo Hai Lúa", "Lò gạch Út")
    for name, tax_code in zip(names, ("1400123456", "1400123456", "1400654321"), strict=True):
        change(office, make_card(office, name).record_id, tax_code=tax_code)
    with window_of(office, qapp) as window:
        screen = review_of(window, "duplicates")
        assert screen.duplicates.rows.rowCount() == 1
        cards = register.page(office, register.search(office, FacilityQuery()))
        brick = next(one for one in cards if one.name == names[2])
        with_reason(screen.duplicates.act)
        listed = register.page(office, register.search(office, FacilityQuery()))
        assert len(listed) == 2
        root = next(one for one in listed if one.name == names[0])
        other = next(one for one in cards if one.facility_id not in (root.facility_id, brick.facility_id))
        facility_links.join(office, root.facility_id, brick.facility_id, "Thử")

        window.show_screen("facilities", root.facility_id)
        idle()
        card = cast(FacilitiesScreen, window.screen_of("facilities")).card
        parts = [one for one in card.findChildren(Button) if one.text() == "Tách ra…"]
        hints = [one.text.text() for one in card.findChildren(Hint) if "Đã gộp" in one.text.text()]
        assert len(parts) == len(hints) == 2
        # whichever of the three ids is the smallest names them all; a leaf of the joins is taken out
        leaf = brick if any(brick.code in text for text in hints) else other
        stays = other if leaf is brick else brick
        with_reason(parts[next(at for at, text in enumerate(hints) if leaf.code in text)])
        (left,) = facility_links.joins(office)
        assert {left.a, left.b} == {root.facility_id, stays.facility_id}
        assert len(register.search(office, FacilityQuery())) == 2


def test_the_sample_can_be_stopped_and_opens_at_once_when_it_is_there(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    set_language("vi")
    Theme(qapp).use("light")
    model = FirstStartModel(tmp_path / "kho", tmp_path / "mau", facilities=12)
    dialog = FirstStart(model)
    qtbot.addWidget(dialog)
    dialog.show()

    def progress() -> list[ProgressDialog]:
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, ProgressDialog)]
        return [one for one in shown if one.isVisible()]

    def opened() -> Desk | None:
        return dialog.desk

    dialog.sample.click()
    until(lambda: bool(progress()))
    (making,) = progress()
    making.panel.stop.click()
    until(jobs.is_idle, 60_000)
    assert opened() is None and not model.sample_is_here()
    assert dialog.isVisible() and not progress()

    dialog.sample.click()
    until(lambda: dialog.result() == QDialog.DialogCode.Accepted, 240_000)
    made = opened()
    assert made is not None and made.profile.sample
    made.close()

    again = FirstStart(FirstStartModel(tmp_path / "kho", tmp_path / "mau"))
    qtbot.addWidget(again)
    again.department.radio.setChecked(True)
    again.sample.click()
    assert again.desk is not None and again.desk.profile.is_department
    assert not progress()
    again.desk.close()
