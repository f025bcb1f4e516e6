"""One question: number, label, field, unit, last period, and what stands under them."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.fill_values import Control
from sxsh_desktop.ui.fill.fields.field import VALUE, VALUE_AND_UNIT, WHOLE_LINE, Field
from sxsh_desktop.ui.fill.fields.make import make_field
from sxsh_desktop.ui.fill.fields.media_field import MediaField
from sxsh_desktop.ui.fill.fields.number_field import NumberField
from sxsh_desktop.ui.fill.fields.show_field import NoteField, ShownField
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.fill.look import hint_label
from sxsh_desktop.ui.fill.row_grid import AT_LABEL, AT_LAST, AT_NUMBER, AT_UNIT, AT_VALUE, RowGrid
from sxsh_desktop.ui.fill.row_parts import AbsentBox
from sxsh_desktop.ui.fill.row_under import Under
from sxsh_desktop.ui.theme import current
from sxsh_desktop.ui.widgets.text import label


class ColumnHeads(RowGrid):
    """ "Kỳ này" over the fields and "Kỳ trước" over the earlier answers; nothing when there are none."""

    def __init__(self, model: FillModel, parent: QWidget | None = None) -> None:
        super().__init__(model.reads.compares(), parent)
        self.put(label(words(_("This time")), "small"), 0, AT_VALUE)
        self.put(label(words(_("Last time")), "small"), 0, AT_LAST)
        self.setVisible(model.reads.compares())


class QuestionRow(RowGrid):
    """Binds one question of the record to its widgets."""

    def __init__(self, model: FillModel, ref: str, parent: QWidget | None = None) -> None:
        super().__init__(model.reads.compares(), parent)
        self.model, self.ref = model, ref
        self.unit_ref = model.reads.unit_question(ref)
        self._absent: AbsentBox | None = None
        self.unit_field: Field | None = None
        self.field = self._make_field()
        self._make_lead()
        self._place_field()
        self.under = Under(model, ref, self.field, self)
        self.put(self.under, 1, AT_LABEL, 4)
        self.refresh()

    # -- making -------------------------------------------------------------------------------------------

    def _make_field(self) -> Field:
        reads, ref = self.model.reads, self.ref
        spec = reads.spec(ref)
        question = reads.question(ref)
        if question.calculate and question.control is not Control.NOTE:
            return ShownField(spec)
        field = make_field(spec, reads.choice_count(ref), self.model.desk.clock)
        field.set_choices(reads.choices(ref))
        field.answered.connect(lambda text: self.model.set(ref, text))
        if isinstance(field, MediaField):
            field.file_given.connect(self._attach)
        return field

    def _attach(self, file: Path) -> None:
        self.model.attach(self.ref, file)

    def _make_lead(self) -> None:
        self.number: QLabel = label("", "small")
        self.number.setContentsMargins(0, 9, 0, 0)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        self.hint = hint_label("")
        self.lead = QWidget()
        lead = QVBoxLayout(self.lead)
        lead.setContentsMargins(0, 7, 0, 0)
        lead.setSpacing(0)
        lead.addWidget(self.words)
        lead.addWidget(self.hint)
        lead.addStretch(1)
        self.put(self.number, 0, AT_NUMBER)
        span = 4 if isinstance(self.field, NoteField) else 1
        self.put(self.lead, 0, AT_LABEL, span)

    def _place_field(self) -> None:
        if isinstance(self.field, NoteField):
            self.field.hide()
            self.last = QLabel()
            return
        span = self.field.columns
        self.put(self.field, 0, AT_VALUE, span)
        self.last = QLabel()
        self.last.setTextFormat(Qt.TextFormat.RichText)
        self.last.setWordWrap(True)
        self.last.setContentsMargins(0, 7, 0, 0)
        if span < WHOLE_LINE:
            self.put(self.last, 0, AT_LAST)
        if span == VALUE:
            self.put(self._make_unit(), 0, AT_UNIT)

    def _make_unit(self) -> QWidget:
        reads = self.model.reads
        if self.unit_ref:
            unit_ref = self.unit_ref
            self.unit_field = make_field(reads.spec(unit_ref), 99, self.model.desk.clock)
            self.unit_field.answered.connect(lambda text: self.model.set(unit_ref, text))
            return self.unit_field
        self.unit_box = QFrame()
        self.unit_box.setProperty("kind", "unit")
        self.unit_box.setFixedHeight(32)
        box = QVBoxLayout(self.unit_box)
        box.setContentsMargins(10, 0, 6, 0)
        self.unit_words: QLabel = label("")
        self.unit_words.setMinimumWidth(20)
        box.addWidget(self.unit_words)
        return self.unit_box

    # -- showing ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the question as the record has it now."""
        reads, ref, draft = self.model.reads, self.ref, self.model.draft
        found = reads.problems_at(ref, self.model.checked)
        if self.unit_ref:
            found += reads.problems_at(self.unit_ref, self.model.checked)
        grade = "hard" if any(one.severity.value != "soft" for one in found) else "soft" if found else ""
        self._show_lead(bool(found))
        readonly = reads.is_readonly(ref)
        self.field.set_choices(reads.choices(ref))
        if not self.field.is_edited():
            self._show_answer(draft.value(ref))
        self.field.set_readonly(readonly)
        self.field.set_grade(grade)
        self._show_unit()
        self._show_absent(draft.absent(ref))
        self._show_last(grade)
        self.under.refresh(found)

    def _show_lead(self, bold: bool) -> None:
        reads, ref = self.model.reads, self.ref
        number, text = reads.number(ref), self.model.draft.label(ref)
        star = ""
        if reads.is_required(ref) and not isinstance(self.field, NoteField):
            star = f' <span style="color:{current.tokens().bad}">*</span>'
        said = escape(text).replace("\n", "<br>")
        self.words.setText(f"<b>{said}{star}</b>" if bold else f"{said}{star}")
        self.number.setText(number)
        parts = (reads.hint(ref), self.model.draft.session.guidance(ref), self._last_in_lead())
        hint = "\n".join(part for part in parts if part)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        spoken = words(_("{question}, must be answered"), question=text) if star else text
        self.field.set_name(f"{number} {spoken}".strip())

    def _last_in_lead(self) -> str:
        """The earlier answer of a field that leaves no column for it."""
        if self.field.columns < WHOLE_LINE or not self.model.reads.compares():
            return ""
        earlier = self.model.reads.previous(self.ref)
        return words(_("Last time: {answer}"), answer=earlier.shown) if earlier is not None else ""

    def _show_answer(self, text: str) -> None:
        if isinstance(self.field, MediaField):
            self.field.show_file(text, self.model.draft.file(self.ref) if text else None)
        else:
            self.field.show_value(text)

    def _show_unit(self) -> None:
        reads = self.model.reads
        if self.unit_field is not None:
            self.unit_field.set_choices(reads.choices(self.unit_ref))
            if not self.unit_field.is_edited():
                self.unit_field.show_value(self.model.draft.value(self.unit_ref))
            self.unit_field.set_name(f"{reads.number(self.unit_ref)} {self.model.draft.label(self.unit_ref)}")
            broken = reads.problems_at(self.unit_ref, self.model.checked)
            self.unit_field.set_grade("hard" if broken else "")
        elif self.field.columns == VALUE and hasattr(self, "unit_box"):
            unit = reads.unit(self.ref)
            self.unit_words.setText(unit)
            self.unit_words.setToolTip(unit)
            self.unit_box.setVisible(bool(unit))

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

    def _show_last(self, grade: str) -> None:
        earlier = self.model.reads.previous(self.ref) if self.model.reads.compares() else None
        if earlier is None:
            self.last.setText("")
            self.last.setToolTip("")
            return
        tokens = current.tokens()
        said = f'<span style="color:{tokens.dim}">{escape(earlier.shown)}</span>'
        if earlier.change:
            colour = f"color:{tokens.warn}; font-weight:bold" if grade == "soft" else f"color:{tokens.dim}"
            said += f'&nbsp; <span style="{colour}">{escape(earlier.change)}</span>'
        self.last.setText(said)
        self.last.setToolTip(words(_("Visit of {day}"), day=earlier.day))

    # -- the keyboard -------------------------------------------------------------------------------------

    def holds_focus(self) -> bool:
        """Whether the keyboard is in this row."""
        inside = self.window().focusWidget() if self.window() is not None else None
        return inside is not None and (inside is self or self.isAncestorOf(inside))

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
        self.under.set_current(on and self.can_take_focus())

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
        if reason == "zero":
            if isinstance(self.field, NumberField):
                self.model.set(self.ref, "0")
        else:
            self.model.set_absent(self.ref, reason)

    def take_absent_back(self) -> None:
        """The × of an absent answer."""
        self.model.set_absent(self.ref, "")
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
