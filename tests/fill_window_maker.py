"""The fill window for tests: shown over a real draft, with hands that press keys and type."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.ui.fill.fill_view import FillWindow
from sxsh_desktop.ui.fill.question_row import QuestionRow
from sxsh_desktop.ui.widgets.dialogs import Dialog
from tests.window_maker import PATIENCE

Opener = Callable[..., FillWindow]
NONE = Qt.KeyboardModifier.NoModifier
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def show(
    qtbot: QtBot, desk: Desk, draft: OpenDraft, questions: dict[str, str] | None = None, *, wide: bool = False
) -> FillWindow:
    """A fill window that has the keyboard, as large as on a small screen (`wide`: at 100 %)."""
    window = FillWindow(desk, draft, "Nhà máy nước đá", questions)
    qtbot.addWidget(window)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*((1366, 698) if wide else (1280, 650)))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow(), timeout=PATIENCE)
    return window


def row_of(window: FillWindow, ref: str) -> QuestionRow:
    """Go to a question; its row."""
    assert window.go(ref)
    return next(one for one in window.view.rows() if ref in (one.ref, one.unit_ref))


def press(qtbot: QtBot, window: FillWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """A key, wherever the keyboard is."""
    qtbot.keyClick(window.focusWidget() or window, key, modifier)  # type: ignore[no-untyped-call]


def write(qtbot: QtBot, window: FillWindow, text: str) -> None:
    """Letters without accents, wherever the keyboard is."""
    qtbot.keyClicks(window.focusWidget(), text)  # type: ignore[no-untyped-call]


def left_dialogs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of dialogs that come from now on; each is left at once."""
    seen: list[str] = []

    def run(self: QDialog) -> bool:
        seen.append(self.windowTitle())
        return False

    monkeypatch.setattr(Dialog, "run", run)
    return seen
