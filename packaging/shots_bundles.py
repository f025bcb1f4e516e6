"""Bundles for the pictures that the sample does not hold: a record that clashes, and one that diverges from the store.

Both are made with an officer's own keys, as a restored disk or a second laptop with the same store could make them.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sxsh_desktop.ledger.values import Revision
    from sxsh_desktop.services.desk import Desk

_NUMBER = re.compile(rb">(\d{2,6})<")


def odd_bundles(sample: Path) -> Iterator[tuple[str, Path]]:
    """("clash", file) and ("diverged", file), written into the sample's folder."""
    from sxsh_desktop.services.desk import open_desk

    for name, make in (("clash", _clashing), ("diverged", _diverging)):
        for folder in sorted(sample.glob("officer-*")):
            with closing(open_desk(folder)) as desk:
                found = _first(desk, make)
                if found is not None:
                    yield name, _bundle(desk, found, sample / f"{name}-{folder.name}.sxsh")
                    break


def _first(desk: Desk, make: Callable[[Desk, Revision], Revision | None]) -> Revision | None:
    from sxsh_desktop.store import ledger

    with desk.read() as connection:
        own = (one for one in ledger.iterate_revisions(connection) if one.device_id == desk.device_id)
        return next((made for one in own if (made := make(desk, one)) is not None), None)


def _clashing(desk: Desk, one: Revision) -> Revision | None:
    """Other answers under an id that is known."""
    xml = _changed(one.instance_xml)
    return None if xml is None else _signed(desk, one, one.revision_id, xml)


def _diverging(desk: Desk, one: Revision) -> Revision | None:
    """Another correction of what this one corrects."""
    xml = _changed(one.instance_xml)
    if xml is None or len(one.parents) != 1:
        return None
    revision_id = f"uuid:{uuid.uuid4()}"
    return _signed(desk, one, revision_id, xml.replace(one.revision_id.encode(), revision_id.encode()))


def _changed(xml: bytes) -> bytes | None:
    """The last number of two digits and more, one higher; None where there is none."""
    numbers = list(_NUMBER.finditer(xml))
    if not numbers:
        return None
    last = numbers[-1]
    return xml[: last.start(1)] + str(int(last[1]) + 1).encode() + xml[last.end(1) :]


def _signed(desk: Desk, one: Revision, revision_id: str, xml: bytes) -> Revision:
    from sxsh_desktop.ledger.keys import sign_revision
    from sxsh_desktop.ledger.values import UnsignedRevision

    parts = {name: getattr(one, name) for name in UnsignedRevision.__slots__}
    parts.update(revision_id=revision_id, instance_xml=xml, sequence=one.sequence + 100_000)
    return sign_revision(UnsignedRevision(**parts), desk.keys.signing)


def _bundle(desk: Desk, revision: Revision, target: Path) -> Path:
    from sxsh_desktop.base.progress import silent
    from sxsh_desktop.bundle.values import BundleContent, Party
    from sxsh_desktop.bundle.write import write_bundle
    from sxsh_desktop.services.exchange_devices import own_enrolment

    with desk.write() as connection:
        certificate = own_enrolment(desk, connection)
    who = desk.profile
    sender = Party(
        who.officer_code,
        who.officer_name,
        desk.device_id,
        who.unit_code,
        who.role,
        desk.keys.signing.key_id,
    )
    content = BundleContent(str(uuid.uuid4()), sender, Party(), desk.now(), revisions=(revision,))
    write_bundle(target, content, desk.keys.signing, certificate, (), desk.folder, silent())
    return target
