"""Hôm nay: what waits for this person, each line leading to where it is done; and the state of the store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from sxsh_desktop.base.files import free_bytes
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.services import today_work
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.waiting import StoreStatus, Waiting, WaitingKind
from sxsh_desktop.store import drafts, exchange, records, register
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.records import RecordQuery

# Follow-ups are due 6, 12 and 24 months after an assessment (packaging/FACTS.md, kind `follow_up`).
FOLLOW_UP_MONTHS = (6, 12, 24)
_LOOK_AHEAD = timedelta(days=30)
_MOST_LINES = 200


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Everything that waits, the most pressing kinds first."""
    with desk.read() as connection:
        lines = [*_returned(connection, desk), *_drafts(connection), *today_work.assigned(connection, desk)]
        lines += _visits_due(connection, desk)
        if desk.profile.is_department:
            lines += _department(connection)
        else:
            lines += _not_sent(connection, desk)
    return (*lines, *today_work.arrived(desk), *today_work.backup(desk))


def status(desk: Desk) -> StoreStatus:
    """The state of the store."""
    with desk.read() as connection:
        open_drafts = len(drafts.list_drafts(connection))
        own = RecordQuery(received=False)
        unsent = [one for one in records.find(connection, own) if one.device_id == desk.device_id]
        by_state = records.count_by_state(connection, RecordQuery())
        diverged = len(records.find_ids(connection, RecordQuery(diverged=True)))
        shelf = len(exchange.shelved(connection))
        facilities = register.count(connection)
    return StoreStatus(
        last_backup=last_backup(desk),
        drafts=open_drafts,
        not_acknowledged=0 if desk.profile.is_department else len(unsent),
        free=free_bytes(desk.folder),
        to_review=by_state.get(ReviewCode.WAITING, 0),
        diverged=diverged,
        shelf=shelf,
        facilities=facilities,
        records=sum(by_state.values()),
    )


def last_backup(desk: Desk) -> str:
    """The moment of the newest backup in the store's folder (ISO), "" if there is none."""
    found = [file.stat().st_mtime for file in desk.store.backups.glob("*.s*") if _is_backup(file)]
    if not found:
        return ""
    return datetime.fromtimestamp(max(found), tz=desk.clock().tzinfo).isoformat(timespec="seconds")


def _is_backup(file: Path) -> bool:
    return file.is_file() and file.suffix in (".sqlite", ".sxshbackup")


def _names(connection: Connection, facility_ids: Iterable[str]) -> dict[str, str]:
    found = register.get_many(connection, sorted(set(facility_ids) - {""}))
    return {facility_id: one.name for facility_id, one in found.items()}


def _drafts(connection: Connection) -> list[Waiting]:
    found = drafts.list_drafts(connection)
    names = _names(connection, (one.facility_id for one in found))
    return [
        Waiting(
            WaitingKind.DRAFT,
            target=one.draft_id,
            title=one.title,
            form_id=one.form_id,
            facility=names.get(one.facility_id, ""),
            day=one.changed_at,
            answered=one.answered,
            total=one.total,
            problems=one.problems,
        )
        for one in found
    ]


def _returned(connection: Connection, desk: Desk) -> list[Waiting]:
    query = RecordQuery(states=(ReviewCode.RETURNED,), sort="visit_day")
    if desk.profile.is_department:
        return []
    found = [one for one in records.find(connection, query) if one.device_id == desk.device_id]
    names = _names(connection, (one.facility_id for one in found))
    return [
        Waiting(
            WaitingKind.RETURNED,
            target=one.record_id,
            title=one.title,
            form_id=one.form_id,
            facility=names.get(one.facility_id, ""),
            day=one.visit_day,
            count=one.questions,
        )
        for one in found[:_MOST_LINES]
    ]


def _visits_due(connection: Connection, desk: Desk) -> list[Waiting]:
    """Follow-ups: the date that the last follow-up named, else 6, 12, 24 months after the assessment."""
    today = desk.today()
    due: dict[str, date] = {}
    for row in fact_store.rows(connection, desk.vocabulary, "detailed_assessment"):
        ended = _date(row.text("ended_on")) or _date(row.on_day)
        if ended:
            due[row.facility_id] = _months_after(ended, FOLLOW_UP_MONTHS[0])
    visits: dict[str, int] = {}
    for row in fact_store.rows(connection, desk.vocabulary, "follow_up"):
        visits[row.facility_id] = visits.get(row.facility_id, 0) + 1
        said, seen = _date(row.text("next_on")), _date(row.on_day)
        if said:
            due[row.facility_id] = said
        elif seen and visits[row.facility_id] < len(FOLLOW_UP_MONTHS):
            due[row.facility_id] = _months_after(seen, 6)
        else:
            due.pop(row.facility_id, None)
    soon = sorted((day, facility) for facility, day in due.items() if day <= today + _LOOK_AHEAD)
    names = _names(connection, (facility for _day, facility in soon))
    return [
        Waiting(
            WaitingKind.VISIT_DUE,
            target=facility,
            facility=names[facility],
            form_id="f_theo_doi",
            day=day.isoformat(),
            overdue=day < today,
        )
        for day, facility in soon[:_MOST_LINES]
        if facility in names
    ]


def _department(connection: Connection) -> list[Waiting]:
    lines = []
    review = records.count_by_state(connection, RecordQuery()).get(ReviewCode.WAITING, 0)
    diverged = len(records.find_ids(connection, RecordQuery(diverged=True)))
    shelf = len(exchange.shelved(connection))
    for kind, count in (
        (WaitingKind.SHELF, shelf),
        (WaitingKind.DIVERGED, diverged),
        (WaitingKind.TO_REVIEW, review),
    ):
        if count:
            lines.append(Waiting(kind, count=count))
    return lines


def _not_sent(connection: Connection, desk: Desk) -> list[Waiting]:
    """What this device made and nobody has confirmed yet: never exported, or exported without a receipt."""
    own = [
        one
        for one in records.find(connection, RecordQuery(received=False))
        if one.device_id == desk.device_id
    ]
    exported = exchange.exported(connection, [one.head for one in own])
    never = [one for one in own if one.head not in exported]
    lines = []
    if never:
        lines.append(Waiting(WaitingKind.NOT_SENT, count=len(never)))
    if len(own) > len(never):
        last = next((one.made_at for one in exchange.exports(connection)), "")
        lines.append(Waiting(WaitingKind.NO_RECEIPT, count=len(own) - len(never), day=last))
    if exchange.shelved(connection):
        lines.append(Waiting(WaitingKind.SHELF, count=len(exchange.shelved(connection))))
    return lines


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
