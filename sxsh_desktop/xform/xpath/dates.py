"""Dates and times as ODK forms count them: texts in ISO 8601, numbers in days since 1970-01-01T00:00Z.

A date without a time is midnight in the zone of the person; one moment is one number, whatever its zone.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_MS = 86_400_000


class Moment(str):
    """The text of a date or date-time that knows its moment: prints as its text, counts as `days` since 1970.

    So `date('2026-08-31T12:00:00Z')` prints a date without its time, yet compares by its time (JavaRosa).
    """

    __slots__ = ("days",)

    days: float


def moment_text(text: str, moment: datetime) -> Moment:
    """`text` as the printed form of `moment`."""
    made = Moment(text)
    made.days = days_of(moment)
    return made


_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[-+]\d{2}(?::?\d{2})?)?)?\Z"
)
_CLOCK_DAY = "2000-01-01"
"""The day whose offset a bare time is read with; in 1970 Vietnam was at +08:00, which nobody means today."""
_CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[-+]\d{2}(?::?\d{2})?)?\Z")


def moment_of_text(text: str, zone: tzinfo) -> datetime | None:
    """The moment of `2026-08-31`, `2026-08-31T07:30:00.000+07:00` and the like; None for any other text."""
    match = _MOMENT.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        return datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            _microseconds(fraction),
            tzinfo=_zone_of(offset, zone),
        )
    except ValueError:
        return None


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0")[:6].ljust(6, "0"))


def _zone_of(offset: str | None, zone: tzinfo) -> tzinfo:
    if not offset:
        return zone
    if offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:]) if len(offset) > 3 else 0
    if hours > 23 or minutes > 59:
        raise ValueError(offset)
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if offset[0] == "-" else away)


def days_of(moment: datetime) -> float:
    """Days since 1970-01-01T00:00Z, counted in whole milliseconds."""
    try:
        return (moment - EPOCH) // timedelta(milliseconds=1) / DAY_MS
    except OverflowError:
        return math.nan


def days_of_text(text: str, zone: tzinfo) -> float:
    """Days since 1970 of a date or date-time; NaN when the text is none."""
    moment = moment_of_text(text.strip(), zone)
    return math.nan if moment is None else days_of(moment)


def moment_of_days(days: float, zone: tzinfo) -> datetime | None:
    """The moment so many days after 1970-01-01T00:00Z, to the millisecond; None beyond the calendar."""
    if not math.isfinite(days):
        return None
    try:
        return (EPOCH + timedelta(milliseconds=round(days * DAY_MS))).astimezone(zone)
    except OverflowError:
        return None


def text_of_moment(moment: datetime) -> str:
    """`2026-08-31T07:30:00.000+07:00`: with milliseconds and the offset of its zone."""
    return moment.isoformat(timespec="milliseconds")


def day_fraction_of_clock(text: str, zone: tzinfo) -> float:
    """The part of the day that has passed at `07:30:00.000+07:00`, in the zone of the person; NaN for no time."""
    match = _CLOCK.match(text)
    if match is None:
        return math.nan
    moment = moment_of_text(f"{_CLOCK_DAY}T{text}", zone)
    return math.nan if moment is None else _day_fraction(moment.astimezone(zone))


def day_fraction_of_text(text: str, zone: tzinfo) -> float:
    """As `day_fraction_of_clock`, and a date-time gives the part of its own day."""
    moment = moment_of_text(text, zone)
    return day_fraction_of_clock(text, zone) if moment is None else _day_fraction(moment.astimezone(zone))


def _day_fraction(moment: datetime) -> float:
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return seconds / 86400


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def format_moment(moment: datetime, pattern: str) -> str:
    """`pattern` with its `%Y %y %m %n %b %d %e %a %H %h %M %S %3` filled in (ODK XForms, format-date-time)."""
    parts = {
        "Y": f"{moment.year:04d}",
        "y": f"{moment.year % 100:02d}",
        "m": f"{moment.month:02d}",
        "n": str(moment.month),
        "b": _MONTHS[moment.month - 1],
        "d": f"{moment.day:02d}",
        "e": str(moment.day),
        "a": _WEEKDAYS[moment.weekday()],
        "H": f"{moment.hour:02d}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02d}",
        "S": f"{moment.second:02d}",
        "3": f"{moment.microsecond // 1000:03d}",
        "%": "%",
    }
    return re.sub(r"%(.)", lambda found: parts.get(found[1], found[0]), pattern)
