"""Energy in two totals that never meet: gigajoules (physics) and TOE by the Vietnamese coefficients.

The coefficient of electricity (0.0001543 TOE/kWh = 6.46 GJ/MWh) is of a primary kind, so a TOE total is no
amount of energy: the two types below have no way from one to the other, and a test keeps it so.
Source of the coefficients: công văn 3505/BCT-KHCN of 19 April 2011, in the table of TOE coefficients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sxsh_desktop.domain.factors import Factors
from sxsh_desktop.domain.quantity import DimensionError, Quantity, UnitTable
from sxsh_desktop.domain.results import Known, Result, Unknown, missing_of

KEY_ENERGY_USER_TOE = Decimal(1000)  # Nghị định 21/2011/NĐ-CP: industry


@dataclass(frozen=True, slots=True, order=True)
class Gigajoules:
    """Heat and work in GJ."""

    value: Decimal

    def __add__(self, other: Gigajoules) -> Gigajoules:
        if not isinstance(other, Gigajoules):
            return NotImplemented
        return Gigajoules(self.value + other.value)


@dataclass(frozen=True, slots=True, order=True)
class NationalToe:
    """A total by the Vietnamese TOE coefficients; `computed` is the part whose factor is not in the letter."""

    value: Decimal
    computed: Decimal = Decimal(0)

    def __add__(self, other: NationalToe) -> NationalToe:
        if not isinstance(other, NationalToe):
            return NotImplemented
        return NationalToe(self.value + other.value, self.computed + other.computed)


@dataclass(frozen=True, slots=True)
class Use:
    """An amount of one carrier; None where the amount is unknown. `ncv` is a measured heat value, MJ/kg."""

    carrier: str
    amount: Quantity | None
    ncv: Decimal | None = None


def national_toe(use: Use, factors: Factors, units: UnitTable) -> Result[NationalToe]:
    """TOE = amount x coefficient of (carrier, unit); unknown without amount or coefficient."""
    if use.amount is None:
        return Unknown.of(f"amount of {use.carrier}")
    for (carrier, code), factor in factors.toe.items():
        if carrier != use.carrier:
            continue
        try:
            amount = use.amount.to(units.get(code)).amount
        except DimensionError:
            continue
        value = amount * factor.value
        return Known(NationalToe(value, value if factor.kind == "computed" else Decimal(0)))
    return Unknown.of(f"TOE coefficient of {use.carrier} in {use.amount.unit.code}")


def gigajoules(use: Use, factors: Factors, units: UnitTable) -> Result[Gigajoules]:
    """GJ = energy itself, or mass x heat value (measured beats the table), liquids through their density."""
    if use.amount is None:
        return Unknown.of(f"amount of {use.carrier}")
    if use.amount.unit.dimension == "energy":
        return Known(Gigajoules(use.amount.to(units.get("gj")).amount))
    fuel = factors.fuel_of(use.carrier)
    heat = use.ncv if use.ncv is not None else (fuel.ncv if fuel else None)
    if heat is None:
        return Unknown.of(f"heat value of {use.carrier}")
    mass: Decimal | None = None
    if use.amount.unit.dimension == "mass":
        mass = use.amount.to(units.get("kg")).amount
    elif use.amount.unit.dimension == "volume" and fuel and fuel.density is not None:
        mass = use.amount.to(units.get("lit")).amount * fuel.density
    if mass is None:
        return Unknown.of(f"density of {use.carrier}")
    return Known(Gigajoules(mass * heat / 1000))


@dataclass(frozen=True, slots=True)
class EnergyTotals:
    """The two totals of one list of uses, and the version of the factor tables."""

    gj: Result[Gigajoules]
    toe: Result[NationalToe]
    factors: str


def totals(uses: Sequence[Use], factors: Factors, units: UnitTable) -> EnergyTotals:
    """Both totals; one unknown part makes that total unknown, and says which part.

    A carrier that is not totalled (a generator's electricity) is left out: its diesel is a row of its own.
    """
    counted = [use for use in uses if (c := factors.carriers.get(use.carrier)) is None or c.totalled]
    heat = [gigajoules(use, factors, units) for use in counted]
    oil = [national_toe(use, factors, units) for use in counted]
    no_heat, no_oil = missing_of(heat), missing_of(oil)
    gj_sum = sum((one.value for one in heat if isinstance(one, Known)), start=Gigajoules(Decimal(0)))
    toe_sum = sum((one.value for one in oil if isinstance(one, Known)), start=NationalToe(Decimal(0)))
    return EnergyTotals(
        gj=Unknown(no_heat) if no_heat else Known(gj_sum),
        toe=Unknown(no_oil) if no_oil else Known(toe_sum),
        factors=factors.version,
    )


def key_energy_user(toe: Result[NationalToe]) -> Result[bool]:
    """Whether a year's total reaches 1,000 TOE by the Vietnamese coefficients (industry; Nghị định 21/2011/NĐ-CP).

    Unknown where the total is unknown: what is missing may lift it over the threshold.
    """
    if isinstance(toe, Known):
        return Known(toe.value.value >= KEY_ENERGY_USER_TOE)
    return toe
