"""Few choices: radio buttons or check boxes, numbered, picked with the keys 1 to 9; one painted widget a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.fill.fields.field import VALUE_AND_UNIT, WHOLE_LINE, Choice, Field, FieldSpec
from sxsh_desktop.ui.fill.painted import Run, TextBlock
from sxsh_desktop.ui.theme import current

_MOST_NUMBERED = 9
_APART = "\u00a0\u00a0"  # between the key and the words
_MARK, _BEFORE, _PAD = 18, 30, 5  # the mark, where the words begin, clear pixels above and below the words
_ACROSS, _DOWN = 12, 0
_IN_COLUMNS, _ROOM_FOR_TWO = 6, 400
_NARROW = 278  # what value and unit take together in the narrowest window
_ALONG: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_TAKE_BACK = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


@dataclass(slots=True)
class Mark:
    """One choice: its code, its words as shown, and where it stands."""

    value: str
    label: str
    words: TextBlock
    wide: int
    room: QRect


class MarksField(Field):
    """Base of radio and check fields: one stop of the Tab key, arrows walk, Space or a digit picks."""

    span = WHOLE_LINE
    round = True

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.marks: list[Mark] = []
        self._at, self._pressed = 0, -1
        self._readonly = False
        self._name, self._grade = "", ""
        self._given: tuple[tuple[str, str], ...] = ()
        self._heights: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # -- what there is to pick ----------------------------------------------------------------------------

    @property
    def columns(self) -> int:
        """Few short choices leave the last column to the earlier answer."""
        wide = sum(mark.wide + _ACROSS for mark in self.marks)
        return VALUE_AND_UNIT if self.marks and wide <= _NARROW else WHOLE_LINE

    def set_choices(self, choices: Sequence[Choice]) -> None:
        given = tuple((one.value, one.label) for one in choices)
        if given == self._given:
            return
        self._given = given
        self.marks = [self._mark(one, number) for number, one in enumerate(choices, 1)]
        self._at = min(self._at, max(len(self.marks) - 1, 0))
        self._heights.clear()
        self.updateGeometry()
        self._place(self.width())
        self.show_value(self._shown)

    def _mark(self, choice: Choice, number: int) -> Mark:
        block = TextBlock(top=_PAD)
        block.say(*self._runs(choice.label, number))
        return Mark(choice.value, choice.label, block, block.wide() + _BEFORE + 6, QRect())

    def _runs(self, label: str, number: int) -> tuple[Run, ...]:
        """The key, dim and apart ("2  6 tháng đầu năm" is not "26 tháng"), and the words."""
        key = Run(f"{number}{_APART}", "disabled" if self._readonly else "dim")
        said = Run(label, "disabled" if self._readonly else "text")
        return (key, said) if number <= _MOST_NUMBERED else (said,)

    def values(self) -> set[str]:
        """The codes that are chosen."""
        return set(self._shown.split())

    def show_value(self, text: str) -> None:
        super().show_value(text)
        self._stand()
        self._describe()
        self.update()

    def _stand(self) -> None:
        """Where the keyboard is when it comes: at the chosen one."""

    def _pick(self, mark: Mark) -> None:
        raise NotImplementedError

    def choose_number(self, number: int) -> bool:
        if self._readonly or not 1 <= number <= len(self.marks):
            return False
        self._at = number - 1
        self._pick(self.marks[self._at])
        self.show_value(self._shown)
        return True

    def set_readonly(self, on: bool) -> None:
        if on == self._readonly:
            return
        self._readonly = on
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if on else Qt.FocusPolicy.StrongFocus)
        for number, mark in enumerate(self.marks, 1):
            mark.words.say(*self._runs(mark.label, number))
        self.update()

    def set_grade(self, grade: str) -> None:
        if grade != self._grade:
            self._grade = grade
            self.update()

    def set_name(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        self._describe()

    def _describe(self) -> None:
        """For a screen reader: what is chosen, and what there is to choose."""
        chosen = self.values()
        said = ", ".join(one.label for one in self.marks if one.value in chosen)
        every = ", ".join(one.words.text() for one in self.marks)
        text = words(_("Chosen: {chosen}. Choices: {choices}"), chosen=said or "–", choices=every)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    # -- the keyboard and the pointer ---------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits pick, arrows walk without choosing, Space picks, Delete takes back."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not plain or not self._take(event.key(), event.key() - Qt.Key.Key_0):
            super().keyPressEvent(event)

    def _take(self, key: int, number: int) -> bool:
        if 1 <= number <= _MOST_NUMBERED:
            return self.choose_number(number)
        if key == Qt.Key.Key_Space:
            return self.choose_number(self._at + 1)
        if key in _ALONG and self.marks:
            self._at = min(max(self._at + _ALONG[key], 0), len(self.marks) - 1)
            self.update()
            return True
        if key in _TAKE_BACK and not self._readonly:
            self.tell("")
            self.show_value("")
            return True
        return False

    def _mark_at(self, point: QPoint) -> int:
        return next((at for at, mark in enumerate(self.marks) if mark.room.contains(point)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole of a choice, mark and words, can be clicked."""
        self._pressed = self._mark_at(event.position().toPoint())
        if self._pressed >= 0:
            self._at = self._pressed
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick what was pressed, if the pointer is still on it."""
        at, self._pressed = self._pressed, -1
        left = event.button() == Qt.MouseButton.LeftButton
        if left and at >= 0 and at == self._mark_at(event.position().toPoint()):
            self.choose_number(at + 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring; by Tab it stands at the chosen one."""
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self._stand()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002 - Qt's signature
        """The ring goes."""
        self.update()

    # -- places -------------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(width, really=False)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        wide = sum(mark.wide + _ACROSS for mark in self.marks)
        return QSize(max(wide, 60), self.heightForWidth(max(wide, 60)))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width())

    def _place(self, room: int, *, really: bool = True) -> int:
        x, y, tallest = 0, 2, 0
        cell = self._cell(room)
        for mark in self.marks:
            width = cell or min(mark.wide, room)
            height = mark.words.height(max(width - _BEFORE - 2, 20)) + _PAD
            if x > 0 and x + width > room:
                x, y, tallest = 0, y + tallest + _DOWN, 0
            if really:
                mark.room = QRect(x, y, width, height)
                words_room = QRect(x + _BEFORE, y, max(width - _BEFORE - 2, 20), height)
                mark.words.place(words_room)
            x, tallest = x + width + _ACROSS, max(tallest, height)
        return y + tallest

    def _cell(self, room: int) -> int:
        """The width of the columns that many choices, or those of several lines, stand in, so that they are
        found with one look down; 0 for few in one line.
        """
        in_line = sum(mark.wide + _ACROSS for mark in self.marks) - _ACROSS
        if len(self.marks) < _IN_COLUMNS and in_line <= room:
            return 0
        widest = max(mark.wide for mark in self.marks)
        count = max(1, (room + _ACROSS) // (widest + _ACROSS))
        if count == 1 and room >= _ROOM_FOR_TWO:
            count = 2  # the few long ones wrap
        lines = -(-len(self.marks) // count)
        count = -(-len(self.marks) // lines)  # as many lines, evenly filled
        return (room + _ACROSS) // count - _ACROSS

    # -- painting -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Marks, words, and the ring round the choice that the keyboard is at."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.values()
        for at, mark in enumerate(self.marks):
            if not mark.room.intersects(event.rect()):
                continue
            self._paint_mark(painter, mark.room, mark.value in chosen)
            mark.words.paint(painter)
            if at == self._at and self.hasFocus():
                painter.setPen(QPen(current.colour("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(mark.room).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_mark(self, painter: QPainter, room: QRect, on: bool) -> None:
        box = QRectF(room.x() + 6, room.y() + 6, _MARK, _MARK)
        edge = {"hard": "bad", "soft": "warn"}.get(self._grade, "ctl")
        full = current.colour("disabled" if self._readonly else "accent")
        painter.setPen(QPen(full if on else current.colour(edge), 1.5 if on or self._grade else 1))
        painter.setBrush(current.colour("base"))
        if self.round:
            painter.drawEllipse(box.adjusted(1.5, 1.5, -1.5, -1.5))
            if on:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(full)
                painter.drawEllipse(box.center(), 4, 4)
            return
        if on:
            painter.setBrush(full)
        painter.drawRoundedRect(box.adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)
        if on:
            pen = QPen(current.colour("on_accent"), 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            tick = [QPointF(5, 9.3), QPointF(7.8, 12.1), QPointF(13, 6.6)]
            painter.drawPolyline(QPolygonF([box.topLeft() + point for point in tick]))


class RadioField(MarksField):
    """A select_one of at most five choices; Delete takes the choice back."""

    def _stand(self) -> None:
        chosen = [at for at, mark in enumerate(self.marks) if mark.value == self._shown]
        self._at = chosen[0] if chosen else self._at

    def _pick(self, mark: Mark) -> None:
        self.tell(mark.value)


class CheckField(MarksField):
    """A select_multiple: check boxes."""

    round = False

    def _pick(self, mark: Mark) -> None:
        chosen = self.values() ^ {mark.value}
        self.tell(" ".join(one.value for one in self.marks if one.value in chosen))


class LikertField(RadioField):
    """A scale: the choices side by side over the whole line."""

    @property
    def columns(self) -> int:
        return WHOLE_LINE
