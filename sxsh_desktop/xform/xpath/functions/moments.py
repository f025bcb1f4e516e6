"""Dates and times; see `dates` for how they are counted."""

from __future__ import annotations

from datetime import datetime

from sxsh_desktop.xform.xpath.context import EvaluationContext
from sxsh_desktop.xform.xpath.convert import NAN, to_string
from sxsh_desktop.xform.xpath.dates import (
    Moment,
    day_fraction_of_text,
    days_of,
    format_moment,
    moment_of_days,
    moment_of_text,
    moment_text,
    text_of_moment,
)
from sxsh_desktop.xform.xpath.nodes import Value
from sxsh_desktop.xform.xpath.pieces import NUMBER, STRING, VALUE
from sxsh_desktop.xform.xpath.registry import function


class NoDate(str):
    """What a text that is no date becomes: prints as such, counts as false and as no number."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


_NO_DATE = NoDate("Invalid Date")


def _moment_of(context: EvaluationContext, value: Value) -> datetime | None:
    zone = context.environment.timezone
    if isinstance(value, float):
        return moment_of_days(value, zone)
    if isinstance(value, Moment):
        return moment_of_days(value.days, zone)
    moment = moment_of_text(to_string(value), zone)
    return None if moment is None else moment.astimezone(zone)


@function("today", returns=STRING, needs_context=True)
def today(context: EvaluationContext) -> str:
    """ODK XForms: the day it is where the person is.

    | today() | 2026-11-23 |
    """
    environment = context.environment
    return environment.now().astimezone(environment.timezone).date().isoformat()


@function("now", returns=STRING, needs_context=True)
def now(context: EvaluationContext) -> str:
    """ODK XForms: the moment, with milliseconds and offset.

    | now() | 2026-11-23T09:30:00.000+00:00 |
    """
    environment = context.environment
    return text_of_moment(environment.now().astimezone(environment.timezone))


@function("date", VALUE, returns=STRING, needs_context=True)
def date(context: EvaluationContext, value: Value) -> str:
    """ODK XForms: a text or a number of days as a date, without its time; "" for an empty text or a boolean.

    | date('2026-03-01T10:00:00') | 2026-03-01 |
    | date(today() + 30) | 2026-12-23 |
    """
    if isinstance(value, bool) or to_string(value) == "":
        return ""
    moment = _moment_of(context, value)
    return _NO_DATE if moment is None else moment_text(moment.date().isoformat(), moment)


@function("date-time", VALUE, returns=STRING, needs_context=True)
def date_time(context: EvaluationContext, value: Value) -> str:
    """ODK XForms: a text or a number of days as a date-time; at midnight the date alone.

    | date-time('2026-03-01T10:00:00') | 2026-03-01T10:00:00.000+00:00 |
    """
    if isinstance(value, bool) or to_string(value) == "":
        return ""
    moment = _moment_of(context, value)
    if moment is None:
        return _NO_DATE
    at_midnight = (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)
    text = moment.date().isoformat() if at_midnight else text_of_moment(moment)
    return moment_text(text, moment)


@function("decimal-date-time", VALUE, returns=NUMBER, needs_context=True)
def decimal_date_time(context: EvaluationContext, value: Value) -> float:
    """ODK XForms: days since 1970-01-01T00:00Z.

    | decimal-date-time('1970-01-02T12:00:00Z') | 1.5 |
    """
    moment = None if isinstance(value, bool) else _moment_of(context, value)
    return NAN if moment is None else days_of(moment)


@function("decimal-time", STRING, returns=NUMBER, needs_context=True)
def decimal_time(context: EvaluationContext, text: str) -> float:
    """ODK XForms: the part of the day that has passed, where the person is.

    | decimal-time('06:00:00.000') | 0.25 |
    """
    return day_fraction_of_text(text, context.environment.timezone)


@function("format-date", VALUE, STRING, returns=STRING, needs_context=True)
def format_date(context: EvaluationContext, value: Value, pattern: str) -> str:
    """ODK XForms: a date through a pattern of `%Y %m %d` and so on; "" for what is no date.

    | format-date('2026-03-01', '%d/%m/%Y') | 01/03/2026 |
    | format-date-time('2026-03-01T10:05:00', '%H:%M') | 10:05 |
    | format-date('', '%Y') |  |
    """
    moment = None if isinstance(value, bool) else _moment_of(context, value)
    return "" if moment is None else format_moment(moment, pattern)


function("format-date-time", VALUE, STRING, returns=STRING, needs_context=True)(format_date)
