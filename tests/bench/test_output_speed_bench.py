"""How fast paper and tables are made, beside the bare libraries in the same run."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from sxsh_desktop.base import paths
from sxsh_desktop.output.pdf import write_forms_pdf
from sxsh_desktop.output.pdf.fonts import REGULAR, register
from sxsh_desktop.output.read_table import read_table
from sxsh_desktop.output.sheets import Column, Sheet, write_sheets
from sxsh_desktop.services.printing_answers import AnswerWords, FilledAnswers
from sxsh_desktop.services.printing_paper import PaperWords, paper_form
from sxsh_desktop.services.reference import load_units
from sxsh_desktop.xform.load import load_form
from tests.bench_table import Measured
from tests.printing_maker import filled_session

pytestmark = pytest.mark.bench

_LEAST_PAGES = 30  # a second
_ROWS = 20_000


def told(text: str) -> None:
    """A line of the report that `dev.py bench` shows."""
    sys.stdout.write(text + "\n")


def seconds(work: Callable[[], object]) -> float:
    """The best of three, in processor time: other work on the machine does not count."""
    times = []
    for _turn in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def bare_pages(count: int) -> None:
    """Pages of sixty lines on a bare canvas: what the library itself costs."""
    from reportlab.pdfgen.canvas import Canvas

    register()
    canvas = Canvas(io.BytesIO(), pageCompression=1)
    for _page in range(count):
        canvas.setFont(REGULAR, 11)
        for line in range(60):
            canvas.drawString(60, 800 - 12 * line, "Lượng điện tiêu thụ trong kỳ theo hóa đơn")
        canvas.showPage()
    canvas.save()


def test_pages_a_second(tmp_path: Path, measured: Measured) -> None:
    units = load_units()
    forms = [load_form(file, tmp_path / "cache") for file in sorted(paths.forms().glob("*.xlsx"))]
    blank = [paper_form(form, units, PaperWords("vi")) for form in forms] * 5
    words = PaperWords("vi", record_id="7f3c1d2e-1111-4222-8333-444455556666")
    sessions = [(form, filled_session(form)) for form in forms]
    pages: list[int] = []

    def print_blank() -> None:
        pages[:] = [write_forms_pdf(tmp_path / "x.pdf", blank)]

    def print_filled() -> None:
        papers = (
            paper_form(form, units, words, FilledAnswers(session, AnswerWords(form, units, "vi")))
            for form, session in sessions * 5
        )
        pages[:] = [write_forms_pdf(tmp_path / "x.pdf", papers)]

    for what, work in (("blank", print_blank), ("filled", print_filled)):
        took = seconds(work)
        bare = seconds(lambda: bare_pages(pages[0]))
        measured.note(
            f"printing {what} forms",
            f"{pages[0] / took:.0f} pages a second",
            f"bare reportlab canvas {pages[0] / bare:.0f} pages a second",
            f"{took / bare:.1f}",
            f"≥ {_LEAST_PAGES} pages a second",
        )
        assert pages[0] / took >= _LEAST_PAGES


def test_rows_into_and_out_of_a_workbook(tmp_path: Path) -> None:
    columns = (Column("Tên"), Column("Lượng", "kg", "number"), Column("Năm", kind="integer"), Column("Mã"))
    rows = [(f"Cơ sở {number}", number / 7, number, f"CL-{number}") for number in range(_ROWS)]

    def ours() -> None:
        write_sheets(tmp_path / "ours.xlsx", [Sheet("x", columns, rows)])

    def bare() -> None:
        book = Workbook(write_only=True)
        page = book.create_sheet("x")
        for row in rows:
            page.append(row)
        book.save(tmp_path / "bare.xlsx")

    def read() -> None:
        assert sum(1 for _row in read_table(tmp_path / "ours.xlsx").rows) == _ROWS

    written, plain = seconds(ours), seconds(bare)
    told(f"export {_ROWS * 4 / written:.0f} cells/s, {written / plain:.1f} x bare openpyxl")
    told(f"read back {_ROWS * 4 / seconds(read):.0f} cells/s")
    assert written < 4 * plain
