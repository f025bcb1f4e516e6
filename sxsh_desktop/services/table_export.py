"""Any list on screen as a workbook: what is shown is what stands in the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sxsh_desktop.base.progress import Progress


def export_table(
    target: Path,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    notes: Sequence[str] = (),
    progress: Progress | None = None,
) -> Path:
    """Write one table of texts as .xlsx; returns the file. `notes` say for instance what was filtered.

    Raises NotWritableError when the folder is read-only or the disk full, CancelledError.
    """
    from sxsh_desktop.output.sheets import Column, Sheet, write_sheets

    sheet = Sheet(title, tuple(Column(name) for name in columns), rows)
    write_sheets(target, (sheet,), title=title, notes=tuple(notes), progress=progress)
    return target
