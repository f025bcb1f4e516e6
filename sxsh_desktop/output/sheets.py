"""Tables as an Excel workbook: one header style, widths that fit, numbers as numbers, text as text.

A number format follows the reader's system (vi-VN shows 1.234,5); a text that begins with "=" stays text.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile

from sxsh_desktop.base.files import written_whole
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc
from sxsh_desktop.base.words import words
from sxsh_desktop.output.errors import NotWritableError

if TYPE_CHECKING:
    from openpyxl import Workbook

# What openpyxl's writer raises when the system's folder for temporary files is full (a class of lxml).
_XML_NOT_WRITTEN = "SerialisationError"
ColumnKind = Literal["text", "number", "integer", "money", "percent", "date", "time"]
CellValue = str | int | float | Decimal | date | datetime | bool | None

FORMATS: dict[ColumnKind, str] = {
    "text": "@",
    "number": "#,##0",
    "integer": "#,##0",
    "money": "#,##0.0",
    "percent": '0.0" %"',
    "date": "dd/mm/yyyy",
    "time": "dd/mm/yyyy hh:mm",
}
_MAX_ROWS = 1_048_576
_MAX_TEXT = 32_767
_MAX_DIGITS = 15  # what a spreadsheet keeps of a number; a longer one is written as text, whole
SHARE_PLACES = 9
_LINE, _BOLD_CHARACTER = 15.0, 1.1  # height of a line in points; a bold character in those of a column
_SAMPLE = 200  # rows looked at to choose the widths
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, unit (shown in the heading), what stands in it, width in characters (0: chosen).

    A "percent" is given in per cent: 8.5 means 8,5 %.
    """

    title: str
    unit: str = ""
    kind: ColumnKind = "text"
    width: float = 0

    @property
    def heading(self) -> str:
        """The title with the unit behind it."""
        return f"{self.title} ({self.unit})" if self.unit else self.title


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `rows` may be an iterator: it is read once, row by row; None is an empty cell."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[CellValue]]


def write_sheets(
    target: Path,
    sheets: Iterable[Sheet],
    *,
    title: str = "",
    notes: Sequence[str] = (),
    progress: Progress | None = None,
) -> None:
    """Write the sheets as one .xlsx, whole or not at all; `notes` become a last sheet of sentences.

    `title` stands above the table of each sheet. A sheet longer than Excel takes goes on in a next one.
    Raises NotWritableError when the folder is read-only or the disk full, CancelledError when stopped.
    """
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook(write_only=True)
    if title:
        book.properties.title = nfc(title)
    names: set[str] = set()
    step = _Steps(progress or silent())
    try:
        for sheet in sheets:
            _write_sheet(book, sheet, title, names, step)
        if notes or not names:
            _write_notes(book, notes, names)
        with written_whole(target) as stream, ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(book, archive).save()  # as book.save does, but closed also when the disk is full
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__name__ != _XML_NOT_WRITTEN:
            raise
        reason = reason_of(error)
        raise NotWritableError(file=target.name, reason=reason) from error
    finally:
        _let_go(book)


def _let_go(book: Workbook) -> None:
    """Close what an interrupted export left open; sheets that were saved are closed already."""
    for page in book.worksheets:
        with contextlib.suppress(Exception):  # the reason is told already
            page.close()


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A sheet title that Excel takes (31 characters, none of []:*?/\\) and that is not yet taken."""
    base = _NOT_IN_TITLE.sub(" ", nfc(wanted)).strip().strip("'")[:31].strip() or "1"
    name, number = base, 2
    while name.casefold() in taken:
        tail = f" ({number})"
        name, number = base[: 31 - len(tail)] + tail, number + 1
    taken.add(name.casefold())
    return name


class _Steps:
    """Counts rows over all sheets and reports every thousandth."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0

    def row(self, what: str) -> None:
        self._done += 1
        if self._done % 1000 == 0:
            self._progress.step(self._done, 0, what)


def _write_sheet(book: Workbook, sheet: Sheet, title: str, names: set[str], step: _Steps) -> None:
    rows = iter(sheet.rows)
    more = True
    while more:
        more = _write_part(book, sheet, rows, title, names, step)


def _write_part(
    book: Workbook,
    sheet: Sheet,
    rows: Iterator[Sequence[CellValue]],
    title: str,
    names: set[str],
    step: _Steps,
) -> bool:
    """Write as many rows as one sheet takes; whether more are waiting."""
    from openpyxl.utils import get_column_letter

    page: Any = book.create_sheet(sheet_name(sheet.title, names))
    sample = list(islice(rows, _SAMPLE))
    for index, column in enumerate(sheet.columns):
        width = column.width or _width(column, [row[index] for row in sample if index < len(row)])
        page.column_dimensions[get_column_letter(index + 1)].width = width
    top = 3 if title else 1
    page.freeze_panes = f"A{top + 1}"
    page.page_setup.orientation = "landscape" if len(sheet.columns) > 6 else "portrait"
    page.page_setup.paperSize = 9
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{top}:{top}"
    if title:
        page.append([_styled(page, nfc(title), bold=True, size=14)])
        page.append([])
    page.row_dimensions[top].height = _heading_height(page, sheet.columns)
    page.append([_heading(page, column) for column in sheet.columns])
    cells = [(_prototype(page, column), column.kind) for column in sheet.columns]
    room = _MAX_ROWS - top
    written = 0
    for row in chain(sample, rows):
        page.append([_filled(*cell, value) for cell, value in zip(cells, row, strict=True)])
        step.row(sheet.title)
        written += 1
        if written == room:
            return True
    page.auto_filter.ref = f"A{top}:{get_column_letter(len(sheet.columns))}{top + max(written, 1)}"
    return False


def _write_notes(book: Workbook, notes: Sequence[str], names: set[str]) -> None:
    from openpyxl.styles import Alignment

    page: Any = book.create_sheet(sheet_name(words("Notes"), names))
    page.column_dimensions["A"].width = 110
    for note in notes:
        cell = _styled(page, note)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.append([cell])


def _styled(page: Any, text: str, *, bold: bool = False, size: int = 11) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell: Any = WriteOnlyCell(page)
    _put_text(cell, text)
    cell.font = Font(bold=bold, size=size)
    return cell


def _heading_height(page: Any, columns: Sequence[Column]) -> float:
    """Room for the heading of the most lines: nobody makes a row that is written like this higher later."""
    from openpyxl.utils import get_column_letter

    lines = 1
    for index, column in enumerate(columns):
        room = max(page.column_dimensions[get_column_letter(index + 1)].width - 1, 1) / _BOLD_CHARACTER
        lines = max(lines, len(wrap(column.heading, max(int(room), 1))))
    return lines * _LINE + 3


def _heading(page: Any, column: Column) -> Any:
    from openpyxl.styles import Alignment, Border, PatternFill, Side

    cell = _styled(page, column.heading, bold=True)
    cell.fill = PatternFill("solid", start_color="E6EAE8")
    cell.border = Border(bottom=Side("thin", color="77827C"))
    side = "left" if column.kind in ("text", "date", "time") else "right"  # over its figures
    indent = 1 if column.kind == "text" else 0
    cell.alignment = Alignment(horizontal=side, indent=indent, wrap_text=True, vertical="center")
    return cell


def _prototype(page: Any, column: Column) -> Any:
    """The one cell that is written again and again for a column: styling each cell anew is slow."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cell: Any = WriteOnlyCell(page)
    cell.number_format = FORMATS[column.kind]
    text = column.kind == "text"  # a word stands away from the figure before it
    cell.alignment = Alignment(
        horizontal="left" if text else None, indent=1 if text else 0, vertical="top", wrap_text=text
    )
    return cell


def _filled(cell: Any, kind: ColumnKind, value: CellValue) -> Any:
    """The cell of the column with this value, or None to leave it empty."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        _put_text(cell, words("Yes") if value else words("No"))
    elif isinstance(value, str):
        _put_text(cell, value)
    elif isinstance(value, Decimal) and kind == "percent" and value.is_finite():
        cell.value = round(value, SHARE_PLACES)  # a third has no end; the cell shows one place
    elif isinstance(value, Decimal | float | int) and not _fits(value):
        _put_text(cell, str(value))
    elif isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)
    else:
        cell.value = value
        if kind == "number":
            _set_format(cell, number_format(value))
    return cell


def _set_format(cell: Any, wanted: str) -> None:
    if cell.number_format != wanted:
        cell.number_format = wanted


@lru_cache(maxsize=4096)
def number_format(value: Decimal | float | int) -> str:
    """Thousands parted, as many places as the number has, at most six ("#,##0.###" would show "5,")."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    places = min(max(-exponent if isinstance(exponent, int) else 0, 0), 6)
    return "#,##0." + "0" * places if places else "#,##0"


def _fits(value: Decimal | float | int) -> bool:
    """Whether a spreadsheet keeps every digit of the number."""
    number = Decimal(str(value))
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= _MAX_DIGITS


def _put_text(cell: Any, text: str) -> None:
    """Text and nothing else: no formula, no control characters, no longer than a cell takes."""
    clean = _CONTROLS.sub("", nfc(text))
    if len(clean) > _MAX_TEXT:
        clean = clean[: _MAX_TEXT - 1] + "…"
    cell.value = clean
    cell.data_type = "s"
    risky = clean[:1] in ("=", "+", "-", "@")
    if cell.quotePrefix != risky:
        cell.quotePrefix = risky


def _width(column: Column, values: Sequence[CellValue]) -> float:
    longest = max((len(_shown(value)) for value in values), default=0)
    heading = max((len(word) for word in column.heading.split()), default=0)
    return float(min(max(longest + 2, heading + 4, len(column.heading) * 0.6 + 2, 8), 60))


def _shown(value: CellValue) -> str:
    if isinstance(value, datetime):
        return "00/00/0000 00:00"
    if isinstance(value, date):
        return "00/00/0000"
    if isinstance(value, Decimal | float):
        return f"{value:,.3f}"
    return "" if value is None else max(str(value).splitlines() or [""], key=len)
