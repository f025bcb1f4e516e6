"""Records → ODK: the chosen records go out as a zip, a zip comes in, and what became of it is said."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.words import set_language
from sxsh_desktop.services import instances_zip
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.ui.navigation import Navigator
from sxsh_desktop.ui.records.instances_acts import ImportedDialog
from sxsh_desktop.ui.records.records_model import RecordsModel
from sxsh_desktop.ui.records.records_view import RecordsScreen
from sxsh_desktop.ui.widgets.dialogs import Dialog
from tests.fill_maker import facility, make_desk
from tests.window_maker import idle, meet, until


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Desk]:
    """Another officer's desk."""
    (tmp_path / "other").mkdir()
    opened = make_desk(tmp_path / "other")
    yield opened
    opened.close()


def screen(qtbot: QtBot, desk: Desk) -> RecordsScreen:
    """The records of a desk, read."""
    set_language("vi")
    shown = RecordsScreen(RecordsModel(desk), Navigator())
    qtbot.addWidget(shown)
    shown.show()
    shown.refresh()
    idle()
    return shown


def test_records_go_out_and_come_in(tmp_path: Path, qtbot: QtBot, desk: Desk, other: Desk) -> None:
    facility(desk)
    target = tmp_path / "out.zip"
    out = meet(Dialog, lambda dialog: dialog.reject())
    screen(qtbot, desk).instances.write(target, ())
    until(target.is_file)
    until(lambda: not out.isActive())
    idle()

    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("instances/broken/submission.xml", "<a><b></a>")
    seen: list[tuple[str, int]] = []

    def look(dialog: ImportedDialog) -> None:
        seen.append((dialog.said.text.text(), dialog.rows.rowCount()))
        dialog.reject()

    there = screen(qtbot, other)
    report = meet(ImportedDialog, look)
    there.instances.read(target)
    until(lambda: bool(seen))
    idle()
    assert not report.isActive() and seen[0][1] == 1
    assert seen[0][0].startswith("1 phiếu hoàn chỉnh")
    assert instances_zip.import_zip(other, target).already == 1


def test_the_menu_offers_both_ways(qtbot: QtBot, desk: Desk) -> None:
    acts = screen(qtbot, desk).instances
    assert [one.text() for one in (acts.send, acts.take)] == ["Xuất cho ODK…", "Nhập từ ODK…"]
