"""`sxsh record list | show | check | export | import`."""

from __future__ import annotations

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

group = typer.Typer(help="Records: list, show, export, import somebody else's table.", no_args_is_help=True)


@group.command("list")
def list_records(
    text: Annotated[str, typer.Argument(help="Words of title, number or officer.")] = "",
    form: Annotated[str, typer.Option(help="Form id.")] = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List records and drafts.

    Example: sxsh record list --form c_tieu_thu
    """
    from sxsh_desktop.services import records

    chosen = records.RecordFilter(text=text, form_ids=(form,) if form else ())
    with desk_at(store) as desk:
        found = records.records(desk, chosen)
    if as_json:
        print_json(found)
        return
    headings = (words("Form"), words("Day"), words("Facility"), words("Record"), words("State"), words("Id"))
    print_table(
        headings,
        [
            (
                one.letter,
                one.day,
                one.facility,
                one.title,
                words(records.STANDING_WORDS[one.standing]),
                one.record_id,
            )
            for one in found
        ],
    )


@group.command("show")
def show(
    record: Annotated[str, typer.Argument(help="The record's id.")],
    store: StoreOption = None,
) -> None:
    """Print a record as JSON: answers as they stand, state, what differs, and every version.

    Example: sxsh record show 3f0c...
    """
    from sxsh_desktop.services.record_files import record_document

    with desk_at(store) as desk:
        print_json(record_document(desk, record))


@group.command("check")
def check(
    record: Annotated[str, typer.Argument(help="The record's id.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look for odd figures: against the sector, prices, capacity, other periods and other facilities.

    Example: sxsh record check 3f0c...
    """
    from sxsh_desktop.services import plausibility

    with desk_at(store) as desk:
        found = plausibility.of_record(desk, record)
    if as_json:
        print_json(found)
        return
    for one in found:
        say(plausibility.said(one))
    if not found:
        say(words("Nothing odd was found."))


@group.command("export")
def export(
    folder: Annotated[Path, typer.Argument(help="Where the instances go, one folder each.")],
    records: Annotated[list[str] | None, typer.Argument(help="Record ids (default: all).")] = None,
    store: StoreOption = None,
) -> None:
    """Write records as OpenRosa instances with their photos: readable by ODK and Kobo tools.

    Example: sxsh record export out
    """
    from sxsh_desktop.services.record_files import export_instances

    with desk_at(store) as desk, shown_progress() as progress:
        count = export_instances(desk, folder, records or (), progress)
    say(words("{count} records written to {folder}.", count=count, folder=str(folder)))


@group.command("export-zip")
def export_zip(
    file: Annotated[Path, typer.Argument(help="The zip to write.")],
    records: Annotated[list[str] | None, typer.Argument(help="Record ids (default: all).")] = None,
    store: StoreOption = None,
) -> None:
    """Write records into a zip of instances, as ODK Briefcase keeps them.

    Example: sxsh record export-zip records.zip
    """
    from sxsh_desktop.services import instances_zip

    with desk_at(store) as desk, shown_progress() as progress:
        count = instances_zip.export_zip(desk, file, records or (), progress)
    say(words("{count} records written to {folder}.", count=count, folder=str(file)))


@group.command("import-zip")
def import_zip(
    file: Annotated[Path, typer.Argument(help="A zip of instances (ODK Briefcase, Kobo, this program).")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in the instances of a zip: complete ones become records, the others drafts. A second run adds nothing.

    Example: sxsh record import-zip records.zip
    """
    from sxsh_desktop.services import instances_zip

    with desk_at(store) as desk, shown_progress() as progress:
        done = instances_zip.import_zip(desk, file, progress)
    if as_json:
        print_json(done)
        return
    for one in done.refused:
        say(f"{one.place}: {one.reason}")
    said = words(
        "{records} records and {drafts} drafts taken in, {already} were here, {refused} refused.",
        records=done.records,
        drafts=done.drafts,
        already=done.already,
        refused=len(done.refused),
    )
    say(said)


@group.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A table: CSV, XLSX, XLS or ODS.")],
    form: Annotated[str, typer.Option("--form", help="The form that its rows become.")],
    mapping: Annotated[Path, typer.Option("--map", help="A TOML file: which column answers which question.")],
    report: Annotated[
        Path | None, typer.Option(help="Where rows that fail are listed (.xlsx; default: beside the table).")
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Turn somebody else's table into records. Each row passes the form's own checks; what fails is listed with
    row and reason, the rest goes in; a second run adds nothing.

    Example: sxsh record import audits.csv --form c_tieu_thu --map audits.toml
    """
    from sxsh_desktop.services.intake import import_table

    beside = report or file.with_name(f"{file.stem}-report.xlsx")
    with desk_at(store) as desk, shown_progress() as progress:
        result = import_table(desk, file, form, mapping, beside, progress)
    if as_json:
        print_json(result)
        return
    say(
        words(
            "{taken} records taken in, {corrected} corrected, {unchanged} as before, {refused} refused: {report}",
            taken=result.taken,
            corrected=result.corrected,
            unchanged=result.unchanged,
            refused=result.refused,
            report=str(result.report or beside),
        )
    )
