"""The audit report: the same words in both formats, unknown as unknown, every table with its source."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from sxsh_desktop import cli
from sxsh_desktop.base.progress import CancelledError, Progress
from sxsh_desktop.base.text import nfc
from sxsh_desktop.output.document import Grid, Picture
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.services import audit_report
from sxsh_desktop.services.audit_report import AuditFormatError, NothingAssessedError
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.facility_card import FacilityGoneError
from sxsh_desktop.services.facility_charts import shown_charts
from tests.audit_maker import assessed, words_of


@pytest.fixture(scope="module")
def ice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, str]]:
    desk, facility_id = assessed(tmp_path_factory.mktemp("audit") / "desk")
    with closing(desk):
        yield desk, facility_id


def bare(text: str) -> str:
    """Without blanks, which a page breaks at will."""
    return re.sub(r"\s", "", nfc(text))


def test_both_formats_say_the_same(ice: tuple[Desk, str], tmp_path: Path) -> None:
    desk, facility_id = ice
    wanted = words_of(audit_report.audit_document(desk, facility_id))
    pdf, word = tmp_path / "r.pdf", tmp_path / "r.docx"
    audit_report.write_audit_report(desk, facility_id, pdf)
    audit_report.write_audit_report(desk, facility_id, word)

    pages = PdfReader(pdf).pages
    on_paper = bare("".join(page.extract_text() for page in pages))
    in_word = bare("".join(docx.Document(str(word)).element.body.itertext()))
    assert 10 <= len(pages) <= 15
    assert [one for one in wanted if bare(one) not in in_word] == []
    # a cell may be broken over two pages, and then other words stand between its lines
    assert len([one for one in wanted if bare(one) not in on_paper]) <= 3


def test_drawings_are_vectors_with_words_for_the_blind(ice: tuple[Desk, str], tmp_path: Path) -> None:
    desk, facility_id = ice
    pictures = [
        one for one in audit_report.audit_document(desk, facility_id).blocks if isinstance(one, Picture)
    ]
    word = tmp_path / "r.docx"
    audit_report.write_audit_report(desk, facility_id, word)
    with zipfile.ZipFile(word) as file:
        drawn = [name for name in file.namelist() if name.endswith(".svg")]
        text = file.read("word/document.xml").decode("utf-8")
    assert len(drawn) == len(pictures) >= 6
    assert text.count("svgBlip") == len(pictures)
    assert all(picture.alt for picture in pictures) and text.count("descr=") == 2 * len(pictures)


def test_every_table_before_the_signatures_names_its_records(ice: tuple[Desk, str]) -> None:
    desk, facility_id = ice
    grids = [one for one in audit_report.audit_document(desk, facility_id).blocks if isinstance(one, Grid)]
    assert [one.caption for one in grids if not one.source.startswith("Nguồn: mẫu ")] == []


def test_what_is_unknown_is_never_zero(ice: tuple[Desk, str]) -> None:
    desk, facility_id = ice
    document = audit_report.audit_document(desk, facility_id)
    costs = next(
        one for one in document.blocks if isinstance(one, Grid) and "Chi phí dòng thải (" in one.caption
    )
    oil = next(row for row in costs.rows if row[0] == "Dầu máy thải")
    total = costs.rows[-1]
    assert oil[2] == oil[-1] == "chưa rõ" and oil[3] == "0"
    assert total[-1].endswith("(biết 2 trên 3)")
    assert "Giá trị nguyên liệu mất của Dầu máy thải" in words_of(document)


def test_a_facility_with_a_quick_assessment_alone_has_a_report(tmp_path: Path) -> None:
    desk, facility_id = assessed(tmp_path / "desk", "AD")
    with closing(desk):
        told = words_of(audit_report.audit_document(desk, facility_id))
    assert any(one.startswith("Chưa rõ: chưa có đánh giá chi tiết") for one in told)
    assert "Số liệu còn thiếu" in " ".join(told)


def test_what_cannot_be_written_is_said(ice: tuple[Desk, str], tmp_path: Path) -> None:
    desk, facility_id = ice
    with pytest.raises(AuditFormatError):
        audit_report.write_audit_report(desk, facility_id, tmp_path / "r.odt")
    with pytest.raises(NotWritableError):
        audit_report.write_audit_report(desk, facility_id, tmp_path / "none" / "r.pdf")
    with pytest.raises(FacilityGoneError):
        audit_report.write_audit_report(desk, "nobody", tmp_path / "r.pdf")
    progress = Progress(lambda _done, _total, _what: None)
    progress.cancel()
    with pytest.raises(CancelledError):
        audit_report.write_audit_report(desk, facility_id, tmp_path / "r.pdf", progress)
    assert list(tmp_path.iterdir()) == []


def test_a_facility_without_assessment_is_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, facility_id = assessed(tmp_path / "desk", "A")
    with closing(desk), pytest.raises(NothingAssessedError):
        audit_report.audit_document(desk, facility_id)
    store = str(tmp_path / "desk")
    assert (
        cli.main(["report", "audit", facility_id, "--out", str(tmp_path / "r.docx"), "--store", store]) == 1
    )
    assert "AUDIT-01" in capsys.readouterr().err
    assert cli.main(["report", "audit", facility_id, "--out", str(tmp_path / "all"), "--store", store]) == 0
    assert "Chưa được đánh giá" in capsys.readouterr().out


def test_the_charts_of_a_facility(ice: tuple[Desk, str]) -> None:
    desk, facility_id = ice
    charts = {one.key: one for one in shown_charts(desk, facility_id, {"marked": "#123456"})}
    assert list(charts) == ["specific", "pairs", "waste", "ladder", "states"]
    assert all(one.svg and one.alt and one.records for one in charts.values())
    assert "khoảng của ngành" in charts["specific"].svg and "2024: " in charts["specific"].alt
    assert "Dầu máy thải: chưa rõ" in charts["waste"].alt
    assert "chưa rõ: 1" in charts["ladder"].alt  # the solution whose saving nobody knows
