"""Several choices out of many: a search field that adds, and what was chosen as a list to take from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from sxsh_desktop.base.words import words
from sxsh_desktop.ui.fill.fields.choice_combo import SearchLine
from sxsh_desktop.ui.fill.fields.field import Choice, Field, FieldSpec
from sxsh_desktop.ui.fill.flow import FlowBox
from sxsh_desktop.ui.fill.look import chip


class ManyField(Field):
    """A select_multiple of many choices. Backspace in the empty field takes the last one back."""

    span = 3

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.edit = SearchLine(self)
        self.edit.setPlaceholderText(words("Type to search, Enter adds"))
        self.body.addWidget(self.edit)
        self.chips = FlowBox(self, across=6, down=6)
        self.body.addWidget(self.chips)
        self.edit.finder.activated[QModelIndex].connect(self._picked)  # type: ignore[index]
        self.edit.returnPressed.connect(self._take_typed)
        self.edit.textEdited.connect(lambda _text: self.wrote.emit())
        self._buttons: list[QPushButton] = []
        self._readonly = False

    def set_choices(self, choices: Sequence[Choice]) -> None:
        self.edit.put(choices)
        self.show_value(self._shown)

    def show_value(self, text: str) -> None:
        super().show_value(text)
        for button in self._buttons:
            self.chips.take_out(button)
        self._buttons = []
        for value in text.split():
            button = chip(self.edit.index.label(value), words("Take this one out"), self.chips)
            button.setEnabled(not self._readonly)
            button.clicked.connect(lambda _on=False, one=value: self._take_out(one))
            self.chips.add(button)
            self._buttons.append(button)
        self.chips.setVisible(bool(self._buttons))

    def _picked(self, index: QModelIndex) -> None:
        self._add(self.edit.listed.shown[index.row()])

    def _take_typed(self) -> None:
        found = self.edit.index.only(self.edit.text())
        if found is not None and self.edit.isModified():
            self._add(found)

    def _add(self, choice: Choice) -> None:
        chosen = self._shown.split()
        self.edit.clear()
        if choice.value not in chosen:
            self.tell(" ".join([*chosen, choice.value]))
            self.show_value(self._shown)

    def _take_out(self, value: str) -> None:
        self.tell(" ".join(one for one in self._shown.split() if one != value))
        self.show_value(self._shown)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_readonly(self, on: bool) -> None:
        self._readonly = on
        self.edit.setVisible(not on)
        for button in self._buttons:
            button.setEnabled(not on)

    def focus_target(self) -> QWidget:
        return self.edit

    def is_edited(self) -> bool:
        return bool(self.edit.text().strip())

    def commit(self) -> None:
        self._take_typed()
