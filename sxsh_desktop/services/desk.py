"""A desk: an open store, who works there, and everything that the use cases share."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

from sxsh_desktop.base.clock import Clock, system_clock
from sxsh_desktop.base.words import set_language
from sxsh_desktop.domain.quantity import UnitTable
from sxsh_desktop.domain.vocabulary import Vocabulary
from sxsh_desktop.ledger.entries import Body, body_text
from sxsh_desktop.ledger.keys import sign_entry, sign_revision
from sxsh_desktop.ledger.values import Entry, Revision, UnsignedEntry, UnsignedRevision
from sxsh_desktop.services import computed, reference
from sxsh_desktop.services.database_place import DatabasePlace, read_place
from sxsh_desktop.services.forms import FormShelf
from sxsh_desktop.services.profile import (
    DeviceKeys,
    NotSetUpError,
    Profile,
    make_keys,
    read_keys,
    read_profile,
    write_profile,
)
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import scratch
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.database import Store, open_store


class Desk:
    """What every use case is given first. Close it when done.

    Attributes: store, profile (who), keys (the device's), forms, vocabulary, units, clock; `kept`: what use cases
    keep in memory from one call to the next, by name.
    """

    def __init__(self, store: Store, profile: Profile, keys: DeviceKeys, clock: Clock) -> None:
        self.store = store
        self.profile = profile
        self.keys = keys
        self.clock = clock
        self.forms = FormShelf(store, clock)
        self.vocabulary: Vocabulary = reference.load_vocabulary()
        self.units: UnitTable = reference.load_units()
        self.kept: dict[str, object] = {}

    @property
    def folder(self) -> Path:
        """Where everything of this desk is."""
        return self.store.folder

    @property
    def device_id(self) -> str:
        """This device, as revisions and entries name it."""
        return self.keys.device_id

    def read(self) -> AbstractContextManager[Connection]:
        """See `Store.read`."""
        return self.store.read()

    def write(self) -> AbstractContextManager[Connection]:
        """See `Store.write`."""
        return self.store.write()

    def today(self) -> date:
        """The date on this desk's clock."""
        return self.clock().date()

    def now(self) -> str:
        """This moment, as it is written into revisions and entries."""
        return self.clock().isoformat(timespec="seconds")

    def append_entry(
        self, connection: Connection, body: Body, subject: str, parents: tuple[str, ...] = ()
    ) -> Entry:
        """Sign an entry of this desk and add it to the ledger, within the caller's transaction."""
        return self.append_entries(connection, [(body, subject, parents)])[0]

    def append_entries(
        self, connection: Connection, drafted: Sequence[tuple[Body, str, tuple[str, ...]]]
    ) -> tuple[Entry, ...]:
        """`append_entry` for many: (body, subject, parents) each."""
        first = ledger_store.next_sequence(connection, self.device_id)
        entries = tuple(
            sign_entry(
                UnsignedEntry(
                    entry_id=str(uuid.uuid4()),
                    kind=body.kind,
                    subject=subject,
                    parents=tuple(sorted(parents)),
                    body=body_text(body),
                    officer_id=self.profile.officer_code,
                    device_id=self.device_id,
                    made_at=self.now(),
                    sequence=first + number,
                ),
                self.keys.signing,
            )
            for number, (body, subject, parents) in enumerate(drafted)
        )
        ledger_store.add_entries(connection, entries, made_here=True)
        return entries

    def append_revision(self, connection: Connection, unsigned: UnsignedRevision) -> Revision:
        """Sign a revision as this desk's next one and add it to the ledger, in the caller's transaction.

        Device, officer, moment and sequence number are this desk's, whatever `unsigned` says.
        """
        own = replace(
            unsigned,
            officer_id=self.profile.officer_code,
            device_id=self.device_id,
            made_at=self.now(),
            sequence=ledger_store.next_sequence(connection, self.device_id),
        )
        revision = sign_revision(own, self.keys.signing)
        ledger_store.add_revisions(connection, (revision,), made_here=True)
        return revision

    def close(self) -> None:
        """Let go of the store's files."""
        self.store.close()


def is_desk(folder: Path) -> bool:
    """Whether somebody has set up a desk in this folder."""
    try:
        read_profile(folder)
    except NotSetUpError:
        return False
    return True


def create_desk(folder: Path, profile: Profile, clock: Clock = system_clock) -> Desk:
    """Set up a desk in a folder: store, keys, forms, reference tables; or open the one that is there.

    Raises ProfileNotWrittenError and what `open_store` raises.
    """
    keys = make_keys(folder)
    desk = _open(folder, profile, keys, clock)
    write_profile(folder, profile)
    return desk


def open_desk(folder: Path, clock: Clock = system_clock) -> Desk:
    """Open the desk in a folder, and speak its language from now on.

    Raises NotSetUpError, ProfileDamagedError, and what `open_store` raises.
    """
    profile = read_profile(folder)
    set_language(profile.language)
    return _open(folder, profile, read_keys(folder), clock)


def open_desk_at(folder: Path, place: DatabasePlace, clock: Clock = system_clock) -> Desk:
    """The same desk with its tables elsewhere: what a move from one database to another works on."""
    return _open(folder, read_profile(folder), read_keys(folder), clock, place)


def _open(
    folder: Path, profile: Profile, keys: DeviceKeys, clock: Clock, place: DatabasePlace | None = None
) -> Desk:
    place = place or read_place(folder)
    scratch.clear_left(folder, clock())
    store = open_store(folder, clock, address=place.address, files=place.files_folder)
    try:
        desk = Desk(store, profile, keys, clock)
        desk.forms.take_in_shipped()
        reference.take_in_shipped(desk)
        _have_fact_tables(desk)
    except BaseException:
        store.close()
        raise
    return desk


def _have_fact_tables(desk: Desk) -> None:
    """A new store, or one that another version or vocabulary computed: compute everything anew."""
    with desk.read() as connection:
        there = computed.is_up_to_date(connection, desk.vocabulary)
    if not there:
        from sxsh_desktop.services import rebuild  # the whole projection: only when it is needed

        rebuild.rebuild(desk)
