"""Opening a bundle: everything is checked before the first thing is handed out.

Checked here: kind of file, seal, shape of the ZIP, format version, signature over the manifest, every part
against the signed list, every line against the format. Checked by the caller, who knows the ledger: whether
the signer and the authors are believed.
"""

from __future__ import annotations

import errno
import json
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.words import _, words
from sxsh_desktop.bundle import values
from sxsh_desktop.bundle.certificate import Signer, check_signature
from sxsh_desktop.bundle.errors import (
    BundleContentError,
    BundleEmptyError,
    BundleEntryMissingError,
    BundleNoRoomError,
    BundleTooNewError,
    BundleUnreadableError,
    BundleXmlError,
    NotABundleError,
)
from sxsh_desktop.bundle.limits import DEFAULT_LIMITS, Limits
from sxsh_desktop.bundle.parts import ZIP_HEAD, Parts, printable
from sxsh_desktop.bundle.seal import SEALED_HEAD, SealingKey, is_sealed, unseal
from sxsh_desktop.bundle.values import FORMAT, FormFile, Manifest
from sxsh_desktop.ledger.values import Entry, Revision

_Item = TypeVar("_Item", Revision, Entry)
_STEP = 500
_READERS = 3
_KEPT_BYTES = 16 << 20  # a part of this size is read once and kept: about three times as much memory


class OpenBundle:
    """A bundle whose bytes are what its signer signed. Made by `open_bundle`; close it, or use it in `with`.

    Attributes: file (its name), sealed, manifest, signer.
    """

    def __init__(self, file: str, sealed: bool, parts: Parts, manifest: Manifest, signer: Signer) -> None:
        self.file = file
        self.sealed = sealed
        self.manifest = manifest
        self.signer = signer
        self._parts = parts
        self._kept: dict[str, list[Any]] = {}
        self._closing = ExitStack()
        self._closing.callback(parts.close)

    def __enter__(self) -> OpenBundle:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file and of what was unsealed from it."""
        self._closing.close()

    def keep(self, resources: ExitStack) -> None:
        """Close these too when the bundle is closed."""
        self._closing.push(resources)

    @property
    def signer_key_id(self) -> str:
        """The key that signed the manifest."""
        return self.signer.device.key_id

    def revisions(self) -> Iterator[Revision]:
        """The revisions in the bundle's order, one at a time.

        Raises BundleContentError, BundleXmlError, and BundleTamperedError when the file changed meanwhile.
        """
        return self._items(values.REVISIONS, Revision)

    def entries(self) -> Iterator[Entry]:
        """The entries in the bundle's order, one at a time. Raises BundleContentError, BundleTamperedError."""
        return self._items(values.ENTRIES, Entry)

    def forms(self) -> Iterator[FormFile]:
        """The files of the form definitions that travel with the records."""
        for one in self.manifest.forms:
            content = b"".join(self._told_pieces(one.file))
            yield FormFile(one.form_id, one.version, one.definition_hash, one.name, content, one.is_main)

    def attachments(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """SHA-256 of each photo or file, and its bytes in pieces (read them before going on)."""
        for one in self.manifest.files:
            if one.name.startswith(values.ATTACHMENTS):
                yield one.name[len(values.ATTACHMENTS) :], self._told_pieces(one.name)

    def attachment_names(self) -> frozenset[str]:
        """The SHA-256 of every photo and file inside."""
        listed = (one.name for one in self.manifest.files)
        return frozenset(
            name[len(values.ATTACHMENTS) :] for name in listed if name.startswith(values.ATTACHMENTS)
        )

    def _told_pieces(self, name: str) -> Iterator[bytes]:
        with _readable(self.file):
            yield from self._parts.pieces(name)

    def _items(self, name: str, kind: type[_Item]) -> Iterator[_Item]:
        """The items of a part, from the file; of a small part they are kept when all were read and found right."""
        kept = self._kept.get(name)
        if kept is not None:
            yield from kept
            return
        small = any(one.name == name and one.size <= _KEPT_BYTES for one in self.manifest.files)
        number, read = 0, []
        with _readable(self.file):
            for number, line in self._parts.lines(name):
                item = self._item(name, number, line, kind)
                if small:
                    read.append(item)
                yield item
        counts = self.manifest.counts
        if number != (counts.revisions if kind is Revision else counts.entries):
            raise BundleContentError(file=self.file, entry=name, line=number)
        if small:
            self._kept[name] = read

    def _item(self, name: str, number: int, line: bytes, kind: type[_Item]) -> _Item:
        try:
            item = kind.from_json(json.loads(line.decode("utf-8")))
        except (ValueError, RecursionError) as error:
            raise BundleContentError(file=self.file, entry=name, line=number) from error
        if isinstance(item, Revision) and not plain_xml(item.instance_xml):
            raise BundleXmlError(file=self.file, entry=name, line=number)
        return item


def open_bundle(
    path: Path,
    identities: Iterable[SealingKey],
    work_folder: Path,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    *,
    lines: bool = True,
) -> OpenBundle:
    """Open and verify a bundle; `work_folder` (own disk) takes what is unsealed, until it is closed.

    lines: read every line now; a caller who reads them all before using any may leave it to that reading,
    which checks the same. Raises one of `bundle.errors`, each with its own code; nothing is left behind then.
    """
    progress = progress or silent()
    with ExitStack() as resources, _readable(path.name):
        stream, sealed = _plain_stream(path, tuple(identities), work_folder, resources, progress)
        parts = Parts(stream, path.name, limits)
        resources.callback(parts.close)
        signed = parts.small(values.MANIFEST, limits.manifest)
        value = _manifest_value(signed, path.name)
        signer = check_signature(signed, parts.small(values.SIGNATURE, limits.signature), path.name)
        manifest = _manifest(value, path.name)
        parts.believe(manifest.files)
        opened = OpenBundle(path.name, sealed, parts, manifest, signer)
        _check_parts(parts, manifest, path.name, progress)
        if lines:
            _check_lines(opened, progress)
        opened.keep(resources.pop_all())
        return opened


@contextmanager
def _readable(file: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = reason_of(error)
        raise BundleUnreadableError(file=file, what=what) from error


@contextmanager
def _room(file: str, folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise BundleNoRoomError(file=file, folder=str(folder)) from error
        raise


def _plain_stream(
    path: Path,
    identities: tuple[SealingKey, ...],
    work_folder: Path,
    resources: ExitStack,
    progress: Progress,
) -> tuple[BinaryIO, bool]:
    """The ZIP of a bundle, unsealed where need be; told apart by the first bytes."""
    source = resources.enter_context(path.open("rb"))
    head = source.read(len(SEALED_HEAD))
    source.seek(0)
    if not head:
        raise BundleEmptyError(file=path.name)
    if not is_sealed(head):
        if not head.startswith(ZIP_HEAD):
            raise NotABundleError(file=path.name)
        return source, False
    progress.step(0, 1, words(_("Opening the seal")))
    plain = resources.enter_context(tempfile.TemporaryFile(dir=work_folder))  # noqa: SIM115
    with _room(path.name, work_folder):
        unseal(source, plain, identities, path.name)
    plain.seek(0)
    if not plain.read(len(ZIP_HEAD)).startswith(ZIP_HEAD):
        raise NotABundleError(file=path.name)
    plain.seek(0)
    return plain, True


def _manifest_value(signed: bytes, file: str) -> dict[str, object]:
    """The manifest as JSON, once its format is known to be one of ours."""
    try:
        value = json.loads(signed)
        found = value["format"]
        if not isinstance(found, int) or found < 1:
            raise ValueError("a format version is a number from 1")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BundleContentError(file=file, entry=values.MANIFEST, line=0) from error
    if found > FORMAT:
        needs = printable(str(value.get("needs", ""))[:20])
        raise BundleTooNewError(file=file, found=found, known=FORMAT, needs=needs)
    assert isinstance(value, dict)
    return value


def _manifest(value: dict[str, object], file: str) -> Manifest:
    try:
        return Manifest.from_json(value)
    except (ValueError, TypeError, KeyError) as error:
        raise BundleContentError(file=file, entry=values.MANIFEST, line=0) from error


def _check_parts(parts: Parts, manifest: Manifest, file: str, progress: Progress) -> None:
    """Sizes and hashes of everything; the parts that every bundle has; the forms that are named."""
    names = {one.name for one in manifest.files}
    needed = [values.REVISIONS, values.ENTRIES, values.README, *(one.file for one in manifest.forms)]
    for name in needed:
        if name not in names:
            raise BundleEntryMissingError(file=file, entry=name)
    attached = [one for one in manifest.files if one.name.startswith(values.ATTACHMENTS)]
    misnamed = [one.name for one in attached if one.name != values.ATTACHMENTS + one.sha256]
    misnamed += [one.file for one in manifest.forms if not _is_plain_name(one.name)]
    counts = manifest.counts
    if (len(manifest.forms), len(attached)) != (counts.forms, counts.attachments):
        misnamed.append(values.MANIFEST)
    if misnamed:
        raise BundleContentError(file=file, entry=misnamed[0], line=0)
    _check_each(parts, manifest, sorted(names - {values.REVISIONS, values.ENTRIES}), progress)


def _check_each(parts: Parts, manifest: Manifest, names: list[str], progress: Progress) -> None:
    """Sizes and hashes; of a bundle with many photos several at a time: hashing leaves the processor to others."""
    threads = _READERS if manifest.counts.attachment_bytes > _KEPT_BYTES else 0
    at_once = 8 * _READERS if threads else _STEP  # few enough that stopping is felt at once
    with ThreadPoolExecutor(threads or 1, thread_name_prefix="bundle") as pool:
        for start in range(0, len(names), at_once):
            progress.step(start, len(names), words(_("Checking the bundle")))
            some = names[start : start + at_once]
            for _checked in pool.map(parts.check, some) if threads else map(parts.check, some):
                pass


def _check_lines(bundle: OpenBundle, progress: Progress) -> None:
    """Every line follows the format and the counts are right."""
    counts = bundle.manifest.counts
    for done, _revision in enumerate(bundle.revisions()):
        if done % _STEP == 0:
            progress.step(done, counts.revisions, words(_("Checking the records")))
    for _entry in bundle.entries():
        pass


def _is_plain_name(name: str) -> bool:
    return name.isprintable() and not name.startswith(".") and not set(name) & set('/\\:<>"|?*')


def plain_xml(xml: bytes) -> bool:
    """Whether XML is free of DTDs and entities, and in UTF-8: a check of bytes, before any parser sees it."""
    if xml.startswith(b"\xef\xbb\xbf"):
        xml = xml[3:]
    start = xml.find(b"<!")
    while start >= 0:
        if not xml.startswith((b"<!--", b"<![CDATA["), start):
            return False
        start = xml.find(b"<!", start + 2)
    head = xml[:200].lower()
    if head.startswith(b"<?xml"):
        declaration = head.split(b"?>", 1)[0]
        if b"encoding" in declaration and b"utf-8" not in declaration:
            return False
    return b"\x00" not in xml
