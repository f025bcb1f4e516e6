"""The plan's targets and tasks as a table, so that a successor plan needs no program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PlanTarget:
    """One target: `target` is a share (0.90), `basis` what is counted (facility, saving, officer)."""

    id: str
    plan: str
    clause: str
    name: str
    name_en: str
    target: Decimal
    basis: str
    due: date

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> PlanTarget:
        """From a row of the table of targets (text cells)."""
        return cls(
            row["id"], row["plan"], row["clause"], row["name_vi"], row["name_en"], Decimal(row["target"]),
            row["basis"], date.fromisoformat(row["due"]),
        )  # fmt: skip

    def label(self, language: str) -> str:
        """The name in "vi" or "en"."""
        return self.name_en if language == "en" else self.name


@dataclass(frozen=True, slots=True)
class PlanTask:
    """One task of the plan's first annex, as derived from its clauses."""

    code: str
    clause: str
    name: str
    lead: str
    partners: str
    unit: str

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> PlanTask:
        """From a row of the table of tasks (text cells)."""
        return cls(row["code"], row["clause"], row["name_vi"], row["lead"], row["partners"], row["unit"])
