"""What importing a bundle does: one function for the preview and for the import itself (law 7)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from html import unescape
from itertools import islice
from sys import intern
from typing import NamedTuple, TypeVar

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
from sxsh_desktop.ledger import dag, trust
from sxsh_desktop.ledger.entries import Enrolment, Receipt, Review
from sxsh_desktop.ledger.keys import verify_many
from sxsh_desktop.ledger.trust import Device
from sxsh_desktop.ledger.values import Entry, Revision, canonical_text
from sxsh_desktop.services.answer_words import day_words
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_devices import known_devices
from sxsh_desktop.services.exchange_fates import FATES, LONGEST_LIST, Fate, Plan, PlanLine
from sxsh_desktop.store import exchange as exchange_store
from sxsh_desktop.store import exchange_select as select_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import records as records_store
from sxsh_desktop.store.connection import Connection

_PIECE = 500
_Item = TypeVar("_Item", Revision, Entry)
_NAME = re.compile(rb"<(?:\w+:)?instanceName>([^<]{0,400})<")
_NAME_MARK, _LONGEST_TAG = b"instanceName>", 80


@dataclass(slots=True)
class Found:
    """What the reading of a bundle found; the import works from it. Ids and titles only: bounded memory.

    revisions, entries: content hash by id, as first met; parents: of the revisions that contradict nothing.
    """

    revisions: dict[str, str] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    new_revisions: set[str] = field(default_factory=set)
    new_entries: set[str] = field(default_factory=set)
    clashes: set[str] = field(default_factory=set)
    records: dict[str, _Record] = field(default_factory=dict)
    entry_kinds: dict[str, int] = field(default_factory=dict)
    new_kinds: dict[str, int] = field(default_factory=dict)

    def forget(self) -> None:
        """Let go of everything: a large bundle's ids and titles need not stay in memory to the end."""
        for kept in (self.revisions, self.entries, self.parents, self.records):
            kept.clear()
        for ids in (self.new_revisions, self.new_entries, self.clashes):
            ids.clear()


class _Record:
    """A record of the bundle while it is read: its revisions, and what a line shows of the last one."""

    __slots__ = ("clashes", "facility_id", "form_id", "made_at", "new", "officer", "revision_ids", "title")

    def __init__(self, first: Revision) -> None:
        self.revision_ids: list[str] = []
        self.new = self.clashes = 0
        self.show(first)

    def show(self, last: Revision) -> None:
        """Take what a line shows from this revision."""
        self.title = _title(last)
        self.form_id, self.officer = intern(last.form_id), intern(last.officer_id)
        own = last.facility_id == last.record_id  # a card: the same text need not be kept twice
        self.facility_id, self.made_at = (last.record_id if own else last.facility_id), last.made_at


@dataclass(slots=True)
class Taking:
    """Takes what a bundle holds into the ledger, piece by piece, as it is compared; clashes: what it left out."""

    connection: Connection
    clashes: list[Revision | Entry] = field(default_factory=list)

    def take(self, items: Sequence[Revision] | Sequence[Entry]) -> None:
        """The union with the ledger."""
        revisions = [one for one in items if isinstance(one, Revision)]
        entries = [one for one in items if isinstance(one, Entry)]
        self.clashes += ledger_store.add_revisions(self.connection, revisions).clashes
        self.clashes += ledger_store.add_entries(self.connection, entries).clashes


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
        day = day_words(device.revoked_on)
        raise SignerRevokedError(file=bundle.file, sender=name, day=day, key_id=signer.key_id)
    return known


def make_plan(
    connection: Connection,
    bundle: OpenBundle,
    known: Mapping[str, Device] | None,
    progress: Progress,
    taking: Taking | None = None,
) -> tuple[Plan, Found]:
    """What importing a bundle does, and what was found in it. Arguments and errors as for `compare`."""
    found = compare(connection, bundle, known, progress, taking)
    return plan_of(connection, bundle, found), found


def compare(
    connection: Connection,
    bundle: OpenBundle,
    known: Mapping[str, Device] | None,
    progress: Progress,
    taking: Taking | None = None,
) -> Found:
    """Compare a bundle with the store. `known` is given the first time: every signature is checked then; `taking`
    when what is new comes in at once.

    Raises AuthorUnknownError, AuthorSignatureError, NotEntitledError, and what reading the bundle raises.
    """
    found = Found()
    for revisions in _pieces(bundle.revisions()):
        progress.step(len(found.revisions), bundle.manifest.counts.revisions, words(_("Comparing records")))
        _check_authors(revisions, known, bundle.file)
        _sort_revisions(connection, revisions, found)
        if taking is not None:
            taking.take(revisions)
    for entries in _pieces(bundle.entries()):
        _check_authors(entries, known, bundle.file)
        _sort_entries(connection, entries, found)
        if taking is not None:
            taking.take(entries)
    return found


def _check_authors(
    items: Sequence[Revision] | Sequence[Entry], known: Mapping[str, Device] | None, file: str
) -> None:
    """Every item is what its author signed, and its author may say so; the first that is not is told."""
    if known is None:
        return
    said: list[tuple[Revision | Entry, Device | None]] = [(item, known.get(item.key_id)) for item in items]
    held = iter(verify_many([(item, author.key) for item, author in said if author is not None]))
    for item, author in said:
        _check_author(item, author, author is not None and next(held), file)


def _pieces(items: Iterator[_Item]) -> Iterator[list[_Item]]:
    while piece := list(islice(items, _PIECE)):
        yield piece


def _check_author(item: Revision | Entry, author: Device | None, signed: bool, file: str) -> None:
    name = f"{item.officer_id} ({item.device_id})"
    item_id = item.revision_id if isinstance(item, Revision) else item.entry_id
    if author is None:
        if isinstance(item, Entry) and trust.requests([item]):
            return
        raise AuthorUnknownError(file=file, author=name, item=item_id)
    if item.device_id != author.device_id or not signed:
        raise AuthorSignatureError(file=file, author=name, item=item_id)
    if isinstance(item, Entry) and not trust.may_say(item, author):
        raise NotEntitledError(file=file, author=name, item=item_id)


def _sort_revisions(connection: Connection, revisions: list[Revision], found: Found) -> None:
    ids = [one.revision_id for one in revisions]
    here = select_store.hashes_of_revisions(connection, ids)
    hidden = select_store.hidden_among(connection, ids)
    for one in revisions:
        record = found.records.get(one.record_id)
        if record is None:
            record = found.records[one.record_id] = _Record(one)
        met = found.revisions.setdefault(one.revision_id, one.content_hash)
        if here.get(one.revision_id, met) != one.content_hash:
            found.clashes.add(one.revision_id)
            record.clashes += 1
            continue
        if one.revision_id in found.parents:  # a second time in this bundle
            continue
        if record.revision_ids or record.clashes:
            record.show(one)
        record.revision_ids.append(one.revision_id)
        found.parents[one.revision_id] = one.parents
        if one.revision_id not in here or one.revision_id in hidden:
            found.new_revisions.add(one.revision_id)
            record.new += 1


def _sort_entries(connection: Connection, entries: list[Entry], found: Found) -> None:
    ids = [one.entry_id for one in entries]
    here = select_store.hashes_of_entries(connection, ids)
    hidden = select_store.hidden_among(connection, ids)
    for one in entries:
        found.entry_kinds[one.kind] = found.entry_kinds.get(one.kind, 0) + 1
        again = one.entry_id in found.entries
        met = found.entries.setdefault(one.entry_id, one.content_hash)
        if here.get(one.entry_id, met) != one.content_hash:
            found.clashes.add(one.entry_id)
        elif not again and (one.entry_id not in here or one.entry_id in hidden):
            found.new_entries.add(one.entry_id)
            found.new_kinds[one.kind] = found.new_kinds.get(one.kind, 0) + 1


def _title(revision: Revision) -> str:
    xml = revision.instance_xml
    near = xml.find(_NAME_MARK)  # stands at the end: looking there at once is quicker
    name = _NAME.search(xml, max(near - _LONGEST_TAG, 0)) if near > 0 else None
    return unescape(name.group(1).decode("utf-8", "replace")) if name else ""


def is_in_force(connection: Connection, bundle: OpenBundle, found: Found) -> bool:
    """Whether the very same bundle is in force here, and nothing is left to do."""
    imports = exchange_store.imports_of(connection, bundle.manifest.bundle_id)
    in_force = any(not one.undone_at for one in imports)
    return in_force and not found.new_revisions and not found.new_entries


def plan_of(connection: Connection, bundle: OpenBundle, found: Found) -> Plan:
    """The plan that follows from what was found, before or after it was taken in."""
    manifest = bundle.manifest
    attached = bundle.attachment_names()
    fates = dict(_fates(connection, found))
    lines = _lines(connection, found, fates)
    number = Counter(fates.values())
    return Plan(
        file=bundle.file,
        bundle_id=manifest.bundle_id,
        sender=manifest.sender,
        recipient=manifest.recipient,
        made_at=manifest.made_at,
        sealed=bundle.sealed,
        inside=manifest.counts,
        records={fate: number[fate] for fate in FATES},
        lines=tuple(lines),
        revisions_new=len(found.new_revisions),
        revisions_known=len(found.revisions.keys() - found.new_revisions - found.clashes),
        entries_new=len(found.new_entries),
        entries_known=len(found.entries.keys() - found.new_entries - found.clashes),
        reviews_new=found.new_kinds.get(Review.kind, 0),
        receipts_new=found.new_kinds.get(Receipt.kind, 0),
        attachments_new=len(attached - select_store.attachments_here(connection, attached)),
        clashes=tuple(sorted(found.clashes)),
        already=is_in_force(connection, bundle, found),
    )


def _fates(connection: Connection, found: Found) -> Iterator[tuple[str, Fate]]:
    """Each record of the bundle with what becomes of it, compared with what was here before."""
    ids = iter(found.records)
    while some := list(islice(ids, _PIECE)):
        graphs = select_store.graphs_of(connection, some)
        for record_id in some:
            here = graphs.get(record_id, {})
            before = {one: parents for one, parents in here.items() if one not in found.new_revisions}
            yield record_id, _fate(found.records[record_id], found, before)


def _fate(record: _Record, found: Found, here: Mapping[str, tuple[str, ...]]) -> Fate:
    if record.clashes:
        return "clash"
    if not record.new:
        return "known"
    together = {**here, **{one: found.parents[one] for one in record.revision_ids}}
    if len(together) == 1 and not any(together.values()):
        return "new"
    nodes = [_Node(*one) for one in together.items()]
    if dag.waiting_for(nodes).keys() & set(record.revision_ids):
        return "waiting"
    if len(dag.heads(nodes)) > 1:
        return "diverged"
    return "corrected" if here else "new"


def _lines(connection: Connection, found: Found, fates: Mapping[str, Fate]) -> list[PlanLine]:
    """The records to show, the notable ones first."""
    order = {fate: place for place, fate in enumerate(FATES)}
    untitled = [one for one, record in found.records.items() if not record.title]
    titles = records_store.titles_of(connection, untitled)

    def key(record_id: str) -> tuple[int, str, str]:
        record = found.records[record_id]
        return order[fates[record_id]], record.title or titles.get(record_id, ""), record_id

    lines = []
    for record_id in nsmallest(LONGEST_LIST, found.records, key=key):
        record = found.records[record_id]
        lines.append(
            PlanLine(
                record_id,
                fates[record_id],
                record.title or titles.get(record_id, ""),
                record.form_id,
                record.facility_id,
                record.officer,
                record.made_at,
                record.new,
            )
        )
    return lines
