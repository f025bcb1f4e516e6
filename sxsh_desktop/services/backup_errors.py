"""What can go wrong with a sealed backup that a person can do something about."""

from __future__ import annotations

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _
from sxsh_desktop.store.errors import StoreReadOnlyError
from sxsh_desktop.store.failures import os_failure


class RecoveryCodeNeededError(UserError):
    """Facts: file."""

    code = "BACKUP-01"
    said = _("The backup {file} is sealed, and the key of this computer does not open it.")
    todo = _(
        "Type the recovery code that was written down when the backup was set up (AGE-SECRET-KEY-1…), or "
        "restore it on the computer that made it. Nothing was changed."
    )


class RecoveryCodeWrongError(UserError):
    """The text is no recovery code at all."""

    code = "BACKUP-02"
    said = _("This is not a recovery code.")
    todo = _(
        "It begins with AGE-SECRET-KEY-1 and has 74 letters and digits. Compare it with the paper or the file "
        "on which it was kept."
    )


class NoBackupThereError(UserError):
    """Facts: folder."""

    code = "BACKUP-03"
    said = _("There is no backup in {folder}.")
    todo = _(
        "Choose the folder that holds files whose names end in .sxshbackup, or the folder of a copied store."
    )


class BackupNotReadBackError(UserError):
    """Facts: file."""

    code = "BACKUP-04"
    said = _("The backup {file} was written, but reading it back gave something else. It was thrown away.")
    todo = _("The disk may be failing: make a backup to another disk now. The store itself was not changed.")


class SecondPlaceError(UserError):
    """Facts: folder."""

    code = "BACKUP-05"
    said = _("The folder {folder} cannot be the second place for backups: it is part of the store itself.")
    todo = _("Choose a folder on a stick or on another disk.")


class PlaceReadOnlyError(StoreReadOnlyError):
    """Facts: folder. Not the store's own folder: where a copy of something was to go."""

    code = "BACKUP-06"
    todo = _("Take the write protection off the stick, or choose another folder.")


def place_failure(error: OSError, place: str) -> UserError:
    """The failure to show when the disk that a copy was to go to refused."""
    failure = os_failure(error, place)
    return PlaceReadOnlyError(folder=place) if isinstance(failure, StoreReadOnlyError) else failure
