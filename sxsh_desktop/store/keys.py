"""The devices whose keys are known: computed from enrolment entries, kept here for quick reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from sxsh_desktop.store.plain import from_row, to_row
from sxsh_desktop.store.schema_derived import known_devices


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """One device. `public_key` in base64; `role` officer or department; `revoked_on` "" while it is believed."""

    device_id: str
    key_id: str
    public_key: str
    age_recipient: str
    officer_code: str
    officer_name: str
    unit_code: str
    role: str
    enrolled_at: str = ""
    revoked_on: str = ""


def replace_all(connection: Connection, devices: Iterable[KnownDevice]) -> None:
    """The known devices are these."""
    connection.execute(delete(known_devices))
    rows = [to_row(device) for device in devices]
    if rows:
        connection.execute(insert(known_devices), rows)


def all_devices(connection: Connection) -> list[KnownDevice]:
    """Every known device, by officer code and device."""
    columns = known_devices.c
    chosen = select(known_devices).order_by(columns.officer_code, columns.device_id, columns.key_id)
    return [from_row(KnownDevice, row) for row in connection.execute(chosen)]


def by_key(connection: Connection, key_id: str) -> KnownDevice | None:
    """The device that signs with this key, or None."""
    row = connection.execute(select(known_devices).where(known_devices.c.key_id == key_id)).first()
    return from_row(KnownDevice, row) if row else None
