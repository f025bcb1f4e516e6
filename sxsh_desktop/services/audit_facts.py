"""What an audit report is made of: the facts of forms A, C, D, E and F about one facility, and their records.

The newest assessment holds (of several records the one with the latest day); a follow-up belongs to it when it names
its number. Records that were rejected are left out; those not yet reviewed are used and marked where they stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _
from sxsh_desktop.domain.facts import FactRow, ReviewCode
from sxsh_desktop.domain.reading import FactsAt
from sxsh_desktop.services import reference
from sxsh_desktop.services.facility_card import FacilityGoneError
from sxsh_desktop.services.facility_figures import SHOWN, Figures, figures_from
from sxsh_desktop.services.reference import Reference
from sxsh_desktop.services.series import Inventory, holding, inventories
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import records, register
from sxsh_desktop.store.records import RecordNow
from sxsh_desktop.store.register import FacilityNow

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

A_FORM, C_FORM, D_FORM = "a_co_so", "c_tieu_thu", "d_danh_gia_nhanh"
E_FORM, F_FORM = "e_danh_gia_chi_tiet", "f_theo_doi"
_LEFT_OUT = frozenset(
    {"event", "event_funding", "media", "attendance", "attendance_count", "officer_post", "training",
     "competence", "equipment", "inspection", "inspection_finding", "report_received"}
)  # fmt: skip


class NothingAssessedError(UserError):
    """The facility has neither a quick nor a detailed assessment."""

    code = "AUDIT-01"
    said = _("{facility} has not been assessed yet: there is neither a form D nor a form E.")
    todo = _("Fill in form D (quick assessment) or form E (detailed assessment) first.")


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """Everything about one facility that the report tells.

    `detailed` and `quick`: the assessments that hold (None: none); `by_kind`: facts that were not rejected, by day;
    `inventory`: the newest period of form C; `sources`: every record that is used, by id.
    """

    facility: FacilityNow
    by_kind: Mapping[str, Sequence[FactRow]]
    detailed: FactRow | None
    quick: FactRow | None
    follow_ups: tuple[FactRow, ...]
    inventory: Inventory | None
    figures: Figures
    sources: Mapping[str, RecordNow]
    tables: Reference

    def of(self, kind: str, record_id: str) -> Sequence[FactRow]:
        """The facts of a kind that one record states, in the order of the form."""
        return tuple(row for row in self.by_kind.get(kind, ()) if row.record_id == record_id)

    def newest(self, kind: str, item: str = "") -> FactRow | None:
        """The newest fact of a kind (and item), or None."""
        rows = [row for row in self.by_kind.get(kind, ()) if not item or row.item == item]
        return rows[-1] if rows else None

    @property
    def number(self) -> str:
        """The number of the detailed assessment, else of the quick one."""
        row = self.detailed or self.quick
        return row.text("number") if row is not None else ""

    @property
    def unreviewed(self) -> bool:
        """Whether an assessment that the report rests on is not accepted yet."""
        held = [row for row in (self.detailed, self.quick, *self.follow_ups) if row is not None]
        return any(row.state is not ReviewCode.ACCEPTED for row in held)


def audit_facts(desk: Desk, facility_id: str) -> AuditFacts:
    """Read everything in one look at the store. Raises NothingAssessedError, FacilityGoneError."""
    kinds = [kind.name for kind in desk.vocabulary.kinds if kind.name not in _LEFT_OUT]
    with desk.read() as connection:
        facility = register.get(connection, facility_id)
        if facility is None:
            raise FacilityGoneError
        root = facility.joined_to or facility_id
        rows = fact_store.of_facility(connection, desk.vocabulary, root, kinds)
        known = {one.record_id: one for one in records.of_facility(connection, root)}
        facility = register.get(connection, root) or facility
    tables = reference.current(desk)
    facts = FactsAt(rows, desk.today(), SHOWN)
    by_kind = {kind: facts.of(kind, root) for kind in kinds if facts.of(kind, root)}
    detailed, quick = facts.newest("detailed_assessment", root), facts.newest("quick_assessment", root)
    if detailed is None and quick is None:
        raise NothingAssessedError(facility=f"{facility.code} {facility.name}".strip())
    number = detailed.text("number") if detailed is not None else ""
    held, _beside = holding(inventories(rows))
    figures = figures_from(rows, root, facility.sector, tables, desk.today())
    return AuditFacts(
        facility=facility,
        by_kind=by_kind,
        detailed=detailed,
        quick=quick,
        follow_ups=tuple(row for row in by_kind.get("follow_up", ()) if row.text("assessment") == number),
        inventory=held[-1] if held else None,
        figures=figures,
        sources=known,
        tables=tables,
    )
