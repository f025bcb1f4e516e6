"""The questions of a group or of a row, one under the other; those not asked now are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sxsh_desktop.services.fill_values import Item
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.question_row import ColumnHeads, QuestionRow
from sxsh_desktop.ui.fill.turn import NEXT_MS
from sxsh_desktop.ui.widgets.text import label

_HEADING_SPACE = 8


class Block(QWidget):
    """Something in a section that holds rows: it can be looked through and brought up to date."""

    def rows(self) -> Iterator[QuestionRow]:
        """The rows shown now, in the order of reading."""
        raise NotImplementedError

    def made(self) -> Iterator[QuestionRow]:
        """The rows that are made already, shown or not."""
        raise NotImplementedError

    def unmade(self) -> int:
        """How many items wait to be made."""
        raise NotImplementedError

    def sync(self) -> None:
        """Show what is asked now, hide what is not."""
        raise NotImplementedError

    def reveal(self, ref: str) -> bool:
        """Make the row of `ref` one of `rows`; False when it is not of this block."""
        raise NotImplementedError


MakeTable = Callable[[str], Block]


class QuestionList(Block):
    """All items of `refs` in order: rows, inner groups with a heading, inner tables made by `make_table`."""

    def __init__(
        self,
        model: FillModel,
        items: tuple[Item, ...],
        make_table: MakeTable,
        parent: QWidget | None = None,
        *,
        inner: bool = False,
    ) -> None:
        super().__init__(parent)
        self._model, self._items, self._make_table = model, items, make_table
        self._with_heads = model.reads.compares() and not inner
        self._heads: ColumnHeads | None = None
        self._made: dict[str, QuestionRow | Block] = {}
        self._headings: dict[str, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._rest = QTimer(self)
        self._rest.setInterval(0)
        self._rest.timeout.connect(self._build_on)
        self._built = 0  # items up to here are made; the rest follows when the window is idle
        self._build()
        if self._built < len(self._items):
            self._rest.start()

    def _build_on(self) -> None:
        if self._model.busy:
            return
        owner = self._items[self._built].ref.rpartition("/")[0] if self._built < len(self._items) else ""
        if "]" in owner and not self._model.draft.session.has(owner):  # its row went
            self._rest.stop()
            return
        self._model.turn.begin(NEXT_MS)
        self._build()
        if self._built >= len(self._items):
            self._rest.stop()

    def _build(self) -> None:
        """Make items until the turn is over, at least one that is asked now."""
        while self._built < len(self._items):
            if self._build_one() and self._model.turn.is_over:
                break
        self._place_heads()

    def _build_one(self) -> bool:
        """Make the next item; False when it is not asked now."""
        item = self._items[self._built]
        self._built += 1
        wanted = self._wanted(item)
        if wanted:
            self._make(item, self._layout.count())
        return wanted

    def _wanted(self, item: Item) -> bool:
        if not self._model.draft.is_relevant(item.ref):
            return False
        return item.kind != "question" or not self._model.reads.is_beside(item.ref)

    def sync(self) -> None:
        place = 0
        for item in self._items[: self._built]:
            wanted = self._wanted(item)
            made = self._made.get(item.ref)
            if made is None and wanted:
                made = self._make(item, place)
            if made is None:
                continue
            place = self._layout.indexOf(made) + 1
            heading = self._headings.get(item.ref)
            if heading is not None:
                heading.setVisible(wanted)
            if made.isHidden() == wanted:
                made.setVisible(wanted)
                if wanted and isinstance(made, QuestionRow):
                    made.refresh()
            if wanted and isinstance(made, Block):
                made.sync()
        self._place_heads()

    def _place_heads(self) -> None:
        """The heads of the columns stand over the first row that has an earlier answer beside its field."""
        if not self._with_heads:
            return
        first = next((item.ref for item in self._items if self._has_last(self._made.get(item.ref))), "")
        if not first:
            if self._heads is not None:
                self._heads.hide()
            return
        below = self._headings.get(first) or self._made[first]
        if self._heads is None:
            self._heads = ColumnHeads(self._model, self)
        elif self._layout.indexOf(self._heads) + 1 == self._layout.indexOf(below):
            self._heads.show()
            return
        self._layout.removeWidget(self._heads)
        self._layout.insertWidget(self._layout.indexOf(below), self._heads)
        self._heads.show()

    @staticmethod
    def _has_last(made: QuestionRow | Block | None) -> bool:
        if made is None or made.isHidden():
            return False
        if isinstance(made, QuestionRow):
            return made.shows_last
        return isinstance(made, QuestionList) and any(one.shows_last for one in made.made())

    def _make(self, item: Item, place: int) -> QuestionRow | Block:
        made: QuestionRow | Block
        if item.kind == "question":
            made = QuestionRow(self._model, item.ref, self)
        elif item.kind == "repeat":
            made = self._make_table(item.ref)
        else:
            made = QuestionList(
                self._model, self._model.reads.items(item.ref), self._make_table, self, inner=True
            )
            text = self._model.draft.label(item.ref)
            if text:
                heading = label(text, "h2", wrap=True)
                heading.setContentsMargins(0, _HEADING_SPACE, 0, _HEADING_SPACE // 2)
                self._headings[item.ref] = heading
                self._layout.insertWidget(place, heading)
                place += 1
        self._made[item.ref] = made
        self._layout.insertWidget(place, made)
        made.show()
        return made

    def rows(self) -> Iterator[QuestionRow]:
        for at, item in enumerate(self._items):
            while at >= self._built:
                self._build_one()
            made = self._made.get(item.ref)
            if made is None or made.isHidden():
                continue
            if isinstance(made, QuestionRow):
                yield made
            else:
                yield from made.rows()

    def made(self) -> Iterator[QuestionRow]:
        for made in self._made.values():
            if isinstance(made, QuestionRow):
                yield made
            else:
                yield from made.made()

    def unmade(self) -> int:
        inner = sum(made.unmade() for made in self._made.values() if isinstance(made, Block))
        return len(self._items) - self._built + inner

    def shows_any(self) -> bool:
        """Whether anything is asked here now."""
        return any(self._wanted(item) for item in self._items)

    def reveal(self, ref: str) -> bool:
        for item in self._items:
            if item.kind == "question":
                if self._model.reads.is_beside(item.ref):
                    continue  # it is shown beside its number
                if ref in (item.ref, self._model.reads.unit_question(item.ref)):
                    return self._row(item.ref) is not None
                continue
            block = self._block(item.ref) if self._holds(item, ref) else None
            if block is not None and block.reveal(ref):
                return True
        return False

    @staticmethod
    def _holds(item: Item, ref: str) -> bool:
        return ref == item.ref or ref.startswith((f"{item.ref}/", f"{item.ref}["))

    def _reach(self, ref: str) -> QuestionRow | Block | None:
        """Build as far as an item; None when it is not asked now."""
        while ref not in self._made and self._built < len(self._items):
            self._build_one()
        made = self._made.get(ref)
        return None if made is None or made.isHidden() else made

    def _row(self, ref: str) -> QuestionRow | None:
        found = self._reach(ref)
        return found if isinstance(found, QuestionRow) else None

    def _block(self, ref: str) -> Block | None:
        found = self._reach(ref)
        return found if isinstance(found, Block) else None
