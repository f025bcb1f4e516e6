"""What the fill window shows and how it is walked through: photos, years, tables, long answers, one act at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.services.fill_values import SectionState
from sxsh_desktop.ui.fill.fields.field import VALUE_AND_UNIT, WHOLE_LINE
from sxsh_desktop.ui.fill.fields.media_field import MediaField, thumbnail
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.fill.fill_words import without_unit
from sxsh_desktop.ui.fill.paste_dialog import add_pasted, pasted_questions
from sxsh_desktop.ui.fill.paste_rows import read_pasted
from sxsh_desktop.ui.fill.row_table import share_out
from tests import fill_maker as maker
from tests.fill_window_maker import CTRL, Opener, press, row_of, write

Typist = Callable[[QWidget, str], None]
DAYS = "/data/g_per/op_days"


@pytest.mark.parametrize("ending", ["jpg", "png", "bmp", "tif", "webp"])
def test_a_kept_photo_is_seen_small_though_its_file_has_no_ending(
    desk: Desk, tmp_path: Path, ending: str
) -> None:
    picture = tmp_path / f"đồng hồ.{ending}"
    Image.new("RGB", (640, 480), "brown").save(picture)
    draft = fill.start(desk, "c_tieu_thu")
    ref = f"{maker.energy_row(draft, e_type='dien')}/e_img"
    draft.attach(ref, picture)
    kept = draft.file(ref)
    assert kept is not None and not kept.suffix
    shown = thumbnail(kept)
    assert shown is not None and shown.height() == 72


def test_what_is_no_picture_has_no_small_one(tmp_path: Path) -> None:
    other = tmp_path / "tệp"
    other.write_bytes(b"no picture")
    assert thumbnail(other) is None and thumbnail(tmp_path / "không có") is None


def photo_row(desk: Desk, opened: Opener) -> tuple[FillWindow, MediaField, OpenDraft]:
    draft = fill.start(desk, "c_tieu_thu")
    row = maker.energy_row(draft, e_type="dien", e_unit="kwh")
    window = opened(draft)
    field = row_of(window, f"{row}/e_img").field
    assert isinstance(field, MediaField)
    return window, field, draft


def test_a_photo_comes_by_drop_by_paste_and_by_key(
    qtbot: QtBot, desk: Desk, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "hóa đơn.jpg"
    Image.new("RGB", (64, 48), "white").save(picture)
    window, field, draft = photo_row(desk, opened)
    ref = field.spec.ref
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(picture))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(field, QDragEnterEvent(QPoint(5, 5), copy, copied, left, none))
    drop = QDropEvent(QPointF(5, 5), copy, copied, left, none)
    QApplication.sendEvent(field, drop)
    assert draft.value(ref).endswith(".jpg") and drop.isAccepted()

    qtbot.mouseClick(field.remove, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    assert draft.value(ref) == ""
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    QGuiApplication.clipboard().setImage(image)
    row_of(window, ref)
    press(qtbot, window, Qt.Key.Key_V, CTRL)
    assert draft.value(ref).endswith(".png")

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_all: (str(picture), ""))
    row_of(window, ref)
    press(qtbot, window, Qt.Key.Key_Space)
    assert draft.value(ref).endswith(".jpg")
    window.close()


@pytest.mark.parametrize("form_id", ["a_co_so", "c_tieu_thu", "g_kiem_tra"])
def test_enter_walks_through_every_question_once(
    qtbot: QtBot, desk: Desk, opened: Opener, form_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_all: asked.append("dialog"))
    draft = fill.start(desk, form_id, maker.facility(desk) if form_id != "a_co_so" else "")
    maker.complete(draft)
    window = opened(draft)
    window.open_section(0)
    reads = window.model.reads
    expected = [
        ref
        for ref in reads.all_questions()
        if draft.question(ref).control.is_answered
        and not draft.question(ref).calculate
        and not reads.is_readonly(ref)
        and not reads.is_beside(ref)
    ]
    walked: list[str] = []
    for _step in range(len(expected) + 40):
        row = window.view.current_row()
        assert row is not None
        if not walked or walked[-1] != row.ref:
            walked.append(row.ref)
        press(qtbot, window, Qt.Key.Key_Return)
        QApplication.processEvents()
    assert walked == expected and not asked
    assert "Ctrl+Enter" in window.head.saved.text()
    window.close()


def two_periods(desk: Desk, form_id: str, ref: str, text: str) -> OpenDraft:
    facility = maker.facility(desk)
    first = fill.start(desk, form_id, facility)
    maker.complete(first)
    first.set(ref, text)
    maker.complete(first)
    first.finalise()
    return fill.start(desk, form_id, facility)


def test_a_year_of_last_time_has_neither_groups_nor_a_unit(desk: Desk, opened: Opener) -> None:
    draft = two_periods(desk, "b_khao_sat", "/data/g_ad/adopt", "3")
    ref = "/data/g_ad/year_start"
    draft.set("/data/g_ad/adopt", "3")
    window = opened(draft)
    row = row_of(window, ref)
    assert row.unit_box is not None and row.unit_box.text() == ""
    assert "năm" not in row.hint.text()
    earlier = window.model.reads.previous(ref)
    if earlier is not None and earlier.text:
        assert earlier.shown == earlier.text
    window.close()


def test_a_long_answer_gets_the_whole_line(desk: Desk, opened: Opener, type_into: Typist) -> None:
    draft = fill.start(desk, "c_tieu_thu", maker.facility(desk))
    window = opened(draft)
    ref = f"{maker.energy_row(draft, e_type='dien')}/e_use"
    row = row_of(window, ref)
    assert row.field.columns == VALUE_AND_UNIT
    narrow = row.field.width()
    type_into(row.field.focus_target(), "Lò hơi, máy nén lạnh, dây chuyền đóng gói và chiếu sáng nhà xưởng")
    QApplication.processEvents()
    whole = row.field.width()
    assert row.field.columns == WHOLE_LINE and whole > narrow + 50
    window.undo()
    QApplication.processEvents()
    assert row.field.columns == VALUE_AND_UNIT and row.field.width() < whole - 50
    window.close()


@pytest.mark.parametrize(
    ("needs", "leasts", "room", "widths"),
    [
        ([50, 100, 60], [40, 40, 40], 300, [50, 100, 60]),
        ([50, 200, 60], [40, 40, 40], 250, [50, 140, 60]),
        ([200, 200, 60], [40, 40, 40], 300, [120, 120, 60]),
        ([90, 90], [80, 80], 100, [80, 80]),
    ],
)
def test_columns_share_the_room(needs: list[int], leasts: list[int], room: int, widths: list[int]) -> None:
    assert share_out(needs, leasts, room) == widths


def paste_three(window: FillWindow) -> int:
    questions = pasted_questions(window.model, maker.ENERGY)
    labels = [window.model.draft.form.label(one.path, "vi") for one in questions]
    text = "Loại năng lượng\tĐơn vị\tLượng tiêu thụ\nĐiện lưới\tkWh\t1\nDầu DO\tlít\t2\nXăng\tlít\t3\n"
    pasted = read_pasted(text, labels)
    by_name = dict(zip(labels, questions, strict=True))
    return add_pasted(window.model, maker.ENERGY, pasted, [by_name.get(head) for head in pasted.head])


def test_pasted_rows_are_one_act_on_disk_on_screen_and_for_undo(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_en", "du")
    window = opened(draft)
    window.go(maker.ENERGY)
    told: list[object] = []
    window.model.changed.connect(told.append)
    before = draft.rows(maker.ENERGY)
    assert paste_three(window) == 3 and len(told) == 1
    assert fill.resume(desk, draft.draft_id).rows(maker.ENERGY) == draft.rows(maker.ENERGY)
    window.undo()
    assert draft.rows(maker.ENERGY) == before
    assert fill.resume(desk, draft.draft_id).rows(maker.ENERGY) == before
    window.redo()
    rows = draft.rows(maker.ENERGY)
    assert [draft.value(f"{row}/e_qty") for row in rows[-3:]] == ["1", "2", "3"]
    again = fill.resume(desk, draft.draft_id)
    assert [again.value(f"{row}/e_qty") for row in again.rows(maker.ENERGY)[-3:]] == ["1", "2", "3"]
    window.close()


def test_sections_are_read_once_for_each_change(
    desk: Desk, opened: Opener, type_into: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    window = opened(draft)
    row = row_of(window, DAYS)
    QApplication.processEvents()
    calls: list[int] = []
    read = draft.section_states

    def counted() -> tuple[SectionState, ...]:
        calls.append(1)
        return read()

    monkeypatch.setattr(draft, "section_states", counted)
    type_into(row.field.focus_target(), "300")
    window.tree.refresh()
    window.pane.refresh()
    assert draft.value(DAYS) == "300" and len(calls) == 1
    window.close()


def test_rows_are_named_by_what_tells_them_apart(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "h_su_kien")
    draft.set("/data/g_ev/ev_type", "taphuan")
    draft.set("/data/notice_ok", "1")
    table = "/data/r_at"
    for name in ("Đặng Thị Hương", "Bùi Hữu Tài"):
        empty = [row for row in draft.rows(table) if not draft.value(f"{row}/at_name")]
        row = empty[0] if empty else draft.add_row(table).changes[0].ref
        draft.set(f"{row}/at_aud", "coso")
        draft.set(f"{row}/at_name", name)
    window = opened(draft)
    titles = [window.model.reads.row(row).title for row in draft.rows(table)]
    assert titles == ["Đặng Thị Hương", "Bùi Hữu Tài"]
    window.close()


def test_calculated_numbers_in_words_are_written_as_the_language_does(desk: Desk) -> None:
    draft = fill.start(desk, "d_danh_gia_nhanh")
    ctx = "/data/g_ctx"
    for name, text in (("sector", "nuocda"), ("kwh_m", "19465.5"), ("out_m", "9.05")):
        draft.set(f"{ctx}/{name}", text)
    note = f"{ctx}/n_sec"
    value = draft.value("/data/g_ctx/sec")
    assert value == "2150.88"
    assert "2.150,88 kWh/tấn" in draft.label(note)
    draft.set_language("en")
    assert "2,150.88 kWh/t" in draft.label(note)
    assert draft.value("/data/g_ctx/sec") == value


@pytest.mark.parametrize(
    ("hint", "unit", "left"),
    [
        ("persons", "person", ""),
        ("facilities", "facility", ""),
        ("tonnes a year", "tonne/year", ""),
        ("shifts", "shift/day", ""),
        ("weeks; 0 if none was missed", "week", "0 if none was missed"),
    ],
)
def test_english_hints_do_not_repeat_the_unit(hint: str, unit: str, left: str) -> None:
    assert without_unit(hint, unit, "unit") == left


def test_rows_are_shown_in_another_order_and_the_record_keeps_its_own(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    kinds = (("dien", "kwh", "900"), ("do", "lit", ""), ("dienmt", "kwh", "1000.5"))
    rows = [maker.energy_row(draft, e_type=kind, e_unit=unit, e_qty=qty) for kind, unit, qty in kinds]
    window = opened(draft)
    window.go(f"{rows[0]}/e_type")
    repeat = window.view.repeat()
    assert repeat is not None
    shown = repeat.rows_model
    shown.order_by(f"{maker.ENERGY}/e_qty", ascending=False)
    assert [shown.id_of(place) for place in range(3)] == [rows[2], rows[0], rows[1]]
    assert repeat.current == rows[0] and repeat.table.current_id() == rows[0]
    assert draft.rows(maker.ENERGY) == tuple(rows)
    window.model.add_row(maker.ENERGY)
    assert shown.id_of(0) == rows[2] and shown.rowCount() == 4
    shown.order_by("number", ascending=True)
    assert [shown.id_of(place) for place in range(3)] == rows
    window.close()


def test_the_language_changes_in_the_middle_and_nothing_is_lost(
    qtbot: QtBot, desk: Desk, opened: Opener
) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    row = maker.energy_row(draft, e_type="dien", e_unit="kwh")
    window = opened(draft)
    cost = row_of(window, f"{row}/e_cost")
    write(qtbot, window, "12,5")
    window.use_language("en")
    here = window.view.current_row()
    assert here is not None and here.ref == cost.ref and draft.value(cost.ref) == "12.5"
    assert window.tree.lines.lines[0].text == "0. Header"
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert draft.value(cost.ref) == ""
    window.close()
    again = opened(fill.resume(desk, draft.draft_id))
    here = again.view.current_row()
    assert here is not None and here.ref == cost.ref
    again.close()
