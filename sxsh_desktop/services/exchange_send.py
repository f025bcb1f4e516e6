"""Making a bundle: everything that the other side has not acknowledged, signed, and sealed to it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sxsh_desktop.base.files import free_bytes
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import safe_file_name
from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle.errors import CarrierFullError, CarrierGoneError
from sxsh_desktop.bundle.values import BundleContent, BundleInfo, Counts, FormFile, Knows, Party
from sxsh_desktop.bundle.write import write_bundle
from sxsh_desktop.ledger.entries import Assignment, Enrolment, Publication, Receipt, ReferenceTable, body_of
from sxsh_desktop.ledger.trust import Device
from sxsh_desktop.services import reference_exchange
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_devices import known_devices, own_enrolment
from sxsh_desktop.services.exchange_errors import (
    DeviceUnknownError,
    NothingToSendError,
    RecipientNeededError,
)
from sxsh_desktop.services.exchange_scope import records_for
from sxsh_desktop.store import attachments as attachment_store
from sxsh_desktop.store import exchange as exchange_store
from sxsh_desktop.store import exchange_select as select_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.connection import Connection

_FOR_EVERYBODY = (Enrolment.kind, Publication.kind, ReferenceTable.kind)
_SPARE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle that was made: where it is, for whom, what is in it."""

    file: Path
    bundle_id: str
    recipient: str
    sealed: bool
    size: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class ToSend:
    """What the next bundle for somebody would hold: ids, parents first; `knows`: what they have already."""

    recipient: str
    revision_ids: tuple[str, ...]
    entry_ids: tuple[str, ...]
    attachment_names: tuple[str, ...]
    knows: Knows

    @property
    def is_empty(self) -> bool:
        """Nothing but receipts of receipts would go."""
        return not self.revision_ids and not self.entry_ids


def what_to_send(desk: Desk, recipient: str = "", *, register: bool = False) -> ToSend:
    """What the next bundle would hold; the same choice as `export_bundle` makes.

    recipient: key or device id of a confirmed device; "" is the department, on an officer's desk.
    register: also the cards of the facilities in the officer's places, of officers and events (for a new
    laptop). Raises DeviceUnknownError, RecipientNeededError.
    """
    with desk.read() as connection:
        return _chosen(desk, connection, _receivers(desk, connection, recipient), register)


def export_bundle(
    desk: Desk,
    target_folder: Path,
    recipient: str = "",
    *,
    sealed: bool = True,
    register: bool = False,
    deliver: Callable[[Path], None] | None = None,
    progress: Progress | None = None,
) -> Sent:
    """Write everything not yet acknowledged by the recipient as one new file in `target_folder`.

    deliver: carries the finished file on (to a server); only when it returns is the bundle noted as sent.
    recipient, register: as for `what_to_send`. sealed: to the recipient and to this device, as far as the
    recipient's key is known; otherwise, or when False, the file is signed but readable by everybody.
    Raises NothingToSendError, DeviceUnknownError, RecipientNeededError, CarrierFullError,
    CarrierReadOnlyError, CarrierGoneError, AttachmentChangedError.
    """
    progress = progress or silent()
    with desk.write() as connection:
        certificate = own_enrolment(desk, connection)
    with desk.read() as connection:
        receivers = _receivers(desk, connection, recipient)
        chosen = _chosen(desk, connection, receivers, register)
        if chosen.is_empty:
            raise NothingToSendError(recipient=chosen.recipient)
        bundle_id, made_at = str(uuid.uuid4()), desk.now()
        content = _content(desk, connection, bundle_id, made_at, receivers, chosen)
        target = target_folder / _file_name(desk, bundle_id)
        _check_room(desk, target_folder, chosen)
        seal_to = _recipients(desk, receivers) if sealed else ()
        signing = desk.keys.signing
        info = write_bundle(target, content, signing, certificate, seal_to, desk.folder, progress)
    if deliver is not None:
        deliver(target)
    with desk.write() as connection:
        out = _bundle_out(info, receivers, chosen, made_at)
        exchange_store.record_export(connection, out, (*chosen.revision_ids, *chosen.entry_ids))
    return Sent(target, bundle_id, chosen.recipient, info.sealed, info.size, info.manifest.counts)


def can_seal(desk: Desk, recipient: str = "") -> bool:
    """Whether a key is known that a bundle for somebody can be sealed to. Raises as `what_to_send`."""
    with desk.read() as connection:
        return bool(_recipients(desk, _receivers(desk, connection, recipient)))


def _receivers(desk: Desk, connection: Connection, recipient: str) -> tuple[Device, ...]:
    """The devices that the bundle is for; none when an officer does not know the department's yet."""
    known = {key_id: one for key_id, one in known_devices(desk, connection).items() if not one.revoked_on}
    known.pop(desk.keys.signing.key_id, None)
    if recipient:
        for one in known.values():
            if recipient in (one.key_id, one.device_id):
                return (one,)
        raise DeviceUnknownError(device=recipient)
    if desk.profile.is_department:
        raise RecipientNeededError
    departments = sorted((one for one in known.values() if one.role == "department"), key=lambda d: d.key_id)
    return tuple(departments)


def _chosen(desk: Desk, connection: Connection, receivers: Sequence[Device], register: bool) -> ToSend:
    devices = [one.device_id for one in receivers]
    theirs = select_store.items_from(connection, devices) | select_store.made_by(connection, devices)
    theirs -= select_store.made_by(connection, [desk.device_id])  # receipts of their bundles are ours
    revision_ids, entry_ids = _unacknowledged(connection, devices)
    everything = len(revision_ids) + len(entry_ids)
    revision_ids = [one for one in revision_ids if one not in theirs]
    entry_ids = [one for one in entry_ids if one not in theirs]
    if desk.profile.is_department:
        records = records_for(desk, connection, receivers[0], register=register)
        wanted = select_store.revisions_of_records(connection, records)
        revision_ids = [one for one in revision_ids if one in wanted]
        entry_ids = _entries_for(connection, receivers[0], records | wanted, entry_ids)
    entry_ids = _without_idle_receipts(connection, revision_ids, entry_ids)
    total = sum(ledger_store.counts(connection))
    return ToSend(
        _called(receivers),
        tuple(revision_ids),
        tuple(entry_ids),
        _files(connection, revision_ids, entry_ids),
        Knows(max(total - everything, 0), _ids_hash([*revision_ids, *entry_ids])),
    )


def _files(connection: Connection, revision_ids: list[str], entry_ids: list[str]) -> tuple[str, ...]:
    """The photos of the revisions and the tables of the entries, each once."""
    photos = select_store.attachment_names(connection, revision_ids)
    return tuple(dict.fromkeys((*photos, *reference_exchange.attachment_names(connection, entry_ids))))


def _unacknowledged(connection: Connection, devices: Sequence[str]) -> tuple[list[str], list[str]]:
    """What no device among these holds by its own receipt; everything when there is none."""
    asked = devices or [""]
    revision_lists = [ledger_store.unacknowledged_revisions(connection, one) for one in asked]
    entry_lists = [ledger_store.unacknowledged_entries(connection, one) for one in asked]
    revisions = set(revision_lists[0]).intersection(*revision_lists[1:])
    entries = set(entry_lists[0]).intersection(*entry_lists[1:])
    return [one for one in revision_lists[0] if one in revisions], [
        one for one in entry_lists[0] if one in entries
    ]


def _entries_for(
    connection: Connection, receiver: Device, subjects: set[str], entry_ids: Iterable[str]
) -> list[str]:
    """Of these entries those that concern the officer: about their records, their bundles, or everybody."""
    bundles = select_store.bundles_from(connection, [receiver.device_id])
    found = []
    for entry in ledger_store.iterate_entries(connection, tuple(entry_ids)):
        about = entry.subject in subjects or entry.subject in bundles
        given = entry.kind == Assignment.kind and entry.subject == receiver.officer_code
        if about or given or entry.kind in _FOR_EVERYBODY:
            found.append(entry.entry_id)
    return sorted(found)


def _without_idle_receipts(
    connection: Connection, revision_ids: Sequence[str], entry_ids: list[str]
) -> list[str]:
    """Receipts go along with anything else, and alone only when they confirm more than receipts."""
    if revision_ids:
        return entry_ids
    for entry in ledger_store.iterate_entries(connection, entry_ids):
        body = body_of(entry)
        if not isinstance(body, Receipt) or body.revision_ids:
            return entry_ids
    return []


def _content(
    desk: Desk,
    connection: Connection,
    bundle_id: str,
    made_at: str,
    receivers: Sequence[Device],
    chosen: ToSend,
) -> BundleContent:
    folder = desk.store.attachments
    return BundleContent(
        bundle_id=bundle_id,
        sender=_sender(desk),
        recipient=_party(receivers[0]) if len(receivers) == 1 else Party(role=_role_of(receivers)),
        made_at=made_at,
        revisions=ledger_store.revision_lines(connection, chosen.revision_ids),
        entries=ledger_store.iterate_entries(connection, chosen.entry_ids),
        forms=_forms(desk, connection, chosen),
        attachments=((name, attachment_store.path_of(folder, name)) for name in chosen.attachment_names),
        knows=chosen.knows,
    )


def _forms(desk: Desk, connection: Connection, chosen: ToSend) -> Iterator[FormFile]:
    """The definitions that these revisions were made with or that are published, as far as they are here."""
    wanted = set(select_store.definitions_of(connection, chosen.revision_ids))
    for entry in ledger_store.iterate_entries(connection, chosen.entry_ids):
        body = body_of(entry) if entry.kind == Publication.kind else None
        if isinstance(body, Publication):
            wanted.add((body.form_id, body.version, body.definition_hash))
    for form_id, version, definition_hash in sorted(wanted):
        main = desk.forms.main_file(definition_hash)
        for name, content in desk.forms.files(definition_hash).items():
            yield FormFile(form_id, version, definition_hash, name, content, name == main)


def _sender(desk: Desk) -> Party:
    profile = desk.profile
    return Party(
        profile.officer_code,
        profile.officer_name,
        desk.device_id,
        profile.unit_code,
        profile.role,
        desk.keys.signing.key_id,
    )


def _party(device: Device) -> Party:
    return Party(
        device.officer_code,
        device.officer_name,
        device.device_id,
        device.unit_code,
        device.role,
        device.key_id,
    )


def _role_of(receivers: Sequence[Device]) -> str:
    return receivers[0].role if receivers else "department"


def _called(receivers: Sequence[Device]) -> str:
    """How messages and lists name the receiver."""
    if len(receivers) == 1:
        return f"{receivers[0].officer_name} ({receivers[0].officer_code})"
    return words(_("the department"))


def _recipients(desk: Desk, receivers: Sequence[Device]) -> tuple[str, ...]:
    theirs = tuple(one.age_recipient for one in receivers if one.age_recipient)
    return (*theirs, desk.keys.recipient) if theirs else ()


def _ids_hash(ids: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(ids)).encode("utf-8")).hexdigest()


def _file_name(desk: Desk, bundle_id: str) -> str:
    """`<unit>-<officer>-<yyyymmdd>-<bundle id, 8>.sxsh`."""
    unit = desk.profile.unit_short or desk.profile.unit_code
    parts = (unit, desk.profile.officer_code, desk.today().strftime("%Y%m%d"), bundle_id[:8])
    return "-".join(safe_file_name(part) for part in parts) + ".sxsh"


def _check_room(desk: Desk, folder: Path, chosen: ToSend) -> None:
    """Ask first: a stick that is too small is told before an hour of writing."""
    try:
        files = [attachment_store.path_of(desk.store.attachments, name) for name in chosen.attachment_names]
        needed = _SPARE_BYTES + sum(file.stat().st_size for file in files if file.exists())
        if free_bytes(folder) < needed:
            raise CarrierFullError(folder=str(folder))
    except OSError as error:
        raise CarrierGoneError(folder=str(folder), what=reason_of(error)) from error


def _bundle_out(
    info: BundleInfo, receivers: Sequence[Device], chosen: ToSend, made_at: str
) -> exchange_store.BundleOut:
    return exchange_store.BundleOut(
        bundle_id=info.manifest.bundle_id,
        file_name=info.file.name,
        sha256=info.sha256,
        recipient=chosen.recipient,
        recipient_device=receivers[0].device_id if len(receivers) == 1 else "",
        made_at=made_at,
        counts=json.dumps(asdict(info.manifest.counts)),
    )
