"""A number on a scale: a slider and a field that say the same."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from sxsh_desktop.ui.fill.fields.field import EntryLine, Field, FieldSpec
from sxsh_desktop.ui.fill.fields.number_text import as_number, for_reading, read_typed, stored_number


class RangeField(Field):
    """From `start` to `end` in steps of `step` (1, 10 and 1 if the form does not say)."""

    span = 3

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._start = _number(spec, "start", "1")
        self._end = _number(spec, "end", "10")
        self._step = abs(_number(spec, "step", "1")) or Decimal(1)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.edit = EntryLine(self)
        self.edit.setFixedWidth(76)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, int(abs(self._end - self._start) / self._step))
        self.slider.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.slider.setInvertedAppearance("no-ticks" not in spec.appearances and self._end < self._start)
        line.addWidget(self.edit)
        line.addWidget(QLabel(for_reading(stored_number(min(self._start, self._end))), self))
        line.addWidget(self.slider, 1)
        line.addWidget(QLabel(for_reading(stored_number(max(self._start, self._end))), self))
        self.body.addLayout(line)
        self.edit.textEdited.connect(lambda _text: self.wrote.emit())
        self.edit.editingFinished.connect(self.commit)
        self.slider.actionTriggered.connect(lambda _action: self._slid(self.slider.sliderPosition()))
        self.slider.sliderReleased.connect(lambda: self._slid(self.slider.sliderPosition()))

    def _slid(self, place: int) -> None:
        if self.slider.isSliderDown():
            self.edit.setText(for_reading(stored_number(self._at(place))))
            return
        self.tell(stored_number(self._at(place)))
        self.show_value(self._shown)

    def _at(self, place: int) -> Decimal:
        return min(self._start, self._end) + self._step * place

    def show_value(self, text: str) -> None:
        super().show_value(text)
        self.edit.setText(for_reading(text))
        self.edit.setModified(False)
        number = as_number(text)
        place = 0 if number is None else int((number - min(self._start, self._end)) / self._step)
        self.slider.setValue(place)

    def set_readonly(self, on: bool) -> None:
        self.edit.setReadOnly(on)
        self.slider.setEnabled(not on)

    def focus_target(self) -> QWidget:
        return self.edit

    def is_edited(self) -> bool:
        return self.edit.isModified()

    def commit(self) -> None:
        if not self.edit.isModified():
            return
        reading = read_typed(self.edit.text())
        self.tell(reading.stored if reading.doubt is None else stored_number(reading.doubt))
        self.show_value(self._shown)


def _number(spec: FieldSpec, name: str, otherwise: str) -> Decimal:
    try:
        return Decimal(spec.parameters.get(name, otherwise))
    except InvalidOperation:
        return Decimal(otherwise)
