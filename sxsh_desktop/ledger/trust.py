"""Whose signature is believed: devices known through enrolment entries, seen from one's own key.

One's own key is believed; so is every key named by an enrolment entry that was signed by one's own key or by
a believed key of the department. A device's own enrolment is only a request. A revoked device is still known
(its earlier records stay what they are), but bundles that it signs are not taken any more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sxsh_desktop.ledger.entries import Enrolment, Role, body_of
from sxsh_desktop.ledger.keys import PublicKey, verify
from sxsh_desktop.ledger.values import Entry

# What only the department may say; everybody may write receipts, links, voids and enrolment requests.
DEPARTMENT_KINDS = frozenset({"review", "assignment", "publication", "reference_table"})


@dataclass(frozen=True, slots=True)
class Device:
    """A device whose signature is believed, or was until `revoked_on` (ISO date, "" while it is)."""

    key: PublicKey
    device_id: str
    officer_code: str
    officer_name: str
    unit_code: str
    role: Role
    age_recipient: str
    revoked_on: str = ""

    @property
    def key_id(self) -> str:
        """First 16 hex digits of the SHA-256 of the key."""
        return self.key.key_id


def device_of(body: Enrolment) -> Device:
    """The device that an enrolment names; raises ValueError when its public key is none."""
    return Device(
        PublicKey.from_text(body.public_key),
        body.device_id,
        body.officer_code,
        body.officer_name,
        body.unit_code,
        body.role,
        body.age_recipient,
        body.revoked_on,
    )


def known_devices(own: Device, entries: Iterable[Entry]) -> dict[str, Device]:
    """The devices believed by the holder of `own`, by key id; the order of `entries` makes no difference."""
    enrolments = _readable(entries)
    authors = {own.key_id: own}
    while True:
        devices = _named_by(authors, enrolments)
        devices[own.key_id] = own
        departments = {key_id: one for key_id, one in devices.items() if one.role == "department"}
        if departments.keys() <= authors.keys():
            return devices
        authors = {**departments, **authors}


def requests(entries: Iterable[Entry]) -> dict[str, Device]:
    """The devices that ask to be known: enrolments that carry their own key's valid signature."""
    found: dict[str, Device] = {}
    for entry, device in _readable(entries):
        if entry.key_id == device.key_id and verify(entry, device.key):
            found[device.key_id] = device
    return found


def may_say(entry: Entry, author: Device) -> bool:
    """Whether an author of that role is entitled to an entry of this kind."""
    return entry.kind not in DEPARTMENT_KINDS or author.role == "department"


def short_code(key: PublicKey) -> str:
    """Sixteen digits to read over the phone, "1234 5678 9012 3456", from the SHA-256 of the key."""
    digits = f"{int(key.key_id, 16) % 10**16:016d}"
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


def _readable(entries: Iterable[Entry]) -> list[tuple[Entry, Device]]:
    found = []
    for entry in sorted(entries, key=lambda one: one.entry_id):
        body = body_of(entry) if entry.kind == Enrolment.kind else None
        if isinstance(body, Enrolment):
            with contextlib.suppress(ValueError):
                found.append((entry, device_of(body)))
    return found


def _named_by(authors: Mapping[str, Device], enrolments: Iterable[tuple[Entry, Device]]) -> dict[str, Device]:
    """What these authors say about other devices."""
    said: dict[str, list[tuple[Entry, Device]]] = {}
    for entry, device in enrolments:
        author = authors.get(entry.key_id)
        if author and author.key_id != device.key_id and verify(entry, author.key):
            said.setdefault(device.key_id, []).append((entry, device))
    return {key_id: _last_word(statements) for key_id, statements in said.items()}


def _last_word(statements: list[tuple[Entry, Device]]) -> Device:
    """The statement that no later one names; of several that did not know of each other, a revocation."""
    settled = {parent for entry, _device in statements for parent in entry.parents}
    latest = [device for entry, device in statements if entry.entry_id not in settled] or [statements[0][1]]
    return next((device for device in latest if device.revoked_on), latest[0])
