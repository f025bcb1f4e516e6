"""A record for other programs: as JSON values, or as OpenRosa instances in folders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import write_whole
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import safe_file_name
from sxsh_desktop.base.words import _, words
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_errors import RecordGoneError
from sxsh_desktop.services.record_view import RecordView, view_of
from sxsh_desktop.store import attachments
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.connection import Connection
from sxsh_desktop.xform import instance


class ExportFolderError(UserError):
    """The folder takes no files."""

    code = "RECORD-11"
    said = _("The records could not be written into {folder}: {reason}.")
    todo = _("Choose a folder that you may write to, with room on the disk, and try again.")


def record_view(connection: Connection, desk: Desk, record_id: str) -> RecordView:
    """The present view of one record, straight from the ledger. Raises RecordGoneError, FormUnknownError."""
    revisions = ledger_store.revisions_of(connection, record_id)
    if not revisions:
        raise RecordGoneError(record=record_id)
    subjects = [one.revision_id for one in revisions]
    reviews = ledger_store.entries_of_many(connection, subjects, "review")
    entries = [entry for found in reviews.values() for entry in found]
    entries += ledger_store.entries_of(connection, record_id, "void")
    return view_of(
        record_id,
        revisions,
        entries,
        lambda one: desk.forms.get(one.form_id, one.form_version, one.definition_hash),
    )


def record_document(desk: Desk, record_id: str) -> dict[str, Any]:
    """A record as JSON values: answers by reference, conflicts with both values, review, every version."""
    with desk.read() as connection:
        view = record_view(connection, desk, record_id)
        unknown = fact_store.extras(connection, desk.vocabulary, record_id)
    return {
        "record_id": view.record_id,
        "form_id": view.form.form_id,
        "form_version": view.form.version,
        "heads": list(view.heads),
        "diverged": view.diverged,
        "void": view.void,
        "review": view.review.code.name.lower(),
        "questions": [{"ref": one.ref, "text": one.text} for one in view.review.questions],
        "answers": instance.fields_of(view.form, view.instance_xml),
        "facts_of_a_newer_vocabulary": [
            {"row": one.row_id, "name": one.name, "text": one.text, "unit": one.unit, "absent": one.absent}
            for one in unknown
        ],
        "conflicts": [
            {"ref": one.ref, "ancestor": one.ancestor, "values": dict(one.values)} for one in view.conflicts
        ],
        "waiting_for": {one: list(missing) for one, missing in view.waiting.items()},
        "revisions": [
            {
                "revision_id": one.revision_id,
                "parents": list(one.parents),
                "officer": one.officer_id,
                "device": one.device_id,
                "key": one.key_id,
                "made_at": one.made_at,
                "content_hash": one.content_hash,
                "attachments": list(one.attachments),
            }
            for one in view.revisions.values()
        ],
    }


def export_instances(
    desk: Desk, folder: Path, record_ids: Sequence[str] = (), progress: Progress | None = None
) -> int:
    """Write each record's present view as `<folder>/<form>/<record>/submission.xml` with its files beside.

    `record_ids` empty: all records. Returns how many were written. Raises ExportFolderError, RecordGoneError.
    """
    told = progress or silent()
    with desk.read() as connection:
        ids = list(record_ids) or ledger_store.record_ids(connection)
        for number, record_id in enumerate(ids):
            told.step(number, len(ids), words(_("Writing records")))
            try:
                _write_record(desk, record_view(connection, desk, record_id), folder)
            except OSError as error:
                reason = reason_of(error)
                raise ExportFolderError(folder=str(folder), reason=reason) from error
    return len(ids)


def _write_record(desk: Desk, view: RecordView, folder: Path) -> None:
    target = folder / safe_file_name(view.form.form_id) / safe_file_name(view.record_id)
    target.mkdir(parents=True, exist_ok=True)
    write_whole(target / "submission.xml", view.instance_xml)
    for name in instance.attachments_of(view.form, view.instance_xml):
        source = attachments.path_of(desk.store.attachments, name)
        if source.is_file():
            write_whole(target / source.name, source.read_bytes())
    about = {"heads": list(view.heads), "review": view.review.code.name.lower()}
    write_whole(target / "record.json", json.dumps(about, indent=1).encode("utf-8"))
