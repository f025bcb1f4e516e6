"""Industries: a code means something only with the version of its list, and sector groups of the plan.

Versions by date: the list of 2018 (QĐ 27/2018/QĐ-TTg) to 14 November 2025, the list of 2025
(QĐ 36/2025/QĐ-TTg) from 15 November 2025. A split code is never converted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

VERSION_2018 = "2018"
VERSION_2025 = "2025"
CHANGE = date(2025, 11, 15)
SECTIONS_OF_THE_PLAN = ("B", "C", "D", "E")


@dataclass(frozen=True, slots=True)
class Industry:
    """One code of one version of the list; `level` 2, 4 or 5."""

    version: str
    code: str
    level: int
    parent: str
    section: str
    name: str
    plan_note: str = ""


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector group of the plan; `named` says that the plan names it for guides and assessments (II.3)."""

    code: str
    name: str
    name_en: str
    vsic: str
    named: bool

    def label(self, language: str) -> str:
        """The name in "vi" or "en"."""
        return self.name_en if language == "en" else self.name


def version_at(day: date) -> str:
    """The version of the industry list in force on that day."""
    return VERSION_2025 if day >= CHANGE else VERSION_2018


@dataclass(frozen=True, slots=True)
class Industries:
    """All versions of the list that the program knows, and the sector groups."""

    version: str
    industries: tuple[Industry, ...]
    sectors: tuple[Sector, ...]
    _by_code: Mapping[tuple[str, str], Industry] = field(repr=False, compare=False)
    _moves: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)

    @classmethod
    def from_rows(
        cls,
        version: str,
        industries: Iterable[Mapping[str, str]],
        moves: Iterable[Mapping[str, str]],
        sectors: Iterable[Mapping[str, str]],
    ) -> Industries:
        """From the rows of the three tables (text cells)."""
        found = tuple(_industry(row) for row in industries)
        forward: dict[str, list[str]] = {}
        for row in moves:
            forward.setdefault(row["old"], []).append(row["new"])
        return cls(
            version=version,
            industries=found,
            sectors=tuple(_sector(row) for row in sectors),
            _by_code={(item.version, item.code): item for item in found},
            _moves={old: tuple(new) for old, new in forward.items()},
        )

    def find(self, version: str, code: str) -> Industry | None:
        """The industry of that code in that version, or None."""
        return self._by_code.get((version, code))

    def to_2025(self, code: str) -> str | None:
        """The code of 2025 that a code of 2018 became; None where it was split or the table is silent."""
        new = self._moves.get(code, ())
        return new[0] if len(new) == 1 else None

    def in_plan(self, version: str, code: str) -> bool:
        """Whether the plan covers the industry: sections B to E (ice is in D, scrap in E, sand in B)."""
        found = self.find(version, code)
        return found is not None and found.section in SECTIONS_OF_THE_PLAN

    def sector(self, code: str) -> Sector | None:
        """The sector group of that code, or None."""
        return next((sector for sector in self.sectors if sector.code == code), None)


def _industry(row: Mapping[str, str]) -> Industry:
    return Industry(
        row["version"], row["code"], int(row["level"]), row["parent"], row["section"], row["name_vi"],
        row["plan_note"],
    )  # fmt: skip


def _sector(row: Mapping[str, str]) -> Sector:
    return Sector(row["code"], row["name_vi"], row["name_en"], row["vsic"], row["named_in_plan"] == "1")
