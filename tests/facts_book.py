"""A book of facts, as accepted records would give them, and the board that comes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sxsh_desktop.domain.board import Board, Scope, Tables, compute
from sxsh_desktop.domain.facts import FactRow, FactValue, ReviewCode
from sxsh_desktop.domain.reading import Answer
from sxsh_desktop.services.reference import load_reference

T = date(2026, 6, 30)
_REFERENCE = load_reference()
TABLES = Tables(
    _REFERENCE.places,
    _REFERENCE.factors,
    _REFERENCE.units,
    {target.id: target.target for target in _REFERENCE.targets},
)


class Book:
    """Collects facts as accepted records would give them; "-unknown" as a value means absent for a reason."""

    def __init__(self) -> None:
        self.rows: list[FactRow] = []

    def add(
        self,
        kind: str,
        about: str,
        day: str,
        record: str = "",
        review: ReviewCode = ReviewCode.ACCEPTED,
        row: str = "",
        **values: str,
    ) -> None:
        number = len(self.rows)
        record = record or f"{kind}-{about}-{day}"
        self.rows.append(
            FactRow(
                fact_id=f"{number:032x}",
                kind=kind,
                item="",
                row_id=row,
                record_id=record,
                revision_id=f"rev-{number:06d}",
                facility_id=about,
                form_id="",
                form_version="",
                state=review,
                on_day=day,
                values={
                    name: FactValue(absent=text[1:]) if text.startswith("-") else FactValue(text=text)
                    for name, text in values.items()
                },
            )
        )

    def card(self, facility: str, commune_2016: str = "29869", **profile: Any) -> None:
        """A facility that operates and has potential."""
        self.add(
            "facility_profile", facility, "2024-01-10", commune_2016=commune_2016, sector="nuocda", **profile
        )
        self.add("facility_status", facility, "2024-01-10", state="hd")
        self.add("potential", facility, "2024-01-10", has="1", decided_on="2024-01-10")

    def survey(self, facility: str, on: str = "2025-10-01", **changed: str) -> None:
        """A survey that makes a facility aware, and adopter of level 3."""
        aware: dict[str, Any] = {
            "level": "2",
            "benefits": "chiphi nangluong",
            "test_end_of_pipe": "0",
            "test_small_firm": "1",
            "test_energy": "-unknown",
        }
        aware.update({name: text for name, text in changed.items() if name in aware})
        self.add("awareness", facility, on, **aware)
        self.add("outreach", facility, on, reached_12m=changed.get("reached_12m", "1"))
        self.add("adoption", facility, on, level=changed.get("adoption", "3"))

    def pair(self, facility: str, record: str = "", **changed: str) -> None:
        """A metered pair that saves 10 % of electricity."""
        values: dict[str, Any] = {
            "code": "K1", "resource": "dien", "product": "SP1", "use_unit": "kwh", "product_unit": "tan",
            "base_from": "2024-01-01", "base_to": "2024-12-31", "base_use": "1000", "base_output": "100",
            "base_quality": "dongho", "after_from": "2025-01-01", "after_to": "2025-12-31",
            "after_use": "900", "after_output": "100", "after_quality": "dongho", "adjustment": "0",
        }  # fmt: skip
        values.update(changed)
        record = record or f"E-{facility}"
        self.add("detailed_assessment", facility, "2026-01-15", record, number="2026-001")
        self.add("baseline_after", facility, values["after_to"] or "2026-01-15", record, **values)

    def board(self, on: date = T, scope: Scope | None = None) -> Board:
        return compute(self.rows, on, TABLES, scope)

    def answer(self, id: str, facility: str = "f1", on: date = T) -> Answer:
        [member] = [m for m in self.board(on).indicators[id].members if m.unit_id == facility]
        return member.answer


@pytest.fixture
def book() -> Book:
    made = Book()
    made.card("f1")
    return made
