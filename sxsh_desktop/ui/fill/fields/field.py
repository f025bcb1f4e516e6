"""What every field is: it shows a stored text, and says when it was left with another one.

Texts are as ODK stores them (numbers with a point, ISO dates, codes parted by blanks). A field never validates
while a person types (input methods compose); it reads what was typed when it is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sxsh_desktop.ui.widgets.text import repolish

VALUE, VALUE_AND_UNIT, WHOLE_LINE = 1, 2, 3
LONGEST_BESIDE = 248  # px of words that stand uncut beside an earlier answer in the narrowest window


class Choice(Protocol):
    """One entry of a list, as the form gives it."""

    @property
    def value(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def absent(self) -> str: ...

    @property
    def image(self) -> str: ...


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What a field must know of its question; never changes while the record is open.

    `grouped`: whether a number is shown in groups of three (a year is not).
    """

    ref: str
    name: str
    control: str
    datatype: str = "string"
    appearances: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = field(default_factory=dict)
    mediatype: str = ""
    personal: str = ""
    label: str = ""
    grouped: bool = True


class Field(QWidget):
    """Base of all fields.

    Attributes: span (how many of the columns value, unit, last period it takes), under (a widget for the lines
    below the row, or None). Signals: answered (the text to store, when the field was left and it changed),
    wrote (typing has begun), under_made (`under` is there from now on).
    """

    answered = Signal(str)
    wrote = Signal()
    under_made = Signal()
    span: ClassVar[int] = VALUE_AND_UNIT

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.under: QWidget | None = None
        self._shown = ""

    @cached_property
    def body(self) -> QVBoxLayout:
        """The layout of a field that is made of widgets; a painted one never asks for it."""
        made = QVBoxLayout(self)
        made.setContentsMargins(0, 0, 0, 0)
        made.setSpacing(4)
        return made

    @property
    def columns(self) -> int:
        """How many columns of the row this field takes."""
        return self.span

    def show_value(self, text: str) -> None:
        """Show a stored text; forgets what was typed since."""
        self._shown = text

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """The choices that may be picked now (selects only)."""

    def set_readonly(self, on: bool) -> None:
        """Show only."""
        self.setEnabled(not on)

    def set_grade(self, grade: str) -> None:
        """Mark a problem: "", "soft" or "hard"."""
        target = self.focus_target()
        if (target.property("problem") or "") != grade:
            target.setProperty("problem", grade)
            repolish(target)

    def focus_target(self) -> QWidget:
        """The widget that takes the keyboard."""
        return self

    def is_edited(self) -> bool:
        """Whether something was typed that `answered` has not told yet."""
        return False

    def commit(self) -> None:
        """Tell what was typed, as if the field were left."""

    def revert(self) -> None:
        """Show again what is stored."""
        self.show_value(self._shown)

    def choose_number(self, number: int) -> bool:  # noqa: ARG002 - for those that have choices
        """Pick the choice with this number, counted from 1; False when the field has none such."""
        return False

    def set_name(self, name: str) -> None:
        """The accessible name: the question's number and words."""
        self.setAccessibleName(name)
        self.focus_target().setAccessibleName(name)

    def tell(self, text: str) -> None:
        """Emit `answered` if this is not what is stored."""
        if text != self._shown:
            self._shown = text
            self.answered.emit(text)


class EntryLine(QLineEdit):
    """A line whose undo keys belong to the answers of the record, except while typing is under way."""

    def event(self, event: QEvent) -> bool:
        """Let Ctrl+Z and Ctrl+Y pass to the window when there is no typing to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            redo = event.matches(QKeySequence.StandardKey.Redo) or (
                event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            )
            if redo or (undo and not self.isModified()):
                event.ignore()
                return False
        return super().event(event)
