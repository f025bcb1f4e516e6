"""Problems of computations in the fill window: shown under the question that stands for them, and accepted there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPolygonF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui.fill.fields.signature_field import Pad
from sxsh_desktop.ui.fill.row_parts import KeptLine
from sxsh_desktop.ui.widgets.states import Hint
from tests.fill_window_maker import Opener, press, row_of, write
from tests.window_maker import PATIENCE

HAS_PRODUCTS, PRODUCTS = "/data/has_pr", "/data/r_prod"


def test_a_broken_rule_of_a_sum_is_shown_above_its_table(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    window = opened(draft)
    row = row_of(window, HAS_PRODUCTS)
    row.field.choose_number(1)
    told = [one for one in window.model.problems() if one.ref.endswith("/n_main")]
    assert [one.near for one in told] == [HAS_PRODUCTS]
    qtbot.waitUntil(lambda: window.pane.lines.rowCount() == 1, timeout=PATIENCE)
    assert [one.isHidden() for one in row.under.findChildren(Hint)] == [False]
    draft_row = draft.rows(PRODUCTS)[0]
    window.model.set(f"{draft_row}/pr_main", "1")
    assert all(one.isHidden() for one in row.under.findChildren(Hint))
    window.close()


def test_an_odd_sum_is_accepted_with_a_reason(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    for has, table, name, amount in (("has_mat", "r_mat", "ma", "1"), ("has_ws", "r_ws", "ws", "5")):
        draft.set(f"/data/{has}", "du")
        line = draft.rows(f"/data/{table}")[0]
        draft.set(f"{line}/{name}_unit", "tan")
        draft.set(f"{line}/{name}_qty", amount)
    window = opened(draft)
    odd = next(one for one in window.model.problems() if one.ref.endswith("/tot_ws"))
    row = row_of(window, odd.near)
    hint = next(one for one in row.under.findChildren(Hint) if one.button is not None)
    assert hint.button is not None
    hint.button.click()
    write(qtbot, window, "can ca bao bi")
    press(qtbot, window, Qt.Key.Key_Return)
    assert draft.session.accepted(odd.ref) == "can ca bao bi"
    kept = next(one for one in row.under.findChildren(KeptLine) if not one.isHidden())
    assert "can ca bao bi" in kept.said.text()
    kept.taken_out.emit()
    assert draft.session.accepted(odd.ref) == ""
    window.close()


def test_a_drawn_signature_is_kept_when_the_section_is_left(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    window = opened(draft)
    ref = "/data/g_tail/sig_resp"
    pad = row_of(window, ref).findChildren(Pad)[0]
    row_of(window, "/data/g_tail/from_paper")
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    for x in (60, 100, 140):
        QTest.mouseMove(pad, QPoint(x, 30 + x // 4))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(140, 60))
    if not pad.lines or len(pad.lines[0].toList()) < 2:  # offscreen windows get no moves with a button down
        pad.lines = [QPolygonF([QPointF(20, 20), QPointF(140, 60)])]
    window.use_language(next(one for one in draft.form.languages if one.startswith("English")))
    assert draft.value(ref)
    window.close()
