"""Texts: one line (also numbers, addresses, phones, e-mail, typed barcodes) and several lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sxsh_desktop.base.words import words
from sxsh_desktop.ui.fill.fields.field import (
    LONGEST_BESIDE,
    VALUE_AND_UNIT,
    WHOLE_LINE,
    EntryLine,
    Field,
    FieldSpec,
)

_LINES, _LINE_HEIGHT, _PADDING = 3, 19, 14


class LineField(Field):
    """One line of text, kept as it was typed (blanks at the ends taken off)."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.edit = EntryLine(self)
        self.edit.setInputMethodHints(_hints(spec))
        self.body.addWidget(self.edit)
        self.edit.textEdited.connect(lambda _text: self.wrote.emit())
        self.edit.editingFinished.connect(self.commit)

    @property
    def columns(self) -> int:
        """A long text takes the whole line."""
        wide = self.edit.fontMetrics().horizontalAdvance(self._shown)
        return WHOLE_LINE if wide > LONGEST_BESIDE else VALUE_AND_UNIT

    def show_value(self, text: str) -> None:
        super().show_value(text)
        if self.edit.text() != text:
            self.edit.setText(text)
            self.edit.setCursorPosition(0)
        self.edit.setModified(False)
        self.edit.setToolTip(text if self.columns == WHOLE_LINE else "")

    def set_readonly(self, on: bool) -> None:
        self.edit.setReadOnly(on)

    def focus_target(self) -> QWidget:
        return self.edit

    def is_edited(self) -> bool:
        return self.edit.text().strip() != self._shown

    def commit(self) -> None:
        self.edit.setModified(False)
        self.tell(self.edit.text().strip())


def _hints(spec: FieldSpec) -> Qt.InputMethodHint:
    looks = spec.appearances
    if "numbers" in looks:
        return Qt.InputMethodHint.ImhPreferNumbers
    if "tel" in looks or spec.personal == "contact":
        return Qt.InputMethodHint.ImhDialableCharactersOnly if "tel" in looks else Qt.InputMethodHint.ImhNone
    if "email" in looks:
        return Qt.InputMethodHint.ImhEmailCharactersOnly
    if "url" in looks:
        return Qt.InputMethodHint.ImhUrlCharactersOnly
    return Qt.InputMethodHint.ImhNone


class LongText(QPlainTextEdit):
    """Several lines: Tab and Enter leave the field, Alt+Enter makes a new line (as in a spreadsheet cell)."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(_LINES * _LINE_HEIGHT + _PADDING)

    def event(self, event: QEvent) -> bool:
        """Undo keys belong to the record's answers while nothing was typed."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) or event.matches(
                QKeySequence.StandardKey.Redo
            )
            if undo and not self.document().isModified():
                event.ignore()
                return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field was left."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the window, which moves on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.insertPlainText("\n")
            else:
                event.ignore()
            return
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)


class LongField(Field):
    """Text of several lines."""

    span = 3

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.edit = LongText(self)
        self.edit.setPlaceholderText(words("Alt+Enter starts a new line"))
        self.body.addWidget(self.edit)
        self.edit.textChanged.connect(self._typed)
        self.edit.left.connect(self.commit)

    def _typed(self) -> None:
        if self.edit.document().isModified():
            self.wrote.emit()

    def show_value(self, text: str) -> None:
        super().show_value(text)
        if self.edit.toPlainText() != text:
            self.edit.setPlainText(text)
        self.edit.document().setModified(False)

    def set_readonly(self, on: bool) -> None:
        self.edit.setReadOnly(on)

    def focus_target(self) -> QWidget:
        return self.edit

    def is_edited(self) -> bool:
        return self.edit.toPlainText().strip() != self._shown

    def commit(self) -> None:
        self.edit.document().setModified(False)
        self.tell(self.edit.toPlainText().strip())
