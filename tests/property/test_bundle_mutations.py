"""Whatever is done to the bytes of a bundle: it is refused in a sentence, or it is what was signed."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.bundle.read import open_bundle
from sxsh_desktop.ledger.entries import Review
from sxsh_desktop.ledger.values import Entry, Revision
from tests.ledger_maker import Author, attachment, bundle, record_id

SHORT = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
AUTHOR = Author("CB01")
Content = tuple[list[Revision], list[Entry], list[bytes]]


@pytest.fixture(scope="module", params=["plain", "sealed"])
def good(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    photo = attachment(folder, b"photo" * 100)
    one = AUTHOR.revision(record_id(), attachments=(photo[0],))
    two = AUTHOR.revision(one.record_id, [one.revision_id])
    review = AUTHOR.entry(Review("accepted", one.revision_id), one.revision_id)
    recipients = (AUTHOR.sealing.recipient,) if request.param == "sealed" else ()
    return bundle(folder / "good.sxsh", AUTHOR, [one, two], [review], [photo], recipients=recipients).file


def content_of(path: Path) -> Content:
    with open_bundle(path, [AUTHOR.sealing], path.parent) as opened:
        pieces = [b"".join(pieces) for _name, pieces in opened.attachments()]
        return list(opened.revisions()), list(opened.entries()), pieces


def refused_or_same(good: Path, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "changed.sxsh"
        path.write_bytes(content)
        try:
            found = content_of(path)
        except UserError as error:
            assert error.code.startswith("BUNDLE-")
            assert all(error.explain())
        else:
            assert found == content_of(good)
        assert [one.name for one in Path(folder).iterdir()] == ["changed.sxsh"]


@SHORT
@given(st.data())
def test_mutated_bytes(good: Path, data: st.DataObject) -> None:
    whole = bytearray(good.read_bytes())
    for _number in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        kind = data.draw(st.sampled_from(["flip", "cut", "insert", "zero"]))
        if kind == "flip":
            whole[place] ^= data.draw(st.integers(1, 255))
        elif kind == "cut":
            del whole[place : place + data.draw(st.integers(1, 200))]
        elif kind == "insert":
            whole[place:place] = data.draw(st.binary(min_size=1, max_size=40))
        else:
            whole[place : place + 8] = bytes(8)
        if not whole:
            break
    refused_or_same(good, bytes(whole))


@SHORT
@given(st.data())
def test_mutated_parts(good: Path, data: st.DataObject) -> None:
    """The ZIP is sound, its parts are not what was signed."""
    if not zipfile.is_zipfile(good):
        return
    with zipfile.ZipFile(good) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    chosen = data.draw(st.integers(0, len(parts) - 1))
    name, content = parts[chosen]
    at = data.draw(st.integers(0, len(content)))
    parts[chosen] = (name, content[:at] + data.draw(st.binary(max_size=20)) + content[at + 1 :])
    if data.draw(st.booleans()):
        parts.append(("x" + data.draw(st.text(max_size=30)), b"x"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.zip"
        try:
            with zipfile.ZipFile(path, "w") as archive:
                for part, inside in parts:
                    archive.writestr(part, inside)
        except (ValueError, UserWarning):
            return
        refused_or_same(good, path.read_bytes())


@SHORT
@given(st.binary(max_size=300))
def test_any_bytes(good: Path, content: bytes) -> None:
    refused_or_same(good, content)
    refused_or_same(good, b"PK\x03\x04" + content)
    refused_or_same(good, b"age-encryption.org/v1\n" + content)
