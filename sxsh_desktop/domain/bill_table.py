"""Tables of bills as people keep them: months down or across, headings of one or more rows, units in the heading.

`understand` says what was read and marks what is doubtful; it decides nothing that a person should.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from statistics import median

from sxsh_desktop.base.text import fold
from sxsh_desktop.base.words import _
from sxsh_desktop.domain.bill_reading import (
    AmountReading,
    PeriodReading,
    UnitReading,
    read_amounts,
    read_period,
    read_unit,
    split_heading,
)
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.domain.quantity import UnitTable

NOT_A_NUMBER = _("not a number")
TWO_WAYS = _("can be read in two ways")
FAR_OFF = _("a thousand times off the other months")
BELOW_ZERO = _("below zero")
MERGED = _("one cell for several months")
NO_MONTH = _("no month that can be read")
GUESSED = _("the year is not written here")
MONTH_TWICE = _("this month stands twice")

_HEAD_ROWS, _LEAST_ACROSS = 15, 3
_TOTALS = ("tong", "cong", "total", "sum", "binh quan", "trung binh", "luy ke", "ca nam")
_NUMBERING = ("stt", "tt", "so tt", "no", "#")
_OFF = 300


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its text, whether the spreadsheet holds a number in it, over how many cells it is merged."""

    text: str = ""
    number: bool = False
    merged: int = 1


Grid = Sequence[Sequence[GridCell]]
_EMPTY = GridCell()


@dataclass(frozen=True, slots=True)
class BillColumn:
    """A column of amounts: its heading as written, the name in it, the unit (None: none was written)."""

    heading: str
    name: str
    unit: UnitReading | None


@dataclass(frozen=True, slots=True)
class BillCell:
    """An amount: as written, as understood (in the unit of the column; None: not), why it is doubtful ("" no)."""

    text: str
    value: Decimal | None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class BillLine:
    """A month: row in the source (from 1), as written, as understood, why it is doubtful, the amounts."""

    place: int
    text: str
    period: Period | None
    doubt: str
    cells: tuple[BillCell, ...]


@dataclass(frozen=True, slots=True)
class BillTable:
    """What was understood; left_out: rows that are totals or say nothing, as (row, first text)."""

    columns: tuple[BillColumn, ...]
    lines: tuple[BillLine, ...]
    left_out: tuple[tuple[int, str], ...] = ()

    @property
    def doubts(self) -> int:
        """How many cells want a look."""
        return sum(bool(line.doubt) + sum(bool(cell.doubt) for cell in line.cells) for line in self.lines)


def understand(grid: Grid, units: UnitTable, year: int = 0) -> BillTable:
    """Read a table of months; without months in it the result has no lines.

    year: taken for months written without one, when no title names it ("Năm 2025"); such months are marked.
    """
    rows = _square(grid)
    if _is_across(rows):
        rows = [list(row) for row in zip(*rows, strict=True)]
    told = _titled_year(rows)
    months = _month_column(rows, told or year)
    if months < 0:
        return BillTable((), ())
    readings = [_reading(rows, at, months, told or year, titled=bool(told)) for at in range(len(rows))]
    first = next(at for at, one in enumerate(readings) if one.period is not None)
    head = _head_rows(rows, first)
    numbers = [at for at in range(len(rows[0])) if at != months and _has_amounts(rows, first, at)]
    titles = [_heading(rows, head, first, at) for at in numbers]
    kept = [
        (at, BillColumn(title, *split_heading(title, units)))
        for at, title in zip(numbers, titles, strict=True)
        if title and fold(title).strip(" .") not in (*_NUMBERING, "nam", "year")
    ]
    lines, left_out = _lines(rows, readings, first, months, kept)
    return BillTable(tuple(column for _at, column in kept), tuple(_marked(lines)), tuple(left_out))


def _square(grid: Grid) -> list[list[GridCell]]:
    width = max((len(row) for row in grid), default=0)
    return [[*row, *[_EMPTY] * (width - len(row))] for row in grid]


def _is_across(rows: list[list[GridCell]]) -> bool:
    """Whether the months stand side by side in one of the first rows."""
    across = max((_periods(row) for row in rows[:_HEAD_ROWS]), default=0)
    down = max((_periods(column) for column in zip(*rows, strict=True)), default=0)
    return across >= _LEAST_ACROSS and across > down


def _periods(cells: Sequence[GridCell]) -> int:
    return sum(read_period(cell.text, 2000).period is not None for cell in cells if not cell.number)


def _titled_year(rows: list[list[GridCell]]) -> int:
    """The only year that the titles above the table name; 0 when they name none or several."""
    found: set[int] = set()
    for row in rows[:_HEAD_ROWS]:
        texts = {cell.text for cell in row if cell.text}
        named = texts if len(texts) == 1 else {text for text in texts if fold(text).startswith("nam ")}
        found.update(int(one) for text in named for one in re.findall(r"\b(?:19|20)[0-9]{2}\b", text))
        if len(texts) > 1:
            break  # the headings: what stands below is the table
    return found.pop() if len(found) == 1 else 0


def _month_column(rows: list[list[GridCell]], year: int) -> int:
    """The column with the most months; -1 when none has any."""
    best, most = -1, 0
    for at in range(len(rows[0]) if rows else 0):
        count = sum(
            _cell_period(rows, place, at, year).period is not None
            for place, row in enumerate(rows)
            if row[at].text
        )
        if count > most:
            best, most = at, count
    return best


def _cell_period(rows: list[list[GridCell]], place: int, at: int, year: int) -> PeriodReading:
    """The month in a cell; a bare 1 to 12 counts below a heading "Tháng", with the year of a column "Năm"."""
    cell = rows[place][at]
    bare = cell.text.removesuffix(".0")
    if bare.isdecimal() and len(bare) <= 2:
        if not _is_headed(rows, place, at, ("thang", "month", "ky")):
            return PeriodReading(None)
        named = _year_beside(rows, place)
        found = read_period(f"thang {bare}", named or year)
        return replace(found, doubtful=not named) if found.period else found
    if cell.number or re.fullmatch(r"(?:nam )?\d{4}", fold(cell.text)):
        return PeriodReading(None)
    return read_period(cell.text, year)


def _is_headed(rows: list[list[GridCell]], place: int, at: int, names: tuple[str, ...]) -> bool:
    above = [fold(rows[up][at].text) for up in range(place)]
    return any(text.startswith(names) and len(text) < 20 for text in above)


def _year_beside(rows: list[list[GridCell]], place: int) -> int:
    for at, cell in enumerate(rows[place]):
        if re.fullmatch(r"(?:19|20)\d\d(?:\.0)?", cell.text) and _is_headed(rows, place, at, ("nam", "year")):
            return int(cell.text[:4])
    return 0


def _reading(
    rows: list[list[GridCell]], place: int, months: int, year: int, *, titled: bool
) -> PeriodReading:
    found = _cell_period(rows, place, months, year)
    if titled and found.doubtful and found.period is not None and found.period.first.year == year:
        return PeriodReading(found.period)  # the title names the year
    return found


def _head_rows(rows: list[list[GridCell]], first: int) -> int:
    """The first row of the headings: behind the titles, which fill one cell only."""
    for at in range(first):
        if len({cell.text for cell in rows[at] if cell.text}) > 1:
            return at
    return max(first - 1, 0)


def _has_amounts(rows: list[list[GridCell]], first: int, at: int) -> bool:
    texts = [row[at].text for row in rows[first:] if row[at].text]
    readable = sum(one.value is not None for one in read_amounts(texts))
    return readable * 2 >= len(texts) > 0


def _heading(rows: list[list[GridCell]], head: int, first: int, at: int) -> str:
    parts = [" ".join(rows[up][at].text.split()) for up in range(head, first)]
    return " ".join(dict.fromkeys(part for part in parts if part and not part.isdecimal()))


def _lines(
    rows: list[list[GridCell]],
    readings: list[PeriodReading],
    first: int,
    months: int,
    kept: list[tuple[int, BillColumn]],
) -> tuple[list[BillLine], list[tuple[int, str]]]:
    places, left_out = [], []
    for place in range(first, len(rows)):
        text = rows[place][months].text or next((cell.text for cell in rows[place] if cell.text), "")
        is_total = any(fold(cell.text).startswith(_TOTALS) for cell in rows[place] if not cell.number)
        if is_total or not any(rows[place][at].text for at, _column in kept):
            if text:
                left_out.append((place + 1, text))
            continue
        places.append(place)
    columns = [_cells([rows[place][at] for place in places], column) for at, column in kept]
    lines = []
    for row, place in enumerate(places):
        found = readings[place]
        doubt = NO_MONTH if found.period is None else GUESSED if found.doubtful else ""
        if rows[place][months].merged > 1:
            doubt = doubt or MONTH_TWICE
        cells = tuple(column[row] for column in columns)
        lines.append(BillLine(place + 1, rows[place][months].text, found.period, doubt, cells))
    return lines, left_out


def _cells(cells: Sequence[GridCell], column: BillColumn) -> list[BillCell]:
    """The amounts of one column, times the factor of its unit."""
    texts = iter(read_amounts([cell.text for cell in cells if not cell.number]))
    found = []
    for cell in cells:
        one = _own_number(cell) if cell.number else next(texts)
        factor = column.unit.factor if column.unit else Decimal(1)
        value = one.value * factor if one.value is not None else None
        found.append(BillCell(cell.text, value, _doubt(cell, one)))
    known = [cell.value for cell in found if cell.value]
    middle = median(known) if len(known) >= _LEAST_ACROSS else Decimal(0)
    return [
        replace(cell, doubt=FAR_OFF)
        if cell.value and middle and not cell.doubt and _is_far(cell.value, middle)
        else cell
        for cell in found
    ]


def _own_number(cell: GridCell) -> AmountReading:
    try:
        return AmountReading(Decimal(cell.text))
    except InvalidOperation:
        return AmountReading(None)


def _doubt(cell: GridCell, one: AmountReading) -> str:
    if cell.merged > 1:
        return MERGED
    if one.value is None:
        return NOT_A_NUMBER if cell.text else ""
    if one.value < 0:
        return BELOW_ZERO
    return TWO_WAYS if one.doubtful else ""


def _is_far(value: Decimal, middle: Decimal) -> bool:
    times = max(abs(value), abs(middle)) / min(abs(value), abs(middle))
    return times >= _OFF


def _marked(lines: Sequence[BillLine]) -> list[BillLine]:
    seen = Counter(line.period for line in lines if line.period is not None)
    return [
        replace(line, doubt=MONTH_TWICE) if line.period is not None and seen[line.period] > 1 else line
        for line in lines
    ]


def unit_code(column: BillColumn, units: UnitTable) -> str:
    """The code of a column's unit; "" where none was written."""
    found = column.unit or read_unit(column.name, units)
    return found.code if found else ""
