"""Parts of a page: the head with title, tabs, acts; a scrolled column; two-line rows that are buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from sxsh_desktop.ui.theme import current, fonts, icons
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.text import Elided, Panel, fill, label, repolish

_TAB_ROOM, _TAB_ROOM_NARROW = 30, 16  # what stands beside the words of a tab


class Tabs(QTabBar):
    """Tabs of a page, by key. `picked` sends the key. Many stand closer; those that still do not fit are scrolled."""

    picked = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setUsesScrollButtons(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._keys: list[str] = []
        self._beside = _TAB_ROOM
        self.put(tabs)
        self.currentChanged.connect(self._changed)

    def put(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Show these tabs (key, words), keeping the chosen one."""
        blocked = self.blockSignals(True)
        kept = self.key()
        if [key for key, _text in tabs] == self._keys:
            for at, (_key, text) in enumerate(tabs):
                self.setTabText(at, text)
        else:
            while self.count():
                self.removeTab(0)
            self._keys = [key for key, _text in tabs]
            for _key, text in tabs:
                self.addTab(text)
            self.choose(kept)
        self.blockSignals(blocked)
        self._fit()

    def key(self) -> str:
        """The key of the chosen tab."""
        at = self.currentIndex()
        return self._keys[at] if 0 <= at < len(self._keys) else ""

    def choose(self, key: str) -> None:
        """Choose a tab by its key."""
        if key in self._keys:
            self.setCurrentIndex(self._keys.index(key))

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the bold word of a chosen tab, so that nothing jumps or is cut."""
        return QSize(self._words_width(index) + self._beside, super().tabSizeHint(index).height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand closer when there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _words_width(self, index: int) -> int:
        return QFontMetrics(fonts.font("body", bold=True)).horizontalAdvance(self.tabText(index))

    def _fit(self) -> None:
        wide = sum(self._words_width(at) + _TAB_ROOM for at in range(self.count()))
        beside = _TAB_ROOM if wide <= self.width() else _TAB_ROOM_NARROW
        if beside != self._beside:
            self._beside = beside
            self.setProperty("tight", "false" if beside == _TAB_ROOM else "true")
            repolish(self)
            self.setElideMode(self.elideMode())  # lays the tabs out anew

    def _changed(self, at: int) -> None:
        if 0 <= at < len(self._keys):
            self.picked.emit(self._keys[at])


class PageHead(QFrame):
    """Title left, something in the middle, acts right; 82 high with tabs, else 56."""

    def __init__(self, title: str, *, tabs: Tabs | None = None) -> None:
        super().__init__()
        self.setProperty("kind", "head")
        self.setFixedHeight(MEASURES.head_with_tabs if tabs else MEASURES.head)
        self.title = label(title, "title")
        self.note = label("", "dim")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MEASURES.margin, 0, MEASURES.margin, 0)
        outer.setSpacing(0)
        self.line = QHBoxLayout()
        self.line.setSpacing(8)
        self.line.addWidget(self.title)
        self.line.addSpacing(4)
        self.line.addWidget(self.note)
        outer.addLayout(self.line, 1)
        if tabs is not None:
            outer.addWidget(tabs)

    def put(self, *parts: QWidget | QLayout | int) -> None:
        """Add parts to the right of the title; begin with 0 to push them to the right end."""
        fill(self.line, *parts)


class Scroller(QScrollArea):
    """A column that scrolls when it does not fit; put parts into `body`."""

    def __init__(self, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 12) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("ground", "clear")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(spacing)
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)

    @contextmanager
    def kept_place(self) -> Iterator[None]:
        """Fill the column anew: it stays scrolled as it was, and the focus stays in it."""
        at, focus = self.verticalScrollBar().value(), self.window().focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self.setFocus()  # else Qt looks for the next one, and scrolls there
        yield
        QTimer.singleShot(
            0, self, lambda: self._scroll_back(at)
        )  # new parts are laid out once they are shown

    def _scroll_back(self, at: int) -> None:
        inner = self.widget()
        if inner is not None:
            self.body.activate()
            inner.adjustSize()
        self.verticalScrollBar().setValue(at)


class LineButton(QAbstractButton):
    """A row of two lines that is a button: icon, words, what it is about, when, and a mark that it leads on."""

    def __init__(
        self,
        title: str,
        about: str = "",
        at_right: str = "",
        *,
        icon: str = "",
        role: str = "text",
        right_role: str = "dim",
        right_icon: str = "chevron-right",
        last: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._about, self._right = title, about, at_right
        self._icon, self._role, self._right_role, self._right_icon = icon, role, right_role, right_icon
        self._last = last
        self.setText(title)
        self.setAccessibleName(f"{title}. {about}. {at_right}")
        self.setFixedHeight(MEASURES.two_line_row if about else MEASURES.rail_item)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"{title}\n{about}" if about else "")
        self._over = False

    def sizeHint(self) -> QSize:
        """As high as a two-line row."""
        return QSize(320, self.height())

    def minimumSizeHint(self) -> QSize:
        """May be made narrow: its words are cut."""
        return QSize(160, self.height())

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
        """Draw the row."""
        painter = QPainter(self)
        rect = self.rect()
        if self.isChecked():
            painter.fillRect(rect, current.colour("sel"))
            painter.fillRect(0, 0, 3, rect.height(), current.colour("accent"))
        elif self._over:
            painter.fillRect(rect.adjusted(1, 0, -1, 0), current.colour("hover"))
        if not self._last:
            painter.setPen(current.colour("line"))
            painter.drawLine(0, rect.bottom(), rect.right(), rect.bottom())
        left = 46 if self._icon else 14
        if self._icon:
            icons.paint(painter, self._icon, self._role, 16, (rect.height() - 18) // 2, 18)
        right = self._paint_right(painter, rect)
        self._paint_words(painter, QRect(left, 0, right - left - 12, rect.height()))
        if self.hasFocus():
            painter.setPen(QPen(current.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_right(self, painter: QPainter, rect: QRect) -> int:
        right = rect.right() - 14
        if self._right_icon:
            role = "dim" if self._right_icon == "chevron-right" else self._right_role
            icons.paint(painter, self._right_icon, role, right - 16, (rect.height() - 16) // 2, 16)
            right -= 26
        if self._right:
            painter.setFont(fonts.font())
            painter.setPen(current.colour(self._right_role))
            wide = painter.fontMetrics().horizontalAdvance(self._right)
            flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(QRect(right - wide - 4, 0, wide + 2, rect.height()), flags, self._right)
            right -= wide + 8
        return right

    def _paint_words(self, painter: QPainter, room: QRect) -> None:
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        cut = Qt.TextElideMode.ElideRight
        painter.setFont(fonts.font("body", bold=self.isChecked()))
        painter.setPen(current.colour("text"))
        upper = QRect(room.left(), 5, room.width(), 21) if self._about else room
        painter.drawText(upper, flags, painter.fontMetrics().elidedText(self._title, cut, room.width()))
        if self._about:
            painter.setFont(fonts.font("small"))
            painter.setPen(current.colour("dim"))
            lower = QRect(room.left(), 25, room.width(), 18)
            painter.drawText(lower, flags, painter.fontMetrics().elidedText(self._about, cut, room.width()))


def line_panel(lines: Sequence[LineButton]) -> Panel:
    """Two-line rows in one panel."""
    panel = Panel(margins=(1, 1, 1, 1), spacing=0)
    for line in lines:
        panel.body.addWidget(line)
    return panel


def facts(pairs: Sequence[tuple[str, str]], label_width: int = 104, spacing: int = 4) -> QVBoxLayout:
    """Labels and values under each other; long values wrap."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for name, value in pairs:
        left = label(name, "dim", wrap=True)
        left.setFixedWidth(label_width)
        left.setAlignment(Qt.AlignmentFlag.AlignTop)
        right = label(value, wrap=True, select=True)
        free = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        free.setHeightForWidth(True)
        right.setSizePolicy(free)
        right.setAlignment(Qt.AlignmentFlag.AlignTop)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(left)
        line.addWidget(right, 1)
        layout.addLayout(line)
    return layout


def figures(pairs: Sequence[tuple[str, str]]) -> QVBoxLayout:
    """Labels left, bold figures right."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(5)
    for name, value in pairs:
        line = QHBoxLayout()
        shown = label(value, "strong")
        line.addWidget(Elided(name, "dim"), 1)
        line.addWidget(shown)
        layout.addLayout(line)
    return layout
