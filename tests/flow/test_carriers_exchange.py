"""Send and receive over folders and a real WebDAV server: what goes, what comes, what the log says of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.bundle.carriers import mail
from sxsh_desktop.bundle.carriers.folder import FolderCarrier
from sxsh_desktop.services import carriers, exchange, exchange_log
from sxsh_desktop.services.carriers import Way
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.records import Standing, records
from tests.exchange_maker import Desks, desks, fresh_desks, make_card
from tests.webdav_maker import PASSWORD, USER, dav_server

__all__ = ["desks", "fresh_desks"]


def kinds(desk: Desk) -> list[str]:
    return [one.kind for one in reversed(exchange_log.lines(desk))]


def use_server(desk: Desk, address: str) -> None:
    carriers.set_way(desk, replace(carriers.way(desk), kind="server", address=address, user=USER))


def test_over_a_server_there_and_back(desks: Desks, tmp_path: Path) -> None:
    card = make_card(desks.first, "Nhà máy xay xát Tân Phú")
    with dav_server(tmp_path / "dav") as server:
        for desk in (desks.first, desks.department, desks.second):
            use_server(desk, server.address)
        up = carriers.send_and_receive(desks.first, carriers.carrier(desks.first, PASSWORD))
        assert len(up.sent) == 1 and up.sent[0].sealed and up.failed is None
        boxes = sorted(one.name for one in server.folder.iterdir())
        assert boxes == ["for-department"]

        taken = carriers.send_and_receive(desks.department, carriers.carrier(desks.department, PASSWORD))
        assert [one.plan.records["new"] for one in taken.fetched if one.plan] == [1]
        assert records(desks.department) == ()  # looked at, not imported
        assert carriers.arrived(desks.department) == (taken.fetched[0].file,)
        exchange.import_bundle(desks.department, taken.fetched[0].file)
        carriers.tidy(desks.department, [taken.fetched[0].file])
        assert carriers.arrived(desks.department) == ()

        back = carriers.send_and_receive(desks.department, carriers.carrier(desks.department, PASSWORD))
        assert "Trần Thị Lan (CB01)" in [one.recipient for one in back.sent]
        assert not back.fetched  # the same file is not fetched twice
        home = carriers.send_and_receive(desks.first, carriers.carrier(desks.first, PASSWORD))
        for one in home.fetched:
            exchange.import_bundle(desks.first, one.file)
        other = carriers.send_and_receive(desks.second, carriers.carrier(desks.second, PASSWORD))
        assert not other.foreign  # the boxes of others are not even looked into
        assert all(one.plan and not one.plan.revisions_new for one in other.fetched)

    assert [(one.record_id, one.standing) for one in records(desks.first)] == [
        (card.record_id, Standing.RECEIVED)
    ]
    told = kinds(desks.first)
    assert told[-1] == "imported" and {"trusted", "sent", "nothing_new", "fetched"} <= set(told)
    kept = b"".join(
        file.read_bytes() for file in desks.first.folder.glob("*.json*") if file.name != "profile.json"
    )
    assert PASSWORD.encode() not in kept and b"Basic" not in kept


def test_the_same_bundle_is_not_sent_twice_while_it_lies_there(desks: Desks) -> None:
    make_card(desks.first, "Lò gạch")
    stick = FolderCarrier(desks.mail)
    first = carriers.send_and_receive(desks.first, stick)
    again = carriers.send_and_receive(desks.first, stick)
    assert len(first.sent) == 1 and not again.sent and len(again.lying) == 1
    assert len(list(desks.mail.iterdir())) == 1
    make_card(desks.first, "Lò gạch hai")
    more = carriers.send_and_receive(desks.first, stick)
    assert len(more.sent) == 1 and len(list(desks.mail.iterdir())) == 2


def test_a_lost_stick_costs_nothing(desks: Desks, tmp_path: Path) -> None:
    make_card(desks.first, "Một")
    carriers.send_and_receive(desks.first, FolderCarrier(desks.mail))
    shutil.rmtree(desks.mail)  # lost
    other = tmp_path / "que-khac"
    other.mkdir()
    again = carriers.send_and_receive(desks.first, FolderCarrier(other))
    assert len(again.sent) == 1


def test_bundles_for_others_are_left_alone(desks: Desks) -> None:
    make_card(desks.first, "Xưởng mộc")
    stick = FolderCarrier(desks.mail)
    carriers.send_and_receive(desks.first, stick)
    passed = carriers.send_and_receive(desks.second, stick, send=False)
    assert passed.foreign == 1 and not passed.fetched and carriers.arrived(desks.second) == ()
    again = carriers.send_and_receive(desks.second, stick, send=False)
    assert again.foreign == 0  # remembered, not copied again
    assert "not_for_us" in kinds(desks.second)


def test_a_server_that_breaks_off_is_told_and_nothing_is_noted_as_sent(desks: Desks, tmp_path: Path) -> None:
    make_card(desks.first, "Cơ sở bún")
    with dav_server(tmp_path / "dav") as server:
        use_server(desks.first, server.address)
        server.answer["PUT"] = "507 Insufficient Storage"
        done = carriers.send_and_receive(desks.first, carriers.carrier(desks.first, PASSWORD))
        assert done.failed is not None and done.failed.code == "CARRIER-06"
        assert exchange.exports(desks.first) == ()
        assert exchange_log.lines(desks.first)[0].code == "CARRIER-06"
        server.answer.clear()
        wrong = carriers.send_and_receive(desks.first, carriers.carrier(desks.first, "sai"))
        assert wrong.failed is not None and wrong.failed.code == "CARRIER-02"
        done = carriers.send_and_receive(desks.first, carriers.carrier(desks.first, PASSWORD))
        assert len(done.sent) == 1 and done.failed is None
    outbox = desks.first.folder / "outbox"
    assert list(outbox.iterdir()) == []


def test_stopping_leaves_nothing_half_done(desks: Desks, tmp_path: Path) -> None:
    make_card(desks.first, "Trại cá")
    with dav_server(tmp_path / "dav") as server:
        use_server(desks.first, server.address)
        stop = Progress(lambda _done, _total, _what: stop.cancel())
        with pytest.raises(CancelledError):
            carriers.send_and_receive(desks.first, carriers.carrier(desks.first, PASSWORD), progress=stop)
        left = [file for file in server.folder.rglob("*") if file.is_file()]
    assert left == [] and exchange.exports(desks.first) == ()
    assert kinds(desks.first)[-1] == "stopped"


def test_the_watched_folder_tells_what_is_new(desks: Desks, tmp_path: Path) -> None:
    inbox = tmp_path / "Hộp nhận"
    carriers.set_way(desks.department, Way(inbox=str(inbox)))
    assert carriers.arrived(desks.department) == ()  # not there yet, no error
    inbox.mkdir()
    make_card(desks.first, "Xay xát A")
    sent = exchange.export_bundle(desks.first, desks.mail)
    shutil.copy(sent.file, inbox / sent.file.name)
    (inbox / f"{sent.file.name}.part").write_bytes(b"half")
    named = inbox / "goi cua chi Lan.sxsh"
    shutil.copy(sent.file, named)

    assert set(carriers.arrived(desks.department)) == {inbox / sent.file.name, named}
    assert records(desks.department) == ()
    exchange.import_bundle(desks.department, inbox / sent.file.name)
    carriers.tidy(desks.department, [inbox / sent.file.name])
    assert carriers.arrived(desks.department) == ()  # the other name holds the same bytes
    assert (inbox / sent.file.name).exists()  # a person's own file stays
    assert carriers.arrived(desks.second) == ()


def test_an_email_holds_the_bundle_and_gives_it_back(desks: Desks, tmp_path: Path) -> None:
    make_card(desks.first, "Nước mắm")
    sent = exchange.export_bundle(desks.first, desks.mail)
    letter = mail.write_mail(
        sent.file,
        tmp_path / "Gói gửi Sở.eml",
        to="sct@dongthap.gov.vn",
        subject="Gói số liệu",
        text="Kính gửi",
    )
    assert b"X-Unsent: 1" in letter.read_bytes()
    taken = mail.take_from_mail(letter, tmp_path / "ra")
    assert [one.read_bytes() for one in taken] == [sent.file.read_bytes()]
    plan = exchange.import_bundle(desks.department, taken[0])
    assert plan.records["new"] == 1

    plain = tmp_path / "thu.eml"
    plain.write_bytes(b"Subject: x\r\n\r\nKhong co gi")
    big = tmp_path / "lon.sxsh"
    with big.open("wb") as stream:
        stream.truncate(mail.MOST_BYTES + 1)
    with pytest.raises(UserError) as none_in_it:
        mail.take_from_mail(plain, tmp_path / "ra")
    with pytest.raises(UserError) as too_large:
        mail.write_mail(big, tmp_path / "x.eml", to="", subject="", text="")
    assert (none_in_it.value.code, too_large.value.code) == ("CARRIER-14", "CARRIER-13")


def test_the_log_is_searched_and_exported(desks: Desks, tmp_path: Path) -> None:
    make_card(desks.first, "Một")
    carriers.send_and_receive(desks.first, FolderCarrier(desks.mail))
    exchange.import_bundle(desks.department, next(desks.mail.glob("*.sxsh")))
    with pytest.raises(UserError):
        bad = tmp_path / "hỏng.sxsh"
        bad.write_bytes(next(desks.mail.glob("*.sxsh")).read_bytes()[:-7])
        exchange.import_bundle(desks.department, bad)

    found = exchange_log.lines(desks.department)
    assert [one.kind for one in found][:2] == ["refused", "imported"] and found[0].code.startswith("BUNDLE-")
    assert "Trần Thị Lan" in found[1].text
    assert [one.kind for one in exchange_log.lines(desks.department, "tran thi LAN da nhap")] == ["imported"]
    book = exchange_log.export(tmp_path / "nhat ky.xlsx", found)
    assert book.stat().st_size > 1000
    log = desks.department.folder / "exchange-log.jsonl"
    log.write_bytes(log.read_bytes() + b'{"at": "2026')  # the power went
    assert len(exchange_log.lines(desks.department)) == len(found)
