"""Laws 1, 2 and 5 through real stores: whatever way a history is cut into bundles, and in whatever order and
however often they arrive, the ledger and everything computed from it are the same."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sxsh_desktop.base.progress import silent
from sxsh_desktop.bundle.values import BundleContent, Party
from sxsh_desktop.bundle.write import write_bundle
from sxsh_desktop.ledger.entries import FacilityLink, Void
from sxsh_desktop.ledger.values import Entry, Revision
from sxsh_desktop.services import backup, exchange, review
from sxsh_desktop.services.desk import Desk, open_desk
from sxsh_desktop.store import ledger as ledger_store
from tests.exchange_maker import CLOCK, change, fresh_desks, make_card

__all__ = ["fresh_desks"]


@dataclass(frozen=True)
class History:
    """The department's store before anything arrived, and everything that is to arrive, by who sends it."""

    folder: Path
    made: dict[str, tuple[list[Revision], list[Entry]]]
    expected: tuple[str, str]


def _everything(desk: Desk) -> tuple[list[Revision], list[Entry]]:
    with desk.read() as connection:
        return (
            list(ledger_store.iterate_revisions(connection)),
            [one for one in ledger_store.iterate_entries(connection) if one.kind != "receipt"],
        )


def _send(folder: Path, name: str, revisions: Sequence[Revision], entries: Sequence[Entry]) -> Path:
    """A bundle of just these, signed by the device of that officer."""
    desk = open_desk(folder / name, CLOCK)
    with desk.write() as connection:
        certificate = exchange.own_enrolment(desk, connection)
    party = Party(name, name, desk.device_id, "866", "officer", desk.keys.signing.key_id)
    target = folder / f"{uuid.uuid4()}.sxsh"
    content = BundleContent(str(uuid.uuid4()), party, Party(), desk.now(), revisions, entries)
    write_bundle(target, content, desk.keys.signing, certificate, (), folder, silent())
    desk.close()
    return target


def _state(desk: Desk) -> tuple[str, str]:
    report = backup.verify(desk)
    return report.ledger_hash, report.derived_hash


def _write_history(folder: Path) -> None:
    """Two officers: cards, corrections, a record that both corrected, a void, a link; reviews in between."""
    department, first, second = (
        open_desk(folder / name, CLOCK) for name in ("department", "first", "second")
    )
    shared, other = make_card(first, "Nhà máy chung"), make_card(first, "Lò gạch")
    exchange.import_bundle(department, exchange.export_bundle(first, folder / "mail").file)
    to_second = exchange.export_bundle(department, folder / "mail", second.device_id, register=True)
    exchange.import_bundle(second, to_second.file)
    change(first, shared.record_id, name="Nhà máy A")
    last = change(first, shared.record_id, name_short="A")
    change(second, shared.record_id, name="Nhà máy B")
    own = make_card(second, "Xưởng mắm")
    for desk, body, subject in (
        (first, Void(other.record_id, "ghi nhầm"), other.record_id),
        (second, FacilityLink(shared.record_id, own.record_id, True, "một nơi"), shared.record_id),
    ):
        with desk.write() as connection:
            desk.append_entry(connection, body, subject)
    exchange.import_bundle(department, exchange.export_bundle(first, folder / "mail").file)
    review.accept(department, last.revision_id)
    for desk in (department, first, second):
        desk.close()


@pytest.fixture(scope="module")
def history(fresh_desks: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    folder = tmp_path_factory.mktemp("history") / "desks"
    shutil.copytree(fresh_desks, folder)
    shutil.copytree(folder / "department", folder / "before")
    _write_history(folder)
    made = {}
    for name in ("first", "second", "department"):
        desk = open_desk(folder / name, CLOCK)
        made[name] = _everything(desk)
        desk.close()
    del made["department"]
    reference = folder / "reference"
    shutil.copytree(folder / "before", reference)
    desk = open_desk(reference, CLOCK)
    for name, (revisions, entries) in made.items():
        exchange.import_bundle(desk, _send(folder, name, revisions, entries))
    expected = _state(desk)
    desk.close()
    return History(folder, made, expected)


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_any_bundles_in_any_order_any_number_of_times(history: History, data: st.DataObject) -> None:
    bundles = []
    for name, (revisions, entries) in history.made.items():
        items: list[Revision | Entry] = [*revisions, *entries]
        parts = data.draw(st.integers(1, 3))
        places = data.draw(st.lists(st.integers(0, parts - 1), min_size=len(items), max_size=len(items)))
        for part in range(parts):
            chosen = [item for item, place in zip(items, places, strict=True) if place == part]
            also = data.draw(st.lists(st.sampled_from(items), max_size=2))
            inside = {_id(one): one for one in (*chosen, *also)}.values()
            bundles.append(
                _send(
                    history.folder,
                    name,
                    [one for one in inside if isinstance(one, Revision)],
                    [one for one in inside if isinstance(one, Entry)],
                )
            )
    order = data.draw(st.permutations([*bundles, data.draw(st.sampled_from(bundles))]))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(history.folder / "before", Path(folder) / "department")
        desk = open_desk(Path(folder) / "department", CLOCK)
        try:
            for bundle in order:
                seen = exchange.preview_bundle(desk, bundle)
                done = exchange.import_bundle(desk, bundle)
                assert (seen.records, seen.lines, seen.clashes) == (done.records, done.lines, done.clashes)
            assert _state(desk) == history.expected
            backup.rebuild(desk)
            assert _state(desk) == history.expected
        finally:
            desk.close()


def _id(item: Revision | Entry) -> str:
    return item.revision_id if isinstance(item, Revision) else item.entry_id
