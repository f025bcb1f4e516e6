"""The lost-laptop drill of the README, step by step: nothing that was sent is lost, nothing of the thief is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.services import backup, exchange
from sxsh_desktop.services.records import Standing, records
from sxsh_desktop.services.setup import Answers, set_up
from tests.exchange_maker import CLOCK, Desks, change, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]


def test_the_drill(desks: Desks, tmp_path: Path) -> None:
    department, lost = desks.department, desks.first
    sent_before = make_card(lost, "Nhà máy xay xát Tân Phú")
    exchange.import_bundle(department, exchange.export_bundle(lost, desks.mail).file)
    make_card(lost, "Lò gạch chỉ có trong bản sao lưu")
    copied = backup.backup(lost, tmp_path / "o-dia-khac").file
    make_card(lost, "Phiếu lập sau lần sao lưu")

    # 1. The officer calls; the department revokes the device with the day.
    exchange.revoke_device(department, lost.device_id, "2026-07-01")
    # 2. Whoever has the laptop sends a bundle: it goes to the shelf, nothing is taken in.
    stolen = exchange.export_bundle(lost, tmp_path)
    with pytest.raises(UserError) as refused:
        exchange.import_bundle(department, stolen.file)
    assert refused.value.code == "BUNDLE-06" and len(exchange.shelf(department)) == 1
    assert "-" not in str(refused.value.facts["day"])  # a day as people write it
    assert len(records(department)) == 1
    # What is sealed for the others from now on cannot be opened with the lost keys.
    for_second = exchange.export_bundle(department, desks.mail, desks.second.device_id, register=True)
    with pytest.raises(UserError) as closed:
        exchange.preview_bundle(lost, for_second.file)
    assert closed.value.code == "BUNDLE-16"

    # 3. A new laptop: first start with the same code, request file, code over the phone.
    new = set_up(tmp_path / "may-moi", Answers("officer", "vi", "CB01", "Trần Thị Lan", "866"), CLOCK)
    try:
        exchange.export_enrolment(new, tmp_path / "CB01-moi.json")
        line = exchange.import_enrolment(department, tmp_path / "CB01-moi.json", confirm=True)
        assert line.code == exchange.own_code(new)
        # 4. One bundle of the department, with the register: everything that she ever sent is back.
        back = exchange.export_bundle(department, desks.mail, new.device_id, register=True)
        with pytest.raises(UserError):
            exchange.import_bundle(new, back.file)
        exchange.receive_shelved(new, exchange.shelf(new)[0].shelf_id, confirm=True)
        assert [one.title for one in records(new) if "Tân Phú" in one.title]
        # 5. The last backup brings what was not sent; what was made after it is gone with the laptop.
        backup.restore(new.folder, copied, clock=CLOCK)
        titles = " ".join(one.title for one in records(new))
        assert "sao lưu" in titles and "sau lần" not in titles
        # 6. She goes on: the old records are corrected and sent as ever, and are trusted.
        corrected = change(new, sent_before.record_id, name="Nhà máy xay xát Tân Phú Hai")
        assert corrected.parents == (sent_before.revision_id,)
        plan = exchange.import_bundle(department, exchange.export_bundle(new, desks.mail).file)
        assert plan.records["corrected"] == 1 and plan.records["new"] == 1
        answer = exchange.export_bundle(department, desks.mail, new.device_id)
        exchange.import_bundle(new, answer.file)
        assert {one.standing for one in records(new)} == {Standing.RECEIVED}
    finally:
        new.close()


def test_a_found_laptop_is_trusted_again(desks: Desks) -> None:
    department, officer = desks.department, desks.first
    make_card(officer, "Lò gạch")
    exchange.revoke_device(department, officer.device_id)
    sent = exchange.export_bundle(officer, desks.mail)
    with pytest.raises(UserError):
        exchange.import_bundle(department, sent.file)
    exchange.confirm_device(department, officer.device_id)
    exchange.receive_shelved(department, exchange.shelf(department)[0].shelf_id)
    assert len(records(department)) == 1 and exchange.shelf(department) == ()


def test_two_officers_share_a_laptop(desks: Desks, tmp_path: Path) -> None:
    """Two folders, two names, two keys: neither opens what is sealed for the other."""
    make_card(desks.department, "Xay xát")
    for_first = exchange.export_bundle(desks.department, desks.mail, desks.first.device_id, register=True)
    with pytest.raises(UserError) as closed:
        exchange.preview_bundle(desks.second, for_first.file)
    assert closed.value.code == "BUNDLE-16"
    assert desks.first.device_id != desks.second.device_id
