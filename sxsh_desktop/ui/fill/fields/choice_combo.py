"""One choice out of many: a field that searches as one types, with a list below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QWidget

from sxsh_desktop.base.words import words
from sxsh_desktop.ui.fill.fields.choice_search import ChoiceIndex, ChoiceModel
from sxsh_desktop.ui.fill.fields.field import (
    LONGEST_BESIDE,
    VALUE_AND_UNIT,
    WHOLE_LINE,
    Choice,
    EntryLine,
    Field,
    FieldSpec,
)
from sxsh_desktop.ui.fill.look import InsideButton
from sxsh_desktop.ui.widgets.completion import dress, widen

_MOST_LINES, _ARROW = 10, 22


class SearchLine(EntryLine):
    """A line with a list below it; Alt+Down or the arrow opens the whole list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = ChoiceIndex(())
        self.listed = ChoiceModel()
        self.finder = QCompleter(self.listed, self)
        self.finder.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.finder.setMaxVisibleItems(_MOST_LINES)
        self.finder.setWidget(self)
        dress(self.finder)
        self.arrow = InsideButton("chevron-down", words("Open the list (Alt+Down)"), self)
        self.arrow.clicked.connect(self.open_all)
        self.setTextMargins(0, 0, 26, 0)
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(0)
        self._reading.timeout.connect(self._read_on)
        self.textEdited.connect(self._search)

    def put(self, choices: Sequence[Choice]) -> None:
        """The choices to search in."""
        if choices is not self.index.choices:
            self.index = ChoiceIndex(choices)

    def _search(self, text: str) -> None:
        if text.strip() and not self.index.is_ready:  # a list of fifty thousand is made ready in turns
            self._reading.start()
            return
        self.listed.put(self.index.search(text))
        self._open()

    def _read_on(self) -> None:
        """Make some more of a long list ready; then search for what was typed by now."""
        if not self.index.fold_some():
            self._reading.start()
        elif self.isModified():
            self._search(self.text())

    def open_all(self) -> None:
        """Show the whole list (its first rows, if it is long), the present choice marked."""
        if self.isReadOnly():
            return
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.listed.put(self.index.search(""))
        self._open()

    def _open(self) -> None:
        popup = self.finder.popup()
        if popup is None:
            return
        if not self.listed.shown:
            popup.hide()
            return
        widen(popup, self)
        self.finder.complete()
        labels = [choice.label for choice in self.listed.shown]
        row = labels.index(self.text()) if self.text() in labels else 0
        if self.text():
            popup.setCurrentIndex(self.listed.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Down and F4 open the list; Down opens it too when it is closed."""
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Down and (alt or plain):
            self.open_all()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Everything is marked, and a long choice is seen from its beginning."""
        super().focusInEvent(event)
        if self.hasSelectedText():
            self.setSelection(len(self.text()), -len(self.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrow.setFixedSize(26, self.height() - 6)
        self.arrow.move(self.width() - 29, 3)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click in an empty field opens the list, as a person expects of a combo."""
        super().mouseReleaseEvent(event)
        if not self.text():
            self.open_all()


class ComboField(Field):
    """A select_one of more than five choices. A text that is no choice is kept, and the record marks it."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.edit = SearchLine(self)
        self.body.addWidget(self.edit)
        self.edit.textEdited.connect(lambda _text: self.wrote.emit())
        self.edit.finder.activated[QModelIndex].connect(self._picked)  # type: ignore[index]
        self.edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving the field, not opening its list, stores what was typed."""
        if (
            watched is self.edit
            and isinstance(event, QFocusEvent)
            and event.type() == QEvent.Type.FocusOut
            and event.reason() != Qt.FocusReason.PopupFocusReason
        ):
            self.commit()
        return super().eventFilter(watched, event)

    @property
    def columns(self) -> int:
        """A long choice takes the whole line."""
        wide = self.edit.fontMetrics().horizontalAdvance(
            self.edit.index.label(self._shown) if self._shown else ""
        )
        return WHOLE_LINE if wide > LONGEST_BESIDE - _ARROW else VALUE_AND_UNIT

    def set_choices(self, choices: Sequence[Choice]) -> None:
        self.edit.put(choices)
        if not self.is_edited():
            self.show_value(self._shown)

    def show_value(self, text: str) -> None:
        super().show_value(text)
        self.edit.setText(self.edit.index.label(text) if text else "")
        self.edit.setCursorPosition(0)
        self.edit.setModified(False)
        self.edit.setToolTip(self.edit.text())

    def _picked(self, index: QModelIndex) -> None:
        choice = self.edit.listed.shown[index.row()]
        self.tell(choice.value)
        self.show_value(self._shown)

    def set_readonly(self, on: bool) -> None:
        self.edit.setReadOnly(on)
        self.edit.arrow.setVisible(not on)

    def focus_target(self) -> QWidget:
        return self.edit

    def is_edited(self) -> bool:
        return self.edit.isModified()

    def commit(self) -> None:
        if not self.edit.isModified():
            return
        typed = self.edit.text().strip()
        found = self.edit.index.only(typed)
        self.tell(typed if found is None else found.value)
        self.show_value(self._shown)
