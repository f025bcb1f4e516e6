"""What importing a bundle does: one function for the preview and for the import itself (law 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import Literal, NamedTuple, TypeVar

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle.errors import (
    AuthorSignatureError,
    AuthorUnknownError,
    NotEntitledError,
    SignerRevokedError,
    SignerUnknownError,
)
from sxsh_desktop.bundle.read import OpenBundle
from sxsh_desktop.bundle.values import Counts, Party
from sxsh_desktop.ledger import dag, trust
from sxsh_desktop.ledger.entries import Enrolment, Receipt, Review
from sxsh_desktop.ledger.keys import verify
from sxsh_desktop.ledger.trust import Device
from sxsh_desktop.ledger.values import Entry, Revision, canonical_text
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_devices import known_devices
from sxsh_desktop.store import exchange as exchange_store
from sxsh_desktop.store import exchange_select as select_store
from sxsh_desktop.store import records as records_store
from sxsh_desktop.store.connection import Connection

Fate = Literal["new", "known", "corrected", "diverged", "waiting", "clash"]
FATES: tuple[Fate, ...] = ("new", "corrected", "diverged", "waiting", "clash", "known")
# Lists are for reading; the counts tell the whole.
LONGEST_LIST = 5000
_PIECE = 500
_Item = TypeVar("_Item", Revision, Entry)
_NAME = re.compile(rb"<(?:\w+:)?instanceName>([^<]{0,400})<")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One record of the bundle and what becomes of it.

    new: not here yet; corrected: further revisions of a record that is here; diverged: it will have several
    heads; waiting: a revision that it follows has not arrived; clash: a revision of that id is here with other
    content: it goes to the shelf; known: nothing changes. officer: code of the author of the last revision.
    """

    record_id: str
    fate: Fate
    title: str
    form_id: str
    facility_id: str
    officer: str
    made_at: str
    revisions: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import does or has done.

    records: how many records by fate; lines: the records (at most LONGEST_LIST, the notable ones first);
    revisions_new, revisions_known, entries_new, entries_known, reviews_new, receipts_new: how many;
    clashes: ids that are here with other content; attachments_new; already: the very same bundle is in force,
    nothing is left to do; import_id: of the import, "" for a preview.
    """

    file: str
    bundle_id: str
    sender: Party
    recipient: Party
    made_at: str
    sealed: bool
    inside: Counts
    records: Mapping[Fate, int]
    lines: tuple[PlanLine, ...]
    revisions_new: int
    revisions_known: int
    entries_new: int
    entries_known: int
    reviews_new: int
    receipts_new: int
    attachments_new: int
    clashes: tuple[str, ...] = ()
    already: bool = False
    import_id: str = ""


@dataclass(slots=True)
class Found:
    """What the reading of a bundle found; the import works from it. Ids only: bounded memory."""

    revision_ids: list[str] = field(default_factory=list)
    entry_ids: list[str] = field(default_factory=list)
    new_revisions: set[str] = field(default_factory=set)
    new_entries: set[str] = field(default_factory=set)
    clashes: set[str] = field(default_factory=set)
    records: dict[str, _Record] = field(default_factory=dict)
    entry_kinds: dict[str, int] = field(default_factory=dict)
    new_kinds: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Record:
    """A record of the bundle while it is read: the graph of its revisions, and what a line shows."""

    title: str
    last: Revision
    graph: dict[str, tuple[str, ...]] = field(default_factory=dict)
    new: int = 0
    clashes: int = 0


class _Node(NamedTuple):
    revision_id: str
    parents: tuple[str, ...]


def check_signer(desk: Desk, connection: Connection, bundle: OpenBundle) -> dict[str, Device]:
    """The devices believed here, the bundle's own confirmations included; its signer is one of them.

    Raises SignerUnknownError, SignerRevokedError.
    """
    confirmations = tuple(entry for entry in bundle.entries() if entry.kind == Enrolment.kind)
    known = known_devices(desk, connection, confirmations)
    signer = bundle.signer.device
    device = known.get(signer.key_id)
    name = f"{signer.officer_name} ({signer.officer_code})"
    if device is None:
        raise SignerUnknownError(
            file=bundle.file,
            sender=name,
            code=trust.short_code(signer.key),
            key_id=signer.key_id,
            certificate=canonical_text(bundle.signer.certificate.to_json()),
        )
    if device.revoked_on:
        raise SignerRevokedError(file=bundle.file, sender=name, day=device.revoked_on, key_id=signer.key_id)
    return known


def make_plan(
    connection: Connection, bundle: OpenBundle, known: Mapping[str, Device] | None, progress: Progress
) -> tuple[Plan, Found]:
    """Compare a bundle with the store. `known` is given the first time: every signature is checked then.

    Raises AuthorUnknownError, AuthorSignatureError, NotEntitledError, and what reading the bundle raises.
    """
    found = Found()
    for revisions in _pieces(bundle.revisions()):
        progress.step(
            len(found.revision_ids), bundle.manifest.counts.revisions, words(_("Comparing records"))
        )
        if known is not None:
            for revision in revisions:
                _check_author(revision, known, bundle.file)
        _sort_revisions(connection, revisions, found)
    for entries in _pieces(bundle.entries()):
        if known is not None:
            for entry in entries:
                _check_author(entry, known, bundle.file)
        _sort_entries(connection, entries, found)
    return _plan(connection, bundle, found), found


def _pieces(items: Iterator[_Item]) -> Iterator[list[_Item]]:
    while piece := list(islice(items, _PIECE)):
        yield piece


def _check_author(item: Revision | Entry, known: Mapping[str, Device], file: str) -> None:
    """The item is what its author signed, and its author is somebody who may say so."""
    author = known.get(item.key_id)
    name = f"{item.officer_id} ({item.device_id})"
    item_id = item.revision_id if isinstance(item, Revision) else item.entry_id
    if author is None:
        if isinstance(item, Entry) and trust.requests([item]):
            return
        raise AuthorUnknownError(file=file, author=name, item=item_id)
    if item.device_id != author.device_id or not verify(item, author.key):
        raise AuthorSignatureError(file=file, author=name, item=item_id)
    if isinstance(item, Entry) and not trust.may_say(item, author):
        raise NotEntitledError(file=file, author=name, item=item_id)


def _sort_revisions(connection: Connection, revisions: list[Revision], found: Found) -> None:
    ids = [one.revision_id for one in revisions]
    here = select_store.hashes_of_revisions(connection, ids)
    hidden = select_store.hidden_among(connection, ids)
    for one in revisions:
        found.revision_ids.append(one.revision_id)
        record = found.records.setdefault(one.record_id, _Record(_title(one), one))
        there = here.get(one.revision_id)
        if there is not None and there != one.content_hash:
            found.clashes.add(one.revision_id)
            record.clashes += 1
            continue
        here[one.revision_id] = one.content_hash
        record.last, record.title = one, _title(one)
        record.graph[one.revision_id] = one.parents
        if there is None or one.revision_id in hidden:
            found.new_revisions.add(one.revision_id)
            record.new += 1


def _sort_entries(connection: Connection, entries: list[Entry], found: Found) -> None:
    ids = [one.entry_id for one in entries]
    here = select_store.hashes_of_entries(connection, ids)
    hidden = select_store.hidden_among(connection, ids)
    for one in entries:
        found.entry_ids.append(one.entry_id)
        found.entry_kinds[one.kind] = found.entry_kinds.get(one.kind, 0) + 1
        there = here.get(one.entry_id)
        if there is not None and there != one.content_hash:
            found.clashes.add(one.entry_id)
            continue
        here[one.entry_id] = one.content_hash
        if there is None or one.entry_id in hidden:
            found.new_entries.add(one.entry_id)
            found.new_kinds[one.kind] = found.new_kinds.get(one.kind, 0) + 1


def _title(revision: Revision) -> str:
    name = _NAME.search(revision.instance_xml)
    return unescape(name.group(1).decode("utf-8", "replace")) if name else ""


def _plan(connection: Connection, bundle: OpenBundle, found: Found) -> Plan:
    manifest = bundle.manifest
    attached = bundle.attachment_names()
    lines = _lines(connection, found)
    records: dict[Fate, int] = dict.fromkeys(FATES, 0)
    for line in lines:
        records[line.fate] += 1
    lines.sort(key=lambda line: (FATES.index(line.fate), line.title, line.record_id))
    in_force = [one for one in exchange_store.imports_of(connection, manifest.bundle_id) if not one.undone_at]
    return Plan(
        file=bundle.file,
        bundle_id=manifest.bundle_id,
        sender=manifest.sender,
        recipient=manifest.recipient,
        made_at=manifest.made_at,
        sealed=bundle.sealed,
        inside=manifest.counts,
        records=records,
        lines=tuple(lines[:LONGEST_LIST]),
        revisions_new=len(found.new_revisions),
        revisions_known=len(found.revision_ids)
        - len(found.new_revisions)
        - _clashing(found, found.revision_ids),
        entries_new=len(found.new_entries),
        entries_known=len(found.entry_ids) - len(found.new_entries) - _clashing(found, found.entry_ids),
        reviews_new=found.new_kinds.get(Review.kind, 0),
        receipts_new=found.new_kinds.get(Receipt.kind, 0),
        attachments_new=len(attached - select_store.attachments_here(connection, attached)),
        clashes=tuple(sorted(found.clashes)),
        already=bool(in_force) and not found.new_revisions and not found.new_entries,
    )


def _clashing(found: Found, ids: Iterable[str]) -> int:
    return sum(one in found.clashes for one in ids)


def _lines(connection: Connection, found: Found) -> list[PlanLine]:
    graphs = select_store.graphs_of(connection, found.records)
    shown = records_store.get_many(connection, list(found.records))
    lines = []
    for record_id, record in found.records.items():
        last, now = record.last, shown.get(record_id)
        lines.append(
            PlanLine(
                record_id,
                _fate(record, graphs.get(record_id, {})),
                record.title or (now.title if now else ""),
                last.form_id,
                last.facility_id,
                last.officer_id,
                last.made_at,
                record.new,
            )
        )
    return lines


def _fate(record: _Record, here: Mapping[str, tuple[str, ...]]) -> Fate:
    if record.clashes:
        return "clash"
    if not record.new:
        return "known"
    together = {**here, **record.graph}
    nodes = [_Node(*one) for one in together.items()]
    if record.graph.keys() & dag.waiting_for(nodes).keys():
        return "waiting"
    if len(dag.heads(nodes)) > 1:
        return "diverged"
    return "corrected" if here else "new"
