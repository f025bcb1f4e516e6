"""Bundles over a real WebDAV server on this computer: whole or not at all, gone on with, refused in words."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import CancelledError, Progress, silent
from sxsh_desktop.bundle.carriers.values import Offered, box_for, is_bundle_name
from sxsh_desktop.bundle.carriers.webdav import WebDavCarrier
from tests.webdav_maker import PASSWORD, USER, DavServer, dav_server, make_certificate

NAME = "cl-cb01-20261120-1a2b3c4d.sxsh"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DavServer]:
    with dav_server(tmp_path / "máy chủ") as running:
        yield running


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    file = tmp_path / NAME
    file.write_bytes(bytes(range(256)) * 8000)
    return file


def carrier_to(server: DavServer, password: str = PASSWORD) -> WebDavCarrier:
    return WebDavCarrier(server.address, USER, password)


def refused(code: str, carrier: WebDavCarrier, bundle: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        carrier.put(bundle, "for-department", silent())
    assert caught.value.code == code
    said, todo = caught.value.explain()
    assert said and todo and PASSWORD not in f"{said}{todo}{caught.value}"
    return caught.value


def test_a_bundle_goes_up_as_a_part_and_appears_whole(server: DavServer, bundle: Path) -> None:
    carrier = carrier_to(server)
    carrier.put(bundle, "for-department", silent())

    assert (server.folder / "for-department" / NAME).read_bytes() == bundle.read_bytes()
    methods = [(method, path.rpartition("/")[2]) for method, path, _range in server.asked]
    assert ("PUT", f"{NAME}.part") in methods and ("MOVE", f"{NAME}.part") in methods
    assert ("PUT", NAME) not in methods
    assert carrier.offered(["for-department"]) == (Offered(NAME, bundle.stat().st_size, "for-department"),)


def test_putting_twice_sends_once(server: DavServer, bundle: Path) -> None:
    carrier = carrier_to(server)
    carrier.put(bundle, "for-department", silent())
    carrier.put(bundle, "for-department", silent())
    assert [method for method, _path, _range in server.asked].count("PUT") == 1


def test_parts_and_other_files_are_not_offered(server: DavServer, bundle: Path) -> None:
    box = server.folder / "for-cb01"
    box.mkdir()
    for name in (f"{NAME}.part", "ghi chú.txt", ".an.sxsh"):
        (box / name).write_bytes(b"x")
    (box / "gói số 1.sxsh").write_bytes(b"1234")
    (box / "thư mục.sxsh").mkdir()
    offered = carrier_to(server).offered(["for-cb01", "for-nobody"])
    assert offered == (Offered("gói số 1.sxsh", 4, "for-cb01"),)


def test_a_download_goes_on_where_it_broke(server: DavServer, bundle: Path, tmp_path: Path) -> None:
    carrier = carrier_to(server)
    carrier.put(bundle, "for-cb01", silent())
    server.asked.clear()
    server.break_after = 700_000

    taken = carrier.fetch(carrier.offered(["for-cb01"])[0], tmp_path / "inbox", silent())

    assert taken.read_bytes() == bundle.read_bytes()
    ranges = [asked for method, _path, asked in server.asked if method == "GET"]
    assert len(ranges) == 2 and ranges[0] == "" and ranges[1].startswith("bytes=")
    assert 0 < int(ranges[1].removeprefix("bytes=").rstrip("-")) <= 700_000
    assert [file.name for file in taken.parent.iterdir()] == [NAME]


def test_a_download_that_was_stopped_goes_on_next_time(
    server: DavServer, bundle: Path, tmp_path: Path
) -> None:
    carrier = carrier_to(server)
    carrier.put(bundle, "for-cb01", silent())
    offered = carrier.offered(["for-cb01"])[0]
    stopping = Progress(lambda done, _total, _what: stopping.cancel() if done > 500_000 else None)
    with pytest.raises(CancelledError):
        carrier.fetch(offered, tmp_path / "inbox", stopping)
    assert not (tmp_path / "inbox" / NAME).exists()
    server.asked.clear()

    taken = carrier_to(server).fetch(offered, tmp_path / "inbox", silent())

    assert taken.read_bytes() == bundle.read_bytes()
    assert next(asked for method, _path, asked in server.asked if method == "GET") > "bytes=1"


def test_an_upload_that_was_stopped_leaves_nothing(server: DavServer, bundle: Path) -> None:
    stopping = Progress(lambda done, _total, _what: stopping.cancel() if done > 500_000 else None)
    with pytest.raises(CancelledError):
        carrier_to(server).put(bundle, "for-department", stopping)
    assert not (server.folder / "for-department" / NAME).exists()
    carrier_to(server).put(bundle, "for-department", silent())
    assert [one.name for one in (server.folder / "for-department").iterdir()] == [NAME]


def test_a_server_that_takes_only_another_way_of_logging_in_is_told(tmp_path: Path, bundle: Path) -> None:
    """Not as a wrong password, which a person would look for in vain."""
    with dav_server(tmp_path / "máy chủ", digest=True) as running:
        error = refused("CARRIER-16", carrier_to(running), bundle)
        assert "Digest" in error.explain()[0]
        assert not any(method == "PUT" for method, _path, _range in running.asked)


def test_a_wrong_password_is_told_before_anything_is_sent(server: DavServer, bundle: Path) -> None:
    refused("CARRIER-02", carrier_to(server, "sai"), bundle)
    refused("CARRIER-15", carrier_to(server, ""), bundle)
    assert "PUT" not in [method for method, _path, _range in server.asked]
    assert list(server.folder.iterdir()) == []


def test_a_server_that_is_gone(bundle: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    refused("CARRIER-03", WebDavCarrier(f"http://127.0.0.1:{port}", USER, PASSWORD), bundle)


def test_a_server_whose_name_nobody_knows(bundle: Path) -> None:
    refused("CARRIER-03", WebDavCarrier("https://may-chu.invalid/goi", USER, PASSWORD), bundle)


@pytest.mark.parametrize(
    ("method", "status", "code"),
    [
        ("PUT", "507 Insufficient Storage", "CARRIER-06"),
        ("PUT", "403 Forbidden", "CARRIER-07"),
        ("PUT", "503 Service Unavailable", "CARRIER-03"),
        ("MOVE", "500 Internal Server Error", "CARRIER-08"),
        ("PROPFIND", "404 Not Found", "CARRIER-05"),
        ("PROPFIND", "302 Found", "CARRIER-08"),
        ("MKCOL", "403 Forbidden", "CARRIER-07"),
    ],
)
def test_refusals_of_the_server(server: DavServer, bundle: Path, method: str, status: str, code: str) -> None:
    server.answer[method] = status
    refused(code, carrier_to(server), bundle)
    server.answer.clear()
    box = server.folder / "for-department"
    assert not box.exists() or list(box.iterdir()) == []


def test_a_certificate_is_believed_only_when_somebody_vouches_for_it(tmp_path: Path, bundle: Path) -> None:
    certificate = make_certificate(tmp_path)
    with dav_server(tmp_path / "dav", certificate) as server:
        refused("CARRIER-04", carrier_to(server), bundle)
        assert server.asked == []  # not even the name and password went out
        trusting = WebDavCarrier(server.address, USER, PASSWORD, authority=certificate[0])
        trusting.put(bundle, "for-department", silent())
        assert (server.folder / "for-department" / NAME).exists()


@pytest.mark.parametrize(("days", "name"), [(-1, "127.0.0.1"), (30, "may-chu-khac.vn")])
def test_an_expired_or_foreign_certificate(tmp_path: Path, bundle: Path, days: int, name: str) -> None:
    certificate = make_certificate(tmp_path, days=days, name=name)
    with dav_server(tmp_path / "dav", certificate) as server:
        carrier = WebDavCarrier(server.address, USER, PASSWORD, authority=certificate[0])
        refused("CARRIER-04", carrier, bundle)


def test_https_to_a_server_that_does_not_speak_it(server: DavServer, bundle: Path) -> None:
    refused("CARRIER-03", WebDavCarrier(server.address.replace("http", "https"), USER, PASSWORD), bundle)


@pytest.mark.parametrize(
    "address",
    ["http://so-cong-thuong.vn/goi", "ftp://x/y", "https://ai:bí mật@x/y", "goi", "", "https://x:nhieu/y"],
)
def test_addresses_that_cannot_be_used(address: str) -> None:
    with pytest.raises(UserError) as caught:
        WebDavCarrier(address)
    assert caught.value.code == "CARRIER-01"
    assert "bí mật" not in " ".join(caught.value.explain())


def test_a_hostile_listing_is_refused() -> None:
    from sxsh_desktop.bundle.carriers.webdav_wire import found_in

    with pytest.raises(UserError):
        found_in(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "x")
    with pytest.raises(UserError):
        found_in(b"<multistatus", "x")
    path = b"<multistatus xmlns='DAV:'><response><href>/a/..%2F..%2Fevil.sxsh</href></response></multistatus>"
    assert not is_bundle_name(found_in(path, "x")[0].name) or "/" not in found_in(path, "x")[0].name


def test_boxes_and_names() -> None:
    assert box_for("department", "SCT01") == "for-department"
    assert box_for("officer", "CB 01") == "for-cb-01"
    bad = ("..sxsh", "a/b.sxsh", "a\\b.sxsh", "con.sxsh", "x.sxsh.part", ".sxsh", "a:b.sxsh", "x.txt")
    assert [name for name in bad if is_bundle_name(name)] == []
    assert is_bundle_name(NAME) and is_bundle_name("Gói tháng 11.SXSH")
