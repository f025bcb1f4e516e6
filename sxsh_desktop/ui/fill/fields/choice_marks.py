"""Few choices: radio buttons or check boxes, numbered, picked with the keys 1 to 9."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QHBoxLayout, QLabel, QRadioButton, QWidget

from sxsh_desktop.ui.fill.fields.field import VALUE_AND_UNIT, WHOLE_LINE, Choice, Field, FieldSpec
from sxsh_desktop.ui.fill.flow import FlowBox

_MOST_NUMBERED = 9
_MARK_WIDTH = 31
_NARROW = 278  # what value and unit take together in the narrowest window


class _Words(QLabel):
    """The words of a choice; a click on them is a click on the mark."""

    clicked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


class Mark(QWidget):
    """A radio button or check box whose words wrap."""

    def __init__(self, button: QAbstractButton, choice: Choice, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.button, self.value = button, choice.value
        self._wish: QSize | None = None
        label = f"{number} {choice.label}" if number <= _MOST_NUMBERED else choice.label
        self.words = _Words(label, self)
        self.words.setWordWrap(True)
        button.setAccessibleName(choice.label)
        button.setParent(self)
        button.setFixedWidth(_MARK_WIDTH)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.words, 1)
        self.words.clicked.connect(self._click)

    def sizeHint(self) -> QSize:
        """Wide enough for the words in one line; the line wraps only where there is no such room."""
        if self._wish is None:
            metrics = self.words.fontMetrics()
            wide = metrics.horizontalAdvance(self.words.text()) + _MARK_WIDTH + 6
            self._wish = QSize(wide, max(self.button.sizeHint().height(), metrics.height()))
        return self._wish

    def changeEvent(self, event: QEvent) -> None:
        """Another font: measure again."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._wish = None

    def _click(self) -> None:
        if self.button.isEnabled():
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.click()


class MarksField(Field):
    """Base of radio and check fields."""

    span = WHOLE_LINE

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.marks: list[Mark] = []
        self._readonly = False
        self._name = ""
        self._grade = ""
        self._given: tuple[tuple[str, str], ...] = ()
        self._flow = FlowBox(self)
        self.body.setContentsMargins(0, 4, 0, 2)
        self.body.addWidget(self._flow)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def columns(self) -> int:
        """Few short choices leave the last column to the earlier answer."""
        wide = sum(mark.sizeHint().width() + 16 for mark in self.marks)
        return VALUE_AND_UNIT if self.marks and wide <= _NARROW else WHOLE_LINE

    def _make(self) -> QAbstractButton:
        raise NotImplementedError

    def set_choices(self, choices: Sequence[Choice]) -> None:
        given = tuple((one.value, one.label) for one in choices)
        if given == self._given:
            return
        self._given = given
        had = any(mark.button.hasFocus() for mark in self.marks)
        for mark in self.marks:
            self._flow.take_out(mark)
        self.marks = [Mark(self._make(), one, number, self) for number, one in enumerate(choices, 1)]
        for mark in self.marks:
            self._flow.add(mark)
            mark.button.clicked.connect(self._clicked)
            mark.button.installEventFilter(self)
            mark.button.setEnabled(not self._readonly)
        self.show_value(self._shown)
        self.set_name(self._name)
        if had and self.marks:
            self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits pick a choice; arrows walk without choosing."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            number = event.key() - Qt.Key.Key_0
            if plain and 1 <= number <= _MOST_NUMBERED:
                return self.choose_number(number)
            if plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                self._walk(1 if event.key() == Qt.Key.Key_Right else -1)
                return True
            if plain and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._readonly:
                self.tell("")
                self.show_value(self._shown)
                return True
        return super().eventFilter(watched, event)

    def _walk(self, step: int) -> None:
        at = next((index for index, mark in enumerate(self.marks) if mark.button.hasFocus()), 0)
        if self.marks:
            place = min(max(at + step, 0), len(self.marks) - 1)
            self.marks[place].button.setFocus(Qt.FocusReason.TabFocusReason)

    def choose_number(self, number: int) -> bool:
        if self._readonly or not 1 <= number <= len(self.marks):
            return False
        self.marks[number - 1].button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.marks[number - 1].button.click()
        return True

    def _clicked(self) -> None:
        raise NotImplementedError

    def set_readonly(self, on: bool) -> None:
        self._readonly = on
        for mark in self.marks:
            mark.button.setEnabled(not on)

    def set_grade(self, grade: str) -> None:
        self._grade = grade

    def set_name(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        for mark in self.marks:
            mark.button.setAccessibleDescription(name)

    def focus_target(self) -> QWidget:
        chosen = next((mark.button for mark in self.marks if mark.button.isChecked()), None)
        if chosen is not None:
            return chosen
        return self.marks[0].button if self.marks else self


class RadioField(MarksField):
    """A select_one of at most five choices; Delete takes the choice back."""

    def _make(self) -> QAbstractButton:
        button = QRadioButton()
        button.setAutoExclusive(False)
        return button

    def show_value(self, text: str) -> None:
        super().show_value(text)
        for mark in self.marks:
            mark.button.setChecked(mark.value == text)
        self._set_tab_stop()

    def _set_tab_stop(self) -> None:
        """One stop for Tab: the chosen button, else the first."""
        target = self.focus_target()
        for mark in self.marks:
            stop = Qt.FocusPolicy.StrongFocus if mark.button is target else Qt.FocusPolicy.ClickFocus
            mark.button.setFocusPolicy(stop)

    def _clicked(self) -> None:
        pressed = next((mark for mark in self.marks if mark.button is self.sender()), None)
        if pressed is None:
            return
        self.tell(pressed.value)
        self.show_value(self._shown)


class CheckField(MarksField):
    """A select_multiple: check boxes."""

    def _make(self) -> QAbstractButton:
        return QCheckBox()

    def show_value(self, text: str) -> None:
        super().show_value(text)
        chosen = set(text.split())
        for mark in self.marks:
            mark.button.setChecked(mark.value in chosen)

    def _clicked(self) -> None:
        self.tell(" ".join(mark.value for mark in self.marks if mark.button.isChecked()))

    def focus_target(self) -> QWidget:
        return self.marks[0].button if self.marks else self


class LikertField(RadioField):
    """A scale: the choices side by side over the whole line."""

    @property
    def columns(self) -> int:
        return WHOLE_LINE
