"""Numbers between the record (a point, no groups) and what a person reads and types (vi-VN)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sxsh_desktop.domain.numbers import format_number, number_in_words, read_number

DOUBT = "?"  # behind a stored text that could be read in two ways and that nobody has confirmed


@dataclass(frozen=True, slots=True)
class Reading:
    """A typed text: `stored` is what the record keeps; `doubt` the value to be confirmed, or None."""

    stored: str
    doubt: Decimal | None = None


def read_typed(text: str) -> Reading:
    """What the record keeps of a typed number.

    A text that is no number is kept as it is (the record marks it); one that may mean two things is kept with a
    question mark behind it, so that it survives a power cut, counts as no number and blocks completion.
    """
    bare = text.strip()
    if not bare:
        return Reading("")
    found = read_number(bare)
    if found.value is None:
        return Reading(bare)
    if found.ambiguous:
        return Reading(bare + DOUBT, found.value)
    return Reading(stored_number(found.value))


def stored_number(number: Decimal) -> str:
    """A number as ODK stores it: plain digits, a point, no exponent."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_number(stored: str) -> Decimal | None:
    """The number that a stored text is; None for none."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def doubt_of(stored: str) -> Decimal | None:
    """The likelier value of a stored text that waits to be confirmed."""
    return read_number(stored[:-1]).value if stored.endswith(DOUBT) else None


def for_reading(stored: str, *, grouped: bool = True) -> str:
    """ "1.028.160,5": as it is shown; a text that is no number is shown as it was typed."""
    if not grouped and as_number(stored) is not None:
        return for_typing(stored)
    number = as_number(stored)
    return stored.removesuffix(DOUBT) if number is None else format_number(number)


def for_typing(stored: str) -> str:
    """ "1028160,5": as it is shown in the field that has the keyboard, safe to type on."""
    number = as_number(stored)
    return stored.removesuffix(DOUBT) if number is None else stored_number(number).replace(".", ",")


def in_words(number: Decimal, language: str) -> str:
    """ "Một nghìn hai trăm": for the reading back, with a capital first."""
    said = number_in_words(number, language)
    return said[:1].upper() + said[1:]
