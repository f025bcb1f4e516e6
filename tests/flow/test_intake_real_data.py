"""Real assessments that nobody here wrote: cards, inventories, solutions; their dirt is reported, not hidden."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.services.desk import Desk, create_desk
from sxsh_desktop.services.intake import Intake, import_table
from sxsh_desktop.services.profile import Profile
from sxsh_desktop.store import facts, ledger

MAPS = Path(__file__).resolve().parents[1] / "maps"
SECTORS = {"2044", "2097"}  # rice mills and ice plants: 38 assessments
PLAN = (
    ("assess_mekong_like.csv", "a_co_so", "iac_a.toml"),
    ("assess_mekong_like.csv", "c_tieu_thu", "iac_c.toml"),
    ("rec_mekong_like.csv", "e_danh_gia_chi_tiet", "iac_e.toml"),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    profile = Profile("department", "vi", "SCT-01", "Người Thử", "SCT", "Sở Công Thương")
    folder = tmp_path_factory.mktemp("real")
    made = create_desk(folder / "store", profile, fixed_clock(datetime(2026, 11, 23, 8, tzinfo=UTC)))
    yield made
    made.close()


@pytest.fixture(scope="module")
def part(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rice and ice of both tables, as files of their own."""
    source, target = shared / "real-data" / "iac-rice-ice-fish", tmp_path_factory.mktemp("part")
    with (source / PLAN[0][0]).open(encoding="utf-8", newline="") as stream:
        chosen = {row["id"] for row in csv.DictReader(stream) if row["sic"] in SECTORS}
    for name in (PLAN[0][0], PLAN[2][0]):
        with (source / name).open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = [row for row in reader if row["id"] in chosen]
            with (target / name).open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, reader.fieldnames or ())
                writer.writeheader()
                writer.writerows(rows)
    return target


def _all(desk: Desk, part: Path) -> list[Intake]:
    return [import_table(desk, part / file, form, MAPS / name) for file, form, name in PLAN]


def test_rice_and_ice_become_cards_inventories_and_solutions(desk: Desk, part: Path) -> None:
    cards, inventories, audits = _all(desk, part)
    assert (cards.taken, inventories.taken) == (38, 38)
    assert cards.refused == inventories.refused == audits.refused == 0
    assert audits.taken > 30
    with desk.read() as connection:
        solutions = facts.rows(connection, desk.vocabulary, "solution")
        results = facts.rows(connection, desk.vocabulary, "solution_result")
        energy = facts.rows(connection, desk.vocabulary, "energy_use")
        scopes = facts.rows(connection, desk.vocabulary, "inventory_scope")
    assert len(solutions) + audits.refused_rows == audits.source_rows
    assert len(results) == len(solutions)
    assert {row.text("carrier") for row in energy} >= {"dien", "ng"}
    products = [row for row in scopes if row.item == "product"]
    assert {row.text("state") or row.absent("state") for row in products} == {"du", "unknown"}
    assert inventories.reported > 0
    assert cards.report is not None


def test_a_second_run_adds_nothing(desk: Desk, part: Path) -> None:
    _all(desk, part)
    with desk.read() as connection:
        before = ledger.counts(connection)
    again = _all(desk, part)
    with desk.read() as connection:
        assert ledger.counts(connection) == before
    assert all(one.taken == one.corrected == 0 and one.unchanged > 0 for one in again)
