"""A folder as carrier: a stick, a folder that several computers share, the folder of a sync program."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Sequence
from pathlib import Path

from sxsh_desktop.base.files import free_bytes, written_whole
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle.carriers.errors import (
    CarrierFileGoneError,
    CarrierFolderGoneError,
    CarrierNoRoomHereError,
)
from sxsh_desktop.bundle.carriers.values import Offered, is_bundle_name
from sxsh_desktop.bundle.errors import CarrierFullError, CarrierGoneError, CarrierReadOnlyError

_PIECE = 1 << 20
_SPARE_BYTES = 1 << 20


class FolderCarrier:
    """Bundles lie in the folder itself: on a stick people look for the file, not for a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def called(self) -> str:
        """The folder's path."""
        return str(self.folder)

    def put(self, file: Path, box: str, progress: Progress) -> None:
        """Copy the file there: `.part`, flushed, renamed. The same name there is the same bundle.

        Raises CarrierFullError, CarrierReadOnlyError, CarrierGoneError, CancelledError.
        """
        target = self.folder / box / file.name
        try:
            size = file.stat().st_size
            if target.exists() and target.stat().st_size == size:
                return
            if not self.folder.is_dir():
                raise CarrierGoneError(folder=self.called, what=words(_("the folder is not there")))
            if free_bytes(self.folder) < size + _SPARE_BYTES:
                raise CarrierFullError(folder=self.called)
            target.parent.mkdir(exist_ok=True)
            self._copy(file, target, size, progress)
        except OSError as error:
            raise _said(error, self.called) from error

    @staticmethod
    def _copy(file: Path, target: Path, size: int, progress: Progress) -> None:
        done, what = 0, words(_("Writing {file}"), file=file.name)
        with file.open("rb") as reader, written_whole(target) as writer:
            while piece := reader.read(_PIECE):
                progress.step(done, size, what)
                writer.write(piece)
                done += len(piece)

    def offered(self, boxes: Sequence[str]) -> tuple[Offered, ...]:
        """Bundles in these boxes and in the folder itself. Raises CarrierFolderGoneError."""
        found = []
        try:
            for box in dict.fromkeys(("", *boxes)):
                place = self.folder / box
                if box and not place.is_dir():
                    continue
                found += [
                    Offered(file.name, file.stat().st_size, box)
                    for file in place.iterdir()
                    if is_bundle_name(file.name) and file.is_file()
                ]
        except OSError as error:
            what = reason_of(error)
            raise CarrierFolderGoneError(folder=self.called, what=what) from error
        return tuple(sorted(found, key=lambda one: (one.name, one.box)))

    def fetch(self, offered: Offered, folder: Path, progress: Progress) -> Path:
        """Copy the bundle here, so that it stays when the stick is pulled out.

        Raises CarrierFileGoneError, CarrierFolderGoneError, CarrierNoRoomHereError, CancelledError.
        """
        source, target = self.folder / offered.box / offered.name, folder / offered.name
        if not source.is_file():
            raise CarrierFileGoneError(file=offered.name, place=self.called)
        folder.mkdir(parents=True, exist_ok=True)
        size = source.stat().st_size
        if shutil.disk_usage(folder).free < size + _SPARE_BYTES:
            raise CarrierNoRoomHereError(file=offered.name, folder=str(folder))
        try:
            self._copy(source, target, size, progress)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise CarrierNoRoomHereError(file=offered.name, folder=str(folder)) from error
            what = reason_of(error)
            raise CarrierFolderGoneError(folder=self.called, what=what) from error
        return target


def _said(error: OSError, folder: str) -> CarrierFullError | CarrierReadOnlyError | CarrierGoneError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
        return CarrierFullError(folder=folder)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return CarrierReadOnlyError(folder=folder)
    return CarrierGoneError(folder=folder, what=reason_of(error))
