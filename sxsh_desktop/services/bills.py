"""A table of monthly bills becomes rows of a form's table: what each column is, what each row will say.

Nothing is written before a person has seen it: `proposed` gives the rows with their doubtful cells, `put` writes
them as one act.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sxsh_desktop.base.text import fold
from sxsh_desktop.base.words import _, words
from sxsh_desktop.domain.bill_reading import UnitReading
from sxsh_desktop.domain.bill_registers import without_registers
from sxsh_desktop.domain.bill_table import BillColumn, BillLine, BillTable, Grid, GridCell, understand
from sxsh_desktop.domain.numbers import format_date
from sxsh_desktop.domain.periods import Period, month_period
from sxsh_desktop.domain.quantity import DimensionError, UnitTable, plain
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.fill_draft import OpenDraft
from sxsh_desktop.services.fill_values import Applied
from sxsh_desktop.xform.definition import Form, Question, Repeat

__all__ = [
    "Grid", "GridCell", "Proposal", "ProposedCell", "ProposedRow", "grid_of_file", "grid_of_text", "month_words",
    "proposal_for", "put",
]  # fmt: skip

OUTSIDE = _("outside the period of the form")
NO_UNIT = _("no unit is written")
OTHER_UNIT = _("a unit that this answer does not take")

# kind of a repeat's rows -> attribute that tells its series apart
PARTS = {"energy_use": "carrier", "water_use": "source", "product_output": "product"}
_WATER_UNIT = "m3"
# Words of a heading, the first that fits counts: code of the carrier or source.
_NAMED = (
    (r"dien mat troi|solar", "energy_use", "dienmt"), (r"may phat|generator", "energy_use", "mayphat"),
    (r"nuoc thai|wastewater", "", ""), (r"nuoc ngam|nuoc duoi dat|gieng|groundwater", "water_use", "nuocngam"),
    (r"nuoc song|nuoc kenh|nuoc mat\b", "water_use", "nuocmat"), (r"nuoc da|\bice\b", "product_output", "SP1"),
    (r"\bdien\b|electric|kwh", "energy_use", "dien"), (r"nuoc|water", "water_use", "capnuoc"),
    (r"diesel|dau do|\bdo\b", "energy_use", "do"), (r"dau fo|\bfo\b|mazut", "energy_use", "fo"),
    (r"xang|gasoline|petrol", "energy_use", "xang"), (r"lpg|\bgas\b|khi hoa long", "energy_use", "lpg"),
    (r"cui trau|trau vien", "energy_use", "cuitrau"), (r"\btrau\b|husk", "energy_use", "trau"),
    (r"\bcui\b|firewood", "energy_use", "cui"), (r"\bthan\b|coal", "energy_use", "than"),
    (r"san luong|san pham|thanh pham|output|product", "product_output", "SP1"),
)  # fmt: skip
_MONEY = re.compile(r"\btien\b|chi phi|thanh toan|cost|\bdong\b|vnd|money")


@dataclass(frozen=True, slots=True)
class Series:
    """What a column is taken for: kind of fact, code, whether it is the money paid."""

    column: int
    kind: str
    code: str
    is_cost: bool


@dataclass(frozen=True, slots=True)
class ProposedCell:
    """One figure of a row: the question (path), as written, as it will be stored ("" nothing) in which unit (code),
    why it is doubtful (message id, "" for not).
    """

    path: str
    written: str
    stored: str
    unit: str
    doubt: str


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """One row of the form's table: where it stood in the source, its month, what it answers, its figures."""

    place: int
    period: Period | None
    doubt: str
    given: Mapping[str, str]
    cells: tuple[ProposedCell, ...]

    @property
    def is_doubtful(self) -> bool:
        """Whether anything in it wants a look."""
        return bool(self.doubt) or any(cell.doubt for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Proposal:
    """All rows for one table, the columns nobody could place, and the totals that were left out."""

    repeat: str
    rows: tuple[ProposedRow, ...]
    unplaced: tuple[str, ...]
    left_out: tuple[str, ...]


def series_of(table: BillTable, units: UnitTable) -> tuple[Series, ...]:
    """What each column is, by the words of its heading; columns that say nothing known are left out.

    Money belongs to the series named beside it, else to the column before it.
    """
    found: list[Series] = []
    for at, column in enumerate(table.columns):
        text = fold(column.heading)
        kind, code = next(
            ((kind, code) for words_, kind, code in _NAMED if re.search(words_, text)), ("", "")
        )
        money = _is_money(column, units)
        if money and not kind and found:
            kind, code = found[-1].kind, found[-1].code
        if kind:
            found.append(Series(at, kind, code, money))
    return tuple(found)


def _is_money(column: BillColumn, units: UnitTable) -> bool:
    unit = units.find(column.unit.code) if column.unit else None
    return unit.dimension == "money" if unit is not None else bool(_MONEY.search(fold(column.heading)))


def kind_of(form: Form, repeat: str) -> str:
    """The kind of fact that the rows of a table state; "" where bills say nothing of it."""
    for kind, key in PARTS.items():
        if f"{kind}.{key}" in _questions(form, repeat):
            return kind
    return ""


def _questions(form: Form, repeat: str) -> dict[str, Question]:
    found: Repeat | None = form.repeats.get(repeat)
    if found is None:
        return {}
    return {one.fact: one for one in found.children if isinstance(one, Question) and one.fact}


def proposed(
    form: Form,
    repeat: str,
    table: BillTable,
    units: UnitTable,
    within: Period | None = None,
    known: Sequence[Series] = (),
) -> Proposal:
    """What the table would add to one table of the form. `within`: the form's period; months outside are marked.

    known: what the columns are, where that is settled (a template). Products become one row, the months added: a
    form names one reference product, and it stands in one row.
    """
    kind = kind_of(form, repeat)
    asked = _questions(form, repeat)
    every = known or series_of(table, units)
    series = [one for one in every if one.kind == kind]
    placed = {one.column for one in every}
    rows = []
    for code in dict.fromkeys(one.code for one in series):
        its = [one for one in series if one.code == code]
        found = [_row(kind, code, its, line, table, asked, units, within) for line in table.lines]
        its_rows = [row for row in found if row is not None]
        rows += [_summed(its_rows)] if kind == "product_output" and its_rows else its_rows
    unplaced = tuple(column.heading for at, column in enumerate(table.columns) if at not in placed)
    return Proposal(repeat, tuple(rows), unplaced, tuple(text for _place, text in table.left_out))


def _row(
    kind: str,
    code: str,
    series: Sequence[Series],
    line: BillLine,
    table: BillTable,
    asked: Mapping[str, Question],
    units: UnitTable,
    within: Period | None,
) -> ProposedRow | None:
    given = {asked[f"{kind}.{PARTS[kind]}"].path: code}
    if f"{kind}.quality" in asked:
        given[asked[f"{kind}.quality"].path] = "hoadon"
    if kind == "product_output":
        given[asked[f"{kind}.name"].path] = table.columns[series[0].column].name
    cells = []
    for one in series:
        cell = line.cells[one.column]
        question = asked.get(f"{kind}.cost" if one.is_cost else f"{kind}.amount")
        if question is None or not cell.text:
            continue
        column = table.columns[one.column]
        fixed = "trd" if one.is_cost else _WATER_UNIT if kind == "water_use" else ""
        value, doubt = _converted(cell.value, column, fixed, units)
        unit_asked = asked.get(f"{kind}.unit")
        if not one.is_cost and unit_asked is not None and column.unit is not None:
            given[unit_asked.path] = column.unit.code
        stored = plain(value) if value is not None else ""
        unit = fixed or (column.unit.code if column.unit else "")
        cells.append(ProposedCell(question.path, cell.text, stored, unit, cell.doubt or doubt))
    if not any(cell.stored or cell.doubt for cell in cells):
        return None
    doubt = line.doubt
    if (
        not doubt
        and within is not None
        and line.period is not None
        and line.period.overlap(within) < line.period.days
    ):
        doubt = OUTSIDE
    return ProposedRow(line.place, line.period, doubt, given, tuple(cells))


def _summed(rows: Sequence[ProposedRow]) -> ProposedRow:
    """The rows of one product as one: a month without a figure leaves the sum unknown."""
    cells = []
    for path in dict.fromkeys(cell.path for row in rows for cell in row.cells):
        its = [cell for row in rows for cell in row.cells if cell.path == path]
        whole = all(cell.stored for cell in its)
        total = plain(sum((Decimal(cell.stored) for cell in its), Decimal(0))) if whole else ""
        doubt = next((cell.doubt for cell in its if cell.doubt), "")
        cells.append(ProposedCell(path, " + ".join(cell.written for cell in its), total, its[0].unit, doubt))
    known = [row.period for row in rows if row.period is not None]
    period = Period(min(one.first for one in known), max(one.last for one in known)) if known else None
    doubt = next((row.doubt for row in rows if row.doubt), "")
    return ProposedRow(rows[0].place, period, doubt, rows[0].given, tuple(cells))


def _converted(
    value: Decimal | None, column: BillColumn, wanted: str, units: UnitTable
) -> tuple[Decimal | None, str]:
    """The value in the unit that the answer is stored in ("" = the column's own); why it is doubtful."""
    unit = units.find(column.unit.code) if column.unit else None
    if value is None:
        return None, ""
    if unit is None:
        return value, NO_UNIT
    if not wanted or unit.code == wanted:
        return value, ""
    try:
        return units.quantity(plain(value), unit.code).to(units.get(wanted)).amount, ""
    except (DimensionError, ValueError):
        return None, OTHER_UNIT


def read_bills(grid: Grid, units: UnitTable, within: Period | None = None) -> BillTable:
    """Understand a grid; months without a year are those of the form's period, when that lies in one year.

    What a meter showed becomes what was used.
    """
    year = within.first.year if within is not None and within.first.year == within.last.year else 0
    return without_registers(understand(grid, units, year))


def settled(table: BillTable, units: Mapping[str, str]) -> BillTable:
    """The table with the units of its columns as a template says them (heading -> code)."""
    columns = tuple(
        replace(one, unit=UnitReading(units[one.heading])) if one.heading in units else one
        for one in table.columns
    )
    return replace(table, columns=columns)


def period_of(draft: OpenDraft) -> Period | None:
    """The period that the draft is about, once both its days are there."""
    ends = {}
    for path, question in draft.form.questions.items():
        if question.fact in ("period.from", "period.to"):
            ends[question.fact] = draft.value(path)
    try:
        return Period(date.fromisoformat(ends["period.from"]), date.fromisoformat(ends["period.to"]))
    except (KeyError, ValueError):
        return None


def put(draft: OpenDraft, proposal: Proposal, table_ref: str = "") -> Applied:
    """Write the rows into the draft as one act. Each row keeps a note of its bill and doubts.

    Raises what the store raises; then nothing was added.
    """
    ref = table_ref or proposal.repeat
    acts: list[Applied] = []
    with draft.together():
        for row in proposal.rows:
            made = draft.add_row(ref)
            acts.append(made)
            if made.changes:
                acts += _filled(draft, made.changes[0].ref, proposal.repeat, row)
    changes = tuple(change for one in acts for change in one.changes)
    return Applied(changes, frozenset().union(*(one.affected for one in acts)))


def _filled(draft: OpenDraft, row_ref: str, repeat: str, row: ProposedRow) -> list[Applied]:
    """What is given goes before the figures: units and carriers decide what is asked."""
    told = [*row.given.items(), *((cell.path, cell.stored) for cell in row.cells if cell.stored)]
    acts = []
    for path, text in told:
        place = row_ref + path[len(repeat) :]
        if draft.is_relevant(place):
            acts.append(draft.set(place, text))
    acts.append(draft.set_note(row_ref + next(iter(row.given))[len(repeat) :], note_of(row)))
    return acts


def note_of(row: ProposedRow) -> str:
    """The note at the first answer of a row: which bill it is, and what was doubtful in it.

    Not at the figures: a note there says that somebody looked at an odd figure, and nobody has.
    """
    told = [words(_("Bill of {month}"), month=month_words(row.period))] if row.period is not None else []
    told += [words(row.doubt)] if row.doubt else []
    told += [
        words(_("written “{text}”: {doubt}"), text=cell.written, doubt=words(cell.doubt))
        for cell in row.cells
        if cell.doubt
    ]
    return "; ".join(told)


def month_words(period: Period | None) -> str:
    """ "01/2025" for a month, both days for anything else, "" for none."""
    if period is None:
        return ""
    if period == month_period(period.first.year, period.first.month):
        return f"{period.first.month:02d}/{period.first.year}"
    return f"{format_date(period.first)}–{format_date(period.last)}"


def grid_of_file(path: Path, sheet: str = "") -> Grid:
    """The cells of a workbook or CSV. Raises OutputError."""
    from sxsh_desktop.output.read_grid import read_grid

    return read_grid(path, sheet)


def grid_of_text(text: str) -> Grid:
    """Cells that were copied in a spreadsheet."""
    from sxsh_desktop.output.read_grid import grid_of_text as read

    return read(text)


def proposal_for(desk: Desk, draft: OpenDraft, repeat: str, grid: Grid) -> Proposal:
    """What a grid would add to a table of a draft."""
    within = period_of(draft)
    return proposed(draft.form, repeat, read_bills(grid, desk.units, within), desk.units, within)
