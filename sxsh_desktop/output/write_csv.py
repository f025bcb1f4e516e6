"""CSV that Excel opens by a double click with Vietnamese intact: UTF-8 with its mark, decimal comma, semicolons.

A text that a spreadsheet would take for a formula is kept as text (`base.text.spreadsheet_safe`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from sxsh_desktop.base.files import written_whole
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc, spreadsheet_safe
from sxsh_desktop.output.errors import NotWritableError
from sxsh_desktop.output.sheets import CellValue

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


def csv_text(value: CellValue) -> str:
    """A cell as text."""
    if value is None:
        return ""
    if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
        return format(Decimal(str(value)), "f").replace(".", ",")
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    return spreadsheet_safe(nfc(str(value)))
