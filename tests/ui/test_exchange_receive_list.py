"""The list of bundles to receive: a refused file goes to the shelf, and the list keeps its place."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.services import exchange
from sxsh_desktop.ui import jobs
from sxsh_desktop.ui.exchange.exchange_model import ExchangeModel
from sxsh_desktop.ui.exchange.receive_all import ImportAllDialog, import_each, summed
from sxsh_desktop.ui.exchange.receive_view import ReceivePane
from sxsh_desktop.ui.widgets.pages import LineButton, Scroller
from tests.exchange_maker import Desks, desks, fresh_desks, make_card
from tests.exchange_window_maker import Opened, opened
from tests.window_maker import idle, meet, until

__all__ = ["desks", "fresh_desks", "opened"]


def spoilt(desks: Desks, folder: Path) -> Path:
    """A bundle of an officer with one bit turned over."""
    make_card(desks.first, "Cơ sở nước đá Mỹ Trà")
    whole = exchange.export_bundle(desks.first, desks.mail).file
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 1
    bad = folder / "bi-sua.sxsh"
    bad.write_bytes(data)
    return bad


def heads(pane: ReceivePane) -> list[str]:
    """The titles over the counts."""
    return [
        str(pane.counts.headerData(at, Qt.Orientation.Horizontal)) for at in range(pane.counts.columnCount())
    ]


def test_a_refused_file_is_put_on_the_shelf_and_said_to_be_there(
    desks: Desks, opened: Opened, tmp_path: Path
) -> None:
    _window, screen = opened(desks.department)
    pane: ReceivePane = screen.receive
    screen.tabs.choose("receive")
    pane.open_files([spoilt(desks, tmp_path)])
    idle()
    assert pane.go.isVisible()
    pane.go.click()  # an error dialog would hang here
    idle()
    assert len(exchange.shelf(desks.department)) == 1
    assert not pane.go.isVisible() and pane.later.isVisible()
    pane.later.click()
    assert pane.waiting() == 0


def test_what_is_no_bundle_is_not_offered_to_the_shelf(desks: Desks, opened: Opened, tmp_path: Path) -> None:
    _window, screen = opened(desks.department)
    screen.tabs.choose("receive")
    strange = tmp_path / "la.sxsh"
    strange.write_bytes(b"%PDF-1.4" + bytes(4000))
    screen.receive.open_files([strange])
    idle()
    assert not screen.receive.go.isVisible()


def test_a_click_in_the_list_does_not_scroll_it(
    qtbot: QtBot, desks: Desks, opened: Opened, tmp_path: Path
) -> None:
    _window, screen = opened(desks.department)
    pane = screen.receive
    screen.tabs.choose("receive")
    bad = spoilt(desks, tmp_path)
    files = [Path(shutil.copyfile(bad, tmp_path / f"goi-{at:02}.sxsh")) for at in range(30)]
    pane.open_files(files)
    idle()
    [scrolled] = pane.findChildren(Scroller)
    bar = scrolled.verticalScrollBar()
    until(lambda: bar.maximum() > 300)
    bar.setValue(200)
    here = [one for one in pane.findChildren(LineButton) if not one.visibleRegion().isEmpty()]
    qtbot.mouseClick(here[4], Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    idle()
    assert bar.value() == 200
    [chosen] = [one for one in pane.findChildren(LineButton) if one.isChecked()]
    assert chosen.isVisible() and chosen.hasFocus()


def test_after_the_import_the_list_says_that_it_is_in_the_store(desks: Desks, opened: Opened) -> None:
    make_card(desks.first, "Cơ sở nước đá Mỹ Trà")
    bundle = exchange.export_bundle(desks.first, desks.mail).file
    _window, screen = opened(desks.department)
    pane: ReceivePane = screen.receive
    screen.tabs.choose("receive")
    pane.open_files([bundle])
    until(lambda: pane.lines.rowCount() == 1)
    assert pane.lines.cells(0)[-1].text == "Mới" and heads(pane)[1] == "Mới"
    pane.go.click()
    until(lambda: len(exchange.imports(desks.department)) == 1)
    until(lambda: pane.lines.cells(0)[-1].text == "Đã vào kho")
    assert heads(pane)[1:3] == ["Vừa nhập", "Đã có từ trước"]


def test_stopping_an_import_of_many_says_how_far_it_came(desks: Desks, opened: Opened) -> None:
    bundles = []
    for at in range(12):
        make_card(desks.first, f"Cơ sở nước đá số {at}")
        bundles.append(exchange.export_bundle(desks.first, desks.mail).file)
    _window, screen = opened(desks.department)
    pane: ReceivePane = screen.receive
    screen.tabs.choose("receive")
    pane.take(bundles)
    until(lambda: pane.all.isVisible() and pane.waiting() == 12 and jobs.is_idle())
    asked = meet(ImportAllDialog, lambda dialog: dialog.go.click())
    done: list[bool] = []
    pane.imported.connect(lambda: done.append(True))
    pane.all.click()
    until(lambda: len(exchange.imports(desks.department)) > 0)
    jobs.stop_all()
    until(lambda: bool(done))
    asked.stop()
    taken = len(exchange.imports(desks.department))
    until(lambda: pane.waiting() == 12 - taken)  # a quick machine may have taken in all before the stop
    assert pane.sum.isVisible() and f"{taken} trên 12 gói" in pane.sum.text.text()
    assert ("Đã dừng" in pane.sum.text.text()) is (taken < 12)


def test_a_stop_between_two_bundles_keeps_those_before_it(desks: Desks) -> None:
    bundles = []
    for name in ("Xay xát A", "Xay xát B", "Xay xát C"):
        make_card(desks.first, name)
        bundles.append(exchange.export_bundle(desks.first, desks.mail).file)

    def shown(at: int, _total: int, _what: str) -> None:
        if at >= 1:
            progress.cancel()

    progress = Progress(shown)
    outcomes = import_each(ExchangeModel(desks.department), bundles, progress)
    assert [one.file for one in outcomes] == bundles[: len(outcomes)] and 1 <= len(outcomes) < 3
    assert len(exchange.imports(desks.department)) == len(outcomes)
    said, kind = summed(outcomes, 3)
    assert said.startswith(f"Đã dừng: {len(outcomes)} trên 3 gói") and kind == "warn"
