"""A place that refuses a copy: the advice is about that place, not about the store."""

from __future__ import annotations

import errno

from sxsh_desktop.services.backup_errors import PlaceReadOnlyError, place_failure
from sxsh_desktop.store.errors import DiskFullError, StoreUnreachableError


def test_a_write_protected_stick_is_told_as_a_stick() -> None:
    failure = place_failure(OSError(errno.EROFS, "Read-only file system"), "/media/stick")
    assert isinstance(failure, PlaceReadOnlyError) and failure.code == "BACKUP-06"
    assert "/media/stick" in failure.explain()[0] and "copy the store" not in " ".join(failure.explain())


def test_what_else_a_disk_says_stays_as_it_is() -> None:
    assert isinstance(place_failure(OSError(errno.ENOSPC, "full"), "/x"), DiskFullError)
    assert isinstance(place_failure(OSError(errno.EIO, "gone"), "/x"), StoreUnreachableError)
