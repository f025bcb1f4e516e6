"""Student's t for whole degrees of freedom, exact finite sums in decimal arithmetic.

Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

_DIGITS = 40
_PI = Decimal("3.14159265358979323846264338327950288419716939937510")
_HALVINGS = 3


def two_sided_p(t: Decimal, degrees: int) -> Decimal:
    """The probability that |T| is at least |t| when nothing is there; `degrees` of freedom, 1 or more.

    Without unit, from 0 to 1. Raises ValueError for fewer than one degree of freedom.
    """
    if degrees < 1:
        raise ValueError(f"a t value needs at least one degree of freedom, not {degrees}")
    with localcontext() as context:
        context.prec = _DIGITS
        size = abs(t)
        square = size * size
        cosine2 = degrees / (degrees + square)
        sine = size / (degrees + square).sqrt()
        inside = _even(sine, cosine2, degrees) if degrees % 2 == 0 else _odd(size, sine, cosine2, degrees)
        outside = 1 - inside
    return max(Decimal(0), +outside)


def _even(sine: Decimal, cosine2: Decimal, degrees: int) -> Decimal:
    term, total = Decimal(1), Decimal(1)
    for step in range(1, degrees // 2):
        term *= cosine2 * (2 * step - 1) / (2 * step)
        total += term
    return sine * total


def _odd(size: Decimal, sine: Decimal, cosine2: Decimal, degrees: int) -> Decimal:
    angle = _arctan(size / Decimal(degrees).sqrt())
    total = Decimal(0)
    if degrees > 1:
        term = total = Decimal(1)
        for step in range(1, (degrees - 1) // 2):
            term *= cosine2 * (2 * step) / (2 * step + 1)
            total += term
    return 2 * (angle + sine * cosine2.sqrt() * total) / _PI


def _arctan(x: Decimal) -> Decimal:
    for _half in range(_HALVINGS):
        x = x / (1 + (1 + x * x).sqrt())
    square, power, total, step = x * x, x, x, 1
    while power:
        step += 2
        power *= -square
        part = power / step
        if total + part == total:
            break
        total += part
    return total * (1 << _HALVINGS)
