"""Many records as they come from the field, for the benches of exchange: copies of a sample province's own records.

The records of the sample (all nine forms, in the sample's own mix: cards, surveys, consumption, assessments,
follow-ups, corrections with their parents) are copied under ids of their own and signed anew by the desk that sends
them. So a revision has the size and the number of facts that it has in practice; a blank card would be too light.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path

from sxsh_desktop.ledger.keys import sign_revision
from sxsh_desktop.ledger.values import Revision, UnsignedRevision
from sxsh_desktop.services.demo import run_demo
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.store import attachments as attachment_store
from sxsh_desktop.store import ledger as ledger_store
from tests.exchange_maker import CLOCK

# A photo as a telephone takes it for a form (1,600 points on the longer side, JPEG).
PHOTO_BYTES = 300_000
# One revision of ten has a photo: 100,000 revisions with 10,000 photos, as a province may reach.
PHOTO_EVERY = 10
_FACILITIES = 60


def sample_revisions(folder: Path) -> list[Revision]:
    """The revisions of a small sample province made in `folder`, parents first."""
    run_demo(folder, facilities=_FACILITIES)
    desk = open_desk(folder / "department", CLOCK)
    with desk.read() as connection:
        found = {one.revision_id: one for one in ledger_store.iterate_revisions(connection)}
    desk.close()
    ordered = ledger_store.parents_first({one.revision_id: one.parents for one in found.values()})
    return [found[one] for one in ordered]


def fill(desk: Desk, sample: Sequence[Revision], number: int, photos: int = 0) -> None:
    """Put `number` copies into the ledger of a desk, as made here; every tenth with a photo, `photos` of them."""
    with desk.write() as connection:
        ledger_store.add_revisions(connection, islice(_copies(desk, sample, photos), number), made_here=True)


def _copies(desk: Desk, sample: Sequence[Revision], photos: int) -> Iterator[Revision]:
    numbers = count()
    while True:
        ids = {one.revision_id: f"uuid:{uuid.uuid4()}" for one in sample}
        for one in sample:
            for old in (one.record_id, one.facility_id):
                ids.setdefault(old, str(uuid.uuid4()) if old else "")
        for one in sample:
            number = next(numbers)
            taken = number % PHOTO_EVERY == 0 and number // PHOTO_EVERY < photos
            yield _copy(desk, one, ids, number, (_photo(desk, number),) if taken else ())


def _copy(desk: Desk, one: Revision, ids: dict[str, str], number: int, photos: tuple[str, ...]) -> Revision:
    xml = one.instance_xml
    for old in (one.revision_id, one.record_id, one.facility_id, *one.parents):
        if old:
            xml = xml.replace(old.encode(), ids[old].encode())
    parts = {name: getattr(one, name) for name in UnsignedRevision.__slots__}
    parts.update(
        revision_id=ids[one.revision_id],
        record_id=ids[one.record_id],
        facility_id=ids[one.facility_id],
        parents=tuple(ids[parent] for parent in one.parents),
        instance_xml=xml,
        attachments=photos,
        officer_id=desk.profile.officer_code,
        device_id=desk.device_id,
        sequence=1000 + number,
    )
    return sign_revision(UnsignedRevision(**parts), desk.keys.signing)


def _photo(desk: Desk, number: int) -> str:
    """Bytes that pack as badly as a photo's, among the attachments of the desk; not flushed one by one."""
    content = hashlib.shake_256(str(number).encode()).digest(PHOTO_BYTES)
    sha256 = hashlib.sha256(content).hexdigest()
    file = attachment_store.path_of(desk.store.attachments, sha256)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return sha256
