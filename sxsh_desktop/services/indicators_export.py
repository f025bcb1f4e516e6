"""The indicators as a workbook, as CSV and as JSON: every figure with its parts, and the units behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sxsh_desktop.base.progress import Progress, silent
from sxsh_desktop.base.words import _, language, words
from sxsh_desktop.domain import indicators as ind
from sxsh_desktop.domain.facility_saving import SavingTable
from sxsh_desktop.domain.indicators import Tally
from sxsh_desktop.domain.numbers import format_date
from sxsh_desktop.output.sheets import CellValue, Column, Sheet
from sxsh_desktop.output.write_csv import write_tables
from sxsh_desktop.services.indicators import (
    VERDICTS,
    IndicatorBoard,
    IndicatorLine,
    breakdown,
    label_of,
    members,
    saving_breakdown,
    unit_ids,
)
from sxsh_desktop.services.indicators_units import facility_names, judgements, line_of
from sxsh_desktop.services.indicators_values import COUNTED
from sxsh_desktop.services.indicators_years import years_of

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk

COUNTS = (
    Column(_("Yes"), kind="integer"),
    Column(_("No"), kind="integer"),
    Column(_("Unknown"), kind="integer"),
    Column(_("Rate of the known"), "%", "percent"),
    Column(_("At least"), "%", "percent"),
    Column(_("At most"), "%", "percent"),
    Column(_("Coverage"), "%", "percent"),
)
_DIMENSIONS = {
    "district": _("By district"),
    "commune": _("By commune"),
    "sector": _("By sector"),
    "size": _("By size"),
}
_SAVING_ROWS = {
    "measured": _("Metered or billed"),
    "metered": _("Metered"),
    "billed": _("Billed"),
    "self_reported": _("The facility's own figure"),
}
_OF_FACILITIES = (ind.I1, ind.I2, ind.I2S)


def export(desk: Desk, board: IndicatorBoard, target: Path, progress: Progress | None = None) -> Path:
    """Write the board: indicators, breakdowns, savings, years, facilities, officers, notes.

    One .xlsx, or when the name ends in .csv a file for each sheet, `target` being the first.
    Raises NotWritableError when the folder is read-only or the disk full.
    """
    sheets = [
        _summary(board),
        *(_breakdown_sheet(board, dimension) for dimension in _DIMENSIONS),
        _savings(board),
        _savings_by_part(board),
        _years(desk, board),
        _facilities(desk, board),
        _officers(desk, board),
    ]
    title = words(_("Indicators of the plan on {day}"), day=format_date(board.on))
    write_tables(target, sheets, title=title, notes=_notes(board), progress=progress or silent())
    return target


def _heads(*columns: Column) -> tuple[Column, ...]:
    """Columns with their titles in the user's language."""
    return tuple(Column(words(one.title), one.unit, one.kind, one.width) for one in columns)


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * 100


def _counts(tally: Tally) -> tuple[CellValue, ...]:
    return (
        tally.yes,
        tally.no,
        tally.unknown,
        _percent(tally.known_rate),
        _percent(tally.lower),
        _percent(tally.upper),
        _percent(tally.coverage),
    )


def _summary(board: IndicatorBoard) -> Sheet:
    columns = _heads(
        Column(_("Indicator")),
        Column(_("Name")),
        Column(_("Target"), "%", "percent"),
        *COUNTS,
        Column(_("Result"), "%", "percent"),
        Column(_("Judgement")),
        Column(_("Of them too old"), kind="integer"),
        Column(_("Left out"), kind="integer"),
        Column(_("Not known whether in the base"), kind="integer"),
        Column(_("Yes added by unreviewed records"), kind="integer"),
    )

    def row(line: IndicatorLine) -> tuple[CellValue, ...]:
        return (
            line.id,
            line.title,
            _percent(line.target),
            *_counts(line.tally),
            _percent(line.headline),
            line.verdict_words,
            line.stale,
            line.excluded,
            line.undetermined,
            line.waiting.yes,
        )

    rows = [row(part) for line in board.lines for part in (line, *line.parts)]
    return Sheet(words(_("Indicators")), columns, rows)


def _breakdown_sheet(board: IndicatorBoard, dimension: str) -> Sheet:
    columns = _heads(
        Column(_("Indicator")),
        Column(_("Name")),
        Column(_("Code")),
        Column(_("Part")),
        *COUNTS,
        Column(_("Judgement")),
    )
    ids = (*_OF_FACILITIES, ind.I4) if dimension in ("district", "commune") else _OF_FACILITIES
    rows = [
        (
            id,
            board.line(id).title,
            group.key,
            group.label,
            *_counts(group.tally),
            words(VERDICTS[group.verdict]) if group.verdict else "",
        )
        for id in ids
        for group in breakdown(board, id, dimension)
    ]
    return Sheet(words(_DIMENSIONS[dimension]), columns, rows)


def _savings(board: IndicatorBoard) -> Sheet:
    columns = _heads(
        Column(_("Evidence")),
        Column(_("Applying"), kind="integer"),
        Column(_("Measurable"), kind="integer"),
        Column(_("Not measurable"), kind="integer"),
        Column(_("Below 0"), kind="integer"),
        Column(_("0 to under 8 %"), kind="integer"),
        Column(_("8 to 13 %"), kind="integer"),
        Column(_("Over 13 %"), kind="integer"),
        Column(_("Least"), "%", "percent"),
        Column(_("Lower quartile"), "%", "percent"),
        Column(_("Median"), "%", "percent"),
        Column(_("Upper quartile"), "%", "percent"),
        Column(_("Most"), "%", "percent"),
        Column(_("Mean"), "%", "percent"),
        Column(_("Mean weighted by energy"), "%", "percent"),
    )
    tables = {"measured": board.saving, **board.saving_rows}
    rows = [(words(_SAVING_ROWS[name]), *_saving_cells(table)) for name, table in tables.items()]
    return Sheet(words(_("Savings")), columns, rows)


def _savings_by_part(board: IndicatorBoard) -> Sheet:
    columns = _heads(
        Column(_("Breakdown")),
        Column(_("Part")),
        Column(_("Applying"), kind="integer"),
        Column(_("Measurable"), kind="integer"),
        Column(_("Median"), "%", "percent"),
        Column(_("Mean weighted by energy"), "%", "percent"),
    )
    rows = [
        (
            words(heading),
            one.label,
            one.table.adopters,
            one.table.measurable,
            _percent(one.table.median),
            _percent(one.table.weighted),
        )
        for dimension, heading in _DIMENSIONS.items()
        for one in saving_breakdown(board, dimension)
    ]
    return Sheet(words(_("Savings by part")), columns, rows)


def _years(desk: Desk, board: IndicatorBoard) -> Sheet:
    columns = _heads(
        Column(_("Indicator")),
        Column(_("Name")),
        Column(_("On the day"), kind="date"),
        *COUNTS,
        Column(_("Result"), "%", "percent"),
        Column(_("Judgement")),
    )
    found = years_of(desk, board, [line.id for line in board.lines])
    rows = [
        (
            line.id,
            line.title,
            one.on,
            *_counts(one.tally),
            _percent(one.headline),
            words(VERDICTS[one.verdict]) if one.verdict else "",
        )
        for line in board.lines
        for one in found[line.id]
    ]
    return Sheet(words(_("By year")), columns, rows)


def _saving_cells(table: SavingTable) -> tuple[CellValue, ...]:
    return (
        table.adopters,
        table.measurable,
        table.not_measurable,
        table.below_zero,
        table.under_8,
        table.from_8_to_13,
        table.over_13,
        _percent(table.minimum),
        _percent(table.lower_quartile),
        _percent(table.median),
        _percent(table.upper_quartile),
        _percent(table.maximum),
        _percent(table.mean),
        _percent(table.weighted),
    )


def _facilities(desk: Desk, board: IndicatorBoard) -> Sheet:
    columns = _heads(
        Column(_("Code")),
        Column(_("Name")),
        Column(_("Place")),
        Column(_("District")),
        Column(_("Sector")),
        Column(_("Informed and aware")),
        Column(_("Applying cleaner production")),
        Column(_("Applying and saving at least 8 %")),
        Column(_("Saving"), "%", "percent"),
        Column(_("Reasons")),
        Column(_("Facility id")),
    )
    return Sheet(words(_("Facilities")), columns, _facility_rows(desk, board))


def _facility_rows(desk: Desk, board: IndicatorBoard) -> Iterator[tuple[CellValue, ...]]:
    units = unit_ids(desk, board, ind.I1)
    with desk.read() as connection:
        names = facility_names(connection, units)
    for judged in judgements(desk, board, units):
        lines = {id: line_of(judged, id, names) for id in _OF_FACILITIES}
        first, where = lines[ind.I1], judged.at.groups
        reasons = dict.fromkeys(reason for id in _OF_FACILITIES for reason in lines[id].reasons)
        yield (
            first.code,
            first.name,
            first.place,
            label_of(board.tables, "district", where.get("district", "")),
            label_of(board.tables, "sector", where.get("sector", "")),
            *(words(COUNTED[lines[id].counts_as]) for id in _OF_FACILITIES),
            _percent(lines[ind.I2S].saving),
            " ".join(reasons),
            judged.unit_id,
        )


def _officers(desk: Desk, board: IndicatorBoard) -> Sheet:
    columns = _heads(
        Column(_("Code")),
        Column(_("Name")),
        Column(_("Agency")),
        Column(_("Trained and competent")),
        Column(_("Reasons")),
    )
    rows = [
        (line.code, line.name, line.place, words(COUNTED[line.counts_as]), " ".join(line.reasons))
        for line in members(desk, board, ind.I4)
    ]
    return Sheet(words(_("Officers")), columns, rows)


def _notes(board: IndicatorBoard) -> list[str]:
    notes = [f"{line.id}: {line.definition}" for one in board.lines for line in (one, *one.parts)]
    notes.append(words(_("Only accepted records count. Unreviewed facts left out: {n}."), n=board.unreviewed))
    notes.append(
        words(
            _("A fact older than {months} months is too old: unknown."), months=board.counted.validity_months
        )
    )
    used = ", ".join(f"{name} {version}" for name, version in sorted(board.versions.items()))
    notes.append(words(_("Reference tables: {tables}"), tables=used))
    return notes


def as_json(board: IndicatorBoard) -> dict[str, Any]:
    """The board for programs: shares as decimal text, null where there is none."""
    return {
        "on": board.on.isoformat(),
        "facilities": board.facilities,
        "unreviewed": board.unreviewed,
        "indicators": {
            line.id: {**_line_json(line), **_waiting_json(board, line)}
            for one in board.lines
            for line in (one, *one.parts)
        },
        "saving": {
            name: _saving_json(table)
            for name, table in {"measured": board.saving, **board.saving_rows}.items()
        },
        "by_district": _by(board, "district"),
        "by_sector": _by(board, "sector"),
        "versions": dict(board.versions),
    }


def _by(board: IndicatorBoard, dimension: str) -> dict[str, dict[str, dict[str, int]]]:
    return {
        id: {group.key: _tally_json(group.tally) for group in breakdown(board, id, dimension)}
        for id in _OF_FACILITIES
    }


def _tally_json(tally: Tally) -> dict[str, int]:
    return {"yes": tally.yes, "no": tally.no, "unknown": tally.unknown}


def _line_json(line: IndicatorLine) -> dict[str, Any]:
    return {
        "title": line.title,
        "target": _text(line.target),
        **_tally_json(line.tally),
        "denominator": line.tally.total,
        "excluded": line.excluded,
        "undetermined": line.undetermined,
        "stale": line.stale,
        "known_rate": _text(line.tally.known_rate),
        "lower": _text(line.tally.lower),
        "upper": _text(line.tally.upper),
        "coverage": _text(line.coverage),
        "headline": _text(line.headline),
        "verdict": str(line.verdict) if line.verdict else None,
    }


def _waiting_json(board: IndicatorBoard, line: IndicatorLine) -> dict[str, Any]:
    """`waiting`: how many would count otherwise if what nobody has reviewed were accepted, and as what.

    `if_accepted`: the counts as they would then be.
    """
    now, change = line.tally, line.waiting
    then = Tally(now.yes + change.yes, now.no + change.no, now.unknown + change.unknown)
    units = len(board.counted.waiting_units(line.id))
    as_what = _tally_json(board.counted.waiting_as(line.id))
    return {"waiting": {"units": units, **as_what}, "if_accepted": _tally_json(then)}


def _saving_json(table: SavingTable) -> dict[str, Any]:
    names = SavingTable.__dataclass_fields__
    return {name: _value(getattr(table, name)) for name in names}


def _value(value: object) -> object:
    return _text(value) if isinstance(value, Decimal) else value


def _text(share: Decimal | None) -> str | None:
    return None if share is None else str(share.quantize(Decimal("0.000001")))


def file_name(on: date) -> str:
    """The name that an export is offered under."""
    return f"chi-tieu-{on.isoformat()}.xlsx" if language() == "vi" else f"indicators-{on.isoformat()}.xlsx"
