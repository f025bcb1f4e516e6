"""Which choice a typed or pasted text means: accents count, and a guess is never made where nobody looks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_values import Choice
from sxsh_desktop.ui.fill.fields.choice_search import ChoiceIndex
from sxsh_desktop.ui.fill.fields.number_field import NumberField
from sxsh_desktop.ui.fill.paste_dialog import add_pasted, pasted_questions
from sxsh_desktop.ui.fill.paste_rows import read_pasted
from tests.fill_window_maker import ALT, Opener, press, row_of, write

WORDS = (
    ("tan", "tấn"), ("kg", "kg"), ("can", "Đồng hồ, cân đo"), ("hd", "Hóa đơn, sổ kho"), ("uoc", "Ước tính của cơ sở"),
    ("cl", "Thành phố Cao Lãnh"), ("m3", "m³"), ("mn", "m³/ngày"),
)  # fmt: skip
INDEX = ChoiceIndex([Choice(code, label) for code, label in WORDS])


@pytest.mark.parametrize(
    ("said", "typed", "pasted"),
    [
        ("tấn", "tan", "tan"), ("TẤN", "tan", "tan"), ("tan", "tan", "tan"),
        ("tạ", "", ""), ("tá", "", ""), ("ta", "tan", ""), ("tấ", "tan", ""),
        ("Đồng hồ", "can", "can"), ("dong ho", "can", "can"), ("đồng hố", "", ""),
        ("Hoá đơn, sổ kho", "hd", "hd"), ("hoá đơn", "hd", "hd"),
        ("cao lanh", "cl", "cl"), ("cao lã", "cl", ""), ("cao lá", "", ""),
        ("ước tí", "uoc", ""), ("m³", "m3", "m3"), ("yến", "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_what_a_text_means(said: str, typed: str, pasted: str) -> None:
    only, meant = INDEX.only(said), INDEX.meant(said)
    assert (only.value if only else "", meant.value if meant else "") == (typed, pasted)


def test_two_that_read_the_same_without_accents_are_not_guessed() -> None:
    index = ChoiceIndex([Choice("1", "Tân Mỹ"), Choice("2", "Tấn Mỹ")])
    assert index.only("tan my") is None
    found = index.only("Tấn Mỹ")
    assert found is not None
    assert found.value == "2"


def test_pasted_cells_keep_a_foreign_unit_and_take_a_reason(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_pr", "du")
    window = opened(draft)
    questions = pasted_questions(window.model, "/data/r_prod")
    names = {one.name: one for one in questions}
    columns = [names[name] for name in ("pr_code", "pr_qty", "pr_unit")]
    pasted = read_pasted("SP4\tkhông biết\ttạ\nSP5\t12,5\ttấn\n", [])
    assert add_pasted(window.model, "/data/r_prod", pasted, list(columns)) == 2
    first, second = draft.rows("/data/r_prod")[-2:]
    assert draft.absent(f"{first}/pr_qty") == "unknown"
    assert draft.value(f"{first}/pr_unit") == "tạ"
    told = draft.session.problems_at(f"{first}/pr_unit")
    assert "“tạ”" in told[0].message
    assert (draft.value(f"{second}/pr_qty"), draft.value(f"{second}/pr_unit")) == ("12.5", "tan")
    window.close()


def test_confirming_a_number_leaves_the_keyboard_in_its_field(
    qtbot: QtBot, desk: Desk, opened: Opener
) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_pr", "du")
    line = draft.rows("/data/r_prod")[0]
    window = opened(draft)
    row = row_of(window, f"{line}/pr_qty")
    write(qtbot, window, "1.234")
    assert isinstance(row.field, NumberField)
    row.field.commit()
    QTest.mouseClick(row.field.read_back.yes, Qt.MouseButton.LeftButton)
    assert draft.value(f"{line}/pr_qty") == "1234"
    assert window.focusWidget() is row.field.focus_target()
    window.close()


def test_rows_of_a_table_that_is_not_asked_are_not_in_the_tree(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    window = opened(draft)
    window.go("/data/has_pr")
    lines = [line.ref for line in window.tree.lines.lines]
    assert not any("r_prod[" in ref for ref in lines)
    draft_row = draft.rows("/data/r_prod")[0]
    window.model.set("/data/has_pr", "du")
    window.tree.refresh()
    assert draft_row in [line.ref for line in window.tree.lines.lines]
    window.close()


def test_what_stands_in_a_unit_is_replaced_by_what_is_typed(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_pr", "du")
    line = draft.rows("/data/r_prod")[0]
    draft.set(f"{line}/pr_unit", "tạ")
    window = opened(draft)
    row = row_of(window, f"{line}/pr_unit")
    write(qtbot, window, "kg")
    row.commit()
    assert draft.value(f"{line}/pr_unit") == "kg"
    window.close()


@pytest.mark.parametrize(
    ("typed", "first"),
    [("hoan", "Hoãn"), ("hoãn", "Hoãn"), ("hoàn", "Đã hoàn thành"), ("da", "Đã hoàn thành")],
)  # fmt: skip
def test_enter_takes_what_was_written_not_what_only_holds_it(typed: str, first: str) -> None:
    index = ChoiceIndex([Choice("xong", "Đã hoàn thành"), Choice("hoan", "Hoãn"), Choice("bo", "Bỏ")])
    assert index.search(typed)[0].label == first


def test_a_problem_of_a_unit_that_stands_before_its_number_is_reached(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_en", "du")
    line = draft.rows("/data/r_en")[0]
    window = opened(draft)
    assert window.go(f"{line}/e_unit")
    row = window.view.current_row()
    assert row is not None
    assert row.unit_ref == f"{line}/e_unit"
    assert row.unit_field is not None
    assert window.focusWidget() is row.unit_field.focus_target()
    window.close()


def test_f7_walks_on_from_a_unit_in_the_order_of_the_form(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_en", "du")
    window = opened(draft)
    window.model.check()
    window.show_problems()
    wanted = list(dict.fromkeys(line.ref for line in window.pane.lines.lines))
    assert any(ref.endswith("/e_unit") for ref in wanted)
    window.go(wanted[0])
    seen = [wanted[0]]
    for _turn in wanted[1:]:
        window.step_problem(1)
        seen.append(window.pane.beside(wanted[wanted.index(seen[-1])], 1))
        row = window.view.current_row()
        assert row is not None
        assert seen[-1] in (row.ref, row.unit_ref)
    assert seen == wanted
    window.close()


def test_an_unknown_quantity_needs_no_unit(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_en", "du")
    line = draft.rows("/data/r_en")[0]
    window = opened(draft)
    window.model.check()
    row = row_of(window, f"{line}/e_qty")
    press(qtbot, window, Qt.Key.Key_1, ALT)
    assert (draft.absent(f"{line}/e_qty"), draft.absent(f"{line}/e_unit")) == ("unknown", "unknown")
    assert not draft.session.problems_at(f"{line}/e_unit")
    window.undo()
    assert (draft.absent(f"{line}/e_qty"), draft.absent(f"{line}/e_unit")) == ("", "")
    draft.set(f"{line}/e_unit", "kwh")
    row.choose_absent("refused")
    assert draft.value(f"{line}/e_unit") == "kwh"
    row.take_absent_back()
    assert (draft.absent(f"{line}/e_qty"), draft.value(f"{line}/e_unit")) == ("", "kwh")
    window.close()
