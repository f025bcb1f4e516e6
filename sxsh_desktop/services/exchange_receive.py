"""Taking a bundle in: verified whole before the first write, then all of it or nothing, in one transaction."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import sha256_of
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle.errors import (
    BundleEmptyError,
    BundleNoRoomError,
    BundleUnreadableError,
    NotABundleError,
)
from sxsh_desktop.bundle.read import OpenBundle, open_bundle
from sxsh_desktop.ledger.entries import (
    Enrolment,
    FacilityLink,
    Publication,
    Receipt,
    ReferenceTable,
    Review,
    Void,
    body_of,
    body_text,
)
from sxsh_desktop.ledger.keys import sign_entry
from sxsh_desktop.ledger.trust import Device
from sxsh_desktop.ledger.values import Entry, UnsignedEntry
from sxsh_desktop.services import exchange_shelf, reference_exchange
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_content import (
    check_forms,
    keep_attachments,
    keep_forms,
    publish_forms,
)
from sxsh_desktop.services.exchange_devices import acknowledged_by, refresh_devices
from sxsh_desktop.services.exchange_fates import Plan
from sxsh_desktop.services.exchange_plan import (
    Found,
    Taking,
    check_signer,
    compare,
    is_in_force,
    make_plan,
    plan_of,
)
from sxsh_desktop.services.exchange_received import refresh_received
from sxsh_desktop.services.projection import project_records
from sxsh_desktop.services.projection_state import restate_records
from sxsh_desktop.store import exchange as exchange_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records as records_store
from sxsh_desktop.store import register as register_store
from sxsh_desktop.store.connection import Connection

# A receipt's id follows from the bundle and the receiver: importing in any order gives the same ledger.
_RECEIPTS = uuid.UUID("6a0f2c0e-5d0b-5f43-9a43-1f3a6a3b8f57")
# What is no bundle at all stays where it is; it is the person's own file.
_NOT_SHELVED = (NotABundleError, BundleEmptyError, BundleUnreadableError, BundleNoRoomError)


def preview_bundle(desk: Desk, path: Path, *, progress: Progress | None = None) -> Plan:
    """What importing this file would do; nothing is changed. Raises what `import_bundle` raises."""
    progress = progress or silent()
    with _opened(desk, path, progress) as (bundle, known), desk.read() as connection:
        plan, found = make_plan(connection, bundle, known, progress)
        check_forms(desk, bundle)
        reference_exchange.check(connection, bundle, found.new_entries)
        return plan


def is_shelved(error: BaseException) -> bool:
    """Whether a refused file is worth keeping; what is no bundle at all is not."""
    return not isinstance(error, _NOT_SHELVED)


def import_bundle(desk: Desk, path: Path, *, shelve: bool = True, progress: Progress | None = None) -> Plan:
    """Take in everything that is new in this file, or nothing; a second time it changes nothing.

    Returns what was done (`already` when nothing was left to do). A refused file is kept on the shelf whole
    when `shelve`. Raises the bundle's errors (BUNDLE-nn), FormErrors of definitions that it brings, and the
    store's (disk full, busy, ...); the store is then as it was before.
    """
    progress = progress or silent()
    try:
        with _opened(desk, path, progress) as (bundle, known):
            return _import(desk, path, bundle, known, progress)
    except UserError as error:
        if shelve and error.code.startswith(("BUNDLE-", "FORM-", "REFERENCE-")) and is_shelved(error):
            error.facts["shelf_id"] = exchange_shelf.put_file(desk, path, error)
        raise


@contextlib.contextmanager
def _opened(desk: Desk, path: Path, progress: Progress) -> Iterator[tuple[OpenBundle, dict[str, Device]]]:
    """The bundle, its bytes and its signer checked; its lines are checked by the plan."""
    with open_bundle(path, [desk.keys.sealing], desk.folder, progress=progress, lines=False) as bundle:
        with desk.read() as connection:
            known = check_signer(desk, connection, bundle)
        yield bundle, known


def _import(desk: Desk, path: Path, bundle: OpenBundle, known: dict[str, Device], progress: Progress) -> Plan:
    with desk.read() as connection:
        found = compare(connection, bundle, known, progress)
        if is_in_force(connection, bundle, found):
            return plan_of(connection, bundle, found)
    del found  # the second reading, within the transaction, finds it again
    attachments = keep_attachments(desk, bundle, progress)
    keep_forms(desk, bundle)
    sha256 = _sha256_of(path)
    with desk.write() as connection:
        progress.step(0, 1, words(_("Taking in records")))
        taking = Taking(connection)
        plan, found = make_plan(connection, bundle, None, progress, taking)
        if plan.already:  # another window was quicker
            return plan
        import_id = str(uuid.uuid4())
        attachments.note(connection)
        for clash in taking.clashes:
            exchange_shelf.put_clash(desk, connection, bundle.file, clash)
        _add_receipt(desk, connection, bundle, found)
        row = _bundle_in(desk, bundle, plan, import_id, sha256)
        taken = [one for one in (*found.revisions, *found.entries) if one not in found.clashes]
        exchange_store.record_import(connection, row, taken)
        _project(desk, connection, found, progress)
    desk.forms.refresh()
    return replace(plan, import_id=import_id)


def _add_receipt(desk: Desk, connection: Connection, bundle: OpenBundle, found: Found) -> None:
    receipt = _receipt(desk, bundle, found)
    if receipt is not None and ledger_store.entry(connection, receipt.entry_id) is None:
        ledger_store.add_entries(connection, (receipt,))
        found.entries[receipt.entry_id] = receipt.content_hash
        found.new_entries.add(receipt.entry_id)


def _receipt(desk: Desk, bundle: OpenBundle, found: Found) -> Entry | None:
    """The receipt for this bundle; None when there is nothing in it but receipts.

    It is the same entry whatever was here before and whenever it is written: time and number are the
    bundle's, not the clock's, so that importing in another order gives the same ledger (law 1).
    """
    if not found.revisions and found.entry_kinds.keys() <= {Receipt.kind}:
        return None
    manifest = bundle.manifest
    body = Receipt(
        tuple(sorted(found.revisions.keys() - found.clashes)),
        tuple(sorted(found.entries.keys() - found.clashes)),
        manifest.bundle_id,
    )
    unsigned = UnsignedEntry(
        entry_id=str(uuid.uuid5(_RECEIPTS, f"{manifest.bundle_id} {desk.device_id}")),
        kind=Receipt.kind,
        subject=manifest.bundle_id,
        parents=(),
        body=body_text(body),
        officer_id=desk.profile.officer_code,
        device_id=desk.device_id,
        made_at=manifest.made_at,
        sequence=0,
    )
    return sign_entry(unsigned, desk.keys.signing)


def _bundle_in(
    desk: Desk, bundle: OpenBundle, plan: Plan, import_id: str, sha256: str
) -> exchange_store.BundleIn:
    """The import as the history shows it."""
    return exchange_store.BundleIn(
        import_id=import_id,
        bundle_id=plan.bundle_id,
        file_name=plan.file,
        sha256=sha256,
        sender=f"{plan.sender.officer_name} ({plan.sender.officer_code})",
        sender_device=bundle.signer.device.device_id,
        made_at=plan.made_at,
        imported_at=desk.now(),
        counts=json.dumps({**asdict(plan.inside), **plan.records, "entries_new": plan.entries_new}),
    )


def _sha256_of(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise BundleUnreadableError(file=path.name, what=reason_of(error)) from error


def _project(desk: Desk, connection: Connection, found: Found, progress: Progress) -> None:
    """Compute anew what the new items touch. Of what was found only the ids are kept meanwhile."""
    revision_ids = sorted(found.new_revisions)
    entries = list(ledger_store.iterate_entries(connection, sorted(found.new_entries)))
    found.forget()
    refresh_after(desk, connection, revision_ids, entries, progress)


def refresh_after(
    desk: Desk,
    connection: Connection,
    revision_ids: list[str],
    entries: list[Entry],
    progress: Progress,
    *,
    receipts_gone: bool = False,
) -> None:
    """Bring the derived tables up to date after these came in, or were hidden or shown again."""
    kinds = {entry.kind for entry in entries}
    if Enrolment.kind in kinds:
        refresh_devices(desk, connection)
    if kinds & {Publication.kind, ReferenceTable.kind}:
        here = {
            one.entry_id for one in ledger_store.iterate_entries(connection, [e.entry_id for e in entries])
        }
        gone = [entry for entry in entries if entry.entry_id not in here]
        publish_forms(connection, desk, gone)
        reference_exchange.take_in(connection, desk, [entry for entry in entries if entry.entry_id in here])
        reference_exchange.take_back(connection, gone)
    records = set(ledger_store.records_of(connection, revision_ids))
    reviewed = set(ledger_store.records_of(connection, _subjects(entries))) - records
    held: list[tuple[str, str]] = []
    if Receipt.kind in kinds and not receipts_gone:
        held = list(acknowledged_by(entry for entry in entries if entry.kind == Receipt.kind))
        records_store.add_acknowledged(connection, held)
    changed = records | _named_records(connection, entries)
    project_records(connection, desk, sorted(changed), progress)
    restate_records(connection, desk, sorted(reviewed - changed), progress)
    acknowledged = ledger_store.records_of(connection, sorted({item for item, _device in held}))
    refresh_received(connection, sorted(set(acknowledged) - changed))


def _subjects(entries: list[Entry]) -> list[str]:
    return [entry.subject for entry in entries if entry.kind == Review.kind]


def _named_records(connection: Connection, entries: list[Entry]) -> set[str]:
    """Records that entries are about by themselves: cancelled ones, and all records of facilities that were
    joined or parted."""
    found: set[str] = set()
    for entry in entries:
        body = body_of(entry)
        if isinstance(body, Void):
            found.add(body.record_id)
        elif isinstance(body, FacilityLink):
            for card in (body.a, body.b):
                now = register_store.get(connection, card)
                root = (now.joined_to if now else "") or card
                cards = [card, root, *(one.facility_id for one in register_store.joined_to(connection, root))]
                found.update(cards)
                found.update(
                    one.record_id for at in cards for one in records_store.of_facility(connection, at)
                )
    return found
