"""The fill window: head, sections, questions, problems; and how the keyboard walks through them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.ui import memory
from sxsh_desktop.ui.fill.asked import asked_in_order, asked_note
from sxsh_desktop.ui.fill.fields.media_field import MediaField
from sxsh_desktop.ui.fill.fill_finish import Finishing
from sxsh_desktop.ui.fill.fill_head import FillHead
from sxsh_desktop.ui.fill.fill_keys import bind_keys
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.fill_walk import Walking
from sxsh_desktop.ui.fill.fill_words import saved_words
from sxsh_desktop.ui.fill.oddities import Oddities
from sxsh_desktop.ui.fill.paste_dialog import paste_into, read_into
from sxsh_desktop.ui.fill.problem_pane import ProblemPane
from sxsh_desktop.ui.fill.question_row import QuestionRow
from sxsh_desktop.ui.fill.section_tree import SectionTree
from sxsh_desktop.ui.fill.section_view import SectionView
from sxsh_desktop.ui.say import form_title, without_letter
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.widgets.buttons import flat
from sxsh_desktop.ui.widgets.dialogs import tell

_WIDE = 1240
_LEAST = (960, 560)
_MOUSE_WAIT, _STAND_WAIT, _REFRESH_WAIT = 60, 400, 40
_GEOMETRY = "fill/geometry"


class FillWindow(Walking):
    """A window of its own over one open draft. Signals: closed(draft id), finished(record id).

    `before_finish` is asked before the draft is made final; False keeps it open.
    """

    closed = Signal(str)
    finished = Signal(str)

    def __init__(
        self,
        desk: Desk,
        draft: OpenDraft,
        about: str = "",
        questions: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
        *,
        before_finish: Callable[[OpenDraft], bool] | None = None,
    ) -> None:
        super().__init__(FillModel(desk, draft, questions), parent)
        self.before_finish = before_finish
        self.model.setParent(self)
        self._about = about if about != draft.head.title else ""
        self._pane_wanted: bool | None = None
        self._done = False
        self.setMinimumSize(*_LEAST)
        self.setWindowTitle(
            words(_("Filling in – {form}"), form=form_title(draft.form.form_id, draft.form.title))
        )
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._later = self._timer(_REFRESH_WAIT, self._refresh)
        self._standing = self._timer(_STAND_WAIT, self._stand)
        self._mouse = self._timer(_MOUSE_WAIT, self._focus_settled)
        self.oddities = Oddities(self.model, self)
        self._build()
        bind_keys(self)
        self.model.changed.connect(lambda _refs: self._later.start())
        self.model.saved.connect(lambda text: self.head.say_saved(text))
        self.model.refused.connect(self._tell)
        QApplication.instance().focusChanged.connect(self._focus_changed)  # type: ignore[union-attr]
        current.notice().changed.connect(self._retint)
        self._restore_place()
        if draft.head.changed_at:
            self.head.say_saved(saved_words(datetime.fromisoformat(draft.head.changed_at)))
        self.stand_where_left()

    def _timer(self, wait: int, act: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(act)
        return timer

    # -- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        model = self.model
        self.head = FillHead(form_title(model.draft.form.form_id, model.draft.form.title), self._told())
        self.tree = SectionTree(model)
        self.view = SectionView(model)
        self.pane = ProblemPane(model)
        languages = model.draft.form.languages
        for other in languages if len(languages) > 1 else ():
            if other != model.draft.session.language:
                name = other.partition(" (")[0]
                self.tree.body.addWidget(flat(name, partial(self.use_language, other), "form"))
        self._body = QWidget()
        line = QHBoxLayout(self._body)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.tree)
        line.addWidget(self.view, 1)
        line.addWidget(self.pane)
        self._outer.addWidget(self.head)
        if (note := asked_note(model, self.go)) is not None:
            self._outer.addWidget(note)
        self._outer.addWidget(self._body, 1)
        self._connect()
        self._show_pane()

    def _told(self) -> str:
        """What the record is about: the facility that was named, else what the record calls itself by now."""
        draft = self.model.draft
        name = draft.session.instance_name() or draft.form.title
        return self._about or without_letter(draft.form.form_id, name)

    def _connect(self) -> None:
        self.tree.opened.connect(self.go)
        self.pane.chosen.connect(self.go)
        self.pane.closed.connect(self.toggle_problems)
        self.view.row_shown.connect(self._row_shown)
        self.view.paste_wanted.connect(lambda table: paste_into(self.model, table, self))
        self.view.file_wanted.connect(lambda table: read_into(self.model, table, self))
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
        self.head.show()
        self._body.show()
        self.go(ref)
        self._refresh()

    def _retint(self) -> None:
        if not self._done:
            self.view.refresh_all()
            self.tree.refresh()

    # -- where the person is ------------------------------------------------------------------------------

    def stand_where_left(self) -> None:
        """The question where the draft was left, else the first that the department asks about, else the start."""
        asked = asked_in_order(self.model)
        self.go(self.model.draft.position) or self.go(asked[0] if asked else "") or self.open_section(0)
        self._refresh()

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
        if self.model.busy or QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
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
        if self.model.busy:
            self._standing.start()
        elif not self._done:
            self.model.stand_at(self._here())

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
        self.head.say_left(words(_("No photo is asked for in this section")))

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

    def show_help(self) -> None:
        """F1."""
        from sxsh_desktop.ui.shell.help import Help

        Help("fill", words(_("Filling in")), self).run()

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
        if self.model.busy:
            self._later.start()
            return
        self.tree.refresh()
        self.pane.refresh()
        self.head.about.setText(self._told())
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
        self.oddities.stop()
        for timer in (self._later, self._standing, self._mouse):
            timer.stop()
        super().closeEvent(event)
        self.closed.emit(self.model.draft.draft_id)
