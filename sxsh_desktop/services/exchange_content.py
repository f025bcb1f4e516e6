"""What comes with the records of a bundle: photos and files, form definitions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle.errors import BundleContentError
from sxsh_desktop.bundle.read import OpenBundle
from sxsh_desktop.bundle.values import MANIFEST, FormFile
from sxsh_desktop.ledger.entries import Publication, body_of
from sxsh_desktop.ledger.values import Entry
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import attachments as attachment_store
from sxsh_desktop.store import forms as forms_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.attachments import Attachment
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.store.forms import StoredForm

_PUBLISHED, _RECEIVED, _RETIRED = "published", "received", "retired"


@dataclass(frozen=True, slots=True)
class KeptAttachments:
    """Files that are on disk, flushed, and wait for their rows."""

    items: tuple[Attachment, ...]

    def note(self, connection: Connection) -> None:
        """Put the rows."""
        attachment_store.note(connection, self.items)


def keep_attachments(desk: Desk, bundle: OpenBundle, progress: Progress) -> KeptAttachments:
    """Put every photo and file of the bundle on disk. Raises DiskFullError, StoreReadOnlyError.

    Files of an import that fails afterwards stay behind unnamed; they are the same bytes at the next try.
    """
    folder, total = desk.store.attachments, bundle.manifest.counts.attachments
    kept = []
    folders: set[Path] = set()
    for done, (sha256, pieces) in enumerate(bundle.attachments()):
        progress.step(done, total, words(_("Taking in photos and files")))
        if not attachment_store.is_whole(folder, sha256):
            attachment_store.keep_pieces(folder, sha256, pieces, folders)
        size = attachment_store.path_of(folder, sha256).stat().st_size
        kept.append(Attachment(sha256, size, added_at=desk.now()))
    attachment_store.sync_folders(folder, folders)
    return KeptAttachments(tuple(kept))


def keep_forms(desk: Desk, bundle: OpenBundle) -> None:
    """Keep the definitions that are not here yet; each must have the hash that the manifest gives it.

    They only show the records that were made with them, and are not offered for filling until the department
    publishes them; so they may stay when the import fails afterwards. Raises BundleContentError, and what
    reading a form raises.
    """
    read = _new_forms(desk, bundle)
    if not read:
        return
    with desk.write() as connection:
        for form, contents in read:
            forms_store.add(connection, form, contents)
        publish_forms(connection, desk)
    desk.forms.refresh()


def check_forms(desk: Desk, bundle: OpenBundle) -> None:
    """Raise what `keep_forms` would raise; nothing is kept."""
    _new_forms(desk, bundle)


def _new_forms(desk: Desk, bundle: OpenBundle) -> list[tuple[StoredForm, dict[str, bytes]]]:
    """The definitions of a bundle that are not here yet, read whole."""
    wanted: dict[str, list[FormFile]] = {}
    for one in bundle.manifest.forms:
        if not desk.forms.has(one.form_id, one.version, one.definition_hash):
            wanted.setdefault(one.definition_hash, [])
    if not wanted:
        return []
    for file in bundle.forms():
        if file.definition_hash in wanted:
            wanted[file.definition_hash].append(file)
    return [_read_form(desk, bundle.file, files) for files in wanted.values()]


def _read_form(desk: Desk, file: str, files: list[FormFile]) -> tuple[StoredForm, dict[str, bytes]]:
    main = next((one for one in files if one.is_main), None)
    if main is None:
        raise BundleContentError(file=file, entry=MANIFEST, line=0)
    contents = {one.name: one.content for one in files}
    form = desk.forms.read_files(main.name, contents)
    if (form.form_id, form.version, form.definition_hash) != (
        main.form_id,
        main.version,
        main.definition_hash,
    ):
        raise BundleContentError(file=file, entry=main.name, line=0)
    return desk.forms.entry_for(form, main.name, _RECEIVED), contents


def publish_forms(connection: Connection, desk: Desk, gone: Iterable[Entry] = ()) -> None:
    """Offer the forms for filling that the department published, and no longer those that it withdrew.

    An entry that a later one names no longer counts; of several that did not know of each other a withdrawal.
    gone: entries that are no longer shown: forms of which nothing else was said are what they were without them.
    """
    said = ledger_store.entries_of_kind(connection, Publication.kind)
    settled = {parent for entry in said for parent in entry.parents}
    states: dict[str, str] = {}
    for entry in said:
        body = body_of(entry)
        if isinstance(body, Publication) and entry.entry_id not in settled:
            published = body.state == "published" and states.get(body.definition_hash) != _RETIRED
            states[body.definition_hash] = _PUBLISHED if published else _RETIRED
    for entry in gone:
        body = body_of(entry)
        if isinstance(body, Publication):
            shipped = desk.forms.is_shipped(body.definition_hash)
            states.setdefault(body.definition_hash, _PUBLISHED if shipped else _RECEIVED)
    for definition_hash, state in states.items():
        forms_store.set_state(connection, definition_hash, state)
