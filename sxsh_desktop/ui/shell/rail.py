"""The rail: icon and word for every screen, counts at the right, icons alone when there is little room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from sxsh_desktop.ui.theme import current, fonts, icons
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.text import Panel, hairline

FOLDED = 52


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A screen in the rail. group: 0 at the top, 1 under a line (department), 2 at the foot."""

    key: str
    text: str
    icon: str
    group: int = 0


class RailItem(QAbstractButton):
    """One entry of the rail."""

    def __init__(self, entry: RailEntry, shortcut: str) -> None:
        super().__init__()
        self.entry = entry
        self._count = 0
        self._over = self.folded = False
        self._shortcut_text = shortcut
        self.setText(entry.text)
        self.setAccessibleName(entry.text)
        self.setCheckable(True)
        self.setFixedHeight(MEASURES.rail_item)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_count(self, count: int) -> None:
        """The figure at the right; 0 shows none."""
        if count != self._count:
            self._count = count
            self._tell()
            self.update()

    def fold(self, folded: bool) -> None:
        """Show the icon alone."""
        self.folded = folded
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the rail."""
        return QSize(FOLDED if self.folded else MEASURES.rail, MEASURES.rail_item)

    def minimumSizeHint(self) -> QSize:
        """Fits the folded rail."""
        return QSize(FOLDED - 1, MEASURES.rail_item)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the pointer's ground."""
        super().enterEvent(event)
        self._over = True
        self.update()

    def leaveEvent(self, event: object) -> None:
        """Take it away."""
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._over = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground, bar, icon, word, count."""
        painter = QPainter(self)
        rect, chosen = self.rect(), self.isChecked()
        if chosen or self._over:
            painter.fillRect(rect, current.colour("sel" if chosen else "hover"))
        if chosen:
            painter.fillRect(0, 0, 3, rect.height(), current.colour("accent"))
        role = "accent" if chosen else "text"
        size = MEASURES.icon_rail
        left = (rect.width() - size) // 2 if self.folded else 14
        icons.paint(painter, self.entry.icon, role, left, (rect.height() - size) // 2, size)
        if not self.folded:
            self._paint_words(painter, rect, role)
        if self.hasFocus():
            painter.setPen(QPen(current.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_words(self, painter: QPainter, rect: QRect, role: str) -> None:
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        figure = QFontMetrics(fonts.font("small")).horizontalAdvance(str(self._count))
        room = rect.width() - 46 - (figure + 15 if self._count else 8)
        painter.setFont(fonts.font("body", bold=self.isChecked()))
        painter.setPen(current.colour(role))
        text = painter.fontMetrics().elidedText(self.entry.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(46, 0, room, rect.height()), flags, text)
        if self._count:
            painter.setFont(fonts.font("small"))
            painter.setPen(current.colour("dim"))
            right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(rect.adjusted(0, 0, -11, 0), right, str(self._count))

    def _tell(self) -> None:
        count = f" ({self._count})" if self._count else ""
        self.setToolTip(f"{self.entry.text}{count}  {self._shortcut_text}".strip())
        self.setAccessibleDescription(count.strip(" ()"))


class Rail(Panel):
    """The entries; `picked` sends the key. Up and down go from one to the next."""

    picked = Signal(str)

    def __init__(self, entries: Sequence[RailEntry]) -> None:
        super().__init__("rail", margins=(0, 8, 1, 6), spacing=0)
        self.entries = tuple(entries)
        self._items: dict[str, RailItem] = {}
        self._lines: list[QWidget] = []
        group = QButtonGroup(self)
        before = 0
        for number, entry in enumerate(entries, 1):
            if entry.group != before:
                if entry.group == 2:
                    self.body.addStretch(1)
                self._add_line()
                before = entry.group
            item = RailItem(entry, f"Ctrl+{number}" if number < 10 else "")
            item.clicked.connect(lambda _checked=False, key=entry.key: self.picked.emit(key))
            group.addButton(item)
            self._items[entry.key] = item
            self.body.addWidget(item)
        self.setFixedWidth(MEASURES.rail)

    def choose(self, key: str) -> None:
        """Mark an entry as the one shown."""
        if key in self._items:
            self._items[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """The figure beside an entry."""
        if key in self._items:
            self._items[key].set_count(count)

    def item(self, key: str) -> RailItem:
        """An entry's button."""
        return self._items[key]

    def fold(self, folded: bool) -> None:
        """Icons alone, or icons and words."""
        self.setFixedWidth(FOLDED if folded else MEASURES.rail)
        for item in self._items.values():
            item.fold(folded)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk through the entries."""
        items = list(self._items.values())
        at = next((place for place, item in enumerate(items) if item.hasFocus()), -1)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and 0 <= at + step < len(items):
            items[at + step].setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)

    def _add_line(self) -> None:
        inset = Panel("plain", across=True, margins=(12, 6, 12, 6))
        inset.body.addWidget(hairline())
        self.body.addWidget(inset)
