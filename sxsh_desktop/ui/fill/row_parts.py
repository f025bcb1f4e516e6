"""The lines that may stand under a question: absent answers, a reason or note being written, a note kept."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.fill.fields.field import EntryLine
from sxsh_desktop.ui.fill.fill_words import ABSENT_WORDS, NONE_ZERO, absent_words
from sxsh_desktop.ui.fill.look import InsideButton, small_button
from sxsh_desktop.ui.widgets.text import IconLabel, label, repolish

ZERO = "zero"
_KEYS = {"unknown": 1, ZERO: 2, "not_applicable": 3, "refused": 4}


class AbsentLine(QWidget):
    """ "Không có số: [Không biết Alt+1] …" under the question that has the keyboard."""

    chosen = Signal(str)  # unknown, zero, not_applicable, refused

    def __init__(self, with_zero: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(6)
        lead = words(_("No figure:")) if with_zero else words(_("No answer:"))
        layout.addWidget(label(lead, "small"))
        said = {**ABSENT_WORDS, ZERO: NONE_ZERO}
        for reason, key in _KEYS.items():
            if reason == ZERO and not with_zero:
                continue
            button = small_button(f"{words(said[reason])}  Alt+{key}", self)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _on=False, one=reason: self.chosen.emit(one))
            layout.addWidget(button)
        layout.addStretch(1)


class AbsentBox(QLineEdit):
    """In the place of a field whose answer is absent: the word, and × (or Delete) to take it back."""

    taken_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setProperty("absent", "true")
        self.setTextMargins(0, 0, 24, 0)
        self.cross = InsideButton("close", words(_("Take back (Delete)")), self)
        self.cross.clicked.connect(self.taken_back)

    def say(self, reason: str) -> None:
        """Show the word of a reason."""
        self.setText(absent_words(reason))
        self.setAccessibleDescription(words(_("No answer, for a reason")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.cross.setFixedSize(26, self.height() - 6)
        self.cross.move(self.width() - 29, 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace take the answer back."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.taken_back.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Undo keys belong to the record."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.ignore()
            return False
        return super().event(event)


class WriteLine(QWidget):
    """One line being written (a reason, a note): Enter keeps it, Esc leaves things as they were."""

    written = Signal(str)
    left = Signal()

    def __init__(self, lead: str, text: str, keep: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(8)
        self.edit = EntryLine(self)
        self.edit.setText(text)
        self.edit.setPlaceholderText(lead)
        self.edit.setAccessibleName(lead)
        self.keep = small_button(keep, self)
        self.back = small_button(words(_("Leave it")), self)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.keep)
        layout.addWidget(self.back)
        self.keep.clicked.connect(self._keep)
        self.back.clicked.connect(self.left)

    def _keep(self) -> None:
        self.written.emit(self.edit.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps, Esc goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class KeptLine(QWidget):
    """A note or an accepted reason, with × to take it out; a click on the words edits them."""

    taken_out = Signal()

    def __init__(self, icon: str, role: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(6)
        self.said: QLabel = label("", "small", wrap=True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        cross = InsideButton("close", tip, self, 14)
        cross.clicked.connect(self.taken_out)
        layout.addWidget(IconLabel(icon, role, 16), 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.said, 1)
        layout.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)


class UnitBox(QLabel):
    """A fixed unit beside its number: flat, grey, not in the tab order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("unitbox", "true")
        self.setFixedHeight(32)
        self.setTextFormat(Qt.TextFormat.PlainText)
        repolish(self)
