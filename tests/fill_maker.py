"""Desks and drafts for tests of the fill window."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.services import fill
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.fill import OpenDraft
from sxsh_desktop.services.profile import Profile
from tests import xform_maker as maker

CLOCK = fixed_clock(datetime(2026, 11, 23, 10, 42, tzinfo=timezone(timedelta(hours=7))))
ENERGY = "/data/r_en"


def make_desk(folder: Path) -> Desk:
    """A desk of a district officer."""
    profile = Profile("officer", "vi", "CB01", "Nguyễn Thị Hồng Gấm", "866", "Thành phố Cao Lãnh", "CL")
    return create_desk(folder / "store", profile, CLOCK)


def complete(draft: OpenDraft, seed: int = 1) -> None:
    """Answer until nothing stands in the way."""
    chance = random.Random(seed)
    for turn in range(12):
        problems = draft.problems()
        if not problems:
            return
        for problem in problems:
            if problem.severity.value == "soft":
                draft.accept_soft(problem.ref, "đã hỏi lại")
            elif problem.severity.value == "required" and turn < 3:
                question = draft.question(problem.ref)
                draft.set(problem.ref, maker.random_text(chance, draft.session, problem.ref, question))
            else:
                draft.set_absent(problem.ref, "unknown")


def facility(desk: Desk) -> str:
    """A facility with a card that is final."""
    draft = fill.start(desk, "a_co_so")
    draft.set("/data/g_id/name", "Nhà máy nước đá Tân Thạnh Phát")
    complete(draft)
    return draft.finalise().record_id


def energy_row(draft: OpenDraft, **answers: str) -> str:
    """One more row of the energy table of form C; its ref."""
    draft.set("/data/has_en", "du")
    empty = [row for row in draft.rows(ENERGY) if not draft.value(f"{row}/e_type")]
    row = empty[0] if empty else draft.add_row(ENERGY).changes[0].ref
    for name, text in answers.items():
        draft.set(f"{row}/{name}", text)
    return row
