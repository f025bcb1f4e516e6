"""The two place trees of the province: districts and communes to 30 June 2025, communes alone from 1 July 2025.

A code means a place only together with its tree: some numbers exist in both. Nothing is derived where a
commune was split or several became one: the answer is None, and a person says where the facility is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

TREE_2016 = "2016"
TREE_2025 = "2025"
CHANGE = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A district or commune of one tree; `district` is "" for districts and on the tree of 2025."""

    code: str
    name: str
    tree: str
    kind: str = ""
    district: str = ""
    short: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class ReportingUnit:
    """A unit that officers belong to: a provincial agency, a district to 30 June 2025, a commune after.

    `code` is unique over all levels ("SCT", "866", "X29869"); `short` begins the codes that it gives out.
    """

    code: str
    name: str
    name_en: str
    level: str
    short: str
    place: str
    valid_from: date
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the unit existed on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def tree_at(day: date) -> str:
    """The tree in force: "2016" to 30 June 2025, "2025" from 1 July 2025 (NQ 1663/NQ-UBTVQH15)."""
    return TREE_2025 if day >= CHANGE else TREE_2016


@dataclass(frozen=True, slots=True)
class Places:
    """Both trees, what became of each commune, and the units that officers belong to."""

    version: str
    districts: tuple[Place, ...]
    communes_2016: tuple[Place, ...]
    communes_2025: tuple[Place, ...]
    units: tuple[ReportingUnit, ...]
    _districts: Mapping[str, Place] = field(repr=False, compare=False)
    _communes: Mapping[tuple[str, str], Place] = field(repr=False, compare=False)
    _new: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)
    _old: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)
    _old_district: Mapping[str, str] = field(repr=False, compare=False)

    @classmethod
    def from_rows(
        cls,
        version: str,
        *,
        districts: Iterable[Mapping[str, str]],
        communes_2016: Iterable[Mapping[str, str]],
        communes_2025: Iterable[Mapping[str, str]],
        moves: Iterable[Mapping[str, str]],
        agencies: Iterable[Mapping[str, str]] = (),
    ) -> Places:
        """Build both trees from the rows of their tables (text cells; days as ISO, "" for none)."""
        district_rows, new_rows = list(districts), list(communes_2025)
        old = tuple(_commune(row, TREE_2016) for row in communes_2016)
        new = tuple(_commune(row, TREE_2025) for row in new_rows)
        forward: dict[str, dict[str, None]] = {}
        backward: dict[str, dict[str, None]] = {}
        old_district = {place.code: place.district for place in old}
        for row in moves:
            forward.setdefault(row["old"], {})[row["new"]] = None
            backward.setdefault(row["new"], {})[row["old"]] = None
            old_district.setdefault(row["old"], row["old_district"])
        top = tuple(
            Place(row["code"], row["name"], TREE_2016, row["kind"], short=row["short"])
            for row in district_rows
        )
        return cls(
            version=version,
            districts=top,
            communes_2016=old,
            communes_2025=new,
            units=(
                *(_agency(row) for row in agencies),
                *(_district_unit(row) for row in district_rows),
                *(_commune_unit(row) for row in new_rows),
            ),
            _districts={place.code: place for place in top},
            _communes={(place.tree, place.code): place for place in (*old, *new)},
            _new={code: tuple(to) for code, to in forward.items()},
            _old={code: tuple(of) for code, of in backward.items()},
            _old_district=old_district,
        )

    def commune(self, code: str, tree: str) -> Place | None:
        """The commune of that code on that tree, or None."""
        return self._communes.get((tree, code))

    def district(self, code: str) -> Place | None:
        """The district of that code (tree of 2016), or None."""
        return self._districts.get(code)

    def became(self, old_code: str) -> tuple[str, ...]:
        """All communes of 2025 that took part of an old commune; empty when the table does not say."""
        return self._new.get(old_code, ())

    def came_from(self, new_code: str) -> tuple[str, ...]:
        """All communes of before 1 July 2025 that lie (partly) in a commune of 2025."""
        return self._old.get(new_code, ())

    def to_2025(self, old_code: str) -> str | None:
        """The commune of 2025 where the whole old one went, else None (split, or not in the table)."""
        new = self.became(old_code)
        return new[0] if len(new) == 1 else None

    def to_2016(self, new_code: str) -> str | None:
        """The old commune where the new one is that one and nothing else, else None."""
        old = self.came_from(new_code)
        return old[0] if len(old) == 1 and len(self.became(old[0])) == 1 else None

    def other(self, code: str, tree: str) -> str | None:
        """The commune of the other tree where the conversion is one to one, else None."""
        return self.to_2025(code) if tree == TREE_2016 else self.to_2016(code)

    def district_of(self, code: str, tree: str) -> str | None:
        """The plan's district that a commune lies in; None outside the 12, or where it cannot be told.

        A commune of 2025 has a district when every old commune that it came from lay in that one.
        """
        old = (code,) if tree == TREE_2016 else self.came_from(code)
        found = {self._old_district.get(part, "") for part in old}
        district = found.pop() if len(found) == 1 else ""
        return district if district in self._districts else None

    def units_at(self, day: date) -> tuple[ReportingUnit, ...]:
        """The units in force on that day: agencies first, then districts or communes."""
        return tuple(unit for unit in self.units if unit.in_force(day))

    def unit(self, code: str) -> ReportingUnit | None:
        """The unit of that code, or None."""
        return next((unit for unit in self.units if unit.code == code), None)


def _commune(row: Mapping[str, str], tree: str) -> Place:
    latitude, longitude = row.get("lat", ""), row.get("lon", "")
    return Place(
        code=row["code"],
        name=row["name"],
        tree=tree,
        kind=row["kind"],
        district=row.get("district", ""),
        latitude=float(latitude) if latitude else None,
        longitude=float(longitude) if longitude else None,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _agency(row: Mapping[str, str]) -> ReportingUnit:
    first = date.fromisoformat(row["valid_from"])
    return ReportingUnit(
        row["code"],
        row["name_vi"],
        row["name_en"],
        row["level"],
        row["code"],
        "",
        first,
        _day(row["valid_to"]),
    )


def _district_unit(row: Mapping[str, str]) -> ReportingUnit:
    first = date.fromisoformat(row["valid_from"])
    return ReportingUnit(
        row["code"],
        row["name"],
        row["name"],
        "huyen",
        row["short"],
        row["code"],
        first,
        _day(row["valid_to"]),
    )


def _commune_unit(row: Mapping[str, str]) -> ReportingUnit:
    first = date.fromisoformat(row["valid_from"])
    code = f"X{row['code']}"
    return ReportingUnit(
        code, row["name"], row["name"], "xa", code, row["code"], first, _day(row["valid_to"])
    )
