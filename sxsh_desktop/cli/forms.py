"""`sxsh form check | list | publish | retire | compare | move-draft`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sxsh_desktop.base.words import words
from sxsh_desktop.cli.common import JsonOption, StoreOption, desk_at, print_json, print_table, say

group = typer.Typer(
    help="Forms: check one, list those that are here, publish, retire, compare.", no_args_is_help=True
)


@group.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="An XLSForm (.xlsx) or XForm (.xml).")],
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


@group.command("publish")
def publish(
    file: Annotated[Path, typer.Argument(help="An XLSForm (.xlsx) or XForm (.xml), its lists beside it.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check a form and put its version into use; it travels to every officer in the next bundle.
    The department's store only.

    Example: sxsh form publish forms/a_co_so.xlsx
    """
    from sxsh_desktop.services import form_publishing

    with desk_at(store) as desk:
        info = form_publishing.publish(desk, file)
    if as_json:
        print_json(info)
    else:
        say(words("{form} version {version} is in use.", form=info.form_id, version=info.version))


@group.command("retire")
def retire(form_id: str, version: str, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Offer a version no longer. Its drafts can be finished; its records stay.

    Example: sxsh form retire a_co_so 2026111001
    """
    from sxsh_desktop.services import form_publishing

    with desk_at(store) as desk:
        info = form_publishing.retire(desk, form_id, version)
    if as_json:
        print_json(info)
    else:
        say(words("{form} version {version} is no longer offered.", form=info.form_id, version=info.version))


@group.command("compare")
def compare(
    form_id: str, before: str, after: str, store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """Name what was added, removed and reworded between two versions, and the drafts that it touches.

    Example: sxsh form compare a_co_so 2026111001 2026112301
    """
    from sxsh_desktop.services import form_publishing

    with desk_at(store) as desk:
        found = form_publishing.compare(desk, form_id, before, after)
    if as_json:
        print_json(found)
        return
    for path, text in found.added:
        say(f"+ {path}: {text}")
    for path, text in found.removed:
        say(f"- {path}: {text}")
    for one in found.reworded:
        say(f"~ {one.path} ({', '.join(one.what)}): {one.before} → {one.after}")
    say(words("{count} drafts of the older version are open here.", count=found.drafts))
    for draft in found.touched:
        say(f"  {draft.draft_id}  {draft.title}  {draft.changed_at}")


@group.command("move-draft")
def move_draft(
    draft_id: str,
    yes: Annotated[
        bool, typer.Option("--yes", help="Move it; without it, only say what would be lost.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Move a draft to the version in use; first without --yes, to see which answers would be lost.

    Example: sxsh form move-draft 5c0d… --yes
    """
    from sxsh_desktop.services import draft_move

    with desk_at(store) as desk:
        done = draft_move.move(desk, draft_id) if yes else draft_move.preview(desk, draft_id)
    if as_json:
        print_json(done)
        return
    for one in done.lost:
        say(f"- {one.label}: {one.text}")
    said = words(
        "Version {before} to {after}: {kept} answers stay, {lost} are lost.",
        before=done.before,
        after=done.after,
        kept=done.kept,
        lost=len(done.lost),
    )
    say(said)
