"""Records as a zip of instances: out of one desk, into another, from a foreign tool, and out of a hostile file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sxsh_desktop.services import fill, instances_zip
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.instances_zip import InstancesUnreadableError
from sxsh_desktop.services.record_files import record_document
from sxsh_desktop.store import ledger as ledger_store
from tests.fill_maker import complete, facility, make_desk


def desks(tmp_path: Path) -> tuple[Desk, Desk]:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return make_desk(tmp_path / "one"), make_desk(tmp_path / "two")


def test_records_go_out_and_come_in(tmp_path: Path) -> None:
    here, there = desks(tmp_path)
    facility(here)
    target = tmp_path / "records.zip"
    assert instances_zip.export_zip(here, target) == 1
    with zipfile.ZipFile(target) as archive:
        (name,) = archive.namelist()
        assert name.startswith("instances/uuid") and name.endswith("/submission.xml")
    done = instances_zip.import_zip(there, target)
    assert (done.records, done.drafts, done.already, done.refused) == (1, 0, 0, ())
    with here.read() as connection:
        (ours,) = ledger_store.record_ids(connection)
    with there.read() as connection:
        (theirs,) = ledger_store.record_ids(connection)
    assert record_document(there, theirs)["answers"] == record_document(here, ours)["answers"]
    again = instances_zip.import_zip(there, target)
    assert (again.records, again.already) == (0, 1)


def test_a_foreign_instance_becomes_a_draft_with_its_photo(tmp_path: Path) -> None:
    here, there = desks(tmp_path)
    draft = fill.start(here, "a_co_so")
    path = next(
        one for one, question in draft.form.questions.items() if question.mediatype.startswith("image/")
    )
    draft.set("/data/g_id/name", "Lò gạch Hai Tâm")
    photo = tmp_path / "anh.png"
    from PIL import Image

    Image.new("RGB", (40, 30), "white").save(photo)
    draft.set(path, "anh.png")
    xml = draft.session.to_xml(final=True)
    target = tmp_path / "foreign.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("Forms/instances/1/submission.xml", xml)
        archive.write(photo, "Forms/instances/1/anh.png")
    done = instances_zip.import_zip(there, target)
    assert (done.records, done.drafts) == (0, 1), done
    (head,) = fill.drafts(there)
    taken = fill.resume(there, head.draft_id)
    assert taken.session.value("/data/g_id/name") == "Lò gạch Hai Tâm"
    kept = taken.file(path)
    assert kept is not None and kept.read_bytes() == photo.read_bytes()
    assert instances_zip.import_zip(there, target).already == 1
    complete(taken)
    taken.finalise()


@pytest.mark.parametrize("content", [b"", b"PK", b"none"])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    desk = make_desk(tmp_path)
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(InstancesUnreadableError):
        instances_zip.import_zip(desk, file)


def test_each_bad_instance_is_named_and_the_others_go_in(tmp_path: Path) -> None:
    here, there = desks(tmp_path)
    facility(here)
    target = tmp_path / "records.zip"
    instances_zip.export_zip(here, target)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("instances/bomb/submission.xml", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
        archive.writestr("instances/other/submission.xml", '<data id="nobody" version="1"><a/></data>')
        archive.writestr("instances/large/submission.xml", b" " * (9 << 20))
        archive.writestr("../../submission.xml", "<a/>")
    done = instances_zip.import_zip(there, target)
    assert done.records == 1
    assert sorted(one.place for one in done.refused) == [
        "../../submission.xml",
        "instances/bomb/submission.xml",
        "instances/large/submission.xml",
        "instances/other/submission.xml",
    ]
    assert all(one.reason for one in done.refused)
