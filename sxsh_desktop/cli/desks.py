"""The store itself: `sxsh init | demo | verify | rebuild | backup | restore | store move`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

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
    store_folder,
)

AddressOption = Annotated[
    str,
    typer.Option(
        help="A PostgreSQL database: postgresql://person:password@server/database.",
        show_default=False,
        envvar="SXSH_DATABASE",
        show_envvar=True,
    ),
]
FilesOption = Annotated[
    Path | None,
    typer.Option(help="A folder for photos that all who share the database reach.", show_default=False),
]


def add_to(application: typer.Typer) -> None:
    """Put these commands on the first level."""
    application.command("init")(init)
    application.command("units")(units)
    application.command("demo")(demo)
    application.command("verify")(verify)
    application.command("rebuild")(rebuild)
    application.command("backup")(backup)
    application.command("restore")(restore)
    places = typer.Typer(no_args_is_help=True, help="Where the store's tables are.")
    places.command("move")(move)
    places.command("where")(where)
    application.add_typer(places, name="store")


def init(
    role: Annotated[Literal["officer", "department"], typer.Option(help="Whose desk this is.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    code: Annotated[str, typer.Option(help="The person's code from the list of officers.")],
    unit: Annotated[str, typer.Option(help="The unit's code: see `sxsh units`.")],
    language: Annotated[Literal["vi", "en"], typer.Option(help="The language of the window.")] = "vi",
    address: AddressOption = "",
    files: FilesOption = None,
    store: StoreOption = None,
) -> None:
    """Set up a store; with --address its tables are on a PostgreSQL server.

    Example: sxsh init --role officer --name "Nguyễn Văn An" --code CB01 --unit 873
    """
    from sxsh_desktop.services.database_place import DatabasePlace
    from sxsh_desktop.services.setup import Answers, set_up

    place = DatabasePlace(address, str(files or ""))
    desk = set_up(store_folder(store), Answers(role, language, code, name, unit), place=place)
    desk.close()
    say(words("The store is ready: {folder}", folder=str(store_folder(store))))


def units(
    level: Annotated[str, typer.Option(help="tinh, ttkc, kkt, huyen or xa; empty for all.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List the units that a person may belong to.

    Example: sxsh units --level huyen
    """
    from sxsh_desktop.base.words import language
    from sxsh_desktop.services.setup import unit_choices

    found = unit_choices(level, language())
    if as_json:
        print_json(found)
        return
    print_table(
        (words("Code"), words("Unit"), words("From"), words("To")),
        [(one.code, one.name, one.valid_from, one.valid_to or "") for one in found],
    )


def demo(
    folder: Annotated[Path, typer.Argument(help="An empty or new folder for everything that is made.")],
    seed: Annotated[int, typer.Option(help="Another number gives another province.")] = 50,
    facilities: Annotated[int, typer.Option(help="How many facilities.")] = 302,
    as_json: JsonOption = False,
) -> None:
    """Do the whole job on sample data, without a window: fill, send, receive, review, print, report.

    Example: sxsh demo out
    """
    from sxsh_desktop.services.demo import run_demo

    with shown_progress() as progress:
        summary = run_demo(folder, seed=seed, facilities=facilities, progress=progress)
    if as_json:
        print_json(summary)
        return
    for step, seconds in summary["seconds"].items():
        say(f"{seconds:7.2f} s  {step}")
    say(words("Done: everything is in {folder}; figures in summary.json.", folder=str(folder)))


def verify(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Check every hash, signature, attachment and derived table of the store. Ends with 1 when something is wrong.

    Example: sxsh verify --json
    """
    from sxsh_desktop.services import backup as service

    with desk_at(store) as desk, shown_progress() as progress:
        report = service.verify(desk, progress)
    if as_json:
        print_json(report)
    else:
        say(words("Ledger {hash}", hash=report.ledger_hash))
        say(words("Derived tables {hash}", hash=report.derived_hash))
        counts = (report.revisions, report.entries, report.diverged, report.waiting, report.shelf)
        print_table(
            (
                words("Revisions"),
                words("Entries"),
                words("Diverged"),
                words("Waiting"),
                words("On the shelf"),
            ),
            [counts],
        )
        for problem in report.problems:
            say(str(problem))
        say(words("Everything is in order.") if report.ok else words("Something is wrong: see above."))
    if not report.ok:
        raise typer.Exit(1)


def rebuild(store: StoreOption = None) -> None:
    """Drop everything that is computed from the ledger, and compute it again.

    Example: sxsh rebuild
    """
    from sxsh_desktop.services import backup as service

    with desk_at(store) as desk, shown_progress() as progress:
        service.rebuild(desk, progress)
    say(words("Lists, facts and the register have been computed again."))


def backup(
    target: Annotated[
        Path | None,
        typer.Argument(
            help="A whole store with its keys, not sealed, goes there (default: sealed, in the store's folder).",
            show_default=False,
        ),
    ] = None,
    second: Annotated[
        Path | None,
        typer.Option(
            help="From now on sealed backups go to this folder too, whenever it is there.", show_default=False
        ),
    ] = None,
    no_second: Annotated[bool, typer.Option("--no-second", help="No second place any more.")] = False,
    recovery: Annotated[
        Path | None,
        typer.Option(
            help="Make a new recovery code and write it to this file; it opens backups made from now on.",
            show_default=False,
        ),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Make a backup of the open store and read it back.

    Example: sxsh backup --second E:\\sxsh --recovery D:\\code.txt
    """
    from sxsh_desktop.services import backup as service
    from sxsh_desktop.services import backup_settings

    with desk_at(store) as desk, shown_progress() as progress:
        if recovery is not None:
            backup_settings.make_recovery_file(desk, recovery)
        if second is not None or no_second:
            backup_settings.set_second_place(desk, None if no_second else second)
        made = service.backup(desk, target, progress)
    say(words("Backup made and read back: {file}", file=str(made.file)))
    if made.second is not None:
        say(words("And in the second place: {file}", file=str(made.second)))


def restore(
    file: Annotated[Path, typer.Argument(help="The backup, or a folder of backups (the newest is taken).")],
    code: Annotated[
        Path | None,
        typer.Option(
            help="A file with the recovery code, for backups of another computer; - asks for it.",
            allow_dash=True,
            show_default=False,
        ),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Bring back what a backup holds. What is in the store stays: nothing is overwritten.

    Example: sxsh restore E:\\sxsh --code D:\\code.txt
    """
    from sxsh_desktop.services import backup as service
    from sxsh_desktop.services.backup_settings import read_recovery_file

    typed = ""
    if code is not None:
        asked = str(code) == "-"
        typed = typer.prompt(words("Recovery code"), hide_input=True) if asked else read_recovery_file(code)
    with shown_progress() as progress:
        service.restore(store_folder(store), file, progress, code=typed)
    say(words("What the backup holds is in the store again."))


def where(store: StoreOption = None) -> None:
    """Say where the store's tables are.

    Example: sxsh store where
    """
    from sxsh_desktop.services.database_place import read_place

    folder = store_folder(store)
    say(read_place(folder).shown or str(folder))


def move(
    to: Annotated[
        str,
        typer.Option(
            help="A PostgreSQL database: postgresql://person:password@server/database.", show_default=False
        ),
    ] = "",
    to_file: Annotated[bool, typer.Option("--to-file", help="Back into the store's folder.")] = False,
    files: FilesOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Move the store's tables to a PostgreSQL server, or back; nothing is lost, photos stay where they are.

    Example: sxsh store move --to postgresql://sxsh:password@server/sxsh
    """
    from sxsh_desktop.services.database_place import DatabasePlace
    from sxsh_desktop.services.store_move import move_store

    if bool(to) == to_file:
        raise typer.BadParameter(words("Say either --to ADDRESS or --to-file."))
    place = DatabasePlace() if to_file else DatabasePlace(to, str(files or ""))
    with shown_progress() as progress:
        moved = move_store(store_folder(store), place, progress)
    if as_json:
        print_json(moved)
        return
    say(words("The store is now in {place}; ledger {hash}.", place=moved.place, hash=moved.ledger_hash))
    if moved.kept is not None:
        say(words("What was there before is kept in {file}", file=str(moved.kept)))
