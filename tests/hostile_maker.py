"""What happens to a bundle on its way, by chance or by intent: bytes, parts and signed content made wrong.

Everything is decided by a number: the same number gives the same hostile file, so that a long run can be taken up
again and a failure be looked at.
"""

from __future__ import annotations

import io
import json
import random
import warnings
import zipfile
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.bundle.certificate import signature_file
from sxsh_desktop.bundle.read import open_bundle
from sxsh_desktop.ledger.entries import Review
from sxsh_desktop.ledger.keys import verify
from sxsh_desktop.ledger.values import Entry, Revision
from tests.ledger_maker import Author, attachment, bundle, record_id

Parts = list[tuple[zipfile.ZipInfo, bytes]]
_UNLISTED = ("mimetype", "manifest.json", "manifest.sig")
_WORDS = (
    b"\x00", b"\xff\xfe", b"{", b"}", b"[" * 300, b'"', b"\\u0000", b"\n", b"\n\n", b"PK\x03\x04", b"PK\x05\x06",
    b"PK\x01\x02", b"../", b"<!DOCTYPE", b"&x;", b"null", b"-1", b"1e999", b"9" * 400, b"NaN", b"true", b"age-",
    "\u202e".encode(), b"\xed\xa0\x80", b"\xff\xff\xff\xff", b"PK\x06\x06", b"PK\x06\x07",
)  # fmt: skip


@dataclass(frozen=True)
class Good:
    """A sound bundle and what is in it; `author` made the records, `other` is an enrolled device that turned bad."""

    author: Author
    other: Author
    whole: bytes
    sealed: bool
    revisions: tuple[Revision, ...]
    entries: tuple[Entry, ...]
    photos: tuple[bytes, ...]

    @cached_property
    def parts(self) -> Parts:
        """The parts of the plain bundle."""
        with zipfile.ZipFile(io.BytesIO(self.whole)) as archive:
            return [(info, archive.read(info)) for info in archive.infolist()]


def good_bundle(folder: Path, *, sealed: bool) -> Good:
    """A small bundle with two versions of a record, a review and a photo."""
    author = Author("CB01")
    photo = attachment(folder, b"photo" * 40)
    one = author.revision(record_id(), attachments=(photo[0],))
    two = author.revision(one.record_id, [one.revision_id])
    review = author.entry(Review("accepted", one.revision_id), one.revision_id)
    recipients = (author.sealing.recipient,) if sealed else ()
    made = bundle(folder / "good.sxsh", author, [one, two], [review], [photo], recipients=recipients).file
    whole = made.read_bytes()
    made.unlink()
    (folder / photo[0]).unlink()
    return Good(author, Author("CB02"), whole, sealed, (one, two), (review,), (b"photo" * 40,))


def hostile(good: Good, number: int) -> bytes:
    """The hostile file of this number."""
    chance = random.Random(number)
    kind = chance.random()
    if good.sealed or kind < 0.45:
        return changed_bytes(chance, good.whole)
    if kind < 0.7:
        return packed(changed_parts(chance, good.parts))
    return packed(signed_again(chance, changed_parts(chance, good.parts), good))


def outcome(good: Good, content: bytes, folder: Path) -> str:
    """The code with which the file is refused, "" when it is taken; AssertionError when it is taken wrongly.

    What is taken holds no item of an enrolled author's that this author did not sign, and no other photo than
    its name says; nothing is left behind.
    """
    path = folder / "changed.sxsh"
    path.write_bytes(content)
    try:
        with open_bundle(path, [good.author.sealing], folder) as opened:
            revisions, entries = list(opened.revisions()), list(opened.entries())
            photos = [(name, b"".join(pieces)) for name, pieces in opened.attachments()]
            list(opened.forms())
            signer = opened.signer.device.key_id
    except UserError as error:
        assert error.code.startswith("BUNDLE-"), error.code
        assert error.facts["file"] == path.name
        assert all(sentence.encode() for sentence in error.explain())
        return error.code
    finally:
        path.unlink()
        left = [one.name for one in folder.iterdir()]
        assert not left, left
    _taken_rightly(good, signer, revisions, entries, photos)
    return ""


def _taken_rightly(
    good: Good, signer: str, revisions: list[Revision], entries: list[Entry], photos: list[tuple[str, bytes]]
) -> None:
    if signer == good.author.key.key_id:  # then it is what this device signed
        assert (tuple(revisions), tuple(entries)) == (good.revisions, good.entries)
        assert [content for _name, content in photos] == list(good.photos)
    items: list[Revision | Entry] = [*revisions, *entries]
    for item in items:
        if verify(item, good.author.key.public):  # else the import refuses it: BUNDLE-19 to 21
            assert item in good.revisions or item in good.entries
    for name, content in photos:
        assert sha256(content).hexdigest() == name


def changed_bytes(chance: random.Random, content: bytes) -> bytes:
    """One to four accidents to a run of bytes."""
    whole = bytearray(content)
    for _number in range(chance.choice((1, 1, 1, 2, 3, 4))):
        if not whole:
            break
        at, length = chance.randrange(len(whole)), chance.choice((1, 2, 4, 8, 30, 200, 1000))
        kind = chance.randrange(8)
        if kind <= 1:
            whole[at] ^= 1 << chance.randrange(8)
        elif kind == 2:
            whole[at : at + length] = chance.randbytes(length)
        elif kind == 3:
            del whole[at : at + length]
        elif kind == 4:
            whole[at:at] = chance.choice(_WORDS)
        elif kind == 5:
            whole[at : at + length] = bytes(length)
        elif kind == 6:  # a piece that stands elsewhere
            start = chance.randrange(len(whole))
            whole[at : at + length] = whole[start : start + length]
        else:
            del whole[at:]
    return bytes(whole)


def changed_parts(chance: random.Random, parts: Parts) -> Parts:
    """A sound ZIP whose parts are not those that were signed: changed, gone, double, exchanged, one more."""
    parts = list(parts)
    for _number in range(chance.choice((1, 1, 2))):
        at = chance.randrange(len(parts))
        info, content = parts[at]
        kind = chance.randrange(9)
        if kind <= 3:
            parts[at] = (info, changed_bytes(chance, content))
        elif kind == 4:
            parts[at] = (info, changed_text(chance, content))
        elif kind == 5 and len(parts) > 1:
            del parts[at]
        elif kind == 6:
            parts.insert(chance.randrange(len(parts) + 1), (_named(info, info.filename), content))
        elif kind == 7:
            other = chance.randrange(len(parts))
            parts[at], parts[other] = (info, parts[other][1]), (parts[other][0], content)
        else:
            name = chance.choice(
                (
                    "../x",
                    "/etc/x",
                    "C:\\x",
                    "forms/x-1.xlsx",
                    "notes.txt",
                    "attachments/" + "0" * 64,
                    "forms/",
                )
            )
            parts.append((_named(info, name), chance.choice((b"", b"x", content))))
    return parts


def changed_text(chance: random.Random, content: bytes) -> bytes:
    """JSON with another value somewhere; bytes as they are where it is none."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    try:
        value = json.loads(lines[at])
    except ValueError:
        return content
    if not isinstance(value, dict) or not value:
        return content
    name = chance.choice(sorted(value))
    other: object = chance.choice(
        (None, "", 0, -1, 1e300, True, [], {}, "x" * 300, [[]], "\u0000", 2**70, "é")
    )
    if chance.random() < 0.2:
        value[str(other)] = other
    elif chance.random() < 0.2:
        del value[name]
    else:
        value[name] = other
    lines[at] = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return b"\n".join(lines)


def signed_again(chance: random.Random, parts: Parts, good: Good) -> Parts:
    """The manifest made to fit (mostly), and signed by an enrolled device that is not the author."""
    found = {info.filename: content for info, content in parts}
    manifest = found.get("manifest.json", b"{}")
    try:
        value = json.loads(manifest)
        if isinstance(value, dict) and isinstance(value.get("files"), list) and chance.random() < 0.9:
            value["files"] = [
                {"name": name, "size": len(content), "sha256": sha256(content).hexdigest()}
                for name, content in found.items()
                if name not in _UNLISTED
            ]
            manifest = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except ValueError:
        pass
    signature = signature_file(manifest, good.other.key, good.other.certificate())
    told = {"manifest.json": manifest, "manifest.sig": signature}
    return [(info, told.get(info.filename, content)) for info, content in parts]


def packed(parts: Parts) -> bytes:
    """The parts as a ZIP, as they are."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as archive:
        warnings.simplefilter("ignore")
        for info, content in parts:
            archive.writestr(_named(info, info.filename), content)
    return made.getvalue()


def _named(like: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = like.compress_type
    info.external_attr = like.external_attr
    return info
