"""Reference tables on their way: the department publishes a new version, a bundle carries it, a desk takes it in."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc
from sxsh_desktop.base.words import _
from sxsh_desktop.bundle.read import OpenBundle
from sxsh_desktop.ledger.entries import ReferenceTable, body_of
from sxsh_desktop.ledger.values import Entry
from sxsh_desktop.services import reference
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.reference import TableInfo, TableRefusedError
from sxsh_desktop.store import attachments
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store import reference as stored
from sxsh_desktop.store.connection import Connection


class TableUnreadableError(UserError):
    """The file with the new version is no table."""

    code = "REFERENCE-02"
    said = _("The table {file} cannot be read: {reason}.")
    todo = _(
        "Save it as CSV in UTF-8 with a heading row, and try again. The tables that are here stay in force."
    )


class TableVersionError(UserError):
    """A version never changes once it is out, and a newer one sorts behind it."""

    code = "REFERENCE-03"
    said = _("The table {table} is here in version {newest}; {version} would not come after it.")
    todo = _("Give the new table a later version, for example today's date.")


def publish_table(
    desk: Desk, name: str, file: Path, *, version: str = "", source: str = "", valid_from: str = ""
) -> Entry:
    """Make a CSV file the newest version of a table here; it travels to every officer in the next bundle.

    `version` defaults to today (ISO; behind the newest one if that is of today), `valid_from` to today.
    Raises TableUnreadableError, TableVersionError, TableRefusedError when the program cannot use the rows.
    """
    today = desk.today().isoformat()
    columns, rows = _read(file)
    with desk.read() as connection:
        known = {one.name: one for one in stored.tables(connection)}
    newest = known.get(name)
    if newest is None:
        raise TableRefusedError(table=name, version=version or today, reason=", ".join(sorted(known)))
    version = version or (today if today > newest.version else f"{newest.version}.1")
    if version <= newest.version:
        raise TableVersionError(table=name, newest=newest.version, version=version)
    info = TableInfo(name, version, _day(valid_from or today, file), nfc(source) or file.name, "", "")
    body, content = reference.table_as_bytes(info, columns, rows)
    sha256 = attachments.keep_bytes(desk.store.attachments, content)
    with desk.write() as connection:
        reference.take_in_table(connection, body, content, desk.now())
        attachments.note(
            connection, [attachments.Attachment(sha256, len(content), "application/json", file.name, "")]
        )
        earlier = [entry.entry_id for entry in ledger_store.entries_of(connection, name, ReferenceTable.kind)]
        return desk.append_entry(connection, body, name, tuple(earlier))


def take_in(connection: Connection, desk: Desk, entries: Iterable[Entry]) -> None:
    """Keep the tables that these entries brought, in the caller's transaction. Raises TableRefusedError."""
    for entry in entries:
        body = body_of(entry)
        if isinstance(body, ReferenceTable) and attachments.is_whole(desk.store.attachments, body.sha256):
            content = attachments.read_bytes(desk.store.attachments, body.sha256)
            reference.take_in_table(connection, body, content, desk.now())


def check(connection: Connection, bundle: OpenBundle, new_entries: Collection[str]) -> None:
    """Raise what taking in the new tables of a bundle would raise, for its preview. Raises TableRefusedError."""
    brought = {
        body.sha256: body
        for entry in bundle.entries()
        if entry.kind == ReferenceTable.kind
        and entry.entry_id in new_entries
        and isinstance(body := body_of(entry), ReferenceTable)
    }
    if brought:
        for sha256, pieces in bundle.attachments():
            if sha256 in brought:
                reference.check_table(connection, brought[sha256], b"".join(pieces))


def take_back(connection: Connection, gone: Iterable[Entry]) -> None:
    """Forget the tables that only these entries brought, which are no longer shown; the program's own stay."""
    kept = {(info.name, info.version) for info in reference.shipped_tables()}
    bodies = [body for entry in gone if isinstance(body := body_of(entry), ReferenceTable)]
    if bodies:
        for entry in ledger_store.entries_of_kind(connection, ReferenceTable.kind):
            body = body_of(entry)
            if isinstance(body, ReferenceTable):
                kept.add((body.name, body.version))
    for body in bodies:
        if (body.name, body.version) not in kept:
            stored.remove(connection, body.name, body.version)


def attachment_names(connection: Connection, entry_ids: Iterable[str]) -> list[str]:
    """The files that travel with these entries, sorted."""
    bodies = (body_of(entry) for entry in ledger_store.iterate_entries(connection, tuple(entry_ids)))
    return sorted({body.sha256 for body in bodies if isinstance(body, ReferenceTable)})


def _read(file: Path) -> tuple[list[str], list[list[str]]]:
    try:
        text = nfc(file.read_bytes().decode("utf-8-sig"))
        found = [
            row for row in csv.reader(io.StringIO(text), strict=True) if any(cell.strip() for cell in row)
        ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableUnreadableError(file=file.name, reason=reason_of(error)) from error
    if len(found) < 2 or any(len(row) != len(found[0]) for row in found):
        raise TableUnreadableError(file=file.name, reason=f"{len(found)} × {len(found[0]) if found else 0}")
    return [cell.strip() for cell in found[0]], [[cell.strip() for cell in row] for row in found[1:]]


def _day(text: str, file: Path) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise TableUnreadableError(file=file.name, reason=text) from error
