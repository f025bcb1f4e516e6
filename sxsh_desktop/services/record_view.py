"""What a record says now: a pure function of its revisions and of the reviews and voids about it (law 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.entries import Void, body_of
from sxsh_desktop.ledger.merge import Conflict, merge_record
from sxsh_desktop.ledger.review import WAITING, ReviewState, review_state
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.definition import Control, Form

# The stricter counts where heads differ: what is not accepted is never counted as accepted.
_STRICTNESS = {
    ReviewCode.ACCEPTED: 0,
    ReviewCode.WAITING: 1,
    ReviewCode.RETURNED: 2,
    ReviewCode.REJECTED: 3,
}


@dataclass(frozen=True, slots=True)
class RecordView:
    """The present view of a record.

    heads: revision ids; shown: the head that lists show (of several the highest id); waiting: revisions that
    wait, with the ids that have not arrived; instance_xml: of the only head, or of all heads merged;
    conflicts: what heads changed to different values; review: of the strictest head; void: the reason, or None.
    """

    record_id: str
    form: Form
    revisions: Mapping[str, Revision]
    heads: tuple[str, ...]
    shown: Revision
    instance_xml: bytes
    waiting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    review: ReviewState = WAITING
    void: str | None = None

    @property
    def diverged(self) -> bool:
        """Several heads."""
        return len(self.heads) > 1


FormOf = Callable[[Revision], Form]


def set_refs(form: Form) -> frozenset[str]:
    """The paths of select-multiple answers: they merge as sets."""
    return frozenset(
        path for path, question in form.questions.items() if question.control is Control.SELECT_MULTIPLE
    )


def merged_xml(
    form: Form, revisions: Sequence[Revision], shown: Revision
) -> tuple[bytes, tuple[Conflict, ...]]:
    """The instance of the only head, or of all heads merged over `shown`; and what they disagree on."""
    by_id = {one.revision_id: one for one in revisions}
    if len(dag.heads(revisions)) == 1:
        return shown.instance_xml, ()
    merged = merge_record(
        revisions,
        lambda revision_id: instance.fields_of(form, by_id[revision_id].instance_xml),
        set_refs(form),
    )
    return instance.with_fields(form, shown.instance_xml, merged.fields), merged.conflicts


def view_of(
    record_id: str, revisions: Sequence[Revision], entries: Sequence[Entry], form_of: FormOf
) -> RecordView:
    """The view of a record. `entries`: reviews of its revisions and voids of the record, in any order."""
    by_id = {one.revision_id: one for one in revisions}
    heads = dag.heads(revisions)
    shown = by_id[heads[-1]]
    form = form_of(shown)
    xml, conflicts = merged_xml(form, revisions, shown)
    reviews = [review_state(head, entries) for head in heads]
    return RecordView(
        record_id=record_id,
        form=form,
        revisions=by_id,
        heads=heads,
        shown=shown,
        instance_xml=xml,
        waiting=dag.waiting_for(revisions),
        conflicts=conflicts,
        review=strictest(reviews),
        void=_void_reason(record_id, entries),
    )


def strictest(reviews: Sequence[ReviewState]) -> ReviewState:
    """The state of a record from those of its heads: the strictest counts."""
    return max(reviews, key=lambda state: _STRICTNESS[state.code])


def _void_reason(record_id: str, entries: Sequence[Entry]) -> str | None:
    reasons = [
        body.reason
        for entry in sorted(entries, key=lambda one: one.entry_id)
        if isinstance(body := body_of(entry), Void) and body.record_id == record_id
    ]
    return reasons[0] if reasons else None


def accepted_states(
    view: RecordView, entries: Sequence[Entry], visit_day: Callable[[Revision], str]
) -> list[tuple[Revision, ...]]:
    """For a register card: the accepted revisions that hold, one group for each distinct day of visit.

    The newest accepted revision of a day (by descent) holds for it; accepted revisions of one day that do not
    follow each other stand together in a group and are merged (FACTS.md, section 3, register cards).
    """
    accepted = [
        one
        for one in view.revisions.values()
        if one.revision_id not in view.waiting
        and review_state(one.revision_id, entries).code is ReviewCode.ACCEPTED
    ]
    by_day: dict[str, list[Revision]] = {}
    for one in sorted(accepted, key=lambda revision: revision.revision_id):
        by_day.setdefault(visit_day(one), []).append(one)
    everything = list(view.revisions.values())
    groups = []
    for _day, members in sorted(by_day.items()):
        older = {above for one in members for above in dag.ancestors(one.revision_id, everything)}
        groups.append(tuple(one for one in members if one.revision_id not in older))
    return groups
