"""A long table is taken back and brought back while its window is open: it is drawn, from nothing that is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer

from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import drafts as draft_store
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.fill.paste_dialog import add_pasted, pasted_questions
from sxsh_desktop.ui.fill.paste_rows import read_pasted
from sxsh_desktop.ui.fill.repeat_block import RepeatBlock
from tests import fill_maker as maker
from tests.fill_window_maker import Opener

MANY = 1_000


def pasted(window: FillWindow) -> RepeatBlock:
    """The open table with many pasted rows, the last of them the one that is shown."""
    window.go(maker.ENERGY)
    questions = pasted_questions(window.model, maker.ENERGY)[:4]
    text = "\n".join("\t".join("1" for _one in questions) for _row in range(MANY))
    assert add_pasted(window.model, maker.ENERGY, read_pasted(text, []), list(questions)) == MANY
    block = window.view.repeat()
    assert block is not None
    assert window.go(block.rows_model.id_of(block.rows_model.rowCount() - 1))
    return block


def turns_of(window: FillWindow, block: RepeatBlock, act: Callable[[], object]) -> int:
    """Draw the table in every turn of the event loop while an act goes on; how many turns there were in it."""
    turns: list[int] = []

    def draw() -> None:
        if window.model.busy:
            block.table.viewport().repaint()
            for row in range(block.rows_model.rowCount()):
                assert block.rows_model.cells(row)
            assert window.model.undo() == "" == window.model.redo()  # one at a time
            turns.append(row)

    timer = QTimer()
    timer.timeout.connect(draw)
    timer.start(0)
    act()
    timer.stop()
    assert not window.model.busy
    return len(turns)


def test_a_long_table_goes_and_comes_while_its_window_is_drawn(desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_en", "du")
    window = opened(draft)
    before = draft.rows(maker.ENERGY)
    block = pasted(window)
    full = draft.session.to_xml()
    assert turns_of(window, block, window.undo) > 0
    assert draft.rows(maker.ENERGY) == before and block.rows_model.rowCount() == len(before)
    assert turns_of(window, block, window.redo) > 0
    assert draft.session.to_xml() == full and block.rows_model.rowCount() == len(before) + MANY
    assert fill.resume(desk, draft.draft_id).session.to_xml() == full
    window.close()


def test_what_the_disk_refuses_stays_in_the_window(
    desk: Desk, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    draft.set("/data/has_en", "du")
    window = opened(draft)
    block = pasted(window)
    full, rows = draft.session.to_xml(), block.rows_model.rowCount()

    def refuse(*_given: object, **_named: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(draft_store, "append_many", refuse)
        with pytest.raises(OSError, match="no room"):
            window.undo()
    assert draft.session.to_xml() == full and block.rows_model.rowCount() == rows
    assert not window.model.busy and draft.can_undo and not draft.can_redo
    assert all(cell.text is not None for cell in block.rows_model.cells(rows - 1))
    window.undo()
    assert block.rows_model.rowCount() == rows - MANY
    window.close()
