"""What stands in the place of a screen while the store is being opened: its title, and why it is not there yet."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.screen import Screen
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.pages import PageHead
from sxsh_desktop.ui.widgets.text import label


class Awaited(Screen):
    """The head of a screen that comes by itself; `target` and `tab` are what it is to show then."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.target = self.tab = ""
        self.head = PageHead(title)
        self.head.put(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(opening_note())
        outer.addStretch(1)

    def show_target(self, target: str, tab: str) -> None:
        """Keep it for the screen that comes."""
        self.target, self.tab = target, tab


def opening_note() -> QWidget:
    """One quiet line: the store is being opened."""
    note = label(words(_("The store is being opened…")), "dim")
    note.setContentsMargins(MEASURES.margin, 14, MEASURES.margin, 0)
    return note
