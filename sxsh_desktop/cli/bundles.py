"""`sxsh bundle export | import | inspect | verify | devices | enrol | confirm | shelf | undo | redo | history`.

The ways that bundles go: cli/carriers.py.
"""

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
from sxsh_desktop.services import exchange
from sxsh_desktop.services.exchange import Plan

group = typer.Typer(help="Send and receive bundles (.sxsh), and the devices that do.", no_args_is_help=True)
FileArgument = Annotated[Path, typer.Argument(help="A bundle (.sxsh).")]


@group.command("export")
def export(
    folder: Annotated[Path, typer.Argument(help="A folder or stick.")],
    to: Annotated[str, typer.Option(help="Device or key of the receiver (default: the department).")] = "",
    sealed: Annotated[bool, typer.Option(help="Only the receiver can open it.")] = True,
    register: Annotated[bool, typer.Option(help="With the whole register, for a new laptop.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a bundle of everything that the receiver has not confirmed yet.

    Example: sxsh bundle export E:\\
    """
    with desk_at(store) as desk, shown_progress() as progress:
        sent = exchange.export_bundle(desk, folder, to, sealed=sealed, register=register, progress=progress)
    if as_json:
        print_json(sent)
        return
    say(words("Bundle for {recipient}: {file}", recipient=sent.recipient, file=str(sent.file)))


@group.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Bundles (.sxsh), in any order.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in bundles: each wholly or not at all. What is refused goes to the shelf, with the reason.

    Example: sxsh bundle import stick/*.sxsh
    """
    plans = []
    with desk_at(store) as desk, shown_progress() as progress:
        for file in files:
            plans.append(exchange.import_bundle(desk, file, progress=progress))
            if not as_json:
                _say_plan(plans[-1])
    if as_json:
        print_json(plans)


@group.command("inspect")
def inspect(file: FileArgument, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Say what a bundle holds and what its import would do; nothing is written.

    Example: sxsh bundle inspect 873-CB01-20261120-1a2b3c4d.sxsh
    """
    with desk_at(store) as desk, shown_progress() as progress:
        plan = exchange.preview_bundle(desk, file, progress=progress)
    if as_json:
        print_json(plan)
        return
    _say_plan(plan)
    headings = (words("State"), words("Form"), words("Record"), words("Officer"), words("Made at"))
    names = exchange.FATE_NAMES
    rows = [(words(names[one.fate]), one.form_id, one.title, one.officer, one.made_at) for one in plan.lines]
    print_table(headings, rows)


@group.command("verify")
def verify(file: FileArgument, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Check seal, signature, hashes and every line of a bundle; nothing is written.

    Example: sxsh bundle verify 873-CB01-20261120-1a2b3c4d.sxsh
    """
    with desk_at(store) as desk, shown_progress() as progress:
        plan = exchange.preview_bundle(desk, file, progress=progress)
    if as_json:
        print_json({"ok": True, "bundle_id": plan.bundle_id, "sealed": plan.sealed, "sender": plan.sender})
        return
    say(words("The bundle is whole and its signature is right."))


@group.command("devices")
def devices(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the devices that are known here, and this one's code to read over the phone.

    Example: sxsh bundle devices
    """
    with desk_at(store) as desk:
        found = exchange.devices(desk)
        own = exchange.own_code(desk)
    if as_json:
        print_json({"own_code": own, "devices": found})
        return
    say(words("This device's code: {code}", code=own))
    headings = (
        words("Officer"),
        words("Name"),
        words("Unit"),
        words("State"),
        words("Code"),
        words("Device"),
    )
    print_table(
        headings,
        [
            (one.officer_code, one.officer_name, one.unit_code, one.state, one.code, one.device_id)
            for one in found
        ],
    )


@group.command("enrol")
def enrol(
    file: Annotated[Path, typer.Argument(help="Where to write this device's enrolment file.")],
    store: StoreOption = None,
) -> None:
    """Write this device's enrolment file; the other side confirms it after comparing the code.

    Example: sxsh bundle enrol CB01.sxsh-key
    """
    with desk_at(store) as desk:
        code = exchange.export_enrolment(desk, file)
    say(words("Written to {file}. Code to read over the phone: {code}", file=str(file), code=code))


@group.command("confirm")
def confirm(
    file: Annotated[Path, typer.Argument(help="An enrolment file.")],
    department: Annotated[bool, typer.Option(help="It is the department's device.")] = False,
    store: StoreOption = None,
) -> None:
    """Believe a device from now on. Compare its code with the person first.

    Example: sxsh bundle confirm CB01.sxsh-key
    """
    with desk_at(store) as desk:
        line = exchange.import_enrolment(desk, file, confirm=True, as_department=department)
    say(words("{name} is known now (code {code}).", name=line.officer_name, code=line.code))


@group.command("shelf")
def shelf(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List what was refused and waits, with the reason.

    Example: sxsh bundle shelf
    """
    with desk_at(store) as desk:
        found = exchange.shelf(desk)
    if as_json:
        print_json(found)
        return
    for one in found:
        say(f"{one.shelf_id}  {one.file_name}")


@group.command("undo")
def undo(
    import_id: Annotated[str, typer.Argument(help="See `sxsh bundle history`.")],
    store: StoreOption = None,
) -> None:
    """Take an import back as a whole; `redo` puts it in force again.

    Example: sxsh bundle undo 0b7e...
    """
    with desk_at(store) as desk, shown_progress() as progress:
        count = exchange.undo_import(desk, import_id, progress=progress)
    say(words("{count} items are hidden now.", count=count))


@group.command("redo")
def redo(
    import_id: Annotated[str, typer.Argument(help="See `sxsh bundle history`.")],
    store: StoreOption = None,
) -> None:
    """Put an import in force again.

    Example: sxsh bundle redo 0b7e...
    """
    with desk_at(store) as desk, shown_progress() as progress:
        count = exchange.redo_import(desk, import_id, progress=progress)
    say(words("{count} items are shown again.", count=count))


@group.command("history")
def history(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the bundles that came and went.

    Example: sxsh bundle history
    """
    with desk_at(store) as desk:
        imports, exports = exchange.imports(desk), exchange.exports(desk)
    if as_json:
        print_json({"imports": imports, "exports": exports})
        return
    came = [(one.imported_at, one.file_name, one.sender, one.import_id) for one in imports]
    print_table((words("Imported"), words("File"), words("From"), words("Import")), came)
    went = [(one.made_at, one.file_name, one.recipient, f"{one.received}/{one.items}") for one in exports]
    print_table((words("Exported"), words("File"), words("For"), words("Received")), went)


def _say_plan(plan: Plan) -> None:
    if plan.already:
        say(words("{file}: imported before. Nothing new.", file=plan.file))
        return
    names = exchange.FATE_NAMES
    counts = ", ".join(f"{words(names[fate])}: {count}" for fate, count in plan.records.items() if count)
    say(
        words(
            "{file}: {revisions} new revisions, {entries} new entries. {counts}",
            file=plan.file,
            revisions=plan.revisions_new,
            entries=plan.entries_new,
            counts=counts,
        )
    )
