"""The fill window over a real draft: every answer on disk, the keyboard alone, undo, rows, completing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui.fill.fill_finish import Finishing
from sxsh_desktop.ui.fill.paste_dialog import PasteDialog, add_pasted, pasted_questions
from sxsh_desktop.ui.fill.paste_rows import read_pasted
from sxsh_desktop.ui.fill.question_row import QuestionRow
from tests import fill_maker as maker
from tests import xform_maker as forms
from tests.fill_window_maker import ALT, CTRL, Opener, press, row_of
from tests.window_maker import PATIENCE

Typist = Callable[[QWidget, str], None]


@pytest.mark.parametrize("form_id", forms.FORM_IDS)
def test_every_section_of_every_form_opens(desk: Desk, opened: Opener, form_id: str) -> None:
    draft = fill.start(desk, form_id)
    maker.complete(draft)
    window = opened(draft)
    for section in window.model.sections():
        assert window.go(section.ref)
        shown = {ref for row in window.view.rows() for ref in (row.ref, row.unit_ref) if ref}
        repeat = window.view.repeat()
        for ref in (one for item in section.items for one in window.model.reads.questions(item)):
            if "[" not in ref or (repeat is not None and ref.startswith(repeat.current)):
                assert ref in shown, f"{ref} is asked but not shown"


def test_an_answer_is_on_disk_when_its_field_is_left(desk: Desk, opened: Opener, type_into: Typist) -> None:
    draft = fill.start(desk, "c_tieu_thu", maker.facility(desk))
    window = opened(draft)
    row = row_of(window, "/data/g_per/op_days")
    type_into(row.field.focus_target(), "300")

    again = fill.resume(desk, draft.draft_id)
    assert again.value("/data/g_per/op_days") == "300"
    assert window.view.current_row() is not row  # Enter went on
    window.close()


def test_rows_come_and_go_without_taking_the_keyboard(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    window = opened(fill.start(desk, "c_tieu_thu"))
    row_of(window, "/data/g_head/notice_ok")
    assert "/data/g_head/resp_name" not in [one.ref for one in window.view.rows()]
    press(qtbot, window, Qt.Key.Key_1)
    assert "/data/g_head/resp_name" in [one.ref for one in window.view.rows()]
    current = window.view.current_row()
    assert current is not None and current.ref == "/data/g_head/notice_ok"
    window.close()


def test_absent_answers_with_the_keyboard_and_back(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    row = maker.energy_row(draft, e_type="dien", e_unit="kwh")
    window = opened(draft)
    one = row_of(window, f"{row}/e_cost")
    press(qtbot, window, Qt.Key.Key_1, ALT)
    assert draft.absent(one.ref) == "unknown"
    assert one.field.isHidden() and one.holds_focus()
    press(qtbot, window, Qt.Key.Key_Delete)
    assert draft.absent(one.ref) == ""
    press(qtbot, window, Qt.Key.Key_2, ALT)
    assert draft.value(one.ref) == "0"
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert draft.value(one.ref) == ""
    press(qtbot, window, Qt.Key.Key_Y, CTRL)
    assert draft.value(one.ref) == "0"
    window.close()


def test_an_ambiguous_number_blocks_completion_and_enter_confirms_it(
    qtbot: QtBot, desk: Desk, opened: Opener, type_into: Typist
) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    row = maker.energy_row(draft, e_type="dien", e_unit="kwh")
    window = opened(draft)
    one = row_of(window, f"{row}/e_qty")
    type_into(one.field.focus_target(), "1.234")
    assert window.view.current_row() is one  # first it is read back
    assert fill.resume(desk, draft.draft_id).problems()
    press(qtbot, window, Qt.Key.Key_Return)
    assert draft.value(one.ref) == "1234"
    assert window.view.current_row() is not one
    window.close()


def test_the_unit_stands_beside_its_number(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    row = maker.energy_row(draft, e_type="do", e_unit="lit")
    window = opened(draft)
    one = row_of(window, f"{row}/e_qty")
    assert one.unit_ref == f"{row}/e_unit" and one.unit_field is not None
    one.unit_field.answered.emit("kg")
    assert draft.value(f"{row}/e_unit") == "kg"
    assert f"{row}/e_unit" not in [shown.ref for shown in window.view.rows()]
    window.close()


def test_insert_adds_a_row_and_undo_takes_it_back(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    row = maker.energy_row(draft, e_type="dien")
    window = opened(draft)
    row_of(window, f"{row}/e_type")
    before = len(draft.rows(maker.ENERGY))
    press(qtbot, window, Qt.Key.Key_Insert)
    assert len(draft.rows(maker.ENERGY)) == before + 1
    repeat = window.view.repeat()
    assert repeat is not None and repeat.current == draft.rows(maker.ENERGY)[-1]
    repeat.remove_row()
    assert len(draft.rows(maker.ENERGY)) == before
    window.undo()
    assert len(draft.rows(maker.ENERGY)) == before + 1
    window.close()


def test_a_question_of_another_row_is_reached_at_once(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    rows = [maker.energy_row(draft, e_type=kind) for kind in ("dien", "do", "dienmt")]
    window = opened(draft)
    for row in (rows[2], rows[0], rows[1]):
        window.go("/data/g_head/visit_date")
        window.go(f"{row}/e_cost")
        current = window.view.current_row()
        assert current is not None and current.ref == f"{row}/e_cost"
    window.close()


def test_a_draft_opens_where_it_was_left(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    row = maker.energy_row(draft, e_type="dien")
    window = opened(draft)
    window.go(f"{row}/e_cost")
    window.close()

    again = opened(fill.resume(desk, draft.draft_id))
    current = again.view.current_row()
    assert current is not None and current.ref == f"{row}/e_cost"
    again.close()


def test_an_odd_value_is_kept_with_a_reason(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    maker.energy_row(draft, e_type="dien", e_unit="kwh", e_qty="1000")
    draft.set("/data/g_el/el_cos", "0.8")
    window = opened(draft)
    assert [line.ref for line in window.pane.lines.lines] == ["/data/g_el/el_cos"]
    window.step_problem(1)
    one = window.view.current_row()
    assert one is not None and one.ref == "/data/g_el/el_cos"
    model = window.model
    assert model.accept_soft(one.ref, "đã xem hóa đơn")
    assert draft.session.accepted(one.ref) == "đã xem hóa đơn"
    assert not model.problems()
    window.close()


def test_a_note_and_the_question_of_the_department(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    window = opened(draft, {"/data/g_per/op_days": "Sao chỉ có 12 ngày?"})
    one = row_of(window, "/data/g_per/op_days")
    press(qtbot, window, Qt.Key.Key_M, CTRL)
    focus = window.focusWidget()
    assert focus is not None and one.isAncestorOf(focus)
    qtbot.keyClicks(focus, "hoi lai")  # type: ignore[no-untyped-call]
    qtbot.keyClick(focus, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    assert draft.session.note(one.ref) == "hoi lai"
    assert window.view.current_row() is one
    window.close()


def test_next_open_question_and_sections(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    window = opened(draft)
    press(qtbot, window, Qt.Key.Key_Down, CTRL)
    first = window.view.current_row()
    assert first is not None and window.model.is_open(first.ref)
    press(qtbot, window, Qt.Key.Key_PageDown, CTRL)
    assert window.view.section is not None and window.view.section.ref == "/data/g_per"
    window.close()


def test_pasted_rows_become_rows(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_en", "du")
    window = opened(draft)
    window.go(maker.ENERGY)
    questions = pasted_questions(window.model, maker.ENERGY)
    labels = [draft.form.label(one.path, "vi") for one in questions]
    text = "Lượng tiêu thụ\tLoại năng lượng\tĐơn vị\n1.028.160,5\tđiện lưới\tkWh\n4150\tDầu DO\tlít\n"
    pasted = read_pasted(text, labels)
    assert pasted.head and len(pasted.rows) == 2
    dialog = PasteDialog(pasted, labels, "3. Năng lượng", window)
    columns = [questions[at] if at >= 0 else None for at in dialog.mapping()]
    before = len(draft.rows(maker.ENERGY))
    assert add_pasted(window.model, maker.ENERGY, pasted, columns) == 2
    added = draft.rows(maker.ENERGY)[before:]
    assert [draft.value(f"{row}/e_qty") for row in added] == ["1028160.5", "4150"]
    assert [draft.value(f"{row}/e_type") for row in added] == ["dien", "do"]
    window.close()


def test_checking_shows_what_is_missing_and_completing_makes_a_revision(
    qtbot: QtBot, desk: Desk, opened: Opener
) -> None:
    draft = fill.start(desk, "g_kiem_tra", maker.facility(desk))
    window = opened(draft)
    window.complete()
    assert window.pane.isVisible() and window.pane.lines.lines
    maker.complete(draft)
    assert not window.model.check()
    with qtbot.waitSignal(window.finished, timeout=PATIENCE) as done:
        Finishing(window).run()
    assert done.args == [draft.record_id]
    assert draft.draft_id not in [head.draft_id for head in fill.drafts(desk)]


def test_the_language_changes_and_the_person_stays(desk: Desk, opened: Opener) -> None:
    window = opened(fill.start(desk, "c_tieu_thu"))
    window.go("/data/g_per/op_days")
    window.use_language("en")
    current = window.view.current_row()
    assert current is not None and current.ref == "/data/g_per/op_days"
    assert "days" in current.words.text().lower()
    window.close()


def test_a_thousand_rows_are_one_table(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_mat", "du")
    for at in range(1000):
        row = draft.session.add_row("/data/r_mat").changes[0].ref
        draft.session.set(f"{row}/ma_name", f"Vật liệu {at}")
    window = opened(draft)
    window.go("/data/r_mat")
    repeat = window.view.repeat()
    assert repeat is not None and repeat.rows_model.rowCount() >= 1000
    assert len(repeat.findChildren(QuestionRow)) < 30
    repeat.show_row(draft.rows("/data/r_mat")[-1])
    assert repeat.table.currentIndex().row() == repeat.rows_model.rowCount() - 1


def test_a_dropped_photo_is_shrunk_and_kept(desk: Desk, opened: Opener, tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "hóa đơn.jpg"
    Image.new("RGB", (4000, 3000), "white").save(picture)
    draft = fill.start(desk, "c_tieu_thu")
    row = maker.energy_row(draft, e_type="dien")
    window = opened(draft)
    one = row_of(window, f"{row}/e_img")
    one.field.file_given.emit(picture)  # type: ignore[attr-defined]
    kept = draft.file(one.ref)
    assert kept is not None and kept.exists()
    with Image.open(kept) as stored:
        assert max(stored.size) == 1600
    window.close()


def test_escape_leaves_the_field_as_it_was(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/g_per/op_days", "300")
    window = opened(draft)
    one = row_of(window, "/data/g_per/op_days")
    qtbot.keyClicks(one.field.focus_target(), "9")  # type: ignore[no-untyped-call]
    press(qtbot, window, Qt.Key.Key_Escape)
    window.close()
    assert draft.value("/data/g_per/op_days") == "300"
