"""Hostile and broken bundles at the desk: refused with the right sentence, kept whole, nothing changed, memory bounded.

Each kind of refusal by itself: tests/unit/test_bundle_refusals.py; by the hundred thousand: long_mutations.py.
"""

from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import is_translated
from sxsh_desktop.bundle.certificate import signature_file
from sxsh_desktop.ledger.keys import sign_revision
from sxsh_desktop.ledger.values import Entry, Revision, UnsignedRevision
from sxsh_desktop.services import exchange
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.store import ledger as ledger_store
from tests.exchange_maker import Desks, change, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]

Files = dict[str, bytes]
_UNLISTED = ("mimetype", "manifest.json", "manifest.sig")
_MEMORY = 48 << 20


@dataclass
class Mail:
    """A plain bundle of one card, as its parts, and what can be made of it."""

    desks: Desks
    card: Revision
    good: Path
    certificate: Entry

    def parts(self) -> Files:
        with zipfile.ZipFile(self.good) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist()}

    def packed(self, parts: Files, *, fit: bool = True, sign: bool = True) -> Path:
        """The parts as a bundle; fit: the manifest names them as they are; sign: the officer signs it anew."""
        parts = dict(parts)
        if fit:
            manifest = json.loads(parts["manifest.json"])
            manifest["files"] = [
                {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                for name, content in sorted(parts.items())
                if name not in _UNLISTED
            ]
            parts["manifest.json"] = json.dumps(manifest).encode()
        if sign:
            key = self.desks.first.keys.signing
            parts["manifest.sig"] = signature_file(parts["manifest.json"], key, self.certificate)
        target = self.desks.mail / "xấu.sxsh"
        with zipfile.ZipFile(target, "w") as archive:
            for name, content in parts.items():
                archive.writestr(
                    name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                )
        return target


@pytest.fixture
def mail(desks: Desks) -> Mail:
    card = make_card(desks.first, "Lò gạch")
    with desks.first.write() as connection:
        certificate = exchange.own_enrolment(desks.first, connection)
    sent = exchange.export_bundle(desks.first, desks.mail, sealed=False)
    return Mail(desks, card, sent.file, certificate)


def refused(desk: Desk, file: Path) -> str:
    """The code; the file is on the shelf whole, the store as before, the sentences are Vietnamese."""
    content = file.read_bytes()
    with desk.read() as connection:
        before = (ledger_store.counts(connection), ledger_store.content_hashes(connection))
    with pytest.raises(UserError) as caught:
        exchange.preview_bundle(desk, file)
    previewed = caught.value.code
    with pytest.raises(UserError) as caught:
        exchange.import_bundle(desk, file)
    error = caught.value
    assert error.code == previewed
    assert is_translated("vi", error.said) and is_translated("vi", error.todo) and all(error.explain())
    with desk.read() as connection:
        assert (ledger_store.counts(connection), ledger_store.content_hashes(connection)) == before
    if error.code not in ("BUNDLE-01", "BUNDLE-17", "BUNDLE-18"):
        (line,) = [one for one in exchange.shelf(desk) if one.shelf_id == error.facts["shelf_id"]]
        assert line.code == error.code and line.said and line.todo
        assert exchange.shelf_path(desk, line.shelf_id).read_bytes() == content
    return error.code


def _manifest(parts: Files, change: Callable[[dict[str, object]], object]) -> Files:
    value = json.loads(parts["manifest.json"])
    change(value)
    return {**parts, "manifest.json": json.dumps(value).encode()}


def test_a_valid_signature_over_another_manifest(mail: Mail) -> None:
    parts = _manifest(mail.parts(), lambda value: value.update(bundle_id="another"))
    assert refused(mail.desks.department, mail.packed(parts, fit=False, sign=False)) == "BUNDLE-04"


def test_a_manifest_that_lies(mail: Mail) -> None:
    department = mail.desks.department
    more = _manifest(mail.parts(), lambda value: value["counts"].update(revisions=7))  # type: ignore[attr-defined]
    assert refused(department, mail.packed(more)) == "BUNDLE-14"
    without = {name: part for name, part in mail.parts().items() if name != "readme.html"}
    assert refused(department, mail.packed(without)) == "BUNDLE-08"
    secret = {**mail.parts(), "forms/x-1.xlsx": b"hidden"}
    assert refused(department, mail.packed(secret, fit=False)) == "BUNDLE-09"
    newer = _manifest(mail.parts(), lambda value: value.update(format=2, needs="9.1"))
    assert refused(department, mail.packed(newer)) == "BUNDLE-07"


def test_swapped_attachments(mail: Mail) -> None:
    one, two = b"photo one", b"photo two"
    names = [f"attachments/{hashlib.sha256(content).hexdigest()}" for content in (one, two)]
    parts = _manifest(
        {**mail.parts(), names[0]: two, names[1]: one},
        lambda value: value["counts"].update(attachments=2, attachment_bytes=18),  # type: ignore[attr-defined]
    )
    assert refused(mail.desks.department, mail.packed(parts)) == "BUNDLE-14"


def test_a_huge_line(mail: Mail) -> None:
    line = (
        json.dumps({**mail.card.to_json(), "instance_xml": "<a>" + "x" * (17 << 20) + "</a>"}).encode()
        + b"\n"
    )
    with bounded_memory(3 * _MEMORY):
        assert refused(mail.desks.department, mail.packed({**mail.parts(), "revisions.jsonl": line})) in (
            "BUNDLE-12",
            "BUNDLE-14",
        )


def test_a_bomb_is_refused_before_it_unfolds(mail: Mail) -> None:
    """A gigabyte of blanks in a few kilobytes, honestly signed by an enrolled device."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("forms/x-1.xlsx", "w") as part,
    ):
        for _piece in range(256):
            part.write(bytes(1 << 20))
    with zipfile.ZipFile(made, "a") as archive:
        for name, content in mail.parts().items():
            archive.writestr(name, content)
    target = mail.desks.mail / "bom.sxsh"
    parts = {**mail.parts(), "forms/x-1.xlsx": bytes(8 << 20)}
    with bounded_memory(_MEMORY):
        assert refused(mail.desks.department, mail.packed(parts)) == "BUNDLE-12"
    target.write_bytes(made.getvalue())
    with bounded_memory(_MEMORY):
        assert refused(mail.desks.department, target) in ("BUNDLE-01", "BUNDLE-12")


class bounded_memory:  # noqa: N801 - reads as a word
    """Fails when more than so many bytes of Python's memory are held at any moment within it."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __enter__(self) -> None:
        tracemalloc.start()
        tracemalloc.reset_peak()

    def __exit__(self, *_error: object) -> None:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < self.most, f"{peak >> 20} MiB"


def test_other_formats_renamed(desks: Desks) -> None:
    """A person's own file stays where it is and is not kept a second time."""
    file = desks.mail / "ảnh.sxsh"
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
    samples = (
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"SQLite format 3\x00",
        workbook.getvalue(),
        b"age-encryption",
        b"{}",
    )
    for content in samples:
        file.write_bytes(content)
        assert refused(desks.department, file) == "BUNDLE-01"
    file.write_bytes(b"")
    assert refused(desks.department, file) == "BUNDLE-17"
    assert exchange.shelf(desks.department) == ()


def test_an_old_bundle_played_again_brings_nothing_back(mail: Mail) -> None:
    """Also after corrections, and after the import was taken back and brought again."""
    department = mail.desks.department
    done = exchange.import_bundle(department, mail.good)
    change(mail.desks.first, mail.card.record_id, name="Lò gạch mới")
    exchange.import_bundle(department, exchange.export_bundle(mail.desks.first, mail.desks.mail).file)
    with department.read() as connection:
        before = ledger_store.content_hashes(connection)
    for _time in range(3):
        again = exchange.import_bundle(department, mail.good)
        assert again.already and again.revisions_new == 0
    with department.read() as connection:
        assert ledger_store.content_hashes(connection) == before
    assert len([one for one in exchange.imports(department) if one.bundle_id == done.bundle_id]) == 1


def test_the_same_item_twice_in_one_bundle(mail: Mail) -> None:
    """The same bytes once more: nothing new. Other bytes under the same id: the first is taken, the other kept."""
    department = mail.desks.department
    names = {name: getattr(mail.card, name) for name in UnsignedRevision.__slots__}
    other = sign_revision(UnsignedRevision(**{**names, "made_at": "1999"}), mail.desks.first.keys.signing)
    lines = [
        json.dumps(one.to_json(), ensure_ascii=False).encode() + b"\n"
        for one in (mail.card, mail.card, other)
    ]
    parts = _manifest(
        {**mail.parts(), "revisions.jsonl": b"".join(lines)},
        lambda value: value["counts"].update(revisions=3),  # type: ignore[attr-defined]
    )
    plan = exchange.import_bundle(department, mail.packed(parts))
    assert (plan.revisions_new, plan.clashes) == (1, (mail.card.revision_id,))
    with department.read() as connection:
        (here,) = ledger_store.iterate_revisions(connection)
    assert here == mail.card
    assert [line.kind for line in exchange.shelf(department)] == ["clash"]


def test_every_truncation_at_the_desk(mail: Mail) -> None:
    """A few lengths here; every length of a small bundle: tests/unit/test_bundle_truncations.py."""
    whole = mail.good.read_bytes()
    cut = mail.desks.mail / "cụt.sxsh"
    for length in (len(whole) - 1, len(whole) // 2, 5000):
        cut.write_bytes(whole[:length])
        assert refused(mail.desks.department, cut) == "BUNDLE-02"
