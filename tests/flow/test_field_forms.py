"""Forms as the field writes them: checked, published, filled in, completed, read by JavaRosa, printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from sxsh_desktop.base.text import nfc
from sxsh_desktop.services import fill, form_publishing
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.printing import print_blank, print_filled
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.check import check_form
from sxsh_desktop.xform.load import xform_of
from tests.field_forms import FieldForm, field_forms, play

FORMS = field_forms()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The department, which publishes."""
    folder = tmp_path_factory.mktemp("so")
    made = set_up(folder / "kho", Answers("department", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "SCT"))
    yield made
    made.close()


@pytest.mark.parametrize("field_form", FORMS, ids=lambda one: one.form_id)
def test_the_form_works_from_the_check_to_the_paper(
    desk: Desk, tmp_path: Path, field_form: FieldForm
) -> None:
    file = field_form.write(tmp_path)
    assert not [one for one in check_form(file) if one.severity == "error"]
    form_publishing.publish(desk, file)
    draft = fill.start(desk, field_form.form_id)
    for step in field_form.steps:
        play(draft, *step)
    resumed = fill.resume(desk, draft.draft_id)
    assert resumed.session.to_xml() == draft.session.to_xml()
    assert resumed.session.problems() == draft.session.problems() and not draft.session.broken()
    assert [one.code for one in draft.problems()] == []
    draft.finalise()
    said = instance.fields_of(draft.form, draft.session.to_xml(final=True))
    print_blank(desk, [field_form.form_id], tmp_path / "trong.pdf")
    print_filled(desk, [draft.record_id], tmp_path / "day.pdf")
    paper = _words(tmp_path / "day.pdf")
    for ref, text in said.items():
        question = draft.form.questions.get(draft_path(ref))
        plain = question is not None and question.datatype == "string" and question.control.value == "input"
        if plain and text and draft.session.has(ref):
            assert _squeezed(text) in paper, ref
    assert _squeezed(draft.form.title.upper()) in _words(tmp_path / "trong.pdf").upper()
    assert xform_of(file).startswith(b"<?xml")


def draft_path(ref: str) -> str:
    """The ref without its rows."""
    return "".join(part.partition("]")[2] if at else part for at, part in enumerate(ref.split("[")))


def _squeezed(text: str) -> str:
    return "".join(nfc(text).split())


def _words(file: Path) -> str:
    return _squeezed(" ".join(page.extract_text() for page in PdfReader(file).pages))


def test_last_saved_is_what_the_officer_saved_last(desk: Desk, tmp_path: Path) -> None:
    field_form = next(one for one in FORMS if one.form_id == "f_last")
    form_publishing.publish(desk, field_form.write(tmp_path))
    first = fill.start(desk, "f_last")
    play(first, "set", "officer", "Bé")
    play(first, "set", "meter", "100")
    first.finalise()
    second = fill.start(desk, "f_last")
    assert second.value("/data/officer") == "Bé"
    play(second, "set", "meter", "130")
    assert second.value("/data/used") == "30"
