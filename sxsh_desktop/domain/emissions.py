"""Greenhouse gases of energy use in tonnes of CO2 equivalent: scope 1, scope 2 and biogenic CO2, always apart.

Formula 2.7: CO2e = sum of activity x factor(fuel, year, source) x warming potential. Scope 1: fuels burned at the
facility (CO2, CH4, N2O; of biomass only CH4 and N2O). Scope 2: grid electricity by the factor of one year.
Biogenic: the CO2 of biomass, printed and never added. A comparison of two periods uses ONE set of factors, so that
what the grid did is not read as what the facility did; the other reading is printed beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sxsh_desktop.domain.energy import Use, gigajoules
from sxsh_desktop.domain.factors import Factors, FuelFactor
from sxsh_desktop.domain.quantity import DimensionError, UnitTable
from sxsh_desktop.domain.results import Known, Result, Unknown, missing_of

POTENTIALS = ("ar4", "ar5", "ar6")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class FactorSet:
    """Which factors count: the year of the grid, and the report that the warming potentials are of."""

    grid_year: int
    potentials: str = "ar5"

    def __post_init__(self) -> None:
        if self.potentials not in POTENTIALS:
            raise ValueError(f"no warming potentials of {self.potentials!r}")


@dataclass(frozen=True, slots=True)
class Emission:
    """Tonnes of CO2 equivalent; `biogenic` is CO2 of biomass, which belongs to no scope."""

    scope1: Decimal = ZERO
    scope2: Decimal = ZERO
    biogenic: Decimal = ZERO

    def __add__(self, other: Emission) -> Emission:
        if not isinstance(other, Emission):
            return NotImplemented
        return Emission(
            self.scope1 + other.scope1, self.scope2 + other.scope2, self.biogenic + other.biogenic
        )

    def __sub__(self, other: Emission) -> Emission:
        if not isinstance(other, Emission):
            return NotImplemented
        return Emission(
            self.scope1 - other.scope1, self.scope2 - other.scope2, self.biogenic - other.biogenic
        )

    @property
    def counted(self) -> Decimal:
        """Scope 1 and 2 together, without the biogenic CO2."""
        return self.scope1 + self.scope2


def emission(use: Use, factors: Factors, units: UnitTable, chosen: FactorSet) -> Result[Emission]:
    """What one use of one carrier emits; unknown where the amount or a factor of that set is not known."""
    if use.amount is None:
        return Unknown.of(f"amount of {use.carrier}")
    carrier = factors.carriers.get(use.carrier)
    if carrier is not None and carrier.kind == "electricity":
        if use.carrier != "dien":
            return Known(Emission())  # the sun's; a generator's diesel is a row of its own
        return _grid(use, factors, units, chosen)
    fuel = factors.fuel_of(use.carrier)
    if fuel is None:
        return Unknown.of(f"emission factor of {use.carrier}")
    heat = gigajoules(use, factors, units)
    if not isinstance(heat, Known):
        return heat
    return _burned(fuel, heat.value.value, factors, chosen)


def _grid(use: Use, factors: Factors, units: UnitTable, chosen: FactorSet) -> Result[Emission]:
    found = factors.grid.get(chosen.grid_year)
    if found is None:
        return Unknown.of(f"grid factor of {chosen.grid_year}")
    assert use.amount is not None
    try:
        amount = use.amount.to(units.get("mwh")).amount
    except DimensionError:
        return Unknown.of(f"unit of {use.carrier}")
    return Known(Emission(scope2=amount * found.value))


def _burned(fuel: FuelFactor, heat: Decimal, factors: Factors, chosen: FactorSet) -> Result[Emission]:
    """`heat` in GJ; factors in kg/TJ, so that kg/TJ x GJ = g, and a million of them a tonne."""
    needed = [("CH4", chosen.potentials), ("N2O", chosen.potentials)]
    missing = [f"warming potential of {gas}" for gas, report in needed if (gas, report) not in factors.gwp]
    if missing:
        return Unknown(tuple(missing))
    methane, nitrous = (factors.gwp[key] for key in needed)
    tonnes = heat / 1_000_000
    others = tonnes * (fuel.ch4 * methane + fuel.n2o * nitrous)
    carbon = tonnes * fuel.co2
    if fuel.biogenic:
        return Known(Emission(scope1=others, biogenic=carbon))
    return Known(Emission(scope1=carbon + others))


@dataclass(frozen=True, slots=True)
class EmissionTotal:
    """The sum over several uses, with the set of factors and the version of the tables behind it."""

    emission: Result[Emission]
    chosen: FactorSet
    factors: str


def emissions(uses: Sequence[Use], factors: Factors, units: UnitTable, chosen: FactorSet) -> EmissionTotal:
    """The sum; one unknown part makes it unknown and is named. Carriers that are not totalled are left out."""
    counted = [use for use in uses if (c := factors.carriers.get(use.carrier)) is None or c.totalled]
    parts = [emission(use, factors, units, chosen) for use in counted]
    missing = missing_of(parts)
    if missing:
        return EmissionTotal(Unknown(missing), chosen, factors.version)
    total = sum((part.value for part in parts if isinstance(part, Known)), start=Emission())
    return EmissionTotal(Known(total), chosen, factors.version)


@dataclass(frozen=True, slots=True)
class EmissionChange:
    """What was avoided between two periods, in tonnes of CO2 equivalent.

    `activity` uses one set of factors for both (the figure to report); `as_counted` each period's own set, as
    two inventories would show it; their difference is the effect of the factors alone.
    """

    activity: Result[Emission]
    as_counted: Result[Emission]
    chosen: FactorSet

    @property
    def of_factors(self) -> Result[Emission]:
        """What of `as_counted` the factors did."""
        if isinstance(self.activity, Known) and isinstance(self.as_counted, Known):
            return Known(self.as_counted.value - self.activity.value)
        return Unknown(missing_of((self.activity, self.as_counted)))


def emission_change(
    expected: Sequence[Use],
    used: Sequence[Use],
    factors: Factors,
    units: UnitTable,
    own: tuple[FactorSet, FactorSet],
) -> EmissionChange:
    """Avoided emissions: `expected` is what the output would have used at the base rates, `used` what it did.

    `own` are the sets of the two periods; the one set for both is that of the later period.
    """
    fixed = own[1]

    def less(first: FactorSet, second: FactorSet) -> Result[Emission]:
        before = emissions(expected, factors, units, first).emission
        after = emissions(used, factors, units, second).emission
        if isinstance(before, Known) and isinstance(after, Known):
            return Known(before.value - after.value)
        return Unknown(missing_of((before, after)))

    return EmissionChange(less(fixed, fixed), less(*own), fixed)
