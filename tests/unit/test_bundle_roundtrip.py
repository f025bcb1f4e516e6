"""What goes into a bundle comes out of it, plain and sealed, and any archive tool can look inside."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from sxsh_desktop.bundle.errors import NotForUsError
from sxsh_desktop.bundle.read import open_bundle
from sxsh_desktop.bundle.seal import SEALED_HEAD, SealingKey
from sxsh_desktop.bundle.values import FormFile
from sxsh_desktop.ledger.entries import Review
from tests.ledger_maker import Author, attachment, bundle, record_id


@pytest.mark.parametrize("sealed", [False, True])
def test_everything_comes_out_as_it_went_in(tmp_path: Path, sealed: bool) -> None:
    author, department = Author("CB01"), Author("SCT", "department")
    photo = attachment(tmp_path, b"a photo" * 50_000)
    first = author.revision(record_id(), attachments=(photo[0],))
    second = author.revision(first.record_id, [first.revision_id], b"<data><a/>\r\n<b/></data>")
    review = author.entry(Review("accepted", first.revision_id), first.revision_id)
    form = FormFile("a_co_so", "1", "0" * 64, "a_co_so.xlsx", b"PK form")
    lists = FormFile("a_co_so", "1", "0" * 64, "xã phường.csv", b"a,b\n", is_main=False)
    recipients = (department.sealing.recipient, author.sealing.recipient) if sealed else ()

    info = bundle(
        tmp_path / "x.sxsh", author, [first, second], [review], [photo, photo], [form, lists], recipients
    )

    assert info.file.read_bytes().startswith(SEALED_HEAD) == sealed == info.sealed
    for who in (department, author):
        with open_bundle(info.file, [Author("x").sealing, who.sealing], tmp_path) as opened:
            assert opened.manifest == info.manifest
            assert opened.signer_key_id == author.key.key_id
            assert opened.signer.device == author.device()
            assert list(opened.revisions()) == [first, second]
            assert list(opened.entries()) == [review]
            assert list(opened.forms()) == [form, lists]
            assert [(name, b"".join(pieces)) for name, pieces in opened.attachments()] == [
                (photo[0], b"a photo" * 50_000)
            ]
    assert not list(tmp_path.glob("*.part"))


def test_a_sealed_bundle_opens_only_for_its_recipients(tmp_path: Path) -> None:
    author = Author("CB01")
    info = bundle(tmp_path / "x.sxsh", author, recipients=(author.sealing.recipient,))

    with pytest.raises(NotForUsError):
        open_bundle(info.file, [SealingKey.generate()], tmp_path)
    with pytest.raises(NotForUsError):
        open_bundle(info.file, [], tmp_path)


def test_any_archive_tool_can_look_inside(tmp_path: Path) -> None:
    author = Author("CB01")
    info = bundle(tmp_path / "x.sxsh", author, [author.revision(record_id())])

    with zipfile.ZipFile(info.file) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "mimetype",
            "revisions.jsonl",
            "entries.jsonl",
            "readme.html",
            "manifest.json",
            "manifest.sig",
        ]
        assert archive.read("mimetype") == b"application/vnd.sxsh.bundle+zip"
        line = json.loads(archive.read("revisions.jsonl"))
        assert "Đồng Tháp" in line["instance_xml"]
        assert "CB01" in archive.read("readme.html").decode("utf-8")
    assert info.file.read_bytes()[30:38] == b"mimetype"


def test_an_empty_bundle_is_a_bundle(tmp_path: Path) -> None:
    author = Author("CB01")
    info = bundle(tmp_path / "x.sxsh", author)

    with open_bundle(info.file, [], tmp_path) as opened:
        assert list(opened.revisions()) == []
        assert list(opened.entries()) == []
