"""A bundle with many photos is read and written by several threads: what is wrong is found all the same, in the same
words, and stopping is felt."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.bundle.beside import ReadBack
from sxsh_desktop.bundle.errors import AttachmentChangedError, BundleTamperedError
from sxsh_desktop.bundle.read import open_bundle
from tests.ledger_maker import Author, attachment, bundle, record_id

PHOTOS, SIZE = 90, 250_000


@pytest.fixture
def author() -> Author:
    return Author("CB01")


@pytest.fixture
def photos(tmp_path: Path) -> list[tuple[str, Path]]:
    return [attachment(tmp_path, f"{number:05d}".encode() * (SIZE // 5)) for number in range(PHOTOS)]


def whole(tmp_path: Path, author: Author, photos: list[tuple[str, Path]]) -> Path:
    revisions = [author.revision(record_id(), attachments=(name,)) for name, _file in photos]
    return bundle(tmp_path / "x.sxsh", author, revisions, [], photos).file


def test_everything_comes_out(tmp_path: Path, author: Author, photos: list[tuple[str, Path]]) -> None:
    with open_bundle(whole(tmp_path, author, photos), [], tmp_path) as opened:
        found = {name: b"".join(pieces) for name, pieces in opened.attachments()}
    assert found == {name: file.read_bytes() for name, file in photos}


def test_what_is_written_in_pieces_is_a_sound_zip_and_has_the_hash_that_is_told(
    tmp_path: Path, author: Author, photos: list[tuple[str, Path]]
) -> None:
    """More lines than one piece holds, a photo that is not read ahead whole, and two that are no photos at all."""
    large = [attachment(tmp_path, b"large" * 700_000), attachment(tmp_path, b""), attachment(tmp_path, b"x")]
    revisions = [author.revision(record_id(), xml=b"<d>%d</d>" % number * 40) for number in range(1500)]
    info = bundle(tmp_path / "x.sxsh", author, revisions, [], [*photos, *large])
    assert info.sha256 == hashlib.sha256(info.file.read_bytes()).hexdigest()
    assert info.size == info.file.stat().st_size
    with zipfile.ZipFile(info.file) as found:
        assert found.testzip() is None
        lines = found.getinfo("revisions.jsonl")
        assert lines.compress_type == zipfile.ZIP_DEFLATED and lines.compress_size < lines.file_size // 3
        assert len(found.read("revisions.jsonl").splitlines()) == 1500
    with open_bundle(info.file, [], tmp_path) as opened:
        assert [one.revision_id for one in opened.revisions()] == [one.revision_id for one in revisions]


def test_what_is_read_back_stops_where_the_file_is_final(tmp_path: Path) -> None:
    """The part behind has its header written last: nothing of it may be read before."""
    file = tmp_path / "x"
    final = b"a" * ((1 << 20) + 100)
    file.write_bytes(final + b"....")
    with closing(ReadBack(file)) as back:
        back.up_to(len(final))
        back.settle()
        file.write_bytes(final + b"HEAD")
        assert back.finish() == hashlib.sha256(final + b"HEAD").hexdigest()


@pytest.mark.parametrize("which", [0, 44, PHOTOS - 1])
def test_a_photo_that_is_gone_or_changed_is_told_and_nothing_is_left(
    tmp_path: Path, author: Author, photos: list[tuple[str, Path]], which: int
) -> None:
    name, photo = photos[which]
    for spoil in (lambda: photo.write_bytes(b"other"), photo.unlink):
        spoil()
        with pytest.raises(AttachmentChangedError) as caught:
            whole(tmp_path, author, photos)
        assert caught.value.facts["sha256"] == name
        assert not list(tmp_path.glob("x.sxsh*"))


@pytest.mark.parametrize("which", [0, 44, PHOTOS - 1])
def test_one_changed_byte_in_one_photo_is_found(
    tmp_path: Path, author: Author, photos: list[tuple[str, Path]], which: int
) -> None:
    file = whole(tmp_path, author, photos)
    name, photo = sorted(photos)[which]
    content = bytearray(file.read_bytes())
    content[content.index(photo.read_bytes()) + SIZE // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(BundleTamperedError) as caught:
        open_bundle(file, [], tmp_path)
    assert caught.value.facts["entry"] == f"attachments/{name}"


def test_stopping_is_felt(tmp_path: Path, author: Author, photos: list[tuple[str, Path]]) -> None:
    file, told = whole(tmp_path, author, photos), []

    def hear(done: int, _total: int, _what: str) -> None:
        told.append(done)
        if done:
            progress.cancel()

    progress = Progress(hear)
    with pytest.raises(CancelledError):
        open_bundle(file, [], tmp_path, progress=progress)
    assert max(told) < PHOTOS


def test_a_photo_that_changed_meanwhile_stops_the_writing(
    tmp_path: Path, author: Author, photos: list[tuple[str, Path]]
) -> None:
    photos[50][1].write_bytes(b"other")
    with pytest.raises(AttachmentChangedError):
        whole(tmp_path, author, photos)
    assert not list(tmp_path.glob("x.sxsh*"))
