"""The inbox: records by district and officer, and the two links under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget, QTreeWidgetItem

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.review import InboxLine
from sxsh_desktop.ui.review.review_model import Inbox, ReviewModel
from sxsh_desktop.ui.theme import current, fonts, icons
from sxsh_desktop.ui.theme.tokens import MEASURES
from sxsh_desktop.ui.widgets.buttons import Button, link
from sxsh_desktop.ui.widgets.text import Panel, column, label, row

_KEY = Qt.ItemDataRole.UserRole
_COUNT = Qt.ItemDataRole.UserRole + 1
_ICON = Qt.ItemDataRole.UserRole + 2
INBOX_WIDTH = 240
_FIRST_OPEN = 2  # at first the first district and its first officer are open


class _TreeDelegate(QStyledItemDelegate):
    """Rows of 30 px: icon, words cut with "…", count at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), MEASURES.tree_row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        rect = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, current.colour("sel"))
        left = rect.left() + 4
        icon = str(index.data(_ICON) or "")
        if icon:
            role = "warn" if icon == "merge" else "off"
            icons.paint(painter, icon, role, left, rect.top() + (rect.height() - 16) // 2, 16)
            left += 22
        count = str(index.data(_COUNT) or "")
        painter.setFont(fonts.font())
        metrics = painter.fontMetrics()
        right = rect.right() - 8
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if count:
            wide = metrics.horizontalAdvance(count)
            painter.setPen(current.colour("dim"))
            painter.drawText(QRect(right - wide, rect.top(), wide + 2, rect.height()), flags, count)
            right -= wide + 8
        painter.setPen(current.colour("text"))
        text = metrics.elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, rect.top(), right - left, rect.height()), flags, text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(current.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()


class InboxPane(Panel):
    """Sends the revision chosen, a group of revisions, or the wish for the other two lists."""

    line_chosen = Signal(object)
    group_chosen = Signal(str, list)
    diverged_asked = Signal()
    duplicates_asked = Signal()

    def __init__(self, model: ReviewModel) -> None:
        super().__init__("side", spacing=0)
        self._model = model
        self.setFixedWidth(INBOX_WIDTH)
        self._count = label("", "dim")
        head = row(label(words(_("Inbox")), "h2"), self._count, 0)
        head.setContentsMargins(14, 14, 10, 10)
        self.tree = QTreeWidget()
        self.tree.setProperty("kind", "side")
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(14)
        self.tree.setItemDelegate(_TreeDelegate(self.tree))
        self.tree.setAccessibleName(words(_("Inbox")))
        self.tree.currentItemChanged.connect(self._chosen)
        self.diverged: Button = link("", self.diverged_asked.emit, "merge")
        self.duplicates: Button = link("", self.duplicates_asked.emit, "copy")
        self.show_counts(0, None)
        links = column(self.duplicates, self.diverged, spacing=4)
        links.setContentsMargins(10, 8, 10, 8)
        foot = Panel("foot")
        foot.body.addLayout(links)
        self.body.addLayout(head)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(foot)

    def show_counts(self, diverged: int, duplicates: int | None) -> None:
        """The words of the two links; duplicates are not counted before they were looked for."""
        self.diverged.setText(words(_("Diverged records ({n})"), n=diverged))
        text = words(_("Probable duplicates"))
        counted = words(_("Probable duplicates ({n})"), n=duplicates)
        self.duplicates.setText(text if duplicates is None else counted)

    def leave(self) -> None:
        """Another list is shown: nothing of this one is chosen."""
        self.tree.blockSignals(True)
        self.tree.setCurrentIndex(QModelIndex())
        self.tree.blockSignals(False)

    def put(self, inbox: Inbox, *, choose: bool = True) -> None:
        """Show what waits; what was chosen stays so, or the next of its group is (when one is to be chosen).

        Groups that the person opened stay open.
        """
        kept, before = self._key_chosen(), self._keys()
        opened = {str(one.data(0, _KEY)) for one in self._groups() if one.isExpanded()}
        self.tree.blockSignals(True)
        self.tree.clear()
        self._lines = {line.revision_id: line for line in inbox.lines}
        self._grow(inbox)
        for at, one in enumerate(self._groups()):
            one.setExpanded(str(one.data(0, _KEY)) in opened if before else at < _FIRST_OPEN)
        self.tree.blockSignals(False)
        self._count.setText(str(len(inbox.lines)))
        if choose:
            self._go_on(kept, before)

    def _grow(self, inbox: Inbox) -> None:
        for district, officers in _grouped(inbox.lines).items():
            count = sum(len(lines) for lines in officers.values())
            top = self._group(self._model.district(district), count, f"district:{district}")
            self.tree.addTopLevelItem(top)
            for officer, lines in officers.items():
                middle = self._group(officer, len(lines), f"officer:{district}:{officer}")
                top.addChild(middle)
                middle.addChildren([self._leaf(line) for line in lines])

    def _go_on(self, kept: str, before: list[str]) -> None:
        """Choose what was chosen. Where that is gone: what came after it (a record after a record, a district after
        a district), else what came before it, else the first record.
        """
        here = {str(one.data(0, _KEY)): one for one in self._all()}
        if kept in before and kept not in here:
            alike = [one for one in before if _sort_of(one) == _sort_of(kept)]
            at = alike.index(kept)
            kept = next((one for one in (*alike[at + 1 :], *reversed(alike[:at])) if one in here), "")
        chosen = here.get(kept) or next((one for key, one in here.items() if not _sort_of(key)), None)
        if chosen is not None:
            self.tree.setCurrentItem(chosen)
        else:
            self.line_chosen.emit(None)

    def _key_chosen(self) -> str:
        item = self.tree.currentItem()
        return "" if item is None else str(item.data(0, _KEY))

    def _keys(self) -> list[str]:
        return [str(one.data(0, _KEY)) for one in self._all()]

    def _all(self) -> list[QTreeWidgetItem]:
        """Groups and records, from top to bottom."""
        tops = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        return [one for top in tops if top is not None for one in _with_all_below(top)]

    def _groups(self) -> list[QTreeWidgetItem]:
        return [one for one in self._all() if _sort_of(str(one.data(0, _KEY)))]

    def choose(self, revision_id: str) -> None:
        """Go to a record that waits."""
        for top in (self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())):
            found = next((one for one in _items(top) if one.data(0, _KEY) == revision_id), None)
            if found is not None:
                self.tree.setCurrentItem(found)
                return

    def _group(self, text: str, count: int, key: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text])
        item.setData(0, _COUNT, str(count))
        item.setData(0, _KEY, key)
        item.setToolTip(0, text)
        return item

    def _leaf(self, line: InboxLine) -> QTreeWidgetItem:
        text = self._model.title(line)
        item = QTreeWidgetItem([text])
        item.setData(0, _KEY, line.revision_id)
        item.setData(0, _ICON, "merge" if line.diverged else "history")
        item.setToolTip(0, text)
        return item

    def _chosen(self, item: QTreeWidgetItem | None, _before: object) -> None:
        if item is None:
            return
        key = str(item.data(0, _KEY))
        if key in self._lines:
            self.line_chosen.emit(self._lines[key])
            return
        below = [str(one.data(0, _KEY)) for one in _items(item)]
        self.group_chosen.emit(item.text(0), [self._lines[one] for one in below if one in self._lines])


def _sort_of(key: str) -> str:
    """district or officer for a group, "" for a record."""
    sort = key.partition(":")[0]
    return sort if sort in ("district", "officer") else ""


def _with_all_below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = (item.child(at) for at in range(item.childCount()))
    return [item, *(one for child in children if child is not None for one in _with_all_below(child))]


def _items(item: QTreeWidgetItem | None) -> list[QTreeWidgetItem]:
    """The records under a group (or the record itself)."""
    if item is None:
        return []
    if item.childCount() == 0:
        return [item]
    return [one for at in range(item.childCount()) for one in _items(item.child(at))]


def _grouped(lines: Sequence[InboxLine]) -> dict[str, dict[str, list[InboxLine]]]:
    found: dict[str, dict[str, list[InboxLine]]] = {}
    for line in lines:
        found.setdefault(line.district, {}).setdefault(line.officer, []).append(line)
    return found
