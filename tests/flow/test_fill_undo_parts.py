"""A long act is taken back and done again in parts: each computed, the window asked in between, one act on disk."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.xform.editing import MOST_A_PART
from sxsh_desktop.xform.session import FillSession
from tests import fill_maker
from tests import xform_maker as maker

TABLE, MANY = "/data/g_prod/r_product", 260


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return fill_maker.make_desk(tmp_path)


class Looking:
    """Called between the parts: keeps how many rows there are, and stops the act at a turn if told to."""

    def __init__(self, session: FillSession, stop_at: int = -1) -> None:
        self.session, self.stop_at = session, stop_at
        self.seen: list[int] = []

    def __call__(self) -> None:
        if len(self.seen) == self.stop_at:
            raise RuntimeError("the disk is full")
        scratch = FillSession.open(self.session.form, self.session.to_xml(), maker.environment())
        assert self.session.problems() == scratch.problems()
        assert self.session.section_states() == scratch.section_states()
        self.seen.append(len(self.session.rows(TABLE)))


def pasted(desk: Desk) -> fill.OpenDraft:
    draft = fill.start(desk, "a_co_so")
    with draft.together():
        for at in range(MANY):
            row = next(one.ref for one in draft.add_row(TABLE).changes)
            draft.set(f"{row}/p_code", f"SP{at}")
            draft.set(f"{row}/p_name", f"Gạo {at}")
    return draft


def on_disk(desk: Desk, draft: fill.OpenDraft) -> bytes:
    """The draft as it would be after the program was killed now."""
    return fill.resume(desk, draft.draft_id).session.to_xml()


def note(stored: list[bytes], desk: Desk, draft: fill.OpenDraft) -> None:
    stored.append(on_disk(desk, draft))


def test_no_part_is_longer_than_the_window_may_wait(desk: Desk) -> None:
    draft = pasted(desk)
    for step in (draft.session.undo, draft.session.redo):
        turns: list[None] = []
        changes = len(step(partial(turns.append, None)).changes)
        assert changes >= 3 * MANY and len(turns) == -(-changes // MOST_A_PART)
    assert len(draft.rows(TABLE)) >= MANY


def test_what_is_read_between_two_parts_is_up_to_date(desk: Desk) -> None:
    draft = pasted(desk)
    for step in (draft.session.undo, draft.session.redo):
        look = Looking(draft.session)
        step(look)
        assert len(look.seen) > 2 and len(set(look.seen)) > 1


def test_it_is_still_one_act_on_disk(desk: Desk) -> None:
    draft = pasted(desk)
    for step in (draft.undo, draft.redo, draft.undo):
        before, stored = draft.head.last_seq, list[bytes]()
        kept = on_disk(desk, draft)
        step(partial(note, stored, desk, draft))
        assert draft.head.last_seq == before + 1 and len(stored) > 3
        assert set(stored) == {kept}  # cut off anywhere in between, nothing of it had happened
        assert on_disk(desk, draft) == draft.session.to_xml()


@pytest.mark.parametrize("stop_at", [0, 2, "disk"])
def test_what_fails_in_the_middle_has_not_happened(desk: Desk, stop_at: int | str) -> None:
    draft = pasted(desk)
    for again in (False, True):
        if again:
            draft.undo()
        before, problems, seq = draft.session.to_xml(), draft.problems(), draft.head.last_seq
        turns: list[None] = []
        counted = draft.session.redo if again else draft.session.undo
        back = draft.session.undo if again else draft.session.redo
        counted(partial(turns.append, None))
        back()
        at = len(turns) if stop_at == "disk" else int(stop_at)
        left = [None] * at

        def breathe(left: list[None] = left) -> None:
            if not left:
                raise RuntimeError("the disk is full")
            left.pop()

        with pytest.raises(RuntimeError):
            (draft.redo if again else draft.undo)(breathe)
        assert draft.session.to_xml() == before and draft.problems() == problems
        assert draft.head.last_seq == seq
        assert draft.can_redo is again
        assert on_disk(desk, draft) == before
