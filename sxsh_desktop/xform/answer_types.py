"""Whether a text is an answer of its type, as the ODK XForms specification writes types down."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from sxsh_desktop.base.words import _

_INTEGER = re.compile(r"^-?[0-9]{1,18}$")
_DECIMAL = re.compile(r"^-?([0-9]+(\.[0-9]*)?|\.[0-9]+)$")

_TIME = re.compile(r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?$")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _is_time(text: str) -> bool:
    if not _TIME.match(text):
        return False
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return "T" in text


def is_point(text: str) -> bool:
    """`latitude longitude [altitude [accuracy]]`, degrees within the globe."""
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_DECIMAL.match(part) for part in parts):
        return False
    return abs(float(parts[0])) <= 90 and abs(float(parts[1])) <= 180


def _is_trace(text: str) -> bool:
    points = [point for point in text.split(";") if point.strip()]
    return len(points) >= 2 and all(is_point(point) for point in points)


def _is_shape(text: str) -> bool:
    points = [point.split()[:2] for point in text.split(";") if point.strip()]
    return _is_trace(text) and len(points) >= 4 and points[0] == points[-1]


# Each type: whether a text is one, and the sentence for a text that is none.
_TYPES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "int": (lambda text: bool(_INTEGER.match(text)), _("This must be a whole number, such as 12")),
    "integer": (lambda text: bool(_INTEGER.match(text)), _("This must be a whole number, such as 12")),
    "decimal": (lambda text: bool(_DECIMAL.match(text)), _("This must be a number, such as 1.250,5")),
    "date": (_is_date, _("This must be a date, such as 23/11/2026")),
    "time": (_is_time, _("This must be a time, such as 14:30")),
    "dateTime": (_is_moment, _("This must be a date and a time")),
    "geopoint": (is_point, _("This must be a place: latitude and longitude in degrees")),
    "geotrace": (_is_trace, _("This must be a line of at least two points")),
    "geoshape": (_is_shape, _("This must be a closed line of at least three points")),
}


def type_fault(datatype: str, text: str) -> str:
    """The message id of what is wrong with `text` as an answer of `datatype`; "" when nothing is."""
    known = _TYPES.get(datatype)
    if known is None or not text or known[0](text):
        return ""
    return known[1]


def stored(datatype: str, text: str) -> str:
    """What is kept of a value that the form itself gives (a calculation, a default, a setvalue).

    As JavaRosa: no number is no answer; a whole number loses its decimals, a date its time of day.
    """
    if text == "NaN":
        return ""
    if datatype in ("int", "integer") and "." in text and _DECIMAL.match(text):
        whole = text.partition(".")[0]
        return "0" if whole in ("", "-", "-0") else whole
    if datatype == "date" and _is_moment(text) and datetime.fromisoformat(text).tzinfo is None:
        return text[:10]
    return text


def range_fault(text: str, parameters: Mapping[str, str]) -> bool:
    """Whether a number lies outside `start`..`end` of a range question, or off its steps."""
    try:
        number = Decimal(text)
        start, end = Decimal(parameters.get("start", "1")), Decimal(parameters.get("end", "10"))
        step = abs(Decimal(parameters.get("step", "1"))) or Decimal(1)
    except InvalidOperation:
        return True
    low, high = min(start, end), max(start, end)
    return not low <= number <= high or (number - low) % step != 0
