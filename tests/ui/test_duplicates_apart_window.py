"""At the department: a pair is said to be two facilities with a reason, goes from the list, and is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from sxsh_desktop.services import facility_links
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.ui.duplicates.apart_view import ApartDialog
from sxsh_desktop.ui.review.review_view import ReviewScreen
from sxsh_desktop.ui.widgets.buttons import Button
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.fields import NoteField
from tests.exchange_maker import change, make_card
from tests.window_maker import idle, meet, until, window_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = set_up(tmp_path / "so", Answers("department", "vi", "SCT01", "Lê Minh Khoa", "SCT"))
    for name in ("Xay xát Lúa Vàng", "Nước đá Đông Á"):
        change(made, make_card(made, name).record_id, tax_code="1400123456")
    yield made
    made.close()


def test_a_pair_is_told_apart_and_asked_again(desk: Desk, qapp: QApplication) -> None:
    def give_reason(dialog: Dialog) -> None:
        dialog.findChildren(NoteField)[0].setPlainText("hai nhà máy của một chủ")
        next(one for one in dialog.findChildren(Button) if one.text() == "Không phải một cơ sở").click()

    def take_back(dialog: ApartDialog) -> None:
        assert dialog.rows.rowCount() == 1
        dialog.again.click()
        until(lambda: dialog.rows.rowCount() == 0)
        dialog.accept()

    with window_of(desk, qapp) as window:
        window.show_screen("review", tab="duplicates")
        idle()
        screen = window.screen_of("review")
        assert isinstance(screen, ReviewScreen)
        until(lambda: screen.duplicates.rows.rowCount() == 1)
        buttons = {one.text(): one for one in screen.duplicates.findChildren(Button)}

        timer = meet(Dialog, give_reason)
        buttons["Không phải một cơ sở…"].click()
        timer.stop()
        until(lambda: screen.duplicates.rows.rowCount() == 0)
        idle()
        assert [one.reason for one in facility_links.apart(desk)] == ["hai nhà máy của một chủ"]

        timer = meet(ApartDialog, take_back)
        buttons["Đã nói là khác nhau…"].click()
        until(lambda: screen.duplicates.rows.rowCount() == 1)
        timer.stop()
        assert facility_links.apart(desk) == ()
