"""What waits on Today because of others: work that was given, bundles that arrived and were not looked at yet."""

from __future__ import annotations

from sxsh_desktop.services import assignments
from sxsh_desktop.services.assignments import WorkLine, WorkState
from sxsh_desktop.services.backup_settings import trouble
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.waiting import Waiting, WaitingKind
from sxsh_desktop.store.connection import Connection

_MOST_LINES = 200


def assigned(connection: Connection, desk: Desk) -> list[Waiting]:
    """The officer's work that is not done, by due day; at the department only what is overdue."""
    today = desk.today()
    lines = [one for one in assignments.work_of(desk, connection) if one.state is not WorkState.DONE]
    if desk.profile.is_department:
        late = sum(one.is_overdue(today) for one in lines)
        return [Waiting(WaitingKind.WORK_LATE, count=late)] if late else []
    return [_line(one, late=one.is_overdue(today)) for one in lines[:_MOST_LINES]]


def _line(one: WorkLine, *, late: bool) -> Waiting:
    return Waiting(
        WaitingKind.ASSIGNED,
        target=one.draft_id,
        title=one.place,
        form_id=one.form_id,
        facility=one.facility,
        facility_id=one.facility_id,
        note=one.note,
        record_id="" if one.place_code else one.record_id,
        day=one.due,
        count=one.made,
        overdue=late,
    )


def arrived(desk: Desk) -> list[Waiting]:
    """One line for the bundles that were fetched, or lie in the watched folder, and wait to be looked at."""
    if not (desk.folder / "inbox").is_dir() and not (desk.folder / "exchange.json").is_file():
        return []
    from sxsh_desktop.services import carriers  # the network's code: only where somebody uses it

    count = len(carriers.arrived(desk))
    return [Waiting(WaitingKind.ARRIVED, count=count)] if count else []


def backup(desk: Desk) -> list[Waiting]:
    """One line while the last backup failed, or the second place for backups was long not there."""
    found = trouble(desk)
    if found is None:
        return []
    return [Waiting(WaitingKind.BACKUP, title=found.code, note=found.said, day=found.since[:10])]
