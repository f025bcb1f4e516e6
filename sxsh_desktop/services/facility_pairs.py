"""Before and after of one facility, resource by resource, as its assessments and follow-ups state them.

A follow-up gives a new "after" for the code of an assessment; the base is the one that was stated first (FACTS.md,
section 6). Every figure keeps the records that it comes from, and the worse quality of its two sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sxsh_desktop.domain.adjustments import Adjustment, BothSavings, saving_with_adjustments
from sxsh_desktop.domain.consumption import specific
from sxsh_desktop.domain.equivalent_output import doubted
from sxsh_desktop.domain.facility_saving import NO_ADJUSTMENT
from sxsh_desktop.domain.facts import FactRow
from sxsh_desktop.domain.judging import Links
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.quantity import Quantity, UnitTable
from sxsh_desktop.domain.reading import FactsAt, worse_quality
from sxsh_desktop.domain.results import Known, Result
from sxsh_desktop.domain.savings import Saving
from sxsh_desktop.services.series import quantity


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its days (None: not said), use and output in the units of the base, specific use, quality."""

    period: Period | None
    use: Decimal | None
    output: Decimal | None
    specific: Result[Decimal]
    quality: str
    record_id: str


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """One figure of an assessment: the base and every after-period, the oldest first, each with its saving.

    `savings` hold the stated adjustment of the base, `plain` are the same without it (formula 2.5); `told`: the
    adjustments of each after-period with day, amount, reason, evidence and who is answerable for them; `rule`: the
    weights of converted products as they were written, "" for one product.
    """

    number: str
    code: str
    resource: str
    name: str
    product: str
    use_unit: str
    product_unit: str
    base: Side
    afters: tuple[Side, ...]
    savings: tuple[Result[Saving], ...]
    plain: tuple[Result[Saving], ...]
    adjustments: tuple[Decimal | None, ...]
    reasons: tuple[str, ...]
    told: tuple[tuple[Adjustment, ...], ...]
    rule: str

    @property
    def quality(self) -> str:
        """The worse quality of the base and the last after-period; "" without one."""
        return worse_quality(self.base.quality, self.afters[-1].quality) if self.afters else ""

    @property
    def records(self) -> tuple[str, ...]:
        """The records behind it, once each."""
        return tuple(dict.fromkeys((self.base.record_id, *(one.record_id for one in self.afters))))


def before_after(facts: FactsAt, links: Links, facility_id: str, units: UnitTable) -> tuple[BeforeAfter, ...]:
    """Every figure that has a base, by assessment and code."""
    grouped: dict[tuple[str, str], list[FactRow]] = {}
    for row in facts.of("baseline_after", facility_id):
        number = links.number_of_record.get(row.record_id, row.record_id)
        grouped.setdefault((number, row.text("code")), []).append(row)
    found = []
    for (number, code), rows in sorted(grouped.items()):
        stated = sorted(
            (row for row in rows if row.text("base_use")), key=lambda one: (one.on_day, one.revision_id)
        )
        base = next(iter(stated), next((row for row in rows if row.text("base_from")), None))
        if base is not None:
            found.append(_pair(number, code, base, rows, units, facts))
    return tuple(found)


def _pair(
    number: str, code: str, base: FactRow, rows: Sequence[FactRow], units: UnitTable, facts: FactsAt
) -> BeforeAfter:
    first = _side(base, "base", base, units)
    later = _one_per_period(row for row in rows if row.text("after_to"))
    afters = tuple(_side(row, "after", base, units) for row in later)
    changes = tuple(_adjustment(row, base, units) for row in later)
    told = tuple(_told(row, facts, units) for row in later)
    both = [_savings(first, side, given, base, units) for side, given in zip(afters, told, strict=True)]
    return BeforeAfter(
        number=number,
        code=code,
        resource=base.text("resource"),
        name=base.text("name"),
        product=base.text("product"),
        use_unit=base.text("use_unit"),
        product_unit=base.text("product_unit"),
        base=first,
        afters=afters,
        savings=tuple(one.adjusted for one in both),
        plain=tuple(one.unadjusted for one in both),
        adjustments=changes,
        reasons=tuple(row.text("adjustment_reason") for row in later),
        told=told,
        rule=base.text("conversion_rule"),
    )


def _one_per_period(rows: Iterable[FactRow]) -> list[FactRow]:
    """The last statement for each after-period, by date."""
    held = {
        (row.text("after_from"), row.text("after_to")): row
        for row in sorted(rows, key=lambda one: one.on_day)
    }
    return [held[place] for place in sorted(held, key=lambda one: (one[1], one[0]))]


def _side(row: FactRow, side: str, base: FactRow, units: UnitTable) -> Side:
    use = _in_unit(row, f"{side}_use", base.text("use_unit"), units)
    output = _in_unit(row, f"{side}_output", base.text("product_unit"), units)
    return Side(
        period=_period(row.text(f"{side}_from"), row.text(f"{side}_to")),
        use=use,
        output=output,
        specific=specific(use, output),
        quality=row.text(f"{side}_quality"),
        record_id=row.record_id,
    )


def _savings(
    base: Side, after: Side, told: Sequence[Adjustment], stated: FactRow, units: UnitTable
) -> BothSavings:
    """With and without the adjustments, both always; amounts are in the unit of the base already."""
    if (lacking := doubted(stated.text("product"), stated.text("conversion_rule"))) is not None:
        return BothSavings(lacking, lacking)
    unit = units.find(stated.text("use_unit"))
    first = Quantity(base.use, unit) if base.use is not None and unit is not None else None
    later = Quantity(after.use, unit) if after.use is not None and unit is not None else None
    return saving_with_adjustments(first, base.output, later, after.output, told)


def _told(row: FactRow, facts: FactsAt, units: UnitTable) -> tuple[Adjustment, ...]:
    """The stated adjustment; none where nobody was asked or 0 was said. Reason and evidence are one answer."""
    amount = quantity(row, "adjustment", units)
    if row.absent("adjustment") in NO_ADJUSTMENT or (amount is not None and amount.amount == 0):
        return ()
    visits = facts.of_record("visit", row.record_id)
    author = visits[-1].text("officer") if visits else ""
    why = row.text("adjustment_reason")
    day = _day(row.on_day) or _day(row.text("after_to")) or facts.on
    return (Adjustment(day, amount, why, author or row.revision_id, why),)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _adjustment(row: FactRow, base: FactRow, units: UnitTable) -> Decimal | None:
    """The stated adjustment; 0 where none was asked for, None where it was left open."""
    if row.absent("adjustment") in NO_ADJUSTMENT:
        return Decimal(0)
    return _in_unit(row, "adjustment", base.text("use_unit"), units)


def _in_unit(row: FactRow, attribute: str, wanted: str, units: UnitTable) -> Decimal | None:
    return units.amount_in(quantity(row, attribute, units), wanted)


def _period(first: str, last: str) -> Period | None:
    try:
        return Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None


def known_saving(result: Result[Saving]) -> Saving | None:
    """The saving where it is known."""
    return result.value if isinstance(result, Known) else None
