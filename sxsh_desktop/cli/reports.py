"""`sxsh report indicators`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

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

group = typer.Typer(help="Figures for the province.", no_args_is_help=True)


@group.callback()
def _reports() -> None:
    """Figures for the province."""


@group.command("indicators")
def indicators(
    on: Annotated[
        str, typer.Option("--on", help="The day that they are computed for (ISO; default: today).")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Also write them as an .xlsx.")] = None,
    district: Annotated[
        list[str] | None, typer.Option(help="Only this district; may be given again.")
    ] = None,
    sector: Annotated[list[str] | None, typer.Option(help="Only this sector; may be given again.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """The plan's targets with numerator, denominator, unknown and bounds.

    Example: sxsh report indicators --on 2026-12-14 -o indicators.xlsx
    """
    from sxsh_desktop.services import indicators as service
    from sxsh_desktop.services import indicators_export

    try:
        day = date.fromisoformat(on) if on else None
    except ValueError as error:
        raise typer.BadParameter(f"--on {on!r}: YYYY-MM-DD") from error
    filters = service.IndicatorFilters(districts=frozenset(district or ()), sectors=frozenset(sector or ()))
    with desk_at(store) as desk, shown_progress() as progress:
        board = service.compute(desk, day or desk.today(), filters, progress=progress)
        if out is not None:
            indicators_export.export(desk, board, out, progress)
    if as_json:
        print_json(indicators_export.as_json(board))
        return
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
    if out is not None:
        say(str(out))


def _percent(share: object) -> str:
    from decimal import Decimal

    from sxsh_desktop.base.words import language
    from sxsh_desktop.domain.numbers import format_percent

    return format_percent(share, language=language()) if isinstance(share, Decimal) else "–"
