"""`sxsh table list | publish`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sxsh_desktop.base.words import language, words
from sxsh_desktop.cli.common import JsonOption, StoreOption, desk_at, print_json, print_table, say

group = typer.Typer(help="Reference tables: places, industries, units, factors, ...", no_args_is_help=True)


@group.command("list")
def list_tables(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List every version of every table with its source.

    Example: sxsh table list
    """
    from sxsh_desktop.services import reference

    with desk_at(store) as desk:
        found = reference.tables_of(desk)
    if as_json:
        print_json(found)
        return
    headings = (words("Table"), words("Version"), words("From"), words("Title"), words("Source"))
    print_table(
        headings,
        [(one.name, one.version, one.valid_from, one.title(language()), one.source) for one in found],
    )


@group.command("publish")
def publish(
    table: Annotated[str, typer.Argument(help="The table's name: see `sxsh table list`.")],
    file: Annotated[Path, typer.Argument(help="The new rows: CSV, UTF-8, with a heading.")],
    source: Annotated[str, typer.Option(help="Where the rows come from.")],
    version: Annotated[str, typer.Option(help="Must sort behind the present one (default: today).")] = "",
    valid_from: Annotated[str, typer.Option(help="ISO date (default: today).")] = "",
    store: StoreOption = None,
) -> None:
    """Make a file the newest version of a table; it travels in the next bundles.

    Example: sxsh table publish grid_factors grid.csv --source "1726/BĐKH-PTCBT, 3/12/2024"
    """
    from sxsh_desktop.services.reference_exchange import publish_table

    with desk_at(store) as desk:
        publish_table(desk, table, file, version=version, source=source, valid_from=valid_from)
    say(words("The table {table} is published.", table=table))
