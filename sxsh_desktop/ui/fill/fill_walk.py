"""How the keyboard walks through a form: questions, open questions, sections, problems, panes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui.fill.fields.number_field import NumberField
from sxsh_desktop.ui.fill.fill_head import FillHead
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.problem_pane import ProblemPane
from sxsh_desktop.ui.fill.question_row import QuestionRow
from sxsh_desktop.ui.fill.section_tree import SectionTree
from sxsh_desktop.ui.fill.section_view import SectionView


class Walking(QWidget):
    """The part of the fill window that moves; the window makes the parts that it moves through."""

    head: FillHead
    tree: SectionTree
    view: SectionView
    pane: ProblemPane

    def __init__(self, model: FillModel, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.model = model
        self._current: QuestionRow | None = None

    def _refresh(self) -> None:
        """Read sections and problems anew."""
        raise NotImplementedError

    def _here(self) -> str:
        row = self._current
        if row is not None:
            return row.ref_under(self.focusWidget())
        return self.view.section.ref if self.view.section is not None else ""

    def open_section(self, place: int) -> bool:
        """Open the section at a place and put the keyboard into its first question."""
        sections = self.model.sections()
        if not 0 <= place < len(sections):
            return False
        self._open(sections[place].ref)
        self._focus_first()
        return True

    def _open(self, ref: str) -> None:
        section = next((one for one in self.model.sections() if one.ref == ref), None)
        if section is not None:
            self._current = None
            self.view.open(section)
            repeat = self.view.repeat()
            self.tree.stand_at(ref, repeat.current if repeat is not None else "")

    def _focus_first(self, *, last: bool = False) -> None:
        rows = self.view.rows()  # made as they are asked for: the first one does not wait for all
        for row in reversed(list(rows)) if last else rows:
            if row.can_take_focus():
                row.take_focus()
                return

    def go(self, ref: str) -> bool:
        """Go to a section, a row or a question, wherever it is."""
        if not ref:
            return False
        section = self.model.section_of(ref)
        if not section:
            return False
        if self.view.section is None or self.view.section.ref != section:
            self._open(section)
        if ref == section or not self.view.go_to(ref):
            self._focus_first()
        return True

    # -- walking ------------------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Enter and Shift+Enter: the next or previous question, over the ends of rows and sections."""
        rows = [row for row in self.view.rows() if row.can_take_focus()]
        here = self.view.current_row()
        place = rows.index(here) + by if here in rows else 0
        repeat = self.view.repeat()
        if repeat is not None and here is not None and here in list(repeat.rows()):
            inner = [row for row in repeat.rows() if row.can_take_focus()]
            at = inner.index(here) + by if here in inner else 0
            if not 0 <= at < len(inner) and repeat.step(by):
                found = [row for row in repeat.rows() if row.can_take_focus()]
                if found:
                    found[0 if by > 0 else -1].take_focus()
                return
        if 0 <= place < len(rows):
            rows[place].take_focus()
        elif self.step_section(by):
            self._focus_first(last=by < 0)
        elif by > 0:
            self.head.say_saved(words(_("This was the last question. Ctrl+Enter: check and complete")))

    def step_section(self, by: int) -> bool:
        """Ctrl+PgDn and Ctrl+PgUp; False when there is no such section."""
        self.view.commit()
        refs = [one.ref for one in self.model.sections()]
        here = self.view.section.ref if self.view.section is not None else ""
        return self.open_section((refs.index(here) if here in refs else 0) + by)

    def step_open(self, by: int) -> None:
        """Ctrl+Down and Ctrl+Up: the next question without an answer, round the end."""
        self.view.commit()
        refs = self.model.reads.all_questions()
        here = refs.index(self._here()) if self._here() in refs else (-1 if by > 0 else len(refs))
        order = (
            [*refs[here + 1 :], *refs[: max(here, 0)]]
            if by > 0
            else [*refs[:here][::-1], *refs[here + 1 :][::-1]]
        )
        found = next((ref for ref in order if self.model.is_open(ref)), "")
        if found:
            self.go(found)
        else:
            self.head.say_saved(words(_("Every question has an answer")))

    def step_problem(self, by: int) -> None:
        """F7 and Shift+F7."""
        self.view.commit()
        self._refresh()
        self.go(self.pane.beside(self._here(), by))

    def next_pane(self, by: int) -> None:
        """F6 and Shift+F6: sections, questions, problems, in a ring."""
        panes: list[QWidget] = [
            self.tree.view,
            self.view,
            *([self.pane.view] if self.pane.isVisible() else []),
        ]
        focus = self.focusWidget()
        here = next(
            (at for at, one in enumerate(panes) if focus is one or (focus and one.isAncestorOf(focus))), 0
        )
        target = panes[(here + by) % len(panes)]
        if target is not self.view:
            target.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._current is None or not self.go(self._current.ref):
            self._focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter walks on, Esc leaves the field as it was."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape:
            row = self.view.current_row()
            if row is not None:
                row.revert()
        else:
            super().keyPressEvent(event)

    def _enter(self, back: bool) -> None:
        row, focus = self.view.current_row(), self.focusWidget()
        if row is None:
            return
        field = row.field
        if isinstance(focus, QAbstractButton) and focus is not field.focus_target():
            focus.click()  # where a button is the field itself (a photo), Enter goes on and Space presses it
            return
        if isinstance(field, NumberField):
            field.commit()
            if field.in_doubt and field.just_asked:
                field.just_asked = False
                return
            field.confirm()
        row.commit()
        self._step_in_row(row, focus, back)

    def _step_in_row(self, row: QuestionRow, focus: QWidget | None, back: bool) -> None:
        unit = row.unit_field
        beside = unit is not None and focus is not None and unit.isAncestorOf(focus)
        if unit is not None and not beside and not back and not self.model.draft.value(row.unit_ref):
            unit.focus_target().setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.step(-1 if back else 1)
