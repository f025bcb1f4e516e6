"""The code of a facility never changes: no path through an open draft writes over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.services.fill_errors import FixedAnswerError
from tests import fill_maker as maker


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = maker.make_desk(tmp_path)
    yield opened
    opened.close()


def code_path(draft: OpenDraft) -> str:
    """The question for the code of the facility."""
    return next(path for path, one in draft.form.questions.items() if one.fact == "visit.facility")


@pytest.mark.parametrize("form_id", ["b_khao_sat", "c_tieu_thu", "d_danh_gia_nhanh", "f_theo_doi"])
def test_a_form_about_a_facility_keeps_its_code(desk: Desk, form_id: str) -> None:
    draft = fill.start(desk, form_id, maker.facility(desk))
    ref = code_path(draft)
    code = draft.value(ref)
    assert code
    assert draft.is_readonly(ref)
    with pytest.raises(FixedAnswerError) as caught:
        draft.set(ref, "CL-9999")
    assert code in caught.value.explain()[0]
    with pytest.raises(FixedAnswerError):
        draft.set_absent(ref, "unknown")
    draft.set(ref, code)
    draft.set_note(ref, "đã đối chiếu giấy phép")
    assert (draft.value(ref), draft.absent(ref)) == (code, "")
    draft.undo()
    again = fill.resume(desk, draft.draft_id)
    assert again.is_readonly(ref)
    assert again.value(ref) == code


def test_a_new_card_keeps_the_code_that_it_was_given(desk: Desk) -> None:
    draft = fill.start(desk, "a_co_so")
    ref = code_path(draft)
    code = draft.value(ref)
    assert code
    assert draft.is_readonly(ref)
    with pytest.raises(FixedAnswerError):
        draft.set(ref, "")
    with pytest.raises(FixedAnswerError):
        draft.set_absent(ref, "unknown")
    draft.set("/data/g_id/name", "Nhà máy nước đá Tân Thạnh Phát")
    maker.complete(draft)
    corrected = fill.correct(desk, draft.finalise().record_id)
    assert corrected.is_readonly(ref)
    assert corrected.value(ref) == code


def test_a_new_card_may_take_the_code_of_another_source(desk: Desk) -> None:
    draft = fill.start(desk, "a_co_so")
    draft.set(code_path(draft), "IAC-RI0001")
    assert draft.value(code_path(draft)) == "IAC-RI0001"


def test_without_a_facility_the_code_is_asked(desk: Desk) -> None:
    facility = maker.facility(desk)
    draft = fill.start(desk, "c_tieu_thu")
    ref = code_path(draft)
    assert not draft.is_readonly(ref)
    draft.set(ref, "CL-9999")
    draft.set_absent(ref, "unknown")
    assert draft.absent(ref) == "unknown"
    assert fill.start(desk, "h_su_kien", "").facility_id == ""
    assert fill.start(desk, "c_tieu_thu", facility).is_readonly(ref)


def test_a_code_that_is_not_the_one_of_the_card_can_be_mended(desk: Desk) -> None:
    facility = maker.facility(desk)
    draft = fill.start(desk, "c_tieu_thu", facility, prefill={"/data/g_vis/fac": ""})
    ref = code_path(draft)
    wrong = fill.start(desk, "c_tieu_thu", facility, prefill={ref: "CL-0000"})
    assert not wrong.is_readonly(ref)
    wrong.set(ref, draft.value(ref) or "CL-0001")
