"""What the checks look at: the facts of one record, beside what else is accepted about its facility."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from sxsh_desktop.domain.factors import SectorRange
from sxsh_desktop.domain.facts import Fact
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.plausibility.bands import PriceBand
from sxsh_desktop.domain.quantity import DimensionError, Quantity, UnitTable

Facts = Mapping[str, Sequence[Fact]]


@dataclass(frozen=True, slots=True)
class Other:
    """Another record: of this facility (`name` is its period in words or "") or of another one (its name)."""

    record_id: str
    name: str
    period: Period | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class Case:
    """One record to be looked at.

    own: its facts by kind; day: the day that its tables are read for; card: the facility's newest card
    (facility_profile, product_capacity); earlier: other records of the facility; fellows: records of other
    facilities with a figure in common; ranges: of the sector, stated and learned; prices: bands in force at
    any time.
    """

    own: Facts
    units: UnitTable
    day: date
    sector: str = ""
    card: Facts = field(default_factory=dict)
    earlier: Sequence[Other] = ()
    fellows: Sequence[Other] = ()
    ranges: Sequence[SectorRange] = ()
    prices: Sequence[PriceBand] = ()

    def facts(self, kind: str) -> Sequence[Fact]:
        """The record's facts of a kind."""
        return self.own.get(kind, ())

    def first(self, kind: str) -> Fact | None:
        """The record's only fact of a kind."""
        return next(iter(self.facts(kind)), None)

    @property
    def period(self) -> Period | None:
        """The period of the inventory."""
        found = self.first("period")
        return period_of(found, "from", "to") if found else None

    @property
    def product(self) -> Fact | None:
        """The reference product; None unless exactly one is named, or only one was made."""
        made = self.facts("product_output")
        main = [one for one in made if one.text("reference") == "1"] or list(made)
        return main[0] if len(main) == 1 else None

    def is_whole(self, part: str) -> bool:
        """Whether the list of a part of the inventory was said to be complete."""
        return any(one.item == part and one.text("state") == "du" for one in self.facts("inventory_scope"))

    def sum(self, facts: Iterable[Fact], unit: str) -> Decimal | None:
        """The amounts of these facts in a unit; None when one is unknown or of another dimension."""
        total = Decimal(0)
        for one in facts:
            amount = amount_in(one, "amount", self.units, unit)
            if amount is None:
                return None
            total += amount
        return total

    def kwh(self) -> Decimal | None:
        """Grid electricity of the record in kWh; None when it is unknown."""
        found = [one for one in self.facts("energy_use") if one.text("carrier") == "dien"]
        if not found or (len(found) > 1 and not self.is_whole("energy")):
            return None
        return self.sum(found, "kwh")


def by_kind(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Facts sorted by their kind."""
    found: dict[str, list[Fact]] = {}
    for one in facts:
        found.setdefault(one.kind, []).append(one)
    return found


def number(fact: Fact | None, attribute: str) -> Decimal | None:
    """A number as entered, in whatever unit; None where it is absent or none."""
    text = fact.text(attribute) if fact is not None else ""
    try:
        found = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def quantity(fact: Fact, attribute: str, units: UnitTable) -> Quantity | None:
    """A number with its unit; None where either is missing."""
    value = fact.values.get(attribute)
    if value is None or not value.text or not value.unit:
        return None
    try:
        return units.quantity(value.text, value.unit)
    except ValueError:
        return None


def amount_in(fact: Fact, attribute: str, units: UnitTable, unit: str) -> Decimal | None:
    """A number converted to a unit; pieces to mass by the fact's own mass of a unit."""
    found, wanted = quantity(fact, attribute, units), units.find(unit)
    if found is None or wanted is None:
        return None
    if wanted.dimension == "mass" and found.unit.dimension.startswith(("piece", "area")):
        each = number(fact, "unit_mass")
        return None if each is None else found.amount * each / (wanted.to_base or Decimal(1))
    try:
        return found.to(wanted).amount
    except DimensionError:
        return None


def day_of(fact: Fact, attribute: str) -> date | None:
    """A date; None where it is absent or none."""
    try:
        return date.fromisoformat(fact.text(attribute))
    except ValueError:
        return None


def period_of(fact: Fact, first: str, last: str) -> Period | None:
    """The period between two dates of a fact; None where one is missing or they stand the wrong way round."""
    begin, end = day_of(fact, first), day_of(fact, last)
    return Period(begin, end) if begin and end and begin <= end else None
