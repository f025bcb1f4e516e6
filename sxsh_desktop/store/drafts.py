"""Drafts: answers being filled in, each durable before the next one is given.

A draft is a snapshot (instance XML) and the changes made since, numbered from 1 without gaps. Replaying the
changes on the snapshot gives the session again exactly as it was left.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Text, bindparam, case, delete, insert, select, update

from sxsh_desktop.store.errors import DraftChangedElsewhereError, DraftGoneError
from sxsh_desktop.store.schema import draft_changes, draft_snapshots, drafts

# Made once: building them anew took longer than running them, and they run at every answer.
_MOVE = (
    update(drafts)
    .where(
        drafts.c.draft_id == bindparam("draft"),
        drafts.c.last_seq == bindparam("before"),
        drafts.c.deleted_at == "",
    )
    .values(
        last_seq=bindparam("seq"),
        changed_at=case((bindparam("at", type_=Text) == "", drafts.c.changed_at), else_=bindparam("at")),
    )
)
_ADD_CHANGE = insert(draft_changes)


@dataclass(frozen=True, slots=True)
class DraftHead:
    """What a list shows of a draft.

    parents: the revisions that it corrects; last_seq: number of its newest change; position: where the person
    stood (a node reference); answered, total, problems: as last told by the session; deleted_at: "" unless it
    was thrown away (it can be brought back).
    """

    draft_id: str
    record_id: str
    parents: tuple[str, ...]
    form_id: str
    form_version: str
    definition_hash: str
    facility_id: str
    officer_id: str
    title: str
    last_seq: int = 0
    position: str = ""
    answered: int = 0
    total: int = 0
    problems: int = 0
    created_at: str = ""
    changed_at: str = ""
    deleted_at: str = ""


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft with its answers: the snapshot, and the changes since it (JSON), oldest first."""

    head: DraftHead
    snapshot_xml: bytes
    snapshot_seq: int
    changes: tuple[str, ...]


def create(connection: Connection, head: DraftHead, snapshot_xml: bytes) -> None:
    """Keep a new draft; `last_seq` of `head` is the number that its snapshot stands at (0 for a new form)."""
    connection.execute(
        insert(drafts).values(
            draft_id=head.draft_id,
            record_id=head.record_id,
            parents=json.dumps(head.parents),
            form_id=head.form_id,
            form_version=head.form_version,
            definition_hash=head.definition_hash,
            facility_id=head.facility_id,
            officer_id=head.officer_id,
            title=head.title,
            snapshot_seq=head.last_seq,
            last_seq=head.last_seq,
            position=head.position,
            answered=head.answered,
            total=head.total,
            problems=head.problems,
            created_at=head.created_at,
            changed_at=head.changed_at or head.created_at,
            deleted_at=head.deleted_at,
        )
    )
    connection.execute(insert(draft_snapshots).values(draft_id=head.draft_id, xml=snapshot_xml))


def append(connection: Connection, draft_id: str, seq: int, change_json: str, *, at: str = "") -> None:
    """Add change number `seq` (one more than the last); durable when the transaction ends.

    `at`: the moment, for "last changed" in lists; "" leaves it. Raises DraftChangedElsewhereError when the
    draft does not stand at seq - 1 (another window wrote), DraftGoneError when it is gone.
    """
    append_many(connection, draft_id, seq, [change_json], at=at)


def append_many(
    connection: Connection, draft_id: str, first: int, changes: Sequence[str], *, at: str = ""
) -> None:
    """`append` for several changes of one act, numbered from `first`."""
    last = first + len(changes) - 1
    given = {"draft": draft_id, "seq": last, "before": first - 1, "at": at}
    if connection.execute(_MOVE, given).rowcount != 1:
        _refuse(connection, draft_id)
    rows = [{"draft_id": draft_id, "seq": seq, "change": text} for seq, text in enumerate(changes, first)]
    connection.execute(_ADD_CHANGE, rows)


def snapshot(connection: Connection, draft_id: str, xml: bytes, seq: int) -> None:
    """Replace the snapshot by the state after change `seq`; the changes up to it are no longer needed.

    Raises as `append` when the draft stands elsewhere.
    """
    moved = connection.execute(
        update(drafts)
        .where(drafts.c.draft_id == draft_id, drafts.c.last_seq == seq, drafts.c.snapshot_seq <= seq)
        .values(snapshot_seq=seq)
    )
    if moved.rowcount != 1:
        _refuse(connection, draft_id)
    connection.execute(update(draft_snapshots).where(draft_snapshots.c.draft_id == draft_id).values(xml=xml))
    connection.execute(
        delete(draft_changes).where(draft_changes.c.draft_id == draft_id, draft_changes.c.seq <= seq)
    )


def rewind(connection: Connection, draft_id: str, seq: int, back_to: int) -> None:
    """Forget the changes after `back_to` of a draft that stands at `seq`.

    Raises as `append` when the draft stands elsewhere, and when `back_to` lies before the snapshot.
    """
    moved = connection.execute(
        update(drafts)
        .where(drafts.c.draft_id == draft_id, drafts.c.last_seq == seq, drafts.c.snapshot_seq <= back_to)
        .values(last_seq=back_to)
    )
    if moved.rowcount != 1:
        _refuse(connection, draft_id)
    connection.execute(
        delete(draft_changes).where(draft_changes.c.draft_id == draft_id, draft_changes.c.seq > back_to)
    )


def load(connection: Connection, draft_id: str) -> StoredDraft:
    """The draft with its answers. Raises DraftGoneError."""
    row = connection.execute(select(drafts).where(drafts.c.draft_id == draft_id)).first()
    if row is None:
        raise DraftGoneError(draft=draft_id)
    changes = connection.execute(
        select(draft_changes.c.change)
        .where(draft_changes.c.draft_id == draft_id, draft_changes.c.seq > row.snapshot_seq)
        .order_by(draft_changes.c.seq)
    ).scalars()
    xml = connection.execute(
        select(draft_snapshots.c.xml).where(draft_snapshots.c.draft_id == draft_id)
    ).scalar_one()
    return StoredDraft(_head(row), bytes(xml), row.snapshot_seq, tuple(changes))


def list_drafts(
    connection: Connection,
    *,
    record_id: str = "",
    facility_id: str = "",
    form_id: str = "",
    deleted: bool = False,
) -> list[DraftHead]:
    """The drafts (or those thrown away), the last changed first."""
    chosen = select(drafts).where(drafts.c.deleted_at != "" if deleted else drafts.c.deleted_at == "")
    for column, wanted in (
        (drafts.c.record_id, record_id),
        (drafts.c.facility_id, facility_id),
        (drafts.c.form_id, form_id),
    ):
        if wanted:
            chosen = chosen.where(column == wanted)
    chosen = chosen.order_by(drafts.c.changed_at.desc(), drafts.c.draft_id)
    return [_head(row) for row in connection.execute(chosen)]


def set_position(connection: Connection, draft_id: str, position: str) -> None:
    """Remember where the person stood. A draft that is gone is passed over: nothing is lost by it."""
    connection.execute(update(drafts).where(drafts.c.draft_id == draft_id).values(position=position))


def set_summary(
    connection: Connection,
    draft_id: str,
    *,
    title: str,
    answered: int,
    total: int,
    problems: int,
    facility_id: str | None = None,
) -> None:
    """What lists show of the draft, as the session tells it."""
    values: dict[str, Any] = {"title": title, "answered": answered, "total": total, "problems": problems}
    if facility_id is not None:
        values["facility_id"] = facility_id
    connection.execute(update(drafts).where(drafts.c.draft_id == draft_id).values(values))


def throw_away(connection: Connection, draft_id: str, at: str) -> None:
    """Take the draft out of the lists; `restore` brings it back. Raises DraftGoneError."""
    _mark(connection, draft_id, at)


def restore(connection: Connection, draft_id: str) -> None:
    """Bring back a draft that was thrown away. Raises DraftGoneError."""
    _mark(connection, draft_id, "")


def remove(connection: Connection, draft_id: str) -> None:
    """Take the draft out for good: in the transaction that makes it a revision. Raises DraftGoneError."""
    if connection.execute(delete(drafts).where(drafts.c.draft_id == draft_id)).rowcount != 1:
        raise DraftGoneError(draft=draft_id)


def _mark(connection: Connection, draft_id: str, at: str) -> None:
    marked = connection.execute(update(drafts).where(drafts.c.draft_id == draft_id).values(deleted_at=at))
    if marked.rowcount != 1:
        raise DraftGoneError(draft=draft_id)


def _refuse(connection: Connection, draft_id: str) -> None:
    there = connection.execute(select(drafts.c.deleted_at).where(drafts.c.draft_id == draft_id)).first()
    if there is None or there.deleted_at:
        raise DraftGoneError(draft=draft_id)
    raise DraftChangedElsewhereError(draft=draft_id)


def _head(row: Row[Any]) -> DraftHead:
    return DraftHead(
        draft_id=row.draft_id,
        record_id=row.record_id,
        parents=tuple(json.loads(row.parents)),
        form_id=row.form_id,
        form_version=row.form_version,
        definition_hash=row.definition_hash,
        facility_id=row.facility_id,
        officer_id=row.officer_id,
        title=row.title,
        last_seq=row.last_seq,
        position=row.position,
        answered=row.answered,
        total=row.total,
        problems=row.problems,
        created_at=row.created_at,
        changed_at=row.changed_at,
        deleted_at=row.deleted_at,
    )
