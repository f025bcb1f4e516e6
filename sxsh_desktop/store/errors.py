"""What can go wrong with a store that a person can do something about."""

from __future__ import annotations

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _


class StoreNewerError(UserError):
    """Facts: folder, found, known (schema versions)."""

    code = "STORE-01"
    said = _(
        "The store in {folder} was written by a newer version of the program (format {found}, this one knows {known})."
    )
    todo = _("Nothing was changed. Install the newest version of SXSH Desktop and open the store again.")


class NotAStoreError(UserError):
    """Facts: file."""

    code = "STORE-02"
    said = _("{file} is not a store of SXSH Desktop.")
    todo = _("Nothing was changed. Choose another folder, or move this file away and open the folder again.")


class StoreDamagedError(UserError):
    """Facts: file, what (one line of the database's own report)."""

    code = "STORE-03"
    said = _("The database {file} is damaged: {what}.")
    todo = _(
        "Do not go on working with it. Copy the whole folder to a safe place, then restore the newest backup: "
        "what was sent or backed up is not lost."
    )


class StoreBusyError(UserError):
    """Facts: folder."""

    code = "STORE-04"
    said = _("Another window or program is writing to the store in {folder} and has not finished.")
    todo = _("Wait until it has finished, then try again. What was saved before is safe.")


class StoreReadOnlyError(UserError):
    """Facts: folder."""

    code = "STORE-05"
    said = _("The folder {folder} cannot be written to.")
    todo = _("Ask for the right to write there, or copy the store to a folder of your own and open it there.")


class DiskFullError(UserError):
    """Facts: folder."""

    code = "STORE-06"
    said = _("The disk that holds {folder} is full; the last step was not saved.")
    todo = _("Free some space, then try again. What was saved before is safe.")


class StoreUnreachableError(UserError):
    """Facts: place (folder or database address without its password), what."""

    code = "STORE-07"
    said = _("The store {place} cannot be opened: {what}.")
    todo = _("Check that the folder, disk or server is there and switched on, then try again.")


class DraftChangedElsewhereError(UserError):
    """Facts: draft."""

    code = "STORE-08"
    said = _("This draft was changed in another window.")
    todo = _(
        "Close this window and open the draft again: the answers of both windows that were saved are there."
    )


class DraftGoneError(UserError):
    """Facts: draft."""

    code = "STORE-09"
    said = _("This draft is no longer there: it was made final or thrown away.")
    todo = _("Look for the record in the list of records.")


class BackupBrokenError(UserError):
    """Facts: file, what."""

    code = "STORE-10"
    said = _("The backup {file} cannot be used: {what}.")
    todo = _("Choose another backup. The store itself was not changed.")


class AttachmentMissingError(UserError):
    """Facts: sha256."""

    code = "STORE-11"
    said = _("A photo or file of this record is missing from the store or was changed ({sha256}).")
    todo = _("Restore it from a backup, or import the bundle again that brought it.")


class DatabaseTooOldError(UserError):
    """Facts: found, needed (versions of SQLite)."""

    code = "STORE-12"
    said = _("This computer's SQLite {found} is too old; {needed} or newer is needed.")
    todo = _("Install a newer Python (3.11 or later from python.org brings one along) and start again.")


class MigrationFailedError(UserError):
    """Facts: folder, version, backup, what."""

    code = "STORE-13"
    said = _("The store in {folder} could not be brought to format {version}: {what}.")
    todo = _("Nothing was changed; a copy is in {backup}. Send the log file and this code to the department.")


class AddressNotUnderstoodError(UserError):
    """No facts: an address may hold a password."""

    code = "STORE-14"
    said = _("This is not the address of a PostgreSQL database.")
    todo = _(
        "Write it as postgresql://person:password@server:5432/database and try again. Nothing was changed."
    )


class DriverMissingError(UserError):
    """The extra `postgres` was not installed."""

    code = "STORE-15"
    said = _(
        "The store is on a PostgreSQL server, and the part of the program that speaks to it is not installed."
    )
    todo = _("Install it with: pip install 'sxsh-desktop[postgres]', then open the store again.")
