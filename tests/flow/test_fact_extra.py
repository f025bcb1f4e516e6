"""A fact that this program's vocabulary lacks (a form of a newer one): filled in, finalised, stored, exported, sent."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from sxsh_desktop.__main__ import main
from sxsh_desktop.services import fill, form_publishing, instances_zip
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.form_publishing import FormFaultsError
from sxsh_desktop.services.forms import files_beside
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import forms as form_store
from sxsh_desktop.xform.load import load_form
from tests.fill_maker import make_desk
from tests.form_tables import SOUND, workbook

SURVEY = [
    ["type", "name", "label", "bind::sxsh:fact", "bind::sxsh:unit"],
    ["text", "remark", "Ghi chú", "visit.remark", ""],
    ["decimal", "noise", "Độ ồn", "visit.noise_of_tomorrow", "db"],
    ["begin repeat", "r", "Chuyến bay", "", ""],
    ["decimal", "height", "Độ cao", "drone_flight.height", "m"],
    ["end repeat", "", "", "", ""],
    ["text", "why", "Lý do", "visit.why_of_tomorrow", ""],
]


def take_in(folder: Path, desk: Desk) -> Path:
    """The form as a bundle of a newer department would bring it; its file."""
    file = workbook(folder, {"survey": SURVEY, **{name: SOUND[name] for name in ("choices", "settings")}})
    form = load_form(file)
    with desk.write() as connection:
        form_store.add(connection, desk.forms.entry_for(form, file.name), files_beside(file, form))
    desk.forms.refresh()
    return file


def record(desk: Desk) -> str:
    draft = fill.start(desk, "t")
    draft.set("/data/remark", "Đã thăm")
    draft.set("/data/noise", "85.5")
    rows = [draft.add_row("/data/r").changes[0].ref for _one in range(2)]
    draft.set(f"{rows[-1]}/height", "120")
    draft.set_absent("/data/why", "refused")
    return draft.finalise().record_id


def said(desk: Desk, record_id: str) -> list[tuple[str, str, str]]:
    with desk.read() as connection:
        found = fact_store.extras(connection, desk.vocabulary, record_id)
    return sorted((one.name, one.text, one.absent) for one in found if one.text or one.absent == "refused")


EXPECTED = [
    ("drone_flight.height", "120", ""),
    ("visit.noise_of_tomorrow", "85.5", ""),
    ("visit.why_of_tomorrow", "", "refused"),
]


def test_unknown_facts_are_kept_exported_and_brought_to_another_desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    here, there = make_desk(tmp_path / "here"), make_desk(tmp_path / "there")
    take_in(tmp_path, here), take_in(tmp_path, there)
    record_id = record(here)
    assert said(here, record_id) == EXPECTED

    target = tmp_path / "out.zip"
    instances_zip.export_zip(here, target)
    with zipfile.ZipFile(target) as archive:
        (xml,) = [archive.read(name) for name in archive.namelist()]
    assert b"85.5" in xml and b"120" in xml and b"refused" in xml
    assert instances_zip.import_zip(there, target).records == 1
    with there.read() as connection:
        (there_id,) = [row.record_id for row in fact_store.rows(connection, there.vocabulary, "visit")]
    assert said(there, there_id) == EXPECTED

    folder = here.store.folder
    here.close()
    there.close()
    capsys.readouterr()
    assert main(["record", "show", record_id, "--store", str(folder)]) == 0
    shown = json.loads(capsys.readouterr().out)["facts_of_a_newer_vocabulary"]
    assert ("visit.noise_of_tomorrow", "85.5", "db") in [
        (one["name"], one["text"], one["unit"]) for one in shown
    ]


def test_the_department_is_told_before_it_publishes_such_a_form(tmp_path: Path) -> None:
    desk = set_up(tmp_path / "kho", Answers("department", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "SCT"))
    file = workbook(tmp_path, {"survey": SURVEY})
    with pytest.raises(FormFaultsError):
        form_publishing.publish(desk, file)
    desk.close()
