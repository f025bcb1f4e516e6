"""Whose bundles are believed: enrolment requests, confirmations, revocations, enrolment files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sxsh_desktop.base.files import write_whole
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.ledger import trust
from sxsh_desktop.ledger.entries import Enrolment, Receipt, Role, body_of
from sxsh_desktop.ledger.trust import Device
from sxsh_desktop.ledger.values import Entry, canonical_bytes
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_errors import (
    DeviceUnknownError,
    EnrolmentFileError,
    EnrolmentOwnError,
    FileUnreadableError,
    RoleNotStatedError,
)
from sxsh_desktop.store import exchange as exchange_store
from sxsh_desktop.store import keys as keys_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records as records_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.keys import KnownDevice

_FILE_KIND = "sxsh enrolment"
_LARGEST_FILE = 64 * 1024
_RECEIPTS = 50


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device in the list: state is "confirmed", "asks" or "revoked"; code is read over the phone."""

    device_id: str
    key_id: str
    officer_code: str
    officer_name: str
    unit_code: str
    role: Role
    state: str
    code: str
    revoked_on: str = ""


def own_device(desk: Desk) -> Device:
    """This desk's device, as others know it."""
    profile, keys = desk.profile, desk.keys
    return Device(
        keys.signing.public,
        keys.device_id,
        profile.officer_code,
        profile.officer_name,
        profile.unit_code,
        profile.role,
        keys.recipient,
    )


def own_code(desk: Desk) -> str:
    """The short code of this device, to read over the phone."""
    return trust.short_code(desk.keys.signing.public)


def own_enrolment(desk: Desk, connection: Connection) -> Entry:
    """This device's own enrolment entry, made (again) when there is none that says what the profile says."""
    wanted = _enrolment(own_device(desk))
    own = [
        entry
        for entry in ledger_store.entries_of(connection, desk.device_id, Enrolment.kind)
        if entry.key_id == desk.keys.signing.key_id
    ]
    for entry in own:
        if body_of(entry) == wanted:
            return entry
    return desk.append_entry(connection, wanted, desk.device_id, tuple(entry.entry_id for entry in own))


def known_devices(desk: Desk, connection: Connection, more: tuple[Entry, ...] = ()) -> dict[str, Device]:
    """The devices believed here, by key id; `more`: enrolment entries that are about to come in."""
    entries = ledger_store.entries_of_kind(connection, Enrolment.kind)
    return trust.known_devices(own_device(desk), [*entries, *more])


def refresh_devices(desk: Desk, connection: Connection) -> None:
    """Compute the table of known devices (others', not this one) anew from the enrolment entries."""
    devices = known_devices(desk, connection)
    del devices[desk.keys.signing.key_id]
    keys_store.replace_all(connection, (_row(devices[key_id]) for key_id in sorted(devices)))


def refresh_receipts(connection: Connection) -> None:
    """Compute anew who holds what, from all receipts."""
    records_store.replace_acknowledged(connection, ())
    receipts = ledger_store.entries_of_kind(connection, Receipt.kind)
    for start in range(0, len(receipts), _RECEIPTS):  # one of them may name a hundred thousand items
        some = receipts[start : start + _RECEIPTS]
        records_store.add_acknowledged(connection, acknowledged_by(some))


def acknowledged_by(receipts: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Pairs (item id, device id) that these receipts tell."""
    for entry in receipts:
        body = body_of(entry)
        if isinstance(body, Receipt):
            for items in (body.revision_ids, body.entry_ids):
                for item in items:
                    yield item, entry.device_id


def devices(desk: Desk) -> tuple[DeviceLine, ...]:
    """Every device that is known, asks to be known (also by a bundle on the shelf), or was revoked."""
    with desk.read() as connection:
        known = known_devices(desk, connection)
        asking = _asking(desk, connection)
    lines = [_line(one, "revoked" if one.revoked_on else "confirmed") for one in known.values()]
    lines += [_line(one, "asks") for key_id, one in asking.items() if key_id not in known]
    return tuple(sorted(lines, key=lambda line: (line.state != "asks", line.officer_code, line.key_id)))


def confirm_device(desk: Desk, key: str, *, as_department: bool = False) -> DeviceLine:
    """Believe a device from now on, after its code was compared; `key` is its key id or device id.

    A device that asks for the department's rights needs `as_department`, on a desk of the department.
    Raises DeviceUnknownError, RoleNotStatedError.
    """
    with desk.write() as connection:
        device = _find({**known_devices(desk, connection), **_asking(desk, connection)}, key)
        return _confirm(desk, connection, device, as_department or not desk.profile.is_department)


def revoke_device(desk: Desk, key: str, reason_day: str = "") -> DeviceLine:
    """Take no more bundles of this device: laptop lost, person gone. Day as ISO date, today when "".

    What it sent before stays. Raises DeviceUnknownError.
    """
    with desk.write() as connection:
        device = _find(known_devices(desk, connection), key)
        if device.key_id == desk.keys.signing.key_id:
            raise DeviceUnknownError(device=key)
        revoked = replace(device, revoked_on=reason_day or desk.today().isoformat())
        _append(desk, connection, revoked)
        return _line(revoked, "revoked")


def export_enrolment(desk: Desk, path: Path) -> str:
    """Write this device's enrolment file for the other side; returns the code to read over the phone.

    Raises FileUnreadableError.
    """
    with desk.write() as connection:
        certificate = own_enrolment(desk, connection)
    content = canonical_bytes(
        {"kind": _FILE_KIND, "format": 1, "code": own_code(desk), "certificate": certificate.to_json()}
    )
    try:
        write_whole(path, content)
    except OSError as error:
        raise FileUnreadableError(file=path.name, what=reason_of(error)) from error
    return own_code(desk)


def import_enrolment(desk: Desk, path: Path, *, confirm: bool, as_department: bool = False) -> DeviceLine:
    """Read an enrolment file; with `confirm` the device is believed from now on, without it only shown.

    Raises FileUnreadableError, EnrolmentFileError, EnrolmentOwnError, RoleNotStatedError.
    """
    certificate, device = _read_file(path)
    if device.key_id == desk.keys.signing.key_id:
        raise EnrolmentOwnError(file=path.name)
    if not confirm:
        return _line(device, "asks")
    with desk.write() as connection:
        ledger_store.add_entries(connection, (certificate,), made_here=True)
        return _confirm(desk, connection, device, as_department or not desk.profile.is_department)


def _read_file(path: Path) -> tuple[Entry, Device]:
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise FileUnreadableError(file=path.name, what=reason_of(error)) from error
    try:
        value = json.loads(content)
        if len(content) > _LARGEST_FILE or value["kind"] != _FILE_KIND:
            raise ValueError("another kind of file")
        certificate = Entry.from_json(value["certificate"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise EnrolmentFileError(file=path.name) from error
    device = trust.requests([certificate]).get(certificate.key_id)
    if device is None:
        raise EnrolmentFileError(file=path.name)
    return certificate, device


def _confirm(desk: Desk, connection: Connection, device: Device, as_department: bool) -> DeviceLine:
    if device.role == "department" and not as_department:
        raise RoleNotStatedError(name=device.officer_name, code=trust.short_code(device.key))
    own_enrolment(desk, connection)
    confirmed = replace(device, revoked_on="")
    _append(desk, connection, confirmed)
    return _line(confirmed, "confirmed")


def _append(desk: Desk, connection: Connection, device: Device) -> None:
    """Say it in the ledger, after everything that was said about the device before."""
    earlier = ledger_store.entries_of(connection, device.device_id, Enrolment.kind)
    parents = tuple(entry.entry_id for entry in earlier)
    desk.append_entry(connection, _enrolment(device), device.device_id, parents)
    refresh_devices(desk, connection)


def _asking(desk: Desk, connection: Connection) -> dict[str, Device]:
    """Requests in the ledger, and those of bundles that lie on the shelf because of them."""
    entries = ledger_store.entries_of_kind(connection, Enrolment.kind)
    for item in exchange_store.shelved(connection):
        certificate = json.loads(item.facts).get("certificate")
        if certificate:
            entries.append(Entry.from_json(json.loads(certificate)))
    found = trust.requests(entries)
    found.pop(desk.keys.signing.key_id, None)
    return found


def _find(among: dict[str, Device], key: str) -> Device:
    for device in among.values():
        if key in (device.key_id, device.device_id):
            return device
    raise DeviceUnknownError(device=key)


def _enrolment(device: Device) -> Enrolment:
    parts = {name: value for name, value in _parts(device).items() if name != "key_id"}
    return Enrolment(**parts)  # type: ignore[arg-type]


def _parts(device: Device) -> dict[str, str]:
    return {
        "device_id": device.device_id,
        "key_id": device.key_id,
        "public_key": device.key.text,
        "age_recipient": device.age_recipient,
        "officer_code": device.officer_code,
        "officer_name": device.officer_name,
        "unit_code": device.unit_code,
        "role": device.role,
        "revoked_on": device.revoked_on,
    }


def _row(device: Device) -> KnownDevice:
    return KnownDevice(**_parts(device))


def _line(device: Device, state: str) -> DeviceLine:
    return DeviceLine(
        device.device_id,
        device.key_id,
        device.officer_code,
        device.officer_name,
        device.unit_code,
        device.role,
        state,
        trust.short_code(device.key),
        device.revoked_on,
    )
