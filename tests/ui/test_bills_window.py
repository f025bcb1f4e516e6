"""Bills copied or read from a file: the preview says what was understood, then they are rows, as one act."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from sxsh_desktop.services import bills, fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui import files
from sxsh_desktop.ui.fill.bills_dialog import BillsDialog
from sxsh_desktop.ui.fill.paste_dialog import PasteDialog, paste_into, pasted_questions, read_into
from sxsh_desktop.ui.fill.paste_rows import read_pasted
from sxsh_desktop.ui.widgets.dialogs import Dialog
from tests import fill_maker as maker
from tests.fill_window_maker import Opener

TEXT = "Tháng\tĐiện (kWh)\tTiền điện (đồng)\n1/2025\t10.250\t21.525.000\n2/2025\tkhông rõ\t20.727.000\n"


def answered(monkeypatch: pytest.MonkeyPatch, act: Callable[[QDialog], None]) -> list[str]:
    """Dialogs that come from now on are acted on and said yes to; their titles."""
    seen: list[str] = []

    def run(self: QDialog) -> bool:
        seen.append(type(self).__name__)
        act(self)
        return True

    monkeypatch.setattr(Dialog, "run", run)
    return seen


def test_the_preview_marks_what_is_doubtful(qtbot: QtBot, desk: Desk, opened: Opener) -> None:
    draft = fill.start(desk, "c_tieu_thu", maker.facility(desk))
    draft.set("/data/has_en", "du")
    window = opened(draft)
    proposal = bills.proposal_for(desk, draft, maker.ENERGY, bills.grid_of_text(TEXT))
    dialog = BillsDialog(window.model, maker.ENERGY, proposal, window)
    qtbot.addWidget(dialog)
    lines = [
        [
            item.text() if (item := dialog.table.item(at, column)) else ""
            for column in range(dialog.table.columnCount())
        ]
        for at in range(dialog.table.rowCount())
    ]
    assert lines[0][1:5] == ["01/2025", "Điện lưới", "10.250 kWh ?", "21,525 triệu đồng"]
    assert lines[1][3] == "không rõ ?"
    assert "hai cách" in lines[0][5] and "không phải số" in lines[1][5]
    window.close()


def test_pasted_bills_become_rows_and_go_again(
    desk: Desk, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = fill.start(desk, "c_tieu_thu", maker.facility(desk))
    draft.set("/data/has_en", "du")
    window = opened(draft)
    before = len(draft.rows(maker.ENERGY))
    seen = answered(monkeypatch, lambda _dialog: None)
    QApplication.clipboard().setText(TEXT)
    assert paste_into(window.model, maker.ENERGY, window) == 2
    assert seen == ["BillsDialog"]
    assert len(draft.rows(maker.ENERGY)) == before + 2
    window.model.undo()
    assert len(draft.rows(maker.ENERGY)) == before
    window.close()


def test_a_file_is_read_and_its_doubtful_rows_left_out(
    desk: Desk, opened: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "điện.csv"
    text = TEXT.replace("10.250", "10250").replace("\t", ";")
    file.write_text(text, encoding="utf-8-sig")
    draft = fill.start(desk, "c_tieu_thu", maker.facility(desk))
    draft.set("/data/has_en", "du")
    window = opened(draft)
    monkeypatch.setattr(files, "ask_open", lambda *_given: [file])

    def only_sure(dialog: QDialog) -> None:
        assert isinstance(dialog, BillsDialog)
        dialog.only_sure.setChecked(True)

    answered(monkeypatch, only_sure)
    assert read_into(window.model, maker.ENERGY, window) == 1
    window.close()


def test_columns_without_months_show_what_they_are_understood_as(
    qtbot: QtBot, desk: Desk, opened: Opener
) -> None:
    draft = fill.start(desk, "c_tieu_thu", maker.facility(desk))
    window = opened(draft)
    questions = pasted_questions(window.model, maker.ENERGY)
    labels = [draft.form.label(one.path, draft.session.language) for one in questions]
    amount = next(at for at, one in enumerate(questions) if one.path.endswith("e_qty"))
    pasted = read_pasted("1.234\n1028160,5\nnhiều\n", labels)
    dialog = PasteDialog(pasted, labels, "", window, questions)
    qtbot.addWidget(dialog)
    dialog.combos[0].setCurrentIndex(amount + 1)
    shown = [item.text() if (item := dialog.table.item(at, 0)) else "" for at in (1, 2, 3)]
    assert shown == ["1.234 ?", "1.028.160,5", "nhiều ?"]
    dialog.combos[0].setCurrentIndex(0)
    left = dialog.table.item(2, 0)
    assert left is not None and left.text() == "1028160,5"
    window.close()
