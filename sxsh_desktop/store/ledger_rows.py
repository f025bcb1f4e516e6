"""Revisions and entries as rows of the database and back."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from sxsh_desktop.ledger.values import Entry, Revision

REVISION_COLUMNS = (
    "revision_id", "record_id", "parents", "form_id", "form_version", "definition_hash", "facility_id", "officer_id",
    "device_id", "key_id", "made_at", "sequence", "instance_xml", "attachments", "content_hash", "signature",
)  # fmt: skip
ENTRY_COLUMNS = (
    "entry_id", "kind", "subject", "parents", "body", "officer_id", "device_id", "key_id", "made_at", "sequence",
    "content_hash", "signature",
)  # fmt: skip


def revision_row(item: Revision, made_here: bool) -> tuple[Any, ...]:
    """The cells of REVISION_COLUMNS, and what only this device knows of it."""
    return (
        item.revision_id,
        item.record_id,
        _list_text(item.parents),
        item.form_id,
        item.form_version,
        item.definition_hash,
        item.facility_id,
        item.officer_id,
        item.device_id,
        item.key_id,
        item.made_at,
        item.sequence,
        item.instance_xml,
        _list_text(item.attachments),
        item.content_hash,
        item.signature,
        made_here,
    )


def _list_text(names: tuple[str, ...]) -> str:
    return json.dumps(names) if names else "[]"


def _names(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


def to_revision(row: Row[Any]) -> Revision:
    """The revision in a row of the table's own columns, which begin with REVISION_COLUMNS."""
    cells = list(row[: len(REVISION_COLUMNS)])
    cells[2], cells[13] = _names(cells[2]), _names(cells[13])
    return Revision(*cells)


def entry_row(item: Entry, made_here: bool) -> tuple[Any, ...]:
    """The cells of ENTRY_COLUMNS, and what only this device knows of it."""
    return (
        item.entry_id,
        item.kind,
        item.subject,
        _list_text(item.parents),
        item.body,
        item.officer_id,
        item.device_id,
        item.key_id,
        item.made_at,
        item.sequence,
        item.content_hash,
        item.signature,
        made_here,
    )


def to_entry(row: Row[Any]) -> Entry:
    """The entry in a row of the table's own columns, which begin with ENTRY_COLUMNS."""
    cells = list(row[: len(ENTRY_COLUMNS)])
    cells[3] = _names(cells[3])
    return Entry(*cells)
