"""What stands under a question: reading back, question of the department, problems, reason, note, absent answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.fill_values import Control, Problem, Severity
from sxsh_desktop.ui.fill.fields.field import Field
from sxsh_desktop.ui.fill.fields.number_field import NumberField
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.fill_words import kept_together
from sxsh_desktop.ui.fill.media_strip import MediaStrip
from sxsh_desktop.ui.fill.row_parts import AbsentLine, KeptLine, WriteLine
from sxsh_desktop.ui.widgets.buttons import ordinary
from sxsh_desktop.ui.widgets.states import Hint

_NOTE = "note"
_NEVER_ABSENT = (Control.NOTE, Control.HIDDEN, Control.ACKNOWLEDGE)


class Under(QWidget):
    """The lines under one row; each is made when it is first needed."""

    def __init__(self, model: FillModel, ref: str, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._ref, self._field = model, ref, field
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._hints: list[tuple[tuple[str, str], Hint]] = []
        self._absent: AbsentLine | None = None
        self._kept: dict[str, KeptLine] = {}
        self._writing: WriteLine | None = None
        self._current = False
        field.under_made.connect(self._take_under)
        self._take_under()
        self._media: MediaStrip | None = None
        media = model.reads.media(ref)
        if media:
            self._media = MediaStrip(media, self)
            self._layout.insertWidget(0, self._media)
        asked = model.questions.get(ref)
        if asked:
            self._layout.addWidget(Hint(words(_("The department asks: {question}"), question=asked), "ask"))

    def _take_under(self) -> None:
        if self._field.under is not None:
            self._layout.insertWidget(0, self._field.under)

    @property
    def may_be_absent(self) -> bool:
        """Whether a person may say why there is no answer: not where the list has such choices itself."""
        question = self._model.reads.question(self._ref)
        if question.control in _NEVER_ABSENT or self._model.reads.is_readonly(self._ref):
            return False
        return not any(choice.absent for choice in self._model.reads.choices(self._ref)[:20])

    # -- showing ------------------------------------------------------------------------------------------

    def refresh(self, problems: list[Problem]) -> None:
        """Show the lines that the record asks for now."""
        draft = self._model.draft
        shown = [one for one in problems if not self._is_in_doubt(one)]
        self._show_hints(shown)
        for ref in (self._ref, *draft.session.told_at(self._ref)):
            accepted = draft.session.accepted(ref)
            said = words(_("Kept with the reason: {reason}"), reason=accepted) if accepted else ""
            self._show_kept(ref, "check", "ok", said)
        self._show_kept(_NOTE, "note", "dim", draft.session.note(self._ref))
        self._show_absent()
        self.setVisible(self._has_lines())

    def _is_in_doubt(self, problem: Problem) -> bool:
        """The reading back says it already."""
        return problem.code == "type" and isinstance(self._field, NumberField) and self._field.in_doubt

    def _has_lines(self) -> bool:
        under = self._field.under
        parts: list[QWidget | None] = [self._media, self._absent, self._writing, *self._kept.values()]
        shown = any(part is not None and not part.isHidden() for part in parts)
        asked = bool(self._model.questions.get(self._ref))
        return shown or asked or bool(self._hints) or (under is not None and not under.isHidden())

    def _show_hints(self, problems: list[Problem]) -> None:
        wanted = [(one.severity.value, one.message) for one in problems]
        if wanted == [key for key, _hint in self._hints]:
            return
        for _key, hint in self._hints:
            self._layout.removeWidget(hint)
            hint.hide()
            hint.deleteLater()
        self._hints = []
        for problem, key in zip(problems, wanted, strict=True):
            hint = Hint(
                kept_together(problem.message), "warn" if problem.severity is Severity.SOFT else "bad"
            )
            if problem.severity is Severity.SOFT:
                hint.set_button(
                    ordinary(words(_("It is right, give the reason…")), partial(self._reason, problem.ref))
                )
            above = (self._field.under is not None) + bool(self._model.questions.get(self._ref))
            self._layout.insertWidget(len(self._hints) + above, hint)
            self._hints.append((key, hint))

    def _show_kept(self, name: str, icon: str, role: str, text: str) -> None:
        line = self._kept.get(name)
        if line is None:
            if not text:
                return
            line = self._kept[name] = KeptLine(icon, role, words(_("Take it out")), self)
            line.taken_out.connect(lambda: self._take_out(name))
            self._layout.addWidget(line)
        line.said.setText(text)
        line.setVisible(bool(text))

    def _take_out(self, name: str) -> None:
        if name == _NOTE:
            self._model.set_note(self._ref, "")
        else:
            self._model.accept_soft(name, "")

    def set_current(self, on: bool) -> None:
        """The keyboard came to this question, or went."""
        if on == self._current:
            return
        self._current = on
        self._show_absent()
        self.setVisible(self._has_lines())

    def _show_absent(self) -> None:
        wanted = self._current and self.may_be_absent and not self._model.draft.absent(self._ref)
        if self._absent is None:
            if not wanted:
                return
            self._absent = AbsentLine(isinstance(self._field, NumberField), self)
            self._absent.chosen.connect(self._choose)
            self._layout.addWidget(self._absent)
        self._absent.setVisible(wanted)

    def _choose(self, reason: str) -> None:
        row = self.parentWidget()
        choose = getattr(row, "choose_absent", None)
        if callable(choose):
            choose(reason)

    # -- writing ------------------------------------------------------------------------------------------

    def _reason(self, ref: str) -> None:
        lead = words(_("Why is it right? Write it in a sentence"))
        self._write(lead, "", words(_("Keep the reason")), lambda text: self._model.accept_soft(ref, text))

    def write_note(self, lead: str = "") -> None:
        """Ctrl+M: a line for the officer's note."""
        text = self._model.draft.session.note(self._ref)
        lead = lead or words(_("Note on this answer"))
        self._write(lead, text, words(_("Keep the note")), lambda said: self._model.set_note(self._ref, said))

    def _write(self, lead: str, text: str, keep: str, done: Callable[[str], object]) -> None:
        self._stop_writing(back=False)
        self._writing = WriteLine(lead, text, keep, self)
        self._layout.addWidget(self._writing)
        self.show()
        self._writing.edit.setFocus(Qt.FocusReason.OtherFocusReason)

        def written(said: str) -> None:
            self._stop_writing()
            if said or text:
                done(said)

        self._writing.written.connect(written)
        self._writing.left.connect(self._stop_writing)

    def _stop_writing(self, *, back: bool = True) -> None:
        if self._writing is None:
            return
        self._layout.removeWidget(self._writing)
        self._writing.hide()
        self._writing.deleteLater()
        self._writing = None
        if back:
            self._field.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        self.setVisible(self._has_lines())
