"""Rows copied from a spreadsheet: tab-parted text, which column is which question, and cells as answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sxsh_desktop.base.text import fold, nfc
from sxsh_desktop.base.words import words_in
from sxsh_desktop.services.fill_values import Choice, Control, Question
from sxsh_desktop.ui.fill.fields.choice_search import ChoiceIndex
from sxsh_desktop.ui.fill.fields.dates import read_date
from sxsh_desktop.ui.fill.fields.number_text import read_typed
from sxsh_desktop.ui.fill.fill_words import ABSENT_WORDS

MOST_ROWS, MOST_COLUMNS = 2000, 60


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was copied: `head` (empty when the first line is no heading) and the rows below it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        """How many columns."""
        return max((len(row) for row in (self.head, *self.rows)), default=0)


def read_pasted(text: str, labels: Sequence[str]) -> Pasted:
    """Read a copied text. The first line is a heading when two of its cells (or its only one) are labels."""
    lines = csv.reader(io.StringIO(nfc(text)), delimiter="\t")
    rows = [tuple(cell.strip() for cell in line[:MOST_COLUMNS]) for line in lines]
    rows = [row for row in rows if any(row)][: MOST_ROWS + 1]
    if not rows:
        return Pasted((), ())
    known = {fold(label) for label in labels}
    hits = sum(1 for cell in rows[0] if fold(cell.partition(" (")[0]) in known or fold(cell) in known)
    if hits >= min(2, len(rows[0])) and hits:
        return Pasted(rows[0], tuple(rows[1:]))
    return Pasted((), tuple(rows[:MOST_ROWS]))


def map_columns(pasted: Pasted, labels: Sequence[str]) -> list[int]:
    """For each column the place of its question in `labels`, -1 for none: by heading, else one after the other."""
    if not pasted.head:
        return [at if at < len(labels) else -1 for at in range(pasted.width)]
    folded = [fold(label) for label in labels]
    found: list[int] = []
    for cell in [*pasted.head, *[""] * (pasted.width - len(pasted.head))]:
        names = (fold(cell), fold(cell.partition(" (")[0]))
        at = next((place for place, label in enumerate(folded) if label in names), -1)
        found.append(-1 if at in found else at)
    return found


def as_answer(cell: str, question: Question, choices: Sequence[Choice], today: date) -> str:
    """A cell as the record stores it; a cell that is no answer is kept as text, and the record marks it."""
    if not cell:
        return ""
    if question.is_number:
        return read_typed(cell).stored
    if question.datatype == "date":
        day = read_date(cell, "date", today)
        return cell if day is None else day.isoformat()
    if question.control is Control.SELECT_ONE:
        return _code(cell, choices)
    if question.control is Control.SELECT_MULTIPLE:
        return " ".join(
            _code(part.strip(), choices) for part in cell.replace(";", ",").split(",") if part.strip()
        )
    return cell


def absent_reason(cell: str, question: Question) -> str:
    """The reason that a cell gives instead of a figure or a day ("không biết"); "" where it gives none."""
    if not question.is_number and question.datatype != "date":
        return ""
    said = fold(cell)
    spoken = {fold(words_in(code, word)): key for key, word in ABSENT_WORDS.items() for code in ("vi", "en")}
    return spoken.get(said, "")


def _code(cell: str, choices: Sequence[Choice]) -> str:
    found = ChoiceIndex(choices).meant(cell)
    return cell if found is None else found.value
