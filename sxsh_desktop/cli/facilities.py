"""`sxsh facility list | show | duplicates | join | part`."""

from __future__ import annotations

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
from sxsh_desktop.services import facility_links, register
from sxsh_desktop.services.desk import Desk

group = typer.Typer(help="The register of facilities.", no_args_is_help=True)
_PAGE = 256


@group.command("list")
def list_facilities(
    text: Annotated[
        str, typer.Argument(help="Words of the name, code, tax code or place; accents do not matter.")
    ] = "",
    district: Annotated[str, typer.Option(help="Code of a district of the plan.")] = "",
    sector: Annotated[str, typer.Option(help="Code of a sector.")] = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find facilities.

    Example: sxsh facility list "nuoc da" --district 873
    """
    with desk_at(store) as desk:
        query = register.FacilityQuery(text=text, district=district, sector=sector)
        numbers = register.search(desk, query)
        found = [
            one
            for start in range(0, len(numbers), _PAGE)
            for one in register.page(desk, numbers[start : start + _PAGE])
        ]
    if as_json:
        print_json(found)
        return
    headings = (words("Code"), words("Facility"), words("Sector"), words("Commune"), words("Last visit"))
    print_table(
        headings,
        [(one.code, one.name, one.sector_name, one.commune_name, one.last_visit_day) for one in found],
    )


@group.command("show")
def show(
    code: Annotated[str, typer.Argument(help="The facility's code or id.")],
    store: StoreOption = None,
) -> None:
    """Print the card of a facility as JSON.

    Example: sxsh facility show CL-7K3QXB-0012
    """
    from sxsh_desktop.services.facility_card import facility_card

    with desk_at(store) as desk:
        print_json(facility_card(desk, _id_of(desk, code)))


@group.command("duplicates")
def duplicates(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List cards that may be one facility, with the reason.

    Example: sxsh facility duplicates
    """
    from sxsh_desktop.services.duplicates import all_duplicates

    with desk_at(store) as desk, shown_progress() as progress:
        found = all_duplicates(desk, progress)
    if as_json:
        print_json(found)
        return
    print_table(
        (words("Code"), words("Facility"), words("Code"), words("Facility"), words("Reason")),
        [(one.a.code, one.a.name, one.b.code, one.b.name, ", ".join(one.signs)) for one in found],
    )


@group.command("join")
def join(
    a: Annotated[str, typer.Argument(help="Code of one card.")],
    b: Annotated[str, typer.Argument(help="Code of the other card.")],
    reason: Annotated[str, typer.Option(help="Why they are one facility.")],
    store: StoreOption = None,
) -> None:
    """Say that two cards are one facility; `part` takes it back.

    Example: sxsh facility join CL-7K3QXB-0012 SD-9AAB2C-0003 --reason "same owner, same mill"
    """
    with desk_at(store) as desk:
        facility_links.join(desk, _id_of(desk, a), _id_of(desk, b), reason)
    say(words("The two cards are one facility now."))


@group.command("part")
def part(
    a: Annotated[str, typer.Argument(help="Code of one card.")],
    b: Annotated[str, typer.Argument(help="Code of the other card.")],
    reason: Annotated[str, typer.Option(help="Why they are two facilities after all.")],
    store: StoreOption = None,
) -> None:
    """Take a join back.

    Example: sxsh facility part CL-7K3QXB-0012 SD-9AAB2C-0003 --reason "two mills of one owner"
    """
    with desk_at(store) as desk:
        facility_links.part(desk, _id_of(desk, a), _id_of(desk, b), reason)
    say(words("They are two facilities again."))


@group.command("apart")
def apart(
    a: Annotated[str, typer.Argument(help="Code of one card.")],
    b: Annotated[str, typer.Argument(help="Code of the other card.")],
    reason: Annotated[str, typer.Option(help="Why they are two facilities.")] = "",
    again: Annotated[bool, typer.Option("--ask-again", help="Take it back.")] = False,
    store: StoreOption = None,
) -> None:
    """Say that two probable duplicates are two facilities; they are not offered again.

    Example: sxsh facility apart CL-7K3QXB-0012 SD-9AAB2C-0003 --reason "two mills of one owner"
    """
    with desk_at(store) as desk:
        one, other = _id_of(desk, a), _id_of(desk, b)
        if again:
            facility_links.ask_again(desk, one, other, reason)
        else:
            facility_links.tell_apart(desk, one, (other,), reason)
    if again:
        say(words("It is a question again whether they are one facility."))
    else:
        say(words("The two cards are two facilities."))


def _id_of(desk: Desk, code: str) -> str:
    found = register.facility_of_code(desk, code)
    return found.facility_id if found else code
