"""Figures of a facility in words: numbers with units, results that are unknown with what is missing, codes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sxsh_desktop.base.words import _, words_in
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.money import Payback, Rung
from sxsh_desktop.domain.numbers import format_date, format_number, format_percent
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown
from sxsh_desktop.services.fact_words import FactWords
from sxsh_desktop.services.missing_words import missing_words
from sxsh_desktop.services.unit_words import unit_words

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

UNKNOWN, NOT_APPLICABLE = _("not known yet"), "–"
MISSING = _("not known yet (missing: {missing})")
RUNGS = {
    Rung.IMMEDIATE: _("at once (no investment)"),
    Rung.UNDER_1: _("under 1 year"),
    Rung.FROM_1: _("1 to under 2 years"),
    Rung.FROM_2: _("2 to under 3 years"),
    Rung.FROM_3: _("3 to under 5 years"),
    Rung.FROM_5: _("5 years and more"),
    Rung.NEVER: _("never pays back"),
    Rung.UNKNOWN: _("not known yet"),
}
_HUNDRED, _TEN = Decimal(100), Decimal(10)


class FigureWords:
    """Words in one language; choices come from the forms that ask them."""

    def __init__(self, desk: Desk, language: str) -> None:
        self.language = language
        self._desk = desk
        self._forms: dict[str, FactWords] = {}

    def say(self, msgid: str, **facts: object) -> str:
        """A sentence of the catalogue."""
        return words_in(self.language, msgid, **facts)

    @property
    def unknown(self) -> str:
        """The word for what nobody said."""
        return self.say(UNKNOWN)

    def number(self, value: Decimal | None, places: int | None = None) -> str:
        """A number, with as many places as its size bears where `places` is None; unknown is said."""
        if value is None:
            return self.unknown
        size = abs(value)
        if places is None:
            places = 0 if size >= _HUNDRED else 1 if size >= _TEN else 2
            if value == value.to_integral_value():
                places = 0
        return format_number(value, places, self.language)

    def result(self, result: Result[Decimal], places: int | None = None) -> str:
        """A number, or "unknown" with what is missing, or why there is none."""
        return self.number(result.value, places) if isinstance(result, Known) else self.why(result)

    def why(self, result: Unknown | Undefined) -> str:
        """Why there is no value."""
        if isinstance(result, Undefined):
            return self.say(result.why, **dict(result.facts))
        told = missing_words(result.missing, self.language)
        return self.say(MISSING, missing=told) if told else self.unknown

    def lacking(self, result: Unknown | Undefined) -> str:
        """What is missing of it, alone."""
        told = missing_words(result.missing, self.language) if isinstance(result, Unknown) else ""
        return told or self.why(result)

    def brief(self, result: Result[Decimal], places: int | None = None) -> str:
        """As `result`, short: "unknown" or a dash without reasons."""
        if isinstance(result, Known):
            return self.number(result.value, places)
        return self.unknown if isinstance(result, Unknown) else NOT_APPLICABLE

    def share(self, result: Result[Decimal], places: int = 1) -> str:
        """A share as per cent, or why there is none."""
        return self.percent(result.value, places) if isinstance(result, Known) else self.why(result)

    def percent(self, share: Decimal, places: int = 1) -> str:
        """A share as per cent."""
        return format_percent(share, places, self.language)

    def payback(self, result: Result[Payback]) -> str:
        """Years until paid back, in words."""
        if isinstance(result, Known):
            if result.value.years == 0:
                return self.say(_("at once"))
            return self.say(_("{years} years"), years=self.number(result.value.years, 1))
        return self.unknown if isinstance(result, Unknown) else self.say(_("never"))

    def unit(self, code: str) -> str:
        """The symbol of a unit or rate."""
        return unit_words(self._desk.units, code, self.language)

    def per(self, use: str, product: str) -> str:
        """A unit per unit of product."""
        return f"{self.unit(use)}/{self.unit(product)}"

    def day(self, iso: str) -> str:
        """A date as it is written; unknown is said."""
        try:
            return format_date(date.fromisoformat(iso))
        except ValueError:
            return self.unknown

    def period(self, period: Period | None) -> str:
        """The first and the last day, or a year alone."""
        if period is None:
            return self.unknown
        if period == Period.year(period.first.year):
            return str(period.first.year)
        return f"{format_date(period.first)} – {format_date(period.last)}"

    def short_period(self, period: Period | None) -> str:
        """A period for a label: "2025", "6/2026", "01–06/2026"."""
        if period is None:
            return self.unknown
        first, last = period.first, period.last
        if period == Period.year(first.year):
            return str(first.year)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.month:02d}/{first.year}"
        if first.year == last.year:
            return f"{first.month:02d}–{last.month:02d}/{last.year}"
        return f"{first.month:02d}/{first.year}–{last.month:02d}/{last.year}"

    def value(self, form_id: str, fact: str, row: FactRow | None) -> str:
        """An attribute of a fact as its form words it; absent ones say why ("unknown" where nobody was asked)."""
        kind, _dot, name = fact.partition(".")
        found = self._desk.vocabulary.kind(kind.partition("[")[0])
        attribute = found.attribute(name) if found is not None else None
        said = self._words(form_id)
        value = row.values.get(name) if row is not None else None
        if attribute is None or value is None:
            return self.unknown
        if value.absent == "not_applicable":
            return NOT_APPLICABLE
        if value.absent in ("not_asked", "not_answered", "not_in_form"):
            return self.unknown
        return said.value(fact, attribute, value) or said.absent(value) or self.unknown

    def label(self, form_id: str, fact: str) -> str:
        """The words of the question that asks a fact."""
        return self._words(form_id).label(fact).rstrip("?: ")

    def choice(self, form_id: str, fact: str, code: str) -> str:
        """The words of a code of the list that a fact takes its codes from; unknown is said."""
        return self._words(form_id).choice(fact, code) if code else self.unknown

    def _words(self, form_id: str) -> FactWords:
        if form_id not in self._forms:
            self._forms[form_id] = FactWords(self._desk, self._desk.forms.get(form_id), self.language)
        return self._forms[form_id]
