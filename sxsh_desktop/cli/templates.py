"""`sxsh template write | read`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sxsh_desktop.base.words import words
from sxsh_desktop.cli.common import JsonOption, StoreOption, desk_at, print_json, say, shown_progress

group = typer.Typer(help="Tables that a facility fills in month by month.", no_args_is_help=True)


@group.command("write")
def write(
    facility: Annotated[str, typer.Argument(help="Code of the facility.")],
    file: Annotated[Path, typer.Argument(help="The .xlsx to write.")],
    year: Annotated[int, typer.Option(help="The year (default: the one before this).")] = 0,
    store: StoreOption = None,
) -> None:
    """Write a table for a facility: a line a month, label and unit in each heading.

    Example: sxsh template write CL-0001 figures.xlsx --year 2025
    """
    from sxsh_desktop.services import register, series_template

    with desk_at(store) as desk, shown_progress() as progress:
        found = register.facility_of_code(desk, facility)
        facility_id = found.facility_id if found else facility
        series_template.write_template(desk, facility_id, year or desk.today().year - 1, file, progress)
    say(str(file))


@group.command("read")
def read(
    file: Annotated[Path, typer.Argument(help="The .xlsx that came back.")],
    by_month: Annotated[
        bool, typer.Option("--by-month", help="A draft for each month, as a model of the months needs them.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a draft of form C from a table that came back; look at it in the window before completing it.

    Example: sxsh template read figures.xlsx
    """
    from sxsh_desktop.services import series_template

    with desk_at(store) as desk:
        found = series_template.read_template(desk, file, by_month=by_month)
    if as_json:
        print_json(found)
        return
    said = words(
        "A draft with {rows} rows was made; {doubtful} of them hold something doubtful.",
        rows=found.rows,
        doubtful=found.doubtful,
    )
    say(said)
