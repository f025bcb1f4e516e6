"""Facts as people read them: the label is that of the question, a code is shown with the words of its list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.domain.facts import FactValue
from sxsh_desktop.domain.numbers import format_date, format_number
from sxsh_desktop.domain.vocabulary import Attribute
from sxsh_desktop.services.unit_words import unit_words
from sxsh_desktop.xform.definition import Form, Question

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

ABSENT_WORDS = {
    "unknown": _("not known"),
    "not_applicable": _("does not apply"),
    "refused": _("not told"),
    "not_asked": _("not asked"),
    "not_answered": _("not answered"),
    "not_in_form": _("not in this form"),
    "conflict": _("two different answers"),
}
_SHOWN_DIGITS = 3


class FactWords:
    """Words for facts, out of one form and in one language; made once for a page of facts."""

    def __init__(self, desk: Desk, form: Form, language: str) -> None:
        self._form = form
        self._language = language
        self._units = desk.units
        self._questions: dict[str, Question] = {}
        self._kinds: dict[str, Question] = {}
        for question in form.questions.values():
            if question.fact:
                self._questions.setdefault(question.fact, question)
                self._kinds.setdefault(question.fact.rpartition(".")[0], question)

    @property
    def title(self) -> str:
        """The form's own title."""
        return self._form.title

    def section(self, kind: str) -> str:
        """The words over the questions of `kind` (or `kind[item]`): of the nearest group or table that has any."""
        question = self._kinds.get(kind)
        path = question.path if question else ""
        while "/" in path:
            path = path.rpartition("/")[0]
            if text := self._form.label(path, self._language):
                return text
        return ""

    def label(self, fact: str) -> str:
        """The words of the question that asks `kind.attribute` (or `kind[item].attribute`); else the name."""
        question = self._questions.get(fact)
        text = self._form.label(question.path, self._language) if question else ""
        return text or fact.rpartition(".")[2].replace("_", " ")

    def asks(self, fact: str) -> bool:
        """Whether the form has a question for this fact."""
        return fact in self._questions

    def value(self, fact: str, attribute: Attribute, value: FactValue) -> str:
        """The value as it is read: numbers with their unit, dates, codes in words; "" where it is absent."""
        if value.absent or not value.text:
            return ""
        if attribute.is_number:
            return self._number(value)
        if attribute.type == "yes/no":
            said = _("yes") if value.text == "1" else _("no")
            return words_in(self._language, said)
        if attribute.type == "date":
            return self._date(value.text)
        if attribute.type == "month" and len(value.text) >= len("2026-11"):
            return f"{value.text[5:7]}/{value.text[:4]}"
        if attribute.type in ("code", "codes", "list"):
            return "; ".join(self.choice(fact, code) for code in value.text.split())
        return value.text

    def absent(self, value: FactValue | None) -> str:
        """Why there is no value, in words; "" where there is one."""
        if value is None:
            return words_in(self._language, ABSENT_WORDS["not_in_form"])
        return words_in(self._language, ABSENT_WORDS[value.absent]) if value.absent else ""

    def _number(self, value: FactValue) -> str:
        try:
            number = format_number(Decimal(value.text), language=self._language)
        except InvalidOperation:
            return value.text
        unit = unit_words(self._units, value.unit, self._language)
        return f"{number} {unit}".rstrip()

    def _date(self, text: str) -> str:
        try:
            return format_date(date.fromisoformat(text))
        except ValueError:
            return text

    def choice(self, fact: str, code: str) -> str:
        """The words of a code of the list that the question of a fact offers; the code itself where it has none."""
        question = self._questions.get(fact)
        if question is not None:
            for choice in self._form.choice_list(question, self._language):
                if choice.value == code:
                    return choice.label or code
        return code


def masked(text: str) -> str:
    """An official number on screen: only its last three digits (FACTS.md, section 5, `official_id`)."""
    hidden = max(len(text) - _SHOWN_DIGITS, 0)
    return "•" * hidden + text[hidden:]
