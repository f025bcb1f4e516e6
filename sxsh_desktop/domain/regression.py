"""A baseline from months of use and what drives it (output, temperature): fitted, judged, compared with later months.

Formula 2.4 of the written formulas: C = b0 + sum b_j x_j by ordinary least squares on 12 baseline months or more.
Usable if R2 >= 0.75, CV(RMSE) <= 25 % and every p_j <= 0.1; else the simple ratio (2.2) holds, and it is said so.
RMSE = sqrt(SSE / (n - p)), p counting the constant; CV(RMSE) = RMSE / mean of C. Coefficients are exact
(`least_squares`). Nothing is clamped: months outside the range of the baseline are flagged and still counted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.least_squares import Fit, Products, decimal_of, fit, products_of, root_of
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown
from sxsh_desktop.domain.student import two_sided_p

LEAST_MONTHS = 12
LEAST_R2, MOST_CV, MOST_P = Decimal("0.75"), Decimal("0.25"), Decimal("0.1")
GOOD_DEGREES = 10
BAND_90 = Decimal("1.645")
SPREADS = 3

TOO_FEW = _("A baseline needs at least {least} months; there are {months}.")
SAME_COURSE = _("Two of the drivers run the same course, so that their shares cannot be told apart.")
NO_CHANGE = _("The use was the same in every month, so that nothing explains it.")
NOT_ABOVE_ZERO = _("The use over these months is not above zero.")
LOW_R2 = _("R² {value} is under 0.75.")
HIGH_CV = _("CV(RMSE) {value} % is over 25 %.")
HIGH_P = _("The share of {name} is not certain (p {value} is over 0.1).")
FEW_DEGREES = _("Only {degrees} degrees of freedom are left; 10 or more are better.")


@dataclass(frozen=True, slots=True)
class Remark:
    """Why a model is not usable, or what to mind: a message id with its facts."""

    text: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One coefficient: `value` in units of use for one unit of the driver, its standard error, t and p.

    `p` is None where the fit is perfect (no standard error).
    """

    name: str
    value: Decimal
    error: Decimal
    t: Decimal | None
    p: Decimal | None


@dataclass(frozen=True, slots=True)
class DriverRange:
    """What the baseline months saw of one driver: least, most, mean, standard deviation (n - 1)."""

    least: Decimal
    most: Decimal
    mean: Decimal
    spread: Decimal

    def holds(self, value: Decimal) -> bool:
        """Within least..most of the baseline and within three standard deviations of its mean."""
        return self.least <= value <= self.most and abs(value - self.mean) <= SPREADS * self.spread


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted baseline. `constant` and `terms` in the unit of use; R2 without unit; CV as a share.

    `faults` say why it may not be used (empty = usable), `remarks` what to mind. `fitted` keeps the exact fit.
    """

    drivers: tuple[str, ...]
    constant: Term
    terms: tuple[Term, ...]
    months: int
    r2: Decimal
    adjusted_r2: Decimal
    rmse: Decimal
    cv: Decimal
    mean: Decimal
    ranges: Mapping[str, DriverRange]
    faults: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    fitted: Fit

    @property
    def usable(self) -> bool:
        """Whether it passes all three tests."""
        return not self.faults

    @property
    def degrees(self) -> int:
        """Degrees of freedom n - p, the constant counted."""
        return self.months - len(self.drivers) - 1

    def expected(self, drivers: Mapping[str, Decimal]) -> Decimal:
        """C^ of one month from its drivers. Raises KeyError for a driver that is not given."""
        exact = self.fitted.coefficients
        total = exact[0]
        for name, factor in zip(self.drivers, exact[1:], strict=True):
            total += factor * Fraction(drivers[name])
        return decimal_of(total)


def fit_model(
    use: Sequence[Decimal | None], drivers: Mapping[str, Sequence[Decimal | None]]
) -> Result[Model]:
    """Fit the use of the baseline months by the drivers, each a series of the same months.

    Months in which one of them is unknown are left out. Undefined: too few months are left, the drivers
    depend on each other, the use never changed. Unknown: no drivers.
    """
    if not drivers:
        return Unknown.of("drivers")
    kept = _whole_months(use, drivers)
    months = len(kept[0])
    needed = max(LEAST_MONTHS, len(drivers) + 2)
    if months < needed:
        return Undefined(TOO_FEW, (("least", str(needed)), ("months", str(months))))
    explained, columns = kept[0], kept[1:]
    return _model(tuple(drivers), explained, columns, products_of(explained, columns), range(1, len(kept)))


def fit_all(
    use: Sequence[Decimal | None], drivers: Mapping[str, Sequence[Decimal | None]]
) -> tuple[Model, ...]:
    """Every combination of the drivers that can be fitted, the best first.

    Usable ones go before the others, then the higher adjusted R2, then fewer drivers, then their names. All
    are fitted on the same months: those in which every driver is known.
    """
    names = tuple(drivers)
    kept = _whole_months(use, drivers)
    explained, columns = kept[0], kept[1:]
    if not names or len(explained) < LEAST_MONTHS:
        return ()
    products = products_of(explained, columns)
    found: list[Model] = []
    for chosen in _combinations(len(names)):
        if len(explained) < len(chosen) + 2:
            continue
        part = tuple(names[i - 1] for i in chosen)
        made = _model(part, explained, [columns[i - 1] for i in chosen], products, chosen)
        if isinstance(made, Known):
            found.append(made.value)
    return tuple(sorted(found, key=lambda m: (not m.usable, -m.adjusted_r2, len(m.drivers), m.drivers)))


def _combinations(count: int) -> Iterator[tuple[int, ...]]:
    for size in range(1, count + 1):
        yield from itertools.combinations(range(1, count + 1), size)


def _whole_months(
    use: Sequence[Decimal | None], drivers: Mapping[str, Sequence[Decimal | None]]
) -> list[list[Decimal]]:
    """The series without the months in which one of them is unknown: use first, then the drivers."""
    series = [use, *drivers.values()]
    if any(len(one) != len(use) for one in series):
        raise ValueError("the series do not have the same months")
    kept: list[list[Decimal]] = [[] for _one in series]
    for month in zip(*series, strict=True):
        known = [value for value in month if value is not None]
        if len(known) == len(series):
            for column, value in zip(kept, known, strict=True):
                column.append(value)
    return kept


def _model(
    names: tuple[str, ...],
    explained: Sequence[Decimal],
    columns: Sequence[Sequence[Decimal]],
    products: Products,
    chosen: Sequence[int],
) -> Result[Model]:
    months = len(explained)
    mean = sum(explained, start=Decimal(0)) / months
    if mean <= 0:
        return Undefined(NOT_ABOVE_ZERO)
    found = fit(products, chosen)
    if found is None:
        return Undefined(SAME_COURSE)
    if found.total == 0:
        return Undefined(NO_CHANGE)
    degrees = months - len(names) - 1
    variance = found.residual / degrees
    rmse = root_of(variance)
    r2 = 1 - found.residual / found.total
    adjusted = 1 - (1 - r2) * (months - 1) / degrees
    terms = tuple(_term(name, found, at, variance, degrees) for at, name in enumerate(("", *names)))
    made = Model(
        drivers=names,
        constant=terms[0],
        terms=terms[1:],
        months=months,
        r2=decimal_of(r2),
        adjusted_r2=decimal_of(adjusted),
        rmse=rmse,
        cv=rmse / mean,
        mean=mean,
        ranges={name: _range(column) for name, column in zip(names, columns, strict=True)},
        faults=_faults(decimal_of(r2), rmse / mean, terms[1:]),
        remarks=(Remark(FEW_DEGREES, (("degrees", str(degrees)),)),) if degrees < GOOD_DEGREES else (),
        fitted=found,
    )
    return Known(made, months, months)


def _term(name: str, found: Fit, at: int, variance: Fraction, degrees: int) -> Term:
    value, error = decimal_of(found.coefficients[at]), root_of(variance * found.inverse[at][at])
    if not error:
        return Term(name, value, error, None, None)
    t = value / error
    return Term(name, value, error, t, two_sided_p(t, degrees))


def _faults(r2: Decimal, cv: Decimal, terms: Sequence[Term]) -> tuple[Remark, ...]:
    found = []
    if r2 < LEAST_R2:
        found.append(Remark(LOW_R2, (("value", _short(r2)),)))
    if cv > MOST_CV:
        found.append(Remark(HIGH_CV, (("value", _short(cv * 100)),)))
    found += [
        Remark(HIGH_P, (("name", term.name), ("value", _short(term.p))))
        for term in terms
        if term.p is not None and term.p > MOST_P
    ]
    return tuple(found)


def _short(number: Decimal) -> str:
    return str(number.quantize(Decimal("0.001")))


def _range(column: Sequence[Decimal]) -> DriverRange:
    mean = sum(column, start=Decimal(0)) / len(column)
    squares = sum(((value - mean) ** 2 for value in column), start=Decimal(0))
    return DriverRange(min(column), max(column), mean, (squares / (len(column) - 1)).sqrt())


@dataclass(frozen=True, slots=True)
class Month:
    """One reporting month: its name ("2009-03"), use, and drivers; None where unknown."""

    name: str
    use: Decimal | None
    drivers: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class ModelledSaving:
    """What was avoided against the modelled baseline, in the unit of use.

    `rate` = avoided / expected; `band` is the rough 90 % band of the amount (2.4), `exact_band` the one that
    also pays for months far from the baseline (1.645 x RMSE x sqrt(m + u'(X'X)^-1 u), u = sums of the drivers);
    `outside` are (month, driver) outside the range of the baseline; `cusum` the running sum of expected - used.
    """

    used: Decimal
    expected: Decimal
    avoided: Decimal
    rate: Decimal
    band: Decimal
    exact_band: Decimal
    months: int
    outside: tuple[tuple[str, str], ...]
    cusum: tuple[Decimal, ...]

    @property
    def distinguishable(self) -> bool:
        """Whether the amount is larger than its rough band: else it cannot be told from zero."""
        return abs(self.avoided) > self.band


def modelled_saving(model: Model, after: Sequence[Month]) -> Result[ModelledSaving]:
    """D = sum (C^ - C) over the months in which use and drivers are known; `used` of `of` months in the answer.

    Unknown: no such month. Undefined: the model expects no use above zero.
    """
    whole = [(month, facts) for month in after if (facts := _known_drivers(model, month)) is not None]
    if not whole:
        return Unknown.of("use", *model.drivers)
    expected = [model.expected(facts) for _month, facts in whole]
    used = [month.use for month, _facts in whole if month.use is not None]
    total = sum(expected, start=Decimal(0))
    if total <= 0:
        return Undefined(NOT_ABOVE_ZERO)
    differences = [c - u for c, u in zip(expected, used, strict=True)]
    saved = sum(differences, start=Decimal(0))
    count = len(whole)
    made = ModelledSaving(
        used=sum(used, start=Decimal(0)),
        expected=total,
        avoided=saved,
        rate=saved / total,
        band=BAND_90 * model.rmse * (count * (1 + Decimal(count) / model.months)).sqrt(),
        exact_band=BAND_90 * model.rmse * _spread(model, [facts for _month, facts in whole]),
        months=count,
        outside=tuple(
            (month.name, name)
            for month, facts in whole
            for name in model.drivers
            if not model.ranges[name].holds(facts[name])
        ),
        cusum=tuple(itertools.accumulate(differences)),
    )
    return Known(made, count, len(after))


def _known_drivers(model: Model, month: Month) -> dict[str, Decimal] | None:
    if month.use is None:
        return None
    found = {name: value for name in model.drivers if (value := month.drivers.get(name)) is not None}
    return found if len(found) == len(model.drivers) else None


def _spread(model: Model, months: Sequence[Mapping[str, Decimal]]) -> Decimal:
    """sqrt(m + u'(X'X)^-1 u) of the sum over the months."""
    sums = [Fraction(len(months)), *(sum(Fraction(m[name]) for m in months) for name in model.drivers)]
    inverse = model.fitted.inverse
    form: Fraction | int = sum(
        a * cell * b for a, row in zip(sums, inverse, strict=True) for cell, b in zip(row, sums, strict=True)
    )
    return root_of(Fraction(len(months) + form))


def together(parts: Sequence[ModelledSaving]) -> Result[ModelledSaving]:
    """The models of several resources in one unit (electricity and gas in MMBtu) as one saving.

    Amounts add up; bands of independent models add as squares. Undefined when the months differ.
    """
    if not parts:
        return Unknown.of("models")
    if len({part.months for part in parts}) > 1:
        return Undefined(OTHER_MONTHS)
    expected = sum((part.expected for part in parts), start=Decimal(0))
    avoided = sum((part.avoided for part in parts), start=Decimal(0))
    if expected <= 0:
        return Undefined(NOT_ABOVE_ZERO)
    with localcontext() as context:
        context.prec = 40
        band = sum((part.band**2 for part in parts), start=Decimal(0)).sqrt()
        exact = sum((part.exact_band**2 for part in parts), start=Decimal(0)).sqrt()
    return Known(
        ModelledSaving(
            used=sum((part.used for part in parts), start=Decimal(0)),
            expected=expected,
            avoided=avoided,
            rate=avoided / expected,
            band=+band,
            exact_band=+exact,
            months=parts[0].months,
            outside=tuple(dict.fromkeys(one for part in parts for one in part.outside)),
            cusum=tuple(map(_total, zip(*(part.cusum for part in parts), strict=True))),
        )
    )


OTHER_MONTHS = _("The models do not speak of the same months.")


def _total(values: Sequence[Decimal]) -> Decimal:
    return sum(values, start=Decimal(0))
