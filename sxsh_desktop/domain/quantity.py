"""Units and amounts: a number never travels without its unit, and only converts within its dimension.

Pieces of local trade (a block of ice, a sack, a basket of paddy) are each a dimension of their own: they
become mass only through a stated mass of one piece, never through an assumed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation, localcontext

from sxsh_desktop.base.words import _
from sxsh_desktop.domain.results import Known, Result, Undefined, Unknown

PER = " per "
NO_MASS = _("A quantity in {unit} has no mass of its own.")
MASS = "mass"


class UnknownUnitError(ValueError):
    """A unit code that the table of units does not hold."""


class DimensionError(ValueError):
    """Two units that measure different things."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `to_base` is its size in the base unit of its dimension, None where that must be asked.

    `needs_mass` marks pieces whose mass differs from place to place (block, sack, set, 1,000 bricks).
    """

    code: str
    symbol: str
    name: str
    dimension: str
    to_base: Decimal | None
    name_en: str = ""
    base: str = ""
    needs_mass: bool = False

    def label(self, language: str) -> str:
        """The unit's name in "vi" or "en" (the Vietnamese name where there is no other)."""
        return self.name_en if language == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class Quantity:
    """A finite amount in a unit. Negative amounts exist (a saving may be negative)."""

    amount: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not self.amount.is_finite():
            raise ValueError(f"a measured amount cannot be {self.amount}")

    def to(self, unit: Unit) -> Quantity:
        """The same in another unit of the dimension.

        Raises DimensionError when the two measure different things or the size of one must be asked.
        """
        if unit.dimension != self.unit.dimension:
            raise DimensionError(f"{self.unit.code} does not convert to {unit.code}")
        if unit.code == self.unit.code:
            return self
        if unit.to_base is None or self.unit.to_base is None:
            raise DimensionError(f"the size of {self.unit.code} or {unit.code} is not fixed")
        return Quantity(_ratio(self.amount * self.unit.to_base, unit.to_base), unit)

    def in_base(self) -> Decimal | None:
        """The amount in the base unit of the dimension; None where the size of the unit must be asked."""
        return None if self.unit.to_base is None else self.amount * self.unit.to_base

    def plus(self, other: Quantity) -> Quantity:
        """The sum, in this quantity's unit. Raises DimensionError as `to` does."""
        return Quantity(self.amount + other.to(self.unit).amount, self.unit)

    def mass(self, unit_mass: Decimal | None) -> Result[Decimal]:
        """Kilograms: by the unit itself, else by the stated mass of one piece in kg, else unknown."""
        if self.unit.dimension == MASS and self.unit.to_base is not None:
            return Known(self.amount * self.unit.to_base)
        if not self.unit.needs_mass:
            return Undefined(NO_MASS, (("unit", self.unit.code),))
        if unit_mass is None:
            return Unknown.of("unit_mass")
        return Known(self.amount * unit_mass)


@dataclass(frozen=True, slots=True)
class UnitTable:
    """The dated table of units, and the rates made of two of them ("trd per year")."""

    version: str
    units: tuple[Unit, ...]
    _by_code: Mapping[str, Unit] = field(default_factory=dict, repr=False, compare=False)
    _rates: dict[str, Unit] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {unit.code: unit for unit in self.units})

    @classmethod
    def from_rows(cls, version: str, rows: Iterable[Mapping[str, str]]) -> UnitTable:
        """From rows with code, symbol, name_vi, name_en, dimension, to_base ("" = must be asked), base."""
        return cls(version, tuple(_unit(row) for row in rows))

    def __contains__(self, code: str) -> bool:
        return self.find(code) is not None

    def find(self, code: str) -> Unit | None:
        """The unit or rate of that code, or None."""
        unit = self._by_code.get(code)
        if unit or PER not in code:
            return unit
        known = self._rates.get(code)
        if known is not None:
            return known
        above, _, below = code.partition(PER)
        over, under = self._by_code.get(above), self._by_code.get(below)
        if not over or not under:
            return None
        made = self._rates[code] = _rate(over, under)
        return made

    def get(self, code: str) -> Unit:
        """The unit or rate of that code; raises UnknownUnitError."""
        unit = self.find(code)
        if unit is None:
            raise UnknownUnitError(code)
        return unit

    def quantity(self, text: str, code: str) -> Quantity:
        """The amount stored as decimal text, in the unit of that code.

        Raises ValueError when the text is no finite number, UnknownUnitError when the unit is unknown.
        """
        try:
            return Quantity(Decimal(text), self.get(code))
        except InvalidOperation as error:
            raise ValueError(f"not a stored number: {text!r}") from error

    def amount_in(self, quantity: Quantity | None, code: str) -> Decimal | None:
        """How much that is in the unit of that code; None where there is nothing, or it does not convert."""
        unit = self.find(code)
        if quantity is None or unit is None:
            return None
        try:
            return quantity.to(unit).amount
        except DimensionError:
            return None

    def base_text(self, text: str, code: str) -> str:
        """The canonical number in the base unit as plain decimal text, "" where there is none.

        This is what a fact keeps beside the number as entered; it never raises.
        """
        unit = self.find(code)
        if unit is None or unit.to_base is None:
            return ""
        try:
            amount = Decimal(text)
            return plain(amount * unit.to_base) if amount.is_finite() else ""
        except ArithmeticError:
            return ""


def plain(number: Decimal) -> str:
    """Decimal text without exponent and without trailing zeros: "140000", "0.5", "0"."""
    if number == 0:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ratio(above: Decimal, below: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 40
        return above / below


def _rate(over: Unit, under: Unit) -> Unit:
    size = None
    if over.to_base is not None and under.to_base is not None:
        size = _ratio(over.to_base, under.to_base)
    return Unit(
        code=over.code + PER + under.code,
        symbol=f"{over.symbol}/{under.symbol}",
        name=f"{over.name}/{under.name}",
        dimension=f"{over.dimension}/{under.dimension}",
        to_base=size,
        name_en=f"{over.label('en')} per {under.label('en')}",
        base=f"{over.base}{PER}{under.base}",
    )


def _unit(row: Mapping[str, str]) -> Unit:
    size = row["to_base"].strip()
    return Unit(
        code=row["code"],
        symbol=row["symbol"],
        name=row["name_vi"],
        dimension=row["dimension"],
        to_base=Decimal(size) if size else None,
        name_en=row.get("name_en", ""),
        base=row.get("base", ""),
        needs_mass=row.get("needs_mass", "") == "1",
    )
