"""A sealed backup says by its signature which device made it; older ones without a signature still open."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from sxsh_desktop.ledger.keys import PublicKey, SigningKey
from sxsh_desktop.services import backup
from sxsh_desktop.services.backup_signature import signature_part
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store.errors import BackupBrokenError
from tests.exchange_maker import CLOCK, Desks, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]
Parts = dict[str, bytes]


def parts_of(desk: Desk, file: Path) -> Parts:
    """What is in a sealed backup, opened with the tools that everybody has."""
    identity = pyrage.x25519.Identity.from_str(desk.keys.sealing.secret)
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(file.read_bytes(), [identity]))) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def sealed_again(desk: Desk, parts: Parts, target: Path) -> Path:
    """The same sealed anew to the device's public half, which everybody may know."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    recipient = pyrage.x25519.Recipient.from_str(desk.keys.recipient)
    target.write_bytes(pyrage.encrypt(packed.getvalue(), [recipient]))
    return target


@pytest.fixture
def made(desks: Desks) -> Parts:
    make_card(desks.first, "Lúa Vàng")
    return parts_of(desks.first, backup.backup(desks.first).file)


def test_it_is_signed_by_the_device(desks: Desks, made: Parts) -> None:
    said = json.loads(made["manifest.sig"])
    message = b"sxsh backup 1\n" + hashlib.sha256(made["manifest.json"]).digest()
    assert said["public_key"] == desks.first.keys.signing.public.text
    key = PublicKey.from_text(said["public_key"])
    assert key.verify(base64.b64decode(said["signature"]), message)


def test_one_of_an_older_version_still_opens(desks: Desks, made: Parts, tmp_path: Path) -> None:
    del made["manifest.sig"]
    file = sealed_again(desks.first, made, tmp_path / "old.sxshbackup")
    assert backup.restore(desks.first.folder, file, clock=CLOCK).clashes == ()


def _other_manifest(parts: Parts) -> None:
    told = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps(told | {"officer": "CB99"}).encode()


def _other_signer(parts: Parts) -> None:
    parts["manifest.sig"] = signature_part(parts["manifest.json"], SigningKey.generate())


def _own_keys(parts: Parts) -> None:
    """Another device's backup from end to end, put in the place of this one's."""
    other = SigningKey.generate()
    told = json.loads(parts["manifest.json"])
    parts["keys/device.key"] = other.raw
    told["parts"]["keys/device.key"]["sha256"] = hashlib.sha256(other.raw).hexdigest()
    parts["manifest.json"] = json.dumps(told).encode()
    parts["manifest.sig"] = signature_part(parts["manifest.json"], other)


def _no_signature_at_all(parts: Parts) -> None:
    parts["manifest.sig"] = b"{}"


def _a_long_one(parts: Parts) -> None:
    parts["manifest.sig"] += b" " * (1 << 20)


@pytest.mark.parametrize(
    "change", [_other_manifest, _other_signer, _own_keys, _no_signature_at_all, _a_long_one]
)
def test_one_that_somebody_else_made_or_changed_is_refused(
    desks: Desks, made: Parts, tmp_path: Path, change: Callable[[Parts], None]
) -> None:
    change(made)
    file = sealed_again(desks.first, made, tmp_path / "other.sxshbackup")
    before = backup.verify(desks.first).ledger_hash
    with pytest.raises(BackupBrokenError):
        backup.restore(desks.first.folder, file, clock=CLOCK)
    assert backup.verify(desks.first).ledger_hash == before
