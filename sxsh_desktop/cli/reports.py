"""`sxsh report indicators`, `savings`, `audit`, `freeze`, `compare`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sxsh_desktop.base.words import words
from sxsh_desktop.cli.common import (
    JsonOption,
    StoreOption,
    desk_at,
    print_json,
    print_table,
    say,
    shown_progress,
)
from sxsh_desktop.domain.results import Known, Result

if TYPE_CHECKING:
    from sxsh_desktop.services.desk import Desk
    from sxsh_desktop.services.indicators_values import IndicatorBoard

group = typer.Typer(help="Figures for the province.", no_args_is_help=True)


@group.callback()
def _reports() -> None:
    """Figures for the province."""


@group.command("indicators")
def indicators(
    on: Annotated[
        str, typer.Option("--on", help="The day that they are computed for (ISO; default: today).")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Also write them as an .xlsx, or as .csv files.")
    ] = None,
    district: Annotated[
        list[str] | None, typer.Option(help="Only this district; may be given again.")
    ] = None,
    sector: Annotated[list[str] | None, typer.Option(help="Only this sector; may be given again.")] = None,
    public: Annotated[
        Path | None,
        typer.Option("--public", help="Also write the tables for publication: no names, no count under 3."),
    ] = None,
    explain: Annotated[
        str, typer.Option(metavar="ID", help="Print the chain behind one indicator: I1, I2, I2S, I3, I4, …")
    ] = "",
    answer: Annotated[
        str,
        typer.Option(help="With --explain: only yes, no, unknown, stale, excluded, undetermined or waiting."),
    ] = "",
    first: Annotated[int, typer.Option(help="With --explain: begin with this unit.")] = 0,
    limit: Annotated[int, typer.Option(help="With --explain: show at most so many units.")] = 20,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """The plan's targets with numerator, denominator, unknown and bounds.

    Example: sxsh report indicators --on 2026-12-14 -o indicators.xlsx
    Example: sxsh report indicators -o indicators.csv
    Example: sxsh report indicators --explain I1 --answer no
    """
    from sxsh_desktop.services import indicators as service
    from sxsh_desktop.services import indicators_export, indicators_public

    filters = service.IndicatorFilters(districts=frozenset(district or ()), sectors=frozenset(sector or ()))
    with desk_at(store) as desk, shown_progress() as progress:
        board = service.compute(desk, _day(on) or desk.today(), filters, progress=progress)
        if out is not None:
            indicators_export.export(desk, board, out, progress)
        if public is not None:
            indicators_public.export_public(board, public, progress)
        if explain:
            _explain(desk, board, explain, answer, first, limit, as_json)
            return
    if as_json:
        print_json(indicators_export.as_json(board))
        return
    _print_board(board)
    for file in (out, public):
        if file is not None:
            say(str(file))


@group.command("series")
def series(
    out: Annotated[Path, typer.Argument(help="The .xlsx or .csv to write.")],
    facility: Annotated[
        list[str] | None, typer.Option(help="Only this facility (its code or id); may be given again.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Write what facilities used and made, period by period: labels, units, ids, quality, versions of factors.

    Example: sxsh report series series.xlsx --facility CL-0001
    """
    from sxsh_desktop.services import register, series_export

    with desk_at(store) as desk, shown_progress() as progress:
        named = ((code, register.facility_of_code(desk, code)) for code in facility or ())
        ids = [found.facility_id if found else code for code, found in named]
        series_export.export_series(desk, out, ids, progress)
    say(str(out))


def _print_board(board: IndicatorBoard) -> None:
    headings = (
        words("Indicator"), words("Yes"), words("No"), words("Unknown"), words("Lower bound"), words("Upper bound"),
        words("Target"), words("Verdict"),
    )  # fmt: skip
    print_table(
        headings,
        [
            (
                one.title,
                one.tally.yes,
                one.tally.no,
                one.tally.unknown,
                _percent(one.tally.lower),
                _percent(one.tally.upper),
                _percent(one.target),
                one.verdict_words,
            )
            for one in board.lines
        ],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"--on {text!r}: YYYY-MM-DD") from error


def _explain(
    desk: Desk, board: IndicatorBoard, id: str, answer: str, first: int, limit: int, as_json: bool
) -> None:
    from sxsh_desktop.services import indicators_explain as service
    from sxsh_desktop.services import indicators_told as told

    try:
        found = service.explain(desk, board, id.upper(), answer, first, limit)
    except KeyError as error:
        raise typer.BadParameter(f"--explain {id!r}: I1, I2, I2L, I2G, I2S, I3, I4, I4C, I4G") from error
    if as_json:
        print_json(found)
        return
    for line in told.plain(told.explanation_lines(found)):
        say(line)


@group.command("savings")
def savings(
    on: Annotated[
        str, typer.Option("--on", help="The day that they are counted up to (ISO; default: today).")
    ] = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What solutions saved: by resource, and metered, billed, self-reported and only expected ones apart.

    Example: sxsh report savings --on 2026-06-30
    """
    from sxsh_desktop.services import savings as service

    with desk_at(store) as desk, shown_progress() as progress:
        book = service.savings_book(desk, _day(on) or desk.today(), progress=progress)
    if as_json:
        print_json(book)
        return
    headings = (
        words("Resource"), words("Evidence"), words("Unit"), words("January to June"), words("July to December"),
        words("The year"), words("A year at this pace"), words("Since the beginning"),
    )  # fmt: skip
    print_table(
        headings,
        [
            (
                words(service.RESOURCE_WORDS[one.resource]),
                words(service.ROW_WORDS[one.row]),
                _UNITS.get(one.unit, one.unit),
                *map(_amount, (*one.halves, one.year, one.run_rate, one.cumulative)),
            )
            for one in book.sums
        ],
    )


_UNITS = {"vnd": "đ", "kwh": "kWh", "m3": "m³", "tan": "t", "toe": "TOE", "co2e": "t CO₂e"}


def _amount(result: Result[Decimal]) -> str:
    """An amount, with how many of how many solutions it speaks of where that was not all."""
    from sxsh_desktop.base.words import language
    from sxsh_desktop.domain.numbers import format_number

    if not isinstance(result, Known):
        return "–"
    text = format_number(result.value, 1, language())
    return text if result.used == result.of else f"{text} ({result.used}/{result.of})"


@group.command("audit")
def audit(
    facilities: Annotated[list[str], typer.Argument(help="Facility codes or ids.", metavar="FACILITY...")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The .docx or .pdf; with several facilities a folder.")
    ],
    ending: Annotated[str, typer.Option("--as", help="With a folder: docx or pdf.")] = "docx",
    store: StoreOption = None,
) -> None:
    """The audit report of a facility (forms D, E, F) in the official layout, to edit (.docx) or to read (.pdf).

    Example: sxsh report audit CL-7K3QXB-0012 -o report.docx
    """
    from sxsh_desktop.services import audit_report as service
    from sxsh_desktop.services import register

    with desk_at(store) as desk, shown_progress() as progress:
        found = {code: register.facility_of_code(desk, code) for code in facilities}
        ids = [one.facility_id if one is not None else code for code, one in found.items()]
        if len(ids) == 1 and out.suffix:
            written = service.write_audit_report(desk, ids[0], out, progress)
        else:
            written = service.write_audit_reports(desk, ids, out, f".{ending.lstrip('.')}", progress)
    for file in written.files:
        say(str(file))
    for name in written.skipped:
        say(words("Not assessed yet: {facility}", facility=name))


@group.command("sheet")
def sheet(
    facility: Annotated[str, typer.Argument(help="Code of the facility.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The .pdf or .docx.")],
    store: StoreOption = None,
) -> None:
    """Charts of a facility and the readings of its saving side by side, to print or edit.

    Example: sxsh report sheet CL-7K3QXB-0012 -o figures.pdf
    """
    from sxsh_desktop.services import facility_sheet, register

    with desk_at(store) as desk, shown_progress() as progress:
        found = register.facility_of_code(desk, facility)
        say(str(facility_sheet.write_sheet(desk, found.facility_id if found else facility, out, progress)))


@group.command("freeze")
def freeze(
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.")],
    on: Annotated[
        str, typer.Option("--on", help="The day that it is computed for (ISO; default: today).")
    ] = "",
    district: Annotated[
        list[str] | None, typer.Option(help="Only this district; may be given again.")
    ] = None,
    sector: Annotated[list[str] | None, typer.Option(help="Only this sector; may be given again.")] = None,
    store: StoreOption = None,
) -> None:
    """Keep the indicators as they are, with everything that they rest on, in one signed file.

    Example: sxsh report freeze --on 2026-06-30 -o half-year.json
    """
    from sxsh_desktop.services import indicators as service
    from sxsh_desktop.services import indicators_frozen

    filters = service.IndicatorFilters(districts=frozenset(district or ()), sectors=frozenset(sector or ()))
    with desk_at(store) as desk, shown_progress() as progress:
        board = service.compute(desk, _day(on) or desk.today(), filters, progress=progress)
        say(str(indicators_frozen.freeze(desk, board, out, progress)))


@group.command("compare")
def compare(
    file: Annotated[Path, typer.Argument(help="A file that `freeze` wrote.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a frozen report again and explain every difference, row by row.

    Example: sxsh report compare half-year.json
    """
    from sxsh_desktop.services import indicators_frozen as service
    from sxsh_desktop.services.frozen_words import comparison_lines

    with desk_at(store) as desk, shown_progress() as progress:
        found = service.compare(desk, service.read_frozen(desk, file), progress)
        lines = comparison_lines(desk, found)
    if as_json:
        print_json({"versions": found.versions, "figures": found.figures, "units": found.units})
        return
    for line in lines:
        say(line)


def _percent(share: object) -> str:
    from sxsh_desktop.base.words import language
    from sxsh_desktop.domain.numbers import format_percent

    return format_percent(share, language=language()) if isinstance(share, Decimal) else "–"
