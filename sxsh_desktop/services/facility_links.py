"""Two cards are one facility, or are not after all: signed entries, each of which can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _
from sxsh_desktop.ledger.entries import FacilityLink, body_of
from sxsh_desktop.ledger.values import Entry
from sxsh_desktop.services import projection
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records, register
from sxsh_desktop.store.connection import Connection

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk


class JoinRefusedError(UserError):
    """One of the two is not in the register, or they are one card."""

    code = "REGISTER-02"
    said = _("These two facilities cannot be joined: choose two different facilities of the register.")
    todo = _("Nothing was changed. Open the list of facilities and choose both again.")


class NotJoinedError(UserError):
    """There is nothing to take back."""

    code = "REGISTER-03"
    said = _("These two facilities are not joined.")
    todo = _("Nothing was changed.")


def join(desk: Desk, a: str, b: str, reason: str) -> Entry:
    """Say that two cards are one facility; both cards and all their records stay. Raises JoinRefusedError."""
    with desk.write() as connection:
        if a == b or len(register.get_many(connection, (a, b))) != 2:
            raise JoinRefusedError
        return _say(connection, desk, FacilityLink(min(a, b), max(a, b), True, reason))


def part(desk: Desk, a: str, b: str, reason: str) -> Entry:
    """Take a join back; the records go back to the cards that they were made for. Raises NotJoinedError."""
    low, high = sorted((a, b))
    with desk.write() as connection:
        if not any(body.joined for _entry, body in _open_links(connection, low, high)):
            raise NotJoinedError
        return _say(connection, desk, FacilityLink(low, high, False, reason))


def joins(desk: Desk) -> tuple[FacilityLink, ...]:
    """The joins in force, pair by pair: each can be taken back with `part`."""
    with desk.read() as connection:
        entries = ledger_store.entries_of_kind(connection, FacilityLink.kind)
    pairs = sorted(
        {(min(b.a, b.b), max(b.a, b.b)) for e in entries if isinstance(b := body_of(e), FacilityLink)}
    )
    found = []
    for low, high in pairs:
        open_ones = [body for _entry, body in _open_of(entries, low, high)]
        if open_ones and all(body.joined for body in open_ones):
            found.append(open_ones[0])
    return tuple(found)


def _say(connection: Connection, desk: Desk, body: FacilityLink) -> Entry:
    """The new entry names what was said about this pair before: it settles it."""
    before = tuple(entry.entry_id for entry, _body in _open_links(connection, body.a, body.b))
    entry = desk.append_entry(connection, body, body.a, before)
    cards = sorted({one for card in (body.a, body.b) for one in _group(connection, card)})
    about = [record.record_id for card in cards for record in records.of_facility(connection, card)]
    projection.project_records(connection, desk, dict.fromkeys([*cards, *about]))
    return entry


def _group(connection: Connection, facility_id: str) -> list[str]:
    """All cards that are one facility with this one: parting two may part others that hang on them."""
    facility = register.get(connection, facility_id)
    root = (facility.joined_to if facility else "") or facility_id
    return [root, *(one.facility_id for one in register.joined_to(connection, root))]


def _open_links(connection: Connection, low: str, high: str) -> list[tuple[Entry, FacilityLink]]:
    entries = [
        *ledger_store.entries_of(connection, low, FacilityLink.kind),
        *ledger_store.entries_of(connection, high, FacilityLink.kind),
    ]
    return _open_of(entries, low, high)


def _open_of(entries: list[Entry], low: str, high: str) -> list[tuple[Entry, FacilityLink]]:
    """What was said about a pair and no later entry names."""
    said = [
        (entry, body)
        for entry in sorted(entries, key=lambda one: one.entry_id)
        if isinstance(body := body_of(entry), FacilityLink) and {body.a, body.b} == {low, high}
    ]
    settled = {parent for entry, _body in said for parent in entry.parents}
    return [(entry, body) for entry, body in said if entry.entry_id not in settled]
