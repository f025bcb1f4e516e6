"""Catalogue → Forms at the department: a file is checked, looked at, published; versions compared; a draft moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.words import set_language
from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.ui.catalogue.catalogue_model import CatalogueModel
from sxsh_desktop.ui.catalogue.form_acts import FormActs
from sxsh_desktop.ui.catalogue.form_dialogs import CompareDialog, FormFileDialog, MoveDialog, OldDraftsDialog
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.table import Table
from sxsh_desktop.ui.widgets.table_model import RowsModel
from tests.form_tables import workbook
from tests.window_maker import idle, until

OLD = [["type", "name", "label"], ["text", "a", "Tên"], ["integer", "n", "Số"]]
NEW = [["type", "name", "label"], ["text", "a", "Tên đầy đủ"], ["text", "b", "Ghi chú"]]
BROKEN = [["type", "name", "label", "relevant"], ["text", "a", "Tên", "${nobody} = 1"]]


def form(folder: Path, version: str, rows: list[list[str]]) -> Path:
    folder.mkdir()
    settings = [["form_title", "form_id", "version"], ["Thử", "x_thu", version]]
    return workbook(folder, {"survey": rows, "settings": settings})


@pytest.fixture
def department(tmp_path: Path) -> Iterator[Desk]:
    made = set_up(tmp_path / "kho", Answers("department", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "SCT"))
    yield made
    made.close()


def answered(kind: type[Dialog], look: Callable[[Dialog], object]) -> None:
    """When a dialog of this kind is shown, look at it; `look` closes it."""

    def find() -> None:
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
        if shown:
            timer.stop()
            look(shown[0])

    timer = QTimer(QApplication.instance())
    timer.timeout.connect(find)
    timer.start(20)


def accepted(seen: list[object], what: str) -> Callable[[Dialog], object]:
    """Note that the dialog was shown, and accept it."""

    def look(dialog: Dialog) -> None:
        seen.append(what)
        dialog.accept()

    return look


def test_a_form_is_checked_published_compared_and_a_draft_moved(
    tmp_path: Path, qtbot: QtBot, department: Desk
) -> None:
    set_language("vi")
    model = CatalogueModel(department)
    rows = RowsModel(model.form_columns())
    table = Table(rows, "forms")
    qtbot.addWidget(table)
    acts = FormActs(model.department_forms(), table, lambda: rows.put(model.forms()), table)
    assert len(acts.buttons()) == 4

    seen: list[object] = []

    def refuse(dialog: Dialog) -> None:
        assert isinstance(dialog, FormFileDialog)
        seen.append(dialog.publish.isEnabled())
        dialog.reject()

    answered(FormFileDialog, refuse)
    acts.examine(form(tmp_path / "0", "1", BROKEN))
    until(lambda: seen == [False])

    def publish(dialog: Dialog) -> None:
        assert isinstance(dialog, FormFileDialog) and dialog.publish.isEnabled()
        dialog.publish.click()

    answered(FormFileDialog, publish)
    acts.examine(form(tmp_path / "1", "1", OLD))
    until(lambda: any(one.form_id == "x_thu" for one in department.forms.current()))
    draft = fill.start(department, "x_thu")
    draft.set("/data/n", "5")

    def try_first(dialog: Dialog) -> None:
        assert isinstance(dialog, FormFileDialog)
        answered(FormFileDialog, publish)
        dialog.trial.click()

    answered(FormFileDialog, try_first)
    acts.examine(form(tmp_path / "2", "2", NEW))
    until(lambda: acts.trial is not None)
    assert acts.trial is not None and department.forms.get("x_thu").version == "1"
    tried = acts.trial.model
    assert acts.trial.head.saved.text() == ""  # nothing is kept, so nothing is said to be saved
    assert tried.set("/data/b", "thử") and tried.desk.folder != department.folder
    acts.trial.close()
    until(lambda: department.forms.get("x_thu").version == "2")
    idle()

    rows.put(model.forms())
    place = next(at for at in range(rows.rowCount()) if rows.id_of(at) == "x_thu@2")
    table.choose_row(place)
    answered(CompareDialog, accepted(seen, "compared"))
    acts.compare_chosen()
    until(lambda: "compared" in seen)

    answered(OldDraftsDialog, accepted(seen, "drafts"))
    answered(MoveDialog, accepted(seen, "moved"))
    acts.show_old_drafts()
    until(lambda: fill.resume(department, draft.draft_id).form.version == "2")
    idle()
    assert "moved" in seen

    retired = next(at for at in range(rows.rowCount()) if rows.id_of(at) == "x_thu@1")
    table.choose_row(retired)
    assert acts.retire.isEnabled()  # replaced, yet a newer one may be taken back
    answered(Dialog, lambda dialog: dialog.accept())
    acts.retire.click()
    until(lambda: not acts.retire.isEnabled())
    until(lambda: rows.cells(retired)[-1].text == "Đã ngừng dùng")
    table.choose_row(retired)
    assert not acts.retire.isEnabled()  # it is no longer offered already
    table.choose_row(retired + 1 if rows.id_of(retired + 1) == "x_thu@2" else retired - 1)
    assert acts.retire.isEnabled()
