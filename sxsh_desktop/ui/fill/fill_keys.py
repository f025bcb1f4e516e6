"""The keys of the fill window; Ctrl+Shift and Alt with a letter stay free for UniKey."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from sxsh_desktop.ui.fill.fill_view import FillWindow


def bind_keys(window: FillWindow) -> None:
    """Make every key of the window work."""
    keys: dict[str, Callable[[], object]] = {
        "F1": window.show_help,
        "Ctrl+Down": lambda: window.step_open(1),
        "Ctrl+Up": lambda: window.step_open(-1),
        "Ctrl+PgDown": lambda: window.step_section(1),
        "Ctrl+PgUp": lambda: window.step_section(-1),
        "Alt+1": lambda: window.choose_absent("unknown"),
        "Alt+2": lambda: window.choose_absent("zero"),
        "Alt+3": lambda: window.choose_absent("not_applicable"),
        "Alt+4": lambda: window.choose_absent("refused"),
        "Ctrl+Z": window.undo,
        "Ctrl+Y": window.redo,
        "F6": lambda: window.next_pane(1),
        "Shift+F6": lambda: window.next_pane(-1),
        "F7": lambda: window.step_problem(1),
        "Shift+F7": lambda: window.step_problem(-1),
        "F8": window.toggle_problems,
        "F9": window.repeat_last,
        "Ins": window.add_row,
        "Ctrl+M": window.write_note,
        "Ctrl+I": window.add_photo,
        "Ctrl+S": window.say_saved,
        "Ctrl+Return": window.complete,
        "Ctrl+Enter": window.complete,
    }
    for key, act in keys.items():
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)
