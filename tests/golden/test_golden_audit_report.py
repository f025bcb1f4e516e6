"""The words of an audit report, as text that a person reviews."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sxsh_desktop.services.audit_report import audit_document
from tests.audit_maker import assessed, lines_of


def test_the_report_reads_as_it_did(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    desk, facility_id = assessed(tmp_path / "desk")
    with closing(desk):
        golden("audit_report.txt", "\n".join(lines_of(audit_document(desk, facility_id))))
