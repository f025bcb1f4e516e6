"""Stored numbers and days as people read them: on paper, in comparisons, in lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from sxsh_desktop.domain.numbers import format_date, format_number


def number_words(text: str, language: str) -> str:
    """A stored decimal ("1234.5") as "1.234,5" (vi) or "1,234.5" (en); what is no number stays as it is."""
    try:
        return format_number(Decimal(text), language=language)
    except InvalidOperation:
        return text


def day_words(text: str, language: str, *, month: bool = False) -> str:
    """A stored day or moment as "20/11/2026 07:30"; with `month` only "11/2026". No day stays as it is."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    if month:
        return f"{day.month:02d}/{day.year:04d}"
    clock = text[11:16]
    return f"{format_date(day, language)} {clock}".rstrip()
