"""What is only shown, and what is only acknowledged."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from sxsh_desktop.base.words import words
from sxsh_desktop.ui.fill.fields.field import Field, FieldSpec
from sxsh_desktop.ui.fill.fields.number_text import for_reading
from sxsh_desktop.ui.widgets.text import label

_ACKNOWLEDGED = "OK"


class NoteField(Field):
    """A note: the words stand in the label of the row."""

    span = 3

    def set_readonly(self, on: bool) -> None:
        """Always."""


class ShownField(Field):
    """A computed or read-only value."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.said: QLabel = label("", select=True, wrap=True)
        self.body.addWidget(self.said)

    def show_value(self, text: str) -> None:
        self.show_words(text, text)

    def show_words(self, text: str, said: str) -> None:
        """A value, and how people read it: the words of a choice, a date as it is written here."""
        super().show_value(text)
        number = self.spec.datatype in ("int", "decimal")
        shown = for_reading(text, grouped=self.spec.grouped) if number and text else said
        self.said.setText(shown or words("not known yet"))

    def set_readonly(self, on: bool) -> None:
        """Always."""


class AcknowledgeField(Field):
    """One box to tick."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.box = QCheckBox(words("Read and agreed"), self)
        self.body.addWidget(self.box)
        self.box.clicked.connect(lambda on: self.tell(_ACKNOWLEDGED if on else ""))

    def show_value(self, text: str) -> None:
        super().show_value(text)
        self.box.setChecked(bool(text))

    def set_readonly(self, on: bool) -> None:
        self.box.setEnabled(not on)

    def focus_target(self) -> QWidget:
        return self.box

    def choose_number(self, number: int) -> bool:
        if number != 1 or not self.box.isEnabled():
            return False
        self.box.click()
        return True
