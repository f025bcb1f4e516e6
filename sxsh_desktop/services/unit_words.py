"""Units as people read them behind a number."""

from __future__ import annotations

from sxsh_desktop.domain.quantity import PER, UnitTable

_NONE = frozenset({"one", ""})
# Units that are counted; in English they stand in the plural behind a number. Vietnamese has no plural.
_COUNTED = {
    "copy": "copies",
    "day": "days",
    "facility": "facilities",
    "hour": "hours",
    "minute": "minutes",
    "month": "months",
    "person": "people",
    "shift": "shifts",
    "week": "weeks",
}


def unit_words(units: UnitTable, code: str, language: str) -> str:
    """The symbol of a unit or rate ("kWh/năm"); "" without one, or when the unit is another answer's.

    Symbols are international or Vietnamese; in English a Vietnamese one is replaced by the unit's name.
    """
    if code in _NONE or "/" in code or "$" in code:
        return ""
    words = "/".join(_one(units, part.strip(), language) for part in code.split(PER))
    return _COUNTED.get(words, words) if language != "vi" else words


def _one(units: UnitTable, code: str, language: str) -> str:
    unit = units.find(code)
    if unit is None:
        return code
    if unit.symbol[:1].isdigit():  # "1.000 cái" behind a number reads as one number
        return unit.label(language)
    if unit.symbol == unit.label("vi") and unit.symbol.islower():  # a Vietnamese word: ca, bao
        return unit.label(language)
    if language == "vi" or unit.symbol.isascii() or unit.dimension in ("volume", "area", "temperature"):
        return unit.symbol or unit.label(language)
    return unit.label(language)
