"""One section of the form, built when it is opened: its title, its questions, its tables."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from sxsh_desktop.services.fill_values import Item, SectionState
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.question_list import Block, QuestionList
from sxsh_desktop.ui.fill.question_row import QuestionRow
from sxsh_desktop.ui.fill.repeat_block import RepeatBlock
from sxsh_desktop.ui.fill.turn import FIRST_MS, NEXT_MS
from sxsh_desktop.ui.say import form_title
from sxsh_desktop.ui.widgets.text import Panel, label, row

_MARGIN = 16
_ROOM, _LOOK_AGAIN = 90, 40  # pixels kept for a question that is not made yet; milliseconds
_AFTER_PAINT = 25  # milliseconds: what is in sight is painted before the rest is looked at


class SectionView(QScrollArea):
    """The questions of the section that is open."""

    row_shown = Signal(str)
    paste_wanted = Signal(str)
    file_wanted = Signal(str)

    def __init__(self, model: FillModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.section: SectionState | None = None
        self._blocks: list[Block] = []
        self._panels: dict[Block, QWidget] = {}
        self._page = QWidget()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room = QTimer(self)
        self._room.setSingleShot(True)
        self._room.setInterval(_LOOK_AGAIN)
        self._room.timeout.connect(self._reserve)
        self.row_shown.connect(self._reserve)
        self._stale: dict[str, QuestionRow] = {}  # rows that were out of sight when their answers changed
        self._catch_up = QTimer(self)
        self._catch_up.setSingleShot(True)
        self._catch_up.timeout.connect(self._refresh_stale)
        model.changed.connect(self._changed)
        model.rows_changed.connect(self._sync)

    # -- building -----------------------------------------------------------------------------------------

    def open(self, section: SectionState) -> None:
        """Show a section from its top."""
        self.commit()
        self.section = section
        self._blocks, self._panels = [], {}
        self._stale.clear()
        self._model.turn.begin(FIRST_MS)
        self._drop_page()
        page = QWidget()
        self.setWidget(page)
        page.hide()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(_MARGIN, 10, 12, 20)
        layout.setSpacing(10)
        layout.addLayout(self._title(section))
        loose: list[Item] = []
        for ref in section.items:
            kind = self._model.reads.kind(ref)
            if kind == "question":
                loose.append(Item(ref, self._model.reads.path(ref), kind))
                continue
            self._add_list(layout, tuple(loose))
            loose = []
            self._add(layout, ref, kind)
        self._add_list(layout, tuple(loose))
        layout.addStretch(1)
        self._page = page
        self._reserve()
        page.show()
        self.verticalScrollBar().setValue(0)

    def _reserve(self) -> None:
        """While questions are still being made, keep room for them, so that those above are not pressed."""
        waiting = sum(block.unmade() for block in self._blocks)
        made = sum(1 for block in self._blocks for _one in block.made())
        self._page.setMinimumHeight((made + waiting) * _ROOM + self.height() if waiting else 0)
        if waiting:
            self._room.start()

    def _drop_page(self) -> None:
        """Take the old section away at once, and apart when there is time."""
        old = self.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()

    def _title(self, section: SectionState) -> QVBoxLayout:
        model = self._model
        name = section.label
        if model.reads.kind(section.ref) == "question":
            name = form_title(model.draft.form.form_id, model.draft.form.title)
        title = label(name, "title")
        title.setWordWrap(True)  # beside the tools of a table there is little room
        self._head = row(title, spacing=8)
        hint = model.draft.session.hint(section.ref) if model.reads.kind(section.ref) != "question" else ""
        if hint:
            self._head.addWidget(label(hint, "dim", wrap=True), 1)
        else:
            self._head.setStretch(0, 1)
        box = QVBoxLayout()
        box.addLayout(self._head)
        return box

    def _add(self, layout: QVBoxLayout, ref: str, kind: str) -> None:
        if kind == "repeat":
            block = RepeatBlock(self._model, ref, heading=False, parent=layout.parentWidget())
            block.row_shown.connect(self.row_shown)
            block.paste_wanted.connect(self.paste_wanted)
            block.file_wanted.connect(self.file_wanted)
            for button in block.tools:
                self._head.addWidget(button)
            self._blocks.append(block)
            self._panels[block] = block
            layout.addWidget(block)
            block.setVisible(self._model.draft.is_relevant(ref))
            for button in block.tools:
                button.setVisible(self._model.draft.is_relevant(ref))
        else:
            self._add_list(layout, self._model.reads.items(ref))

    def _add_list(self, layout: QVBoxLayout, items: tuple[Item, ...]) -> None:
        items = tuple(item for item in items if not self._is_hidden(item))
        if not items:
            return
        panel = Panel(margins=(12, 8, 12, 8), spacing=2, parent=layout.parentWidget())
        layout.addWidget(panel)
        listed = QuestionList(self._model, items, self._inner_table, panel)
        panel.add(listed)
        self._blocks.append(listed)
        self._panels[listed] = panel

    def _is_hidden(self, item: Item) -> bool:
        question = self._model.draft.form.questions.get(item.path)
        return question is not None and question.control.value == "hidden"

    def _inner_table(self, table: str) -> Block:
        block = RepeatBlock(self._model, table, heading=True)
        block.row_shown.connect(self.row_shown)
        block.paste_wanted.connect(self.paste_wanted)
        block.file_wanted.connect(self.file_wanted)
        return block

    # -- staying up to date -------------------------------------------------------------------------------

    def _changed(self, refs: frozenset[str]) -> None:
        """What is in sight looks right at once; the rest follows in turns, and before anybody asks for it."""
        self._sync()
        for one in self._made():
            if one.ref in refs or one.unit_ref in refs:
                if one.visibleRegion().isEmpty():
                    self._stale[one.ref] = one
                    self._catch_up.start(_AFTER_PAINT)
                else:
                    self._stale.pop(one.ref, None)
                    one.refresh()

    def _refresh_stale(self, *, all_of_them: bool = False) -> None:
        """Refresh rows out of sight until the turn is over."""
        if not self._stale:
            return
        if self._model.busy:
            self._catch_up.start(_LOOK_AGAIN)
            return
        if not all_of_them:
            self._model.turn.begin(NEXT_MS)
        while self._stale and (all_of_them or not self._model.turn.is_over):
            row = self._stale.pop(next(iter(self._stale)))
            if isValid(row) and self._model.draft.session.has(row.ref):
                row.refresh()
        if self._stale:
            self._catch_up.start(0)

    def _sync(self) -> None:
        for block in self._blocks:
            block.sync()
            if isinstance(block, RepeatBlock):
                asked = self._model.draft.is_relevant(block.table_ref)
                block.setVisible(asked)
                for button in block.tools:
                    button.setVisible(asked)
            else:
                panel = self._panels[block]
                panel.setVisible(not isinstance(block, QuestionList) or block.shows_any())

    def refresh_all(self) -> None:
        """Every row anew (other problems count now)."""
        for one in self._made():
            one.refresh()

    def _made(self) -> Iterator[QuestionRow]:
        """The rows that are made already and shown."""
        for block in self._blocks:
            if not block.isHidden():
                yield from (one for one in block.made() if not one.isHidden())

    def commit(self) -> None:
        """Store whatever is being typed, and what was drawn without the keyboard ever being there."""
        current = self.current_row()
        for one in list(self._made()):
            if one is current or one.field.is_edited():
                one.commit()

    # -- rows ---------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[QuestionRow]:
        """The rows shown now, in the order of reading."""
        self._refresh_stale(all_of_them=True)
        for block in self._blocks:
            if not block.isHidden():
                yield from block.rows()

    def current_row(self) -> QuestionRow | None:
        """The row with the keyboard."""
        found: QWidget | None = self.window().focusWidget()
        while found is not None and found is not self:
            if isinstance(found, QuestionRow):
                return found if self.isAncestorOf(found) else None
            found = found.parentWidget()
        return None

    def repeat(self) -> RepeatBlock | None:
        """The table that the keys Insert and Delete are about: the one with the keyboard, else the section's."""
        shown = [one for one in self._page.findChildren(RepeatBlock) if one.isVisible()]
        focus = self.window().focusWidget()
        inside = [one for one in shown if focus is not None and one.isAncestorOf(focus)]
        if inside:
            return inside[-1]
        return shown[0] if shown else None

    def go_to(self, ref: str) -> bool:
        """Put the keyboard into a question (or a row's first), scrolled into sight."""
        if not any(block.reveal(ref) for block in self._blocks):
            return False
        for one in self.rows():
            if ref in (one.ref, one.unit_ref) or one.ref.startswith(f"{ref}/"):
                if one.unit_ref == ref and one.unit_field is not None:
                    one.unit_field.focus_target().setFocus(Qt.FocusReason.TabFocusReason)
                elif one.can_take_focus():
                    one.take_focus()
                else:
                    continue
                self.show_row(one)
                return True
        return False

    def show_row(self, one: QuestionRow) -> None:
        """Scroll so that a row is wholly in sight."""
        self.ensureWidgetVisible(one, 0, 24)
