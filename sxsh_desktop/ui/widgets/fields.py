"""Fields: a line, a search line with its icon, a date, a combo with search, numbered choices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QSortFilterProxyModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from sxsh_desktop.base.text import fold, nfc
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import Button
from sxsh_desktop.ui.widgets.completion import dress, widen
from sxsh_desktop.ui.widgets.text import IconLabel, clear, repolish, row

_DATE = re.compile(r"\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})\s*")
_DIGITS = re.compile(r"\s*(\d{2})(\d{2})(\d{4}|\d{2})\s*")
_ISO_DATE = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*")
# Keys of the window that Qt's own line would take on Linux, for the end of the line and for deleting up to it.
_WINDOW_KEYS = (Qt.Key.Key_E, Qt.Key.Key_K)
FOLDED = Qt.ItemDataRole.UserRole + 1


class Field(QLineEdit):
    """A line to type in. Nothing is checked per key stroke: listen to `left`, sent when it was changed and left.

    The text sent is in composed form (NFC), whatever the input method made.
    """

    left = Signal(str)

    def __init__(self, text: str = "", placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setPlaceholderText(placeholder)
        self._sent = text
        self.setFixedHeight(MEASURES.field)
        self.editingFinished.connect(self._leave)

    def value(self) -> str:
        """The text in composed form, without blanks around it."""
        return nfc(self.text()).strip()

    def put(self, text: str) -> None:
        """Show a value as the one that is kept."""
        self._sent = text
        if self.text() != text:
            self.setText(text)

    def set_problem(self, severity: str) -> None:
        """Mark the border: "soft", "hard", or "" for none."""
        if self.property("problem") != severity:
            self.setProperty("problem", severity)
            repolish(self)

    def event(self, event: QEvent) -> bool:
        """Leave to the window what is the window's: Ctrl+E exports, Ctrl+K finds a facility."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() in _WINDOW_KEYS:
                event.ignore()
                return True
        return super().event(event)

    def _leave(self) -> None:
        text = nfc(self.text())
        if text != self._sent:
            self._sent = text
            self.left.emit(text)


class NoteField(QPlainTextEdit):
    """Several lines to type in; `left` as with Field."""

    left = Signal(str)

    def __init__(self, text: str = "", placeholder: str = "", lines: int = 3) -> None:
        super().__init__()
        self.setPlainText(text)
        self.setPlaceholderText(placeholder)
        self._sent = text
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 14)

    def value(self) -> str:
        """The text in composed form, without blanks around it."""
        return nfc(self.toPlainText()).strip()

    def event(self, event: QEvent) -> bool:
        """Send what was typed when the field is left."""
        if event.type() == QEvent.Type.FocusOut and nfc(self.toPlainText()) != self._sent:
            self._sent = nfc(self.toPlainText())
            self.left.emit(self._sent)
        return super().event(event)


class SearchField(Field):
    """Search as one types: `searched` comes 120 ms after the last key, with accents as typed.

    `stepped`: arrow down (1) or up (-1), for the list that shows what was found. On Enter (`returnPressed`) what
    was typed has been searched for already.
    """

    searched = Signal(str)
    stepped = Signal(int)

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__("", placeholder, parent)
        self.setProperty("icon", "left")
        self._glass = IconLabel("search", "dim", 18, self)
        self._clear = Button("", "close", "flat", small=True, tip=words(_("Clear the search")), parent=self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(120)
        self._wait.timeout.connect(lambda: self.searched.emit(self.value()))
        self.textChanged.connect(self._changed)
        self.returnPressed.connect(self._now)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the glass and the clearing mark in the middle of the height."""
        super().resizeEvent(event)
        self._glass.move(10, (self.height() - 18) // 2)
        self._clear.move(self.width() - self._clear.sizeHint().width() - 4, (self.height() - 26) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk through what was found, without leaving the search."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._wait.start()

    def _now(self) -> None:
        if self._wait.isActive():
            self._wait.stop()
            self.searched.emit(self.value())


def read_date(text: str) -> date | None:
    """A date as written here (14/03/2016, 14-3-16, 14032016) or as 2016-03-14; None when it is none."""
    if found := _ISO_DATE.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DATE.fullmatch(text) or _DIGITS.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DateField(Field):
    """A date, dd/mm/yyyy. `chosen` carries a date, or None when the field was emptied.

    What is no date stays in the field, marked; it is never cleared or rewritten.
    """

    chosen = Signal(object)

    def __init__(self, value: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", words(_("dd/mm/yyyy")), parent)
        self.set_day(value)
        self.left.connect(self._read)

    def day(self) -> date | None:
        """The date now in the field, None when empty or not a date."""
        return read_date(self.value())

    def set_day(self, value: date | None) -> None:
        """Show a date."""
        self.put(value.strftime("%d/%m/%Y") if value else "")
        self.set_problem("")

    def _read(self, text: str) -> None:
        found = read_date(text)
        if found is None and text.strip():
            self.set_problem("hard")
            return
        self.set_day(found)
        self.chosen.emit(found)


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a combo or one choice: its value, and the words for it."""

    value: str
    text: str


class _FoldedFilter(QSortFilterProxyModel):
    """Keeps the lines that hold every typed word, without accents."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._wanted: tuple[str, ...] = ()

    def look_for(self, text: str) -> None:
        self.beginFilterChange()
        self._wanted = tuple(fold(text).split())
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: object) -> bool:  # noqa: ARG002 - Qt's signature
        source = self.sourceModel()
        held = str(source.index(row, 0).data(FOLDED) or "")
        return all(word in held for word in self._wanted)


class Combo(QComboBox):
    """A combo over options; with `search` one types into it, without accents. `picked` sends the value."""

    picked = Signal(str)

    def __init__(
        self, options: Iterable[Option] = (), value: str = "", *, search: bool = False, width: int = 0
    ) -> None:
        super().__init__()
        self.setFixedHeight(MEASURES.field)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(14)
        if width:
            self.setFixedWidth(width)
        self._search = search
        self._filter: _FoldedFilter | None = None
        self.set_options(options, value)
        if search:
            self._make_searchable()
        self.activated.connect(lambda _index: self.picked.emit(self.value()))

    def set_options(self, options: Iterable[Option], value: str = "") -> None:
        """Show other options, keeping quiet; `value` is the one shown (none when it is not among them)."""
        model = QStandardItemModel(self)
        for option in options:
            item = QStandardItem(option.text)
            item.setData(option.value, Qt.ItemDataRole.UserRole)
            if self._search:
                item.setData(fold(option.text), FOLDED)
            item.setToolTip(option.text)
            model.appendRow(item)
        blocked = self.blockSignals(True)
        self.setModel(model)
        self.set_value(value)
        self.blockSignals(blocked)
        completer = self.completer()
        if self._filter is not None and completer is not None:
            self._filter.setSourceModel(model)
            completer.setModel(self._filter)  # the combo has just given it the unfiltered lines

    def value(self) -> str:
        """The value of the line shown, "" when there is none."""
        return str(self.currentData(Qt.ItemDataRole.UserRole) or "")

    def set_value(self, value: str) -> None:
        """Show the line with this value, keeping quiet."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self.findData(value, Qt.ItemDataRole.UserRole))
        self.blockSignals(blocked)

    def set_problem(self, severity: str) -> None:
        """Mark the border: "soft", "hard", or "" for none."""
        if self.property("problem") != severity:
            self.setProperty("problem", severity)
            repolish(self)

    def showPopup(self) -> None:
        """The list is as wide as its longest line, where the window has the room."""
        widen(self.view(), self)
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A click into a field that holds a line chooses it whole: what is typed then takes its place."""
        super().focusInEvent(event)
        line = self.lineEdit()
        if line is not None and event.reason() == Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, line, line.selectAll)  # after the click has put its cursor

    def _make_searchable(self) -> None:
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        proxy = _FoldedFilter(self)
        proxy.setSourceModel(self.model())
        self._filter = proxy
        completer = QCompleter(proxy, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        self.setCompleter(completer)
        dress(completer)
        line = self.lineEdit()
        if line is None:
            return

        line.setPlaceholderText(words(_("Type a few letters to search")))

        def narrow(text: str) -> None:
            proxy.look_for(text)
            widen(completer.popup(), self)
            completer.complete()

        line.textEdited.connect(narrow)
        completer.activated.connect(self._complete)
        line.editingFinished.connect(self._settle)

    def _complete(self, text: str) -> None:
        index = self.findText(text)
        if index >= 0:
            self.setCurrentIndex(index)
            self.picked.emit(self.value())

    def _settle(self) -> None:
        """On leaving: a typed text that means one of the lines is taken, another is put back."""
        wanted = fold(self.currentText())
        if wanted == fold(self.itemText(self.currentIndex())):
            return
        lines = [fold(self.itemText(index)) for index in range(self.count())] if wanted else []
        meant = [index for index, line in enumerate(lines) if line == wanted][:1]
        if not meant:
            meant = [index for index, line in enumerate(lines) if all(one in line for one in wanted.split())]
        if len(meant) == 1:
            self.setCurrentIndex(meant[0])
            self.picked.emit(self.value())
            return
        self.setEditText(self.itemText(self.currentIndex()) if self.currentIndex() >= 0 else "")


class Choices(QWidget):
    """Up to a handful of radio buttons; with `numbered` the keys 1–9 choose. `picked` sends the value."""

    picked = Signal(str)

    def __init__(self, options: Sequence[Option] = (), value: str = "", *, numbered: bool = False) -> None:
        super().__init__()
        self._numbered = numbered
        self._group = QButtonGroup(self)
        self._line = row(spacing=12)
        self.setLayout(self._line)
        self._options: tuple[Option, ...] = ()
        self.set_options(options, value)

    def set_options(self, options: Sequence[Option], value: str = "") -> None:
        """Show other choices."""
        clear(self._line)
        self._options = tuple(options)
        for index, option in enumerate(self._options):
            button = QRadioButton(f"{index + 1} {option.text}" if self._numbered else option.text)
            button.setChecked(option.value == value)
            button.clicked.connect(lambda _checked=False, chosen=option.value: self.picked.emit(chosen))
            self._group.addButton(button, index)
            self._line.addWidget(button)
        self._line.addStretch(1)

    def value(self) -> str:
        """The value chosen, "" when none is."""
        index = self._group.checkedId()
        return self._options[index].value if 0 <= index < len(self._options) else ""

    def set_value(self, value: str) -> None:
        """Choose without telling anybody; "" takes the choice away."""
        self._group.setExclusive(False)
        for index, option in enumerate(self._options):
            self._group.button(index).setChecked(option.value == value)
        self._group.setExclusive(True)

    def choose(self, number: int) -> bool:
        """Choose the `number`-th (from 1) as a key does; False when there is none."""
        if not 1 <= number <= len(self._options):
            return False
        self._group.button(number - 1).setChecked(True)
        self.picked.emit(self._options[number - 1].value)
        return True
