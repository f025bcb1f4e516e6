"""Looks at everything in a store: database, hashes, signatures, photos, and what is computed from the ledger."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ledger import trust
from sxsh_desktop.ledger.hashes import NOT_HASHED_KINDS, ledger_hash
from sxsh_desktop.ledger.keys import PublicKey, content_hash, verify_many
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.services.exchange_devices import known_devices
from sxsh_desktop.services.rebuild import compute_anew
from sxsh_desktop.store import attachments, derived, dialects, exchange, moving, records
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.database import DATABASE_FILE, open_store

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

_SHOWN = 200
_PIECE = 500


@dataclass(frozen=True, slots=True)
class VerifyProblem:
    """One thing that is wrong: a permanent code, and a sentence in the language of the user."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a look at the whole store found.

    ok: nothing is wrong. ledger_hash, derived_hash: SHA-256, equal for equal ledgers on every device.
    revisions, entries: how many are shown; heads: over all records; diverged, waiting: records that a person
    must look at (no fault of the store); shelf: files that wait; unknown_signers: items whose key is not
    known here, so that only their hash was checked; problems: at most 200, the first ones.
    """

    ok: bool
    ledger_hash: str
    derived_hash: str
    revisions: int
    entries: int
    heads: int
    diverged: int
    waiting: int
    shelf: int
    unknown_signers: int
    problems: tuple[VerifyProblem, ...]


class _Found:
    """Problems and counts as they are found."""

    def __init__(self) -> None:
        self.problems: list[VerifyProblem] = []
        self.unknown: set[str] = set()

    def add(self, code: str, msgid: str, **facts: object) -> None:
        if len(self.problems) < _SHOWN:
            self.problems.append(VerifyProblem(code, words(msgid, **facts)))


def verify(desk: Desk, progress: Progress | None = None) -> VerifyReport:
    """Check the whole store; changes nothing in it (the computing is tried out on a copy elsewhere).

    Raises CancelledError, and what reading a store may raise.
    """
    told = progress or silent()
    found = _Found()
    with desk.read() as connection:
        for line in dialects.integrity(connection):
            found.add("VERIFY-01", _("The database is damaged: {what}."), what=line)
        broken = dialects.broken_references(connection)
        if broken:
            found.add("VERIFY-01", _("The database is damaged: {what}."), what=broken)
        _check_ledger(desk, connection, found, told.part(0, 50, 100))
        _check_files(desk, connection, found, told.part(50, 65, 100))
        here = derived.table_hashes(connection, desk.vocabulary)
        report = _counted(desk, connection, found)
        readable = all(problem.code != "VERIFY-02" for problem in found.problems)
        if readable and (desk.store.on_server or desk.store.file.is_file()):
            _check_computed(desk, connection, here, found, told.part(65, 100, 100))
    return replace(report, ok=not found.problems, problems=tuple(found.problems))


def _counted(desk: Desk, connection: Connection, found: _Found) -> VerifyReport:
    revisions, entries = ledger_store.counts(connection)
    every = records.find(connection, records.RecordQuery(with_void=True))
    return VerifyReport(
        ok=False,
        ledger_hash=ledger_hash(ledger_store.content_hashes(connection, NOT_HASHED_KINDS)),
        derived_hash=derived.derived_hash(connection, desk.vocabulary),
        revisions=revisions,
        entries=entries,
        heads=sum(len(one.heads) for one in every),
        diverged=sum(one.diverged for one in every),
        waiting=sum(one.waiting for one in every),
        shelf=len(exchange.shelved(connection)),
        unknown_signers=len(found.unknown),
        problems=(),
    )


def _check_ledger(desk: Desk, connection: Connection, found: _Found, progress: Progress) -> None:
    """Every hash and every signature, hidden items included."""
    enrolments = ledger_store.entries_of_kind(connection, "enrolment")
    keys = {key_id: one.key for key_id, one in trust.requests(enrolments).items()}
    keys |= {key_id: one.key for key_id, one in known_devices(desk, connection).items()}
    total = sum(ledger_store.counts(connection))
    done = 0
    ledgers: tuple[Iterable[Revision | Entry], ...] = (
        ledger_store.iterate_revisions(connection, with_hidden=True),
        ledger_store.iterate_entries(connection, with_hidden=True),
    )
    for items in ledgers:
        try:
            for some in _pieces(items):
                _check_items(some, keys, found)
                done += len(some)
                progress.step(min(done, total), total, words(_("Checking signatures")))
        except ValueError as error:
            found.add("VERIFY-02", _("A row of the ledger cannot be read: {what}."), what=error)


def _pieces(items: Iterable[Revision | Entry]) -> Iterator[list[Revision | Entry]]:
    """Some at a time; what stands before a row that cannot be read is given before that is told."""
    some: list[Revision | Entry] = []
    try:
        for item in items:
            some.append(item)
            if len(some) == _PIECE:
                yield some
                some = []
    except ValueError:
        yield some
        raise
    yield some


def _check_items(items: Sequence[Revision | Entry], keys: Mapping[str, PublicKey], found: _Found) -> None:
    """Hash and signature of each; of an unknown author the hash only."""
    signed = iter(verify_many([(one, keys[one.key_id]) for one in items if one.key_id in keys]))
    for item in items:
        name = item.revision_id if isinstance(item, Revision) else item.entry_id
        if item.key_id in keys:
            good = next(signed)
        else:
            found.unknown.add(name)
            good = content_hash(item) == item.content_hash
        if not good:
            found.add("VERIFY-03", _("{item} was changed after it was signed."), item=name)


def _check_files(desk: Desk, connection: Connection, found: _Found, progress: Progress) -> None:
    """Every photo and file that a revision names is there with the right bytes."""
    named = sorted(records.attachments_in_use(connection))
    for done, sha256 in enumerate(named):
        progress.step(done, len(named), words(_("Checking photos and files")))
        if not attachments.is_whole(desk.store.attachments, sha256):
            found.add("VERIFY-04", _("The photo or file {sha256} is missing or damaged."), sha256=sha256)


def _check_computed(
    desk: Desk, connection: Connection, here: Mapping[str, str], found: _Found, progress: Progress
) -> None:
    """What is computed equals what computing it anew gives: tried out on a copy in the system's own folder."""
    with tempfile.TemporaryDirectory(prefix="sxsh-verify-") as name:
        folder = Path(name)
        moving.take_copy(desk.store, folder / DATABASE_FILE, desk.clock, there=connection)
        with closing(open_store(folder, desk.clock)) as copy, copy.write() as connection:
            compute_anew(connection, desk, progress)
            again = derived.table_hashes(connection, desk.vocabulary)
    for table in sorted(here.keys() | again.keys()):
        if here.get(table) != again.get(table):
            found.add(
                "VERIFY-05",
                _("The table {table} is not what computing it again gives; compute it anew: sxsh rebuild."),
                table=table,
            )
