"""Revisions and entries as rows of the database and back."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from sxsh_desktop.ledger.values import Entry, Revision


def revision_row(item: Revision) -> dict[str, Any]:
    """The row of a revision, without what only this device knows of it."""
    return {
        "revision_id": item.revision_id,
        "record_id": item.record_id,
        "parents": json.dumps(item.parents),
        "form_id": item.form_id,
        "form_version": item.form_version,
        "definition_hash": item.definition_hash,
        "facility_id": item.facility_id,
        "officer_id": item.officer_id,
        "device_id": item.device_id,
        "key_id": item.key_id,
        "made_at": item.made_at,
        "sequence": item.sequence,
        "instance_xml": item.instance_xml,
        "attachments": json.dumps(item.attachments),
        "content_hash": item.content_hash,
        "signature": item.signature,
    }


def to_revision(row: Row[Any]) -> Revision:
    """The revision in a row."""
    return Revision(
        revision_id=row.revision_id,
        record_id=row.record_id,
        parents=tuple(json.loads(row.parents)),
        form_id=row.form_id,
        form_version=row.form_version,
        definition_hash=row.definition_hash,
        facility_id=row.facility_id,
        officer_id=row.officer_id,
        device_id=row.device_id,
        key_id=row.key_id,
        made_at=row.made_at,
        sequence=row.sequence,
        instance_xml=bytes(row.instance_xml),
        attachments=tuple(json.loads(row.attachments)),
        content_hash=row.content_hash,
        signature=bytes(row.signature),
    )


def entry_row(item: Entry) -> dict[str, Any]:
    """The row of an entry, without what only this device knows of it."""
    return {
        "entry_id": item.entry_id,
        "kind": item.kind,
        "subject": item.subject,
        "parents": json.dumps(item.parents),
        "body": item.body,
        "officer_id": item.officer_id,
        "device_id": item.device_id,
        "key_id": item.key_id,
        "made_at": item.made_at,
        "sequence": item.sequence,
        "content_hash": item.content_hash,
        "signature": item.signature,
    }


def to_entry(row: Row[Any]) -> Entry:
    """The entry in a row."""
    return Entry(
        entry_id=row.entry_id,
        kind=row.kind,
        subject=row.subject,
        parents=tuple(json.loads(row.parents)),
        body=row.body,
        officer_id=row.officer_id,
        device_id=row.device_id,
        key_id=row.key_id,
        made_at=row.made_at,
        sequence=row.sequence,
        content_hash=row.content_hash,
        signature=bytes(row.signature),
    )
