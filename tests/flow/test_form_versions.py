"""The department's forms: published, withdrawn, compared; a draft moved to a newer version loses nothing unsaid."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sxsh_desktop.__main__ import main
from sxsh_desktop.services import draft_move, fill, form_preview, form_publishing
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.draft_move import DraftCorrectsError, NoNewerFormError
from sxsh_desktop.services.form_publishing import (
    FormFaultsError,
    FormVersionTakenError,
    NotTheDepartmentError,
)
from sxsh_desktop.services.forms import FormUnknownError
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.xform.load import xform_of
from tests.fill_maker import make_desk
from tests.form_tables import Sheets, workbook

SURVEY = [
    ["type", "name", "label", "relevant", "required", "bind::sxsh:fact", "bind::sxsh:unit"],
    ["text", "name", "Tên cơ sở", "", "yes", "visit.remark"],
    ["integer", "people", "Số lao động", "", "", "", "person"],
    ["select_one yn", "gas", "Có dùng gas không?"],
]


def form(folder: Path, version: str, rows: list[list[str]]) -> Path:
    """A form of the department in this version."""
    folder.mkdir(exist_ok=True)
    settings = [
        ["form_title", "form_id", "version", "namespaces"],
        ["Thử", "x_thu", version, 'sxsh="https://sxsh.dongthap.example/xforms"'],
    ]
    sheets: Sheets = {"survey": rows, "settings": settings}
    return workbook(folder, sheets)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return set_up(tmp_path / "store", Answers("department", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "SCT"))


def test_a_version_is_published_once_and_never_changes(tmp_path: Path, desk: Desk) -> None:
    info = form_publishing.publish(desk, form(tmp_path / "1", "1", SURVEY))
    assert (info.form_id, info.version, info.state) == ("x_thu", "1", "published")
    assert form_publishing.publish(desk, form(tmp_path / "1", "1", SURVEY)) == info
    other = [*SURVEY, ["text", "more", "Thêm"]]
    with pytest.raises(FormVersionTakenError):
        form_publishing.publish(desk, form(tmp_path / "2", "1", other))
    assert desk.forms.get("x_thu").version == "1"
    assert form_publishing.publish(desk, form(tmp_path / "2", "2", other)).version == "2"
    assert desk.forms.get("x_thu").version == "2"
    with desk.read() as connection:
        assert len(ledger_store.entries_of(connection, "x_thu", "publication")) == 3


def test_a_form_with_faults_reaches_nobody(tmp_path: Path, desk: Desk) -> None:
    broken = [*SURVEY, ["text", "câu hỏi", "X", "${nobody} = 1"]]
    with pytest.raises(FormFaultsError) as refused:
        form_publishing.publish(desk, form(tmp_path / "1", "1", broken))
    assert refused.value.facts["count"] == 2
    with pytest.raises(FormUnknownError):
        desk.forms.get("x_thu")


def test_a_withdrawn_version_is_offered_no_longer_and_may_come_back(tmp_path: Path, desk: Desk) -> None:
    file = form(tmp_path / "1", "1", SURVEY)
    form_publishing.publish(desk, file)
    draft = fill.start(desk, "x_thu")
    assert form_publishing.retire(desk, "x_thu", "1").state == "retired"
    assert "x_thu" not in [one.form_id for one in desk.forms.current()]
    with pytest.raises(FormUnknownError):
        fill.start(desk, "x_thu")
    assert fill.resume(desk, draft.draft_id).form.version == "1"
    assert form_publishing.publish(desk, file).state == "published"
    with pytest.raises(FormUnknownError):
        form_publishing.retire(desk, "x_thu", "9")


NEWER = [
    SURVEY[0],
    ["text", "name", "Tên đầy đủ của cơ sở", "", "yes", "visit.remark"],
    ["decimal", "water", "Nước", "", "", "", "m3"],
    ["select_one yn", "gas", "Có dùng gas không?", "${water} > 0"],
]


def test_two_versions_are_compared(tmp_path: Path, desk: Desk) -> None:
    form_publishing.publish(desk, form(tmp_path / "1", "1", SURVEY))
    fill.start(desk, "x_thu")
    newer = form(tmp_path / "2", "2", NEWER)
    would = form_publishing.compare_file(desk, newer)
    assert would.drafts == 1 and [one.title for one in would.touched] == ["Thử"]
    form_publishing.publish(desk, newer)
    found = form_publishing.compare(desk, "x_thu", "1", "2")
    assert found.added == (("/data/water", "Nước"),)
    assert found.removed == (("/data/people", "Số lao động"),)
    assert [(one.path, one.what) for one in found.reworded] == [
        ("/data/name", ("label",)),
        ("/data/gas", ("relevant",)),
    ]
    assert (found.reworded[0].before, found.reworded[0].after) == ("Tên cơ sở", "Tên đầy đủ của cơ sở")
    assert form_publishing.compare(desk, "x_thu", "2", "2").is_same


def test_a_draft_moves_to_the_newer_version_and_says_what_it_loses(tmp_path: Path, desk: Desk) -> None:
    form_publishing.publish(desk, form(tmp_path / "1", "1", SURVEY))
    draft = fill.start(desk, "x_thu")
    for name, text in (("name", "Lò gạch"), ("people", "12"), ("gas", "1")):
        draft.set(f"/data/{name}", text)
    with pytest.raises(NoNewerFormError):
        draft_move.preview(desk, draft.draft_id)
    form_publishing.publish(desk, form(tmp_path / "2", "2", NEWER))
    assert fill.resume(desk, draft.draft_id).form.version == "1"
    said = draft_move.preview(desk, draft.draft_id)
    assert (said.before, said.after, said.kept) == ("1", "2", 2)
    assert [(one.label, one.text) for one in said.lost] == [("Số lao động", "12 người")]
    assert said.new_questions == ("Nước",)
    assert fill.resume(desk, draft.draft_id).form.version == "1"
    assert draft_move.move(desk, draft.draft_id) == said
    moved = fill.resume(desk, draft.draft_id)
    assert moved.form.version == "2"
    assert moved.session.value("/data/name") == "Lò gạch"
    assert not moved.session.has("/data/people")
    moved.set("/data/water", "3")
    moved.finalise()
    correction = fill.correct(desk, draft.record_id)
    form_publishing.publish(desk, form(tmp_path / "3", "3", SURVEY))
    with pytest.raises(DraftCorrectsError):
        draft_move.preview(desk, correction.draft_id)


def test_a_form_may_begin_with_the_answer_of_the_last_record(tmp_path: Path, desk: Desk) -> None:
    rows = [
        ["type", "name", "label", "default", "bind::sxsh:fact"],
        ["text", "place", "Địa bàn", "${last-saved#place}", "visit.remark"],
    ]
    form_publishing.publish(desk, form(tmp_path / "1", "1", rows))
    first = fill.start(desk, "x_thu")
    assert first.value("/data/place") == ""
    first.set("/data/place", "Lấp Vò")
    first.finalise()
    assert fill.start(desk, "x_thu").value("/data/place") == "Lấp Vò"


def test_the_command_line_does_the_same(
    tmp_path: Path, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.close()

    def sxsh(*said: str) -> dict[str, object]:
        capsys.readouterr()
        assert main(["form", *said, "--store", str(desk.folder), "--json"]) == 0
        return dict(json.loads(capsys.readouterr().out))

    assert sxsh("publish", str(form(tmp_path / "1", "1", SURVEY)))["state"] == "published"
    sxsh("publish", str(form(tmp_path / "2", "2", NEWER)))
    assert sxsh("compare", "x_thu", "1", "2")["added"] == [["/data/water", "Nước"]]
    assert sxsh("retire", "x_thu", "2")["state"] == "retired"


def test_only_the_department_publishes(
    tmp_path: Path, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    officer = make_desk(tmp_path)
    file = form(tmp_path / "1", "1", SURVEY)
    with pytest.raises(NotTheDepartmentError):
        form_publishing.publish(officer, file)
    with pytest.raises(NotTheDepartmentError):
        form_publishing.retire(officer, "a_co_so", officer.forms.get("a_co_so").version)
    officer.close()
    assert main(["form", "publish", str(file), "--store", str(officer.folder)]) == 1
    assert "FORM-26" in capsys.readouterr().err
    desk.close()


def test_an_xform_is_published_as_it_is(tmp_path: Path, desk: Desk) -> None:
    file = form(tmp_path / "1", "1", SURVEY)
    own = tmp_path / "own.xml"
    own.write_bytes(xform_of(file))
    info = form_publishing.publish(desk, own)
    assert (info.form_id, info.version, info.state) == ("x_thu", "1", "published")
    draft = fill.start(desk, "x_thu")
    draft.set("/data/name", "Lò gạch")
    draft.finalise()
    own.write_bytes(own.read_bytes().replace(b"</h:body>", b'<input ref="/data/none"/></h:body>'))
    assert [one.code for one in form_publishing.check(desk, own) if one.severity == "error"] == [
        "version_not_raised"
    ]
    assert "no_place" in [one.code for one in form_publishing.check(desk, own)]


def test_a_form_is_tried_out_without_a_trace(tmp_path: Path, desk: Desk) -> None:
    file = form(tmp_path / "1", "1", SURVEY)
    before = desk.forms.every_version()
    trial = form_preview.try_out(desk, file)
    folder = trial.desk.folder
    trial.draft.set("/data/name", "Lò gạch")
    assert trial.draft.value("/data/name") == "Lò gạch" and folder.exists()
    trial.close()
    assert not folder.exists()
    desk.forms.refresh()
    assert desk.forms.every_version() == before and not fill.drafts(desk)
