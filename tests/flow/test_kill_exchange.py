"""Killed while forms are filled in and made final, while bundles go out, come in and are taken back.

After each round the store opens and verifies clean, whatever the outside world was told is there, a bundle has
its final name only when it is whole, and an import is there altogether or not at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from PIL import Image

from sxsh_desktop.bundle.read import open_bundle
from sxsh_desktop.services import exchange, fill
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.records import records
from sxsh_desktop.services.sample.filling import settle
from sxsh_desktop.services.verify import verify
from sxsh_desktop.store import attachments as attachment_store
from sxsh_desktop.store import ledger as ledger_store
from tests.exchange_maker import CARD, CLOCK, NAME, Desks, desks, fresh_desks, path_to
from tests.kill_rounds import acknowledge, acknowledged, kill_rounds, processes

__all__ = ["desks", "fresh_desks", "processes"]

CARDS = 6


def make_pictures(folder: Path) -> None:
    for number in range(CARDS):
        Image.effect_noise((120, 90), 20 + number).save(folder / f"ảnh {number}.png")


def card_with_photo(desk: Desk, number: int, folder: Path) -> None:
    draft = fill.start(desk, CARD)
    draft.set(NAME, f"Cơ sở {number}")
    draft.attach(path_to(draft, "photo"), folder / f"ảnh {number % CARDS}.png")
    settle(draft)
    draft.finalise()


@contextmanager
def checked(folder: Path) -> Iterator[Desk]:
    """The desk, which verifies clean."""
    with closing(open_desk(folder, CLOCK)) as desk:
        report = verify(desk)
        assert report.ok, report.problems
        yield desk


# --- filling in and making final -----------------------------------------------------------------------------


def fill_forms(folder: Path, said: Path, outside: Any) -> None:
    desk = open_desk(folder / "first", CLOCK)
    with desk.read() as connection:
        facility = ledger_store.record_ids(connection)[0]
    outside.send("started")
    for number in count():
        draft = fill.start(desk, "b_khao_sat", facility)
        acknowledge(said, f"draft/{draft.draft_id}/{draft.record_id}")
        draft.set(path_to(draft, "remark"), f"Ghi-chú-{number}")
        acknowledge(said, f"answer/{draft.draft_id}/Ghi-chú-{number}")
        settle(draft)
        revision = draft.finalise()
        acknowledge(said, f"final/{draft.draft_id}/{revision.revision_id}")
        card_with_photo(desk, number, folder)


def test_answers_and_final_forms_survive(desks: Desks, processes: BaseContext) -> None:
    make_pictures(desks.folder)
    card_with_photo(desks.first, 0, desks.folder)
    desks.first.close()
    kept: list[int] = []

    def look() -> None:
        told: dict[str, dict[str, str]] = {"draft": {}, "answer": {}, "final": {}}
        for line in acknowledged(desks.folder):
            what, draft_id, thing = line.split("/")
            told[what][draft_id] = thing
        with checked(desks.folder / "first") as desk:
            with desk.read() as connection:
                found = list(ledger_store.iterate_revisions(connection))
            waiting = {one.draft_id: one.record_id for one in fill.drafts(desk)}
            final = {one.record_id for one in found}
            assert set(told["final"].values()) <= {one.revision_id for one in found}
            assert not final & set(waiting.values())  # never both a draft and final
            for draft_id, record_id in told["draft"].items():
                assert draft_id in waiting or record_id in final
            for draft_id in waiting.keys() & told["answer"].keys():
                draft = fill.resume(desk, draft_id)
                assert draft.value(path_to(draft, "remark")) == told["answer"][draft_id]
        kept.append(len(found))

    kill_rounds(processes, fill_forms, desks.folder, "filling real forms", look, 0.3, lambda: kept[-1] > 3)
    assert kept == sorted(kept) and kept[-1] > 3


# --- going out -------------------------------------------------------------------------------------------------


def send(folder: Path, said: Path, outside: Any) -> None:
    desk = open_desk(folder / "first", CLOCK)
    outside.send("started")
    while True:
        acknowledge(said, exchange.export_bundle(desk, folder / "mail").file.name)


def test_a_bundle_has_its_name_only_when_it_is_whole(desks: Desks, processes: BaseContext) -> None:
    make_pictures(desks.folder)
    for number in range(CARDS):
        card_with_photo(desks.first, number, desks.folder)
    desks.first.close()
    desks.department.close()
    told: set[str] = set()
    seen: set[str] = set()

    def look() -> None:
        told.update(acknowledged(desks.folder))
        there = {file.name for file in desks.mail.glob("*.sxsh")}
        assert told - seen <= there
        with checked(desks.folder / "first") as desk:
            for name in there:
                with open_bundle(desks.mail / name, [desk.keys.sealing], desks.folder) as opened:
                    assert opened.manifest.counts.revisions == CARDS
                    assert len(opened.attachment_names()) == CARDS
            assert told <= {one.file_name for one in exchange.exports(desk)}
            assert len(exchange.what_to_send(desk).revision_ids) == CARDS  # until a receipt comes back
        seen.update(there)
        for name in there:
            (desks.mail / name).unlink()

    kill_rounds(processes, send, desks.folder, "export", look, 0.15, lambda: bool(told))
    assert told and seen >= told


# --- coming in -------------------------------------------------------------------------------------------------


def take_in(folder: Path, said: Path, outside: Any) -> None:
    desk = open_desk(folder / "department", CLOCK)
    bundle = next((folder / "mail").glob("*.sxsh"))
    outside.send("started")
    acknowledge(said, exchange.import_bundle(desk, bundle).import_id)
    exchange.import_bundle(desk, bundle)


def bundle_of_cards(desks: Desks) -> None:
    make_pictures(desks.folder)
    for number in range(CARDS):
        card_with_photo(desks.first, number, desks.folder)
    exchange.export_bundle(desks.first, desks.mail)


def whole_or_nothing(desk: Desk) -> bool:
    """Whether the import is in force; all of it is there then, and none of it otherwise."""
    in_force = [one for one in exchange.imports(desk) if not one.undone]
    with desk.read() as connection:
        revisions = list(ledger_store.iterate_revisions(connection))
        receipts = ledger_store.entries_of_kind(connection, "receipt")
    assert len(revisions) == len(records(desk)) == len(in_force) * CARDS
    assert len(receipts) == len(in_force) <= 1
    for one in revisions:
        assert all(attachment_store.is_whole(desk.store.attachments, name) for name in one.attachments)
    return bool(in_force)


def test_an_import_is_there_altogether_or_not_at_all(desks: Desks, processes: BaseContext) -> None:
    bundle_of_cards(desks)
    desks.department.close()
    before = desks.folder / "before"
    shutil.copytree(desks.folder / "department", before)
    outcomes = []

    def look() -> None:
        with checked(desks.folder / "department") as desk:
            told = acknowledged(desks.folder)
            outcomes.append(whole_or_nothing(desk))
            assert outcomes[-1] or not told
            assert {one.import_id for one in exchange.imports(desk)} >= set(told)
        if outcomes[-1]:  # back to the start
            shutil.rmtree(desks.folder / "department")
            shutil.copytree(before, desks.folder / "department")
            (desks.folder / "acknowledged.txt").unlink(missing_ok=True)

    kill_rounds(processes, take_in, desks.folder, "import", look, 0.4, lambda: len(set(outcomes)) == 2)
    assert set(outcomes) == {False, True}


# --- taken back ------------------------------------------------------------------------------------------------


def back_and_forth(folder: Path, said: Path, outside: Any) -> None:
    desk = open_desk(folder / "department", CLOCK)
    (line,) = exchange.imports(desk)
    outside.send("started")
    undone = line.undone
    while True:
        acknowledge(said, "begun")
        (exchange.redo_import if undone else exchange.undo_import)(desk, line.import_id)
        undone = not undone
        acknowledge(said, "undone" if undone else "shown")


def test_an_undo_is_there_altogether_or_not_at_all(desks: Desks, processes: BaseContext) -> None:
    bundle_of_cards(desks)
    exchange.import_bundle(desks.department, next(desks.mail.glob("*.sxsh")))
    desks.department.close()
    outcomes = []

    def look() -> None:
        with checked(desks.folder / "department") as desk:
            outcomes.append(whole_or_nothing(desk))
        told = acknowledged(desks.folder)
        if told and told[-1] != "begun":  # begun: as before or as after, both are right
            assert outcomes[-1] == (told[-1] == "shown")

    kill_rounds(processes, back_and_forth, desks.folder, "undo", look, 0.3, lambda: len(set(outcomes)) == 2)
    assert set(outcomes) == {False, True}
