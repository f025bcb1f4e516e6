"""A record goes back with questions, the officer answers by a correction, and the reviewer sees the whole of it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from sxsh_desktop.services import exchange, fill, review
from sxsh_desktop.services.sample.filling import settle
from sxsh_desktop.ui.review.compare_view import ComparePage
from sxsh_desktop.ui.review.review_model import ReviewModel
from tests.exchange_maker import Desks, desks, fresh_desks, make_card, path_to

__all__ = ["desks", "fresh_desks"]


def carry(desks: Desks, *, back: bool = False) -> None:
    """The first officer's bundle to the department, or the department's to the officer."""
    if back:
        sent = exchange.export_bundle(desks.department, desks.mail, desks.first.device_id)
        exchange.import_bundle(desks.first, sent.file)
    else:
        exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)


def test_what_was_asked_stands_beside_the_answers_of_the_correction(qtbot: QtBot, desks: Desks) -> None:
    card = make_card(desks.first, "Cơ sở nước đá Mỹ Trà")
    carry(desks)
    draft = fill.correct(desks.first, card.record_id)
    name, short = path_to(draft, "name"), path_to(draft, "name_short")
    review.return_with_questions(
        desks.department, card.revision_id, [(name, "Tên này theo giấy nào?"), ("", "Xin xem lại cả phiếu.")]
    )
    carry(desks, back=True)
    draft.set_note(name, "Theo giấy đăng ký kinh doanh")
    draft.set(short, "Mỹ Trà")
    settle(draft)
    made = draft.finalise()
    carry(desks)

    found = review.compare(desks.department, made.revision_id)
    assert sorted(one.text for one in found.asked) == ["Tên này theo giấy nào?", "Xin xem lại cả phiếu."]
    assert not review.compare(desks.department, card.revision_id).asked
    noted = next(one for one in found.fields if one.ref == f"{name}@note")
    assert noted.label.endswith("(cán bộ ghi chú)") and noted.now == "Theo giấy đăng ký kinh doanh"

    page = ComparePage(ReviewModel(desks.department))
    qtbot.addWidget(page)
    line = next(one for one in review.inbox(desks.department) if one.record_id == card.record_id)
    page.show_record(line, found)
    assert "Tên này theo giấy nào?" in page.asked.text.text() and not page.asked.isHidden()
    assert page.rows is not None
    shown = [page.rows.id_of(at) for at in range(page.rows.rowCount())]
    assert name in shown and short in shown  # the asked one too, though its answer is as it was
