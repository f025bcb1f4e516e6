"""One fault of a form."""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Where (`row` as the spreadsheet counts it, 0 for the whole sheet), what (`code`), and the sentence."""

    severity: str
    sheet: str
    row: int
    column: str
    code: str
    message: str
