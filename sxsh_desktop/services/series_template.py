"""A workbook that a facility fills in month by month, and what it says when it comes back.

Two sheets: the table of months, with label and unit in each heading; and the ids, which say what each column is.
It comes back as a draft of the form of inventories, for a person to look at and complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain.bill_table import BillLine, BillTable
from sxsh_desktop.domain.numbers import format_number
from sxsh_desktop.domain.periods import Period
from sxsh_desktop.services import bills, fill
from sxsh_desktop.services.bills import Series
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.facility_card import FacilityGoneError
from sxsh_desktop.services.fill_draft import OpenDraft
from sxsh_desktop.services.unit_words import unit_words
from sxsh_desktop.store import facts as fact_store
from sxsh_desktop.store import register
from sxsh_desktop.store.register import FacilityNow
from sxsh_desktop.xform.definition import Form

_FORM = "c_tieu_thu"
_IDS = "sxsh-id"
_HEADS = ("facility", "year", "heading", "kind", "code", "unit", "money")
_SCOPES = {"energy_use": "energy", "water_use": "water", "product_output": "product"}
_TITLES = {"energy_use": "energy_use.carrier", "water_use": "water_use.source"}
_PARTLY, _MONTH = "thieu", "thang"


class NotATemplateError(UserError):
    """A workbook without the sheet of ids."""

    code = "TEMPLATE-01"
    said = _("{file} is not a table that this program made: its sheet “{sheet}” is missing or was changed.")
    todo = _(
        "Open the form and choose “Read from a spreadsheet…” instead, or write a new table for the facility."
    )


class TemplateEmptyError(UserError):
    """Nobody has filled in anything."""

    code = "TEMPLATE-02"
    said = _("Nothing stands in {file} yet.")
    todo = _("Fill in at least one month and read it again.")


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of the table: what is asked, and in which unit (code)."""

    heading: str
    kind: str
    code: str
    unit: str
    is_cost: bool


@dataclass(frozen=True, slots=True)
class TemplateRead:
    """What came back: the (first) draft, how many rows there are, how many of them are doubtful, headings nobody knows.

    `drafts`: all of them, where each month became one.
    """

    draft_id: str
    record_id: str
    facility_id: str
    rows: int
    doubtful: int
    unplaced: tuple[str, ...]
    drafts: tuple[str, ...] = ()


def write_template(
    desk: Desk, facility_id: str, year: int, target: Path, progress: Progress | None = None
) -> Path:
    """Write the table of one facility for one year: its products, and the carriers and water that it has stated.

    Raises FacilityGoneError, NotWritableError.
    """
    from sxsh_desktop.output.sheets import Column, Sheet, write_sheets

    with desk.read() as connection:
        facility = register.get(connection, facility_id)
    if facility is None:
        raise FacilityGoneError
    columns = columns_of(desk, facility_id)
    months = [[f"{month:02d}/{year}", *[None] * len(columns)] for month in range(1, 13)]
    heads = (Column(words(_("Month"))), *(Column(one.heading, kind="number", width=18) for one in columns))
    ids = [
        (facility.code, str(year), one.heading, one.kind, one.code, one.unit, "1" if one.is_cost else "0")
        for one in columns
    ]
    sheets = (
        Sheet(words(_("Figures")), heads, months),
        Sheet(_IDS, tuple(Column(name) for name in _HEADS), ids),
    )
    notes = (
        words(_("Leave a cell empty when the figure is not known; write 0 only when nothing was used.")),
        words(
            _("Do not change the headings or the sheet “{sheet}”: they say what each figure is."), sheet=_IDS
        ),
    )
    title = words(_("{facility}: figures of {year}"), facility=facility.name, year=year)
    write_sheets(target, sheets, title=title, notes=notes, progress=progress or silent())
    return target


def columns_of(desk: Desk, facility_id: str) -> tuple[TemplateColumn, ...]:
    """What is asked of a facility: grid electricity always, and what its card and inventories name."""
    with desk.read() as connection:
        kinds = ("energy_use", "water_use", "product_output", "product_capacity")
        rows = fact_store.of_facility(connection, desk.vocabulary, facility_id, kinds)
    stated: dict[tuple[str, str], tuple[str, str]] = {("energy_use", "dien"): ("", "kwh")}
    for row in rows:
        if row.kind in ("product_output", "product_capacity"):
            stated[("product_output", row.text("product"))] = (row.text("name"), row.text("unit"))
        elif row.kind == "energy_use":
            stated[("energy_use", row.text("carrier"))] = ("", row.text("unit"))
        else:
            stated[("water_use", row.text("source"))] = ("", "m3")
    if not any(kind == "water_use" for kind, _code in stated):
        stated[("water_use", "capnuoc")] = ("", "m3")
    form = desk.forms.get(_FORM)
    found = []
    for (kind, code), (name, unit) in stated.items():
        if code and unit:
            found += _pair(desk, kind, code, name or _label(form, kind, code), unit)
    return tuple(found)


def _pair(desk: Desk, kind: str, code: str, name: str, unit: str) -> list[TemplateColumn]:
    """The amount of a series, and what it cost (nobody pays for a product)."""
    amount = TemplateColumn(f"{name} ({unit_words(desk.units, unit, language())})", kind, code, unit, False)
    if kind == "product_output":
        return [amount]
    money = words(_("Money for {series} (million dong)"), series=name)
    return [amount, TemplateColumn(money, kind, code, "trd", True)]


def _label(form: Form, kind: str, code: str) -> str:
    fact = _TITLES.get(kind, "")
    for question in form.questions.values():
        if question.fact == fact and question.control.is_select:
            labels = {one.value: one.label for one in form.choice_list(question, language())}
            return labels.get(code, code)
    return code


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    """What a table that came back was understood to say; nothing is written yet.

    `lines`: a row for each month of each series; `doubtful`: how many of them want a look; `unplaced`: headings that
    nobody knows; `left_out`: rows that are totals; `months`: those that hold anything.
    """

    file: Path
    facility_id: str
    facility: str
    year: int
    lines: tuple[PreviewLine, ...]
    doubtful: int
    unplaced: tuple[str, ...]
    left_out: tuple[str, ...]
    months: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One figure as understood: month, series, as written, as it will be stored with its unit, what is doubtful."""

    month: str
    series: str
    written: str
    shown: str
    doubt: str


@dataclass(frozen=True, slots=True)
class _Understood:
    facility: FacilityNow
    year: int
    form: Form
    table: BillTable
    series: tuple[Series, ...]
    unplaced: tuple[str, ...]

    def proposals(self, desk: Desk, within: Period, lines: Sequence[BillLine]) -> list[bills.Proposal]:
        """What these lines of the table would add to the tables of the form."""
        part = replace(self.table, lines=tuple(lines))
        return [
            bills.proposed(self.form, repeat, part, desk.units, within, self.series)
            for repeat in self.form.repeats
            if bills.kind_of(self.form, repeat)
        ]


def preview_template(desk: Desk, file: Path) -> TemplatePreview:
    """What a table that came back says, line by line; changes nothing.

    Raises NotATemplateError, TemplateEmptyError, FacilityGoneError, OutputError.
    """
    found = _understood(desk, file)
    lines = [
        _preview_line(desk, found, line, one)
        for one in found.series
        for line in found.table.lines
        if line.cells[one.column].text or line.cells[one.column].doubt
    ]
    months = tuple(dict.fromkeys(line.period for line in _filled_lines(found) if line.period is not None))
    if not months:
        raise TemplateEmptyError(file=file.name)
    return TemplatePreview(
        file=file,
        facility_id=found.facility.facility_id,
        facility=f"{found.facility.code} · {found.facility.name}",
        year=found.year,
        lines=tuple(lines),
        doubtful=sum(bool(one.doubt) for one in lines),
        unplaced=found.unplaced,
        left_out=tuple(text for _place, text in found.table.left_out),
        months=months,
    )


def _preview_line(desk: Desk, found: _Understood, line: BillLine, one: Series) -> PreviewLine:
    cell, column = line.cells[one.column], found.table.columns[one.column]
    unit = unit_words(desk.units, column.unit.code if column.unit else "", language())
    shown = (
        f"{format_number(cell.value, language=language())} {unit}".rstrip() if cell.value is not None else ""
    )
    doubts = [words(text) for text in (line.doubt, cell.doubt) if text]
    return PreviewLine(
        bills.month_words(line.period) or line.text, column.name, cell.text, shown, "; ".join(doubts)
    )


def _filled_lines(found: _Understood) -> list[BillLine]:
    """The lines in which any known column says something."""
    columns = [one.column for one in found.series]
    return [line for line in found.table.lines if any(line.cells[at].text for at in columns)]


def _understood(desk: Desk, file: Path) -> _Understood:
    code, year, columns = _ids(file)
    with desk.read() as connection:
        facility = register.by_code(connection, code)
    if facility is None:
        raise FacilityGoneError
    grid = bills.grid_of_file(file)
    table = bills.settled(
        bills.read_bills(grid, desk.units, Period.year(year)), {one.heading: one.unit for one in columns}
    )
    by_heading = {one.heading: one for one in columns}
    series = tuple(
        Series(at, known.kind, known.code, known.is_cost)
        for at, column in enumerate(table.columns)
        if (known := by_heading.get(column.heading)) is not None
    )
    unplaced = tuple(one.heading for one in table.columns if one.heading not in by_heading)
    return _Understood(facility, year, desk.forms.get(_FORM), table, series, unplaced)


def read_template(desk: Desk, file: Path, *, by_month: bool = False) -> TemplateRead:
    """Make a draft of the form of inventories from a table that came back; `by_month`: one for each month.

    Only records of single months feed a model of the months (`facility_months`). Lists are marked as incomplete
    ("thieu") until a person says that nothing is missing.
    Raises NotATemplateError, TemplateEmptyError, FacilityGoneError, OutputError.
    """
    found = _understood(desk, file)
    lines = _filled_lines(found)
    groups: dict[Period | None, list[BillLine]] = {}
    for line in lines:
        if line.period is not None or not by_month:
            groups.setdefault(line.period if by_month else None, []).append(line)
    made: list[OpenDraft] = []
    rows: list[bills.ProposedRow] = []
    for month, its in groups.items():
        proposals = found.proposals(desk, month or Period.year(found.year), its)
        mine = [row for one in proposals for row in one.rows]
        periods = [row.period for row in mine if row.period is not None]
        if not periods:
            continue
        draft = fill.start(desk, _FORM, found.facility.facility_id)
        span = Period(min(one.first for one in periods), max(one.last for one in periods))
        _write(draft, found.form, proposals, span, by_month=by_month)
        made.append(draft)
        rows += mine
    if not made:
        raise TemplateEmptyError(file=file.name)
    return TemplateRead(
        draft_id=made[0].draft_id,
        record_id=made[0].record_id,
        facility_id=found.facility.facility_id,
        rows=len(rows),
        doubtful=sum(row.is_doubtful for row in rows),
        unplaced=found.unplaced,
        drafts=tuple(one.draft_id for one in made),
    )


def _write(
    draft: OpenDraft, form: Form, proposals: Sequence[bills.Proposal], period: Period, *, by_month: bool
) -> None:
    paths = {one.fact: one.path for one in form.questions.values() if one.fact}
    with draft.together():
        if by_month:
            draft.set(paths["period.kind"], _MONTH)
        draft.set(paths["period.from"], period.first.isoformat())
        draft.set(paths["period.to"], period.last.isoformat())
        draft.set(paths["period.source"], "tubaocao")
        for one in proposals:
            if one.rows:
                part = _SCOPES[bills.kind_of(form, one.repeat)]
                draft.set(paths[f"inventory_scope[{part}].state"], _PARTLY)
                bills.put(draft, one)


def _ids(file: Path) -> tuple[str, int, list[TemplateColumn]]:
    """Facility code, year and columns from the sheet of ids."""
    from sxsh_desktop.output.errors import OutputError
    from sxsh_desktop.output.read_table import read_table

    try:
        rows = list(read_table(file, _IDS).rows)
        columns = [
            TemplateColumn(row["heading"], row["kind"], row["code"], row["unit"], row["money"] == "1")
            for row in rows
        ]
        return rows[0]["facility"], int(rows[0]["year"]), columns
    except (OutputError, KeyError, IndexError, ValueError) as error:
        raise NotATemplateError(file=file.name, sheet=_IDS) from error
