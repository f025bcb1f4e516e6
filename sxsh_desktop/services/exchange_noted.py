"""The acts of exchange as the log sees them: each does its work, then one line says what happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.services import (
    exchange_devices,
    exchange_history,
    exchange_log,
    exchange_receive,
    exchange_send,
)
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_devices import DeviceLine
from sxsh_desktop.services.exchange_errors import NothingToSendError
from sxsh_desktop.services.exchange_fates import Plan
from sxsh_desktop.services.exchange_send import Sent


def import_bundle(desk: Desk, path: Path, *, shelve: bool = True, progress: Progress | None = None) -> Plan:
    """As `exchange_receive.import_bundle`; what was taken or refused is in the log."""
    try:
        plan = exchange_receive.import_bundle(desk, path, shelve=shelve, progress=progress)
    except UserError as error:
        exchange_log.note_failure(desk, "refused", error)
        raise
    sender = f"{plan.sender.officer_name} ({plan.sender.officer_code})"
    exchange_log.note(
        desk,
        "imported",
        file=plan.file,
        sender=sender,
        new=plan.revisions_new,
        known=plan.revisions_known,
        bundle=plan.bundle_id,
    )
    return plan


def export_bundle(
    desk: Desk,
    target_folder: Path,
    recipient: str = "",
    *,
    sealed: bool = True,
    register: bool = False,
    deliver: Callable[[Path], None] | None = None,
    place: str = "",
    progress: Progress | None = None,
) -> Sent:
    """As `exchange_send.export_bundle`; place: what the log calls the way that the bundle went."""
    try:
        sent = exchange_send.export_bundle(
            desk,
            target_folder,
            recipient,
            sealed=sealed,
            register=register,
            deliver=deliver,
            progress=progress,
        )
    except NothingToSendError:
        raise
    except UserError as error:
        exchange_log.note_failure(desk, "failed", error)
        raise
    exchange_log.note(
        desk,
        "sent" if deliver else "made",
        recipient=sent.recipient,
        file=sent.file.name,
        records=sent.counts.revisions,
        entries=sent.counts.entries,
        place=place or str(target_folder),
    )
    if not sent.sealed:
        why = "not_sealed" if sealed else "left_open"
        exchange_log.note(desk, why, recipient=sent.recipient, file=sent.file.name)
    return sent


def undo_import(desk: Desk, import_id: str, *, progress: Progress | None = None) -> int:
    """As `exchange_history.undo_import`."""
    count = exchange_history.undo_import(desk, import_id, progress=progress)
    _note_import(desk, "undone", import_id, count)
    return count


def redo_import(desk: Desk, import_id: str, *, progress: Progress | None = None) -> int:
    """As `exchange_history.redo_import`."""
    count = exchange_history.redo_import(desk, import_id, progress=progress)
    _note_import(desk, "redone", import_id, count)
    return count


def confirm_device(desk: Desk, key: str, *, as_department: bool = False) -> DeviceLine:
    """As `exchange_devices.confirm_device`."""
    line = exchange_devices.confirm_device(desk, key, as_department=as_department)
    exchange_log.note(desk, "trusted", name=line.officer_name, code=line.code)
    return line


def import_enrolment(desk: Desk, path: Path, *, confirm: bool, as_department: bool = False) -> DeviceLine:
    """As `exchange_devices.import_enrolment`."""
    line = exchange_devices.import_enrolment(desk, path, confirm=confirm, as_department=as_department)
    if confirm:
        exchange_log.note(desk, "trusted", name=line.officer_name, code=line.code)
    return line


def revoke_device(desk: Desk, key: str, reason_day: str = "") -> DeviceLine:
    """As `exchange_devices.revoke_device`."""
    line = exchange_devices.revoke_device(desk, key, reason_day)
    exchange_log.note(desk, "revoked", name=line.officer_name, code=line.code, day=line.revoked_on)
    return line


def _note_import(desk: Desk, kind: str, import_id: str, count: int) -> None:
    for one in exchange_history.imports(desk):
        if one.import_id == import_id:
            exchange_log.note(desk, kind, file=one.file_name, sender=one.sender, count=count)
