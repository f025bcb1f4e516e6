"""Ordinary least squares in whole numbers: every coefficient is an exact fraction of the inputs.

The columns are scaled to whole numbers, the normal equations are solved by fraction-free elimination
(Bareiss), so that nothing is lost to rounding however far the columns are apart. Formula: b = (X'X)^-1 X'y.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

DIGITS = 50


def decimal_of(number: Fraction, digits: int = 28) -> Decimal:
    """A fraction as a decimal number, rounded once."""
    with localcontext() as context:
        context.prec = digits
        return Decimal(number.numerator) / Decimal(number.denominator)


def root_of(number: Fraction, digits: int = 28) -> Decimal:
    """The square root of a fraction that is not negative."""
    with localcontext() as context:
        context.prec = digits
        return (Decimal(number.numerator) / Decimal(number.denominator)).sqrt()


@dataclass(frozen=True, slots=True)
class Products:
    """All products of the columns with each other: enough to fit any choice of them.

    Column 0 is the constant, the last is what is explained; entries are exact, `rows` how many observations.
    """

    rows: int
    sums: tuple[tuple[int, ...], ...]
    scales: tuple[int, ...]


def products_of(explained: Sequence[Decimal], columns: Sequence[Sequence[Decimal]]) -> Products:
    """The products of the constant, the columns and the explained series (all of one length)."""
    every: list[tuple[int, list[int]]] = [(1, [1] * len(explained))]
    every += [_whole(column) for column in (*columns, explained)]
    numbers = [column for _scale, column in every]
    size = len(numbers)
    sums = [[0] * size for _column in numbers]
    for i in range(size):
        for j in range(i, size):
            sums[i][j] = sums[j][i] = sum(a * b for a, b in zip(numbers[i], numbers[j], strict=True))
    return Products(len(explained), tuple(map(tuple, sums)), tuple(scale for scale, _column in every))


def _whole(column: Sequence[Decimal]) -> tuple[int, list[int]]:
    """(scale, numbers x scale) with the smallest power of ten that makes all of them whole."""
    exponents = [value.as_tuple().exponent for value in column]
    places = max((-one for one in exponents if isinstance(one, int) and one < 0), default=0)
    with localcontext() as context:
        context.prec = 200
        return 10**places, [int(value.scaleb(places)) for value in column]


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients (constant first), (X'X)^-1, sum of squared residuals and of squared deviations; exact."""

    coefficients: tuple[Fraction, ...]
    inverse: tuple[tuple[Fraction, ...], ...]
    residual: Fraction
    total: Fraction


def fit(products: Products, chosen: Sequence[int]) -> Fit | None:
    """Explain the last column by the constant and the chosen columns (1 = the first given).

    None where the chosen columns depend on each other.
    """
    last = len(products.sums) - 1
    places = (0, *chosen)
    matrix = [[products.sums[i][j] for j in places] for i in places]
    solved = _adjugate(matrix)
    if solved is None:
        return None
    determinant, adjugate = solved
    scales, top = products.scales, products.scales[last]
    right = [products.sums[i][last] for i in places]
    raw = [sum(a * b for a, b in zip(row, right, strict=True)) for row in adjugate]
    coefficients = tuple(
        Fraction(value * scales[place], determinant * top) for value, place in zip(raw, places, strict=True)
    )
    inverse = tuple(
        tuple(
            Fraction(value * scales[place] * scales[other], determinant)
            for value, other in zip(row, places, strict=True)
        )
        for row, place in zip(adjugate, places, strict=True)
    )
    explained = Fraction(sum(a * b for a, b in zip(raw, right, strict=True)), determinant * top * top)
    squares = Fraction(products.sums[last][last], top * top)
    mean = Fraction(products.sums[0][last] ** 2, products.rows * top * top)
    return Fit(coefficients, inverse, squares - explained, squares - mean)


def _adjugate(matrix: list[list[int]]) -> tuple[int, list[list[int]]] | None:
    """(determinant, adjugate) by fraction-free Gauss-Jordan elimination; None for a singular matrix."""
    size = len(matrix)
    work = [[*row, *(int(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    before = 1
    for step in range(size):
        pivot = next((row for row in range(step, size) if work[row][step]), None)
        if pivot is None:
            return None
        if pivot != step:
            work[step], work[pivot] = work[pivot], [-cell for cell in work[step]]
        head = work[step][step]
        for row in range(size):
            if row != step:
                factor = work[row][step]
                work[row] = [
                    (head * a - factor * b) // before for a, b in zip(work[row], work[step], strict=True)
                ]
        before = head
    return before, [row[size:] for row in work]
