"""The list of problems at the right: each line leads to its question."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLabel, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.fill_words import kept_together
from sxsh_desktop.ui.theme import current, fonts, icons
from sxsh_desktop.ui.widgets.buttons import tool
from sxsh_desktop.ui.widgets.text import Panel, label, row

WIDTH = 236
_LINE = Qt.ItemDataRole.UserRole + 1
_LEFT, _RIGHT = 38, 20
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem as the list shows it; `ref` is where it leads."""

    ref: str
    title: str
    cause: str
    soft: bool


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[ProblemLine] = []

    def put(self, lines: list[ProblemLine]) -> None:
        if lines != self.lines:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == _LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.title}: {line.cause}"
        return None


class _Painter(QStyledItemDelegate):
    def _boxes(self, line: ProblemLine) -> tuple[QRect, QRect]:
        room = WIDTH - _LEFT - _RIGHT  # the same with and without a scroll bar: heights are asked only once
        flags = int(Qt.TextFlag.TextWordWrap)
        title = QFontMetrics(fonts.font("body", True)).boundingRect(0, 0, room, 999, flags, line.title)
        cause = QFontMetrics(fonts.font("small")).boundingRect(0, 0, room, 999, flags, line.cause)
        top = QRect(_LEFT, 8, room, title.height())
        return top, QRect(_LEFT, top.bottom() + 2, room, cause.height())

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        _title, cause = self._boxes(index.data(_LINE))
        return QSize(120, cause.bottom() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: ProblemLine = index.data(_LINE)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, current.colour("sel" if chosen else "hover"))
        icon, role = ("warning", "warn") if line.soft else ("error", "bad")
        icons.paint(painter, icon, role, 13, rect.top() + (rect.height() - 16) // 2, 16)
        title, cause = self._boxes(line)
        painter.setPen(current.colour("text"))
        painter.setFont(fonts.font("body", True))
        wrap = int(Qt.TextFlag.TextWordWrap)
        painter.drawText(title.translated(rect.topLeft()), wrap, line.title)
        painter.setPen(current.colour("dim"))
        painter.setFont(fonts.font("small"))
        painter.drawText(cause.translated(rect.topLeft()), wrap, line.cause)
        painter.setPen(current.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        view = option.widget
        if chosen and isinstance(view, QListView) and view.hasFocus():
            painter.setPen(QPen(current.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))


class ProblemPane(Panel):
    """`chosen` sends the ref that a line leads to; `closed` that the pane is to be hidden."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, model: FillModel, parent: QWidget | None = None) -> None:
        super().__init__("side-right", parent=parent)
        self._model = model
        self.setFixedWidth(WIDTH)
        self.count: QLabel = label("0", "dim")
        head = row(
            label(words(_("Problems")), "h2"),
            self.count,
            0,
            tool("close", words(_("Hide (F8)")), self.closed.emit),
        )
        head.setContentsMargins(14, 8, 6, 8)
        self.lines = _Lines()
        self.view = QListView(self)
        self.view.setProperty("kind", "side")
        self.view.setModel(self.lines)
        self.view.setItemDelegate(_Painter(self.view))
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName(words(_("Problems")))
        self.view.clicked.connect(self._open)
        self.view.activated.connect(self._open)
        keys = label(
            words(_("Ctrl+Down: next unanswered question"))
            + "\n"
            + words(_("Enter: next question · F7: next problem")),
            "small",
            wrap=True,
        )
        keys.setContentsMargins(14, 4, 8, 10)
        self.none = label(words(_("No problems so far.")), "dim", wrap=True)
        self.none.setContentsMargins(14, 4, 8, 4)
        self.body.setSpacing(0)
        self.add(head, self.none, self.view, keys)
        self.refresh()

    def _open(self, index: QModelIndex) -> None:
        self.chosen.emit(self.lines.lines[index.row()].ref)

    def refresh(self) -> None:
        """Read the problems anew."""
        reads = self._model.reads
        lines = []
        for one in self._model.problems():
            near = one.near or one.ref
            title = f"{reads.number(near)} {self._model.draft.label(near)}".strip()
            lines.append(ProblemLine(near, title, kept_together(one.message), one.severity.value == "soft"))
        self.lines.put(lines)
        self.count.setText(str(len(lines)))
        self.none.setVisible(not lines)

    def beside(self, ref: str, step: int) -> str:
        """The problem after (1) or before (-1) a question, in the order of the form, round the end."""
        refs = list(dict.fromkeys(line.ref for line in self.lines.lines))
        if not refs:
            return ""
        if ref in refs:
            return refs[(refs.index(ref) + step) % len(refs)]
        order = {one: place for place, one in enumerate(self._model.reads.all_questions())}
        here = order.get(ref, -1)
        later = [one for one in refs if order.get(one, -1) > here]
        earlier = [one for one in refs if order.get(one, -1) < here]
        if step > 0:
            return later[0] if later else refs[0]
        return earlier[-1] if earlier else refs[-1]
