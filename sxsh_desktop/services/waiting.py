"""What waits for a person and how the store stands, as values: the window knows them before a store is open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WaitingKind(StrEnum):
    """What kind of thing waits; the window has words and an icon for each."""

    DRAFT = "draft"
    RETURNED = "returned"
    VISIT_DUE = "visit_due"
    NOT_SENT = "not_sent"
    NO_RECEIPT = "no_receipt"
    TO_REVIEW = "to_review"
    DIVERGED = "diverged"
    SHELF = "shelf"
    ASSIGNED = "assigned"
    WORK_LATE = "work_late"
    ARRIVED = "arrived"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line. `target` is the id of what it leads to (draft, record, facility), "" for a whole screen.

    `answered`, `total`: progress of a draft; `count`: how many things the line stands for; `day`: ISO date
    that it is due or was last changed; `overdue`: the day has passed; `facility_id`, `note`: of given
    work; `record_id`: a record of it that came back and is to be put right.
    """

    kind: WaitingKind
    target: str = ""
    title: str = ""
    form_id: str = ""
    facility: str = ""
    day: str = ""
    count: int = 1
    answered: int = 0
    total: int = 0
    problems: int = 0
    overdue: bool = False
    facility_id: str = ""
    note: str = ""
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What the status strip shows. last_backup: ISO moment or ""; free: bytes left on the disk.

    facilities, records: how many are in the store; records made void are not counted.
    """

    last_backup: str
    drafts: int
    not_acknowledged: int
    free: int
    to_review: int = 0
    diverged: int = 0
    shelf: int = 0
    facilities: int = 0
    records: int = 0
