"""Two cards are one facility, or are not after all: signed entries, each of which can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _
from sxsh_desktop.ledger.entries import FacilityLink
from sxsh_desktop.ledger.values import Entry
from sxsh_desktop.services import facility_apart, projection
from sxsh_desktop.services.facility_apart import Said, pair_of
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records, register
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.register import FacilityNow

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


class NotApartError(UserError):
    """Nobody said that they are two."""

    code = "REGISTER-04"
    said = _("Nobody has said that these two are different facilities.")
    todo = _("Nothing was changed.")


class NoPairError(UserError):
    """One of the two is not in the register, or they are one card."""

    code = "REGISTER-05"
    said = _("These are not two facilities of the register.")
    todo = _("Nothing was changed. Open the list of facilities and choose both again.")


@dataclass(frozen=True, slots=True)
class Apart:
    """Two cards that were said to be two facilities. `officer`, `day` (ISO date): who said so last, and when."""

    a: FacilityNow
    b: FacilityNow
    reason: str
    officer: str
    day: str


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


def tell_apart(desk: Desk, a: str, others: Iterable[str], reason: str = "") -> tuple[Entry, ...]:
    """Say that `a` is none of the `others`, however alike they are: those pairs are not offered again.

    Pairs of which this is said already, and cards that are not in the register, are passed over; a join of such
    a pair is taken back. `ask_again` takes it back. Raises NoPairError when no pair is left.
    """
    said: list[Entry] = []
    with desk.write() as connection:
        pairs = sorted({pair_of(a, b) for b in others if b != a})
        known = register.get_many(connection, sorted({one for pair in pairs for one in pair}))
        pairs = [pair for pair in pairs if set(pair) <= known.keys()]
        if not pairs:
            raise NoPairError
        for low, high in pairs:
            if not _all_apart(_open_links(connection, low, high)):
                said.append(_say(connection, desk, FacilityLink(low, high, False, reason)))
    return tuple(said)


def ask_again(desk: Desk, a: str, b: str, reason: str = "") -> Entry:
    """Take back that they are two facilities: the pair is a question again. Raises NotApartError."""
    low, high = pair_of(a, b)
    with desk.write() as connection:
        if not _all_apart(_open_links(connection, low, high)):
            raise NotApartError
        return _say(connection, desk, FacilityLink(low, high, False, reason, open=True))


def apart(desk: Desk) -> tuple[Apart, ...]:
    """The pairs that were said to be two facilities, the last said first: each can be asked again."""
    with desk.read() as connection:
        told = facility_apart.told_apart(connection)
        by_id = register.get_many(connection, sorted({one for pair in told for one in pair}))
    found = []
    for (a, b), said in told.items():
        entry, body = max(said, key=lambda one: one[0].made_at)
        if a in by_id and b in by_id:
            found.append(Apart(by_id[a], by_id[b], body.reason, entry.officer_id, entry.made_at[:10]))
    return tuple(sorted(found, key=lambda one: one.day, reverse=True))


def _all_apart(said: list[Said]) -> bool:
    return bool(said) and not any(body.joined or body.open for _entry, body in said)


def joins(desk: Desk) -> tuple[FacilityLink, ...]:
    """The joins in force, pair by pair: each can be taken back with `part`."""
    with desk.read() as connection:
        said = facility_apart.said_of(ledger_store.entries_of_kind(connection, FacilityLink.kind))
    return tuple(
        found[0][1]
        for _pair, found in sorted(said.items())
        if found and all(body.joined for _entry, body in found)
    )


def _say(connection: Connection, desk: Desk, body: FacilityLink) -> Entry:
    """The new entry names what was said about this pair before: it settles it."""
    before = _open_links(connection, body.a, body.b)
    entry = desk.append_entry(connection, body, body.a, tuple(one.entry_id for one, _body in before))
    if not body.joined and not any(one.joined for _entry, one in before):
        return entry  # nothing was joined and nothing is: every record stays where it is
    cards = sorted({one for card in (body.a, body.b) for one in _group(connection, card)})
    about = [record.record_id for card in cards for record in records.of_facility(connection, card)]
    projection.project_records(connection, desk, dict.fromkeys([*cards, *about]))
    return entry


def _group(connection: Connection, facility_id: str) -> list[str]:
    """All cards that are one facility with this one: parting two may part others that hang on them."""
    facility = register.get(connection, facility_id)
    root = (facility.joined_to if facility else "") or facility_id
    return [root, *(one.facility_id for one in register.joined_to(connection, root))]


def _open_links(connection: Connection, low: str, high: str) -> list[Said]:
    entries = [
        *ledger_store.entries_of(connection, low, FacilityLink.kind),
        *ledger_store.entries_of(connection, high, FacilityLink.kind),
    ]
    return facility_apart.open_of(entries, (low, high))
