"""What one record gives: its facts with the state and revision that they stand under, and its problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxsh_desktop.domain.facts import Fact, ReviewCode
from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.services.forms import OFFICER_FORM, REGISTER_FORM
from sxsh_desktop.services.record_view import RecordView, accepted_states, merged_xml, view_of
from sxsh_desktop.xform import facts as form_facts
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.definition import Form

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

DATED_STATES = (REGISTER_FORM, OFFICER_FORM)
Stated = tuple[Fact, Revision, ReviewCode]


@dataclass(frozen=True, slots=True)
class Projected:
    """A record as it is computed: the newest state stands last among the facts; name: what it calls itself."""

    view: RecordView
    facts: tuple[Stated, ...]
    problems: tuple[str, ...]
    name: str
    by_kind: Mapping[str, Sequence[Stated]]

    def text(self, kind: str, attribute: str) -> str:
        """The value of an attribute in the newest state of the record, or ""."""
        for fact, _revision, _state in reversed(self.by_kind.get(kind, ())):
            if text := fact.text(attribute):
                return text
        return ""

    def visit_day(self, revision: Revision) -> str:
        """The day of the visit that a revision tells of, "" where it tells none."""
        for fact, found, _state in self.by_kind.get("visit", ()):
            if found.revision_id == revision.revision_id:
                return fact.text("date")
        return ""


def project_one(
    desk: Desk,
    record_id: str,
    found: Sequence[Revision],
    said: Sequence[Entry],
    form_of: Callable[[Revision], Form],
) -> Projected:
    """Read the present view of a record. `said`: the reviews of its revisions and the voids of it."""
    view = view_of(record_id, found, said, form_of)
    if view.void is not None:
        return Projected(view, (), (), instance.meta_of(view.instance_xml).instance_name, {})
    conflicts = frozenset(conflict.ref for conflict in view.conflicts)
    head = form_facts.project(view.form, view.instance_xml, desk.vocabulary, desk.units, conflicts=conflicts)
    facts = [(fact, view.shown, view.review.code) for fact in head.facts]
    if view.form.form_id in DATED_STATES:
        facts = _dated(desk, view, said, conflicts, facts)
    by_kind: dict[str, list[Stated]] = {}
    for one in facts:
        by_kind.setdefault(one[0].kind, []).append(one)
    return Projected(view, tuple(facts), head.problems, head.instance_name, by_kind)


def _dated(
    desk: Desk, view: RecordView, said: Sequence[Entry], conflicts: frozenset[str], head: list[Stated]
) -> list[Stated]:
    """A register card is projected once for each day among its accepted revisions, then its head if it is not
    accepted yet; the newest last."""
    everything = list(view.revisions.values())
    found: list[Stated] = []
    groups = accepted_states(view, said, lambda one: instance.visit_date_of(view.form, one.instance_xml))
    for group in groups:
        shown = group[-1]
        above = {older for one in group for older in dag.ancestors(one.revision_id, everything)}
        known = [one for one in everything if one.revision_id in above or one in group]
        xml, differing = merged_xml(view.form, known, shown)
        refs = frozenset(conflict.ref for conflict in differing)
        if xml == view.instance_xml and refs == conflicts:  # the head itself: read already
            found += [(fact, shown, ReviewCode.ACCEPTED) for fact, _revision, _state in head]
            continue
        projected = form_facts.project(view.form, xml, desk.vocabulary, desk.units, conflicts=refs)
        found += [(fact, shown, ReviewCode.ACCEPTED) for fact in projected.facts]
    if not groups or view.review.code is not ReviewCode.ACCEPTED:
        held = {revision.revision_id for _fact, revision, _state in found}
        found += [one for one in head if one[1].revision_id not in held]
    return found
