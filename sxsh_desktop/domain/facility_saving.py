"""What a facility saved per unit of product, from its before-and-after figures, and the 8–13 % table over many.

A facility's energy saving is r = 1 - sum of use after / sum of what that output would have used at the rates
of the base period (Paasche form: the amount really avoided), carriers added in TOE by the Vietnamese
coefficients; one carrier alone needs no coefficient. Output of several products as one needs its stated weights
(`equivalent_output`). Only figures both of whose periods are metered or billed
count; the facility's own claim stands beside them in a row of its own.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.energy import NationalToe, Use, national_toe
from sxsh_desktop.domain.equivalent_output import doubted
from sxsh_desktop.domain.factors import Factors
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.judging import Links
from sxsh_desktop.domain.quantity import Quantity, UnitTable
from sxsh_desktop.domain.reading import MEASURED, QUALITY_RANK, FactsAt, Reason, worse_quality
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown
from sxsh_desktop.domain.savings import Saving, simple_saving

# Nobody was asked for an adjustment, so there is none. One that was asked for and left open is unknown
# (FACTS.md, section 2, rule 3), and the adjusted saving with it; the saving without stands beside.
NO_ADJUSTMENT = ("not_in_form", "not_asked")

ENERGY = frozenset({"dien", "do", "fo", "xang", "lpg", "ng", "than", "cui", "trau", "hoi"})
PLAN_LOW, PLAN_HIGH = Decimal("0.08"), Decimal("0.13")
EXACT = 120

NO_PAIR = _("No energy figure before and after is on record.")
OLD_PAIR = _("Its last figure, to {day}, is older than the validity.")
NOT_MEASURED = _("Its figures before and after are not both metered or billed.")
MISSING = _("Not known: {what}.")
NO_SUCH = _("The figures give no saving: {why}")


@dataclass(frozen=True, slots=True)
class FacilitySaving:
    """One facility's energy saving at T.

    `expected` and `avoided` in TOE are None where a carrier has no coefficient (the rate of one carrier alone
    needs none). `without_adjustment` is the rate without the stated adjustments of the base.
    """

    rate: Decimal
    without_adjustment: Decimal | None
    expected: NationalToe | None
    avoided: NationalToe | None
    quality: str
    to_day: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotMeasurable:
    """Why there is no saving of a facility; `stale` when there is one but too old."""

    reason: Reason
    stale: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    """One resource before and after, with the base that was frozen first."""

    row: FactRow
    base: FactRow
    quality: str


def energy_saving(
    facts: FactsAt, links: Links, facility_id: str, factors: Factors, units: UnitTable
) -> FacilitySaving | NotMeasurable:
    """The energy saving of a facility at T, or why there is none."""
    pairs = _pairs(facts, links, facility_id)
    if not pairs:
        return NotMeasurable(Reason(NO_PAIR))
    used = tuple(pair.row.fact_id for pair in pairs)
    good = [pair for pair in pairs if pair.quality in MEASURED]
    if not good:
        return NotMeasurable(Reason(NOT_MEASURED), evidence=used)
    fresh = [pair for pair in good if _to_day(pair.row) >= facts.since]
    if not fresh:
        return NotMeasurable(Reason.of(OLD_PAIR, day=max(_to_day(p.row) for p in good)), True, used)
    results = [_saving(pair, units) for pair in fresh]
    for result in results:
        if isinstance(result, Unknown):
            return NotMeasurable(Reason.of(MISSING, what=", ".join(result.missing)), evidence=used)
        if isinstance(result, Undefined):
            return NotMeasurable(Reason.of(NO_SUCH, why=result.why), evidence=used)
    savings = [result.value for result in results if isinstance(result, Known)]
    return _together(fresh, savings, factors, units)


def _together(
    pairs: Sequence[_Pair], savings: Sequence[Saving], factors: Factors, units: UnitTable
) -> FacilitySaving | NotMeasurable:
    used = tuple(dict.fromkeys(one.fact_id for pair in pairs for one in (pair.base, pair.row)))
    expected = [
        _toe(pair, saving.expected, factors, units) for pair, saving in zip(pairs, savings, strict=True)
    ]
    avoided = [
        _toe(pair, saving.avoided, factors, units) for pair, saving in zip(pairs, savings, strict=True)
    ]
    lacking = [one for one in expected if not isinstance(one, Known)]
    worst = pairs[0].quality
    for pair in pairs[1:]:
        worst = worse_quality(worst, pair.quality)
    day = max(_to_day(pair.row) for pair in pairs)
    if lacking and len(pairs) > 1:
        missing = [name for one in lacking if isinstance(one, Unknown) for name in one.missing]
        return NotMeasurable(Reason.of(MISSING, what=", ".join(missing)), evidence=used)
    total, saved = _sum(expected), _sum(avoided)
    rate = savings[0].rate if len(pairs) == 1 or total is None or saved is None else saved.value / total.value
    return FacilitySaving(rate, _unadjusted(pairs, units), total, saved, worst, day, used)


def _unadjusted(pairs: Sequence[_Pair], units: UnitTable) -> Decimal | None:
    """The rate without adjustments of the base; only for one resource, where it needs no weights."""
    if len(pairs) != 1:
        return None
    plain = _saving(pairs[0], units, adjusted=False)
    return plain.value.rate if isinstance(plain, Known) else None


def _sum(parts: Iterable[Result[NationalToe]]) -> NationalToe | None:
    total = NationalToe(Decimal(0))
    for part in parts:
        if not isinstance(part, Known):
            return None
        total = total + part.value
    return total


def _toe(pair: _Pair, amount: Decimal, factors: Factors, units: UnitTable) -> Result[NationalToe]:
    unit = units.find(pair.base.text("use_unit"))
    if unit is None:
        return Unknown.of("use_unit")
    return national_toe(Use(pair.base.text("resource"), Quantity(amount, unit)), factors, units)


def _pairs(facts: FactsAt, links: Links, facility_id: str) -> list[_Pair]:
    """The pair that holds for each energy resource and product: the latest ending after-period, once.

    A follow-up gives only a new "after" for the code of an assessment; the base is the one stated first.
    """
    rows = [row for row in facts.of("baseline_after", facility_id) if row.text("resource") in ENERGY]
    bases: dict[tuple[str, str], FactRow] = {}
    for row in sorted(rows, key=lambda one: (_seen_on(facts, one), one.revision_id)):
        if row.text("base_use"):
            bases.setdefault(_code(links, row), row)
    newest: dict[tuple[str, str], _Pair] = {}
    for row in rows:
        base = bases.get(_code(links, row))
        if base is None or not row.text("after_to"):
            continue
        quality = worse_quality(base.text("base_quality"), row.text("after_quality"))
        pair = _Pair(row, base, quality)
        place = (base.text("resource"), base.text("product"))
        if place not in newest or _rank(pair) > _rank(newest[place]):
            newest[place] = pair
    return [newest[place] for place in sorted(newest)]


def _code(links: Links, row: FactRow) -> tuple[str, str]:
    return links.number_of_record.get(row.record_id, row.record_id), row.text("code")


def _seen_on(facts: FactsAt, row: FactRow) -> str:
    visits = facts.of_record("visit", row.record_id)
    return visits[-1].on_day if visits else row.on_day


def _to_day(row: FactRow) -> str:
    return row.text("after_to") or row.on_day


def _rank(pair: _Pair) -> tuple[str, int, str]:
    return _to_day(pair.row), QUALITY_RANK.get(pair.quality, -1), pair.row.revision_id


def _saving(pair: _Pair, units: UnitTable, adjusted: bool = True) -> Result[Saving]:
    """The saving of one resource in the units of the base."""
    base, row = pair.base, pair.row
    if (lacking := doubted(base.text("product"), base.text("conversion_rule"))) is not None:
        return lacking
    after_use = _in_unit(row, "after_use", row.text("use_unit"), base.text("use_unit"), units)
    after_out = _in_unit(row, "after_output", row.text("product_unit"), base.text("product_unit"), units)
    change = _in_unit(row, "adjustment", row.text("use_unit"), base.text("use_unit"), units)
    if row.absent("adjustment") in NO_ADJUSTMENT or not adjusted:
        change = Decimal(0)
    elif change and not row.text("adjustment_reason"):
        change = None  # an amount that nobody gives a reason for changes no baseline (formula 2.5)
    return simple_saving(
        _number(base, "base_use"), _number(base, "base_output"), after_use, after_out, change
    )


def _number(row: FactRow, attribute: str) -> Decimal | None:
    try:
        return Decimal(row.text(attribute))
    except InvalidOperation:
        return None


def _in_unit(row: FactRow, attribute: str, own: str, wanted: str, units: UnitTable) -> Decimal | None:
    """The number in another unit of the same dimension; None where it is absent or the units do not fit."""
    value = _number(row, attribute)
    if value is None or own == wanted:
        return value
    here = units.find(own)
    return units.amount_in(Quantity(value, here), wanted) if here is not None else None


@dataclass(frozen=True, slots=True)
class SavingTable:
    """The 8–13 % table over adopters: all readings of "saves 8 to 13 %" side by side.

    `weighted` = sum of avoided / sum of expected, over the `weighable` facilities whose TOE is known; bands:
    below 0, from 0 to under 8, 8 to 13 (both included), over 13 per cent. None: nothing is measurable.
    """

    adopters: int
    measurable: int
    not_measurable: int
    below_zero: int
    under_8: int
    from_8_to_13: int
    over_13: int
    minimum: Decimal | None
    lower_quartile: Decimal | None
    median: Decimal | None
    upper_quartile: Decimal | None
    maximum: Decimal | None
    mean: Decimal | None
    weighted: Decimal | None
    weighable: int

    @property
    def share_measurable(self) -> Decimal | None:
        """Measurable / adopters; None without adopters."""
        return Decimal(self.measurable) / self.adopters if self.adopters else None


class SavingSums:
    """What a saving table is made of, kept so that one facility may come or go without counting all anew.

    Sums are exact (120 digits hold every product of two numbers of 28), so that the order of coming does not matter.
    """

    def __init__(self) -> None:
        self._rates: list[Decimal] = []
        self._rate_sum = self._base = self._saved = Decimal(0)
        self._weighable = 0

    def copy(self) -> SavingSums:
        """Another one with the same content."""
        made = SavingSums()
        made._rates = self._rates.copy()
        made._rate_sum, made._base, made._saved = self._rate_sum, self._base, self._saved
        made._weighable = self._weighable
        return made

    def add(self, rate: Decimal, weight: Decimal | None) -> None:
        """A facility comes: its rate (a share), and its expected use as weight, or None."""
        bisect.insort(self._rates, rate)
        self._count(rate, weight, 1)

    def extend(self, savings: Iterable[tuple[Decimal, Decimal | None]]) -> None:
        """Many facilities come at once."""
        with localcontext() as context:
            context.prec = EXACT
            for rate, weight in savings:
                self._rates.append(rate)
                self._count(rate, weight, 1)
        self._rates.sort()

    def remove(self, rate: Decimal, weight: Decimal | None) -> None:
        """A facility that came with these figures goes."""
        del self._rates[bisect.bisect_left(self._rates, rate)]
        self._count(rate, weight, -1)

    def _count(self, rate: Decimal, weight: Decimal | None, step: int) -> None:
        with localcontext() as context:
            context.prec = EXACT
            self._rate_sum += step * rate
            if weight is not None and weight > 0:
                self._base += step * weight
                self._saved += step * rate * weight
                self._weighable += step

    def table(self, adopters: int) -> SavingTable:
        """The table over so many adopters."""
        rates = self._rates
        below, under = bisect.bisect_left(rates, Decimal(0)), bisect.bisect_left(rates, PLAN_LOW)
        within = bisect.bisect_right(rates, PLAN_HIGH)
        return SavingTable(
            adopters=adopters,
            measurable=len(rates),
            not_measurable=adopters - len(rates),
            below_zero=below,
            under_8=under - below,
            from_8_to_13=within - under,
            over_13=len(rates) - within,
            minimum=rates[0] if rates else None,
            lower_quartile=_quantile(rates, Decimal("0.25")),
            median=_quantile(rates, Decimal("0.5")),
            upper_quartile=_quantile(rates, Decimal("0.75")),
            maximum=rates[-1] if rates else None,
            mean=self._rate_sum / len(rates) if rates else None,
            weighted=self._saved / self._base if self._base else None,
            weighable=self._weighable,
        )


def saving_table(adopters: int, savings: Iterable[tuple[Decimal, Decimal | None]]) -> SavingTable:
    """The table from (rate, expected use as weight or None) of each measurable adopter of `adopters`."""
    sums = SavingSums()
    sums.extend(savings)
    return sums.table(adopters)


def _quantile(ordered: Sequence[Decimal], share: Decimal) -> Decimal | None:
    """Linear between neighbours, the ends being the smallest and the largest value."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
