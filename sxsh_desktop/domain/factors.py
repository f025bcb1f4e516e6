"""Conversion factors with their source: Vietnamese TOE coefficients, fuels, grid, warming potentials, ranges.

No factor is a constant of the program: each stands in a dated table, and a result names the version it used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: its value per `unit`, how it came about, and where from."""

    value: Decimal
    unit: str
    kind: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """An energy carrier of the forms: `kind` electricity, fuel or steam; `fuel` its row of fuel factors.

    `totalled` is False for a generator's electricity: its diesel is a row of its own.
    """

    code: str
    name: str
    name_en: str
    kind: str
    fuel: str
    totalled: bool
    biogenic: bool

    def label(self, language: str) -> str:
        """The name in "vi" or "en"."""
        return self.name_en if language == "en" else self.name


@dataclass(frozen=True, slots=True)
class FuelFactor:
    """Heat value (MJ/kg), emission factors (kg/TJ), density (kg/L) of one fuel; None = not in the table."""

    code: str
    ncv: Decimal
    co2: Decimal
    ch4: Decimal
    n2o: Decimal
    density: Decimal | None
    biogenic: bool
    source: str


@dataclass(frozen=True, slots=True)
class GridFactor:
    """tCO2 per MWh of grid electricity in one year; `official` False marks an academic estimate."""

    year: int
    value: Decimal
    official: bool
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class SectorRange:
    """A dated range of a figure in a sector: warn outside it, never block by it."""

    code: str
    sector: str
    indicator: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    kind: str
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str

    def in_force(self, day: date) -> bool:
        """Whether the range held on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Factors:
    """All factor tables of one version."""

    version: str
    carriers: Mapping[str, Carrier]
    toe: Mapping[tuple[str, str], Factor]
    fuels: Mapping[str, FuelFactor]
    grid: Mapping[int, GridFactor]
    gwp: Mapping[tuple[str, str], Decimal]
    ranges: tuple[SectorRange, ...]

    @classmethod
    def from_rows(
        cls,
        version: str,
        *,
        carriers: Iterable[Mapping[str, str]],
        toe: Iterable[Mapping[str, str]],
        fuels: Iterable[Mapping[str, str]],
        grid: Iterable[Mapping[str, str]],
        gwp: Iterable[Mapping[str, str]],
        ranges: Iterable[Mapping[str, str]],
    ) -> Factors:
        """From the rows of the tables (text cells; an empty value is a factor that nobody knows)."""
        potentials = {
            (row["gas"], report): Decimal(row[report]) for row in gwp for report in ("ar4", "ar5", "ar6")
        }
        return cls(
            version=version,
            carriers={row["code"]: _carrier(row) for row in carriers},
            toe={(row["carrier"], row["unit"]): _toe(row) for row in toe if row["toe_per_unit"]},
            fuels={row["code"]: _fuel(row) for row in fuels},
            grid={int(row["year"]): _grid(row) for row in grid},
            gwp=potentials,
            ranges=tuple(_range(row) for row in ranges),
        )

    def fuel_of(self, carrier: str) -> FuelFactor | None:
        """The fuel factors of a carrier; None where the table has none (unknown grade, steam, electricity)."""
        found = self.carriers.get(carrier)
        return self.fuels.get(found.fuel) if found else None

    def ranges_of(self, sector: str, day: date) -> tuple[SectorRange, ...]:
        """The ranges of a sector in force on that day."""
        return tuple(r for r in self.ranges if r.sector == sector and r.in_force(day))


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text.strip() else None


def _carrier(row: Mapping[str, str]) -> Carrier:
    return Carrier(
        row["code"], row["name_vi"], row["name_en"], row["kind"], row["fuel"], row["totalled"] == "1",
        row["biogenic"] == "1",
    )  # fmt: skip


def _toe(row: Mapping[str, str]) -> Factor:
    return Factor(Decimal(row["toe_per_unit"]), row["unit"], row["kind"], row["source"], row["certainty"])


def _fuel(row: Mapping[str, str]) -> FuelFactor:
    return FuelFactor(
        code=row["code"],
        ncv=Decimal(row["ncv_mj_per_kg"]),
        co2=Decimal(row["co2_kg_per_tj"]),
        ch4=Decimal(row["ch4_kg_per_tj"]),
        n2o=Decimal(row["n2o_kg_per_tj"]),
        density=_number(row["density_kg_per_l"]),
        biogenic=row["biogenic"] == "1",
        source=row["source"],
    )


def _grid(row: Mapping[str, str]) -> GridFactor:
    return GridFactor(
        int(row["year"]),
        Decimal(row["tco2_per_mwh"]),
        row["official"] == "1",
        row["source"],
        row["certainty"],
    )


def _range(row: Mapping[str, str]) -> SectorRange:
    last = row["valid_to"]
    return SectorRange(
        code=row["code"],
        sector=row["sector"],
        indicator=row["indicator_vi"],
        unit=row["unit"],
        low=_number(row["low"]),
        high=_number(row["high"]),
        kind=row["kind"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(last) if last else None,
        source=row["source"],
        certainty=row["certainty"],
    )
