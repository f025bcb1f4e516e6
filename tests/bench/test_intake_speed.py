"""All of the real assessments: 2,052 cards, 2,052 inventories, 15,141 recommendations, in a few minutes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from sxsh_desktop.base.clock import fixed_clock
from sxsh_desktop.services.desk import create_desk
from sxsh_desktop.services.intake import import_table
from sxsh_desktop.services.profile import Profile

MAPS = Path(__file__).resolve().parents[1] / "maps"
PLAN = (
    ("assess_mekong_like.csv", "a_co_so", "iac_a.toml", 2052),
    ("assess_mekong_like.csv", "c_tieu_thu", "iac_c.toml", 2052),
    ("rec_mekong_like.csv", "e_danh_gia_chi_tiet", "iac_e.toml", 15141),
)


@pytest.mark.bench
@pytest.mark.slow
def test_all_real_assessments_go_in(shared: Path, tmp_path: Path) -> None:
    profile = Profile("department", "vi", "SCT-01", "Người Thử", "SCT", "Sở Công Thương")
    desk = create_desk(tmp_path / "store", profile, fixed_clock(datetime(2026, 11, 23, 8, tzinfo=UTC)))
    for file, form, name, rows in PLAN:
        started = perf_counter()
        report = tmp_path / f"{form}.xlsx"
        done = import_table(
            desk, shared / "real-data" / "iac-rice-ice-fish" / file, form, MAPS / name, report
        )
        records = done.taken / (perf_counter() - started)
        assert (done.source_rows, done.refused, done.refused_rows) == (rows, 0, 0)
        assert report.exists()
        assert records > 5, f"{form}: {records:.0f} records a second"
    desk.close()
