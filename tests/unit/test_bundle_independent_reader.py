"""A reader of bundles written from packaging/FORMAT.md alone: it uses nothing of the program."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sxsh_desktop.bundle.values import FormFile
from sxsh_desktop.ledger.entries import Review
from sxsh_desktop.ledger.trust import short_code
from tests.ledger_maker import Author, attachment, bundle, record_id


def canonical(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode("utf-8")


def check(item: dict[str, Any], word: bytes, keys: dict[str, bytes]) -> None:
    """Hash and signature of a revision or entry (sections 4 and 5)."""
    signed = {name: part for name, part in item.items() if name not in ("content_hash", "signature")}
    if "instance_xml" in signed:
        xml = signed.pop("instance_xml").encode("utf-8")
        signed["instance_sha256"] = hashlib.sha256(xml).hexdigest()
    digest = hashlib.sha256(canonical(signed))
    assert digest.hexdigest() == item["content_hash"]
    key = Ed25519PublicKey.from_public_bytes(keys[item["key_id"]])
    key.verify(base64.b64decode(item["signature"]), word + digest.digest())


def read(file: Path, secret: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Manifest, revisions, entries; everything checked but who is believed."""
    if file.read_bytes().startswith(b"age-encryption.org/v1\n"):
        plain = file.with_suffix(".zip")
        identity = pyrage.x25519.Identity.from_str(secret)
        plain.write_bytes(pyrage.decrypt(file.read_bytes(), [identity]))
        file = plain
    with zipfile.ZipFile(file) as archive:
        assert archive.read("mimetype") == b"application/vnd.sxsh.bundle+zip"
        raw, proof = archive.read("manifest.json"), json.loads(archive.read("manifest.sig"))
        manifest = json.loads(raw)
        assert manifest["format"] == 1
        certificate = proof["certificate"]
        public = base64.b64decode(json.loads(certificate["body"])["public_key"])
        keys = {hashlib.sha256(public).hexdigest()[:16]: public}
        check(certificate, b"sxsh entry 1\n", keys)
        message = b"sxsh manifest 1\n" + hashlib.sha256(raw).digest()
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(proof["signature"]), message)
        listed = {one["name"]: one for one in manifest["files"]}
        unlisted = {"mimetype", "manifest.json", "manifest.sig"}
        assert set(archive.namelist()) == listed.keys() | unlisted
        for name, one in listed.items():
            content = archive.read(name)
            assert (len(content), hashlib.sha256(content).hexdigest()) == (one["size"], one["sha256"])
        revisions = [json.loads(line) for line in archive.read("revisions.jsonl").splitlines()]
        entries = [json.loads(line) for line in archive.read("entries.jsonl").splitlines()]
    for item in revisions:
        check(item, b"sxsh revision 1\n", keys)
    for item in entries:
        check(item, b"sxsh entry 1\n", keys)
    return manifest, revisions, entries


def test_the_format_is_what_its_description_says(tmp_path: Path) -> None:
    author = Author("CB01")
    photo = attachment(tmp_path, b"photo")
    one = author.revision(record_id(), attachments=(photo[0],), xml="<a>Đồng\r\n\t\u2028Tháp</a>".encode())
    review = author.entry(Review("returned", one.revision_id, (), "vì sao"), one.revision_id)
    form = FormFile("a_co_so", "1", "0" * 64, "a_co_so.xlsx", b"form")
    for recipients in ((), (author.sealing.recipient,)):
        info = bundle(tmp_path / "x.sxsh", author, [one], [review], [photo], [form], recipients)

        manifest, revisions, entries = read(info.file, author.sealing.secret)

        assert manifest["bundle_id"] == info.manifest.bundle_id
        assert manifest["forms"][0]["file"] == "forms/a_co_so-1.xlsx"
        assert [item["instance_xml"].encode() for item in revisions] == [one.instance_xml]
        assert [json.loads(item["body"])["verdict"] for item in entries] == ["returned"]
        info.file.unlink()


def test_the_code_for_the_phone_is_what_its_description_says() -> None:
    key = Author("CB01").key.public
    number = int.from_bytes(hashlib.sha256(key.raw).digest()[:8], "big") % 10**16
    assert short_code(key).replace(" ", "") == f"{number:016d}"
