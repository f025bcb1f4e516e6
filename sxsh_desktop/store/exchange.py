"""Bundles that came and went, what each held, and what an undone import hides.

An item (revision or entry) is shown as long as it was made here or an import that is in force brought it. So
undoing an import hides only what no other import brought, and a later import of the same item shows it again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, exists, insert, select, update

from sxsh_desktop.store.bulk import insert_rows
from sxsh_desktop.store.ledger import chunks
from sxsh_desktop.store.plain import from_row, to_row
from sxsh_desktop.store.schema import (
    bundle_items,
    bundle_out_items,
    bundles_in,
    bundles_out,
    entries,
    import_hidden,
    revisions,
    shelf,
)


@dataclass(frozen=True, slots=True)
class BundleIn:
    """One import. `counts`: JSON object; `undone_at`: "" while it is in force; `sender` as shown."""

    import_id: str
    bundle_id: str
    file_name: str
    sha256: str
    sender: str
    sender_device: str
    made_at: str
    imported_at: str
    counts: str = "{}"
    undone_at: str = ""


@dataclass(frozen=True, slots=True)
class BundleOut:
    """One export. `counts`: JSON object; `recipient` as shown."""

    bundle_id: str
    file_name: str
    sha256: str
    recipient: str
    recipient_device: str
    made_at: str
    counts: str = "{}"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A file (or one item of a bundle) that was refused and waits for a person.

    kind: bundle, clash, instances; code and facts: of the failure (facts as JSON object); state: waiting,
    taken (a later try worked) or discarded. The bytes are in the store's folder `shelf`, under `shelf_id`.
    """

    shelf_id: str
    kind: str
    file_name: str
    sha256: str
    size: int
    code: str
    facts: str
    put_at: str
    state: str = "waiting"
    tried_at: str = ""


def record_import(connection: Connection, bundle: BundleIn, item_ids: Iterable[str]) -> list[str]:
    """Remember an import with ALL items that its bundle held (known ones too).

    Returns the ids that an undone import had hidden and that are shown again.
    """
    connection.execute(insert(bundles_in).values(to_row(bundle)))
    shown: list[str] = []
    for ids in chunks(dict.fromkeys(item_ids)):
        held = [(bundle.import_id, item_id) for item_id in ids]
        insert_rows(connection, bundle_items, ("import_id", "item_id"), held)
        shown.extend(_show(connection, ids))
    return shown


def imports(connection: Connection) -> list[BundleIn]:
    """Every import, the newest first."""
    chosen = select(bundles_in).order_by(bundles_in.c.imported_at.desc(), bundles_in.c.import_id)
    return [from_row(BundleIn, row) for row in connection.execute(chosen)]


def imports_of(connection: Connection, bundle_id: str) -> list[BundleIn]:
    """The imports of one bundle, the newest first."""
    return [one for one in imports(connection) if one.bundle_id == bundle_id]


def items_of_import(connection: Connection, import_id: str) -> list[str]:
    """Every item that the import's bundle held, sorted."""
    chosen = select(bundle_items.c.item_id).where(bundle_items.c.import_id == import_id)
    return list(connection.execute(chosen.order_by(bundle_items.c.item_id)).scalars())


def undo_import(connection: Connection, import_id: str, at: str) -> list[str]:
    """Hide what only this import brought; returns the ids now hidden. Undoing it twice does nothing."""
    connection.execute(
        update(bundles_in)
        .where(bundles_in.c.import_id == import_id, bundles_in.c.undone_at == "")
        .values(undone_at=at)
    )
    hidden: list[str] = []
    for ids in chunks(items_of_import(connection, import_id)):
        stays = _held_otherwise(connection, ids) | _hidden(connection, ids)
        gone = [item_id for item_id in ids if item_id not in stays]
        if gone:
            connection.execute(insert(import_hidden), [{"item_id": item_id} for item_id in gone])
        hidden.extend(gone)
    return hidden


def redo_import(connection: Connection, import_id: str) -> list[str]:
    """Put an undone import in force again; returns the ids that are shown again."""
    connection.execute(update(bundles_in).where(bundles_in.c.import_id == import_id).values(undone_at=""))
    shown: list[str] = []
    for ids in chunks(items_of_import(connection, import_id)):
        shown.extend(_show(connection, ids))
    return shown


def hidden_items(connection: Connection) -> list[str]:
    """Everything that undone imports hide, sorted."""
    return list(
        connection.execute(select(import_hidden.c.item_id).order_by(import_hidden.c.item_id)).scalars()
    )


def record_export(connection: Connection, bundle: BundleOut, item_ids: Iterable[str]) -> None:
    """Remember an export with the items that it holds."""
    connection.execute(insert(bundles_out).values(to_row(bundle)))
    for ids in chunks(dict.fromkeys(item_ids)):
        held = [(bundle.bundle_id, item_id) for item_id in ids]
        insert_rows(connection, bundle_out_items, ("bundle_id", "item_id"), held)


def exports(connection: Connection) -> list[BundleOut]:
    """Every export, the newest first."""
    chosen = select(bundles_out).order_by(bundles_out.c.made_at.desc(), bundles_out.c.bundle_id)
    return [from_row(BundleOut, row) for row in connection.execute(chosen)]


def items_of_export(connection: Connection, bundle_id: str) -> list[str]:
    """What the exported bundle holds, sorted."""
    chosen = select(bundle_out_items.c.item_id).where(bundle_out_items.c.bundle_id == bundle_id)
    return list(connection.execute(chosen.order_by(bundle_out_items.c.item_id)).scalars())


def exported(connection: Connection, item_ids: Iterable[str]) -> set[str]:
    """Those of the items that stand in some exported bundle."""
    found: set[str] = set()
    for ids in chunks(item_ids):
        chosen = select(bundle_out_items.c.item_id).where(bundle_out_items.c.item_id.in_(ids))
        found.update(connection.execute(chosen).scalars())
    return found


def put_on_shelf(connection: Connection, item: Shelved) -> None:
    """Note a refused file; its bytes must be on disk already."""
    connection.execute(insert(shelf).values(to_row(item)))


def shelved(connection: Connection, *, state: str = "waiting") -> list[Shelved]:
    """What is on the shelf in that state ("" for all), the newest first."""
    chosen = select(shelf).order_by(shelf.c.put_at.desc(), shelf.c.shelf_id)
    if state:
        chosen = chosen.where(shelf.c.state == state)
    return [from_row(Shelved, row) for row in connection.execute(chosen)]


def find_shelved(connection: Connection, shelf_id: str) -> Shelved | None:
    """One item of the shelf, or None."""
    row = connection.execute(select(shelf).where(shelf.c.shelf_id == shelf_id)).first()
    return from_row(Shelved, row) if row else None


def set_shelf_state(connection: Connection, shelf_id: str, state: str, at: str) -> None:
    """Taken, discarded, or waiting again after one more try."""
    connection.execute(update(shelf).where(shelf.c.shelf_id == shelf_id).values(state=state, tried_at=at))


def _show(connection: Connection, ids: list[str]) -> list[str]:
    shown = sorted(_hidden(connection, ids))
    if shown:
        connection.execute(delete(import_hidden).where(import_hidden.c.item_id.in_(shown)))
    return shown


def _hidden(connection: Connection, ids: list[str]) -> set[str]:
    chosen = select(import_hidden.c.item_id).where(import_hidden.c.item_id.in_(ids))
    return set(connection.execute(chosen).scalars())


def _held_otherwise(connection: Connection, ids: list[str]) -> set[str]:
    """Those that were made here or stand in an import that is in force."""
    in_force = exists().where(
        bundles_in.c.import_id == bundle_items.c.import_id, bundles_in.c.undone_at == ""
    )
    chosen = (
        select(bundle_items.c.item_id).where(bundle_items.c.item_id.in_(ids), in_force),
        select(revisions.c.revision_id).where(revisions.c.revision_id.in_(ids), revisions.c.made_here),
        select(entries.c.entry_id).where(entries.c.entry_id.in_(ids), entries.c.made_here),
    )
    return {item_id for one in chosen for item_id in connection.execute(one).scalars()}
