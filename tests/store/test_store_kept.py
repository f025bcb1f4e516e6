"""What a device keeps beside the ledger: forms, reference tables, settings, devices, photos."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_desktop.store import attachments, forms, keys, reference, settings
from sxsh_desktop.store.attachments import Attachment
from sxsh_desktop.store.database import Store
from sxsh_desktop.store.errors import AttachmentMissingError, DiskFullError, StoreReadOnlyError
from sxsh_desktop.store.failures import os_failure
from sxsh_desktop.store.forms import StoredForm
from sxsh_desktop.store.keys import KnownDevice
from tests.postgres_maker import Databases


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = databases.open(tmp_path / "store")
    yield opened
    opened.close()


def test_forms_are_kept_with_their_files(store: Store) -> None:
    form = StoredForm("a_co_so", "1", "h1", "Cơ sở", "published", "a.xlsx", "2026-07-01")
    newer = replace(form, version="2", definition_hash="h2")
    with store.write() as connection:
        assert forms.add(connection, form, {"a.xlsx": b"PK", "list.csv": b"a,b"})
        assert not forms.add(connection, form, {"a.xlsx": b"other"})
        assert forms.add(connection, newer, {"a.xlsx": b"PK2"})
        forms.set_state(connection, "h1", "retired")
    with store.read() as connection:
        assert forms.all_forms(connection) == [replace(form, state="retired"), newer]
        assert forms.find(connection, "a_co_so", "2", "h2") == newer
        assert forms.find(connection, "a_co_so", "2", "h1") is None
        assert forms.files_of(connection, "h1") == {"a.xlsx": b"PK", "list.csv": b"a,b"}
        assert forms.files_of(connection, "?") == {}


def put_table(store: Store, version: str, rows: list[list[str]], valid_from: str = "2025-07-01") -> bool:
    with store.write() as connection:
        return reference.put(
            connection,
            name="places",
            version=version,
            valid_from=valid_from,
            source="NQ 1663",
            columns=["code", "name"],
            rows=rows,
            at="now",
        )


def test_every_version_of_a_table_is_kept(store: Store) -> None:
    assert put_table(store, "2", [["1", "Phường Sa Đéc"]])
    assert put_table(store, "1", [["1", "Thành phố Sa Đéc"], ["2", "Hồng Ngự"]], valid_from="2016-01-01")
    assert not put_table(store, "2", [["1", "Phường Sa Đéc"]])
    with store.read() as connection:
        assert reference.rows(connection, "places") == [{"code": "1", "name": "Phường Sa Đéc"}]
        assert len(reference.rows(connection, "places", "1")) == 2
        assert reference.rows(connection, "units") == []
        assert [one.version for one in reference.tables(connection)] == ["1", "2"]


def test_a_version_never_changes(store: Store) -> None:
    put_table(store, "2", [["1", "a"]])
    with pytest.raises(ValueError, match="other rows"):
        put_table(store, "2", [["1", "b"]])


def test_settings(store: Store) -> None:
    with store.write() as connection:
        settings.put(connection, "ui.width", "10")
        settings.put(connection, "ui.width", "12")
        settings.put(connection, "ui_other", "x")
        assert settings.every(connection, "ui.") == {"ui.width": "12"}
        settings.put(connection, "ui.width", "")
        assert settings.get(connection, "ui.width", "none") == "none"
        assert [settings.next_number(connection, "n") for _ in range(3)] == [1, 2, 3]


def test_known_devices(store: Store) -> None:
    one = KnownDevice("dev-1", "k" * 16, "base64", "age1", "CB-01", "Trần Văn Út", "866", "officer")
    with store.write() as connection:
        keys.replace_all(connection, [one, replace(one, key_id="j" * 16)])
        keys.replace_all(connection, [one])
    with store.read() as connection:
        assert keys.all_devices(connection) == [one]
        assert keys.by_key(connection, one.key_id) == one
        assert keys.by_key(connection, "?") is None


def test_photos_are_kept_by_their_content(store: Store, tmp_path: Path) -> None:
    photo = tmp_path / "ảnh.jpg"
    photo.write_bytes(b"\xff\xd8" * 5000)
    name = attachments.keep_file(store.attachments, photo)
    assert name == hashlib.sha256(photo.read_bytes()).hexdigest()
    assert attachments.keep_bytes(store.attachments, photo.read_bytes()) == name
    assert attachments.keep_file(store.attachments, photo) == name
    assert attachments.read_bytes(store.attachments, name) == photo.read_bytes()
    assert [file.name for file in store.attachments.rglob("*") if file.is_file()] == [name]
    row = Attachment(name, 10000, "image/jpeg", "ảnh.jpg", "now")
    with store.write() as connection:
        attachments.note(connection, [row, row])
        attachments.note(connection, [replace(row, size=1)])
        assert attachments.get(connection, name) == row
        assert attachments.get(connection, "0" * 64) is None
        assert attachments.every(connection) == [row]


def test_a_damaged_photo_is_noticed_and_mended(store: Store) -> None:
    name = attachments.keep_bytes(store.attachments, b"photo")
    attachments.path_of(store.attachments, name).write_bytes(b"phot0")
    assert not attachments.is_whole(store.attachments, name)
    with pytest.raises(AttachmentMissingError):
        attachments.read_bytes(store.attachments, name)
    assert attachments.keep_bytes(store.attachments, b"photo") == name
    assert attachments.is_whole(store.attachments, name)


def test_a_missing_photo(store: Store) -> None:
    with pytest.raises(AttachmentMissingError):
        attachments.open_file(store.attachments, "0" * 64)
    with pytest.raises(ValueError, match="SHA-256"):
        attachments.path_of(store.attachments, "../../etc/passwd")


def test_what_a_killed_program_left_half_written_is_cleared(store: Store) -> None:
    name = attachments.keep_bytes(store.attachments, b"photo")
    half = attachments.path_of(store.attachments, name).with_name("x.1.part")
    half.write_bytes(b"pho")
    written = half.stat().st_mtime
    attachments.remove_parts(store.attachments, written)
    assert half.exists()  # another window may be at it
    attachments.remove_parts(store.attachments, written + 1)
    assert not half.exists()
    assert attachments.is_whole(store.attachments, name)


def test_what_the_disk_says_becomes_a_sentence() -> None:
    assert isinstance(os_failure(OSError(28, "No space left on device"), "x"), DiskFullError)
    assert isinstance(os_failure(PermissionError(13, "Permission denied"), "x"), StoreReadOnlyError)
