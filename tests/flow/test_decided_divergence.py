"""A decision about a diverged record follows all its versions, keeps the rows that they are, and stays in the story."""

from __future__ import annotations

from collections.abc import Callable

from sxsh_desktop.ledger import dag
from sxsh_desktop.ledger.values import Revision
from sxsh_desktop.services import backup, exchange, fill, review
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_draft import OpenDraft
from sxsh_desktop.services.sample.filling import settle
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.xform import instance
from tests.exchange_maker import CARD, Desks, change, desks, fresh_desks, path_to

__all__ = ["desks", "fresh_desks"]

PRODUCTS = "/data/g_prod/r_product"
Edit = Callable[[OpenDraft], object]


def edited(desk: Desk, record_id: str, *edits: Edit) -> Revision:
    draft = fill.correct(desk, record_id)
    for edit in edits:
        edit(draft)
    settle(draft)
    return draft.finalise()


def to_department(desks: Desks, desk: Desk) -> None:
    exchange.import_bundle(desks.department, exchange.export_bundle(desk, desks.mail).file)


def shared_card(desks: Desks, *edits: Edit) -> Revision:
    """A card that the department and both officers have."""
    draft = fill.start(desks.first, CARD)
    draft.set(path_to(draft, "name"), "Nhà máy")
    for edit in edits:
        edit(draft)
    settle(draft)
    card = draft.finalise()
    to_department(desks, desks.first)
    sent = exchange.export_bundle(desks.department, desks.mail, desks.second.device_id, register=True)
    exchange.import_bundle(desks.second, sent.file)
    return card


def heads(desk: Desk, record_id: str) -> tuple[str, ...]:
    with desk.read() as connection:
        return dag.heads(ledger_store.revisions_of(connection, record_id))


def fields(desk: Desk, revision: Revision) -> dict[str, str]:
    form = desk.forms.get(revision.form_id, revision.form_version, revision.definition_hash)
    return instance.fields_of(form, revision.instance_xml)


def product(number: int, name: str) -> Edit:
    def edit(draft: OpenDraft) -> None:
        while len(draft.rows(PRODUCTS)) <= number:
            draft.add_row(PRODUCTS)
        draft.set(f"{draft.rows(PRODUCTS)[number]}/p_name", name)

    return edit


def test_a_row_that_one_side_took_away_comes_back_as_the_same_row(desks: Desks) -> None:
    card = shared_card(desks, product(0, "Gạch"), product(1, "Ngói"))
    first, second = fields(desks.first, card), f"{PRODUCTS}["
    rows = [ref for ref in first if ref.startswith(second) and ref.endswith("]")]
    edited(desks.first, card.record_id, lambda draft: draft.remove_row(rows[1]))
    theirs = edited(desks.second, card.record_id, product(1, "Ngói màu"))
    to_department(desks, desks.first)
    to_department(desks, desks.second)
    found = review.divergence(desks.department, card.record_id)
    conflict = next(line for line in found.conflicts if line.ref == f"{rows[1]}/p_name")
    assert set(conflict.values) == {None, "Ngói màu"}

    decided = review.resolve(desks.department, card.record_id, {conflict.ref: "Ngói màu"}, "Còn sản xuất")

    kept = fields(desks.department, decided)
    assert [ref for ref in kept if ref.startswith(second) and ref.endswith("]")] == rows
    inner = {ref: text for ref, text in fields(desks.second, theirs).items() if ref.startswith(f"{rows[1]}/")}
    assert {ref: text for ref, text in kept.items() if ref in inner} == inner
    assert kept[f"{rows[1]}/p_name{instance.NOTE}"] == "Còn sản xuất"


def test_rows_that_both_sides_added_stay_two_rows(desks: Desks) -> None:
    card = shared_card(desks, product(0, "Gạch"))
    edited(desks.first, card.record_id, product(1, "Ngói"))
    edited(desks.second, card.record_id, product(1, "Ống"))
    to_department(desks, desks.first)
    to_department(desks, desks.second)
    found = review.divergence(desks.department, card.record_id)
    assert found.conflicts == ()
    decided = review.resolve(desks.department, card.record_id, {}, "")
    names = {text for ref, text in fields(desks.department, decided).items() if ref.endswith("/p_name")}
    assert names == {"Gạch", "Ngói", "Ống"}


def test_choices_that_both_sides_added_stand_together(desks: Desks) -> None:
    def chosen(*codes: str) -> Edit:
        return lambda draft: draft.set(path_to(draft, "envdoc"), " ".join(codes))

    card = shared_card(desks)
    form = desks.first.forms.get(card.form_id)
    question = next(one for one in form.questions.values() if one.name == "envdoc")
    a, b, c = [one.value for one in form.choice_list(question, "vi")][:3]
    edited(desks.first, card.record_id, chosen(a, b))
    edited(desks.second, card.record_id, chosen(c))
    to_department(desks, desks.first)
    to_department(desks, desks.second)
    found = review.divergence(desks.department, card.record_id)
    assert found.conflicts == ()
    merged = next(line.merged for line in found.fields if line.ref == question.path)
    assert set((merged or "").split()) == {a, b, c}


def test_the_decision_follows_all_versions_also_when_an_older_draft_is_open(desks: Desks) -> None:
    """Somebody at the desk began a correction before the other version came: it is no part of the decision."""
    card = shared_card(desks)
    change(desks.first, card.record_id, name="Nhà máy A")
    to_department(desks, desks.first)
    older = fill.correct(desks.department, card.record_id)
    older.set(path_to(older, "remark"), "đang sửa")
    change(desks.second, card.record_id, name="Nhà máy B")
    to_department(desks, desks.second)
    before = heads(desks.department, card.record_id)
    (conflict,) = review.divergence(desks.department, card.record_id).conflicts

    decided = review.resolve(desks.department, card.record_id, {conflict.ref: "Nhà máy B"}, "đúng")

    assert set(decided.parents) == set(before) and len(before) == 2
    assert review.diverged(desks.department) == ()
    (open_still,) = fill.drafts(desks.department)
    kept = fill.resume(desks.department, open_still.draft_id)
    assert kept.value(path_to(kept, "remark")) == "đang sửa"


def test_the_losing_value_stays_readable_and_the_whole_conversation_with_the_record(desks: Desks) -> None:
    card = shared_card(desks)
    returned = review.return_with_questions(
        desks.department, card.revision_id, [("/data/g_id/name", "Tên nào đúng?")], "xem lại"
    )
    back = exchange.export_bundle(desks.department, desks.mail, desks.first.device_id)
    exchange.import_bundle(desks.first, back.file)
    answer = change(desks.first, card.record_id, name="Nhà máy A")
    other = change(desks.second, card.record_id, name="Nhà máy B")
    to_department(desks, desks.first)
    to_department(desks, desks.second)
    (conflict,) = review.divergence(desks.department, card.record_id).conflicts
    decided = review.resolve(desks.department, card.record_id, {conflict.ref: "Nhà máy A"}, "theo giấy phép")
    review.accept(desks.department, decided.revision_id, "được")
    back = exchange.export_bundle(desks.department, desks.mail, desks.first.device_id)
    exchange.import_bundle(desks.first, back.file)

    for desk in (desks.department, desks.first):
        said = review.conversation(desk, card.record_id)
        assert [(one.kind, one.revision_id, one.verdict) for one in said if one.kind == "review"] == [
            ("review", card.revision_id, "returned"),
            ("review", decided.revision_id, "accepted"),
        ]
        assert {one.revision_id for one in said if one.kind == "revision"} >= {
            card.revision_id, answer.revision_id, other.revision_id, decided.revision_id,
        }  # fmt: skip
        asked = next(one for one in said if one.verdict == "returned")
        assert ([one.text for one in asked.questions], asked.reason) == (["Tên nào đúng?"], "xem lại")
        with desk.read() as connection:
            loser = ledger_store.revision(connection, other.revision_id)
        assert loser is not None and "Nhà máy B" in loser.instance_xml.decode()
    before = review.conversation(desks.department, card.record_id)
    backup.rebuild(desks.department)
    assert review.conversation(desks.department, card.record_id) == before
    assert returned.entry_id


def test_nothing_at_all_is_lost_when_decisions_are_made_twice(desks: Desks) -> None:
    """Two people settle the same divergence apart from each other: that is a divergence again, of two decisions."""
    card = shared_card(desks)
    change(desks.first, card.record_id, name="Nhà máy A")
    change(desks.second, card.record_id, name="Nhà máy B")
    to_department(desks, desks.first)
    to_department(desks, desks.second)
    everything = exchange.export_bundle(desks.department, desks.mail, desks.first.device_id, register=True)
    exchange.import_bundle(desks.first, everything.file)
    (conflict,) = review.divergence(desks.first, card.record_id).conflicts
    one = review.resolve(desks.first, card.record_id, {conflict.ref: "Nhà máy A"}, "")
    two = review.resolve(desks.department, card.record_id, {conflict.ref: "Nhà máy B"}, "")
    to_department(desks, desks.first)
    again = review.divergence(desks.department, card.record_id)
    assert {head.revision_id for head in again.heads} == {one.revision_id, two.revision_id}
    assert [line.ref for line in again.conflicts] == [conflict.ref]
