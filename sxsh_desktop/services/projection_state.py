"""After a review only the state of a record's facts changes: no answer has to be read again.

Register cards are projected anew (which of their dated states hold follows from what was accepted), and so are
the forms that say something of the facility itself. The result is the same as that of a full projection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.ledger.review import review_state
from sxsh_desktop.services.projection import DATED_STATES, project_records, states_a_facility
from sxsh_desktop.services.record_view import strictest
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import people, records
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk


def restate_records(
    connection: Connection, desk: Desk, record_ids: Iterable[str], progress: Progress | None = None
) -> None:
    """Bring these records up to date after nothing but reviews of their revisions came in."""
    ids = list(dict.fromkeys(record_ids))
    known = records.get_many(connection, ids)
    quick = [one for one in known.values() if _keeps_its_facts(desk, one)]
    _restate(connection, desk, quick)
    done = {one.record_id for one in quick}
    project_records(connection, desk, [one for one in ids if one not in done], progress)


def _keeps_its_facts(desk: Desk, record: records.RecordNow) -> bool:
    if record.void or record.form_id in DATED_STATES:
        return False
    return not states_a_facility(desk.forms.get(record.form_id, record.form_version))


def _restate(connection: Connection, desk: Desk, changed: Sequence[records.RecordNow]) -> None:
    heads = [head for one in changed for head in one.heads]
    said = ledger_store.entries_of_many(connection, heads, "review")
    by_state: dict[ReviewCode, list[str]] = {}
    rows = []
    for one in changed:
        review = strictest([review_state(head, said.get(head, ())) for head in one.heads])
        by_state.setdefault(review.code, []).append(one.record_id)
        asked = len(review.questions) if review.code is ReviewCode.RETURNED else 0
        rows.append(replace(one, state=review.code, questions=asked, review_diverged=review.diverged))
    records.put(connection, rows)
    for state, ids in by_state.items():
        fact_store.set_state(connection, desk.vocabulary, ids, state)
        people.set_event_state(connection, ids, state)
