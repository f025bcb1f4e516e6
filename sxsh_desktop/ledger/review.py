"""The state of a revision from the review entries about it.

A review names the reviews of that revision that its author had seen; those are settled by it. Reviews that
did not know of each other are a diverged review: the stricter counts until a person settles it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.ledger.entries import Question, Review, body_of
from sxsh_desktop.ledger.values import Entry

_CODES = {
    "accepted": ReviewCode.ACCEPTED,
    "returned": ReviewCode.RETURNED,
    "rejected": ReviewCode.REJECTED,
}


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What counts for a revision now; `entry_ids` are the reviews that nobody has settled yet, sorted."""

    code: ReviewCode
    questions: tuple[Question, ...] = ()
    reason: str = ""
    diverged: bool = False
    entry_ids: tuple[str, ...] = ()


WAITING = ReviewState(ReviewCode.WAITING)


def review_state(revision_id: str, entries: Iterable[Entry]) -> ReviewState:
    """The state of `revision_id`; `entries` may hold others' entries and other kinds, in any order."""
    reviews: dict[str, tuple[Entry, Review]] = {}
    for entry in entries:
        body = body_of(entry) if entry.kind == Review.kind else None
        if isinstance(body, Review) and body.revision_id == revision_id:
            reviews[entry.entry_id] = (entry, body)
    settled = {parent for entry, _body in reviews.values() for parent in entry.parents}
    open_ids = sorted(reviews.keys() - settled) or sorted(reviews)
    if not open_ids:
        return WAITING
    bodies = [reviews[one][1] for one in open_ids]
    code = max(_CODES[body.verdict] for body in bodies)
    strictest = [body for body in bodies if _CODES[body.verdict] == code]
    return ReviewState(
        code,
        tuple(dict.fromkeys(question for body in strictest for question in body.questions)),
        "\n".join(dict.fromkeys(body.reason for body in strictest if body.reason)),
        len({body.verdict for body in bodies}) > 1,
        tuple(open_ids),
    )
