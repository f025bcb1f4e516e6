"""One question: number, label, field, unit, last period, and what stands under them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.fill_values import Control
from sxsh_desktop.ui.fill.fields.field import VALUE, VALUE_AND_UNIT, WHOLE_LINE, Field
from sxsh_desktop.ui.fill.fields.make import make_field
from sxsh_desktop.ui.fill.fields.media_field import MediaField
from sxsh_desktop.ui.fill.fields.number_field import NumberField
from sxsh_desktop.ui.fill.fields.show_field import NoteField, ShownField
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.painted import Run, Stack, TextBlock, UnitBox
from sxsh_desktop.ui.fill.row_grid import AT_LABEL, AT_LAST, AT_NUMBER, AT_UNIT, AT_VALUE, RowGrid
from sxsh_desktop.ui.fill.row_parts import AbsentBox
from sxsh_desktop.ui.fill.row_under import Under

_STAYS = "\u00a0"  # a blank at which no line ends


class ColumnHeads(RowGrid):
    """ "Kỳ này" over the fields and "Kỳ trước" over the earlier answers beside them."""

    def __init__(self, model: FillModel, parent: QWidget | None = None) -> None:
        super().__init__(model.reads.compares(), parent)
        for text, at in ((words(_("This time")), AT_VALUE), (words(_("Last time")), AT_LAST)):
            head = TextBlock("small")
            head.say(Run(text, "dim"))
            self.put(head, 0, at)


class QuestionRow(RowGrid):
    """Binds one question of the record to its field; the words beside it are painted."""

    def __init__(self, model: FillModel, ref: str, parent: QWidget | None = None) -> None:
        super().__init__(model.reads.compares(), parent)
        self.model, self.ref = model, ref
        self.unit_ref = model.reads.unit_question(ref)
        self._absent: AbsentBox | None = None
        self._under: Under | None = None
        self._bold = False
        self._media = bool(model.reads.media(ref))
        self.unit_field: Field | None = None
        self.unit_box: UnitBox | None = None
        self.number, self.words, self.hint = TextBlock("small", 9), TextBlock(top=7), TextBlock("small")
        self.last = TextBlock(top=7)
        self.field = self._make_field()
        self.put(self.number, 0, AT_NUMBER)
        self.put(Stack((self.words, self.hint)), 0, AT_LABEL, 4 if isinstance(self.field, NoteField) else 1)
        self._span = self.field.columns
        self._place_field()
        self.refresh()

    @property
    def under(self) -> Under:
        """What stands under the question; made when it is first needed."""
        if self._under is None:
            self._under = Under(self.model, self.ref, self.field, self)
            self.put(self._under, 1, AT_LABEL, 4)
            if self.isVisible():
                self._under.show()
        return self._under

    @property
    def shows_last(self) -> bool:
        """Whether an earlier answer stands beside the field."""
        return bool(self.last.text())

    # -- making -------------------------------------------------------------------------------------------

    def _make_field(self) -> Field:
        reads, ref = self.model.reads, self.ref
        spec = reads.spec(ref)
        question = reads.question(ref)
        if question.calculate and question.control is not Control.NOTE:
            return ShownField(spec, self)
        field = make_field(spec, reads.choice_count(ref), self.model.desk.clock, self)
        field.set_choices(reads.choices(ref))
        field.answered.connect(lambda text: self.model.set(ref, text))
        if isinstance(field, MediaField):
            field.file_given.connect(self._attach)
        return field

    def _attach(self, file: Path) -> None:
        self.model.attach(self.ref, file)

    def _place_field(self) -> None:
        if isinstance(self.field, NoteField):
            self.field.hide()
            return
        self.put(self.field, 0, AT_VALUE, self._span)
        self.put(self.last, 0, AT_LAST)
        if self._span == VALUE:
            self._place_unit()

    def _place_unit(self) -> None:
        if not self.unit_ref:
            self.unit_box = UnitBox()
            self.put(self.unit_box, 0, AT_UNIT)
            return
        unit_ref = self.unit_ref
        self.unit_field = make_field(self.model.reads.spec(unit_ref), 99, self.model.desk.clock, self)
        self.unit_field.answered.connect(lambda text: self.model.set(unit_ref, text))
        self.put(self.unit_field, 0, AT_UNIT)

    # -- showing ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the question as the record has it now."""
        reads, ref, draft = self.model.reads, self.ref, self.model.draft
        found = reads.problems_at(ref, self.model.checked)
        if self.unit_ref:
            found += reads.problems_at(self.unit_ref, self.model.checked)
        grade = "hard" if any(one.severity.value != "soft" for one in found) else "soft" if found else ""
        changed = self._show_lead(bool(found))
        readonly = reads.is_readonly(ref)
        self.field.set_choices(reads.choices(ref))
        if not self.field.is_edited():
            self._show_answer(draft.value(ref))
        changed = self._fit_field() or changed
        self.field.set_readonly(readonly)
        self.field.set_grade(grade)
        changed = self._show_unit() or changed
        self._show_absent(draft.absent(ref))
        changed = self._show_last(grade) or changed
        if changed:
            self.settle()
        if found or self._under is not None or self._says_more():
            self.under.refresh(found)

    def _fit_field(self) -> bool:
        """A long answer gets the whole line; the earlier one then stands under the label."""
        span = self.field.columns
        if span == self._span or isinstance(self.field, NoteField):
            return False
        self._span = span
        self.span(self.field, span)
        self._show_lead(self._bold)
        return True

    def _says_more(self) -> bool:
        """Whether something stands under the question besides problems."""
        session, asked = self.model.draft.session, self.model.questions.get(self.ref)
        kept = any(session.accepted(ref) for ref in (self.ref, *session.told_at(self.ref)))
        return bool(asked or self._media or self.field.under or kept or session.note(self.ref))

    def _show_lead(self, bold: bool) -> bool:
        reads, ref, self._bold = self.model.reads, self.ref, bold
        number, text = reads.number(ref), self.model.draft.label(ref)
        must = reads.is_required(ref) and not isinstance(self.field, NoteField)
        changed = self.words.say(Run(text, bold=bold), Run(f"{_STAYS}*" if must else "", "bad", bold))
        changed = self.number.say(Run(number, "dim")) or changed
        parts = (reads.hint(ref), self.model.draft.session.guidance(ref), self._last_in_lead())
        changed = self.hint.say(Run("\n".join(part for part in parts if part), "dim")) or changed
        spoken = words(_("{question}, must be answered"), question=text) if must else text
        self.field.set_name(f"{number} {spoken}".strip())
        self.setAccessibleName(f"{number} {text}".strip())
        self.setAccessibleDescription(self.hint.text())
        return changed

    def _last_in_lead(self) -> str:
        """The earlier answer of a field that leaves no column for it."""
        if self.field.columns < WHOLE_LINE or not self.model.reads.compares():
            return ""
        earlier = self.model.reads.previous(self.ref)
        return words(_("Last time: {answer}"), answer=earlier.shown) if earlier is not None else ""

    def _show_answer(self, text: str) -> None:
        if isinstance(self.field, MediaField):
            self.field.show_file(text, self.model.draft.file(self.ref) if text else None)
        elif isinstance(self.field, ShownField):
            self.field.show_words(text, self.model.reads.shown(self.ref))
        else:
            self.field.show_value(text)

    def _show_unit(self) -> bool:
        reads = self.model.reads
        if self.unit_box is not None:
            return self.unit_box.say(reads.unit(self.ref))
        if self.unit_field is not None:
            self.unit_field.set_choices(reads.choices(self.unit_ref))
            if not self.unit_field.is_edited():
                self.unit_field.show_value(self.model.draft.value(self.unit_ref))
            self.unit_field.set_name(f"{reads.number(self.unit_ref)} {self.model.draft.label(self.unit_ref)}")
            broken = reads.problems_at(self.unit_ref, self.model.checked)
            self.unit_field.set_grade("hard" if broken else "")
        return False

    def _show_absent(self, reason: str) -> None:
        if self._absent is None:
            if not reason:
                return
            self._absent = AbsentBox(self)
            self._absent.taken_back.connect(self.take_absent_back)
            span = min(self.field.columns, VALUE_AND_UNIT)
            self.put(self._absent, 0, AT_VALUE, span)
        had = self.holds_focus()
        self._absent.say(reason)
        self._absent.setVisible(bool(reason))
        self.field.setVisible(not reason)
        self._absent.setAccessibleName(self.field.accessibleName())
        if had and not self.holds_focus():
            self.take_focus()

    def _show_last(self, grade: str) -> bool:
        beside = self._span < WHOLE_LINE and self.model.reads.compares()
        earlier = self.model.reads.previous(self.ref) if beside else None
        if earlier is None:
            self.last.tip = ""
            return self.last.say()
        warned = grade == "soft"
        self.last.tip = words(_("Visit of {day}"), day=earlier.day)
        change = f"  {earlier.change.replace(' ', _STAYS)}" if earlier.change else ""
        return self.last.say(Run(earlier.shown, "dim"), Run(change, "warn" if warned else "dim", warned))

    # -- the keyboard -------------------------------------------------------------------------------------

    def holds_focus(self) -> bool:
        """Whether the keyboard is in this row."""
        inside = self.window().focusWidget() if self.window() is not None else None
        return inside is not None and (inside is self or self.isAncestorOf(inside))

    def ref_under(self, focus: QWidget | None) -> str:
        """The question that the keyboard is in: this one, or the unit beside its number."""
        unit = self.unit_field
        beside = unit is not None and focus is not None and isValid(unit) and unit.isAncestorOf(focus)
        return self.unit_ref if beside else self.ref

    def can_take_focus(self) -> bool:
        """Whether there is anything to fill in."""
        if isinstance(self.field, NoteField | ShownField):
            return False
        return self.isVisibleTo(self.window()) and not self.model.reads.is_readonly(self.ref)

    def take_focus(self) -> None:
        """Put the keyboard into the field."""
        shown = self._absent is not None and bool(self.model.draft.absent(self.ref))
        target = self._absent if shown and self._absent is not None else self.field.focus_target()
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def set_current(self, on: bool) -> None:
        """The keyboard came or went."""
        on = on and self.can_take_focus()
        if on or self._under is not None:
            self.under.set_current(on)

    def commit(self) -> None:
        """Store what is being typed."""
        self.field.commit()
        if self.unit_field is not None:
            self.unit_field.commit()

    def revert(self) -> bool:
        """Esc: show again what is stored; False when nothing was typed."""
        if not self.field.is_edited():
            return False
        self.field.revert()
        return True

    def choose_absent(self, reason: str) -> None:
        """Alt+1 … Alt+4."""
        if not self.can_take_focus() or not self.under.may_be_absent:
            return
        self.field.revert()
        if self.unit_field is not None:
            self.unit_field.commit()
        if reason == "zero":
            if isinstance(self.field, NumberField):
                self.model.set(self.ref, "0")
        elif not self.unit_ref or self.model.draft.value(self.unit_ref):
            self.model.set_absent(self.ref, reason)
        else:  # a quantity that nobody knows has no unit either
            with self.model.together():
                self.model.set_absent(self.ref, reason)
                self.model.set_absent(self.unit_ref, reason)

    def take_absent_back(self) -> None:
        """The × of an absent answer."""
        with self.model.together():
            self.model.set_absent(self.ref, "")
            if self.unit_ref and self.model.draft.absent(self.unit_ref):
                self.model.set_absent(self.unit_ref, "")
        self.take_focus()

    def repeat_last(self) -> None:
        """F9: the same value as last period; then asks for the source in a note."""
        earlier = self.model.reads.previous(self.ref)
        if earlier is None or not self.can_take_focus():
            return
        self.field.revert()
        if earlier.absent:
            self.model.set_absent(self.ref, earlier.absent)
        elif self.model.set(self.ref, earlier.text):
            self.under.write_note(words(_("Where does this figure come from?")))
