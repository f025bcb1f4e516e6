"""Records to and from other programs, as ODK Briefcase keeps them: a zip of `instances/<id>/submission.xml`.

Going out, each record is its present view with its files beside. Coming in, an instance becomes a record of this desk
where it is complete, else a draft; one that is here already is left alone, so that a second run adds nothing.
"""

from __future__ import annotations

import re
import tempfile
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import safe_file_name
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services import fill_files
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import draft_head, environment
from sxsh_desktop.services.fill_draft import OpenDraft
from sxsh_desktop.services.forms import FormUnknownError
from sxsh_desktop.services.record_files import ExportFolderError, record_view
from sxsh_desktop.store import attachments
from sxsh_desktop.store import drafts as draft_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.record import path_of
from sxsh_desktop.xform.session import FillSession, InstanceIds

SUBMISSION = "submission.xml"
LARGEST_INSTANCE, LARGEST_FILE, MOST_INSTANCES = 8 << 20, 256 << 20, 100_000
_OWN_NAME = uuid.UUID(
    "5f1d6a0e-33c8-4d0b-9f51-0b8f5e6d7a10"
)  # instances without a UUID get one made from this
_ID = re.compile(r"^uuid:([0-9a-fA-F-]{36})$")
_KEPT_FILE = re.compile(r"^[0-9a-f]{64}(\.[a-z0-9]{1,8})?$")
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)


class InstancesUnreadableError(UserError):
    """The file is no zip of instances."""

    code = "RECORD-12"
    said = _("The file {file} holds no records that can be read: {reason}.")
    todo = _("Export it again from ODK Briefcase, Kobo or this program, as a zip with a folder instances.")


@dataclass(frozen=True, slots=True)
class Refused:
    """An instance that was not taken: its place in the zip, and why in a sentence."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the instances of a zip. `records` were complete, `drafts` wait to be finished."""

    records: int
    drafts: int
    already: int
    refused: tuple[Refused, ...]


def export_zip(
    desk: Desk, target: Path, record_ids: Sequence[str] = (), progress: Progress | None = None
) -> int:
    """Write records (all when none are named) into a zip; returns how many.

    Raises ExportFolderError, RecordGoneError, FormUnknownError; an existing file is replaced only at the end.
    """
    told, part = progress or silent(), target.with_name(target.name + ".part")
    try:
        with desk.read() as connection, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as out:
            ids = list(record_ids) or ledger_store.record_ids(connection)
            for number, record_id in enumerate(ids):
                told.step(number, len(ids), words(_("Writing records")))
                view = record_view(connection, desk, record_id)
                name = instance.meta_of(view.instance_xml).instance_id or record_id
                folder = f"instances/{safe_file_name(name.replace(':', ''))}"
                out.writestr(f"{folder}/{SUBMISSION}", view.instance_xml)
                for answer in _files_of(view.form, view.instance_xml):
                    source = attachments.path_of(desk.store.attachments, answer.partition(".")[0])
                    if source.is_file():
                        out.write(source, f"{folder}/{answer}")
        part.replace(target)
    except OSError as error:
        raise ExportFolderError(folder=str(target), reason=reason_of(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return len(ids)


def _files_of(form: Form, xml: bytes) -> list[str]:
    answers = instance.fields_of(form, xml)
    named = (text for ref, text in answers.items() if not ref.endswith("]") and _is_upload(form, ref))
    return sorted({text for text in named if _KEPT_FILE.match(text)})


def _is_upload(form: Form, ref: str) -> bool:
    return "@" not in ref and instance.is_upload(form, path_of(ref))


def import_zip(desk: Desk, file: Path, progress: Progress | None = None) -> Imported:
    """Take in every instance of a zip. Raises InstancesUnreadableError when it is no such zip."""
    told = progress or silent()
    counts = {"records": 0, "drafts": 0, "already": 0}
    refused: list[Refused] = []
    with _opened(file) as (archive, places), tempfile.TemporaryDirectory(prefix="instances-") as name:
        for number, place in enumerate(places):
            told.step(number, len(places), words(_("Reading records")))
            try:
                counts[_taken(desk, archive, place, Path(name))] += 1
            except UserError as error:
                refused.append(Refused(place, " ".join(error.explain())))
            except _BROKEN as error:
                refused.append(Refused(place, reason_of(error)))
    return Imported(counts["records"], counts["drafts"], counts["already"], tuple(refused))


@contextmanager
def _opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, list[str]]]:
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise InstancesUnreadableError(file=file.name, reason=reason_of(error)) from error
    with archive:
        places = sorted(one for one in archive.namelist() if PurePosixPath(one).name == SUBMISSION)
        if not places or len(places) > MOST_INSTANCES:
            raise InstancesUnreadableError(file=file.name, reason=f"{SUBMISSION}: {len(places)}")
        yield archive, places


def _read(archive: zipfile.ZipFile, place: str, largest: int) -> bytes:
    with archive.open(place) as stream:
        content = stream.read(largest + 1)
    if len(content) > largest:
        raise ValueError(f"> {largest >> 20} MB")
    return content


def _taken(desk: Desk, archive: zipfile.ZipFile, place: str, folder: Path) -> str:
    """Take one instance: "records", "drafts" or "already"."""
    xml = _read(archive, place, LARGEST_INSTANCE)
    meta = instance.meta_of(xml)
    match = _ID.match(meta.instance_id)
    revision_id = meta.instance_id if match else f"uuid:{uuid.uuid5(_OWN_NAME, xml.hex())}"
    record_id = str(uuid.uuid5(_OWN_NAME, revision_id))
    with desk.read() as connection:
        known = ledger_store.revision(connection, revision_id)
        waiting = draft_store.list_drafts(connection, record_id=record_id)
        corrected = ledger_store.revision(connection, meta.deprecated_id) if meta.deprecated_id else None
    if known is not None or waiting:
        return "already"
    form = _form_of(desk, meta.form_id, meta.version)
    ids = InstanceIds(revision_id, meta.deprecated_id if corrected is not None else "")
    session = FillSession.open(form, xml, environment(desk), ids)
    _bring_files(desk, session, archive, PurePosixPath(place).parent, folder)
    parents = (session.ids.deprecated_id,) if session.ids.deprecated_id else ()
    record = corrected.record_id if corrected is not None else record_id
    head = draft_head(desk, session, record, parents, "")
    with desk.write() as connection:
        draft_store.create(connection, head, session.to_xml())
    draft = OpenDraft(desk, session, head)
    if session.problems():
        return "drafts"
    draft.finalise()
    return "records"


def _form_of(desk: Desk, form_id: str, version: str) -> Form:
    """The version that the instance names, else the one in use."""
    try:
        return desk.forms.get(form_id, version)
    except FormUnknownError:
        return desk.forms.get(form_id)


def _bring_files(
    desk: Desk, session: FillSession, archive: zipfile.ZipFile, beside: PurePosixPath, folder: Path
) -> None:
    """Files that answers name and that stand beside the instance go among the attachments."""
    there = set(archive.namelist())
    for ref, text in instance.fields_of(session.form, session.to_xml()).items():
        place = str(beside / PurePosixPath(text).name) if text else ""
        if place not in there or not _is_upload(session.form, ref):
            continue
        copy = folder / safe_file_name(PurePosixPath(text).name)
        copy.write_bytes(_read(archive, place, LARGEST_FILE))
        session.set(ref, fill_files.keep(desk, session.question(ref), copy))
        copy.unlink()
