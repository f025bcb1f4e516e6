"""Forms that stand in Markdown as tables, turned into workbooks."""

from __future__ import annotations

from pathlib import Path

import openpyxl

Sheets = dict[str, list[list[str]]]
SOUND: Sheets = {
    "choices": [["list_name", "name", "label"], ["yn", "1", "Có"], ["yn", "0", "Không"]],
    "settings": [
        ["form_title", "form_id", "version", "default_language", "namespaces"],
        ["T", "t", "1", "", 'sxsh="https://sxsh.dongthap.example/xforms"'],
    ],
}


def tables(text: str) -> Sheets:
    """The sheets of a section: `| name |` begins one, lines that begin with `| |` are its rows.

    `| file NAME ENCODING |` begins a file beside the form instead; its rows are its lines.
    """
    found: Sheets = {}
    current: list[list[str]] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
        if cells[0]:
            current = found.setdefault(cells[0], [])
        else:
            current.append(cells[1:])
    return found


def workbook(folder: Path, sheets: Sheets) -> Path:
    """The sheets as an .xlsx; a sheet that is not written is a sound one."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    for name, rows in {**SOUND, **sheets}.items():
        if name.startswith("file "):
            _file(folder, name.split()[1:], rows)
            continue
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    file = folder / "t.xlsx"
    book.save(file)
    return file


def _file(folder: Path, given: list[str], rows: list[list[str]]) -> None:
    encoding = given[1] if len(given) > 1 else "utf-8"
    (folder / given[0]).write_text("".join(f"{'|'.join(row)}\n" for row in rows), encoding)
