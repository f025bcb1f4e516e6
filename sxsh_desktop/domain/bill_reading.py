"""How people write months, units and amounts in tables of bills, and what is meant by it.

Nothing is guessed in silence: what may be read in two ways comes back marked as doubtful.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sxsh_desktop.base.text import fold
from sxsh_desktop.domain.numbers import read_number
from sxsh_desktop.domain.periods import Period, month_period
from sxsh_desktop.domain.quantity import UnitTable

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_DAY = r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})"
_ISO = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ t].*)?"
_SPAN = re.compile(rf"(?:tu |ky )?(?:ngay )?({_DAY}|{_ISO}) ?(?:-|–|den|to)+ ?(?:ngay )?({_DAY}|{_ISO})")
_MONTH = re.compile(r"(?:thang|thg|t|month)[ .]*([0-9]{1,2})(?:(?: nam | ?[/.-] ?| )([0-9]{4}|[0-9]{2}))?")
_PLAIN_MONTH = re.compile(r"([0-9]{1,2}) ?[/.-] ?([0-9]{4})")
_TURNED_MONTH = re.compile(r"((?:19|20)[0-9]{2})(?: ?[/.-] ?(?=[0-9]{1,2}$)|(?=[0-9]{2}$))([0-9]{1,2})")
_NAMED_MONTH = re.compile(rf"({'|'.join(_MONTHS)})[a-z]*[ ./-]*([0-9]{{4}}|[0-9]{{2}})?")
_QUARTER = re.compile(r"(?:quy|q)[ .]*(iv|i{1,3}|[1-4])(?:(?: nam | ?[/.-] ?| )([0-9]{4}|[0-9]{2}))?")
_YEAR = re.compile(r"(?:nam |year )?([0-9]{4})")
_FIRST, _LAST = 1990, 2099
_SERIAL = (32874, 73050)  # 1990 to 2099 in the day numbers of spreadsheets
_SERIAL_START = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class PeriodReading:
    """The period that a cell names; None when it names none. doubtful: the year, or the order, was guessed."""

    period: Period | None
    doubtful: bool = False


_NONE = PeriodReading(None)


def read_period(text: str, year: int = 0) -> PeriodReading:
    """Read a month, quarter, year, day or span in any usual form; a day stands for its month.

    "T1/2025", "Tháng 01 năm 2025", "01/2025", "2025-01", "Jan-25", "Quý I/2025", "31/01/2025",
    "01/01/2025 - 31/01/2025". `year` is taken where the cell names none, and marked (0: then it is no period).
    """
    bare = " ".join(fold(text).replace("–", "-").split())
    try:
        return _read_period(bare, year)
    except (ValueError, OverflowError):
        return _NONE


def _read_period(bare: str, year: int) -> PeriodReading:
    if found := _SPAN.fullmatch(bare):
        first, last = _one_day(found[1]), _one_day(found[8])
        return PeriodReading(Period(first, last), _has_short_year(found[1]) or _has_short_year(found[8]))
    if re.fullmatch(rf"{_DAY}|{_ISO}", bare):
        day = _one_day(bare)
        return PeriodReading(month_period(day.year, day.month), _has_short_year(bare))
    if found := _MONTH.fullmatch(bare):
        return _month(int(found[1]), found[2], year)
    if found := _PLAIN_MONTH.fullmatch(bare):
        return _month(int(found[1]), found[2], year)
    if found := _TURNED_MONTH.fullmatch(bare):
        return _month(int(found[2]), found[1], year)
    if found := _NAMED_MONTH.fullmatch(bare):
        return _month(_MONTHS.index(found[1]) + 1, found[2], year)
    if found := _QUARTER.fullmatch(bare):
        return _quarter(_QUARTERS[found[1]], found[2], year)
    if found := _YEAR.fullmatch(bare):
        return PeriodReading(Period.year(_in_range(int(found[1]))))
    return _serial(bare)


def _month(month: int, named: str | None, year: int) -> PeriodReading:
    if not named and not year:
        return _NONE
    return PeriodReading(month_period(_in_range(_year(named, year)), month), not named)


def _quarter(quarter: int, named: str | None, year: int) -> PeriodReading:
    if not named and not year:
        return _NONE
    chosen, last = _in_range(_year(named, year)), quarter * 3
    first = date(chosen, last - 2, 1)
    return PeriodReading(Period(first, date(chosen, last, calendar.monthrange(chosen, last)[1])), not named)


def _serial(bare: str) -> PeriodReading:
    """A day number, as spreadsheets keep dates whose format was lost: read, and marked."""
    if bare.isdecimal() and _SERIAL[0] <= int(bare) <= _SERIAL[1]:
        day = _SERIAL_START + timedelta(days=int(bare))
        return PeriodReading(month_period(day.year, day.month), doubtful=True)
    return _NONE


def _year(named: str | None, year: int) -> int:
    if not named:
        return year
    return int(named) if len(named) == 4 else 2000 + int(named)


def _in_range(year: int) -> int:
    if not _FIRST <= year <= _LAST:
        raise ValueError(f"no year of a bill: {year}")
    return year


def _one_day(text: str) -> date:
    if found := re.fullmatch(_ISO, text):
        return date(_in_range(int(found[1])), int(found[2]), int(found[3]))
    found = re.fullmatch(_DAY, text)
    if found is None:
        raise ValueError(text)
    return date(_in_range(_year(found[3], 0)), int(found[2]), int(found[1]))


def _has_short_year(text: str) -> bool:
    found = re.fullmatch(_DAY, text)
    return found is not None and len(found[3]) == 2


@dataclass(frozen=True, slots=True)
class UnitReading:
    """A unit as a heading writes it: its code, and by how much a number is multiplied to be in it."""

    code: str
    factor: Decimal = Decimal(1)


_ONE = Decimal(1)
_SPOKEN = {
    "kwh": ("kwh", _ONE), "kw.h": ("kwh", _ONE), "so dien": ("kwh", _ONE), "mwh": ("mwh", _ONE),
    "tan": ("tan", _ONE), "t": ("tan", _ONE), "ton": ("tan", _ONE), "tonne": ("tan", _ONE), "kg": ("kg", _ONE),
    "ky": ("kg", _ONE), "lit": ("lit", _ONE), "l": ("lit", _ONE), "m3": ("m3", _ONE), "khoi": ("m3", _ONE),
    "met khoi": ("m3", _ONE), "cai": ("cai", _ONE), "cay": ("cay", _ONE), "gj": ("gj", _ONE),
    "dong": ("vnd", _ONE), "d": ("vnd", _ONE), "vnd": ("vnd", _ONE), "vnđ": ("vnd", _ONE),
    "nghin dong": ("vnd", Decimal(1000)), "ngan dong": ("vnd", Decimal(1000)), "1000 dong": ("vnd", Decimal(1000)),
    "1.000 dong": ("vnd", Decimal(1000)), "1000d": ("vnd", Decimal(1000)), "1.000d": ("vnd", Decimal(1000)),
    "trieu dong": ("trd", _ONE), "trieu": ("trd", _ONE), "trd": ("trd", _ONE), "tr.d": ("trd", _ONE),
    "tr.dong": ("trd", _ONE), "ty dong": ("trd", Decimal(1000)), "million dong": ("trd", _ONE),
}  # fmt: skip
_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
_PARTED = re.compile(r"^(.*\S)\s*[,;–-]\s*([^,;–-]+)$")
_LAST_WORD = re.compile(r"^(.*\S)\s+(\S+)$")


def read_unit(text: str, units: UnitTable) -> UnitReading | None:
    """The unit that a few letters name; None for none. Money in thousands becomes dong by its factor."""
    bare = " ".join(fold(text).replace("³", "3").replace("đ", "d").split()).strip(" .:/")
    if bare in _SPOKEN:
        return UnitReading(*_SPOKEN[bare])
    return UnitReading(bare) if bare in units and bare else None


def split_heading(text: str, units: UnitTable) -> tuple[str, UnitReading | None]:
    """ "Điện (kWh)", "Tiền điện, nghìn đồng", "Nước - m³", "Sản lượng tấn": the name and its unit."""
    clean = " ".join(text.split())
    if found := _BRACKETS.search(clean):
        unit = read_unit(found[1], units)
        return (clean[: found.start()].strip(), unit) if unit else (clean, None)
    for pattern in (_PARTED, _LAST_WORD):
        if found := pattern.match(clean):
            unit = read_unit(found[2], units)
            if unit is not None:
                return found[1].strip(" ,;–-"), unit
    return clean, None


@dataclass(frozen=True, slots=True)
class AmountReading:
    """A number that a cell holds; None where it holds none. doubtful: it may be read in two ways."""

    value: Decimal | None
    doubtful: bool = False


def read_amounts(texts: Sequence[str]) -> list[AmountReading]:
    """The amounts of one column of texts: what one cell shows beyond doubt settles the manner of the others.

    A column in which a dot surely parts thousands ("1.234.567", "1.234,5") has no decimal dots, and the other way
    round; where cells speak against each other, or none settles it, the doubtful ones stay marked.
    """
    found = [read_number(_without_unit(text)) for text in texts]
    signs = [_dots_part_thousands(text) for text in texts]
    sure = {sign for sign in signs if sign is not None}
    readings = []
    for text, one in zip(texts, found, strict=True):
        if one.value is None or not one.ambiguous or len(sure) != 1:
            readings.append(AmountReading(one.value, one.ambiguous))
            continue
        by_thousands = sure == {True}
        value = _settled(text, one.readings, by_thousands=by_thousands)
        readings.append(AmountReading(one.value, True) if value is None else AmountReading(value))
    return readings


def _without_unit(text: str) -> str:
    """ "1.234 kWh": a number with letters behind it."""
    found = re.match(r"^\s*([-+−–]?[0-9.,\s]*[0-9])\s*[^0-9.,\s]*\s*$", text)
    return found[1] if found else text


def _dots_part_thousands(text: str) -> bool | None:
    """Whether a cell shows that dots part thousands (and commas decimals), the contrary (False), or neither."""
    bare = _without_unit(text).strip()
    dots, commas = bare.count("."), bare.count(",")
    if dots > 1 and commas <= 1:
        return True
    if commas > 1 and dots <= 1:
        return False
    if dots and commas:
        return bare.rindex(",") > bare.rindex(".")
    if dots == 1 and len(bare.partition(".")[2]) != 3:
        return False
    if commas == 1 and len(bare.partition(",")[2]) != 3:
        return True
    return None


def _settled(text: str, readings: Sequence[Decimal], *, by_thousands: bool) -> Decimal | None:
    bare = _without_unit(text).strip()
    thousands, decimal = (".", ",") if by_thousands else (",", ".")
    plain = (
        re.sub(r"\s", "", bare)
        .replace(thousands, "")
        .replace(decimal, ".")
        .replace("−", "-")
        .replace("–", "-")
    )
    found = read_number(plain)
    wanted = next((one for one in (found.readings or ()) if format(one, "f") == plain.lstrip("+")), None)
    value = (
        wanted
        if wanted is not None
        else (Decimal(plain) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", plain) else None)
    )
    return value if value is not None and any(value == one for one in (*readings, value)) else None
