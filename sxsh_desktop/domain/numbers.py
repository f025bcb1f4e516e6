"""Numbers and dates as Vietnamese readers write them: decimal comma, thousands dot, day first.

"1.234" may be one thousand or one and a bit: such texts are read, marked ambiguous, and shown back in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sxsh_desktop.domain.number_words import number_in_words

__all__ = [
    "NumberReading", "format_date", "format_number", "format_percent", "number_in_words", "read_number",
]  # fmt: skip

_BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_MINUS = str.maketrans({"−": "-", "–": "-", "\u2011": "-"})
_PLAIN = re.compile(r"^[0-9]+$")
_BLANK_GROUPS = re.compile(r"^[0-9]{1,3}( [0-9]{3})+$")
_DOT_GROUPS = re.compile(r"^[1-9][0-9]{0,2}(\.[0-9]{3})+$")
_COMMA_GROUPS = re.compile(r"^[1-9][0-9]{0,2}(,[0-9]{3})+$")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What a typed text means as a number.

    `value` is None when the text is no number; `ambiguous` asks that the value be shown back in words before
    it counts; `readings` are all that the text may mean, the likeliest (= `value`) first.
    """

    value: Decimal | None
    ambiguous: bool = False
    readings: tuple[Decimal, ...] = ()


_NO_NUMBER = NumberReading(None)


def read_number(text: str) -> NumberReading:
    """Read a typed number by the rules of vi-VN; never raises.

    "1234", "1234,5", "1.234,5", "1 234,5", "1.234.567" are plain. Ambiguous: one dot ("1.234" likely one
    thousand, "1234.5" likely a decimal dot), a comma before exactly three digits ("1,234"), and
    everything in the English manner ("1,234.5").
    """
    bare = _BLANKS.sub(" ", text.strip().translate(_MINUS))
    if len(bare) > _LONGEST:
        return _NO_NUMBER
    sign = -1 if bare.startswith("-") else 1
    bare = bare[1:].strip() if bare[:1] in ("-", "+") else bare
    found = _readings(bare)
    if not found:
        return _NO_NUMBER
    values, sure = found
    signed = tuple(value * sign if value else abs(value) for value in values)
    return NumberReading(signed[0], not sure or len(signed) > 1, signed)


def _readings(bare: str) -> tuple[tuple[Decimal, ...], bool] | None:
    """The possible values, likeliest first, and whether the manner of writing is the Vietnamese one."""
    if _BLANK_GROUPS.match(bare.split(",")[0]):
        bare = bare.replace(" ", "")
    if _PLAIN.match(bare):
        return (Decimal(bare),), True
    dots, commas = bare.count("."), bare.count(",")
    if commas == 0:
        return _with_dots(bare, dots)
    if dots == 0:
        return _with_commas(bare, commas)
    if commas == 1 and bare.index(",") > bare.rindex("."):
        whole, _, part = bare.partition(",")
        return ((Decimal(whole.replace(".", "") + "." + part),), True) if _is_grouped(whole, part) else None
    if dots == 1 and _COMMA_GROUPS.match(bare.partition(".")[0]) and _PLAIN.match(bare.partition(".")[2]):
        return (Decimal(bare.replace(",", "")),), False
    return None


def _is_grouped(whole: str, part: str) -> bool:
    return bool(_DOT_GROUPS.match(whole) and _PLAIN.match(part))


def _with_dots(bare: str, dots: int) -> tuple[tuple[Decimal, ...], bool] | None:
    if _DOT_GROUPS.match(bare):
        thousands = Decimal(bare.replace(".", ""))
        return ((thousands,), True) if dots > 1 else ((thousands, Decimal(bare)), False)
    whole, _, part = bare.partition(".")
    if dots == 1 and _PLAIN.match(whole or "0") and _PLAIN.match(part):
        return (Decimal(f"{whole or '0'}.{part}"),), False
    return None


def _with_commas(bare: str, commas: int) -> tuple[tuple[Decimal, ...], bool] | None:
    whole, _, part = bare.partition(",")
    if commas > 1:
        return ((Decimal(bare.replace(",", "")),), False) if _COMMA_GROUPS.match(bare) else None
    if not (_PLAIN.match(whole or "0") and _PLAIN.match(part)):
        return None
    value = Decimal(f"{whole or '0'}.{part}")
    if _COMMA_GROUPS.match(bare):
        return (value, Decimal(whole + part)), False
    return (value,), True


def format_number(number: Decimal, places: int | None = None, language: str = "vi") -> str:
    """ "1.234.567,89" (vi) or "1,234,567.89" (en); `places` rounds half up, None shows what is there."""
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    english = format(number, ",f")
    if places is None and "." in english:
        english = english.rstrip("0").rstrip(".")
    if english.lstrip("-").strip("0,.") == "":
        english = english.lstrip("-")
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def format_percent(share: Decimal, places: int = 1, language: str = "vi") -> str:
    """A share (0.0872) as "8,7 %" (vi) or "8.7%" (en), rounded half up."""
    text = format_number(share * 100, places, language)
    return f"{text}%" if language == "en" else f"{text} %"


def format_date(day: date) -> str:
    """ "05/02/2026" in both languages: English windows and papers stand beside Vietnamese ones here."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
