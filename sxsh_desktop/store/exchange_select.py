"""What an export chooses from, and what a preview compares with: ids and parents, never whole revisions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, or_, select

from sxsh_desktop.store.ledger import chunks
from sxsh_desktop.store.schema import attachments, bundle_items, bundles_in, entries, import_hidden, revisions


def hashes_of_revisions(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Content hash by id of those that are here, hidden ones included."""
    found: dict[str, str] = {}
    for some in chunks(ids):
        chosen = select(revisions.c.revision_id, revisions.c.content_hash).where(
            revisions.c.revision_id.in_(some)
        )
        found.update((row.revision_id, row.content_hash) for row in connection.execute(chosen))
    return found


def hashes_of_entries(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Content hash by id of those that are here, hidden ones included."""
    found: dict[str, str] = {}
    for some in chunks(ids):
        chosen = select(entries.c.entry_id, entries.c.content_hash).where(entries.c.entry_id.in_(some))
        found.update((row.entry_id, row.content_hash) for row in connection.execute(chosen))
    return found


def hidden_among(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of the items that an undone import hides."""
    found: set[str] = set()
    for some in chunks(ids):
        chosen = select(import_hidden.c.item_id).where(import_hidden.c.item_id.in_(some))
        found.update(connection.execute(chosen).scalars())
    return found


def graphs_of(connection: Connection, record_ids: Iterable[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """By record: its visible revisions, each with its parents."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    hidden = select(import_hidden.c.item_id)
    for some in chunks(record_ids):
        chosen = select(revisions.c.record_id, revisions.c.revision_id, revisions.c.parents).where(
            revisions.c.record_id.in_(some), revisions.c.revision_id.not_in(hidden)
        )
        for row in connection.execute(chosen):
            found.setdefault(row.record_id, {})[row.revision_id] = tuple(json.loads(row.parents))
    return found


def items_from(connection: Connection, device_ids: Sequence[str]) -> set[str]:
    """Everything that bundles of these devices brought: they have it without our sending it."""
    chosen = select(bundle_items.c.item_id).where(
        bundle_items.c.import_id.in_(
            select(bundles_in.c.import_id).where(bundles_in.c.sender_device.in_(list(device_ids)))
        )
    )
    return set(connection.execute(chosen).scalars())


def bundles_from(connection: Connection, device_ids: Sequence[str]) -> set[str]:
    """The ids of the bundles that came from these devices."""
    chosen = select(bundles_in.c.bundle_id).where(bundles_in.c.sender_device.in_(list(device_ids)))
    return set(connection.execute(chosen).scalars())


def made_by(connection: Connection, device_ids: Sequence[str]) -> set[str]:
    """The ids of all revisions and entries that these devices made."""
    devices = list(device_ids)
    of_revisions = select(revisions.c.revision_id).where(revisions.c.device_id.in_(devices))
    of_entries = select(entries.c.entry_id).where(entries.c.device_id.in_(devices))
    return {*connection.execute(of_revisions).scalars(), *connection.execute(of_entries).scalars()}


def records_concerning(connection: Connection, officer_code: str, form_ids: Sequence[str] = ()) -> set[str]:
    """The records in which the officer made a revision, and every record of these forms (the register)."""
    chosen = select(revisions.c.record_id).where(
        or_(revisions.c.officer_id == officer_code, revisions.c.form_id.in_(list(form_ids)))
    )
    return set(connection.execute(chosen).scalars())


def revisions_of_records(connection: Connection, record_ids: Iterable[str]) -> set[str]:
    """The ids of all revisions of these records."""
    found: set[str] = set()
    for some in chunks(record_ids):
        chosen = select(revisions.c.revision_id).where(revisions.c.record_id.in_(some))
        found.update(connection.execute(chosen).scalars())
    return found


def attachment_names(connection: Connection, revision_ids: Iterable[str]) -> dict[str, None]:
    """The SHA-256 of every file that these revisions name, once each, in a fixed order."""
    found: dict[str, None] = {}
    for some in chunks(revision_ids):
        chosen = select(revisions.c.attachments).where(
            revisions.c.revision_id.in_(some), revisions.c.attachments != "[]"
        )
        for text in connection.execute(chosen.order_by(revisions.c.revision_id)).scalars():
            found.update(dict.fromkeys(json.loads(text)))
    return found


def definitions_of(connection: Connection, revision_ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """Form id, version and definition hash of everything that these revisions were made with, sorted."""
    found: set[tuple[str, str, str]] = set()
    for some in chunks(revision_ids):
        columns = revisions.c
        chosen = (
            select(columns.form_id, columns.form_version, columns.definition_hash)
            .where(columns.revision_id.in_(some))
            .distinct()
        )
        found.update((row[0], row[1], row[2]) for row in connection.execute(chosen))
    return sorted(found)


def authors_of(connection: Connection, revision_ids: Iterable[str]) -> dict[str, str]:
    """The device that made each of these revisions."""
    found: dict[str, str] = {}
    for some in chunks(revision_ids):
        chosen = select(revisions.c.revision_id, revisions.c.device_id).where(
            revisions.c.revision_id.in_(some)
        )
        found.update((row.revision_id, row.device_id) for row in connection.execute(chosen))
    return found


def attachments_here(connection: Connection, names: Iterable[str]) -> set[str]:
    """Those of the files that have a row here."""
    found: set[str] = set()
    for some in chunks(names):
        chosen = select(attachments.c.sha256).where(attachments.c.sha256.in_(some))
        found.update(connection.execute(chosen).scalars())
    return found
