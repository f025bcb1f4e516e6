"""Answers as they stand on paper: of a filled record, and what is already known on a prefilled one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.output.paper import AnswerState, PaperChoice, PaperKind, PaperPicture, PaperQuestion
from sxsh_desktop.services.answer_words import day_words, number_words
from sxsh_desktop.services.unit_words import unit_words
from sxsh_desktop.xform.definition import Control, Form, Question
from sxsh_desktop.xform.record import path_of
from sxsh_desktop.xform.session import FillSession

ABSENT_ON_PAPER = {
    "unknown": _("not known (KB)"),
    "not_applicable": _("does not apply (KAD)"),
    "refused": _("refused (TC)"),
}
NOTE = _("Note: {note}")
ACCEPTED = _("Checked: {message} Reason: {reason}")
NO_FILE = _("file {name} is not on this computer")
PLACE = _("{latitude}° N, {longitude}° E")
_YES = ("true", "OK", "1")

PictureOf = Callable[[str], Path | None]


def no_pictures(_name: str) -> Path | None:
    """For prints without photos."""
    return None


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """Puts a stored text into the words, boxes and pictures of a paper question."""

    form: Form
    units: UnitTable
    language: str
    picture_of: PictureOf = no_pictures

    def put(self, paper: PaperQuestion, question: Question, text: str) -> PaperQuestion:
        """The paper question with the answer `text` (as stored; not empty)."""
        if question.control is Control.UPLOAD:
            return self._picture(paper, text)
        if question.control.is_select:
            return self._chosen(paper, question, text)
        return replace(paper, state=AnswerState.ANSWERED, answer=self._plain(paper, question, text))

    def absent(self, paper: PaperQuestion, reason: str) -> PaperQuestion:
        """The paper question with the reason why there is no answer."""
        words = words_in(self.language, ABSENT_ON_PAPER.get(reason, reason))
        return replace(paper, state=AnswerState.ABSENT, answer=words)

    def _chosen(self, paper: PaperQuestion, question: Question, text: str) -> PaperQuestion:
        choices = self.form.choice_list(question, self.language)
        values = text.split() if question.control is not Control.SELECT_ONE else [text]
        labels = {choice.value: choice.label for choice in choices}
        if paper.choices and all(value in labels for value in values):
            ranked = question.control is Control.RANK
            marked = tuple(
                PaperChoice(
                    choice.label,
                    chosen=choice.value in values and not ranked,
                    rank=values.index(choice.value) + 1 if ranked and choice.value in values else 0,
                )
                for choice in choices
            )
            return replace(paper, state=AnswerState.ANSWERED, choices=marked)
        coded = paper.kind is PaperKind.LOOKUP
        said = [self._named(value, labels.get(value, ""), coded=coded) for value in values]
        return replace(paper, state=AnswerState.ANSWERED, answer=", ".join(said))

    @staticmethod
    def _named(value: str, label: str, *, coded: bool) -> str:
        """A choice by its label; with its code where the code is one of figures that people use."""
        if not label:
            return value
        return f"{value} {label}" if coded and value.isdecimal() and value not in label else label

    def _picture(self, paper: PaperQuestion, name: str) -> PaperQuestion:
        file = self.picture_of(name)
        if file is None:
            short = name if len(name) <= 24 else f"{name[:8]}…{name[-8:]}"
            words = words_in(self.language, NO_FILE, name=short)
            return replace(paper, state=AnswerState.ANSWERED, answer=words)
        picture = PaperPicture(file)
        return replace(paper, state=AnswerState.ANSWERED, answer="", pictures=(picture,))

    def _plain(self, paper: PaperQuestion, question: Question, text: str) -> str:
        if question.is_number and paper.kind is not PaperKind.CODE:
            return number_words(text, self.language)
        if question.datatype in ("date", "dateTime"):
            return day_words(text, month=paper.kind is PaperKind.MONTH)
        if question.datatype == "geopoint":
            return _place(text, self.language)
        if question.control is Control.ACKNOWLEDGE:
            return "×" if text in _YES else text
        return text


@dataclass(frozen=True, slots=True)
class FilledAnswers:
    """The answers of a record that was opened."""

    session: FillSession
    words: AnswerWords

    def rows(self, repeat_ref: str) -> Sequence[str]:
        """The rows that are relevant."""
        return [row for row in self.session.rows(repeat_ref) if self.session.is_relevant(row)]

    def shown(self, ref: str) -> bool:
        """Whether the node is relevant."""
        return self.session.is_relevant(ref)

    def fill(self, ref: str, question: PaperQuestion, source: Question) -> PaperQuestion:
        """The question with label, unit, answer and remarks of the record."""
        session = self.session
        label = session.label(ref) or question.label
        paper = replace(question, label=label, remarks=self._remarks(ref, source))
        if source.control is Control.NOTE:
            return paper
        if source.unit and not paper.unit and paper.kind is PaperKind.NUMBER:
            unit = unit_words(self.words.units, session.unit(ref).code, self.words.language)
            paper = replace(paper, unit=unit)
        text, absent = session.value(ref), session.absent(ref)
        if text:
            return self.words.put(paper, source, text)
        if absent:
            return self.words.absent(paper, absent)
        return replace(paper, state=AnswerState.UNANSWERED)

    def _remarks(self, ref: str, source: Question) -> tuple[str, ...]:
        remarks = []
        reason, note = self.session.accepted(ref), self.session.note(ref)
        if reason:
            message = source.soft_message.get(self.words.language, "").rstrip(". ")
            remarks.append(
                words_in(
                    self.words.language, ACCEPTED, message=f"{message}." if message else "", reason=reason
                )
            )
        if note:
            remarks.append(words_in(self.words.language, NOTE, note=note))
        return tuple(remarks)


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """What is already known, by path; `tables` holds rows of known answers for repeats. The rest stays blank."""

    words: AnswerWords
    single: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)

    def rows(self, repeat_ref: str) -> Sequence[str]:
        """References of the known rows: their places in the list."""
        return [f"{repeat_ref}[{index}]" for index in range(len(self.tables.get(repeat_ref, ())))]

    def shown(self, ref: str) -> bool:
        """Everything is printed: what will be relevant is not known yet."""
        return bool(ref)

    def fill(self, ref: str, question: PaperQuestion, source: Question) -> PaperQuestion:
        """The question with what is known, or blank."""
        text = self._text(ref)
        if not text or source.control in (Control.NOTE, Control.UPLOAD):
            return question
        return self.words.put(question, source, text)

    def _text(self, ref: str) -> str:
        table, bracket, rest = ref.partition("[")
        if not bracket:
            return self.single.get(ref, "")
        index, _bracket, _tail = rest.partition("]")
        return self.tables[table][int(index)].get(path_of(ref), "")


def _place(text: str, language: str) -> str:
    parts = text.split()
    if len(parts) < 2:
        return text
    latitude, longitude = (number_words(part, language) for part in parts[:2])
    return words_in(language, PLACE, latitude=latitude, longitude=longitude)
