"""CSV that Excel opens by a double click with Vietnamese intact: UTF-8 with its mark, decimal comma, semicolons.

A text that a spreadsheet would take for a formula is kept as text (`base.text.spreadsheet_safe`). A CSV holds one
table: what is a workbook of several sheets becomes as many files side by side.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from sxsh_desktop.base.files import written_whole
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc, safe_file_name, spreadsheet_safe
from sxsh_desktop.base.words import words
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.output.sheets import SHARE_PLACES, CellValue, Column, Sheet, write_sheets

_STEP = 1000


def write_csv(
    target: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[CellValue]],
    progress: Progress | None = None,
) -> None:
    """Write one table, whole or not at all. Numbers without groups of thousands, days as dd/mm/yyyy.

    Raises NotWritableError when the folder is read-only or the disk full, CancelledError when stopped.
    """
    told = progress or silent()
    try:
        with written_whole(target) as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
            writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
            writer.writerow([csv_text(one) for one in headings])
            for number, row in enumerate(rows, 1):
                writer.writerow([csv_text(one) for one in row])
                if number % _STEP == 0:
                    told.step(number, 0, target.name)
            text.flush()
            text.detach()
    except OSError as error:
        raise NotWritableError(file=target.name, reason=reason_of(error)) from error


def write_tables(
    target: Path,
    sheets: Iterable[Sheet],
    *,
    title: str = "",
    notes: Sequence[str] = (),
    progress: Progress | None = None,
) -> None:
    """Write the sheets as one workbook, or as CSV when the name ends so. Raises what the two writers raise."""
    if target.suffix.lower() == ".csv":
        write_csv_set(target, sheets, notes=notes, progress=progress)
    else:
        write_sheets(target, sheets, title=title, notes=notes, progress=progress)


def write_csv_set(
    target: Path, sheets: Iterable[Sheet], *, notes: Sequence[str] = (), progress: Progress | None = None
) -> tuple[Path, ...]:
    """Write each sheet as a file: the first is `target`, the others stand beside it, named after it and their title.

    `notes` (definitions, versions of tables) are the last file. Files of these names are written anew. Raises what
    `write_csv` raises.
    """
    written: list[Path] = []
    wanted = sheets
    if notes:
        heading = words("Notes")
        wanted = (*sheets, Sheet(heading, (Column(heading),), [(note,) for note in notes]))
    for sheet in wanted:
        file = target
        if written:
            file = target.with_name(f"{target.stem}-{safe_file_name(sheet.title)}{target.suffix}")
        write_csv(file, [one.heading for one in sheet.columns], _shortened(sheet), progress)
        written.append(file)
    return tuple(written)


def _shortened(sheet: Sheet) -> Iterator[Sequence[CellValue]]:
    """The rows with shares cut as a workbook cuts them: a third has no end."""
    shares = [one.kind == "percent" for one in sheet.columns]
    for row in sheet.rows:
        yield [
            round(value, SHARE_PLACES)
            if share and isinstance(value, Decimal) and value.is_finite()
            else value
            for value, share in zip(row, shares, strict=True)
        ]


def csv_text(value: CellValue) -> str:
    """A cell as text."""
    if value is None:
        return ""
    if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
        return format(Decimal(str(value)), "f").replace(".", ",")
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    return spreadsheet_safe(nfc(str(value)))
