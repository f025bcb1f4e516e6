"""The readings of one facility's saving side by side: by evidence, by rule, by mix, by equivalent output, in gases.

Metered, billed and self-reported savings are three rows, never merged (FACTS.md, section 2, rule 5). Beside them stand:
base and after chosen by rule from the inventories (`domain.comparing`), the same with all products as one by fixed
weights (formula 2.3, second part), the product mix as price indexes (2.3), and what was spared in gases by one set of
factors (2.7). Each reading keeps its quality, its periods and the records that it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sxsh_desktop.domain.comparing import Compared, Window
from sxsh_desktop.domain.emissions import EmissionChange, emission_change
from sxsh_desktop.domain.energy import Use
from sxsh_desktop.domain.equivalent_output import Weight, weighted_saving
from sxsh_desktop.domain.facility_saving import ENERGY
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.periods import Period, same_season
from sxsh_desktop.domain.quantity import Quantity, UnitTable
from sxsh_desktop.domain.reading import MEASURED, FactsAt, worse_quality
from sxsh_desktop.domain.results import Known, Result, Unknown
from sxsh_desktop.domain.savings import MixSaving, Saving, mix_saving
from sxsh_desktop.domain.solutions import IMPLEMENTED
from sxsh_desktop.services.facility_pairs import BeforeAfter, Side, known_saving
from sxsh_desktop.services.facility_solutions import SolutionFacts, factor_set
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.services.series import energy_comparison, inventories, quantity, reference_product

METERED, BILLED, SELF_REPORTED = "dongho", "hoadon", "self_reported"
EVIDENCE = (METERED, BILLED, SELF_REPORTED)
_TONNE, _KILOGRAM = "tan", "kg"
_SHOWN = frozenset({ReviewCode.ACCEPTED, ReviewCode.WAITING, ReviewCode.RETURNED})


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One statement of a saving: in which of EVIDENCE it stands, of what, between which periods.

    `resource`: a code of the list of resources, or "energy" / "material" of the facility's own figure; `avoided` in
    `unit` (code), Unknown where only a rate was claimed; `quality`: the worse of its two sides; `rule`: the weights of
    converted products as they were written.
    """

    row: str
    resource: str
    name: str
    before: Period | None
    after: Period | None
    rate: Result[Decimal]
    without_adjustment: Result[Decimal]
    avoided: Result[Decimal]
    unit: str
    quality: str
    records: tuple[str, ...]
    rule: str = ""


@dataclass(frozen=True, slots=True)
class MixLine:
    """Several products of one resource, each with its own use, between the same two periods."""

    resource: str
    products: tuple[str, ...]
    before: Period
    after: Period
    unit: str
    saving: Result[MixSaving]
    quality: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Equivalent:
    """The saving by rule with all products as one: fixed weights (kg for a unit of each product) with their source."""

    saving: Result[Saving]
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Gases:
    """What was spared in gases between the periods of figures that speak of the same days."""

    change: EmissionChange
    before: Period
    after: Period
    quality: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """All readings. `chosen`: base and after by rule (TOE by `product`, in `unit`), `changed_on`: the first solution in
    use (None: none known); `equivalent` and `gases` None where they say nothing more.
    """

    evidence: tuple[EvidenceLine, ...]
    chosen: Result[Compared]
    changed_on: date | None
    product: str
    unit: str
    chosen_records: tuple[str, ...]
    equivalent: Equivalent | None
    mixes: tuple[MixLine, ...]
    gases: Gases | None


def study_of(
    rows: Sequence[FactRow],
    facts: FactsAt,
    facility_id: str,
    pairs: Sequence[BeforeAfter],
    solutions: Sequence[SolutionFacts],
    tables: Reference,
) -> Study:
    """Everything that the facts say of this facility's saving."""
    changed = _first_change(solutions)
    chosen = energy_comparison(rows, tables.factors, tables.units, changed, _SHOWN)
    mains = [main for one in inventories(rows) if (main := reference_product(one)) is not None]
    unit = next((value.unit for main in mains if (value := main.values.get("amount"))), "")
    evidence = (*_by_evidence(pairs), *_claims(facts, facility_id))
    return Study(
        evidence=tuple(sorted(evidence, key=lambda one: EVIDENCE.index(one.row))),
        chosen=chosen,
        changed_on=changed,
        product=next((main.text("name") or main.text("product") for main in mains), ""),
        unit=unit,
        chosen_records=_records_of(rows, chosen),
        equivalent=_equivalent(rows, chosen, tables.units),
        mixes=_mixes(pairs),
        gases=_gases(pairs, tables),
    )


def _first_change(solutions: Iterable[SolutionFacts]) -> date | None:
    """The day on which the first solution came into use."""
    days = [
        day
        for one in solutions
        if one.outcome is not None and one.outcome.state in IMPLEMENTED
        if (day := _day(one.outcome.done_on)) is not None
    ]
    return min(days, default=None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# -- three rows by evidence ----------------------------------------------------------------------------


def _by_evidence(pairs: Iterable[BeforeAfter]) -> list[EvidenceLine]:
    """Every after-period of each figure, in the row of the worse quality of its two sides."""
    found = []
    for pair in pairs:
        for side, saving, plain in zip(pair.afters, pair.savings, pair.plain, strict=True):
            quality = worse_quality(pair.base.quality, side.quality)
            found.append(
                EvidenceLine(
                    row=quality if quality in MEASURED else SELF_REPORTED,
                    resource=pair.resource,
                    name=pair.name,
                    before=pair.base.period,
                    after=side.period,
                    rate=_rate(saving),
                    without_adjustment=_rate(plain),
                    avoided=_avoided(saving),
                    unit=pair.use_unit,
                    quality=quality,
                    records=(pair.base.record_id, side.record_id),
                    rule=pair.rule,
                )
            )
    return found


def _rate(saving: Result[Saving]) -> Result[Decimal]:
    return Known(saving.value.rate) if isinstance(saving, Known) else saving


def _avoided(saving: Result[Saving]) -> Result[Decimal]:
    return Known(saving.value.avoided) if isinstance(saving, Known) else saving


def _claims(facts: FactsAt, facility_id: str) -> list[EvidenceLine]:
    """The facility's own figures of its last survey; a claim states a rate and no amount."""
    row = facts.newest("claimed_saving", facility_id)
    if row is None:
        return []
    found = []
    for resource in ("energy", "material"):
        text = row.text(resource)
        if not text and row.absent(resource) not in ("unknown", "refused", "conflict"):
            continue
        rate = _share(text)
        found.append(
            EvidenceLine(
                row=SELF_REPORTED,
                resource=resource,
                name="",
                before=_year(row.text("base_year")),
                after=_year(row.text("year")),
                rate=rate,
                without_adjustment=rate,
                avoided=Unknown.of("use"),
                unit="",
                quality=row.text("quality"),
                records=(row.record_id,),
            )
        )
    return found


def _share(text: str) -> Result[Decimal]:
    try:
        return Known(Decimal(text) / 100)
    except InvalidOperation:
        return Unknown.of("claim")


def _year(text: str) -> Period | None:
    return Period.year(int(text)) if text.isdigit() and 1900 < int(text) < 2200 else None


# -- by rule, and with all products as one -------------------------------------------------------------


def _records_of(rows: Iterable[FactRow], chosen: Result[Compared]) -> tuple[str, ...]:
    if not isinstance(chosen, Known):
        return ()
    wanted = {*chosen.value.base.evidence, *chosen.value.after.evidence}
    return tuple(dict.fromkeys(row.record_id for row in rows if row.fact_id in wanted))


def _equivalent(rows: Sequence[FactRow], chosen: Result[Compared], units: UnitTable) -> Equivalent | None:
    """The same two windows with every product in it; None where only one product is made."""
    if not isinstance(chosen, Known):
        return None
    before, after = (_outputs(rows, window, units) for window in (chosen.value.base, chosen.value.after))
    if len(before.keys() | after.keys()) < 2:
        return None
    weights = tuple(
        Weight(product, *found)
        for product in sorted(before.keys() | after.keys())
        if (found := _weight(rows, product, units)) is not None
    )
    saving = weighted_saving(chosen.value.base.use, before, chosen.value.after.use, after, weights)
    return Equivalent(saving, weights)


def _outputs(rows: Sequence[FactRow], window: Window, units: UnitTable) -> dict[str, Decimal | None]:
    """Output of each product over the parts of a window, in the unit that it was first stated in."""
    spans = {part.period for part in window.parts}
    found: dict[str, Decimal | None] = {}
    for one in inventories(rows):
        if one.period not in spans:
            continue
        for row in one.rows.get("product_output", ()):
            code, made = row.text("product"), quantity(row, "amount", units)
            unit = units.find(_unit_of(rows, code))
            fits = made is not None and unit is not None and made.unit.dimension == unit.dimension
            amount = made.to(unit).amount if made is not None and unit is not None and fits else None
            before = found.get(code, Decimal(0))
            found[code] = None if amount is None or before is None else before + amount
    return found


def _unit_of(rows: Iterable[FactRow], product: str) -> str:
    stated = (
        row.values["amount"].unit
        for row in rows
        if row.kind == "product_output" and row.text("product") == product and row.text("amount")
    )
    return next(stated, "")


def _weight(rows: Sequence[FactRow], product: str, units: UnitTable) -> tuple[Decimal, str] | None:
    """Kilograms in one unit of a product, and where that is from; None where nobody stated it."""
    unit = units.find(_unit_of(rows, product))
    if unit is None:
        return None
    if unit.dimension == "mass":
        return Quantity(Decimal(1), unit).to(units.get(_KILOGRAM)).amount, "mass"
    for kind in ("product_capacity", "product_output"):
        for row in reversed([one for one in rows if one.kind == kind and one.text("product") == product]):
            each = quantity(row, "unit_mass", units)
            if each is not None and each.amount > 0:
                return each.amount, kind
    return None


# -- product mix ---------------------------------------------------------------------------------------


def _mixes(pairs: Sequence[BeforeAfter]) -> tuple[MixLine, ...]:
    """Figures of one assessment and resource that differ only in their product."""
    groups: dict[tuple[str, str, str, Period, Period], list[tuple[BeforeAfter, Side]]] = {}
    for pair in pairs:
        for side in pair.afters:
            if pair.base.period is not None and side.period is not None and pair.product != "QD":
                key = (pair.number, pair.resource, pair.use_unit, pair.base.period, side.period)
                groups.setdefault(key, []).append((pair, side))
    found = [
        _mix(key, members)
        for key, members in sorted(groups.items(), key=lambda one: (one[0][:3], one[0][4]))
        if len({pair.product for pair, _side in members}) > 1
    ]
    return tuple(found)


def _mix(key: tuple[str, str, str, Period, Period], members: Sequence[tuple[BeforeAfter, Side]]) -> MixLine:
    rates: tuple[dict[str, Decimal], dict[str, Decimal]] = ({}, {})
    outputs: tuple[dict[str, Decimal], dict[str, Decimal]] = ({}, {})
    missing = []
    quality = members[0][0].base.quality
    for pair, after in members:
        quality = worse_quality(worse_quality(quality, pair.base.quality), after.quality)
        for place, side in enumerate((pair.base, after)):
            if isinstance(side.specific, Known) and side.output is not None:
                rates[place][pair.product] = side.specific.value
                outputs[place][pair.product] = side.output
            elif isinstance(side.specific, Unknown):
                missing += [f"{name} of {pair.product}" for name in side.specific.missing]
    saving: Result[MixSaving] = (
        Unknown.of(*missing) if missing else mix_saving(rates[0], outputs[0], rates[1], outputs[1])
    )
    return MixLine(
        resource=key[1],
        products=tuple(sorted({pair.product for pair, _side in members})),
        before=key[3],
        after=key[4],
        unit=key[2],
        saving=saving,
        quality=quality,
        records=tuple(
            dict.fromkeys(one for pair, side in members for one in (pair.base.record_id, side.record_id))
        ),
    )


# -- gases ---------------------------------------------------------------------------------------------


def _gases(pairs: Sequence[BeforeAfter], tables: Reference) -> Gases | None:
    """The energy figures of the latest after-period that has a saving, one of the same months before others.

    The set of factors of the later year holds for both periods.
    """
    groups: dict[tuple[Period, Period], list[tuple[BeforeAfter, Side, Saving]]] = {}
    for pair in pairs:
        for side, result in zip(pair.afters, pair.savings, strict=True):
            saving = known_saving(result)
            if pair.resource in ENERGY and saving is not None and pair.base.period and side.period:
                groups.setdefault((pair.base.period, side.period), []).append((pair, side, saving))
    if not groups:
        return None
    (before, after), members = max(groups.items(), key=lambda one: (same_season(*one[0]), one[0][1].last))
    units: Mapping[str, str] = {pair.code: pair.use_unit for pair, _side, _saving in members}
    expected = [
        Use(pair.resource, _amount(saving.expected, units[pair.code], tables.units))
        for pair, _side, saving in members
    ]
    used = [
        Use(pair.resource, _amount(side.use, units[pair.code], tables.units))
        for pair, side, _saving in members
    ]
    own = (factor_set(tables, before.last.year), factor_set(tables, after.last.year))
    change = emission_change(expected, used, tables.factors, tables.units, own)
    quality = members[0][0].base.quality
    for pair, side, _saving in members:
        quality = worse_quality(worse_quality(quality, pair.base.quality), side.quality)
    records = dict.fromkeys(
        one for pair, side, _s in members for one in (pair.base.record_id, side.record_id)
    )
    return Gases(change, before, after, quality, tuple(records))


def _amount(value: Decimal | None, unit: str, units: UnitTable) -> Quantity | None:
    found = units.find(unit)
    return Quantity(value, found) if value is not None and found is not None else None
