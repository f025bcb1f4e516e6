"""Periods that do not fit: after within before, other seasons, two inventories of one time; savings too large.

And converted products without weights that can be read, which leave the saving unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.equivalent_output import doubted
from sxsh_desktop.domain.facts import Fact
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.plausibility.case import Case, number, period_of
from sxsh_desktop.domain.plausibility.finding import Check, Oddity, Weight, about, odd

OVERLAP = _("The period after begins before the period before has ended ({days} days in both).")
SEASON = _(
    "Before and after are other months of the year ({shared} of {months} in common): the season shows too."
)
TWICE = _("Another record of this facility covers {days} of the same days, from the same source.")
BIG_SAVING = _("A saving of {percent} % is more than such measures bring: check units and output.")
WEIGHTS = _(
    "The weights cannot be read, so the saving stays unknown: write one for each product, and where they are from, for "
    "instance SP1 = 1; SP2 = 0.6; by the norm."
)
NEGATIVE = _("A saving below zero: is use and saving confused?")

_YEAR_DAYS = 330
_SHARED_LEAST = Decimal("0.5")
_MOST_SAVING = 40


def _pairs(case: Case) -> Iterator[tuple[Fact, Period, Period]]:
    """Before and after of each figure; the first stated baseline of the code where the record gives none."""
    stated = [one for other in case.earlier for one in other.facts.get("baseline_after", ())]
    for one in case.facts("baseline_after"):
        base = period_of(one, "base_from", "base_to")
        for earlier in stated if base is None else ():
            if earlier.text("code") == one.text("code"):
                base = base or period_of(earlier, "base_from", "base_to")
        after = period_of(one, "after_from", "after_to")
        if base is not None and after is not None:
            yield one, base, after


def _overlap(case: Case) -> Iterator[Oddity]:
    for one, base, after in _pairs(case):
        if after.first <= base.last:
            answers = about(one, "after_from", "base_to")
            yield odd("AFTER-OVERLAP", OVERLAP, *answers, hard=True, days=base.overlap(after))


def seasons_differ(base: Period, after: Period) -> tuple[int, int] | None:
    """(months in common, months of the shorter) when less than half of them are common; None when they fit.

    Periods of eleven months or more hold every season.
    """
    if min(base.days, after.days) >= _YEAR_DAYS:
        return None
    months = [{month for _year, month in one.months()} for one in (base, after)]
    shared, shorter = len(months[0] & months[1]), min(map(len, months))
    return (shared, shorter) if Decimal(shared) < shorter * _SHARED_LEAST else None


def _season(case: Case) -> Iterator[Oddity]:
    for one, base, after in _pairs(case):
        found = seasons_differ(base, after)
        if found is not None:
            yield odd("SEASON", SEASON, *about(one, "after_from"), shared=found[0], months=found[1])


def _twice(case: Case) -> Iterator[Oddity]:
    period, own = case.period, case.first("period")
    if period is None or own is None:
        return
    for other in case.earlier:
        there = next(iter(other.facts.get("period", ())), None)
        if other.period is None or there is None or there.text("source") != own.text("source"):
            continue
        if days := period.overlap(other.period):
            yield odd("PERIOD-TWICE", TWICE, *about(own, "from"), days=days)
            return


def _saving(case: Case) -> Iterator[Oddity]:
    for one in case.facts("baseline_after"):
        figures = [number(one, name) for name in ("base_use", "base_output", "after_use", "after_output")]
        if all(figures):
            base_use, base_out, after_use, after_out = (figure or Decimal(0) for figure in figures)
            percent = round(100 * (1 - after_use / after_out * base_out / base_use))
            if percent > _MOST_SAVING:
                yield odd("SAVING-BIG", BIG_SAVING, *about(one, "after_use"), percent=percent)
    for one in case.facts("claimed_saving"):
        for name in ("energy", "material"):
            stated = number(one, name)
            if stated is not None and stated > _MOST_SAVING:
                yield odd("SAVING-BIG", BIG_SAVING, *about(one, name), percent=stated)


def _negative(case: Case) -> Iterator[Oddity]:
    for kind in ("measure", "opportunity", "solution", "solution_result"):
        for one in case.facts(kind):
            found = number(one, "saving")
            if found is not None and found < 0:
                yield odd("SAVING-NEGATIVE", NEGATIVE, *about(one, "saving"))


def _weights(case: Case) -> Iterator[Oddity]:
    for one in case.facts("baseline_after"):
        rule = one.text("conversion_rule")
        if rule and doubted(one.text("product"), rule) is not None:
            yield odd("WEIGHTS", WEIGHTS, *about(one, "conversion_rule"))


CHECKS = (
    Check("AFTER-OVERLAP", _("Period after within the period before"), Weight.HARD, _overlap),
    Check("SEASON", _("Seasons of before and after"), Weight.SOFT, _season),
    Check("PERIOD-TWICE", _("Two inventories of the same days"), Weight.SOFT, _twice),
    Check("SAVING-BIG", _("Saving above 40 %"), Weight.SOFT, _saving),
    Check("SAVING-NEGATIVE", _("Saving below zero"), Weight.SOFT, _negative),
    Check("WEIGHTS", _("Weights of converted products"), Weight.SOFT, _weights),
)
