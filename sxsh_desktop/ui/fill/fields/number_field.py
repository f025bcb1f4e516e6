"""A number: read when the field is left, shown back in words when it could mean two things."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from sxsh_desktop.base.words import language, words
from sxsh_desktop.ui.fill.fields.field import VALUE, EntryLine, Field, FieldSpec
from sxsh_desktop.ui.fill.fields.number_text import (
    doubt_of,
    for_reading,
    for_typing,
    in_words,
    read_typed,
    stored_number,
)
from sxsh_desktop.ui.fill.look import small_button


class ReadBack(QWidget):
    """ "Một nghìn hai trăm ba mươi tư? [Đúng] [Sửa]" under the field."""

    confirmed = Signal()
    denied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.said = QLabel(self)
        self.yes = small_button(words("Right"), self)
        self.no = small_button(words("Change it"), self)
        layout.addWidget(self.said)
        layout.addWidget(self.yes)
        layout.addWidget(self.no)
        layout.addStretch(1)
        self.yes.clicked.connect(self.confirmed)
        self.no.clicked.connect(self.denied)

    def ask(self, number: Decimal) -> None:
        """Show what the text was taken for."""
        self.said.setText(f"{in_words(number, language())}?")


class NumberField(Field):
    """Whole and decimal numbers in vi-VN writing. A doubtful text is stored unconfirmed until somebody says so."""

    span = VALUE

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.edit = EntryLine(self)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.body.addWidget(self.edit)
        self.just_asked = False  # the question was put by the very key that is being handled
        self.edit.textEdited.connect(lambda _text: self.wrote.emit())
        self.edit.editingFinished.connect(self.commit)
        self.edit.installEventFilter(self)

    @cached_property
    def read_back(self) -> ReadBack:
        """The question that is put under the field; made when it is first needed."""
        made = ReadBack()
        made.hide()
        made.confirmed.connect(self.confirm)
        made.denied.connect(self.edit_again)
        self.under = made
        self.under_made.emit()
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the keyboard is here the groups are taken out: a group point typed upon would be ambiguous."""
        if watched is self.edit and isinstance(event, QFocusEvent) and not self.edit.isModified():
            if event.type() == QEvent.Type.FocusIn:
                self.just_asked = False
                self._put(for_typing(self._shown))
            elif event.type() == QEvent.Type.FocusOut:
                self._put(self._read(self._shown))
        return super().eventFilter(watched, event)

    def _read(self, stored: str) -> str:
        return for_reading(stored, grouped=self.spec.grouped)

    def _put(self, text: str) -> None:
        if self.edit.text() != text:
            selected = self.edit.hasSelectedText()
            self.edit.setText(text)
            if selected:
                self.edit.selectAll()
        self.edit.setModified(False)

    def show_value(self, text: str) -> None:
        super().show_value(text)
        self._put(for_typing(text) if self.edit.hasFocus() else self._read(text))
        self._show_doubt()

    def _show_doubt(self) -> None:
        doubt = doubt_of(self._shown)
        if doubt is not None:
            self.read_back.ask(doubt)
        if self.under is not None:
            self.under.setVisible(doubt is not None)

    @property
    def in_doubt(self) -> bool:
        """Whether the number waits to be confirmed."""
        return doubt_of(self._shown) is not None

    def set_readonly(self, on: bool) -> None:
        self.edit.setReadOnly(on)

    def focus_target(self) -> QWidget:
        return self.edit

    def is_edited(self) -> bool:
        return self.edit.isModified()

    def commit(self) -> None:
        if not self.edit.isModified():
            return
        reading = read_typed(self.edit.text())
        self.edit.setModified(False)
        self.just_asked = reading.doubt is not None
        self.tell(reading.stored)
        self._put(for_typing(self._shown) if self.edit.hasFocus() else self._read(self._shown))
        self._show_doubt()

    def confirm(self) -> None:
        """ "Đúng": the likelier reading is the number."""
        doubt = doubt_of(self._shown)
        if doubt is not None:
            self.tell(stored_number(doubt))
            self._put(self._read(self._shown))
            self.edit.setFocus(
                Qt.FocusReason.OtherFocusReason
            )  # before the buttons go: Enter goes on from here
            self._show_doubt()

    def edit_again(self) -> None:
        """ "Sửa": back into the field, everything selected."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()
