"""The command line carries bundles, gives work and revokes devices; passwords stand nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sxsh_desktop.services import register
from sxsh_desktop.services.register import FacilityQuery
from tests.cli_maker import Run, run
from tests.exchange_maker import Desks, desks, fresh_desks, make_card
from tests.webdav_maker import PASSWORD, USER, dav_server

__all__ = ["desks", "fresh_desks", "run"]


def test_there_and_back_over_a_server(
    desks: Desks, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_card(desks.first, "Nhà máy xay xát Tân Phú")
    officer, department = desks.first.folder, desks.department.folder
    status, _out, complaint = run("bundle", "send", "--store", officer)
    assert status == 1 and "CARRIER-10" in complaint  # no way was chosen yet
    status, _out, complaint = run("bundle", "way", "--store", officer, "--server", "http://so.vn/x")
    assert status == 1 and "CARRIER-01" in complaint
    with dav_server(tmp_path / "dav") as server:
        for store in (officer, department):
            assert run("bundle", "way", "--store", store, "--server", server.address, "--user", USER)[0] == 0
        status, _out, complaint = run("bundle", "send", "--store", officer)
        assert status == 1 and "CARRIER-15" in complaint  # nobody is there to type it
        monkeypatch.setenv("SXSH_CARRIER_PASSWORD", "sai")
        status, _out, complaint = run("bundle", "send", "--store", officer)
        assert status == 1 and "CARRIER-02" in complaint and "sai" not in complaint.split()
        monkeypatch.setenv("SXSH_CARRIER_PASSWORD", PASSWORD)
        status, said, complaint = run("bundle", "send", "--store", officer)
        assert status == 0 and "Đã gửi cho" in said, complaint
        status, said, complaint = run("bundle", "receive", "--store", department, "--json")
        assert status == 0, complaint
        fetched = json.loads(said)["fetched"]
        assert len(fetched) == 1 and fetched[0]["plan"]["records"]["new"] == 1
    assert run("bundle", "import", fetched[0]["file"], "--store", department)[0] == 0
    status, said, _complaint = run("bundle", "log", "da nhap lan", "--store", department)
    assert status == 0 and "Trần Thị Lan" in said
    for store in (officer, department):
        assert PASSWORD not in run("bundle", "log", "--store", store)[1]
        for file in store.glob("*.json*"):
            assert PASSWORD not in file.read_text("utf-8")


def test_over_a_stick_with_an_email_and_a_workbook(desks: Desks, run: Run, tmp_path: Path) -> None:
    make_card(desks.first, "Lò gạch")
    officer = desks.first.folder
    status, said, complaint = run("bundle", "send", "--over", desks.mail, "--store", officer, "--json")
    assert status == 0, complaint
    bundle = Path(json.loads(said)["sent"][0]["file"])
    assert bundle.exists()
    letter = tmp_path / "goi.eml"
    assert run("bundle", "mail", bundle, letter, "--to", "sct@dongthap.gov.vn", "--store", officer)[0] == 0
    assert b"sct@dongthap.gov.vn" in letter.read_bytes()
    assert run("bundle", "log", "--export", tmp_path / "nhat-ky.xlsx", "--store", officer)[0] == 0
    assert (tmp_path / "nhat-ky.xlsx").exists()
    status, _out, complaint = run("bundle", "receive", "--over", tmp_path / "rut-ra", "--store", officer)
    assert status == 1 and "CARRIER-11" in complaint


def test_work_is_given_listed_and_taken_back(desks: Desks, run: Run) -> None:
    department = desks.department.folder
    make_card(desks.department, "Nhà máy xay xát Tân Phú")
    facility = register.page(desks.department, register.search(desks.department, FacilityQuery()))[0]
    given = ("--facility", facility.code, "--due", "2026-06-30")
    status, said, complaint = run("work", "give", "CB01", "c_tieu_thu", *given, "--store", department)
    assert status == 0 and "CB01" in said, complaint
    status, said, _complaint = run("work", "list", "CB01", "--store", department, "--json")
    (line,) = json.loads(said)
    assert (line["facility"], line["state"]) == (facility.name, "open")
    assert run("work", "withdraw", line["entry_id"], "--store", department)[0] == 0
    assert json.loads(run("work", "list", "--store", department, "--json")[1]) == []
    status, _out, complaint = run(
        "work", "give", "CB01", "c_tieu_thu", "--facility", "??", "--store", department
    )
    assert status == 1 and "WORK-02" in complaint
    status, _out, complaint = run("work", "give", "CB01", "a_co_so", "--store", desks.first.folder)
    assert status == 1 and "WORK-01" in complaint


def test_a_device_is_revoked_with_a_day(desks: Desks, run: Run) -> None:
    asked = ("bundle", "revoke", desks.first.device_id, "--since", "2026-06-20")
    status, said, _complaint = run(*asked, "--store", desks.department.folder)
    assert status == 0 and "20/06/2026" in said
