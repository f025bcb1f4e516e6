"""The union of one store with another one's rows: what a restore does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, tuple_

from sxsh_desktop.store import exchange, ledger
from sxsh_desktop.store.schema import (
    attachments,
    bundle_items,
    bundle_out_items,
    bundles_in,
    bundles_out,
    draft_changes,
    draft_snapshots,
    drafts,
    entries,
    form_definitions,
    form_files,
    import_hidden,
    reference_rows,
    reference_tables,
    revisions,
    settings,
    shelf,
)

# Rows that are here stay as they are; each table after those that it refers to.
_KEPT: tuple[Table, ...] = (
    attachments, bundles_in, bundle_items, bundles_out, bundle_out_items, shelf, form_definitions, form_files,
    reference_tables, reference_rows, settings,
)  # fmt: skip
_PIECE = 250


@dataclass(frozen=True, slots=True)
class Merged:
    """What a union added: how many of each; clashes: ids that are here with other bytes (left as they are)."""

    revisions: int
    entries: int
    drafts: int
    clashes: tuple[str, ...]


def merge_store(target: Connection, source: Connection, *, newer_drafts: bool = False) -> Merged:
    """Add to `target` everything of `source` that it lacks; nothing that is there changes.

    Attachments' files and derived tables are the caller's. A draft of a record that has meanwhile become
    final comes as thrown away, so that it is neither lost nor taken for new work. `newer_drafts`: a draft that has
    more answers in `source` takes the place of the one that is here.
    """
    hidden_there = set(source.execute(select(import_hidden.c.item_id)).scalars())
    hidden_here = set(exchange.hidden_items(target))
    made_here = set(source.execute(select(revisions.c.revision_id).where(revisions.c.made_here)).scalars())
    made_here |= set(source.execute(select(entries.c.entry_id).where(entries.c.made_here)).scalars())
    added: list[str] = []
    clashes: list[str] = []
    count = {"revisions": 0, "entries": 0}
    for own in (True, False):
        some = (
            one
            for one in ledger.iterate_revisions(source, with_hidden=True)
            if (one.revision_id in made_here) is own
        )
        others = (
            one
            for one in ledger.iterate_entries(source, with_hidden=True)
            if (one.entry_id in made_here) is own
        )
        results = {
            "revisions": ledger.add_revisions(target, some, made_here=own),
            "entries": ledger.add_entries(target, others, made_here=own),
        }
        for name, result in results.items():
            count[name] += len(result.new)
            added.extend(result.new)
            clashes.extend(result.clash_ids)
    for table in _KEPT:
        _copy_missing(target, source, table)
    _hide(target, [one for one in added if one in hidden_there and one not in hidden_here])
    return Merged(
        count["revisions"],
        count["entries"],
        _copy_drafts(target, source, newer_drafts),
        tuple(sorted(clashes)),
    )


def _copy_missing(target: Connection, source: Connection, table: Table) -> int:
    keys = list(table.primary_key.columns)
    rows = source.execute(select(table)).mappings()
    added = 0
    while piece := rows.fetchmany(_PIECE):
        wanted = [tuple(row[key.name] for key in keys) for row in piece]
        there = {tuple(row) for row in target.execute(select(*keys).where(tuple_(*keys).in_(wanted)))}
        new = [dict(row) for row, key in zip(piece, wanted, strict=True) if key not in there]
        if new:
            target.execute(insert(table), new)
        added += len(new)
    return added


def _copy_drafts(target: Connection, source: Connection, newer: bool) -> int:
    here = {
        row.draft_id: row.last_seq for row in target.execute(select(drafts.c.draft_id, drafts.c.last_seq))
    }
    added = 0
    for row in source.execute(select(drafts)).mappings():
        if row["draft_id"] in here:
            if not newer or row["last_seq"] <= here[row["draft_id"]]:
                continue
            for table in (draft_changes, draft_snapshots, drafts):
                target.execute(delete(table).where(table.c.draft_id == row["draft_id"]))
        values: dict[str, Any] = dict(row)
        if not values["deleted_at"] and _became_final(target, source, values["record_id"]):
            values["deleted_at"] = values["changed_at"] or values["created_at"] or "-"
        target.execute(insert(drafts).values(values))
        kept = select(draft_snapshots).where(draft_snapshots.c.draft_id == row["draft_id"])
        for snapshot in source.execute(kept).mappings():
            target.execute(insert(draft_snapshots).values(dict(snapshot)))
        changes = source.execute(select(draft_changes).where(draft_changes.c.draft_id == row["draft_id"]))
        found = [dict(change) for change in changes.mappings()]
        if found:
            target.execute(insert(draft_changes), found)
        added += 1
    return added


def _became_final(target: Connection, source: Connection, record_id: str) -> bool:
    """Whether the record has revisions here that the other store did not know of."""
    chosen = select(revisions.c.revision_id).where(revisions.c.record_id == record_id)
    return bool(set(target.execute(chosen).scalars()) - set(source.execute(chosen).scalars()))


def _hide(connection: Connection, item_ids: Iterable[str]) -> None:
    rows = [{"item_id": one} for one in item_ids]
    if rows:
        connection.execute(insert(import_hidden), rows)
