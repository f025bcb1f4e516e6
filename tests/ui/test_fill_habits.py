"""Habits of the fill window through its real widgets: keys, lines under a question, leaving and coming back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.files import sha256_of
from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui.fill.fields.choice_marks import RadioField
from sxsh_desktop.ui.fill.fill_words import without_unit
from sxsh_desktop.ui.fill.row_parts import KeptLine, WriteLine
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.states import Hint
from tests import fill_maker as maker
from tests.fill_window_maker import CTRL, Opener, left_dialogs, press, row_of, write
from tests.window_maker import PATIENCE

DAYS = "/data/g_per/op_days"


def test_f9_takes_the_last_period_and_asks_for_the_source(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    facility = maker.facility(desk)
    first = fill.start(desk, "c_tieu_thu", facility)
    for name, text in (
        ("ptype", "nam"),
        ("p_from", "2025-01-01"),
        ("p_to", "2025-12-31"),
        ("op_days", "290"),
    ):
        first.set(f"/data/g_per/{name}", text)
    maker.complete(first)
    first.finalise()
    draft = fill.start(desk, "c_tieu_thu", facility)
    window = opened(draft)
    row = row_of(window, DAYS)
    assert row.last.text().startswith("290")
    press(qtbot, window, Qt.Key.Key_F9)
    assert draft.value(DAYS) == "290"
    write(qtbot, window, "so ghi dien")
    press(qtbot, window, Qt.Key.Key_Return)
    assert draft.session.note(DAYS) == "so ghi dien"
    window.close()


def test_the_button_on_an_odd_value_takes_a_reason(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_en", "du")
    maker.energy_row(draft, e_type="dien", e_unit="kwh", e_qty="1000")
    draft.set("/data/g_el/el_cos", "0.8")
    window = opened(draft)
    row = row_of(window, "/data/g_el/el_cos")
    hint = row.under.findChildren(Hint)[0]
    assert hint.button is not None
    hint.button.click()
    assert row.under.findChildren(WriteLine)
    write(qtbot, window, "da xem hoa don")
    press(qtbot, window, Qt.Key.Key_Return)
    assert draft.session.accepted(row.ref) == "da xem hoa don"
    assert any("da xem hoa don" in line.said.text() for line in row.under.findChildren(KeptLine))
    window.close()


def test_ctrl_i_takes_a_photo_from_a_file_and_notes_the_original(
    qtbot: QtBot, desk: Desk, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "hóa đơn.jpg"
    Image.new("RGB", (4000, 3000), "white").save(picture)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_all: (str(picture), ""))
    draft = fill.start(desk, "c_tieu_thu")
    row = maker.energy_row(draft, e_type="dien", e_unit="kwh")
    window = opened(draft)
    row_of(window, f"{row}/e_cost")
    press(qtbot, window, Qt.Key.Key_I, CTRL)
    kept = draft.file(f"{row}/e_img")
    assert kept is not None and kept.exists()
    with desk.read() as connection:
        names = connection.exec_driver_sql("SELECT original_name FROM attachments").scalars().all()
    assert names == [f"hóa đơn.jpg (sha256:{sha256_of(picture)})"]
    window.close()


def test_a_broken_picture_gives_a_sentence(
    qtbot: QtBot, desk: Desk, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "ảnh.jpg"
    picture.write_bytes(b"no picture at all")
    draft = fill.start(desk, "c_tieu_thu")
    row = maker.energy_row(draft, e_type="dien", e_unit="kwh")
    window = opened(draft)
    one = row_of(window, f"{row}/e_img")
    seen = left_dialogs(monkeypatch)
    with qtbot.waitSignal(window.model.refused, timeout=PATIENCE) as refused:
        one.field.file_given.emit(picture)  # type: ignore[attr-defined]
    said, todo = refused.args[0].explain()
    assert "ảnh.jpg" in said and todo
    assert len(seen) == 1
    assert draft.value(one.ref) == ""
    window.close()


def test_closing_keeps_what_is_being_typed(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    window = opened(draft)
    row_of(window, DAYS)
    write(qtbot, window, "301")
    assert draft.value(DAYS) == ""
    window.close()
    assert fill.resume(desk, draft.draft_id).value(DAYS) == "301"


def test_the_question_of_the_department_stands_under_its_field(desk: Desk, opened: Opener) -> None:
    window = opened(fill.start(desk, "c_tieu_thu"), {DAYS: "Sao chỉ có 12 ngày?"})
    row = row_of(window, DAYS)
    hints = row.under.findChildren(Hint)
    assert ["Sao chỉ có 12 ngày?" in one.text.text() for one in hints] == [True]
    assert not hints[0].isHidden()
    window.close()


def test_keys_walk_problems_and_panes(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    window = opened(draft)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    problems = window.pane.lines.lines
    assert window.pane.isVisible() and len(problems) > 2
    here = window.view.current_row()
    assert here is not None and here.ref == problems[0].ref
    press(qtbot, window, Qt.Key.Key_F7)
    here = window.view.current_row()
    assert here is not None and here.ref == problems[1].ref
    press(qtbot, window, Qt.Key.Key_F8)
    assert not window.pane.isVisible()
    window.close()


def test_f1_tells_about_filling_in(
    qtbot: QtBot, desk: Desk, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(fill.start(desk, "c_tieu_thu"))
    seen = left_dialogs(monkeypatch)
    press(qtbot, window, Qt.Key.Key_F1)
    assert len(seen) == 1
    window.close()


def test_pasted_rows_come_through_the_window(
    qtbot: QtBot, desk: Desk, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_en", "du")
    window = opened(draft)
    window.go(maker.ENERGY)
    before = len(draft.rows(maker.ENERGY))
    QApplication.clipboard().setText("Loại năng lượng\tĐơn vị\tLượng tiêu thụ\nĐiện lưới\tkWh\t1.028.160,5\n")
    monkeypatch.setattr(Dialog, "run", lambda _self: True)
    repeat = window.view.repeat()
    assert repeat is not None
    repeat.paste_wanted.emit(maker.ENERGY)
    rows = draft.rows(maker.ENERGY)
    assert len(rows) == before + 1
    assert draft.value(f"{rows[-1]}/e_qty") == "1028160.5"
    window.close()


def test_a_choice_is_one_widget_with_keys_mouse_and_a_spoken_state(
    qtbot: QtBot, desk: Desk, opened: Opener
) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    window = opened(draft)
    row = row_of(window, "/data/g_per/normal")
    field = row.field
    assert isinstance(field, RadioField) and not field.findChildren(QWidget)
    press(qtbot, window, Qt.Key.Key_Right)
    assert draft.value(row.ref) == ""
    press(qtbot, window, Qt.Key.Key_Space)
    assert draft.value(row.ref) == field.marks[1].value
    assert field.marks[1].label in field.accessibleDescription()
    middle = field.marks[0].room.center()
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(middle))  # type: ignore[no-untyped-call]
    assert draft.value(row.ref) == field.marks[0].value
    window.close()


def test_a_year_has_no_groups(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "a_co_so")
    draft.set("/data/g_id/start_year", "2015")
    window = opened(draft)
    row = row_of(window, "/data/g_id/start_year")
    row_of(window, "/data/g_id/name")
    assert row.field.focus_target().property("text") == "2015"
    window.close()


@pytest.mark.parametrize(
    ("hint", "unit", "word", "left"),
    [
        ("triệu đồng", "triệu đồng/năm", "đơn vị", ""),
        ("theo đơn vị ở câu trên, một năm", "tấn/năm", "đơn vị", ""),
        ("theo đơn vị ở câu trên; 0 chỉ khi không dùng", "kWh", "đơn vị", "0 chỉ khi không dùng"),
        ("in the unit above; 0 only if none was used", "kWh", "unit", "0 only if none was used"),
        ("cộng vào tiêu thụ, cùng đơn vị; âm nếu bớt", "kWh", "đơn vị", "cộng vào tiêu thụ; âm nếu bớt"),
        ("1-12 tháng gần nhất", "tháng", "đơn vị", "1-12 tháng gần nhất"),
    ],
)
def test_hints_do_not_repeat_the_unit(hint: str, unit: str, word: str, left: str) -> None:
    assert without_unit(hint, unit, word) == left
