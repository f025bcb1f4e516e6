"""Every kind of broken or hostile bundle is refused with its own code, before anything is handed out."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import free_bytes
from sxsh_desktop.bundle.certificate import signature_file
from sxsh_desktop.bundle.errors import (
    AttachmentChangedError,
    CarrierFullError,
    CarrierGoneError,
    RecipientKeyError,
)
from sxsh_desktop.bundle.limits import Limits
from sxsh_desktop.bundle.read import open_bundle, plain_xml
from sxsh_desktop.ledger.entries import Review
from tests.ledger_maker import Author, attachment, bundle, record_id

_PARTY = ("officer_code", "officer_name", "device_id", "unit_code", "role", "key_id")
Parts = list[tuple[zipfile.ZipInfo, bytes]]


@pytest.fixture(scope="module")
def author() -> Author:
    return Author("CB01")


@pytest.fixture
def good(tmp_path: Path, author: Author) -> Path:
    photo = attachment(tmp_path, b"photo" * 1000)
    one = author.revision(record_id(), attachments=(photo[0],))
    review = author.entry(Review("accepted", one.revision_id), one.revision_id)
    return bundle(tmp_path / "good.sxsh", author, [one], [review], [photo]).file


def code_of(path: Path, limits: Limits = Limits()) -> str:
    """The code with which a file is refused, "" when it is taken."""
    try:
        with open_bundle(path, [], path.parent, limits) as opened:
            for _name, pieces in opened.attachments():
                b"".join(pieces)
    except UserError as error:
        assert error.facts["file"] == path.name
        error.explain()
        return error.code
    return ""


def repacked(good: Path, change: Callable[[Parts], Parts], signer: Author | None = None) -> Path:
    """The bundle with other parts; with `signer` the manifest is made to fit and signed anew."""
    with zipfile.ZipFile(good) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    parts = change(parts)
    if signer is not None:
        parts = _signed(parts, signer)
    target = good.with_name("changed.sxsh")
    with zipfile.ZipFile(target, "w") as archive:
        for info, content in parts:
            archive.writestr(info, content)
    return target


def _signed(parts: Parts, signer: Author) -> Parts:
    manifest = next(content for info, content in parts if info.filename == "manifest.json")
    signature = signature_file(manifest, signer.key, signer.certificate())
    return [(i, signature if i.filename == "manifest.sig" else c) for i, c in parts]


def named(name: str, change: Callable[[bytes], bytes]) -> Callable[[Parts], Parts]:
    """Change the content of one part."""
    return lambda parts: [(i, change(c) if i.filename == name else c) for i, c in parts]


def added(name: str, content: bytes = b"x") -> Callable[[Parts], Parts]:
    """One more part."""
    return lambda parts: [*parts, (zipfile.ZipInfo(name), content)]


def manifest_with(**changed: object) -> Callable[[Parts], Parts]:
    """Other words in the manifest."""
    return named("manifest.json", lambda c: json.dumps({**json.loads(c), **changed}).encode())


def test_the_good_one_is_taken(good: Path) -> None:
    assert code_of(good) == ""


@pytest.mark.parametrize("content", [b"hello", b"PK", b"%PDF-1.7", "Đồng Tháp".encode("utf-16")])
def test_another_kind_of_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.sxsh"
    path.write_bytes(content)
    assert code_of(path) == "BUNDLE-01"


@pytest.mark.parametrize("mimetype", [None, b"application/epub+zip", b"application/vnd.sxsh.bundle+zip "])
def test_another_programs_zip(tmp_path: Path, mimetype: bytes | None) -> None:
    path = tmp_path / "a.sxsh"
    with zipfile.ZipFile(path, "w") as archive:
        if mimetype is not None:
            archive.writestr("mimetype", mimetype)
        archive.writestr("word/document.xml", b"x")
    assert code_of(path) == "BUNDLE-01"


def test_every_truncation_is_refused(good: Path, author: Author) -> None:
    whole = good.read_bytes()
    cut = good.with_name("cut.sxsh")
    codes = set()
    for length in [*range(200), *range(200, len(whole), 37), len(whole) - 1]:
        cut.write_bytes(whole[:length])
        codes.add(code_of(cut))
    assert codes <= {"BUNDLE-01", "BUNDLE-02", "BUNDLE-17"}


def test_a_truncated_sealed_bundle(tmp_path: Path, author: Author) -> None:
    one = author.revision(record_id())
    sealed = bundle(tmp_path / "s.sxsh", author, [one], recipients=(author.sealing.recipient,)).file
    whole = sealed.read_bytes()
    for length in range(1, len(whole), 61):
        sealed.write_bytes(whole[:length])
        with pytest.raises(UserError) as caught:
            open_bundle(sealed, [author.sealing], tmp_path)
        assert caught.value.code in {"BUNDLE-01", "BUNDLE-02", "BUNDLE-16"}
    assert not [one for one in tmp_path.iterdir() if one.name.startswith("tmp")]


def test_changed_bytes_are_noticed_in_every_part(good: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        names = [info.filename for info in archive.infolist()]
    for name in names:
        swapped = repacked(good, named(name, lambda c: c[:-2] + bytes([c[-2] ^ 1]) + c[-1:]))
        assert code_of(swapped) in {"BUNDLE-01", "BUNDLE-03", "BUNDLE-04", "BUNDLE-14"}, name


def test_flipped_bits_anywhere(good: Path) -> None:
    """A few thousand bytes here; the long run is made by hand."""
    whole = good.read_bytes()
    target = good.with_name("flipped.sxsh")
    harmless = 0
    for place in range(0, len(whole), 17):
        target.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        harmless += code_of(target) == ""
    assert harmless < len(whole) // 17 // 10  # fields of the ZIP that nobody reads: times, versions


def test_swapped_attachment_and_wrong_signature(good: Path, author: Author) -> None:
    other = Author("CB02")
    fits = signature_file(b"another manifest", author.key, author.certificate())
    assert code_of(repacked(good, named("manifest.sig", lambda _c: fits))) == "BUNDLE-04"
    foreign = signature_file(b"{}", other.key, other.certificate())
    assert code_of(repacked(good, named("manifest.sig", lambda _c: foreign))) == "BUNDLE-04"
    assert code_of(repacked(good, named("manifest.sig", lambda _c: b"{}"))) == "BUNDLE-14"


def test_a_newer_format_says_which_program_is_needed(good: Path, author: Author) -> None:
    newer = repacked(good, manifest_with(format=2, needs="0.9"), author)
    with pytest.raises(UserError) as caught:
        open_bundle(newer, [], newer.parent)
    assert caught.value.code == "BUNDLE-07"
    assert "0.9" in " ".join(caught.value.explain())
    odd = repacked(good, manifest_with(format=2, needs="0.9\ud800\n"), author)
    with pytest.raises(UserError) as caught:
        open_bundle(odd, [], odd.parent)
    assert "0.9??" in " ".join(caught.value.explain())


def test_missing_extra_and_double_parts(good: Path, author: Author) -> None:
    def without(name: str) -> Callable[[Parts], Parts]:
        return lambda parts: [(i, c) for i, c in parts if i.filename != name]

    for name in ("revisions.jsonl", "entries.jsonl", "readme.html", "manifest.json", "manifest.sig"):
        assert code_of(repacked(good, without(name))) == "BUNDLE-08", name
    assert code_of(repacked(good, added("forms/a-1.xlsx"))) == "BUNDLE-09"
    assert code_of(repacked(good, added("notes.txt"))) == "BUNDLE-09"
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = repacked(good, added("entries.jsonl"))
    assert code_of(twice) == "BUNDLE-10"


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/passwd",
        "forms/../../evil",
        "C:/evil",
        "attachments\\x",
        "forms/a:b",
        "\\\\server\\x",
        "~/x",
        "forms/\u202egnp",
    ],
)
def test_names_that_lead_out(good: Path, name: str) -> None:
    assert code_of(repacked(good, added(name))) == "BUNDLE-11"


def test_links_are_no_files(good: Path) -> None:
    link = zipfile.ZipInfo("forms/a-1.xlsx")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert code_of(repacked(good, lambda parts: [*parts, (link, b"/etc/passwd")])) == "BUNDLE-11"


def test_sizes_are_bounded(good: Path) -> None:
    assert code_of(good, Limits(total=1000)) == "BUNDLE-12"
    assert code_of(good, Limits(entry=500)) == "BUNDLE-12"
    assert code_of(good, Limits(attachment=100)) == "BUNDLE-12"
    assert code_of(good, Limits(entries=4)) == "BUNDLE-12"
    assert code_of(good, Limits(manifest=100)) == "BUNDLE-12"
    assert code_of(good, Limits(signature=100)) == "BUNDLE-12"
    assert code_of(good, Limits(line=100)) == "BUNDLE-14"


def test_a_zip_bomb_is_refused_by_its_ratio(good: Path) -> None:
    bomb = zipfile.ZipInfo("forms/a-1.xlsx")
    bomb.compress_type = zipfile.ZIP_DEFLATED
    assert code_of(repacked(good, lambda parts: [*parts, (bomb, bytes(20_000_000))])) == "BUNDLE-12"


def test_lies_about_sizes(good: Path, author: Author) -> None:
    def other_size(content: bytes) -> bytes:
        manifest = json.loads(content)
        manifest["files"][0]["size"] += 1
        return json.dumps(manifest).encode()

    assert code_of(repacked(good, named("manifest.json", other_size), author)) == "BUNDLE-13"

    def other_hash(content: bytes) -> bytes:
        manifest = json.loads(content)
        manifest["files"][-1]["sha256"] = "0" * 64
        return json.dumps(manifest).encode()

    assert code_of(repacked(good, named("manifest.json", other_hash), author)) == "BUNDLE-03"


@pytest.mark.parametrize(
    "changed",
    [
        {"counts": {"revisions": 2, "entries": 1, "forms": 0, "attachments": 1, "attachment_bytes": 5000}},
        {"counts": {}},
        {"files": "x"},
        {"files": [{"name": 1}]},
        {"bundle_id": ""},
        {"bundle_id": 7},
        {"sender": []},
        {"format": 0},
        {"format": "1"},
        {"knows": {"items": -1, "ids_hash": ""}},
        {"bundle_id": "\ud800"},
        {"made_at": "2026\udfff"},
        {"sender": {**dict.fromkeys(_PARTY, "x"), "officer_name": "An \ud834"}},
    ],
)
def test_a_signed_manifest_that_is_nonsense(good: Path, author: Author, changed: dict[str, object]) -> None:
    assert code_of(repacked(good, manifest_with(**changed), author)) == "BUNDLE-14"


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_manifest_that_is_no_json_object(good: Path, content: bytes) -> None:
    assert code_of(repacked(good, named("manifest.json", lambda _c: content))) == "BUNDLE-14"


def _with_revisions(good: Path, author: Author, lines: bytes) -> Path:
    """A bundle whose signer signs these lines."""

    def change(parts: Parts) -> Parts:
        manifest = json.loads(next(c for i, c in parts if i.filename == "manifest.json"))
        for one in manifest["files"]:
            if one["name"] == "revisions.jsonl":
                one.update(size=len(lines), sha256=hashlib.sha256(lines).hexdigest())
        told = {"manifest.json": json.dumps(manifest).encode(), "revisions.jsonl": lines}
        return [(i, told.get(i.filename, c)) for i, c in parts]

    return repacked(good, change, author)


@pytest.mark.parametrize("line", [b"{}\n", b"x\n", b"\n", b"[" * 50_000 + b"\n", b'{"a":1}', b"\xff\n"])
def test_lines_that_are_no_revisions(good: Path, author: Author, line: bytes) -> None:
    assert code_of(_with_revisions(good, author, line)) == "BUNDLE-14"


@pytest.mark.parametrize("name", ["definition_hash", "form_version", "officer_id", "made_at", "instance_xml"])
def test_half_a_letter_is_no_text(good: Path, author: Author, name: str) -> None:
    """JSON can name half of a letter (a lone surrogate); no text has it, and no hash can be made of it."""
    line = json.dumps({**author.revision(record_id()).to_json(), name: "x\ud800"}).encode() + b"\n"
    assert code_of(_with_revisions(good, author, line)) == "BUNDLE-14"


def test_xml_with_entities(good: Path, author: Author) -> None:
    xml = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    line = json.dumps(author.revision(record_id(), xml=xml).to_json()).encode() + b"\n"
    assert code_of(_with_revisions(good, author, line)) == "BUNDLE-15"


@pytest.mark.parametrize(
    ("xml", "plain"),
    [
        (b"<a/>", True),
        (b'<?xml version="1.0" encoding="UTF-8"?><a><!-- x --><![CDATA[<!DOCTYPE]]></a>', False),
        (b"<a><!-- x --><![CDATA[ok]]></a>", True),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', False),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-7'?><a/>", False),
        (b"<!doctype a><a/>", False),
        (b"<a>\x00</a>", False),
    ],
)
def test_what_counts_as_plain_xml(xml: bytes, plain: bool) -> None:
    assert plain_xml(xml) == plain


def test_empty_missing_and_unreadable_files(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sxsh"
    empty.touch()
    assert code_of(empty) == "BUNDLE-17"
    assert code_of(tmp_path / "gone.sxsh") == "BUNDLE-18"
    assert code_of(tmp_path) == "BUNDLE-18"


def test_a_target_that_cannot_be_written(tmp_path: Path, author: Author) -> None:
    with pytest.raises(CarrierGoneError):
        bundle(tmp_path / "nowhere" / "x.sxsh", author)
    with pytest.raises(RecipientKeyError):
        bundle(tmp_path / "x.sxsh", author, recipients=("age1nonsense",))
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, author: Author) -> None:
    full = Path("/dev/full")
    if not full.exists() or free_bytes(tmp_path) == 0:
        pytest.skip("this system has no /dev/full")
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "x.sxsh.part").symlink_to(full)
    with pytest.raises(CarrierFullError):
        bundle(folder / "x.sxsh", author, [author.revision(record_id()) for _ in range(300)])
    assert not list(folder.iterdir())


def test_a_photo_that_changed_is_not_exported(tmp_path: Path, author: Author) -> None:
    name, file = attachment(tmp_path, b"photo")
    file.write_bytes(b"other")
    with pytest.raises(AttachmentChangedError):
        bundle(tmp_path / "x.sxsh", author, attachments=[(name, file)])
    with pytest.raises(AttachmentChangedError):
        bundle(tmp_path / "x.sxsh", author, attachments=[(name, tmp_path / "gone")])
    assert not (tmp_path / "x.sxsh").exists()


def test_bytes_before_the_zip_are_noticed(good: Path) -> None:
    target = good.with_name("before.sxsh")
    target.write_bytes(b"PK\x03\x04" + bytes(26) + good.read_bytes())
    assert code_of(target) == "BUNDLE-03"


def test_a_comment_behind_the_zip_is_noticed(good: Path) -> None:
    with zipfile.ZipFile(good, "a") as archive:
        archive.comment = b"nobody signed this"
    assert code_of(good) == "BUNDLE-03"
