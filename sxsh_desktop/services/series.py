"""From the records of a facility to series: what it used and made, period by period, with the quality of each figure.

Reading rules (FACTS.md, section 2): a sum over rows needs a list that was said to be complete (`du`), "none" is 0, all
else is unknown and says what is missing. Of two inventories that overlap one holds: an accepted one before another, the
better quality, the longer; the other stands beside it and is never added. What was rejected is not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sxsh_desktop.domain import energy
from sxsh_desktop.domain.comparing import Compared, Observed, compared
from sxsh_desktop.domain.energy import Use
from sxsh_desktop.domain.factors import Factors
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.quantity import DimensionError, Quantity, Unit, UnitTable
from sxsh_desktop.domain.reading import QUALITY_RANK, worse_quality
from sxsh_desktop.domain.results import Known, Result, Unknown

KINDS = (
    "period",
    "inventory_scope",
    "product_output",
    "energy_use",
    "material_use",
    "water_use",
    "waste_stream",
)
# part of the inventory -> kind of its rows, what tells one series from another
PARTS = {
    "product": ("product_output", "product"),
    "energy": ("energy_use", "carrier"),
    "material": ("material_use", "name"),
    "water": ("water_use", "source"),
    "waste": ("waste_stream", "name"),
}
COMPLETE, NONE = "du", "khong"


@dataclass(frozen=True, slots=True)
class Point:
    """One period of one series: the amount in the series' unit, its quality, and where it was said.

    `normal`: whether production was normal (None: not said); `facts`: the ids of the rows behind it.
    """

    period: Period
    amount: Result[Decimal]
    quality: str
    normal: bool | None
    source: str
    state: ReviewCode
    record_id: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a facility: `part` of PARTS, `code` (carrier, product, ...), `name` as stated, unit code.

    `points` by date, none of which overlap; `beside`: what was also stated for days that a point covers.
    """

    part: str
    code: str
    name: str
    unit: str
    points: tuple[Point, ...]
    beside: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The facts of one record of the inventory."""

    record_id: str
    state: ReviewCode
    period: Period
    source: str
    normal: bool | None
    scopes: Mapping[str, str]
    rows: Mapping[str, Sequence[FactRow]]

    @property
    def quality(self) -> str:
        """The worst quality of its rows on energy and output; "" where it has none."""
        return _worst(row for kind in ("energy_use", "product_output") for row in self.rows.get(kind, ()))


def _worst(rows: Iterable[FactRow]) -> str:
    """The worst quality among rows; "" without rows."""
    found = [row.quality or row.text("quality") for row in rows]
    worst = found[0] if found else ""
    for one in found[1:]:
        worst = worse_quality(worst, one)
    return worst


def inventories(rows: Iterable[FactRow]) -> list[Inventory]:
    """Every inventory that was not rejected and whose period can be read, by date."""
    by_record: dict[str, dict[str, list[FactRow]]] = {}
    for row in rows:
        if row.state is not ReviewCode.REJECTED:
            by_record.setdefault(row.record_id, {}).setdefault(row.kind, []).append(row)
    found = []
    for record_id, kinds in sorted(by_record.items()):
        stated = next(iter(kinds.get("period", ())), None)
        period = _period(stated) if stated else None
        if stated is None or period is None:
            continue
        scopes = {row.item: row.text("state") for row in kinds.get("inventory_scope", ())}
        normal = {"1": True, "0": False}.get(stated.text("normal"))
        found.append(Inventory(record_id, stated.state, period, stated.text("source"), normal, scopes, kinds))
    return sorted(found, key=lambda one: (one.period.first, one.period.last, one.record_id))


def _period(row: FactRow) -> Period | None:
    try:
        return Period(date.fromisoformat(row.text("from")), date.fromisoformat(row.text("to")))
    except ValueError:
        return None


def holding(found: Sequence[Inventory]) -> tuple[list[Inventory], list[Inventory]]:
    """(those that hold, those that stand beside them), each by date."""

    def rank(one: Inventory) -> tuple[bool, int, int, str]:
        return (
            one.state is not ReviewCode.ACCEPTED,
            -QUALITY_RANK.get(one.quality, -1),
            -one.period.days,
            one.record_id,
        )

    taken: list[Inventory] = []
    beside: list[Inventory] = []
    for one in sorted(found, key=rank):
        (beside if any(one.period.overlap(other.period) for other in taken) else taken).append(one)
    return sorted(taken, key=lambda one: one.period), sorted(beside, key=lambda one: one.period)


def facility_series(rows: Iterable[FactRow], units: UnitTable) -> tuple[Series, ...]:
    """All series of one facility from its facts of KINDS, by part and code."""
    held, beside = holding(inventories(rows))
    found = []
    for part, (kind, key) in PARTS.items():
        codes = sorted({row.text(key) for one in (*held, *beside) for row in one.rows.get(kind, ())} - {""})
        found += [_series(part, code, held, beside, units) for code in codes]
    return tuple(found)


def _series(
    part: str, code: str, held: Sequence[Inventory], beside: Sequence[Inventory], units: UnitTable
) -> Series:
    kind, key = PARTS[part]
    every = [row for one in (*held, *beside) for row in one.rows.get(kind, ()) if row.text(key) == code]
    unit = next((found for row in every if (found := _unit(row, units)) is not None), None)
    name = next((row.text("name") for row in reversed(every) if row.text("name")), code)
    points = tuple(_point(part, code, one, unit, units) for one in held)
    others = tuple(_point(part, code, one, unit, units) for one in beside)
    return Series(part, code, name, unit.code if unit else "", points, others)


def _unit(row: FactRow, units: UnitTable) -> Unit | None:
    value = row.values.get("amount")
    return units.find(value.unit) if value is not None and value.unit else None


def _point(part: str, code: str, one: Inventory, unit: Unit | None, units: UnitTable) -> Point:
    kind, key = PARTS[part]
    rows = [row for row in one.rows.get(kind, ()) if row.text(key) == code]
    return Point(
        period=one.period,
        amount=_amount(part, rows, one.scopes.get(part, ""), unit, units),
        quality=_worst(rows),
        normal=one.normal,
        source=one.source,
        state=one.state,
        record_id=one.record_id,
        facts=tuple(row.fact_id for row in rows),
    )


def _amount(
    part: str, rows: Sequence[FactRow], scope: str, unit: Unit | None, units: UnitTable
) -> Result[Decimal]:
    """The sum of the rows of one code; 0 only where the list is complete or "none" was said."""
    if not rows:
        return Known(Decimal(0)) if scope in (COMPLETE, NONE) else Unknown.of(f"scope of {part}")
    if len(rows) > 1 and scope != COMPLETE:
        return Unknown.of(f"scope of {part}")
    total = Decimal(0)
    for row in rows:
        amount = quantity(row, "amount", units)
        if amount is None or unit is None:
            return Unknown.of(f"amount of {row.kind}")
        try:
            total += amount.to(unit).amount
        except DimensionError:
            return Unknown.of(f"unit of {row.kind}")
    return Known(total)


def quantity(row: FactRow, attribute: str, units: UnitTable) -> Quantity | None:
    """A number of a fact with its unit as entered, or None."""
    value = row.values.get(attribute)
    if value is None or not value.text:
        return None
    try:
        return units.quantity(value.text, value.unit)
    except ValueError:
        return None


def uses_of(one: Inventory, units: UnitTable) -> Result[tuple[Use, ...]]:
    """The energy of an inventory, carrier by carrier; unknown where the list was not said to be complete."""
    scope = one.scopes.get("energy", "")
    if scope == NONE:
        return Known(())
    if scope != COMPLETE:
        return Unknown.of("scope of energy")
    found = []
    for row in one.rows.get("energy_use", ()):
        heat = quantity(row, "ncv", units)
        found.append(Use(row.text("carrier"), quantity(row, "amount", units), heat.amount if heat else None))
    return Known(tuple(found))


def reference_product(one: Inventory) -> FactRow | None:
    """The row of the product that the inventory names as its reference; None unless it is exactly one."""
    main = [row for row in one.rows.get("product_output", ()) if row.text("reference") == "1"]
    return main[0] if len(main) == 1 else None


def observed_energy(
    rows: Iterable[FactRow],
    factors: Factors,
    units: UnitTable,
    states: frozenset[ReviewCode] = frozenset({ReviewCode.ACCEPTED}),
) -> list[Observed]:
    """TOE by the Vietnamese coefficients and output of the reference product, inventory by inventory.

    Only inventories in these `states`; output in the unit of the first one; unknown parts stay unknown.
    """
    accepted = [one for one in inventories(rows) if one.state in states]
    unit: Unit | None = None
    product = ""
    found = []
    for one in accepted:
        main = reference_product(one)
        made = quantity(main, "amount", units) if main else None
        if made is not None and unit is None and main is not None:
            unit, product = made.unit, main.text("product")
        output: Decimal | None = None
        if main is not None and made is not None and unit is not None and main.text("product") == product:
            output = made.to(unit).amount if made.unit.dimension == unit.dimension else None
        uses = uses_of(one, units)
        total = energy.totals(uses.value, factors, units).toe if isinstance(uses, Known) else None
        used = total.value.value if isinstance(total, Known) else None
        facts = [*one.rows.get("energy_use", ()), *([main] if main else [])]
        evidence = tuple(row.fact_id for row in facts)
        found.append(Observed(one.period, used, output, _worst(facts), one.normal, evidence))
    return found


def energy_comparison(
    rows: Sequence[FactRow],
    factors: Factors,
    units: UnitTable,
    changed_on: date | None,
    states: frozenset[ReviewCode] = frozenset({ReviewCode.ACCEPTED}),
) -> Result[Compared]:
    """Base and after chosen by rule (`domain.comparing`) from the inventories, and the saving between them.

    `changed_on`: the day on which the first solution came into use, None where none is known.
    """
    return compared(observed_energy(rows, factors, units, states), changed_on)
