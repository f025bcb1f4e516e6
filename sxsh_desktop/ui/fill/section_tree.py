"""The sections at the left: state, name, how many answers; the rows of the open table below its section."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.fill_words import state_look
from sxsh_desktop.ui.theme import current, fonts, icons
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.progress import Bar, percent
from sxsh_desktop.ui.widgets.text import Panel, label, row

WIDTH = 244
_MOST_ROWS = 40
_OUTER, _INNER, _SCROLL = 31, 47, 12  # where words begin; what a scroll bar takes
_LINE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A section or a row of its table."""

    ref: str
    text: str
    count: str
    state: str
    inner: bool = False


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[TreeLine] = []

    def put(self, lines: list[TreeLine]) -> None:
        if [(one.ref, one.text) for one in lines] == [(one.ref, one.text) for one in self.lines]:
            self.lines = lines
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == _LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.text}, {state_look(line.state).text}, {line.count}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.text}: {state_look(line.state).text}"
        return None


class _Painter(QStyledItemDelegate):
    """A name that is too long for one line takes two."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._heights: dict[tuple[str, str, bool], int] = {}  # asked of every line at each layout

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        line: TreeLine = index.data(_LINE)
        key = (line.text, line.count, line.inner)
        if key not in self._heights:
            body = QFontMetrics(fonts.font("body"))
            two = body.horizontalAdvance(line.text) > self._room(line)
            self._heights[key] = MEASURES.tree_row + (body.height() - 2 if two else 0)
        return QSize(120, self._heights[key])

    @staticmethod
    def _room(line: TreeLine) -> int:
        count = QFontMetrics(fonts.font("small")).horizontalAdvance(line.count)
        return WIDTH - _SCROLL - (_INNER if line.inner else _OUTER) - count - 20

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line = index.data(_LINE)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, current.colour("sel" if chosen else "hover"))
        look = state_look(line.state)
        icons.paint(painter, look.icon, look.role, 8, rect.top() + (rect.height() - 16) // 2, 16)
        small = fonts.font("small")
        painter.setFont(small)
        painter.setPen(current.colour("dim"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -12, 0), int(right), line.count)
        bold = QFontMetrics(fonts.font("body", True)).horizontalAdvance(line.text) <= self._room(line)
        font = fonts.font("body", chosen and (bold or rect.height() > MEASURES.tree_row))
        painter.setFont(font)
        painter.setPen(current.colour("text"))
        left = _INNER if line.inner else _OUTER
        room = QRect(rect.left() + left, rect.top(), self._room(line), rect.height())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(side) | int(Qt.TextFlag.TextWordWrap), line.text)
        view = option.widget
        if chosen and isinstance(view, QListView) and view.hasFocus():
            painter.setPen(QPen(current.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))


class SectionTree(Panel):
    """`opened` sends the ref of a section or row that was clicked or entered."""

    opened = Signal(str)

    def __init__(self, model: FillModel, parent: QWidget | None = None) -> None:
        super().__init__("side", parent=parent)
        self._model = model
        self._section, self._row = "", ""
        self.setFixedWidth(WIDTH)
        self.said, self.share = label(""), label("", "strong")
        self.bar = Bar()
        top = QVBoxLayout()
        top.setContentsMargins(14, 12, 14, 6)
        top.setSpacing(6)
        top.addLayout(row(self.said, 0, self.share))
        top.addWidget(self.bar)
        self.lines = _Lines()
        self.view = QListView(self)
        self.view.setProperty("kind", "side")
        self.view.setModel(self.lines)
        self.view.setItemDelegate(_Painter(self.view))
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(words(_("Sections of the form")))
        self.view.clicked.connect(self._open)
        self.view.activated.connect(self._open)
        self.body.setSpacing(2)
        self.add(top, self.view)
        self.refresh()

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.lines.lines[index.row()].ref)

    def stand_at(self, section: str, row_ref: str = "") -> None:
        """Mark where the person is."""
        self._section, self._row = section, row_ref
        self.refresh()

    def refresh(self) -> None:
        """Read states and counts anew."""
        lines: list[TreeLine] = []
        for section in self._model.sections():
            count = f"{section.answered}/{section.total}"
            name = (
                section.label if self._model.reads.kind(section.ref) != "question" else words(_("Beginning"))
            )
            lines.append(TreeLine(section.ref, name, count, section.state))
            if section.ref == self._section and self._model.reads.kind(section.ref) == "repeat":
                lines.extend(self._row_lines(section.ref))
        self.lines.put(lines)
        refs = [one.ref for one in lines]
        here = self._row if self._row in refs else self._section
        if here in refs:
            self.view.setCurrentIndex(self.lines.index(refs.index(here)))
        answered, total = self._model.progress()
        self.said.setText(words(_("{answered} of {total} questions"), answered=answered, total=total))
        self.share.setText(percent(answered, total))
        self.bar.show_progress(answered, total, completeness=True)

    def _row_lines(self, table: str) -> list[TreeLine]:
        found: list[TreeLine] = []
        rows = self._model.draft.rows(table) if self._model.draft.is_relevant(table) else ()
        if not 1 < len(rows) <= _MOST_ROWS:
            rows = rows[:0] if len(rows) > _MOST_ROWS else rows
        for ref in rows:
            view = self._model.reads.row(ref)
            text = f"{self._model.reads.number(ref)} {view.title}".strip()
            found.append(TreeLine(ref, text, f"{view.answered}/{view.total}", view.state, inner=True))
        return found
