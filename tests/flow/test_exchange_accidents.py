"""Accidents on the way: stopped half-way, cut, contradicting, forged, waiting for a parent."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import CancelledError, Progress, silent
from sxsh_desktop.bundle.errors import CarrierGoneError
from sxsh_desktop.bundle.values import BundleContent, Party
from sxsh_desktop.bundle.write import write_bundle
from sxsh_desktop.ledger.entries import Review, body_text
from sxsh_desktop.ledger.keys import SigningKey, sign_entry, sign_revision
from sxsh_desktop.ledger.values import Entry, Revision, UnsignedEntry, UnsignedRevision
from sxsh_desktop.services import backup, exchange
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.records import Standing, records
from sxsh_desktop.store import ledger as ledger_store
from tests.exchange_maker import Desks, change, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]


def send(
    desk: Desk,
    folder: Path,
    revisions: Sequence[Revision] = (),
    entries: Sequence[Entry] = (),
    attachments: Sequence[tuple[str, Path]] = (),
) -> Path:
    """A bundle of just these, signed by the desk's device."""
    with desk.write() as connection:
        certificate = exchange.own_enrolment(desk, connection)
    party = Party(desk.profile.officer_code, desk.profile.officer_name, desk.device_id)
    content = BundleContent(
        str(uuid.uuid4()), party, Party(), desk.now(), revisions, entries, (), attachments
    )
    target = folder / f"{uuid.uuid4()}.sxsh"
    write_bundle(target, content, desk.keys.signing, certificate, (), folder, silent())
    return target


def all_revisions(desk: Desk) -> list[Revision]:
    with desk.read() as connection:
        return list(ledger_store.iterate_revisions(connection))


def stopping_at(step: int) -> tuple[Progress, list[str]]:
    """A progress that is cancelled at its n-th step."""
    seen: list[str] = []

    class Stopping(Progress):
        def step(self, done: int, total: int, what: str) -> None:  # noqa: ARG002
            seen.append(what)
            if len(seen) == step:
                raise CancelledError

    return Stopping(lambda *_: None), seen


def test_an_import_that_is_stopped_anywhere_leaves_the_store_as_it_was(desks: Desks) -> None:
    make_card(desks.first, "Một")
    make_card(desks.first, "Hai")
    sent = exchange.export_bundle(desks.first, desks.mail)
    before = backup.verify(desks.department)
    step = 0
    while True:
        step += 1
        progress, seen = stopping_at(step)
        try:
            exchange.import_bundle(desks.department, sent.file, progress=progress)
        except CancelledError:
            assert records(desks.department) == ()
            assert exchange.imports(desks.department) == ()
            continue
        break
    assert step > 6 and len(seen) == step - 1
    assert len(records(desks.department)) == 2
    assert backup.verify(desks.department).ok and before.ok


def test_an_export_that_is_stopped_leaves_no_file(desks: Desks) -> None:
    make_card(desks.first, "Một")
    step = 0
    while True:
        step += 1
        progress, _seen = stopping_at(step)
        try:
            exchange.export_bundle(desks.first, desks.mail, progress=progress)
        except CancelledError:
            assert list(desks.mail.iterdir()) == []
            assert [one.standing for one in records(desks.first)] == [Standing.NOT_SENT]
            continue
        break
    assert step > 3
    assert len(list(desks.mail.iterdir())) == 1


def test_a_stick_that_is_not_there(desks: Desks) -> None:
    make_card(desks.first, "Một")
    with pytest.raises(CarrierGoneError):
        exchange.export_bundle(desks.first, desks.folder / "gone")
    with pytest.raises(UserError, match="BUNDLE-18"):
        exchange.import_bundle(desks.department, desks.folder / "gone" / "x.sxsh")
    assert exchange.shelf(desks.department) == ()


def test_a_cut_bundle_waits_on_the_shelf_once(desks: Desks) -> None:
    make_card(desks.first, "Một")
    sent = exchange.export_bundle(desks.first, desks.mail)
    sent.file.write_bytes(sent.file.read_bytes()[:-200])
    for _time in range(2):
        with pytest.raises(UserError, match="BUNDLE-02"):
            exchange.import_bundle(desks.department, sent.file)
    (line,) = exchange.shelf(desks.department)
    assert line.code == "BUNDLE-02" and line.said and line.todo
    with pytest.raises(UserError, match="BUNDLE-02"):
        exchange.receive_shelved(desks.department, line.shelf_id)
    assert len(exchange.shelf(desks.department)) == 1
    exchange.discard(desks.department, line.shelf_id)
    assert exchange.shelf(desks.department) == ()


def test_the_same_id_with_other_content_is_never_overwritten(desks: Desks) -> None:
    card = make_card(desks.first, "Bản thật")
    exchange.import_bundle(desks.department, send(desks.first, desks.mail, [card]))
    parts = {name: getattr(card, name) for name in UnsignedRevision.__slots__}
    xml = card.instance_xml.replace("Bản thật".encode(), "Bản khác".encode())
    other = sign_revision(UnsignedRevision(**{**parts, "instance_xml": xml}), desks.first.keys.signing)
    more = make_card(desks.first, "Phiếu kèm")

    bundle = send(desks.first, desks.mail, [other, more])
    plan = exchange.import_bundle(desks.department, bundle)

    assert plan.clashes == (card.revision_id,)
    assert plan.records["clash"] == 1 and plan.records["new"] == 1
    assert {one.content_hash for one in all_revisions(desks.department)} == {
        card.content_hash,
        more.content_hash,
    }
    (line,) = exchange.shelf(desks.department)
    assert line.kind == "clash" and card.revision_id in line.said
    assert b"B\xe1\xba\xa3n kh\xc3\xa1c" in exchange.shelf_path(desks.department, line.shelf_id).read_bytes()
    with pytest.raises(UserError, match="EXCHANGE-10"):
        exchange.receive_shelved(desks.department, line.shelf_id)
    exchange.import_bundle(desks.department, bundle)
    assert len(exchange.shelf(desks.department)) == 1


def test_a_correction_waits_for_what_it_follows(desks: Desks) -> None:
    card = make_card(desks.first, "Một")
    middle = change(desks.first, card.record_id, name="Hai")
    last = change(desks.first, card.record_id, name="Ba")

    exchange.import_bundle(desks.department, send(desks.first, desks.mail, [card]))
    plan = exchange.import_bundle(desks.department, send(desks.first, desks.mail, [last]))
    assert plan.records["waiting"] == 1
    assert [one.standing for one in records(desks.department)] == [Standing.WAITING]

    plan = exchange.import_bundle(desks.department, send(desks.first, desks.mail, [middle]))
    assert plan.records["corrected"] == 1
    assert [one.standing for one in records(desks.department)] == [Standing.RECEIVED]


def test_forged_and_unentitled_items_are_refused_whole(desks: Desks) -> None:
    card = make_card(desks.first, "Một")
    good = make_card(desks.first, "Hai")
    forged = replace(card, instance_xml=card.instance_xml + b" ")
    with pytest.raises(UserError, match="BUNDLE-20"):
        exchange.import_bundle(desks.department, send(desks.first, desks.mail, [good, forged]))

    parts = {name: getattr(card, name) for name in UnsignedRevision.__slots__}
    stranger = sign_revision(UnsignedRevision(**parts), SigningKey.generate())
    with pytest.raises(UserError, match="BUNDLE-19"):
        exchange.import_bundle(desks.department, send(desks.first, desks.mail, [good, stranger]))

    own_praise = sign_entry(
        UnsignedEntry(
            str(uuid.uuid4()),
            Review.kind,
            card.revision_id,
            (),
            body_text(Review("accepted", card.revision_id)),
            "CB01",
            desks.first.device_id,
            desks.first.now(),
            99,
        ),
        desks.first.keys.signing,
    )
    with pytest.raises(UserError, match="BUNDLE-21"):
        exchange.import_bundle(desks.department, send(desks.first, desks.mail, [good], [own_praise]))

    assert all_revisions(desks.department) == []
    assert len(exchange.shelf(desks.department)) == 3


def test_photos_travel_and_are_on_disk(desks: Desks) -> None:
    from sxsh_desktop.store import attachments as attachment_store

    sha256 = attachment_store.keep_bytes(desks.first.store.attachments, b"a photo" * 1000)
    file = attachment_store.path_of(desks.first.store.attachments, sha256)
    card = make_card(desks.first, "Một")
    bundle = send(desks.first, desks.mail, [card], (), [(sha256, file)])

    assert exchange.preview_bundle(desks.department, bundle).attachments_new == 1
    exchange.import_bundle(desks.department, bundle)

    assert attachment_store.is_whole(desks.department.store.attachments, sha256)
    assert exchange.preview_bundle(desks.department, bundle).attachments_new == 0


def test_enrolment_files_are_read_with_distrust(desks: Desks) -> None:
    path = desks.folder / "e.json"
    code = exchange.export_enrolment(desks.first, path)
    line = exchange.import_enrolment(desks.second, path, confirm=False)
    assert (line.officer_code, line.state, line.code) == ("CB01", "asks", code)
    with pytest.raises(UserError, match="EXCHANGE-05"):
        exchange.import_enrolment(desks.first, path, confirm=True)
    whole = path.read_bytes()
    for content in (b"", b"{}", b"[1]", whole[:-5], whole.replace(b"CB01", b"CB07"), b"x" * 100_000):
        path.write_bytes(content)
        with pytest.raises(UserError, match="EXCHANGE-04"):
            exchange.import_enrolment(desks.second, path, confirm=True)
    with pytest.raises(UserError, match="EXCHANGE-09"):
        exchange.import_enrolment(desks.second, desks.folder, confirm=True)
    with pytest.raises(UserError, match="EXCHANGE-02"):
        exchange.confirm_device(desks.department, "nobody")
    with pytest.raises(UserError, match="EXCHANGE-03"):
        exchange.export_bundle(desks.department, desks.mail)
    with pytest.raises(UserError, match="EXCHANGE-02"):
        exchange.export_bundle(desks.department, desks.mail, "nobody")
    with pytest.raises(UserError, match="EXCHANGE-08"):
        exchange.undo_import(desks.department, "nothing")
    with pytest.raises(UserError, match="EXCHANGE-07"):
        exchange.receive_shelved(desks.department, "nothing")
