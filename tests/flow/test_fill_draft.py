"""From an empty form to a signed revision, through what happens to people: leaving, closing, correcting."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.ledger import keys
from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.fill_errors import NotReadyError, PictureUnreadableError
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.store import drafts as draft_store
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.errors import DraftChangedElsewhereError, DraftGoneError
from sxsh_desktop.xform import instance
from sxsh_desktop.xform.definition import Control
from sxsh_desktop.xform.problems import Severity
from tests import xform_maker as maker

CLOCK = fixed_clock(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    profile = Profile("officer", "vi", "CB01", "Nguyễn Văn An", "866", "Thành phố Cao Lãnh", "CL")
    opened = create_desk(tmp_path / "store", profile, CLOCK)
    yield opened
    opened.close()


def complete(draft: fill.OpenDraft, seed: int = 1) -> None:
    """Answer until nothing stands in the way: an answer where one fits, else a reason."""
    chance = random.Random(seed)
    for _round in range(12):
        problems = draft.problems()
        if not problems:
            return
        for problem in problems:
            if problem.severity is Severity.SOFT:
                draft.accept_soft(problem.ref, "đã hỏi lại")
            elif problem.severity is Severity.REQUIRED and _round < 3:
                text = maker.random_text(chance, draft.session, problem.ref, draft.question(problem.ref))
                draft.set(problem.ref, text)
            else:
                draft.set_absent(problem.ref, "unknown")


def card(desk: Desk) -> tuple[str, str]:
    """A facility: its id and its code."""
    draft = fill.start(desk, "a_co_so")
    draft.set("/data/g_id/name", "Cơ sở nước đá Tân Phú")
    complete(draft)
    code = next(draft.value(path) for path, q in draft.form.questions.items() if q.fact == "visit.facility")
    revision = draft.finalise()
    return revision.record_id, code


@pytest.mark.parametrize("form_id", maker.FORM_IDS)
def test_each_form_can_be_filled_left_resumed_and_completed(desk: Desk, form_id: str) -> None:
    facility_id, code = card(desk) if form_id != "a_co_so" else ("", "")
    draft = fill.start(desk, form_id, facility_id if form_id not in ("h_su_kien", "i_can_bo") else "")
    by_fact = {question.fact: path for path, question in draft.form.questions.items()}
    if "visit.facility" in by_fact and code:
        assert draft.value(by_fact["visit.facility"]) == code
    assert draft.value(by_fact["visit.officer"]) == "CB01"
    assert draft.value(by_fact["visit.date"]) == "2026-11-23"

    complete(draft)
    for table in maker.all_refs(draft.session)[1]:
        draft.add_row(table)
    draft.undo()
    draft.set_position(by_fact["visit.date"])
    seen = draft.session.to_xml()

    again = fill.resume(desk, draft.draft_id)
    assert again.session.to_xml() == seen
    assert again.position == by_fact["visit.date"]
    complete(again, 2)
    revision = again.finalise()

    assert keys.verify(revision, desk.keys.signing.public)
    assert revision.facility_id == (
        facility_id
        if form_id not in ("a_co_so", "h_su_kien", "i_can_bo")
        else revision.record_id
        if form_id == "a_co_so"
        else ""
    )
    assert instance.meta_of(revision.instance_xml).instance_id == revision.revision_id
    with desk.read() as connection:
        assert ledger_store.revision(connection, revision.revision_id) == revision
        visits = [
            row
            for row in fact_store.of_record(connection, desk.vocabulary, revision.record_id)
            if row.kind == "visit"
        ]
    assert [row.text("officer") for row in visits] == ["CB01"]
    with pytest.raises(DraftGoneError):
        fill.resume(desk, draft.draft_id)


def test_a_list_counts_what_is_not_answered_apart_from_what_is_wrong(desk: Desk) -> None:
    draft = fill.start(desk, "a_co_so")
    draft.set_position("")
    (head,) = fill.drafts(desk)
    assert head.problems == 0 < head.total - head.answered and draft.problems()
    draft.set("/data/g_id/tax_code", "12")
    draft.set_position("")
    (head,) = fill.drafts(desk)
    assert head.problems == 1


def test_an_unfinished_draft_is_not_made_final(desk: Desk) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    with pytest.raises(NotReadyError) as refused:
        draft.finalise()
    assert refused.value.facts["count"] == len(draft.problems())
    assert [one.draft_id for one in fill.drafts(desk)] == [draft.draft_id]


def test_a_correction_follows_the_revision_that_it_corrects(desk: Desk) -> None:
    facility_id, _code = card(desk)
    draft = fill.correct(desk, facility_id)
    assert draft.value("/data/g_id/name") == "Cơ sở nước đá Tân Phú"
    draft.set("/data/g_id/name", "Nước đá Tân Phú 2")
    complete(draft)
    revision = draft.finalise()
    with desk.read() as connection:
        first, second = sorted(
            ledger_store.revisions_of(connection, facility_id), key=lambda one: len(one.parents)
        )
    assert second == revision
    assert revision.parents == (first.revision_id,)
    assert instance.meta_of(revision.instance_xml).deprecated_id == first.revision_id


def test_a_correction_that_is_open_already_is_gone_on_with(desk: Desk) -> None:
    facility_id, _code = card(desk)
    draft = fill.correct(desk, facility_id)
    assert fill.correct(desk, facility_id).draft_id == draft.draft_id


def test_two_windows_on_one_draft_do_not_overwrite_each_other(desk: Desk) -> None:
    one = fill.start(desk, "c_tieu_thu")
    other = fill.resume(desk, one.draft_id)
    one.set("/data/g_per/src", "tubaocao")
    before = other.session.to_xml()
    with pytest.raises(DraftChangedElsewhereError):
        other.set("/data/g_per/src", "canbo")
    assert other.session.to_xml() == before


def test_a_long_draft_is_snapshotted_and_stays_the_same(desk: Desk) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    for number in range(320):
        draft.set("/data/g_per/op_days", str(number % 30))
    with desk.read() as connection:
        stored = draft_store.load(connection, draft.draft_id)
    assert len(stored.changes) < 50
    assert fill.resume(desk, draft.draft_id).session.to_xml() == draft.session.to_xml()


def test_a_draft_thrown_away_comes_back(desk: Desk) -> None:
    draft = fill.start(desk, "c_tieu_thu")
    fill.discard(desk, draft.draft_id)
    assert fill.drafts(desk) == ()
    fill.restore(desk, draft.draft_id)
    assert fill.resume(desk, draft.draft_id).draft_id == draft.draft_id


def test_a_photo_is_kept_by_content_and_named_in_the_revision(desk: Desk, tmp_path: Path) -> None:
    from PIL import Image

    photo = tmp_path / "ảnh hóa đơn.jpg"
    Image.new("RGB", (3000, 2000), "white").save(photo)
    draft = fill.start(desk, "c_tieu_thu")
    path = next(one.path for one in draft.form.questions.values() if one.fact == "visit.page_photo")
    draft.set("/data/g_tail/from_paper", "1")
    draft.attach(path, photo)
    stored = draft.file(path)
    assert stored is not None and stored.exists()
    with Image.open(stored) as kept:
        assert max(kept.size) == 2048
    complete(draft)
    revision = draft.finalise()
    assert revision.attachments == (draft.value(path).partition(".")[0],)


def test_a_picture_that_is_none_is_refused(desk: Desk, tmp_path: Path) -> None:
    false = tmp_path / "anh.jpg"
    false.write_bytes(b"not a picture")
    draft = fill.start(desk, "c_tieu_thu")
    path = next(one.path for one in draft.form.questions.values() if one.fact == "visit.page_photo")
    with pytest.raises(PictureUnreadableError):
        draft.attach(path, false)
    assert draft.value(path) == ""


def test_the_last_record_of_the_facility_is_shown_beside(desk: Desk) -> None:
    facility_id, _code = card(desk)
    first = fill.start(desk, "c_tieu_thu", facility_id)
    first.set("/data/g_per/op_days", "300")
    first.set("/data/has_en", "du")
    row = first.rows("/data/r_en")[0]
    first.set(f"{row}/e_type", "dien")
    first.set(f"{row}/e_unit", "kwh")
    first.set(f"{row}/e_qty", "140000")
    complete(first)
    days = first.value("/data/g_per/op_days")
    first.finalise()

    second = fill.start(desk, "c_tieu_thu", facility_id)
    earlier = second.previous_value("/data/g_per/op_days")
    assert earlier is not None and earlier.text == days
    row = second.rows("/data/r_en")[0]
    assert second.previous_value(f"{row}/e_qty") is None
    second.set("/data/has_en", "du")
    second.set(f"{row}/e_type", "dien")
    found = second.previous_value(f"{row}/e_qty")
    assert found is not None and found.text == "140000" and found.visit_day == "2026-11-23"


def test_every_upload_of_the_forms_is_known(desk: Desk) -> None:
    for form_id in maker.FORM_IDS:
        form = desk.forms.get(form_id)
        uploads = [one for one in form.questions.values() if one.control is Control.UPLOAD]
        assert uploads and all(one.mediatype == "image/*" for one in uploads)


def test_a_pasted_table_is_one_act_on_disk(desk: Desk) -> None:
    draft = fill.start(desk, "a_co_so")
    before = draft.head.last_seq
    with draft.together():
        row = next(iter(draft.rows("/data/g_prod/r_product")), None)
        if row is None:
            draft.add_row("/data/g_prod/r_product")
            row = draft.rows("/data/g_prod/r_product")[0]
        draft.set(f"{row}/p_code", "SP1")
        draft.set(f"{row}/p_name", "Gạo")
    assert draft.head.last_seq > before
    again = fill.resume(desk, draft.draft_id)
    assert again.value(f"{row}/p_name") == "Gạo"


def test_an_act_that_fails_in_the_middle_leaves_nothing(desk: Desk) -> None:
    draft = fill.start(desk, "a_co_so")
    draft.set("/data/g_id/name", "Trước")
    with pytest.raises(RuntimeError), draft.together():
        draft.set("/data/g_id/name", "Sau")
        draft.set("/data/g_id/name_short", "Sau")
        raise RuntimeError("the person stopped it")
    assert draft.value("/data/g_id/name") == "Trước"
    assert fill.resume(desk, draft.draft_id).value("/data/g_id/name_short") == ""


TABLE, MANY = "/data/g_prod/r_product", 260


def paste(draft: fill.OpenDraft, rows: int) -> None:
    """More steps than undo keeps acts."""
    for at in range(rows):
        row = next(one.ref for one in draft.add_row(TABLE).changes)
        draft.set(f"{row}/p_code", f"SP{at}")
        draft.set(f"{row}/p_name", f"Gạo {at}")


def test_a_long_table_is_undone_and_done_again_as_a_whole(desk: Desk) -> None:
    draft = fill.start(desk, "a_co_so")
    before = draft.session.to_xml()
    with draft.together():
        paste(draft, MANY)
    pasted = draft.session.to_xml()
    draft.set("/data/g_id/name", "Sau")
    for expected in (pasted, before):
        draft.undo()
        assert draft.session.to_xml() == expected
        assert fill.resume(desk, draft.draft_id).session.to_xml() == expected
    assert not draft.can_undo
    draft.redo()
    assert draft.session.to_xml() == pasted
    draft.redo()
    assert draft.value("/data/g_id/name") == "Sau" and not draft.can_redo
    assert fill.resume(desk, draft.draft_id).session.to_xml() == draft.session.to_xml()


def test_a_long_table_that_fails_at_its_end_leaves_nothing(desk: Desk) -> None:
    draft = fill.start(desk, "a_co_so")
    before, problems, states = draft.session.to_xml(), draft.problems(), draft.section_states()
    with pytest.raises(RuntimeError), draft.together():
        paste(draft, MANY)
        raise RuntimeError("the disk is full")
    assert draft.session.to_xml() == before and not draft.can_redo
    assert draft.problems() == problems and draft.section_states() == states
