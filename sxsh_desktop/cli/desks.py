"""The store itself: `sxsh init | demo | verify | rebuild | backup | restore`."""

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


def add_to(application: typer.Typer) -> None:
    """Put these commands on the first level."""
    application.command("init")(init)
    application.command("units")(units)
    application.command("demo")(demo)
    application.command("verify")(verify)
    application.command("rebuild")(rebuild)
    application.command("backup")(backup)
    application.command("restore")(restore)


def init(
    role: Annotated[Literal["officer", "department"], typer.Option(help="Whose desk this is.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    code: Annotated[str, typer.Option(help="The person's code from the list of officers.")],
    unit: Annotated[str, typer.Option(help="The unit's code: see `sxsh units`.")],
    language: Annotated[Literal["vi", "en"], typer.Option(help="The language of the window.")] = "vi",
    store: StoreOption = None,
) -> None:
    """Set up a store.

    Example: sxsh init --role officer --name "Nguyễn Văn An" --code CB01 --unit 873
    """
    from sxsh_desktop.services.setup import Answers, set_up

    desk = set_up(store_folder(store), Answers(role, language, code, name, unit))
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
        typer.Argument(help="Where to put it (default: the store's own backups).", show_default=False),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Make a backup of the open store and read it back.

    Example: sxsh backup E:\\sxsh
    """
    from sxsh_desktop.services import backup as service

    with desk_at(store) as desk, shown_progress() as progress:
        made = service.backup(desk, target, progress)
    say(words("Backup made and read back: {file}", file=str(made)))


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    store: StoreOption = None,
) -> None:
    """Bring back what a backup holds. What is in the store stays: nothing is overwritten.

    Example: sxsh restore backup.sxshbackup
    """
    from sxsh_desktop.services import backup as service

    with shown_progress() as progress:
        service.restore(store_folder(store), file, progress)
    say(words("What the backup holds is in the store again."))
