"""Two officers correct one record: both values stay readable, and a person decides; decisions have rules."""

from __future__ import annotations

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.services import exchange, review
from sxsh_desktop.services.records import Standing, records
from tests.exchange_maker import Desks, change, corrected_by_two, desks, fresh_desks, make_card

__all__ = ["desks", "fresh_desks"]


def test_what_two_officers_changed_is_laid_side_by_side_and_decided(desks: Desks) -> None:
    card, plan = corrected_by_two(desks)

    assert plan.records["diverged"] == 1
    assert [one.standing for one in records(desks.department)] == [Standing.DIVERGED]
    (record,) = review.diverged(desks.department)
    found = review.divergence(desks.department, record.record_id)
    (conflict,) = found.conflicts
    assert set(conflict.values) == {"Nhà máy A", "Nhà máy B"}
    assert (conflict.ancestor, conflict.merged) == ("Nhà máy", None)
    assert found.ancestors == (card.revision_id,)
    merged = {line.ref.rsplit("/", 1)[-1]: line.merged for line in found.fields if not line.conflict}
    assert merged["name_short"] == "NM"

    with pytest.raises(UserError, match="REVIEW-06"):
        review.resolve(desks.department, card.record_id, {}, "")
    decided = review.resolve(desks.department, card.record_id, {conflict.ref: "Nhà máy B"}, "Theo giấy phép")

    assert set(decided.parents) == {head.revision_id for head in found.heads}
    assert review.diverged(desks.department) == ()
    said = {line.ref: line.text for line in review.answers(desks.department, card.record_id)}
    assert said[conflict.ref] == "Nhà máy B"
    assert said[conflict.ref + "@note"] == "Theo giấy phép"
    with pytest.raises(UserError, match="REVIEW-05"):
        review.divergence(desks.department, card.record_id)


def test_the_inbox_names_the_person_and_tells_a_correction_from_an_answer(desks: Desks) -> None:
    card = make_card(desks.first, "Một")
    change(desks.first, card.record_id, name_short="M")  # nobody asked for it
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    (line,) = review.inbox(desks.department)
    assert (line.officer, line.corrected) == ("Trần Thị Lan", False)
    review.return_with_questions(desks.department, line.revision_id, [("", "Tên nào?")])
    sent = exchange.export_bundle(desks.department, desks.mail, desks.first.device_id)
    exchange.import_bundle(desks.first, sent.file)
    change(desks.first, card.record_id, name_short="Một")
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    (line,) = review.inbox(desks.department)
    assert line.corrected


def test_decisions_need_the_department_a_version_and_words(desks: Desks) -> None:
    card = make_card(desks.first, "Một")
    with pytest.raises(UserError, match="REVIEW-01"):
        review.accept(desks.first, card.revision_id)
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    with pytest.raises(UserError, match="REVIEW-02"):
        review.accept_many(desks.department, [card.revision_id, "uuid:nothing"])
    with pytest.raises(UserError, match="REVIEW-03"):
        review.return_with_questions(desks.department, card.revision_id, [("", "  ")], " ")
    with pytest.raises(UserError, match="REVIEW-04"):
        review.reject(desks.department, card.revision_id, "")
    assert [line.revision_id for line in review.inbox(desks.department)] == [card.revision_id]

    review.reject(desks.department, card.revision_id, "Phiếu thử")
    assert review.state_of(desks.department, card.revision_id).reason == "Phiếu thử"
    review.accept(desks.department, card.revision_id)
    assert [turn.verdict for turn in review.conversation(desks.department, card.record_id)] == [
        "",
        "rejected",
        "accepted",
    ]
    with pytest.raises(UserError, match="REVIEW-02"):
        review.compare(desks.department, "uuid:nothing")
