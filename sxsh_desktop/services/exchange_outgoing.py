"""What is in a bundle before it goes: the records and the other entries, to look through."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_send import ToSend, can_seal, what_to_send
from sxsh_desktop.store import records as records_store
from sxsh_desktop.store import register as register_store
from sxsh_desktop.store import scope_select

LONGEST_LIST = 5000


@dataclass(frozen=True, slots=True)
class GoingLine:
    """A record that goes along (`record_id`), or all entries of one kind (`kind`). count: versions or entries."""

    record_id: str = ""
    kind: str = ""
    form_id: str = ""
    title: str = ""
    facility: str = ""
    officer: str = ""
    day: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Going:
    """The choice itself, and its list: records by form and title, then the kinds of entries.

    sealable: whether a key of the recipient is known; without one a bundle can only be signed.
    """

    chosen: ToSend
    lines: tuple[GoingLine, ...]
    sealable: bool = True


def what_goes(desk: Desk, recipient: str = "", *, register: bool = False) -> Going:
    """The next bundle for somebody, as a list (at most LONGEST_LIST records). Raises as `what_to_send`."""
    chosen = what_to_send(desk, recipient, register=register)
    with desk.read() as connection:
        versions = scope_select.versions_by_record(connection, chosen.revision_ids)
        shown = sorted(versions)[:LONGEST_LIST]
        records = records_store.get_many(connection, shown)
        about = sorted({one.facility_id for one in records.values()} - {""})
        facilities = register_store.get_many(connection, about)
        kinds = scope_select.kinds_of(connection, chosen.entry_ids)
    lines = [
        GoingLine(
            record_id=one.record_id,
            form_id=one.form_id,
            title=one.title,
            facility=facilities[one.facility_id].name if one.facility_id in facilities else "",
            officer=one.officer_code,
            day=one.visit_day or one.made_at[:10],
            count=versions[one.record_id],
        )
        for one in records.values()
    ]
    lines.sort(key=lambda one: (one.form_id, one.facility, one.title, one.record_id))
    others = (GoingLine(kind=kind, count=kinds[kind]) for kind in sorted(kinds))
    return Going(chosen, (*lines, *others), can_seal(desk, recipient))
