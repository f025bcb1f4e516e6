"""Answers as a reviewer reads them: number of the question, label, value in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sxsh_desktop.base.text import fold, nfc
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.numbers import read_number
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.services.answer_words import day_words, number_words
from sxsh_desktop.services.fact_words import ABSENT_WORDS
from sxsh_desktop.services.unit_words import unit_words
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.definition import Control, Form, Question

_NUMBERS = ("int", "integer", "decimal")
_DAYS = ("date", "dateTime")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR = "year"  # years take no thousands mark


def path_of(ref: str) -> str:
    """The question's path: the ref without row ids and without the mark of a note or acceptance."""
    steps = [step.split("[", 1)[0] for step in ref.split("/")]
    return "/".join(steps).split("@", 1)[0]


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """Labels and values of one form in one language."""

    form: Form
    language: str
    units: UnitTable | None = None

    def label(self, ref: str) -> str:
        """The label of the question; its name where it has none. Of a note, or a reason, that it is one."""
        path = path_of(ref)
        found = self.form.label(path, self.language) or path.rsplit("/", 1)[-1]
        if ref.endswith(instance.NOTE):
            return words(_("{question} (the officer's note)"), question=found)
        if ref.endswith(instance.ACCEPTED):
            return words(_("{question} (reason given)"), question=found)
        return found

    def shown(self, ref: str, value: str | None) -> str:
        """The value in words: labels for codes, why an answer is absent; "" for none."""
        if not value or ref.endswith((instance.NOTE, instance.ACCEPTED)):
            return value or ""
        absent = instance.absent_of(value)
        if absent:
            return words(ABSENT_WORDS[absent]) if absent in ABSENT_WORDS else absent
        question = self.form.questions.get(path_of(ref))
        if question is None:
            return value
        if question.is_number and question.unit != _YEAR:
            return f"{number_words(value, self.language)} {self._unit(question)}".rstrip()
        if question.datatype in _DAYS:
            return day_words(value)
        if not question.control.is_select:
            return value
        labels = {choice.value: choice.label for choice in self.form.choice_list(question, self.language)}
        codes = [value] if question.control is Control.SELECT_ONE else value.split()
        return ", ".join(labels.get(code, code) for code in codes)

    def _unit(self, question: Question) -> str:
        """The unit that the question itself names; one that another answer names stands in that answer."""
        return unit_words(self.units, question.unit, self.language) if self.units is not None else ""

    def read(self, ref: str, text: str) -> str | None:
        """A value as a person types it, as it is stored; None when it is no answer of this question.

        Numbers as they are written here (1.234,5), days as 14/03/2016, choices by their label.
        """
        question = self.form.questions.get(path_of(ref))
        typed = nfc(" ".join(text.split()))
        if question is None or not typed:
            return None
        if question.is_number:
            number = read_number(typed).value
            return None if number is None else format(number, "f")
        if question.datatype == "date":
            found = _DAY.fullmatch(typed)
            return _iso_day(*(int(part) for part in found.groups())) if found else None
        if not question.control.is_select:
            return typed if question.datatype == "string" else None
        codes = {
            fold(choice.label): choice.value for choice in self.form.choice_list(question, self.language)
        }
        named = [typed] if question.control is Control.SELECT_ONE else typed.split(",")
        chosen = [codes.get(fold(one.strip())) for one in named]
        return " ".join(one for one in chosen if one) if all(chosen) else None

    def is_number(self, ref: str) -> bool:
        """Whether the question asks for a number."""
        question = self.form.questions.get(path_of(ref))
        return question is not None and question.datatype in _NUMBERS


def _iso_day(day: int, month: int, year: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
