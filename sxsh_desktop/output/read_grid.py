"""A sheet as a grid of cells, merged ones filled: for tables whose shape is not known (`domain.bill_table`)."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from sxsh_desktop.base.text import nfc
from sxsh_desktop.domain.bill_table import GridCell
from sxsh_desktop.output import read_csv
from sxsh_desktop.output.errors import FileEmptyError, SheetMissingError, WorkbookBrokenError
from sxsh_desktop.output.read_table import cell_text, kind_of, refuse_bomb

_MOST_ROWS, _MOST_COLUMNS = 3000, 200
Rows = tuple[tuple[GridCell, ...], ...]


def grid_of_text(text: str) -> Rows:
    """Copied cells: lines, parted by tabs."""
    clean = nfc(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    try:
        lines = list(csv.reader(io.StringIO(clean), delimiter="\t"))
    except csv.Error:  # a quote that is never closed: the lines as they are
        lines = [line.split("\t") for line in clean.split("\n")]
    return _tidy([[GridCell(cell.strip()) for cell in line] for line in lines])


def read_grid(path: Path, sheet: str = "") -> Rows:
    """The first sheet with something in it (or the one named), or a CSV. Raises OutputError, OUTPUT-01 to -07."""
    if kind_of(path) == "text":
        return _tidy(
            [
                [GridCell(cell) for cell in cells]
                for _number, cells in read_csv.records(path, read_csv.shape_of(path))
            ]
        )
    refuse_bomb(path)
    return _workbook(path, sheet)


def _workbook(path: Path, wanted: str) -> Rows:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = tuple(book.sheet_names)
        if wanted and wanted not in names:
            raise SheetMissingError(file=path.name, sheet=wanted, sheets=", ".join(names))
        for name in (wanted,) if wanted else names:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)[:_MOST_ROWS]
            cells = [[_cell(value) for value in row[:_MOST_COLUMNS]] for row in rows]
            _fill(cells, sheet.merged_cell_ranges or [])
            if found := _tidy(cells):
                return found
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise WorkbookBrokenError(file=path.name) from error
    raise FileEmptyError(file=path.name)


def _cell(value: Any) -> GridCell:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return GridCell(cell_text(value), is_number)


def _fill(cells: list[list[GridCell]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Texts of merged cells stand in each of them; an amount stands once, marked with how many it covers."""
    for (top, left), (bottom, right) in merged:
        if top >= len(cells) or left >= len(cells[top]):
            continue
        first, height = cells[top][left], bottom - top + 1
        if first.number:
            cells[top][left] = GridCell(first.text, True, height)
            continue
        for row in cells[top : bottom + 1]:
            for at in range(left, min(right + 1, len(row))):
                row[at] = first


def _tidy(rows: list[list[GridCell]]) -> Rows:
    """Without the empty rows at the end; nothing where all are empty."""
    while rows and not any(cell.text for cell in rows[-1]):
        rows.pop()
    return tuple(tuple(row[:_MOST_COLUMNS]) for row in rows[:_MOST_ROWS])
