"""The ZIP inside a bundle, read with distrust: names, sizes, hashes, before anything is believed."""

from __future__ import annotations

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import IO, BinaryIO

from sxsh_desktop.bundle import values
from sxsh_desktop.bundle.errors import (
    BundleContentError,
    BundleCutOffError,
    BundleEntryExtraError,
    BundleEntryMissingError,
    BundleEntryTwiceError,
    BundlePathError,
    BundleSizeError,
    BundleTamperedError,
    BundleTooLargeError,
    NotABundleError,
)
from sxsh_desktop.bundle.limits import Limits
from sxsh_desktop.bundle.values import Listed

ZIP_HEAD = b"PK\x03\x04"
_ZIP_HEAD_LENGTH, _SIZE_AT = 30, 22  # what stands before the name of a part, and its size in there
_BUNDLE_HEAD = values.MIMETYPE.encode("ascii") + values.MIMETYPE_CONTENT
_CHUNK = 1 << 20
_ENCRYPTED = 0x1
# What zipfile raises for bytes that are no sound ZIP; never an OSError, which is the carrier's.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


class Parts:
    """The parts of an opened ZIP. Every reading checks size and hash again, so that a file which is
    exchanged while it is read is noticed."""

    def __init__(self, stream: BinaryIO, file: str, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._listed: Mapping[str, Listed] = {}
        self._opening = Lock()
        try:
            self._zip = zipfile.ZipFile(stream)
        except _BROKEN as error:
            raise BundleCutOffError(file=file) from error
        stream.seek(0)
        self._begins_right = _begins_right(stream.read(_ZIP_HEAD_LENGTH + len(_BUNDLE_HEAD)))
        self._infos = self._checked_infos()

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def small(self, name: str, longest: int) -> bytes:
        """A part as bytes, not longer than `longest`. Raises what `stream` raises, BundleEntryMissingError."""
        info = self._infos.get(name)
        if info is None:
            raise BundleEntryMissingError(file=self._file, entry=name)
        if info.file_size > longest:
            raise BundleTooLargeError(file=self._file, entry=name)
        return b"".join(self.pieces(name))

    def believe(self, listed: tuple[Listed, ...]) -> None:
        """Take the signed list of parts: from here on every part is checked against it.

        Raises BundleEntryMissingError, BundleEntryExtraError, BundleEntryTwiceError, BundleSizeError.
        """
        by_name = {one.name: one for one in listed}
        if len(by_name) != len(listed):
            twice = next(one.name for one in listed if sum(other.name == one.name for other in listed) > 1)
            raise BundleEntryTwiceError(file=self._file, entry=twice)
        here = self._infos.keys() - set(values.UNLISTED)
        for name in sorted(here ^ by_name.keys()):
            kind = BundleEntryExtraError if name in here else BundleEntryMissingError
            raise kind(file=self._file, entry=name)
        for one in listed:
            if self._infos[one.name].file_size != one.size:
                raise BundleSizeError(file=self._file, entry=one.name)
        self._listed = by_name

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, a piece at a time; complains at the end when size or hash are wrong.

        Raises BundleTamperedError, BundleSizeError.
        """
        digest, size = hashlib.sha256(), 0
        with self.sound(name), self._opened(name) as part:
            while piece := part.read(_CHUNK):
                digest.update(piece)
                size += len(piece)
                yield piece
        self._compare(name, size, digest.hexdigest())

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        """A part; several may be read at the same time, but `zipfile` counts those that are open without a lock."""
        with self._opening:
            part = self._zip.open(self._infos[name])
        try:
            yield part
        finally:
            with self._opening:
                part.close()

    def lines(self, name: str) -> Iterator[tuple[int, bytes]]:
        """The lines of a part with their numbers, from 1; checked like `pieces`.

        Raises BundleContentError for a line that is too long or does not end.
        """
        number, longest, rest = 0, self._limits.line, b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                number += 1
                if len(line) > longest:
                    raise BundleContentError(file=self._file, entry=name, line=number)
                yield number, line
            if len(rest) > longest:
                raise BundleContentError(file=self._file, entry=name, line=number + 1)
        if rest:
            raise BundleContentError(file=self._file, entry=name, line=number + 1)

    def check(self, name: str) -> None:
        """Read a part to its end; checked like `pieces`."""
        for _piece in self.pieces(name):
            pass

    def _compare(self, name: str, size: int, sha256: str) -> None:
        listed = self._listed.get(name)
        if listed is None:
            return
        if listed.size != size:
            raise BundleSizeError(file=self._file, entry=name)
        if listed.sha256 != sha256:
            raise BundleTamperedError(file=self._file, entry=name)

    @contextmanager
    def sound(self, name: str) -> Iterator[None]:
        """Within it a ZIP that breaks while it is read is told as a bundle that was changed."""
        try:
            yield
        except _BROKEN as error:
            raise BundleTamperedError(file=self._file, entry=name) from error

    def _checked_infos(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        self._check_first(infos)
        if len(infos) > self._limits.entries or sum(info.file_size for info in infos) > self._limits.total:
            raise BundleTooLargeError(file=self._file, entry="")
        found: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            self._check_name(info)
            self._check_size(info)
            if info.filename in found:
                raise BundleEntryTwiceError(file=self._file, entry=info.filename)
            found[info.filename] = info
        return found

    def _check_first(self, infos: list[zipfile.ZipInfo]) -> None:
        """The first part of the file says that it is a bundle, stored, so that the first bytes show it."""
        first = min(infos, key=lambda info: info.header_offset, default=None)
        right = (values.MIMETYPE, zipfile.ZIP_STORED, len(values.MIMETYPE_CONTENT))
        if first is None or (first.filename, first.compress_type, first.file_size) != right:
            # A bundle that was cut may end in a form's own ZIP, which then looks like the whole.
            raise (BundleCutOffError if self._begins_right else NotABundleError)(file=self._file)
        if first.header_offset != 0 or self._zip.comment:  # bytes before or behind that nobody signed
            raise BundleTamperedError(file=self._file, entry=values.MIMETYPE)
        try:
            said = self._zip.read(first)
        except _BROKEN as error:
            raise NotABundleError(file=self._file) from error
        if said != values.MIMETYPE_CONTENT:
            raise NotABundleError(file=self._file)

    def _check_name(self, info: zipfile.ZipInfo) -> None:
        name, mode = info.orig_filename, info.external_attr >> 16
        inside = values.is_part_name(name) and name == info.filename
        if (stat.S_IFMT(mode) not in (0, stat.S_IFREG)) or (not inside and _leads_out(name)):
            raise BundlePathError(file=self._file, entry=printable(name))
        if not inside:
            raise BundleEntryExtraError(file=self._file, entry=printable(name))

    def _check_size(self, info: zipfile.ZipInfo) -> None:
        limits, name, size = self._limits, info.filename, info.file_size
        largest = limits.entry
        if name.startswith(values.ATTACHMENTS):
            largest = limits.attachment
        elif name.startswith(values.FORMS):
            largest = limits.form_file
        bomb = size > limits.ratio_from and size > limits.ratio * max(info.compress_size, 1)
        if size > largest or bomb:
            raise BundleTooLargeError(file=self._file, entry=name)
        if info.flag_bits & _ENCRYPTED or info.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise BundleTamperedError(file=self._file, entry=name)


def _begins_right(head: bytes) -> bool:
    """Whether the first bytes are those of a bundle: name, size and content of the first part."""
    size = int.from_bytes(head[_SIZE_AT : _SIZE_AT + 4], "little")
    return head[_ZIP_HEAD_LENGTH:] == _BUNDLE_HEAD and size == len(values.MIMETYPE_CONTENT)


def _leads_out(name: str) -> bool:
    return (
        name.startswith(("/", "~"))
        or any(mark in name for mark in ("\\", ":", "\x00"))
        or ".." in name.split("/")
        or not name.isprintable()
    )


def printable(name: str) -> str:
    """The text as a message may show it: what is no printable letter becomes a question mark."""
    return "".join(mark if mark.isprintable() else "?" for mark in name)[:200]
