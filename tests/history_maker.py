"""Random histories of several devices: what the laws of the ledger are held against.

Whoever makes a history asks a `Chance`; in the short tests hypothesis answers (and makes a failure small), in the
long runs dice do, and a number names the history for ever. Devices have wrong clocks, see only what reached them,
correct what they have, follow several versions, cancel, join and part facilities, review, confirm and revoke
devices; bundles carry any part of what their sender knows, so that parents are missing, and items come often.
"""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from hypothesis import strategies as st

from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.entries import (
    AnyBody,
    FacilityLink,
    Question,
    Review,
    Verdict,
    Void,
    body_of,
    body_text,
)
from sxsh_desktop.ledger.keys import sign_entry, sign_revision
from sxsh_desktop.ledger.values import Entry, Revision, UnsignedEntry, UnsignedRevision
from tests.ledger_maker import Author

T = TypeVar("T")
Item = Revision | Entry
Fields = Mapping[str, str]
VERDICTS: tuple[Verdict, ...] = ("accepted", "returned", "rejected")
CLOCKS = ("1999-12-31T23:59:59+07:00", "2026-07-01T08:00:00+07:00", "2038-01-19T03:14:08+00:00", "không rõ")


class Chance(Protocol):
    """Where a history takes its choices from."""

    def below(self, count: int) -> int:
        """A number from 0 to count - 1; 0 is the simplest choice."""
        ...


class Dice:
    """Chances of the long runs: the same seed, the same history."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, count: int) -> int:
        return self._random.randrange(count)


class Drawn:
    """Chances that hypothesis decides."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def below(self, count: int) -> int:
        return self._data.draw(st.integers(0, count - 1)) if count > 1 else 0


def pick(chance: Chance, items: Sequence[T]) -> T:
    return items[chance.below(len(items))]


def some(chance: Chance, items: Sequence[T], most: int) -> list[T]:
    """Up to `most` different ones, in any order."""
    left = list(items)
    return [left.pop(chance.below(len(left))) for _number in range(min(chance.below(most + 1), len(left)))]


def shuffled(chance: Chance, items: Sequence[T]) -> list[T]:
    left = list(items)
    return [left.pop(chance.below(len(left))) for _number in range(len(left))]


def id_of(item: Item) -> str:
    return item.revision_id if isinstance(item, Revision) else item.entry_id


@dataclass(frozen=True)
class Sheet:
    """A form as far as histories need it. values: what its questions may be answered; rows: by table, the answers
    of a row; as_xml: the instance with these fields."""

    form_id: str
    version: str
    definition_hash: str
    values: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, Mapping[str, tuple[str, ...]]]
    sets: frozenset[str]
    as_xml: Callable[[Fields], bytes]


def _plain_xml(fields: Fields) -> bytes:
    return b"<data>" + json.dumps(dict(fields), sort_keys=True).encode() + b"</data>"


PLAIN = Sheet(
    "a_co_so",
    "1",
    "0" * 64,
    {
        "/d/a": ("", "1", "2", "Đồng Tháp"),
        "/d/b": ("1", "2", "\x1fabsent:unknown"),
        "/d/s": ("a", "a b", "b c", "c a"),
    },
    {"/d/r": {"q": ("1", "2", "3"), "s": ("x", "x y", "y z")}},
    frozenset({"/d/s", "/d/r/s"}),
    _plain_xml,
)


@dataclass
class Device:
    """A device and what it has seen so far."""

    author: Author
    known: dict[str, Item] = field(default_factory=dict)

    def revisions(self) -> list[Revision]:
        return [one for one in self.known.values() if isinstance(one, Revision)]

    def entries(self, kind: str) -> list[Entry]:
        return [one for one in self.known.values() if isinstance(one, Entry) and one.kind == kind]


@dataclass(frozen=True)
class Sending:
    """A bundle: who signs it, what is in it."""

    sender: Author
    items: tuple[Item, ...]


@dataclass
class History:
    """Everything that was made, the fields of each revision, and the bundles that carry it."""

    items: dict[str, Item] = field(default_factory=dict)
    fields: dict[str, Fields] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)  # by record
    sendings: list[Sending] = field(default_factory=list)

    @property
    def revisions(self) -> list[Revision]:
        return [one for one in self.items.values() if isinstance(one, Revision)]

    @property
    def entries(self) -> list[Entry]:
        return [one for one in self.items.values() if isinstance(one, Entry)]

    def records(self) -> dict[str, list[Revision]]:
        found: dict[str, list[Revision]] = {}
        for one in self.revisions:
            found.setdefault(one.record_id, []).append(one)
        return found


def make_history(
    chance: Chance, authors: Sequence[Author], sheets: Sequence[Sheet] = (PLAIN,), *, steps: int = 14
) -> History:
    """A history of up to `steps` acts. The first sheet is the register card; officers first, then the department."""
    return _Maker(chance, authors, sheets).make(2 + chance.below(steps - 1))


class _Maker:
    def __init__(self, chance: Chance, authors: Sequence[Author], sheets: Sequence[Sheet]) -> None:
        self.chance, self.sheets = chance, sheets
        self.devices = [Device(author) for author in authors]
        self.history = History()
        self.salt = chance.below(1000)

    def make(self, steps: int) -> History:
        acts = (
            self.correct, self.new_record, self.correct, self.review, self.send, self.correct_old, self.send,
            self.cancel, self.link, self.correct, self.enrol,
        )  # fmt: skip
        self.new_record(self.devices[0])
        for _step in range(steps):
            acts[self.chance.below(len(acts))](pick(self.chance, self.devices))
        self._rest()
        return self.history

    def new_id(self) -> str:
        """Ids that do not sort as they were made."""
        digest = hashlib.sha256(f"{self.salt} {len(self.history.items)} {len(self.history.sheets)}".encode())
        return str(uuid.UUID(bytes=digest.digest()[:16], version=4))

    # --- acts -----------------------------------------------------------------------------------------------

    def new_record(self, device: Device) -> None:
        cards = [one for one in device.revisions() if self._is_card(one.record_id)]
        sheet = pick(self.chance, self.sheets) if cards else self.sheets[0]
        record_id = self.new_id()
        self.history.sheets[record_id] = sheet
        facility = record_id if sheet is self.sheets[0] else pick(self.chance, cards).record_id
        self._revise(device, record_id, facility, ())

    def _new_card(self, device: Device) -> None:
        record_id = self.new_id()
        self.history.sheets[record_id] = self.sheets[0]
        self._revise(device, record_id, record_id, ())

    def correct(self, device: Device) -> None:
        """A correction of one head, or of all of them: then it settles what had diverged."""
        self._have_something(device)
        chosen = pick(self.chance, device.revisions())
        known = [one for one in device.revisions() if one.record_id == chosen.record_id]
        heads = dag.heads(known)
        parents = heads if self.chance.below(3) else heads[:1]
        self._revise(device, chosen.record_id, chosen.facility_id, parents)

    def correct_old(self, device: Device) -> None:
        """A correction that was begun before others arrived: it follows any versions."""
        self._have_something(device)
        chosen = pick(self.chance, device.revisions())
        known = [one.revision_id for one in device.revisions() if one.record_id == chosen.record_id]
        parents = some(self.chance, known, 2)
        self._revise(device, chosen.record_id, chosen.facility_id, parents)

    def review(self, _device: Device) -> None:
        department = self.devices[-1]
        self._have_something(department)
        revision = pick(self.chance, department.revisions())
        seen = [one for one in department.entries("review") if one.subject == revision.revision_id]
        asked = (Question(self._a_ref(revision.record_id), "Vì sao?"),) if self.chance.below(2) else ()
        body = Review(
            pick(self.chance, VERDICTS), revision.revision_id, asked, pick(self.chance, ("", "xem lại"))
        )
        self._say(department, body, revision.revision_id, seen if self.chance.below(3) else ())

    def cancel(self, device: Device) -> None:
        if device.revisions():
            record_id = pick(self.chance, device.revisions()).record_id
            self._say(device, Void(record_id, pick(self.chance, ("nhầm", "trùng"))), record_id, ())

    def link(self, device: Device) -> None:
        if len({one.record_id for one in device.revisions() if self._is_card(one.record_id)}) < 2:
            self._new_card(device)
        cards = sorted({one.record_id for one in device.revisions() if self._is_card(one.record_id)})
        if len(cards) < 2:
            return
        a, b = sorted(some_of(self.chance, cards, 2))
        said = [one for one in device.entries("facility_link") if (one.data["a"], one.data["b"]) == (a, b)]
        joined = self.chance.below(3) != 2
        self._say(device, FacilityLink(a, b, joined, "một nơi"), a, said if self.chance.below(3) else ())

    def enrol(self, _device: Device) -> None:
        """The department says something of a device of which no bundle comes: confirms or revokes it."""
        department, spare = self.devices[-1], self.devices[-2].author
        said = [one for one in department.entries("enrolment") if one.subject == spare.device_id]
        body = replace(spare.enrolment(), revoked_on=pick(self.chance, ("", "2026-02-01")))
        self._say(department, body, spare.device_id, said if self.chance.below(3) else ())

    def send(self, device: Device) -> None:
        """A part of what the device knows reaches another device."""
        if not device.known:
            return
        items = list(device.known.values())
        if self.chance.below(2):
            items = [one for one in items if self.chance.below(3)] or items
        if device is not self.devices[-2]:  # the spare device may be revoked
            self.history.sendings.append(Sending(device.author, tuple(items)))
        pick(self.chance, self.devices).known.update({id_of(one): one for one in items})

    def _rest(self) -> None:
        """Whatever was never sent goes in last bundles: each item travels at least once."""
        sent = {id_of(one) for sending in self.history.sendings for one in sending.items}
        sender = self.devices[0].author
        left = [one for one in self.history.items.values() if id_of(one) not in sent]
        parts = 1 + self.chance.below(3)
        for part in range(parts):
            chosen = [one for number, one in enumerate(left) if number % parts == part]
            if chosen:
                self.history.sendings.append(Sending(sender, tuple(chosen)))

    def _have_something(self, device: Device) -> None:
        """A device that knows no record was told of some."""
        if not device.revisions():
            first = self.devices[0].known
            device.known.update({one: item for one, item in first.items() if self.chance.below(4)} or first)
            if not device.revisions():
                device.known.update(first)

    # --- values ---------------------------------------------------------------------------------------------

    def _is_card(self, record_id: str) -> bool:
        return self.history.sheets[record_id] is self.sheets[0]

    def _a_ref(self, record_id: str) -> str:
        return pick(self.chance, sorted(self.history.sheets[record_id].values))

    def _revise(self, device: Device, record_id: str, facility: str, parents: Iterable[str]) -> None:
        sheet, before = self.history.sheets[record_id], tuple(parents)
        fields = dict(self.history.fields[pick(self.chance, before)]) if before else {}
        for _number in range(self.chance.below(3) + (not before)):
            self._answer(sheet, fields)
        author = device.author
        author.sequence += 1
        unsigned = UnsignedRevision(
            revision_id=f"uuid:{self.new_id()}",
            record_id=record_id,
            parents=before,
            form_id=sheet.form_id,
            form_version=sheet.version,
            definition_hash=sheet.definition_hash,
            facility_id=facility,
            officer_id=author.name,
            device_id=author.device_id,
            made_at=pick(self.chance, CLOCKS),
            sequence=author.sequence,
            instance_xml=sheet.as_xml(fields),
        )
        revision = sign_revision(unsigned, author.key)
        self.history.fields[revision.revision_id] = fields
        self._keep(device, revision)

    def _answer(self, sheet: Sheet, fields: dict[str, str]) -> None:
        """One answer changed, or a row added, changed, taken away."""
        tables = sorted(sheet.rows)
        if not tables or self.chance.below(3):
            ref = pick(self.chance, sorted(sheet.values))
            fields[ref] = pick(self.chance, sheet.values[ref])
            return
        table = pick(self.chance, tables)
        row = f"{table}[row0000{'abc'[self.chance.below(3)]}]"
        if row in fields and self.chance.below(3) == 2:
            for ref in [one for one in fields if one.startswith(row)]:
                del fields[ref]
            return
        fields[row] = "row"
        name = pick(self.chance, sorted(sheet.rows[table]))
        fields[f"{row}/{name}"] = pick(self.chance, sheet.rows[table][name])

    def _say(self, device: Device, body: AnyBody, subject: str, seen: Iterable[Entry]) -> None:
        author = device.author
        author.sequence += 1
        unsigned = UnsignedEntry(
            entry_id=self.new_id(),
            kind=body.kind,
            subject=subject,
            parents=tuple(sorted(one.entry_id for one in seen)),
            body=body_text(body),
            officer_id=author.name,
            device_id=author.device_id,
            made_at=pick(self.chance, CLOCKS),
            sequence=author.sequence,
        )
        entry = sign_entry(unsigned, author.key)
        assert body_of(entry) == body
        self._keep(device, entry)

    def _keep(self, device: Device, item: Item) -> None:
        device.known[id_of(item)] = item
        self.history.items[id_of(item)] = item


def some_of(chance: Chance, items: Sequence[T], count: int) -> list[T]:
    """Exactly so many different ones."""
    left = list(items)
    return [left.pop(chance.below(len(left))) for _number in range(count)]


def arrivals(chance: Chance, sendings: Sequence[Sending]) -> list[Sending]:
    """The bundles in any order, each once or more often."""
    again = some(chance, sendings, len(sendings))
    return shuffled(chance, [*sendings, *again])


def other_clocks(history: History, authors: Sequence[Author]) -> History:
    """The same history, told by devices whose clocks and counters all stand elsewhere; ids stay."""
    keys = {author.key.key_id: author.key for author in authors}
    made = History(fields=history.fields, sheets=history.sheets)
    for number, item in enumerate(reversed(history.items.values())):
        names = UnsignedRevision.__slots__ if isinstance(item, Revision) else UnsignedEntry.__slots__
        parts = {name: getattr(item, name) for name in names}
        parts |= {"made_at": f"{1990 + number}-01-01T00:00:00Z", "sequence": number}
        key = keys[item.key_id]
        made.items[id_of(item)] = (
            sign_revision(UnsignedRevision(**parts), key)
            if isinstance(item, Revision)
            else sign_entry(UnsignedEntry(**parts), key)
        )
    return made
