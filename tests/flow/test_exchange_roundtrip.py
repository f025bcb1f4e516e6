"""Records go to the department and receipts come back; a second time nothing happens."""

from __future__ import annotations

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.domain.facts import ReviewCode
from sxsh_desktop.services import backup, exchange, review
from sxsh_desktop.services.exchange_errors import NothingToSendError
from sxsh_desktop.services.records import Standing, records
from tests.exchange_maker import Desks, change, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]


def test_a_record_arrives_and_its_receipt_comes_back(desks: Desks) -> None:
    card = make_card(desks.first, "Nhà máy xay xát Tân Phú")
    assert [one.standing for one in records(desks.first)] == [Standing.NOT_SENT]

    sent = exchange.export_bundle(desks.first, desks.mail)
    assert sent.sealed and sent.file.name.endswith(f"{sent.bundle_id[:8]}.sxsh")
    assert [one.standing for one in records(desks.first)] == [Standing.NO_RECEIPT]
    seen = exchange.preview_bundle(desks.department, sent.file)
    done = exchange.import_bundle(desks.department, sent.file)
    assert seen.records["new"] == done.records["new"] == 1
    assert (seen.lines, seen.entries_new) == (done.lines, done.entries_new)
    assert seen.lines[0].title and seen.lines[0].record_id == card.record_id

    back = exchange.export_bundle(desks.department, desks.mail, desks.first.device_id)
    exchange.import_bundle(desks.first, back.file)

    assert [one.standing for one in records(desks.first)] == [Standing.RECEIVED]
    assert [one.is_received for one in exchange.exports(desks.first)] == [True]
    with pytest.raises(NothingToSendError):
        exchange.export_bundle(desks.first, desks.mail)


def test_importing_twice_changes_nothing(desks: Desks) -> None:
    make_card(desks.first, "Lò gạch Sa Đéc")
    sent = exchange.export_bundle(desks.first, desks.mail)
    exchange.import_bundle(desks.department, sent.file)
    before = backup.verify(desks.department)

    again = exchange.import_bundle(desks.department, sent.file)

    after = backup.verify(desks.department)
    assert again.already and again.import_id == "" and again.records["known"] == 1
    assert (after.ledger_hash, after.derived_hash, after.entries) == (
        before.ledger_hash,
        before.derived_hash,
        before.entries,
    )
    assert len(exchange.imports(desks.department)) == 1


def test_until_a_receipt_came_back_everything_is_sent_again(desks: Desks) -> None:
    first = make_card(desks.first, "Một")
    exchange.export_bundle(desks.first, desks.mail)  # this stick is lost
    second = make_card(desks.first, "Hai")

    sent = exchange.export_bundle(desks.first, desks.mail)
    plan = exchange.import_bundle(desks.department, sent.file)

    assert {line.record_id for line in plan.lines} == {first.record_id, second.record_id}


def test_review_travels_and_the_correction_answers_it(desks: Desks) -> None:
    card = make_card(desks.first, "Xưởng đường")
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    asked = review.first_answer(desks.department, card.record_id)
    assert [line.revision_id for line in review.inbox(desks.department)] == [card.revision_id]

    review.return_with_questions(desks.department, card.revision_id, [(asked, "Đúng mã không?")], "Xem lại")
    assert review.inbox(desks.department) == ()
    back = exchange.export_bundle(desks.department, desks.mail, desks.first.device_id)
    exchange.import_bundle(desks.first, back.file)
    assert [one.standing for one in records(desks.first)] == [Standing.RETURNED]
    state = review.state_of(desks.first, card.revision_id)
    assert [question.text for question in state.questions] == ["Đúng mã không?"]

    corrected = change(desks.first, card.record_id, name="Xưởng đường thô")
    plan = exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    assert plan.records["corrected"] == 1 and plan.records["new"] == 0
    compared = review.compare(desks.department, corrected.revision_id)
    assert [line.now for line in compared.changed if line.before] == ["Xưởng đường thô"]
    review.accept(desks.department, corrected.revision_id)

    assert [turn.kind for turn in review.conversation(desks.department, card.record_id)] == [
        "revision",
        "review",
        "revision",
        "review",
    ]
    assert [line.state for line in review.inbox(desks.department, [ReviewCode.ACCEPTED])] == [
        ReviewCode.ACCEPTED
    ]


def test_an_import_is_undone_and_redone_as_a_whole(desks: Desks) -> None:
    make_card(desks.first, "Một")
    empty = backup.verify(desks.department)
    plan = exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    full = backup.verify(desks.department)

    exchange.undo_import(desks.department, plan.import_id)
    undone = backup.verify(desks.department)
    assert records(desks.department) == ()
    assert (undone.ledger_hash, undone.derived_hash) == (empty.ledger_hash, empty.derived_hash)
    assert exchange.imports(desks.department)[0].undone

    exchange.redo_import(desks.department, plan.import_id)
    redone = backup.verify(desks.department)
    assert (redone.ledger_hash, redone.derived_hash) == (full.ledger_hash, full.derived_hash)


def test_the_order_of_bundles_makes_no_difference(desks: Desks) -> None:
    make_card(desks.first, "Một")
    sent = [exchange.export_bundle(desks.first, desks.mail).file]
    make_card(desks.second, "Hai")
    sent.append(exchange.export_bundle(desks.second, desks.mail).file)
    make_card(desks.first, "Ba")
    sent.append(exchange.export_bundle(desks.first, desks.mail).file)
    import shutil

    from sxsh_desktop.services.desk import open_desk
    from tests.exchange_maker import CLOCK

    hashes = set()
    desks.department.close()
    for number, order in enumerate(([0, 1, 2], [2, 1, 0, 0], [1, 2, 1, 0])):
        folder = desks.folder / f"copy-{number}"
        shutil.copytree(desks.folder / "department", folder)
        desk = open_desk(folder, CLOCK)
        for one in order:
            exchange.import_bundle(desk, sent[one])
        report = backup.verify(desk)
        hashes.add((report.ledger_hash, report.derived_hash, report.entries))
        desk.close()
    assert len(hashes) == 1


def test_an_unknown_sender_waits_on_the_shelf_until_the_code_was_compared(desks: Desks) -> None:
    from sxsh_desktop.services.setup import Answers, set_up
    from tests.exchange_maker import CLOCK

    stranger = set_up(desks.folder / "stranger", Answers("officer", "vi", "CB09", "Lạ", "866"), CLOCK)
    exchange.export_enrolment(desks.department, desks.folder / "d.json")
    exchange.import_enrolment(stranger, desks.folder / "d.json", confirm=True)
    make_card(stranger, "Cơ sở lạ")
    sent = exchange.export_bundle(stranger, desks.mail)

    with pytest.raises(UserError, match="BUNDLE-05"):
        exchange.import_bundle(desks.department, sent.file)
    sent.file.unlink()
    (line,) = exchange.shelf(desks.department)
    assert line.code == "BUNDLE-05" and exchange.own_code(stranger) in line.said
    assert [one.officer_code for one in exchange.devices(desks.department) if one.state == "asks"] == ["CB09"]

    plan = exchange.receive_shelved(desks.department, line.shelf_id, confirm=True)

    assert plan.records["new"] == 1
    assert exchange.shelf(desks.department) == ()
    exchange.revoke_device(desks.department, stranger.device_id)
    make_card(stranger, "Thêm")
    with pytest.raises(UserError, match="BUNDLE-06"):
        exchange.import_bundle(desks.department, exchange.export_bundle(stranger, desks.mail).file)
    stranger.close()
