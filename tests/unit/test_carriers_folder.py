"""Sticks and shared folders: whole or not at all, with room looked at first, told in words."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import CancelledError, Progress, silent
from sxsh_desktop.bundle.carriers.folder import FolderCarrier
from sxsh_desktop.bundle.carriers.values import Offered

NAME = "cl-cb01-20261120-1a2b3c4d.sxsh"
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    file = tmp_path / NAME
    file.write_bytes(b"goi" * 1_000_000)
    return file


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "USB"
    folder.mkdir()
    return folder


def test_there_and_back(bundle: Path, stick: Path, tmp_path: Path) -> None:
    carrier = FolderCarrier(stick)
    carrier.put(bundle, "", silent())
    carrier.put(bundle, "", silent())
    assert [one.name for one in stick.iterdir()] == [NAME]
    (offered,) = carrier.offered(())
    assert offered == Offered(NAME, 3_000_000)
    taken = carrier.fetch(offered, tmp_path / "inbox", silent())
    assert taken.read_bytes() == bundle.read_bytes()


def test_a_full_stick_is_told_before_anything_is_written(
    bundle: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10, 10, 1_000))
    with pytest.raises(UserError) as caught:
        FolderCarrier(stick).put(bundle, "", silent())
    assert caught.value.code == "BUNDLE-30" and list(stick.iterdir()) == []


def test_a_full_computer_is_told_before_anything_is_written(
    bundle: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = FolderCarrier(stick)
    carrier.put(bundle, "", silent())
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10, 10, 1_000))
    with pytest.raises(UserError) as caught:
        carrier.fetch(carrier.offered(())[0], tmp_path / "inbox", silent())
    assert caught.value.code == "CARRIER-12"


def test_a_stick_that_was_pulled_out(bundle: Path, tmp_path: Path) -> None:
    gone = FolderCarrier(tmp_path / "rut-ra")
    for code, act in (
        ("BUNDLE-32", lambda: gone.put(bundle, "", silent())),
        ("CARRIER-11", lambda: gone.offered(())),
        ("CARRIER-09", lambda: gone.fetch(Offered(NAME, 5), tmp_path / "inbox", silent())),
    ):
        with pytest.raises(UserError) as caught:
            act()
        assert caught.value.code == code and all(caught.value.explain())


def test_stopping_leaves_no_part(bundle: Path, stick: Path) -> None:
    stop = Progress(lambda done, _total, _what: stop.cancel() if done else None)
    with pytest.raises(CancelledError):
        FolderCarrier(stick).put(bundle, "", stop)
    assert list(stick.iterdir()) == []
