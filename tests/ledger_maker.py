"""Small makers of signed values for the tests of the ledger, the bundle and the exchange."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sxsh_desktop.base.progress import silent
from sxsh_desktop.bundle.seal import SealingKey
from sxsh_desktop.bundle.values import BundleContent, BundleInfo, FormFile, Party
from sxsh_desktop.bundle.write import write_bundle
from sxsh_desktop.ledger.entries import AnyBody, Enrolment, Role, body_text
from sxsh_desktop.ledger.keys import SigningKey, sign_entry, sign_revision
from sxsh_desktop.ledger.trust import Device
from sxsh_desktop.ledger.values import Entry, Revision, UnsignedEntry, UnsignedRevision

MADE_AT = "2026-07-01T08:00:00+07:00"


@dataclass
class Author:
    """A device with its keys and a counter: what makes signed values."""

    name: str
    role: Role = "officer"
    key: SigningKey = field(default_factory=SigningKey.generate)
    sealing: SealingKey = field(default_factory=SealingKey.generate)
    sequence: int = 0

    @property
    def device_id(self) -> str:
        return f"dev-{self.key.key_id}"

    @property
    def party(self) -> Party:
        return Party(self.name, f"Cán bộ {self.name}", self.device_id, "866", self.role, self.key.key_id)

    def enrolment(self) -> Enrolment:
        return Enrolment(
            self.device_id,
            self.key.public.text,
            self.sealing.recipient,
            self.name,
            f"Cán bộ {self.name}",
            "866",
            self.role,
        )

    def device(self) -> Device:
        return Device(
            self.key.public,
            self.device_id,
            self.name,
            f"Cán bộ {self.name}",
            "866",
            self.role,
            self.sealing.recipient,
        )

    def revision(
        self,
        record_id: str,
        parents: Iterable[str] = (),
        xml: bytes = "<data><ten>Nhà máy Đồng Tháp</ten></data>".encode(),
        attachments: tuple[str, ...] = (),
        revision_id: str = "",
    ) -> Revision:
        self.sequence += 1
        return sign_revision(
            UnsignedRevision(
                revision_id=revision_id or f"uuid:{uuid.uuid4()}",
                record_id=record_id,
                parents=tuple(parents),
                form_id="a_co_so",
                form_version="1",
                definition_hash="0" * 64,
                facility_id=record_id,
                officer_id=self.name,
                device_id=self.device_id,
                made_at=MADE_AT,
                sequence=self.sequence,
                instance_xml=xml,
                attachments=attachments,
            ),
            self.key,
        )

    def entry(self, body: AnyBody, subject: str, parents: Iterable[str] = (), entry_id: str = "") -> Entry:
        self.sequence += 1
        return sign_entry(
            UnsignedEntry(
                entry_id=entry_id or str(uuid.uuid4()),
                kind=body.kind,
                subject=subject,
                parents=tuple(parents),
                body=body_text(body),
                officer_id=self.name,
                device_id=self.device_id,
                made_at=MADE_AT,
                sequence=self.sequence,
            ),
            self.key,
        )

    def certificate(self) -> Entry:
        return self.entry(self.enrolment(), self.device_id)


def record_id() -> str:
    """A new record's id."""
    return str(uuid.uuid4())


def attachment(folder: Path, content: bytes) -> tuple[str, Path]:
    """A file as the store keeps it: its SHA-256 and its place."""
    sha256 = hashlib.sha256(content).hexdigest()
    file = folder / sha256
    file.write_bytes(content)
    return sha256, file


def bundle(
    target: Path,
    author: Author,
    revisions: Iterable[Revision] = (),
    entries: Iterable[Entry] = (),
    attachments: Iterable[tuple[str, Path]] = (),
    forms: Iterable[FormFile] = (),
    recipients: tuple[str, ...] = (),
) -> BundleInfo:
    """Write a bundle of these, signed by the author."""
    content = BundleContent(
        str(uuid.uuid4()), author.party, Party(), MADE_AT, revisions, entries, forms, attachments
    )
    return write_bundle(
        target, content, author.key, author.certificate(), recipients, target.parent, silent()
    )
