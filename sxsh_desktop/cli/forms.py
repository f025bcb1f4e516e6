"""`sxsh form check | list`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sxsh_desktop.base.words import words
from sxsh_desktop.cli.common import JsonOption, StoreOption, desk_at, print_json, print_table, say

group = typer.Typer(help="Forms: check one, list those that are here.", no_args_is_help=True)


@group.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="An XLSForm (.xlsx).")],
    as_json: JsonOption = False,
) -> None:
    """Name every fault of a form: sheet, row, column and what to do. Ends with 1 when there are faults.

    Example: sxsh form check forms/a_co_so.xlsx
    """
    from sxsh_desktop.services import reference
    from sxsh_desktop.xform.check import check_form

    findings = check_form(file, reference.load_vocabulary(), reference.load_units())
    faults = [one for one in findings if one.severity == "error"]
    if as_json:
        print_json({"file": file, "ok": not faults, "findings": findings})
    else:
        for one in findings:
            place = ":".join(str(part) for part in (one.sheet, one.row, one.column) if part)
            say(f"{place}: {one.message} [{one.code}]" if place else f"{one.message} [{one.code}]")
        if faults:
            say(words("{count} faults. The form cannot be used until they are mended.", count=len(faults)))
        else:
            say(words("No faults."))
    if faults:
        raise typer.Exit(1)


@group.command("list")
def list_forms(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the forms of the store.

    Example: sxsh form list
    """
    with desk_at(store) as desk:
        found = desk.forms.every_version()
    if as_json:
        print_json(found)
        return
    headings = (words("Form"), words("Id"), words("Version"), words("Title"), words("State"))
    print_table(headings, [(one.letter, one.form_id, one.version, one.title, one.state) for one in found])
