"""Forms as the field writes them, in the fill window: every question that is asked has its row and its field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sxsh_desktop.services import fill, form_publishing
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.setup import Answers, set_up
from tests.field_forms import FieldForm, field_forms, play
from tests.fill_window_maker import Opener

FORMS = field_forms()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("so")
    made = set_up(folder / "kho", Answers("department", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "SCT"))
    yield made
    made.close()


@pytest.mark.parametrize("field_form", FORMS, ids=lambda one: one.form_id)
@pytest.mark.qt_log_ignore("This plugin does not support")  # lists that pop up, on the offscreen platform
def test_every_question_has_its_row(
    desk: Desk, tmp_path: Path, opened: Opener, field_form: FieldForm
) -> None:
    form_publishing.publish(desk, field_form.write(tmp_path))
    draft = fill.start(desk, field_form.form_id)
    for step in field_form.steps:
        play(draft, *step)
    window = opened(draft)
    for ref in window.model.reads.all_questions():
        can_be_filled = window.go(ref)
        rows = [one for one in window.view.rows() if ref in (one.ref, one.unit_ref)]
        assert len(rows) == 1 and (can_be_filled or not rows[0].can_take_focus()), ref
    languages = draft.form.languages
    if len(languages) > 1:
        here = next(one for one in languages if one != draft.session.language)
        window.use_language(here)
        assert draft.session.language == here and list(window.view.rows())
    window.close()
