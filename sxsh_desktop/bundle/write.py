"""Writing a bundle: one pass, bounded memory, whole or not at all.

The ZIP's parts are hashed while they are written; the manifest, and the signature over it, come last. A sealed
bundle is first written plain in the store's own folder (never on the stick) and then encrypted to the target.
"""

from __future__ import annotations

import errno
import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, BinaryIO

from sxsh_desktop.base.files import sha256_of, written_whole
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import safe_file_name
from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle import values
from sxsh_desktop.bundle.beside import Hashing, Packing, ReadAhead, ReadBack, read_ahead
from sxsh_desktop.bundle.certificate import signature_file
from sxsh_desktop.bundle.errors import (
    AttachmentChangedError,
    CarrierFullError,
    CarrierGoneError,
    CarrierReadOnlyError,
)
from sxsh_desktop.bundle.readme import readme_html
from sxsh_desktop.bundle.seal import seal
from sxsh_desktop.bundle.values import (
    BundleContent,
    BundleInfo,
    Counts,
    FormFile,
    Listed,
    ListedForm,
    Manifest,
)
from sxsh_desktop.ledger.keys import SigningKey
from sxsh_desktop.ledger.values import Entry, Revision

_CHUNK = 1 << 20
_PACKED_LEVEL = 1  # answers pack well even so, and a bundle has to be quick
_STEP = 200
_EPOCH = (1980, 1, 1, 0, 0, 0)  # no clock in the file: the manifest says when it was made


class _Parts:
    """The ZIP being written, and what the manifest will say of it."""

    def __init__(self, stream: BinaryIO, back: ReadBack | None) -> None:
        self._stream, self._back = stream, back
        self.zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_PACKED_LEVEL)
        self.listed: list[Listed] = []
        self._hashing, self._packing = Hashing(), Packing(_PACKED_LEVEL)

    def close(self) -> None:
        """Write the list of parts, and let go."""
        self._hashing.close()
        self._packing.close()
        self.zip.close()

    def add_stored(self, name: str, pieces: Iterable[bytes], size: int) -> Listed:
        """Write a part of that size as it is."""
        digest, written = hashlib.sha256(), 0
        with self._part(name, zipfile.ZIP_STORED, size) as part:
            try:
                for piece in pieces:
                    written += len(piece)
                    self._hashing.do(digest.update, piece)
                    part.write(piece)
            finally:
                self._hashing.settle()
        return self._list(Listed(name, written, digest.hexdigest()))

    def add_packed(self, name: str, pieces: Iterable[bytes]) -> Listed:
        """Write a part of unknown size, packed. The library is given the packed bytes, and told afterwards what
        they are: it would pack in one thread."""
        said = _Said()
        with self._part(name, zipfile.ZIP_STORED, -1) as part:
            for packed in self._packing.packed(said.heard(pieces)):
                part.write(packed)
        info = self.zip.getinfo(name)
        info.compress_type, info.file_size, info.CRC = zipfile.ZIP_DEFLATED, said.size, said.crc
        behind = self._stream.tell()
        self._stream.seek(info.header_offset)
        self._stream.write(info.FileHeader(zip64=True))
        self._stream.seek(behind)
        return self._list(Listed(name, said.size, said.digest.hexdigest()))

    def add_hashed(self, name: str, content: bytes, sha256: str) -> Listed:
        """Write a part, not packed, whose SHA-256 is known."""
        with self._part(name, zipfile.ZIP_STORED, len(content)) as part:
            part.write(content)
        return self._list(Listed(name, len(content), sha256))

    def _part(self, name: str, method: int, size: int) -> IO[bytes]:
        """The part opened; a part of unknown size (-1) may be larger than 2 GiB."""
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = method
        info.external_attr = 0o644 << 16
        info.file_size = max(size, 0)
        return self.zip.open(info, "w", force_zip64=size < 0 or size > 1 << 30)

    def _list(self, listed: Listed) -> Listed:
        if listed.name not in values.UNLISTED:
            self.listed.append(listed)
        if self._back is not None:  # a part that is closed does not change any more
            self._stream.flush()
            self._back.up_to(self._stream.tell())
        return listed

    def add_bytes(self, name: str, content: bytes, *, packed: bool = True) -> Listed:
        """Write a part that is at hand."""
        with self._part(name, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED, len(content)) as part:
            part.write(content)
        return self._list(Listed(name, len(content), hashlib.sha256(content).hexdigest()))


class _Said:
    """What is to be said of pieces that go by: size, CRC-32, SHA-256."""

    def __init__(self) -> None:
        self.size, self.crc, self.digest = 0, 0, hashlib.sha256()

    def heard(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces."""
        for piece in pieces:
            self.size += len(piece)
            self.crc = zlib.crc32(piece, self.crc)
            self.digest.update(piece)
            yield piece


def write_bundle(
    target: Path,
    content: BundleContent,
    signer: SigningKey,
    certificate: Entry,
    recipients: tuple[str, ...],
    work_folder: Path,
    progress: Progress,
) -> BundleInfo:
    """Write `content` to `target`, signed, and sealed when there are `recipients` ("age1..." each).

    certificate: the signer's own enrolment entry. Raises CarrierFullError, CarrierReadOnlyError,
    CarrierGoneError (nothing is left at `target` then), AttachmentChangedError, RecipientKeyError.
    """
    with _told(target.parent), written_whole(target) as stream:
        if recipients:
            with tempfile.TemporaryFile(dir=work_folder) as plain:
                manifest = _write_zip(plain, content, signer, certificate, progress, None)
                plain.seek(0)
                progress.step(1, 1, words(_("Sealing the bundle")))
                seal(plain, stream, recipients)
            stream.flush()
            sha256 = sha256_of(Path(stream.name))
        else:
            with closing(ReadBack(Path(stream.name))) as back:
                manifest = _write_zip(stream, content, signer, certificate, progress, back)
                stream.flush()
                sha256 = back.finish()
    with _told(target.parent):
        return BundleInfo(target, target.stat().st_size, sha256, bool(recipients), manifest)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise CarrierFullError(folder=str(folder)) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise CarrierReadOnlyError(folder=str(folder)) from error
        what = reason_of(error)
        raise CarrierGoneError(folder=str(folder), what=what) from error


def _write_zip(
    stream: BinaryIO,
    content: BundleContent,
    signer: SigningKey,
    certificate: Entry,
    progress: Progress,
    back: ReadBack | None,
) -> Manifest:
    parts = _Parts(stream, back)
    try:
        parts.add_bytes(values.MIMETYPE, values.MIMETYPE_CONTENT, packed=False)
        counted = Counts()
        manifest = Manifest(
            content.bundle_id,
            content.sender,
            content.recipient,
            content.made_at,
            counted,
            content.knows,
            (),
            (),
        )
        manifest = _write_parts(parts, content, manifest, progress)
        parts.add_bytes(values.README, readme_html(manifest).encode("utf-8"))
        manifest = replace(manifest, files=tuple(sorted(parts.listed, key=lambda one: one.name)))
        signed = manifest.to_bytes()
        parts.add_bytes(values.MANIFEST, signed)
        parts.add_bytes(values.SIGNATURE, signature_file(signed, signer, certificate))
    finally:
        parts.close()
    return manifest


def _write_parts(parts: _Parts, content: BundleContent, manifest: Manifest, progress: Progress) -> Manifest:
    revisions, entries = _Counter(progress), _Counter(progress)
    parts.add_packed(values.REVISIONS, revisions.lines(content.revisions, words(_("Writing records"))))
    parts.add_packed(
        values.ENTRIES, entries.lines(content.entries, words(_("Writing decisions and receipts")))
    )
    forms = tuple(_write_form(parts, one) for one in content.forms)
    attached = _write_attachments(parts, _each_once(content.attachments, progress))
    counts = Counts(
        revisions.count, entries.count, len(forms), len(attached), sum(one.size for one in attached)
    )
    return replace(manifest, counts=counts, forms=forms)


class _Counter:
    """Turns revisions and entries into lines, and knows afterwards how many there were."""

    def __init__(self, progress: Progress) -> None:
        self.count = 0
        self._progress = progress

    def lines(self, items: Iterable[Revision | bytes] | Iterable[Entry], what: str) -> Iterator[bytes]:
        """The lines, some at a time: fewer and larger pieces to hash and to pack."""
        some: list[bytes] = []
        for item in items:
            if self.count % _STEP == 0:
                self._progress.step(self.count, 0, what)
                yield b"".join(some)
                some.clear()
            self.count += 1
            some.append(item if isinstance(item, bytes) else canonical_line(item))
        yield b"".join(some)


def canonical_line(item: Revision | Entry) -> bytes:
    """The line of a revision or entry: JSON with sorted keys, UTF-8, one line feed at the end.

    The XML stands in it byte for byte (no NFC is applied to it), so that its hash holds.
    """
    return values.LINE_ENCODER.encode(item.to_json()).encode("utf-8") + b"\n"


def _write_form(parts: _Parts, form: FormFile) -> ListedForm:
    name = _form_place(form)
    if any(
        one.name == name for one in parts.listed
    ):  # the same version with other content: a draft of a form
        name = _form_place(replace(form, version=f"{form.version}-{form.definition_hash[:8]}"))
    parts.add_bytes(name, form.content, packed=not name.endswith(".xlsx"))
    return ListedForm(form.form_id, form.version, form.definition_hash, form.name, name, form.is_main)


def _form_place(form: FormFile) -> str:
    stem = f"{form.form_id}-{form.version}"
    if form.is_main:
        return f"{values.FORMS}{stem}{Path(form.name).suffix.lower()}"
    return f"{values.FORMS}{stem}-media/{safe_file_name(form.name)}"


def _each_once(attachments: Iterable[tuple[str, Path]], progress: Progress) -> Iterator[tuple[str, Path]]:
    seen: set[str] = set()
    for sha256, file in attachments:
        if sha256 not in seen:
            progress.step(len(seen), 0, words(_("Writing photos and files")))
            seen.add(sha256)
            yield sha256, file


def _write_attachments(parts: _Parts, files: Iterable[tuple[str, Path]]) -> list[Listed]:
    found = []
    with closing(read_ahead(files)) as ahead:
        for one in ahead:
            if one.problem is not None:
                raise AttachmentChangedError(sha256=one.name) from one.problem
            found.append(_write_attachment(parts, one))
    return found


def _write_attachment(parts: _Parts, one: ReadAhead) -> Listed:
    name = f"{values.ATTACHMENTS}{one.name}"
    if one.content is not None:
        if one.sha256 != one.name:
            raise AttachmentChangedError(sha256=one.name)
        return parts.add_hashed(name, one.content, one.sha256)
    try:
        size = one.file.stat().st_size
        source = one.file.open("rb")
    except OSError as error:
        raise AttachmentChangedError(sha256=one.name) from error
    with source:
        listed = parts.add_stored(name, _pieces(source.read), size)
    if listed.sha256 != one.name:
        raise AttachmentChangedError(sha256=one.name)
    return listed


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while piece := read(_CHUNK):
        yield piece
