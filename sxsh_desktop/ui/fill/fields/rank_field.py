"""Putting choices in order: a list whose lines move up and down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sxsh_desktop.base.words import words
from sxsh_desktop.ui.fill.fields.choice_search import ChoiceIndex
from sxsh_desktop.ui.fill.fields.field import Choice, Field, FieldSpec
from sxsh_desktop.ui.fill.look import hint_label, tool_button

_LINE, _MOST_LINES = 30, 8


class RankField(Field):
    """All choices, the most important first. Until a line is moved or confirmed with the key 1, nothing is stored."""

    span = 3

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._index = ChoiceIndex(())
        line = QHBoxLayout()
        line.setSpacing(6)
        self.list = QListWidget(self)
        self.list.setProperty("kind", "rank")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.model().rowsMoved.connect(self._moved)
        self.list.installEventFilter(self)
        line.addWidget(self.list, 1)
        tools = QVBoxLayout()
        self.up = tool_button("chevron-up", words("Move up (Alt+Up)"), self)
        self.down = tool_button("chevron-down", words("Move down (Alt+Down)"), self)
        self.keep = tool_button("check", words("This order is right (Space)"), self)
        self.up.clicked.connect(lambda: self.move_by(-1))
        self.down.clicked.connect(lambda: self.move_by(1))
        self.keep.clicked.connect(self._moved)
        for button in (self.up, self.down, self.keep):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            tools.addWidget(button)
        tools.addStretch(1)
        line.addLayout(tools)
        self.body.addLayout(line)
        self.said = hint_label("", self)
        self.body.addWidget(self.said)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        self._index = ChoiceIndex(choices)
        self.show_value(self._shown)

    def show_value(self, text: str) -> None:
        super().show_value(text)
        ranked = [value for value in text.split() if self._index.find(value) is not None]
        order = ranked + [one.value for one in self._index.choices if one.value not in ranked]
        at = self.list.currentRow()
        self.list.clear()
        for place, value in enumerate(order, 1):
            item = QListWidgetItem(f"{place}. {self._index.label(value)}")
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setSizeHint(QSize(120, _LINE))
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(at, 0), len(order) - 1))
        self.list.setFixedHeight(min(max(len(order), 1), _MOST_LINES) * _LINE + 4)
        self.said.setText(
            "" if text else words("Not put in order yet: Alt+Up and Alt+Down move a line, Space keeps")
        )
        self.said.setVisible(not text and bool(order))

    def move_by(self, step: int) -> None:
        """Move the current line."""
        row = self.list.currentRow()
        place = row + step
        if row < 0 or not 0 <= place < self.list.count() or not self.isEnabled():
            return
        item = self.list.takeItem(row)
        self.list.insertItem(place, item)
        self.list.setCurrentRow(place)
        self._moved()

    def _moved(self) -> None:
        values = [str(self.list.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(self.list.count())]
        row = self.list.currentRow()
        self.tell(" ".join(values))
        self.show_value(self._shown)
        self.list.setCurrentRow(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt with an arrow moves a line, Space keeps the order as it stands."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.move_by(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() == Qt.Key.Key_Space:
                self._moved()
                return True
        return super().eventFilter(watched, event)

    def focus_target(self) -> QWidget:
        return self.list
