"""The fill window: head, sections, questions, problems; and how the keyboard walks through them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QVBoxLayout, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.ui import memory
from sxsh_desktop.ui.fill.fields.media_field import MediaField
from sxsh_desktop.ui.fill.fields.number_field import NumberField
from sxsh_desktop.ui.fill.fill_finish import Finishing
from sxsh_desktop.ui.fill.fill_head import FillHead
from sxsh_desktop.ui.fill.fill_keys import bind_keys
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.fill_words import saved_words
from sxsh_desktop.ui.fill.paste_dialog import paste_into
from sxsh_desktop.ui.fill.problem_pane import ProblemPane
from sxsh_desktop.ui.fill.question_row import QuestionRow
from sxsh_desktop.ui.fill.section_tree import SectionTree
from sxsh_desktop.ui.fill.section_view import SectionView
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.widgets.buttons import flat
from sxsh_desktop.ui.widgets.dialogs import tell

_WIDE = 1240
_LEAST = (960, 560)
_MOUSE_WAIT, _STAND_WAIT, _REFRESH_WAIT = 60, 400, 40
_GEOMETRY = "fill/geometry"


class FillWindow(QWidget):
    """A window of its own over one open draft. Signals: closed(draft id), finished(record id)."""

    closed = Signal(str)
    finished = Signal(str)

    def __init__(
        self,
        desk: Desk,
        draft: OpenDraft,
        about: str = "",
        questions: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.model = FillModel(desk, draft, questions, self)
        self._about = about or draft.head.title
        self._pane_wanted: bool | None = None
        self._current: QuestionRow | None = None
        self._done = False
        self.setMinimumSize(*_LEAST)
        self.setWindowTitle(words(_("Filling in – {form}"), form=draft.form.title))
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._later = self._timer(_REFRESH_WAIT, self._refresh)
        self._standing = self._timer(_STAND_WAIT, self._stand)
        self._mouse = self._timer(_MOUSE_WAIT, self._focus_settled)
        self._build()
        bind_keys(self)
        self.model.changed.connect(lambda _refs: self._later.start())
        self.model.saved.connect(lambda text: self.head.say_saved(text))
        self.model.refused.connect(self._tell)
        QApplication.instance().focusChanged.connect(self._focus_changed)  # type: ignore[union-attr]
        current.notice().changed.connect(self._retint)
        self._restore_place()
        self.stand_where_left()

    def _timer(self, wait: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(act)
        return timer

    # -- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        model = self.model
        self.head = FillHead(model.draft.form.title, self._about)
        self.tree = SectionTree(model)
        self.view = SectionView(model)
        self.pane = ProblemPane(model)
        languages = model.draft.form.languages
        if len(languages) > 1:
            other = next(one for one in languages if one != model.draft.session.language)
            name = other.partition(" (")[0]
            self.tree.body.addWidget(flat(name, lambda: self.use_language(other), "form"))
        self._body = QWidget()
        line = QHBoxLayout(self._body)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.tree)
        line.addWidget(self.view, 1)
        line.addWidget(self.pane)
        self._outer.addWidget(self.head)
        self._outer.addWidget(self._body, 1)
        self._connect()
        self._show_pane()

    def _connect(self) -> None:
        self.tree.opened.connect(self.go)
        self.pane.chosen.connect(self.go)
        self.pane.closed.connect(self.toggle_problems)
        self.view.row_shown.connect(self._row_shown)
        self.view.paste_wanted.connect(lambda table: paste_into(self.model, table, self))
        head = self.head
        head.undo.connect(self.undo)
        head.redo.connect(self.redo)
        head.note.connect(self.write_note)
        head.photo.connect(self.add_photo)
        head.problems.connect(self.toggle_problems)
        head.leave.connect(self.close)
        head.complete.connect(self.complete)

    def use_language(self, language: str) -> None:
        """Show the form in another language; the person stays where they are."""
        self.view.commit()
        ref = self._here()
        self.model.set_language(language)
        self._rebuild(ref)

    def _rebuild(self, ref: str) -> None:
        self._current = None
        for old in (self.head, self._body):
            self._outer.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._build()
        self.go(ref)
        self._refresh()

    def _retint(self) -> None:
        if not self._done:
            self.view.refresh_all()
            self.tree.refresh()

    # -- where the person is ------------------------------------------------------------------------------

    def stand_where_left(self) -> None:
        """The question where the draft was left, else the first section."""
        self.go(self.model.draft.position) or self.open_section(0)
        self._refresh()

    def _here(self) -> str:
        row = self._current
        if row is not None:
            return row.ref
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

    def _focus_first(self) -> None:
        for row in self.view.rows():
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

    def _row_shown(self, ref: str) -> None:
        if self.view.section is not None:
            self.tree.stand_at(self.view.section.ref, ref)

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new):
            self._mouse.setInterval(_MOUSE_WAIT)
            if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
                self._focus_settled()
            else:
                self._mouse.start()  # a line that moves away under a pressed mouse would lose the click

    def _focus_settled(self) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._mouse.start()
            return
        row = self.view.current_row()
        if row is self._current or row is None:
            return
        if self._current is not None:
            self._leave(self._current)
        self._current = row
        row.set_current(True)
        QTimer.singleShot(0, self._show_current)
        self._standing.start()

    @staticmethod
    def _leave(row: QuestionRow) -> None:
        try:
            row.set_current(False)
        except RuntimeError:  # the row went with its section
            return

    def _show_current(self) -> None:
        row = self.view.current_row()
        if row is not None:
            self.view.show_row(row)

    def _stand(self) -> None:
        if not self._done:
            self.model.stand_at(self._here())

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
        else:
            self.step_section(by)

    def step_section(self, by: int) -> None:
        """Ctrl+PgDn and Ctrl+PgUp."""
        self.view.commit()
        refs = [one.ref for one in self.model.sections()]
        here = self.view.section.ref if self.view.section is not None else ""
        self.open_section((refs.index(here) if here in refs else 0) + by)

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
        if isinstance(focus, QAbstractButton) and not focus.isCheckable():
            focus.click()
            return
        field = row.field
        if isinstance(field, NumberField):
            if field.in_doubt and not field.is_edited():
                field.confirm()
            else:
                field.commit()
                if field.in_doubt:
                    return
        row.commit()
        self._step_in_row(row, focus, back)

    def _step_in_row(self, row: QuestionRow, focus: QWidget | None, back: bool) -> None:
        unit = row.unit_field
        beside = unit is not None and focus is not None and unit.isAncestorOf(focus)
        if unit is not None and not beside and not back and not self.model.draft.value(row.unit_ref):
            unit.focus_target().setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.step(-1 if back else 1)

    # -- acts ---------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Ctrl+Z."""
        self.view.commit()
        self._after_undo(self.model.undo())

    def redo(self) -> None:
        """Ctrl+Y."""
        self._after_undo(self.model.redo())

    def _after_undo(self, ref: str) -> None:
        if ref and self.model.draft.session.has(ref) and ref != self._here():
            self.go(ref)

    def choose_absent(self, reason: str) -> None:
        """Alt+1 … Alt+4."""
        row = self.view.current_row()
        if row is not None:
            row.choose_absent(reason)

    def write_note(self) -> None:
        """Ctrl+M."""
        row = self._current
        if row is not None:
            row.under.write_note()

    def add_photo(self) -> None:
        """Ctrl+I: the photo question here, or the next one of the section."""
        rows = list(self.view.rows())
        at = rows.index(self._current) if self._current in rows else 0
        for row in [*rows[at:], *rows[:at]]:
            if isinstance(row.field, MediaField) and row.can_take_focus():
                row.take_focus()
                row.field.open_dialog()
                return
        self.head.say_saved(words(_("No photo is asked for in this section")))

    def repeat_last(self) -> None:
        """F9."""
        row = self.view.current_row()
        if row is not None:
            row.repeat_last()

    def add_row(self) -> None:
        """Insert."""
        self.view.commit()
        repeat = self.view.repeat()
        if repeat is not None:
            repeat.add_row()

    def say_saved(self) -> None:
        """Ctrl+S: there is nothing to do, and it says so."""
        self.view.commit()
        self.head.say_saved(saved_words(self.model.desk.clock()))

    def toggle_problems(self) -> None:
        """F8."""
        self._pane_wanted = not self.pane.isVisibleTo(self)
        self._show_pane()

    def complete(self) -> None:
        """Ctrl+Enter: check, then finish or show what stands in the way."""
        self.view.commit()
        Finishing(self).start()

    def done(self, record_id: str) -> None:
        """The record is final: nothing more is written, the window goes."""
        self._done = True
        self.finished.emit(record_id)
        self.close()

    # -- staying up to date -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if self._done:
            return
        self.tree.refresh()
        self.pane.refresh()
        self.head.show_undo(self.model.draft.can_undo, self.model.draft.can_redo)
        self._show_pane()

    def _show_pane(self) -> None:
        wanted = self._pane_wanted if self._pane_wanted is not None else self.width() >= _WIDE
        self.pane.setVisible(wanted)
        self.head.show_count(len(self.pane.lines.lines), not wanted)

    def show_problems(self) -> None:
        """After a check that found something."""
        self._pane_wanted = True
        self._refresh()

    def _tell(self, error: UserError) -> None:
        tell(error, words(_("This was not kept")), self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_pane()

    def _restore_place(self) -> None:
        if not self.restoreGeometry(memory.get_bytes(_GEOMETRY)):
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Store what is being typed and where the person stands."""
        memory.put_bytes(_GEOMETRY, self.saveGeometry())
        if not self._done:
            self.view.commit()
            self.model.stand_at(self._here())
        self._done = True
        for timer in (self._later, self._standing, self._mouse):
            timer.stop()
        super().closeEvent(event)
        self.closed.emit(self.model.draft.draft_id)
