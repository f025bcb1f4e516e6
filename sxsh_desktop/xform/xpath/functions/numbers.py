"""Functions on numbers. Numbers are IEEE 754 doubles as XPath says; nothing raises, what has no value is NaN."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import tzinfo
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from sxsh_desktop.xform.xpath.context import EvaluationContext
from sxsh_desktop.xform.xpath.convert import NAN, WholeDays, number_of_text, to_number, to_string
from sxsh_desktop.xform.xpath.nodes import Value
from sxsh_desktop.xform.xpath.pieces import NUMBER, VALUE
from sxsh_desktop.xform.xpath.registry import function


@function("number", VALUE, returns=NUMBER, needs_context=True, context_node=True)
def number(context: EvaluationContext, value: Value) -> float:
    """XPath 1.0, 4.4; ODK XForms: a date gives its days since 1970, printed as whole days (JavaRosa).

    | number('12.5') | 12.5 |
    | number('mười') | NaN |
    | number('1970-01-03') | 2 |
    """
    result = to_number(value, context.environment.timezone)
    if isinstance(value, float | bool) or result != result:
        return result
    text = to_string(value)
    return result if number_of_text(text) == result else WholeDays(result)


@function("int", NUMBER, returns=NUMBER)
def whole(value: float) -> float:
    """ODK XForms: the number without its decimals, towards zero.

    | int(2.9) | 2 |
    | int(-2.9) | -2 |
    """
    return float(int(value)) if math.isfinite(value) else value


@function("round", NUMBER, NUMBER, returns=NUMBER, optional=1)
def rounded(value: float, places: float = 0.0) -> float:
    """XPath 1.0, 4.4: halves go towards positive infinity, so round(-1.5) = -1; ODK XForms: places, may be < 0.

    Decimals are those that the number shows: 2.15 to one place is 2.2. More than 30 places give NaN (JavaRosa).

    | round(2.5) | 3 |
    | round(-1.5) | -1 |
    | round(2.345, 2) | 2.35 |
    """
    if not math.isfinite(value):
        return value
    if places != places or abs(places) > 30:
        return NAN
    step = Decimal(1).scaleb(-int(places))
    half = ROUND_HALF_DOWN if value < 0 else ROUND_HALF_UP
    shown = Decimal(repr(value))
    return float((shown / step).to_integral_value(half) * step)


@function("floor", NUMBER, returns=NUMBER)
def floor(value: float) -> float:
    """XPath 1.0, 4.4.

    | floor(-1.2) | -2 |
    """
    return _integral(value, ROUND_FLOOR)


@function("ceiling", NUMBER, returns=NUMBER)
def ceiling(value: float) -> float:
    """XPath 1.0, 4.4.

    | ceiling(1.2) | 2 |
    """
    return _integral(value, ROUND_CEILING)


def _integral(value: float, towards: str) -> float:
    if not math.isfinite(value):
        return value
    return float(math.floor(value) if towards == ROUND_FLOOR else math.ceil(value))


def numbers_of(values: tuple[Value, ...], zone: tzinfo) -> list[float]:
    found: list[float] = []
    for value in values:
        if isinstance(value, list):
            found.extend(to_number([node], zone) for node in value)
        else:
            found.append(to_number(value, zone))
    return found


@function("max", VALUE, returns=NUMBER, rest=VALUE, needs_context=True)
def maximum(context: EvaluationContext, *values: Value) -> float:
    """ODK XForms: the greatest of the numbers; NaN if there are none or one of them is none.

    | max(1, 3, 2) | 3 |
    | max(/data/r/x) | 4 |
    | max(1, '') | NaN |
    """
    return _extreme(numbers_of(values, context.environment.timezone), max)


@function("min", VALUE, returns=NUMBER, rest=VALUE, needs_context=True)
def minimum(context: EvaluationContext, *values: Value) -> float:
    """ODK XForms: the smallest of the numbers; NaN if there are none or one of them is none.

    | min(1, 3, 2) | 1 |
    | min(1, '') | NaN |
    """
    return _extreme(numbers_of(values, context.environment.timezone), min)


def _extreme(numbers: list[float], choose: Callable[[list[float]], float]) -> float:
    if not numbers or any(one != one for one in numbers):
        return NAN
    return choose(numbers)


@function("pow", NUMBER, NUMBER, returns=NUMBER)
def power(base: float, exponent: float) -> float:
    """ODK XForms, from XPath 3.1 math.

    | pow(2, 10) | 1024 |
    """
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.copysign(math.inf, base) if exponent % 2 == 1 else math.inf
    except ValueError:
        return math.inf if base == 0 else NAN


def _safe(name: str, compute: Callable[[float], float], example: str) -> None:
    """Register a function of one number that gives NaN outside its domain (ODK XForms, from XPath 3.1 math)."""

    def run(value: float) -> float:
        try:
            return compute(value)
        except ValueError:
            return NAN
        except OverflowError:
            return math.inf

    run.__doc__ = f"ODK XForms: {name} of a number; NaN outside its domain.\n\n    {example}"
    function(name, NUMBER, returns=NUMBER)(run)


def _logarithm(compute: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else compute(value)


for _name, _compute, _asked, _given in (
    ("abs", abs, "abs(-2)", "2"),
    ("sin", math.sin, "sin(0)", "0"),
    ("cos", math.cos, "cos(0)", "1"),
    ("tan", math.tan, "tan(0)", "0"),
    ("asin", math.asin, "asin(2)", "NaN"),
    ("acos", math.acos, "acos(1)", "0"),
    ("atan", math.atan, "atan(0)", "0"),
    ("exp", math.exp, "exp(0)", "1"),
    ("sqrt", math.sqrt, "sqrt(9)", "3"),
    ("log", _logarithm(math.log), "log(1)", "0"),
    ("log10", _logarithm(math.log10), "log10(1000)", "3"),
):
    _safe(_name, _compute, f"| {_asked} | {_given} |")


@function("exp10", NUMBER, returns=NUMBER)
def power_of_ten(exponent: float) -> float:
    """ODK XForms: 10 to the power of a number.

    | exp10(3) | 1000 |
    """
    return power(10.0, exponent)


@function("atan2", NUMBER, NUMBER, returns=NUMBER)
def angle(opposite: float, adjacent: float) -> float:
    """ODK XForms, from XPath 3.1 math; radians.

    | atan2(0, 1) | 0 |
    """
    return math.atan2(opposite, adjacent)


@function("pi", returns=NUMBER)
def pi() -> float:
    """ODK XForms.

    | round(pi(), 4) | 3.1416 |
    """
    return math.pi


@function("random", returns=NUMBER, needs_context=True)
def random(context: EvaluationContext) -> float:
    """ODK XForms: from 0 up to but not 1.

    | random() < 1 | true |
    """
    return context.environment.random()
