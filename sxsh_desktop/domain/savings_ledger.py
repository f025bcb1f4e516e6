"""What solutions save, day by day: in a span, at the pace of a day, and since the beginning.

A saving starts on the day its solution is in use and ends where it was given up or the facility closed. In-year =
annual x days in force / days of that year, so that half-year + half-year = year, and reports are never added up.
Run-rate at T = sum of the annual savings in force at T; cumulative = sum of in-year. One identity bears one claim: of
several statements about one solution and resource the better quality holds (metered, billed, estimated, then what was
only expected, which stands apart and is never added), among equals the later one from its own date on, never backwards.
Source: "Years" of the written formulas; written vocabulary, section 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.results import Known, Result, Unknown
from sxsh_desktop.domain.solutions import SolutionId

METERED, BILLED, ESTIMATED, DERIVED, EXPECTED = "dongho", "hoadon", "uoc", "suyra", "expected"
_ORDER = {METERED: 4, BILLED: 3, ESTIMATED: 2, DERIVED: 1, "": 1, EXPECTED: 0}
ACTUAL = (METERED, BILLED, ESTIMATED, DERIVED)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of what a solution saves of one resource in a year.

    `on`: the day of the statement; `annual` in the unit of the resource, None where it is unknown; `quality` one of
    the codes above; `since`: in use from that day; `until`: last day in use (given up, closed), None while it lasts.
    """

    solution: SolutionId
    resource: str
    on: date
    annual: Decimal | None
    quality: str
    since: date
    until: date | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in which one annual saving holds, by one statement. `last` None: it lasts."""

    first: date
    last: date | None
    statement: Statement

    def within(self, span: Period) -> Period | None:
        """The days of this stretch inside a span."""
        first = max(self.first, span.first)
        last = span.last if self.last is None else min(self.last, span.last)
        return Period(first, last) if first <= last else None


def stretches(statements: Iterable[Statement]) -> tuple[Stretch, ...]:
    """The course of all solutions: for each solution and resource, days without overlap or double.

    The order of the statements does not matter, nor that one was given twice.
    """
    grouped: dict[tuple[SolutionId, str], list[Statement]] = {}
    for one in statements:
        grouped.setdefault((one.solution, one.resource), []).append(one)
    return tuple(part for key in sorted(grouped) for part in _course(grouped[key]))


def _course(statements: Sequence[Statement]) -> list[Stretch]:
    """Between two dates of statements one of them holds; before the first, the first."""
    ordered = sorted(set(statements), key=_rank)
    ends = [one.until for one in ordered if one.until is not None]
    last = min(ends) if ends else None
    found: list[Stretch] = []
    days = sorted({one.on for one in ordered})
    first = min(one.since for one in ordered)
    for at, day in enumerate(days):
        known = [one for one in ordered if one.on <= day]
        holding = max(known, key=_rank)
        begin = max(holding.since, first) if at == 0 else max(holding.since, day)
        end = days[at + 1] - timedelta(days=1) if at + 1 < len(days) else None
        if last is not None:
            end = last if end is None else min(end, last)
        if end is None or begin <= end:
            found.append(Stretch(begin, end, holding))
    return found


def _rank(one: Statement) -> tuple[int, date, str, Decimal]:
    return _ORDER.get(one.quality, 1), one.on, one.evidence, one.annual or Decimal(0)


def in_span(parts: Iterable[Stretch], span: Period) -> Result[Decimal]:
    """The saving of a span: annual x days in force / days of their year, summed.

    `used` of `of` in the answer: of how many solutions the saving is known; unknown where of none.
    """
    total, known, lacking, every = Decimal(0), set(), [], set()
    for part in parts:
        inside = part.within(span)
        if inside is None:
            continue
        key = (part.statement.solution, part.statement.resource)
        every.add(key)
        if part.statement.annual is None:
            lacking.append(f"saving of {part.statement.solution}")
            continue
        known.add(key)
        total += part.statement.annual * years_of(inside)
    if lacking and not known:
        return Unknown.of(*lacking)
    return Known(total, len(known), len(every))


def years_of(span: Period) -> Decimal:
    """Days as a share of their calendar year, summed over the years: 184 days of 2018 are 184/365."""
    return sum(
        (span.share_within(Period.year(year)) for year in range(span.first.year, span.last.year + 1)),
        start=Decimal(0),
    )


def run_rate(parts: Iterable[Stretch], on: date) -> Result[Decimal]:
    """The annual savings in force on a day, summed; `used` of `of` as in `in_span`."""
    holding = [part for part in parts if part.within(Period(on, on)) is not None]
    values = [part.statement.annual for part in holding]
    known = [value for value in values if value is not None]
    if values and not known:
        return Unknown.of(*(f"saving of {part.statement.solution}" for part in holding))
    return Known(sum(known, start=Decimal(0)), len(known), len(values))


def cumulative(parts: Sequence[Stretch], on: date) -> Result[Decimal]:
    """Everything saved up to and including a day."""
    first = min((part.first for part in parts), default=on)
    return in_span(parts, Period(min(first, on), on))


def actual(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements of what was found, without what was only expected."""
    return tuple(one for one in statements if one.quality != EXPECTED)


def expected(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The expectations about solutions of which nothing was found yet: shown apart, never added."""
    every = tuple(statements)
    found = {(one.solution, one.resource) for one in every if one.quality != EXPECTED}
    return tuple(
        one for one in every if one.quality == EXPECTED and (one.solution, one.resource) not in found
    )
