"""One store, several windows and programs: they take turns, nobody's work is lost, and who cannot wait is told."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

import pytest

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import is_translated
from sxsh_desktop.services import backup, exchange, fill, review
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.sample.filling import settle
from sxsh_desktop.services.verify import verify
from sxsh_desktop.store import ledger as ledger_store
from sxsh_desktop.store.database import DATABASE_FILE, open_store
from tests.exchange_maker import CARD, CLOCK, Desks, change, desks, fresh_desks, make_card
from tests.kill_rounds import processes

__all__ = ["desks", "fresh_desks", "processes"]


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Another program writes into the store and does not finish."""
    with closing(sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")


def revisions(desk: Desk) -> int:
    with desk.read() as connection:
        return ledger_store.counts(connection)[0]


def test_a_store_that_another_program_holds(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every act that writes says so, changes nothing, and goes through afterwards in the same window."""
    assert open_store.__kwdefaults__ is not None
    monkeypatch.setitem(open_store.__kwdefaults__, "wait", 0.2)
    make_card(desks.first, "Lò gạch")
    sent = exchange.export_bundle(desks.first, desks.mail)
    theirs = make_card(desks.second, "Xay xát")
    exchange.import_bundle(desks.department, exchange.export_bundle(desks.second, desks.mail).file)
    draft = settled(desks.department)
    desks.department.close()
    with closing(open_desk(desks.department.folder, CLOCK)) as desk:
        before = (revisions(desk), exchange.imports(desk), len(fill.drafts(desk)))
        undo = exchange.imports(desk)[0].import_id
        acts: dict[str, Callable[[], object]] = {
            "import": lambda: exchange.import_bundle(desk, sent.file),
            "undo": lambda: exchange.undo_import(desk, undo),
            "redo": lambda: exchange.redo_import(desk, undo),
            "rebuild": lambda: backup.rebuild(desk),
            "final": lambda: fill.resume(desk, draft).finalise(),
            "export": lambda: exchange.export_bundle(desk, desks.mail, desks.first.device_id),
            "review": lambda: review.accept(desk, theirs.revision_id),
            "restore": lambda: backup.restore(desk.folder, saved.file, clock=CLOCK),
        }
        saved = backup.backup(desk)
        with held(desk.folder):
            for name, act in acts.items():
                with pytest.raises(UserError) as caught:
                    act()
                assert caught.value.code == "STORE-04", name
                assert is_translated("vi", caught.value.said) and is_translated("vi", caught.value.todo)
            assert (revisions(desk), exchange.imports(desk), len(fill.drafts(desk))) == before
        for act in acts.values():
            act()
        assert verify(desk).ok


def settled(desk: Desk) -> str:
    draft = fill.start(desk, CARD)
    settle(draft)
    return draft.draft_id


def test_two_windows_on_one_store(desks: Desks) -> None:
    """What one window does the other sees; both correct one record: the versions stand side by side."""
    card = make_card(desks.first, "Lò gạch")
    with closing(open_desk(desks.first.folder, CLOCK)) as other:
        assert revisions(other) == 1
        one = change(desks.first, card.record_id, name="A")
        two = change(other, card.record_id, name="B")
        assert two.parents == (one.revision_id,)
        sent = exchange.export_bundle(other, desks.mail)
        exchange.import_bundle(desks.department, sent.file)
        assert exchange.exports(desks.first) == exchange.exports(other)
    assert verify(desks.first).ok


def test_two_windows_take_the_same_bundle_in_at_once(desks: Desks) -> None:
    """One of them does it; the other finds that nothing is left to do."""
    for number in range(6):
        make_card(desks.first, f"Cơ sở {number}")
    sent = exchange.export_bundle(desks.first, desks.mail)
    plans: list[bool] = []
    start = threading.Barrier(2)

    def take() -> None:
        with closing(open_desk(desks.department.folder, CLOCK)) as desk:
            start.wait()
            plans.append(exchange.import_bundle(desk, sent.file).already)

    threads = [threading.Thread(target=take) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(plans) == [False, True]
    assert len(exchange.imports(desks.department)) == 1
    assert revisions(desks.department) == 6
    assert verify(desks.department).ok


def work(folder: Path, name: str, said: Any) -> None:
    """A process of its own: makes cards, exports, in one store with another process like it."""
    with closing(open_desk(folder / "first", CLOCK)) as desk:
        for number in range(5):
            said.send(make_card(desk, f"{name} {number}").revision_id)
        exchange.export_bundle(desk, folder / "mail")
    said.send("")


def test_two_programs_work_in_one_store_at_once(desks: Desks, processes: BaseContext) -> None:
    desks.first.close()
    workers, told = [], []
    for name in ("Một", "Hai"):
        here, there = processes.Pipe(duplex=False)
        worker = processes.Process(target=work, args=(desks.folder, name, there))  # type: ignore[attr-defined]
        worker.start()
        there.close()
        workers.append((worker, here))
    for worker, here in workers:
        while revision := here.recv():
            told.append(revision)
        worker.join()
    with closing(open_desk(desks.folder / "first", CLOCK)) as desk, desk.read() as connection:
        made = list(ledger_store.iterate_revisions(connection))
        assert {one.revision_id for one in made} == set(told) and len(told) == 10
        assert len({one.sequence for one in made}) == 10
        assert len(exchange.exports(desk)) == 2
        assert verify(desk).ok
