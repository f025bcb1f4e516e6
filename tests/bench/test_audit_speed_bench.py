"""How long a hundred audit reports take, in both formats."""

from __future__ import annotations

import faulthandler
import time
from contextlib import closing
from pathlib import Path

import pytest

from sxsh_desktop.services.audit_report import write_audit_reports
from tests.audit_maker import assessed
from tests.bench_table import Measured

pytestmark = pytest.mark.bench

_REPORTS, _BOUND = 100, 60.0


def test_a_hundred_audit_reports(tmp_path: Path, measured: Measured) -> None:
    desk, facility_id = assessed(tmp_path / "desk")
    with closing(desk):
        for ending in (".docx", ".pdf"):
            write_audit_reports(desk, [facility_id], tmp_path / "first", ending)
            faulthandler.cancel_dump_traceback_later()  # on a busy machine this lasts longer than a test may hang
            start = time.process_time()
            done = write_audit_reports(desk, [facility_id] * _REPORTS, tmp_path / ending[1:], ending)
            spent = time.process_time() - start
            assert len(done.files) == _REPORTS and spent <= _BOUND
            measured.note(f"100 audit reports, {ending}", f"{spent:.1f} s", bound=f"≤ {_BOUND:.0f} s")
