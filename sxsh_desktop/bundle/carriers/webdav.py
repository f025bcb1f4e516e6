"""A WebDAV server as carrier (RFC 4918), with the standard library alone.

Up: PUT to `<name>.part`, its size asked back, then MOVE to the name, so that nobody ever sees half a bundle.
Down: GET with Range, so that a broken download goes on where it stopped; the signature and the hashes of the
bundle are checked at import in any case. The name and password go out over TLS only (or to this very computer),
in the header of each request, and stand in no message, log or setting.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPResponse
from pathlib import Path

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import free_bytes, sync_folder
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle.carriers.errors import (
    CarrierFileGoneError,
    CarrierFolderMissingError,
    CarrierNoRoomHereError,
    CarrierServerError,
    CarrierServerFullError,
    CarrierServerGoneError,
)
from sxsh_desktop.bundle.carriers.values import PART, Offered, is_bundle_name
from sxsh_desktop.bundle.carriers.webdav_wire import Found, Server, found_in, read_bounded

_PIECE = 1 << 18
_SPARE_BYTES = 1 << 20
_TRIES = 3
_LIST_BODY = (
    b'<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>'
    b"<resourcetype/><getcontentlength/><quota-available-bytes/></prop></propfind>"
)
_XML = {"Content-Type": "application/xml; charset=utf-8"}


class WebDavCarrier:
    """Bundles lie in boxes under the folder of the address; boxes are made when they are first needed."""

    def __init__(
        self, address: str, user: str = "", password: str = "", *, authority: Path | None = None
    ) -> None:
        """`authority`: a file with the certificate of the office's own authority, where the system does not
        know it. Raises CarrierAddressError, CarrierCertificateError."""
        self._server = Server(address, user, password, authority)

    @property
    def called(self) -> str:
        """Server and folder, without name or password."""
        return self._server.called

    # -- up -----------------------------------------------------------------------------------------------

    def put(self, file: Path, box: str, progress: Progress) -> None:
        """Lay a bundle into a box, whole or not at all; one that lies there already is left.

        Raises the CARRIER errors, CancelledError.
        """
        size = file.stat().st_size
        self._make_ready(box, size)
        if self._size_of(box, file.name) == size:
            return
        part = file.name + PART
        try:
            self._upload(file, box, part, size, progress)
            there = self._size_of(box, part)
            if there not in (size, None):
                raise CarrierServerError(server=self._server.host, status=f"{there} / {size}")
            self._move(box, part, file.name, size)
        except BaseException:
            self._forget(box, part)
            raise

    def _make_ready(self, box: str, size: int) -> None:
        """The folder is there and lets us in, the box exists, and there is room, as far as the server says."""
        here = self._list("", depth=0)
        if here is None:
            raise CarrierFolderMissingError(server=self._server.host, folder=self._server.folder)
        room = here[0].room if here else None
        if room is not None and 0 <= room < size + _SPARE_BYTES:
            raise CarrierServerFullError(server=self._server.host)
        if box and self._list(box, depth=0) is None:
            with self._server.ask("MKCOL", (box,)) as answer:
                self._server.expect(answer, 201, 405)  # 405: another desk made it just now

    def _upload(self, file: Path, box: str, part: str, size: int, progress: Progress) -> None:
        headers = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
        pieces = _pieces(file, size, progress)
        with self._server.ask("PUT", (box, part), headers, pieces) as answer:
            self._server.expect(answer, 200, 201, 204)

    def _move(self, box: str, part: str, name: str, size: int) -> None:
        headers = {"Destination": self._server.address_of((box, name)), "Overwrite": "F"}
        with self._server.ask("MOVE", (box, part), headers) as answer:
            if answer.status == 412 and self._size_of(box, name) == size:  # it arrived at an earlier try
                self._forget(box, part)
                return
            self._server.expect(answer, 201, 204)

    def _forget(self, box: str, part: str) -> None:
        """Take a part away; where that fails it is overwritten next time."""
        with contextlib.suppress(UserError), self._server.ask("DELETE", (box, part)):
            pass

    # -- what is there ------------------------------------------------------------------------------------

    def offered(self, boxes: Sequence[str]) -> tuple[Offered, ...]:
        """The whole bundles in these boxes. Raises the CARRIER errors."""
        if self._list("", depth=0) is None:
            raise CarrierFolderMissingError(server=self._server.host, folder=self._server.folder)
        found = [
            Offered(one.name, one.size if one.size is not None else -1, box)
            for box in dict.fromkeys(boxes)
            for one in self._list(box, depth=1) or ()
            if not one.is_folder and is_bundle_name(one.name)
        ]
        return tuple(sorted(found, key=lambda one: (one.name, one.box)))

    def _size_of(self, box: str, name: str) -> int | None:
        """How large a file on the server is; None when it is not there or the server does not tell."""
        found = self._list(box, name, depth=0)
        return found[0].size if found else None

    def _list(self, *place: str, depth: int) -> tuple[Found, ...] | None:
        """What PROPFIND tells; None when there is nothing of that name."""
        headers = {**_XML, "Depth": str(depth), "Content-Length": str(len(_LIST_BODY))}
        with self._server.ask("PROPFIND", place, headers, _LIST_BODY) as answer:
            if answer.status == 404:
                return None
            self._server.expect(answer, 207)
            return found_in(read_bounded(answer, self._server.host), self._server.host)

    # -- down ---------------------------------------------------------------------------------------------

    def fetch(self, offered: Offered, folder: Path, progress: Progress) -> Path:
        """Download a bundle; a part of an earlier try is gone on with, also after the program was closed.

        Raises the CARRIER errors, CancelledError (the part stays for the next time).
        """
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / offered.name
        part = folder / f"{offered.name}.{max(offered.size, 0)}{PART}"
        if offered.size >= 0 and free_bytes(folder) < offered.size - _length(part) + _SPARE_BYTES:
            raise CarrierNoRoomHereError(file=offered.name, folder=str(folder))
        for attempt in range(_TRIES):
            before = _length(part)
            try:
                self._download(offered, part, progress)
                break
            except CarrierServerGoneError:
                if attempt == _TRIES - 1 or _length(part) <= before:
                    raise
        if offered.size >= 0 and _length(part) != offered.size:
            part.unlink(missing_ok=True)  # the server tells one size and gives another: begin anew next time
            raise CarrierServerError(server=self._server.host, status=f"{offered.name}: {offered.size}")
        part.replace(target)
        sync_folder(folder)
        return target

    def _download(self, offered: Offered, part: Path, progress: Progress) -> None:
        """One GET, from where the part ends."""
        begun = _length(part)
        if 0 <= offered.size == begun:
            return
        headers: Mapping[str, str] = {"Range": f"bytes={begun}-"} if begun else {}
        with self._server.ask("GET", (offered.box, offered.name), headers) as answer:
            if answer.status == 404:
                raise CarrierFileGoneError(file=offered.name, place=self.called)
            if answer.status == 416 or (answer.status == 206 and not _starts_at(answer, begun)):
                part.unlink(missing_ok=True)
                raise CarrierServerGoneError(
                    server=self._server.host, what=words(_("the file there is another one now"))
                )
            self._server.expect(answer, 200, 206)
            begun = begun if answer.status == 206 else 0
            self._keep(answer, part, begun, offered, progress)

    def _keep(
        self, answer: HTTPResponse, part: Path, begun: int, offered: Offered, progress: Progress
    ) -> None:
        done, what = begun, words(_("Fetching {file}"), file=offered.name)
        left = answer.length
        try:
            with part.open("r+b" if begun else "wb") as stream:
                stream.seek(begun)
                stream.truncate()
                while piece := self._server.read(answer, _PIECE):
                    progress.step(done, max(offered.size, done), what)
                    stream.write(piece)
                    done += len(piece)
                    if 0 <= offered.size < done:
                        break
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise CarrierNoRoomHereError(file=offered.name, folder=str(part.parent)) from error
            raise
        if left is not None and done - begun < left:
            raise CarrierServerGoneError(server=self._server.host, what=words(_("the connection broke off")))


def _starts_at(answer: HTTPResponse, begun: int) -> bool:
    return (answer.getheader("Content-Range") or "").startswith(f"bytes {begun}-")


def _length(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _pieces(file: Path, size: int, progress: Progress) -> Iterator[bytes]:
    done, what = 0, words(_("Sending {file}"), file=file.name)
    with file.open("rb") as stream:
        while piece := stream.read(_PIECE):
            progress.step(done, size, what)
            yield piece
            done += len(piece)
