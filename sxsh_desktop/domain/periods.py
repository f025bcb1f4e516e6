"""Periods of whole days, both ends inclusive."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the first whole day to the last, inclusive."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end ({self.last}) before it begins ({self.first})")

    @classmethod
    def year(cls, year: int) -> Period:
        """1 January to 31 December: what a year without a day means."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def overlap(self, other: Period) -> int:
        """How many days both have."""
        return max(0, (min(self.last, other.last) - max(self.first, other.first)).days + 1)

    def share_within(self, other: Period) -> Decimal:
        """The share of `other` that this period covers: in-year savings are annual x this."""
        return Decimal(self.overlap(other)) / Decimal(other.days)

    def months(self) -> Iterator[tuple[int, int]]:
        """(year, month) of every month that the period touches."""
        year, month = self.first.year, self.first.month
        while (year, month) <= (self.last.year, self.last.month):
            yield year, month
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)


SLACK_DAYS = 3  # 28 or 29 February, 30 or 31 days: the same months


def same_season(one: Period, two: Period) -> bool:
    """Whether both cover the same days of the year, a leap day and month ends aside."""
    days = abs(one.days - two.days) <= SLACK_DAYS
    return days and (one.first.month, min(one.first.day, 28)) == (two.first.month, min(two.first.day, 28))


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier, or the last day of that month where it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def bill_shares(previous: date, reading: date) -> dict[tuple[int, int], Decimal]:
    """How a reading's amount falls on months: it covers the days after `previous` up to `reading`.

    Raises ValueError when the reading is not later than the one before.
    """
    period = Period(previous + timedelta(days=1), reading)
    return {
        (year, month): Decimal(period.overlap(month_period(year, month))) / Decimal(period.days)
        for year, month in period.months()
    }


def month_period(year: int, month: int) -> Period:
    """The whole of a calendar month."""
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def half_years(year: int) -> tuple[Period, Period]:
    """January to June, and July to December."""
    return Period(date(year, 1, 1), date(year, 6, 30)), Period(date(year, 7, 1), date(year, 12, 31))
