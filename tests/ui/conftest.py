"""What tests of the window may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.ui.fill.fill_view import FillWindow
from tests import fill_maker, fill_window_maker
from tests.window_maker import Typist, collector, no_dialog_waits, type_into

__all__ = ["Typist", "collector", "no_dialog_waits", "type_into"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The desk of a district officer, closed at the end."""
    opened = fill_maker.make_desk(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk) -> fill_window_maker.Opener:
    """Shows a fill window over a draft of the desk, with the keyboard in it."""

    def show(draft: OpenDraft, questions: dict[str, str] | None = None) -> FillWindow:
        return fill_window_maker.show(qtbot, desk, draft, questions)

    return show
