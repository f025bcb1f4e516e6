"""Solutions: the catalogue of typical ones, and the identity by which one solution counts once.

The rules are those of the written vocabulary of facts, section 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

IMPLEMENTED = frozenset({"xong", "duytri"})
GIVEN_UP = "bo"


@dataclass(frozen=True, slots=True)
class CatalogueSolution:
    """A typical solution of a sector, with the source and certainty of its saving."""

    code: str
    sector: str
    category: str
    name: str
    name_en: str
    cost_band: str
    typical_saving: str
    source: str
    certainty: str

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> CatalogueSolution:
        """From a row of the catalogue table (text cells)."""
        return cls(
            row["code"], row["sector"], row["category"], row["name_vi"], row["name_en"], row["cost_band"],
            row["typical_saving"], row["source"], row["certainty"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class SolutionId:
    """The identity of a solution: facility, assessment number, code; written "2026-014/GP03"."""

    facility_id: str
    number: str
    code: str

    def __str__(self) -> str:
        return f"{self.number}/{self.code}"


def read_reference(facility_id: str, text: str) -> SolutionId | None:
    """Read "2026-N014/CH2" (a `same_as` answer) as the identity of a solution of this facility, or None."""
    number, slash, code = text.strip().partition("/")
    if not slash or not number.strip() or not code.strip():
        return None
    return SolutionId(facility_id, number.strip(), code.strip())


def joined(pairs: Iterable[tuple[SolutionId, SolutionId]]) -> dict[SolutionId, SolutionId]:
    """Each identity of a chain of joins, and the one that stands for all of them: the smallest.

    Joins are transitive and may come in any order; the outcome does not depend on it.
    """
    leader: dict[SolutionId, SolutionId] = {}

    def find(identity: SolutionId) -> SolutionId:
        while leader.setdefault(identity, identity) != identity:
            identity = leader[identity]
        return identity

    for a, b in pairs:
        first, second = sorted((find(a), find(b)))
        leader[second] = first
    return {identity: find(identity) for identity in leader}
