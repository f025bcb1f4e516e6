"""The head of the fill window: what is being filled in, whether it is saved, and the acts on the whole form."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import Button, ordinary, primary, tool
from sxsh_desktop.ui.widgets.text import Elided, IconLabel, Panel, Tinted, column


class FillHead(Panel):
    """52 px: title and facility, saved, tools, close, check and complete."""

    undo = Signal()
    redo = Signal()
    note = Signal()
    photo = Signal()
    problems = Signal()
    leave = Signal()
    complete = Signal()

    def __init__(self, title: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__("head", across=True, margins=(16, 0, 12, 0), spacing=6, parent=parent)
        self.setFixedHeight(MEASURES.fill_head)
        self.title, self.about = Elided(title, "strong"), Elided(about, "small")
        names = column(self.title, self.about, spacing=0)
        self.body.addLayout(names, 1)
        self.saved_icon = IconLabel("check", "ok", 18)
        self.saved = Tinted("", "ok")
        self.saved_icon.hide()
        self.undo_button = tool("undo", words(_("Undo (Ctrl+Z)")), self.undo.emit)
        self.redo_button = tool("redo", words(_("Redo (Ctrl+Y)")), self.redo.emit)
        self.count = Button(
            "0", "warning", "flat", tip=words(_("Show the problems (F8)")), on_click=self.problems.emit
        )
        self.go = primary(words(_("Check and complete")), self.complete.emit, "check")
        self.go.setToolTip("Ctrl+Enter")
        self.add(
            self.saved_icon,
            self.saved,
            6,
            self.count,
            self.undo_button,
            self.redo_button,
            tool("note", words(_("Note on this answer (Ctrl+M)")), self.note.emit),
            tool("photo", words(_("Photo from a file (Ctrl+I)")), self.photo.emit),
            6,
            ordinary(words(_("Close")), self.leave.emit),
            self.go,
        )

    def say_saved(self, text: str) -> None:
        """ "Đã lưu 10:42"."""
        self.saved.set_role("ok")
        self.saved_icon.show_icon("check", "ok")
        self.saved.setText(text)
        self.saved_icon.setVisible(bool(text))

    def say_left(self, text: str) -> None:
        """What is still to do, in the colour of a warning."""
        self.saved.set_role("warn")
        self.saved.setText(text)
        self.saved_icon.show_icon("warning", "warn")
        self.saved_icon.show()

    def show_undo(self, undo: bool, redo: bool) -> None:
        """Whether there is anything to take back or to do again."""
        self.undo_button.setEnabled(undo)
        self.redo_button.setEnabled(redo)

    def show_count(self, count: int, shown: bool) -> None:
        """How many problems, where their list is hidden."""
        self.count.setText(str(count))
        self.count.set_icon("warning", "warn" if count else "dim")
        self.count.setVisible(shown)
