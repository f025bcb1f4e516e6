"""Dates and times as people type them: "14/3/2016", "14-03-16", "14032016", "3/2016", "2016", "7:30", "7h30"."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time

_PARTS = re.compile(r"[0-9]+")
_CLOCK = re.compile(r"^\s*([0-9]{1,2})\s*[:hHgG.]\s*([0-9]{1,2})?(?:\s*[:mMpP.]\s*([0-9]{1,2})?)?\s*$")
_CENTURY, _TURN = 100, 70


def read_date(text: str, kind: str, today: date) -> date | None:
    """The date that was typed; None when it is none.

    `kind`: "date", "month" or "year" (the first day stands for the month or year). A day and month without a
    year are of this year; two digits of a year are 1970–2069.
    """
    parts = _PARTS.findall(text)
    if len(parts) == 1 and kind == "date" and len(parts[0]) in (6, 8):
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) == 1 and kind == "month" and len(parts[0]) in (4, 6):
        parts = [parts[0][:2], parts[0][2:]]
    if not parts or len(parts) > 3:
        return None
    numbers = [int(part) for part in parts]
    if len(parts[0]) == 4 and len(parts) == 3 - ("date", "month", "year").index(kind):
        numbers.reverse()
    try:
        return _built(numbers, kind, today)
    except ValueError:
        return None


def _built(numbers: list[int], kind: str, today: date) -> date | None:
    if kind == "year":
        return date(_year(numbers[-1]), 1, 1)
    if kind == "month":
        return date(_year(numbers[-1]), numbers[-2], 1) if len(numbers) > 1 else None
    if len(numbers) == 1:
        return date(today.year, today.month, numbers[0])
    year = _year(numbers[2]) if len(numbers) == 3 else today.year
    return date(year, numbers[1], numbers[0])


def _year(number: int) -> int:
    if number >= _CENTURY:
        return number
    return number + (1900 if number >= _TURN else 2000)


def kind_of_date(appearances: Collection[str]) -> str:
    """ "date", "month" or "year", by the appearance of the question."""
    if "month-year" in appearances:
        return "month"
    return "year" if "year" in appearances else "date"


def show_date(stored: str, kind: str) -> str:
    """ "14/03/2016", "03/2016", "2016"; a text that is no date is shown as it is."""
    try:
        day = date.fromisoformat(stored[:10])
    except ValueError:
        return stored
    if kind == "year":
        return f"{day.year:04d}"
    if kind == "month":
        return f"{day.month:02d}/{day.year:04d}"
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def read_time(text: str) -> time | None:
    """The time of day that was typed; None when it is none."""
    found = _CLOCK.match(text)
    if found is None:
        digits = text.strip()
        if not digits.isdigit() or len(digits) not in (1, 2, 3, 4):
            return None
        hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    else:
        hours, minutes = int(found[1]), int(found[2] or 0)
    try:
        return time(hours, minutes)
    except ValueError:
        return None


def show_time(stored: str) -> str:
    """ "14:30"; a text that is no time is shown as it is."""
    try:
        return time.fromisoformat(stored).strftime("%H:%M")
    except ValueError:
        return stored


def store_time(moment: time, now: datetime) -> str:
    """A time as ODK stores it, with the zone of `now`."""
    return datetime.combine(now.date(), moment, now.tzinfo).isoformat(timespec="milliseconds")[11:]


def store_moment(day: date, moment: time, now: datetime) -> str:
    """A date and time as ODK stores it, with the zone of `now`."""
    return datetime.combine(day, moment, now.tzinfo).isoformat(timespec="milliseconds")
