"""Sample data: made or stopped as a whole, opened beside one's own store, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sxsh_desktop.base import paths
from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.base.started import command_for, store_asked
from sxsh_desktop.ui.first_start.first_start_model import FirstStartModel
from sxsh_desktop.ui.settings.sample_panel import SamplePanel
from sxsh_desktop.ui.shell.strip import Strip, StripButton, StripEntry


@pytest.mark.parametrize("after", [1, 3])
def test_sample_data_that_was_stopped_leaves_nothing(tmp_path: Path, after: int) -> None:
    steps: list[str] = []

    def stop(_done: int, _total: int, what: str) -> None:
        steps.append(what)
        if len(steps) == after:
            progress.cancel()

    progress = Progress(stop)
    model = FirstStartModel(tmp_path / "kho", tmp_path / "mẫu", facilities=12)
    with pytest.raises(CancelledError):
        model.make_sample(progress)
    assert not model.sample.exists()
    assert not model.sample_is_here()


def _panel(qtbot: QtBot, model: FirstStartModel, opened: list[Path], *, sample: bool) -> SamplePanel:
    owner = QWidget()
    qtbot.addWidget(owner)

    def opener(folder: Path) -> bool:
        opened.append(folder)
        return folder.name != "officer-1"

    panel = SamplePanel("officer", owner, sample=sample, model=model, opener=opener)
    qtbot.addWidget(panel)
    owner.show()
    return panel


def test_the_sample_leads_back_to_ones_own_store(qtbot: QtBot, tmp_path: Path) -> None:
    opened: list[Path] = []
    panel = _panel(qtbot, FirstStartModel(tmp_path / "kho", tmp_path / "mẫu"), opened, sample=True)
    panel.button.click()
    assert opened == [paths.default_store()]


def test_a_window_that_does_not_open_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    class Made(FirstStartModel):
        def sample_is_here(self) -> bool:
            return True

    opened: list[Path] = []
    panel = _panel(qtbot, Made(tmp_path / "kho", tmp_path / "mẫu"), opened, sample=False)
    panel.show()
    panel.button.click()
    assert opened == [tmp_path / "mẫu" / "officer-1"]
    assert any(one.isVisible() and "cửa sổ khác" in one.text() for one in panel.findChildren(QLabel))


def test_the_command_opens_the_same_store(tmp_path: Path) -> None:
    command = command_for(tmp_path / "kho của tôi")
    assert store_asked(command[-2:]) == tmp_path / "kho của tôi"


def test_a_narrow_strip_says_the_same_in_fewer_words(qtbot: QtBot, qapp: QApplication) -> None:
    strip = Strip()
    qtbot.addWidget(strip)
    strip.put(
        [
            StripEntry("a", "Sao lưu gần nhất: hôm nay 07:30", "backup", "settings", short="hôm nay 07:30"),
            StripEntry("b", "121 phiếu chưa có biên nhận", "history", "exchange", short="121 chưa biên nhận"),
        ]
    )
    strip.show()
    for width, short in ((900, False), (420, True), (900, False)):
        strip.resize(width, 28)
        qapp.processEvents()
        buttons = sorted(
            (one for one in strip.findChildren(StripButton) if one.isVisible()), key=lambda one: one.x()
        )
        assert buttons[0].text() == ("hôm nay 07:30" if short else "Sao lưu gần nhất: hôm nay 07:30")
        assert [bool(one.toolTip()) for one in buttons][:2] == [short, short]
        assert all(one.width() >= one.sizeHint().width() for one in buttons)
