"""`sxsh print blank | prefilled | filled`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sxsh_desktop.base.words import words
from sxsh_desktop.cli.common import StoreOption, desk_at, say, shown_progress
from sxsh_desktop.services import printing, register
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.printing import PrintResult

group = typer.Typer(help="Forms on paper: blank, prefilled or filled, as PDF.", no_args_is_help=True)
OutOption = Annotated[Path, typer.Option("--out", "-o", help="The PDF, or a folder with --one-per-facility.")]
LanguageOption = Annotated[Literal["", "vi", "en"], typer.Option(help="Language of the paper.")]
EachOption = Annotated[bool, typer.Option("--one-per-facility", help="One PDF for each facility.")]


@group.command("blank")
def blank(
    out: OutOption,
    forms: Annotated[list[str] | None, typer.Argument(help="Form ids or letters (default: all).")] = None,
    copies: Annotated[int, typer.Option(min=1, max=200)] = 1,
    language: LanguageOption = "",
    store: StoreOption = None,
) -> None:
    """Print blank forms.

    Example: sxsh print blank A C -o forms.pdf
    """
    with desk_at(store) as desk, shown_progress() as progress:
        chosen = _form_ids(desk, forms or [])
        _said(printing.print_blank(desk, chosen, out, copies=copies, spoken=language, progress=progress))


@group.command("prefilled")
def prefilled(
    out: OutOption,
    form: Annotated[list[str], typer.Option(help="Form id or letter; may be given again.")],
    facilities: Annotated[list[str], typer.Argument(help="Facility codes.")],
    each: EachOption = False,
    store: StoreOption = None,
) -> None:
    """Print forms with what is known of each facility.

    Example: sxsh print prefilled CL-7K3QXB-0012 --form C -o visit.pdf
    """
    with desk_at(store) as desk, shown_progress() as progress:
        ids = [_facility_id(desk, code) for code in facilities]
        chosen = _form_ids(desk, form)
        _said(printing.print_prefilled(desk, chosen, ids, out, one_per_facility=each, progress=progress))


@group.command("filled")
def filled(
    out: OutOption,
    records: Annotated[list[str], typer.Argument(help="Record ids.")],
    each: EachOption = False,
    store: StoreOption = None,
) -> None:
    """Print records as they stand.

    Example: sxsh print filled 3f0c... -o record.pdf
    """
    with desk_at(store) as desk, shown_progress() as progress:
        _said(printing.print_filled(desk, records, out, one_per_facility=each, progress=progress))


def _form_ids(desk: Desk, given: list[str]) -> list[str]:
    """Letters become form ids; nothing given means every form."""
    current = desk.forms.current()
    letters = {info.letter: info.form_id for info in current if info.letter}
    return [letters.get(one.upper(), one) for one in given] or [info.form_id for info in current]


def _facility_id(desk: Desk, code: str) -> str:
    found = register.facility_of_code(desk, code)
    return found.facility_id if found else code


def _said(result: PrintResult) -> None:
    for path in result.paths:
        say(str(path))
    say(words("{pages} pages.", pages=result.pages))
