"""Tables that others made, as text: CSV in the encodings met in offices here, and Excel workbooks.

Every cell comes out as text (NFC, ends stripped): numbers with a decimal point, dates as ISO, so that one
reader serves both. Nothing is guessed away: cells beyond the heading come in `TableRow.extra`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc
from sxsh_desktop.output import read_csv
from sxsh_desktop.output.errors import (
    FileEmptyError,
    FileUnreadableError,
    NotATableError,
    SheetMissingError,
    TableTooLargeError,
    WorkbookBrokenError,
)

_LIMIT_MB = 500
_PROBE_ROWS = 10
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: `number` as the person sees it in the source (the heading is row 1), cells by heading."""

    number: int
    cells: Mapping[str, str]
    extra: tuple[str, ...] = ()

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def get(self, column: str, default: str = "") -> str:
        """The cell under a heading, or `default` where there is no such heading."""
        return self.cells.get(column, default)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was opened: headings (made unique), and its rows, read anew at each `rows`.

    `encoding` and `delimiter` are "" for workbooks, `sheet` and `sheets` empty for CSV.
    """

    path: Path
    columns: tuple[str, ...]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    _source: Callable[[], Iterator[tuple[int, Sequence[str]]]] = field(
        default=lambda: iter(()), repr=False, compare=False
    )

    @property
    def rows(self) -> Iterator[TableRow]:
        """The rows below the heading, empty ones left out; raises TableBrokenError where reading stops."""
        width = len(self.columns)
        for number, cells in self._source():
            padded = [*cells, *[""] * (width - len(cells))]
            extra = tuple(cell for cell in padded[width:] if cell)
            yield TableRow(number, dict(zip(self.columns, padded, strict=False)), extra)


def read_table(path: Path, sheet: str | None = None) -> Table:
    """Open a .csv/.txt/.tsv or .xlsx/.xls/.ods file; `sheet` names a sheet, None takes the first with rows.

    The kind is told by the content, not by the name. Raises OutputError with code OUTPUT-01 to -07.
    """
    return _read_text(path) if kind_of(path) == "text" else _read_workbook(path, sheet)


def kind_of(path: Path) -> str:
    """ "text" or "workbook", by the content. Raises FileUnreadableError, FileEmptyError, TableTooLargeError, ..."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(65536)
    except OSError as error:
        raise FileUnreadableError(file=path.name, reason=reason_of(error)) from error
    if not head.strip():
        raise FileEmptyError(file=path.name)
    if size > _LIMIT_MB << 20:
        raise TableTooLargeError(file=path.name, limit=_LIMIT_MB)
    if head.startswith((_ZIP, _OLE)):
        return "workbook"
    if head.lstrip()[:5].lower() in (b"<html", b"<!doc", b"<?xml", b"%pdf-", b"{\\rtf"):
        raise NotATableError(file=path.name)
    return "text"


def _read_text(path: Path) -> Table:
    shape = read_csv.shape_of(path)
    start, heading = _heading_row(list(islice(read_csv.records(path, shape), _PROBE_ROWS)), path)

    def source() -> Iterator[tuple[int, Sequence[str]]]:
        for number, cells in read_csv.records(path, shape):
            if number > start:
                yield number, cells

    return Table(path, _headings(heading), shape.encoding, shape.delimiter, _source=source)


def _read_workbook(path: Path, sheet: str | None) -> Table:
    import python_calamine

    refuse_bomb(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = tuple(book.sheet_names)
        if sheet is not None and sheet not in names:
            raise SheetMissingError(file=path.name, sheet=sheet, sheets=", ".join(names))
        for name in (sheet,) if sheet is not None else names:
            rows = _filled_rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            if rows:
                start, heading = _heading_row(rows[:_PROBE_ROWS], path)
                source = partial(_below, rows, start)
                return Table(path, _headings(heading), sheet=name or "", sheets=names, _source=source)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise WorkbookBrokenError(file=path.name) from error
    raise FileEmptyError(file=path.name)


def _below(rows: list[tuple[int, list[str]]], start: int) -> Iterator[tuple[int, Sequence[str]]]:
    return ((number, cells) for number, cells in rows if number > start)


def _heading_row(rows: Sequence[tuple[int, list[str]]], path: Path) -> tuple[int, list[str]]:
    """The heading: the first row with two cells or more (titles stand above it), else the first row."""
    if not rows:
        raise FileEmptyError(file=path.name)
    return next((row for row in rows if sum(map(bool, row[1])) > 1), rows[0])


def refuse_bomb(path: Path) -> None:
    """A workbook is a zip: one that unpacks to gigabytes is refused before anything is unpacked."""
    with path.open("rb") as stream:
        if stream.read(4) != _ZIP:
            return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise WorkbookBrokenError(file=path.name) from error
    if unpacked > _LIMIT_MB << 20:
        raise TableTooLargeError(file=path.name, limit=_LIMIT_MB)
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise NotATableError(file=path.name)


def _filled_rows(rows: Sequence[Sequence[Any]]) -> list[tuple[int, list[str]]]:
    texts = ((number, [cell_text(cell) for cell in row]) for number, row in enumerate(rows, start=1))
    return [(number, cells) for number, cells in texts if any(cells)]


def cell_text(value: object) -> str:
    """A cell as the text that a CSV would hold: decimal point, no exponent, ISO dates, TRUE and FALSE."""
    if isinstance(value, str):
        return nfc(value).strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings made usable as keys: an empty one is named by its column letter, a second "x" is "x (2)"."""
    names: list[str] = []
    width = max((index + 1 for index, cell in enumerate(cells) if cell), default=0)
    for index, cell in enumerate(cells[:width]):
        base = " ".join(cell.split()) or column_letter(index)
        name, number = base, 2
        while name in names:
            name, number = f"{base} ({number})", number + 1
        names.append(name)
    return tuple(names)


def column_letter(index: int) -> str:
    """The spreadsheet's name of the column with this zero-based index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
