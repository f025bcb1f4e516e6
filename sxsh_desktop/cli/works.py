"""`sxsh work give | list | withdraw`: the work that the department gives to officers."""

from __future__ import annotations

from typing import Annotated

import typer

from sxsh_desktop.base.words import words
from sxsh_desktop.cli.common import JsonOption, StoreOption, desk_at, print_json, print_table, say
from sxsh_desktop.services import assignments
from sxsh_desktop.services.assignments import Task
from sxsh_desktop.services.register import facility_of_code

group = typer.Typer(help="The work that the department gives to officers.", no_args_is_help=True)


@group.command("give")
def give(
    officer: Annotated[str, typer.Argument(help="The officer's code.")],
    form: Annotated[str, typer.Argument(help="The form to fill (see `sxsh form list`).")],
    facility: Annotated[list[str] | None, typer.Option(help="Codes of facilities; may be repeated.")] = None,
    place: Annotated[str, typer.Option(help="Code of a district or commune instead.")] = "",
    due: Annotated[str, typer.Option(help="Until when (2026-12-15).")] = "",
    note: Annotated[str, typer.Option(help="A note for the officer.")] = "",
    store: StoreOption = None,
) -> None:
    """Give work to an officer; it travels in the next bundle for the officer.

    Example: sxsh work give CB01 c_tieu_thu --facility CL-0001 --due 2026-12-15
    """
    with desk_at(store) as desk:
        ids = []
        for code in facility or ():
            found = facility_of_code(desk, code)
            if found is None:
                raise assignments.WorkNotClearError(what=words("there is no facility {code}", code=code))
            ids.append(found.facility_id)
        given = assignments.give(desk, officer, [Task(form, one, place, due, note) for one in ids or [""]])
    say(words("{count} pieces of work given to {officer}.", count=len(given), officer=officer))


@group.command("list")
def list_work(
    officer: Annotated[str, typer.Argument(help="One officer's only (at the department).")] = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the work that was given: what is open, begun and done, by due day.

    Example: sxsh work list CB01
    """
    with desk_at(store) as desk:
        found = assignments.work_list(desk, officer)
        today = desk.today()
    if as_json:
        print_json(found)
        return
    states = {"open": words("open"), "started": words("begun"), "done": words("done")}
    rows = [
        (
            one.officer_code,
            one.form_id,
            one.facility or one.place,
            one.due + (" !" if one.is_overdue(today) else ""),
            states[one.state],
            one.entry_id,
        )
        for one in found
    ]
    headings = (
        words("Officer"),
        words("Form"),
        words("Facility or place"),
        words("Until"),
        words("State"),
        words("Work"),
    )
    print_table(headings, rows)


@group.command("withdraw")
def withdraw(
    work: Annotated[list[str], typer.Argument(help="See `sxsh work list`.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    store: StoreOption = None,
) -> None:
    """Take work back; the officer's list loses it with the next bundle.

    Example: sxsh work withdraw 0b7e...
    """
    with desk_at(store) as desk:
        count = assignments.withdraw(desk, work, reason)
    say(words("{count} pieces of work taken back.", count=count))
