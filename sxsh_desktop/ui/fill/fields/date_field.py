"""Dates, times, both, months and years: typed, or a day picked from a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QCalendarWidget, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from sxsh_desktop.base.words import language, words
from sxsh_desktop.ui.fill.fields.dates import (
    kind_of_date,
    read_date,
    read_time,
    show_date,
    show_time,
    store_moment,
    store_time,
)
from sxsh_desktop.ui.fill.fields.field import VALUE, EntryLine, Field, FieldSpec
from sxsh_desktop.ui.fill.look import tool_button
from sxsh_desktop.ui.widgets.buttons import Button

Now = Callable[[], datetime]
_DAY_WIDTH = 140  # holds "ngày/tháng/năm"


def date_kind(spec: FieldSpec) -> str:
    """ "date", "month" or "year", by the appearance of the question."""
    return kind_of_date(spec.appearances)


class DateField(Field):
    """A day, month or year. What is no date is kept as typed, and the record marks it."""

    def __init__(self, spec: FieldSpec, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._now, self._kind = now, date_kind(spec)
        line = QHBoxLayout()
        line.setSpacing(4)
        self.edit = EntryLine(self)
        self.edit.setPlaceholderText(self._pattern())
        self.edit.setFixedWidth(_DAY_WIDTH)
        line.addWidget(self.edit)
        self.pick: Button | None = None
        if self._kind == "date":
            self.pick = tool_button("today", words("Pick a day from the calendar (Alt+Down)"), self)
            self.pick.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.pick.clicked.connect(self.open_calendar)
            line.addWidget(self.pick)
        line.addStretch(1)
        self.body.addLayout(line)
        self.edit.textEdited.connect(lambda _text: self.wrote.emit())
        self.edit.editingFinished.connect(self.commit)

    def _pattern(self) -> str:
        return {
            "date": words("dd/mm/yyyy"),
            "month": words("mm/yyyy"),
            "year": words("yyyy"),
        }[self._kind]

    def show_value(self, text: str) -> None:
        super().show_value(text)
        self.edit.setText(show_date(text, self._kind))
        self.edit.setModified(False)

    def set_readonly(self, on: bool) -> None:
        self.edit.setReadOnly(on)
        if self.pick is not None:
            self.pick.setEnabled(not on)

    def focus_target(self) -> QWidget:
        return self.edit

    def is_edited(self) -> bool:
        return self.edit.isModified()

    def commit(self) -> None:
        if not self.edit.isModified():
            return
        typed = self.edit.text().strip()
        day = read_date(typed, self._kind, self._now().date())
        self.tell(typed if day is None else day.isoformat())
        self.show_value(self._shown)

    def open_calendar(self) -> None:
        """Pick a day; Esc leaves the field as it was."""
        day = read_date(self.edit.text(), self._kind, self._now().date()) or self._now().date()
        picked = pick_day(self, day)
        if picked is not None:
            self.tell(picked.isoformat())
            self.show_value(self._shown)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)


def pick_day(near: QWidget, day: date) -> date | None:
    """A calendar under `near`; the day that was picked, or None."""
    dialog = QDialog(near, Qt.WindowType.Popup)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(4, 4, 4, 4)
    calendar = QCalendarWidget(dialog)
    calendar.setLocale(QLocale("vi_VN" if language() == "vi" else "en_GB"))
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setSelectedDate(QDate(day.year, day.month, day.day))
    calendar.clicked.connect(lambda _day: dialog.accept())
    calendar.activated.connect(lambda _day: dialog.accept())
    layout.addWidget(calendar)
    dialog.move(near.mapToGlobal(near.rect().bottomLeft()))
    chosen = dialog.exec() == QDialog.DialogCode.Accepted
    picked = calendar.selectedDate()
    dialog.deleteLater()
    return date(picked.year(), picked.month(), picked.day()) if chosen else None


class TimeField(Field):
    """A time of day."""

    span = VALUE

    def __init__(self, spec: FieldSpec, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._now = now
        self.edit = EntryLine(self)
        self.edit.setPlaceholderText(words("hh:mm"))
        self.body.addWidget(self.edit)
        self.edit.textEdited.connect(lambda _text: self.wrote.emit())
        self.edit.editingFinished.connect(self.commit)

    def show_value(self, text: str) -> None:
        super().show_value(text)
        self.edit.setText(show_time(text))
        self.edit.setModified(False)

    def set_readonly(self, on: bool) -> None:
        self.edit.setReadOnly(on)

    def focus_target(self) -> QWidget:
        return self.edit

    def is_edited(self) -> bool:
        return self.edit.isModified()

    def commit(self) -> None:
        if not self.edit.isModified():
            return
        typed = self.edit.text().strip()
        moment = read_time(typed)
        self.tell(typed if moment is None else store_time(moment, self._now()))
        self.show_value(self._shown)


class MomentField(Field):
    """A day and a time of day."""

    def __init__(self, spec: FieldSpec, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._now = now
        line = QHBoxLayout()
        line.setSpacing(8)
        self.day, self.clock = EntryLine(self), EntryLine(self)
        self.day.setPlaceholderText(words("dd/mm/yyyy"))
        self.clock.setPlaceholderText(words("hh:mm"))
        self.day.setFixedWidth(_DAY_WIDTH)
        self.clock.setFixedWidth(76)
        for edit in (self.day, self.clock):
            edit.textEdited.connect(lambda _text: self.wrote.emit())
            edit.editingFinished.connect(self.commit)
            line.addWidget(edit)
        line.addStretch(1)
        self.body.addLayout(line)

    def show_value(self, text: str) -> None:
        super().show_value(text)
        day, _, clock = text.partition("T") if "T" in text else text.partition(" ")
        self.day.setText(show_date(day, "date"))
        self.clock.setText(show_time(clock))
        self.day.setModified(False)
        self.clock.setModified(False)

    def set_readonly(self, on: bool) -> None:
        self.day.setReadOnly(on)
        self.clock.setReadOnly(on)

    def focus_target(self) -> QWidget:
        return self.day

    def is_edited(self) -> bool:
        return self.day.isModified() or self.clock.isModified()

    def commit(self) -> None:
        if not self.is_edited():
            return
        day = read_date(self.day.text(), "date", self._now().date())
        clock = read_time(self.clock.text())
        typed = f"{self.day.text().strip()} {self.clock.text().strip()}".strip()
        here = self.day.hasFocus() or self.clock.hasFocus()
        if here and day is not None and not self.clock.text().strip():
            return
        self.tell(store_moment(day, clock, self._now()) if day and clock else typed)
        self.show_value(self._shown)
