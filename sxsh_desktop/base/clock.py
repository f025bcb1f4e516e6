"""The one door to the time of day, so that rules and tests can be given another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, with the machine's time zone."""
    return datetime.now().astimezone()


def fixed_clock(moment: datetime) -> Clock:
    """A clock that stands still: for tests and for the seeded sample data."""
    return lambda: moment


def today(clock: Clock) -> date:
    """The date that the clock shows."""
    return clock().date()
