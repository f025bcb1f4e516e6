"""Law 8: computing everything anew changes no byte of any export or report; and what `sxsh verify --json` prints."""

from __future__ import annotations

import json
import shutil
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from sxsh_desktop import cli
from sxsh_desktop.services import backup, exchange, indicators, indicators_export, review
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.record_files import export_instances
from sxsh_desktop.store import ledger as ledger_store
from tests import desk_laws
from tests.exchange_maker import CLOCK, Desks, change, desks, fresh_desks, make_card
from tests.history_maker import Sending
from tests.ledger_laws import OFFICERS

__all__ = ["desks", "fresh_desks"]


def parts(file: Path) -> dict[str, bytes]:
    """The parts of a ZIP (bundle, workbook), but for the moment at which a workbook was written."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def everything_written(desk: Desk, folder: Path) -> dict[str, object]:
    """Every file that the desk can make of its ledger, in bytes, but for what names the file itself."""
    folder.mkdir()
    indicators_export.export(desk, indicators.compute(desk, date(2026, 7, 1)), folder / "r.xlsx")
    export_instances(desk, folder / "phiếu")
    bundle = parts(exchange.export_bundle(desk, folder, sealed=False).file)
    named = ("manifest.json", "manifest.sig", "readme.html", "entries.jsonl")  # they name this very bundle
    return {
        "bundle": {name: part for name, part in bundle.items() if name not in named},
        "report": parts(folder / "r.xlsx"),
        "records": {file.name: file.read_bytes() for file in (folder / "phiếu").rglob("*") if file.is_file()},
        "to send": exchange.what_to_send(desk),
        "waiting": [str(one) for one in review.inbox(desk)],
    }


def test_computing_anew_changes_no_byte_of_any_export_or_report(desks: Desks) -> None:
    desk = desks.first
    card = make_card(desk, "Lò gạch")
    change(desk, card.record_id, name="Lò gạch Tân Phú")
    make_card(desk, "Xay xát")
    exchange.export_bundle(desk, desks.mail)
    before = everything_written(desk, desks.folder / "before")
    backup.rebuild(desk)
    after = everything_written(desk, desks.folder / "after")
    for name in before:
        assert before[name] == after[name], name


def test_verify_prints_the_same_for_the_same_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On two devices, of an officer and of the department, after other bundles in another order."""
    base = desk_laws.make_base(tmp_path / "base")
    sheet, made = base.sheets[0], []
    for number, author in enumerate(OFFICERS):
        xml = sheet.as_xml({"/data/g_id/name": f"Cơ sở {number}"})
        made.append(desk_laws.revision_of(sheet, author, xml))
    files = [desk_laws.bundle_of(tmp_path, Sending(OFFICERS[0], (one,))) for one in made]
    together = desk_laws.bundle_of(tmp_path, Sending(OFFICERS[1], tuple(made)))
    printed = []
    for place, bundles in (
        (base.department, [*files]),
        (base.officer, [files[2], together, files[0], together]),
    ):
        shutil.copytree(place, tmp_path / place.name)
        with closing(open_desk(tmp_path / place.name, CLOCK)) as desk:
            for file in bundles:
                exchange.import_bundle(desk, file)
            with desk.read() as connection:
                assert ledger_store.counts(connection)[0] == len(made)
        capsys.readouterr()
        assert cli.main(["verify", "--store", str(tmp_path / place.name), "--json"]) == 0
        printed.append(json.loads(capsys.readouterr().out))
    one, other = printed
    assert one["ok"] and other["ok"]
    for name in ("ledger_hash", "derived_hash", "revisions", "heads", "diverged", "waiting"):
        assert one[name] == other[name], name
