"""Desks that know each other, and records made on them, for the tests of exchange and review."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.base.words import set_language
from sxsh_desktop.ledger.values import Revision
from sxsh_desktop.services import exchange, fill
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.exchange_fates import Plan
from sxsh_desktop.services.fill_draft import OpenDraft
from sxsh_desktop.services.sample.filling import settle
from sxsh_desktop.services.setup import Answers, set_up

CLOCK = fixed_clock(datetime(2026, 7, 1, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
CARD = "a_co_so"
NAME = "/data/g_id/name"


@dataclass
class Desks:
    """A department and two officers in one folder; `mail` is the stick between them."""

    folder: Path
    department: Desk
    first: Desk
    second: Desk

    @property
    def mail(self) -> Path:
        return self.folder / "mail"


def path_to(draft: OpenDraft, name: str) -> str:
    """The path of the question with this name."""
    return next(path for path, one in draft.form.questions.items() if one.name == name)


def make_card(desk: Desk, name: str) -> Revision:
    """A register card of a facility, made final."""
    draft = fill.start(desk, CARD)
    draft.set(path_to(draft, "name"), name)
    settle(draft)
    return draft.finalise()


def change(desk: Desk, record_id: str, **answers: str) -> Revision:
    """A correction of a record: question names and their new answers."""
    draft = fill.correct(desk, record_id)
    for name, text in answers.items():
        draft.set(path_to(draft, name), text)
    settle(draft)
    return draft.finalise()


def corrected_by_two(desks: Desks) -> tuple[Revision, Plan]:
    """A card that both officers changed without seeing each other's version, at the department.

    Its first revision, and what the import of the second officer's bundle has done.
    """
    card = make_card(desks.first, "Nhà máy")
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    sent = exchange.export_bundle(desks.department, desks.mail, desks.second.device_id, register=True)
    exchange.import_bundle(desks.second, sent.file)
    change(desks.first, card.record_id, name="Nhà máy A", name_short="NM")
    change(desks.second, card.record_id, name="Nhà máy B")
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.first, desks.mail).file)
    return card, exchange.import_bundle(
        desks.department, exchange.export_bundle(desks.second, desks.mail).file
    )


_made: list[Path] = []


@pytest.fixture(scope="session")
def fresh_desks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three stores that know each other and hold no records: made once for all modules, copied for each test."""
    if not _made:
        _made.append(make_desks(tmp_path_factory.mktemp("desks")))
    return _made[0]


def make_desks(folder: Path) -> Path:
    """Three stores in `folder` that know each other and hold no records, closed, and an empty `mail`."""
    set_language("vi")
    department = set_up(
        folder / "department", Answers("department", "vi", "SCT01", "Lê Minh Khoa", "SCT"), CLOCK
    )
    people = {"first": ("CB01", "Trần Thị Lan"), "second": ("CB02", "Nguyễn Văn Bé")}
    exchange.export_enrolment(department, folder / "department.json")
    for place, (code, name) in people.items():
        desk = set_up(folder / place, Answers("officer", "vi", code, name, "866"), CLOCK)
        exchange.export_enrolment(desk, folder / "officer.json")
        exchange.import_enrolment(department, folder / "officer.json", confirm=True)
        exchange.import_enrolment(desk, folder / "department.json", confirm=True)
        desk.close()
    department.close()
    (folder / "mail").mkdir()
    return folder


@pytest.fixture
def desks(fresh_desks: Path, tmp_path: Path) -> Iterator[Desks]:
    folder = tmp_path / "desks"
    shutil.copytree(fresh_desks, folder)
    with ExitStack() as closing:
        opened = []
        for name in ("department", "first", "second"):
            desk = open_desk(folder / name, CLOCK)
            closing.callback(desk.close)
            opened.append(desk)
        yield Desks(folder, *opened)
