"""Stored numbers and days as people read them: on paper, in comparisons, in lists."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from sxsh_desktop.domain.numbers import format_date, format_number
from sxsh_desktop.xform.definition import Question

_YEAR = "year"
_CALENDAR = re.compile(r"\b(?:19|20)[0-9]{2}\b|%Y")


def is_calendar_year(question: Question) -> bool:
    """Whether the answer is a year like 2026 (and not a number of years): its bounds say so."""
    return (
        question.datatype == "int" and question.unit == _YEAR and bool(_CALENDAR.search(question.constraint))
    )


def number_words(text: str, language: str) -> str:
    """A stored decimal ("1234.5") as "1.234,5" (vi) or "1,234.5" (en); what is no number stays as it is."""
    try:
        return format_number(Decimal(text), language=language)
    except InvalidOperation:
        return text


def day_words(text: str, *, month: bool = False) -> str:
    """A stored day or moment as "20/11/2026 07:30"; with `month` only "11/2026". No day stays as it is."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    if month:
        return f"{day.month:02d}/{day.year:04d}"
    clock = text[11:16]
    return f"{format_date(day)} {clock}".rstrip()


def version_words(text: str) -> str:
    """A version of a reference table ("2026-11-23.2") as "23/11/2026 (2)"; what is no day stays as it is."""
    day, _dot, further = text.partition(".")
    return f"{day_words(day)} ({further})" if further else day_words(text)
