"""A bundle with many photos is read and written by several threads: what is wrong is found all the same, in the same
words, and stopping is felt."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_desktop.base.progress import CancelledError, Progress
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
