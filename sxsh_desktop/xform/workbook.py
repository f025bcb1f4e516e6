"""The sheets of an XLSForm as a person wrote them: cells by column name, with the row to point at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sxsh_desktop.base.reasons import reason_of
from sxsh_desktop.base.text import nfc
from sxsh_desktop.xform.load import BROKEN_WORKBOOK, FormUnreadableError

# Other names that XLSForm allows for a column; ours is on the right.
_ALIASES = {
    "relevance": "relevant",
    "calculate": "calculation",
    "read_only": "readonly",
    "constraining_message": "constraint_message",
    "caption": "label",
    "command": "type",
    "tag": "name",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "list name": "list_name",
    "id_string": "form_id",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: `number` as the spreadsheet counts it, cells by column."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell, "" when empty; a column with languages ("label::…") is found by its plain name."""
        if column in self.cells:
            return self.cells[column]
        start = f"{column}::"
        return next((text for name, text in self.cells.items() if name.startswith(start)), "")

    def columns(self, column: str) -> dict[str, str]:
        """The cells of a column in all its languages, by the full column name."""
        start = f"{column}::"
        return {name: text for name, text in self.cells.items() if name == column or name.startswith(start)}


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets by name (lower case); a sheet that is missing is not there."""

    sheets: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def rows(self, sheet: str) -> tuple[Row, ...]:
        """The rows of a sheet that hold anything."""
        return self.sheets.get(sheet, ())

    @property
    def settings(self) -> Row:
        """The one row of the sheet settings."""
        rows = self.rows("settings")
        return rows[0] if rows else Row(2, {})


def read_workbook(path: Path) -> Workbook:
    """Read the sheets of an .xlsx. Raises FormUnreadableError."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import xlsx_to_dict

    try:
        with path.open("rb") as stream:
            raw = xlsx_to_dict(stream)
    except PyXFormError as error:
        raise FormUnreadableError(file=path.name, reason=reason_of(error)) from error
    except BROKEN_WORKBOOK as error:
        raise FormUnreadableError(file=path.name, reason=type(error).__name__) from error
    sheets: dict[str, tuple[Row, ...]] = {}
    headers: dict[str, tuple[str, ...]] = {}
    for name, content in raw.items():
        if name.endswith("_header"):
            headers[name[: -len("_header")].lower()] = tuple(
                _column(str(one)) for one in (content[0] if content else {})
            )
        elif isinstance(content, list) and (not content or isinstance(content[0], dict)):
            sheets[name.lower()] = tuple(
                Row(number, {_column(str(key)): nfc(str(cell)).strip() for key, cell in row.items()})
                for number, row in enumerate(content, start=2)
                if row
            )
    return Workbook(sheets, headers)


def _column(header: str) -> str:
    """The plain name of a column: blanks trimmed, known aliases brought to one name, languages kept."""
    name, mark, language = header.strip().partition("::")
    plain = name.strip()
    low = plain.lower().replace(" ", "_")
    known = _ALIASES.get(plain.lower(), _ALIASES.get(low, low if plain.lower() != "bind" else "bind"))
    if plain.lower() == "bind":
        return f"bind::{language.strip()}"
    return f"{known}::{language.strip()}" if mark else known
